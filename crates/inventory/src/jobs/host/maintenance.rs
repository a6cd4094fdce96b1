//! A host that is taken out of service, and what is written down at it: as XenCenter does, so that either
//! program knows what the other has done.

use serde_json::json;
use xapi::{Host, RecordOf, Vm, calls};

use crate::{
    jobs::{Plan, Refusal, Subject, entries::OTHER_CONFIG},
    view::Cell,
};

/// The key that says that somebody has put it out of service.
const MODE: &str = "MAINTENANCE_MODE";
/// The key that names, by their uuids with commas in between, the VMs that were moved away.
const MOVED: &str = "MAINTENANCE_MODE_EVACUATED_VMS_MIGRATED";

/// What these jobs call.
pub(super) const METHODS: &[&str] = &[
    "host.disable",
    "host.enable",
    "host.add_to_other_config",
    "host.remove_from_other_config",
    "VM.pool_migrate",
];

/// The uuids of the VMs that were moved away from a host.
pub(super) fn moved<'a>(subject: &Subject<'a>) -> Vec<&'a str> {
    let all = OTHER_CONFIG.get(subject, MOVED).unwrap_or_default();
    let uuids = all.split(',').map(str::trim);
    uuids.filter(|uuid| !uuid.is_empty()).collect()
}

/// Writes down that these VMs leave, beside those that have left before and are not back; if `disable`, the host
/// takes no VMs any more.
pub(super) fn begin<'a>(
    plan: &mut Plan,
    subject: &Subject<'a>,
    disable: bool,
    leaving: impl Iterator<Item = &'a Vm>,
) -> Result<(), Refusal> {
    let host = subject.record_of::<Host>();
    if disable && host.is_some_and(|host| host.enabled) {
        set_enabled(plan, subject, false);
        OTHER_CONFIG.set(plan, subject, MODE, Some("true"))?;
    }
    let world = subject.connection.world;
    let is_away = |uuid: &&str| {
        let vm = world.by_uuid(&Vm::CLASS, uuid);
        let vm = vm.and_then(|object| world.record::<Vm>(&object.reference));
        vm.is_some_and(|vm| vm.resident_on.opaque() != &subject.key.opaque())
    };
    let mut uuids: Vec<&str> = moved(subject).into_iter().filter(is_away).collect();
    uuids.extend(leaving.map(|vm| vm.uuid.as_str()));
    match uuids.is_empty() {
        true => Ok(()),
        false => OTHER_CONFIG.set(plan, subject, MOVED, Some(&uuids.join(","))),
    }
}

/// Puts a host back into service, and forgets who was moved away.
pub(super) fn end(plan: &mut Plan, subject: &Subject<'_>) -> Result<(), Refusal> {
    if subject
        .record_of::<Host>()
        .is_some_and(|host| !host.enabled)
    {
        set_enabled(plan, subject, true);
    }
    OTHER_CONFIG.set(plan, subject, MODE, None)?;
    OTHER_CONFIG.set(plan, subject, MOVED, None)
}

/// Takes a host out of service, or puts it back.
pub(super) fn set_enabled(plan: &mut Plan, subject: &Subject<'_>, enabled: bool) {
    let host = subject.reference();
    let (on, off) = (
        calls::host::enable(&host),
        calls::host::disable(&host, None),
    );
    plan.change(
        "enabled",
        subject,
        Cell::flag(!enabled),
        Cell::flag(enabled),
    );
    plan.expect(subject, "enabled");
    let step = match enabled {
        true => plan.call(on).undo(off),
        false => plan.call(off).undo(on),
    };
    step.undo_expects(subject.key, "enabled", json!(enabled));
}
