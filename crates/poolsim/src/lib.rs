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
//! It knows nothing of what else stands in front of such pools: `poolsim-xo` is an xo-server, and `poolsim-xend` a host
//! of before XAPI.
//!
//! Users: the one configured (a pool administrator, `root` / `pooldeck` by default), and `viewer`, who may only read,
//! `vm-operator`, `vm-admin`, `vm-power-admin` and `pool-operator`, who have these roles. The password of each is the
//! administrator's followed by `-` and the user's name.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod accessors;
mod allowed;
mod argument;
mod audit;
mod audit_log;
mod background;
pub mod body;
mod busy;
mod call_log;
pub mod certificate;
pub mod clock;
mod coerce;
mod console;
mod content;
mod contents;
mod context;
mod control;
mod coordinator;
pub mod db;
mod ending;
mod events;
pub mod failure;
pub mod faults;
mod files;
mod guests;
mod hooks;
pub mod http;
mod inspect;
mod listeners;
mod listing;
pub mod load;
mod load_generator;
mod message_store;
mod messages;
pub mod model;
mod operation;
mod ops;
mod passthrough;
mod placement;
pub mod pool;
mod query;
mod record;
pub mod rfb;
pub mod rng;
pub mod rpc;
mod rrd;
mod screens;
mod server;
mod servers;
mod session;
mod subscription;
pub mod targets;
mod tasks;
mod transfers;
pub mod value;
pub mod wire;
mod world;
mod xe;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;

pub use call_log::CallInfo;
pub use certificate::Certificate;
pub use content::Content;
use faults::{Fault, Nonsense, Orders};
pub use inspect::{SessionInfo, TaskInfo};
pub use load_generator::Blowing;
use load_generator::LoadGenerator;
use model::Role;
use pool::{Account, Guard, Pool, Settings};
use servers::Servers;

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
    /// Whether only XML-RPC is spoken, as servers did before XenServer 7.3.
    pub xml_only: bool,
    /// Whether the longest replies are ready before the first is asked for: a second or two of the start, and memory.
    pub prepared: bool,
    /// How many changes a second there are from the start; see [`Sim::storm`].
    pub storm: Option<f64>,
    /// Where faults are ordered over HTTP, if anywhere; port 0 picks a port. See the module `faults`.
    pub control: Option<SocketAddr>,
}

/// Users beside the one configured, and their roles.
const LESSER_ACCOUNTS: [(&str, Role); 5] = [
    ("viewer", Role::ReadOnly),
    ("vm-operator", Role::VmOperator),
    ("vm-admin", Role::VmAdmin),
    ("vm-power-admin", Role::VmPowerAdmin),
    ("pool-operator", Role::PoolOperator),
];

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
            xml_only: false,
            prepared: false,
            storm: None,
            control: None,
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
    servers: Arc<Servers>,
    orders: Orders,
    load_generator: Arc<LoadGenerator>,
    control: Option<SocketAddr>,
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
        let (sockets, listeners) =
            listeners::bind(&world::host_refs(&plan), config.listen, config.tls).await?;
        let (http, https) = listeners.first().map_or((config.listen, None), |listener| {
            (listener.http, listener.https)
        });
        let settings = Settings {
            accounts: vec![Account {
                user: config.user,
                password: config.password.clone(),
                role: Role::PoolAdmin,
            }]
            .into_iter()
            .chain(LESSER_ACCOUNTS.map(|(user, role)| Account {
                user: user.to_owned(),
                password: format!("{}-{user}", config.password),
                role,
            }))
            .collect(),
            login_delay: config.login_delay,
            operation_time: config.operation_time,
            console_target: config.console_target,
            xml_only: config.xml_only,
            seed: config.seed,
        };
        let pool = Pool::new(world::build(&plan, listeners), settings);
        if config.prepared {
            events::prepare(&pool, !config.xml_only);
        }
        let servers = Servers::start(&pool, sockets, certificate.as_ref())?;
        let orders = Orders::new(pool.clone(), servers.clone());
        let mut tasks = Vec::new();
        if config.background {
            tasks.push(tokio::spawn(background::run(pool.clone())));
        }
        let load_generator = LoadGenerator::new();
        load_generator.set(config.storm.unwrap_or(0.0));
        tasks.push(tokio::spawn(load_generator.clone().run(pool.clone())));
        let mut control = None;
        if let Some(listen) = config.control {
            let (address, serving) =
                control::start(listen, pool.clone(), orders.clone(), load_generator.clone())
                    .await?;
            tasks.push(serving);
            control = Some(address);
        }
        Ok(Sim {
            pool,
            http,
            https,
            certificate,
            servers,
            orders,
            load_generator,
            control,
            tasks,
        })
    }

    /// The plain address of the first host, which is the coordinator at the start: `http://127.0.0.1:8080`.
    pub fn http_url(&self) -> String {
        format!("http://{}", self.http)
    }

    /// Its TLS address, if there is one.
    pub fn https_url(&self) -> Option<String> {
        self.https.map(|address| format!("https://{address}"))
    }

    /// Where faults are ordered over HTTP, if anywhere: `http://127.0.0.1:8079`.
    pub fn control_url(&self) -> Option<String> {
        self.control.map(|address| format!("http://{address}"))
    }

    /// The addresses of all hosts by number: TLS where there is any.
    pub fn urls(&self) -> Vec<String> {
        self.world()
            .listeners
            .iter()
            .map(pool::Listener::url)
            .collect()
    }

    /// Number of the coordinator of the moment.
    pub fn coordinator(&self) -> usize {
        self.world().coordinator_number()
    }

    /// SHA-256 of the certificate that the first host shows, upper-case hexadecimal with colons; "" without TLS.
    pub fn fingerprint(&self) -> String {
        self.fingerprint_of(0)
    }

    /// The same of any host. All begin with the same certificate.
    pub fn fingerprint_of(&self, host: usize) -> String {
        let certificate = self.certificate_of(host);
        certificate
            .and_then(|certificate| certificate.fingerprint().ok())
            .unwrap_or_default()
    }

    /// The certificate that all hosts showed at the start.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificate.as_ref()
    }

    /// The certificate that a host shows now.
    pub fn certificate_of(&self, host: usize) -> Option<Certificate> {
        self.servers.certificate(host)
    }

    /// Makes something go wrong. When this is done it has begun.
    pub async fn order(&self, fault: Fault) -> Result<(), Nonsense> {
        self.orders.order(fault).await
    }

    /// Ends whatever goes wrong and has not ended by itself: dead hosts come back, silent connections end, replies that
    /// wait go on. Who is coordinator, the certificates and the clock stay as they are.
    pub fn lift(&self) {
        self.orders.lift();
    }

    /// The faults that stand.
    pub fn active_faults(&self) -> Vec<Fault> {
        self.orders.active_faults()
    }

    /// Makes a storm of so many changes a second, spread over VMs, their metrics, hosts' metrics, tasks, names and power
    /// states; 0 ends it. Every 50 ms it sets the pool's `name_description`, and the `name_label` of the one VM tagged
    /// `storm-marker`, to `t=<Unix milliseconds>`.
    pub fn storm(&self, rate: f64) {
        self.load_generator.set(rate);
    }

    /// How it blows, and how many changes it has made so far.
    pub fn blowing(&self) -> Blowing {
        self.load_generator.blowing()
    }

    /// Lets this pool and another one of this process reach each other, so that machines can go from one to the other.
    pub fn meet(&self, other: &Sim) {
        self.pool.meet(&other.pool);
        other.pool.meet(&self.pool);
    }

    /// The live sessions.
    pub fn sessions(&self) -> Vec<SessionInfo> {
        self.world().session_infos()
    }

    /// The tasks, finished or not.
    pub fn tasks(&self) -> Vec<TaskInfo> {
        self.world().task_infos()
    }

    /// The latest calls, oldest first; some twenty thousand are kept.
    pub fn calls(&self) -> Vec<CallInfo> {
        self.world().calls.all().cloned().collect()
    }

    /// All objects of the classes that have events, as `event.from` tells them: by class in lower case, then by reference.
    pub fn objects(&self) -> BTreeMap<String, BTreeMap<String, serde_json::Value>> {
        self.world().objects()
    }

    /// The pool, for other faces of it than XAPI's: they act on it as clients do.
    pub fn pool(&self) -> &Arc<Pool> {
        &self.pool
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
        self.servers.stop().await;
        for task in std::mem::take(&mut self.tasks) {
            task.abort();
            drop(task.await);
        }
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        self.servers.abort();
        for task in &self.tasks {
            task.abort();
        }
    }
}
