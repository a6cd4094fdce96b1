// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `VIF_metrics`.

use super::*;

/// `VIF_metrics.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<VifMetrics>>> {
    ApiCall::plain("VIF_metrics.get_all", params![])
}

/// `VIF_metrics.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<VifMetrics>, VifMetrics>> {
    ApiCall::plain("VIF_metrics.get_all_records", params![])
}

/// `VIF_metrics.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<VifMetrics>, VifMetrics>> {
    ApiCall::plain("VIF_metrics.get_all_records_where", params![expr])
}

/// `VIF_metrics.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<VifMetrics>> {
    ApiCall::plain("VIF_metrics.get_by_uuid", params![uuid])
}

/// `VIF_metrics.get_record`; for the role read-only and those above it.
pub fn get_record(vif_metrics: &Ref<VifMetrics>) -> ApiCall<VifMetrics> {
    ApiCall::plain("VIF_metrics.get_record", params![vif_metrics])
}

/// `VIF_metrics.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(vif_metrics: &Ref<VifMetrics>) -> ApiCall<Text> {
    ApiCall::plain("VIF_metrics.get_uuid", params![vif_metrics])
}

/// `VIF_metrics.get_io_read_kbs`; for the role read-only and those above it.
pub fn get_io_read_kbs(vif_metrics: &Ref<VifMetrics>) -> ApiCall<f64> {
    ApiCall::plain("VIF_metrics.get_io_read_kbs", params![vif_metrics])
}

/// `VIF_metrics.get_io_write_kbs`; for the role read-only and those above it.
pub fn get_io_write_kbs(vif_metrics: &Ref<VifMetrics>) -> ApiCall<f64> {
    ApiCall::plain("VIF_metrics.get_io_write_kbs", params![vif_metrics])
}

/// `VIF_metrics.get_last_updated`; for the role read-only and those above it.
pub fn get_last_updated(vif_metrics: &Ref<VifMetrics>) -> ApiCall<DateTime> {
    ApiCall::plain("VIF_metrics.get_last_updated", params![vif_metrics])
}

/// `VIF_metrics.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(vif_metrics: &Ref<VifMetrics>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VIF_metrics.get_other_config", params![vif_metrics])
}

/// `VIF_metrics.set_other_config`; for the role vm-admin and those above it.
pub fn set_other_config(vif_metrics: &Ref<VifMetrics>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("VIF_metrics.set_other_config", params![vif_metrics, value])
}

/// `VIF_metrics.add_to_other_config`; for the role vm-admin and those above it.
pub fn add_to_other_config(vif_metrics: &Ref<VifMetrics>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain(
        "VIF_metrics.add_to_other_config",
        params![vif_metrics, key, value],
    )
}

/// `VIF_metrics.remove_from_other_config`; for the role vm-admin and those above it.
pub fn remove_from_other_config(vif_metrics: &Ref<VifMetrics>, key: &str) -> ApiCall<()> {
    ApiCall::plain(
        "VIF_metrics.remove_from_other_config",
        params![vif_metrics, key],
    )
}
