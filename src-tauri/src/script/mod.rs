//! What is done without a window, on a pool: `pooldeck export` and `pooldeck import`, for scripts.
//!
//! The engine is the window's, with the same servers, certificates and keyring. It works on a copy of the
//! settings and writes none of them, so that it may run beside the window. It does what the window does: one
//! job, of which every refusal is told before anything is begun.

mod export;
mod import;
mod pool;
mod progress;
mod sentence;
mod settings;
mod stop;

use std::{process::ExitCode, sync::Arc};

use engine::vault::{Keyring, Vault};

use crate::{
    cli::{Arguments, Command, OnPool},
    log,
    places::Places,
    signals,
};
use pool::Pool;
use stop::Stop;
use tracing::level_filters::LevelFilter;

/// Something was begun, and failed.
const FAILED: u8 = 1;
/// Nothing was begun.
const NOT_BEGUN: u8 = 2;

/// Does what the command line says, if that is done without a window on a pool.
pub fn run(arguments: &Arguments) -> Option<ExitCode> {
    let on = match &arguments.command {
        Some(Command::Export(export)) => &export.on,
        Some(Command::Import(import)) => &import.on,
        _ => return None,
    };
    let outcome = begin(arguments, on);
    Some(match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Failed) => ExitCode::from(FAILED),
        Err(Stop::NotBegun(why)) => {
            eprintln!("pooldeck: {why}");
            ExitCode::from(NOT_BEGUN)
        }
    })
}

fn begin(arguments: &Arguments, on: &OnPool) -> Result<(), Stop> {
    let places = Places::choose(on.config_dir.as_deref(), false)
        .map_err(|error| Stop::because(format!("{error:#}")))?;
    let _log = log::start(&places.logs, LevelFilter::ERROR)
        .map_err(|error| Stop::because(format!("{error:#}")))?;
    engine::secret::leave_no_core();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Stop::because)?;
    let vault: Arc<dyn Vault> = Arc::new(Keyring::new());
    let outcome = runtime.block_on(async {
        let pool = Pool::open(&places, vault, on).await?;
        let outcome = tokio::select! {
            outcome = act(arguments, &pool) => outcome,
            () = signals::told_to_end() => {
                pool.cancel_all().await;
                Err(Stop::Failed)
            }
        };
        pool.close().await;
        outcome
    });
    runtime.shutdown_background();
    outcome
}

async fn act(arguments: &Arguments, pool: &Pool) -> Result<(), Stop> {
    match &arguments.command {
        Some(Command::Export(order)) => export::run(order, pool).await,
        Some(Command::Import(order)) => import::run(order, pool).await,
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
