// Generated from crates/model/model.txt by `cargo xtask codegen`.

use crate::datetime::DateTime;
use crate::enums::*;
use crate::map::Map;
use crate::reference::{OpaqueRef, Ref};
use crate::text::{List, Text};

records! {
    /// A binary attachment of an object.
    Blob = "blob" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        /// Bytes.
        size: i64,
        public: bool,
        last_updated: DateTime,
        mime_type: Text,
    }

    /// NICs of a host bonded into one.
    Bond = "Bond" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        master: Ref<Pif>,
        slaves: List<Ref<Pif>>,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        primary_slave: Ref<Pif>,
        mode: BondMode,
        properties: Map<Text, Text>,
        /// How many of the bonded NICs have a link.
        links_up: i64,
        auto_update_mac: bool,
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

    /// A console of a running machine; it disappears when the machine stops or moves.
    Console = "console" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        protocol: ConsoleProtocol,
        /// URL of the console on the host that runs the machine.
        location: Text,
        vm = "VM": Ref<Vm>,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
    }

    /// A crash dump of a machine (no longer made).
    Crashdump = "crashdump" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        vm = "VM": Ref<Vm>,
        vdi = "VDI": Ref<Vdi>,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
    }

    /// A disaster recovery under way.
    DrTask = "DR_task" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        introduced_srs = "introduced_SRs": List<Ref<Sr>>,
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

    /// GPUs of one kind, over the whole pool.
    GpuGroup = "GPU_group" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        pgpus = "PGPUs": List<Ref<Pgpu>>,
        vgpus = "VGPUs": List<Ref<Vgpu>>,
        gpu_types = "GPU_types": List<Text>,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        allocation_algorithm: AllocationAlgorithm,
        supported_vgpu_types = "supported_VGPU_types": List<Ref<VgpuType>>,
        enabled_vgpu_types = "enabled_VGPU_types": List<Ref<VgpuType>>,
    }

    /// A host (server) of the pool.
    Host = "host" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        /// Memory the hypervisor keeps for itself, bytes.
        memory_overhead: i64,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: List<HostOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<Text, HostOperation>,
        api_version_major = "API_version_major": i64,
        api_version_minor = "API_version_minor": i64,
        api_version_vendor = "API_version_vendor": Text,
        api_version_vendor_implementation = "API_version_vendor_implementation": Map<Text, Text>,
        /// False in maintenance mode: no machine starts or comes here.
        enabled: bool,
        /// `product_brand`, `product_version`, `build_number`, `xapi`, `xen`…
        software_version: Map<Text, Text>,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        capabilities: List<Text>,
        cpu_configuration: Map<Text, Text>,
        sched_policy: Text,
        supported_bootloaders: List<Text>,
        resident_vms = "resident_VMs": List<Ref<Vm>>,
        logging: Map<Text, Text>,
        pifs = "PIFs": List<Ref<Pif>>,
        suspend_image_sr: Ref<Sr>,
        crash_dump_sr: Ref<Sr>,
        crashdumps: List<Ref<HostCrashdump>>,
        patches: List<Ref<HostPatch>>,
        updates: List<Ref<PoolUpdate>>,
        pbds = "PBDs": List<Ref<Pbd>>,
        host_cpus = "host_CPUs": List<Ref<HostCpu>>,
        /// `cpu_count`, `socket_count`, `vendor`, `modelname`, `speed` (MHz)…, as text.
        cpu_info: Map<Text, Text>,
        hostname: Text,
        /// Address of the management interface, as the pool knows it.
        address: Text,
        metrics: Ref<HostMetrics>,
        license_params: Map<Text, Text>,
        ha_statefiles: List<Text>,
        ha_network_peers: List<Text>,
        blobs: Map<Text, Ref<Blob>>,
        /// Tags people gave it.
        tags: List<Text>,
        external_auth_type: Text,
        external_auth_service_name: Text,
        external_auth_configuration: Map<Text, Text>,
        edition: Text,
        license_server: Map<Text, Text>,
        bios_strings: Map<Text, Text>,
        power_on_mode: Text,
        power_on_config: Map<Text, Text>,
        local_cache_sr: Ref<Sr>,
        chipset_info: Map<Text, Text>,
        pcis = "PCIs": List<Ref<Pci>>,
        pgpus = "PGPUs": List<Ref<Pgpu>>,
        pusbs = "PUSBs": List<Ref<Pusb>>,
        ssl_legacy: bool,
        guest_vcpus_params = "guest_VCPUs_params": Map<Text, Text>,
        display: HostDisplay,
        virtual_hardware_platform_versions: List<i64>,
        control_domain: Ref<Vm>,
        updates_requiring_reboot: List<Ref<PoolUpdate>>,
        features: List<Ref<Feature>>,
        iscsi_iqn: Text,
        multipathing: bool,
        uefi_certificates: Text,
        certificates: List<Ref<Certificate>>,
        editions: List<Text>,
        pending_guidances: List<UpdateGuidance>,
        tls_verification_enabled: bool,
        last_software_update: DateTime,
        https_only: bool,
        latest_synced_updates_applied: LatestSyncedUpdatesApplied,
        numa_affinity_policy: HostNumaAffinityPolicy,
        pending_guidances_recommended: List<UpdateGuidance>,
        pending_guidances_full: List<UpdateGuidance>,
        last_update_hash: Text,
        ssh_enabled: bool,
        ssh_enabled_timeout: i64,
        ssh_expiry: DateTime,
        console_idle_timeout: i64,
        ssh_auto_mode: bool,
        max_cstate: Text,
        secure_boot: bool,
        ntp_mode: HostNtpMode,
        ntp_custom_servers: List<Text>,
        timezone: Text,
    }

    /// A processor of a host (superseded by `host.cpu_info`).
    HostCpu = "host_cpu" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        host: Ref<Host>,
        number: i64,
        vendor: Text,
        /// MHz.
        speed: i64,
        modelname: Text,
        family: i64,
        model: i64,
        stepping: Text,
        flags: Text,
        features: Text,
        /// 0 to 1.
        utilisation: f64,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
    }

    /// A crash dump of a host.
    HostCrashdump = "host_crashdump" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        host: Ref<Host>,
        timestamp: DateTime,
        size: i64,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
    }

    /// The liveness and memory of a host.
    HostMetrics = "host_metrics" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// Memory installed, bytes.
        memory_total: i64,
        /// Frozen at 0 on current servers: compute the free memory instead.
        memory_free: i64,
        /// Whether the host has been heard of lately.
        live: bool,
        last_updated: DateTime,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
    }

    /// An update of the old kind, on one host (≤ 7.0).
    HostPatch = "host_patch" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        version: Text,
        host: Ref<Host>,
        applied: bool,
        timestamp_applied: DateTime,
        size: i64,
        pool_patch: Ref<PoolPatch>,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
    }

    /// An alert the pool stored.
    Message = "message" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        name: Text,
        /// 1 (critical) to 5 (informational).
        priority: i64,
        cls: MessageClass,
        /// The **uuid** (not the reference) of the object it is about.
        obj_uuid: Text,
        timestamp: DateTime,
        /// Text, often XML or `key: value` lines.
        body: Text,
    }

    /// A network of the pool.
    Network = "network" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: List<NetworkOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<Text, NetworkOperation>,
        vifs = "VIFs": List<Ref<Vif>>,
        pifs = "PIFs": List<Ref<Pif>>,
        mtu = "MTU": i64,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        bridge: Text,
        managed: bool,
        blobs: Map<Text, Ref<Blob>>,
        /// Tags people gave it.
        tags: List<Text>,
        default_locking_mode: NetworkDefaultLockingMode,
        assigned_ips: Map<Ref<Vif>, Text>,
        purpose: List<NetworkPurpose>,
    }

    /// An SR-IOV network on a NIC.
    NetworkSriov = "network_sriov" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        physical_pif = "physical_PIF": Ref<Pif>,
        logical_pif = "logical_PIF": Ref<Pif>,
        requires_reboot: bool,
        configuration_mode: SriovConfigurationMode,
    }

    /// The connection of one host to one SR.
    Pbd = "PBD" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        host: Ref<Host>,
        sr = "SR": Ref<Sr>,
        device_config: Map<Text, Text>,
        currently_attached: bool,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
    }

    /// A PCI device.
    Pci = "PCI" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        class_id: Text,
        class_name: Text,
        vendor_id: Text,
        vendor_name: Text,
        device_id: Text,
        device_name: Text,
        host: Ref<Host>,
        pci_id: Text,
        dependencies: List<Ref<Pci>>,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        subsystem_vendor_id: Text,
        subsystem_vendor_name: Text,
        subsystem_device_id: Text,
        subsystem_device_name: Text,
        driver_name: Text,
    }

    /// A physical GPU.
    Pgpu = "PGPU" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        pci = "PCI": Ref<Pci>,
        gpu_group = "GPU_group": Ref<GpuGroup>,
        host: Ref<Host>,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        supported_vgpu_types = "supported_VGPU_types": List<Ref<VgpuType>>,
        enabled_vgpu_types = "enabled_VGPU_types": List<Ref<VgpuType>>,
        resident_vgpus = "resident_VGPUs": List<Ref<Vgpu>>,
        supported_vgpu_max_capacities = "supported_VGPU_max_capacities": Map<Ref<VgpuType>, i64>,
        dom0_access: PciDom0Access,
        is_system_display_device: bool,
        compatibility_metadata: Map<Text, Text>,
    }

    /// A network interface of a host: a NIC, a bond, a VLAN or a tunnel.
    Pif = "PIF" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        device: Text,
        network: Ref<Network>,
        host: Ref<Host>,
        mac = "MAC": Text,
        mtu = "MTU": i64,
        /// VLAN tag, −1 when untagged.
        vlan = "VLAN": i64,
        metrics: Ref<PifMetrics>,
        physical: bool,
        currently_attached: bool,
        ip_configuration_mode: IpConfigurationMode,
        /// IPv4 address.
        ip = "IP": Text,
        netmask: Text,
        gateway: Text,
        dns = "DNS": Text,
        bond_slave_of: Ref<Bond>,
        bond_master_of: List<Ref<Bond>>,
        vlan_master_of = "VLAN_master_of": Ref<Vlan>,
        vlan_slave_of = "VLAN_slave_of": List<Ref<Vlan>>,
        /// Whether it is the management interface of its host.
        management: bool,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        disallow_unplug: bool,
        tunnel_access_pif_of = "tunnel_access_PIF_of": List<Ref<Tunnel>>,
        tunnel_transport_pif_of = "tunnel_transport_PIF_of": List<Ref<Tunnel>>,
        ipv6_configuration_mode: Ipv6ConfigurationMode,
        ipv6 = "IPv6": List<Text>,
        ipv6_gateway: Text,
        primary_address_type: PrimaryAddressType,
        managed: bool,
        properties: Map<Text, Text>,
        capabilities: List<Text>,
        igmp_snooping_status: PifIgmpStatus,
        sriov_physical_pif_of = "sriov_physical_PIF_of": List<Ref<NetworkSriov>>,
        sriov_logical_pif_of = "sriov_logical_PIF_of": List<Ref<NetworkSriov>>,
        pci = "PCI": Ref<Pci>,
    }

    /// Carrier, speed and identity of a NIC.
    PifMetrics = "PIF_metrics" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        io_read_kbs: f64,
        io_write_kbs: f64,
        /// Whether a cable is in and the link is up.
        carrier: bool,
        vendor_id: Text,
        vendor_name: Text,
        device_id: Text,
        device_name: Text,
        /// Mbit/s.
        speed: i64,
        duplex: bool,
        pci_bus_path: Text,
        last_updated: DateTime,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
    }

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
        after_apply_guidance: List<UpdateAfterApplyGuidance>,
        vdi: Ref<Vdi>,
        hosts: List<Ref<Host>>,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        enforce_homogeneity: bool,
    }

    /// A USB device plugged into a host.
    Pusb = "PUSB" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        usb_group = "USB_group": Ref<UsbGroup>,
        host: Ref<Host>,
        path: Text,
        vendor_id: Text,
        vendor_desc: Text,
        product_id: Text,
        product_desc: Text,
        serial: Text,
        version: Text,
        description: Text,
        passthrough_enabled: bool,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        /// Mbit/s.
        speed: f64,
    }

    /// Where a host caches for Citrix Provisioning.
    PvsCacheStorage = "PVS_cache_storage" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        host: Ref<Host>,
        sr = "SR": Ref<Sr>,
        site: Ref<PvsSite>,
        /// Bytes.
        size: i64,
        vdi = "VDI": Ref<Vdi>,
    }

    /// A Citrix Provisioning proxy of an interface.
    PvsProxy = "PVS_proxy" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        site: Ref<PvsSite>,
        vif = "VIF": Ref<Vif>,
        currently_attached: bool,
        status: PvsProxyStatus,
    }

    /// A Citrix Provisioning server.
    PvsServer = "PVS_server" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        addresses: List<Text>,
        first_port: i64,
        last_port: i64,
        site: Ref<PvsSite>,
    }

    /// A Citrix Provisioning site.
    PvsSite = "PVS_site" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        pvs_uuid = "PVS_uuid": Text,
        cache_storage: List<Ref<PvsCacheStorage>>,
        servers: List<Ref<PvsServer>>,
        proxies: List<Ref<PvsProxy>>,
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

    /// The controller of the virtual switch.
    SdnController = "SDN_controller" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        protocol: SdnControllerProtocol,
        address: Text,
        port: i64,
    }

    /// A storage driver and what it can do.
    Sm = "SM" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        r#type = "type": Text,
        vendor: Text,
        copyright: Text,
        version: Text,
        required_api_version: Text,
        configuration: Map<Text, Text>,
        capabilities: List<Text>,
        features: Map<Text, i64>,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        driver_filename: Text,
        required_cluster_stack: List<Text>,
        supported_image_formats: List<ImageFormat>,
        host_pending_features: Map<Ref<Host>, List<Text>>,
    }

    /// A storage repository.
    Sr = "SR" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: List<SrOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<Text, SrOperation>,
        vdis = "VDIs": List<Ref<Vdi>>,
        pbds = "PBDs": List<Ref<Pbd>>,
        /// Sum of the sizes promised to disks, bytes.
        virtual_allocation: i64,
        /// Bytes in use; −1 when unknown.
        physical_utilisation: i64,
        /// Bytes; −1 when unknown.
        physical_size: i64,
        r#type = "type": Text,
        /// `user`, or `iso` for a library of discs.
        content_type: Text,
        /// Whether several hosts can use it at once.
        shared: bool,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        /// Tags people gave it.
        tags: List<Text>,
        sm_config: Map<Text, Text>,
        blobs: Map<Text, Ref<Blob>>,
        local_cache_enabled: bool,
        introduced_by: Ref<DrTask>,
        clustered: bool,
        is_tools_sr: bool,
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

    /// A call under way, or just finished.
    Task = "task" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: List<TaskOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<Text, TaskOperation>,
        created: DateTime,
        /// Never, until it is done.
        finished: DateTime,
        status: TaskStatus,
        resident_on: Ref<Host>,
        /// 0 to 1; 1 on any completion.
        progress: f64,
        r#type = "type": Text,
        /// The value as XML-RPC text, whichever codec asked: see `TaskHandle`.
        result: Text,
        /// Error code and parameters, when it failed.
        error_info: List<Text>,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        subtask_of: Ref<Task>,
        subtasks: List<Ref<Task>>,
        backtrace: Text,
    }

    /// A tunnel between hosts.
    Tunnel = "tunnel" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        access_pif = "access_PIF": Ref<Pif>,
        transport_pif = "transport_PIF": Ref<Pif>,
        status: Map<Text, Text>,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        protocol: TunnelProtocol,
    }

    /// USB devices that can stand for each other.
    UsbGroup = "USB_group" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        pusbs = "PUSBs": List<Ref<Pusb>>,
        vusbs = "VUSBs": List<Ref<Vusb>>,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
    }

    /// A drive: the link of a disk (or an empty CD drive) to a machine.
    Vbd = "VBD" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: List<VbdOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<Text, VbdOperation>,
        vm = "VM": Ref<Vm>,
        vdi = "VDI": Ref<Vdi>,
        /// Name in the guest (`xvda`); meaningful while attached.
        device: Text,
        /// Position: a number as text, or `autodetect` when creating.
        userdevice: Text,
        bootable: bool,
        mode: VbdMode,
        r#type = "type": VbdType,
        unpluggable: bool,
        storage_lock: bool,
        /// A drive without a disc.
        empty: bool,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        currently_attached: bool,
        status_code: i64,
        status_detail: Text,
        runtime_properties: Map<Text, Text>,
        qos_algorithm_type: Text,
        qos_algorithm_params: Map<Text, Text>,
        qos_supported_algorithms: List<Text>,
        metrics: Ref<VbdMetrics>,
    }

    /// Throughput of a drive; frozen, superseded by the RRDs.
    VbdMetrics = "VBD_metrics" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        io_read_kbs: f64,
        io_write_kbs: f64,
        last_updated: DateTime,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
    }

    /// A virtual disk image.
    Vdi = "VDI" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: List<VdiOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<Text, VdiOperation>,
        sr = "SR": Ref<Sr>,
        vbds = "VBDs": List<Ref<Vbd>>,
        crash_dumps: List<Ref<Crashdump>>,
        /// Size the guest sees, bytes.
        virtual_size: i64,
        /// Bytes it takes on the SR; −1 when unknown.
        physical_utilisation: i64,
        r#type = "type": VdiType,
        sharable: bool,
        read_only: bool,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        storage_lock: bool,
        location: Text,
        managed: bool,
        missing: bool,
        parent: Ref<Vdi>,
        xenstore_data: Map<Text, Text>,
        sm_config: Map<Text, Text>,
        is_a_snapshot: bool,
        snapshot_of: Ref<Vdi>,
        snapshots: List<Ref<Vdi>>,
        snapshot_time: DateTime,
        /// Tags people gave it.
        tags: List<Text>,
        allow_caching: bool,
        on_boot: OnBoot,
        metadata_of_pool: Ref<Pool>,
        metadata_latest: bool,
        is_tools_iso: bool,
        cbt_enabled: bool,
    }

    /// A virtual GPU given to a machine.
    Vgpu = "VGPU" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        vm = "VM": Ref<Vm>,
        gpu_group = "GPU_group": Ref<GpuGroup>,
        device: Text,
        currently_attached: bool,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        r#type = "type": Ref<VgpuType>,
        resident_on: Ref<Pgpu>,
        scheduled_to_be_resident_on: Ref<Pgpu>,
        compatibility_metadata: Map<Text, Text>,
        extra_args: Text,
        pci = "PCI": Ref<Pci>,
    }

    /// A kind of virtual GPU.
    VgpuType = "VGPU_type" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        vendor_name: Text,
        model_name: Text,
        /// Bytes.
        framebuffer_size: i64,
        max_heads: i64,
        max_resolution_x: i64,
        max_resolution_y: i64,
        supported_on_pgpus = "supported_on_PGPUs": List<Ref<Pgpu>>,
        enabled_on_pgpus = "enabled_on_PGPUs": List<Ref<Pgpu>>,
        vgpus = "VGPUs": List<Ref<Vgpu>>,
        supported_on_gpu_groups = "supported_on_GPU_groups": List<Ref<GpuGroup>>,
        enabled_on_gpu_groups = "enabled_on_GPU_groups": List<Ref<GpuGroup>>,
        implementation: VgpuImplementation,
        identifier: Text,
        experimental: bool,
        compatible_types_in_vm: List<Ref<VgpuType>>,
    }

    /// A network interface of a machine.
    Vif = "VIF" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: List<VifOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<Text, VifOperation>,
        /// Position: a number as text.
        device: Text,
        network: Ref<Network>,
        vm = "VM": Ref<Vm>,
        mac = "MAC": Text,
        mtu = "MTU": i64,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        currently_attached: bool,
        status_code: i64,
        status_detail: Text,
        runtime_properties: Map<Text, Text>,
        qos_algorithm_type: Text,
        /// `kbps` for the algorithm `ratelimit`.
        qos_algorithm_params: Map<Text, Text>,
        qos_supported_algorithms: List<Text>,
        metrics: Ref<VifMetrics>,
        mac_autogenerated = "MAC_autogenerated": bool,
        locking_mode: VifLockingMode,
        ipv4_allowed: List<Text>,
        ipv6_allowed: List<Text>,
        ipv4_configuration_mode: VifIpv4ConfigurationMode,
        ipv4_addresses: List<Text>,
        ipv4_gateway: Text,
        ipv6_configuration_mode: VifIpv6ConfigurationMode,
        ipv6_addresses: List<Text>,
        ipv6_gateway: Text,
        trunks: List<i64>,
    }

    /// Throughput of a virtual interface; frozen, superseded by the RRDs.
    VifMetrics = "VIF_metrics" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        io_read_kbs: f64,
        io_write_kbs: f64,
        last_updated: DateTime,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
    }

    /// A VLAN on an interface of a host.
    Vlan = "VLAN" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        tagged_pif = "tagged_PIF": Ref<Pif>,
        untagged_pif = "untagged_PIF": Ref<Pif>,
        tag: i64,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
    }

    /// A virtual machine, a template, a snapshot or a control domain: [`Vm::kind`] tells which.
    Vm = "VM" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: List<VmOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<Text, VmOperation>,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        /// Halted, paused, running or suspended.
        power_state: VmPowerState,
        user_version: i64,
        is_a_template: bool,
        is_default_template: bool,
        suspend_vdi = "suspend_VDI": Ref<Vdi>,
        /// The host it runs on; null unless running or paused.
        resident_on: Ref<Host>,
        scheduled_to_be_resident_on: Ref<Host>,
        /// The host it prefers, its home server.
        affinity: Ref<Host>,
        /// Memory the hypervisor needs on top of the machine's own, bytes.
        memory_overhead: i64,
        /// Memory it is being ballooned to, bytes (superseded).
        memory_target: i64,
        /// Upper bound of the memory, bytes; changes only while halted.
        memory_static_max: i64,
        /// Most memory ballooning may give it, bytes.
        memory_dynamic_max: i64,
        /// Least memory ballooning may leave it, bytes.
        memory_dynamic_min: i64,
        /// Lower bound of the memory, bytes.
        memory_static_min: i64,
        vcpus_params = "VCPUs_params": Map<Text, Text>,
        vcpus_max = "VCPUs_max": i64,
        vcpus_at_startup = "VCPUs_at_startup": i64,
        actions_after_softreboot: OnSoftReboot,
        actions_after_shutdown: OnNormalExit,
        actions_after_reboot: OnNormalExit,
        actions_after_crash: OnCrash,
        consoles: List<Ref<Console>>,
        vifs = "VIFs": List<Ref<Vif>>,
        vbds = "VBDs": List<Ref<Vbd>>,
        vusbs = "VUSBs": List<Ref<Vusb>>,
        crash_dumps: List<Ref<Crashdump>>,
        vtpms = "VTPMs": List<Ref<Vtpm>>,
        pv_bootloader = "PV_bootloader": Text,
        pv_kernel = "PV_kernel": Text,
        pv_ramdisk = "PV_ramdisk": Text,
        pv_args = "PV_args": Text,
        pv_bootloader_args = "PV_bootloader_args": Text,
        pv_legacy_args = "PV_legacy_args": Text,
        hvm_boot_policy = "HVM_boot_policy": Text,
        hvm_boot_params = "HVM_boot_params": Map<Text, Text>,
        hvm_shadow_multiplier = "HVM_shadow_multiplier": f64,
        platform: Map<Text, Text>,
        pci_bus = "PCI_bus": Text,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        /// Number of its domain on the host, −1 when there is none.
        domid: i64,
        domarch: Text,
        last_boot_cpu_flags = "last_boot_CPU_flags": Map<Text, Text>,
        is_control_domain: bool,
        metrics: Ref<VmMetrics>,
        guest_metrics: Ref<VmGuestMetrics>,
        last_booted_record: Text,
        /// XML with the limits its template recommends.
        recommendations: Text,
        xenstore_data: Map<Text, Text>,
        ha_always_run: bool,
        ha_restart_priority: Text,
        /// Snapshots say `is_a_template` as well: ask this first.
        is_a_snapshot: bool,
        /// The machine this is a snapshot of; may dangle.
        snapshot_of: Ref<Vm>,
        snapshots: List<Ref<Vm>>,
        snapshot_time: DateTime,
        transportable_snapshot_id: Text,
        blobs: Map<Text, Ref<Blob>>,
        /// Tags people gave it.
        tags: List<Text>,
        blocked_operations: Map<VmOperation, Text>,
        snapshot_info: Map<Text, Text>,
        snapshot_metadata: Text,
        parent: Ref<Vm>,
        children: List<Ref<Vm>>,
        bios_strings: Map<Text, Text>,
        protection_policy: OpaqueRef,
        is_snapshot_from_vmpp: bool,
        snapshot_schedule: Ref<Vmss>,
        is_vmss_snapshot: bool,
        appliance: Ref<VmAppliance>,
        /// Pause after its start before the next of its appliance, seconds.
        start_delay: i64,
        /// Pause after its shutdown before the next of its appliance, seconds.
        shutdown_delay: i64,
        order: i64,
        vgpus = "VGPUs": List<Ref<Vgpu>>,
        attached_pcis = "attached_PCIs": List<Ref<Pci>>,
        suspend_sr = "suspend_SR": Ref<Sr>,
        version: i64,
        generation_id: Text,
        hardware_platform_version: i64,
        has_vendor_device: bool,
        requires_reboot: bool,
        reference_label: Text,
        domain_type: DomainType,
        nvram = "NVRAM": Map<Text, Text>,
        pending_guidances: List<UpdateGuidance>,
        pending_guidances_recommended: List<UpdateGuidance>,
        pending_guidances_full: List<UpdateGuidance>,
        groups: List<Ref<VmGroup>>,
        secureboot_certificates_state: SecurebootCertificatesState,
    }

    /// A group of machines started and stopped together, in order (a vApp).
    VmAppliance = "VM_appliance" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: List<VmApplianceOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<Text, VmApplianceOperation>,
        vms = "VMs": List<Ref<Vm>>,
    }

    /// Machines whose placement depends on each other.
    VmGroup = "VM_group" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        placement: PlacementPolicy,
        vms = "VMs": List<Ref<Vm>>,
    }

    /// What the guest itself reports through its tools; stale once the machine has stopped.
    VmGuestMetrics = "VM_guest_metrics" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// `name`, `distro`, `uname`, `major`, `minor`.
        os_version: Map<Text, Text>,
        netbios_name: Map<Text, Text>,
        pv_drivers_version = "PV_drivers_version": Map<Text, Text>,
        pv_drivers_up_to_date = "PV_drivers_up_to_date": bool,
        memory: Map<Text, Text>,
        disks: Map<Text, Text>,
        /// Addresses: `0/ip`, `0/ipv4/0`, `0/ipv6/0`…, where 0 is the device number of the VIF.
        networks: Map<Text, Text>,
        other: Map<Text, Text>,
        last_updated: DateTime,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        live: bool,
        can_use_hotplug_vbd: Tristate,
        can_use_hotplug_vif: Tristate,
        pv_drivers_detected = "PV_drivers_detected": bool,
        services: Map<Text, Text>,
    }

    /// What the hypervisor measured of a machine.
    VmMetrics = "VM_metrics" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// Memory it has now, bytes.
        memory_actual: i64,
        vcpus_number = "VCPUs_number": i64,
        vcpus_utilisation = "VCPUs_utilisation": Map<i64, f64>,
        vcpus_cpu = "VCPUs_CPU": Map<i64, i64>,
        vcpus_params = "VCPUs_params": Map<Text, Text>,
        vcpus_flags = "VCPUs_flags": Map<i64, List<Text>>,
        state: List<Text>,
        start_time: DateTime,
        install_time: DateTime,
        last_updated: DateTime,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        hvm: bool,
        nested_virt: bool,
        nomigrate: bool,
        current_domain_type: DomainType,
        numa_optimised: bool,
        numa_nodes: i64,
        numa_node_memory: Map<i64, i64>,
    }

    /// A schedule of snapshots.
    Vmss = "VMSS" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        enabled: bool,
        r#type = "type": VmssType,
        retained_snapshots: i64,
        frequency: VmssFrequency,
        schedule: Map<Text, Text>,
        last_run_time: DateTime,
        vms = "VMs": List<Ref<Vm>>,
    }

    /// A virtual TPM.
    Vtpm = "VTPM" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: List<VtpmOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<Text, VtpmOperation>,
        vm = "VM": Ref<Vm>,
        backend: Ref<Vm>,
        persistence_backend: PersistenceBackend,
        is_unique: bool,
        is_protected: bool,
    }

    /// A USB device given to a machine.
    Vusb = "VUSB" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: List<VusbOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<Text, VusbOperation>,
        vm = "VM": Ref<Vm>,
        usb_group = "USB_group": Ref<UsbGroup>,
        /// Free settings of clients and server.
        other_config: Map<Text, Text>,
        currently_attached: bool,
    }
}
