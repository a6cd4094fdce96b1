//! Storage for disks: what there is to choose from, and why not the rest.

use serde_json::json;
use xapi::{OpaqueRef, Pbd, RecordOf, Ref, Sr, SrOperation, Vm};

use crate::{
    connection::ConnectionInfo,
    jobs::{
        Plan, Subject,
        form::{Choice, Fact},
    },
    key::ObjectKey,
    problem::Problem,
    view::Cell,
    world::World,
};

/// Storage that gives a disk all its room at once. On the rest a disk grows as it is written.
const THICK: &[&str] = &["lvm", "lvmoiscsi", "lvmohba", "lvmofcoe", "lvhd"];

/// The storage of the subjects' pools that takes disks, each with what is free on it, and why it is not
/// fit for one of them.
pub(crate) fn choices(subjects: &[Subject<'_>]) -> Vec<Choice> {
    choices_by(subjects, |subject, key| check(subject, key, 0).map(drop))
}

/// The same for disks that a host of the pool may use, not only the one where a VM runs.
pub(crate) fn choices_anywhere(subjects: &[Subject<'_>]) -> Vec<Choice> {
    choices_by(subjects, |subject, key| {
        check_on(subject, key, None, 0).map(drop)
    })
}

/// The storage of some pools that takes disks, each with why it cannot be chosen.
pub(crate) fn choices_by(
    subjects: &[Subject<'_>],
    check: impl Fn(&Subject<'_>, &ObjectKey) -> Result<(), Problem>,
) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for subject in subjects {
        let connection = subject.connection;
        for (reference, sr) in connection.world.shown::<Sr>() {
            let key = ObjectKey::new(connection.id, &Sr::CLASS, reference);
            if !is_for_disks(sr)
                || choices
                    .iter()
                    .any(|known| known.object.as_ref() == Some(&key))
            {
                continue;
            }
            let refusal = subjects
                .iter()
                .find_map(|subject| check(subject, &key).err());
            choices.push(choice(key, sr, refusal));
        }
    }
    choices
}

/// The storage of a pool that takes disks which come to a host there, or to any.
pub(crate) fn choices_in(
    connection: &ConnectionInfo<'_>,
    host: Option<&OpaqueRef>,
    bytes: i64,
) -> Vec<Choice> {
    let all = connection.world.shown::<Sr>();
    let fit = all.filter(|(_, sr)| is_for_disks(sr));
    fit.map(|(reference, sr)| {
        let key = ObjectKey::new(connection.id, &Sr::CLASS, reference);
        let refusal = check_in(connection, &key, host, bytes).err();
        choice(key, sr, refusal)
    })
    .collect()
}

fn choice(key: ObjectKey, sr: &Sr, refusal: Option<Problem>) -> Choice {
    Choice {
        value: json!(key),
        name: sr.name_label.to_string(),
        object: Some(key),
        facts: vec![Fact {
            field: "free".to_owned(),
            value: Cell::bytes(free(sr).max(0)),
        }],
        refusal,
    }
}

/// The pool's default storage, where the subject's VM can use it.
pub(crate) fn usual(subject: &Subject<'_>) -> Option<ObjectKey> {
    let (_, pool) = subject.connection.world.pool()?;
    let key = ObjectKey::new(subject.connection.id, &Sr::CLASS, pool.default_sr.opaque());
    check(subject, &key, 0).is_ok().then_some(key)
}

/// The storage by its key, if a disk of so many bytes can be made on it for the subject.
///
/// # Errors
/// The reason why not.
pub(crate) fn check(
    subject: &Subject<'_>,
    key: &ObjectKey,
    bytes: i64,
) -> Result<Ref<Sr>, Problem> {
    let host = subject.vm().and_then(where_it_runs);
    check_on(subject, key, host, bytes)
}

/// The same for disks that a certain host uses, or any.
///
/// # Errors
/// The reason why not.
pub(crate) fn check_on(
    subject: &Subject<'_>,
    key: &ObjectKey,
    host: Option<&OpaqueRef>,
    bytes: i64,
) -> Result<Ref<Sr>, Problem> {
    check_in(subject.connection, key, host, bytes)
}

/// The same for disks that come to a pool, whichever that is.
///
/// # Errors
/// The reason why not.
pub(crate) fn check_in(
    connection: &ConnectionInfo<'_>,
    key: &ObjectKey,
    host: Option<&OpaqueRef>,
    bytes: i64,
) -> Result<Ref<Sr>, Problem> {
    if key.connection != *connection.id {
        return Err(Problem::new("other_pool"));
    }
    let world = connection.world;
    let reference: Ref<Sr> = key.opaque().into();
    let Some(sr) = world.sr(&reference) else {
        return Err(Problem::new("no_such_object"));
    };
    let told = !sr.allowed_operations.is_empty();
    if !is_for_disks(sr) || told && !sr.allowed_operations.contains(&SrOperation::VdiCreate) {
        return Err(Problem::new("sr_takes_no_disks").with("sr", &sr.name_label));
    }
    if !is_seen(world, reference.opaque(), host) {
        return Err(Problem::new("storage_unseen").with("sr", &sr.name_label));
    }
    has_room(sr, bytes)?;
    Ok(reference)
}

/// Whether storage has room for a disk that takes all of it at once.
///
/// # Errors
/// `sr_full`.
pub(crate) fn has_room(sr: &Sr, bytes: i64) -> Result<(), Problem> {
    let free = free(sr);
    match THICK.contains(&sr.r#type.as_str()) && bytes > free {
        true => Err(Problem::new("sr_full")
            .with("sr", &sr.name_label)
            .with("needed", bytes.to_string())
            .with("available", free.max(0).to_string())),
        false => Ok(()),
    }
}

/// Says so where so much may be written to a disk that storage on which disks grow has not got it: what is written
/// fails then, and not only there.
pub(crate) fn may_fill(plan: &mut Plan, sr: &Sr, bytes: i64) {
    let free = free(sr).max(0);
    if bytes > free {
        let odd = Problem::new("sr_may_fill")
            .with("sr", &sr.name_label)
            .with("needed", bytes.to_string())
            .with("available", free.to_string());
        plan.odd(odd);
    }
}

/// Whether disks of VMs are kept there.
pub(crate) fn is_for_disks(sr: &Sr) -> bool {
    sr.content_type.as_str() != "iso" && !matches!(sr.r#type.as_str(), "iso" | "udev" | "tmpfs")
}

/// What is free on it, in bytes.
pub(crate) fn free(sr: &Sr) -> i64 {
    sr.physical_size.saturating_sub(sr.physical_utilisation)
}

/// The host on which a VM is, if it is on one.
fn where_it_runs(vm: &Vm) -> Option<&OpaqueRef> {
    (!vm.resident_on.is_null()).then(|| vm.resident_on.opaque())
}

/// Whether the host, or any where none is given, has the storage attached.
pub(crate) fn is_seen(world: &World, sr: &OpaqueRef, host: Option<&OpaqueRef>) -> bool {
    let mut pbds = world.within::<Pbd>(sr);
    pbds.any(|(_, pbd)| pbd.currently_attached && host.is_none_or(|host| pbd.host.opaque() == host))
}
