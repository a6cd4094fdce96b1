// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `host_crashdump`.

use super::*;

/// `host_crashdump.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<HostCrashdump>>> {
    ApiCall::plain("host_crashdump.get_all", params![])
}

/// `host_crashdump.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<HostCrashdump>, HostCrashdump>> {
    ApiCall::plain("host_crashdump.get_all_records", params![])
}

/// `host_crashdump.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<HostCrashdump>, HostCrashdump>> {
    ApiCall::plain("host_crashdump.get_all_records_where", params![expr])
}

/// `host_crashdump.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<HostCrashdump>> {
    ApiCall::plain("host_crashdump.get_by_uuid", params![uuid])
}

/// `host_crashdump.get_record`; for the role read-only and those above it.
pub fn get_record(host_crashdump: &Ref<HostCrashdump>) -> ApiCall<HostCrashdump> {
    ApiCall::plain("host_crashdump.get_record", params![host_crashdump])
}

/// `host_crashdump.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(host_crashdump: &Ref<HostCrashdump>) -> ApiCall<Text> {
    ApiCall::plain("host_crashdump.get_uuid", params![host_crashdump])
}

/// `host_crashdump.get_host`; for the role read-only and those above it.
pub fn get_host(host_crashdump: &Ref<HostCrashdump>) -> ApiCall<Ref<Host>> {
    ApiCall::plain("host_crashdump.get_host", params![host_crashdump])
}

/// `host_crashdump.get_timestamp`; for the role read-only and those above it.
pub fn get_timestamp(host_crashdump: &Ref<HostCrashdump>) -> ApiCall<DateTime> {
    ApiCall::plain("host_crashdump.get_timestamp", params![host_crashdump])
}

/// `host_crashdump.get_size`; for the role read-only and those above it.
pub fn get_size(host_crashdump: &Ref<HostCrashdump>) -> ApiCall<i64> {
    ApiCall::plain("host_crashdump.get_size", params![host_crashdump])
}

/// `host_crashdump.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(host_crashdump: &Ref<HostCrashdump>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("host_crashdump.get_other_config", params![host_crashdump])
}

/// `host_crashdump.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(
    host_crashdump: &Ref<HostCrashdump>,
    value: &Map<Text, Text>,
) -> ApiCall<()> {
    ApiCall::plain(
        "host_crashdump.set_other_config",
        params![host_crashdump, value],
    )
}

/// `host_crashdump.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(
    host_crashdump: &Ref<HostCrashdump>,
    key: &str,
    value: &str,
) -> ApiCall<()> {
    ApiCall::plain(
        "host_crashdump.add_to_other_config",
        params![host_crashdump, key, value],
    )
}

/// `host_crashdump.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(host_crashdump: &Ref<HostCrashdump>, key: &str) -> ApiCall<()> {
    ApiCall::plain(
        "host_crashdump.remove_from_other_config",
        params![host_crashdump, key],
    )
}

/// `host_crashdump.upload`; for the role pool-operator and those above it.
pub fn upload(
    host_crashdump: &Ref<HostCrashdump>,
    url: &str,
    options: &Map<Text, Text>,
) -> ApiCall<()> {
    ApiCall::with_task(
        "host_crashdump.upload",
        params![host_crashdump, url, options],
    )
}

/// `host_crashdump.destroy`; for the role pool-operator and those above it.
pub fn destroy(host_crashdump: &Ref<HostCrashdump>) -> ApiCall<()> {
    ApiCall::with_task("host_crashdump.destroy", params![host_crashdump])
}
