//! A lone Xen host of before XAPI: xend's first Xen-API, as it was in Xen 3.0.3 to 4.4, at its own address.
//!
//! Nothing but XML-RPC; any name and password; references that are bare uuids; events that only say what changed. It
//! shares nothing with the pool: not its objects, not its sessions, not its errors.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod calls;
mod events;
mod host;
mod objects;
mod power;
mod server;
mod wire;
mod world;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use host::Host;
use poolsim::value::Ref;

/// A simulated host that speaks the first Xen-API. It ends when this is dropped.
#[derive(Debug)]
pub struct Xend {
    host: Arc<Host>,
    serving: JoinHandle<()>,
}

impl Drop for Xend {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Xend {
    /// Makes the host and serves it; the same seed makes the same machines. A start, and the like, takes
    /// `operation_time`.
    pub async fn start(
        listen: SocketAddr,
        seed: u64,
        operation_time: Duration,
    ) -> anyhow::Result<Xend> {
        let listener = TcpListener::bind(listen)
            .await
            .with_context(|| format!("cannot listen on {listen}"))?;
        let address = listener.local_addr()?;
        let host = Arc::new(Host::new(address, operation_time, world::build(seed)));
        let up: Vec<Ref> = {
            let state = host.state();
            let all = state.objects.all("VM").into_iter();
            all.filter(|vm| state.objects.is_up(vm)).collect()
        };
        for vm in up {
            power::open_display(&host, &vm).await;
        }
        let serving = tokio::spawn(server::accept(host.clone(), listener));
        Ok(Xend { host, serving })
    }

    /// `http://127.0.0.1:9363`.
    pub fn url(&self) -> String {
        format!("http://{}", self.host.address)
    }

    /// A machine's state as clients are told it; "" if there is no such machine.
    pub fn power_state(&self, name: &str) -> String {
        let state = self.host.state();
        let vm = state.objects.named(name);
        vm.map_or("", |vm| state.objects.text("VM", &vm, "power_state"))
            .to_owned()
    }

    /// How often somebody who was let in has asked for a method of a machine that it lives through (`VM.start`), by the
    /// machine's reference.
    pub fn times_asked(&self, method: &str, vm: &str) -> usize {
        let state = self.host.state();
        let asked = state.asked.iter();
        asked
            .filter(|(name, machine)| name == method && **machine == *vm)
            .count()
    }

    /// Ends a machine from within its guest. Nobody is told: events are for what the API does.
    pub fn halt_behind_everybodys_back(&self, name: &str) -> bool {
        let vm = self.host.state().objects.named(name);
        vm.is_some_and(|vm| self.host.set_state(&vm, "Halted"))
    }

    /// Ends all sessions, as a restart does.
    pub fn end_sessions(&self) {
        let mut state = self.host.state();
        state.sessions.clear();
        state.registrations.clear();
    }

    /// Number of live sessions.
    pub fn live_sessions(&self) -> usize {
        self.host.state().sessions.len()
    }
}
