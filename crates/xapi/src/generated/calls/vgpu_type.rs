// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `VGPU_type`.

use super::*;

/// `VGPU_type.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<VgpuType>>> {
    ApiCall::plain("VGPU_type.get_all", params![])
}

/// `VGPU_type.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<VgpuType>, VgpuType>> {
    ApiCall::plain("VGPU_type.get_all_records", params![])
}

/// `VGPU_type.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<VgpuType>, VgpuType>> {
    ApiCall::plain("VGPU_type.get_all_records_where", params![expr])
}

/// `VGPU_type.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<VgpuType>> {
    ApiCall::plain("VGPU_type.get_by_uuid", params![uuid])
}

/// `VGPU_type.get_record`; for the role read-only and those above it.
pub fn get_record(vgpu_type: &Ref<VgpuType>) -> ApiCall<VgpuType> {
    ApiCall::plain("VGPU_type.get_record", params![vgpu_type])
}

/// `VGPU_type.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(vgpu_type: &Ref<VgpuType>) -> ApiCall<Text> {
    ApiCall::plain("VGPU_type.get_uuid", params![vgpu_type])
}

/// `VGPU_type.get_vendor_name`; for the role read-only and those above it.
pub fn get_vendor_name(vgpu_type: &Ref<VgpuType>) -> ApiCall<Text> {
    ApiCall::plain("VGPU_type.get_vendor_name", params![vgpu_type])
}

/// `VGPU_type.get_model_name`; for the role read-only and those above it.
pub fn get_model_name(vgpu_type: &Ref<VgpuType>) -> ApiCall<Text> {
    ApiCall::plain("VGPU_type.get_model_name", params![vgpu_type])
}

/// `VGPU_type.get_framebuffer_size`; for the role read-only and those above it.
pub fn get_framebuffer_size(vgpu_type: &Ref<VgpuType>) -> ApiCall<i64> {
    ApiCall::plain("VGPU_type.get_framebuffer_size", params![vgpu_type])
}

/// `VGPU_type.get_max_heads`; for the role read-only and those above it.
pub fn get_max_heads(vgpu_type: &Ref<VgpuType>) -> ApiCall<i64> {
    ApiCall::plain("VGPU_type.get_max_heads", params![vgpu_type])
}

/// `VGPU_type.get_max_resolution_x`; for the role read-only and those above it.
pub fn get_max_resolution_x(vgpu_type: &Ref<VgpuType>) -> ApiCall<i64> {
    ApiCall::plain("VGPU_type.get_max_resolution_x", params![vgpu_type])
}

/// `VGPU_type.get_max_resolution_y`; for the role read-only and those above it.
pub fn get_max_resolution_y(vgpu_type: &Ref<VgpuType>) -> ApiCall<i64> {
    ApiCall::plain("VGPU_type.get_max_resolution_y", params![vgpu_type])
}

/// `VGPU_type.get_supported_on_PGPUs`; for the role read-only and those above it.
pub fn get_supported_on_pgpus(vgpu_type: &Ref<VgpuType>) -> ApiCall<List<Ref<Pgpu>>> {
    ApiCall::plain("VGPU_type.get_supported_on_PGPUs", params![vgpu_type])
}

/// `VGPU_type.get_enabled_on_PGPUs`; for the role read-only and those above it.
pub fn get_enabled_on_pgpus(vgpu_type: &Ref<VgpuType>) -> ApiCall<List<Ref<Pgpu>>> {
    ApiCall::plain("VGPU_type.get_enabled_on_PGPUs", params![vgpu_type])
}

/// `VGPU_type.get_VGPUs`; for the role read-only and those above it.
pub fn get_vgpus(vgpu_type: &Ref<VgpuType>) -> ApiCall<List<Ref<Vgpu>>> {
    ApiCall::plain("VGPU_type.get_VGPUs", params![vgpu_type])
}

/// `VGPU_type.get_supported_on_GPU_groups`; for the role read-only and those above it.
pub fn get_supported_on_gpu_groups(vgpu_type: &Ref<VgpuType>) -> ApiCall<List<Ref<GpuGroup>>> {
    ApiCall::plain("VGPU_type.get_supported_on_GPU_groups", params![vgpu_type])
}

/// `VGPU_type.get_enabled_on_GPU_groups`; for the role read-only and those above it.
pub fn get_enabled_on_gpu_groups(vgpu_type: &Ref<VgpuType>) -> ApiCall<List<Ref<GpuGroup>>> {
    ApiCall::plain("VGPU_type.get_enabled_on_GPU_groups", params![vgpu_type])
}

/// `VGPU_type.get_implementation`; for the role read-only and those above it.
pub fn get_implementation(vgpu_type: &Ref<VgpuType>) -> ApiCall<VgpuImplementation> {
    ApiCall::plain("VGPU_type.get_implementation", params![vgpu_type])
}

/// `VGPU_type.get_identifier`; for the role read-only and those above it.
pub fn get_identifier(vgpu_type: &Ref<VgpuType>) -> ApiCall<Text> {
    ApiCall::plain("VGPU_type.get_identifier", params![vgpu_type])
}

/// `VGPU_type.get_experimental`; for the role read-only and those above it.
pub fn get_experimental(vgpu_type: &Ref<VgpuType>) -> ApiCall<bool> {
    ApiCall::plain("VGPU_type.get_experimental", params![vgpu_type])
}

/// `VGPU_type.get_compatible_types_in_vm`; for the role read-only and those above it.
pub fn get_compatible_types_in_vm(vgpu_type: &Ref<VgpuType>) -> ApiCall<List<Ref<VgpuType>>> {
    ApiCall::plain("VGPU_type.get_compatible_types_in_vm", params![vgpu_type])
}
