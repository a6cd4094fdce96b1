// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `host_metrics`.

use super::*;

/// `host_metrics.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<HostMetrics>>> {
    ApiCall::plain("host_metrics.get_all", params![])
}

/// `host_metrics.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<HostMetrics>, HostMetrics>> {
    ApiCall::plain("host_metrics.get_all_records", params![])
}

/// `host_metrics.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<HostMetrics>, HostMetrics>> {
    ApiCall::plain("host_metrics.get_all_records_where", params![expr])
}

/// `host_metrics.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<HostMetrics>> {
    ApiCall::plain("host_metrics.get_by_uuid", params![uuid])
}

/// `host_metrics.get_record`; for the role read-only and those above it.
pub fn get_record(host_metrics: &Ref<HostMetrics>) -> ApiCall<HostMetrics> {
    ApiCall::plain("host_metrics.get_record", params![host_metrics])
}

/// `host_metrics.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(host_metrics: &Ref<HostMetrics>) -> ApiCall<Text> {
    ApiCall::plain("host_metrics.get_uuid", params![host_metrics])
}

/// `host_metrics.get_memory_total`; for the role read-only and those above it.
pub fn get_memory_total(host_metrics: &Ref<HostMetrics>) -> ApiCall<i64> {
    ApiCall::plain("host_metrics.get_memory_total", params![host_metrics])
}

/// `host_metrics.get_memory_free`; for the role read-only and those above it.
pub fn get_memory_free(host_metrics: &Ref<HostMetrics>) -> ApiCall<i64> {
    ApiCall::plain("host_metrics.get_memory_free", params![host_metrics])
}

/// `host_metrics.get_live`; for the role read-only and those above it.
pub fn get_live(host_metrics: &Ref<HostMetrics>) -> ApiCall<bool> {
    ApiCall::plain("host_metrics.get_live", params![host_metrics])
}

/// `host_metrics.get_last_updated`; for the role read-only and those above it.
pub fn get_last_updated(host_metrics: &Ref<HostMetrics>) -> ApiCall<DateTime> {
    ApiCall::plain("host_metrics.get_last_updated", params![host_metrics])
}

/// `host_metrics.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(host_metrics: &Ref<HostMetrics>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("host_metrics.get_other_config", params![host_metrics])
}

/// `host_metrics.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(host_metrics: &Ref<HostMetrics>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain(
        "host_metrics.set_other_config",
        params![host_metrics, value],
    )
}

/// `host_metrics.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(host_metrics: &Ref<HostMetrics>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain(
        "host_metrics.add_to_other_config",
        params![host_metrics, key, value],
    )
}

/// `host_metrics.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(host_metrics: &Ref<HostMetrics>, key: &str) -> ApiCall<()> {
    ApiCall::plain(
        "host_metrics.remove_from_other_config",
        params![host_metrics, key],
    )
}
