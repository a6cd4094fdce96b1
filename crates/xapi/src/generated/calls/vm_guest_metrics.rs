// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `VM_guest_metrics`.

use super::*;

/// `VM_guest_metrics.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<VmGuestMetrics>>> {
    ApiCall::plain("VM_guest_metrics.get_all", params![])
}

/// `VM_guest_metrics.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<VmGuestMetrics>, VmGuestMetrics>> {
    ApiCall::plain("VM_guest_metrics.get_all_records", params![])
}

/// `VM_guest_metrics.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<VmGuestMetrics>, VmGuestMetrics>> {
    ApiCall::plain("VM_guest_metrics.get_all_records_where", params![expr])
}

/// `VM_guest_metrics.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<VmGuestMetrics>> {
    ApiCall::plain("VM_guest_metrics.get_by_uuid", params![uuid])
}

/// `VM_guest_metrics.get_record`; for the role read-only and those above it.
pub fn get_record(vm_guest_metrics: &Ref<VmGuestMetrics>) -> ApiCall<VmGuestMetrics> {
    ApiCall::plain("VM_guest_metrics.get_record", params![vm_guest_metrics])
}

/// `VM_guest_metrics.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(vm_guest_metrics: &Ref<VmGuestMetrics>) -> ApiCall<Text> {
    ApiCall::plain("VM_guest_metrics.get_uuid", params![vm_guest_metrics])
}

/// `VM_guest_metrics.get_os_version`; for the role read-only and those above it.
pub fn get_os_version(vm_guest_metrics: &Ref<VmGuestMetrics>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VM_guest_metrics.get_os_version", params![vm_guest_metrics])
}

/// `VM_guest_metrics.get_netbios_name`; for the role read-only and those above it.
pub fn get_netbios_name(vm_guest_metrics: &Ref<VmGuestMetrics>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain(
        "VM_guest_metrics.get_netbios_name",
        params![vm_guest_metrics],
    )
}

/// `VM_guest_metrics.get_PV_drivers_version`; for the role read-only and those above it.
pub fn get_pv_drivers_version(vm_guest_metrics: &Ref<VmGuestMetrics>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain(
        "VM_guest_metrics.get_PV_drivers_version",
        params![vm_guest_metrics],
    )
}

/// `VM_guest_metrics.get_PV_drivers_up_to_date`; for the role read-only and those above it.
pub fn get_pv_drivers_up_to_date(vm_guest_metrics: &Ref<VmGuestMetrics>) -> ApiCall<bool> {
    ApiCall::plain(
        "VM_guest_metrics.get_PV_drivers_up_to_date",
        params![vm_guest_metrics],
    )
}

/// `VM_guest_metrics.get_memory`; for the role read-only and those above it.
pub fn get_memory(vm_guest_metrics: &Ref<VmGuestMetrics>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VM_guest_metrics.get_memory", params![vm_guest_metrics])
}

/// `VM_guest_metrics.get_disks`; for the role read-only and those above it.
pub fn get_disks(vm_guest_metrics: &Ref<VmGuestMetrics>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VM_guest_metrics.get_disks", params![vm_guest_metrics])
}

/// `VM_guest_metrics.get_networks`; for the role read-only and those above it.
pub fn get_networks(vm_guest_metrics: &Ref<VmGuestMetrics>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VM_guest_metrics.get_networks", params![vm_guest_metrics])
}

/// `VM_guest_metrics.get_other`; for the role read-only and those above it.
pub fn get_other(vm_guest_metrics: &Ref<VmGuestMetrics>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VM_guest_metrics.get_other", params![vm_guest_metrics])
}

/// `VM_guest_metrics.get_last_updated`; for the role read-only and those above it.
pub fn get_last_updated(vm_guest_metrics: &Ref<VmGuestMetrics>) -> ApiCall<DateTime> {
    ApiCall::plain(
        "VM_guest_metrics.get_last_updated",
        params![vm_guest_metrics],
    )
}

/// `VM_guest_metrics.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(vm_guest_metrics: &Ref<VmGuestMetrics>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain(
        "VM_guest_metrics.get_other_config",
        params![vm_guest_metrics],
    )
}

/// `VM_guest_metrics.set_other_config`; for the role vm-admin and those above it.
pub fn set_other_config(
    vm_guest_metrics: &Ref<VmGuestMetrics>,
    value: &Map<Text, Text>,
) -> ApiCall<()> {
    ApiCall::plain(
        "VM_guest_metrics.set_other_config",
        params![vm_guest_metrics, value],
    )
}

/// `VM_guest_metrics.add_to_other_config`; for the role vm-admin and those above it.
pub fn add_to_other_config(
    vm_guest_metrics: &Ref<VmGuestMetrics>,
    key: &str,
    value: &str,
) -> ApiCall<()> {
    ApiCall::plain(
        "VM_guest_metrics.add_to_other_config",
        params![vm_guest_metrics, key, value],
    )
}

/// `VM_guest_metrics.remove_from_other_config`; for the role vm-admin and those above it.
pub fn remove_from_other_config(vm_guest_metrics: &Ref<VmGuestMetrics>, key: &str) -> ApiCall<()> {
    ApiCall::plain(
        "VM_guest_metrics.remove_from_other_config",
        params![vm_guest_metrics, key],
    )
}

/// `VM_guest_metrics.get_live`; for the role read-only and those above it.
pub fn get_live(vm_guest_metrics: &Ref<VmGuestMetrics>) -> ApiCall<bool> {
    ApiCall::plain("VM_guest_metrics.get_live", params![vm_guest_metrics])
}

/// `VM_guest_metrics.get_can_use_hotplug_vbd`; for the role read-only and those above it.
pub fn get_can_use_hotplug_vbd(vm_guest_metrics: &Ref<VmGuestMetrics>) -> ApiCall<Tristate> {
    ApiCall::plain(
        "VM_guest_metrics.get_can_use_hotplug_vbd",
        params![vm_guest_metrics],
    )
}

/// `VM_guest_metrics.get_can_use_hotplug_vif`; for the role read-only and those above it.
pub fn get_can_use_hotplug_vif(vm_guest_metrics: &Ref<VmGuestMetrics>) -> ApiCall<Tristate> {
    ApiCall::plain(
        "VM_guest_metrics.get_can_use_hotplug_vif",
        params![vm_guest_metrics],
    )
}

/// `VM_guest_metrics.get_PV_drivers_detected`; for the role read-only and those above it.
pub fn get_pv_drivers_detected(vm_guest_metrics: &Ref<VmGuestMetrics>) -> ApiCall<bool> {
    ApiCall::plain(
        "VM_guest_metrics.get_PV_drivers_detected",
        params![vm_guest_metrics],
    )
}

/// `VM_guest_metrics.get_services`; for the role read-only and those above it.
pub fn get_services(vm_guest_metrics: &Ref<VmGuestMetrics>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VM_guest_metrics.get_services", params![vm_guest_metrics])
}
