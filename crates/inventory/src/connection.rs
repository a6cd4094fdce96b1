//! One connection as the projections see it.

use crate::{key::ConnectionId, view::Status, world::World};

/// A connection: whose it is, how it stands, and what is known through it.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionInfo<'a> {
    /// Its id.
    pub id: &'a ConnectionId,
    /// The address as it was typed: its name until the pool's is known.
    pub address: &'a str,
    /// How it stands: `Live`, `Connecting`, `Stale`, `Disconnected` or `Attention`.
    pub status: Status,
    /// The objects behind it.
    pub world: &'a World,
}

impl<'a> ConnectionInfo<'a> {
    /// The pool's name, or the address before anything is known.
    pub fn name(&self) -> &'a str {
        self.world.name().unwrap_or(self.address)
    }

    /// Whether what is shown is what is, so that jobs may run.
    pub fn is_live(&self) -> bool {
        self.status == Status::Live
    }
}
