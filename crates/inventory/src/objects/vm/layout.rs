//! The tables and pages of VMs, templates and snapshots.

use std::marker::PhantomData;

use xapi::{Class, OpaqueRef, Vbd, Vdi, Vif, Vm, VmKind};

use super::{properties::has_guest, runs};
use crate::{
    index::IndexKey,
    objects::{
        AnyTable, Members, PageLayout, Table,
        layout::{DefaultOrder, SectionLayout, Within, found_from, identity, parts_of, section},
        vm_appliance, vmss,
    },
    view::ListKind,
    world::World,
};

pub(super) const TABLES: &[&dyn AnyTable] = &[
    &Table::<Vm> {
        list: ListKind::Vms,
        all: Some(|| vec![IndexKey::all::<Vm>()]),
        within: &[
            Within {
                owner: Some(Class::Host),
                members: |_, host| Members::Listed(vec![IndexKey::On(host.clone())]),
                without: &["host"],
            },
            vmss::MEMBERS,
            found_from(Class::Sr, |world, sr| {
                let disks = world.within::<Vdi>(sr);
                let drives = disks.flat_map(|(vdi, _)| world.within::<Vbd>(vdi));
                machines(world, drives.map(|(_, vbd)| vbd.vm.opaque()))
            }),
            found_from(Class::Network, |world, network| {
                let vifs = world.within::<Vif>(network);
                machines(world, vifs.map(|(_, vif)| vif.vm.opaque()))
            }),
        ],
        columns: &[
            "name", "status", "host", "pool", "vcpus", "memory", "address", "os", "started", "tags",
        ],
        order: DefaultOrder::Name,
        of: PhantomData,
    },
    // Machines in the order in which they start together.
    &Table::<Vm> {
        list: ListKind::Members,
        all: Some(|| vec![IndexKey::all::<Vm>()]),
        within: &[vm_appliance::MEMBERS],
        columns: &[
            "name",
            "status",
            "order",
            "startDelay",
            "shutdownDelay",
            "host",
        ],
        order: DefaultOrder::Column("order"),
        of: PhantomData,
    },
    &Table::<Vm> {
        list: ListKind::Templates,
        all: Some(|| vec![IndexKey::CustomTemplates, IndexKey::DefaultTemplates]),
        within: &[],
        columns: &[
            "name",
            "kind",
            "pool",
            "vcpusOfTemplate",
            "memoryStaticMax",
            "tags",
            "description",
        ],
        order: DefaultOrder::Name,
        of: PhantomData,
    },
    &Table::<Vm> {
        list: ListKind::Snapshots,
        all: Some(|| vec![IndexKey::Snapshots]),
        within: &[parts_of::<Vm>(Class::Vm)],
        columns: &[
            "name",
            "snapshotOf",
            "snapshotTime",
            "contents",
            "parent",
            "tags",
            "description",
        ],
        order: DefaultOrder::Newest("created"),
        of: PhantomData,
    },
];

/// The machines proper among some VMs.
fn machines<'a>(world: &'a World, vms: impl Iterator<Item = &'a OpaqueRef>) -> Members<'a> {
    let is_machine = |vm: &&OpaqueRef| {
        let vm = world.record::<Vm>(vm);
        vm.is_some_and(|vm| vm.kind() == VmKind::Machine)
    };
    Members::Found(vms.filter(is_machine).collect())
}

const GUEST: &[&str] = &[
    "os",
    "kernel",
    "hostname",
    "ipv4",
    "ipv6",
    "tools",
    "toolsVersion",
];

const COMPUTE: SectionLayout<Vm> = section(
    "compute",
    &["vcpus", "vcpusMax", "vcpuUse", "coresPerSocket"],
);

const MEMORY: SectionLayout<Vm> = section(
    "memory",
    &[
        "memoryActual",
        "memoryDynamicMin",
        "memoryDynamicMax",
        "memoryStaticMax",
    ],
);

const OPTIONS: SectionLayout<Vm> = section(
    "options",
    &[
        "domainType",
        "firmware",
        "vtpm",
        "boot",
        "autoStart",
        "haPriority",
        "order",
        "startDelay",
        "shutdownDelay",
        "alarms",
    ],
);

pub(super) const MACHINE: PageLayout<Vm> = PageLayout {
    place: &["pool", "host"],
    since: Some("started"),
    sections: &[
        section(
            "state",
            &[
                "status",
                "host",
                "started",
                "homeServer",
                "appliance",
                "snapshotSchedule",
                "parent",
                "installed",
            ],
        ),
        SectionLayout {
            id: "guest",
            when: |item| runs(item.record) || !has_guest(item),
            fields: GUEST,
        },
        // What a guest told before it came to rest is not what is.
        SectionLayout {
            id: "guestBefore",
            when: |item| !runs(item.record) && has_guest(item),
            fields: GUEST,
        },
        COMPUTE,
        MEMORY,
        OPTIONS,
        identity(),
    ],
    lists: &[
        ListKind::Disks,
        ListKind::Vifs,
        ListKind::Gpus,
        ListKind::UsbDevices,
        ListKind::PciDevices,
        ListKind::Snapshots,
        ListKind::Messages,
    ],
};

pub(super) const TEMPLATE: PageLayout<Vm> = PageLayout {
    place: &["pool"],
    since: None,
    sections: &[
        section("state", &["kind"]),
        COMPUTE,
        MEMORY,
        OPTIONS,
        identity(),
    ],
    lists: &[ListKind::Disks, ListKind::Vifs],
};

pub(super) const SNAPSHOT: PageLayout<Vm> = PageLayout {
    place: &["pool", "snapshotOf"],
    since: None,
    sections: &[
        section(
            "state",
            &["snapshotOf", "snapshotTime", "parent", "withMemory"],
        ),
        COMPUTE,
        MEMORY,
        OPTIONS,
        identity(),
    ],
    lists: &[ListKind::Disks, ListKind::Vifs],
};
