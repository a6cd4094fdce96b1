// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `PVS_site`.

use super::*;

/// `PVS_site.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<PvsSite>>> {
    ApiCall::plain("PVS_site.get_all", params![])
}

/// `PVS_site.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<PvsSite>, PvsSite>> {
    ApiCall::plain("PVS_site.get_all_records", params![])
}

/// `PVS_site.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<PvsSite>, PvsSite>> {
    ApiCall::plain("PVS_site.get_all_records_where", params![expr])
}

/// `PVS_site.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<Ref<PvsSite>>> {
    ApiCall::plain("PVS_site.get_by_name_label", params![label])
}

/// `PVS_site.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<PvsSite>> {
    ApiCall::plain("PVS_site.get_by_uuid", params![uuid])
}

/// `PVS_site.get_record`; for the role read-only and those above it.
pub fn get_record(pvs_site: &Ref<PvsSite>) -> ApiCall<PvsSite> {
    ApiCall::plain("PVS_site.get_record", params![pvs_site])
}

/// `PVS_site.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(pvs_site: &Ref<PvsSite>) -> ApiCall<Text> {
    ApiCall::plain("PVS_site.get_uuid", params![pvs_site])
}

/// `PVS_site.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(pvs_site: &Ref<PvsSite>) -> ApiCall<Text> {
    ApiCall::plain("PVS_site.get_name_label", params![pvs_site])
}

/// `PVS_site.set_name_label`; for the role pool-operator and those above it.
pub fn set_name_label(pvs_site: &Ref<PvsSite>, value: &str) -> ApiCall<()> {
    ApiCall::plain("PVS_site.set_name_label", params![pvs_site, value])
}

/// `PVS_site.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(pvs_site: &Ref<PvsSite>) -> ApiCall<Text> {
    ApiCall::plain("PVS_site.get_name_description", params![pvs_site])
}

/// `PVS_site.set_name_description`; for the role pool-operator and those above it.
pub fn set_name_description(pvs_site: &Ref<PvsSite>, value: &str) -> ApiCall<()> {
    ApiCall::plain("PVS_site.set_name_description", params![pvs_site, value])
}

/// `PVS_site.get_PVS_uuid`; for the role read-only and those above it.
pub fn get_pvs_uuid(pvs_site: &Ref<PvsSite>) -> ApiCall<Text> {
    ApiCall::plain("PVS_site.get_PVS_uuid", params![pvs_site])
}

/// `PVS_site.get_cache_storage`; for the role read-only and those above it.
pub fn get_cache_storage(pvs_site: &Ref<PvsSite>) -> ApiCall<List<Ref<PvsCacheStorage>>> {
    ApiCall::plain("PVS_site.get_cache_storage", params![pvs_site])
}

/// `PVS_site.get_servers`; for the role read-only and those above it.
pub fn get_servers(pvs_site: &Ref<PvsSite>) -> ApiCall<List<Ref<PvsServer>>> {
    ApiCall::plain("PVS_site.get_servers", params![pvs_site])
}

/// `PVS_site.get_proxies`; for the role read-only and those above it.
pub fn get_proxies(pvs_site: &Ref<PvsSite>) -> ApiCall<List<Ref<PvsProxy>>> {
    ApiCall::plain("PVS_site.get_proxies", params![pvs_site])
}

/// `PVS_site.set_PVS_uuid`; for the role pool-operator and those above it.
pub fn set_pvs_uuid(pvs_site: &Ref<PvsSite>, value: &str) -> ApiCall<()> {
    ApiCall::plain("PVS_site.set_PVS_uuid", params![pvs_site, value])
}

/// `PVS_site.forget`; for the role pool-operator and those above it.
pub fn forget(pvs_site: &Ref<PvsSite>) -> ApiCall<()> {
    ApiCall::with_task("PVS_site.forget", params![pvs_site])
}

/// `PVS_site.introduce`; for the role pool-operator and those above it.
pub fn introduce(
    name_label: &str,
    name_description: &str,
    pvs_uuid: &str,
) -> ApiCall<Ref<PvsSite>> {
    ApiCall::with_task(
        "PVS_site.introduce",
        params![name_label, name_description, pvs_uuid],
    )
}
