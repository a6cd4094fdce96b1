//! Virtual machines and what belongs to one machine only.

use super::{Blob, Host, Pci, Sr, Vbd, Vdi, Vgpu, Vif, Vusb};
use crate::datetime::DateTime;
use crate::enums::{
    ConsoleProtocol, DomainType, OnCrash, OnNormalExit, OnSoftReboot, PersistenceBackend,
    PlacementPolicy, SecurebootCertificatesState, Tristate, UpdateGuidance, VmApplianceOperation,
    VmOperation, VmPowerState, VmssFrequency, VmssType, VtpmOperation,
};
use crate::map::Map;
use crate::reference::{OpaqueRef, Ref};
use crate::text::{List, Text};

records! {
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
}
