//! Runs the engine through every fault that a simulated pool can have, then through random
//! combinations of them, while a second client changes things; after each it compares what the
//! engine holds with what is on the server, object by object and member by member.
//!
//! Each fault is a test that can be named: `chaos --list`, `chaos blackhole`, `chaos --exact cut`. They
//! run one after the other at the same server, as a pool's troubles do. At the end a table holds a line
//! for each. A line passes when the engine came back, holds nothing wrong, and left nothing behind. How
//! fast it came back is measured, and said beside the goal; it decides nothing, for this may run on a
//! machine that is busy with other things.

mod compare;
mod desk;
mod faults;
mod front;
mod jobs;
mod pipe;
mod pool;
mod report;
mod rival;
mod stages;
mod trial;
mod ways;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::Parser;

use crate::{report::Report, stages::Stages};

/// The password of the pool under test.
const PASSWORD: &str = "made-up-chaos-17";

#[derive(Parser)]
#[command(about)]
struct Options {
    /// The same seed makes the same pool and the same faults in the same order
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// After every fault was tried once, so many random combinations of two and three
    #[arg(long, default_value_t = 0)]
    combinations: usize,
    /// Two faults and more at once: `one + another`
    #[arg(long, value_name = "NAMES")]
    together: Vec<String>,
    /// How many VMs the pool has
    #[arg(long, default_value_t = 1000)]
    vms: usize,
    /// Writes a line of JSON for each fault to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    #[command(flatten)]
    harness: libtest_mimic::Arguments,
}

fn main() -> Result<ExitCode> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .init();
    let mut options = Options::parse();
    // They share their servers, and what one leaves behind must not be another's.
    options.harness.test_threads = Some(1);
    let stages = Stages::new(options.seed, options.vms, Report::new(options.json)?)?;
    let mut tests = pool::tests(&stages, options.combinations, &options.together)?;
    tests.extend(ways::tests(&stages));
    let conclusion = libtest_mimic::run(&options.harness, tests);
    print!("{}", stages.end());
    Ok(conclusion.exit_code())
}
