//! Appliances (vApps): VMs that are started and stopped together, in an order.

use std::marker::PhantomData;

use xapi::{Class, Object, OpaqueRef, Ref, Vm, VmAppliance, VmKind, VmPowerState};

use super::{
    AnyTable, Described, Members, ObjectClass, PageLayout, Searched, Table, TreeGroup, TreePlace,
    common,
    layout::{DefaultOrder, Within, found_from, section},
    property::{Item, Property},
};
use crate::{
    index::{IndexEntry, IndexKey, IndexKeys},
    look,
    sorted_index::Slot,
    view::{Cell, Grouping, ListKind, RowKind, Status},
    world::World,
};

/// The VMs of a vApp.
pub(super) const MEMBERS: Within = found_from(Class::VmAppliance, |world, appliance| {
    let record = world.record::<VmAppliance>(appliance).into_iter();
    let vms = record.flat_map(|record| record.vms.iter());
    let is_machine = |vm: &&Ref<Vm>| {
        let vm = world.get(vm);
        vm.is_some_and(|vm| vm.kind() == VmKind::Machine)
    };
    Members::Found(vms.filter(is_machine).map(Ref::opaque).collect())
});

impl Described for VmAppliance {
    fn row_kind(&self) -> Option<RowKind> {
        Some(RowKind::Appliance)
    }

    /// As its VMs are: running where one is, halted where all are.
    fn state(&self, world: &World, _object: &Object) -> Status {
        let mut all = machines(world, self).peekable();
        if all.peek().is_none() {
            return Status::Ok;
        }
        match all.any(|vm| vm.power_state != VmPowerState::Halted) {
            true => Status::Running,
            false => Status::Halted,
        }
    }

    fn operation(&self) -> Option<String> {
        common::first(&self.current_operations)
    }

    fn description(&self) -> &str {
        &self.name_description
    }

    fn index(&self, keys: &mut IndexKeys) {
        keys.all::<VmAppliance>();
        keys.uuid::<VmAppliance>(&self.uuid);
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::named(reference, &self.name_label, &[], &[&self.uuid])
    }

    /// Its VMs.
    fn referrers(&self, world: &World, _reference: &OpaqueRef, dirty: &mut Vec<Slot>) {
        dirty.extend(self.vms.iter().filter_map(|vm| world.slot_of(vm)));
    }

    fn tree_place(&self, _grouping: Grouping) -> TreePlace<'_> {
        TreePlace::Group("appliances")
    }
}

type P = Property<VmAppliance>;

impl ObjectClass for VmAppliance {
    const PROPERTIES: &'static [Property<Self>] = &[
        common::name(),
        common::status().field("powerState"),
        common::pool(),
        P::count("memberVms", |item| {
            Cell::count(machines(item.world(), item.record).count())
        })
        .summed(),
        P::count("runningVms", |item| Cell::count(running(item))).summed(),
        P::list("vms", |item| {
            let vms = item.record.vms.iter();
            Cell::list(vms.map(|vm| look::link_to(item.info, vm)))
        })
        .kept(&["VMs"])
        .operator("vm"),
        common::description(),
        common::uuid(),
    ];

    const TABLES: &'static [&'static dyn AnyTable] = &[&Table::<VmAppliance> {
        list: ListKind::Appliances,
        all: Some(|| vec![IndexKey::all::<VmAppliance>()]),
        within: &[],
        columns: &[
            "name",
            "status",
            "pool",
            "memberVms",
            "runningVms",
            "description",
        ],
        order: DefaultOrder::Name,
        of: PhantomData,
    }];

    const GROUPS: &'static [TreeGroup] = &[TreeGroup {
        term: "appliances",
        keys: || vec![IndexKey::all::<VmAppliance>()],
        health: None,
        rank_by_type: 6,
        rank_below_hosts: Some(3),
    }];

    const IS_IN_TREE: bool = true;
    const SEARCHED: &'static [Searched] = &[(8, IndexKey::all::<VmAppliance>)];

    const PAGES: &'static [PageLayout<Self>] = &[PageLayout {
        place: &["pool"],
        since: None,
        sections: &[
            section("state", &["status", "memberVms", "runningVms"]),
            section("identity", &["name", "description", "uuid"]),
        ],
        lists: &[ListKind::Members],
    }];

    const NOISE: &'static [(&'static str, &'static str)] = &[("VMs", "the VM tells it")];
}

/// Those of its VMs that are there.
fn machines<'a>(
    world: &'a World,
    appliance: &'a VmAppliance,
) -> impl Iterator<Item = &'a Vm> + use<'a> {
    let vms = appliance.vms.iter().filter_map(|vm| world.get(vm));
    vms.filter(|vm| vm.kind() == VmKind::Machine)
}

fn running(item: &Item<'_, VmAppliance>) -> usize {
    machines(item.world(), item.record)
        .filter(|vm| vm.power_state == VmPowerState::Running)
        .count()
}
