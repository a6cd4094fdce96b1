// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `Cluster_host`.

use super::*;

/// `Cluster_host.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<ClusterHost>>> {
    ApiCall::plain("Cluster_host.get_all", params![])
}

/// `Cluster_host.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<ClusterHost>, ClusterHost>> {
    ApiCall::plain("Cluster_host.get_all_records", params![])
}

/// `Cluster_host.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<ClusterHost>, ClusterHost>> {
    ApiCall::plain("Cluster_host.get_all_records_where", params![expr])
}

/// `Cluster_host.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<ClusterHost>> {
    ApiCall::plain("Cluster_host.get_by_uuid", params![uuid])
}

/// `Cluster_host.get_record`; for the role read-only and those above it.
pub fn get_record(cluster_host: &Ref<ClusterHost>) -> ApiCall<ClusterHost> {
    ApiCall::plain("Cluster_host.get_record", params![cluster_host])
}

/// `Cluster_host.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(cluster_host: &Ref<ClusterHost>) -> ApiCall<Text> {
    ApiCall::plain("Cluster_host.get_uuid", params![cluster_host])
}

/// `Cluster_host.get_cluster`; for the role read-only and those above it.
pub fn get_cluster(cluster_host: &Ref<ClusterHost>) -> ApiCall<Ref<Cluster>> {
    ApiCall::plain("Cluster_host.get_cluster", params![cluster_host])
}

/// `Cluster_host.get_host`; for the role read-only and those above it.
pub fn get_host(cluster_host: &Ref<ClusterHost>) -> ApiCall<Ref<Host>> {
    ApiCall::plain("Cluster_host.get_host", params![cluster_host])
}

/// `Cluster_host.get_enabled`; for the role read-only and those above it.
pub fn get_enabled(cluster_host: &Ref<ClusterHost>) -> ApiCall<bool> {
    ApiCall::plain("Cluster_host.get_enabled", params![cluster_host])
}

/// `Cluster_host.get_PIF`; for the role read-only and those above it.
pub fn get_pif(cluster_host: &Ref<ClusterHost>) -> ApiCall<Ref<Pif>> {
    ApiCall::plain("Cluster_host.get_PIF", params![cluster_host])
}

/// `Cluster_host.get_joined`; for the role read-only and those above it.
pub fn get_joined(cluster_host: &Ref<ClusterHost>) -> ApiCall<bool> {
    ApiCall::plain("Cluster_host.get_joined", params![cluster_host])
}

/// `Cluster_host.get_live`; for the role read-only and those above it.
pub fn get_live(cluster_host: &Ref<ClusterHost>) -> ApiCall<bool> {
    ApiCall::plain("Cluster_host.get_live", params![cluster_host])
}

/// `Cluster_host.get_last_update_live`; for the role read-only and those above it.
pub fn get_last_update_live(cluster_host: &Ref<ClusterHost>) -> ApiCall<DateTime> {
    ApiCall::plain("Cluster_host.get_last_update_live", params![cluster_host])
}

/// `Cluster_host.get_allowed_operations`; for the role read-only and those above it.
pub fn get_allowed_operations(
    cluster_host: &Ref<ClusterHost>,
) -> ApiCall<List<ClusterHostOperation>> {
    ApiCall::plain("Cluster_host.get_allowed_operations", params![cluster_host])
}

/// `Cluster_host.get_current_operations`; for the role read-only and those above it.
pub fn get_current_operations(
    cluster_host: &Ref<ClusterHost>,
) -> ApiCall<Map<Text, ClusterHostOperation>> {
    ApiCall::plain("Cluster_host.get_current_operations", params![cluster_host])
}

/// `Cluster_host.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(cluster_host: &Ref<ClusterHost>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("Cluster_host.get_other_config", params![cluster_host])
}

/// `Cluster_host.disable`; for the role pool-operator and those above it.
pub fn disable(cluster_host: &Ref<ClusterHost>) -> ApiCall<()> {
    ApiCall::with_task("Cluster_host.disable", params![cluster_host])
}

/// `Cluster_host.force_destroy`; for the role pool-operator and those above it.
pub fn force_destroy(cluster_host: &Ref<ClusterHost>) -> ApiCall<()> {
    ApiCall::with_task("Cluster_host.force_destroy", params![cluster_host])
}

/// `Cluster_host.enable`; for the role pool-operator and those above it.
pub fn enable(cluster_host: &Ref<ClusterHost>) -> ApiCall<()> {
    ApiCall::with_task("Cluster_host.enable", params![cluster_host])
}

/// `Cluster_host.destroy`; for the role pool-operator and those above it.
pub fn destroy(cluster_host: &Ref<ClusterHost>) -> ApiCall<()> {
    ApiCall::with_task("Cluster_host.destroy", params![cluster_host])
}

/// `Cluster_host.create`; for the role pool-operator and those above it.
pub fn create(
    cluster: &Ref<Cluster>,
    host: &Ref<Host>,
    pif: &Ref<Pif>,
) -> ApiCall<Ref<ClusterHost>> {
    ApiCall::with_task("Cluster_host.create", params![cluster, host, pif])
}
