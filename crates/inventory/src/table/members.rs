//! Which objects a list holds.

use xapi::{Class, OpaqueRef, Pbd, Pif, Vbd, Vdi, Vif, Vm, VmKind};

use crate::{
    connection::ConnectionInfo,
    filing::Place,
    key::ObjectKey,
    view::{ListKind, TableSpec},
    world::World,
};

/// What a list holds of one connection.
pub(super) enum Members<'a> {
    /// All that stands in some lists of the world, which share nothing.
    Listed(Vec<Place>),
    /// What is found by going from object to object; some perhaps twice.
    Found(Vec<&'a OpaqueRef>),
}

/// The objects of one connection that belong into a list.
pub(super) fn members<'a>(info: &ConnectionInfo<'a>, spec: &TableSpec) -> Members<'a> {
    let nothing = Members::Listed(Vec::new());
    if spec
        .connection
        .as_ref()
        .is_some_and(|wanted| wanted != info.id)
    {
        return nothing;
    }
    if let Some(chosen) = &spec.among {
        let here = chosen.iter().filter(|key| key.connection == *info.id);
        let found = here.filter_map(|key| info.world.object(&key.class(), &key.opaque()));
        return Members::Found(found.map(|object| &object.reference).collect());
    }
    match &spec.within {
        None => Members::Listed(all(spec.list)),
        Some(owner) if owner.connection != *info.id => nothing,
        Some(owner) => within(info.world, spec.list, owner),
    }
}

fn all(list: ListKind) -> Vec<Place> {
    match list {
        ListKind::Pools => vec![Place::All(Class::Pool)],
        ListKind::Hosts => vec![Place::All(Class::Host)],
        ListKind::Vms => vec![Place::All(Class::Vm)],
        ListKind::Templates => vec![Place::CustomTemplates, Place::DefaultTemplates],
        ListKind::Snapshots => vec![Place::Snapshots],
        ListKind::Srs => vec![Place::All(Class::Sr)],
        ListKind::Disks => vec![Place::All(Class::Vdi)],
        ListKind::Networks => vec![Place::All(Class::Network)],
        ListKind::Vifs => vec![Place::All(Class::Vif)],
        ListKind::Pifs => vec![Place::All(Class::Pif)],
        ListKind::Pbds => vec![Place::All(Class::Pbd)],
        ListKind::Messages => vec![Place::All(Class::Message)],
    }
}

fn within<'a>(world: &'a World, list: ListKind, key: &ObjectKey) -> Members<'a> {
    let owner = &key.opaque();
    let of = |class: Class| Members::Listed(vec![Place::Within(class, owner.clone())]);
    let found = |found: Vec<&'a OpaqueRef>| Members::Found(found);
    if list == ListKind::Messages && key.class() != Class::Pool {
        // Messages name their object by its uuid.
        let about = world.object(&key.class(), owner).map(|object| {
            let uuid = OpaqueRef::from(object.record.uuid());
            Place::Within(Class::Message, uuid)
        });
        return Members::Listed(about.into_iter().collect());
    }
    match (key.class(), list) {
        (Class::Pool, _) => Members::Listed(all(list)),
        (Class::Host, ListKind::Vms) => Members::Listed(vec![Place::On(owner.clone())]),
        (Class::Host, ListKind::Pifs) => of(Class::Pif),
        (Class::Host, ListKind::Pbds) => of(Class::Pbd),
        (Class::Host, ListKind::Srs) => {
            let pbds = world.within::<Pbd>(owner);
            found(pbds.map(|(_, pbd)| pbd.sr.opaque()).collect())
        }
        (Class::Host, ListKind::Networks) => {
            let pifs = world.within::<Pif>(owner);
            found(pifs.map(|(_, pif)| pif.network.opaque()).collect())
        }
        (Class::Vm, ListKind::Disks) => of(Class::Vbd),
        (Class::Vm, ListKind::Vifs) => of(Class::Vif),
        (Class::Vm, ListKind::Snapshots) => of(Class::Vm),
        (Class::Vm, ListKind::Networks) => {
            let vifs = world.within::<Vif>(owner);
            found(vifs.map(|(_, vif)| vif.network.opaque()).collect())
        }
        (Class::Vm, ListKind::Srs) => {
            let disks = world
                .within::<Vbd>(owner)
                .filter_map(|(_, vbd)| world.get(&vbd.vdi));
            found(disks.map(|vdi: &Vdi| vdi.sr.opaque()).collect())
        }
        (Class::Sr, ListKind::Disks) => of(Class::Vdi),
        (Class::Sr, ListKind::Pbds) => of(Class::Pbd),
        (Class::Sr, ListKind::Hosts) => {
            let pbds = world.within::<Pbd>(owner);
            found(pbds.map(|(_, pbd)| pbd.host.opaque()).collect())
        }
        (Class::Sr, ListKind::Vms) => {
            let drives = world
                .within::<Vdi>(owner)
                .flat_map(|(vdi, _)| world.within::<Vbd>(vdi));
            let vms = drives.map(|(_, vbd)| vbd.vm.opaque());
            found(vms.filter(|vm| is_machine(world, vm)).collect())
        }
        (Class::Network, ListKind::Vifs) => of(Class::Vif),
        (Class::Network, ListKind::Pifs) => of(Class::Pif),
        (Class::Network, ListKind::Hosts) => {
            let pifs = world.within::<Pif>(owner);
            found(pifs.map(|(_, pif)| pif.host.opaque()).collect())
        }
        (Class::Network, ListKind::Vms) => {
            let vms = world.within::<Vif>(owner).map(|(_, vif)| vif.vm.opaque());
            found(vms.filter(|vm| is_machine(world, vm)).collect())
        }
        _ => Members::Listed(Vec::new()),
    }
}

fn is_machine(world: &World, vm: &OpaqueRef) -> bool {
    world
        .record::<Vm>(vm)
        .is_some_and(|vm| vm.kind() == VmKind::Machine)
}
