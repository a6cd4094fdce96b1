// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `PVS_server`.

use super::*;

/// `PVS_server.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<PvsServer>>> {
    ApiCall::plain("PVS_server.get_all", params![])
}

/// `PVS_server.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<PvsServer>, PvsServer>> {
    ApiCall::plain("PVS_server.get_all_records", params![])
}

/// `PVS_server.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<PvsServer>, PvsServer>> {
    ApiCall::plain("PVS_server.get_all_records_where", params![expr])
}

/// `PVS_server.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<PvsServer>> {
    ApiCall::plain("PVS_server.get_by_uuid", params![uuid])
}

/// `PVS_server.get_record`; for the role read-only and those above it.
pub fn get_record(pvs_server: &Ref<PvsServer>) -> ApiCall<PvsServer> {
    ApiCall::plain("PVS_server.get_record", params![pvs_server])
}

/// `PVS_server.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(pvs_server: &Ref<PvsServer>) -> ApiCall<Text> {
    ApiCall::plain("PVS_server.get_uuid", params![pvs_server])
}

/// `PVS_server.get_addresses`; for the role read-only and those above it.
pub fn get_addresses(pvs_server: &Ref<PvsServer>) -> ApiCall<List<Text>> {
    ApiCall::plain("PVS_server.get_addresses", params![pvs_server])
}

/// `PVS_server.get_first_port`; for the role read-only and those above it.
pub fn get_first_port(pvs_server: &Ref<PvsServer>) -> ApiCall<i64> {
    ApiCall::plain("PVS_server.get_first_port", params![pvs_server])
}

/// `PVS_server.get_last_port`; for the role read-only and those above it.
pub fn get_last_port(pvs_server: &Ref<PvsServer>) -> ApiCall<i64> {
    ApiCall::plain("PVS_server.get_last_port", params![pvs_server])
}

/// `PVS_server.get_site`; for the role read-only and those above it.
pub fn get_site(pvs_server: &Ref<PvsServer>) -> ApiCall<Ref<PvsSite>> {
    ApiCall::plain("PVS_server.get_site", params![pvs_server])
}

/// `PVS_server.forget`; for the role pool-operator and those above it.
pub fn forget(pvs_server: &Ref<PvsServer>) -> ApiCall<()> {
    ApiCall::with_task("PVS_server.forget", params![pvs_server])
}

/// `PVS_server.introduce`; for the role pool-operator and those above it.
pub fn introduce(
    addresses: &[Text],
    first_port: i64,
    last_port: i64,
    site: &Ref<PvsSite>,
) -> ApiCall<Ref<PvsServer>> {
    ApiCall::with_task(
        "PVS_server.introduce",
        params![addresses, first_port, last_port, site],
    )
}
