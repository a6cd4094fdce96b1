// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `VMPP`.

use super::*;

/// `VMPP.create`; for the role pool-operator and those above it.
pub fn create(args: &Value) -> ApiCall<OpaqueRef> {
    ApiCall::with_task("VMPP.create", params![args])
}

/// `VMPP.destroy`; for the role pool-operator and those above it.
pub fn destroy(vmpp: &OpaqueRef) -> ApiCall<()> {
    ApiCall::with_task("VMPP.destroy", params![vmpp])
}

/// `VMPP.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<OpaqueRef>> {
    ApiCall::plain("VMPP.get_all", params![])
}

/// `VMPP.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<OpaqueRef, Value>> {
    ApiCall::plain("VMPP.get_all_records", params![])
}

/// `VMPP.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<OpaqueRef, Value>> {
    ApiCall::plain("VMPP.get_all_records_where", params![expr])
}

/// `VMPP.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<OpaqueRef>> {
    ApiCall::plain("VMPP.get_by_name_label", params![label])
}

/// `VMPP.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<OpaqueRef> {
    ApiCall::plain("VMPP.get_by_uuid", params![uuid])
}

/// `VMPP.get_record`; for the role read-only and those above it.
pub fn get_record(vmpp: &OpaqueRef) -> ApiCall<Value> {
    ApiCall::plain("VMPP.get_record", params![vmpp])
}

/// `VMPP.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(vmpp: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("VMPP.get_uuid", params![vmpp])
}

/// `VMPP.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(vmpp: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("VMPP.get_name_label", params![vmpp])
}

/// `VMPP.set_name_label`; for the role pool-operator and those above it.
pub fn set_name_label(vmpp: &OpaqueRef, value: &str) -> ApiCall<()> {
    ApiCall::plain("VMPP.set_name_label", params![vmpp, value])
}

/// `VMPP.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(vmpp: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("VMPP.get_name_description", params![vmpp])
}

/// `VMPP.set_name_description`; for the role pool-operator and those above it.
pub fn set_name_description(vmpp: &OpaqueRef, value: &str) -> ApiCall<()> {
    ApiCall::plain("VMPP.set_name_description", params![vmpp, value])
}

/// `VMPP.get_is_policy_enabled`; for the role read-only and those above it.
pub fn get_is_policy_enabled(vmpp: &OpaqueRef) -> ApiCall<bool> {
    ApiCall::plain("VMPP.get_is_policy_enabled", params![vmpp])
}

/// `VMPP.set_is_policy_enabled`; for the role pool-operator and those above it.
pub fn set_is_policy_enabled(vmpp: &OpaqueRef, value: bool) -> ApiCall<()> {
    ApiCall::plain("VMPP.set_is_policy_enabled", params![vmpp, value])
}

/// `VMPP.get_backup_type`; for the role read-only and those above it.
pub fn get_backup_type(vmpp: &OpaqueRef) -> ApiCall<VmppBackupType> {
    ApiCall::plain("VMPP.get_backup_type", params![vmpp])
}

/// `VMPP.set_backup_type`; for the role pool-operator and those above it.
pub fn set_backup_type(vmpp: &OpaqueRef, value: &VmppBackupType) -> ApiCall<()> {
    ApiCall::plain("VMPP.set_backup_type", params![vmpp, value])
}

/// `VMPP.get_backup_retention_value`; for the role read-only and those above it.
pub fn get_backup_retention_value(vmpp: &OpaqueRef) -> ApiCall<i64> {
    ApiCall::plain("VMPP.get_backup_retention_value", params![vmpp])
}

/// `VMPP.get_backup_frequency`; for the role read-only and those above it.
pub fn get_backup_frequency(vmpp: &OpaqueRef) -> ApiCall<VmppBackupFrequency> {
    ApiCall::plain("VMPP.get_backup_frequency", params![vmpp])
}

/// `VMPP.get_backup_schedule`; for the role read-only and those above it.
pub fn get_backup_schedule(vmpp: &OpaqueRef) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VMPP.get_backup_schedule", params![vmpp])
}

/// `VMPP.get_is_backup_running`; for the role read-only and those above it.
pub fn get_is_backup_running(vmpp: &OpaqueRef) -> ApiCall<bool> {
    ApiCall::plain("VMPP.get_is_backup_running", params![vmpp])
}

/// `VMPP.get_backup_last_run_time`; for the role read-only and those above it.
pub fn get_backup_last_run_time(vmpp: &OpaqueRef) -> ApiCall<DateTime> {
    ApiCall::plain("VMPP.get_backup_last_run_time", params![vmpp])
}

/// `VMPP.get_archive_target_type`; for the role read-only and those above it.
pub fn get_archive_target_type(vmpp: &OpaqueRef) -> ApiCall<VmppArchiveTargetType> {
    ApiCall::plain("VMPP.get_archive_target_type", params![vmpp])
}

/// `VMPP.get_archive_target_config`; for the role read-only and those above it.
pub fn get_archive_target_config(vmpp: &OpaqueRef) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VMPP.get_archive_target_config", params![vmpp])
}

/// `VMPP.get_archive_frequency`; for the role read-only and those above it.
pub fn get_archive_frequency(vmpp: &OpaqueRef) -> ApiCall<VmppArchiveFrequency> {
    ApiCall::plain("VMPP.get_archive_frequency", params![vmpp])
}

/// `VMPP.get_archive_schedule`; for the role read-only and those above it.
pub fn get_archive_schedule(vmpp: &OpaqueRef) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VMPP.get_archive_schedule", params![vmpp])
}

/// `VMPP.get_is_archive_running`; for the role read-only and those above it.
pub fn get_is_archive_running(vmpp: &OpaqueRef) -> ApiCall<bool> {
    ApiCall::plain("VMPP.get_is_archive_running", params![vmpp])
}

/// `VMPP.get_archive_last_run_time`; for the role read-only and those above it.
pub fn get_archive_last_run_time(vmpp: &OpaqueRef) -> ApiCall<DateTime> {
    ApiCall::plain("VMPP.get_archive_last_run_time", params![vmpp])
}

/// `VMPP.get_VMs`; for the role read-only and those above it.
pub fn get_vms(vmpp: &OpaqueRef) -> ApiCall<List<Ref<Vm>>> {
    ApiCall::plain("VMPP.get_VMs", params![vmpp])
}

/// `VMPP.get_is_alarm_enabled`; for the role read-only and those above it.
pub fn get_is_alarm_enabled(vmpp: &OpaqueRef) -> ApiCall<bool> {
    ApiCall::plain("VMPP.get_is_alarm_enabled", params![vmpp])
}

/// `VMPP.get_alarm_config`; for the role read-only and those above it.
pub fn get_alarm_config(vmpp: &OpaqueRef) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VMPP.get_alarm_config", params![vmpp])
}

/// `VMPP.get_recent_alerts`; for the role read-only and those above it.
pub fn get_recent_alerts(vmpp: &OpaqueRef) -> ApiCall<List<Text>> {
    ApiCall::plain("VMPP.get_recent_alerts", params![vmpp])
}
