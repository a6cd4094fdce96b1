//! The pool: its settings, people, updates, certificates and clustering.

use super::{Blob, Host, HostPatch, Pif, Sr, Vdi};
use crate::datetime::DateTime;
use crate::enums::{
    AfterApplyGuidance, CertificatePurpose, CertificateType, ClusterHostOperation,
    ClusterOperation, PoolOperation, RepositoryOrigin, TelemetryFrequency, UpdateSyncFrequency,
};
use crate::map::Map;
use crate::reference::{OpaqueRef, Ref};
use crate::text::{List, Text};

records! {
    /// The pool itself; there is exactly one.
    Pool = "pool" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        /// The coordinator.
        master: Ref<Host>,
        /// Where new disks go unless told otherwise; may be null or dangle.
        default_sr = "default_SR": Ref<Sr>,
        suspend_image_sr = "suspend_image_SR": Ref<Sr>,
        crash_dump_sr = "crash_dump_SR": Ref<Sr>,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        ha_enabled: bool,
        ha_configuration: Map<Text, Text>,
        ha_statefiles: List<Text>,
        ha_host_failures_to_tolerate: i64,
        ha_plan_exists_for: i64,
        ha_allow_overcommit: bool,
        ha_overcommitted: bool,
        blobs: Map<Text, Ref<Blob>>,
        /// Tags people gave it.
        tags: List<Text>,
        gui_config: Map<Text, Text>,
        health_check_config: Map<Text, Text>,
        wlb_url: Text,
        wlb_username: Text,
        wlb_enabled: bool,
        wlb_verify_cert: bool,
        redo_log_enabled: bool,
        redo_log_vdi: Ref<Vdi>,
        vswitch_controller: Text,
        restrictions: Map<Text, Text>,
        metadata_vdis = "metadata_VDIs": List<Ref<Vdi>>,
        ha_cluster_stack: Text,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: List<PoolOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<Text, PoolOperation>,
        guest_agent_config: Map<Text, Text>,
        cpu_info: Map<Text, Text>,
        policy_no_vendor_device: bool,
        live_patching_disabled: bool,
        igmp_snooping_enabled: bool,
        uefi_certificates: Text,
        custom_uefi_certificates: Text,
        is_psr_pending: bool,
        tls_verification_enabled: bool,
        repositories: List<Ref<Repository>>,
        client_certificate_auth_enabled: bool,
        client_certificate_auth_name: Text,
        repository_proxy_url: Text,
        repository_proxy_username: Text,
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
        recommendations: Map<Text, Text>,
        license_server: Map<Text, Text>,
        ha_reboot_vm_on_internal_shutdown: bool,
        limit_console_sessions: bool,
        vm_console_idle_timeout: i64,
        auto_update_vm_secureboot_certificates: bool,
    }

    /// An update of the old kind (≤ 7.0).
    PoolPatch = "pool_patch" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        version: Text,
        size: i64,
        pool_applied: bool,
        host_patches: List<Ref<HostPatch>>,
        after_apply_guidance: List<AfterApplyGuidance>,
        pool_update: Ref<PoolUpdate>,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
    }

    /// An update (≥ 7.1).
    PoolUpdate = "pool_update" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        version: Text,
        /// Bytes.
        installation_size: i64,
        key: Text,
        after_apply_guidance: List<AfterApplyGuidance>,
        vdi: Ref<Vdi>,
        hosts: List<Ref<Host>>,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        enforce_homogeneity: bool,
    }

    /// A user or group of the directory who may log in.
    Subject = "subject" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        subject_identifier: Text,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        roles: List<Ref<Role>>,
    }

    /// A role, or one single permission.
    Role = "role" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        subroles: List<Ref<Role>>,
        is_internal: bool,
    }

    /// A repository of updates.
    Repository = "Repository" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        binary_url: Text,
        source_url: Text,
        update: bool,
        hash: Text,
        up_to_date: bool,
        gpgkey_path: Text,
        origin: RepositoryOrigin,
        certificate: Text,
    }

    /// A certificate installed in the pool.
    Certificate = "Certificate" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        name: Text,
        r#type = "type": CertificateType,
        host: Ref<Host>,
        not_before: DateTime,
        not_after: DateTime,
        fingerprint: Text,
        fingerprint_sha256: Text,
        fingerprint_sha1: Text,
        purpose: List<CertificatePurpose>,
    }

    /// An optional feature of a host.
    Feature = "Feature" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        enabled: bool,
        experimental: bool,
        version: Text,
        host: Ref<Host>,
    }

    /// A cluster of hosts, for clustered storage.
    Cluster = "Cluster" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        cluster_hosts: List<Ref<ClusterHost>>,
        pending_forget: List<Text>,
        cluster_token: Text,
        cluster_stack: Text,
        cluster_stack_version: i64,
        is_quorate: bool,
        quorum: i64,
        live_hosts: i64,
        expected_hosts: i64,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: List<ClusterOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<Text, ClusterOperation>,
        pool_auto_join: bool,
        token_timeout: f64,
        token_timeout_coefficient: f64,
        cluster_config: Map<Text, Text>,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
    }

    /// A host as a member of a cluster.
    ClusterHost = "Cluster_host" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        cluster: Ref<Cluster>,
        host: Ref<Host>,
        enabled: bool,
        pif = "PIF": Ref<Pif>,
        joined: bool,
        live: bool,
        last_update_live: DateTime,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: List<ClusterHostOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<Text, ClusterHostOperation>,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
    }
}
