// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `pool`.

use super::*;

/// `pool.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Pool>>> {
    ApiCall::plain("pool.get_all", params![])
}

/// `pool.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Pool>, Pool>> {
    ApiCall::plain("pool.get_all_records", params![])
}

/// `pool.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Pool>, Pool>> {
    ApiCall::plain("pool.get_all_records_where", params![expr])
}

/// `pool.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Pool>> {
    ApiCall::plain("pool.get_by_uuid", params![uuid])
}

/// `pool.get_record`; for the role read-only and those above it.
pub fn get_record(pool: &Ref<Pool>) -> ApiCall<Pool> {
    ApiCall::plain("pool.get_record", params![pool])
}

/// `pool.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(pool: &Ref<Pool>) -> ApiCall<Text> {
    ApiCall::plain("pool.get_uuid", params![pool])
}

/// `pool.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(pool: &Ref<Pool>) -> ApiCall<Text> {
    ApiCall::plain("pool.get_name_label", params![pool])
}

/// `pool.set_name_label`; for the role pool-operator and those above it.
pub fn set_name_label(pool: &Ref<Pool>, value: &str) -> ApiCall<()> {
    ApiCall::plain("pool.set_name_label", params![pool, value])
}

/// `pool.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(pool: &Ref<Pool>) -> ApiCall<Text> {
    ApiCall::plain("pool.get_name_description", params![pool])
}

/// `pool.set_name_description`; for the role pool-operator and those above it.
pub fn set_name_description(pool: &Ref<Pool>, value: &str) -> ApiCall<()> {
    ApiCall::plain("pool.set_name_description", params![pool, value])
}

/// `pool.get_master`; for the role read-only and those above it.
pub fn get_master(pool: &Ref<Pool>) -> ApiCall<Ref<Host>> {
    ApiCall::plain("pool.get_master", params![pool])
}

/// `pool.get_default_SR`; for the role read-only and those above it.
pub fn get_default_sr(pool: &Ref<Pool>) -> ApiCall<Ref<Sr>> {
    ApiCall::plain("pool.get_default_SR", params![pool])
}

/// `pool.set_default_SR`; for the role pool-operator and those above it.
pub fn set_default_sr(pool: &Ref<Pool>, value: &Ref<Sr>) -> ApiCall<()> {
    ApiCall::plain("pool.set_default_SR", params![pool, value])
}

/// `pool.get_suspend_image_SR`; for the role read-only and those above it.
pub fn get_suspend_image_sr(pool: &Ref<Pool>) -> ApiCall<Ref<Sr>> {
    ApiCall::plain("pool.get_suspend_image_SR", params![pool])
}

/// `pool.set_suspend_image_SR`; for the role pool-operator and those above it.
pub fn set_suspend_image_sr(pool: &Ref<Pool>, value: &Ref<Sr>) -> ApiCall<()> {
    ApiCall::plain("pool.set_suspend_image_SR", params![pool, value])
}

/// `pool.get_crash_dump_SR`; for the role read-only and those above it.
pub fn get_crash_dump_sr(pool: &Ref<Pool>) -> ApiCall<Ref<Sr>> {
    ApiCall::plain("pool.get_crash_dump_SR", params![pool])
}

/// `pool.set_crash_dump_SR`; for the role pool-operator and those above it.
pub fn set_crash_dump_sr(pool: &Ref<Pool>, value: &Ref<Sr>) -> ApiCall<()> {
    ApiCall::plain("pool.set_crash_dump_SR", params![pool, value])
}

/// `pool.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(pool: &Ref<Pool>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("pool.get_other_config", params![pool])
}

/// `pool.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(pool: &Ref<Pool>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("pool.set_other_config", params![pool, value])
}

/// `pool.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(pool: &Ref<Pool>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("pool.add_to_other_config", params![pool, key, value])
}

/// `pool.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(pool: &Ref<Pool>, key: &str) -> ApiCall<()> {
    ApiCall::plain("pool.remove_from_other_config", params![pool, key])
}

/// `pool.get_ha_enabled`; for the role read-only and those above it.
pub fn get_ha_enabled(pool: &Ref<Pool>) -> ApiCall<bool> {
    ApiCall::plain("pool.get_ha_enabled", params![pool])
}

/// `pool.get_ha_configuration`; for the role read-only and those above it.
pub fn get_ha_configuration(pool: &Ref<Pool>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("pool.get_ha_configuration", params![pool])
}

/// `pool.get_ha_statefiles`; for the role read-only and those above it.
pub fn get_ha_statefiles(pool: &Ref<Pool>) -> ApiCall<List<Text>> {
    ApiCall::plain("pool.get_ha_statefiles", params![pool])
}

/// `pool.get_ha_host_failures_to_tolerate`; for the role read-only and those above it.
pub fn get_ha_host_failures_to_tolerate(pool: &Ref<Pool>) -> ApiCall<i64> {
    ApiCall::plain("pool.get_ha_host_failures_to_tolerate", params![pool])
}

/// `pool.get_ha_plan_exists_for`; for the role read-only and those above it.
pub fn get_ha_plan_exists_for(pool: &Ref<Pool>) -> ApiCall<i64> {
    ApiCall::plain("pool.get_ha_plan_exists_for", params![pool])
}

/// `pool.get_ha_allow_overcommit`; for the role read-only and those above it.
pub fn get_ha_allow_overcommit(pool: &Ref<Pool>) -> ApiCall<bool> {
    ApiCall::plain("pool.get_ha_allow_overcommit", params![pool])
}

/// `pool.set_ha_allow_overcommit`; for the role pool-operator and those above it.
pub fn set_ha_allow_overcommit(pool: &Ref<Pool>, value: bool) -> ApiCall<()> {
    ApiCall::plain("pool.set_ha_allow_overcommit", params![pool, value])
}

/// `pool.get_ha_overcommitted`; for the role read-only and those above it.
pub fn get_ha_overcommitted(pool: &Ref<Pool>) -> ApiCall<bool> {
    ApiCall::plain("pool.get_ha_overcommitted", params![pool])
}

/// `pool.get_blobs`; for the role read-only and those above it.
pub fn get_blobs(pool: &Ref<Pool>) -> ApiCall<Map<Text, Ref<Blob>>> {
    ApiCall::plain("pool.get_blobs", params![pool])
}

/// `pool.get_tags`; for the role read-only and those above it.
pub fn get_tags(pool: &Ref<Pool>) -> ApiCall<List<Text>> {
    ApiCall::plain("pool.get_tags", params![pool])
}

/// `pool.set_tags`; for the role vm-operator and those above it.
pub fn set_tags(pool: &Ref<Pool>, value: &[Text]) -> ApiCall<()> {
    ApiCall::plain("pool.set_tags", params![pool, value])
}

/// `pool.add_tags`; for the role vm-operator and those above it.
pub fn add_tags(pool: &Ref<Pool>, value: &str) -> ApiCall<()> {
    ApiCall::plain("pool.add_tags", params![pool, value])
}

/// `pool.remove_tags`; for the role vm-operator and those above it.
pub fn remove_tags(pool: &Ref<Pool>, value: &str) -> ApiCall<()> {
    ApiCall::plain("pool.remove_tags", params![pool, value])
}

/// `pool.get_gui_config`; for the role read-only and those above it.
pub fn get_gui_config(pool: &Ref<Pool>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("pool.get_gui_config", params![pool])
}

/// `pool.set_gui_config`; for the role vm-operator and those above it.
pub fn set_gui_config(pool: &Ref<Pool>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("pool.set_gui_config", params![pool, value])
}

/// `pool.add_to_gui_config`; for the role vm-operator and those above it.
pub fn add_to_gui_config(pool: &Ref<Pool>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("pool.add_to_gui_config", params![pool, key, value])
}

/// `pool.remove_from_gui_config`; for the role vm-operator and those above it.
pub fn remove_from_gui_config(pool: &Ref<Pool>, key: &str) -> ApiCall<()> {
    ApiCall::plain("pool.remove_from_gui_config", params![pool, key])
}

/// `pool.get_health_check_config`; for the role read-only and those above it.
pub fn get_health_check_config(pool: &Ref<Pool>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("pool.get_health_check_config", params![pool])
}

/// `pool.set_health_check_config`; for the role pool-operator and those above it.
pub fn set_health_check_config(pool: &Ref<Pool>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("pool.set_health_check_config", params![pool, value])
}

/// `pool.add_to_health_check_config`; for the role pool-operator and those above it.
pub fn add_to_health_check_config(pool: &Ref<Pool>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("pool.add_to_health_check_config", params![pool, key, value])
}

/// `pool.remove_from_health_check_config`; for the role pool-operator and those above it.
pub fn remove_from_health_check_config(pool: &Ref<Pool>, key: &str) -> ApiCall<()> {
    ApiCall::plain("pool.remove_from_health_check_config", params![pool, key])
}

/// `pool.get_wlb_url`; for the role read-only and those above it.
pub fn get_wlb_url(pool: &Ref<Pool>) -> ApiCall<Text> {
    ApiCall::plain("pool.get_wlb_url", params![pool])
}

/// `pool.get_wlb_username`; for the role read-only and those above it.
pub fn get_wlb_username(pool: &Ref<Pool>) -> ApiCall<Text> {
    ApiCall::plain("pool.get_wlb_username", params![pool])
}

/// `pool.get_wlb_enabled`; for the role read-only and those above it.
pub fn get_wlb_enabled(pool: &Ref<Pool>) -> ApiCall<bool> {
    ApiCall::plain("pool.get_wlb_enabled", params![pool])
}

/// `pool.set_wlb_enabled`; for the role pool-operator and those above it.
pub fn set_wlb_enabled(pool: &Ref<Pool>, value: bool) -> ApiCall<()> {
    ApiCall::plain("pool.set_wlb_enabled", params![pool, value])
}

/// `pool.get_wlb_verify_cert`; for the role read-only and those above it.
pub fn get_wlb_verify_cert(pool: &Ref<Pool>) -> ApiCall<bool> {
    ApiCall::plain("pool.get_wlb_verify_cert", params![pool])
}

/// `pool.set_wlb_verify_cert`; for the role pool-operator and those above it.
pub fn set_wlb_verify_cert(pool: &Ref<Pool>, value: bool) -> ApiCall<()> {
    ApiCall::plain("pool.set_wlb_verify_cert", params![pool, value])
}

/// `pool.get_redo_log_enabled`; for the role read-only and those above it.
pub fn get_redo_log_enabled(pool: &Ref<Pool>) -> ApiCall<bool> {
    ApiCall::plain("pool.get_redo_log_enabled", params![pool])
}

/// `pool.get_redo_log_vdi`; for the role read-only and those above it.
pub fn get_redo_log_vdi(pool: &Ref<Pool>) -> ApiCall<Ref<Vdi>> {
    ApiCall::plain("pool.get_redo_log_vdi", params![pool])
}

/// `pool.get_vswitch_controller`; for the role read-only and those above it.
pub fn get_vswitch_controller(pool: &Ref<Pool>) -> ApiCall<Text> {
    ApiCall::plain("pool.get_vswitch_controller", params![pool])
}

/// `pool.get_restrictions`; for the role read-only and those above it.
pub fn get_restrictions(pool: &Ref<Pool>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("pool.get_restrictions", params![pool])
}

/// `pool.get_metadata_VDIs`; for the role read-only and those above it.
pub fn get_metadata_vdis(pool: &Ref<Pool>) -> ApiCall<List<Ref<Vdi>>> {
    ApiCall::plain("pool.get_metadata_VDIs", params![pool])
}

/// `pool.get_ha_cluster_stack`; for the role read-only and those above it.
pub fn get_ha_cluster_stack(pool: &Ref<Pool>) -> ApiCall<Text> {
    ApiCall::plain("pool.get_ha_cluster_stack", params![pool])
}

/// `pool.get_allowed_operations`; for the role read-only and those above it.
pub fn get_allowed_operations(pool: &Ref<Pool>) -> ApiCall<List<PoolOperation>> {
    ApiCall::plain("pool.get_allowed_operations", params![pool])
}

/// `pool.get_current_operations`; for the role read-only and those above it.
pub fn get_current_operations(pool: &Ref<Pool>) -> ApiCall<Map<Text, PoolOperation>> {
    ApiCall::plain("pool.get_current_operations", params![pool])
}

/// `pool.get_guest_agent_config`; for the role read-only and those above it.
pub fn get_guest_agent_config(pool: &Ref<Pool>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("pool.get_guest_agent_config", params![pool])
}

/// `pool.get_cpu_info`; for the role read-only and those above it.
pub fn get_cpu_info(pool: &Ref<Pool>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("pool.get_cpu_info", params![pool])
}

/// `pool.get_policy_no_vendor_device`; for the role read-only and those above it.
pub fn get_policy_no_vendor_device(pool: &Ref<Pool>) -> ApiCall<bool> {
    ApiCall::plain("pool.get_policy_no_vendor_device", params![pool])
}

/// `pool.set_policy_no_vendor_device`; for the role pool-operator and those above it.
pub fn set_policy_no_vendor_device(pool: &Ref<Pool>, value: bool) -> ApiCall<()> {
    ApiCall::plain("pool.set_policy_no_vendor_device", params![pool, value])
}

/// `pool.get_live_patching_disabled`; for the role read-only and those above it.
pub fn get_live_patching_disabled(pool: &Ref<Pool>) -> ApiCall<bool> {
    ApiCall::plain("pool.get_live_patching_disabled", params![pool])
}

/// `pool.set_live_patching_disabled`; for the role pool-operator and those above it.
pub fn set_live_patching_disabled(pool: &Ref<Pool>, value: bool) -> ApiCall<()> {
    ApiCall::plain("pool.set_live_patching_disabled", params![pool, value])
}

/// `pool.get_igmp_snooping_enabled`; for the role read-only and those above it.
pub fn get_igmp_snooping_enabled(pool: &Ref<Pool>) -> ApiCall<bool> {
    ApiCall::plain("pool.get_igmp_snooping_enabled", params![pool])
}

/// `pool.get_uefi_certificates`; for the role read-only and those above it.
pub fn get_uefi_certificates(pool: &Ref<Pool>) -> ApiCall<Text> {
    ApiCall::plain("pool.get_uefi_certificates", params![pool])
}

/// `pool.get_custom_uefi_certificates`; for the role read-only and those above it.
pub fn get_custom_uefi_certificates(pool: &Ref<Pool>) -> ApiCall<Text> {
    ApiCall::plain("pool.get_custom_uefi_certificates", params![pool])
}

/// `pool.get_is_psr_pending`; for the role read-only and those above it.
pub fn get_is_psr_pending(pool: &Ref<Pool>) -> ApiCall<bool> {
    ApiCall::plain("pool.get_is_psr_pending", params![pool])
}

/// `pool.set_is_psr_pending`; for the role pool-operator and those above it.
pub fn set_is_psr_pending(pool: &Ref<Pool>, value: bool) -> ApiCall<()> {
    ApiCall::plain("pool.set_is_psr_pending", params![pool, value])
}

/// `pool.get_tls_verification_enabled`; for the role read-only and those above it.
pub fn get_tls_verification_enabled(pool: &Ref<Pool>) -> ApiCall<bool> {
    ApiCall::plain("pool.get_tls_verification_enabled", params![pool])
}

/// `pool.get_repositories`; for the role read-only and those above it.
pub fn get_repositories(pool: &Ref<Pool>) -> ApiCall<List<Ref<Repository>>> {
    ApiCall::plain("pool.get_repositories", params![pool])
}

/// `pool.get_client_certificate_auth_enabled`; for the role read-only and those above it.
pub fn get_client_certificate_auth_enabled(pool: &Ref<Pool>) -> ApiCall<bool> {
    ApiCall::plain("pool.get_client_certificate_auth_enabled", params![pool])
}

/// `pool.get_client_certificate_auth_name`; for the role read-only and those above it.
pub fn get_client_certificate_auth_name(pool: &Ref<Pool>) -> ApiCall<Text> {
    ApiCall::plain("pool.get_client_certificate_auth_name", params![pool])
}

/// `pool.get_repository_proxy_url`; for the role read-only and those above it.
pub fn get_repository_proxy_url(pool: &Ref<Pool>) -> ApiCall<Text> {
    ApiCall::plain("pool.get_repository_proxy_url", params![pool])
}

/// `pool.get_repository_proxy_username`; for the role read-only and those above it.
pub fn get_repository_proxy_username(pool: &Ref<Pool>) -> ApiCall<Text> {
    ApiCall::plain("pool.get_repository_proxy_username", params![pool])
}

/// `pool.get_repository_proxy_password`; for the role read-only and those above it.
pub fn get_repository_proxy_password(pool: &Ref<Pool>) -> ApiCall<OpaqueRef> {
    ApiCall::plain("pool.get_repository_proxy_password", params![pool])
}

/// `pool.get_migration_compression`; for the role read-only and those above it.
pub fn get_migration_compression(pool: &Ref<Pool>) -> ApiCall<bool> {
    ApiCall::plain("pool.get_migration_compression", params![pool])
}

/// `pool.set_migration_compression`; for the role pool-operator and those above it.
pub fn set_migration_compression(pool: &Ref<Pool>, value: bool) -> ApiCall<()> {
    ApiCall::plain("pool.set_migration_compression", params![pool, value])
}

/// `pool.get_coordinator_bias`; for the role read-only and those above it.
pub fn get_coordinator_bias(pool: &Ref<Pool>) -> ApiCall<bool> {
    ApiCall::plain("pool.get_coordinator_bias", params![pool])
}

/// `pool.set_coordinator_bias`; for the role pool-operator and those above it.
pub fn set_coordinator_bias(pool: &Ref<Pool>, value: bool) -> ApiCall<()> {
    ApiCall::plain("pool.set_coordinator_bias", params![pool, value])
}

/// `pool.get_local_auth_max_threads`; for the role read-only and those above it.
pub fn get_local_auth_max_threads(pool: &Ref<Pool>) -> ApiCall<i64> {
    ApiCall::plain("pool.get_local_auth_max_threads", params![pool])
}

/// `pool.get_ext_auth_max_threads`; for the role read-only and those above it.
pub fn get_ext_auth_max_threads(pool: &Ref<Pool>) -> ApiCall<i64> {
    ApiCall::plain("pool.get_ext_auth_max_threads", params![pool])
}

/// `pool.get_ext_auth_cache_enabled`; for the role read-only and those above it.
pub fn get_ext_auth_cache_enabled(pool: &Ref<Pool>) -> ApiCall<bool> {
    ApiCall::plain("pool.get_ext_auth_cache_enabled", params![pool])
}

/// `pool.get_ext_auth_cache_size`; for the role read-only and those above it.
pub fn get_ext_auth_cache_size(pool: &Ref<Pool>) -> ApiCall<i64> {
    ApiCall::plain("pool.get_ext_auth_cache_size", params![pool])
}

/// `pool.get_ext_auth_cache_expiry`; for the role read-only and those above it.
pub fn get_ext_auth_cache_expiry(pool: &Ref<Pool>) -> ApiCall<i64> {
    ApiCall::plain("pool.get_ext_auth_cache_expiry", params![pool])
}

/// `pool.get_telemetry_uuid`; for the role read-only and those above it.
pub fn get_telemetry_uuid(pool: &Ref<Pool>) -> ApiCall<OpaqueRef> {
    ApiCall::plain("pool.get_telemetry_uuid", params![pool])
}

/// `pool.get_telemetry_frequency`; for the role read-only and those above it.
pub fn get_telemetry_frequency(pool: &Ref<Pool>) -> ApiCall<TelemetryFrequency> {
    ApiCall::plain("pool.get_telemetry_frequency", params![pool])
}

/// `pool.get_telemetry_next_collection`; for the role read-only and those above it.
pub fn get_telemetry_next_collection(pool: &Ref<Pool>) -> ApiCall<DateTime> {
    ApiCall::plain("pool.get_telemetry_next_collection", params![pool])
}

/// `pool.get_last_update_sync`; for the role read-only and those above it.
pub fn get_last_update_sync(pool: &Ref<Pool>) -> ApiCall<DateTime> {
    ApiCall::plain("pool.get_last_update_sync", params![pool])
}

/// `pool.get_update_sync_frequency`; for the role read-only and those above it.
pub fn get_update_sync_frequency(pool: &Ref<Pool>) -> ApiCall<UpdateSyncFrequency> {
    ApiCall::plain("pool.get_update_sync_frequency", params![pool])
}

/// `pool.get_update_sync_day`; for the role read-only and those above it.
pub fn get_update_sync_day(pool: &Ref<Pool>) -> ApiCall<i64> {
    ApiCall::plain("pool.get_update_sync_day", params![pool])
}

/// `pool.get_update_sync_enabled`; for the role read-only and those above it.
pub fn get_update_sync_enabled(pool: &Ref<Pool>) -> ApiCall<bool> {
    ApiCall::plain("pool.get_update_sync_enabled", params![pool])
}

/// `pool.get_recommendations`; for the role read-only and those above it.
pub fn get_recommendations(pool: &Ref<Pool>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("pool.get_recommendations", params![pool])
}

/// `pool.get_license_server`; for the role read-only and those above it.
pub fn get_license_server(pool: &Ref<Pool>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("pool.get_license_server", params![pool])
}

/// `pool.set_license_server`; for the role pool-operator and those above it.
pub fn set_license_server(pool: &Ref<Pool>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("pool.set_license_server", params![pool, value])
}

/// `pool.add_to_license_server`; for the role pool-operator and those above it.
pub fn add_to_license_server(pool: &Ref<Pool>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("pool.add_to_license_server", params![pool, key, value])
}

/// `pool.remove_from_license_server`; for the role pool-operator and those above it.
pub fn remove_from_license_server(pool: &Ref<Pool>, key: &str) -> ApiCall<()> {
    ApiCall::plain("pool.remove_from_license_server", params![pool, key])
}

/// `pool.get_ha_reboot_vm_on_internal_shutdown`; for the role read-only and those above it.
pub fn get_ha_reboot_vm_on_internal_shutdown(pool: &Ref<Pool>) -> ApiCall<bool> {
    ApiCall::plain("pool.get_ha_reboot_vm_on_internal_shutdown", params![pool])
}

/// `pool.set_ha_reboot_vm_on_internal_shutdown`; for the role pool-operator and those above it.
pub fn set_ha_reboot_vm_on_internal_shutdown(pool: &Ref<Pool>, value: bool) -> ApiCall<()> {
    ApiCall::plain(
        "pool.set_ha_reboot_vm_on_internal_shutdown",
        params![pool, value],
    )
}

/// `pool.get_limit_console_sessions`; for the role read-only and those above it.
pub fn get_limit_console_sessions(pool: &Ref<Pool>) -> ApiCall<bool> {
    ApiCall::plain("pool.get_limit_console_sessions", params![pool])
}

/// `pool.set_limit_console_sessions`; for the role pool-operator and those above it.
pub fn set_limit_console_sessions(pool: &Ref<Pool>, value: bool) -> ApiCall<()> {
    ApiCall::plain("pool.set_limit_console_sessions", params![pool, value])
}

/// `pool.get_vm_console_idle_timeout`; for the role read-only and those above it.
pub fn get_vm_console_idle_timeout(pool: &Ref<Pool>) -> ApiCall<i64> {
    ApiCall::plain("pool.get_vm_console_idle_timeout", params![pool])
}

/// `pool.set_vm_console_idle_timeout`; for the role pool-operator and those above it.
pub fn set_vm_console_idle_timeout(pool: &Ref<Pool>, value: i64) -> ApiCall<()> {
    ApiCall::plain("pool.set_vm_console_idle_timeout", params![pool, value])
}

/// `pool.get_auto_update_vm_secureboot_certificates`; for the role read-only and those above it.
pub fn get_auto_update_vm_secureboot_certificates(pool: &Ref<Pool>) -> ApiCall<bool> {
    ApiCall::plain(
        "pool.get_auto_update_vm_secureboot_certificates",
        params![pool],
    )
}

/// `pool.set_auto_update_vm_secureboot_certificates`; for the role pool-operator and those above it.
pub fn set_auto_update_vm_secureboot_certificates(pool: &Ref<Pool>, value: bool) -> ApiCall<()> {
    ApiCall::plain(
        "pool.set_auto_update_vm_secureboot_certificates",
        params![pool, value],
    )
}

/// `pool.sync_trusted_certificates_from`; for the role pool-operator and those above it.
pub fn sync_trusted_certificates_from(
    pool: &Ref<Pool>,
    remote_pool: &str,
    remote_session: &OpaqueRef,
    remote_certificate: &str,
    ca: bool,
) -> ApiCall<List<Ref<Certificate>>> {
    ApiCall::with_task(
        "pool.sync_trusted_certificates_from",
        params![pool, remote_pool, remote_session, remote_certificate, ca],
    )
}

/// `pool.uninstall_trusted_certificate`; for the role pool-operator and those above it.
pub fn uninstall_trusted_certificate(
    pool: &Ref<Pool>,
    certificate: &Ref<Certificate>,
) -> ApiCall<()> {
    ApiCall::with_task(
        "pool.uninstall_trusted_certificate",
        params![pool, certificate],
    )
}

/// `pool.install_trusted_certificate`; for the role pool-operator and those above it.
pub fn install_trusted_certificate(
    pool: &Ref<Pool>,
    ca: bool,
    cert: &str,
    purpose: &[CertificatePurpose],
) -> ApiCall<()> {
    ApiCall::with_task(
        "pool.install_trusted_certificate",
        params![pool, ca, cert, purpose],
    )
}

/// `pool.set_ssh_auto_mode`; for the role pool-admin and those above it.
pub fn set_ssh_auto_mode(pool: &Ref<Pool>, value: bool) -> ApiCall<()> {
    ApiCall::plain("pool.set_ssh_auto_mode", params![pool, value])
}

/// `pool.set_console_idle_timeout`; for the role pool-admin and those above it.
pub fn set_console_idle_timeout(pool: &Ref<Pool>, value: i64) -> ApiCall<()> {
    ApiCall::plain("pool.set_console_idle_timeout", params![pool, value])
}

/// `pool.set_ssh_enabled_timeout`; for the role pool-admin and those above it.
pub fn set_ssh_enabled_timeout(pool: &Ref<Pool>, value: i64) -> ApiCall<()> {
    ApiCall::plain("pool.set_ssh_enabled_timeout", params![pool, value])
}

/// `pool.disable_ssh`; for the role pool-admin and those above it.
pub fn disable_ssh(pool: &Ref<Pool>) -> ApiCall<()> {
    ApiCall::with_task("pool.disable_ssh", params![pool])
}

/// `pool.enable_ssh`; for the role pool-admin and those above it.
pub fn enable_ssh(pool: &Ref<Pool>) -> ApiCall<()> {
    ApiCall::with_task("pool.enable_ssh", params![pool])
}

/// `pool.get_guest_secureboot_readiness`; for the role pool-operator and those above it.
pub fn get_guest_secureboot_readiness(pool: &Ref<Pool>) -> ApiCall<PoolGuestSecurebootReadiness> {
    ApiCall::plain("pool.get_guest_secureboot_readiness", params![pool])
}

/// `pool.set_ext_auth_cache_expiry`; for the role pool-operator and those above it.
pub fn set_ext_auth_cache_expiry(pool: &Ref<Pool>, value: i64) -> ApiCall<()> {
    ApiCall::plain("pool.set_ext_auth_cache_expiry", params![pool, value])
}

/// `pool.set_ext_auth_cache_size`; for the role pool-operator and those above it.
pub fn set_ext_auth_cache_size(pool: &Ref<Pool>, value: i64) -> ApiCall<()> {
    ApiCall::plain("pool.set_ext_auth_cache_size", params![pool, value])
}

/// `pool.set_ext_auth_cache_enabled`; for the role pool-operator and those above it.
pub fn set_ext_auth_cache_enabled(pool: &Ref<Pool>, value: bool) -> ApiCall<()> {
    ApiCall::plain("pool.set_ext_auth_cache_enabled", params![pool, value])
}

/// `pool.set_ext_auth_max_threads`; for the role pool-operator and those above it.
pub fn set_ext_auth_max_threads(pool: &Ref<Pool>, value: i64) -> ApiCall<()> {
    ApiCall::plain("pool.set_ext_auth_max_threads", params![pool, value])
}

/// `pool.set_local_auth_max_threads`; for the role pool-operator and those above it.
pub fn set_local_auth_max_threads(pool: &Ref<Pool>, value: i64) -> ApiCall<()> {
    ApiCall::plain("pool.set_local_auth_max_threads", params![pool, value])
}

/// `pool.set_update_sync_enabled`; for the role pool-operator and those above it.
pub fn set_update_sync_enabled(pool: &Ref<Pool>, value: bool) -> ApiCall<()> {
    ApiCall::plain("pool.set_update_sync_enabled", params![pool, value])
}

/// `pool.configure_update_sync`; for the role pool-operator and those above it.
pub fn configure_update_sync(
    pool: &Ref<Pool>,
    update_sync_frequency: &UpdateSyncFrequency,
    update_sync_day: i64,
) -> ApiCall<()> {
    ApiCall::with_task(
        "pool.configure_update_sync",
        params![pool, update_sync_frequency, update_sync_day],
    )
}

/// `pool.reset_telemetry_uuid`; for the role pool-admin and those above it.
pub fn reset_telemetry_uuid(pool: &Ref<Pool>) -> ApiCall<()> {
    ApiCall::with_task("pool.reset_telemetry_uuid", params![pool])
}

/// `pool.set_telemetry_next_collection`; for the role pool-admin and those above it.
pub fn set_telemetry_next_collection(pool: &Ref<Pool>, value: DateTime) -> ApiCall<()> {
    ApiCall::plain("pool.set_telemetry_next_collection", params![pool, value])
}

/// `pool.set_https_only`; for the role pool-operator and those above it.
pub fn set_https_only(pool: &Ref<Pool>, value: bool) -> ApiCall<()> {
    ApiCall::plain("pool.set_https_only", params![pool, value])
}

/// `pool.set_custom_uefi_certificates`; for the role pool-admin and those above it.
pub fn set_custom_uefi_certificates(pool: &Ref<Pool>, value: &str) -> ApiCall<()> {
    ApiCall::plain("pool.set_custom_uefi_certificates", params![pool, value])
}

/// `pool.set_uefi_certificates`; for the role pool-admin and those above it.
pub fn set_uefi_certificates(pool: &Ref<Pool>, value: &str) -> ApiCall<()> {
    ApiCall::plain("pool.set_uefi_certificates", params![pool, value])
}

/// `pool.disable_repository_proxy`; for the role pool-operator and those above it.
pub fn disable_repository_proxy(pool: &Ref<Pool>) -> ApiCall<()> {
    ApiCall::with_task("pool.disable_repository_proxy", params![pool])
}

/// `pool.configure_repository_proxy`; for the role pool-operator and those above it.
pub fn configure_repository_proxy(
    pool: &Ref<Pool>,
    url: &str,
    username: &str,
    password: &str,
) -> ApiCall<()> {
    ApiCall::with_task(
        "pool.configure_repository_proxy",
        params![pool, url, username, password],
    )
}

/// `pool.disable_client_certificate_auth`; for the role pool-operator and those above it.
pub fn disable_client_certificate_auth(pool: &Ref<Pool>) -> ApiCall<()> {
    ApiCall::with_task("pool.disable_client_certificate_auth", params![pool])
}

/// `pool.enable_client_certificate_auth`; for the role pool-operator and those above it.
pub fn enable_client_certificate_auth(pool: &Ref<Pool>, name: &str) -> ApiCall<()> {
    ApiCall::with_task("pool.enable_client_certificate_auth", params![pool, name])
}

/// `pool.check_update_readiness`; for the role pool-operator and those above it.
pub fn check_update_readiness(
    pool: &Ref<Pool>,
    requires_reboot: bool,
) -> ApiCall<List<List<Text>>> {
    ApiCall::with_task(
        "pool.check_update_readiness",
        params![pool, requires_reboot],
    )
}

/// `pool.sync_updates`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn sync_updates(
    pool: &Ref<Pool>,
    force: bool,
    token: Option<&str>,
    token_id: Option<&str>,
    username: Option<&str>,
    password: Option<&str>,
) -> ApiCall<Text> {
    ApiCall::with_task("pool.sync_updates", params![pool, force])
        .and(token)
        .and(token_id)
        .and(username)
        .and(password)
}

/// `pool.remove_repository`; for the role pool-operator and those above it.
pub fn remove_repository(pool: &Ref<Pool>, value: &Ref<Repository>) -> ApiCall<()> {
    ApiCall::with_task("pool.remove_repository", params![pool, value])
}

/// `pool.add_repository`; for the role pool-operator and those above it.
pub fn add_repository(pool: &Ref<Pool>, value: &Ref<Repository>) -> ApiCall<()> {
    ApiCall::with_task("pool.add_repository", params![pool, value])
}

/// `pool.set_repositories`; for the role pool-operator and those above it.
pub fn set_repositories(pool: &Ref<Pool>, value: &[Ref<Repository>]) -> ApiCall<()> {
    ApiCall::plain("pool.set_repositories", params![pool, value])
}

/// `pool.rotate_secret`; for the role pool-admin and those above it.
pub fn rotate_secret() -> ApiCall<()> {
    ApiCall::with_task("pool.rotate_secret", params![])
}

/// `pool.remove_from_guest_agent_config`; for the role pool-admin and those above it.
pub fn remove_from_guest_agent_config(pool: &Ref<Pool>, key: &str) -> ApiCall<()> {
    ApiCall::plain("pool.remove_from_guest_agent_config", params![pool, key])
}

/// `pool.add_to_guest_agent_config`; for the role pool-admin and those above it.
pub fn add_to_guest_agent_config(pool: &Ref<Pool>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("pool.add_to_guest_agent_config", params![pool, key, value])
}

/// `pool.has_extension`; for the role pool-admin and those above it.
pub fn has_extension(pool: &Ref<Pool>, name: &str) -> ApiCall<bool> {
    ApiCall::with_task("pool.has_extension", params![pool, name])
}

/// `pool.set_igmp_snooping_enabled`; for the role pool-operator and those above it.
pub fn set_igmp_snooping_enabled(pool: &Ref<Pool>, value: bool) -> ApiCall<()> {
    ApiCall::plain("pool.set_igmp_snooping_enabled", params![pool, value])
}

/// `pool.disable_ssl_legacy`; for the role pool-operator and those above it.
pub fn disable_ssl_legacy(pool: &Ref<Pool>) -> ApiCall<()> {
    ApiCall::with_task("pool.disable_ssl_legacy", params![pool])
}

/// `pool.apply_edition`; for the role pool-operator and those above it.
pub fn apply_edition(pool: &Ref<Pool>, edition: &str) -> ApiCall<()> {
    ApiCall::with_task("pool.apply_edition", params![pool, edition])
}

/// `pool.get_license_state`; for the role read-only and those above it.
pub fn get_license_state(pool: &Ref<Pool>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("pool.get_license_state", params![pool])
}

/// `pool.disable_local_storage_caching`; for the role pool-operator and those above it.
pub fn disable_local_storage_caching(pool: &Ref<Pool>) -> ApiCall<()> {
    ApiCall::with_task("pool.disable_local_storage_caching", params![pool])
}

/// `pool.enable_local_storage_caching`; for the role pool-operator and those above it.
pub fn enable_local_storage_caching(pool: &Ref<Pool>) -> ApiCall<()> {
    ApiCall::with_task("pool.enable_local_storage_caching", params![pool])
}

/// `pool.test_archive_target`; for the role pool-operator and those above it.
pub fn test_archive_target(pool: &Ref<Pool>, config: &Map<Text, Text>) -> ApiCall<Text> {
    ApiCall::with_task("pool.test_archive_target", params![pool, config])
}

/// `pool.set_vswitch_controller`; for the role pool-operator and those above it.
pub fn set_vswitch_controller(address: &str) -> ApiCall<()> {
    ApiCall::plain("pool.set_vswitch_controller", params![address])
}

/// `pool.disable_redo_log`; for the role pool-operator and those above it.
pub fn disable_redo_log() -> ApiCall<()> {
    ApiCall::with_task("pool.disable_redo_log", params![])
}

/// `pool.enable_redo_log`; for the role pool-operator and those above it.
pub fn enable_redo_log(sr: &Ref<Sr>) -> ApiCall<()> {
    ApiCall::with_task("pool.enable_redo_log", params![sr])
}

/// `pool.enable_tls_verification`; for the role pool-admin and those above it.
pub fn enable_tls_verification() -> ApiCall<()> {
    ApiCall::with_task("pool.enable_tls_verification", params![])
}

/// `pool.certificate_sync`; for the role pool-operator and those above it.
pub fn certificate_sync() -> ApiCall<()> {
    ApiCall::with_task("pool.certificate_sync", params![])
}

/// `pool.crl_list`; for the role pool-operator and those above it.
pub fn crl_list() -> ApiCall<List<Text>> {
    ApiCall::with_task("pool.crl_list", params![])
}

/// `pool.crl_uninstall`; for the role pool-operator and those above it.
pub fn crl_uninstall(name: &str) -> ApiCall<()> {
    ApiCall::with_task("pool.crl_uninstall", params![name])
}

/// `pool.crl_install`; for the role pool-operator and those above it.
pub fn crl_install(name: &str, cert: &str) -> ApiCall<()> {
    ApiCall::with_task("pool.crl_install", params![name, cert])
}

/// `pool.uninstall_ca_certificate`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn uninstall_ca_certificate(name: &str, force: Option<bool>) -> ApiCall<()> {
    ApiCall::with_task("pool.uninstall_ca_certificate", params![name]).and(force)
}

/// `pool.install_ca_certificate`; for the role pool-operator and those above it.
pub fn install_ca_certificate(name: &str, cert: &str) -> ApiCall<()> {
    ApiCall::with_task("pool.install_ca_certificate", params![name, cert])
}

/// `pool.certificate_list`; for the role pool-operator and those above it.
pub fn certificate_list() -> ApiCall<List<Text>> {
    ApiCall::with_task("pool.certificate_list", params![])
}

/// `pool.certificate_uninstall`; for the role pool-operator and those above it.
pub fn certificate_uninstall(name: &str) -> ApiCall<()> {
    ApiCall::with_task("pool.certificate_uninstall", params![name])
}

/// `pool.certificate_install`; for the role pool-operator and those above it.
pub fn certificate_install(name: &str, cert: &str) -> ApiCall<()> {
    ApiCall::with_task("pool.certificate_install", params![name, cert])
}

/// `pool.send_test_post`; for the role pool-admin and those above it.
pub fn send_test_post(host: &str, port: i64, body: &str) -> ApiCall<Text> {
    ApiCall::with_task("pool.send_test_post", params![host, port, body])
}

/// `pool.retrieve_wlb_recommendations`; for the role read-only and those above it.
pub fn retrieve_wlb_recommendations() -> ApiCall<Map<Ref<Vm>, List<Text>>> {
    ApiCall::with_task("pool.retrieve_wlb_recommendations", params![])
}

/// `pool.retrieve_wlb_configuration`; for the role read-only and those above it.
pub fn retrieve_wlb_configuration() -> ApiCall<Map<Text, Text>> {
    ApiCall::with_task("pool.retrieve_wlb_configuration", params![])
}

/// `pool.send_wlb_configuration`; for the role pool-operator and those above it.
pub fn send_wlb_configuration(config: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::with_task("pool.send_wlb_configuration", params![config])
}

/// `pool.deconfigure_wlb`; for the role pool-operator and those above it.
pub fn deconfigure_wlb() -> ApiCall<()> {
    ApiCall::with_task("pool.deconfigure_wlb", params![])
}

/// `pool.initialize_wlb`; for the role pool-operator and those above it.
pub fn initialize_wlb(
    wlb_url: &str,
    wlb_username: &str,
    wlb_password: &str,
    xenserver_username: &str,
    xenserver_password: &str,
) -> ApiCall<()> {
    ApiCall::with_task(
        "pool.initialize_wlb",
        params![
            wlb_url,
            wlb_username,
            wlb_password,
            xenserver_username,
            xenserver_password
        ],
    )
}

/// `pool.detect_nonhomogeneous_external_auth`; for the role pool-operator and those above it.
pub fn detect_nonhomogeneous_external_auth(pool: &Ref<Pool>) -> ApiCall<()> {
    ApiCall::with_task("pool.detect_nonhomogeneous_external_auth", params![pool])
}

/// `pool.external_auth_set_ldaps`; for the role pool-admin and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn external_auth_set_ldaps(pool: &Ref<Pool>, ldaps: bool, force: Option<bool>) -> ApiCall<()> {
    ApiCall::with_task("pool.external_auth_set_ldaps", params![pool, ldaps]).and(force)
}

/// `pool.disable_external_auth`; for the role pool-admin and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn disable_external_auth(pool: &Ref<Pool>, config: Option<&Map<Text, Text>>) -> ApiCall<()> {
    ApiCall::with_task("pool.disable_external_auth", params![pool]).and(config)
}

/// `pool.enable_external_auth`; for the role pool-admin and those above it.
pub fn enable_external_auth(
    pool: &Ref<Pool>,
    config: &Map<Text, Text>,
    service_name: &str,
    auth_type: &str,
) -> ApiCall<()> {
    ApiCall::with_task(
        "pool.enable_external_auth",
        params![pool, config, service_name, auth_type],
    )
}

/// `pool.create_new_blob`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn create_new_blob(
    pool: &Ref<Pool>,
    name: &str,
    mime_type: &str,
    public: Option<bool>,
) -> ApiCall<Ref<Blob>> {
    ApiCall::with_task("pool.create_new_blob", params![pool, name, mime_type]).and(public)
}

/// `pool.set_ha_host_failures_to_tolerate`; for the role pool-operator and those above it.
pub fn set_ha_host_failures_to_tolerate(pool: &Ref<Pool>, value: i64) -> ApiCall<()> {
    ApiCall::plain(
        "pool.set_ha_host_failures_to_tolerate",
        params![pool, value],
    )
}

/// `pool.ha_compute_vm_failover_plan`; for the role pool-operator and those above it.
pub fn ha_compute_vm_failover_plan(
    failed_hosts: &[Ref<Host>],
    failed_vms: &[Ref<Vm>],
) -> ApiCall<Map<Ref<Vm>, Map<Text, Text>>> {
    ApiCall::with_task(
        "pool.ha_compute_vm_failover_plan",
        params![failed_hosts, failed_vms],
    )
}

/// `pool.ha_compute_hypothetical_max_host_failures_to_tolerate`; for the role read-only and those above it.
pub fn ha_compute_hypothetical_max_host_failures_to_tolerate(
    configuration: &Map<Ref<Vm>, Text>,
) -> ApiCall<i64> {
    ApiCall::with_task(
        "pool.ha_compute_hypothetical_max_host_failures_to_tolerate",
        params![configuration],
    )
}

/// `pool.ha_compute_max_host_failures_to_tolerate`; for the role pool-operator and those above it.
pub fn ha_compute_max_host_failures_to_tolerate() -> ApiCall<i64> {
    ApiCall::with_task("pool.ha_compute_max_host_failures_to_tolerate", params![])
}

/// `pool.ha_failover_plan_exists`; for the role pool-operator and those above it.
pub fn ha_failover_plan_exists(n: i64) -> ApiCall<bool> {
    ApiCall::with_task("pool.ha_failover_plan_exists", params![n])
}

/// `pool.ha_prevent_restarts_for`; for the role pool-operator and those above it.
pub fn ha_prevent_restarts_for(seconds: i64) -> ApiCall<()> {
    ApiCall::with_task("pool.ha_prevent_restarts_for", params![seconds])
}

/// `pool.designate_new_master`; for the role pool-operator and those above it.
pub fn designate_new_master(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("pool.designate_new_master", params![host])
}

/// `pool.sync_database`; for the role pool-operator and those above it.
pub fn sync_database() -> ApiCall<()> {
    ApiCall::with_task("pool.sync_database", params![])
}

/// `pool.disable_ha`; for the role pool-operator and those above it.
pub fn disable_ha() -> ApiCall<()> {
    ApiCall::with_task("pool.disable_ha", params![])
}

/// `pool.enable_ha`; for the role pool-operator and those above it.
pub fn enable_ha(heartbeat_srs: &[Ref<Sr>], configuration: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::with_task("pool.enable_ha", params![heartbeat_srs, configuration])
}

/// `pool.create_VLAN_from_PIF`; for the role pool-operator and those above it.
pub fn create_vlan_from_pif(
    pif: &Ref<Pif>,
    network: &Ref<Network>,
    vlan: i64,
) -> ApiCall<List<Ref<Pif>>> {
    ApiCall::with_task("pool.create_VLAN_from_PIF", params![pif, network, vlan])
}

/// `pool.management_reconfigure`; for the role pool-operator and those above it.
pub fn management_reconfigure(network: &Ref<Network>) -> ApiCall<()> {
    ApiCall::with_task("pool.management_reconfigure", params![network])
}

/// `pool.create_VLAN`; for the role pool-operator and those above it.
pub fn create_vlan(device: &str, network: &Ref<Network>, vlan: i64) -> ApiCall<List<Ref<Pif>>> {
    ApiCall::with_task("pool.create_VLAN", params![device, network, vlan])
}

/// `pool.recover_slaves`; for the role pool-operator and those above it.
pub fn recover_slaves() -> ApiCall<List<Ref<Host>>> {
    ApiCall::with_task("pool.recover_slaves", params![])
}

/// `pool.emergency_reset_master`; for the role pool-operator and those above it.
pub fn emergency_reset_master(master_address: &str) -> ApiCall<()> {
    ApiCall::with_task("pool.emergency_reset_master", params![master_address])
}

/// `pool.emergency_transition_to_master`; for the role pool-operator and those above it.
pub fn emergency_transition_to_master() -> ApiCall<()> {
    ApiCall::with_task("pool.emergency_transition_to_master", params![])
}

/// `pool.eject`; for the role pool-operator and those above it.
pub fn eject(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("pool.eject", params![host])
}

/// `pool.join_force`; for the role pool-operator and those above it.
pub fn join_force(
    master_address: &str,
    master_username: &str,
    master_password: &str,
) -> ApiCall<()> {
    ApiCall::with_task(
        "pool.join_force",
        params![master_address, master_username, master_password],
    )
}

/// `pool.join`; for the role pool-operator and those above it.
pub fn join(master_address: &str, master_username: &str, master_password: &str) -> ApiCall<()> {
    ApiCall::with_task(
        "pool.join",
        params![master_address, master_username, master_password],
    )
}
