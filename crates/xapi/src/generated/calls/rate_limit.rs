// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `Rate_limit`.

use super::*;

/// `Rate_limit.create`; for the role pool-admin and those above it.
pub fn create(args: &Value) -> ApiCall<OpaqueRef> {
    ApiCall::with_task("Rate_limit.create", params![args])
}

/// `Rate_limit.destroy`; for the role pool-admin and those above it.
pub fn destroy(rate_limit: &OpaqueRef) -> ApiCall<()> {
    ApiCall::with_task("Rate_limit.destroy", params![rate_limit])
}

/// `Rate_limit.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<OpaqueRef>> {
    ApiCall::plain("Rate_limit.get_all", params![])
}

/// `Rate_limit.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<OpaqueRef, Value>> {
    ApiCall::plain("Rate_limit.get_all_records", params![])
}

/// `Rate_limit.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<OpaqueRef, Value>> {
    ApiCall::plain("Rate_limit.get_all_records_where", params![expr])
}

/// `Rate_limit.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<OpaqueRef>> {
    ApiCall::plain("Rate_limit.get_by_name_label", params![label])
}

/// `Rate_limit.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<OpaqueRef> {
    ApiCall::plain("Rate_limit.get_by_uuid", params![uuid])
}

/// `Rate_limit.get_record`; for the role read-only and those above it.
pub fn get_record(rate_limit: &OpaqueRef) -> ApiCall<Value> {
    ApiCall::plain("Rate_limit.get_record", params![rate_limit])
}

/// `Rate_limit.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(rate_limit: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("Rate_limit.get_uuid", params![rate_limit])
}

/// `Rate_limit.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(rate_limit: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("Rate_limit.get_name_label", params![rate_limit])
}

/// `Rate_limit.set_name_label`; for the role pool-admin and those above it.
pub fn set_name_label(rate_limit: &OpaqueRef, value: &str) -> ApiCall<()> {
    ApiCall::plain("Rate_limit.set_name_label", params![rate_limit, value])
}

/// `Rate_limit.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(rate_limit: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("Rate_limit.get_name_description", params![rate_limit])
}

/// `Rate_limit.set_name_description`; for the role pool-admin and those above it.
pub fn set_name_description(rate_limit: &OpaqueRef, value: &str) -> ApiCall<()> {
    ApiCall::plain(
        "Rate_limit.set_name_description",
        params![rate_limit, value],
    )
}

/// `Rate_limit.get_callers`; for the role read-only and those above it.
pub fn get_callers(rate_limit: &OpaqueRef) -> ApiCall<List<OpaqueRef>> {
    ApiCall::plain("Rate_limit.get_callers", params![rate_limit])
}

/// `Rate_limit.get_burst_size`; for the role read-only and those above it.
pub fn get_burst_size(rate_limit: &OpaqueRef) -> ApiCall<f64> {
    ApiCall::plain("Rate_limit.get_burst_size", params![rate_limit])
}

/// `Rate_limit.get_fill_rate`; for the role read-only and those above it.
pub fn get_fill_rate(rate_limit: &OpaqueRef) -> ApiCall<f64> {
    ApiCall::plain("Rate_limit.get_fill_rate", params![rate_limit])
}

/// `Rate_limit.set_fill_rate`; for the role pool-admin and those above it.
pub fn set_fill_rate(rate_limit: &OpaqueRef, value: f64) -> ApiCall<()> {
    ApiCall::plain("Rate_limit.set_fill_rate", params![rate_limit, value])
}

/// `Rate_limit.set_burst_size`; for the role pool-admin and those above it.
pub fn set_burst_size(rate_limit: &OpaqueRef, value: f64) -> ApiCall<()> {
    ApiCall::plain("Rate_limit.set_burst_size", params![rate_limit, value])
}

/// `Rate_limit.remove_caller`; for the role pool-admin and those above it.
pub fn remove_caller(rate_limit: &OpaqueRef, caller: &OpaqueRef) -> ApiCall<()> {
    ApiCall::with_task("Rate_limit.remove_caller", params![rate_limit, caller])
}

/// `Rate_limit.add_caller`; for the role pool-admin and those above it.
pub fn add_caller(rate_limit: &OpaqueRef, caller: &OpaqueRef) -> ApiCall<()> {
    ApiCall::with_task("Rate_limit.add_caller", params![rate_limit, caller])
}
