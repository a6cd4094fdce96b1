//! Hosts and the devices in them.

use super::{Blob, Certificate, Feature, Pbd, Pif, PoolPatch, PoolUpdate, Sr, Vm};
use crate::datetime::DateTime;
use crate::enums::{
    AllocationAlgorithm, HostDisplay, HostNtpMode, HostNumaAffinityPolicy, HostOperation,
    LatestSyncedUpdatesApplied, PciDom0Access, UpdateGuidance, VgpuImplementation, VusbOperation,
};
use crate::map::Map;
use crate::reference::Ref;
use crate::text::{List, Text};

records! {
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
