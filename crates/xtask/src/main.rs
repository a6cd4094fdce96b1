//! Everything a developer asks of the repository, so that nothing but Rust and Node.js has to be
//! there beforehand.

mod app;
mod codegen;
mod command;
mod count;
mod demo;
mod measure;
mod place;
mod rust_tools;
mod suite;
mod system;
mod tidy;
mod ui;

use std::{ffi::OsString, process::ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Pooldeck's own tasks", version)]
struct Arguments {
    /// Installs what is missing without asking first.
    #[arg(long)]
    yes: bool,
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Installs what is missing, builds, and opens the app on a simulated pool.
    ///
    /// Without a display it runs under Xvfb and leaves a screenshot at target/demo.png.
    #[command(disable_help_flag = true)]
    Demo {
        /// Passed on to the app: --pools N, --hosts N, --vms N, --seed S, --theme dark, …
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Installs what is missing and runs every test.
    Test {
        /// Leaves out interop, chaos and e2e.
        #[arg(long)]
        fast: bool,
    },
    /// Writes the window's TypeScript types from the engine's Rust types.
    Bindings {
        /// Only says whether they are stale.
        #[arg(long)]
        check: bool,
    },
    /// Writes the API's records, enumerations, error codes and calls from the data model.
    Codegen {
        /// Only says whether they are stale.
        #[arg(long)]
        check: bool,
    },
    /// Runs the engine through every fault that a simulated pool can have, and compares what it
    /// holds with what is.
    #[command(disable_help_flag = true)]
    Chaos {
        /// Passed on: NAME, --exact, --list, --seed S, --combinations N, --vms N, --json FILE
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Installs what is missing and measures: each figure beside another of the same run.
    #[command(disable_help_flag = true)]
    Bench {
        /// Passed on: NAME…, --vms N, --rounds N, --json FILE, --hour
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Checks the house rules that no other tool checks.
    Tidy {
        /// Prints the measures of the house, and what each counts, instead.
        #[arg(long)]
        report: bool,
    },
    /// Installs what is missing for building and testing.
    Setup,
}

fn main() -> ExitCode {
    let Arguments { yes, task } = Arguments::parse();
    if yes {
        system::agree();
    }
    let done = match task {
        Task::Demo { arguments } => demo::demo(&arguments),
        Task::Test { fast } => return suite::test(fast),
        Task::Bindings { check: true } => app::check_bindings(),
        Task::Bindings { check: false } => app::write_bindings(),
        Task::Codegen { check: true } => codegen::check(),
        Task::Codegen { check: false } => codegen::write(),
        Task::Chaos { arguments } => command::run(&mut measure::program("chaos", &arguments)),
        Task::Bench { arguments } => measure::bench(&arguments),
        Task::Tidy { report } => tidy::run(report),
        Task::Setup => setup(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn setup() -> Result<()> {
    system::install(&[system::BUILD, system::TEST])?;
    rust_tools::components()?;
    rust_tools::tauri_driver()?;
    ui::install()?;
    println!("Everything is there.");
    Ok(())
}
