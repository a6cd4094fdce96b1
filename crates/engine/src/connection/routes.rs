//! Several ways to one pool: directly and through a Xen Orchestra, or by the addresses of two of its
//! hosts. One of them is shown; all stay connected, so that another can be chosen at any time.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use inventory::ConnectionId;

use super::Connection;
use crate::{api::ConnectionKind, servers::Server};

/// The ways to each pool to which there are several, the one that is shown first.
pub(crate) struct Routes(Vec<Vec<ConnectionId>>);

impl Routes {
    /// Of these connections.
    pub(crate) fn of(connections: &[Arc<Connection>]) -> Self {
        let servers: Vec<Server> = connections
            .iter()
            .filter(|connection| !connection.demo)
            .map(|connection| connection.server())
            .collect();
        Self::among(&servers)
    }

    fn among(servers: &[Server]) -> Self {
        let mut by_pool: HashMap<&str, Vec<&Server>> = HashMap::new();
        for server in servers {
            if let Some(pool) = &server.pool {
                by_pool.entry(pool).or_default().push(server);
            }
        }
        let mut routes: Vec<Vec<&Server>> = by_pool
            .into_values()
            .filter(|servers| servers.len() > 1)
            .collect();
        for servers in &mut routes {
            // One that leads nowhere now is of no use; then what a person wished; then what has the
            // fewest in between; then the one that was there first, as they stand in the list.
            servers.sort_by_key(|server| {
                let direct = server.kind == ConnectionKind::Pool;
                (!server.wanted, !server.preferred, !direct)
            });
        }
        let ids = |servers: Vec<&Server>| servers.into_iter().map(|one| one.id.clone()).collect();
        Self(routes.into_iter().map(ids).collect())
    }

    /// Those that are not shown.
    pub(crate) fn hidden(&self) -> HashSet<&ConnectionId> {
        self.0.iter().flat_map(|routes| &routes[1..]).collect()
    }

    /// The other ways to the pool that a connection leads to.
    pub(crate) fn others(&self, id: &ConnectionId) -> Vec<ConnectionId> {
        let routes = self.0.iter().find(|routes| routes.contains(id));
        let others = routes.into_iter().flatten().filter(|other| *other != id);
        others.cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(id: &str, pool: &str) -> Server {
        Server {
            pool: Some(pool.into()),
            ..Server::new(id.into(), id.into(), "root".into())
        }
    }

    #[track_caller]
    fn check(servers: &[Server], hidden: &[&str]) {
        let routes = Routes::among(servers);
        let mut found: Vec<&str> = routes
            .hidden()
            .into_iter()
            .map(ConnectionId::as_str)
            .collect();
        found.sort_unstable();
        assert_eq!(found, hidden);
    }

    #[test]
    fn one_way_is_shown_and_it_is_the_best() {
        let behind = |id| Server {
            kind: ConnectionKind::XoPool,
            ..server(id, "p")
        };
        check(&[server("a", "p"), server("b", "q")], &[]);
        check(&[server("a", "p"), server("b", "p")], &["b"]);
        check(&[behind("a"), server("b", "p")], &["a"]);
        let preferred = Server {
            preferred: true,
            ..behind("a")
        };
        check(&[preferred.clone(), server("b", "p")], &["b"]);
        let away = Server {
            wanted: false,
            ..preferred
        };
        check(&[away, server("b", "p"), server("c", "p")], &["a", "c"]);
        let unknown = Server {
            pool: None,
            ..server("a", "p")
        };
        check(&[unknown.clone(), unknown], &[]);
    }

    #[test]
    fn each_way_knows_the_others() {
        let servers = [server("a", "p"), server("b", "p"), server("c", "q")];
        let routes = Routes::among(&servers);
        assert_eq!(routes.others(&"a".into()), ["b".into()]);
        assert_eq!(routes.others(&"b".into()), ["a".into()]);
        assert!(routes.others(&"c".into()).is_empty());
    }
}
