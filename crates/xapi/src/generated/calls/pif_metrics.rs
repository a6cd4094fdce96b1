// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `PIF_metrics`.

use super::*;

/// `PIF_metrics.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<PifMetrics>>> {
    ApiCall::plain("PIF_metrics.get_all", params![])
}

/// `PIF_metrics.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<PifMetrics>, PifMetrics>> {
    ApiCall::plain("PIF_metrics.get_all_records", params![])
}

/// `PIF_metrics.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<PifMetrics>, PifMetrics>> {
    ApiCall::plain("PIF_metrics.get_all_records_where", params![expr])
}

/// `PIF_metrics.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<PifMetrics>> {
    ApiCall::plain("PIF_metrics.get_by_uuid", params![uuid])
}

/// `PIF_metrics.get_record`; for the role read-only and those above it.
pub fn get_record(pif_metrics: &Ref<PifMetrics>) -> ApiCall<PifMetrics> {
    ApiCall::plain("PIF_metrics.get_record", params![pif_metrics])
}

/// `PIF_metrics.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(pif_metrics: &Ref<PifMetrics>) -> ApiCall<Text> {
    ApiCall::plain("PIF_metrics.get_uuid", params![pif_metrics])
}

/// `PIF_metrics.get_io_read_kbs`; for the role read-only and those above it.
pub fn get_io_read_kbs(pif_metrics: &Ref<PifMetrics>) -> ApiCall<f64> {
    ApiCall::plain("PIF_metrics.get_io_read_kbs", params![pif_metrics])
}

/// `PIF_metrics.get_io_write_kbs`; for the role read-only and those above it.
pub fn get_io_write_kbs(pif_metrics: &Ref<PifMetrics>) -> ApiCall<f64> {
    ApiCall::plain("PIF_metrics.get_io_write_kbs", params![pif_metrics])
}

/// `PIF_metrics.get_carrier`; for the role read-only and those above it.
pub fn get_carrier(pif_metrics: &Ref<PifMetrics>) -> ApiCall<bool> {
    ApiCall::plain("PIF_metrics.get_carrier", params![pif_metrics])
}

/// `PIF_metrics.get_vendor_id`; for the role read-only and those above it.
pub fn get_vendor_id(pif_metrics: &Ref<PifMetrics>) -> ApiCall<Text> {
    ApiCall::plain("PIF_metrics.get_vendor_id", params![pif_metrics])
}

/// `PIF_metrics.get_vendor_name`; for the role read-only and those above it.
pub fn get_vendor_name(pif_metrics: &Ref<PifMetrics>) -> ApiCall<Text> {
    ApiCall::plain("PIF_metrics.get_vendor_name", params![pif_metrics])
}

/// `PIF_metrics.get_device_id`; for the role read-only and those above it.
pub fn get_device_id(pif_metrics: &Ref<PifMetrics>) -> ApiCall<Text> {
    ApiCall::plain("PIF_metrics.get_device_id", params![pif_metrics])
}

/// `PIF_metrics.get_device_name`; for the role read-only and those above it.
pub fn get_device_name(pif_metrics: &Ref<PifMetrics>) -> ApiCall<Text> {
    ApiCall::plain("PIF_metrics.get_device_name", params![pif_metrics])
}

/// `PIF_metrics.get_speed`; for the role read-only and those above it.
pub fn get_speed(pif_metrics: &Ref<PifMetrics>) -> ApiCall<i64> {
    ApiCall::plain("PIF_metrics.get_speed", params![pif_metrics])
}

/// `PIF_metrics.get_duplex`; for the role read-only and those above it.
pub fn get_duplex(pif_metrics: &Ref<PifMetrics>) -> ApiCall<bool> {
    ApiCall::plain("PIF_metrics.get_duplex", params![pif_metrics])
}

/// `PIF_metrics.get_pci_bus_path`; for the role read-only and those above it.
pub fn get_pci_bus_path(pif_metrics: &Ref<PifMetrics>) -> ApiCall<Text> {
    ApiCall::plain("PIF_metrics.get_pci_bus_path", params![pif_metrics])
}

/// `PIF_metrics.get_last_updated`; for the role read-only and those above it.
pub fn get_last_updated(pif_metrics: &Ref<PifMetrics>) -> ApiCall<DateTime> {
    ApiCall::plain("PIF_metrics.get_last_updated", params![pif_metrics])
}

/// `PIF_metrics.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(pif_metrics: &Ref<PifMetrics>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("PIF_metrics.get_other_config", params![pif_metrics])
}

/// `PIF_metrics.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(pif_metrics: &Ref<PifMetrics>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("PIF_metrics.set_other_config", params![pif_metrics, value])
}

/// `PIF_metrics.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(pif_metrics: &Ref<PifMetrics>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain(
        "PIF_metrics.add_to_other_config",
        params![pif_metrics, key, value],
    )
}

/// `PIF_metrics.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(pif_metrics: &Ref<PifMetrics>, key: &str) -> ApiCall<()> {
    ApiCall::plain(
        "PIF_metrics.remove_from_other_config",
        params![pif_metrics, key],
    )
}
