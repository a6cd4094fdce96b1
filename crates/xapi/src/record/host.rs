//! Hosts and the devices in them.

use super::{Blob, Certificate, Feature, Pbd, Pif, PoolPatch, PoolUpdate, Sr, Vm};
use crate::datetime::DateTime;
use crate::enums::{
    AllocationAlgorithm, HostDisplay, HostNtpMode, HostNumaAffinityPolicy, HostOperation,
    LatestSyncedUpdatesApplied, PciDom0Access, UpdateGuidance, VgpuImplementation, VusbOperation,
};
use crate::map::Map;
use crate::reference::Ref;

records! {
    /// A host (server) of the pool.
    Host = "host" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        /// The name people gave it.
        name_label: String,
        /// The description people gave it.
        name_description: String,
        /// Memory the hypervisor keeps for itself, bytes.
        memory_overhead: i64,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: Vec<HostOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<String, HostOperation>,
        api_version_major = "API_version_major": i64,
        api_version_minor = "API_version_minor": i64,
        api_version_vendor = "API_version_vendor": String,
        api_version_vendor_implementation = "API_version_vendor_implementation": Map<String, String>,
        /// False in maintenance mode: no machine starts or comes here.
        enabled: bool,
        /// `product_brand`, `product_version`, `build_number`, `xapi`, `xen`…
        software_version: Map<String, String>,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
        capabilities: Vec<String>,
        cpu_configuration: Map<String, String>,
        sched_policy: String,
        supported_bootloaders: Vec<String>,
        resident_vms = "resident_VMs": Vec<Ref<Vm>>,
        logging: Map<String, String>,
        pifs = "PIFs": Vec<Ref<Pif>>,
        suspend_image_sr: Ref<Sr>,
        crash_dump_sr: Ref<Sr>,
        crashdumps: Vec<Ref<HostCrashdump>>,
        patches: Vec<Ref<HostPatch>>,
        updates: Vec<Ref<PoolUpdate>>,
        pbds = "PBDs": Vec<Ref<Pbd>>,
        host_cpus = "host_CPUs": Vec<Ref<HostCpu>>,
        /// `cpu_count`, `socket_count`, `vendor`, `modelname`, `speed` (MHz)…, as text.
        cpu_info: Map<String, String>,
        hostname: String,
        /// Address of the management interface, as the pool knows it.
        address: String,
        metrics: Ref<HostMetrics>,
        license_params: Map<String, String>,
        ha_statefiles: Vec<String>,
        ha_network_peers: Vec<String>,
        blobs: Map<String, Ref<Blob>>,
        /// Tags people gave it.
        tags: Vec<String>,
        external_auth_type: String,
        external_auth_service_name: String,
        external_auth_configuration: Map<String, String>,
        edition: String,
        license_server: Map<String, String>,
        bios_strings: Map<String, String>,
        power_on_mode: String,
        power_on_config: Map<String, String>,
        local_cache_sr: Ref<Sr>,
        chipset_info: Map<String, String>,
        pcis = "PCIs": Vec<Ref<Pci>>,
        pgpus = "PGPUs": Vec<Ref<Pgpu>>,
        pusbs = "PUSBs": Vec<Ref<Pusb>>,
        ssl_legacy: bool,
        guest_vcpus_params = "guest_VCPUs_params": Map<String, String>,
        display: HostDisplay,
        virtual_hardware_platform_versions: Vec<i64>,
        control_domain: Ref<Vm>,
        updates_requiring_reboot: Vec<Ref<PoolUpdate>>,
        features: Vec<Ref<Feature>>,
        iscsi_iqn: String,
        multipathing: bool,
        uefi_certificates: String,
        certificates: Vec<Ref<Certificate>>,
        editions: Vec<String>,
        pending_guidances: Vec<UpdateGuidance>,
        tls_verification_enabled: bool,
        last_software_update: DateTime,
        https_only: bool,
        latest_synced_updates_applied: LatestSyncedUpdatesApplied,
        numa_affinity_policy: HostNumaAffinityPolicy,
        pending_guidances_recommended: Vec<UpdateGuidance>,
        pending_guidances_full: Vec<UpdateGuidance>,
        last_update_hash: String,
        ssh_enabled: bool,
        ssh_enabled_timeout: i64,
        ssh_expiry: DateTime,
        console_idle_timeout: i64,
        ssh_auto_mode: bool,
        max_cstate: String,
        secure_boot: bool,
        ntp_mode: HostNtpMode,
        ntp_custom_servers: Vec<String>,
        timezone: String,
    }

    /// The liveness and memory of a host.
    HostMetrics = "host_metrics" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        /// Memory installed, bytes.
        memory_total: i64,
        /// Frozen at 0 on current servers: compute the free memory instead.
        memory_free: i64,
        /// Whether the host has been heard of lately.
        live: bool,
        last_updated: DateTime,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
    }

    /// A processor of a host (superseded by `host.cpu_info`).
    HostCpu = "host_cpu" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        host: Ref<Host>,
        number: i64,
        vendor: String,
        /// MHz.
        speed: i64,
        modelname: String,
        family: i64,
        model: i64,
        stepping: String,
        flags: String,
        features: String,
        /// 0 to 1.
        utilisation: f64,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
    }

    /// An update of the old kind, on one host (≤ 7.0).
    HostPatch = "host_patch" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        /// The name people gave it.
        name_label: String,
        /// The description people gave it.
        name_description: String,
        version: String,
        host: Ref<Host>,
        applied: bool,
        timestamp_applied: DateTime,
        size: i64,
        pool_patch: Ref<PoolPatch>,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
    }

    /// A crash dump of a host.
    HostCrashdump = "host_crashdump" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        host: Ref<Host>,
        timestamp: DateTime,
        size: i64,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
    }

    /// A PCI device.
    Pci = "PCI" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        class_id: String,
        class_name: String,
        vendor_id: String,
        vendor_name: String,
        device_id: String,
        device_name: String,
        host: Ref<Host>,
        pci_id: String,
        dependencies: Vec<Ref<Pci>>,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
        subsystem_vendor_id: String,
        subsystem_vendor_name: String,
        subsystem_device_id: String,
        subsystem_device_name: String,
        driver_name: String,
    }

    /// A physical GPU.
    Pgpu = "PGPU" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        pci = "PCI": Ref<Pci>,
        gpu_group = "GPU_group": Ref<GpuGroup>,
        host: Ref<Host>,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
        supported_vgpu_types = "supported_VGPU_types": Vec<Ref<VgpuType>>,
        enabled_vgpu_types = "enabled_VGPU_types": Vec<Ref<VgpuType>>,
        resident_vgpus = "resident_VGPUs": Vec<Ref<Vgpu>>,
        supported_vgpu_max_capacities = "supported_VGPU_max_capacities": Map<Ref<VgpuType>, i64>,
        dom0_access: PciDom0Access,
        is_system_display_device: bool,
        compatibility_metadata: Map<String, String>,
    }

    /// GPUs of one kind, over the whole pool.
    GpuGroup = "GPU_group" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        /// The name people gave it.
        name_label: String,
        /// The description people gave it.
        name_description: String,
        pgpus = "PGPUs": Vec<Ref<Pgpu>>,
        vgpus = "VGPUs": Vec<Ref<Vgpu>>,
        gpu_types = "GPU_types": Vec<String>,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
        allocation_algorithm: AllocationAlgorithm,
        supported_vgpu_types = "supported_VGPU_types": Vec<Ref<VgpuType>>,
        enabled_vgpu_types = "enabled_VGPU_types": Vec<Ref<VgpuType>>,
    }

    /// A virtual GPU given to a machine.
    Vgpu = "VGPU" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        vm = "VM": Ref<Vm>,
        gpu_group = "GPU_group": Ref<GpuGroup>,
        device: String,
        currently_attached: bool,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
        r#type = "type": Ref<VgpuType>,
        resident_on: Ref<Pgpu>,
        scheduled_to_be_resident_on: Ref<Pgpu>,
        compatibility_metadata: Map<String, String>,
        extra_args: String,
        pci = "PCI": Ref<Pci>,
    }

    /// A kind of virtual GPU.
    VgpuType = "VGPU_type" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        vendor_name: String,
        model_name: String,
        /// Bytes.
        framebuffer_size: i64,
        max_heads: i64,
        max_resolution_x: i64,
        max_resolution_y: i64,
        supported_on_pgpus = "supported_on_PGPUs": Vec<Ref<Pgpu>>,
        enabled_on_pgpus = "enabled_on_PGPUs": Vec<Ref<Pgpu>>,
        vgpus = "VGPUs": Vec<Ref<Vgpu>>,
        supported_on_gpu_groups = "supported_on_GPU_groups": Vec<Ref<GpuGroup>>,
        enabled_on_gpu_groups = "enabled_on_GPU_groups": Vec<Ref<GpuGroup>>,
        implementation: VgpuImplementation,
        identifier: String,
        experimental: bool,
        compatible_types_in_vm: Vec<Ref<VgpuType>>,
    }

    /// A USB device plugged into a host.
    Pusb = "PUSB" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        usb_group = "USB_group": Ref<UsbGroup>,
        host: Ref<Host>,
        path: String,
        vendor_id: String,
        vendor_desc: String,
        product_id: String,
        product_desc: String,
        serial: String,
        version: String,
        description: String,
        passthrough_enabled: bool,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
        /// Mbit/s.
        speed: f64,
    }

    /// USB devices that can stand for each other.
    UsbGroup = "USB_group" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        /// The name people gave it.
        name_label: String,
        /// The description people gave it.
        name_description: String,
        pusbs = "PUSBs": Vec<Ref<Pusb>>,
        vusbs = "VUSBs": Vec<Ref<Vusb>>,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
    }

    /// A USB device given to a machine.
    Vusb = "VUSB" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: Vec<VusbOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<String, VusbOperation>,
        vm = "VM": Ref<Vm>,
        usb_group = "USB_group": Ref<UsbGroup>,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
        currently_attached: bool,
    }
}
