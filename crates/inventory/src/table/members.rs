//! Which objects a list holds.

use xapi::{Class, OpaqueRef, Pbd, Pif, Vbd, Vdi, Vif, Vm, VmKind};

use crate::{
    connection::ConnectionInfo,
    filing::Place,
    key::ObjectKey,
    view::{ListKind, TableSpec},
    world::World,
};

/// The objects of one connection that belong into a list; in no order, and some perhaps twice.
pub(super) fn members<'a>(info: &ConnectionInfo<'a>, spec: &TableSpec) -> Vec<&'a OpaqueRef> {
    if spec
        .connection
        .as_ref()
        .is_some_and(|wanted| wanted != info.id)
    {
        return Vec::new();
    }
    let Some(owner) = &spec.within else {
        return all(info.world, spec.list);
    };
    if owner.connection != *info.id {
        return Vec::new();
    }
    within(info.world, spec.list, owner)
}

fn all(world: &World, list: ListKind) -> Vec<&OpaqueRef> {
    let places: &[Place] = match list {
        ListKind::Pools => &[Place::All(Class::Pool)],
        ListKind::Hosts => &[Place::All(Class::Host)],
        ListKind::Vms => &[Place::All(Class::Vm)],
        ListKind::Templates => &[Place::CustomTemplates, Place::DefaultTemplates],
        ListKind::Snapshots => &[Place::Snapshots],
        ListKind::Srs => &[Place::All(Class::Sr)],
        ListKind::Disks => &[Place::All(Class::Vdi)],
        ListKind::Networks => &[Place::All(Class::Network)],
        ListKind::Vifs => &[Place::All(Class::Vif)],
        ListKind::Pifs => &[Place::All(Class::Pif)],
        ListKind::Pbds => &[Place::All(Class::Pbd)],
        ListKind::Messages => &[Place::All(Class::Message)],
    };
    places
        .iter()
        .flat_map(|place| world.filed(place))
        .map(|entry| &entry.object.reference)
        .collect()
}

fn within<'a>(world: &'a World, list: ListKind, key: &ObjectKey) -> Vec<&'a OpaqueRef> {
    let owner = &key.opaque();
    let of = |class: Class| placed(world, &Place::Within(class, owner.clone()));
    if list == ListKind::Messages && key.class() != Class::Pool {
        // Messages name their object by its uuid.
        let Some(object) = world.object(&key.class(), owner) else {
            return Vec::new();
        };
        let uuid = OpaqueRef::from(object.record.uuid());
        return placed(world, &Place::Within(Class::Message, uuid));
    }
    match (key.class(), list) {
        (Class::Pool, _) => all(world, list),
        (Class::Host, ListKind::Vms) => placed(world, &Place::On(owner.clone())),
        (Class::Host, ListKind::Pifs) => of(Class::Pif),
        (Class::Host, ListKind::Pbds) => of(Class::Pbd),
        (Class::Host, ListKind::Srs) => world
            .within::<Pbd>(owner)
            .map(|(_, pbd)| pbd.sr.opaque())
            .collect(),
        (Class::Host, ListKind::Networks) => world
            .within::<Pif>(owner)
            .map(|(_, pif)| pif.network.opaque())
            .collect(),
        (Class::Vm, ListKind::Disks) => of(Class::Vbd),
        (Class::Vm, ListKind::Vifs) => of(Class::Vif),
        (Class::Vm, ListKind::Snapshots) => of(Class::Vm),
        (Class::Vm, ListKind::Networks) => world
            .within::<Vif>(owner)
            .map(|(_, vif)| vif.network.opaque())
            .collect(),
        (Class::Vm, ListKind::Srs) => {
            let disks = world
                .within::<Vbd>(owner)
                .filter_map(|(_, vbd)| world.get(&vbd.vdi));
            disks.map(|vdi: &Vdi| vdi.sr.opaque()).collect()
        }
        (Class::Sr, ListKind::Disks) => of(Class::Vdi),
        (Class::Sr, ListKind::Pbds) => of(Class::Pbd),
        (Class::Sr, ListKind::Hosts) => world
            .within::<Pbd>(owner)
            .map(|(_, pbd)| pbd.host.opaque())
            .collect(),
        (Class::Sr, ListKind::Vms) => {
            let drives = world
                .within::<Vdi>(owner)
                .flat_map(|(vdi, _)| world.within::<Vbd>(vdi));
            drives
                .map(|(_, vbd)| vbd.vm.opaque())
                .filter(|vm| is_machine(world, vm))
                .collect()
        }
        (Class::Network, ListKind::Vifs) => of(Class::Vif),
        (Class::Network, ListKind::Pifs) => of(Class::Pif),
        (Class::Network, ListKind::Hosts) => world
            .within::<Pif>(owner)
            .map(|(_, pif)| pif.host.opaque())
            .collect(),
        (Class::Network, ListKind::Vms) => {
            let vms = world.within::<Vif>(owner).map(|(_, vif)| vif.vm.opaque());
            vms.filter(|vm| is_machine(world, vm)).collect()
        }
        _ => Vec::new(),
    }
}

fn placed<'a>(world: &'a World, place: &Place) -> Vec<&'a OpaqueRef> {
    world
        .filed(place)
        .map(|entry| &entry.object.reference)
        .collect()
}

fn is_machine(world: &World, vm: &OpaqueRef) -> bool {
    world
        .record::<Vm>(vm)
        .is_some_and(|vm| vm.kind() == VmKind::Machine)
}
