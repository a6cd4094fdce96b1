//! The simulated pools, and what a window or a test needs to know of them.

use anyhow::{Context, Result};
use engine::Engine;
use poolsim::{Config, Sim};
use poolsim_xo::Xo;
use serde::Serialize;

/// Whoever is on this machine may log in: there is nothing to protect.
const USER: &str = "root";
const PASSWORD: &str = "pooldeck";

/// Pools are named after these, the first first.
const NAMES: [&str; 8] = [
    "Lyon", "Oslo", "Kyoto", "Quito", "Nairobi", "Porto", "Riga", "Hanoi",
];

/// Which pools there are to be.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How many; eight at the most.
    pub pools: usize,
    /// Hosts of each.
    pub hosts: usize,
    /// VMs of each.
    pub vms: usize,
    /// The first pool's seed; each further one has the next.
    pub seed: u64,
    /// Whether hosts and guests report now and then by themselves.
    pub background: bool,
    /// Whether an xo-server stands in front of the first pool.
    pub xo: bool,
}

/// How to reach a pool, for whoever wants to add it by hand or to order faults from it.
#[derive(Clone, Debug, Serialize)]
pub struct Reach {
    /// Its name.
    pub name: String,
    /// `https://127.0.0.1:PORT`, the coordinator's.
    pub address: String,
    /// The certificate's SHA-256.
    pub fingerprint: String,
    /// Where faults are ordered (see poolsim's `faults`).
    pub control: String,
    /// `http://127.0.0.1:PORT` of the xo-server in front of it, where there is one.
    pub xo: Option<String>,
    /// The administrator's name.
    pub user: &'static str,
    /// The administrator's password.
    pub password: &'static str,
}

/// A pool, with the xo-server in front of it. They end when this is dropped.
pub struct Running {
    /// How to reach it.
    pub reach: Reach,
    sim: Sim,
    _xo: Option<Xo>,
}

/// Starts the pools.
pub async fn start(plan: &Plan) -> Result<Vec<Running>> {
    let any = ([127, 0, 0, 1], 0).into();
    let mut running: Vec<Running> = Vec::new();
    for (seed, name) in (plan.seed..).zip(NAMES).take(plan.pools) {
        let sim = Sim::start(Config {
            tls: Some(any),
            hosts: plan.hosts,
            vms: plan.vms,
            seed,
            user: USER.to_owned(),
            password: PASSWORD.to_owned(),
            pool_name: name.to_owned(),
            background: plan.background,
            control: Some(any),
            ..Config::default()
        })
        .await
        .context("a simulated pool does not start")?;
        let xo = if plan.xo && running.is_empty() {
            Some(Xo::start(any, &[&sim]).await?)
        } else {
            None
        };
        let reach = Reach {
            name: name.to_owned(),
            address: sim.https_url().context("a simulated pool has no TLS")?,
            fingerprint: sim.fingerprint(),
            control: sim.control_url().context("a pool has no control port")?,
            xo: xo.as_ref().map(Xo::url),
            user: USER,
            password: PASSWORD,
        };
        for other in &running {
            sim.meet(&other.sim);
        }
        running.push(Running {
            reach,
            sim,
            _xo: xo,
        });
    }
    Ok(running)
}

/// Connects the engine to one, without a question about its certificate.
pub fn connect(engine: &Engine, pool: &Reach) {
    engine.add_demo(&pool.address, &pool.fingerprint, pool.user, pool.password);
}
