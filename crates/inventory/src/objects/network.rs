//! Networks.

use std::marker::PhantomData;

use std::collections::BTreeSet;

use xapi::{
    Class, Map, Network, NetworkDefaultLockingMode, Object, OpaqueRef, Pif, Text, Vif, Vm, VmKind,
};

use super::{
    AnyTable, Described, Members, ObjectClass, PageLayout, Searched, Table, TreeGroup, TreePlace,
    common,
    layout::{DefaultOrder, found_from, identity, section},
    pif,
    property::Property,
};
use crate::{
    connection::ConnectionInfo,
    index::{IndexEntry, IndexKey, IndexKeys, is_true},
    look,
    sorted_index::Slot,
    view::{Cell, Grouping, ListKind, RowKind, Status},
    world::World,
};

impl Described for Network {
    fn row_kind(&self) -> Option<RowKind> {
        Some(RowKind::Network)
    }

    fn state(&self, world: &World, object: &Object) -> Status {
        look::well_or_not(world, object)
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
        let internal = "is_host_internal_management_network";
        let unfinished = "XenCenterCreateInProgress";
        let is_hidden = |key: &&str| is_true(&self.other_config, key);
        if ![internal, unfinished].iter().any(is_hidden) {
            keys.all_unless_hidden::<Network>(&self.other_config);
        }
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        let more = [&*self.uuid, &*self.bridge];
        IndexEntry::named(reference, &self.name_label, &self.tags, &more)
    }

    fn referrers(&self, world: &World, reference: &OpaqueRef, dirty: &mut Vec<Slot>) {
        dirty.extend(world.slots_in(&IndexKey::within::<Vif>(reference)));
    }

    fn tree_place(&self, _grouping: Grouping) -> TreePlace<'_> {
        TreePlace::Group("networks")
    }
}

type P = Property<Network>;

impl ObjectClass for Network {
    const PROPERTIES: &'static [Property<Self>] = &[
        common::name(),
        common::status(),
        common::pool(),
        P::list("nic", |item| {
            let pifs = item.world().within::<Pif>(item.reference);
            let names: BTreeSet<&str> = pifs.map(|(_, pif)| pif.device.as_str()).collect();
            Cell::list(names.into_iter().map(Cell::code))
        })
        .operator("nic"),
        P::count("vlan", |item| {
            let mut pifs = item.world().within::<Pif>(item.reference);
            pifs.next().map_or(Cell::None, |(_, pif)| pif::vlan(pif))
        })
        .with_value(),
        P::count("mtu", |item| Cell::Count {
            count: item.record.mtu,
        })
        .since_xapi()
        .kept(&["MTU"]),
        P::code("bridge", |item| Cell::code(&item.record.bridge))
            .kept(&["bridge"])
            .operator("bridge"),
        P::flag("management", |item| {
            let mut pifs = item.world().within::<Pif>(item.reference);
            Cell::flag(pifs.any(|(_, pif)| pif.management))
        })
        .since_xapi(),
        P::count("vms", |item| {
            Cell::count(machines(item.world(), item.reference))
        })
        .summed(),
        P::term("defaultLocking", |item| {
            match &item.record.default_locking_mode {
                NetworkDefaultLockingMode::Unlocked => Cell::term("unlocked"),
                NetworkDefaultLockingMode::Disabled => Cell::term("disabled"),
                NetworkDefaultLockingMode::Unknown(other) => Cell::text(other),
            }
        })
        .with_value()
        .kept(&["default_locking_mode"]),
        P::list("purpose", |item| {
            let purpose = item.record.purpose.iter();
            Cell::list(purpose.map(|purpose| Cell::code(purpose.as_str())))
        })
        .with_value()
        .kept(&["purpose"]),
        common::description(),
        common::tags(),
        common::folder(),
        common::custom_fields_of(),
        common::uuid(),
    ];

    const TABLES: &'static [&'static dyn AnyTable] = &[&Table::<Network> {
        list: ListKind::Networks,
        all: Some(|| vec![IndexKey::all::<Network>()]),
        within: &[
            found_from(Class::Host, |world, host| {
                let pifs = world.within::<Pif>(host);
                Members::Found(pifs.map(|(_, pif)| pif.network.opaque()).collect())
            }),
            found_from(Class::Vm, |world, vm| {
                let vifs = world.within::<Vif>(vm);
                Members::Found(vifs.map(|(_, vif)| vif.network.opaque()).collect())
            }),
        ],
        columns: &[
            "name",
            "status",
            "pool",
            "nic",
            "vlan",
            "mtu",
            "bridge",
            "vms",
            "description",
        ],
        order: DefaultOrder::Name,
        of: PhantomData,
    }];

    const GROUPS: &'static [TreeGroup] = &[TreeGroup {
        term: "networks",
        keys: || vec![IndexKey::all::<Network>()],
        health: Some(Class::Network),
        rank_by_type: 5,
        rank_below_hosts: Some(1),
    }];

    const IS_IN_TREE: bool = true;
    const HEALTH_RANK: Option<u8> = Some(3);
    const SEARCHED: &'static [Searched] = &[(4, IndexKey::all::<Network>)];
    const KEPT: &'static [&'static str] = &[
        "other_config.HideFromXenCenter",
        "other_config.is_host_internal_management_network",
        "other_config.XenCenterCreateInProgress",
    ];

    const PAGES: &'static [PageLayout<Self>] = &[PageLayout {
        place: &["pool"],
        since: None,
        sections: &[
            section(
                "state",
                &["nic", "vlan", "mtu", "bridge", "management", "vms"],
            ),
            section("options", &["defaultLocking", "purpose"]),
            identity(),
        ],
        lists: &[ListKind::Vms, ListKind::Vifs, ListKind::Pifs],
    }];
}

/// How many machines have an interface on a network.
fn machines(world: &World, network: &OpaqueRef) -> usize {
    let slot = |vif: &Vif| {
        let slot = world.slot_of(&vif.vm)?;
        let is_machine = |vm: &Vm| vm.kind() == VmKind::Machine;
        world
            .record_at(slot)
            .is_some_and(is_machine)
            .then_some(slot)
    };
    let vifs = world.within::<Vif>(network);
    let mut vms: Vec<Slot> = vifs.filter_map(|(_, vif)| slot(vif)).collect();
    vms.sort_unstable();
    vms.dedup();
    vms.len()
}
