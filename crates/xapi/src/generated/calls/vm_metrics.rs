// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `VM_metrics`.

use super::*;

/// `VM_metrics.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<VmMetrics>>> {
    ApiCall::plain("VM_metrics.get_all", params![])
}

/// `VM_metrics.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<VmMetrics>, VmMetrics>> {
    ApiCall::plain("VM_metrics.get_all_records", params![])
}

/// `VM_metrics.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<VmMetrics>, VmMetrics>> {
    ApiCall::plain("VM_metrics.get_all_records_where", params![expr])
}

/// `VM_metrics.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<VmMetrics>> {
    ApiCall::plain("VM_metrics.get_by_uuid", params![uuid])
}

/// `VM_metrics.get_record`; for the role read-only and those above it.
pub fn get_record(vm_metrics: &Ref<VmMetrics>) -> ApiCall<VmMetrics> {
    ApiCall::plain("VM_metrics.get_record", params![vm_metrics])
}

/// `VM_metrics.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(vm_metrics: &Ref<VmMetrics>) -> ApiCall<Text> {
    ApiCall::plain("VM_metrics.get_uuid", params![vm_metrics])
}

/// `VM_metrics.get_memory_actual`; for the role read-only and those above it.
pub fn get_memory_actual(vm_metrics: &Ref<VmMetrics>) -> ApiCall<i64> {
    ApiCall::plain("VM_metrics.get_memory_actual", params![vm_metrics])
}

/// `VM_metrics.get_VCPUs_number`; for the role read-only and those above it.
pub fn get_vcpus_number(vm_metrics: &Ref<VmMetrics>) -> ApiCall<i64> {
    ApiCall::plain("VM_metrics.get_VCPUs_number", params![vm_metrics])
}

/// `VM_metrics.get_VCPUs_utilisation`; for the role read-only and those above it.
pub fn get_vcpus_utilisation(vm_metrics: &Ref<VmMetrics>) -> ApiCall<Map<i64, f64>> {
    ApiCall::plain("VM_metrics.get_VCPUs_utilisation", params![vm_metrics])
}

/// `VM_metrics.get_VCPUs_CPU`; for the role read-only and those above it.
pub fn get_vcpus_cpu(vm_metrics: &Ref<VmMetrics>) -> ApiCall<Map<i64, i64>> {
    ApiCall::plain("VM_metrics.get_VCPUs_CPU", params![vm_metrics])
}

/// `VM_metrics.get_VCPUs_params`; for the role read-only and those above it.
pub fn get_vcpus_params(vm_metrics: &Ref<VmMetrics>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VM_metrics.get_VCPUs_params", params![vm_metrics])
}

/// `VM_metrics.get_VCPUs_flags`; for the role read-only and those above it.
pub fn get_vcpus_flags(vm_metrics: &Ref<VmMetrics>) -> ApiCall<Map<i64, List<Text>>> {
    ApiCall::plain("VM_metrics.get_VCPUs_flags", params![vm_metrics])
}

/// `VM_metrics.get_state`; for the role read-only and those above it.
pub fn get_state(vm_metrics: &Ref<VmMetrics>) -> ApiCall<List<Text>> {
    ApiCall::plain("VM_metrics.get_state", params![vm_metrics])
}

/// `VM_metrics.get_start_time`; for the role read-only and those above it.
pub fn get_start_time(vm_metrics: &Ref<VmMetrics>) -> ApiCall<DateTime> {
    ApiCall::plain("VM_metrics.get_start_time", params![vm_metrics])
}

/// `VM_metrics.get_install_time`; for the role read-only and those above it.
pub fn get_install_time(vm_metrics: &Ref<VmMetrics>) -> ApiCall<DateTime> {
    ApiCall::plain("VM_metrics.get_install_time", params![vm_metrics])
}

/// `VM_metrics.get_last_updated`; for the role read-only and those above it.
pub fn get_last_updated(vm_metrics: &Ref<VmMetrics>) -> ApiCall<DateTime> {
    ApiCall::plain("VM_metrics.get_last_updated", params![vm_metrics])
}

/// `VM_metrics.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(vm_metrics: &Ref<VmMetrics>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VM_metrics.get_other_config", params![vm_metrics])
}

/// `VM_metrics.set_other_config`; for the role vm-admin and those above it.
pub fn set_other_config(vm_metrics: &Ref<VmMetrics>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("VM_metrics.set_other_config", params![vm_metrics, value])
}

/// `VM_metrics.add_to_other_config`; for the role vm-admin and those above it.
pub fn add_to_other_config(vm_metrics: &Ref<VmMetrics>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain(
        "VM_metrics.add_to_other_config",
        params![vm_metrics, key, value],
    )
}

/// `VM_metrics.remove_from_other_config`; for the role vm-admin and those above it.
pub fn remove_from_other_config(vm_metrics: &Ref<VmMetrics>, key: &str) -> ApiCall<()> {
    ApiCall::plain(
        "VM_metrics.remove_from_other_config",
        params![vm_metrics, key],
    )
}

/// `VM_metrics.get_hvm`; for the role read-only and those above it.
pub fn get_hvm(vm_metrics: &Ref<VmMetrics>) -> ApiCall<bool> {
    ApiCall::plain("VM_metrics.get_hvm", params![vm_metrics])
}

/// `VM_metrics.get_nested_virt`; for the role read-only and those above it.
pub fn get_nested_virt(vm_metrics: &Ref<VmMetrics>) -> ApiCall<bool> {
    ApiCall::plain("VM_metrics.get_nested_virt", params![vm_metrics])
}

/// `VM_metrics.get_nomigrate`; for the role read-only and those above it.
pub fn get_nomigrate(vm_metrics: &Ref<VmMetrics>) -> ApiCall<bool> {
    ApiCall::plain("VM_metrics.get_nomigrate", params![vm_metrics])
}

/// `VM_metrics.get_current_domain_type`; for the role read-only and those above it.
pub fn get_current_domain_type(vm_metrics: &Ref<VmMetrics>) -> ApiCall<DomainType> {
    ApiCall::plain("VM_metrics.get_current_domain_type", params![vm_metrics])
}

/// `VM_metrics.get_numa_optimised`; for the role read-only and those above it.
pub fn get_numa_optimised(vm_metrics: &Ref<VmMetrics>) -> ApiCall<bool> {
    ApiCall::plain("VM_metrics.get_numa_optimised", params![vm_metrics])
}

/// `VM_metrics.get_numa_nodes`; for the role read-only and those above it.
pub fn get_numa_nodes(vm_metrics: &Ref<VmMetrics>) -> ApiCall<i64> {
    ApiCall::plain("VM_metrics.get_numa_nodes", params![vm_metrics])
}

/// `VM_metrics.get_numa_node_memory`; for the role read-only and those above it.
pub fn get_numa_node_memory(vm_metrics: &Ref<VmMetrics>) -> ApiCall<Map<i64, i64>> {
    ApiCall::plain("VM_metrics.get_numa_node_memory", params![vm_metrics])
}
