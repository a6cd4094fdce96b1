//! Hosts.

use std::marker::PhantomData;

use xapi::{Class, Console, Host, HostMetrics, Map, Object, OpaqueRef, Pbd, Pif, Text, Vm, VmKind};

use super::{
    AnyTable, Described, Members, ObjectClass, PageLayout, Searched, Table, TreeGroup, TreePlace,
    common,
    layout::{DefaultOrder, found_from, identity, section},
    property::Property,
};
use crate::{
    connection::ConnectionInfo,
    index::{IndexEntry, IndexKey, IndexKeys},
    look,
    memory::Memory,
    sorted_index::Slot,
    view::{Cell, Grouping, ListKind, RowKind, Status},
    world::World,
};

type P = Property<Host>;

impl Described for Host {
    fn row_kind(&self) -> Option<RowKind> {
        Some(RowKind::Host)
    }

    /// Whether the pool reaches it and lets VMs start on it.
    fn state(&self, world: &World, object: &Object) -> Status {
        match world.get::<HostMetrics>(&self.metrics) {
            Some(metrics) if !metrics.live => Status::Broken,
            _ if !self.enabled => Status::Disabled,
            Some(_) => look::well_or_not(world, object),
            None => Status::Unknown,
        }
    }

    fn status(&self, info: &ConnectionInfo<'_>, object: &Object) -> Status {
        look::state_with_alarms(info, object)
    }

    fn operation(&self) -> Option<String> {
        common::first(&self.current_operations)
    }

    fn description(&self) -> &str {
        &self.name_description
    }

    fn tags(&self) -> &[Text] {
        &self.tags
    }

    fn other_config(&self) -> Option<&Map<Text, Text>> {
        Some(&self.other_config)
    }

    fn index(&self, keys: &mut IndexKeys) {
        keys.all_unless_hidden::<Host>(&self.other_config);
        keys.told_by(self.metrics.opaque());
        keys.uuid::<Host>(&self.uuid);
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        let more = [&*self.uuid, &*self.address, &*self.hostname];
        IndexEntry::named(reference, &self.name_label, &self.tags, &more)
    }

    fn referrers(&self, world: &World, reference: &OpaqueRef, dirty: &mut Vec<Slot>) {
        dirty.extend(world.slots_in(&IndexKey::within::<Vm>(reference)));
        let pbds = world.within::<Pbd>(reference);
        dirty.extend(pbds.filter_map(|(_, pbd)| world.slot_of(&pbd.sr)));
    }

    fn tree_place(&self, grouping: Grouping) -> TreePlace<'_> {
        match grouping {
            Grouping::Infrastructure => TreePlace::Pool,
            Grouping::Types => TreePlace::Group("hosts"),
            Grouping::Levels => TreePlace::Nowhere,
        }
    }

    fn load(&self, world: &World, reference: &OpaqueRef) -> Option<f64> {
        Memory::of(world, reference, self).map(Memory::load)
    }

    /// The domain that controls it; before 7.1 the record has no member for it.
    fn console_domain<'a>(
        &'a self,
        world: &'a World,
        reference: &'a OpaqueRef,
    ) -> Option<&'a OpaqueRef> {
        let named = world
            .vm(&self.control_domain)
            .map(|_| self.control_domain.opaque());
        let domain = named.or_else(|| {
            let mut resident = world.within::<Vm>(reference);
            let found = resident.find(|(_, vm)| vm.kind() == VmKind::ControlDomain);
            found.map(|(reference, _)| reference)
        });
        // Before XAPI it is there, but has no screen to show.
        let has_screen = |domain: &&OpaqueRef| {
            !world.is_before_xapi() || world.len_of(&IndexKey::within::<Console>(domain)) > 0
        };
        domain.filter(has_screen)
    }
}

impl ObjectClass for Host {
    const PROPERTIES: &'static [Property<Self>] = &[
        common::name(),
        common::status(),
        common::pool(),
        P::flag("enabled", |item| Cell::flag(item.record.enabled)).kept(&["enabled"]),
        P::flag("maintenance", |item| {
            Cell::flag(in_maintenance(item.record))
        })
        .since_xapi()
        .kept(&["other_config.MAINTENANCE_MODE"]),
        P::flag("coordinator", |item| {
            let coordinator = item.world().coordinator();
            Cell::flag(coordinator.is_some_and(|(host, _)| host == item.reference))
        })
        .since_xapi(),
        P::code("address", |item| Cell::code(&item.record.address))
            .kept(&["address"])
            .operator("address"),
        P::count("runningVms", |item| {
            Cell::count(item.world().usage(item.reference).running)
        })
        .column("vms")
        .summed(),
        P::meter("memory", |item| {
            meter_of(item.world(), item.reference, item.record)
        })
        .field("memoryUsed")
        .summed()
        .kept(&["memory_overhead"]),
        P::text("cpuModel", |item| {
            Cell::text(of_cpu(item.record, "modelname"))
        })
        .kept(&["cpu_info.modelname"])
        .operator("cpu"),
        P::count("cpuCount", |item| number(of_cpu(item.record, "cpu_count")))
            .column("cpu")
            .kept(&["cpu_info.cpu_count"]),
        P::count("sockets", |item| {
            number(of_cpu(item.record, "socket_count"))
        })
        .with_value()
        .kept(&["cpu_info.socket_count"]),
        P::count("cpuSpeed", |item| {
            let speed = of_cpu(item.record, "speed").split('.').next();
            number(speed.unwrap_or(""))
        })
        .with_value()
        .kept(&["cpu_info.speed"]),
        P::code("version", |item| Cell::code(version(item.record)))
            .field("product")
            .operator("version")
            .kept(&[
                "software_version.product_brand",
                "software_version.product_version",
                "software_version.platform_version",
            ]),
        P::code("build", |item| {
            Cell::code(software(item.record, "build_number"))
        })
        .with_value()
        .kept(&["software_version.build_number"]),
        P::code("xenVersion", |item| {
            Cell::code(software(item.record, "xen"))
        })
        .with_value()
        .kept(&["software_version.xen"]),
        P::code("kernelVersion", |item| {
            Cell::code(software(item.record, "linux"))
        })
        .with_value()
        .kept(&["software_version.linux"]),
        P::code("apiVersion", |item| {
            let (major, minor) = (item.record.api_version_major, item.record.api_version_minor);
            Cell::code(format!("{major}.{minor}"))
        })
        .with_value()
        .kept(&["API_version_major", "API_version_minor"]),
        P::text("license", |item| Cell::text(&item.record.edition))
            .with_value()
            .kept(&["edition"]),
        P::code("hostname", |item| Cell::code(&item.record.hostname))
            .kept(&["hostname"])
            .operator("hostname"),
        P::code("iscsiIqn", |item| Cell::code(&item.record.iscsi_iqn))
            .with_value()
            .kept(&["iscsi_iqn"]),
        P::flag("multipathing", |item| Cell::flag(item.record.multipathing))
            .since_xapi()
            .kept(&["multipathing"]),
        P::time("bootTime", |item| moment(item.record, "boot_time"))
            .column("uptime")
            .reversed()
            .with_value()
            .kept(&["other_config.boot_time"]),
        P::time("agentStart", |item| moment(item.record, "agent_start_time"))
            .with_value()
            .kept(&["other_config.agent_start_time"]),
        common::description(),
        common::tags(),
        common::folder(),
        common::custom_fields_of(),
        common::alarms(),
        common::uuid(),
    ];

    const TABLES: &'static [&'static dyn AnyTable] = &[&Table::<Host> {
        list: ListKind::Hosts,
        all: Some(|| vec![IndexKey::all::<Host>()]),
        within: &[
            found_from(Class::Sr, |world, sr| {
                let pbds = world.within::<Pbd>(sr);
                Members::Found(pbds.map(|(_, pbd)| pbd.host.opaque()).collect())
            }),
            found_from(Class::Network, |world, network| {
                let pifs = world.within::<Pif>(network);
                Members::Found(pifs.map(|(_, pif)| pif.host.opaque()).collect())
            }),
        ],
        columns: &[
            "name",
            "status",
            "pool",
            "address",
            "runningVms",
            "memory",
            "cpuCount",
            "version",
            "bootTime",
            "description",
        ],
        order: DefaultOrder::Name,
        of: PhantomData,
    }];

    const GROUPS: &'static [TreeGroup] = &[TreeGroup {
        term: "hosts",
        keys: || vec![IndexKey::all::<Host>()],
        health: Some(Class::Host),
        rank_by_type: 0,
        rank_below_hosts: None,
    }];

    const IS_IN_TREE: bool = true;
    const HEALTH_RANK: Option<u8> = Some(1);
    const SEARCHED: &'static [Searched] = &[(1, IndexKey::all::<Host>)];
    const KEPT: &'static [&'static str] = &[
        "metrics",
        "control_domain",
        "pending_guidances",
        "updates_requiring_reboot",
        "other_config.HideFromXenCenter",
    ];

    const PAGES: &'static [PageLayout<Self>] = &[PageLayout {
        place: &["pool"],
        since: Some("bootTime"),
        sections: &[
            section(
                "state",
                &[
                    "enabled",
                    "maintenance",
                    "coordinator",
                    "address",
                    "runningVms",
                    "bootTime",
                    "agentStart",
                ],
            ),
            section("memory", &["memory"]),
            section("hardware", &["cpuModel", "cpuCount", "sockets", "cpuSpeed"]),
            section(
                "version",
                &[
                    "version",
                    "build",
                    "xenVersion",
                    "kernelVersion",
                    "apiVersion",
                    "license",
                ],
            ),
            section("network", &["hostname", "iscsiIqn", "multipathing"]),
            section("options", &["alarms"]),
            identity(),
        ],
        lists: &[
            ListKind::Vms,
            ListKind::Pbds,
            ListKind::Pifs,
            ListKind::Networks,
            ListKind::Gpus,
            ListKind::UsbDevices,
            ListKind::PciDevices,
            ListKind::Messages,
        ],
    }];

    const NOISE: &'static [(&'static str, &'static str)] = &[
        ("metrics", "where measurements are, not what they say"),
        ("memory_overhead", "follows from what runs"),
        ("control_domain", "follows from the host"),
    ];
}

/// Whether somebody put a host into maintenance, rather than it being disabled for another reason.
pub(crate) fn in_maintenance(host: &Host) -> bool {
    !host.enabled && crate::index::is_true(&host.other_config, "MAINTENANCE_MODE")
}

/// The product with its version: `XCP-ng 8.3.0`.
pub(super) fn version(host: &Host) -> String {
    let brand = software(host, "product_brand");
    let version = match software(host, "product_version") {
        "" => software(host, "platform_version"),
        version => version,
    };
    format!("{brand} {version}").trim().to_owned()
}

/// What is used of some memory.
pub(super) fn meter(memory: Option<Memory>) -> Cell {
    memory.map_or(Cell::None, |memory| Cell::meter(memory.used, memory.total))
}

fn meter_of(world: &World, reference: &OpaqueRef, host: &Host) -> Cell {
    meter(Memory::of(world, reference, host))
}

/// One of the texts about its software; empty where there is none.
fn software<'a>(host: &'a Host, key: &str) -> &'a str {
    host.software_version.get(key).map_or("", |text| text)
}

/// One of the texts about its processors; empty where there is none.
fn of_cpu<'a>(host: &'a Host, key: &str) -> &'a str {
    host.cpu_info.get(key).map_or("", |text| text.trim())
}

fn number(text: &str) -> Cell {
    text.parse()
        .map_or(Cell::None, |count| Cell::Count { count })
}

/// A moment that the server keeps as text in `other_config`: `1795222193.`
fn moment(host: &Host, key: &str) -> Cell {
    let text = host.other_config.get(key).map_or("", |text| text.trim());
    let seconds = text.split('.').next().unwrap_or("");
    match seconds.parse() {
        Ok(unix) if unix > 0 => Cell::Time { unix },
        _ => Cell::None,
    }
}
