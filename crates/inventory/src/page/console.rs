//! Consoles that can be opened.

use xapi::{Console, ConsoleProtocol, Host, Object, OpaqueRef, Record, Vm, VmKind};

use crate::{key::ObjectKey, view::ConsoleOffer, world::World};

/// The consoles of a VM, or of a host's control domain: graphical ones first, then text ones. Those
/// by RDP are left out: they are the guest's business, not the host's.
pub fn consoles<'a>(world: &'a World, object: &ObjectKey) -> Vec<(&'a OpaqueRef, &'a Console)> {
    world
        .object(&object.class(), &object.opaque())
        .map_or_else(Vec::new, |object| of(world, object))
}

pub(super) fn offers(world: &World, object: &Object) -> Vec<ConsoleOffer> {
    let offer = |(reference, console): (&OpaqueRef, &Console)| ConsoleOffer {
        reference: reference.as_str().to_owned(),
        protocol: console.protocol.as_str().to_owned(),
    };
    of(world, object).into_iter().map(offer).collect()
}

/// Whether there can be one at all, running or not.
pub(super) fn is_possible(world: &World, object: &Object) -> bool {
    match &object.record {
        Record::Vm(vm) => vm.kind() == VmKind::Machine,
        Record::Host(host) => control_domain(world, &object.reference, host).is_some(),
        _ => false,
    }
}

fn of<'a>(world: &'a World, object: &Object) -> Vec<(&'a OpaqueRef, &'a Console)> {
    let vm = match &object.record {
        Record::Vm(_) => Some(&object.reference),
        Record::Host(host) => control_domain(world, &object.reference, host),
        _ => None,
    };
    let Some(vm) = vm else { return Vec::new() };
    let mut consoles: Vec<_> = world
        .within::<Console>(vm)
        .filter(|(_, console)| rank(console) < 2)
        .collect();
    consoles.sort_by_key(|(_, console)| rank(console));
    consoles
}

fn rank(console: &Console) -> u8 {
    match console.protocol {
        ConsoleProtocol::Rfb => 0,
        ConsoleProtocol::Vt100 => 1,
        ConsoleProtocol::Rdp | ConsoleProtocol::Unknown(_) => 2,
    }
}

/// The domain that controls a host; before 7.1 the host's record has no member for it.
fn control_domain<'a>(
    world: &'a World,
    reference: &OpaqueRef,
    host: &'a Host,
) -> Option<&'a OpaqueRef> {
    if world.vm(&host.control_domain).is_some() {
        return Some(host.control_domain.opaque());
    }
    let mut resident = world.within::<Vm>(reference);
    resident
        .find(|(_, vm)| vm.kind() == VmKind::ControlDomain)
        .map(|(reference, _)| reference)
}
