// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `Cluster`.

use super::*;

/// `Cluster.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Cluster>>> {
    ApiCall::plain("Cluster.get_all", params![])
}

/// `Cluster.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Cluster>, Cluster>> {
    ApiCall::plain("Cluster.get_all_records", params![])
}

/// `Cluster.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Cluster>, Cluster>> {
    ApiCall::plain("Cluster.get_all_records_where", params![expr])
}

/// `Cluster.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Cluster>> {
    ApiCall::plain("Cluster.get_by_uuid", params![uuid])
}

/// `Cluster.get_record`; for the role read-only and those above it.
pub fn get_record(cluster: &Ref<Cluster>) -> ApiCall<Cluster> {
    ApiCall::plain("Cluster.get_record", params![cluster])
}

/// `Cluster.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(cluster: &Ref<Cluster>) -> ApiCall<Text> {
    ApiCall::plain("Cluster.get_uuid", params![cluster])
}

/// `Cluster.get_cluster_hosts`; for the role read-only and those above it.
pub fn get_cluster_hosts(cluster: &Ref<Cluster>) -> ApiCall<List<Ref<ClusterHost>>> {
    ApiCall::plain("Cluster.get_cluster_hosts", params![cluster])
}

/// `Cluster.get_pending_forget`; for the role read-only and those above it.
pub fn get_pending_forget(cluster: &Ref<Cluster>) -> ApiCall<List<Text>> {
    ApiCall::plain("Cluster.get_pending_forget", params![cluster])
}

/// `Cluster.get_cluster_token`; for the role read-only and those above it.
pub fn get_cluster_token(cluster: &Ref<Cluster>) -> ApiCall<Text> {
    ApiCall::plain("Cluster.get_cluster_token", params![cluster])
}

/// `Cluster.get_cluster_stack`; for the role read-only and those above it.
pub fn get_cluster_stack(cluster: &Ref<Cluster>) -> ApiCall<Text> {
    ApiCall::plain("Cluster.get_cluster_stack", params![cluster])
}

/// `Cluster.get_cluster_stack_version`; for the role read-only and those above it.
pub fn get_cluster_stack_version(cluster: &Ref<Cluster>) -> ApiCall<i64> {
    ApiCall::plain("Cluster.get_cluster_stack_version", params![cluster])
}

/// `Cluster.get_is_quorate`; for the role read-only and those above it.
pub fn get_is_quorate(cluster: &Ref<Cluster>) -> ApiCall<bool> {
    ApiCall::plain("Cluster.get_is_quorate", params![cluster])
}

/// `Cluster.get_quorum`; for the role read-only and those above it.
pub fn get_quorum(cluster: &Ref<Cluster>) -> ApiCall<i64> {
    ApiCall::plain("Cluster.get_quorum", params![cluster])
}

/// `Cluster.get_live_hosts`; for the role read-only and those above it.
pub fn get_live_hosts(cluster: &Ref<Cluster>) -> ApiCall<i64> {
    ApiCall::plain("Cluster.get_live_hosts", params![cluster])
}

/// `Cluster.get_expected_hosts`; for the role read-only and those above it.
pub fn get_expected_hosts(cluster: &Ref<Cluster>) -> ApiCall<i64> {
    ApiCall::plain("Cluster.get_expected_hosts", params![cluster])
}

/// `Cluster.get_allowed_operations`; for the role read-only and those above it.
pub fn get_allowed_operations(cluster: &Ref<Cluster>) -> ApiCall<List<ClusterOperation>> {
    ApiCall::plain("Cluster.get_allowed_operations", params![cluster])
}

/// `Cluster.get_current_operations`; for the role read-only and those above it.
pub fn get_current_operations(cluster: &Ref<Cluster>) -> ApiCall<Map<Text, ClusterOperation>> {
    ApiCall::plain("Cluster.get_current_operations", params![cluster])
}

/// `Cluster.get_pool_auto_join`; for the role read-only and those above it.
pub fn get_pool_auto_join(cluster: &Ref<Cluster>) -> ApiCall<bool> {
    ApiCall::plain("Cluster.get_pool_auto_join", params![cluster])
}

/// `Cluster.get_token_timeout`; for the role read-only and those above it.
pub fn get_token_timeout(cluster: &Ref<Cluster>) -> ApiCall<f64> {
    ApiCall::plain("Cluster.get_token_timeout", params![cluster])
}

/// `Cluster.get_token_timeout_coefficient`; for the role read-only and those above it.
pub fn get_token_timeout_coefficient(cluster: &Ref<Cluster>) -> ApiCall<f64> {
    ApiCall::plain("Cluster.get_token_timeout_coefficient", params![cluster])
}

/// `Cluster.get_cluster_config`; for the role read-only and those above it.
pub fn get_cluster_config(cluster: &Ref<Cluster>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("Cluster.get_cluster_config", params![cluster])
}

/// `Cluster.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(cluster: &Ref<Cluster>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("Cluster.get_other_config", params![cluster])
}

/// `Cluster.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(cluster: &Ref<Cluster>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("Cluster.set_other_config", params![cluster, value])
}

/// `Cluster.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(cluster: &Ref<Cluster>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("Cluster.add_to_other_config", params![cluster, key, value])
}

/// `Cluster.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(cluster: &Ref<Cluster>, key: &str) -> ApiCall<()> {
    ApiCall::plain("Cluster.remove_from_other_config", params![cluster, key])
}

/// `Cluster.pool_resync`; for the role pool-operator and those above it.
pub fn pool_resync(cluster: &Ref<Cluster>) -> ApiCall<()> {
    ApiCall::with_task("Cluster.pool_resync", params![cluster])
}

/// `Cluster.pool_destroy`; for the role pool-operator and those above it.
pub fn pool_destroy(cluster: &Ref<Cluster>) -> ApiCall<()> {
    ApiCall::with_task("Cluster.pool_destroy", params![cluster])
}

/// `Cluster.pool_force_destroy`; for the role pool-operator and those above it.
pub fn pool_force_destroy(cluster: &Ref<Cluster>) -> ApiCall<()> {
    ApiCall::with_task("Cluster.pool_force_destroy", params![cluster])
}

/// `Cluster.pool_create`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn pool_create(
    network: &Ref<Network>,
    cluster_stack: &str,
    token_timeout: Option<f64>,
    token_timeout_coefficient: Option<f64>,
) -> ApiCall<Ref<Cluster>> {
    ApiCall::with_task("Cluster.pool_create", params![network, cluster_stack])
        .and(token_timeout)
        .and(token_timeout_coefficient)
}

/// `Cluster.get_network`; for the role read-only and those above it.
pub fn get_network(cluster: &Ref<Cluster>) -> ApiCall<Ref<Network>> {
    ApiCall::plain("Cluster.get_network", params![cluster])
}

/// `Cluster.destroy`; for the role pool-operator and those above it.
pub fn destroy(cluster: &Ref<Cluster>) -> ApiCall<()> {
    ApiCall::with_task("Cluster.destroy", params![cluster])
}

/// `Cluster.create`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn create(
    pif: &Ref<Pif>,
    cluster_stack: &str,
    pool_auto_join: bool,
    token_timeout: Option<f64>,
    token_timeout_coefficient: Option<f64>,
) -> ApiCall<Ref<Cluster>> {
    ApiCall::with_task(
        "Cluster.create",
        params![pif, cluster_stack, pool_auto_join],
    )
    .and(token_timeout)
    .and(token_timeout_coefficient)
}
