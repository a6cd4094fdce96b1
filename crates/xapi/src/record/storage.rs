//! Storage: repositories, their drivers and connections, disks and drives.

use super::{Blob, Crashdump, Host, Pool, Vm};
use crate::datetime::DateTime;
use crate::enums::{
    ImageFormat, OnBoot, SrHealth, SrOperation, VbdMode, VbdOperation, VbdType, VdiOperation,
    VdiType,
};
use crate::map::Map;
use crate::reference::Ref;

records! {
    /// A storage repository.
    Sr = "SR" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        /// The name people gave it.
        name_label: String,
        /// The description people gave it.
        name_description: String,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: Vec<SrOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<String, SrOperation>,
        vdis = "VDIs": Vec<Ref<Vdi>>,
        pbds = "PBDs": Vec<Ref<Pbd>>,
        /// Sum of the sizes promised to disks, bytes.
        virtual_allocation: i64,
        /// Bytes in use; −1 when unknown.
        physical_utilisation: i64,
        /// Bytes; −1 when unknown.
        physical_size: i64,
        r#type = "type": String,
        /// `user`, or `iso` for a library of discs.
        content_type: String,
        /// Whether several hosts can use it at once.
        shared: bool,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
        /// Tags people gave it.
        tags: Vec<String>,
        sm_config: Map<String, String>,
        blobs: Map<String, Ref<Blob>>,
        local_cache_enabled: bool,
        introduced_by: Ref<DrTask>,
        clustered: bool,
        is_tools_sr: bool,
    }

    /// A storage driver and what it can do.
    Sm = "SM" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        /// The name people gave it.
        name_label: String,
        /// The description people gave it.
        name_description: String,
        r#type = "type": String,
        vendor: String,
        copyright: String,
        version: String,
        required_api_version: String,
        configuration: Map<String, String>,
        capabilities: Vec<String>,
        features: Map<String, i64>,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
        driver_filename: String,
        required_cluster_stack: Vec<String>,
        host_pending_features: Map<Ref<Host>, Vec<String>>,
        supported_image_formats: Vec<ImageFormat>,
    }

    /// The connection of one host to one SR.
    Pbd = "PBD" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        host: Ref<Host>,
        sr = "SR": Ref<Sr>,
        device_config: Map<String, String>,
        currently_attached: bool,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
    }

    /// A virtual disk image.
    Vdi = "VDI" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        /// The name people gave it.
        name_label: String,
        /// The description people gave it.
        name_description: String,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: Vec<VdiOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<String, VdiOperation>,
        sr = "SR": Ref<Sr>,
        vbds = "VBDs": Vec<Ref<Vbd>>,
        crash_dumps: Vec<Ref<Crashdump>>,
        /// Size the guest sees, bytes.
        virtual_size: i64,
        /// Bytes it takes on the SR; −1 when unknown.
        physical_utilisation: i64,
        r#type = "type": VdiType,
        sharable: bool,
        read_only: bool,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
        storage_lock: bool,
        location: String,
        managed: bool,
        missing: bool,
        parent: Ref<Vdi>,
        xenstore_data: Map<String, String>,
        sm_config: Map<String, String>,
        is_a_snapshot: bool,
        snapshot_of: Ref<Vdi>,
        snapshots: Vec<Ref<Vdi>>,
        snapshot_time: DateTime,
        /// Tags people gave it.
        tags: Vec<String>,
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
        uuid: String,
        /// What may be asked of it now, by the server's opinion (advisory).
        allowed_operations: Vec<VbdOperation>,
        /// What is under way on it: task reference to operation.
        current_operations: Map<String, VbdOperation>,
        vm = "VM": Ref<Vm>,
        vdi = "VDI": Ref<Vdi>,
        /// Name in the guest (`xvda`); meaningful while attached.
        device: String,
        /// Position: a number as text, or `autodetect` when creating.
        userdevice: String,
        bootable: bool,
        mode: VbdMode,
        r#type = "type": VbdType,
        unpluggable: bool,
        storage_lock: bool,
        /// A drive without a disc.
        empty: bool,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
        currently_attached: bool,
        status_code: i64,
        status_detail: String,
        runtime_properties: Map<String, String>,
        qos_algorithm_type: String,
        qos_algorithm_params: Map<String, String>,
        qos_supported_algorithms: Vec<String>,
        metrics: Ref<VbdMetrics>,
    }

    /// Throughput of a drive; frozen, superseded by the RRDs.
    VbdMetrics = "VBD_metrics" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        io_read_kbs: f64,
        io_write_kbs: f64,
        last_updated: DateTime,
        /// Free settings of clients and server.
        other_config: Map<String, String>,
    }

    /// A disaster recovery under way.
    DrTask = "DR_task" {
        /// Stable identity, across restarts and reference changes.
        uuid: String,
        introduced_srs = "introduced_SRs": Vec<Ref<Sr>>,
    }
}

structs! {
    /// What a probe found out about an SR. Not an object: it has no reference.
    SrStat = "sr_stat" {
        /// Stable identity, across restarts and reference changes.
        uuid: Option<String>,
        /// The name people gave it.
        name_label: String,
        /// The description people gave it.
        name_description: String,
        /// Bytes.
        free_space: i64,
        /// Bytes.
        total_space: i64,
        clustered: bool,
        health: SrHealth,
    }

    /// One answer of `SR.probe_ext`. Not an object: it has no reference.
    ProbeResult = "probe_result" {
        configuration: Map<String, String>,
        complete: bool,
        sr: Option<SrStat>,
        extra_info: Map<String, String>,
    }

    /// How to reach a disk by NBD. Not an object: it has no reference.
    VdiNbdServerInfo = "vdi_nbd_server_info" {
        exportname: String,
        address: String,
        port: i64,
        cert: String,
        subject: String,
    }
}
