//! An xo-server (Xen Orchestra's backend, 5.207) in front of simulated pools: JSON-RPC over WebSocket, notifications,
//! consoles and transfers, with the ways of the real one that clients trip over.
//!
//! What it does to a pool it does as a client of that pool, by the same calls that any other client sends.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod call;
mod connection;
mod console;
mod error;
mod filter;
mod hosts;
mod json;
mod link;
mod method;
mod methods;
mod networks;
mod objects;
mod servers;
mod session;
mod signature;
mod socket;
mod stats;
mod storage;
mod stream;
mod transfer;
mod users;
mod vm;
mod web;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use call::Found;
use connection::Connection;
use error::{Answer, Error};
use link::{Link, News};
use poolsim::Sim;
use poolsim::certificate::Certificate;
use poolsim::pool::Pool;
use poolsim::value::json_text;
use servers::Remote;
use transfer::Transfer;
use users::Users;

/// A running xo-server. It ends when this is dropped.
///
/// Users: `admin@admin.net`, whose password is that of the first pool's administrator; `viewer@admin.net`, who has no
/// rights on anything (`-viewer` is added to the password); `careful@admin.net`, an administrator who needs a one-time
/// code as well (`-careful` is added).
#[derive(Debug)]
pub struct Xo {
    hub: Arc<Hub>,
    address: SocketAddr,
    secure: bool,
    listening: JoinHandle<()>,
}

/// What all connections share.
#[derive(Debug)]
struct Hub {
    users: Mutex<Users>,
    /// The servers that XO was told of.
    servers: Mutex<Vec<Remote>>,
    /// The pools that there are in this world.
    reach: Mutex<Vec<Reach>>,
    connections: Mutex<Vec<Weak<Connection>>>,
    transfers: Mutex<HashMap<String, Transfer>>,
    /// After how long it is said that a disk that is to be deleted is in use.
    patience_with_disks: Mutex<Duration>,
    /// Held while something is told, so that no client hears of a change before the list that does not have it.
    event_faults: Mutex<()>,
}

/// A pool that XO could be connected to.
#[derive(Clone, Debug)]
struct Reach {
    pool: Arc<Pool>,
    /// Nothing goes through.
    cut: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Xo {
    /// Starts an xo-server that is connected to those pools.
    pub async fn start(listen: SocketAddr, pools: &[&Sim]) -> anyhow::Result<Xo> {
        Xo::serve(listen, None, pools).await
    }

    /// The same, for TLS with that certificate.
    pub async fn start_tls(
        listen: SocketAddr,
        certificate: &Certificate,
        pools: &[&Sim],
    ) -> anyhow::Result<Xo> {
        Xo::serve(listen, Some(certificate), pools).await
    }

    async fn serve(
        listen: SocketAddr,
        certificate: Option<&Certificate>,
        pools: &[&Sim],
    ) -> anyhow::Result<Xo> {
        let first = pools.first().context("an XO needs a pool")?;
        let account = first.pool().settings.accounts.first();
        let password = account.map_or("", |account| account.password.as_str());
        let hub = Arc::new(Hub {
            users: Mutex::new(Users::new(password)),
            servers: Mutex::new(Vec::new()),
            reach: Mutex::new(Vec::new()),
            connections: Mutex::new(Vec::new()),
            transfers: Mutex::new(HashMap::new()),
            patience_with_disks: Mutex::default(),
            event_faults: Mutex::new(()),
        });
        for sim in pools {
            hub.add_reach(sim.pool());
            let id = hub.add_server(Remote::of(sim));
            hub.connect(&id).await.map_err(|error| {
                anyhow::anyhow!("cannot connect to a pool: {}", error.json(true)["message"])
            })?;
        }
        let listener = TcpListener::bind(listen)
            .await
            .with_context(|| format!("cannot listen on {listen}"))?;
        let tls = match certificate {
            Some(certificate) => Some(TlsAcceptor::from(certificate.server_config()?)),
            None => None,
        };
        Ok(Xo {
            address: listener.local_addr()?,
            secure: tls.is_some(),
            listening: tokio::spawn(web::accept(hub.clone(), listener, tls)),
            hub,
        })
    }

    /// Its address, `http://127.0.0.1:8081`.
    pub fn url(&self) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// Makes a pool one that `server.add` can be told of, by the address of any of its hosts.
    pub fn introduce(&self, sim: &Sim) {
        self.hub.add_reach(sim.pool());
    }

    /// Cuts XO off from a pool: all its objects go at once, and XO tries in vain to connect.
    pub fn cut(&self, sim: &Sim) {
        self.hub.set_cut(sim.pool(), true);
        self.hub.lose(sim.pool());
    }

    /// Lets XO reach the pool again. A real one needs more than a minute to notice; this one is back when this is done.
    pub async fn restore(&self, sim: &Sim) {
        self.hub.set_cut(sim.pool(), false);
        self.hub.find_again(sim.pool()).await;
    }

    /// After how long it is said that a disk that is to be deleted is in use: at once, if nothing is said here. A real
    /// one tries for 45 seconds.
    pub fn be_patient_with_disks(&self, patience: Duration) {
        *lock(&self.hub.patience_with_disks) = patience;
    }

    /// A pool was installed anew: where the old one was reached, there is a new one, with other ids. The server that XO
    /// was told of leads to that from now on.
    pub async fn rebuilt(&self, old: &Sim, new: &Sim) {
        self.hub.lose(old.pool());
        self.hub.replace(old.pool(), new.pool(), &Remote::of(new));
        self.hub.find_again(new.pool()).await;
    }

    /// The code that the device of `careful@admin.net` shows now.
    pub fn one_time_code(&self) -> String {
        users::one_time_code()
    }

    /// Number of tokens whose time has not come.
    pub fn live_tokens(&self) -> usize {
        lock(&self.hub.users).live_tokens()
    }

    /// Ends all tokens, as their time does.
    pub fn expire_tokens(&self) {
        lock(&self.hub.users).expire_all();
    }

    /// Ends it: its listener and its connections close.
    pub async fn stop(mut self) {
        self.listening.abort();
        drop((&mut self.listening).await);
    }
}

impl Drop for Xo {
    fn drop(&mut self) {
        self.listening.abort();
        self.hub.abandon();
    }
}

impl Hub {
    fn add_reach(&self, pool: &Arc<Pool>) {
        let mut reach = lock(&self.reach);
        if !reach.iter().any(|known| Arc::ptr_eq(&known.pool, pool)) {
            reach.push(Reach {
                pool: pool.clone(),
                cut: false,
            });
        }
    }

    fn set_cut(&self, pool: &Arc<Pool>, cut: bool) {
        for reach in lock(&self.reach).iter_mut() {
            if Arc::ptr_eq(&reach.pool, pool) {
                reach.cut = cut;
            }
        }
    }

    /// Puts a pool where another was.
    fn replace(&self, old: &Arc<Pool>, new: &Arc<Pool>, place: &Remote) {
        let were_there: Vec<String> = lock(&self.servers)
            .iter()
            .filter(|server| {
                let there = self.reached_at(server.host());
                there.is_some_and(|reach| Arc::ptr_eq(&reach.pool, old))
            })
            .map(|server| server.host().to_owned())
            .collect();
        lock(&self.reach).retain(|reach| !Arc::ptr_eq(&reach.pool, old));
        self.add_reach(new);
        for server in lock(&self.servers).iter_mut() {
            if were_there.iter().any(|host| host == server.host()) {
                server.move_to(place);
            }
        }
    }

    /// Takes a new client in.
    fn welcome(&self, connection: &Arc<Connection>) {
        let mut connections = lock(&self.connections);
        connections.retain(|known| known.strong_count() > 0);
        connections.push(Arc::downgrade(connection));
    }

    /// The connections to pools that are up, and whether XO may change something there.
    fn links(&self) -> Vec<(Arc<Link>, bool)> {
        lock(&self.servers)
            .iter()
            .filter_map(|server| Some((server.link.clone()?, server.read_only)))
            .collect()
    }

    /// The object with that id, if it has one of those types.
    fn find(&self, id: &str, types: &[&str]) -> Answer<Found> {
        for (link, read_only) in self.links() {
            let shown = link.seen().objects.get(id).cloned();
            if let Some(shown) = shown
                && (types == ["*"] || types.contains(&shown.kind.as_str()))
            {
                return Ok(Found {
                    link,
                    shown,
                    read_only,
                });
            }
        }
        let types = if types == ["*"] { &[] } else { types };
        Err(Error::no_such_object(id, types))
    }

    /// Looks at a pool and tells what is new.
    fn follow(&self, link: &Link, whole: bool) {
        let _telling = lock(&self.event_faults);
        let news = if whole { link.list() } else { link.look() };
        self.tell(&news);
        link.all_told();
    }

    /// Tells everybody who is signed in: first what came, then what went.
    fn tell(&self, news: &News) {
        if !news.enter.is_empty() {
            let items = news
                .enter
                .iter()
                .map(|shown| (shown.id.as_str(), shown.text.as_str()));
            self.notify("enter", items);
        }
        if !news.exit.is_empty() {
            self.notify("exit", news.exit.iter().map(|id| (id.as_str(), "0")));
        }
    }

    fn notify<'a>(&self, kind: &str, items: impl Iterator<Item = (&'a str, &'a str)>) {
        let listeners: Vec<Arc<Connection>> = lock(&self.connections)
            .iter()
            .filter_map(Weak::upgrade)
            .filter(|connection| connection.user().is_some())
            .collect();
        if listeners.is_empty() {
            return;
        }
        let mut text = String::new();
        let head = r#"{"jsonrpc":"2.0","method":"all","params":{"type":"#;
        // Writing to a string cannot fail.
        let _ = write!(text, r#"{head}"{kind}","items":{{"#);
        members(items, &mut text);
        text.push_str("}}}");
        let text = tokio_tungstenite::tungstenite::Utf8Bytes::from(text);
        for connection in listeners {
            connection.send(tokio_tungstenite::tungstenite::Message::Text(text.clone()));
        }
    }
}

/// Members of a JSON object whose values are JSON already.
fn members<'a>(items: impl Iterator<Item = (&'a str, &'a str)>, out: &mut String) {
    for (i, (id, text)) in items.enumerate() {
        if i > 0 {
            out.push(',');
        }
        json_text(id, out);
        out.push(':');
        out.push_str(text);
    }
}
