// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `Host_driver`.

use super::*;

/// `Host_driver.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<OpaqueRef>> {
    ApiCall::plain("Host_driver.get_all", params![])
}

/// `Host_driver.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<OpaqueRef, Value>> {
    ApiCall::plain("Host_driver.get_all_records", params![])
}

/// `Host_driver.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<OpaqueRef, Value>> {
    ApiCall::plain("Host_driver.get_all_records_where", params![expr])
}

/// `Host_driver.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<OpaqueRef> {
    ApiCall::plain("Host_driver.get_by_uuid", params![uuid])
}

/// `Host_driver.get_record`; for the role read-only and those above it.
pub fn get_record(host_driver: &OpaqueRef) -> ApiCall<Value> {
    ApiCall::plain("Host_driver.get_record", params![host_driver])
}

/// `Host_driver.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(host_driver: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("Host_driver.get_uuid", params![host_driver])
}

/// `Host_driver.get_host`; for the role read-only and those above it.
pub fn get_host(host_driver: &OpaqueRef) -> ApiCall<Ref<Host>> {
    ApiCall::plain("Host_driver.get_host", params![host_driver])
}

/// `Host_driver.get_name`; for the role read-only and those above it.
pub fn get_name(host_driver: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("Host_driver.get_name", params![host_driver])
}

/// `Host_driver.get_friendly_name`; for the role read-only and those above it.
pub fn get_friendly_name(host_driver: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("Host_driver.get_friendly_name", params![host_driver])
}

/// `Host_driver.get_variants`; for the role read-only and those above it.
pub fn get_variants(host_driver: &OpaqueRef) -> ApiCall<List<OpaqueRef>> {
    ApiCall::plain("Host_driver.get_variants", params![host_driver])
}

/// `Host_driver.get_active_variant`; for the role read-only and those above it.
pub fn get_active_variant(host_driver: &OpaqueRef) -> ApiCall<OpaqueRef> {
    ApiCall::plain("Host_driver.get_active_variant", params![host_driver])
}

/// `Host_driver.get_selected_variant`; for the role read-only and those above it.
pub fn get_selected_variant(host_driver: &OpaqueRef) -> ApiCall<OpaqueRef> {
    ApiCall::plain("Host_driver.get_selected_variant", params![host_driver])
}

/// `Host_driver.get_type`; for the role read-only and those above it.
pub fn get_type(host_driver: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("Host_driver.get_type", params![host_driver])
}

/// `Host_driver.get_description`; for the role read-only and those above it.
pub fn get_description(host_driver: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("Host_driver.get_description", params![host_driver])
}

/// `Host_driver.get_info`; for the role read-only and those above it.
pub fn get_info(host_driver: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("Host_driver.get_info", params![host_driver])
}

/// `Host_driver.rescan`; for the role pool-admin and those above it.
pub fn rescan(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("Host_driver.rescan", params![host])
}

/// `Host_driver.deselect`; for the role pool-admin and those above it.
pub fn deselect(host_driver: &OpaqueRef) -> ApiCall<()> {
    ApiCall::with_task("Host_driver.deselect", params![host_driver])
}

/// `Host_driver.select`; for the role pool-admin and those above it.
pub fn select(host_driver: &OpaqueRef, variant: &OpaqueRef) -> ApiCall<()> {
    ApiCall::with_task("Host_driver.select", params![host_driver, variant])
}
