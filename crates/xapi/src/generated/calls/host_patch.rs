// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `host_patch`.

use super::*;

/// `host_patch.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<HostPatch>>> {
    ApiCall::plain("host_patch.get_all", params![])
}

/// `host_patch.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<HostPatch>, HostPatch>> {
    ApiCall::plain("host_patch.get_all_records", params![])
}

/// `host_patch.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<HostPatch>, HostPatch>> {
    ApiCall::plain("host_patch.get_all_records_where", params![expr])
}

/// `host_patch.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<Ref<HostPatch>>> {
    ApiCall::plain("host_patch.get_by_name_label", params![label])
}

/// `host_patch.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<HostPatch>> {
    ApiCall::plain("host_patch.get_by_uuid", params![uuid])
}

/// `host_patch.get_record`; for the role read-only and those above it.
pub fn get_record(host_patch: &Ref<HostPatch>) -> ApiCall<HostPatch> {
    ApiCall::plain("host_patch.get_record", params![host_patch])
}

/// `host_patch.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(host_patch: &Ref<HostPatch>) -> ApiCall<Text> {
    ApiCall::plain("host_patch.get_uuid", params![host_patch])
}

/// `host_patch.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(host_patch: &Ref<HostPatch>) -> ApiCall<Text> {
    ApiCall::plain("host_patch.get_name_label", params![host_patch])
}

/// `host_patch.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(host_patch: &Ref<HostPatch>) -> ApiCall<Text> {
    ApiCall::plain("host_patch.get_name_description", params![host_patch])
}

/// `host_patch.get_version`; for the role read-only and those above it.
pub fn get_version(host_patch: &Ref<HostPatch>) -> ApiCall<Text> {
    ApiCall::plain("host_patch.get_version", params![host_patch])
}

/// `host_patch.get_host`; for the role read-only and those above it.
pub fn get_host(host_patch: &Ref<HostPatch>) -> ApiCall<Ref<Host>> {
    ApiCall::plain("host_patch.get_host", params![host_patch])
}

/// `host_patch.get_applied`; for the role read-only and those above it.
pub fn get_applied(host_patch: &Ref<HostPatch>) -> ApiCall<bool> {
    ApiCall::plain("host_patch.get_applied", params![host_patch])
}

/// `host_patch.get_timestamp_applied`; for the role read-only and those above it.
pub fn get_timestamp_applied(host_patch: &Ref<HostPatch>) -> ApiCall<DateTime> {
    ApiCall::plain("host_patch.get_timestamp_applied", params![host_patch])
}

/// `host_patch.get_size`; for the role read-only and those above it.
pub fn get_size(host_patch: &Ref<HostPatch>) -> ApiCall<i64> {
    ApiCall::plain("host_patch.get_size", params![host_patch])
}

/// `host_patch.get_pool_patch`; for the role read-only and those above it.
pub fn get_pool_patch(host_patch: &Ref<HostPatch>) -> ApiCall<Ref<PoolPatch>> {
    ApiCall::plain("host_patch.get_pool_patch", params![host_patch])
}

/// `host_patch.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(host_patch: &Ref<HostPatch>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("host_patch.get_other_config", params![host_patch])
}

/// `host_patch.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(host_patch: &Ref<HostPatch>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("host_patch.set_other_config", params![host_patch, value])
}

/// `host_patch.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(host_patch: &Ref<HostPatch>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain(
        "host_patch.add_to_other_config",
        params![host_patch, key, value],
    )
}

/// `host_patch.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(host_patch: &Ref<HostPatch>, key: &str) -> ApiCall<()> {
    ApiCall::plain(
        "host_patch.remove_from_other_config",
        params![host_patch, key],
    )
}

/// `host_patch.apply`; for the role pool-operator and those above it.
pub fn apply(host_patch: &Ref<HostPatch>) -> ApiCall<Text> {
    ApiCall::with_task("host_patch.apply", params![host_patch])
}

/// `host_patch.destroy`; for the role pool-operator and those above it.
pub fn destroy(host_patch: &Ref<HostPatch>) -> ApiCall<()> {
    ApiCall::with_task("host_patch.destroy", params![host_patch])
}
