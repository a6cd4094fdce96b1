// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `VLAN`.

use super::*;

/// `VLAN.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Vlan>>> {
    ApiCall::plain("VLAN.get_all", params![])
}

/// `VLAN.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Vlan>, Vlan>> {
    ApiCall::plain("VLAN.get_all_records", params![])
}

/// `VLAN.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Vlan>, Vlan>> {
    ApiCall::plain("VLAN.get_all_records_where", params![expr])
}

/// `VLAN.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Vlan>> {
    ApiCall::plain("VLAN.get_by_uuid", params![uuid])
}

/// `VLAN.get_record`; for the role read-only and those above it.
pub fn get_record(vlan: &Ref<Vlan>) -> ApiCall<Vlan> {
    ApiCall::plain("VLAN.get_record", params![vlan])
}

/// `VLAN.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(vlan: &Ref<Vlan>) -> ApiCall<Text> {
    ApiCall::plain("VLAN.get_uuid", params![vlan])
}

/// `VLAN.get_tagged_PIF`; for the role read-only and those above it.
pub fn get_tagged_pif(vlan: &Ref<Vlan>) -> ApiCall<Ref<Pif>> {
    ApiCall::plain("VLAN.get_tagged_PIF", params![vlan])
}

/// `VLAN.get_untagged_PIF`; for the role read-only and those above it.
pub fn get_untagged_pif(vlan: &Ref<Vlan>) -> ApiCall<Ref<Pif>> {
    ApiCall::plain("VLAN.get_untagged_PIF", params![vlan])
}

/// `VLAN.get_tag`; for the role read-only and those above it.
pub fn get_tag(vlan: &Ref<Vlan>) -> ApiCall<i64> {
    ApiCall::plain("VLAN.get_tag", params![vlan])
}

/// `VLAN.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(vlan: &Ref<Vlan>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VLAN.get_other_config", params![vlan])
}

/// `VLAN.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(vlan: &Ref<Vlan>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("VLAN.set_other_config", params![vlan, value])
}

/// `VLAN.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(vlan: &Ref<Vlan>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("VLAN.add_to_other_config", params![vlan, key, value])
}

/// `VLAN.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(vlan: &Ref<Vlan>, key: &str) -> ApiCall<()> {
    ApiCall::plain("VLAN.remove_from_other_config", params![vlan, key])
}

/// `VLAN.destroy`; for the role pool-operator and those above it.
pub fn destroy(vlan: &Ref<Vlan>) -> ApiCall<()> {
    ApiCall::with_task("VLAN.destroy", params![vlan])
}

/// `VLAN.create`; for the role pool-operator and those above it.
pub fn create(tagged_pif: &Ref<Pif>, tag: i64, network: &Ref<Network>) -> ApiCall<Ref<Vlan>> {
    ApiCall::with_task("VLAN.create", params![tagged_pif, tag, network])
}
