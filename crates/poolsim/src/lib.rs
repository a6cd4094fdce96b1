//! A XenServer pool that is not there: a server that speaks the XenServer API as XAPI 26.17 does, in front of hosts,
//! VMs, storage and networks that exist only in its memory.
//!
//! ```no_run
//! # async fn example() -> anyhow::Result<()> {
//! let sim = poolsim::Sim::start(poolsim::Config { tls: Some(([127, 0, 0, 1], 0).into()), ..Default::default() }).await?;
//! println!("{} {:?} {}", sim.http_url(), sim.https_url(), sim.fingerprint());
//! sim.world().rename_vm("web-01", "web-01 (old)");
//! sim.stop().await;
//! # Ok(())
//! # }
//! ```
//!
//! Users: the one configured (a pool administrator, `root` / `pooldeck` by default), and `viewer`, who may only read and
//! whose password is the administrator's followed by `-viewer`.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod accessors;
mod background;
mod certificate;
pub mod clock;
mod console;
pub mod db;
mod dice;
mod events;
pub mod failure;
mod guests;
mod hooks;
mod http;
mod lifecycle;
mod load;
mod messages;
pub mod model;
mod ops;
mod placement;
pub mod pool;
mod query;
pub mod rfb;
mod rpc;
mod rrd;
mod server;
mod session;
mod tasks;
pub mod value;
pub mod wire;
mod world;
pub mod xend;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

pub use certificate::Certificate;
use model::Role;
use pool::{Account, Guard, Pool, Settings};

/// What to simulate.
#[derive(Clone)]
pub struct Config {
    /// Where the coordinator listens for plain HTTP; port 0 picks one.
    pub listen: SocketAddr,
    /// Where it listens for TLS, if at all.
    pub tls: Option<SocketAddr>,
    /// The certificate shown; a new one is made if none is given. Give the same again to restart unchanged.
    pub certificate: Option<Certificate>,
    /// Number of hosts.
    pub hosts: usize,
    /// Number of VMs; templates and snapshots come on top.
    pub vms: usize,
    /// The same seed makes the same pool, down to every reference.
    pub seed: u64,
    /// The administrator's name.
    pub user: String,
    /// The administrator's password.
    pub password: String,
    /// `HOST:PORT` of a VNC server that all graphical consoles lead to.
    pub console_target: Option<String>,
    /// Name of the pool.
    pub pool_name: String,
    /// How long an ordinary operation (a start, say) takes; the others take a part or a multiple of it.
    pub operation_time: Duration,
    /// How long a wrong password takes; a real server waits 5 s.
    pub login_delay: Duration,
    /// Whether hosts and guests report now and then by themselves.
    pub background: bool,
    /// Where a lone host with xend's first Xen-API listens, if there is to be one; port 0 picks one.
    pub xend: Option<SocketAddr>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            listen: ([127, 0, 0, 1], 0).into(),
            tls: None,
            certificate: None,
            hosts: 3,
            vms: 30,
            seed: 1,
            user: "root".to_owned(),
            password: "pooldeck".to_owned(),
            console_target: None,
            pool_name: "Lyon".to_owned(),
            operation_time: Duration::from_secs(2),
            login_delay: Duration::from_millis(300),
            background: true,
            xend: None,
        }
    }
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("listen", &self.listen)
            .field("tls", &self.tls)
            .field("hosts", &self.hosts)
            .field("vms", &self.vms)
            .field("seed", &self.seed)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// A running simulation. It ends when this is dropped.
#[derive(Debug)]
pub struct Sim {
    pool: Arc<Pool>,
    http: SocketAddr,
    https: Option<SocketAddr>,
    certificate: Option<Certificate>,
    fingerprint: String,
    xend: Option<Arc<xend::Xend>>,
    tasks: Vec<JoinHandle<()>>,
}

impl Sim {
    /// Makes the pool and serves it.
    pub async fn start(config: Config) -> anyhow::Result<Sim> {
        let plan = world::Plan {
            pool_name: config.pool_name.clone(),
            hosts: config.hosts.max(1),
            vms: config.vms,
            seed: config.seed,
        };
        let certificate = match (config.tls, config.certificate) {
            (None, _) => None,
            (Some(_), Some(given)) => Some(given),
            (Some(_), None) => Some(Certificate::generate()?),
        };
        let (sockets, doors) =
            server::bind(&world::host_refs(&plan), config.listen, config.tls).await?;
        let (http, https) = doors
            .first()
            .map_or((config.listen, None), |door| (door.http, door.https));
        let settings = Settings {
            accounts: vec![
                Account {
                    user: config.user,
                    password: config.password.clone(),
                    role: Role::PoolAdmin,
                },
                Account {
                    user: "viewer".to_owned(),
                    password: format!("{}-viewer", config.password),
                    role: Role::ReadOnly,
                },
            ],
            login_delay: config.login_delay,
            operation_time: config.operation_time,
            console_target: config.console_target,
            seed: config.seed,
        };
        let pool = Pool::new(world::build(&plan, doors), settings);
        let tls = match &certificate {
            Some(certificate) => Some(TlsAcceptor::from(certificate.server_config()?)),
            None => None,
        };
        let fingerprint = certificate
            .as_ref()
            .map(Certificate::fingerprint)
            .transpose()?
            .unwrap_or_default();
        let mut tasks = Vec::new();
        for (host, sockets) in sockets.into_iter().enumerate() {
            tasks.extend(server::serve(&pool, host, sockets, tls.clone()));
        }
        if config.background {
            tasks.push(tokio::spawn(background::run(pool.clone())));
        }
        let mut xend = None;
        if let Some(listen) = config.xend {
            let (host, serving) =
                xend::Xend::start(listen, config.seed, config.operation_time).await?;
            tasks.push(serving);
            xend = Some(host);
        }
        Ok(Sim {
            pool,
            http,
            https,
            certificate,
            fingerprint,
            xend,
            tasks,
        })
    }

    /// The coordinator's plain address, `http://127.0.0.1:8080`.
    pub fn http_url(&self) -> String {
        format!("http://{}", self.http)
    }

    /// The coordinator's TLS address, if there is one.
    pub fn https_url(&self) -> Option<String> {
        self.https.map(|address| format!("https://{address}"))
    }

    /// The address of the host with xend's first Xen-API, if there is one.
    pub fn xend_url(&self) -> Option<String> {
        self.xend.as_ref().map(|xend| xend.url())
    }

    /// The host with xend's first Xen-API, to look at or to change behind every client's back.
    pub fn xend(&self) -> Option<&xend::Xend> {
        self.xend.as_deref()
    }

    /// SHA-256 of the certificate, upper-case hexadecimal with colons; "" without TLS.
    pub fn fingerprint(&self) -> String {
        self.fingerprint.clone()
    }

    /// The certificate shown.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    /// The pool's state, to look at or to change behind every client's back. Clients are told when the guard goes.
    pub fn world(&self) -> Guard<'_> {
        self.pool.lock()
    }

    /// The screen of the VM with that name, if somebody has looked at it since it booted.
    pub fn screen(&self, vm: &str) -> Option<Arc<rfb::Screen>> {
        let vm = self.world().by_name("VM", vm)?;
        self.pool.screen_of(&vm)
    }

    /// Ends the simulation: listeners and connections close.
    pub async fn stop(mut self) {
        for task in std::mem::take(&mut self.tasks) {
            task.abort();
            drop(task.await);
        }
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}
