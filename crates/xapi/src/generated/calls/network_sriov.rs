// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `network_sriov`.

use super::*;

/// `network_sriov.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<NetworkSriov>>> {
    ApiCall::plain("network_sriov.get_all", params![])
}

/// `network_sriov.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<NetworkSriov>, NetworkSriov>> {
    ApiCall::plain("network_sriov.get_all_records", params![])
}

/// `network_sriov.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<NetworkSriov>, NetworkSriov>> {
    ApiCall::plain("network_sriov.get_all_records_where", params![expr])
}

/// `network_sriov.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<NetworkSriov>> {
    ApiCall::plain("network_sriov.get_by_uuid", params![uuid])
}

/// `network_sriov.get_record`; for the role read-only and those above it.
pub fn get_record(network_sriov: &Ref<NetworkSriov>) -> ApiCall<NetworkSriov> {
    ApiCall::plain("network_sriov.get_record", params![network_sriov])
}

/// `network_sriov.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(network_sriov: &Ref<NetworkSriov>) -> ApiCall<Text> {
    ApiCall::plain("network_sriov.get_uuid", params![network_sriov])
}

/// `network_sriov.get_physical_PIF`; for the role read-only and those above it.
pub fn get_physical_pif(network_sriov: &Ref<NetworkSriov>) -> ApiCall<Ref<Pif>> {
    ApiCall::plain("network_sriov.get_physical_PIF", params![network_sriov])
}

/// `network_sriov.get_logical_PIF`; for the role read-only and those above it.
pub fn get_logical_pif(network_sriov: &Ref<NetworkSriov>) -> ApiCall<Ref<Pif>> {
    ApiCall::plain("network_sriov.get_logical_PIF", params![network_sriov])
}

/// `network_sriov.get_requires_reboot`; for the role read-only and those above it.
pub fn get_requires_reboot(network_sriov: &Ref<NetworkSriov>) -> ApiCall<bool> {
    ApiCall::plain("network_sriov.get_requires_reboot", params![network_sriov])
}

/// `network_sriov.get_configuration_mode`; for the role read-only and those above it.
pub fn get_configuration_mode(
    network_sriov: &Ref<NetworkSriov>,
) -> ApiCall<SriovConfigurationMode> {
    ApiCall::plain(
        "network_sriov.get_configuration_mode",
        params![network_sriov],
    )
}

/// `network_sriov.get_remaining_capacity`; for the role read-only and those above it.
pub fn get_remaining_capacity(network_sriov: &Ref<NetworkSriov>) -> ApiCall<i64> {
    ApiCall::plain(
        "network_sriov.get_remaining_capacity",
        params![network_sriov],
    )
}

/// `network_sriov.destroy`; for the role pool-operator and those above it.
pub fn destroy(network_sriov: &Ref<NetworkSriov>) -> ApiCall<()> {
    ApiCall::with_task("network_sriov.destroy", params![network_sriov])
}

/// `network_sriov.create`; for the role pool-operator and those above it.
pub fn create(pif: &Ref<Pif>, network: &Ref<Network>) -> ApiCall<Ref<NetworkSriov>> {
    ApiCall::with_task("network_sriov.create", params![pif, network])
}
