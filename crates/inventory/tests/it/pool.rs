//! Pools to test with, and pictures of what is shown of them.

use inventory::{
    ConnectionId, ConnectionInfo, ObjectKey, Store, Way, Writer,
    view::{Cell, Status, TableFrame, TreeFrame, TreeSpec},
};
use xapi::{
    Change, Class, Console, DomainType, Host, HostMetrics, Network, Object, OpaqueRef, Pbd,
    Permissions, Pif, PifMetrics, Pool, RecordOf, Sr, Vbd, VbdType, Vdi, Vif, Vm, VmGuestMetrics,
    VmMetrics, VmOperation, VmPowerState,
};

/// One connection with its store.
pub struct Connected {
    pub id: ConnectionId,
    pub orchestra: bool,
    pub behind: Option<ConnectionId>,
    pub address: String,
    pub status: Status,
    pub read_only: bool,
    pub permissions: Option<Permissions>,
    pub hidden: bool,
    pub now: i64,
    pub writer: Writer,
}

impl Connected {
    pub fn new(id: &str) -> Self {
        Self {
            id: ConnectionId::from(id),
            orchestra: false,
            behind: None,
            address: format!("{id}.example"),
            status: Status::Live,
            read_only: false,
            permissions: None,
            hidden: false,
            now: 10_000,
            writer: Writer::new(),
        }
    }

    pub fn with(id: &str, changes: impl IntoIterator<Item = Change>) -> Self {
        let mut connected = Self::new(id);
        connected.writer.apply(changes);
        connected
    }

    fn way(&self) -> Way<'_> {
        match &self.behind {
            Some(parent) => Way::Behind(parent),
            None if self.orchestra => Way::Orchestra,
            None => Way::Direct,
        }
    }

    /// Looks at the world.
    pub fn look<T>(&self, look: impl FnOnce(&ConnectionInfo<'_>) -> T) -> T {
        let store: Store = self.writer.store();
        let world = store.read();
        look(&ConnectionInfo {
            id: &self.id,
            way: self.way(),
            address: &self.address,
            status: self.status,
            read_only: self.read_only,
            permissions: self.permissions.as_ref(),
            hidden: self.hidden,
            now: self.now,
            world: &world,
        })
    }

    pub fn key(&self, class: Class, reference: &str) -> ObjectKey {
        ObjectKey::new(&self.id, &class, &OpaqueRef::from(reference))
    }
}

/// Looks at several worlds.
pub fn look_at<T>(all: &[Connected], look: impl FnOnce(&[ConnectionInfo<'_>]) -> T) -> T {
    let stores: Vec<Store> = all.iter().map(|one| one.writer.store()).collect();
    let worlds: Vec<_> = stores.iter().map(Store::read).collect();
    let infos: Vec<ConnectionInfo<'_>> = all
        .iter()
        .zip(&worlds)
        .map(|(one, world)| ConnectionInfo {
            id: &one.id,
            way: one.way(),
            address: &one.address,
            status: one.status,
            read_only: one.read_only,
            permissions: one.permissions.as_ref(),
            hidden: one.hidden,
            now: one.now,
            world,
        })
        .collect();
    look(&infos)
}

pub fn put<T: RecordOf>(reference: &str, record: T) -> Change {
    Change::Apply(object(reference, record))
}

pub fn object<T: RecordOf>(reference: &str, record: T) -> Object {
    Object {
        reference: OpaqueRef::from(reference),
        record: record.into_record(),
    }
}

pub fn gone(class: Class, reference: &str) -> Change {
    Change::Delete {
        class,
        reference: OpaqueRef::from(reference),
    }
}

pub fn vm(name: &str, state: VmPowerState, host: &str) -> Vm {
    use VmOperation::*;
    let allowed_operations = match state {
        VmPowerState::Running => {
            vec![
                Pause,
                Suspend,
                CleanShutdown,
                CleanReboot,
                HardShutdown,
                HardReboot,
                PoolMigrate,
            ]
        }
        VmPowerState::Halted => vec![Start, StartOn, Clone, Copy, Export, Destroy],
        VmPowerState::Paused => vec![Unpause, HardShutdown, HardReboot],
        VmPowerState::Suspended => vec![Resume, ResumeOn, HardShutdown],
        VmPowerState::Unknown(_) => vec![],
    };
    Vm {
        uuid: format!("uuid-of-{name}").into(),
        name_label: name.into(),
        power_state: state,
        resident_on: host.into(),
        domain_type: DomainType::Hvm,
        guest_metrics: format!("guest of {name}").into(),
        metrics: format!("metrics of {name}").into(),
        vcpus_at_startup: 2,
        vcpus_max: 4,
        memory_dynamic_max: 2 << 30,
        allowed_operations: allowed_operations.into(),
        ..Vm::default()
    }
}

pub fn tools() -> VmGuestMetrics {
    let features = ["feature-shutdown", "feature-reboot", "feature-suspend"];
    VmGuestMetrics {
        pv_drivers_detected: true,
        os_version: [("name".into(), "Debian GNU/Linux 12".into())].into(),
        networks: [("0/ip".into(), "10.0.0.7".into())].into(),
        other: features
            .iter()
            .map(|name| ((*name).into(), "1".into()))
            .collect(),
        ..VmGuestMetrics::default()
    }
}

/// A pool of two hosts that has a bit of everything.
pub fn lab() -> Vec<Change> {
    let host = |name: &str| Host {
        uuid: format!("uuid-of-{name}").into(),
        name_label: name.into(),
        enabled: true,
        address: format!("192.0.2.{}", name.len()).into(),
        metrics: format!("metrics of {name}").into(),
        memory_overhead: 1 << 30,
        ..Host::default()
    };
    let live = || HostMetrics {
        live: true,
        memory_total: 64 << 30,
        ..HostMetrics::default()
    };
    let metrics = |gib: i64, start: i64| VmMetrics {
        memory_actual: gib << 30,
        start_time: xapi::DateTime::from_unix(start),
        ..VmMetrics::default()
    };
    let pbd = |host: &str, sr: &str| Pbd {
        host: host.into(),
        sr: sr.into(),
        currently_attached: true,
        device_config: [("server".into(), "nas".into())].into(),
        ..Pbd::default()
    };
    let db = Vm {
        affinity: "h1".into(),
        tags: vec!["Prod".into()].into(),
        ..vm("db-02", VmPowerState::Halted, "")
    };
    vec![
        put(
            "p",
            Pool {
                uuid: "uuid-of-pool".into(),
                name_label: "Lab".into(),
                master: "h1".into(),
                default_sr: "nfs".into(),
                ..Pool::default()
            },
        ),
        put("h1", host("host-1")),
        put(
            "h10",
            Host {
                control_domain: "dom0".into(),
                ..host("host-10")
            },
        ),
        put("h2", host("host-2")),
        put("metrics of host-1", live()),
        put("metrics of host-2", live()),
        put("metrics of host-10", live()),
        put("web", vm("web-01", VmPowerState::Running, "h1")),
        put("guest of web-01", tools()),
        put("metrics of web-01", metrics(4, 1_000)),
        put("old", vm("old-tools", VmPowerState::Running, "h10")),
        put("metrics of old-tools", metrics(2, 5_000)),
        put("db", db),
        put("lost", vm("lost", VmPowerState::Halted, "")),
        put("été", vm("Été", VmPowerState::Suspended, "")),
        put(
            "dom0",
            Vm {
                is_control_domain: true,
                metrics: "metrics of dom0".into(),
                ..vm("Control domain", VmPowerState::Running, "h10")
            },
        ),
        put("metrics of dom0", metrics(3, 0)),
        put(
            "c1",
            Console {
                vm: "dom0".into(),
                protocol: "vt100".into(),
                ..Console::default()
            },
        ),
        put(
            "c2",
            Console {
                vm: "web".into(),
                protocol: "vt100".into(),
                ..Console::default()
            },
        ),
        put(
            "c3",
            Console {
                vm: "web".into(),
                protocol: "rdp".into(),
                ..Console::default()
            },
        ),
        put(
            "c4",
            Console {
                vm: "web".into(),
                protocol: "rfb".into(),
                ..Console::default()
            },
        ),
        put(
            "mine",
            Vm {
                is_a_template: true,
                ..vm("golden image", VmPowerState::Halted, "")
            },
        ),
        put(
            "given",
            Vm {
                is_a_template: true,
                is_default_template: true,
                ..vm("Debian", VmPowerState::Halted, "")
            },
        ),
        put(
            "hidden",
            Vm {
                other_config: [("HideFromXenCenter".into(), "true".into())].into(),
                ..vm("hidden", VmPowerState::Running, "h1")
            },
        ),
        put(
            "snap",
            Vm {
                is_a_template: true,
                is_a_snapshot: true,
                snapshot_of: "web".into(),
                snapshot_time: xapi::DateTime::from_unix(900),
                ..vm("before the upgrade", VmPowerState::Halted, "")
            },
        ),
        put(
            "nfs",
            Sr {
                uuid: "uuid-of-nfs".into(),
                name_label: "NFS".into(),
                r#type: "nfs".into(),
                shared: true,
                physical_size: 1000,
                physical_utilisation: 250,
                ..Sr::default()
            },
        ),
        put("pbd1", pbd("h1", "nfs")),
        put("pbd2", pbd("h2", "nfs")),
        put("pbd10", pbd("h10", "nfs")),
        put(
            "disk",
            Vdi {
                name_label: "web-01 root".into(),
                sr: "nfs".into(),
                virtual_size: 500,
                managed: true,
                ..Vdi::default()
            },
        ),
        put(
            "base",
            Vdi {
                name_label: "base copy".into(),
                sr: "nfs".into(),
                ..Vdi::default()
            },
        ),
        put(
            "vbd0",
            Vbd {
                vm: "web".into(),
                vdi: "disk".into(),
                userdevice: "0".into(),
                device: "xvda".into(),
                r#type: VbdType::Disk,
                currently_attached: true,
                mode: "RW".into(),
                ..Vbd::default()
            },
        ),
        put(
            "vbd3",
            Vbd {
                vm: "web".into(),
                userdevice: "3".into(),
                r#type: VbdType::Cd,
                empty: true,
                mode: "RO".into(),
                ..Vbd::default()
            },
        ),
        put(
            "net",
            Network {
                uuid: "uuid-of-net".into(),
                name_label: "Pool-wide".into(),
                bridge: "xenbr0".into(),
                mtu: 1500,
                ..Network::default()
            },
        ),
        put(
            "himn",
            Network {
                name_label: "Host internal management network".into(),
                other_config: [("is_host_internal_management_network".into(), "true".into())]
                    .into(),
                ..Network::default()
            },
        ),
        put(
            "pif1",
            Pif {
                host: "h1".into(),
                network: "net".into(),
                device: "eth0".into(),
                vlan: -1,
                ip: "192.0.2.6".into(),
                currently_attached: true,
                management: true,
                metrics: "metrics of pif1".into(),
                ..Pif::default()
            },
        ),
        put(
            "metrics of pif1",
            PifMetrics {
                carrier: true,
                speed: 10_000,
                ..PifMetrics::default()
            },
        ),
        put(
            "vif0",
            Vif {
                vm: "web".into(),
                network: "net".into(),
                device: "0".into(),
                mac: "52:54:00:AB:CD:EF".into(),
                currently_attached: true,
                ..Vif::default()
            },
        ),
    ]
}

/// A tree as text: a line for a row.
pub fn picture(frame: &TreeFrame) -> String {
    let mut text = String::new();
    for row in &frame.rows {
        let mark = match (row.expandable, row.expanded) {
            (true, true) => "▾ ",
            (true, false) => "▸ ",
            (false, _) => "",
        };
        text.push_str(&"  ".repeat(row.depth.into()));
        text.push_str(&format!("{mark}{}", row.name));
        if row.kind != inventory::view::RowKind::Group {
            text.push_str(&format!(" ({})", word(row.status)));
        }
        if let Some(count) = row.count {
            text.push_str(&format!(" {count}"));
        }
        if let Some(busy) = &row.busy {
            text.push_str(&format!(" …{busy}"));
        }
        if let Some(health) = row.health {
            text.push_str(&format!(" !{}", word(health)));
        }
        if row.unwell > 0 {
            text.push_str(&format!(" {}", row.unwell));
        }
        text.push('\n');
    }
    text
}

/// A list as text: columns by bars.
pub fn print(frame: &TableFrame) -> String {
    let line = |cells: Vec<String>| cells.join(" | ").trim_end().to_owned() + "\n";
    let mut text = line(
        frame
            .columns
            .iter()
            .map(|column| column.id.clone())
            .collect(),
    );
    for row in &frame.rows {
        text.push_str(&line(row.cells.iter().map(show).collect()));
    }
    text
}

pub fn show(cell: &Cell) -> String {
    match cell {
        Cell::None => "–".to_owned(),
        Cell::Text { text } | Cell::Code { text } => text.clone(),
        Cell::Term { term } => format!("#{term}"),
        Cell::Bytes { bytes } => format!("{bytes} B"),
        Cell::Count { count } => count.to_string(),
        Cell::Ratio { ratio } => format!("{ratio}"),
        Cell::Meter { used, total } => format!("{used}/{total}"),
        Cell::Time { unix } => format!("@{unix}"),
        Cell::Flag { on } => if *on { "yes" } else { "no" }.to_owned(),
        Cell::Status { status } => word(*status),
        Cell::Link { text, status, .. } => format!("→{text} ({})", word(*status)),
        Cell::Said { problem } => {
            let values = problem.params.values().map(String::as_str);
            let said: Vec<&str> = std::iter::once(problem.code.as_str())
                .chain(values)
                .collect();
            said.join(" ")
        }
        Cell::Mend { mend } => {
            let job = serde_json::to_value(mend.job).unwrap();
            format!("{} {}", job.as_str().unwrap(), mend.object.reference)
        }
        Cell::List { items } => items.iter().map(show).collect::<Vec<_>>().join(", "),
    }
}

fn word(status: Status) -> String {
    serde_json::to_value(status)
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned()
}

pub fn whole_tree() -> TreeSpec {
    TreeSpec {
        rows: 1_000,
        ..TreeSpec::default()
    }
}
