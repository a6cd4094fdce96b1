// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `DR_task`.

use super::*;

/// `DR_task.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<DrTask>>> {
    ApiCall::plain("DR_task.get_all", params![])
}

/// `DR_task.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<DrTask>, DrTask>> {
    ApiCall::plain("DR_task.get_all_records", params![])
}

/// `DR_task.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<DrTask>, DrTask>> {
    ApiCall::plain("DR_task.get_all_records_where", params![expr])
}

/// `DR_task.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<DrTask>> {
    ApiCall::plain("DR_task.get_by_uuid", params![uuid])
}

/// `DR_task.get_record`; for the role read-only and those above it.
pub fn get_record(dr_task: &Ref<DrTask>) -> ApiCall<DrTask> {
    ApiCall::plain("DR_task.get_record", params![dr_task])
}

/// `DR_task.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(dr_task: &Ref<DrTask>) -> ApiCall<Text> {
    ApiCall::plain("DR_task.get_uuid", params![dr_task])
}

/// `DR_task.get_introduced_SRs`; for the role read-only and those above it.
pub fn get_introduced_srs(dr_task: &Ref<DrTask>) -> ApiCall<List<Ref<Sr>>> {
    ApiCall::plain("DR_task.get_introduced_SRs", params![dr_task])
}

/// `DR_task.destroy`; for the role pool-operator and those above it.
pub fn destroy(dr_task: &Ref<DrTask>) -> ApiCall<()> {
    ApiCall::with_task("DR_task.destroy", params![dr_task])
}

/// `DR_task.create`; for the role pool-operator and those above it.
pub fn create(
    r#type: &str,
    device_config: &Map<Text, Text>,
    whitelist: &[Text],
) -> ApiCall<Ref<DrTask>> {
    ApiCall::with_task("DR_task.create", params![r#type, device_config, whitelist])
}
