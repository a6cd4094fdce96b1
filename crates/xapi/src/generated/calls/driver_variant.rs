// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `Driver_variant`.

use super::*;

/// `Driver_variant.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<OpaqueRef>> {
    ApiCall::plain("Driver_variant.get_all", params![])
}

/// `Driver_variant.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<OpaqueRef, Value>> {
    ApiCall::plain("Driver_variant.get_all_records", params![])
}

/// `Driver_variant.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<OpaqueRef, Value>> {
    ApiCall::plain("Driver_variant.get_all_records_where", params![expr])
}

/// `Driver_variant.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<OpaqueRef> {
    ApiCall::plain("Driver_variant.get_by_uuid", params![uuid])
}

/// `Driver_variant.get_record`; for the role read-only and those above it.
pub fn get_record(driver_variant: &OpaqueRef) -> ApiCall<Value> {
    ApiCall::plain("Driver_variant.get_record", params![driver_variant])
}

/// `Driver_variant.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(driver_variant: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("Driver_variant.get_uuid", params![driver_variant])
}

/// `Driver_variant.get_name`; for the role read-only and those above it.
pub fn get_name(driver_variant: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("Driver_variant.get_name", params![driver_variant])
}

/// `Driver_variant.get_driver`; for the role read-only and those above it.
pub fn get_driver(driver_variant: &OpaqueRef) -> ApiCall<OpaqueRef> {
    ApiCall::plain("Driver_variant.get_driver", params![driver_variant])
}

/// `Driver_variant.get_version`; for the role read-only and those above it.
pub fn get_version(driver_variant: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("Driver_variant.get_version", params![driver_variant])
}

/// `Driver_variant.get_hardware_present`; for the role read-only and those above it.
pub fn get_hardware_present(driver_variant: &OpaqueRef) -> ApiCall<bool> {
    ApiCall::plain(
        "Driver_variant.get_hardware_present",
        params![driver_variant],
    )
}

/// `Driver_variant.get_priority`; for the role read-only and those above it.
pub fn get_priority(driver_variant: &OpaqueRef) -> ApiCall<f64> {
    ApiCall::plain("Driver_variant.get_priority", params![driver_variant])
}

/// `Driver_variant.get_status`; for the role read-only and those above it.
pub fn get_status(driver_variant: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("Driver_variant.get_status", params![driver_variant])
}

/// `Driver_variant.select`; for the role pool-admin and those above it.
pub fn select(driver_variant: &OpaqueRef) -> ApiCall<()> {
    ApiCall::with_task("Driver_variant.select", params![driver_variant])
}
