// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `Observer`.

use super::*;

/// `Observer.create`; for the role pool-admin and those above it.
pub fn create(args: &Value) -> ApiCall<OpaqueRef> {
    ApiCall::with_task("Observer.create", params![args])
}

/// `Observer.destroy`; for the role pool-admin and those above it.
pub fn destroy(observer: &OpaqueRef) -> ApiCall<()> {
    ApiCall::with_task("Observer.destroy", params![observer])
}

/// `Observer.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<OpaqueRef>> {
    ApiCall::plain("Observer.get_all", params![])
}

/// `Observer.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<OpaqueRef, Value>> {
    ApiCall::plain("Observer.get_all_records", params![])
}

/// `Observer.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<OpaqueRef, Value>> {
    ApiCall::plain("Observer.get_all_records_where", params![expr])
}

/// `Observer.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<OpaqueRef>> {
    ApiCall::plain("Observer.get_by_name_label", params![label])
}

/// `Observer.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<OpaqueRef> {
    ApiCall::plain("Observer.get_by_uuid", params![uuid])
}

/// `Observer.get_record`; for the role read-only and those above it.
pub fn get_record(observer: &OpaqueRef) -> ApiCall<Value> {
    ApiCall::plain("Observer.get_record", params![observer])
}

/// `Observer.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(observer: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("Observer.get_uuid", params![observer])
}

/// `Observer.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(observer: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("Observer.get_name_label", params![observer])
}

/// `Observer.set_name_label`; for the role pool-admin and those above it.
pub fn set_name_label(observer: &OpaqueRef, value: &str) -> ApiCall<()> {
    ApiCall::plain("Observer.set_name_label", params![observer, value])
}

/// `Observer.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(observer: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("Observer.get_name_description", params![observer])
}

/// `Observer.set_name_description`; for the role pool-admin and those above it.
pub fn set_name_description(observer: &OpaqueRef, value: &str) -> ApiCall<()> {
    ApiCall::plain("Observer.set_name_description", params![observer, value])
}

/// `Observer.get_hosts`; for the role read-only and those above it.
pub fn get_hosts(observer: &OpaqueRef) -> ApiCall<List<Ref<Host>>> {
    ApiCall::plain("Observer.get_hosts", params![observer])
}

/// `Observer.get_attributes`; for the role read-only and those above it.
pub fn get_attributes(observer: &OpaqueRef) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("Observer.get_attributes", params![observer])
}

/// `Observer.get_endpoints`; for the role read-only and those above it.
pub fn get_endpoints(observer: &OpaqueRef) -> ApiCall<List<Text>> {
    ApiCall::plain("Observer.get_endpoints", params![observer])
}

/// `Observer.get_components`; for the role read-only and those above it.
pub fn get_components(observer: &OpaqueRef) -> ApiCall<List<Text>> {
    ApiCall::plain("Observer.get_components", params![observer])
}

/// `Observer.get_enabled`; for the role read-only and those above it.
pub fn get_enabled(observer: &OpaqueRef) -> ApiCall<bool> {
    ApiCall::plain("Observer.get_enabled", params![observer])
}

/// `Observer.set_components`; for the role pool-admin and those above it.
pub fn set_components(observer: &OpaqueRef, value: &[Text]) -> ApiCall<()> {
    ApiCall::plain("Observer.set_components", params![observer, value])
}

/// `Observer.set_endpoints`; for the role pool-admin and those above it.
pub fn set_endpoints(observer: &OpaqueRef, value: &[Text]) -> ApiCall<()> {
    ApiCall::plain("Observer.set_endpoints", params![observer, value])
}

/// `Observer.set_attributes`; for the role pool-admin and those above it.
pub fn set_attributes(observer: &OpaqueRef, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("Observer.set_attributes", params![observer, value])
}

/// `Observer.set_enabled`; for the role pool-admin and those above it.
pub fn set_enabled(observer: &OpaqueRef, value: bool) -> ApiCall<()> {
    ApiCall::plain("Observer.set_enabled", params![observer, value])
}

/// `Observer.set_hosts`; for the role pool-admin and those above it.
pub fn set_hosts(observer: &OpaqueRef, value: &[Ref<Host>]) -> ApiCall<()> {
    ApiCall::plain("Observer.set_hosts", params![observer, value])
}
