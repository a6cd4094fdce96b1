// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `network`.

use super::*;

/// `network.create`; for the role vm-admin and those above it.
pub fn create(args: &Network) -> ApiCall<Ref<Network>> {
    ApiCall::with_task("network.create", params![args])
}

/// `network.destroy`; for the role vm-admin and those above it.
pub fn destroy(network: &Ref<Network>) -> ApiCall<()> {
    ApiCall::with_task("network.destroy", params![network])
}

/// `network.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Network>>> {
    ApiCall::plain("network.get_all", params![])
}

/// `network.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Network>, Network>> {
    ApiCall::plain("network.get_all_records", params![])
}

/// `network.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Network>, Network>> {
    ApiCall::plain("network.get_all_records_where", params![expr])
}

/// `network.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<Ref<Network>>> {
    ApiCall::plain("network.get_by_name_label", params![label])
}

/// `network.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Network>> {
    ApiCall::plain("network.get_by_uuid", params![uuid])
}

/// `network.get_record`; for the role read-only and those above it.
pub fn get_record(network: &Ref<Network>) -> ApiCall<Network> {
    ApiCall::plain("network.get_record", params![network])
}

/// `network.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(network: &Ref<Network>) -> ApiCall<Text> {
    ApiCall::plain("network.get_uuid", params![network])
}

/// `network.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(network: &Ref<Network>) -> ApiCall<Text> {
    ApiCall::plain("network.get_name_label", params![network])
}

/// `network.set_name_label`; for the role pool-operator and those above it.
pub fn set_name_label(network: &Ref<Network>, value: &str) -> ApiCall<()> {
    ApiCall::plain("network.set_name_label", params![network, value])
}

/// `network.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(network: &Ref<Network>) -> ApiCall<Text> {
    ApiCall::plain("network.get_name_description", params![network])
}

/// `network.set_name_description`; for the role pool-operator and those above it.
pub fn set_name_description(network: &Ref<Network>, value: &str) -> ApiCall<()> {
    ApiCall::plain("network.set_name_description", params![network, value])
}

/// `network.get_allowed_operations`; for the role read-only and those above it.
pub fn get_allowed_operations(network: &Ref<Network>) -> ApiCall<List<NetworkOperation>> {
    ApiCall::plain("network.get_allowed_operations", params![network])
}

/// `network.get_current_operations`; for the role read-only and those above it.
pub fn get_current_operations(network: &Ref<Network>) -> ApiCall<Map<Text, NetworkOperation>> {
    ApiCall::plain("network.get_current_operations", params![network])
}

/// `network.get_VIFs`; for the role read-only and those above it.
pub fn get_vifs(network: &Ref<Network>) -> ApiCall<List<Ref<Vif>>> {
    ApiCall::plain("network.get_VIFs", params![network])
}

/// `network.get_PIFs`; for the role read-only and those above it.
pub fn get_pifs(network: &Ref<Network>) -> ApiCall<List<Ref<Pif>>> {
    ApiCall::plain("network.get_PIFs", params![network])
}

/// `network.get_MTU`; for the role read-only and those above it.
pub fn get_mtu(network: &Ref<Network>) -> ApiCall<i64> {
    ApiCall::plain("network.get_MTU", params![network])
}

/// `network.set_MTU`; for the role vm-admin and those above it.
pub fn set_mtu(network: &Ref<Network>, value: i64) -> ApiCall<()> {
    ApiCall::plain("network.set_MTU", params![network, value])
}

/// `network.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(network: &Ref<Network>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("network.get_other_config", params![network])
}

/// `network.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(network: &Ref<Network>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("network.set_other_config", params![network, value])
}

/// `network.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(network: &Ref<Network>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("network.add_to_other_config", params![network, key, value])
}

/// `network.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(network: &Ref<Network>, key: &str) -> ApiCall<()> {
    ApiCall::plain("network.remove_from_other_config", params![network, key])
}

/// `network.get_bridge`; for the role read-only and those above it.
pub fn get_bridge(network: &Ref<Network>) -> ApiCall<Text> {
    ApiCall::plain("network.get_bridge", params![network])
}

/// `network.get_managed`; for the role read-only and those above it.
pub fn get_managed(network: &Ref<Network>) -> ApiCall<bool> {
    ApiCall::plain("network.get_managed", params![network])
}

/// `network.get_blobs`; for the role read-only and those above it.
pub fn get_blobs(network: &Ref<Network>) -> ApiCall<Map<Text, Ref<Blob>>> {
    ApiCall::plain("network.get_blobs", params![network])
}

/// `network.get_tags`; for the role read-only and those above it.
pub fn get_tags(network: &Ref<Network>) -> ApiCall<List<Text>> {
    ApiCall::plain("network.get_tags", params![network])
}

/// `network.set_tags`; for the role vm-operator and those above it.
pub fn set_tags(network: &Ref<Network>, value: &[Text]) -> ApiCall<()> {
    ApiCall::plain("network.set_tags", params![network, value])
}

/// `network.add_tags`; for the role vm-operator and those above it.
pub fn add_tags(network: &Ref<Network>, value: &str) -> ApiCall<()> {
    ApiCall::plain("network.add_tags", params![network, value])
}

/// `network.remove_tags`; for the role vm-operator and those above it.
pub fn remove_tags(network: &Ref<Network>, value: &str) -> ApiCall<()> {
    ApiCall::plain("network.remove_tags", params![network, value])
}

/// `network.get_default_locking_mode`; for the role read-only and those above it.
pub fn get_default_locking_mode(network: &Ref<Network>) -> ApiCall<NetworkDefaultLockingMode> {
    ApiCall::plain("network.get_default_locking_mode", params![network])
}

/// `network.get_assigned_ips`; for the role read-only and those above it.
pub fn get_assigned_ips(network: &Ref<Network>) -> ApiCall<Map<Ref<Vif>, Text>> {
    ApiCall::plain("network.get_assigned_ips", params![network])
}

/// `network.get_purpose`; for the role read-only and those above it.
pub fn get_purpose(network: &Ref<Network>) -> ApiCall<List<NetworkPurpose>> {
    ApiCall::plain("network.get_purpose", params![network])
}

/// `network.remove_purpose`; for the role pool-admin and those above it.
pub fn remove_purpose(network: &Ref<Network>, value: &NetworkPurpose) -> ApiCall<()> {
    ApiCall::with_task("network.remove_purpose", params![network, value])
}

/// `network.add_purpose`; for the role pool-admin and those above it.
pub fn add_purpose(network: &Ref<Network>, value: &NetworkPurpose) -> ApiCall<()> {
    ApiCall::with_task("network.add_purpose", params![network, value])
}

/// `network.set_default_locking_mode`; for the role pool-operator and those above it.
pub fn set_default_locking_mode(
    network: &Ref<Network>,
    value: &NetworkDefaultLockingMode,
) -> ApiCall<()> {
    ApiCall::plain("network.set_default_locking_mode", params![network, value])
}

/// `network.create_new_blob`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn create_new_blob(
    network: &Ref<Network>,
    name: &str,
    mime_type: &str,
    public: Option<bool>,
) -> ApiCall<Ref<Blob>> {
    ApiCall::with_task("network.create_new_blob", params![network, name, mime_type]).and(public)
}
