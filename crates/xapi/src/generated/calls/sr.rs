// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `SR`.

use super::*;

/// `SR.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Sr>>> {
    ApiCall::plain("SR.get_all", params![])
}

/// `SR.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Sr>, Sr>> {
    ApiCall::plain("SR.get_all_records", params![])
}

/// `SR.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Sr>, Sr>> {
    ApiCall::plain("SR.get_all_records_where", params![expr])
}

/// `SR.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<Ref<Sr>>> {
    ApiCall::plain("SR.get_by_name_label", params![label])
}

/// `SR.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Sr>> {
    ApiCall::plain("SR.get_by_uuid", params![uuid])
}

/// `SR.get_record`; for the role read-only and those above it.
pub fn get_record(sr: &Ref<Sr>) -> ApiCall<Sr> {
    ApiCall::plain("SR.get_record", params![sr])
}

/// `SR.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(sr: &Ref<Sr>) -> ApiCall<Text> {
    ApiCall::plain("SR.get_uuid", params![sr])
}

/// `SR.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(sr: &Ref<Sr>) -> ApiCall<Text> {
    ApiCall::plain("SR.get_name_label", params![sr])
}

/// `SR.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(sr: &Ref<Sr>) -> ApiCall<Text> {
    ApiCall::plain("SR.get_name_description", params![sr])
}

/// `SR.get_allowed_operations`; for the role read-only and those above it.
pub fn get_allowed_operations(sr: &Ref<Sr>) -> ApiCall<List<SrOperation>> {
    ApiCall::plain("SR.get_allowed_operations", params![sr])
}

/// `SR.get_current_operations`; for the role read-only and those above it.
pub fn get_current_operations(sr: &Ref<Sr>) -> ApiCall<Map<Text, SrOperation>> {
    ApiCall::plain("SR.get_current_operations", params![sr])
}

/// `SR.get_VDIs`; for the role read-only and those above it.
pub fn get_vdis(sr: &Ref<Sr>) -> ApiCall<List<Ref<Vdi>>> {
    ApiCall::plain("SR.get_VDIs", params![sr])
}

/// `SR.get_PBDs`; for the role read-only and those above it.
pub fn get_pbds(sr: &Ref<Sr>) -> ApiCall<List<Ref<Pbd>>> {
    ApiCall::plain("SR.get_PBDs", params![sr])
}

/// `SR.get_virtual_allocation`; for the role read-only and those above it.
pub fn get_virtual_allocation(sr: &Ref<Sr>) -> ApiCall<i64> {
    ApiCall::plain("SR.get_virtual_allocation", params![sr])
}

/// `SR.get_physical_utilisation`; for the role read-only and those above it.
pub fn get_physical_utilisation(sr: &Ref<Sr>) -> ApiCall<i64> {
    ApiCall::plain("SR.get_physical_utilisation", params![sr])
}

/// `SR.get_physical_size`; for the role read-only and those above it.
pub fn get_physical_size(sr: &Ref<Sr>) -> ApiCall<i64> {
    ApiCall::plain("SR.get_physical_size", params![sr])
}

/// `SR.get_type`; for the role read-only and those above it.
pub fn get_type(sr: &Ref<Sr>) -> ApiCall<Text> {
    ApiCall::plain("SR.get_type", params![sr])
}

/// `SR.get_content_type`; for the role read-only and those above it.
pub fn get_content_type(sr: &Ref<Sr>) -> ApiCall<Text> {
    ApiCall::plain("SR.get_content_type", params![sr])
}

/// `SR.get_shared`; for the role read-only and those above it.
pub fn get_shared(sr: &Ref<Sr>) -> ApiCall<bool> {
    ApiCall::plain("SR.get_shared", params![sr])
}

/// `SR.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(sr: &Ref<Sr>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("SR.get_other_config", params![sr])
}

/// `SR.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(sr: &Ref<Sr>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("SR.set_other_config", params![sr, value])
}

/// `SR.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(sr: &Ref<Sr>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("SR.add_to_other_config", params![sr, key, value])
}

/// `SR.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(sr: &Ref<Sr>, key: &str) -> ApiCall<()> {
    ApiCall::plain("SR.remove_from_other_config", params![sr, key])
}

/// `SR.get_tags`; for the role read-only and those above it.
pub fn get_tags(sr: &Ref<Sr>) -> ApiCall<List<Text>> {
    ApiCall::plain("SR.get_tags", params![sr])
}

/// `SR.set_tags`; for the role vm-operator and those above it.
pub fn set_tags(sr: &Ref<Sr>, value: &[Text]) -> ApiCall<()> {
    ApiCall::plain("SR.set_tags", params![sr, value])
}

/// `SR.add_tags`; for the role vm-operator and those above it.
pub fn add_tags(sr: &Ref<Sr>, value: &str) -> ApiCall<()> {
    ApiCall::plain("SR.add_tags", params![sr, value])
}

/// `SR.remove_tags`; for the role vm-operator and those above it.
pub fn remove_tags(sr: &Ref<Sr>, value: &str) -> ApiCall<()> {
    ApiCall::plain("SR.remove_tags", params![sr, value])
}

/// `SR.get_sm_config`; for the role read-only and those above it.
pub fn get_sm_config(sr: &Ref<Sr>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("SR.get_sm_config", params![sr])
}

/// `SR.set_sm_config`; for the role pool-operator and those above it.
pub fn set_sm_config(sr: &Ref<Sr>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("SR.set_sm_config", params![sr, value])
}

/// `SR.add_to_sm_config`; for the role pool-operator and those above it.
pub fn add_to_sm_config(sr: &Ref<Sr>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("SR.add_to_sm_config", params![sr, key, value])
}

/// `SR.remove_from_sm_config`; for the role pool-operator and those above it.
pub fn remove_from_sm_config(sr: &Ref<Sr>, key: &str) -> ApiCall<()> {
    ApiCall::plain("SR.remove_from_sm_config", params![sr, key])
}

/// `SR.get_blobs`; for the role read-only and those above it.
pub fn get_blobs(sr: &Ref<Sr>) -> ApiCall<Map<Text, Ref<Blob>>> {
    ApiCall::plain("SR.get_blobs", params![sr])
}

/// `SR.get_local_cache_enabled`; for the role read-only and those above it.
pub fn get_local_cache_enabled(sr: &Ref<Sr>) -> ApiCall<bool> {
    ApiCall::plain("SR.get_local_cache_enabled", params![sr])
}

/// `SR.get_introduced_by`; for the role read-only and those above it.
pub fn get_introduced_by(sr: &Ref<Sr>) -> ApiCall<Ref<DrTask>> {
    ApiCall::plain("SR.get_introduced_by", params![sr])
}

/// `SR.get_clustered`; for the role read-only and those above it.
pub fn get_clustered(sr: &Ref<Sr>) -> ApiCall<bool> {
    ApiCall::plain("SR.get_clustered", params![sr])
}

/// `SR.get_is_tools_sr`; for the role read-only and those above it.
pub fn get_is_tools_sr(sr: &Ref<Sr>) -> ApiCall<bool> {
    ApiCall::plain("SR.get_is_tools_sr", params![sr])
}

/// `SR.forget_data_source_archives`; for the role pool-operator and those above it.
pub fn forget_data_source_archives(sr: &Ref<Sr>, data_source: &str) -> ApiCall<()> {
    ApiCall::with_task("SR.forget_data_source_archives", params![sr, data_source])
}

/// `SR.query_data_source`; for the role read-only and those above it.
pub fn query_data_source(sr: &Ref<Sr>, data_source: &str) -> ApiCall<f64> {
    ApiCall::plain("SR.query_data_source", params![sr, data_source])
}

/// `SR.record_data_source`; for the role pool-operator and those above it.
pub fn record_data_source(sr: &Ref<Sr>, data_source: &str) -> ApiCall<()> {
    ApiCall::with_task("SR.record_data_source", params![sr, data_source])
}

/// `SR.get_data_sources`; for the role read-only and those above it.
pub fn get_data_sources(sr: &Ref<Sr>) -> ApiCall<List<DataSource>> {
    ApiCall::plain("SR.get_data_sources", params![sr])
}

/// `SR.disable_database_replication`; for the role pool-operator and those above it.
pub fn disable_database_replication(sr: &Ref<Sr>) -> ApiCall<()> {
    ApiCall::with_task("SR.disable_database_replication", params![sr])
}

/// `SR.enable_database_replication`; for the role pool-operator and those above it.
pub fn enable_database_replication(sr: &Ref<Sr>) -> ApiCall<()> {
    ApiCall::with_task("SR.enable_database_replication", params![sr])
}

/// `SR.assert_supports_database_replication`; for the role pool-operator and those above it.
pub fn assert_supports_database_replication(sr: &Ref<Sr>) -> ApiCall<()> {
    ApiCall::plain("SR.assert_supports_database_replication", params![sr])
}

/// `SR.assert_can_host_ha_statefile`; for the role pool-operator and those above it.
pub fn assert_can_host_ha_statefile(sr: &Ref<Sr>) -> ApiCall<()> {
    ApiCall::plain("SR.assert_can_host_ha_statefile", params![sr])
}

/// `SR.set_physical_size`; for the role pool-operator and those above it.
pub fn set_physical_size(sr: &Ref<Sr>, value: i64) -> ApiCall<()> {
    ApiCall::plain("SR.set_physical_size", params![sr, value])
}

/// `SR.create_new_blob`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn create_new_blob(
    sr: &Ref<Sr>,
    name: &str,
    mime_type: &str,
    public: Option<bool>,
) -> ApiCall<Ref<Blob>> {
    ApiCall::with_task("SR.create_new_blob", params![sr, name, mime_type]).and(public)
}

/// `SR.set_name_description`; for the role pool-operator and those above it.
pub fn set_name_description(sr: &Ref<Sr>, value: &str) -> ApiCall<()> {
    ApiCall::plain("SR.set_name_description", params![sr, value])
}

/// `SR.set_name_label`; for the role pool-operator and those above it.
pub fn set_name_label(sr: &Ref<Sr>, value: &str) -> ApiCall<()> {
    ApiCall::plain("SR.set_name_label", params![sr, value])
}

/// `SR.set_shared`; for the role pool-operator and those above it.
pub fn set_shared(sr: &Ref<Sr>, value: bool) -> ApiCall<()> {
    ApiCall::plain("SR.set_shared", params![sr, value])
}

/// `SR.probe_ext`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn probe_ext(
    host: &Ref<Host>,
    device_config: &Map<Text, Text>,
    r#type: &str,
    sm_config: Option<&Map<Text, Text>>,
) -> ApiCall<List<ProbeResult>> {
    ApiCall::with_task("SR.probe_ext", params![host, device_config, r#type]).and(sm_config)
}

/// `SR.probe`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn probe(
    host: &Ref<Host>,
    device_config: &Map<Text, Text>,
    r#type: &str,
    sm_config: Option<&Map<Text, Text>>,
) -> ApiCall<Text> {
    ApiCall::with_task("SR.probe", params![host, device_config, r#type]).and(sm_config)
}

/// `SR.scan`; for the role vm-power-admin and those above it.
pub fn scan(sr: &Ref<Sr>) -> ApiCall<()> {
    ApiCall::with_task("SR.scan", params![sr])
}

/// `SR.get_supported_types`; for the role read-only and those above it.
pub fn get_supported_types() -> ApiCall<List<Text>> {
    ApiCall::plain("SR.get_supported_types", params![])
}

/// `SR.update`; for the role pool-operator and those above it.
pub fn update(sr: &Ref<Sr>) -> ApiCall<()> {
    ApiCall::with_task("SR.update", params![sr])
}

/// `SR.forget`; for the role pool-operator and those above it.
pub fn forget(sr: &Ref<Sr>) -> ApiCall<()> {
    ApiCall::with_task("SR.forget", params![sr])
}

/// `SR.destroy`; for the role pool-operator and those above it.
pub fn destroy(sr: &Ref<Sr>) -> ApiCall<()> {
    ApiCall::with_task("SR.destroy", params![sr])
}

/// `SR.make`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
#[allow(clippy::too_many_arguments)]
pub fn make(
    host: &Ref<Host>,
    device_config: &Map<Text, Text>,
    physical_size: i64,
    name_label: &str,
    name_description: &str,
    r#type: &str,
    content_type: &str,
    sm_config: Option<&Map<Text, Text>>,
) -> ApiCall<Text> {
    ApiCall::with_task(
        "SR.make",
        params![
            host,
            device_config,
            physical_size,
            name_label,
            name_description,
            r#type,
            content_type
        ],
    )
    .and(sm_config)
}

/// `SR.introduce`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn introduce(
    uuid: &str,
    name_label: &str,
    name_description: &str,
    r#type: &str,
    content_type: &str,
    shared: bool,
    sm_config: Option<&Map<Text, Text>>,
) -> ApiCall<Ref<Sr>> {
    ApiCall::with_task(
        "SR.introduce",
        params![
            uuid,
            name_label,
            name_description,
            r#type,
            content_type,
            shared
        ],
    )
    .and(sm_config)
}

/// `SR.create`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
#[allow(clippy::too_many_arguments)]
pub fn create(
    host: &Ref<Host>,
    device_config: &Map<Text, Text>,
    physical_size: i64,
    name_label: &str,
    name_description: &str,
    r#type: &str,
    content_type: &str,
    shared: bool,
    sm_config: Option<&Map<Text, Text>>,
) -> ApiCall<Ref<Sr>> {
    ApiCall::with_task(
        "SR.create",
        params![
            host,
            device_config,
            physical_size,
            name_label,
            name_description,
            r#type,
            content_type,
            shared
        ],
    )
    .and(sm_config)
}
