//! What a disk is for: what a person put there, or what a server keeps for itself.

use xapi::{Ref, Sr, Vdi, VdiType, Vm};

use super::file;
use crate::world::World;

/// Whether a disk holds what a person put there: no snapshot, no image of the server's own, no disc.
pub(super) fn is_of_user(world: &World, vdi: &Vdi) -> bool {
    let is_disc = world
        .get::<Sr>(&vdi.sr)
        .is_some_and(|sr| sr.content_type.as_str() == "iso");
    holds_data(vdi) && !vdi.is_a_snapshot && !is_disc
}

/// Whether a disk holds, or a snapshot has kept, what a person put there.
pub(super) fn holds_data(vdi: &Vdi) -> bool {
    let is_usual = matches!(
        vdi.r#type,
        VdiType::User | VdiType::System | VdiType::Ephemeral
    );
    is_usual && vdi.managed && !vdi.missing
}

/// Whether there is anything to be read: of what has changed servers keep lists that have no bytes of their own.
pub(super) fn can_be_read(vdi: &Vdi) -> bool {
    !vdi.missing && vdi.r#type != VdiType::CbtMetadata
}

/// Whether the memory of a VM that sleeps is in it.
pub(super) fn is_memory(world: &World, disk: &Ref<Vdi>) -> bool {
    world.all::<Vm>().any(|(_, vm)| vm.suspend_vdi == *disk)
}

/// Whether a disk is kept as VHD, which can tell what was written since a snapshot.
pub(super) fn is_kept_as_vhd(world: &World, vdi: &Vdi) -> bool {
    let is_vhd = |said: &str| said == "vhd";
    let own = vdi.sm_config.get("vdi_type");
    let sr = world.get::<Sr>(&vdi.sr);
    own.is_none_or(|said| is_vhd(said)) && sr.is_some_and(file::keeps_vhd)
}
