//! What machines live through: start, pause, suspend, resume, shut down, reboot.

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tracing::debug;

use super::objects::{DOM0, Objects};
use super::{Xend, events};
use crate::clock;
use crate::dice::hash;
use crate::failure::{Failure, Outcome};
use crate::rfb::{self, Guest, Os, Screen};
use crate::value::{Ref, Value};

/// A machine's picture and the VNC server that shows it; both end with its domain.
pub(super) struct Display {
    screen: Arc<Screen>,
    server: JoinHandle<()>,
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

/// Whether a method of VM is one of these, and how many parameters it takes after the machine.
pub(super) fn extra_parameters(method: &str) -> Option<usize> {
    match method {
        "start" | "resume" => Some(1),
        "pause" | "unpause" | "suspend" | "clean_shutdown" | "hard_shutdown" | "clean_reboot"
        | "hard_reboot" => Some(0),
        _ => None,
    }
}

/// Does it. States are told with a capital, and the machine before them.
pub(super) async fn operate(
    xend: &Arc<Xend>,
    vm: &Ref,
    method: &str,
    paused: bool,
) -> Outcome<Value> {
    if &**vm == DOM0 {
        let verb = method.replace('_', " ");
        return Err(Failure::internal(format!(
            "Cannot {verb} privileged domain {vm}"
        )));
    }
    // As there: whoever starts or ends a domain keeps the others waiting.
    let _one_at_a_time = match method {
        "pause" | "unpause" => None,
        _ => Some(xend.domains.lock().await),
    };
    let state = xend
        .state()
        .objects
        .text("VM", vm, "power_state")
        .to_owned();
    let allowed: &[&str] = match method {
        "start" => &["Halted"],
        "resume" => &["Suspended"],
        "pause" => &["Running", "Paused"],
        "unpause" => &["Paused", "Running"],
        "hard_shutdown" => &["Running", "Paused", "Suspended", "Crashed"],
        "hard_reboot" => &["Running", "Paused"],
        _ => &["Running"],
    };
    if !allowed.contains(&state.as_str()) {
        let expected = allowed[0];
        return Err(Failure::new(
            "VM_BAD_POWER_STATE",
            [&**vm, expected, state.as_str()],
        ));
    }
    match method {
        "start" | "resume" => {
            if method == "start" {
                enough_memory(&xend.state().objects, vm)?;
            }
            tokio::time::sleep(xend.operation_time).await;
            turn(xend, vm, if paused { "Paused" } else { "Running" }).await;
        }
        "pause" => turn(xend, vm, "Paused").await,
        "unpause" => turn(xend, vm, "Running").await,
        "suspend" => {
            tokio::time::sleep(xend.operation_time).await;
            turn(xend, vm, "Suspended").await;
        }
        "hard_shutdown" => turn(xend, vm, "Halted").await,
        "hard_reboot" => reboot(xend, vm).await,
        // The guest is asked, and the answer does not wait for it.
        _ => {
            let (xend, vm) = (xend.clone(), vm.clone());
            let reboots = method == "clean_reboot";
            tokio::spawn(async move {
                tokio::time::sleep(xend.operation_time).await;
                let up = xend.state().objects.text("VM", &vm, "power_state") == "Running";
                match (up, reboots) {
                    (true, true) => reboot(&xend, &vm).await,
                    (true, false) => turn(&xend, &vm, "Halted").await,
                    (false, _) => {}
                }
            });
        }
    }
    Ok(Value::void())
}

fn enough_memory(objects: &Objects, vm: &Ref) -> Outcome<()> {
    let metrics = objects.all("host_metrics");
    let record = metrics
        .first()
        .and_then(|metrics| objects.record("host_metrics", metrics));
    let free = record.and_then(|record| record.get("memory_free").map(Value::as_int));
    let wanted = objects
        .get("VM", vm, "memory_dynamic_max")
        .map(Value::as_int);
    match (free, wanted) {
        (Some(free), Some(wanted)) if wanted > free => Err(Failure::internal(format!(
            "({}, 'Not enough memory is available, and dom0 cannot be shrunk any further')",
            wanted / 1024
        ))),
        _ => Ok(()),
    }
}

async fn reboot(xend: &Arc<Xend>, vm: &Ref) {
    turn(xend, vm, "Halted").await;
    turn(xend, vm, "Running").await;
}

/// Brings a machine into another state, and tells of it.
pub(super) async fn turn(xend: &Arc<Xend>, vm: &Ref, state: &'static str) {
    let changed = xend.set_state(vm, state);
    if matches!(state, "Running" | "Paused") {
        open_display(xend, vm).await;
    }
    if changed {
        events::announce(xend, "mod", "VM", vm, "power_state").await;
    }
}

impl Xend {
    /// Writes a state down, with what goes with it; whether it is another than before.
    pub(super) fn set_state(&self, vm: &Ref, power_state: &'static str) -> bool {
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

/// Starts the VNC server of a machine that is up, unless it has one. Its address is where clients connect to: there is
/// no way through the host.
pub(super) async fn open_display(xend: &Arc<Xend>, vm: &Ref) {
    let guest = {
        let state = xend.state();
        if state.displays.contains_key(vm) || state.objects.consoles(vm).is_empty() {
            return;
        }
        let emulated = state.objects.get("VM", vm, "PV_kernel") == Some(&Value::Null);
        Guest {
            name: state.objects.text("VM", vm, "name_label").to_owned(),
            os: if emulated { Os::Windows } else { Os::Linux },
            address: String::new(),
            seed: hash(vm),
        }
    };
    let listener = match TcpListener::bind((xend.address.ip(), 0)).await {
        Ok(listener) => listener,
        Err(error) => return debug!(%error, "no port for a guest's screen"),
    };
    let location = listener
        .local_addr()
        .map(|address| address.to_string())
        .unwrap_or_default();
    let screen = Screen::new(guest);
    let shown = screen.clone();
    let server = tokio::spawn(async move {
        let mut clients = JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            while clients.try_join_next().is_some() {}
            clients.spawn(rfb::serve(stream, shown.clone()));
        }
    });
    let mut state = xend.state();
    for console in state.objects.consoles(vm) {
        let location = location.clone();
        state.objects.set("console", &console, "location", location);
    }
    state
        .displays
        .insert(vm.clone(), Display { screen, server });
}

impl Objects {
    fn consoles(&self, vm: &str) -> Vec<Ref> {
        let consoles = self
            .get("VM", vm, "consoles")
            .map_or(&[][..], Value::as_set);
        consoles.iter().map(Value::to_text).collect()
    }
}
