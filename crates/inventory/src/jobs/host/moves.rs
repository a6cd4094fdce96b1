//! Several VMs of one or more pools that move at once.

use serde_json::json;
use xapi::{Host, OpaqueRef, RecordOf};

use super::landing::Landing;
use crate::{
    connection::ConnectionInfo,
    jobs::{
        Definition, Form, JobRequest, Refusal, Subject,
        form::{FieldKind, FormField, Initial},
        parts::{Part, Parts},
        vm::migrate::{AT_ONCE, Migrate},
    },
    key::ObjectKey,
};

/// A server lets no more wait on it for long.
const MOST_AT_ONCE: u32 = 10;

/// What is said where nothing was.
pub(crate) fn usual_at_once() -> u32 {
    AT_ONCE
}

/// How many at once, as a person has said it.
pub(crate) fn at_once(said: u32) -> Option<usize> {
    usize::try_from(said.clamp(1, MOST_AT_ONCE)).ok()
}

/// Asks how many are to move at once.
pub(crate) fn at_once_field() -> FormField {
    let count = FieldKind::Count {
        min: 1,
        max: Some(MOST_AT_ONCE.into()),
    };
    FormField::required("atOnce", count).initially(Initial::Value {
        value: json!(AT_ONCE),
    })
}

/// The form of a job that asks nothing else.
pub(crate) fn form() -> Form {
    Form::of([at_once_field()])
}

/// Adds the moves of some VMs of one pool to wherever they fit but for the hosts that are being emptied.
pub(crate) fn add_moves(
    parts: &mut Parts,
    connection: &ConnectionInfo<'_>,
    vms: &[ObjectKey],
    emptied: &[OpaqueRef],
) {
    let subjects = vms.iter().filter_map(|vm| Subject::of(connection, vm));
    let (movable, kept): (Vec<_>, Vec<_>) = subjects
        .map(|subject| (subject, Migrate::check(&subject)))
        .partition(|(_, check)| check.is_ok());
    let movable: Vec<Subject<'_>> = movable.into_iter().map(|(subject, _)| subject).collect();
    let mut landing = Landing::new(connection, emptied);
    let places = landing.place(&movable);
    let part = |vm: &Subject<'_>, place: Result<OpaqueRef, Refusal>| {
        let (host, refusal) = match place {
            Ok(host) => (host, None),
            Err(why) => (OpaqueRef::from(""), Some(why)),
        };
        let host = ObjectKey::new(connection.id, &Host::CLASS, &host);
        Part {
            refusal,
            ..Part::new(JobRequest::Migrate(Migrate { host }), vm.key)
        }
    };
    let placed = movable.iter().zip(places);
    parts
        .parts
        .extend(placed.map(|(vm, place)| part(vm, place)));
    let kept = kept
        .into_iter()
        .filter_map(|(vm, check)| Some((vm, check.err()?)));
    parts
        .parts
        .extend(kept.map(|(vm, why)| part(&vm, Err(why))));
    parts.beside.extend(landing.memory());
}

/// The subjects pool by pool.
pub(crate) fn by_pool<'a>(
    subjects: &[Subject<'a>],
) -> Vec<(&'a ConnectionInfo<'a>, Vec<Subject<'a>>)> {
    let mut pools: Vec<(&ConnectionInfo<'_>, Vec<Subject<'_>>)> = Vec::new();
    for subject in subjects {
        let connection = subject.connection;
        match pools.iter_mut().find(|(pool, _)| pool.id == connection.id) {
            Some((_, of_pool)) => of_pool.push(*subject),
            None => pools.push((connection, vec![*subject])),
        }
    }
    pools
}
