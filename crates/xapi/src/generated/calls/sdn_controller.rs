// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `SDN_controller`.

use super::*;

/// `SDN_controller.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<SdnController>>> {
    ApiCall::plain("SDN_controller.get_all", params![])
}

/// `SDN_controller.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<SdnController>, SdnController>> {
    ApiCall::plain("SDN_controller.get_all_records", params![])
}

/// `SDN_controller.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<SdnController>, SdnController>> {
    ApiCall::plain("SDN_controller.get_all_records_where", params![expr])
}

/// `SDN_controller.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<SdnController>> {
    ApiCall::plain("SDN_controller.get_by_uuid", params![uuid])
}

/// `SDN_controller.get_record`; for the role read-only and those above it.
pub fn get_record(sdn_controller: &Ref<SdnController>) -> ApiCall<SdnController> {
    ApiCall::plain("SDN_controller.get_record", params![sdn_controller])
}

/// `SDN_controller.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(sdn_controller: &Ref<SdnController>) -> ApiCall<Text> {
    ApiCall::plain("SDN_controller.get_uuid", params![sdn_controller])
}

/// `SDN_controller.get_protocol`; for the role read-only and those above it.
pub fn get_protocol(sdn_controller: &Ref<SdnController>) -> ApiCall<SdnControllerProtocol> {
    ApiCall::plain("SDN_controller.get_protocol", params![sdn_controller])
}

/// `SDN_controller.get_address`; for the role read-only and those above it.
pub fn get_address(sdn_controller: &Ref<SdnController>) -> ApiCall<Text> {
    ApiCall::plain("SDN_controller.get_address", params![sdn_controller])
}

/// `SDN_controller.get_port`; for the role read-only and those above it.
pub fn get_port(sdn_controller: &Ref<SdnController>) -> ApiCall<i64> {
    ApiCall::plain("SDN_controller.get_port", params![sdn_controller])
}

/// `SDN_controller.forget`; for the role pool-operator and those above it.
pub fn forget(sdn_controller: &Ref<SdnController>) -> ApiCall<()> {
    ApiCall::with_task("SDN_controller.forget", params![sdn_controller])
}

/// `SDN_controller.introduce`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn introduce(
    protocol: Option<&SdnControllerProtocol>,
    address: Option<&str>,
    port: Option<i64>,
) -> ApiCall<Ref<SdnController>> {
    ApiCall::with_task("SDN_controller.introduce", params![])
        .and(protocol)
        .and(address)
        .and(port)
}
