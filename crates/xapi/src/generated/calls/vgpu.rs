// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `VGPU`.

use super::*;

/// `VGPU.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Vgpu>>> {
    ApiCall::plain("VGPU.get_all", params![])
}

/// `VGPU.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Vgpu>, Vgpu>> {
    ApiCall::plain("VGPU.get_all_records", params![])
}

/// `VGPU.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Vgpu>, Vgpu>> {
    ApiCall::plain("VGPU.get_all_records_where", params![expr])
}

/// `VGPU.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Vgpu>> {
    ApiCall::plain("VGPU.get_by_uuid", params![uuid])
}

/// `VGPU.get_record`; for the role read-only and those above it.
pub fn get_record(vgpu: &Ref<Vgpu>) -> ApiCall<Vgpu> {
    ApiCall::plain("VGPU.get_record", params![vgpu])
}

/// `VGPU.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(vgpu: &Ref<Vgpu>) -> ApiCall<Text> {
    ApiCall::plain("VGPU.get_uuid", params![vgpu])
}

/// `VGPU.get_VM`; for the role read-only and those above it.
pub fn get_vm(vgpu: &Ref<Vgpu>) -> ApiCall<Ref<Vm>> {
    ApiCall::plain("VGPU.get_VM", params![vgpu])
}

/// `VGPU.get_GPU_group`; for the role read-only and those above it.
pub fn get_gpu_group(vgpu: &Ref<Vgpu>) -> ApiCall<Ref<GpuGroup>> {
    ApiCall::plain("VGPU.get_GPU_group", params![vgpu])
}

/// `VGPU.get_device`; for the role read-only and those above it.
pub fn get_device(vgpu: &Ref<Vgpu>) -> ApiCall<Text> {
    ApiCall::plain("VGPU.get_device", params![vgpu])
}

/// `VGPU.get_currently_attached`; for the role read-only and those above it.
pub fn get_currently_attached(vgpu: &Ref<Vgpu>) -> ApiCall<bool> {
    ApiCall::plain("VGPU.get_currently_attached", params![vgpu])
}

/// `VGPU.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(vgpu: &Ref<Vgpu>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VGPU.get_other_config", params![vgpu])
}

/// `VGPU.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(vgpu: &Ref<Vgpu>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("VGPU.set_other_config", params![vgpu, value])
}

/// `VGPU.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(vgpu: &Ref<Vgpu>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("VGPU.add_to_other_config", params![vgpu, key, value])
}

/// `VGPU.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(vgpu: &Ref<Vgpu>, key: &str) -> ApiCall<()> {
    ApiCall::plain("VGPU.remove_from_other_config", params![vgpu, key])
}

/// `VGPU.get_type`; for the role read-only and those above it.
pub fn get_type(vgpu: &Ref<Vgpu>) -> ApiCall<Ref<VgpuType>> {
    ApiCall::plain("VGPU.get_type", params![vgpu])
}

/// `VGPU.get_resident_on`; for the role read-only and those above it.
pub fn get_resident_on(vgpu: &Ref<Vgpu>) -> ApiCall<Ref<Pgpu>> {
    ApiCall::plain("VGPU.get_resident_on", params![vgpu])
}

/// `VGPU.get_scheduled_to_be_resident_on`; for the role read-only and those above it.
pub fn get_scheduled_to_be_resident_on(vgpu: &Ref<Vgpu>) -> ApiCall<Ref<Pgpu>> {
    ApiCall::plain("VGPU.get_scheduled_to_be_resident_on", params![vgpu])
}

/// `VGPU.get_compatibility_metadata`; for the role read-only and those above it.
pub fn get_compatibility_metadata(vgpu: &Ref<Vgpu>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VGPU.get_compatibility_metadata", params![vgpu])
}

/// `VGPU.get_extra_args`; for the role read-only and those above it.
pub fn get_extra_args(vgpu: &Ref<Vgpu>) -> ApiCall<Text> {
    ApiCall::plain("VGPU.get_extra_args", params![vgpu])
}

/// `VGPU.set_extra_args`; for the role pool-operator and those above it.
pub fn set_extra_args(vgpu: &Ref<Vgpu>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VGPU.set_extra_args", params![vgpu, value])
}

/// `VGPU.get_PCI`; for the role read-only and those above it.
pub fn get_pci(vgpu: &Ref<Vgpu>) -> ApiCall<Ref<Pci>> {
    ApiCall::plain("VGPU.get_PCI", params![vgpu])
}

/// `VGPU.destroy`; for the role pool-operator and those above it.
pub fn destroy(vgpu: &Ref<Vgpu>) -> ApiCall<()> {
    ApiCall::with_task("VGPU.destroy", params![vgpu])
}

/// `VGPU.create`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn create(
    vm: &Ref<Vm>,
    gpu_group: &Ref<GpuGroup>,
    device: Option<&str>,
    other_config: Option<&Map<Text, Text>>,
    r#type: Option<&Ref<VgpuType>>,
) -> ApiCall<Ref<Vgpu>> {
    ApiCall::with_task("VGPU.create", params![vm, gpu_group])
        .and(device)
        .and(other_config)
        .and(r#type)
}
