//! Which console of an object is meant, and what to say when it does not open or ends.

use std::{sync::Arc, time::Duration};

use inventory::{ObjectKey, Problem};
use tokio::sync::broadcast::error::RecvError;
use xapi::{Class, Console, ConsoleProtocol, Host, OpaqueRef, Vm, VmPowerState};

use super::Reason;
use crate::{
    api::{ConnectionState, ConsoleKeys},
    change_bus::ChangeBus,
    connection::Connection,
    source::Failure,
};

/// The pool tells that a VM has stopped a little later than its console tells that it has ended.
const NEWS_DELAY: Duration = Duration::from_millis(400);

/// A console that was chosen.
pub(crate) struct Found {
    pub(crate) vm: OpaqueRef,
    pub(crate) location: String,
    pub(crate) protocol: String,
    pub(crate) keys: ConsoleKeys,
}

/// The named console of a VM or of a host's control domain, else its graphical one, else its text one.
pub(crate) fn find(
    connection: &Connection,
    object: &ObjectKey,
    wanted: Option<&str>,
) -> Result<Found, Problem> {
    let world = connection.store.read();
    let reference = object.opaque();
    let (vm, record) = match object.class() {
        Class::Vm => world.record::<Vm>(&reference).map(|vm| (&reference, vm)),
        Class::Host if world.record::<Host>(&reference).is_some() => world
            .vms()
            .find(|(_, vm)| vm.is_control_domain && *vm.resident_on.opaque() == reference),
        _ => None,
    }
    .ok_or_else(|| Problem::new("no_such_object"))?;
    let consoles: Vec<(&str, &Console)> = record
        .consoles
        .iter()
        .filter_map(|console| Some((console.as_str(), world.get(console)?)))
        .collect();
    let by = |protocol: ConsoleProtocol| {
        consoles
            .iter()
            .find(|(_, console)| console.protocol == protocol)
    };
    let chosen = match wanted {
        Some(wanted) => consoles.iter().find(|(reference, _)| *reference == wanted),
        None => by(ConsoleProtocol::Rfb).or_else(|| by(ConsoleProtocol::Vt100)),
    };
    let (_, console) = chosen.ok_or_else(|| Problem::new("console_none"))?;
    Ok(Found {
        vm: vm.clone(),
        location: console.location.to_string(),
        protocol: console.protocol.as_str().to_owned(),
        keys: keys(record, world.record::<Host>(record.resident_on.opaque())),
    })
}

/// The first XenServer whose device model does what it says about extended key events.
const EXTENDED_KEYS_WORK: (u32, u32) = (7, 3);

/// How the device model of a VM is told of keys. Those before XenServer 7.3 offer extended key events
/// and hand the guest keys without a code; later ones hang up on the message that the old ones take.
/// Guests without a device model have a terminal that takes keysyms.
fn keys(vm: &Vm, host: Option<&Host>) -> ConsoleKeys {
    let version = host.and_then(|host| {
        let mut parts = host.software_version.get("product_version")?.split('.');
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    });
    match version {
        Some(version) if version < EXTENDED_KEYS_WORK && !vm.hvm_boot_policy.is_empty() => {
            ConsoleKeys::ScanCodes
        }
        _ => ConsoleKeys::AsOffered,
    }
}

/// A console that does not open is no lost connection: it says so itself.
pub(crate) fn problem(failure: Failure) -> Problem {
    match failure {
        Failure::Lost(problem) if problem.code == "unreachable" => Problem {
            code: "console_unreachable".to_owned(),
            ..problem
        },
        failure => failure.problem(),
    }
}

/// Comes when a connection is left on purpose, or made read-only; its consoles go with it. One that
/// is merely lost leaves them alone: they may lead to a host that is still there.
pub(crate) fn left(connection: Arc<Connection>, change_bus: ChangeBus) -> Reason {
    let mut invalidations = change_bus.listen();
    Box::pin(async move {
        loop {
            if matches!(connection.state(), ConnectionState::Disconnected { .. }) {
                return "connection_gone";
            }
            if connection.may_change().is_err() {
                return "read_only";
            }
            if matches!(invalidations.recv().await, Err(RecvError::Closed)) {
                return "connection_gone";
            }
        }
    })
}

/// Why a console ended: the pool knows, a moment later.
pub(crate) fn why_ended(connection: Arc<Connection>, vm: OpaqueRef) -> Reason {
    Box::pin(async move {
        tokio::time::sleep(NEWS_DELAY).await;
        let world = connection.store.read();
        match world.record::<Vm>(&vm).map(|vm| &vm.power_state) {
            Some(VmPowerState::Running | VmPowerState::Paused) => "console_closed",
            _ => "vm_stopped",
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scan_codes_are_for_the_device_models_of_before_7_3() {
        let check = |version: Option<&str>, boot: &str, expect| {
            let vm = Vm {
                hvm_boot_policy: boot.into(),
                ..Vm::default()
            };
            let host = version.map(|version| Host {
                software_version: [("product_version".into(), version.into())]
                    .into_iter()
                    .collect(),
                ..Host::default()
            });
            assert_eq!(keys(&vm, host.as_ref()), expect, "{version:?} {boot}");
        };
        check(Some("7.2.0"), "BIOS order", ConsoleKeys::ScanCodes);
        check(Some("6.5.0"), "BIOS order", ConsoleKeys::ScanCodes);
        check(Some("7.2.0"), "", ConsoleKeys::AsOffered);
        check(Some("7.3.0"), "BIOS order", ConsoleKeys::AsOffered);
        check(Some("8.3.0"), "BIOS order", ConsoleKeys::AsOffered);
        check(Some("odd"), "BIOS order", ConsoleKeys::AsOffered);
        check(None, "BIOS order", ConsoleKeys::AsOffered);
    }
}
