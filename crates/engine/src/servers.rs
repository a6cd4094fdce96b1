//! The servers a person added, kept in `servers.json`. No secret is in it.

use std::path::Path;

use inventory::{ConnectionId, Problem};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    api::{ConnectionKind, KeepPassword},
    files::Document,
};

/// One server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Server {
    /// Made up by us; also names the password in the keyring.
    pub(crate) id: ConnectionId,
    /// What it is.
    #[serde(default)]
    pub(crate) kind: ConnectionKind,
    /// The Xen Orchestra that it is behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) parent: Option<ConnectionId>,
    /// The uuid of the pool, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pool: Option<String>,
    /// The server of that Xen Orchestra through which it has the pool, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) behind: Option<String>,
    /// The name of the pool, where the address is not its own: that of a Xen Orchestra.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pool_name: Option<String>,
    /// What the pool was called when it was last seen: so it can be named before it is connected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_name: Option<String>,
    /// Whether it is shown rather than other ways to the same pool: a person said so.
    #[serde(default, skip_serializing_if = "is_no")]
    pub(crate) preferred: bool,
    /// As it was typed.
    pub(crate) address: String,
    /// The user's name.
    pub(crate) user: String,
    /// Where the password is.
    #[serde(default)]
    pub(crate) keep: KeepPassword,
    /// Whether it was wanted when the program ended, so that it is connected at the next start.
    #[serde(default = "yes")]
    pub(crate) wanted: bool,
    /// The addresses of the pool's hosts when they were last seen: tried when `address` is silent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) members: Vec<String>,
    /// Whether nothing may be changed through it.
    #[serde(default)]
    pub(crate) read_only: bool,
}

/// The host and the port of a URL; anything else as it is, the path of a socket too.
fn host_and_port(address: &str) -> &str {
    let Some((scheme, rest)) = address.split_once("://") else {
        return address;
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    match (&rest[..end], scheme) {
        ("", _) | (_, "unix") => address,
        (host, _) => host,
    }
}

fn yes() -> bool {
    true
}

fn is_no(flag: &bool) -> bool {
    !flag
}

impl Server {
    /// A pool behind a Xen Orchestra.
    pub(crate) fn behind(parent: &Server, pool: String, name: Option<String>) -> Self {
        Self {
            kind: ConnectionKind::XoPool,
            parent: Some(parent.id.clone()),
            pool: Some(pool),
            pool_name: name,
            keep: KeepPassword::Ask,
            ..Self::new(
                Uuid::new_v4().to_string().into(),
                parent.address.clone(),
                parent.user.clone(),
            )
        }
    }

    /// What it is called while nothing is known of its pool, and a Xen Orchestra always: the host and its
    /// port; how one speaks to it is no name.
    pub(crate) fn title(&self) -> &str {
        self.pool_name
            .as_deref()
            .unwrap_or_else(|| host_and_port(&self.address))
    }

    /// A pool or a lone host that was just added.
    pub(crate) fn new(id: ConnectionId, address: String, user: String) -> Self {
        Self {
            id,
            kind: ConnectionKind::Pool,
            parent: None,
            pool: None,
            behind: None,
            pool_name: None,
            last_name: None,
            preferred: false,
            address,
            user,
            keep: KeepPassword::default(),
            wanted: true,
            members: Vec::new(),
            read_only: false,
        }
    }
}

/// All of them, and their file.
#[derive(Debug)]
pub(crate) struct Servers(Document<Vec<Server>>);

impl Servers {
    /// Reads them.
    pub(crate) fn read(folder: &Path) -> (Self, Option<Problem>) {
        let (all, problem) = Document::read(folder, "servers.json");
        (Self(all), problem)
    }

    /// All of them, in the order in which they were added.
    pub(crate) fn all(&self) -> Vec<Server> {
        self.0.get().clone()
    }

    /// Adds one.
    pub(crate) fn add(&self, server: Server) -> Result<(), Problem> {
        self.0.change(|all| all.push(server))
    }

    /// Forgets one.
    pub(crate) fn remove(&self, id: &ConnectionId) -> Result<(), Problem> {
        self.0.change(|all| all.retain(|server| server.id != *id))
    }

    /// Changes one, if it is there.
    pub(crate) fn change(
        &self,
        id: &ConnectionId,
        change: impl FnOnce(&mut Server),
    ) -> Result<(), Problem> {
        self.0.change(|all| {
            if let Some(server) = all.iter_mut().find(|server| server.id == *id) {
                change(server);
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::faults;

    fn server(id: &str) -> Server {
        Server::new(id.into(), "pool.example".into(), "root".into())
    }

    #[test]
    fn what_has_no_name_is_called_by_its_host() {
        let called = |address: &str| {
            let server = Server::new("n1".into(), address.to_owned(), "root".to_owned());
            server.title().to_owned()
        };
        assert_eq!(called("wss://xo.example.org/"), "xo.example.org");
        assert_eq!(
            called("https://[2001:db8::1]:8443/api/"),
            "[2001:db8::1]:8443"
        );
        assert_eq!(called("xo.example.org:8443"), "xo.example.org:8443");
        assert_eq!(
            called("unix:///var/lib/xcp/xapi"),
            "unix:///var/lib/xcp/xapi"
        );
        assert_eq!(called("https://"), "https://");
    }

    #[test]
    fn servers_come_back_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let (servers, problem) = Servers::read(folder.path());
        assert_eq!(problem, None);
        for id in ["b", "a", "c"] {
            servers.add(server(id)).unwrap();
        }
        servers.remove(&"a".into()).unwrap();
        servers
            .change(&"c".into(), |server| {
                server.members = vec!["10.0.0.2".into()]
            })
            .unwrap();
        servers
            .change(&"gone".into(), |server| server.wanted = false)
            .unwrap();
        let again = Servers::read(folder.path()).0.all();
        assert_eq!(again, servers.all());
        assert_eq!(
            again
                .iter()
                .map(|server| server.id.as_str())
                .collect::<Vec<_>>(),
            ["b", "c"]
        );
        assert_eq!(again[1].members, ["10.0.0.2"]);
    }

    #[test]
    fn a_corrupt_list_is_empty_and_told() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("servers.json"), "{}").unwrap();
        let (servers, problem) = Servers::read(folder.path());
        assert_eq!(servers.all(), []);
        assert_eq!(problem.unwrap().code, "file_set_aside");
    }

    #[test]
    fn a_full_disk_leaves_the_list_as_it_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let (servers, _) = Servers::read(folder.path());
        servers.add(server("a")).unwrap();
        let id = "a".into();
        let changes: [&dyn Fn() -> Result<(), Problem>; 3] = [
            &|| servers.add(server("b")),
            &|| servers.change(&id, |server| server.read_only = true),
            &|| servers.remove(&id),
        ];
        for change in changes {
            let before = servers.all();
            faults::disk_full_after(0);
            assert_eq!(change().unwrap_err().code, "cannot_save");
            faults::room_again();
            assert_eq!(servers.all(), before);
            assert_eq!(Servers::read(folder.path()).0.all(), before);
            change().unwrap();
            assert_ne!(servers.all(), before);
            assert_eq!(Servers::read(folder.path()).0.all(), servers.all());
        }
        assert_eq!(servers.all(), [server("b")], "and nothing twice");
    }
}
