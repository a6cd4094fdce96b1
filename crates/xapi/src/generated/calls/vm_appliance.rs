// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `VM_appliance`.

use super::*;

/// `VM_appliance.create`; for the role pool-operator and those above it.
pub fn create(args: &VmAppliance) -> ApiCall<Ref<VmAppliance>> {
    ApiCall::with_task("VM_appliance.create", params![args])
}

/// `VM_appliance.destroy`; for the role pool-operator and those above it.
pub fn destroy(vm_appliance: &Ref<VmAppliance>) -> ApiCall<()> {
    ApiCall::with_task("VM_appliance.destroy", params![vm_appliance])
}

/// `VM_appliance.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<VmAppliance>>> {
    ApiCall::plain("VM_appliance.get_all", params![])
}

/// `VM_appliance.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<VmAppliance>, VmAppliance>> {
    ApiCall::plain("VM_appliance.get_all_records", params![])
}

/// `VM_appliance.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<VmAppliance>, VmAppliance>> {
    ApiCall::plain("VM_appliance.get_all_records_where", params![expr])
}

/// `VM_appliance.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<Ref<VmAppliance>>> {
    ApiCall::plain("VM_appliance.get_by_name_label", params![label])
}

/// `VM_appliance.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<VmAppliance>> {
    ApiCall::plain("VM_appliance.get_by_uuid", params![uuid])
}

/// `VM_appliance.get_record`; for the role read-only and those above it.
pub fn get_record(vm_appliance: &Ref<VmAppliance>) -> ApiCall<VmAppliance> {
    ApiCall::plain("VM_appliance.get_record", params![vm_appliance])
}

/// `VM_appliance.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(vm_appliance: &Ref<VmAppliance>) -> ApiCall<Text> {
    ApiCall::plain("VM_appliance.get_uuid", params![vm_appliance])
}

/// `VM_appliance.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(vm_appliance: &Ref<VmAppliance>) -> ApiCall<Text> {
    ApiCall::plain("VM_appliance.get_name_label", params![vm_appliance])
}

/// `VM_appliance.set_name_label`; for the role pool-operator and those above it.
pub fn set_name_label(vm_appliance: &Ref<VmAppliance>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM_appliance.set_name_label", params![vm_appliance, value])
}

/// `VM_appliance.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(vm_appliance: &Ref<VmAppliance>) -> ApiCall<Text> {
    ApiCall::plain("VM_appliance.get_name_description", params![vm_appliance])
}

/// `VM_appliance.set_name_description`; for the role pool-operator and those above it.
pub fn set_name_description(vm_appliance: &Ref<VmAppliance>, value: &str) -> ApiCall<()> {
    ApiCall::plain(
        "VM_appliance.set_name_description",
        params![vm_appliance, value],
    )
}

/// `VM_appliance.get_allowed_operations`; for the role read-only and those above it.
pub fn get_allowed_operations(
    vm_appliance: &Ref<VmAppliance>,
) -> ApiCall<List<VmApplianceOperation>> {
    ApiCall::plain("VM_appliance.get_allowed_operations", params![vm_appliance])
}

/// `VM_appliance.get_current_operations`; for the role read-only and those above it.
pub fn get_current_operations(
    vm_appliance: &Ref<VmAppliance>,
) -> ApiCall<Map<Text, VmApplianceOperation>> {
    ApiCall::plain("VM_appliance.get_current_operations", params![vm_appliance])
}

/// `VM_appliance.get_VMs`; for the role read-only and those above it.
pub fn get_vms(vm_appliance: &Ref<VmAppliance>) -> ApiCall<List<Ref<Vm>>> {
    ApiCall::plain("VM_appliance.get_VMs", params![vm_appliance])
}

/// `VM_appliance.recover`; for the role read-only and those above it.
pub fn recover(
    vm_appliance: &Ref<VmAppliance>,
    session_to: &OpaqueRef,
    force: bool,
) -> ApiCall<()> {
    ApiCall::with_task(
        "VM_appliance.recover",
        params![vm_appliance, session_to, force],
    )
}

/// `VM_appliance.get_SRs_required_for_recovery`; for the role read-only and those above it.
pub fn get_srs_required_for_recovery(
    vm_appliance: &Ref<VmAppliance>,
    session_to: &OpaqueRef,
) -> ApiCall<List<Ref<Sr>>> {
    ApiCall::plain(
        "VM_appliance.get_SRs_required_for_recovery",
        params![vm_appliance, session_to],
    )
}

/// `VM_appliance.assert_can_be_recovered`; for the role read-only and those above it.
pub fn assert_can_be_recovered(
    vm_appliance: &Ref<VmAppliance>,
    session_to: &OpaqueRef,
) -> ApiCall<()> {
    ApiCall::plain(
        "VM_appliance.assert_can_be_recovered",
        params![vm_appliance, session_to],
    )
}

/// `VM_appliance.shutdown`; for the role pool-operator and those above it.
pub fn shutdown(vm_appliance: &Ref<VmAppliance>) -> ApiCall<()> {
    ApiCall::with_task("VM_appliance.shutdown", params![vm_appliance])
}

/// `VM_appliance.hard_shutdown`; for the role pool-operator and those above it.
pub fn hard_shutdown(vm_appliance: &Ref<VmAppliance>) -> ApiCall<()> {
    ApiCall::with_task("VM_appliance.hard_shutdown", params![vm_appliance])
}

/// `VM_appliance.clean_shutdown`; for the role pool-operator and those above it.
pub fn clean_shutdown(vm_appliance: &Ref<VmAppliance>) -> ApiCall<()> {
    ApiCall::with_task("VM_appliance.clean_shutdown", params![vm_appliance])
}

/// `VM_appliance.start`; for the role pool-operator and those above it.
pub fn start(vm_appliance: &Ref<VmAppliance>, paused: bool) -> ApiCall<()> {
    ApiCall::with_task("VM_appliance.start", params![vm_appliance, paused])
}
