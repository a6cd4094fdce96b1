// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `host_cpu`.

use super::*;

/// `host_cpu.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<HostCpu>>> {
    ApiCall::plain("host_cpu.get_all", params![])
}

/// `host_cpu.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<HostCpu>, HostCpu>> {
    ApiCall::plain("host_cpu.get_all_records", params![])
}

/// `host_cpu.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<HostCpu>, HostCpu>> {
    ApiCall::plain("host_cpu.get_all_records_where", params![expr])
}

/// `host_cpu.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<HostCpu>> {
    ApiCall::plain("host_cpu.get_by_uuid", params![uuid])
}

/// `host_cpu.get_record`; for the role read-only and those above it.
pub fn get_record(host_cpu: &Ref<HostCpu>) -> ApiCall<HostCpu> {
    ApiCall::plain("host_cpu.get_record", params![host_cpu])
}

/// `host_cpu.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(host_cpu: &Ref<HostCpu>) -> ApiCall<Text> {
    ApiCall::plain("host_cpu.get_uuid", params![host_cpu])
}

/// `host_cpu.get_host`; for the role read-only and those above it.
pub fn get_host(host_cpu: &Ref<HostCpu>) -> ApiCall<Ref<Host>> {
    ApiCall::plain("host_cpu.get_host", params![host_cpu])
}

/// `host_cpu.get_number`; for the role read-only and those above it.
pub fn get_number(host_cpu: &Ref<HostCpu>) -> ApiCall<i64> {
    ApiCall::plain("host_cpu.get_number", params![host_cpu])
}

/// `host_cpu.get_vendor`; for the role read-only and those above it.
pub fn get_vendor(host_cpu: &Ref<HostCpu>) -> ApiCall<Text> {
    ApiCall::plain("host_cpu.get_vendor", params![host_cpu])
}

/// `host_cpu.get_speed`; for the role read-only and those above it.
pub fn get_speed(host_cpu: &Ref<HostCpu>) -> ApiCall<i64> {
    ApiCall::plain("host_cpu.get_speed", params![host_cpu])
}

/// `host_cpu.get_modelname`; for the role read-only and those above it.
pub fn get_modelname(host_cpu: &Ref<HostCpu>) -> ApiCall<Text> {
    ApiCall::plain("host_cpu.get_modelname", params![host_cpu])
}

/// `host_cpu.get_family`; for the role read-only and those above it.
pub fn get_family(host_cpu: &Ref<HostCpu>) -> ApiCall<i64> {
    ApiCall::plain("host_cpu.get_family", params![host_cpu])
}

/// `host_cpu.get_model`; for the role read-only and those above it.
pub fn get_model(host_cpu: &Ref<HostCpu>) -> ApiCall<i64> {
    ApiCall::plain("host_cpu.get_model", params![host_cpu])
}

/// `host_cpu.get_stepping`; for the role read-only and those above it.
pub fn get_stepping(host_cpu: &Ref<HostCpu>) -> ApiCall<Text> {
    ApiCall::plain("host_cpu.get_stepping", params![host_cpu])
}

/// `host_cpu.get_flags`; for the role read-only and those above it.
pub fn get_flags(host_cpu: &Ref<HostCpu>) -> ApiCall<Text> {
    ApiCall::plain("host_cpu.get_flags", params![host_cpu])
}

/// `host_cpu.get_features`; for the role read-only and those above it.
pub fn get_features(host_cpu: &Ref<HostCpu>) -> ApiCall<Text> {
    ApiCall::plain("host_cpu.get_features", params![host_cpu])
}

/// `host_cpu.get_utilisation`; for the role read-only and those above it.
pub fn get_utilisation(host_cpu: &Ref<HostCpu>) -> ApiCall<f64> {
    ApiCall::plain("host_cpu.get_utilisation", params![host_cpu])
}

/// `host_cpu.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(host_cpu: &Ref<HostCpu>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("host_cpu.get_other_config", params![host_cpu])
}

/// `host_cpu.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(host_cpu: &Ref<HostCpu>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("host_cpu.set_other_config", params![host_cpu, value])
}

/// `host_cpu.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(host_cpu: &Ref<HostCpu>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain(
        "host_cpu.add_to_other_config",
        params![host_cpu, key, value],
    )
}

/// `host_cpu.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(host_cpu: &Ref<HostCpu>, key: &str) -> ApiCall<()> {
    ApiCall::plain("host_cpu.remove_from_other_config", params![host_cpu, key])
}
