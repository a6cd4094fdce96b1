//! The demonstration: simulated pools in this very process, and the engine connected to them.

use anyhow::{Context, Result};
use engine::Engine;
use poolsim::Sim;

use crate::cli::Pools;

/// Where the simulated pools are.
const CITIES: [&str; 20] = [
    "Lyon", "Oslo", "Kyoto", "Quito", "Nairobi", "Porto", "Riga", "Hanoi", "Tunis", "Perth",
    "Turin", "Bergen", "Lima", "Dakar", "Seoul", "Ghent", "Graz", "Cork", "Osaka", "Basel",
];

/// Whoever is on this machine may log in: there is nothing to protect.
const USER: &str = "root";
const PASSWORD: &str = "pooldeck";

/// Starts the pools and connects to them. They end when the answer is dropped.
pub async fn start(engine: &Engine, pools: &Pools) -> Result<Vec<Sim>> {
    let mut running: Vec<Sim> = Vec::new();
    for (seed, city) in (pools.seed..).zip(CITIES).take(pools.pools as usize) {
        let sim = Sim::start(poolsim::Config {
            tls: Some(([127, 0, 0, 1], 0).into()),
            hosts: pools.hosts as usize,
            vms: pools.vms as usize,
            seed,
            user: USER.to_owned(),
            password: PASSWORD.to_owned(),
            pool_name: city.to_owned(),
            ..poolsim::Config::default()
        })
        .await
        .context("a simulated pool does not start")?;
        let address = sim.https_url().context("a simulated pool has no TLS")?;
        engine.add_demo(&address, &sim.fingerprint(), USER, PASSWORD);
        running.iter().for_each(|other| sim.meet(other));
        running.push(sim);
    }
    Ok(running)
}
