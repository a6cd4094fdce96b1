// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `host`.

use super::*;

/// `host.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Host>>> {
    ApiCall::plain("host.get_all", params![])
}

/// `host.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Host>, Host>> {
    ApiCall::plain("host.get_all_records", params![])
}

/// `host.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Host>, Host>> {
    ApiCall::plain("host.get_all_records_where", params![expr])
}

/// `host.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<Ref<Host>>> {
    ApiCall::plain("host.get_by_name_label", params![label])
}

/// `host.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Host>> {
    ApiCall::plain("host.get_by_uuid", params![uuid])
}

/// `host.get_record`; for the role read-only and those above it.
pub fn get_record(host: &Ref<Host>) -> ApiCall<Host> {
    ApiCall::plain("host.get_record", params![host])
}

/// `host.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::plain("host.get_uuid", params![host])
}

/// `host.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::plain("host.get_name_label", params![host])
}

/// `host.set_name_label`; for the role pool-operator and those above it.
pub fn set_name_label(host: &Ref<Host>, value: &str) -> ApiCall<()> {
    ApiCall::plain("host.set_name_label", params![host, value])
}

/// `host.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::plain("host.get_name_description", params![host])
}

/// `host.set_name_description`; for the role pool-operator and those above it.
pub fn set_name_description(host: &Ref<Host>, value: &str) -> ApiCall<()> {
    ApiCall::plain("host.set_name_description", params![host, value])
}

/// `host.get_memory_overhead`; for the role read-only and those above it.
pub fn get_memory_overhead(host: &Ref<Host>) -> ApiCall<i64> {
    ApiCall::plain("host.get_memory_overhead", params![host])
}

/// `host.get_allowed_operations`; for the role read-only and those above it.
pub fn get_allowed_operations(host: &Ref<Host>) -> ApiCall<List<HostOperation>> {
    ApiCall::plain("host.get_allowed_operations", params![host])
}

/// `host.get_current_operations`; for the role read-only and those above it.
pub fn get_current_operations(host: &Ref<Host>) -> ApiCall<Map<Text, HostOperation>> {
    ApiCall::plain("host.get_current_operations", params![host])
}

/// `host.get_API_version_major`; for the role read-only and those above it.
pub fn get_api_version_major(host: &Ref<Host>) -> ApiCall<i64> {
    ApiCall::plain("host.get_API_version_major", params![host])
}

/// `host.get_API_version_minor`; for the role read-only and those above it.
pub fn get_api_version_minor(host: &Ref<Host>) -> ApiCall<i64> {
    ApiCall::plain("host.get_API_version_minor", params![host])
}

/// `host.get_API_version_vendor`; for the role read-only and those above it.
pub fn get_api_version_vendor(host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::plain("host.get_API_version_vendor", params![host])
}

/// `host.get_API_version_vendor_implementation`; for the role read-only and those above it.
pub fn get_api_version_vendor_implementation(host: &Ref<Host>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("host.get_API_version_vendor_implementation", params![host])
}

/// `host.get_enabled`; for the role read-only and those above it.
pub fn get_enabled(host: &Ref<Host>) -> ApiCall<bool> {
    ApiCall::plain("host.get_enabled", params![host])
}

/// `host.get_software_version`; for the role read-only and those above it.
pub fn get_software_version(host: &Ref<Host>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("host.get_software_version", params![host])
}

/// `host.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(host: &Ref<Host>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("host.get_other_config", params![host])
}

/// `host.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(host: &Ref<Host>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("host.set_other_config", params![host, value])
}

/// `host.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(host: &Ref<Host>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("host.add_to_other_config", params![host, key, value])
}

/// `host.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(host: &Ref<Host>, key: &str) -> ApiCall<()> {
    ApiCall::plain("host.remove_from_other_config", params![host, key])
}

/// `host.get_capabilities`; for the role read-only and those above it.
pub fn get_capabilities(host: &Ref<Host>) -> ApiCall<List<Text>> {
    ApiCall::plain("host.get_capabilities", params![host])
}

/// `host.get_cpu_configuration`; for the role read-only and those above it.
pub fn get_cpu_configuration(host: &Ref<Host>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("host.get_cpu_configuration", params![host])
}

/// `host.get_sched_policy`; for the role read-only and those above it.
pub fn get_sched_policy(host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::plain("host.get_sched_policy", params![host])
}

/// `host.get_supported_bootloaders`; for the role read-only and those above it.
pub fn get_supported_bootloaders(host: &Ref<Host>) -> ApiCall<List<Text>> {
    ApiCall::plain("host.get_supported_bootloaders", params![host])
}

/// `host.get_resident_VMs`; for the role read-only and those above it.
pub fn get_resident_vms(host: &Ref<Host>) -> ApiCall<List<Ref<Vm>>> {
    ApiCall::plain("host.get_resident_VMs", params![host])
}

/// `host.get_logging`; for the role read-only and those above it.
pub fn get_logging(host: &Ref<Host>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("host.get_logging", params![host])
}

/// `host.set_logging`; for the role pool-operator and those above it.
pub fn set_logging(host: &Ref<Host>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("host.set_logging", params![host, value])
}

/// `host.add_to_logging`; for the role pool-operator and those above it.
pub fn add_to_logging(host: &Ref<Host>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("host.add_to_logging", params![host, key, value])
}

/// `host.remove_from_logging`; for the role pool-operator and those above it.
pub fn remove_from_logging(host: &Ref<Host>, key: &str) -> ApiCall<()> {
    ApiCall::plain("host.remove_from_logging", params![host, key])
}

/// `host.get_PIFs`; for the role read-only and those above it.
pub fn get_pifs(host: &Ref<Host>) -> ApiCall<List<Ref<Pif>>> {
    ApiCall::plain("host.get_PIFs", params![host])
}

/// `host.get_suspend_image_sr`; for the role read-only and those above it.
pub fn get_suspend_image_sr(host: &Ref<Host>) -> ApiCall<Ref<Sr>> {
    ApiCall::plain("host.get_suspend_image_sr", params![host])
}

/// `host.set_suspend_image_sr`; for the role pool-operator and those above it.
pub fn set_suspend_image_sr(host: &Ref<Host>, value: &Ref<Sr>) -> ApiCall<()> {
    ApiCall::plain("host.set_suspend_image_sr", params![host, value])
}

/// `host.get_crash_dump_sr`; for the role read-only and those above it.
pub fn get_crash_dump_sr(host: &Ref<Host>) -> ApiCall<Ref<Sr>> {
    ApiCall::plain("host.get_crash_dump_sr", params![host])
}

/// `host.set_crash_dump_sr`; for the role pool-operator and those above it.
pub fn set_crash_dump_sr(host: &Ref<Host>, value: &Ref<Sr>) -> ApiCall<()> {
    ApiCall::plain("host.set_crash_dump_sr", params![host, value])
}

/// `host.get_crashdumps`; for the role read-only and those above it.
pub fn get_crashdumps(host: &Ref<Host>) -> ApiCall<List<Ref<HostCrashdump>>> {
    ApiCall::plain("host.get_crashdumps", params![host])
}

/// `host.get_patches`; for the role read-only and those above it.
pub fn get_patches(host: &Ref<Host>) -> ApiCall<List<Ref<HostPatch>>> {
    ApiCall::plain("host.get_patches", params![host])
}

/// `host.get_updates`; for the role read-only and those above it.
pub fn get_updates(host: &Ref<Host>) -> ApiCall<List<Ref<PoolUpdate>>> {
    ApiCall::plain("host.get_updates", params![host])
}

/// `host.get_PBDs`; for the role read-only and those above it.
pub fn get_pbds(host: &Ref<Host>) -> ApiCall<List<Ref<Pbd>>> {
    ApiCall::plain("host.get_PBDs", params![host])
}

/// `host.get_host_CPUs`; for the role read-only and those above it.
pub fn get_host_cpus(host: &Ref<Host>) -> ApiCall<List<Ref<HostCpu>>> {
    ApiCall::plain("host.get_host_CPUs", params![host])
}

/// `host.get_cpu_info`; for the role read-only and those above it.
pub fn get_cpu_info(host: &Ref<Host>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("host.get_cpu_info", params![host])
}

/// `host.get_hostname`; for the role read-only and those above it.
pub fn get_hostname(host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::plain("host.get_hostname", params![host])
}

/// `host.set_hostname`; for the role pool-operator and those above it.
pub fn set_hostname(host: &Ref<Host>, value: &str) -> ApiCall<()> {
    ApiCall::plain("host.set_hostname", params![host, value])
}

/// `host.get_address`; for the role read-only and those above it.
pub fn get_address(host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::plain("host.get_address", params![host])
}

/// `host.set_address`; for the role pool-operator and those above it.
pub fn set_address(host: &Ref<Host>, value: &str) -> ApiCall<()> {
    ApiCall::plain("host.set_address", params![host, value])
}

/// `host.get_metrics`; for the role read-only and those above it.
pub fn get_metrics(host: &Ref<Host>) -> ApiCall<Ref<HostMetrics>> {
    ApiCall::plain("host.get_metrics", params![host])
}

/// `host.get_license_params`; for the role read-only and those above it.
pub fn get_license_params(host: &Ref<Host>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("host.get_license_params", params![host])
}

/// `host.get_ha_statefiles`; for the role read-only and those above it.
pub fn get_ha_statefiles(host: &Ref<Host>) -> ApiCall<List<Text>> {
    ApiCall::plain("host.get_ha_statefiles", params![host])
}

/// `host.get_ha_network_peers`; for the role read-only and those above it.
pub fn get_ha_network_peers(host: &Ref<Host>) -> ApiCall<List<Text>> {
    ApiCall::plain("host.get_ha_network_peers", params![host])
}

/// `host.get_blobs`; for the role read-only and those above it.
pub fn get_blobs(host: &Ref<Host>) -> ApiCall<Map<Text, Ref<Blob>>> {
    ApiCall::plain("host.get_blobs", params![host])
}

/// `host.get_tags`; for the role read-only and those above it.
pub fn get_tags(host: &Ref<Host>) -> ApiCall<List<Text>> {
    ApiCall::plain("host.get_tags", params![host])
}

/// `host.set_tags`; for the role vm-operator and those above it.
pub fn set_tags(host: &Ref<Host>, value: &[Text]) -> ApiCall<()> {
    ApiCall::plain("host.set_tags", params![host, value])
}

/// `host.add_tags`; for the role vm-operator and those above it.
pub fn add_tags(host: &Ref<Host>, value: &str) -> ApiCall<()> {
    ApiCall::plain("host.add_tags", params![host, value])
}

/// `host.remove_tags`; for the role vm-operator and those above it.
pub fn remove_tags(host: &Ref<Host>, value: &str) -> ApiCall<()> {
    ApiCall::plain("host.remove_tags", params![host, value])
}

/// `host.get_external_auth_type`; for the role read-only and those above it.
pub fn get_external_auth_type(host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::plain("host.get_external_auth_type", params![host])
}

/// `host.get_external_auth_service_name`; for the role read-only and those above it.
pub fn get_external_auth_service_name(host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::plain("host.get_external_auth_service_name", params![host])
}

/// `host.get_external_auth_configuration`; for the role read-only and those above it.
pub fn get_external_auth_configuration(host: &Ref<Host>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("host.get_external_auth_configuration", params![host])
}

/// `host.get_edition`; for the role read-only and those above it.
pub fn get_edition(host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::plain("host.get_edition", params![host])
}

/// `host.get_license_server`; for the role read-only and those above it.
pub fn get_license_server(host: &Ref<Host>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("host.get_license_server", params![host])
}

/// `host.set_license_server`; for the role pool-operator and those above it.
pub fn set_license_server(host: &Ref<Host>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("host.set_license_server", params![host, value])
}

/// `host.add_to_license_server`; for the role pool-operator and those above it.
pub fn add_to_license_server(host: &Ref<Host>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("host.add_to_license_server", params![host, key, value])
}

/// `host.remove_from_license_server`; for the role pool-operator and those above it.
pub fn remove_from_license_server(host: &Ref<Host>, key: &str) -> ApiCall<()> {
    ApiCall::plain("host.remove_from_license_server", params![host, key])
}

/// `host.get_bios_strings`; for the role read-only and those above it.
pub fn get_bios_strings(host: &Ref<Host>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("host.get_bios_strings", params![host])
}

/// `host.get_power_on_mode`; for the role read-only and those above it.
pub fn get_power_on_mode(host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::plain("host.get_power_on_mode", params![host])
}

/// `host.get_power_on_config`; for the role read-only and those above it.
pub fn get_power_on_config(host: &Ref<Host>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("host.get_power_on_config", params![host])
}

/// `host.get_local_cache_sr`; for the role read-only and those above it.
pub fn get_local_cache_sr(host: &Ref<Host>) -> ApiCall<Ref<Sr>> {
    ApiCall::plain("host.get_local_cache_sr", params![host])
}

/// `host.get_chipset_info`; for the role read-only and those above it.
pub fn get_chipset_info(host: &Ref<Host>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("host.get_chipset_info", params![host])
}

/// `host.get_PCIs`; for the role read-only and those above it.
pub fn get_pcis(host: &Ref<Host>) -> ApiCall<List<Ref<Pci>>> {
    ApiCall::plain("host.get_PCIs", params![host])
}

/// `host.get_PGPUs`; for the role read-only and those above it.
pub fn get_pgpus(host: &Ref<Host>) -> ApiCall<List<Ref<Pgpu>>> {
    ApiCall::plain("host.get_PGPUs", params![host])
}

/// `host.get_PUSBs`; for the role read-only and those above it.
pub fn get_pusbs(host: &Ref<Host>) -> ApiCall<List<Ref<Pusb>>> {
    ApiCall::plain("host.get_PUSBs", params![host])
}

/// `host.get_ssl_legacy`; for the role read-only and those above it.
pub fn get_ssl_legacy(host: &Ref<Host>) -> ApiCall<bool> {
    ApiCall::plain("host.get_ssl_legacy", params![host])
}

/// `host.get_guest_VCPUs_params`; for the role read-only and those above it.
pub fn get_guest_vcpus_params(host: &Ref<Host>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("host.get_guest_VCPUs_params", params![host])
}

/// `host.set_guest_VCPUs_params`; for the role pool-operator and those above it.
pub fn set_guest_vcpus_params(host: &Ref<Host>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("host.set_guest_VCPUs_params", params![host, value])
}

/// `host.add_to_guest_VCPUs_params`; for the role pool-operator and those above it.
pub fn add_to_guest_vcpus_params(host: &Ref<Host>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("host.add_to_guest_VCPUs_params", params![host, key, value])
}

/// `host.remove_from_guest_VCPUs_params`; for the role pool-operator and those above it.
pub fn remove_from_guest_vcpus_params(host: &Ref<Host>, key: &str) -> ApiCall<()> {
    ApiCall::plain("host.remove_from_guest_VCPUs_params", params![host, key])
}

/// `host.get_display`; for the role read-only and those above it.
pub fn get_display(host: &Ref<Host>) -> ApiCall<HostDisplay> {
    ApiCall::plain("host.get_display", params![host])
}

/// `host.set_display`; for the role pool-operator and those above it.
pub fn set_display(host: &Ref<Host>, value: &HostDisplay) -> ApiCall<()> {
    ApiCall::plain("host.set_display", params![host, value])
}

/// `host.get_virtual_hardware_platform_versions`; for the role read-only and those above it.
pub fn get_virtual_hardware_platform_versions(host: &Ref<Host>) -> ApiCall<List<i64>> {
    ApiCall::plain("host.get_virtual_hardware_platform_versions", params![host])
}

/// `host.get_control_domain`; for the role read-only and those above it.
pub fn get_control_domain(host: &Ref<Host>) -> ApiCall<Ref<Vm>> {
    ApiCall::plain("host.get_control_domain", params![host])
}

/// `host.get_updates_requiring_reboot`; for the role read-only and those above it.
pub fn get_updates_requiring_reboot(host: &Ref<Host>) -> ApiCall<List<Ref<PoolUpdate>>> {
    ApiCall::plain("host.get_updates_requiring_reboot", params![host])
}

/// `host.get_features`; for the role read-only and those above it.
pub fn get_features(host: &Ref<Host>) -> ApiCall<List<Ref<Feature>>> {
    ApiCall::plain("host.get_features", params![host])
}

/// `host.get_iscsi_iqn`; for the role read-only and those above it.
pub fn get_iscsi_iqn(host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::plain("host.get_iscsi_iqn", params![host])
}

/// `host.get_multipathing`; for the role read-only and those above it.
pub fn get_multipathing(host: &Ref<Host>) -> ApiCall<bool> {
    ApiCall::plain("host.get_multipathing", params![host])
}

/// `host.get_uefi_certificates`; for the role read-only and those above it.
pub fn get_uefi_certificates(host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::plain("host.get_uefi_certificates", params![host])
}

/// `host.get_certificates`; for the role read-only and those above it.
pub fn get_certificates(host: &Ref<Host>) -> ApiCall<List<Ref<Certificate>>> {
    ApiCall::plain("host.get_certificates", params![host])
}

/// `host.get_editions`; for the role read-only and those above it.
pub fn get_editions(host: &Ref<Host>) -> ApiCall<List<Text>> {
    ApiCall::plain("host.get_editions", params![host])
}

/// `host.get_pending_guidances`; for the role read-only and those above it.
pub fn get_pending_guidances(host: &Ref<Host>) -> ApiCall<List<UpdateGuidance>> {
    ApiCall::plain("host.get_pending_guidances", params![host])
}

/// `host.get_tls_verification_enabled`; for the role read-only and those above it.
pub fn get_tls_verification_enabled(host: &Ref<Host>) -> ApiCall<bool> {
    ApiCall::plain("host.get_tls_verification_enabled", params![host])
}

/// `host.get_last_software_update`; for the role read-only and those above it.
pub fn get_last_software_update(host: &Ref<Host>) -> ApiCall<DateTime> {
    ApiCall::plain("host.get_last_software_update", params![host])
}

/// `host.get_https_only`; for the role read-only and those above it.
pub fn get_https_only(host: &Ref<Host>) -> ApiCall<bool> {
    ApiCall::plain("host.get_https_only", params![host])
}

/// `host.get_latest_synced_updates_applied`; for the role read-only and those above it.
pub fn get_latest_synced_updates_applied(host: &Ref<Host>) -> ApiCall<LatestSyncedUpdatesApplied> {
    ApiCall::plain("host.get_latest_synced_updates_applied", params![host])
}

/// `host.get_numa_affinity_policy`; for the role read-only and those above it.
pub fn get_numa_affinity_policy(host: &Ref<Host>) -> ApiCall<HostNumaAffinityPolicy> {
    ApiCall::plain("host.get_numa_affinity_policy", params![host])
}

/// `host.get_pending_guidances_recommended`; for the role read-only and those above it.
pub fn get_pending_guidances_recommended(host: &Ref<Host>) -> ApiCall<List<UpdateGuidance>> {
    ApiCall::plain("host.get_pending_guidances_recommended", params![host])
}

/// `host.get_pending_guidances_full`; for the role read-only and those above it.
pub fn get_pending_guidances_full(host: &Ref<Host>) -> ApiCall<List<UpdateGuidance>> {
    ApiCall::plain("host.get_pending_guidances_full", params![host])
}

/// `host.get_last_update_hash`; for the role read-only and those above it.
pub fn get_last_update_hash(host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::plain("host.get_last_update_hash", params![host])
}

/// `host.get_ssh_enabled`; for the role read-only and those above it.
pub fn get_ssh_enabled(host: &Ref<Host>) -> ApiCall<bool> {
    ApiCall::plain("host.get_ssh_enabled", params![host])
}

/// `host.get_ssh_enabled_timeout`; for the role read-only and those above it.
pub fn get_ssh_enabled_timeout(host: &Ref<Host>) -> ApiCall<i64> {
    ApiCall::plain("host.get_ssh_enabled_timeout", params![host])
}

/// `host.get_ssh_expiry`; for the role read-only and those above it.
pub fn get_ssh_expiry(host: &Ref<Host>) -> ApiCall<DateTime> {
    ApiCall::plain("host.get_ssh_expiry", params![host])
}

/// `host.get_console_idle_timeout`; for the role read-only and those above it.
pub fn get_console_idle_timeout(host: &Ref<Host>) -> ApiCall<i64> {
    ApiCall::plain("host.get_console_idle_timeout", params![host])
}

/// `host.get_ssh_auto_mode`; for the role read-only and those above it.
pub fn get_ssh_auto_mode(host: &Ref<Host>) -> ApiCall<bool> {
    ApiCall::plain("host.get_ssh_auto_mode", params![host])
}

/// `host.get_max_cstate`; for the role read-only and those above it.
pub fn get_max_cstate(host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::plain("host.get_max_cstate", params![host])
}

/// `host.get_secure_boot`; for the role read-only and those above it.
pub fn get_secure_boot(host: &Ref<Host>) -> ApiCall<bool> {
    ApiCall::plain("host.get_secure_boot", params![host])
}

/// `host.get_ntp_mode`; for the role read-only and those above it.
pub fn get_ntp_mode(host: &Ref<Host>) -> ApiCall<HostNtpMode> {
    ApiCall::plain("host.get_ntp_mode", params![host])
}

/// `host.get_ntp_custom_servers`; for the role read-only and those above it.
pub fn get_ntp_custom_servers(host: &Ref<Host>) -> ApiCall<List<Text>> {
    ApiCall::plain("host.get_ntp_custom_servers", params![host])
}

/// `host.get_timezone`; for the role read-only and those above it.
pub fn get_timezone(host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::plain("host.get_timezone", params![host])
}

/// `host.set_servertime`; for the role pool-operator and those above it.
pub fn set_servertime(host: &Ref<Host>, value: DateTime) -> ApiCall<()> {
    ApiCall::plain("host.set_servertime", params![host, value])
}

/// `host.get_ntp_synchronized`; for the role read-only and those above it.
pub fn get_ntp_synchronized(host: &Ref<Host>) -> ApiCall<bool> {
    ApiCall::plain("host.get_ntp_synchronized", params![host])
}

/// `host.list_timezones`; for the role read-only and those above it.
pub fn list_timezones(host: &Ref<Host>) -> ApiCall<List<Text>> {
    ApiCall::with_task("host.list_timezones", params![host])
}

/// `host.set_timezone`; for the role pool-operator and those above it.
pub fn set_timezone(host: &Ref<Host>, value: &str) -> ApiCall<()> {
    ApiCall::plain("host.set_timezone", params![host, value])
}

/// `host.get_ntp_servers_status`; for the role read-only and those above it.
pub fn get_ntp_servers_status(host: &Ref<Host>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("host.get_ntp_servers_status", params![host])
}

/// `host.set_ntp_custom_servers`; for the role pool-operator and those above it.
pub fn set_ntp_custom_servers(host: &Ref<Host>, value: &[Text]) -> ApiCall<()> {
    ApiCall::plain("host.set_ntp_custom_servers", params![host, value])
}

/// `host.set_ntp_mode`; for the role pool-operator and those above it.
pub fn set_ntp_mode(host: &Ref<Host>, value: &HostNtpMode) -> ApiCall<()> {
    ApiCall::plain("host.set_ntp_mode", params![host, value])
}

/// `host.set_max_cstate`; for the role pool-operator and those above it.
pub fn set_max_cstate(host: &Ref<Host>, value: &str) -> ApiCall<()> {
    ApiCall::plain("host.set_max_cstate", params![host, value])
}

/// `host.get_tracked_user_agents`; for the role read-only and those above it.
pub fn get_tracked_user_agents(host: &Ref<Host>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("host.get_tracked_user_agents", params![host])
}

/// `host.set_ssh_auto_mode`; for the role pool-admin and those above it.
pub fn set_ssh_auto_mode(host: &Ref<Host>, value: bool) -> ApiCall<()> {
    ApiCall::plain("host.set_ssh_auto_mode", params![host, value])
}

/// `host.set_console_idle_timeout`; for the role pool-admin and those above it.
pub fn set_console_idle_timeout(host: &Ref<Host>, value: i64) -> ApiCall<()> {
    ApiCall::plain("host.set_console_idle_timeout", params![host, value])
}

/// `host.set_ssh_enabled_timeout`; for the role pool-admin and those above it.
pub fn set_ssh_enabled_timeout(host: &Ref<Host>, value: i64) -> ApiCall<()> {
    ApiCall::plain("host.set_ssh_enabled_timeout", params![host, value])
}

/// `host.disable_ssh`; for the role pool-admin and those above it.
pub fn disable_ssh(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("host.disable_ssh", params![host])
}

/// `host.enable_ssh`; for the role pool-admin and those above it.
pub fn enable_ssh(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("host.enable_ssh", params![host])
}

/// `host.emergency_clear_mandatory_guidance`; for the role pool-admin and those above it.
pub fn emergency_clear_mandatory_guidance() -> ApiCall<()> {
    ApiCall::with_task("host.emergency_clear_mandatory_guidance", params![])
}

/// `host.set_https_only`; for the role pool-operator and those above it.
pub fn set_https_only(host: &Ref<Host>, value: bool) -> ApiCall<()> {
    ApiCall::plain("host.set_https_only", params![host, value])
}

/// `host.rescan_drivers`; for the role pool-admin and those above it.
pub fn rescan_drivers(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("host.rescan_drivers", params![host])
}

/// `host.apply_updates`; for the role pool-operator and those above it.
pub fn apply_updates(host: &Ref<Host>, hash: &str) -> ApiCall<List<List<Text>>> {
    ApiCall::with_task("host.apply_updates", params![host, hash])
}

/// `host.emergency_reenable_tls_verification`; for the role pool-admin and those above it.
pub fn emergency_reenable_tls_verification() -> ApiCall<()> {
    ApiCall::with_task("host.emergency_reenable_tls_verification", params![])
}

/// `host.emergency_disable_tls_verification`; for the role pool-admin and those above it.
pub fn emergency_disable_tls_verification() -> ApiCall<()> {
    ApiCall::with_task("host.emergency_disable_tls_verification", params![])
}

/// `host.set_numa_affinity_policy`; for the role pool-admin and those above it.
pub fn set_numa_affinity_policy(host: &Ref<Host>, value: &HostNumaAffinityPolicy) -> ApiCall<()> {
    ApiCall::plain("host.set_numa_affinity_policy", params![host, value])
}

/// `host.get_sched_gran`; for the role pool-admin and those above it.
pub fn get_sched_gran(host: &Ref<Host>) -> ApiCall<HostSchedGran> {
    ApiCall::plain("host.get_sched_gran", params![host])
}

/// `host.set_sched_gran`; for the role pool-admin and those above it.
pub fn set_sched_gran(host: &Ref<Host>, value: &HostSchedGran) -> ApiCall<()> {
    ApiCall::plain("host.set_sched_gran", params![host, value])
}

/// `host.set_uefi_certificates`; for the role pool-admin and those above it.
pub fn set_uefi_certificates(host: &Ref<Host>, value: &str) -> ApiCall<()> {
    ApiCall::plain("host.set_uefi_certificates", params![host, value])
}

/// `host.set_multipathing`; for the role pool-operator and those above it.
pub fn set_multipathing(host: &Ref<Host>, value: bool) -> ApiCall<()> {
    ApiCall::plain("host.set_multipathing", params![host, value])
}

/// `host.set_iscsi_iqn`; for the role pool-operator and those above it.
pub fn set_iscsi_iqn(host: &Ref<Host>, value: &str) -> ApiCall<()> {
    ApiCall::plain("host.set_iscsi_iqn", params![host, value])
}

/// `host.set_ssl_legacy`; for the role pool-operator and those above it.
pub fn set_ssl_legacy(host: &Ref<Host>, value: bool) -> ApiCall<()> {
    ApiCall::plain("host.set_ssl_legacy", params![host, value])
}

/// `host.disable_display`; for the role pool-operator and those above it.
pub fn disable_display(host: &Ref<Host>) -> ApiCall<HostDisplay> {
    ApiCall::with_task("host.disable_display", params![host])
}

/// `host.enable_display`; for the role pool-operator and those above it.
pub fn enable_display(host: &Ref<Host>) -> ApiCall<HostDisplay> {
    ApiCall::with_task("host.enable_display", params![host])
}

/// `host.declare_dead`; for the role pool-operator and those above it.
pub fn declare_dead(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("host.declare_dead", params![host])
}

/// `host.migrate_receive`; for the role vm-power-admin and those above it.
pub fn migrate_receive(
    host: &Ref<Host>,
    network: &Ref<Network>,
    options: &Map<Text, Text>,
) -> ApiCall<Map<Text, Text>> {
    ApiCall::with_task("host.migrate_receive", params![host, network, options])
}

/// `host.disable_local_storage_caching`; for the role pool-operator and those above it.
pub fn disable_local_storage_caching(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("host.disable_local_storage_caching", params![host])
}

/// `host.enable_local_storage_caching`; for the role pool-operator and those above it.
pub fn enable_local_storage_caching(host: &Ref<Host>, sr: &Ref<Sr>) -> ApiCall<()> {
    ApiCall::with_task("host.enable_local_storage_caching", params![host, sr])
}

/// `host.set_power_on_mode`; for the role pool-operator and those above it.
pub fn set_power_on_mode(
    host: &Ref<Host>,
    power_on_mode: &str,
    power_on_config: &Map<Text, Text>,
) -> ApiCall<()> {
    ApiCall::plain(
        "host.set_power_on_mode",
        params![host, power_on_mode, power_on_config],
    )
}

/// `host.refresh_pack_info`; for the role pool-operator and those above it.
pub fn refresh_pack_info(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("host.refresh_pack_info", params![host])
}

/// `host.apply_edition`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn apply_edition(host: &Ref<Host>, edition: &str, force: Option<bool>) -> ApiCall<()> {
    ApiCall::with_task("host.apply_edition", params![host, edition]).and(force)
}

/// `host.reset_server_certificate`; for the role pool-admin and those above it.
pub fn reset_server_certificate(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("host.reset_server_certificate", params![host])
}

/// `host.emergency_reset_server_certificate`; for the role pool-admin and those above it.
pub fn emergency_reset_server_certificate() -> ApiCall<()> {
    ApiCall::with_task("host.emergency_reset_server_certificate", params![])
}

/// `host.install_server_certificate`; for the role pool-admin and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn install_server_certificate(
    host: &Ref<Host>,
    certificate: &str,
    private_key: &str,
    certificate_chain: Option<&str>,
) -> ApiCall<()> {
    ApiCall::with_task(
        "host.install_server_certificate",
        params![host, certificate, private_key],
    )
    .and(certificate_chain)
}

/// `host.refresh_server_certificate`; for the role pool-admin and those above it.
pub fn refresh_server_certificate(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("host.refresh_server_certificate", params![host])
}

/// `host.get_server_certificate`; for the role read-only and those above it.
pub fn get_server_certificate(host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::plain("host.get_server_certificate", params![host])
}

/// `host.retrieve_wlb_evacuate_recommendations`; for the role read-only and those above it.
pub fn retrieve_wlb_evacuate_recommendations(
    host: &Ref<Host>,
) -> ApiCall<Map<Ref<Vm>, List<Text>>> {
    ApiCall::with_task("host.retrieve_wlb_evacuate_recommendations", params![host])
}

/// `host.external_auth_set_ldaps`; for the role pool-admin and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn external_auth_set_ldaps(host: &Ref<Host>, ldaps: bool, force: Option<bool>) -> ApiCall<()> {
    ApiCall::with_task("host.external_auth_set_ldaps", params![host, ldaps]).and(force)
}

/// `host.disable_external_auth`; for the role pool-admin and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn disable_external_auth(
    host: &Ref<Host>,
    config: Option<&Map<Text, Text>>,
    force: Option<bool>,
) -> ApiCall<()> {
    ApiCall::with_task("host.disable_external_auth", params![host])
        .and(config)
        .and(force)
}

/// `host.enable_external_auth`; for the role pool-admin and those above it.
pub fn enable_external_auth(
    host: &Ref<Host>,
    config: &Map<Text, Text>,
    service_name: &str,
    auth_type: &str,
) -> ApiCall<()> {
    ApiCall::with_task(
        "host.enable_external_auth",
        params![host, config, service_name, auth_type],
    )
}

/// `host.get_server_localtime`; for the role read-only and those above it.
pub fn get_server_localtime(host: &Ref<Host>) -> ApiCall<DateTime> {
    ApiCall::plain("host.get_server_localtime", params![host])
}

/// `host.get_servertime`; for the role read-only and those above it.
pub fn get_servertime(host: &Ref<Host>) -> ApiCall<DateTime> {
    ApiCall::plain("host.get_servertime", params![host])
}

/// `host.call_extension`; for the role pool-admin and those above it.
pub fn call_extension(host: &Ref<Host>, call: &str) -> ApiCall<Text> {
    ApiCall::with_task("host.call_extension", params![host, call])
}

/// `host.has_extension`; for the role pool-admin and those above it.
pub fn has_extension(host: &Ref<Host>, name: &str) -> ApiCall<bool> {
    ApiCall::with_task("host.has_extension", params![host, name])
}

/// `host.call_plugin`; for the role pool-admin and those above it.
pub fn call_plugin(
    host: &Ref<Host>,
    plugin: &str,
    r#fn: &str,
    args: &Map<Text, Text>,
) -> ApiCall<Text> {
    ApiCall::with_task("host.call_plugin", params![host, plugin, r#fn, args])
}

/// `host.create_new_blob`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn create_new_blob(
    host: &Ref<Host>,
    name: &str,
    mime_type: &str,
    public: Option<bool>,
) -> ApiCall<Ref<Blob>> {
    ApiCall::with_task("host.create_new_blob", params![host, name, mime_type]).and(public)
}

/// `host.backup_rrds`; for the role pool-admin and those above it.
pub fn backup_rrds(host: &Ref<Host>, delay: f64) -> ApiCall<()> {
    ApiCall::with_task("host.backup_rrds", params![host, delay])
}

/// `host.sync_data`; for the role pool-admin and those above it.
pub fn sync_data(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("host.sync_data", params![host])
}

/// `host.compute_memory_overhead`; for the role read-only and those above it.
pub fn compute_memory_overhead(host: &Ref<Host>) -> ApiCall<i64> {
    ApiCall::with_task("host.compute_memory_overhead", params![host])
}

/// `host.compute_free_memory`; for the role read-only and those above it.
pub fn compute_free_memory(host: &Ref<Host>) -> ApiCall<i64> {
    ApiCall::with_task("host.compute_free_memory", params![host])
}

/// `host.set_hostname_live`; for the role pool-operator and those above it.
pub fn set_hostname_live(host: &Ref<Host>, hostname: &str) -> ApiCall<()> {
    ApiCall::plain("host.set_hostname_live", params![host, hostname])
}

/// `host.shutdown_agent`; for the role pool-operator and those above it.
pub fn shutdown_agent() -> ApiCall<()> {
    ApiCall::with_task("host.shutdown_agent", params![])
}

/// `host.restart_agent`; for the role pool-operator and those above it.
pub fn restart_agent(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("host.restart_agent", params![host])
}

/// `host.get_system_status_capabilities`; for the role read-only and those above it.
pub fn get_system_status_capabilities(host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::plain("host.get_system_status_capabilities", params![host])
}

/// `host.get_management_interface`; for the role pool-operator and those above it.
pub fn get_management_interface(host: &Ref<Host>) -> ApiCall<Ref<Pif>> {
    ApiCall::plain("host.get_management_interface", params![host])
}

/// `host.management_disable`; for the role pool-operator and those above it.
pub fn management_disable() -> ApiCall<()> {
    ApiCall::with_task("host.management_disable", params![])
}

/// `host.local_management_reconfigure`; for the role pool-operator and those above it.
pub fn local_management_reconfigure(interface: &str) -> ApiCall<()> {
    ApiCall::with_task("host.local_management_reconfigure", params![interface])
}

/// `host.management_reconfigure`; for the role pool-operator and those above it.
pub fn management_reconfigure(pif: &Ref<Pif>) -> ApiCall<()> {
    ApiCall::with_task("host.management_reconfigure", params![pif])
}

/// `host.syslog_reconfigure`; for the role pool-operator and those above it.
pub fn syslog_reconfigure(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("host.syslog_reconfigure", params![host])
}

/// `host.evacuate`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn evacuate(
    host: &Ref<Host>,
    network: Option<&Ref<Network>>,
    evacuate_batch_size: Option<i64>,
) -> ApiCall<()> {
    ApiCall::with_task("host.evacuate", params![host])
        .and(network)
        .and(evacuate_batch_size)
}

/// `host.get_uncooperative_resident_VMs`; for the role read-only and those above it.
pub fn get_uncooperative_resident_vms(host: &Ref<Host>) -> ApiCall<List<Ref<Vm>>> {
    ApiCall::plain("host.get_uncooperative_resident_VMs", params![host])
}

/// `host.get_vms_which_prevent_evacuation`; for the role read-only and those above it.
pub fn get_vms_which_prevent_evacuation(host: &Ref<Host>) -> ApiCall<Map<Ref<Vm>, List<Text>>> {
    ApiCall::plain("host.get_vms_which_prevent_evacuation", params![host])
}

/// `host.assert_can_evacuate`; for the role pool-operator and those above it.
pub fn assert_can_evacuate(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::plain("host.assert_can_evacuate", params![host])
}

/// `host.forget_data_source_archives`; for the role pool-operator and those above it.
pub fn forget_data_source_archives(host: &Ref<Host>, data_source: &str) -> ApiCall<()> {
    ApiCall::with_task(
        "host.forget_data_source_archives",
        params![host, data_source],
    )
}

/// `host.query_data_source`; for the role read-only and those above it.
pub fn query_data_source(host: &Ref<Host>, data_source: &str) -> ApiCall<f64> {
    ApiCall::plain("host.query_data_source", params![host, data_source])
}

/// `host.record_data_source`; for the role pool-operator and those above it.
pub fn record_data_source(host: &Ref<Host>, data_source: &str) -> ApiCall<()> {
    ApiCall::with_task("host.record_data_source", params![host, data_source])
}

/// `host.get_data_sources`; for the role read-only and those above it.
pub fn get_data_sources(host: &Ref<Host>) -> ApiCall<List<DataSource>> {
    ApiCall::plain("host.get_data_sources", params![host])
}

/// `host.emergency_ha_disable`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn emergency_ha_disable(soft: Option<bool>) -> ApiCall<()> {
    ApiCall::with_task("host.emergency_ha_disable", params![]).and(soft)
}

/// `host.is_in_emergency_mode`; for the role read-only and those above it.
pub fn is_in_emergency_mode() -> ApiCall<bool> {
    ApiCall::with_task("host.is_in_emergency_mode", params![])
}

/// `host.power_on`; for the role pool-operator and those above it.
pub fn power_on(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("host.power_on", params![host])
}

/// `host.destroy`; for the role pool-operator and those above it.
pub fn destroy(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("host.destroy", params![host])
}

/// `host.license_remove`; for the role pool-operator and those above it.
pub fn license_remove(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("host.license_remove", params![host])
}

/// `host.license_add`; for the role pool-operator and those above it.
pub fn license_add(host: &Ref<Host>, contents: &str) -> ApiCall<()> {
    ApiCall::with_task("host.license_add", params![host, contents])
}

/// `host.list_methods`; for the role read-only and those above it.
pub fn list_methods() -> ApiCall<List<Text>> {
    ApiCall::with_task("host.list_methods", params![])
}

/// `host.bugreport_upload`; for the role pool-operator and those above it.
pub fn bugreport_upload(host: &Ref<Host>, url: &str, options: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::with_task("host.bugreport_upload", params![host, url, options])
}

/// `host.send_debug_keys`; for the role pool-admin and those above it.
pub fn send_debug_keys(host: &Ref<Host>, keys: &str) -> ApiCall<()> {
    ApiCall::with_task("host.send_debug_keys", params![host, keys])
}

/// `host.get_log`; for the role read-only and those above it.
pub fn get_log(host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::plain("host.get_log", params![host])
}

/// `host.dmesg_clear`; for the role pool-operator and those above it.
pub fn dmesg_clear(host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::with_task("host.dmesg_clear", params![host])
}

/// `host.dmesg`; for the role pool-operator and those above it.
pub fn dmesg(host: &Ref<Host>) -> ApiCall<Text> {
    ApiCall::with_task("host.dmesg", params![host])
}

/// `host.reboot`; for the role pool-operator and those above it.
pub fn reboot(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("host.reboot", params![host])
}

/// `host.shutdown`; for the role pool-operator and those above it.
pub fn shutdown(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("host.shutdown", params![host])
}

/// `host.enable`; for the role pool-operator and those above it.
pub fn enable(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("host.enable", params![host])
}

/// `host.disable`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn disable(host: &Ref<Host>, auto_enable: Option<bool>) -> ApiCall<()> {
    ApiCall::with_task("host.disable", params![host]).and(auto_enable)
}
