// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `PIF`.

use super::*;

/// `PIF.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Pif>>> {
    ApiCall::plain("PIF.get_all", params![])
}

/// `PIF.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Pif>, Pif>> {
    ApiCall::plain("PIF.get_all_records", params![])
}

/// `PIF.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Pif>, Pif>> {
    ApiCall::plain("PIF.get_all_records_where", params![expr])
}

/// `PIF.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Pif>> {
    ApiCall::plain("PIF.get_by_uuid", params![uuid])
}

/// `PIF.get_record`; for the role read-only and those above it.
pub fn get_record(pif: &Ref<Pif>) -> ApiCall<Pif> {
    ApiCall::plain("PIF.get_record", params![pif])
}

/// `PIF.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(pif: &Ref<Pif>) -> ApiCall<Text> {
    ApiCall::plain("PIF.get_uuid", params![pif])
}

/// `PIF.get_device`; for the role read-only and those above it.
pub fn get_device(pif: &Ref<Pif>) -> ApiCall<Text> {
    ApiCall::plain("PIF.get_device", params![pif])
}

/// `PIF.get_network`; for the role read-only and those above it.
pub fn get_network(pif: &Ref<Pif>) -> ApiCall<Ref<Network>> {
    ApiCall::plain("PIF.get_network", params![pif])
}

/// `PIF.get_host`; for the role read-only and those above it.
pub fn get_host(pif: &Ref<Pif>) -> ApiCall<Ref<Host>> {
    ApiCall::plain("PIF.get_host", params![pif])
}

/// `PIF.get_MAC`; for the role read-only and those above it.
pub fn get_mac(pif: &Ref<Pif>) -> ApiCall<Text> {
    ApiCall::plain("PIF.get_MAC", params![pif])
}

/// `PIF.get_MTU`; for the role read-only and those above it.
pub fn get_mtu(pif: &Ref<Pif>) -> ApiCall<i64> {
    ApiCall::plain("PIF.get_MTU", params![pif])
}

/// `PIF.get_VLAN`; for the role read-only and those above it.
pub fn get_vlan(pif: &Ref<Pif>) -> ApiCall<i64> {
    ApiCall::plain("PIF.get_VLAN", params![pif])
}

/// `PIF.get_metrics`; for the role read-only and those above it.
pub fn get_metrics(pif: &Ref<Pif>) -> ApiCall<Ref<PifMetrics>> {
    ApiCall::plain("PIF.get_metrics", params![pif])
}

/// `PIF.get_physical`; for the role read-only and those above it.
pub fn get_physical(pif: &Ref<Pif>) -> ApiCall<bool> {
    ApiCall::plain("PIF.get_physical", params![pif])
}

/// `PIF.get_currently_attached`; for the role read-only and those above it.
pub fn get_currently_attached(pif: &Ref<Pif>) -> ApiCall<bool> {
    ApiCall::plain("PIF.get_currently_attached", params![pif])
}

/// `PIF.get_ip_configuration_mode`; for the role read-only and those above it.
pub fn get_ip_configuration_mode(pif: &Ref<Pif>) -> ApiCall<IpConfigurationMode> {
    ApiCall::plain("PIF.get_ip_configuration_mode", params![pif])
}

/// `PIF.get_IP`; for the role read-only and those above it.
pub fn get_ip(pif: &Ref<Pif>) -> ApiCall<Text> {
    ApiCall::plain("PIF.get_IP", params![pif])
}

/// `PIF.get_netmask`; for the role read-only and those above it.
pub fn get_netmask(pif: &Ref<Pif>) -> ApiCall<Text> {
    ApiCall::plain("PIF.get_netmask", params![pif])
}

/// `PIF.get_gateway`; for the role read-only and those above it.
pub fn get_gateway(pif: &Ref<Pif>) -> ApiCall<Text> {
    ApiCall::plain("PIF.get_gateway", params![pif])
}

/// `PIF.get_DNS`; for the role read-only and those above it.
pub fn get_dns(pif: &Ref<Pif>) -> ApiCall<Text> {
    ApiCall::plain("PIF.get_DNS", params![pif])
}

/// `PIF.get_bond_slave_of`; for the role read-only and those above it.
pub fn get_bond_slave_of(pif: &Ref<Pif>) -> ApiCall<Ref<Bond>> {
    ApiCall::plain("PIF.get_bond_slave_of", params![pif])
}

/// `PIF.get_bond_master_of`; for the role read-only and those above it.
pub fn get_bond_master_of(pif: &Ref<Pif>) -> ApiCall<List<Ref<Bond>>> {
    ApiCall::plain("PIF.get_bond_master_of", params![pif])
}

/// `PIF.get_VLAN_master_of`; for the role read-only and those above it.
pub fn get_vlan_master_of(pif: &Ref<Pif>) -> ApiCall<Ref<Vlan>> {
    ApiCall::plain("PIF.get_VLAN_master_of", params![pif])
}

/// `PIF.get_VLAN_slave_of`; for the role read-only and those above it.
pub fn get_vlan_slave_of(pif: &Ref<Pif>) -> ApiCall<List<Ref<Vlan>>> {
    ApiCall::plain("PIF.get_VLAN_slave_of", params![pif])
}

/// `PIF.get_management`; for the role read-only and those above it.
pub fn get_management(pif: &Ref<Pif>) -> ApiCall<bool> {
    ApiCall::plain("PIF.get_management", params![pif])
}

/// `PIF.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(pif: &Ref<Pif>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("PIF.get_other_config", params![pif])
}

/// `PIF.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(pif: &Ref<Pif>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("PIF.set_other_config", params![pif, value])
}

/// `PIF.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(pif: &Ref<Pif>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("PIF.add_to_other_config", params![pif, key, value])
}

/// `PIF.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(pif: &Ref<Pif>, key: &str) -> ApiCall<()> {
    ApiCall::plain("PIF.remove_from_other_config", params![pif, key])
}

/// `PIF.get_disallow_unplug`; for the role read-only and those above it.
pub fn get_disallow_unplug(pif: &Ref<Pif>) -> ApiCall<bool> {
    ApiCall::plain("PIF.get_disallow_unplug", params![pif])
}

/// `PIF.get_tunnel_access_PIF_of`; for the role read-only and those above it.
pub fn get_tunnel_access_pif_of(pif: &Ref<Pif>) -> ApiCall<List<Ref<Tunnel>>> {
    ApiCall::plain("PIF.get_tunnel_access_PIF_of", params![pif])
}

/// `PIF.get_tunnel_transport_PIF_of`; for the role read-only and those above it.
pub fn get_tunnel_transport_pif_of(pif: &Ref<Pif>) -> ApiCall<List<Ref<Tunnel>>> {
    ApiCall::plain("PIF.get_tunnel_transport_PIF_of", params![pif])
}

/// `PIF.get_ipv6_configuration_mode`; for the role read-only and those above it.
pub fn get_ipv6_configuration_mode(pif: &Ref<Pif>) -> ApiCall<Ipv6ConfigurationMode> {
    ApiCall::plain("PIF.get_ipv6_configuration_mode", params![pif])
}

/// `PIF.get_IPv6`; for the role read-only and those above it.
pub fn get_ipv6(pif: &Ref<Pif>) -> ApiCall<List<Text>> {
    ApiCall::plain("PIF.get_IPv6", params![pif])
}

/// `PIF.get_ipv6_gateway`; for the role read-only and those above it.
pub fn get_ipv6_gateway(pif: &Ref<Pif>) -> ApiCall<Text> {
    ApiCall::plain("PIF.get_ipv6_gateway", params![pif])
}

/// `PIF.get_primary_address_type`; for the role read-only and those above it.
pub fn get_primary_address_type(pif: &Ref<Pif>) -> ApiCall<PrimaryAddressType> {
    ApiCall::plain("PIF.get_primary_address_type", params![pif])
}

/// `PIF.get_managed`; for the role read-only and those above it.
pub fn get_managed(pif: &Ref<Pif>) -> ApiCall<bool> {
    ApiCall::plain("PIF.get_managed", params![pif])
}

/// `PIF.get_properties`; for the role read-only and those above it.
pub fn get_properties(pif: &Ref<Pif>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("PIF.get_properties", params![pif])
}

/// `PIF.get_capabilities`; for the role read-only and those above it.
pub fn get_capabilities(pif: &Ref<Pif>) -> ApiCall<List<Text>> {
    ApiCall::plain("PIF.get_capabilities", params![pif])
}

/// `PIF.get_igmp_snooping_status`; for the role read-only and those above it.
pub fn get_igmp_snooping_status(pif: &Ref<Pif>) -> ApiCall<PifIgmpStatus> {
    ApiCall::plain("PIF.get_igmp_snooping_status", params![pif])
}

/// `PIF.get_sriov_physical_PIF_of`; for the role read-only and those above it.
pub fn get_sriov_physical_pif_of(pif: &Ref<Pif>) -> ApiCall<List<Ref<NetworkSriov>>> {
    ApiCall::plain("PIF.get_sriov_physical_PIF_of", params![pif])
}

/// `PIF.get_sriov_logical_PIF_of`; for the role read-only and those above it.
pub fn get_sriov_logical_pif_of(pif: &Ref<Pif>) -> ApiCall<List<Ref<NetworkSriov>>> {
    ApiCall::plain("PIF.get_sriov_logical_PIF_of", params![pif])
}

/// `PIF.get_PCI`; for the role read-only and those above it.
pub fn get_pci(pif: &Ref<Pif>) -> ApiCall<Ref<Pci>> {
    ApiCall::plain("PIF.get_PCI", params![pif])
}

/// `PIF.set_property`; for the role pool-operator and those above it.
pub fn set_property(pif: &Ref<Pif>, name: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("PIF.set_property", params![pif, name, value])
}

/// `PIF.db_forget`; for the role pool-operator and those above it.
pub fn db_forget(pif: &Ref<Pif>) -> ApiCall<()> {
    ApiCall::with_task("PIF.db_forget", params![pif])
}

/// `PIF.db_introduce`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
#[allow(clippy::too_many_arguments)]
pub fn db_introduce(
    device: &str,
    network: &Ref<Network>,
    host: &Ref<Host>,
    mac: &str,
    mtu: i64,
    vlan: i64,
    physical: bool,
    ip_configuration_mode: &IpConfigurationMode,
    ip: &str,
    netmask: &str,
    gateway: &str,
    dns: &str,
    bond_slave_of: &Ref<Bond>,
    vlan_master_of: &Ref<Vlan>,
    management: bool,
    other_config: &Map<Text, Text>,
    disallow_unplug: Option<bool>,
    ipv6_configuration_mode: Option<&Ipv6ConfigurationMode>,
    ipv6: Option<&[Text]>,
    ipv6_gateway: Option<&str>,
    primary_address_type: Option<&PrimaryAddressType>,
    managed: Option<bool>,
    properties: Option<&Map<Text, Text>>,
) -> ApiCall<Ref<Pif>> {
    ApiCall::with_task(
        "PIF.db_introduce",
        params![
            device,
            network,
            host,
            mac,
            mtu,
            vlan,
            physical,
            ip_configuration_mode,
            ip,
            netmask,
            gateway,
            dns,
            bond_slave_of,
            vlan_master_of,
            management,
            other_config
        ],
    )
    .and(disallow_unplug)
    .and(ipv6_configuration_mode)
    .and(ipv6)
    .and(ipv6_gateway)
    .and(primary_address_type)
    .and(managed)
    .and(properties)
}

/// `PIF.plug`; for the role pool-operator and those above it.
pub fn plug(pif: &Ref<Pif>) -> ApiCall<()> {
    ApiCall::with_task("PIF.plug", params![pif])
}

/// `PIF.set_disallow_unplug`; for the role pool-operator and those above it.
pub fn set_disallow_unplug(pif: &Ref<Pif>, value: bool) -> ApiCall<()> {
    ApiCall::plain("PIF.set_disallow_unplug", params![pif, value])
}

/// `PIF.unplug`; for the role pool-operator and those above it.
pub fn unplug(pif: &Ref<Pif>) -> ApiCall<()> {
    ApiCall::with_task("PIF.unplug", params![pif])
}

/// `PIF.forget`; for the role pool-operator and those above it.
pub fn forget(pif: &Ref<Pif>) -> ApiCall<()> {
    ApiCall::with_task("PIF.forget", params![pif])
}

/// `PIF.introduce`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn introduce(
    host: &Ref<Host>,
    mac: &str,
    device: &str,
    managed: Option<bool>,
) -> ApiCall<Ref<Pif>> {
    ApiCall::with_task("PIF.introduce", params![host, mac, device]).and(managed)
}

/// `PIF.scan`; for the role pool-operator and those above it.
pub fn scan(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("PIF.scan", params![host])
}

/// `PIF.set_primary_address_type`; for the role pool-operator and those above it.
pub fn set_primary_address_type(
    pif: &Ref<Pif>,
    primary_address_type: &PrimaryAddressType,
) -> ApiCall<()> {
    ApiCall::plain(
        "PIF.set_primary_address_type",
        params![pif, primary_address_type],
    )
}

/// `PIF.reconfigure_ipv6`; for the role pool-operator and those above it.
pub fn reconfigure_ipv6(
    pif: &Ref<Pif>,
    mode: &Ipv6ConfigurationMode,
    ipv6: &str,
    gateway: &str,
    dns: &str,
) -> ApiCall<()> {
    ApiCall::with_task(
        "PIF.reconfigure_ipv6",
        params![pif, mode, ipv6, gateway, dns],
    )
}

/// `PIF.reconfigure_ip`; for the role pool-operator and those above it.
pub fn reconfigure_ip(
    pif: &Ref<Pif>,
    mode: &IpConfigurationMode,
    ip: &str,
    netmask: &str,
    gateway: &str,
    dns: &str,
) -> ApiCall<()> {
    ApiCall::with_task(
        "PIF.reconfigure_ip",
        params![pif, mode, ip, netmask, gateway, dns],
    )
}

/// `PIF.destroy`; for the role pool-operator and those above it.
pub fn destroy(pif: &Ref<Pif>) -> ApiCall<()> {
    ApiCall::with_task("PIF.destroy", params![pif])
}

/// `PIF.create_VLAN`; for the role pool-operator and those above it.
pub fn create_vlan(
    device: &str,
    network: &Ref<Network>,
    host: &Ref<Host>,
    vlan: i64,
) -> ApiCall<Ref<Pif>> {
    ApiCall::with_task("PIF.create_VLAN", params![device, network, host, vlan])
}
