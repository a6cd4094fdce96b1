//! Storage.

use std::collections::BTreeMap;

use super::records;

records! {
    /// A storage repository.
    Sr {
        /// Its id.
        id: String,
        /// Its uuid.
        uuid: String,
        /// Its pool.
        pool = "$pool": String,
        /// The pool's own reference for it.
        xapi_ref = "_xapiRef": String,
        /// Its name.
        name_label: String,
        /// Its description.
        name_description: String,
        /// Its driver: `lvm`, `nfs`, `ext`…
        sr_type = "SR_type": String,
        /// `user`, `iso`…
        content_type: String,
        /// Whether several hosts have it.
        shared: bool,
        /// How large it is.
        size: i64,
        /// How much of that is taken.
        physical_usage: i64,
        /// How much the disks on it could take, all in all.
        allocated = "usage": i64,
        /// `thin` or `thick`.
        allocation_strategy = "allocationStrategy": String,
        /// Its pool if shared, else its host.
        container = "$container": String,
        /// The disks on it.
        vdis = "VDIs": Vec<String>,
        /// Its connections to hosts.
        pbds = "$PBDs": Vec<String>,
        /// Tags people gave it.
        tags: Vec<String>,
        /// Whether it is kept out of use.
        in_maintenance_mode = "inMaintenanceMode": bool,
        /// What is under way on it: task to operation.
        current_operations: BTreeMap<String, String>,
        /// Free settings.
        other_config: BTreeMap<String, String>,
        /// What its driver noted.
        sm_config: BTreeMap<String, String>,
    }

    /// A disk.
    Vdi {
        /// Its id.
        id: String,
        /// Its uuid.
        uuid: String,
        /// `VDI`, `VDI-snapshot` or `VDI-unmanaged`.
        kind = "type": String,
        /// Its pool.
        pool = "$pool": String,
        /// The pool's own reference for it.
        xapi_ref = "_xapiRef": String,
        /// Its name.
        name_label: String,
        /// Its description.
        name_description: String,
        /// How large it is for a machine.
        size: i64,
        /// How much it takes.
        usage: i64,
        /// `system`, `user`, `suspend`…
        vdi_type = "VDI_type": String,
        /// `vhd`, `qcow2`…
        image_format: String,
        /// Where it is.
        sr = "$SR": String,
        /// What it is attached by.
        vbds = "$VBDs": Vec<String>,
        /// Its snapshots.
        snapshots: Vec<String>,
        /// The disk that it builds on.
        parent: String,
        /// Tags people gave it.
        tags: Vec<String>,
        /// Whether the storage has lost it.
        missing: bool,
        /// Whether changed blocks are tracked.
        cbt_enabled: bool,
        /// What is under way on it: task to operation.
        current_operations: BTreeMap<String, String>,
        /// Of a snapshot: when it was made.
        snapshot_time: Option<i64>,
        /// Of a snapshot: of what.
        snapshot_of = "$snapshot_of": String,
    }

    /// What attaches a disk to a machine, or is a drive without one.
    Vbd {
        /// Its id.
        id: String,
        /// Its uuid.
        uuid: String,
        /// Its pool.
        pool = "$pool": String,
        /// The pool's own reference for it.
        xapi_ref = "_xapiRef": String,
        /// The machine.
        vm = "VM": String,
        /// The disk; empty in an empty drive.
        vdi = "VDI": String,
        /// Whether the machine has it now.
        attached: bool,
        /// Whether the machine may start from it.
        bootable: bool,
        /// What the machine calls it: `xvda`; empty until it was attached once.
        device: String,
        /// Its number.
        position: String,
        /// Whether it is a drive for discs.
        is_cd_drive: bool,
        /// Whether it cannot be written.
        read_only: bool,
    }

    /// What connects a host with a storage repository.
    Pbd {
        /// Its id.
        id: String,
        /// Its uuid.
        uuid: String,
        /// Its pool.
        pool = "$pool": String,
        /// The pool's own reference for it.
        xapi_ref = "_xapiRef": String,
        /// The host.
        host: String,
        /// The storage repository.
        sr = "SR": String,
        /// Whether it is connected.
        attached: bool,
        /// How: server, path, target… without secrets.
        device_config: BTreeMap<String, String>,
        /// Free settings.
        other_config = "otherConfig": BTreeMap<String, String>,
    }
}
