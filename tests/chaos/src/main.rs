//! Runs the engine through every fault that a simulated pool can have, then through random
//! combinations of them, while a second client changes things; after each it compares what the
//! engine holds with what is on the server, object by object and member by member.
//!
//! It prints a line for each fault and ends `N passed, M failed`. A line passes when the engine came
//! back, holds nothing wrong, and left nothing behind. How fast it came back is measured, and said
//! beside the goal; it decides nothing, for this may run on a machine that is busy with other things.

mod compare;
mod desk;
mod faults;
mod front;
mod jobs;
mod pipe;
mod report;
mod rival;
mod trial;
mod ways;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use anyhow::Result;
use clap::Parser;
use poolsim::Sim;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use tokio::time::Instant;

use crate::{desk::Desk, faults::Fault, report::Report, rival::Rival, trial::Trial};

/// The password of the pool under test.
const PASSWORD: &str = "made-up-chaos-17";

#[derive(Parser)]
#[command(about, version)]
struct Options {
    /// The same seed makes the same pool and the same faults in the same order
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// After every fault was tried once, random combinations for so many minutes
    #[arg(long, default_value_t = 0.0)]
    minutes: f64,
    /// Only the faults whose names begin with one of these; `one + another` for both at once
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// How many VMs the pool has
    #[arg(long, default_value_t = 1000)]
    vms: usize,
    /// Writes a line of JSON for each fault to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .init();
    let options = Options::parse();
    let mut report = Report::begin(options.json.as_deref())?;
    pool(&options, &mut report).await?;
    ways::every(options.seed, options.vms, &options.only, &mut report).await?;
    Ok(report.end())
}

/// The pool itself, and what can go wrong with it.
async fn pool(options: &Options, report: &mut Report) -> Result<()> {
    let wanted = |fault: &&Fault| {
        options.only.is_empty() || options.only.iter().any(|name| fault.name.starts_with(name))
    };
    let every: Vec<Fault> = faults::every();
    let faults: Vec<&Fault> = every.iter().filter(wanted).collect();
    let together = options.only.iter().filter(|name| name.contains(" + "));
    let together: Vec<Vec<&Fault>> = together
        .map(|names| named(&every, names))
        .collect::<Result<_>>()?;
    let any = !faults.is_empty() || !together.is_empty();
    if !any && options.only.iter().any(|name| ways::means(name)) {
        return Ok(());
    }
    anyhow::ensure!(any, "no fault has such a name");
    let sim = Sim::start(poolsim::Config {
        tls: Some(([127, 0, 0, 1], 0).into()),
        hosts: 3,
        vms: options.vms,
        seed: options.seed,
        password: PASSWORD.to_owned(),
        operation_time: Duration::from_millis(200),
        ..Default::default()
    })
    .await?;
    let desk = Desk::open(&sim).await?;
    let rival = Rival::begin(&sim, options.seed);
    // Somebody has answered for the certificate of every host before: what is measured is the program,
    // not a person.
    for host in [1, 2, 0] {
        sim.order(poolsim::faults::Fault::ElectCoordinator { host })
            .await?;
        let back = Trial::new(&sim, &desk, &rival).back().await;
        anyhow::ensure!(back.is_some(), "not live at host {host}");
    }
    let alone = faults.iter().map(|fault| vec![*fault]);
    for faults in alone.chain(together) {
        let trial = Trial::new(&sim, &desk, &rival);
        report.add(trial.run(&faults, options.seed).await?)?;
    }
    let mut dice = StdRng::seed_from_u64(options.seed);
    let until = Instant::now() + Duration::from_secs_f64(options.minutes.max(0.0) * 60.0);
    while Instant::now() < until && !faults.is_empty() {
        let chosen: Vec<&Fault> = (0..dice.random_range(2..=3))
            .map(|_| faults[dice.random_range(0..faults.len())])
            .collect();
        let trial = Trial::new(&sim, &desk, &rival);
        report.add(trial.run(&chosen, options.seed).await?)?;
    }
    rival.end().await;
    report.add(desk.close(&sim).await)?;
    sim.stop().await;
    Ok(())
}

/// The faults of a combination, `one + another`.
fn named<'a>(every: &'a [Fault], names: &str) -> Result<Vec<&'a Fault>> {
    let find = |name: &str| {
        let found = every.iter().find(|fault| fault.name == name);
        found.ok_or_else(|| anyhow::anyhow!("no fault is named {name}"))
    };
    names.split(" + ").map(find).collect()
}
