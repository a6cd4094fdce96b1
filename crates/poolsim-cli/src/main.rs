//! `poolsim`: the simulated pool as a program. It serves until it is told to stop.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser;
use poolsim::{Certificate, Config, Sim};
use poolsim_xend::Xend;
use poolsim_xo::Xo;

/// A XenServer pool that is not there, served as XAPI serves a real one.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// Where the coordinator listens for plain HTTP; port 0 picks one
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Where it listens for TLS; port 0 picks one
    #[arg(long)]
    tls: Option<SocketAddr>,
    /// Number of hosts
    #[arg(long, default_value_t = 3)]
    hosts: usize,
    /// Number of VMs, templates and snapshots not counted
    #[arg(long, default_value_t = 30)]
    vms: usize,
    /// The same seed makes the same pool
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Administrator's name; `viewer` is another user, who may only read, and `vm-operator`, `vm-admin`,
    /// `vm-power-admin` and `pool-operator` have these roles
    #[arg(long, default_value = "root")]
    user: String,
    /// Administrator's password; that of the others is the same followed by "-" and their name
    #[arg(long, default_value = "pooldeck")]
    password: String,
    /// VNC server that all graphical consoles lead to
    #[arg(long, value_name = "HOST:PORT")]
    console_target: Option<String>,
    /// Name of the pool
    #[arg(long, default_value = "Lyon")]
    pool_name: String,
    /// How long an ordinary operation takes, in seconds
    #[arg(long, default_value_t = 2.0, value_name = "SECONDS")]
    operation_time: f64,
    /// How long a wrong password takes, in seconds; a real server waits 5
    #[arg(long, default_value_t = 0.3, value_name = "SECONDS")]
    login_delay: f64,
    /// Where faults are ordered over HTTP: POST /_sim/faults, and more; port 0 picks one
    #[arg(long)]
    control: Option<SocketAddr>,
    /// Where a lone host with xend's first Xen-API (Xen 3.0.3 to 4.4) listens; port 0 picks one
    #[arg(long)]
    xend: Option<SocketAddr>,
    /// Where an xo-server (Xen Orchestra) in front of the pool listens; port 0 picks one. Its users: admin@admin.net with
    /// the administrator's password, and viewer@admin.net, who has no rights
    #[arg(long)]
    xo: Option<SocketAddr>,
    /// Number of pools behind the xo-server; the further ones have other seeds, names and ports
    #[arg(long, default_value_t = 1, requires = "xo", value_parser = clap::value_parser!(u64).range(1..=9))]
    xo_pools: u64,
    /// Hosts and guests report nothing by themselves
    #[arg(long)]
    still: bool,
    /// Changes a second all over the pool; GET /_sim/storm on the control port counts them
    #[arg(long, value_name = "RATE")]
    storm: Option<f64>,
    /// Speak XML-RPC only, as servers before XenServer 7.3 did
    #[arg(long)]
    xml_only: bool,
    /// Make the longest replies ready before the first is asked for
    #[arg(long)]
    prepared: bool,
    /// PEM file with the certificate to show, instead of a new one
    #[arg(long, requires = "key", value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// PEM file with its private key
    #[arg(long, requires = "certificate", value_name = "FILE")]
    key: Option<PathBuf>,
    /// Write the certificate shown to this file, PEM
    #[arg(long, value_name = "FILE")]
    certificate_out: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .init();
    let certificate = match (&options.certificate, &options.key) {
        (Some(certificate), Some(key)) => {
            Some(Certificate::from_pem(read(certificate)?, read(key)?))
        }
        _ => None,
    };
    let config = Config {
        listen: options.listen,
        tls: options.tls,
        certificate,
        hosts: options.hosts,
        vms: options.vms,
        seed: options.seed,
        user: options.user,
        password: options.password,
        console_target: options.console_target,
        pool_name: options.pool_name,
        operation_time: Duration::try_from_secs_f64(options.operation_time)
            .context("--operation-time")?,
        login_delay: Duration::try_from_secs_f64(options.login_delay).context("--login-delay")?,
        background: !options.still,
        xml_only: options.xml_only,
        storm: options.storm,
        prepared: options.prepared,
        control: options.control,
    };
    let sim = Sim::start(config.clone()).await?;
    let xend = match options.xend {
        Some(listen) => Some(Xend::start(listen, config.seed, config.operation_time).await?),
        None => None,
    };
    let mut pools: Vec<Sim> = Vec::new();
    for number in 1..options.xo_pools {
        let other = Sim::start(another(&config, number)).await?;
        pools
            .iter()
            .chain([&sim])
            .for_each(|known| known.meet(&other));
        pools.push(other);
    }
    let xo = match options.xo {
        Some(listen) => {
            let all: Vec<&Sim> = std::iter::once(&sim).chain(&pools).collect();
            Some(Xo::start(listen, &all).await?)
        }
        None => None,
    };
    if let (Some(path), Some(certificate)) = (&options.certificate_out, sim.certificate()) {
        std::fs::write(path, &certificate.certificate)
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    if sim.https_url().is_some() {
        eprintln!("poolsim certificate sha256 {}", sim.fingerprint());
    }
    let mut line = format!("poolsim ready {}", sim.http_url());
    if let Some(https) = sim.https_url() {
        line.push(' ');
        line.push_str(&https);
    }
    if let Some(control) = sim.control_url() {
        line.push_str(" control ");
        line.push_str(&control);
    }
    if let Some(xend) = &xend {
        line.push_str(" xend ");
        line.push_str(&xend.url());
    }
    if let Some(xo) = &xo {
        line.push_str(" xo ");
        line.push_str(&xo.url());
    }
    println!("{line}");
    std::io::stdout().flush()?;
    told_to_stop().await?;
    drop(xo);
    drop(xend);
    for sim in pools {
        sim.stop().await;
    }
    sim.stop().await;
    Ok(())
}

/// A further pool, unlike the first.
fn another(config: &Config, number: u64) -> Config {
    const NAMES: [&str; 8] = [
        "Nantes", "Grenoble", "Lille", "Rennes", "Toulouse", "Bordeaux", "Dijon", "Metz",
    ];
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let name = NAMES.iter().zip(1..).find(|(_, n)| *n == number);
    Config {
        listen: any,
        tls: config.tls.map(|_| any),
        certificate: None,
        seed: config.seed.wrapping_add(number * 1_000),
        pool_name: name.map_or_else(String::new, |(name, _)| (*name).to_owned()),
        control: None,
        ..config.clone()
    }
}

fn read(path: &PathBuf) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(unix)]
async fn told_to_stop() -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => Ok(interrupted?),
    }
}

#[cfg(not(unix))]
async fn told_to_stop() -> anyhow::Result<()> {
    Ok(tokio::signal::ctrl_c().await?)
}
