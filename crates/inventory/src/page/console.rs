//! Consoles that can be opened.

use xapi::{Console, ConsoleProtocol, Object, OpaqueRef};

use crate::{key::ObjectKey, objects::describe, view::ConsoleOffer, world::World};

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

/// The domain whose consoles an object has, running or not.
pub(super) fn domain<'a>(world: &'a World, object: &'a Object) -> Option<&'a OpaqueRef> {
    describe(&object.record).console_domain(world, &object.reference)
}

fn of<'a>(world: &'a World, object: &'a Object) -> Vec<(&'a OpaqueRef, &'a Console)> {
    let Some(vm) = domain(world, object) else {
        return Vec::new();
    };
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
