//! Measures the engine and the window against what the same machine could do at best: every figure
//! beside another that was measured in the same run.
//!
//! What is measured runs in a process of its own, so that its peak of memory and its time on the
//! processor are its own; the simulated pools run in this one. The machine's mood is in both sides
//! of a ratio.

#[path = "../../chaos/src/compare.rs"]
mod compare;
mod fetch;
mod foreign;
mod idle;
mod lists;
mod measure;
mod memory;
mod pools;
mod report;
mod seat;
mod shown;
mod start;
mod storm;
mod sync;
mod usage;
mod window;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Result, anyhow};
use clap::{Parser, Subcommand, ValueEnum};

use crate::report::Report;

#[derive(Parser)]
#[command(about, version, subcommand_negates_reqs = true)]
struct Options {
    #[command(subcommand)]
    role: Option<Role>,
    #[command(flatten)]
    wish: Wish,
}

/// What a person wants.
#[derive(clap::Args)]
struct Wish {
    /// Which to run; all of them if none is named
    #[arg(value_enum)]
    benches: Vec<Bench>,
    /// How many VMs there are
    #[arg(long, default_value_t = 10_000)]
    vms: usize,
    /// How often each side is measured; the median counts
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Writes a line of JSON for each figure to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Lets the storm under which memory is watched blow for an hour instead of three minutes
    #[arg(long)]
    hour: bool,
    /// The app, built with its pages inside
    #[arg(long, default_value = "target/release/pooldeck")]
    app: PathBuf,
    /// Where tauri-driver is
    #[arg(long, default_value = "target/tools/bin")]
    tools: PathBuf,
}

/// What can be measured.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Bench {
    /// From the log-in to the store that is complete
    Sync,
    /// Thousands of changes a second
    Storm,
    /// The tree: first rows, filter, expand all, regroup
    Tree,
    /// The table of all VMs: sort, scroll
    Table,
    /// From the start of the process to the last known tree
    Start,
    /// What the app costs while nothing happens
    Idle,
    /// What the app takes, and whether that grows
    Memory,
}

impl Bench {
    fn name(self) -> &'static str {
        match self {
            Self::Sync => "sync",
            Self::Storm => "storm",
            Self::Tree => "tree",
            Self::Table => "table",
            Self::Start => "start",
            Self::Idle => "idle",
            Self::Memory => "memory",
        }
    }
}

/// What runs in a process of its own.
#[derive(Subcommand)]
enum Role {
    /// Does nothing but start: what an empty engine costs
    #[command(name = "role-empty", hide = true)]
    Empty,
    /// Connects the engine to a pool, waits until it holds it
    #[command(name = "role-sync", hide = true)]
    Sync { url: String, expected: usize },
    /// Reads a reply in memory once, with a parser that keeps nothing
    #[command(name = "role-validate", hide = true)]
    Validate { file: PathBuf },
}

fn main() -> Result<ExitCode> {
    let options = Options::parse();
    // Several libraries here speak TLS; one provider of cryptography serves them all.
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| anyhow!("somebody else chose a provider of cryptography"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    match options.role {
        Some(Role::Empty) => runtime.block_on(measure::empty())?,
        Some(Role::Sync { url, expected }) => runtime.block_on(measure::sync(&url, expected))?,
        Some(Role::Validate { file }) => measure::validate(&file)?,
        None => return run(&runtime, &options.wish),
    }
    Ok(ExitCode::SUCCESS)
}

fn run(runtime: &tokio::runtime::Runtime, wish: &Wish) -> Result<ExitCode> {
    let mut report = Report::begin(wish.json.as_deref())?;
    let wanted = match wish.benches.is_empty() {
        true => Bench::value_variants(),
        false => wish.benches.as_slice(),
    };
    let mut whole = true;
    for bench in wanted {
        let done = match bench {
            Bench::Sync => sync::run(runtime, &mut report, wish.vms, wish.rounds),
            Bench::Storm => runtime.block_on(storm::run(&mut report, wish)),
            Bench::Tree => runtime.block_on(lists::tree(&mut report, wish)),
            Bench::Table => runtime.block_on(lists::table(&mut report, wish)),
            Bench::Start => runtime.block_on(start::run(&mut report, wish)),
            Bench::Idle => runtime.block_on(idle::run(&mut report, wish)),
            Bench::Memory => runtime.block_on(memory::run(&mut report, wish)),
        };
        // One bench's end must not hide the others'.
        if let Err(error) = done {
            whole = false;
            report.missing(bench.name(), &error)?;
        }
    }
    report.end();
    Ok(if whole {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
