// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `tunnel`.

use super::*;

/// `tunnel.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Tunnel>>> {
    ApiCall::plain("tunnel.get_all", params![])
}

/// `tunnel.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Tunnel>, Tunnel>> {
    ApiCall::plain("tunnel.get_all_records", params![])
}

/// `tunnel.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Tunnel>, Tunnel>> {
    ApiCall::plain("tunnel.get_all_records_where", params![expr])
}

/// `tunnel.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Tunnel>> {
    ApiCall::plain("tunnel.get_by_uuid", params![uuid])
}

/// `tunnel.get_record`; for the role read-only and those above it.
pub fn get_record(tunnel: &Ref<Tunnel>) -> ApiCall<Tunnel> {
    ApiCall::plain("tunnel.get_record", params![tunnel])
}

/// `tunnel.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(tunnel: &Ref<Tunnel>) -> ApiCall<Text> {
    ApiCall::plain("tunnel.get_uuid", params![tunnel])
}

/// `tunnel.get_access_PIF`; for the role read-only and those above it.
pub fn get_access_pif(tunnel: &Ref<Tunnel>) -> ApiCall<Ref<Pif>> {
    ApiCall::plain("tunnel.get_access_PIF", params![tunnel])
}

/// `tunnel.get_transport_PIF`; for the role read-only and those above it.
pub fn get_transport_pif(tunnel: &Ref<Tunnel>) -> ApiCall<Ref<Pif>> {
    ApiCall::plain("tunnel.get_transport_PIF", params![tunnel])
}

/// `tunnel.get_status`; for the role read-only and those above it.
pub fn get_status(tunnel: &Ref<Tunnel>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("tunnel.get_status", params![tunnel])
}

/// `tunnel.set_status`; for the role pool-operator and those above it.
pub fn set_status(tunnel: &Ref<Tunnel>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("tunnel.set_status", params![tunnel, value])
}

/// `tunnel.add_to_status`; for the role pool-operator and those above it.
pub fn add_to_status(tunnel: &Ref<Tunnel>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("tunnel.add_to_status", params![tunnel, key, value])
}

/// `tunnel.remove_from_status`; for the role pool-operator and those above it.
pub fn remove_from_status(tunnel: &Ref<Tunnel>, key: &str) -> ApiCall<()> {
    ApiCall::plain("tunnel.remove_from_status", params![tunnel, key])
}

/// `tunnel.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(tunnel: &Ref<Tunnel>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("tunnel.get_other_config", params![tunnel])
}

/// `tunnel.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(tunnel: &Ref<Tunnel>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("tunnel.set_other_config", params![tunnel, value])
}

/// `tunnel.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(tunnel: &Ref<Tunnel>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("tunnel.add_to_other_config", params![tunnel, key, value])
}

/// `tunnel.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(tunnel: &Ref<Tunnel>, key: &str) -> ApiCall<()> {
    ApiCall::plain("tunnel.remove_from_other_config", params![tunnel, key])
}

/// `tunnel.get_protocol`; for the role read-only and those above it.
pub fn get_protocol(tunnel: &Ref<Tunnel>) -> ApiCall<TunnelProtocol> {
    ApiCall::plain("tunnel.get_protocol", params![tunnel])
}

/// `tunnel.set_protocol`; for the role pool-operator and those above it.
pub fn set_protocol(tunnel: &Ref<Tunnel>, value: &TunnelProtocol) -> ApiCall<()> {
    ApiCall::plain("tunnel.set_protocol", params![tunnel, value])
}

/// `tunnel.destroy`; for the role pool-operator and those above it.
pub fn destroy(tunnel: &Ref<Tunnel>) -> ApiCall<()> {
    ApiCall::with_task("tunnel.destroy", params![tunnel])
}

/// `tunnel.create`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn create(
    transport_pif: &Ref<Pif>,
    network: &Ref<Network>,
    protocol: Option<&TunnelProtocol>,
) -> ApiCall<Ref<Tunnel>> {
    ApiCall::with_task("tunnel.create", params![transport_pif, network]).and(protocol)
}
