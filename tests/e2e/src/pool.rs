//! The simulated pool that the window looks at, and somebody else who works on it.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use poolsim::{Certificate, Config, Sim};
use xapi::{
    CertificateInfo, Connector, Credentials, Endpoint, Fingerprint, Session, Trust, params,
};

/// Who may do everything, and who may only look.
pub const ADMINISTRATOR: &str = "root";
pub const VIEWER: &str = "viewer";
/// Found nowhere but where it is typed: so it can be looked for.
pub const PASSWORD: &str = "Zwiebel-4711-fish";
pub const VIEWERS_PASSWORD: &str = "Zwiebel-4711-fish-viewer";
/// A VM that does not run at first.
pub const HALTED: &str = "build-agent-01";

/// A halted VM that has no screen, only a text console.
pub const TEXT_ONLY: &str = "vieux-site";
/// A VM whose name is an attack on whoever shows it as HTML.
pub const HOSTILE: &str = "<img src=x onerror=alert(1)>";
/// The pool's name.
pub const NAME: &str = "Lyon";

/// A pool on ports that are free.
pub async fn start() -> Result<Sim> {
    start_at(([127, 0, 0, 1], 0).into(), None).await
}

/// A pool on this port for TLS, with this certificate or a new one.
pub async fn start_at(tls: SocketAddr, certificate: Option<Certificate>) -> Result<Sim> {
    begin(Config {
        tls: Some(tls),
        certificate,
        ..config()
    })
    .await
}

/// A pool of another name, with other objects.
pub async fn start_named(name: &str, seed: u64) -> Result<Sim> {
    begin(Config {
        pool_name: name.to_owned(),
        seed,
        ..config()
    })
    .await
}

/// A pool of which all is seen at once: every host and every VM has its row.
pub async fn start_small() -> Result<Sim> {
    start_with(8).await
}

/// A pool with so many VMs.
pub async fn start_with(vms: usize) -> Result<Sim> {
    begin(Config { vms, ..config() }).await
}

/// A pool whose operations take long enough for a person to interrupt one.
pub async fn start_slow() -> Result<Sim> {
    begin(Config {
        operation_time: Duration::from_secs(5),
        ..config()
    })
    .await
}

fn config() -> Config {
    Config {
        tls: Some(([127, 0, 0, 1], 0).into()),
        hosts: 2,
        vms: 20,
        password: PASSWORD.to_owned(),
        pool_name: NAME.to_owned(),
        operation_time: Duration::from_millis(800),
        ..Config::default()
    }
}

async fn begin(config: Config) -> Result<Sim> {
    Sim::start(config)
        .await
        .context("the simulated pool does not start")
}

/// Its address as a person types it.
pub fn address(sim: &Sim) -> Result<String> {
    sim.https_url().context("the simulated pool has no TLS")
}

/// Another administrator, with another client.
pub struct Colleague {
    session: Session,
}

struct ThisOne(Fingerprint);

impl Trust for ThisOne {
    fn accepts(&self, _: &str, certificate: &CertificateInfo) -> bool {
        certificate.fingerprint == self.0
    }
}

impl Colleague {
    /// Logs in.
    pub async fn new(sim: &Sim) -> Result<Self> {
        let fingerprint = sim.fingerprint().parse()?;
        let session = Connector::new(Endpoint::parse(&address(sim)?)?)
            .trust(Arc::new(ThisOne(fingerprint)))
            .login(&Credentials::new(ADMINISTRATOR, PASSWORD))
            .await?;
        Ok(Self { session })
    }

    /// Gives a VM another name.
    pub async fn rename_vm(&self, from: &str, to: &str) -> Result<()> {
        self.set(from, "VM.set_name_label", to).await
    }

    /// Gives a VM another description.
    pub async fn describe_vm(&self, name: &str, text: &str) -> Result<()> {
        self.set(name, "VM.set_name_description", text).await
    }

    /// Keeps a VM from being shut down.
    pub async fn protect_vm(&self, name: &str) -> Result<()> {
        let vm = self.vm(name).await?;
        let protect = self.session.call::<()>(
            "VM.add_to_blocked_operations",
            params![vm, "clean_shutdown", "It is being looked at"],
        );
        Ok(protect.await?)
    }

    async fn set(&self, name: &str, setter: &str, value: &str) -> Result<()> {
        let vm = self.vm(name).await?;
        self.session.call::<()>(setter, params![vm, value]).await?;
        Ok(())
    }

    async fn vm(&self, name: &str) -> Result<String> {
        let found: Vec<String> = self
            .session
            .call("VM.get_by_name_label", params![name])
            .await?;
        let vm = found.into_iter().next();
        vm.with_context(|| format!("no VM is called {name}"))
    }

    /// Logs out.
    pub async fn leave(self) -> Result<()> {
        Ok(self.session.logout().await?)
    }
}
