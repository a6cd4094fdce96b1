// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `console`.

use super::*;

/// `console.create`; for the role vm-admin and those above it.
pub fn create(args: &Console) -> ApiCall<Ref<Console>> {
    ApiCall::with_task("console.create", params![args])
}

/// `console.destroy`; for the role vm-admin and those above it.
pub fn destroy(console: &Ref<Console>) -> ApiCall<()> {
    ApiCall::with_task("console.destroy", params![console])
}

/// `console.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Console>>> {
    ApiCall::plain("console.get_all", params![])
}

/// `console.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Console>, Console>> {
    ApiCall::plain("console.get_all_records", params![])
}

/// `console.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Console>, Console>> {
    ApiCall::plain("console.get_all_records_where", params![expr])
}

/// `console.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Console>> {
    ApiCall::plain("console.get_by_uuid", params![uuid])
}

/// `console.get_record`; for the role read-only and those above it.
pub fn get_record(console: &Ref<Console>) -> ApiCall<Console> {
    ApiCall::plain("console.get_record", params![console])
}

/// `console.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(console: &Ref<Console>) -> ApiCall<Text> {
    ApiCall::plain("console.get_uuid", params![console])
}

/// `console.get_protocol`; for the role read-only and those above it.
pub fn get_protocol(console: &Ref<Console>) -> ApiCall<ConsoleProtocol> {
    ApiCall::plain("console.get_protocol", params![console])
}

/// `console.get_location`; for the role read-only and those above it.
pub fn get_location(console: &Ref<Console>) -> ApiCall<Text> {
    ApiCall::plain("console.get_location", params![console])
}

/// `console.get_VM`; for the role read-only and those above it.
pub fn get_vm(console: &Ref<Console>) -> ApiCall<Ref<Vm>> {
    ApiCall::plain("console.get_VM", params![console])
}

/// `console.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(console: &Ref<Console>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("console.get_other_config", params![console])
}

/// `console.set_other_config`; for the role vm-admin and those above it.
pub fn set_other_config(console: &Ref<Console>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("console.set_other_config", params![console, value])
}

/// `console.add_to_other_config`; for the role vm-admin and those above it.
pub fn add_to_other_config(console: &Ref<Console>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("console.add_to_other_config", params![console, key, value])
}

/// `console.remove_from_other_config`; for the role vm-admin and those above it.
pub fn remove_from_other_config(console: &Ref<Console>, key: &str) -> ApiCall<()> {
    ApiCall::plain("console.remove_from_other_config", params![console, key])
}
