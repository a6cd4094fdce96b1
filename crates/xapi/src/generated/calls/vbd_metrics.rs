// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `VBD_metrics`.

use super::*;

/// `VBD_metrics.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<VbdMetrics>>> {
    ApiCall::plain("VBD_metrics.get_all", params![])
}

/// `VBD_metrics.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<VbdMetrics>, VbdMetrics>> {
    ApiCall::plain("VBD_metrics.get_all_records", params![])
}

/// `VBD_metrics.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<VbdMetrics>, VbdMetrics>> {
    ApiCall::plain("VBD_metrics.get_all_records_where", params![expr])
}

/// `VBD_metrics.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<VbdMetrics>> {
    ApiCall::plain("VBD_metrics.get_by_uuid", params![uuid])
}

/// `VBD_metrics.get_record`; for the role read-only and those above it.
pub fn get_record(vbd_metrics: &Ref<VbdMetrics>) -> ApiCall<VbdMetrics> {
    ApiCall::plain("VBD_metrics.get_record", params![vbd_metrics])
}

/// `VBD_metrics.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(vbd_metrics: &Ref<VbdMetrics>) -> ApiCall<Text> {
    ApiCall::plain("VBD_metrics.get_uuid", params![vbd_metrics])
}

/// `VBD_metrics.get_io_read_kbs`; for the role read-only and those above it.
pub fn get_io_read_kbs(vbd_metrics: &Ref<VbdMetrics>) -> ApiCall<f64> {
    ApiCall::plain("VBD_metrics.get_io_read_kbs", params![vbd_metrics])
}

/// `VBD_metrics.get_io_write_kbs`; for the role read-only and those above it.
pub fn get_io_write_kbs(vbd_metrics: &Ref<VbdMetrics>) -> ApiCall<f64> {
    ApiCall::plain("VBD_metrics.get_io_write_kbs", params![vbd_metrics])
}

/// `VBD_metrics.get_last_updated`; for the role read-only and those above it.
pub fn get_last_updated(vbd_metrics: &Ref<VbdMetrics>) -> ApiCall<DateTime> {
    ApiCall::plain("VBD_metrics.get_last_updated", params![vbd_metrics])
}

/// `VBD_metrics.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(vbd_metrics: &Ref<VbdMetrics>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VBD_metrics.get_other_config", params![vbd_metrics])
}

/// `VBD_metrics.set_other_config`; for the role vm-admin and those above it.
pub fn set_other_config(vbd_metrics: &Ref<VbdMetrics>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("VBD_metrics.set_other_config", params![vbd_metrics, value])
}

/// `VBD_metrics.add_to_other_config`; for the role vm-admin and those above it.
pub fn add_to_other_config(vbd_metrics: &Ref<VbdMetrics>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain(
        "VBD_metrics.add_to_other_config",
        params![vbd_metrics, key, value],
    )
}

/// `VBD_metrics.remove_from_other_config`; for the role vm-admin and those above it.
pub fn remove_from_other_config(vbd_metrics: &Ref<VbdMetrics>, key: &str) -> ApiCall<()> {
    ApiCall::plain(
        "VBD_metrics.remove_from_other_config",
        params![vbd_metrics, key],
    )
}
