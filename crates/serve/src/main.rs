//! `pooldeck-serve`: see the library. It serves until it is told to stop.

use std::{io::Write as _, sync::Arc};

use anyhow::{Context as _, Result};
use clap::Parser;
use engine::{Config, Engine, vault::Memory};
use serde::Serialize;
use serve::{
    Server,
    pools::{self, Plan, Reach},
};
use tokio::io::AsyncReadExt as _;

/// Pooldeck's engine and simulated pools behind a WebSocket of this machine, for tests and UI work
#[derive(Parser)]
#[command(version)]
struct Options {
    /// Port of the WebSocket; 0 picks one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Origin of a page that may connect; may be given again
    #[arg(long = "origin", default_values_t = ["http://127.0.0.1:1420".to_owned()])]
    origins: Vec<String>,
    /// Number of pools
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(..=8))]
    pools: u8,
    /// To how many of them the engine is connected from the start; by default all
    #[arg(long)]
    connected: Option<usize>,
    /// Hosts of each pool
    #[arg(long, default_value_t = 3)]
    hosts: usize,
    /// VMs of each pool
    #[arg(long, default_value_t = 30)]
    vms: usize,
    /// The same seed makes the same pools
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Hosts and guests report nothing by themselves
    #[arg(long)]
    still: bool,
    /// An xo-server (Xen Orchestra) stands in front of the first pool
    #[arg(long)]
    xo: bool,
    /// End when standard input ends, so that this does not outlive whoever started it
    #[arg(long)]
    until_stdin_ends: bool,
}

/// What is printed once all is there, as one line of JSON.
#[derive(Serialize)]
struct Ready<'a> {
    url: &'a str,
    pools: Vec<&'a Reach>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .init();
    let pools = pools::start(&Plan {
        pools: options.pools.into(),
        hosts: options.hosts,
        vms: options.vms,
        seed: options.seed,
        background: !options.still,
        xo: options.xo,
    })
    .await?;
    let folder = tempfile::tempdir().context("no folder for settings")?;
    let mut config = Config::new(
        folder.path(),
        folder.path().join("data"),
        env!("CARGO_PKG_VERSION"),
        Arc::new(Memory::new()),
    );
    // Consoles have a door of their own.
    config.origins.extend(options.origins.iter().cloned());
    let engine = Engine::start(config).await?;
    let connected = options.connected.unwrap_or(pools.len());
    for pool in pools.iter().take(connected) {
        pools::connect(&engine, &pool.reach);
    }
    let server = Server::bind(options.port, options.origins)
        .await
        .context("no port for the WebSocket")?;
    let ready = Ready {
        url: server.url(),
        pools: pools.iter().map(|pool| &pool.reach).collect(),
    };
    println!("{}", serde_json::to_string(&ready)?);
    std::io::stdout().flush()?;
    tokio::select! {
        () = server.run(engine.clone()) => {}
        interrupted = tokio::signal::ctrl_c() => interrupted?,
        ended = stdin_ends(), if options.until_stdin_ends => ended?,
    }
    engine.shutdown().await;
    Ok(())
}

/// Waits until standard input ends; what is written there is not for us.
async fn stdin_ends() -> Result<()> {
    let mut stdin = tokio::io::stdin();
    let mut buffer = [0; 256];
    while stdin.read(&mut buffer).await? > 0 {}
    Ok(())
}
