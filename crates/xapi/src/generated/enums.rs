// Generated from crates/model/model.txt by `cargo xtask codegen`.

wire_enums! {
    /// Values of the server's `after_apply_guidance`.
    AfterApplyGuidance = "after_apply_guidance" {
        RestartHvm "restartHVM",
        RestartPv "restartPV",
        RestartHost "restartHost",
        RestartXapi "restartXAPI",
    }

    /// Values of the server's `allocation_algorithm`.
    AllocationAlgorithm = "allocation_algorithm" {
        BreadthFirst "breadth_first",
        DepthFirst "depth_first",
    }

    /// Values of the server's `bond_mode`.
    BondMode = "bond_mode" {
        BalanceSlb "balance-slb",
        ActiveBackup "active-backup",
        Lacp "lacp",
    }

    /// Values of the server's `certificate_purpose`.
    CertificatePurpose = "certificate_purpose" {
        Licensing "licensing",
        Ldaps "ldaps",
    }

    /// Values of the server's `certificate_type`.
    CertificateType = "certificate_type" {
        Ca "ca",
        Host "host",
        HostInternal "host_internal",
        Pinned "pinned",
    }

    /// Values of the server's `cluster_host_operation`.
    ClusterHostOperation = "cluster_host_operation" {
        Enable "enable",
        Disable "disable",
        Destroy "destroy",
    }

    /// Values of the server's `cluster_operation`.
    ClusterOperation = "cluster_operation" {
        Add "add",
        Remove "remove",
        Enable "enable",
        Disable "disable",
        Destroy "destroy",
    }

    /// Values of the server's `console_protocol`.
    ConsoleProtocol = "console_protocol" {
        Vt100 "vt100",
        Rfb "rfb",
        Rdp "rdp",
    }

    /// Values of the server's `domain_type`.
    DomainType = "domain_type" {
        Hvm "hvm",
        Pv "pv",
        PvInPvh "pv_in_pvh",
        Pvh "pvh",
        Unspecified "unspecified",
    }

    /// What happened to an object.
    EventOperation = "event_operation" {
        Add "add",
        Del "del",
        Mod "mod",
    }

    /// Values of the server's `host_display`.
    HostDisplay = "host_display" {
        Enabled "enabled",
        DisableOnReboot "disable_on_reboot",
        Disabled "disabled",
        EnableOnReboot "enable_on_reboot",
    }

    /// Values of the server's `host_ntp_mode`.
    HostNtpMode = "host_ntp_mode" {
        Dhcp "DHCP",
        Custom "Custom",
        Factory "Factory",
        Disabled "Disabled",
    }

    /// Values of the server's `host_numa_affinity_policy`.
    HostNumaAffinityPolicy = "host_numa_affinity_policy" {
        Any "any",
        BestEffort "best_effort",
        DefaultPolicy "default_policy",
    }

    /// Values of the server's `host_allowed_operations`.
    HostOperation = "host_allowed_operations" {
        Provision "provision",
        Evacuate "evacuate",
        Shutdown "shutdown",
        Reboot "reboot",
        PowerOn "power_on",
        VmStart "vm_start",
        VmResume "vm_resume",
        VmMigrate "vm_migrate",
        ApplyUpdates "apply_updates",
        Enable "enable",
    }

    /// Values of the server's `host_sched_gran`.
    HostSchedGran = "host_sched_gran" {
        Core "core",
        Cpu "cpu",
        Socket "socket",
    }

    /// Values of the server's `image_format_type`.
    ImageFormat = "image_format_type" {
        Raw "raw",
        Vhd "vhd",
        Qcow2 "qcow2",
    }

    /// Values of the server's `ip_configuration_mode`.
    IpConfigurationMode = "ip_configuration_mode" {
        None "None",
        Dhcp "DHCP",
        Static "Static",
    }

    /// Values of the server's `ipv6_configuration_mode`.
    Ipv6ConfigurationMode = "ipv6_configuration_mode" {
        None "None",
        Dhcp "DHCP",
        Static "Static",
        Autoconf "Autoconf",
    }

    /// Values of the server's `latest_synced_updates_applied_state`.
    LatestSyncedUpdatesApplied = "latest_synced_updates_applied_state" {
        Yes "yes",
        No "no",
        NotKnown "unknown",
    }

    /// Values of the server's `livepatch_status`.
    LivepatchStatus = "livepatch_status" {
        OkLivepatchComplete "ok_livepatch_complete",
        OkLivepatchIncomplete "ok_livepatch_incomplete",
        Ok "ok",
    }

    /// Values of the server's `cls`.
    MessageClass = "cls" {
        Vm "VM",
        Host "Host",
        Sr "SR",
        Pool "Pool",
        Vmpp "VMPP",
        Vmss "VMSS",
        PvsProxy "PVS_proxy",
        Vdi "VDI",
        Certificate "Certificate",
    }

    /// Values of the server's `network_default_locking_mode`.
    NetworkDefaultLockingMode = "network_default_locking_mode" {
        Unlocked "unlocked",
        Disabled "disabled",
    }

    /// Values of the server's `network_operations`.
    NetworkOperation = "network_operations" {
        Attaching "attaching",
    }

    /// Values of the server's `network_purpose`.
    NetworkPurpose = "network_purpose" {
        Nbd "nbd",
        InsecureNbd "insecure_nbd",
    }

    /// Values of the server's `on_boot`.
    OnBoot = "on_boot" {
        Reset "reset",
        Persist "persist",
    }

    /// Values of the server's `on_crash_behaviour`.
    OnCrash = "on_crash_behaviour" {
        Destroy "destroy",
        CoredumpAndDestroy "coredump_and_destroy",
        Restart "restart",
        CoredumpAndRestart "coredump_and_restart",
        Preserve "preserve",
        RenameRestart "rename_restart",
    }

    /// Values of the server's `on_normal_exit`.
    OnNormalExit = "on_normal_exit" {
        Destroy "destroy",
        Restart "restart",
    }

    /// Values of the server's `on_softreboot_behavior`.
    OnSoftReboot = "on_softreboot_behavior" {
        SoftReboot "soft_reboot",
        Destroy "destroy",
        Restart "restart",
        Preserve "preserve",
    }

    /// Values of the server's `pci_dom0_access`.
    PciDom0Access = "pci_dom0_access" {
        Enabled "enabled",
        DisableOnReboot "disable_on_reboot",
        Disabled "disabled",
        EnableOnReboot "enable_on_reboot",
    }

    /// Values of the server's `persistence_backend`.
    PersistenceBackend = "persistence_backend" {
        Xapi "xapi",
    }

    /// Values of the server's `pif_igmp_status`.
    PifIgmpStatus = "pif_igmp_status" {
        Enabled "enabled",
        Disabled "disabled",
        NotKnown "unknown",
    }

    /// Values of the server's `placement_policy`.
    PlacementPolicy = "placement_policy" {
        AntiAffinity "anti_affinity",
        Normal "normal",
    }

    /// Values of the server's `pool_guest_secureboot_readiness`.
    PoolGuestSecurebootReadiness = "pool_guest_secureboot_readiness" {
        Ready "ready",
        ReadyNoDbx "ready_no_dbx",
        NotReady "not_ready",
    }

    /// Values of the server's `pool_allowed_operations`.
    PoolOperation = "pool_allowed_operations" {
        HaEnable "ha_enable",
        HaDisable "ha_disable",
        ClusterCreate "cluster_create",
        DesignateNewMaster "designate_new_master",
        ConfigureRepositories "configure_repositories",
        SyncUpdates "sync_updates",
        SyncBundle "sync_bundle",
        GetUpdates "get_updates",
        ApplyUpdates "apply_updates",
        TlsVerificationEnable "tls_verification_enable",
        CertRefresh "cert_refresh",
        ExchangeCertificatesOnJoin "exchange_certificates_on_join",
        ExchangeCaCertificatesOnJoin "exchange_ca_certificates_on_join",
        CopyPrimaryHostCerts "copy_primary_host_certs",
        Eject "eject",
        ExchangeCrlsOnJoin "exchange_crls_on_join",
    }

    /// Values of the server's `primary_address_type`.
    PrimaryAddressType = "primary_address_type" {
        Ipv4 "IPv4",
        Ipv6 "IPv6",
    }

    /// Values of the server's `pvs_proxy_status`.
    PvsProxyStatus = "pvs_proxy_status" {
        Stopped "stopped",
        Initialised "initialised",
        Caching "caching",
        IncompatibleWriteCacheMode "incompatible_write_cache_mode",
        IncompatibleProtocolVersion "incompatible_protocol_version",
    }

    /// Values of the server's `origin`.
    RepositoryOrigin = "origin" {
        Remote "remote",
        Bundle "bundle",
        RemotePool "remote_pool",
    }

    /// Values of the server's `sdn_controller_protocol`.
    SdnControllerProtocol = "sdn_controller_protocol" {
        Ssl "ssl",
        Pssl "pssl",
    }

    /// Values of the server's `vm_secureboot_certificates_state`.
    SecurebootCertificatesState = "vm_secureboot_certificates_state" {
        Ok "ok",
        UpdateAvailable "update_available",
        UpdateOnBoot "update_on_boot",
    }

    /// Values of the server's `sr_health`.
    SrHealth = "sr_health" {
        Healthy "healthy",
        Recovering "recovering",
        Unreachable "unreachable",
        Unavailable "unavailable",
    }

    /// Values of the server's `storage_operations`.
    SrOperation = "storage_operations" {
        Scan "scan",
        Destroy "destroy",
        Forget "forget",
        Plug "plug",
        Unplug "unplug",
        Update "update",
        VdiCreate "vdi_create",
        VdiIntroduce "vdi_introduce",
        VdiDestroy "vdi_destroy",
        VdiResize "vdi_resize",
        VdiClone "vdi_clone",
        VdiSnapshot "vdi_snapshot",
        VdiMirror "vdi_mirror",
        VdiEnableCbt "vdi_enable_cbt",
        VdiDisableCbt "vdi_disable_cbt",
        VdiDataDestroy "vdi_data_destroy",
        VdiListChangedBlocks "vdi_list_changed_blocks",
        VdiSetOnBoot "vdi_set_on_boot",
        VdiBlocked "vdi_blocked",
        VdiCopy "vdi_copy",
        VdiForceUnlock "vdi_force_unlock",
        VdiForget "vdi_forget",
        VdiGenerateConfig "vdi_generate_config",
        VdiResizeOnline "vdi_resize_online",
        VdiUpdate "vdi_update",
        VdiRevert "vdi_revert",
        PbdCreate "pbd_create",
        PbdDestroy "pbd_destroy",
    }

    /// Values of the server's `sriov_configuration_mode`.
    SriovConfigurationMode = "sriov_configuration_mode" {
        Sysfs "sysfs",
        Modprobe "modprobe",
        Manual "manual",
        NotKnown "unknown",
    }

    /// Values of the server's `task_allowed_operations`.
    TaskOperation = "task_allowed_operations" {
        Cancel "cancel",
        Destroy "destroy",
    }

    /// Values of the server's `task_status_type`.
    TaskStatus = "task_status_type" {
        Pending "pending",
        Success "success",
        Failure "failure",
        Cancelling "cancelling",
        Cancelled "cancelled",
    }

    /// Values of the server's `telemetry_frequency`.
    TelemetryFrequency = "telemetry_frequency" {
        Daily "daily",
        Weekly "weekly",
        Monthly "monthly",
    }

    /// Values of the server's `tristate_type`.
    Tristate = "tristate_type" {
        Yes "yes",
        No "no",
        Unspecified "unspecified",
    }

    /// Values of the server's `tunnel_protocol`.
    TunnelProtocol = "tunnel_protocol" {
        Gre "gre",
        Vxlan "vxlan",
    }

    /// Values of the server's `update_after_apply_guidance`.
    UpdateAfterApplyGuidance = "update_after_apply_guidance" {
        RestartHvm "restartHVM",
        RestartPv "restartPV",
        RestartHost "restartHost",
        RestartXapi "restartXAPI",
    }

    /// Values of the server's `update_guidances`.
    UpdateGuidance = "update_guidances" {
        RebootHost "reboot_host",
        RebootHostOnLivepatchFailure "reboot_host_on_livepatch_failure",
        RebootHostOnKernelLivepatchFailure "reboot_host_on_kernel_livepatch_failure",
        RebootHostOnXenLivepatchFailure "reboot_host_on_xen_livepatch_failure",
        RestartToolstack "restart_toolstack",
        RestartDeviceModel "restart_device_model",
        RestartVm "restart_vm",
    }

    /// Values of the server's `update_sync_frequency`.
    UpdateSyncFrequency = "update_sync_frequency" {
        Daily "daily",
        Weekly "weekly",
    }

    /// Values of the server's `vbd_mode`.
    VbdMode = "vbd_mode" {
        Ro "RO",
        Rw "RW",
    }

    /// Values of the server's `vbd_operations`.
    VbdOperation = "vbd_operations" {
        Attach "attach",
        Eject "eject",
        Insert "insert",
        Plug "plug",
        Unplug "unplug",
        UnplugForce "unplug_force",
        Pause "pause",
        Unpause "unpause",
    }

    /// Values of the server's `vbd_type`.
    VbdType = "vbd_type" {
        Cd "CD",
        Disk "Disk",
        Floppy "Floppy",
    }

    /// Values of the server's `vdi_operations`.
    VdiOperation = "vdi_operations" {
        Clone "clone",
        Copy "copy",
        Resize "resize",
        ResizeOnline "resize_online",
        Snapshot "snapshot",
        Mirror "mirror",
        Destroy "destroy",
        Forget "forget",
        Update "update",
        ForceUnlock "force_unlock",
        GenerateConfig "generate_config",
        EnableCbt "enable_cbt",
        DisableCbt "disable_cbt",
        DataDestroy "data_destroy",
        ListChangedBlocks "list_changed_blocks",
        SetOnBoot "set_on_boot",
        Blocked "blocked",
        RevertTo "revert_to",
        RevertFrom "revert_from",
    }

    /// Values of the server's `vdi_type`.
    VdiType = "vdi_type" {
        System "system",
        User "user",
        Ephemeral "ephemeral",
        Suspend "suspend",
        Crashdump "crashdump",
        HaStatefile "ha_statefile",
        Metadata "metadata",
        RedoLog "redo_log",
        Rrd "rrd",
        PvsCache "pvs_cache",
        CbtMetadata "cbt_metadata",
    }

    /// Values of the server's `vgpu_type_implementation`.
    VgpuImplementation = "vgpu_type_implementation" {
        Passthrough "passthrough",
        Nvidia "nvidia",
        NvidiaSriov "nvidia_sriov",
        GvtG "gvt_g",
        Mxgpu "mxgpu",
    }

    /// Values of the server's `vif_ipv4_configuration_mode`.
    VifIpv4ConfigurationMode = "vif_ipv4_configuration_mode" {
        None "None",
        Static "Static",
        Dhcp "DHCP",
    }

    /// Values of the server's `vif_ipv6_configuration_mode`.
    VifIpv6ConfigurationMode = "vif_ipv6_configuration_mode" {
        None "None",
        Static "Static",
        Autoconf "Autoconf",
    }

    /// Values of the server's `vif_locking_mode`.
    VifLockingMode = "vif_locking_mode" {
        NetworkDefault "network_default",
        Locked "locked",
        Unlocked "unlocked",
        Disabled "disabled",
    }

    /// Values of the server's `vif_operations`.
    VifOperation = "vif_operations" {
        Attach "attach",
        Plug "plug",
        Unplug "unplug",
    }

    /// Values of the server's `vm_appliance_operation`.
    VmApplianceOperation = "vm_appliance_operation" {
        Start "start",
        CleanShutdown "clean_shutdown",
        HardShutdown "hard_shutdown",
        Shutdown "shutdown",
    }

    /// An operation on a machine.
    VmOperation = "vm_operations" {
        Snapshot "snapshot",
        Clone "clone",
        Copy "copy",
        CreateTemplate "create_template",
        Revert "revert",
        Checkpoint "checkpoint",
        SnapshotWithQuiesce "snapshot_with_quiesce",
        Provision "provision",
        Start "start",
        StartOn "start_on",
        Pause "pause",
        Unpause "unpause",
        CleanShutdown "clean_shutdown",
        CleanReboot "clean_reboot",
        HardShutdown "hard_shutdown",
        PowerStateReset "power_state_reset",
        HardReboot "hard_reboot",
        Suspend "suspend",
        Csvm "csvm",
        Resume "resume",
        ResumeOn "resume_on",
        PoolMigrate "pool_migrate",
        MigrateSend "migrate_send",
        GetBootRecord "get_boot_record",
        SendSysrq "send_sysrq",
        SendTrigger "send_trigger",
        QueryServices "query_services",
        Shutdown "shutdown",
        CallPlugin "call_plugin",
        ChangingMemoryLive "changing_memory_live",
        AwaitingMemoryLive "awaiting_memory_live",
        ChangingDynamicRange "changing_dynamic_range",
        ChangingStaticRange "changing_static_range",
        ChangingMemoryLimits "changing_memory_limits",
        ChangingShadowMemory "changing_shadow_memory",
        ChangingShadowMemoryLive "changing_shadow_memory_live",
        ChangingVcpus "changing_VCPUs",
        ChangingVcpusLive "changing_VCPUs_live",
        ChangingNvram "changing_NVRAM",
        AssertOperationValid "assert_operation_valid",
        DataSourceOp "data_source_op",
        UpdateAllowedOperations "update_allowed_operations",
        MakeIntoTemplate "make_into_template",
        Import "import",
        Export "export",
        MetadataExport "metadata_export",
        Reverting "reverting",
        Destroy "destroy",
        CreateVtpm "create_vtpm",
        Sysprep "sysprep",
    }

    /// The power state of a machine.
    VmPowerState = "vm_power_state" {
        Halted "Halted",
        Paused "Paused",
        Running "Running",
        Suspended "Suspended",
    }

    /// Values of the server's `vm_secureboot_readiness`.
    VmSecurebootReadiness = "vm_secureboot_readiness" {
        NotSupported "not_supported",
        Disabled "disabled",
        FirstBoot "first_boot",
        Ready "ready",
        ReadyNoDbx "ready_no_dbx",
        SetupMode "setup_mode",
        CertsIncomplete "certs_incomplete",
    }

    /// Values of the server's `vm_uefi_mode`.
    VmUefiMode = "vm_uefi_mode" {
        Setup "setup",
        User "user",
    }

    /// Values of the server's `vmpp_archive_frequency`.
    VmppArchiveFrequency = "vmpp_archive_frequency" {
        Never "never",
        AlwaysAfterBackup "always_after_backup",
        Daily "daily",
        Weekly "weekly",
    }

    /// Values of the server's `vmpp_archive_target_type`.
    VmppArchiveTargetType = "vmpp_archive_target_type" {
        None "none",
        Cifs "cifs",
        Nfs "nfs",
    }

    /// Values of the server's `vmpp_backup_frequency`.
    VmppBackupFrequency = "vmpp_backup_frequency" {
        Hourly "hourly",
        Daily "daily",
        Weekly "weekly",
    }

    /// Values of the server's `vmpp_backup_type`.
    VmppBackupType = "vmpp_backup_type" {
        Snapshot "snapshot",
        Checkpoint "checkpoint",
    }

    /// Values of the server's `vmss_frequency`.
    VmssFrequency = "vmss_frequency" {
        Hourly "hourly",
        Daily "daily",
        Weekly "weekly",
    }

    /// Values of the server's `vmss_type`.
    VmssType = "vmss_type" {
        Snapshot "snapshot",
        Checkpoint "checkpoint",
        SnapshotWithQuiesce "snapshot_with_quiesce",
    }

    /// Values of the server's `vtpm_operations`.
    VtpmOperation = "vtpm_operations" {
        Destroy "destroy",
    }

    /// Values of the server's `vusb_operations`.
    VusbOperation = "vusb_operations" {
        Attach "attach",
        Plug "plug",
        Unplug "unplug",
    }
}
