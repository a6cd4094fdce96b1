// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `Caller`.

use super::*;

/// `Caller.create`; for the role pool-admin and those above it.
pub fn create(args: &Value) -> ApiCall<OpaqueRef> {
    ApiCall::with_task("Caller.create", params![args])
}

/// `Caller.destroy`; for the role pool-admin and those above it.
pub fn destroy(caller: &OpaqueRef) -> ApiCall<()> {
    ApiCall::with_task("Caller.destroy", params![caller])
}

/// `Caller.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<OpaqueRef>> {
    ApiCall::plain("Caller.get_all", params![])
}

/// `Caller.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<OpaqueRef, Value>> {
    ApiCall::plain("Caller.get_all_records", params![])
}

/// `Caller.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<OpaqueRef, Value>> {
    ApiCall::plain("Caller.get_all_records_where", params![expr])
}

/// `Caller.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<OpaqueRef>> {
    ApiCall::plain("Caller.get_by_name_label", params![label])
}

/// `Caller.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<OpaqueRef> {
    ApiCall::plain("Caller.get_by_uuid", params![uuid])
}

/// `Caller.get_record`; for the role read-only and those above it.
pub fn get_record(caller: &OpaqueRef) -> ApiCall<Value> {
    ApiCall::plain("Caller.get_record", params![caller])
}

/// `Caller.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(caller: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("Caller.get_uuid", params![caller])
}

/// `Caller.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(caller: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("Caller.get_name_label", params![caller])
}

/// `Caller.set_name_label`; for the role pool-admin and those above it.
pub fn set_name_label(caller: &OpaqueRef, value: &str) -> ApiCall<()> {
    ApiCall::plain("Caller.set_name_label", params![caller, value])
}

/// `Caller.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(caller: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("Caller.get_name_description", params![caller])
}

/// `Caller.set_name_description`; for the role pool-admin and those above it.
pub fn set_name_description(caller: &OpaqueRef, value: &str) -> ApiCall<()> {
    ApiCall::plain("Caller.set_name_description", params![caller, value])
}

/// `Caller.get_user_agent`; for the role read-only and those above it.
pub fn get_user_agent(caller: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("Caller.get_user_agent", params![caller])
}

/// `Caller.get_client_ip`; for the role read-only and those above it.
pub fn get_client_ip(caller: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("Caller.get_client_ip", params![caller])
}

/// `Caller.get_last_access`; for the role read-only and those above it.
pub fn get_last_access(caller: &OpaqueRef) -> ApiCall<DateTime> {
    ApiCall::plain("Caller.get_last_access", params![caller])
}

/// `Caller.get_groups`; for the role read-only and those above it.
pub fn get_groups(caller: &OpaqueRef) -> ApiCall<List<Text>> {
    ApiCall::plain("Caller.get_groups", params![caller])
}

/// `Caller.get_rate_limit`; for the role read-only and those above it.
pub fn get_rate_limit(caller: &OpaqueRef) -> ApiCall<OpaqueRef> {
    ApiCall::plain("Caller.get_rate_limit", params![caller])
}

/// `Caller.get_auto_registered`; for the role read-only and those above it.
pub fn get_auto_registered(caller: &OpaqueRef) -> ApiCall<bool> {
    ApiCall::plain("Caller.get_auto_registered", params![caller])
}

/// `Caller.query_all_usage`; for the role pool-operator and those above it.
pub fn query_all_usage() -> ApiCall<List<List<Text>>> {
    ApiCall::plain("Caller.query_all_usage", params![])
}

/// `Caller.query_group_call_count`; for the role pool-operator and those above it.
pub fn query_group_call_count(group: &str) -> ApiCall<i64> {
    ApiCall::plain("Caller.query_group_call_count", params![group])
}

/// `Caller.query_group_token_usage`; for the role pool-operator and those above it.
pub fn query_group_token_usage(group: &str) -> ApiCall<f64> {
    ApiCall::plain("Caller.query_group_token_usage", params![group])
}

/// `Caller.query_call_count`; for the role pool-operator and those above it.
pub fn query_call_count(caller: &OpaqueRef) -> ApiCall<i64> {
    ApiCall::plain("Caller.query_call_count", params![caller])
}

/// `Caller.query_token_usage`; for the role pool-operator and those above it.
pub fn query_token_usage(caller: &OpaqueRef) -> ApiCall<f64> {
    ApiCall::plain("Caller.query_token_usage", params![caller])
}

/// `Caller.remove_group`; for the role pool-operator and those above it.
pub fn remove_group(caller: &OpaqueRef, group: &str) -> ApiCall<()> {
    ApiCall::with_task("Caller.remove_group", params![caller, group])
}

/// `Caller.add_group`; for the role pool-operator and those above it.
pub fn add_group(caller: &OpaqueRef, group: &str) -> ApiCall<()> {
    ApiCall::with_task("Caller.add_group", params![caller, group])
}
