//! Discs: what lies in libraries, and the drives of VMs that take them.

use serde_json::json;
use xapi::{OpaqueRef, RecordOf, Sr, Vbd, VbdType, Vdi, VmPowerState};

use super::{drive::Drive, storage};
use crate::{
    jobs::{
        Refusal, Subject,
        form::{Choice, Fact},
    },
    key::ObjectKey,
    look,
    problem::Problem,
};

/// The drive for discs that the subject is, or the first one of the VM that it is.
pub(crate) fn drive<'a>(subject: &Subject<'a>) -> Option<Drive<'a>> {
    match subject.vm() {
        Some(vm) => {
            let world = subject.connection.world;
            let drives = world.within::<Vbd>(&subject.object?.reference);
            let mut discs: Vec<Drive<'a>> = drives
                .filter(|(_, vbd)| vbd.r#type == VbdType::Cd)
                .map(|(reference, vbd)| Drive { reference, vbd, vm })
                .collect();
            discs.sort_by_key(|drive| drive.vbd.userdevice.parse::<u16>().unwrap_or(u16::MAX));
            discs.into_iter().next()
        }
        None => Drive::of(subject).filter(Drive::is_for_discs),
    }
}

/// Whether discs can be put into a drive, and taken out of it, now.
///
/// # Errors
/// The reason why not.
pub(crate) fn can_change(drive: &Drive<'_>) -> Result<(), Refusal> {
    drive.is_settled()?;
    match drive.vm.power_state {
        VmPowerState::Suspended => Err(Problem::new("wrong_power_state")
            .with("needed", "halted, running")
            .with("actual", "suspended")
            .into()),
        _ => Ok(()),
    }
}

/// The discs of the subjects' pools, by name, each with the library it lies in, and why it is not fit.
pub(crate) fn choices(subjects: &[Subject<'_>]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for subject in subjects {
        let connection = subject.connection;
        for (reference, vdi) in connection.world.shown::<Vdi>() {
            let key = ObjectKey::new(connection.id, &Vdi::CLASS, reference);
            let known = choices
                .iter()
                .any(|known| known.object.as_ref() == Some(&key));
            if known || !is_disc(subject, vdi) {
                continue;
            }
            let refusal = subjects
                .iter()
                .find_map(|subject| check(subject, &key).err());
            choices.push(Choice {
                value: json!(key),
                name: vdi.name_label.to_string(),
                object: Some(key),
                facts: vec![Fact {
                    field: "sr".to_owned(),
                    value: look::link_to(connection, &vdi.sr),
                }],
                refusal,
            });
        }
    }
    choices
}

/// The disc by its key, if the subject's VM can have it.
///
/// # Errors
/// The reason why not.
pub(crate) fn check(subject: &Subject<'_>, key: &ObjectKey) -> Result<OpaqueRef, Problem> {
    if key.connection != subject.key.connection {
        return Err(Problem::new("other_pool"));
    }
    let world = subject.connection.world;
    let reference = key.opaque();
    let Some(vdi) = world
        .record::<Vdi>(&reference)
        .filter(|vdi| is_disc(subject, vdi))
    else {
        return Err(Problem::new("no_such_object"));
    };
    let vm = subject
        .vm()
        .or_else(|| drive(subject).map(|drive| drive.vm));
    let host = vm
        .filter(|vm| !vm.resident_on.is_null())
        .map(|vm| vm.resident_on.opaque());
    match storage::is_seen(world, vdi.sr.opaque(), host) {
        true => Ok(reference),
        false => {
            let name = world.name_of(vdi.sr.opaque()).unwrap_or_default();
            Err(Problem::new("storage_unseen").with("sr", name))
        }
    }
}

fn is_disc(subject: &Subject<'_>, vdi: &Vdi) -> bool {
    let sr = subject.connection.world.get::<Sr>(&vdi.sr);
    sr.is_some_and(|sr| sr.content_type.as_str() == "iso") && !vdi.missing
}
