// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `PBD`.

use super::*;

/// `PBD.create`; for the role pool-operator and those above it.
pub fn create(args: &Pbd) -> ApiCall<Ref<Pbd>> {
    ApiCall::with_task("PBD.create", params![args])
}

/// `PBD.destroy`; for the role pool-operator and those above it.
pub fn destroy(pbd: &Ref<Pbd>) -> ApiCall<()> {
    ApiCall::with_task("PBD.destroy", params![pbd])
}

/// `PBD.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Pbd>>> {
    ApiCall::plain("PBD.get_all", params![])
}

/// `PBD.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Pbd>, Pbd>> {
    ApiCall::plain("PBD.get_all_records", params![])
}

/// `PBD.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Pbd>, Pbd>> {
    ApiCall::plain("PBD.get_all_records_where", params![expr])
}

/// `PBD.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Pbd>> {
    ApiCall::plain("PBD.get_by_uuid", params![uuid])
}

/// `PBD.get_record`; for the role read-only and those above it.
pub fn get_record(pbd: &Ref<Pbd>) -> ApiCall<Pbd> {
    ApiCall::plain("PBD.get_record", params![pbd])
}

/// `PBD.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(pbd: &Ref<Pbd>) -> ApiCall<Text> {
    ApiCall::plain("PBD.get_uuid", params![pbd])
}

/// `PBD.get_host`; for the role read-only and those above it.
pub fn get_host(pbd: &Ref<Pbd>) -> ApiCall<Ref<Host>> {
    ApiCall::plain("PBD.get_host", params![pbd])
}

/// `PBD.get_SR`; for the role read-only and those above it.
pub fn get_sr(pbd: &Ref<Pbd>) -> ApiCall<Ref<Sr>> {
    ApiCall::plain("PBD.get_SR", params![pbd])
}

/// `PBD.get_device_config`; for the role read-only and those above it.
pub fn get_device_config(pbd: &Ref<Pbd>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("PBD.get_device_config", params![pbd])
}

/// `PBD.get_currently_attached`; for the role read-only and those above it.
pub fn get_currently_attached(pbd: &Ref<Pbd>) -> ApiCall<bool> {
    ApiCall::plain("PBD.get_currently_attached", params![pbd])
}

/// `PBD.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(pbd: &Ref<Pbd>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("PBD.get_other_config", params![pbd])
}

/// `PBD.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(pbd: &Ref<Pbd>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("PBD.set_other_config", params![pbd, value])
}

/// `PBD.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(pbd: &Ref<Pbd>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("PBD.add_to_other_config", params![pbd, key, value])
}

/// `PBD.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(pbd: &Ref<Pbd>, key: &str) -> ApiCall<()> {
    ApiCall::plain("PBD.remove_from_other_config", params![pbd, key])
}

/// `PBD.set_device_config`; for the role pool-operator and those above it.
pub fn set_device_config(pbd: &Ref<Pbd>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("PBD.set_device_config", params![pbd, value])
}

/// `PBD.unplug`; for the role pool-operator and those above it.
pub fn unplug(pbd: &Ref<Pbd>) -> ApiCall<()> {
    ApiCall::with_task("PBD.unplug", params![pbd])
}

/// `PBD.plug`; for the role pool-operator and those above it.
pub fn plug(pbd: &Ref<Pbd>) -> ApiCall<()> {
    ApiCall::with_task("PBD.plug", params![pbd])
}
