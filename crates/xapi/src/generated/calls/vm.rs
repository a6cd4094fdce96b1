// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `VM`.

use super::*;

/// `VM.create`; for the role vm-admin and those above it.
pub fn create(args: &Vm) -> ApiCall<Ref<Vm>> {
    ApiCall::with_task("VM.create", params![args])
}

/// `VM.destroy`; for the role vm-admin and those above it.
pub fn destroy(vm: &Ref<Vm>) -> ApiCall<()> {
    ApiCall::with_task("VM.destroy", params![vm])
}

/// `VM.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Vm>>> {
    ApiCall::plain("VM.get_all", params![])
}

/// `VM.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Vm>, Vm>> {
    ApiCall::plain("VM.get_all_records", params![])
}

/// `VM.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Vm>, Vm>> {
    ApiCall::plain("VM.get_all_records_where", params![expr])
}

/// `VM.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<Ref<Vm>>> {
    ApiCall::plain("VM.get_by_name_label", params![label])
}

/// `VM.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Vm>> {
    ApiCall::plain("VM.get_by_uuid", params![uuid])
}

/// `VM.get_record`; for the role read-only and those above it.
pub fn get_record(vm: &Ref<Vm>) -> ApiCall<Vm> {
    ApiCall::plain("VM.get_record", params![vm])
}

/// `VM.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(vm: &Ref<Vm>) -> ApiCall<Text> {
    ApiCall::plain("VM.get_uuid", params![vm])
}

/// `VM.get_allowed_operations`; for the role read-only and those above it.
pub fn get_allowed_operations(vm: &Ref<Vm>) -> ApiCall<List<VmOperation>> {
    ApiCall::plain("VM.get_allowed_operations", params![vm])
}

/// `VM.get_current_operations`; for the role read-only and those above it.
pub fn get_current_operations(vm: &Ref<Vm>) -> ApiCall<Map<Text, VmOperation>> {
    ApiCall::plain("VM.get_current_operations", params![vm])
}

/// `VM.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(vm: &Ref<Vm>) -> ApiCall<Text> {
    ApiCall::plain("VM.get_name_label", params![vm])
}

/// `VM.set_name_label`; for the role vm-admin and those above it.
pub fn set_name_label(vm: &Ref<Vm>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.set_name_label", params![vm, value])
}

/// `VM.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(vm: &Ref<Vm>) -> ApiCall<Text> {
    ApiCall::plain("VM.get_name_description", params![vm])
}

/// `VM.set_name_description`; for the role vm-admin and those above it.
pub fn set_name_description(vm: &Ref<Vm>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.set_name_description", params![vm, value])
}

/// `VM.get_power_state`; for the role read-only and those above it.
pub fn get_power_state(vm: &Ref<Vm>) -> ApiCall<VmPowerState> {
    ApiCall::plain("VM.get_power_state", params![vm])
}

/// `VM.get_user_version`; for the role read-only and those above it.
pub fn get_user_version(vm: &Ref<Vm>) -> ApiCall<i64> {
    ApiCall::plain("VM.get_user_version", params![vm])
}

/// `VM.set_user_version`; for the role vm-admin and those above it.
pub fn set_user_version(vm: &Ref<Vm>, value: i64) -> ApiCall<()> {
    ApiCall::plain("VM.set_user_version", params![vm, value])
}

/// `VM.get_is_a_template`; for the role read-only and those above it.
pub fn get_is_a_template(vm: &Ref<Vm>) -> ApiCall<bool> {
    ApiCall::plain("VM.get_is_a_template", params![vm])
}

/// `VM.set_is_a_template`; for the role vm-admin and those above it.
pub fn set_is_a_template(vm: &Ref<Vm>, value: bool) -> ApiCall<()> {
    ApiCall::plain("VM.set_is_a_template", params![vm, value])
}

/// `VM.get_is_default_template`; for the role read-only and those above it.
pub fn get_is_default_template(vm: &Ref<Vm>) -> ApiCall<bool> {
    ApiCall::plain("VM.get_is_default_template", params![vm])
}

/// `VM.get_suspend_VDI`; for the role read-only and those above it.
pub fn get_suspend_vdi(vm: &Ref<Vm>) -> ApiCall<Ref<Vdi>> {
    ApiCall::plain("VM.get_suspend_VDI", params![vm])
}

/// `VM.get_resident_on`; for the role read-only and those above it.
pub fn get_resident_on(vm: &Ref<Vm>) -> ApiCall<Ref<Host>> {
    ApiCall::plain("VM.get_resident_on", params![vm])
}

/// `VM.get_scheduled_to_be_resident_on`; for the role read-only and those above it.
pub fn get_scheduled_to_be_resident_on(vm: &Ref<Vm>) -> ApiCall<Ref<Host>> {
    ApiCall::plain("VM.get_scheduled_to_be_resident_on", params![vm])
}

/// `VM.get_affinity`; for the role read-only and those above it.
pub fn get_affinity(vm: &Ref<Vm>) -> ApiCall<Ref<Host>> {
    ApiCall::plain("VM.get_affinity", params![vm])
}

/// `VM.set_affinity`; for the role vm-power-admin and those above it.
pub fn set_affinity(vm: &Ref<Vm>, value: &Ref<Host>) -> ApiCall<()> {
    ApiCall::plain("VM.set_affinity", params![vm, value])
}

/// `VM.get_memory_overhead`; for the role read-only and those above it.
pub fn get_memory_overhead(vm: &Ref<Vm>) -> ApiCall<i64> {
    ApiCall::plain("VM.get_memory_overhead", params![vm])
}

/// `VM.get_memory_target`; for the role read-only and those above it.
pub fn get_memory_target(vm: &Ref<Vm>) -> ApiCall<i64> {
    ApiCall::plain("VM.get_memory_target", params![vm])
}

/// `VM.get_memory_static_max`; for the role read-only and those above it.
pub fn get_memory_static_max(vm: &Ref<Vm>) -> ApiCall<i64> {
    ApiCall::plain("VM.get_memory_static_max", params![vm])
}

/// `VM.get_memory_dynamic_max`; for the role read-only and those above it.
pub fn get_memory_dynamic_max(vm: &Ref<Vm>) -> ApiCall<i64> {
    ApiCall::plain("VM.get_memory_dynamic_max", params![vm])
}

/// `VM.get_memory_dynamic_min`; for the role read-only and those above it.
pub fn get_memory_dynamic_min(vm: &Ref<Vm>) -> ApiCall<i64> {
    ApiCall::plain("VM.get_memory_dynamic_min", params![vm])
}

/// `VM.get_memory_static_min`; for the role read-only and those above it.
pub fn get_memory_static_min(vm: &Ref<Vm>) -> ApiCall<i64> {
    ApiCall::plain("VM.get_memory_static_min", params![vm])
}

/// `VM.get_VCPUs_params`; for the role read-only and those above it.
pub fn get_vcpus_params(vm: &Ref<Vm>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VM.get_VCPUs_params", params![vm])
}

/// `VM.set_VCPUs_params`; for the role vm-admin and those above it.
pub fn set_vcpus_params(vm: &Ref<Vm>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("VM.set_VCPUs_params", params![vm, value])
}

/// `VM.add_to_VCPUs_params`; for the role vm-admin and those above it.
pub fn add_to_vcpus_params(vm: &Ref<Vm>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.add_to_VCPUs_params", params![vm, key, value])
}

/// `VM.remove_from_VCPUs_params`; for the role vm-admin and those above it.
pub fn remove_from_vcpus_params(vm: &Ref<Vm>, key: &str) -> ApiCall<()> {
    ApiCall::plain("VM.remove_from_VCPUs_params", params![vm, key])
}

/// `VM.get_VCPUs_max`; for the role read-only and those above it.
pub fn get_vcpus_max(vm: &Ref<Vm>) -> ApiCall<i64> {
    ApiCall::plain("VM.get_VCPUs_max", params![vm])
}

/// `VM.get_VCPUs_at_startup`; for the role read-only and those above it.
pub fn get_vcpus_at_startup(vm: &Ref<Vm>) -> ApiCall<i64> {
    ApiCall::plain("VM.get_VCPUs_at_startup", params![vm])
}

/// `VM.get_actions_after_softreboot`; for the role read-only and those above it.
pub fn get_actions_after_softreboot(vm: &Ref<Vm>) -> ApiCall<OnSoftReboot> {
    ApiCall::plain("VM.get_actions_after_softreboot", params![vm])
}

/// `VM.set_actions_after_softreboot`; for the role vm-admin and those above it.
pub fn set_actions_after_softreboot(vm: &Ref<Vm>, value: &OnSoftReboot) -> ApiCall<()> {
    ApiCall::plain("VM.set_actions_after_softreboot", params![vm, value])
}

/// `VM.get_actions_after_shutdown`; for the role read-only and those above it.
pub fn get_actions_after_shutdown(vm: &Ref<Vm>) -> ApiCall<OnNormalExit> {
    ApiCall::plain("VM.get_actions_after_shutdown", params![vm])
}

/// `VM.set_actions_after_shutdown`; for the role vm-admin and those above it.
pub fn set_actions_after_shutdown(vm: &Ref<Vm>, value: &OnNormalExit) -> ApiCall<()> {
    ApiCall::plain("VM.set_actions_after_shutdown", params![vm, value])
}

/// `VM.get_actions_after_reboot`; for the role read-only and those above it.
pub fn get_actions_after_reboot(vm: &Ref<Vm>) -> ApiCall<OnNormalExit> {
    ApiCall::plain("VM.get_actions_after_reboot", params![vm])
}

/// `VM.set_actions_after_reboot`; for the role vm-admin and those above it.
pub fn set_actions_after_reboot(vm: &Ref<Vm>, value: &OnNormalExit) -> ApiCall<()> {
    ApiCall::plain("VM.set_actions_after_reboot", params![vm, value])
}

/// `VM.get_actions_after_crash`; for the role read-only and those above it.
pub fn get_actions_after_crash(vm: &Ref<Vm>) -> ApiCall<OnCrash> {
    ApiCall::plain("VM.get_actions_after_crash", params![vm])
}

/// `VM.get_consoles`; for the role read-only and those above it.
pub fn get_consoles(vm: &Ref<Vm>) -> ApiCall<List<Ref<Console>>> {
    ApiCall::plain("VM.get_consoles", params![vm])
}

/// `VM.get_VIFs`; for the role read-only and those above it.
pub fn get_vifs(vm: &Ref<Vm>) -> ApiCall<List<Ref<Vif>>> {
    ApiCall::plain("VM.get_VIFs", params![vm])
}

/// `VM.get_VBDs`; for the role read-only and those above it.
pub fn get_vbds(vm: &Ref<Vm>) -> ApiCall<List<Ref<Vbd>>> {
    ApiCall::plain("VM.get_VBDs", params![vm])
}

/// `VM.get_VUSBs`; for the role read-only and those above it.
pub fn get_vusbs(vm: &Ref<Vm>) -> ApiCall<List<Ref<Vusb>>> {
    ApiCall::plain("VM.get_VUSBs", params![vm])
}

/// `VM.get_crash_dumps`; for the role read-only and those above it.
pub fn get_crash_dumps(vm: &Ref<Vm>) -> ApiCall<List<Ref<Crashdump>>> {
    ApiCall::plain("VM.get_crash_dumps", params![vm])
}

/// `VM.get_VTPMs`; for the role read-only and those above it.
pub fn get_vtpms(vm: &Ref<Vm>) -> ApiCall<List<Ref<Vtpm>>> {
    ApiCall::plain("VM.get_VTPMs", params![vm])
}

/// `VM.get_PV_bootloader`; for the role read-only and those above it.
pub fn get_pv_bootloader(vm: &Ref<Vm>) -> ApiCall<Text> {
    ApiCall::plain("VM.get_PV_bootloader", params![vm])
}

/// `VM.set_PV_bootloader`; for the role vm-admin and those above it.
pub fn set_pv_bootloader(vm: &Ref<Vm>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.set_PV_bootloader", params![vm, value])
}

/// `VM.get_PV_kernel`; for the role read-only and those above it.
pub fn get_pv_kernel(vm: &Ref<Vm>) -> ApiCall<Text> {
    ApiCall::plain("VM.get_PV_kernel", params![vm])
}

/// `VM.set_PV_kernel`; for the role vm-admin and those above it.
pub fn set_pv_kernel(vm: &Ref<Vm>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.set_PV_kernel", params![vm, value])
}

/// `VM.get_PV_ramdisk`; for the role read-only and those above it.
pub fn get_pv_ramdisk(vm: &Ref<Vm>) -> ApiCall<Text> {
    ApiCall::plain("VM.get_PV_ramdisk", params![vm])
}

/// `VM.set_PV_ramdisk`; for the role vm-admin and those above it.
pub fn set_pv_ramdisk(vm: &Ref<Vm>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.set_PV_ramdisk", params![vm, value])
}

/// `VM.get_PV_args`; for the role read-only and those above it.
pub fn get_pv_args(vm: &Ref<Vm>) -> ApiCall<Text> {
    ApiCall::plain("VM.get_PV_args", params![vm])
}

/// `VM.set_PV_args`; for the role vm-admin and those above it.
pub fn set_pv_args(vm: &Ref<Vm>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.set_PV_args", params![vm, value])
}

/// `VM.get_PV_bootloader_args`; for the role read-only and those above it.
pub fn get_pv_bootloader_args(vm: &Ref<Vm>) -> ApiCall<Text> {
    ApiCall::plain("VM.get_PV_bootloader_args", params![vm])
}

/// `VM.set_PV_bootloader_args`; for the role vm-admin and those above it.
pub fn set_pv_bootloader_args(vm: &Ref<Vm>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.set_PV_bootloader_args", params![vm, value])
}

/// `VM.get_PV_legacy_args`; for the role read-only and those above it.
pub fn get_pv_legacy_args(vm: &Ref<Vm>) -> ApiCall<Text> {
    ApiCall::plain("VM.get_PV_legacy_args", params![vm])
}

/// `VM.set_PV_legacy_args`; for the role vm-admin and those above it.
pub fn set_pv_legacy_args(vm: &Ref<Vm>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.set_PV_legacy_args", params![vm, value])
}

/// `VM.get_HVM_boot_policy`; for the role read-only and those above it.
pub fn get_hvm_boot_policy(vm: &Ref<Vm>) -> ApiCall<Text> {
    ApiCall::plain("VM.get_HVM_boot_policy", params![vm])
}

/// `VM.get_HVM_boot_params`; for the role read-only and those above it.
pub fn get_hvm_boot_params(vm: &Ref<Vm>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VM.get_HVM_boot_params", params![vm])
}

/// `VM.set_HVM_boot_params`; for the role vm-admin and those above it.
pub fn set_hvm_boot_params(vm: &Ref<Vm>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("VM.set_HVM_boot_params", params![vm, value])
}

/// `VM.add_to_HVM_boot_params`; for the role vm-admin and those above it.
pub fn add_to_hvm_boot_params(vm: &Ref<Vm>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.add_to_HVM_boot_params", params![vm, key, value])
}

/// `VM.remove_from_HVM_boot_params`; for the role vm-admin and those above it.
pub fn remove_from_hvm_boot_params(vm: &Ref<Vm>, key: &str) -> ApiCall<()> {
    ApiCall::plain("VM.remove_from_HVM_boot_params", params![vm, key])
}

/// `VM.get_HVM_shadow_multiplier`; for the role read-only and those above it.
pub fn get_hvm_shadow_multiplier(vm: &Ref<Vm>) -> ApiCall<f64> {
    ApiCall::plain("VM.get_HVM_shadow_multiplier", params![vm])
}

/// `VM.get_platform`; for the role read-only and those above it.
pub fn get_platform(vm: &Ref<Vm>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VM.get_platform", params![vm])
}

/// `VM.get_PCI_bus`; for the role read-only and those above it.
pub fn get_pci_bus(vm: &Ref<Vm>) -> ApiCall<Text> {
    ApiCall::plain("VM.get_PCI_bus", params![vm])
}

/// `VM.set_PCI_bus`; for the role vm-admin and those above it.
pub fn set_pci_bus(vm: &Ref<Vm>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.set_PCI_bus", params![vm, value])
}

/// `VM.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(vm: &Ref<Vm>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VM.get_other_config", params![vm])
}

/// `VM.get_domid`; for the role read-only and those above it.
pub fn get_domid(vm: &Ref<Vm>) -> ApiCall<i64> {
    ApiCall::plain("VM.get_domid", params![vm])
}

/// `VM.get_domarch`; for the role read-only and those above it.
pub fn get_domarch(vm: &Ref<Vm>) -> ApiCall<Text> {
    ApiCall::plain("VM.get_domarch", params![vm])
}

/// `VM.get_last_boot_CPU_flags`; for the role read-only and those above it.
pub fn get_last_boot_cpu_flags(vm: &Ref<Vm>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VM.get_last_boot_CPU_flags", params![vm])
}

/// `VM.get_is_control_domain`; for the role read-only and those above it.
pub fn get_is_control_domain(vm: &Ref<Vm>) -> ApiCall<bool> {
    ApiCall::plain("VM.get_is_control_domain", params![vm])
}

/// `VM.get_metrics`; for the role read-only and those above it.
pub fn get_metrics(vm: &Ref<Vm>) -> ApiCall<Ref<VmMetrics>> {
    ApiCall::plain("VM.get_metrics", params![vm])
}

/// `VM.get_guest_metrics`; for the role read-only and those above it.
pub fn get_guest_metrics(vm: &Ref<Vm>) -> ApiCall<Ref<VmGuestMetrics>> {
    ApiCall::plain("VM.get_guest_metrics", params![vm])
}

/// `VM.get_last_booted_record`; for the role read-only and those above it.
pub fn get_last_booted_record(vm: &Ref<Vm>) -> ApiCall<Text> {
    ApiCall::plain("VM.get_last_booted_record", params![vm])
}

/// `VM.get_recommendations`; for the role read-only and those above it.
pub fn get_recommendations(vm: &Ref<Vm>) -> ApiCall<Text> {
    ApiCall::plain("VM.get_recommendations", params![vm])
}

/// `VM.set_recommendations`; for the role vm-admin and those above it.
pub fn set_recommendations(vm: &Ref<Vm>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.set_recommendations", params![vm, value])
}

/// `VM.get_xenstore_data`; for the role read-only and those above it.
pub fn get_xenstore_data(vm: &Ref<Vm>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VM.get_xenstore_data", params![vm])
}

/// `VM.set_xenstore_data`; for the role vm-admin and those above it.
pub fn set_xenstore_data(vm: &Ref<Vm>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("VM.set_xenstore_data", params![vm, value])
}

/// `VM.add_to_xenstore_data`; for the role vm-admin and those above it.
pub fn add_to_xenstore_data(vm: &Ref<Vm>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.add_to_xenstore_data", params![vm, key, value])
}

/// `VM.remove_from_xenstore_data`; for the role vm-admin and those above it.
pub fn remove_from_xenstore_data(vm: &Ref<Vm>, key: &str) -> ApiCall<()> {
    ApiCall::plain("VM.remove_from_xenstore_data", params![vm, key])
}

/// `VM.get_ha_always_run`; for the role read-only and those above it.
pub fn get_ha_always_run(vm: &Ref<Vm>) -> ApiCall<bool> {
    ApiCall::plain("VM.get_ha_always_run", params![vm])
}

/// `VM.get_ha_restart_priority`; for the role read-only and those above it.
pub fn get_ha_restart_priority(vm: &Ref<Vm>) -> ApiCall<Text> {
    ApiCall::plain("VM.get_ha_restart_priority", params![vm])
}

/// `VM.get_is_a_snapshot`; for the role read-only and those above it.
pub fn get_is_a_snapshot(vm: &Ref<Vm>) -> ApiCall<bool> {
    ApiCall::plain("VM.get_is_a_snapshot", params![vm])
}

/// `VM.get_snapshot_of`; for the role read-only and those above it.
pub fn get_snapshot_of(vm: &Ref<Vm>) -> ApiCall<Ref<Vm>> {
    ApiCall::plain("VM.get_snapshot_of", params![vm])
}

/// `VM.get_snapshots`; for the role read-only and those above it.
pub fn get_snapshots(vm: &Ref<Vm>) -> ApiCall<List<Ref<Vm>>> {
    ApiCall::plain("VM.get_snapshots", params![vm])
}

/// `VM.get_snapshot_time`; for the role read-only and those above it.
pub fn get_snapshot_time(vm: &Ref<Vm>) -> ApiCall<DateTime> {
    ApiCall::plain("VM.get_snapshot_time", params![vm])
}

/// `VM.get_transportable_snapshot_id`; for the role read-only and those above it.
pub fn get_transportable_snapshot_id(vm: &Ref<Vm>) -> ApiCall<Text> {
    ApiCall::plain("VM.get_transportable_snapshot_id", params![vm])
}

/// `VM.get_blobs`; for the role read-only and those above it.
pub fn get_blobs(vm: &Ref<Vm>) -> ApiCall<Map<Text, Ref<Blob>>> {
    ApiCall::plain("VM.get_blobs", params![vm])
}

/// `VM.get_tags`; for the role read-only and those above it.
pub fn get_tags(vm: &Ref<Vm>) -> ApiCall<List<Text>> {
    ApiCall::plain("VM.get_tags", params![vm])
}

/// `VM.set_tags`; for the role vm-operator and those above it.
pub fn set_tags(vm: &Ref<Vm>, value: &[Text]) -> ApiCall<()> {
    ApiCall::plain("VM.set_tags", params![vm, value])
}

/// `VM.add_tags`; for the role vm-operator and those above it.
pub fn add_tags(vm: &Ref<Vm>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.add_tags", params![vm, value])
}

/// `VM.remove_tags`; for the role vm-operator and those above it.
pub fn remove_tags(vm: &Ref<Vm>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.remove_tags", params![vm, value])
}

/// `VM.get_blocked_operations`; for the role read-only and those above it.
pub fn get_blocked_operations(vm: &Ref<Vm>) -> ApiCall<Map<VmOperation, Text>> {
    ApiCall::plain("VM.get_blocked_operations", params![vm])
}

/// `VM.get_snapshot_info`; for the role read-only and those above it.
pub fn get_snapshot_info(vm: &Ref<Vm>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VM.get_snapshot_info", params![vm])
}

/// `VM.get_snapshot_metadata`; for the role read-only and those above it.
pub fn get_snapshot_metadata(vm: &Ref<Vm>) -> ApiCall<Text> {
    ApiCall::plain("VM.get_snapshot_metadata", params![vm])
}

/// `VM.get_parent`; for the role read-only and those above it.
pub fn get_parent(vm: &Ref<Vm>) -> ApiCall<Ref<Vm>> {
    ApiCall::plain("VM.get_parent", params![vm])
}

/// `VM.get_children`; for the role read-only and those above it.
pub fn get_children(vm: &Ref<Vm>) -> ApiCall<List<Ref<Vm>>> {
    ApiCall::plain("VM.get_children", params![vm])
}

/// `VM.get_bios_strings`; for the role read-only and those above it.
pub fn get_bios_strings(vm: &Ref<Vm>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VM.get_bios_strings", params![vm])
}

/// `VM.get_protection_policy`; for the role read-only and those above it.
pub fn get_protection_policy(vm: &Ref<Vm>) -> ApiCall<OpaqueRef> {
    ApiCall::plain("VM.get_protection_policy", params![vm])
}

/// `VM.get_is_snapshot_from_vmpp`; for the role read-only and those above it.
pub fn get_is_snapshot_from_vmpp(vm: &Ref<Vm>) -> ApiCall<bool> {
    ApiCall::plain("VM.get_is_snapshot_from_vmpp", params![vm])
}

/// `VM.get_snapshot_schedule`; for the role read-only and those above it.
pub fn get_snapshot_schedule(vm: &Ref<Vm>) -> ApiCall<Ref<Vmss>> {
    ApiCall::plain("VM.get_snapshot_schedule", params![vm])
}

/// `VM.get_is_vmss_snapshot`; for the role read-only and those above it.
pub fn get_is_vmss_snapshot(vm: &Ref<Vm>) -> ApiCall<bool> {
    ApiCall::plain("VM.get_is_vmss_snapshot", params![vm])
}

/// `VM.get_appliance`; for the role read-only and those above it.
pub fn get_appliance(vm: &Ref<Vm>) -> ApiCall<Ref<VmAppliance>> {
    ApiCall::plain("VM.get_appliance", params![vm])
}

/// `VM.get_start_delay`; for the role read-only and those above it.
pub fn get_start_delay(vm: &Ref<Vm>) -> ApiCall<i64> {
    ApiCall::plain("VM.get_start_delay", params![vm])
}

/// `VM.get_shutdown_delay`; for the role read-only and those above it.
pub fn get_shutdown_delay(vm: &Ref<Vm>) -> ApiCall<i64> {
    ApiCall::plain("VM.get_shutdown_delay", params![vm])
}

/// `VM.get_order`; for the role read-only and those above it.
pub fn get_order(vm: &Ref<Vm>) -> ApiCall<i64> {
    ApiCall::plain("VM.get_order", params![vm])
}

/// `VM.get_VGPUs`; for the role read-only and those above it.
pub fn get_vgpus(vm: &Ref<Vm>) -> ApiCall<List<Ref<Vgpu>>> {
    ApiCall::plain("VM.get_VGPUs", params![vm])
}

/// `VM.get_attached_PCIs`; for the role read-only and those above it.
pub fn get_attached_pcis(vm: &Ref<Vm>) -> ApiCall<List<Ref<Pci>>> {
    ApiCall::plain("VM.get_attached_PCIs", params![vm])
}

/// `VM.get_suspend_SR`; for the role read-only and those above it.
pub fn get_suspend_sr(vm: &Ref<Vm>) -> ApiCall<Ref<Sr>> {
    ApiCall::plain("VM.get_suspend_SR", params![vm])
}

/// `VM.set_suspend_SR`; for the role vm-admin and those above it.
pub fn set_suspend_sr(vm: &Ref<Vm>, value: &Ref<Sr>) -> ApiCall<()> {
    ApiCall::plain("VM.set_suspend_SR", params![vm, value])
}

/// `VM.get_version`; for the role read-only and those above it.
pub fn get_version(vm: &Ref<Vm>) -> ApiCall<i64> {
    ApiCall::plain("VM.get_version", params![vm])
}

/// `VM.get_generation_id`; for the role read-only and those above it.
pub fn get_generation_id(vm: &Ref<Vm>) -> ApiCall<Text> {
    ApiCall::plain("VM.get_generation_id", params![vm])
}

/// `VM.get_hardware_platform_version`; for the role read-only and those above it.
pub fn get_hardware_platform_version(vm: &Ref<Vm>) -> ApiCall<i64> {
    ApiCall::plain("VM.get_hardware_platform_version", params![vm])
}

/// `VM.set_hardware_platform_version`; for the role vm-admin and those above it.
pub fn set_hardware_platform_version(vm: &Ref<Vm>, value: i64) -> ApiCall<()> {
    ApiCall::plain("VM.set_hardware_platform_version", params![vm, value])
}

/// `VM.get_has_vendor_device`; for the role read-only and those above it.
pub fn get_has_vendor_device(vm: &Ref<Vm>) -> ApiCall<bool> {
    ApiCall::plain("VM.get_has_vendor_device", params![vm])
}

/// `VM.get_requires_reboot`; for the role read-only and those above it.
pub fn get_requires_reboot(vm: &Ref<Vm>) -> ApiCall<bool> {
    ApiCall::plain("VM.get_requires_reboot", params![vm])
}

/// `VM.get_reference_label`; for the role read-only and those above it.
pub fn get_reference_label(vm: &Ref<Vm>) -> ApiCall<Text> {
    ApiCall::plain("VM.get_reference_label", params![vm])
}

/// `VM.get_domain_type`; for the role read-only and those above it.
pub fn get_domain_type(vm: &Ref<Vm>) -> ApiCall<DomainType> {
    ApiCall::plain("VM.get_domain_type", params![vm])
}

/// `VM.get_NVRAM`; for the role read-only and those above it.
pub fn get_nvram(vm: &Ref<Vm>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VM.get_NVRAM", params![vm])
}

/// `VM.get_pending_guidances`; for the role read-only and those above it.
pub fn get_pending_guidances(vm: &Ref<Vm>) -> ApiCall<List<UpdateGuidance>> {
    ApiCall::plain("VM.get_pending_guidances", params![vm])
}

/// `VM.get_pending_guidances_recommended`; for the role read-only and those above it.
pub fn get_pending_guidances_recommended(vm: &Ref<Vm>) -> ApiCall<List<UpdateGuidance>> {
    ApiCall::plain("VM.get_pending_guidances_recommended", params![vm])
}

/// `VM.get_pending_guidances_full`; for the role read-only and those above it.
pub fn get_pending_guidances_full(vm: &Ref<Vm>) -> ApiCall<List<UpdateGuidance>> {
    ApiCall::plain("VM.get_pending_guidances_full", params![vm])
}

/// `VM.get_groups`; for the role read-only and those above it.
pub fn get_groups(vm: &Ref<Vm>) -> ApiCall<List<Ref<VmGroup>>> {
    ApiCall::plain("VM.get_groups", params![vm])
}

/// `VM.get_secureboot_certificates_state`; for the role read-only and those above it.
pub fn get_secureboot_certificates_state(vm: &Ref<Vm>) -> ApiCall<SecurebootCertificatesState> {
    ApiCall::plain("VM.get_secureboot_certificates_state", params![vm])
}

/// `VM.set_platform`; for the role vm-admin and those above it.
pub fn set_platform(vm: &Ref<Vm>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("VM.set_platform", params![vm, value])
}

/// `VM.remove_from_platform`; for the role vm-admin and those above it.
pub fn remove_from_platform(vm: &Ref<Vm>, key: &str) -> ApiCall<()> {
    ApiCall::plain("VM.remove_from_platform", params![vm, key])
}

/// `VM.add_to_platform`; for the role vm-admin and those above it.
pub fn add_to_platform(vm: &Ref<Vm>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.add_to_platform", params![vm, key, value])
}

/// `VM.set_other_config`; for the role vm-admin and those above it.
pub fn set_other_config(vm: &Ref<Vm>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("VM.set_other_config", params![vm, value])
}

/// `VM.remove_from_other_config`; for the role vm-admin and those above it.
pub fn remove_from_other_config(vm: &Ref<Vm>, key: &str) -> ApiCall<()> {
    ApiCall::plain("VM.remove_from_other_config", params![vm, key])
}

/// `VM.add_to_other_config`; for the role vm-admin and those above it.
pub fn add_to_other_config(vm: &Ref<Vm>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.add_to_other_config", params![vm, key, value])
}

/// `VM.sysprep`; for the role vm-admin and those above it.
pub fn sysprep(vm: &Ref<Vm>, unattend: &str, timeout: f64) -> ApiCall<()> {
    ApiCall::with_task("VM.sysprep", params![vm, unattend, timeout])
}

/// `VM.remove_from_blocked_operations`; for the role vm-admin and those above it.
pub fn remove_from_blocked_operations(vm: &Ref<Vm>, key: &VmOperation) -> ApiCall<()> {
    ApiCall::plain("VM.remove_from_blocked_operations", params![vm, key])
}

/// `VM.add_to_blocked_operations`; for the role vm-admin and those above it.
pub fn add_to_blocked_operations(vm: &Ref<Vm>, key: &VmOperation, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.add_to_blocked_operations", params![vm, key, value])
}

/// `VM.set_blocked_operations`; for the role vm-admin and those above it.
pub fn set_blocked_operations(vm: &Ref<Vm>, value: &Map<VmOperation, Text>) -> ApiCall<()> {
    ApiCall::plain("VM.set_blocked_operations", params![vm, value])
}

/// `VM.update_secureboot_certificates_on_boot`; for the role vm-admin and those above it.
pub fn update_secureboot_certificates_on_boot(vm: &Ref<Vm>, mark: bool) -> ApiCall<()> {
    ApiCall::with_task(
        "VM.update_secureboot_certificates_on_boot",
        params![vm, mark],
    )
}

/// `VM.get_secureboot_readiness`; for the role pool-admin and those above it.
pub fn get_secureboot_readiness(vm: &Ref<Vm>) -> ApiCall<VmSecurebootReadiness> {
    ApiCall::plain("VM.get_secureboot_readiness", params![vm])
}

/// `VM.set_uefi_mode`; for the role pool-admin and those above it.
pub fn set_uefi_mode(vm: &Ref<Vm>, mode: &VmUefiMode) -> ApiCall<Text> {
    ApiCall::plain("VM.set_uefi_mode", params![vm, mode])
}

/// `VM.restart_device_models`; for the role vm-power-admin and those above it.
pub fn restart_device_models(vm: &Ref<Vm>) -> ApiCall<()> {
    ApiCall::with_task("VM.restart_device_models", params![vm])
}

/// `VM.set_HVM_boot_policy`; for the role vm-admin and those above it.
pub fn set_hvm_boot_policy(vm: &Ref<Vm>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.set_HVM_boot_policy", params![vm, value])
}

/// `VM.set_domain_type`; for the role vm-admin and those above it.
pub fn set_domain_type(vm: &Ref<Vm>, value: &DomainType) -> ApiCall<()> {
    ApiCall::plain("VM.set_domain_type", params![vm, value])
}

/// `VM.set_actions_after_crash`; for the role vm-admin and those above it.
pub fn set_actions_after_crash(vm: &Ref<Vm>, value: &OnCrash) -> ApiCall<()> {
    ApiCall::plain("VM.set_actions_after_crash", params![vm, value])
}

/// `VM.import`; for the role pool-operator and those above it.
pub fn import(url: &str, sr: &Ref<Sr>, full_restore: bool, force: bool) -> ApiCall<List<Ref<Vm>>> {
    ApiCall::with_task("VM.import", params![url, sr, full_restore, force])
}

/// `VM.set_has_vendor_device`; for the role vm-admin and those above it.
pub fn set_has_vendor_device(vm: &Ref<Vm>, value: bool) -> ApiCall<()> {
    ApiCall::plain("VM.set_has_vendor_device", params![vm, value])
}

/// `VM.call_host_plugin`; for the role vm-operator and those above it.
pub fn call_host_plugin(
    vm: &Ref<Vm>,
    plugin: &str,
    r#fn: &str,
    args: &Map<Text, Text>,
) -> ApiCall<Text> {
    ApiCall::with_task("VM.call_host_plugin", params![vm, plugin, r#fn, args])
}

/// `VM.call_plugin`; for the role vm-operator and those above it.
pub fn call_plugin(
    vm: &Ref<Vm>,
    plugin: &str,
    r#fn: &str,
    args: &Map<Text, Text>,
) -> ApiCall<Text> {
    ApiCall::with_task("VM.call_plugin", params![vm, plugin, r#fn, args])
}

/// `VM.query_services`; for the role pool-admin and those above it.
pub fn query_services(vm: &Ref<Vm>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VM.query_services", params![vm])
}

/// `VM.set_groups`; for the role vm-admin and those above it.
pub fn set_groups(vm: &Ref<Vm>, value: &[Ref<VmGroup>]) -> ApiCall<()> {
    ApiCall::plain("VM.set_groups", params![vm, value])
}

/// `VM.set_appliance`; for the role pool-operator and those above it.
pub fn set_appliance(vm: &Ref<Vm>, value: &Ref<VmAppliance>) -> ApiCall<()> {
    ApiCall::plain("VM.set_appliance", params![vm, value])
}

/// `VM.import_convert`; for the role vm-admin and those above it.
pub fn import_convert(
    r#type: &str,
    username: &str,
    password: &str,
    sr: &Ref<Sr>,
    remote_config: &Map<Text, Text>,
) -> ApiCall<()> {
    ApiCall::with_task(
        "VM.import_convert",
        params![r#type, username, password, sr, remote_config],
    )
}

/// `VM.recover`; for the role read-only and those above it.
pub fn recover(vm: &Ref<Vm>, session_to: &OpaqueRef, force: bool) -> ApiCall<()> {
    ApiCall::with_task("VM.recover", params![vm, session_to, force])
}

/// `VM.get_SRs_required_for_recovery`; for the role read-only and those above it.
pub fn get_srs_required_for_recovery(
    vm: &Ref<Vm>,
    session_to: &OpaqueRef,
) -> ApiCall<List<Ref<Sr>>> {
    ApiCall::plain("VM.get_SRs_required_for_recovery", params![vm, session_to])
}

/// `VM.assert_can_be_recovered`; for the role read-only and those above it.
pub fn assert_can_be_recovered(vm: &Ref<Vm>, session_to: &OpaqueRef) -> ApiCall<()> {
    ApiCall::plain("VM.assert_can_be_recovered", params![vm, session_to])
}

/// `VM.set_suspend_VDI`; for the role pool-operator and those above it.
pub fn set_suspend_vdi(vm: &Ref<Vm>, value: &Ref<Vdi>) -> ApiCall<()> {
    ApiCall::plain("VM.set_suspend_VDI", params![vm, value])
}

/// `VM.set_order`; for the role pool-operator and those above it.
pub fn set_order(vm: &Ref<Vm>, value: i64) -> ApiCall<()> {
    ApiCall::plain("VM.set_order", params![vm, value])
}

/// `VM.set_shutdown_delay`; for the role pool-operator and those above it.
pub fn set_shutdown_delay(vm: &Ref<Vm>, value: i64) -> ApiCall<()> {
    ApiCall::plain("VM.set_shutdown_delay", params![vm, value])
}

/// `VM.set_start_delay`; for the role pool-operator and those above it.
pub fn set_start_delay(vm: &Ref<Vm>, value: i64) -> ApiCall<()> {
    ApiCall::plain("VM.set_start_delay", params![vm, value])
}

/// `VM.set_snapshot_schedule`; for the role pool-operator and those above it.
pub fn set_snapshot_schedule(vm: &Ref<Vm>, value: &Ref<Vmss>) -> ApiCall<()> {
    ApiCall::plain("VM.set_snapshot_schedule", params![vm, value])
}

/// `VM.copy_bios_strings`; for the role vm-admin and those above it.
pub fn copy_bios_strings(vm: &Ref<Vm>, host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("VM.copy_bios_strings", params![vm, host])
}

/// `VM.set_bios_strings`; for the role vm-admin and those above it.
pub fn set_bios_strings(vm: &Ref<Vm>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("VM.set_bios_strings", params![vm, value])
}

/// `VM.retrieve_wlb_recommendations`; for the role read-only and those above it.
pub fn retrieve_wlb_recommendations(vm: &Ref<Vm>) -> ApiCall<Map<Ref<Host>, List<Text>>> {
    ApiCall::with_task("VM.retrieve_wlb_recommendations", params![vm])
}

/// `VM.assert_agile`; for the role read-only and those above it.
pub fn assert_agile(vm: &Ref<Vm>) -> ApiCall<()> {
    ApiCall::plain("VM.assert_agile", params![vm])
}

/// `VM.create_new_blob`; for the role vm-power-admin and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn create_new_blob(
    vm: &Ref<Vm>,
    name: &str,
    mime_type: &str,
    public: Option<bool>,
) -> ApiCall<Ref<Blob>> {
    ApiCall::with_task("VM.create_new_blob", params![vm, name, mime_type]).and(public)
}

/// `VM.assert_can_boot_here`; for the role read-only and those above it.
pub fn assert_can_boot_here(vm: &Ref<Vm>, host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::plain("VM.assert_can_boot_here", params![vm, host])
}

/// `VM.get_possible_hosts`; for the role read-only and those above it.
pub fn get_possible_hosts(vm: &Ref<Vm>) -> ApiCall<List<Ref<Host>>> {
    ApiCall::plain("VM.get_possible_hosts", params![vm])
}

/// `VM.get_allowed_VIF_devices`; for the role read-only and those above it.
pub fn get_allowed_vif_devices(vm: &Ref<Vm>) -> ApiCall<List<Text>> {
    ApiCall::plain("VM.get_allowed_VIF_devices", params![vm])
}

/// `VM.get_allowed_VBD_devices`; for the role read-only and those above it.
pub fn get_allowed_vbd_devices(vm: &Ref<Vm>) -> ApiCall<List<Text>> {
    ApiCall::plain("VM.get_allowed_VBD_devices", params![vm])
}

/// `VM.update_allowed_operations`; for the role pool-admin and those above it.
pub fn update_allowed_operations(vm: &Ref<Vm>) -> ApiCall<()> {
    ApiCall::with_task("VM.update_allowed_operations", params![vm])
}

/// `VM.assert_operation_valid`; for the role read-only and those above it.
pub fn assert_operation_valid(vm: &Ref<Vm>, op: &VmOperation) -> ApiCall<()> {
    ApiCall::plain("VM.assert_operation_valid", params![vm, op])
}

/// `VM.forget_data_source_archives`; for the role vm-admin and those above it.
pub fn forget_data_source_archives(vm: &Ref<Vm>, data_source: &str) -> ApiCall<()> {
    ApiCall::with_task("VM.forget_data_source_archives", params![vm, data_source])
}

/// `VM.query_data_source`; for the role read-only and those above it.
pub fn query_data_source(vm: &Ref<Vm>, data_source: &str) -> ApiCall<f64> {
    ApiCall::plain("VM.query_data_source", params![vm, data_source])
}

/// `VM.record_data_source`; for the role vm-admin and those above it.
pub fn record_data_source(vm: &Ref<Vm>, data_source: &str) -> ApiCall<()> {
    ApiCall::with_task("VM.record_data_source", params![vm, data_source])
}

/// `VM.get_data_sources`; for the role read-only and those above it.
pub fn get_data_sources(vm: &Ref<Vm>) -> ApiCall<List<DataSource>> {
    ApiCall::plain("VM.get_data_sources", params![vm])
}

/// `VM.get_boot_record`; for the role read-only and those above it.
pub fn get_boot_record(vm: &Ref<Vm>) -> ApiCall<Vm> {
    ApiCall::plain("VM.get_boot_record", params![vm])
}

/// `VM.assert_can_migrate`; for the role vm-power-admin and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn assert_can_migrate(
    vm: &Ref<Vm>,
    dest: &Map<Text, Text>,
    live: bool,
    vdi_map: &Map<Ref<Vdi>, Ref<Sr>>,
    vif_map: &Map<Ref<Vif>, Ref<Network>>,
    options: &Map<Text, Text>,
    vgpu_map: Option<&Map<Ref<Vgpu>, Ref<GpuGroup>>>,
) -> ApiCall<()> {
    ApiCall::plain(
        "VM.assert_can_migrate",
        params![vm, dest, live, vdi_map, vif_map, options],
    )
    .and(vgpu_map)
}

/// `VM.migrate_send`; for the role vm-power-admin and those above it.
///
/// Parameters after the first that is left out are left out, too.
#[allow(clippy::too_many_arguments)]
pub fn migrate_send(
    vm: &Ref<Vm>,
    dest: &Map<Text, Text>,
    live: bool,
    vdi_map: &Map<Ref<Vdi>, Ref<Sr>>,
    vif_map: &Map<Ref<Vif>, Ref<Network>>,
    options: &Map<Text, Text>,
    vgpu_map: Option<&Map<Ref<Vgpu>, Ref<GpuGroup>>>,
    vdi_format_map: Option<&Map<Ref<Vdi>, Text>>,
) -> ApiCall<Ref<Vm>> {
    ApiCall::with_task(
        "VM.migrate_send",
        params![vm, dest, live, vdi_map, vif_map, options],
    )
    .and(vgpu_map)
    .and(vdi_format_map)
}

/// `VM.maximise_memory`; for the role read-only and those above it.
pub fn maximise_memory(vm: &Ref<Vm>, total: i64, approximate: bool) -> ApiCall<i64> {
    ApiCall::with_task("VM.maximise_memory", params![vm, total, approximate])
}

/// `VM.send_trigger`; for the role pool-admin and those above it.
pub fn send_trigger(vm: &Ref<Vm>, trigger: &str) -> ApiCall<()> {
    ApiCall::with_task("VM.send_trigger", params![vm, trigger])
}

/// `VM.send_sysrq`; for the role pool-admin and those above it.
pub fn send_sysrq(vm: &Ref<Vm>, key: &str) -> ApiCall<()> {
    ApiCall::with_task("VM.send_sysrq", params![vm, key])
}

/// `VM.set_VCPUs_at_startup`; for the role vm-admin and those above it.
pub fn set_vcpus_at_startup(vm: &Ref<Vm>, value: i64) -> ApiCall<()> {
    ApiCall::plain("VM.set_VCPUs_at_startup", params![vm, value])
}

/// `VM.set_VCPUs_max`; for the role vm-admin and those above it.
pub fn set_vcpus_max(vm: &Ref<Vm>, value: i64) -> ApiCall<()> {
    ApiCall::plain("VM.set_VCPUs_max", params![vm, value])
}

/// `VM.set_shadow_multiplier_live`; for the role vm-power-admin and those above it.
pub fn set_shadow_multiplier_live(vm: &Ref<Vm>, multiplier: f64) -> ApiCall<()> {
    ApiCall::plain("VM.set_shadow_multiplier_live", params![vm, multiplier])
}

/// `VM.set_HVM_shadow_multiplier`; for the role vm-power-admin and those above it.
pub fn set_hvm_shadow_multiplier(vm: &Ref<Vm>, value: f64) -> ApiCall<()> {
    ApiCall::plain("VM.set_HVM_shadow_multiplier", params![vm, value])
}

/// `VM.get_cooperative`; for the role read-only and those above it.
pub fn get_cooperative(vm: &Ref<Vm>) -> ApiCall<bool> {
    ApiCall::plain("VM.get_cooperative", params![vm])
}

/// `VM.wait_memory_target_live`; for the role read-only and those above it.
pub fn wait_memory_target_live(vm: &Ref<Vm>) -> ApiCall<()> {
    ApiCall::with_task("VM.wait_memory_target_live", params![vm])
}

/// `VM.set_memory_target_live`; for the role vm-power-admin and those above it.
pub fn set_memory_target_live(vm: &Ref<Vm>, target: i64) -> ApiCall<()> {
    ApiCall::plain("VM.set_memory_target_live", params![vm, target])
}

/// `VM.set_memory`; for the role vm-power-admin and those above it.
pub fn set_memory(vm: &Ref<Vm>, value: i64) -> ApiCall<()> {
    ApiCall::plain("VM.set_memory", params![vm, value])
}

/// `VM.set_memory_limits`; for the role vm-power-admin and those above it.
pub fn set_memory_limits(
    vm: &Ref<Vm>,
    static_min: i64,
    static_max: i64,
    dynamic_min: i64,
    dynamic_max: i64,
) -> ApiCall<()> {
    ApiCall::plain(
        "VM.set_memory_limits",
        params![vm, static_min, static_max, dynamic_min, dynamic_max],
    )
}

/// `VM.set_memory_static_range`; for the role vm-power-admin and those above it.
pub fn set_memory_static_range(vm: &Ref<Vm>, min: i64, max: i64) -> ApiCall<()> {
    ApiCall::plain("VM.set_memory_static_range", params![vm, min, max])
}

/// `VM.set_memory_static_min`; for the role vm-power-admin and those above it.
pub fn set_memory_static_min(vm: &Ref<Vm>, value: i64) -> ApiCall<()> {
    ApiCall::plain("VM.set_memory_static_min", params![vm, value])
}

/// `VM.set_memory_static_max`; for the role vm-power-admin and those above it.
pub fn set_memory_static_max(vm: &Ref<Vm>, value: i64) -> ApiCall<()> {
    ApiCall::plain("VM.set_memory_static_max", params![vm, value])
}

/// `VM.set_memory_dynamic_range`; for the role vm-power-admin and those above it.
pub fn set_memory_dynamic_range(vm: &Ref<Vm>, min: i64, max: i64) -> ApiCall<()> {
    ApiCall::plain("VM.set_memory_dynamic_range", params![vm, min, max])
}

/// `VM.set_memory_dynamic_min`; for the role vm-power-admin and those above it.
pub fn set_memory_dynamic_min(vm: &Ref<Vm>, value: i64) -> ApiCall<()> {
    ApiCall::plain("VM.set_memory_dynamic_min", params![vm, value])
}

/// `VM.set_memory_dynamic_max`; for the role vm-power-admin and those above it.
pub fn set_memory_dynamic_max(vm: &Ref<Vm>, value: i64) -> ApiCall<()> {
    ApiCall::plain("VM.set_memory_dynamic_max", params![vm, value])
}

/// `VM.compute_memory_overhead`; for the role read-only and those above it.
pub fn compute_memory_overhead(vm: &Ref<Vm>) -> ApiCall<i64> {
    ApiCall::with_task("VM.compute_memory_overhead", params![vm])
}

/// `VM.set_ha_always_run`; for the role pool-operator and those above it.
pub fn set_ha_always_run(vm: &Ref<Vm>, value: bool) -> ApiCall<()> {
    ApiCall::plain("VM.set_ha_always_run", params![vm, value])
}

/// `VM.set_ha_restart_priority`; for the role pool-operator and those above it.
pub fn set_ha_restart_priority(vm: &Ref<Vm>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.set_ha_restart_priority", params![vm, value])
}

/// `VM.remove_from_NVRAM`; for the role vm-admin and those above it.
pub fn remove_from_nvram(vm: &Ref<Vm>, key: &str) -> ApiCall<()> {
    ApiCall::plain("VM.remove_from_NVRAM", params![vm, key])
}

/// `VM.add_to_NVRAM`; for the role vm-admin and those above it.
pub fn add_to_nvram(vm: &Ref<Vm>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.add_to_NVRAM", params![vm, key, value])
}

/// `VM.set_NVRAM`; for the role vm-admin and those above it.
pub fn set_nvram(vm: &Ref<Vm>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("VM.set_NVRAM", params![vm, value])
}

/// `VM.add_to_VCPUs_params_live`; for the role vm-admin and those above it.
pub fn add_to_vcpus_params_live(vm: &Ref<Vm>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("VM.add_to_VCPUs_params_live", params![vm, key, value])
}

/// `VM.set_VCPUs_number_live`; for the role vm-admin and those above it.
pub fn set_vcpus_number_live(vm: &Ref<Vm>, nvcpu: i64) -> ApiCall<()> {
    ApiCall::plain("VM.set_VCPUs_number_live", params![vm, nvcpu])
}

/// `VM.pool_migrate`; for the role vm-power-admin and those above it.
pub fn pool_migrate(vm: &Ref<Vm>, host: &Ref<Host>, options: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::with_task("VM.pool_migrate", params![vm, host, options])
}

/// `VM.resume_on`; for the role vm-power-admin and those above it.
pub fn resume_on(vm: &Ref<Vm>, host: &Ref<Host>, start_paused: bool, force: bool) -> ApiCall<()> {
    ApiCall::with_task("VM.resume_on", params![vm, host, start_paused, force])
}

/// `VM.resume`; for the role vm-operator and those above it.
pub fn resume(vm: &Ref<Vm>, start_paused: bool, force: bool) -> ApiCall<()> {
    ApiCall::with_task("VM.resume", params![vm, start_paused, force])
}

/// `VM.suspend`; for the role vm-operator and those above it.
pub fn suspend(vm: &Ref<Vm>) -> ApiCall<()> {
    ApiCall::with_task("VM.suspend", params![vm])
}

/// `VM.hard_reboot`; for the role vm-operator and those above it.
pub fn hard_reboot(vm: &Ref<Vm>) -> ApiCall<()> {
    ApiCall::with_task("VM.hard_reboot", params![vm])
}

/// `VM.power_state_reset`; for the role pool-operator and those above it.
pub fn power_state_reset(vm: &Ref<Vm>) -> ApiCall<()> {
    ApiCall::with_task("VM.power_state_reset", params![vm])
}

/// `VM.hard_shutdown`; for the role vm-operator and those above it.
pub fn hard_shutdown(vm: &Ref<Vm>) -> ApiCall<()> {
    ApiCall::with_task("VM.hard_shutdown", params![vm])
}

/// `VM.clean_reboot`; for the role vm-operator and those above it.
pub fn clean_reboot(vm: &Ref<Vm>) -> ApiCall<()> {
    ApiCall::with_task("VM.clean_reboot", params![vm])
}

/// `VM.shutdown`; for the role vm-operator and those above it.
pub fn shutdown(vm: &Ref<Vm>) -> ApiCall<()> {
    ApiCall::with_task("VM.shutdown", params![vm])
}

/// `VM.clean_shutdown`; for the role vm-operator and those above it.
pub fn clean_shutdown(vm: &Ref<Vm>) -> ApiCall<()> {
    ApiCall::with_task("VM.clean_shutdown", params![vm])
}

/// `VM.unpause`; for the role vm-operator and those above it.
pub fn unpause(vm: &Ref<Vm>) -> ApiCall<()> {
    ApiCall::with_task("VM.unpause", params![vm])
}

/// `VM.pause`; for the role vm-operator and those above it.
pub fn pause(vm: &Ref<Vm>) -> ApiCall<()> {
    ApiCall::with_task("VM.pause", params![vm])
}

/// `VM.start_on`; for the role vm-power-admin and those above it.
pub fn start_on(vm: &Ref<Vm>, host: &Ref<Host>, start_paused: bool, force: bool) -> ApiCall<()> {
    ApiCall::with_task("VM.start_on", params![vm, host, start_paused, force])
}

/// `VM.start`; for the role vm-operator and those above it.
pub fn start(vm: &Ref<Vm>, start_paused: bool, force: bool) -> ApiCall<()> {
    ApiCall::with_task("VM.start", params![vm, start_paused, force])
}

/// `VM.provision`; for the role vm-admin and those above it.
pub fn provision(vm: &Ref<Vm>) -> ApiCall<()> {
    ApiCall::with_task("VM.provision", params![vm])
}

/// `VM.checkpoint`; for the role vm-power-admin and those above it.
pub fn checkpoint(vm: &Ref<Vm>, new_name: &str) -> ApiCall<Ref<Vm>> {
    ApiCall::with_task("VM.checkpoint", params![vm, new_name])
}

/// `VM.revert`; for the role vm-power-admin and those above it.
pub fn revert(snapshot: &Ref<Vm>) -> ApiCall<()> {
    ApiCall::with_task("VM.revert", params![snapshot])
}

/// `VM.copy`; for the role vm-admin and those above it.
pub fn copy(vm: &Ref<Vm>, new_name: &str, sr: &Ref<Sr>) -> ApiCall<Ref<Vm>> {
    ApiCall::with_task("VM.copy", params![vm, new_name, sr])
}

/// `VM.clone`; for the role vm-admin and those above it.
pub fn clone(vm: &Ref<Vm>, new_name: &str) -> ApiCall<Ref<Vm>> {
    ApiCall::with_task("VM.clone", params![vm, new_name])
}

/// `VM.snapshot`; for the role vm-power-admin and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn snapshot(
    vm: &Ref<Vm>,
    new_name: &str,
    ignore_vdis: Option<&[Ref<Vdi>]>,
) -> ApiCall<Ref<Vm>> {
    ApiCall::with_task("VM.snapshot", params![vm, new_name]).and(ignore_vdis)
}
