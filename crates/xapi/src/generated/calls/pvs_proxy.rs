// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `PVS_proxy`.

use super::*;

/// `PVS_proxy.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<PvsProxy>>> {
    ApiCall::plain("PVS_proxy.get_all", params![])
}

/// `PVS_proxy.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<PvsProxy>, PvsProxy>> {
    ApiCall::plain("PVS_proxy.get_all_records", params![])
}

/// `PVS_proxy.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<PvsProxy>, PvsProxy>> {
    ApiCall::plain("PVS_proxy.get_all_records_where", params![expr])
}

/// `PVS_proxy.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<PvsProxy>> {
    ApiCall::plain("PVS_proxy.get_by_uuid", params![uuid])
}

/// `PVS_proxy.get_record`; for the role read-only and those above it.
pub fn get_record(pvs_proxy: &Ref<PvsProxy>) -> ApiCall<PvsProxy> {
    ApiCall::plain("PVS_proxy.get_record", params![pvs_proxy])
}

/// `PVS_proxy.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(pvs_proxy: &Ref<PvsProxy>) -> ApiCall<Text> {
    ApiCall::plain("PVS_proxy.get_uuid", params![pvs_proxy])
}

/// `PVS_proxy.get_site`; for the role read-only and those above it.
pub fn get_site(pvs_proxy: &Ref<PvsProxy>) -> ApiCall<Ref<PvsSite>> {
    ApiCall::plain("PVS_proxy.get_site", params![pvs_proxy])
}

/// `PVS_proxy.get_VIF`; for the role read-only and those above it.
pub fn get_vif(pvs_proxy: &Ref<PvsProxy>) -> ApiCall<Ref<Vif>> {
    ApiCall::plain("PVS_proxy.get_VIF", params![pvs_proxy])
}

/// `PVS_proxy.get_currently_attached`; for the role read-only and those above it.
pub fn get_currently_attached(pvs_proxy: &Ref<PvsProxy>) -> ApiCall<bool> {
    ApiCall::plain("PVS_proxy.get_currently_attached", params![pvs_proxy])
}

/// `PVS_proxy.get_status`; for the role read-only and those above it.
pub fn get_status(pvs_proxy: &Ref<PvsProxy>) -> ApiCall<PvsProxyStatus> {
    ApiCall::plain("PVS_proxy.get_status", params![pvs_proxy])
}

/// `PVS_proxy.destroy`; for the role pool-operator and those above it.
pub fn destroy(pvs_proxy: &Ref<PvsProxy>) -> ApiCall<()> {
    ApiCall::with_task("PVS_proxy.destroy", params![pvs_proxy])
}

/// `PVS_proxy.create`; for the role pool-operator and those above it.
pub fn create(site: &Ref<PvsSite>, vif: &Ref<Vif>) -> ApiCall<Ref<PvsProxy>> {
    ApiCall::with_task("PVS_proxy.create", params![site, vif])
}
