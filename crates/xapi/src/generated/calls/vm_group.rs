// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `VM_group`.

use super::*;

/// `VM_group.create`; for the role vm-admin and those above it.
pub fn create(args: &VmGroup) -> ApiCall<Ref<VmGroup>> {
    ApiCall::with_task("VM_group.create", params![args])
}

/// `VM_group.destroy`; for the role vm-admin and those above it.
pub fn destroy(vm_group: &Ref<VmGroup>) -> ApiCall<()> {
    ApiCall::with_task("VM_group.destroy", params![vm_group])
}

/// `VM_group.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<VmGroup>>> {
    ApiCall::plain("VM_group.get_all", params![])
}

/// `VM_group.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<VmGroup>, VmGroup>> {
    ApiCall::plain("VM_group.get_all_records", params![])
}

/// `VM_group.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<VmGroup>, VmGroup>> {
    ApiCall::plain("VM_group.get_all_records_where", params![expr])
}

/// `VM_group.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<Ref<VmGroup>>> {
    ApiCall::plain("VM_group.get_by_name_label", params![label])
}

/// `VM_group.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<VmGroup>> {
    ApiCall::plain("VM_group.get_by_uuid", params![uuid])
}

/// `VM_group.get_record`; for the role read-only and those above it.
pub fn get_record(vm_group: &Ref<VmGroup>) -> ApiCall<VmGroup> {
    ApiCall::plain("VM_group.get_record", params![vm_group])
}

/// `VM_group.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(vm_group: &Ref<VmGroup>) -> ApiCall<Text> {
    ApiCall::plain("VM_group.get_uuid", params![vm_group])
}

/// `VM_group.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(vm_group: &Ref<VmGroup>) -> ApiCall<Text> {
    ApiCall::plain("VM_group.get_name_label", params![vm_group])
}

/// `VM_group.set_name_label`; for the role vm-admin and those above it.
pub fn set_name_label(vm_group: &Ref<VmGroup>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM_group.set_name_label", params![vm_group, value])
}

/// `VM_group.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(vm_group: &Ref<VmGroup>) -> ApiCall<Text> {
    ApiCall::plain("VM_group.get_name_description", params![vm_group])
}

/// `VM_group.set_name_description`; for the role vm-admin and those above it.
pub fn set_name_description(vm_group: &Ref<VmGroup>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM_group.set_name_description", params![vm_group, value])
}

/// `VM_group.get_placement`; for the role read-only and those above it.
pub fn get_placement(vm_group: &Ref<VmGroup>) -> ApiCall<PlacementPolicy> {
    ApiCall::plain("VM_group.get_placement", params![vm_group])
}

/// `VM_group.get_VMs`; for the role read-only and those above it.
pub fn get_vms(vm_group: &Ref<VmGroup>) -> ApiCall<List<Ref<Vm>>> {
    ApiCall::plain("VM_group.get_VMs", params![vm_group])
}
