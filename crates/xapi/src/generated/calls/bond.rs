// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `Bond`.

use super::*;

/// `Bond.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Bond>>> {
    ApiCall::plain("Bond.get_all", params![])
}

/// `Bond.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Bond>, Bond>> {
    ApiCall::plain("Bond.get_all_records", params![])
}

/// `Bond.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Bond>, Bond>> {
    ApiCall::plain("Bond.get_all_records_where", params![expr])
}

/// `Bond.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Bond>> {
    ApiCall::plain("Bond.get_by_uuid", params![uuid])
}

/// `Bond.get_record`; for the role read-only and those above it.
pub fn get_record(bond: &Ref<Bond>) -> ApiCall<Bond> {
    ApiCall::plain("Bond.get_record", params![bond])
}

/// `Bond.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(bond: &Ref<Bond>) -> ApiCall<Text> {
    ApiCall::plain("Bond.get_uuid", params![bond])
}

/// `Bond.get_master`; for the role read-only and those above it.
pub fn get_master(bond: &Ref<Bond>) -> ApiCall<Ref<Pif>> {
    ApiCall::plain("Bond.get_master", params![bond])
}

/// `Bond.get_slaves`; for the role read-only and those above it.
pub fn get_slaves(bond: &Ref<Bond>) -> ApiCall<List<Ref<Pif>>> {
    ApiCall::plain("Bond.get_slaves", params![bond])
}

/// `Bond.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(bond: &Ref<Bond>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("Bond.get_other_config", params![bond])
}

/// `Bond.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(bond: &Ref<Bond>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("Bond.set_other_config", params![bond, value])
}

/// `Bond.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(bond: &Ref<Bond>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("Bond.add_to_other_config", params![bond, key, value])
}

/// `Bond.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(bond: &Ref<Bond>, key: &str) -> ApiCall<()> {
    ApiCall::plain("Bond.remove_from_other_config", params![bond, key])
}

/// `Bond.get_primary_slave`; for the role read-only and those above it.
pub fn get_primary_slave(bond: &Ref<Bond>) -> ApiCall<Ref<Pif>> {
    ApiCall::plain("Bond.get_primary_slave", params![bond])
}

/// `Bond.get_mode`; for the role read-only and those above it.
pub fn get_mode(bond: &Ref<Bond>) -> ApiCall<BondMode> {
    ApiCall::plain("Bond.get_mode", params![bond])
}

/// `Bond.get_properties`; for the role read-only and those above it.
pub fn get_properties(bond: &Ref<Bond>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("Bond.get_properties", params![bond])
}

/// `Bond.get_links_up`; for the role read-only and those above it.
pub fn get_links_up(bond: &Ref<Bond>) -> ApiCall<i64> {
    ApiCall::plain("Bond.get_links_up", params![bond])
}

/// `Bond.get_auto_update_mac`; for the role read-only and those above it.
pub fn get_auto_update_mac(bond: &Ref<Bond>) -> ApiCall<bool> {
    ApiCall::plain("Bond.get_auto_update_mac", params![bond])
}

/// `Bond.set_property`; for the role pool-operator and those above it.
pub fn set_property(bond: &Ref<Bond>, name: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("Bond.set_property", params![bond, name, value])
}

/// `Bond.set_mode`; for the role pool-operator and those above it.
pub fn set_mode(bond: &Ref<Bond>, value: &BondMode) -> ApiCall<()> {
    ApiCall::plain("Bond.set_mode", params![bond, value])
}

/// `Bond.destroy`; for the role pool-operator and those above it.
pub fn destroy(bond: &Ref<Bond>) -> ApiCall<()> {
    ApiCall::with_task("Bond.destroy", params![bond])
}

/// `Bond.create`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn create(
    network: &Ref<Network>,
    members: &[Ref<Pif>],
    mac: &str,
    mode: Option<&BondMode>,
    properties: Option<&Map<Text, Text>>,
) -> ApiCall<Ref<Bond>> {
    ApiCall::with_task("Bond.create", params![network, members, mac])
        .and(mode)
        .and(properties)
}
