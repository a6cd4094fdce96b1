// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `PGPU`.

use super::*;

/// `PGPU.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Pgpu>>> {
    ApiCall::plain("PGPU.get_all", params![])
}

/// `PGPU.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Pgpu>, Pgpu>> {
    ApiCall::plain("PGPU.get_all_records", params![])
}

/// `PGPU.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Pgpu>, Pgpu>> {
    ApiCall::plain("PGPU.get_all_records_where", params![expr])
}

/// `PGPU.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Pgpu>> {
    ApiCall::plain("PGPU.get_by_uuid", params![uuid])
}

/// `PGPU.get_record`; for the role read-only and those above it.
pub fn get_record(pgpu: &Ref<Pgpu>) -> ApiCall<Pgpu> {
    ApiCall::plain("PGPU.get_record", params![pgpu])
}

/// `PGPU.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(pgpu: &Ref<Pgpu>) -> ApiCall<Text> {
    ApiCall::plain("PGPU.get_uuid", params![pgpu])
}

/// `PGPU.get_PCI`; for the role read-only and those above it.
pub fn get_pci(pgpu: &Ref<Pgpu>) -> ApiCall<Ref<Pci>> {
    ApiCall::plain("PGPU.get_PCI", params![pgpu])
}

/// `PGPU.get_GPU_group`; for the role read-only and those above it.
pub fn get_gpu_group(pgpu: &Ref<Pgpu>) -> ApiCall<Ref<GpuGroup>> {
    ApiCall::plain("PGPU.get_GPU_group", params![pgpu])
}

/// `PGPU.get_host`; for the role read-only and those above it.
pub fn get_host(pgpu: &Ref<Pgpu>) -> ApiCall<Ref<Host>> {
    ApiCall::plain("PGPU.get_host", params![pgpu])
}

/// `PGPU.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(pgpu: &Ref<Pgpu>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("PGPU.get_other_config", params![pgpu])
}

/// `PGPU.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(pgpu: &Ref<Pgpu>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("PGPU.set_other_config", params![pgpu, value])
}

/// `PGPU.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(pgpu: &Ref<Pgpu>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("PGPU.add_to_other_config", params![pgpu, key, value])
}

/// `PGPU.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(pgpu: &Ref<Pgpu>, key: &str) -> ApiCall<()> {
    ApiCall::plain("PGPU.remove_from_other_config", params![pgpu, key])
}

/// `PGPU.get_supported_VGPU_types`; for the role read-only and those above it.
pub fn get_supported_vgpu_types(pgpu: &Ref<Pgpu>) -> ApiCall<List<Ref<VgpuType>>> {
    ApiCall::plain("PGPU.get_supported_VGPU_types", params![pgpu])
}

/// `PGPU.get_enabled_VGPU_types`; for the role read-only and those above it.
pub fn get_enabled_vgpu_types(pgpu: &Ref<Pgpu>) -> ApiCall<List<Ref<VgpuType>>> {
    ApiCall::plain("PGPU.get_enabled_VGPU_types", params![pgpu])
}

/// `PGPU.get_resident_VGPUs`; for the role read-only and those above it.
pub fn get_resident_vgpus(pgpu: &Ref<Pgpu>) -> ApiCall<List<Ref<Vgpu>>> {
    ApiCall::plain("PGPU.get_resident_VGPUs", params![pgpu])
}

/// `PGPU.get_supported_VGPU_max_capacities`; for the role read-only and those above it.
pub fn get_supported_vgpu_max_capacities(pgpu: &Ref<Pgpu>) -> ApiCall<Map<Ref<VgpuType>, i64>> {
    ApiCall::plain("PGPU.get_supported_VGPU_max_capacities", params![pgpu])
}

/// `PGPU.get_dom0_access`; for the role read-only and those above it.
pub fn get_dom0_access(pgpu: &Ref<Pgpu>) -> ApiCall<PciDom0Access> {
    ApiCall::plain("PGPU.get_dom0_access", params![pgpu])
}

/// `PGPU.get_is_system_display_device`; for the role read-only and those above it.
pub fn get_is_system_display_device(pgpu: &Ref<Pgpu>) -> ApiCall<bool> {
    ApiCall::plain("PGPU.get_is_system_display_device", params![pgpu])
}

/// `PGPU.get_compatibility_metadata`; for the role read-only and those above it.
pub fn get_compatibility_metadata(pgpu: &Ref<Pgpu>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("PGPU.get_compatibility_metadata", params![pgpu])
}

/// `PGPU.disable_dom0_access`; for the role pool-operator and those above it.
pub fn disable_dom0_access(pgpu: &Ref<Pgpu>) -> ApiCall<PciDom0Access> {
    ApiCall::with_task("PGPU.disable_dom0_access", params![pgpu])
}

/// `PGPU.enable_dom0_access`; for the role pool-operator and those above it.
pub fn enable_dom0_access(pgpu: &Ref<Pgpu>) -> ApiCall<PciDom0Access> {
    ApiCall::with_task("PGPU.enable_dom0_access", params![pgpu])
}

/// `PGPU.get_remaining_capacity`; for the role read-only and those above it.
pub fn get_remaining_capacity(pgpu: &Ref<Pgpu>, vgpu_type: &Ref<VgpuType>) -> ApiCall<i64> {
    ApiCall::plain("PGPU.get_remaining_capacity", params![pgpu, vgpu_type])
}

/// `PGPU.set_GPU_group`; for the role pool-operator and those above it.
pub fn set_gpu_group(pgpu: &Ref<Pgpu>, value: &Ref<GpuGroup>) -> ApiCall<()> {
    ApiCall::plain("PGPU.set_GPU_group", params![pgpu, value])
}

/// `PGPU.set_enabled_VGPU_types`; for the role pool-operator and those above it.
pub fn set_enabled_vgpu_types(pgpu: &Ref<Pgpu>, value: &[Ref<VgpuType>]) -> ApiCall<()> {
    ApiCall::plain("PGPU.set_enabled_VGPU_types", params![pgpu, value])
}

/// `PGPU.remove_enabled_VGPU_types`; for the role pool-operator and those above it.
pub fn remove_enabled_vgpu_types(pgpu: &Ref<Pgpu>, value: &Ref<VgpuType>) -> ApiCall<()> {
    ApiCall::with_task("PGPU.remove_enabled_VGPU_types", params![pgpu, value])
}

/// `PGPU.add_enabled_VGPU_types`; for the role pool-operator and those above it.
pub fn add_enabled_vgpu_types(pgpu: &Ref<Pgpu>, value: &Ref<VgpuType>) -> ApiCall<()> {
    ApiCall::with_task("PGPU.add_enabled_VGPU_types", params![pgpu, value])
}
