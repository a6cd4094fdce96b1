//! Pools and their hosts.

use std::collections::BTreeMap;

use super::records;

records! {
    /// A pool.
    Pool {
        /// Its id.
        id: String,
        /// Its uuid, the same in every way to it.
        uuid: String,
        /// The pool's own reference for it.
        xapi_ref = "_xapiRef": String,
        /// Its name.
        name_label: String,
        /// Its description.
        name_description: String,
        /// The host that speaks for it.
        coordinator = "master": String,
        /// Where new disks go.
        default_sr = "default_SR": String,
        /// Where suspended machines go.
        suspend_sr = "suspendSr": String,
        /// Where crash dumps go.
        crash_dump_sr = "crashDumpSr": String,
        /// Whether machines are started elsewhere when a host fails.
        ha_enabled = "HA_enabled": bool,
        /// Where hosts see each other live.
        ha_srs = "haSrs": Vec<String>,
        /// Tags people gave it.
        tags: Vec<String>,
        /// Whether machines that say so start with their host.
        auto_poweron: bool,
        /// Its processors.
        cpus: Cpus,
        /// What is under way on it: task to operation.
        current_operations: BTreeMap<String, String>,
        /// Free settings.
        other_config = "otherConfig": BTreeMap<String, String>,
        /// Whether memory is compressed while machines migrate.
        migration_compression = "migrationCompression": bool,
        /// The version of the platform.
        platform_version: String,
    }

    /// Processors.
    Cpus {
        /// Threads of all of them.
        cores: i64,
        /// How many there are.
        sockets: i64,
    }

    /// A host.
    Host {
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
        /// What it calls itself in the network.
        hostname: String,
        /// Its management address.
        address: String,
        /// Whether machines may be started on it.
        enabled: bool,
        /// `Running`, `Halted` or `Unknown`.
        power_state: String,
        /// Its memory.
        memory: HostMemory,
        /// Its processors.
        cpus: Cpus,
        /// Its processors as the pool describes them: `modelname`, `speed`…
        cpu_info = "CPUs": BTreeMap<String, String>,
        /// The version of what is installed.
        version: String,
        /// The build of it.
        build: String,
        /// Whose it is.
        product_brand = "productBrand": String,
        /// When it was started.
        start_time = "startTime": Option<i64>,
        /// When its toolstack was started.
        agent_start_time = "agentStartTime": Option<i64>,
        /// The machines on it.
        resident_vms = "residentVms": Vec<String>,
        /// Its control domain, whose console is the host's.
        control_domain = "controlDomain": String,
        /// Its network interfaces.
        pifs = "$PIFs": Vec<String>,
        /// Its connections to storage.
        pbds = "$PBDs": Vec<String>,
        /// Tags people gave it.
        tags: Vec<String>,
        /// What is under way on it: task to operation.
        current_operations: BTreeMap<String, String>,
        /// Whether updates wait for it to be restarted.
        reboot_required = "rebootRequired": bool,
        /// Whether it takes several ways to its storage.
        multipathing: bool,
        /// Its name among iSCSI initiators.
        iscsi_iqn = "iscsiIqn": String,
        /// Free settings.
        other_config = "otherConfig": BTreeMap<String, String>,
        /// How it can be switched on from afar; empty if it cannot.
        power_on_mode = "powerOnMode": String,
    }

    /// A host's memory, bytes.
    HostMemory {
        /// All of it.
        size: i64,
        /// What is in use.
        usage: i64,
    }
}
