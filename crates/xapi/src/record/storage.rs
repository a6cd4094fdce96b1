//! Storage: repositories, their drivers and connections, disks and drives.

use super::{Blob, Crashdump, Host, Pool, Vm};
use crate::datetime::DateTime;
use crate::enums::{
    ImageFormat, OnBoot, SrHealth, SrOperation, VbdMode, VbdOperation, VbdType, VdiOperation,
    VdiType,
};
use crate::map::Map;
use crate::reference::Ref;
use crate::text::{List, Text};

records! {
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
        host_pending_features: Map<Ref<Host>, List<Text>>,
        supported_image_formats: List<ImageFormat>,
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

    /// A disaster recovery under way.
    DrTask = "DR_task" {
        /// Stable identity, across restarts and reference changes.
        uuid: Text,
        introduced_srs = "introduced_SRs": List<Ref<Sr>>,
    }
}

structs! {
    /// What a probe found out about an SR. Not an object: it has no reference.
    SrStat = "sr_stat" {
        /// Stable identity, across restarts and reference changes.
        uuid: Option<Text>,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        /// Bytes.
        free_space: i64,
        /// Bytes.
        total_space: i64,
        clustered: bool,
        health: SrHealth,
    }

    /// One answer of `SR.probe_ext`. Not an object: it has no reference.
    ProbeResult = "probe_result" {
        configuration: Map<Text, Text>,
        complete: bool,
        sr: Option<SrStat>,
        extra_info: Map<Text, Text>,
    }

    /// How to reach a disk by NBD. Not an object: it has no reference.
    VdiNbdServerInfo = "vdi_nbd_server_info" {
        exportname: Text,
        address: Text,
        port: i64,
        cert: Text,
        subject: Text,
    }
}
