//! A second client, which changes things all the while: by the same protocol, through the same
//! faults, with nothing to recover by but trying again.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use poolsim::Sim;
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use test_support::{eventually, hold, within};
use tokio::task::JoinHandle;
use xapi::{
    CertificateInfo, Connector, Credentials, Endpoint, OpaqueRef, Session, Timeouts, Trust, Vm,
    VmPowerState, params,
};

use crate::PASSWORD;

/// Between two changes.
const PAUSE: Duration = Duration::from_millis(25);
/// What takes longer is given up, and something else is tried.
const PATIENCE: Duration = Duration::from_secs(2);

/// It trusts everybody: it is the pool under test that it speaks to, and nobody else's password.
struct Everybody;

impl Trust for Everybody {
    fn accepts(&self, _host: &str, _certificate: &CertificateInfo) -> bool {
        true
    }
}

/// The second client.
pub struct Rival {
    working: Arc<AtomicBool>,
    busy: Arc<AtomicBool>,
    changes: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl Rival {
    /// Starts it.
    pub fn begin(sim: &Sim, seed: u64) -> Self {
        let working = Arc::new(AtomicBool::new(true));
        let busy = Arc::new(AtomicBool::new(false));
        let changes = Arc::<AtomicU64>::default();
        let addresses = addresses(sim);
        let work = work(
            addresses,
            StdRng::seed_from_u64(seed ^ 0x5eed),
            working.clone(),
            busy.clone(),
            changes.clone(),
        );
        Self {
            working,
            busy,
            changes,
            task: tokio::spawn(work),
        }
    }

    /// Lets it rest, and waits until what it has under way is over.
    pub async fn rest(&self) {
        self.working.store(false, Ordering::SeqCst);
        let idle = || !self.busy.load(Ordering::SeqCst);
        eventually("the second client to rest", idle).await;
    }

    /// Lets it go on.
    pub fn go_on(&self) {
        self.working.store(true, Ordering::SeqCst);
    }

    /// How many changes it has made.
    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::SeqCst)
    }

    /// Ends it.
    pub async fn end(self) {
        self.rest().await;
        self.task.abort();
        let _ = self.task.await;
    }
}

/// Where the hosts listen: all at the same port.
fn addresses(sim: &Sim) -> Vec<String> {
    let url = sim.http_url();
    let port = url.rsplit(':').next().unwrap_or_default();
    let world = sim.world();
    let hosts = world.db.all("host").into_iter();
    hosts
        .map(|host| format!("http://{}:{port}", world.db.text(&host, "address")))
        .collect()
}

async fn work(
    addresses: Vec<String>,
    mut dice: StdRng,
    working: Arc<AtomicBool>,
    busy: Arc<AtomicBool>,
    changes: Arc<AtomicU64>,
) {
    let mut session: Option<Session> = None;
    loop {
        hold(PAUSE).await;
        // First say busy, then look whether to work: who lets it rest does so the other way round.
        busy.store(true, Ordering::SeqCst);
        if working.load(Ordering::SeqCst) {
            let address = &addresses[dice.random_range(0..addresses.len())];
            session = match session.take() {
                None => within(PATIENCE, log_in(address)).await.flatten(),
                Some(session) => {
                    let dice = &mut dice;
                    match within(PATIENCE, change(&session, dice)).await {
                        Some(Ok(())) => {
                            changes.fetch_add(1, Ordering::SeqCst);
                            Some(session)
                        }
                        // Refused: somebody else was quicker.
                        Some(Err(error)) if error.api().is_some() && !is_lost(&error) => {
                            Some(session)
                        }
                        _ => {
                            let _ = within(PATIENCE, session.logout()).await;
                            None
                        }
                    }
                }
            };
        }
        busy.store(false, Ordering::SeqCst);
    }
}

fn is_lost(error: &xapi::Error) -> bool {
    error.api().is_some_and(|api| {
        matches!(
            api.code(),
            "HOST_IS_SLAVE" | "SESSION_INVALID" | "HOST_STILL_BOOTING"
        )
    })
}

async fn log_in(address: &str) -> Option<Session> {
    let timeouts = Timeouts {
        call: PATIENCE,
        login: PATIENCE,
        ..Timeouts::default()
    };
    let connector = Connector::new(Endpoint::parse(address).ok()?)
        .trust(Arc::new(Everybody))
        .originator("rival")
        .timeouts(timeouts);
    connector
        .login(&Credentials::new("root", PASSWORD))
        .await
        .ok()
}

/// One change at random.
async fn change(session: &Session, dice: &mut StdRng) -> xapi::Result<()> {
    let vms: Vec<OpaqueRef> = session.call("VM.get_all", params![]).await?;
    let vm = &vms[dice.random_range(0..vms.len())];
    let record: Vm = session.call("VM.get_record", params![vm]).await?;
    if record.is_control_domain {
        return Ok(());
    }
    if record.is_a_snapshot {
        // What was made is unmade now and then: deletions are what a client misses most easily.
        return session.call("VM.destroy", params![vm]).await;
    }
    if record.is_a_template {
        return Ok(());
    }
    let number: u32 = dice.random();
    match number % 6 {
        0 => {
            let name = format!("renamed-{number:08x}");
            session.call("VM.set_name_label", params![vm, name]).await
        }
        1 => session.call("VM.add_tags", params![vm, "chaos"]).await,
        2 => session.call("VM.remove_tags", params![vm, "chaos"]).await,
        3 => {
            let name = format!("snapshot-{number:08x}");
            session
                .call::<OpaqueRef>("VM.snapshot", params![vm, name])
                .await
                .map(drop)
        }
        4 if record.power_state == VmPowerState::Halted => {
            session.call("VM.start", params![vm, false, false]).await
        }
        _ if record.power_state == VmPowerState::Running => {
            session.call("VM.hard_shutdown", params![vm]).await
        }
        _ => {
            session
                .call("VM.set_name_description", params![vm, format!("{number}")])
                .await
        }
    }
}
