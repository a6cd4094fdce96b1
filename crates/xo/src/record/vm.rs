//! Virtual machines and what is like them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::records;

records! {
    /// A machine, a template, a snapshot or a control domain. There is no list of allowed
    /// operations: what may be done follows from power state and current operations.
    Vm {
        /// Its id.
        id: String,
        /// Its uuid.
        uuid: String,
        /// `VM`, `VM-template`, `VM-snapshot` or `VM-controller`.
        kind = "type": String,
        /// Its pool.
        pool = "$pool": String,
        /// The pool's own reference for it.
        xapi_ref = "_xapiRef": String,
        /// Its name.
        name_label: String,
        /// Its description.
        name_description: String,
        /// `Running`, `Halted`, `Paused` or `Suspended`.
        power_state: String,
        /// The host it runs on, or where it can only run for its disks; else its pool.
        container = "$container": String,
        /// The host it prefers.
        affinity_host = "affinityHost": String,
        /// Its virtual processors.
        cpus = "CPUs": VCpus,
        /// Its memory.
        memory: VmMemory,
        /// Its addresses, by interface, kind and number: `0/ipv4/0`.
        addresses: BTreeMap<String, String>,
        /// The address that Xen Orchestra would show.
        main_ip_address = "mainIpAddress": String,
        /// What its guest tools tell of the system: `name`, `distro`, `major`…
        os_version: BTreeMap<String, String>,
        /// Whether it has drivers.
        pv_drivers_detected = "pvDriversDetected": bool,
        /// Whether these are of the host's version.
        pv_drivers_up_to_date = "pvDriversUpToDate": bool,
        /// The version of them.
        pv_drivers_version = "pvDriversVersion": String,
        /// Whether its guest tools have answered.
        management_agent_detected = "managementAgentDetected": bool,
        /// Tags people gave it.
        tags: Vec<String>,
        /// Its snapshots.
        snapshots: Vec<String>,
        /// The snapshot that it was last at.
        parent: String,
        /// What its disks hang on.
        vbds = "$VBDs": Vec<String>,
        /// Its network interfaces.
        vifs = "VIFs": Vec<String>,
        /// `hvm`, `pv`, `pvh`…
        virtualization_mode = "virtualizationMode": String,
        /// How it starts: `order`, `firmware`.
        boot: BTreeMap<String, String>,
        /// Whether only signed systems start.
        secure_boot = "secureBoot": bool,
        /// How its processors are arranged; none if nobody said.
        cores_per_socket = "coresPerSocket": Option<i64>,
        /// What happens when its host fails: `restart`, `best-effort` or nothing.
        high_availability: String,
        /// Whether it starts with its host.
        auto_poweron: bool,
        /// When it was started.
        start_time = "startTime": Option<i64>,
        /// When it was installed.
        install_time = "installTime": Option<i64>,
        /// Pause after its start before the next, seconds.
        start_delay = "startDelay": i64,
        /// What is under way on it: task to operation.
        current_operations: BTreeMap<String, String>,
        /// What somebody blocked: operation to reason.
        blocked_operations = "blockedOperations": BTreeMap<String, String>,
        /// Where its memory goes when it is suspended.
        suspend_sr = "suspendSr": String,
        /// Notes people made.
        notes: String,
        /// Free settings.
        other_config = "other": BTreeMap<String, String>,
        /// What is written into its xenstore.
        xenstore_data = "xenStoreData": BTreeMap<String, String>,
        /// Its graphics card.
        vga: String,
        /// The memory of that, MiB.
        videoram: Option<i64>,
        /// Whether it is made comfortable for Windows.
        viridian: bool,
        /// Of a snapshot: when it was made.
        snapshot_time: Option<i64>,
        /// Of a snapshot: of what.
        snapshot_of = "$snapshot_of": String,
        /// Of a suspended one, or a snapshot with memory: the disk with the memory.
        suspend_vdi = "suspendVdi": String,
        /// Of a template: whether it came with the pool.
        is_default_template = "isDefaultTemplate": bool,
        /// Of a template: what it asks for.
        template_info: TemplateInfo,
    }

    /// Virtual processors.
    VCpus {
        /// As many as it could have without a restart.
        max: i64,
        /// As many as it has.
        number: i64,
    }

    /// A machine's memory, bytes.
    VmMemory {
        /// What it has.
        size: i64,
        /// What its guest tools say is in use.
        usage: Option<i64>,
        /// What it may be ballooned to: least and most.
        dynamic: Vec<i64>,
        /// What it can change between only while halted: least and most.
        fixed = "static": Vec<i64>,
    }

    /// What a template asks for.
    TemplateInfo {
        /// Its architecture.
        arch: String,
        /// The disks of a new machine.
        disks: Vec<Value>,
        /// How it can be installed: `cdrom`, `network`…
        install_methods: Vec<String>,
        /// Where from.
        install_repository: String,
    }
}
