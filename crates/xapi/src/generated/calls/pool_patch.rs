// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `pool_patch`.

use super::*;

/// `pool_patch.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<PoolPatch>>> {
    ApiCall::plain("pool_patch.get_all", params![])
}

/// `pool_patch.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<PoolPatch>, PoolPatch>> {
    ApiCall::plain("pool_patch.get_all_records", params![])
}

/// `pool_patch.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<PoolPatch>, PoolPatch>> {
    ApiCall::plain("pool_patch.get_all_records_where", params![expr])
}

/// `pool_patch.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<Ref<PoolPatch>>> {
    ApiCall::plain("pool_patch.get_by_name_label", params![label])
}

/// `pool_patch.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<PoolPatch>> {
    ApiCall::plain("pool_patch.get_by_uuid", params![uuid])
}

/// `pool_patch.get_record`; for the role read-only and those above it.
pub fn get_record(pool_patch: &Ref<PoolPatch>) -> ApiCall<PoolPatch> {
    ApiCall::plain("pool_patch.get_record", params![pool_patch])
}

/// `pool_patch.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(pool_patch: &Ref<PoolPatch>) -> ApiCall<Text> {
    ApiCall::plain("pool_patch.get_uuid", params![pool_patch])
}

/// `pool_patch.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(pool_patch: &Ref<PoolPatch>) -> ApiCall<Text> {
    ApiCall::plain("pool_patch.get_name_label", params![pool_patch])
}

/// `pool_patch.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(pool_patch: &Ref<PoolPatch>) -> ApiCall<Text> {
    ApiCall::plain("pool_patch.get_name_description", params![pool_patch])
}

/// `pool_patch.get_version`; for the role read-only and those above it.
pub fn get_version(pool_patch: &Ref<PoolPatch>) -> ApiCall<Text> {
    ApiCall::plain("pool_patch.get_version", params![pool_patch])
}

/// `pool_patch.get_size`; for the role read-only and those above it.
pub fn get_size(pool_patch: &Ref<PoolPatch>) -> ApiCall<i64> {
    ApiCall::plain("pool_patch.get_size", params![pool_patch])
}

/// `pool_patch.get_pool_applied`; for the role read-only and those above it.
pub fn get_pool_applied(pool_patch: &Ref<PoolPatch>) -> ApiCall<bool> {
    ApiCall::plain("pool_patch.get_pool_applied", params![pool_patch])
}

/// `pool_patch.get_host_patches`; for the role read-only and those above it.
pub fn get_host_patches(pool_patch: &Ref<PoolPatch>) -> ApiCall<List<Ref<HostPatch>>> {
    ApiCall::plain("pool_patch.get_host_patches", params![pool_patch])
}

/// `pool_patch.get_after_apply_guidance`; for the role read-only and those above it.
pub fn get_after_apply_guidance(pool_patch: &Ref<PoolPatch>) -> ApiCall<List<AfterApplyGuidance>> {
    ApiCall::plain("pool_patch.get_after_apply_guidance", params![pool_patch])
}

/// `pool_patch.get_pool_update`; for the role read-only and those above it.
pub fn get_pool_update(pool_patch: &Ref<PoolPatch>) -> ApiCall<Ref<PoolUpdate>> {
    ApiCall::plain("pool_patch.get_pool_update", params![pool_patch])
}

/// `pool_patch.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(pool_patch: &Ref<PoolPatch>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("pool_patch.get_other_config", params![pool_patch])
}

/// `pool_patch.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(pool_patch: &Ref<PoolPatch>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("pool_patch.set_other_config", params![pool_patch, value])
}

/// `pool_patch.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(pool_patch: &Ref<PoolPatch>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain(
        "pool_patch.add_to_other_config",
        params![pool_patch, key, value],
    )
}

/// `pool_patch.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(pool_patch: &Ref<PoolPatch>, key: &str) -> ApiCall<()> {
    ApiCall::plain(
        "pool_patch.remove_from_other_config",
        params![pool_patch, key],
    )
}

/// `pool_patch.clean_on_host`; for the role pool-operator and those above it.
pub fn clean_on_host(pool_patch: &Ref<PoolPatch>, host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("pool_patch.clean_on_host", params![pool_patch, host])
}

/// `pool_patch.destroy`; for the role pool-operator and those above it.
pub fn destroy(pool_patch: &Ref<PoolPatch>) -> ApiCall<()> {
    ApiCall::with_task("pool_patch.destroy", params![pool_patch])
}

/// `pool_patch.pool_clean`; for the role pool-operator and those above it.
pub fn pool_clean(pool_patch: &Ref<PoolPatch>) -> ApiCall<()> {
    ApiCall::with_task("pool_patch.pool_clean", params![pool_patch])
}

/// `pool_patch.clean`; for the role pool-operator and those above it.
pub fn clean(pool_patch: &Ref<PoolPatch>) -> ApiCall<()> {
    ApiCall::with_task("pool_patch.clean", params![pool_patch])
}

/// `pool_patch.precheck`; for the role pool-operator and those above it.
pub fn precheck(pool_patch: &Ref<PoolPatch>, host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::with_task("pool_patch.precheck", params![pool_patch, host])
}

/// `pool_patch.pool_apply`; for the role pool-operator and those above it.
pub fn pool_apply(pool_patch: &Ref<PoolPatch>) -> ApiCall<()> {
    ApiCall::with_task("pool_patch.pool_apply", params![pool_patch])
}

/// `pool_patch.apply`; for the role pool-operator and those above it.
pub fn apply(pool_patch: &Ref<PoolPatch>, host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::with_task("pool_patch.apply", params![pool_patch, host])
}
