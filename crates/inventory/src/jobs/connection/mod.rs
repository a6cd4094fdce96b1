//! What can be done to connections: changes of this program's own state. They are for a connection
//! itself and for the pool that it leads to.

pub(crate) mod allow_changes;
pub(crate) mod connect;
pub(crate) mod disconnect;
pub(crate) mod forbid_changes;
pub(crate) mod prefer_way;
pub(crate) mod remove_server;
pub(crate) mod try_now;
