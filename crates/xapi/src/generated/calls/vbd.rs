// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `VBD`.

use super::*;

/// `VBD.create`; for the role vm-admin and those above it.
pub fn create(args: &Vbd) -> ApiCall<Ref<Vbd>> {
    ApiCall::with_task("VBD.create", params![args])
}

/// `VBD.destroy`; for the role vm-admin and those above it.
pub fn destroy(vbd: &Ref<Vbd>) -> ApiCall<()> {
    ApiCall::with_task("VBD.destroy", params![vbd])
}

/// `VBD.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Vbd>>> {
    ApiCall::plain("VBD.get_all", params![])
}

/// `VBD.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Vbd>, Vbd>> {
    ApiCall::plain("VBD.get_all_records", params![])
}

/// `VBD.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Vbd>, Vbd>> {
    ApiCall::plain("VBD.get_all_records_where", params![expr])
}

/// `VBD.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Vbd>> {
    ApiCall::plain("VBD.get_by_uuid", params![uuid])
}

/// `VBD.get_record`; for the role read-only and those above it.
pub fn get_record(vbd: &Ref<Vbd>) -> ApiCall<Vbd> {
    ApiCall::plain("VBD.get_record", params![vbd])
}

/// `VBD.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(vbd: &Ref<Vbd>) -> ApiCall<Text> {
    ApiCall::plain("VBD.get_uuid", params![vbd])
}

/// `VBD.get_allowed_operations`; for the role read-only and those above it.
pub fn get_allowed_operations(vbd: &Ref<Vbd>) -> ApiCall<List<VbdOperation>> {
    ApiCall::plain("VBD.get_allowed_operations", params![vbd])
}

/// `VBD.get_current_operations`; for the role read-only and those above it.
pub fn get_current_operations(vbd: &Ref<Vbd>) -> ApiCall<Map<Text, VbdOperation>> {
    ApiCall::plain("VBD.get_current_operations", params![vbd])
}

/// `VBD.get_VM`; for the role read-only and those above it.
pub fn get_vm(vbd: &Ref<Vbd>) -> ApiCall<Ref<Vm>> {
    ApiCall::plain("VBD.get_VM", params![vbd])
}

/// `VBD.get_VDI`; for the role read-only and those above it.
pub fn get_vdi(vbd: &Ref<Vbd>) -> ApiCall<Ref<Vdi>> {
    ApiCall::plain("VBD.get_VDI", params![vbd])
}

/// `VBD.get_device`; for the role read-only and those above it.
pub fn get_device(vbd: &Ref<Vbd>) -> ApiCall<Text> {
    ApiCall::plain("VBD.get_device", params![vbd])
}

/// `VBD.get_userdevice`; for the role read-only and those above it.
pub fn get_userdevice(vbd: &Ref<Vbd>) -> ApiCall<Text> {
    ApiCall::plain("VBD.get_userdevice", params![vbd])
}

/// `VBD.set_userdevice`; for the role vm-admin and those above it.
pub fn set_userdevice(vbd: &Ref<Vbd>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VBD.set_userdevice", params![vbd, value])
}

/// `VBD.get_bootable`; for the role read-only and those above it.
pub fn get_bootable(vbd: &Ref<Vbd>) -> ApiCall<bool> {
    ApiCall::plain("VBD.get_bootable", params![vbd])
}

/// `VBD.set_bootable`; for the role vm-admin and those above it.
pub fn set_bootable(vbd: &Ref<Vbd>, value: bool) -> ApiCall<()> {
    ApiCall::plain("VBD.set_bootable", params![vbd, value])
}

/// `VBD.get_mode`; for the role read-only and those above it.
pub fn get_mode(vbd: &Ref<Vbd>) -> ApiCall<VbdMode> {
    ApiCall::plain("VBD.get_mode", params![vbd])
}

/// `VBD.get_type`; for the role read-only and those above it.
pub fn get_type(vbd: &Ref<Vbd>) -> ApiCall<VbdType> {
    ApiCall::plain("VBD.get_type", params![vbd])
}

/// `VBD.set_type`; for the role vm-admin and those above it.
pub fn set_type(vbd: &Ref<Vbd>, value: &VbdType) -> ApiCall<()> {
    ApiCall::plain("VBD.set_type", params![vbd, value])
}

/// `VBD.get_unpluggable`; for the role read-only and those above it.
pub fn get_unpluggable(vbd: &Ref<Vbd>) -> ApiCall<bool> {
    ApiCall::plain("VBD.get_unpluggable", params![vbd])
}

/// `VBD.set_unpluggable`; for the role vm-admin and those above it.
pub fn set_unpluggable(vbd: &Ref<Vbd>, value: bool) -> ApiCall<()> {
    ApiCall::plain("VBD.set_unpluggable", params![vbd, value])
}

/// `VBD.get_storage_lock`; for the role read-only and those above it.
pub fn get_storage_lock(vbd: &Ref<Vbd>) -> ApiCall<bool> {
    ApiCall::plain("VBD.get_storage_lock", params![vbd])
}

/// `VBD.get_empty`; for the role read-only and those above it.
pub fn get_empty(vbd: &Ref<Vbd>) -> ApiCall<bool> {
    ApiCall::plain("VBD.get_empty", params![vbd])
}

/// `VBD.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(vbd: &Ref<Vbd>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VBD.get_other_config", params![vbd])
}

/// `VBD.set_other_config`; for the role vm-admin and those above it.
pub fn set_other_config(vbd: &Ref<Vbd>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("VBD.set_other_config", params![vbd, value])
}

/// `VBD.add_to_other_config`; for the role vm-admin and those above it.
pub fn add_to_other_config(vbd: &Ref<Vbd>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("VBD.add_to_other_config", params![vbd, key, value])
}

/// `VBD.remove_from_other_config`; for the role vm-admin and those above it.
pub fn remove_from_other_config(vbd: &Ref<Vbd>, key: &str) -> ApiCall<()> {
    ApiCall::plain("VBD.remove_from_other_config", params![vbd, key])
}

/// `VBD.get_currently_attached`; for the role read-only and those above it.
pub fn get_currently_attached(vbd: &Ref<Vbd>) -> ApiCall<bool> {
    ApiCall::plain("VBD.get_currently_attached", params![vbd])
}

/// `VBD.get_status_code`; for the role read-only and those above it.
pub fn get_status_code(vbd: &Ref<Vbd>) -> ApiCall<i64> {
    ApiCall::plain("VBD.get_status_code", params![vbd])
}

/// `VBD.get_status_detail`; for the role read-only and those above it.
pub fn get_status_detail(vbd: &Ref<Vbd>) -> ApiCall<Text> {
    ApiCall::plain("VBD.get_status_detail", params![vbd])
}

/// `VBD.get_runtime_properties`; for the role read-only and those above it.
pub fn get_runtime_properties(vbd: &Ref<Vbd>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VBD.get_runtime_properties", params![vbd])
}

/// `VBD.get_qos_algorithm_type`; for the role read-only and those above it.
pub fn get_qos_algorithm_type(vbd: &Ref<Vbd>) -> ApiCall<Text> {
    ApiCall::plain("VBD.get_qos_algorithm_type", params![vbd])
}

/// `VBD.set_qos_algorithm_type`; for the role vm-admin and those above it.
pub fn set_qos_algorithm_type(vbd: &Ref<Vbd>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VBD.set_qos_algorithm_type", params![vbd, value])
}

/// `VBD.get_qos_algorithm_params`; for the role read-only and those above it.
pub fn get_qos_algorithm_params(vbd: &Ref<Vbd>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VBD.get_qos_algorithm_params", params![vbd])
}

/// `VBD.set_qos_algorithm_params`; for the role vm-admin and those above it.
pub fn set_qos_algorithm_params(vbd: &Ref<Vbd>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("VBD.set_qos_algorithm_params", params![vbd, value])
}

/// `VBD.add_to_qos_algorithm_params`; for the role vm-admin and those above it.
pub fn add_to_qos_algorithm_params(vbd: &Ref<Vbd>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("VBD.add_to_qos_algorithm_params", params![vbd, key, value])
}

/// `VBD.remove_from_qos_algorithm_params`; for the role vm-admin and those above it.
pub fn remove_from_qos_algorithm_params(vbd: &Ref<Vbd>, key: &str) -> ApiCall<()> {
    ApiCall::plain("VBD.remove_from_qos_algorithm_params", params![vbd, key])
}

/// `VBD.get_qos_supported_algorithms`; for the role read-only and those above it.
pub fn get_qos_supported_algorithms(vbd: &Ref<Vbd>) -> ApiCall<List<Text>> {
    ApiCall::plain("VBD.get_qos_supported_algorithms", params![vbd])
}

/// `VBD.get_metrics`; for the role read-only and those above it.
pub fn get_metrics(vbd: &Ref<Vbd>) -> ApiCall<Ref<VbdMetrics>> {
    ApiCall::plain("VBD.get_metrics", params![vbd])
}

/// `VBD.set_mode`; for the role vm-admin and those above it.
pub fn set_mode(vbd: &Ref<Vbd>, value: &VbdMode) -> ApiCall<()> {
    ApiCall::plain("VBD.set_mode", params![vbd, value])
}

/// `VBD.assert_attachable`; for the role vm-admin and those above it.
pub fn assert_attachable(vbd: &Ref<Vbd>) -> ApiCall<()> {
    ApiCall::plain("VBD.assert_attachable", params![vbd])
}

/// `VBD.unplug_force`; for the role vm-admin and those above it.
pub fn unplug_force(vbd: &Ref<Vbd>) -> ApiCall<()> {
    ApiCall::with_task("VBD.unplug_force", params![vbd])
}

/// `VBD.unplug`; for the role vm-admin and those above it.
pub fn unplug(vbd: &Ref<Vbd>) -> ApiCall<()> {
    ApiCall::with_task("VBD.unplug", params![vbd])
}

/// `VBD.plug`; for the role vm-admin and those above it.
pub fn plug(vbd: &Ref<Vbd>) -> ApiCall<()> {
    ApiCall::with_task("VBD.plug", params![vbd])
}

/// `VBD.insert`; for the role vm-operator and those above it.
pub fn insert(vbd: &Ref<Vbd>, vdi: &Ref<Vdi>) -> ApiCall<()> {
    ApiCall::with_task("VBD.insert", params![vbd, vdi])
}

/// `VBD.eject`; for the role vm-operator and those above it.
pub fn eject(vbd: &Ref<Vbd>) -> ApiCall<()> {
    ApiCall::with_task("VBD.eject", params![vbd])
}
