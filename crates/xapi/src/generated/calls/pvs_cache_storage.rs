// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `PVS_cache_storage`.

use super::*;

/// `PVS_cache_storage.create`; for the role pool-operator and those above it.
pub fn create(args: &PvsCacheStorage) -> ApiCall<Ref<PvsCacheStorage>> {
    ApiCall::with_task("PVS_cache_storage.create", params![args])
}

/// `PVS_cache_storage.destroy`; for the role pool-operator and those above it.
pub fn destroy(pvs_cache_storage: &Ref<PvsCacheStorage>) -> ApiCall<()> {
    ApiCall::with_task("PVS_cache_storage.destroy", params![pvs_cache_storage])
}

/// `PVS_cache_storage.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<PvsCacheStorage>>> {
    ApiCall::plain("PVS_cache_storage.get_all", params![])
}

/// `PVS_cache_storage.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<PvsCacheStorage>, PvsCacheStorage>> {
    ApiCall::plain("PVS_cache_storage.get_all_records", params![])
}

/// `PVS_cache_storage.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<PvsCacheStorage>, PvsCacheStorage>> {
    ApiCall::plain("PVS_cache_storage.get_all_records_where", params![expr])
}

/// `PVS_cache_storage.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<PvsCacheStorage>> {
    ApiCall::plain("PVS_cache_storage.get_by_uuid", params![uuid])
}

/// `PVS_cache_storage.get_record`; for the role read-only and those above it.
pub fn get_record(pvs_cache_storage: &Ref<PvsCacheStorage>) -> ApiCall<PvsCacheStorage> {
    ApiCall::plain("PVS_cache_storage.get_record", params![pvs_cache_storage])
}

/// `PVS_cache_storage.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(pvs_cache_storage: &Ref<PvsCacheStorage>) -> ApiCall<Text> {
    ApiCall::plain("PVS_cache_storage.get_uuid", params![pvs_cache_storage])
}

/// `PVS_cache_storage.get_host`; for the role read-only and those above it.
pub fn get_host(pvs_cache_storage: &Ref<PvsCacheStorage>) -> ApiCall<Ref<Host>> {
    ApiCall::plain("PVS_cache_storage.get_host", params![pvs_cache_storage])
}

/// `PVS_cache_storage.get_SR`; for the role read-only and those above it.
pub fn get_sr(pvs_cache_storage: &Ref<PvsCacheStorage>) -> ApiCall<Ref<Sr>> {
    ApiCall::plain("PVS_cache_storage.get_SR", params![pvs_cache_storage])
}

/// `PVS_cache_storage.get_site`; for the role read-only and those above it.
pub fn get_site(pvs_cache_storage: &Ref<PvsCacheStorage>) -> ApiCall<Ref<PvsSite>> {
    ApiCall::plain("PVS_cache_storage.get_site", params![pvs_cache_storage])
}

/// `PVS_cache_storage.get_size`; for the role read-only and those above it.
pub fn get_size(pvs_cache_storage: &Ref<PvsCacheStorage>) -> ApiCall<i64> {
    ApiCall::plain("PVS_cache_storage.get_size", params![pvs_cache_storage])
}

/// `PVS_cache_storage.get_VDI`; for the role read-only and those above it.
pub fn get_vdi(pvs_cache_storage: &Ref<PvsCacheStorage>) -> ApiCall<Ref<Vdi>> {
    ApiCall::plain("PVS_cache_storage.get_VDI", params![pvs_cache_storage])
}
