//! The host's state behind one lock, and what its machines live through as far as that lock goes.

use std::collections::{BTreeSet, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use poolsim::clock;
use poolsim::rfb::Screen;
use poolsim::value::{Ref, Value};

use crate::objects::Objects;

/// What all connections share.
#[derive(Debug)]
pub(crate) struct Host {
    pub(crate) address: SocketAddr,
    pub(crate) operation_time: Duration,
    state: Mutex<State>,
    /// Held by whoever starts or ends a domain.
    pub(crate) domains: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) objects: Objects,
    /// Users by session.
    pub(crate) sessions: HashMap<Ref, String>,
    pub(crate) registrations: HashMap<Ref, Registration>,
    pub(crate) displays: HashMap<Ref, Display>,
    pub(crate) last_domid: i64,
    /// What machines were to live through, by whoever was let in: the method, and the machine.
    pub(crate) asked: Vec<(String, Ref)>,
}

/// Events that wait for one session. Beyond that, whoever makes another waits as well.
const WAITING: usize = 50;

/// A session that registered.
#[derive(Debug)]
pub(crate) struct Registration {
    pub(crate) classes: BTreeSet<String>,
    pub(crate) sender: mpsc::Sender<Value>,
    /// An `event.next` whose caller has hung up still waits here, and takes the next events with it.
    pub(crate) waiting: Arc<tokio::sync::Mutex<mpsc::Receiver<Value>>>,
    pub(crate) next_id: i64,
}

impl Registration {
    pub(crate) fn new() -> Registration {
        let (sender, receiver) = mpsc::channel(WAITING);
        Registration {
            classes: BTreeSet::new(),
            sender,
            waiting: Arc::new(tokio::sync::Mutex::new(receiver)),
            next_id: 1,
        }
    }
}

/// A machine's picture and the VNC server that shows it; both end with its domain.
pub(crate) struct Display {
    pub(crate) screen: Arc<Screen>,
    pub(crate) server: JoinHandle<()>,
}

impl std::fmt::Debug for Display {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Display")
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        self.screen.power_off();
        self.server.abort();
    }
}

impl Host {
    /// A host with those objects, reached at that address.
    pub(crate) fn new(address: SocketAddr, operation_time: Duration, objects: Objects) -> Host {
        Host {
            address,
            operation_time,
            state: Mutex::new(State {
                objects,
                last_domid: 20,
                ..State::default()
            }),
            domains: tokio::sync::Mutex::new(()),
        }
    }

    /// The state, to read or to change.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes a state down, with what goes with it; whether it is another than before.
    pub(crate) fn set_state(&self, vm: &Ref, power_state: &'static str) -> bool {
        let mut state = self.state();
        let was_up = state.objects.is_up(vm);
        if state.objects.text("VM", vm, "power_state") == power_state {
            return false;
        }
        state.objects.set("VM", vm, "power_state", power_state);
        let is_up = state.objects.is_up(vm);
        if is_up == was_up {
            return true;
        }
        let metrics = state.objects.text("VM", vm, "metrics").to_owned();
        let (domid, since) = if is_up {
            state.last_domid += 1;
            (state.last_domid, clock::now())
        } else {
            (-1, 0)
        };
        state.objects.set("VM", vm, "domid", domid);
        state
            .objects
            .set("VM_metrics", &metrics, "start_time", Value::Date(since));
        if !is_up {
            state.displays.remove(vm);
            for console in state.objects.consoles(vm) {
                state.objects.set("console", &console, "location", "");
            }
        }
        true
    }
}
