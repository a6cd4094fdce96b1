//! What messages about an object say: for rules that have nothing else to go by.

use xapi::{Message, OpaqueRef};

use crate::world::World;

/// The messages about what has this uuid, the newest first.
pub(super) fn about<'a>(
    world: &'a World,
    uuid: &str,
) -> impl Iterator<Item = (&'a OpaqueRef, &'a Message)> + use<'a> {
    // Most pools have few messages, and most objects none.
    let any = world.count_of::<Message>() > 0 && !uuid.is_empty();
    let about = any.then(|| world.within::<Message>(&OpaqueRef::from(uuid)));
    about.into_iter().flatten()
}

/// The newest of those with one of these names.
pub(super) fn newest<'a>(
    world: &'a World,
    uuid: &str,
    names: &[&str],
) -> Option<(&'a OpaqueRef, &'a Message)> {
    about(world, uuid).find(|(_, message)| names.contains(&message.name.as_str()))
}
