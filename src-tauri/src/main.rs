//! Pooldeck's desktop program: opens the window on the engine.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod app;
mod cli;
mod commands;
mod demo;
mod dialogs;
mod environment;
mod handoff;
mod limits;
mod log;
mod places;
mod saved;
mod screenshot;
mod script;
mod second;
mod signals;
mod verify;
mod window;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    if let Some(cli::Command::Verify(order)) = &arguments.command {
        return verify::run(order);
    }
    if let Some(ended) = script::run(&arguments) {
        return ended;
    }
    if let Err(error) = environment::complete() {
        eprintln!(
            "pooldeck: starting anew failed ({error}): it may draw slowly, and take more memory"
        );
    }
    match app::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pooldeck: {error:#}");
            ExitCode::FAILURE
        }
    }
}
