//! One connection as the projections see it.

use xapi::Permissions;

use crate::{key::ConnectionId, problem::Problem, view::Status, world::World};

/// A connection: whose it is, how it stands, and what is known through it.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionInfo<'a> {
    /// Its id.
    pub id: &'a ConnectionId,
    /// What it leads to, and by what way.
    pub way: Way<'a>,
    /// The address as it was typed: its name until the pool's is known.
    pub address: &'a str,
    /// How it stands: `Live`, `Connecting`, `Stale`, `Disconnected` or `Attention`.
    pub status: Status,
    /// Whether nothing may be changed through it: a person said so.
    pub read_only: bool,
    /// What we may call there; none: everything, or it is not known.
    pub permissions: Option<&'a Permissions>,
    /// Whether another way to the same pool is shown in its place.
    pub hidden: bool,
    /// The time, Unix seconds, as well as we know.
    pub now: i64,
    /// The objects behind it.
    pub world: &'a World,
}

impl<'a> ConnectionInfo<'a> {
    /// The pool's name, or the address before anything is known.
    pub fn name(&self) -> &'a str {
        self.world.name().unwrap_or(self.address)
    }

    /// Whether what is shown is what is.
    pub fn is_live(&self) -> bool {
        self.status == Status::Live
    }

    /// Whether jobs may run through it at all.
    pub fn access(&self) -> Access {
        Access::of(self.is_live(), self.read_only)
    }
}

/// What a connection leads to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way<'a> {
    /// A pool, or a host that stands alone.
    #[default]
    Direct,
    /// A server of Xen Orchestra: it has no objects itself, the pools behind it are connections of
    /// their own.
    Orchestra,
    /// A pool behind the server of Xen Orchestra that this connection leads to.
    Behind(&'a ConnectionId),
}

/// Whether jobs may run through a connection at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// They may.
    Granted,
    /// A person said that nothing is to be changed through it.
    ReadOnly,
    /// What is shown may not be what is.
    NotLive,
}

impl Access {
    /// Through a connection that is live, or not, and read-only, or not.
    pub fn of(live: bool, read_only: bool) -> Self {
        match (live, read_only) {
            // First what does not change by itself.
            (_, true) => Self::ReadOnly,
            (false, false) => Self::NotLive,
            (true, false) => Self::Granted,
        }
    }

    /// # Errors
    /// The problem `read_only` or `not_live`.
    pub fn check(self) -> Result<(), Problem> {
        match self {
            Self::Granted => Ok(()),
            Self::ReadOnly => Err(Problem::new("read_only")),
            Self::NotLive => Err(Problem::new("not_live")),
        }
    }
}
