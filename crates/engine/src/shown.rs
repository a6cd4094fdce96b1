//! What projections are shown of the connections: their worlds and states at this moment.

use std::sync::Arc;

use inventory::ConnectionInfo;

use crate::{
    clock,
    connection::{Connection, routes::Routes},
};

/// One way to each pool.
pub(crate) fn shown(connections: &[Arc<Connection>]) -> Vec<Arc<Connection>> {
    let routes = Routes::of(connections);
    let hidden = routes.hidden();
    let shown = connections.iter();
    shown
        .filter(|connection| !hidden.contains(&connection.id))
        .cloned()
        .collect()
}

/// Shows connections to a projection as they are at this moment: one way to each pool.
pub(crate) fn project<T>(
    connections: &[Arc<Connection>],
    project: impl FnOnce(&[ConnectionInfo<'_>]) -> T,
) -> T {
    project_all(&shown(connections), project)
}

/// The same, with every way to each pool.
pub(crate) fn project_all<T>(
    connections: &[Arc<Connection>],
    project: impl FnOnce(&[ConnectionInfo<'_>]) -> T,
) -> T {
    let routes = Routes::of(connections);
    let hidden = routes.hidden();
    // The states first: no lock but a store's is ever taken while one of a store is held.
    let standing: Vec<_> = connections
        .iter()
        .map(|connection| connection.standing())
        .collect();
    let snapshots: Vec<_> = connections
        .iter()
        .map(|connection| connection.store.read())
        .collect();
    let now = clock::unix_seconds();
    let seen: Vec<ConnectionInfo<'_>> = connections
        .iter()
        .zip(&standing)
        .zip(&snapshots)
        .map(|((connection, standing), world)| ConnectionInfo {
            id: &connection.id,
            way: standing.way(),
            address: &standing.address,
            status: standing.status,
            read_only: standing.read_only,
            permissions: standing.permissions.as_deref(),
            hidden: hidden.contains(&connection.id),
            now,
            world,
        })
        .collect();
    project(&seen)
}
