// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `pool_update`.

use super::*;

/// `pool_update.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<PoolUpdate>>> {
    ApiCall::plain("pool_update.get_all", params![])
}

/// `pool_update.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<PoolUpdate>, PoolUpdate>> {
    ApiCall::plain("pool_update.get_all_records", params![])
}

/// `pool_update.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<PoolUpdate>, PoolUpdate>> {
    ApiCall::plain("pool_update.get_all_records_where", params![expr])
}

/// `pool_update.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<Ref<PoolUpdate>>> {
    ApiCall::plain("pool_update.get_by_name_label", params![label])
}

/// `pool_update.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<PoolUpdate>> {
    ApiCall::plain("pool_update.get_by_uuid", params![uuid])
}

/// `pool_update.get_record`; for the role read-only and those above it.
pub fn get_record(pool_update: &Ref<PoolUpdate>) -> ApiCall<PoolUpdate> {
    ApiCall::plain("pool_update.get_record", params![pool_update])
}

/// `pool_update.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(pool_update: &Ref<PoolUpdate>) -> ApiCall<Text> {
    ApiCall::plain("pool_update.get_uuid", params![pool_update])
}

/// `pool_update.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(pool_update: &Ref<PoolUpdate>) -> ApiCall<Text> {
    ApiCall::plain("pool_update.get_name_label", params![pool_update])
}

/// `pool_update.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(pool_update: &Ref<PoolUpdate>) -> ApiCall<Text> {
    ApiCall::plain("pool_update.get_name_description", params![pool_update])
}

/// `pool_update.get_version`; for the role read-only and those above it.
pub fn get_version(pool_update: &Ref<PoolUpdate>) -> ApiCall<Text> {
    ApiCall::plain("pool_update.get_version", params![pool_update])
}

/// `pool_update.get_installation_size`; for the role read-only and those above it.
pub fn get_installation_size(pool_update: &Ref<PoolUpdate>) -> ApiCall<i64> {
    ApiCall::plain("pool_update.get_installation_size", params![pool_update])
}

/// `pool_update.get_key`; for the role read-only and those above it.
pub fn get_key(pool_update: &Ref<PoolUpdate>) -> ApiCall<Text> {
    ApiCall::plain("pool_update.get_key", params![pool_update])
}

/// `pool_update.get_after_apply_guidance`; for the role read-only and those above it.
pub fn get_after_apply_guidance(
    pool_update: &Ref<PoolUpdate>,
) -> ApiCall<List<UpdateAfterApplyGuidance>> {
    ApiCall::plain("pool_update.get_after_apply_guidance", params![pool_update])
}

/// `pool_update.get_vdi`; for the role read-only and those above it.
pub fn get_vdi(pool_update: &Ref<PoolUpdate>) -> ApiCall<Ref<Vdi>> {
    ApiCall::plain("pool_update.get_vdi", params![pool_update])
}

/// `pool_update.get_hosts`; for the role read-only and those above it.
pub fn get_hosts(pool_update: &Ref<PoolUpdate>) -> ApiCall<List<Ref<Host>>> {
    ApiCall::plain("pool_update.get_hosts", params![pool_update])
}

/// `pool_update.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(pool_update: &Ref<PoolUpdate>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("pool_update.get_other_config", params![pool_update])
}

/// `pool_update.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(pool_update: &Ref<PoolUpdate>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("pool_update.set_other_config", params![pool_update, value])
}

/// `pool_update.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(pool_update: &Ref<PoolUpdate>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain(
        "pool_update.add_to_other_config",
        params![pool_update, key, value],
    )
}

/// `pool_update.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(pool_update: &Ref<PoolUpdate>, key: &str) -> ApiCall<()> {
    ApiCall::plain(
        "pool_update.remove_from_other_config",
        params![pool_update, key],
    )
}

/// `pool_update.get_enforce_homogeneity`; for the role read-only and those above it.
pub fn get_enforce_homogeneity(pool_update: &Ref<PoolUpdate>) -> ApiCall<bool> {
    ApiCall::plain("pool_update.get_enforce_homogeneity", params![pool_update])
}

/// `pool_update.destroy`; for the role pool-operator and those above it.
pub fn destroy(pool_update: &Ref<PoolUpdate>) -> ApiCall<()> {
    ApiCall::with_task("pool_update.destroy", params![pool_update])
}

/// `pool_update.pool_clean`; for the role pool-operator and those above it.
pub fn pool_clean(pool_update: &Ref<PoolUpdate>) -> ApiCall<()> {
    ApiCall::with_task("pool_update.pool_clean", params![pool_update])
}

/// `pool_update.pool_apply`; for the role pool-operator and those above it.
pub fn pool_apply(pool_update: &Ref<PoolUpdate>) -> ApiCall<()> {
    ApiCall::with_task("pool_update.pool_apply", params![pool_update])
}

/// `pool_update.apply`; for the role pool-operator and those above it.
pub fn apply(pool_update: &Ref<PoolUpdate>, host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("pool_update.apply", params![pool_update, host])
}

/// `pool_update.precheck`; for the role pool-operator and those above it.
pub fn precheck(pool_update: &Ref<PoolUpdate>, host: &Ref<Host>) -> ApiCall<LivepatchStatus> {
    ApiCall::with_task("pool_update.precheck", params![pool_update, host])
}

/// `pool_update.introduce`; for the role pool-operator and those above it.
pub fn introduce(vdi: &Ref<Vdi>) -> ApiCall<Ref<PoolUpdate>> {
    ApiCall::with_task("pool_update.introduce", params![vdi])
}
