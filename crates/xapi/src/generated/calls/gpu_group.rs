// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `GPU_group`.

use super::*;

/// `GPU_group.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<GpuGroup>>> {
    ApiCall::plain("GPU_group.get_all", params![])
}

/// `GPU_group.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<GpuGroup>, GpuGroup>> {
    ApiCall::plain("GPU_group.get_all_records", params![])
}

/// `GPU_group.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<GpuGroup>, GpuGroup>> {
    ApiCall::plain("GPU_group.get_all_records_where", params![expr])
}

/// `GPU_group.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<Ref<GpuGroup>>> {
    ApiCall::plain("GPU_group.get_by_name_label", params![label])
}

/// `GPU_group.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<GpuGroup>> {
    ApiCall::plain("GPU_group.get_by_uuid", params![uuid])
}

/// `GPU_group.get_record`; for the role read-only and those above it.
pub fn get_record(gpu_group: &Ref<GpuGroup>) -> ApiCall<GpuGroup> {
    ApiCall::plain("GPU_group.get_record", params![gpu_group])
}

/// `GPU_group.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(gpu_group: &Ref<GpuGroup>) -> ApiCall<Text> {
    ApiCall::plain("GPU_group.get_uuid", params![gpu_group])
}

/// `GPU_group.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(gpu_group: &Ref<GpuGroup>) -> ApiCall<Text> {
    ApiCall::plain("GPU_group.get_name_label", params![gpu_group])
}

/// `GPU_group.set_name_label`; for the role pool-operator and those above it.
pub fn set_name_label(gpu_group: &Ref<GpuGroup>, value: &str) -> ApiCall<()> {
    ApiCall::plain("GPU_group.set_name_label", params![gpu_group, value])
}

/// `GPU_group.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(gpu_group: &Ref<GpuGroup>) -> ApiCall<Text> {
    ApiCall::plain("GPU_group.get_name_description", params![gpu_group])
}

/// `GPU_group.set_name_description`; for the role pool-operator and those above it.
pub fn set_name_description(gpu_group: &Ref<GpuGroup>, value: &str) -> ApiCall<()> {
    ApiCall::plain("GPU_group.set_name_description", params![gpu_group, value])
}

/// `GPU_group.get_PGPUs`; for the role read-only and those above it.
pub fn get_pgpus(gpu_group: &Ref<GpuGroup>) -> ApiCall<List<Ref<Pgpu>>> {
    ApiCall::plain("GPU_group.get_PGPUs", params![gpu_group])
}

/// `GPU_group.get_VGPUs`; for the role read-only and those above it.
pub fn get_vgpus(gpu_group: &Ref<GpuGroup>) -> ApiCall<List<Ref<Vgpu>>> {
    ApiCall::plain("GPU_group.get_VGPUs", params![gpu_group])
}

/// `GPU_group.get_GPU_types`; for the role read-only and those above it.
pub fn get_gpu_types(gpu_group: &Ref<GpuGroup>) -> ApiCall<List<Text>> {
    ApiCall::plain("GPU_group.get_GPU_types", params![gpu_group])
}

/// `GPU_group.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(gpu_group: &Ref<GpuGroup>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("GPU_group.get_other_config", params![gpu_group])
}

/// `GPU_group.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(gpu_group: &Ref<GpuGroup>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("GPU_group.set_other_config", params![gpu_group, value])
}

/// `GPU_group.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(gpu_group: &Ref<GpuGroup>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain(
        "GPU_group.add_to_other_config",
        params![gpu_group, key, value],
    )
}

/// `GPU_group.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(gpu_group: &Ref<GpuGroup>, key: &str) -> ApiCall<()> {
    ApiCall::plain(
        "GPU_group.remove_from_other_config",
        params![gpu_group, key],
    )
}

/// `GPU_group.get_allocation_algorithm`; for the role read-only and those above it.
pub fn get_allocation_algorithm(gpu_group: &Ref<GpuGroup>) -> ApiCall<AllocationAlgorithm> {
    ApiCall::plain("GPU_group.get_allocation_algorithm", params![gpu_group])
}

/// `GPU_group.set_allocation_algorithm`; for the role pool-operator and those above it.
pub fn set_allocation_algorithm(
    gpu_group: &Ref<GpuGroup>,
    value: &AllocationAlgorithm,
) -> ApiCall<()> {
    ApiCall::plain(
        "GPU_group.set_allocation_algorithm",
        params![gpu_group, value],
    )
}

/// `GPU_group.get_supported_VGPU_types`; for the role read-only and those above it.
pub fn get_supported_vgpu_types(gpu_group: &Ref<GpuGroup>) -> ApiCall<List<Ref<VgpuType>>> {
    ApiCall::plain("GPU_group.get_supported_VGPU_types", params![gpu_group])
}

/// `GPU_group.get_enabled_VGPU_types`; for the role read-only and those above it.
pub fn get_enabled_vgpu_types(gpu_group: &Ref<GpuGroup>) -> ApiCall<List<Ref<VgpuType>>> {
    ApiCall::plain("GPU_group.get_enabled_VGPU_types", params![gpu_group])
}

/// `GPU_group.get_remaining_capacity`; for the role read-only and those above it.
pub fn get_remaining_capacity(
    gpu_group: &Ref<GpuGroup>,
    vgpu_type: &Ref<VgpuType>,
) -> ApiCall<i64> {
    ApiCall::plain(
        "GPU_group.get_remaining_capacity",
        params![gpu_group, vgpu_type],
    )
}

/// `GPU_group.destroy`; for the role pool-operator and those above it.
pub fn destroy(gpu_group: &Ref<GpuGroup>) -> ApiCall<()> {
    ApiCall::with_task("GPU_group.destroy", params![gpu_group])
}

/// `GPU_group.create`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn create(
    name_label: Option<&str>,
    name_description: Option<&str>,
    other_config: Option<&Map<Text, Text>>,
) -> ApiCall<Ref<GpuGroup>> {
    ApiCall::with_task("GPU_group.create", params![])
        .and(name_label)
        .and(name_description)
        .and(other_config)
}
