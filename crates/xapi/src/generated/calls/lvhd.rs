// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `LVHD`.

use super::*;

/// `LVHD.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<OpaqueRef> {
    ApiCall::plain("LVHD.get_by_uuid", params![uuid])
}

/// `LVHD.get_record`; for the role read-only and those above it.
pub fn get_record(lvhd: &OpaqueRef) -> ApiCall<Value> {
    ApiCall::plain("LVHD.get_record", params![lvhd])
}

/// `LVHD.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(lvhd: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("LVHD.get_uuid", params![lvhd])
}

/// `LVHD.enable_thin_provisioning`; for the role pool-admin and those above it.
pub fn enable_thin_provisioning(
    host: &Ref<Host>,
    sr: &Ref<Sr>,
    initial_allocation: i64,
    allocation_quantum: i64,
) -> ApiCall<Text> {
    ApiCall::with_task(
        "LVHD.enable_thin_provisioning",
        params![host, sr, initial_allocation, allocation_quantum],
    )
}
