//! The pool: its settings, people, updates, certificates and clustering.

use super::{Blob, Host, HostPatch, Pif, Sr, Vdi};
use crate::datetime::DateTime;
use crate::enums::{
    AfterApplyGuidance, CertificatePurpose, CertificateType, ClusterHostOperation,
    ClusterOperation, PoolOperation, RepositoryOrigin, TelemetryFrequency, UpdateSyncFrequency,
};
use crate::map::Map;
use crate::reference::{OpaqueRef, Ref};

records! {
    /// The pool itself; there is exactly one.
    Pool = "pool" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        /// The name people gave it.
        name_label: String,
        /// The description people gave it.
        name_description: String,
        /// The coordinator.
        master: Ref<Host>,
        /// Where new disks go unless told otherwise; may be null or dangle.
        default_sr = "default_SR": Ref<Sr>,
        suspend_image_sr = "suspend_image_SR": Ref<Sr>,
        crash_dump_sr = "crash_dump_SR": Ref<Sr>,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
        ha_enabled: bool,
        ha_configuration: Map<String, String>,
        ha_statefiles: Vec<String>,
        ha_host_failures_to_tolerate: i64,
        ha_plan_exists_for: i64,
        ha_allow_overcommit: bool,
        ha_overcommitted: bool,
        blobs: Map<String, Ref<Blob>>,
        /// Tags people gave it.
        tags: Vec<String>,
        gui_config: Map<String, String>,
        health_check_config: Map<String, String>,
        wlb_url: String,
        wlb_username: String,
        wlb_enabled: bool,
        wlb_verify_cert: bool,
        redo_log_enabled: bool,
        redo_log_vdi: Ref<Vdi>,
        vswitch_controller: String,
        restrictions: Map<String, String>,
        metadata_vdis = "metadata_VDIs": Vec<Ref<Vdi>>,
        ha_cluster_stack: String,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: Vec<PoolOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<String, PoolOperation>,
        guest_agent_config: Map<String, String>,
        cpu_info: Map<String, String>,
        policy_no_vendor_device: bool,
        live_patching_disabled: bool,
        igmp_snooping_enabled: bool,
        uefi_certificates: String,
        custom_uefi_certificates: String,
        is_psr_pending: bool,
        tls_verification_enabled: bool,
        repositories: Vec<Ref<Repository>>,
        client_certificate_auth_enabled: bool,
        client_certificate_auth_name: String,
        repository_proxy_url: String,
        repository_proxy_username: String,
        repository_proxy_password: OpaqueRef,
        migration_compression: bool,
        coordinator_bias: bool,
        local_auth_max_threads: i64,
        ext_auth_max_threads: i64,
        ext_auth_cache_enabled: bool,
        ext_auth_cache_size: i64,
        ext_auth_cache_expiry: i64,
        telemetry_uuid: OpaqueRef,
        telemetry_frequency: TelemetryFrequency,
        telemetry_next_collection: DateTime,
        last_update_sync: DateTime,
        update_sync_frequency: UpdateSyncFrequency,
        update_sync_day: i64,
        update_sync_enabled: bool,
        recommendations: Map<String, String>,
        license_server: Map<String, String>,
        ha_reboot_vm_on_internal_shutdown: bool,
        limit_console_sessions: bool,
        vm_console_idle_timeout: i64,
        auto_update_vm_secureboot_certificates: bool,
    }

    /// An update of the old kind (≤ 7.0).
    PoolPatch = "pool_patch" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        /// The name people gave it.
        name_label: String,
        /// The description people gave it.
        name_description: String,
        version: String,
        size: i64,
        pool_applied: bool,
        host_patches: Vec<Ref<HostPatch>>,
        after_apply_guidance: Vec<AfterApplyGuidance>,
        pool_update: Ref<PoolUpdate>,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
    }

    /// An update (≥ 7.1).
    PoolUpdate = "pool_update" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        /// The name people gave it.
        name_label: String,
        /// The description people gave it.
        name_description: String,
        version: String,
        /// Bytes.
        installation_size: i64,
        key: String,
        after_apply_guidance: Vec<AfterApplyGuidance>,
        vdi: Ref<Vdi>,
        hosts: Vec<Ref<Host>>,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
        enforce_homogeneity: bool,
    }

    /// A user or group of the directory who may log in.
    Subject = "subject" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        subject_identifier: String,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
        roles: Vec<Ref<Role>>,
    }

    /// A role, or one single permission.
    Role = "role" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        /// The name people gave it.
        name_label: String,
        /// The description people gave it.
        name_description: String,
        subroles: Vec<Ref<Role>>,
        is_internal: bool,
    }

    /// A repository of updates.
    Repository = "Repository" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        /// The name people gave it.
        name_label: String,
        /// The description people gave it.
        name_description: String,
        binary_url: String,
        source_url: String,
        update: bool,
        hash: String,
        up_to_date: bool,
        gpgkey_path: String,
        origin: RepositoryOrigin,
        certificate: String,
    }

    /// A certificate installed in the pool.
    Certificate = "Certificate" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        name: String,
        r#type = "type": CertificateType,
        host: Ref<Host>,
        not_before: DateTime,
        not_after: DateTime,
        fingerprint: String,
        fingerprint_sha256: String,
        fingerprint_sha1: String,
        purpose: Vec<CertificatePurpose>,
    }

    /// An optional feature of a host.
    Feature = "Feature" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        /// The name people gave it.
        name_label: String,
        /// The description people gave it.
        name_description: String,
        enabled: bool,
        experimental: bool,
        version: String,
        host: Ref<Host>,
    }

    /// A cluster of hosts, for clustered storage.
    Cluster = "Cluster" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        cluster_hosts: Vec<Ref<ClusterHost>>,
        pending_forget: Vec<String>,
        cluster_token: String,
        cluster_stack: String,
        cluster_stack_version: i64,
        is_quorate: bool,
        quorum: i64,
        live_hosts: i64,
        expected_hosts: i64,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: Vec<ClusterOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<String, ClusterOperation>,
        pool_auto_join: bool,
        token_timeout: f64,
        token_timeout_coefficient: f64,
        cluster_config: Map<String, String>,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
    }

    /// A host as a member of a cluster.
    ClusterHost = "Cluster_host" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        cluster: Ref<Cluster>,
        host: Ref<Host>,
        enabled: bool,
        pif = "PIF": Ref<Pif>,
        joined: bool,
        live: bool,
        last_update_live: DateTime,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: Vec<ClusterHostOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<String, ClusterHostOperation>,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
    }
}
