//! What machines live through: start, pause, suspend, resume, shut down, reboot.

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tracing::debug;

use super::events;
use super::host::{Display, Host};
use super::objects::{DOM0, Objects};
use poolsim::failure::{Failure, Outcome};
use poolsim::rfb::{self, Guest, Os, Screen};
use poolsim::rng::hash;
use poolsim::value::{Ref, Value};

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
    host: &Arc<Host>,
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
        _ => Some(host.domains.lock().await),
    };
    let state = host
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
                enough_memory(&host.state().objects, vm)?;
            }
            tokio::time::sleep(host.operation_time).await;
            turn(host, vm, if paused { "Paused" } else { "Running" }).await;
        }
        "pause" => turn(host, vm, "Paused").await,
        "unpause" => turn(host, vm, "Running").await,
        "suspend" => {
            tokio::time::sleep(host.operation_time).await;
            turn(host, vm, "Suspended").await;
        }
        "hard_shutdown" => turn(host, vm, "Halted").await,
        "hard_reboot" => reboot(host, vm).await,
        // The guest is asked, and the answer does not wait for it.
        _ => {
            let (host, vm) = (host.clone(), vm.clone());
            let reboots = method == "clean_reboot";
            tokio::spawn(async move {
                tokio::time::sleep(host.operation_time).await;
                let up = host.state().objects.text("VM", &vm, "power_state") == "Running";
                match (up, reboots) {
                    (true, true) => reboot(&host, &vm).await,
                    (true, false) => turn(&host, &vm, "Halted").await,
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

async fn reboot(host: &Arc<Host>, vm: &Ref) {
    turn(host, vm, "Halted").await;
    turn(host, vm, "Running").await;
}

/// Brings a machine into another state, and tells of it.
pub(super) async fn turn(host: &Arc<Host>, vm: &Ref, state: &'static str) {
    let changed = host.set_state(vm, state);
    if matches!(state, "Running" | "Paused") {
        open_display(host, vm).await;
    }
    if changed {
        events::announce(host, "mod", "VM", vm, "power_state").await;
    }
}

/// Starts the VNC server of a machine that is up, unless it has one. Its address is where clients connect to: there is
/// no way through the host.
pub(super) async fn open_display(host: &Arc<Host>, vm: &Ref) {
    let guest = {
        let state = host.state();
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
    let listener = match TcpListener::bind((host.address.ip(), 0)).await {
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
    let mut state = host.state();
    for console in state.objects.consoles(vm) {
        let location = location.clone();
        state.objects.set("console", &console, "location", location);
    }
    state
        .displays
        .insert(vm.clone(), Display { screen, server });
}
