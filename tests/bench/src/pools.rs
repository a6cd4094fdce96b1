//! The simulated pools, in this process.

use anyhow::{Context as _, Result};
use poolsim::{Config, Sim};

/// Who may log in.
pub const USER: &str = "root";
/// And with which password, made up.
pub const PASSWORD: &str = "made-up-for-benches";
/// What the only pool is called.
pub const NAME: &str = "Lyon";

/// One that does nothing by itself, with all VMs, and its longest reply ready.
pub async fn one(vms: usize) -> Result<Sim> {
    start(Config {
        hosts: (vms / 100).clamp(3, 64),
        vms,
        prepared: true,
        ..quiet()
    })
    .await
}

/// One as old servers were, that speaks XML-RPC only.
pub async fn old(vms: usize) -> Result<Sim> {
    start(Config {
        hosts: (vms / 100).clamp(3, 64),
        vms,
        prepared: true,
        xml_only: true,
        ..quiet()
    })
    .await
}

/// Many, among which the VMs are spread evenly.
pub async fn many(pools: usize, vms: usize) -> Result<Vec<Sim>> {
    let mut all = Vec::new();
    for number in 0..pools {
        all.push(
            start(Config {
                hosts: 3,
                vms: vms / pools,
                seed: number as u64 + 1,
                pool_name: format!("Pool {number}"),
                ..quiet()
            })
            .await?,
        );
    }
    Ok(all)
}

fn quiet() -> Config {
    Config {
        user: USER.to_owned(),
        password: PASSWORD.to_owned(),
        pool_name: NAME.to_owned(),
        background: false,
        ..Config::default()
    }
}

async fn start(config: Config) -> Result<Sim> {
    Sim::start(config)
        .await
        .context("a simulated pool does not start")
}
