// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `VMSS`.

use super::*;

/// `VMSS.create`; for the role pool-operator and those above it.
pub fn create(args: &Vmss) -> ApiCall<Ref<Vmss>> {
    ApiCall::with_task("VMSS.create", params![args])
}

/// `VMSS.destroy`; for the role pool-operator and those above it.
pub fn destroy(vmss: &Ref<Vmss>) -> ApiCall<()> {
    ApiCall::with_task("VMSS.destroy", params![vmss])
}

/// `VMSS.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Vmss>>> {
    ApiCall::plain("VMSS.get_all", params![])
}

/// `VMSS.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Vmss>, Vmss>> {
    ApiCall::plain("VMSS.get_all_records", params![])
}

/// `VMSS.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Vmss>, Vmss>> {
    ApiCall::plain("VMSS.get_all_records_where", params![expr])
}

/// `VMSS.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<Ref<Vmss>>> {
    ApiCall::plain("VMSS.get_by_name_label", params![label])
}

/// `VMSS.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Vmss>> {
    ApiCall::plain("VMSS.get_by_uuid", params![uuid])
}

/// `VMSS.get_record`; for the role read-only and those above it.
pub fn get_record(vmss: &Ref<Vmss>) -> ApiCall<Vmss> {
    ApiCall::plain("VMSS.get_record", params![vmss])
}

/// `VMSS.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(vmss: &Ref<Vmss>) -> ApiCall<Text> {
    ApiCall::plain("VMSS.get_uuid", params![vmss])
}

/// `VMSS.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(vmss: &Ref<Vmss>) -> ApiCall<Text> {
    ApiCall::plain("VMSS.get_name_label", params![vmss])
}

/// `VMSS.set_name_label`; for the role pool-operator and those above it.
pub fn set_name_label(vmss: &Ref<Vmss>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VMSS.set_name_label", params![vmss, value])
}

/// `VMSS.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(vmss: &Ref<Vmss>) -> ApiCall<Text> {
    ApiCall::plain("VMSS.get_name_description", params![vmss])
}

/// `VMSS.set_name_description`; for the role pool-operator and those above it.
pub fn set_name_description(vmss: &Ref<Vmss>, value: &str) -> ApiCall<()> {
    ApiCall::plain("VMSS.set_name_description", params![vmss, value])
}

/// `VMSS.get_enabled`; for the role read-only and those above it.
pub fn get_enabled(vmss: &Ref<Vmss>) -> ApiCall<bool> {
    ApiCall::plain("VMSS.get_enabled", params![vmss])
}

/// `VMSS.set_enabled`; for the role pool-operator and those above it.
pub fn set_enabled(vmss: &Ref<Vmss>, value: bool) -> ApiCall<()> {
    ApiCall::plain("VMSS.set_enabled", params![vmss, value])
}

/// `VMSS.get_type`; for the role read-only and those above it.
pub fn get_type(vmss: &Ref<Vmss>) -> ApiCall<VmssType> {
    ApiCall::plain("VMSS.get_type", params![vmss])
}

/// `VMSS.get_retained_snapshots`; for the role read-only and those above it.
pub fn get_retained_snapshots(vmss: &Ref<Vmss>) -> ApiCall<i64> {
    ApiCall::plain("VMSS.get_retained_snapshots", params![vmss])
}

/// `VMSS.get_frequency`; for the role read-only and those above it.
pub fn get_frequency(vmss: &Ref<Vmss>) -> ApiCall<VmssFrequency> {
    ApiCall::plain("VMSS.get_frequency", params![vmss])
}

/// `VMSS.get_schedule`; for the role read-only and those above it.
pub fn get_schedule(vmss: &Ref<Vmss>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VMSS.get_schedule", params![vmss])
}

/// `VMSS.get_last_run_time`; for the role read-only and those above it.
pub fn get_last_run_time(vmss: &Ref<Vmss>) -> ApiCall<DateTime> {
    ApiCall::plain("VMSS.get_last_run_time", params![vmss])
}

/// `VMSS.get_VMs`; for the role read-only and those above it.
pub fn get_vms(vmss: &Ref<Vmss>) -> ApiCall<List<Ref<Vm>>> {
    ApiCall::plain("VMSS.get_VMs", params![vmss])
}

/// `VMSS.set_type`; for the role pool-operator and those above it.
pub fn set_type(vmss: &Ref<Vmss>, value: &VmssType) -> ApiCall<()> {
    ApiCall::plain("VMSS.set_type", params![vmss, value])
}

/// `VMSS.set_last_run_time`; for the role pool-admin and those above it.
pub fn set_last_run_time(vmss: &Ref<Vmss>, value: DateTime) -> ApiCall<()> {
    ApiCall::plain("VMSS.set_last_run_time", params![vmss, value])
}

/// `VMSS.remove_from_schedule`; for the role pool-operator and those above it.
pub fn remove_from_schedule(vmss: &Ref<Vmss>, key: &str) -> ApiCall<()> {
    ApiCall::plain("VMSS.remove_from_schedule", params![vmss, key])
}

/// `VMSS.add_to_schedule`; for the role pool-operator and those above it.
pub fn add_to_schedule(vmss: &Ref<Vmss>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("VMSS.add_to_schedule", params![vmss, key, value])
}

/// `VMSS.set_schedule`; for the role pool-operator and those above it.
pub fn set_schedule(vmss: &Ref<Vmss>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("VMSS.set_schedule", params![vmss, value])
}

/// `VMSS.set_frequency`; for the role pool-operator and those above it.
pub fn set_frequency(vmss: &Ref<Vmss>, value: &VmssFrequency) -> ApiCall<()> {
    ApiCall::plain("VMSS.set_frequency", params![vmss, value])
}

/// `VMSS.set_retained_snapshots`; for the role pool-operator and those above it.
pub fn set_retained_snapshots(vmss: &Ref<Vmss>, value: i64) -> ApiCall<()> {
    ApiCall::plain("VMSS.set_retained_snapshots", params![vmss, value])
}

/// `VMSS.snapshot_now`; for the role pool-operator and those above it.
pub fn snapshot_now(vmss: &Ref<Vmss>) -> ApiCall<Text> {
    ApiCall::with_task("VMSS.snapshot_now", params![vmss])
}
