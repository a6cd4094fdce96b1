// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `VIF`.

use super::*;

/// `VIF.create`; for the role vm-admin and those above it.
pub fn create(args: &Vif) -> ApiCall<Ref<Vif>> {
    ApiCall::with_task("VIF.create", params![args])
}

/// `VIF.destroy`; for the role vm-admin and those above it.
pub fn destroy(vif: &Ref<Vif>) -> ApiCall<()> {
    ApiCall::with_task("VIF.destroy", params![vif])
}

/// `VIF.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Vif>>> {
    ApiCall::plain("VIF.get_all", params![])
}

/// `VIF.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Vif>, Vif>> {
    ApiCall::plain("VIF.get_all_records", params![])
}

/// `VIF.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Vif>, Vif>> {
    ApiCall::plain("VIF.get_all_records_where", params![expr])
}

/// `VIF.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Vif>> {
    ApiCall::plain("VIF.get_by_uuid", params![uuid])
}

/// `VIF.get_record`; for the role read-only and those above it.
pub fn get_record(vif: &Ref<Vif>) -> ApiCall<Vif> {
    ApiCall::plain("VIF.get_record", params![vif])
}

/// `VIF.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(vif: &Ref<Vif>) -> ApiCall<Text> {
    ApiCall::plain("VIF.get_uuid", params![vif])
}

/// `VIF.get_allowed_operations`; for the role read-only and those above it.
pub fn get_allowed_operations(vif: &Ref<Vif>) -> ApiCall<List<VifOperation>> {
    ApiCall::plain("VIF.get_allowed_operations", params![vif])
}

/// `VIF.get_current_operations`; for the role read-only and those above it.
pub fn get_current_operations(vif: &Ref<Vif>) -> ApiCall<Map<Text, VifOperation>> {
    ApiCall::plain("VIF.get_current_operations", params![vif])
}

/// `VIF.get_device`; for the role read-only and those above it.
pub fn get_device(vif: &Ref<Vif>) -> ApiCall<Text> {
    ApiCall::plain("VIF.get_device", params![vif])
}

/// `VIF.get_network`; for the role read-only and those above it.
pub fn get_network(vif: &Ref<Vif>) -> ApiCall<Ref<Network>> {
    ApiCall::plain("VIF.get_network", params![vif])
}

/// `VIF.get_VM`; for the role read-only and those above it.
pub fn get_vm(vif: &Ref<Vif>) -> ApiCall<Ref<Vm>> {
    ApiCall::plain("VIF.get_VM", params![vif])
}

/// `VIF.get_MAC`; for the role read-only and those above it.
pub fn get_mac(vif: &Ref<Vif>) -> ApiCall<Text> {
    ApiCall::plain("VIF.get_MAC", params![vif])
}

/// `VIF.get_MTU`; for the role read-only and those above it.
pub fn get_mtu(vif: &Ref<Vif>) -> ApiCall<i64> {
    ApiCall::plain("VIF.get_MTU", params![vif])
}

/// `VIF.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(vif: &Ref<Vif>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VIF.get_other_config", params![vif])
}

/// `VIF.set_other_config`; for the role vm-admin and those above it.
pub fn set_other_config(vif: &Ref<Vif>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("VIF.set_other_config", params![vif, value])
}

/// `VIF.add_to_other_config`; for the role vm-admin and those above it.
pub fn add_to_other_config(vif: &Ref<Vif>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("VIF.add_to_other_config", params![vif, key, value])
}

/// `VIF.remove_from_other_config`; for the role vm-admin and those above it.
pub fn remove_from_other_config(vif: &Ref<Vif>, key: &str) -> ApiCall<()> {
    ApiCall::plain("VIF.remove_from_other_config", params![vif, key])
}

/// `VIF.get_currently_attached`; for the role read-only and those above it.
pub fn get_currently_attached(vif: &Ref<Vif>) -> ApiCall<bool> {
    ApiCall::plain("VIF.get_currently_attached", params![vif])
}

/// `VIF.get_status_code`; for the role read-only and those above it.
pub fn get_status_code(vif: &Ref<Vif>) -> ApiCall<i64> {
    ApiCall::plain("VIF.get_status_code", params![vif])
}

/// `VIF.get_status_detail`; for the role read-only and those above it.
pub fn get_status_detail(vif: &Ref<Vif>) -> ApiCall<Text> {
    ApiCall::plain("VIF.get_status_detail", params![vif])
}

/// `VIF.get_runtime_properties`; for the role read-only and those above it.
pub fn get_runtime_properties(vif: &Ref<Vif>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VIF.get_runtime_properties", params![vif])
}

/// `VIF.get_qos_algorithm_type`; for the role read-only and those above it.
pub fn get_qos_algorithm_type(vif: &Ref<Vif>) -> ApiCall<Text> {
    ApiCall::plain("VIF.get_qos_algorithm_type", params![vif])
}

/// `VIF.set_qos_algorithm_type`; for the role vm-admin and those above it.
pub fn set_qos_algorithm_type(vif: &Ref<Vif>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VIF.set_qos_algorithm_type", params![vif, value])
}

/// `VIF.get_qos_algorithm_params`; for the role read-only and those above it.
pub fn get_qos_algorithm_params(vif: &Ref<Vif>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VIF.get_qos_algorithm_params", params![vif])
}

/// `VIF.set_qos_algorithm_params`; for the role vm-admin and those above it.
pub fn set_qos_algorithm_params(vif: &Ref<Vif>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("VIF.set_qos_algorithm_params", params![vif, value])
}

/// `VIF.add_to_qos_algorithm_params`; for the role vm-admin and those above it.
pub fn add_to_qos_algorithm_params(vif: &Ref<Vif>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("VIF.add_to_qos_algorithm_params", params![vif, key, value])
}

/// `VIF.remove_from_qos_algorithm_params`; for the role vm-admin and those above it.
pub fn remove_from_qos_algorithm_params(vif: &Ref<Vif>, key: &str) -> ApiCall<()> {
    ApiCall::plain("VIF.remove_from_qos_algorithm_params", params![vif, key])
}

/// `VIF.get_qos_supported_algorithms`; for the role read-only and those above it.
pub fn get_qos_supported_algorithms(vif: &Ref<Vif>) -> ApiCall<List<Text>> {
    ApiCall::plain("VIF.get_qos_supported_algorithms", params![vif])
}

/// `VIF.get_metrics`; for the role read-only and those above it.
pub fn get_metrics(vif: &Ref<Vif>) -> ApiCall<Ref<VifMetrics>> {
    ApiCall::plain("VIF.get_metrics", params![vif])
}

/// `VIF.get_MAC_autogenerated`; for the role read-only and those above it.
pub fn get_mac_autogenerated(vif: &Ref<Vif>) -> ApiCall<bool> {
    ApiCall::plain("VIF.get_MAC_autogenerated", params![vif])
}

/// `VIF.get_locking_mode`; for the role read-only and those above it.
pub fn get_locking_mode(vif: &Ref<Vif>) -> ApiCall<VifLockingMode> {
    ApiCall::plain("VIF.get_locking_mode", params![vif])
}

/// `VIF.get_ipv4_allowed`; for the role read-only and those above it.
pub fn get_ipv4_allowed(vif: &Ref<Vif>) -> ApiCall<List<Text>> {
    ApiCall::plain("VIF.get_ipv4_allowed", params![vif])
}

/// `VIF.get_ipv6_allowed`; for the role read-only and those above it.
pub fn get_ipv6_allowed(vif: &Ref<Vif>) -> ApiCall<List<Text>> {
    ApiCall::plain("VIF.get_ipv6_allowed", params![vif])
}

/// `VIF.get_ipv4_configuration_mode`; for the role read-only and those above it.
pub fn get_ipv4_configuration_mode(vif: &Ref<Vif>) -> ApiCall<VifIpv4ConfigurationMode> {
    ApiCall::plain("VIF.get_ipv4_configuration_mode", params![vif])
}

/// `VIF.get_ipv4_addresses`; for the role read-only and those above it.
pub fn get_ipv4_addresses(vif: &Ref<Vif>) -> ApiCall<List<Text>> {
    ApiCall::plain("VIF.get_ipv4_addresses", params![vif])
}

/// `VIF.get_ipv4_gateway`; for the role read-only and those above it.
pub fn get_ipv4_gateway(vif: &Ref<Vif>) -> ApiCall<Text> {
    ApiCall::plain("VIF.get_ipv4_gateway", params![vif])
}

/// `VIF.get_ipv6_configuration_mode`; for the role read-only and those above it.
pub fn get_ipv6_configuration_mode(vif: &Ref<Vif>) -> ApiCall<VifIpv6ConfigurationMode> {
    ApiCall::plain("VIF.get_ipv6_configuration_mode", params![vif])
}

/// `VIF.get_ipv6_addresses`; for the role read-only and those above it.
pub fn get_ipv6_addresses(vif: &Ref<Vif>) -> ApiCall<List<Text>> {
    ApiCall::plain("VIF.get_ipv6_addresses", params![vif])
}

/// `VIF.get_ipv6_gateway`; for the role read-only and those above it.
pub fn get_ipv6_gateway(vif: &Ref<Vif>) -> ApiCall<Text> {
    ApiCall::plain("VIF.get_ipv6_gateway", params![vif])
}

/// `VIF.get_trunks`; for the role read-only and those above it.
pub fn get_trunks(vif: &Ref<Vif>) -> ApiCall<List<i64>> {
    ApiCall::plain("VIF.get_trunks", params![vif])
}

/// `VIF.set_trunks`; for the role vm-admin and those above it.
pub fn set_trunks(vif: &Ref<Vif>, value: &[i64]) -> ApiCall<()> {
    ApiCall::plain("VIF.set_trunks", params![vif, value])
}

/// `VIF.remove_trunks`; for the role vm-admin and those above it.
pub fn remove_trunks(vif: &Ref<Vif>, value: i64) -> ApiCall<()> {
    ApiCall::with_task("VIF.remove_trunks", params![vif, value])
}

/// `VIF.add_trunks`; for the role vm-admin and those above it.
pub fn add_trunks(vif: &Ref<Vif>, value: i64) -> ApiCall<()> {
    ApiCall::with_task("VIF.add_trunks", params![vif, value])
}

/// `VIF.configure_ipv6`; for the role vm-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn configure_ipv6(
    vif: &Ref<Vif>,
    mode: &VifIpv6ConfigurationMode,
    address: Option<&str>,
    gateway: Option<&str>,
) -> ApiCall<()> {
    ApiCall::with_task("VIF.configure_ipv6", params![vif, mode])
        .and(address)
        .and(gateway)
}

/// `VIF.configure_ipv4`; for the role vm-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn configure_ipv4(
    vif: &Ref<Vif>,
    mode: &VifIpv4ConfigurationMode,
    address: Option<&str>,
    gateway: Option<&str>,
) -> ApiCall<()> {
    ApiCall::with_task("VIF.configure_ipv4", params![vif, mode])
        .and(address)
        .and(gateway)
}

/// `VIF.remove_ipv6_allowed`; for the role pool-operator and those above it.
pub fn remove_ipv6_allowed(vif: &Ref<Vif>, value: &str) -> ApiCall<()> {
    ApiCall::with_task("VIF.remove_ipv6_allowed", params![vif, value])
}

/// `VIF.add_ipv6_allowed`; for the role pool-operator and those above it.
pub fn add_ipv6_allowed(vif: &Ref<Vif>, value: &str) -> ApiCall<()> {
    ApiCall::with_task("VIF.add_ipv6_allowed", params![vif, value])
}

/// `VIF.set_ipv6_allowed`; for the role pool-operator and those above it.
pub fn set_ipv6_allowed(vif: &Ref<Vif>, value: &[Text]) -> ApiCall<()> {
    ApiCall::plain("VIF.set_ipv6_allowed", params![vif, value])
}

/// `VIF.remove_ipv4_allowed`; for the role pool-operator and those above it.
pub fn remove_ipv4_allowed(vif: &Ref<Vif>, value: &str) -> ApiCall<()> {
    ApiCall::with_task("VIF.remove_ipv4_allowed", params![vif, value])
}

/// `VIF.add_ipv4_allowed`; for the role pool-operator and those above it.
pub fn add_ipv4_allowed(vif: &Ref<Vif>, value: &str) -> ApiCall<()> {
    ApiCall::with_task("VIF.add_ipv4_allowed", params![vif, value])
}

/// `VIF.set_ipv4_allowed`; for the role pool-operator and those above it.
pub fn set_ipv4_allowed(vif: &Ref<Vif>, value: &[Text]) -> ApiCall<()> {
    ApiCall::plain("VIF.set_ipv4_allowed", params![vif, value])
}

/// `VIF.set_locking_mode`; for the role pool-operator and those above it.
pub fn set_locking_mode(vif: &Ref<Vif>, value: &VifLockingMode) -> ApiCall<()> {
    ApiCall::plain("VIF.set_locking_mode", params![vif, value])
}

/// `VIF.move`; for the role vm-admin and those above it.
pub fn r#move(vif: &Ref<Vif>, network: &Ref<Network>) -> ApiCall<()> {
    ApiCall::with_task("VIF.move", params![vif, network])
}

/// `VIF.unplug_force`; for the role vm-admin and those above it.
pub fn unplug_force(vif: &Ref<Vif>) -> ApiCall<()> {
    ApiCall::with_task("VIF.unplug_force", params![vif])
}

/// `VIF.unplug`; for the role vm-admin and those above it.
pub fn unplug(vif: &Ref<Vif>) -> ApiCall<()> {
    ApiCall::with_task("VIF.unplug", params![vif])
}

/// `VIF.plug`; for the role vm-admin and those above it.
pub fn plug(vif: &Ref<Vif>) -> ApiCall<()> {
    ApiCall::with_task("VIF.plug", params![vif])
}
