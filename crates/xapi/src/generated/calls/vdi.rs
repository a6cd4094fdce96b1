// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `VDI`.

use super::*;

/// `VDI.create`; for the role vm-admin and those above it.
pub fn create(args: &Vdi) -> ApiCall<Ref<Vdi>> {
    ApiCall::with_task("VDI.create", params![args])
}

/// `VDI.destroy`; for the role vm-admin and those above it.
pub fn destroy(vdi: &Ref<Vdi>) -> ApiCall<()> {
    ApiCall::with_task("VDI.destroy", params![vdi])
}

/// `VDI.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Vdi>>> {
    ApiCall::plain("VDI.get_all", params![])
}

/// `VDI.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Vdi>, Vdi>> {
    ApiCall::plain("VDI.get_all_records", params![])
}

/// `VDI.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Vdi>, Vdi>> {
    ApiCall::plain("VDI.get_all_records_where", params![expr])
}

/// `VDI.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<Ref<Vdi>>> {
    ApiCall::plain("VDI.get_by_name_label", params![label])
}

/// `VDI.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Vdi>> {
    ApiCall::plain("VDI.get_by_uuid", params![uuid])
}

/// `VDI.get_record`; for the role read-only and those above it.
pub fn get_record(vdi: &Ref<Vdi>) -> ApiCall<Vdi> {
    ApiCall::plain("VDI.get_record", params![vdi])
}

/// `VDI.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(vdi: &Ref<Vdi>) -> ApiCall<Text> {
    ApiCall::plain("VDI.get_uuid", params![vdi])
}

/// `VDI.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(vdi: &Ref<Vdi>) -> ApiCall<Text> {
    ApiCall::plain("VDI.get_name_label", params![vdi])
}

/// `VDI.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(vdi: &Ref<Vdi>) -> ApiCall<Text> {
    ApiCall::plain("VDI.get_name_description", params![vdi])
}

/// `VDI.get_allowed_operations`; for the role read-only and those above it.
pub fn get_allowed_operations(vdi: &Ref<Vdi>) -> ApiCall<List<VdiOperation>> {
    ApiCall::plain("VDI.get_allowed_operations", params![vdi])
}

/// `VDI.get_current_operations`; for the role read-only and those above it.
pub fn get_current_operations(vdi: &Ref<Vdi>) -> ApiCall<Map<Text, VdiOperation>> {
    ApiCall::plain("VDI.get_current_operations", params![vdi])
}

/// `VDI.get_SR`; for the role read-only and those above it.
pub fn get_sr(vdi: &Ref<Vdi>) -> ApiCall<Ref<Sr>> {
    ApiCall::plain("VDI.get_SR", params![vdi])
}

/// `VDI.get_VBDs`; for the role read-only and those above it.
pub fn get_vbds(vdi: &Ref<Vdi>) -> ApiCall<List<Ref<Vbd>>> {
    ApiCall::plain("VDI.get_VBDs", params![vdi])
}

/// `VDI.get_crash_dumps`; for the role read-only and those above it.
pub fn get_crash_dumps(vdi: &Ref<Vdi>) -> ApiCall<List<Ref<Crashdump>>> {
    ApiCall::plain("VDI.get_crash_dumps", params![vdi])
}

/// `VDI.get_virtual_size`; for the role read-only and those above it.
pub fn get_virtual_size(vdi: &Ref<Vdi>) -> ApiCall<i64> {
    ApiCall::plain("VDI.get_virtual_size", params![vdi])
}

/// `VDI.get_physical_utilisation`; for the role read-only and those above it.
pub fn get_physical_utilisation(vdi: &Ref<Vdi>) -> ApiCall<i64> {
    ApiCall::plain("VDI.get_physical_utilisation", params![vdi])
}

/// `VDI.get_type`; for the role read-only and those above it.
pub fn get_type(vdi: &Ref<Vdi>) -> ApiCall<VdiType> {
    ApiCall::plain("VDI.get_type", params![vdi])
}

/// `VDI.get_sharable`; for the role read-only and those above it.
pub fn get_sharable(vdi: &Ref<Vdi>) -> ApiCall<bool> {
    ApiCall::plain("VDI.get_sharable", params![vdi])
}

/// `VDI.get_read_only`; for the role read-only and those above it.
pub fn get_read_only(vdi: &Ref<Vdi>) -> ApiCall<bool> {
    ApiCall::plain("VDI.get_read_only", params![vdi])
}

/// `VDI.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(vdi: &Ref<Vdi>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VDI.get_other_config", params![vdi])
}

/// `VDI.set_other_config`; for the role vm-admin and those above it.
pub fn set_other_config(vdi: &Ref<Vdi>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("VDI.set_other_config", params![vdi, value])
}

/// `VDI.add_to_other_config`; for the role vm-admin and those above it.
pub fn add_to_other_config(vdi: &Ref<Vdi>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("VDI.add_to_other_config", params![vdi, key, value])
}

/// `VDI.remove_from_other_config`; for the role vm-admin and those above it.
pub fn remove_from_other_config(vdi: &Ref<Vdi>, key: &str) -> ApiCall<()> {
    ApiCall::plain("VDI.remove_from_other_config", params![vdi, key])
}

/// `VDI.get_storage_lock`; for the role read-only and those above it.
pub fn get_storage_lock(vdi: &Ref<Vdi>) -> ApiCall<bool> {
    ApiCall::plain("VDI.get_storage_lock", params![vdi])
}

/// `VDI.get_location`; for the role read-only and those above it.
pub fn get_location(vdi: &Ref<Vdi>) -> ApiCall<Text> {
    ApiCall::plain("VDI.get_location", params![vdi])
}

/// `VDI.get_managed`; for the role read-only and those above it.
pub fn get_managed(vdi: &Ref<Vdi>) -> ApiCall<bool> {
    ApiCall::plain("VDI.get_managed", params![vdi])
}

/// `VDI.get_missing`; for the role read-only and those above it.
pub fn get_missing(vdi: &Ref<Vdi>) -> ApiCall<bool> {
    ApiCall::plain("VDI.get_missing", params![vdi])
}

/// `VDI.get_parent`; for the role read-only and those above it.
pub fn get_parent(vdi: &Ref<Vdi>) -> ApiCall<Ref<Vdi>> {
    ApiCall::plain("VDI.get_parent", params![vdi])
}

/// `VDI.get_xenstore_data`; for the role read-only and those above it.
pub fn get_xenstore_data(vdi: &Ref<Vdi>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VDI.get_xenstore_data", params![vdi])
}

/// `VDI.set_xenstore_data`; for the role vm-admin and those above it.
pub fn set_xenstore_data(vdi: &Ref<Vdi>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("VDI.set_xenstore_data", params![vdi, value])
}

/// `VDI.add_to_xenstore_data`; for the role vm-admin and those above it.
pub fn add_to_xenstore_data(vdi: &Ref<Vdi>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("VDI.add_to_xenstore_data", params![vdi, key, value])
}

/// `VDI.remove_from_xenstore_data`; for the role vm-admin and those above it.
pub fn remove_from_xenstore_data(vdi: &Ref<Vdi>, key: &str) -> ApiCall<()> {
    ApiCall::plain("VDI.remove_from_xenstore_data", params![vdi, key])
}

/// `VDI.get_sm_config`; for the role read-only and those above it.
pub fn get_sm_config(vdi: &Ref<Vdi>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VDI.get_sm_config", params![vdi])
}

/// `VDI.set_sm_config`; for the role vm-admin and those above it.
pub fn set_sm_config(vdi: &Ref<Vdi>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("VDI.set_sm_config", params![vdi, value])
}

/// `VDI.add_to_sm_config`; for the role vm-admin and those above it.
pub fn add_to_sm_config(vdi: &Ref<Vdi>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("VDI.add_to_sm_config", params![vdi, key, value])
}

/// `VDI.remove_from_sm_config`; for the role vm-admin and those above it.
pub fn remove_from_sm_config(vdi: &Ref<Vdi>, key: &str) -> ApiCall<()> {
    ApiCall::plain("VDI.remove_from_sm_config", params![vdi, key])
}

/// `VDI.get_is_a_snapshot`; for the role read-only and those above it.
pub fn get_is_a_snapshot(vdi: &Ref<Vdi>) -> ApiCall<bool> {
    ApiCall::plain("VDI.get_is_a_snapshot", params![vdi])
}

/// `VDI.get_snapshot_of`; for the role read-only and those above it.
pub fn get_snapshot_of(vdi: &Ref<Vdi>) -> ApiCall<Ref<Vdi>> {
    ApiCall::plain("VDI.get_snapshot_of", params![vdi])
}

/// `VDI.get_snapshots`; for the role read-only and those above it.
pub fn get_snapshots(vdi: &Ref<Vdi>) -> ApiCall<List<Ref<Vdi>>> {
    ApiCall::plain("VDI.get_snapshots", params![vdi])
}

/// `VDI.get_snapshot_time`; for the role read-only and those above it.
pub fn get_snapshot_time(vdi: &Ref<Vdi>) -> ApiCall<DateTime> {
    ApiCall::plain("VDI.get_snapshot_time", params![vdi])
}

/// `VDI.get_tags`; for the role read-only and those above it.
pub fn get_tags(vdi: &Ref<Vdi>) -> ApiCall<List<Text>> {
    ApiCall::plain("VDI.get_tags", params![vdi])
}

/// `VDI.set_tags`; for the role vm-operator and those above it.
pub fn set_tags(vdi: &Ref<Vdi>, value: &[Text]) -> ApiCall<()> {
    ApiCall::plain("VDI.set_tags", params![vdi, value])
}

/// `VDI.add_tags`; for the role vm-operator and those above it.
pub fn add_tags(vdi: &Ref<Vdi>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VDI.add_tags", params![vdi, value])
}

/// `VDI.remove_tags`; for the role vm-operator and those above it.
pub fn remove_tags(vdi: &Ref<Vdi>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VDI.remove_tags", params![vdi, value])
}

/// `VDI.get_allow_caching`; for the role read-only and those above it.
pub fn get_allow_caching(vdi: &Ref<Vdi>) -> ApiCall<bool> {
    ApiCall::plain("VDI.get_allow_caching", params![vdi])
}

/// `VDI.get_on_boot`; for the role read-only and those above it.
pub fn get_on_boot(vdi: &Ref<Vdi>) -> ApiCall<OnBoot> {
    ApiCall::plain("VDI.get_on_boot", params![vdi])
}

/// `VDI.get_metadata_of_pool`; for the role read-only and those above it.
pub fn get_metadata_of_pool(vdi: &Ref<Vdi>) -> ApiCall<Ref<Pool>> {
    ApiCall::plain("VDI.get_metadata_of_pool", params![vdi])
}

/// `VDI.get_metadata_latest`; for the role read-only and those above it.
pub fn get_metadata_latest(vdi: &Ref<Vdi>) -> ApiCall<bool> {
    ApiCall::plain("VDI.get_metadata_latest", params![vdi])
}

/// `VDI.get_is_tools_iso`; for the role read-only and those above it.
pub fn get_is_tools_iso(vdi: &Ref<Vdi>) -> ApiCall<bool> {
    ApiCall::plain("VDI.get_is_tools_iso", params![vdi])
}

/// `VDI.get_cbt_enabled`; for the role read-only and those above it.
pub fn get_cbt_enabled(vdi: &Ref<Vdi>) -> ApiCall<bool> {
    ApiCall::plain("VDI.get_cbt_enabled", params![vdi])
}

/// `VDI.revert`; for the role vm-power-admin and those above it.
pub fn revert(snapshot: &Ref<Vdi>) -> ApiCall<()> {
    ApiCall::with_task("VDI.revert", params![snapshot])
}

/// `VDI.get_nbd_info`; for the role vm-admin and those above it.
pub fn get_nbd_info(vdi: &Ref<Vdi>) -> ApiCall<List<VdiNbdServerInfo>> {
    ApiCall::plain("VDI.get_nbd_info", params![vdi])
}

/// `VDI.list_changed_blocks`; for the role vm-operator and those above it.
pub fn list_changed_blocks(vdi_from: &Ref<Vdi>, vdi_to: &Ref<Vdi>) -> ApiCall<Text> {
    ApiCall::with_task("VDI.list_changed_blocks", params![vdi_from, vdi_to])
}

/// `VDI.data_destroy`; for the role vm-admin and those above it.
pub fn data_destroy(vdi: &Ref<Vdi>) -> ApiCall<()> {
    ApiCall::with_task("VDI.data_destroy", params![vdi])
}

/// `VDI.disable_cbt`; for the role vm-admin and those above it.
pub fn disable_cbt(vdi: &Ref<Vdi>) -> ApiCall<()> {
    ApiCall::with_task("VDI.disable_cbt", params![vdi])
}

/// `VDI.enable_cbt`; for the role vm-admin and those above it.
pub fn enable_cbt(vdi: &Ref<Vdi>) -> ApiCall<()> {
    ApiCall::with_task("VDI.enable_cbt", params![vdi])
}

/// `VDI.pool_migrate`; for the role vm-power-admin and those above it.
pub fn pool_migrate(vdi: &Ref<Vdi>, sr: &Ref<Sr>, options: &Map<Text, Text>) -> ApiCall<Ref<Vdi>> {
    ApiCall::with_task("VDI.pool_migrate", params![vdi, sr, options])
}

/// `VDI.read_database_pool_uuid`; for the role read-only and those above it.
pub fn read_database_pool_uuid(vdi: &Ref<Vdi>) -> ApiCall<Text> {
    ApiCall::with_task("VDI.read_database_pool_uuid", params![vdi])
}

/// `VDI.open_database`; for the role pool-operator and those above it.
pub fn open_database(vdi: &Ref<Vdi>) -> ApiCall<OpaqueRef> {
    ApiCall::with_task("VDI.open_database", params![vdi])
}

/// `VDI.set_allow_caching`; for the role vm-admin and those above it.
pub fn set_allow_caching(vdi: &Ref<Vdi>, value: bool) -> ApiCall<()> {
    ApiCall::plain("VDI.set_allow_caching", params![vdi, value])
}

/// `VDI.set_on_boot`; for the role vm-admin and those above it.
pub fn set_on_boot(vdi: &Ref<Vdi>, value: &OnBoot) -> ApiCall<()> {
    ApiCall::plain("VDI.set_on_boot", params![vdi, value])
}

/// `VDI.set_name_description`; for the role vm-admin and those above it.
pub fn set_name_description(vdi: &Ref<Vdi>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VDI.set_name_description", params![vdi, value])
}

/// `VDI.set_name_label`; for the role vm-admin and those above it.
pub fn set_name_label(vdi: &Ref<Vdi>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VDI.set_name_label", params![vdi, value])
}

/// `VDI.set_read_only`; for the role vm-admin and those above it.
pub fn set_read_only(vdi: &Ref<Vdi>, value: bool) -> ApiCall<()> {
    ApiCall::plain("VDI.set_read_only", params![vdi, value])
}

/// `VDI.set_sharable`; for the role vm-admin and those above it.
pub fn set_sharable(vdi: &Ref<Vdi>, value: bool) -> ApiCall<()> {
    ApiCall::plain("VDI.set_sharable", params![vdi, value])
}

/// `VDI.forget`; for the role vm-admin and those above it.
pub fn forget(vdi: &Ref<Vdi>) -> ApiCall<()> {
    ApiCall::with_task("VDI.forget", params![vdi])
}

/// `VDI.copy`; for the role vm-admin and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn copy(
    vdi: &Ref<Vdi>,
    sr: Option<&Ref<Sr>>,
    base_vdi: Option<&Ref<Vdi>>,
    into_vdi: Option<&Ref<Vdi>>,
) -> ApiCall<Ref<Vdi>> {
    ApiCall::with_task("VDI.copy", params![vdi])
        .and(sr)
        .and(base_vdi)
        .and(into_vdi)
}

/// `VDI.update`; for the role vm-admin and those above it.
pub fn update(vdi: &Ref<Vdi>) -> ApiCall<()> {
    ApiCall::with_task("VDI.update", params![vdi])
}

/// `VDI.introduce`; for the role vm-admin and those above it.
///
/// Parameters after the first that is left out are left out, too.
#[allow(clippy::too_many_arguments)]
pub fn introduce(
    uuid: &str,
    name_label: &str,
    name_description: &str,
    sr: &Ref<Sr>,
    r#type: &VdiType,
    sharable: bool,
    read_only: bool,
    other_config: &Map<Text, Text>,
    location: &str,
    xenstore_data: Option<&Map<Text, Text>>,
    sm_config: Option<&Map<Text, Text>>,
    managed: Option<bool>,
    virtual_size: Option<i64>,
    physical_utilisation: Option<i64>,
    metadata_of_pool: Option<&Ref<Pool>>,
    is_a_snapshot: Option<bool>,
    snapshot_time: Option<DateTime>,
    snapshot_of: Option<&Ref<Vdi>>,
) -> ApiCall<Ref<Vdi>> {
    ApiCall::with_task(
        "VDI.introduce",
        params![
            uuid,
            name_label,
            name_description,
            sr,
            r#type,
            sharable,
            read_only,
            other_config,
            location
        ],
    )
    .and(xenstore_data)
    .and(sm_config)
    .and(managed)
    .and(virtual_size)
    .and(physical_utilisation)
    .and(metadata_of_pool)
    .and(is_a_snapshot)
    .and(snapshot_time)
    .and(snapshot_of)
}

/// `VDI.resize_online`; for the role vm-admin and those above it.
pub fn resize_online(vdi: &Ref<Vdi>, size: i64) -> ApiCall<()> {
    ApiCall::with_task("VDI.resize_online", params![vdi, size])
}

/// `VDI.resize`; for the role vm-admin and those above it.
pub fn resize(vdi: &Ref<Vdi>, size: i64) -> ApiCall<()> {
    ApiCall::with_task("VDI.resize", params![vdi, size])
}

/// `VDI.clone`; for the role vm-admin and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn clone(vdi: &Ref<Vdi>, driver_params: Option<&Map<Text, Text>>) -> ApiCall<Ref<Vdi>> {
    ApiCall::with_task("VDI.clone", params![vdi]).and(driver_params)
}

/// `VDI.snapshot`; for the role vm-admin and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn snapshot(vdi: &Ref<Vdi>, driver_params: Option<&Map<Text, Text>>) -> ApiCall<Ref<Vdi>> {
    ApiCall::with_task("VDI.snapshot", params![vdi]).and(driver_params)
}
