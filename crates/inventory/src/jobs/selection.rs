//! What a job would be done to, and what it would leave out.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Job, JobRequest, Refusal, Subject,
    definition::checked,
    parts::{Part, Parts},
};
use crate::{connection::ConnectionInfo, key::ObjectKey};

/// One object that a job is asked for: whose it is, and whether the job would be done to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Affected {
    /// The object.
    pub object: ObjectKey,
    /// Its name.
    pub name: String,
    /// The name of its pool.
    pub pool: String,
    /// The name of the host it is on; none where it is on none.
    pub host: Option<String>,
    /// Why it would be left out; none: the job would be done to it.
    pub refusal: Option<Refusal>,
}

/// What a job would be done to and what it would leave out, in the order of the selection. What is
/// no longer there is not told of.
pub fn affected(
    connections: &[ConnectionInfo<'_>],
    job: Job,
    objects: &[ObjectKey],
) -> Vec<Affected> {
    let subjects = found(connections, objects);
    subjects.iter().map(|subject| one(job, subject)).collect()
}

/// Those of the objects that are there.
pub(super) fn found<'a>(
    connections: &'a [ConnectionInfo<'a>],
    objects: &'a [ObjectKey],
) -> Vec<Subject<'a>> {
    let find = |key| Subject::find(connections, key);
    objects.iter().filter_map(find).collect()
}

/// What a job would be for one subject.
pub(super) fn one(job: Job, subject: &Subject<'_>) -> Affected {
    let world = subject.connection.world;
    let host = subject
        .vm()
        .and_then(|vm| world.name_of(vm.resident_on.opaque()));
    Affected {
        object: subject.key.clone(),
        name: subject.name().to_owned(),
        pool: subject.connection.name().to_owned(),
        host: host.map(str::to_owned),
        refusal: checked(job, subject).err(),
    }
}

/// What is done to which objects for a request.
pub fn parts(
    connections: &[ConnectionInfo<'_>],
    request: &JobRequest,
    objects: &[ObjectKey],
) -> Parts {
    let job = request.job();
    let subjects = found(connections, objects);
    let able = |subject: &&Subject<'_>| checked(job, subject).is_ok();
    let able: Vec<Subject<'_>> = subjects.iter().filter(able).copied().collect();
    let mut parts = match request.parts_for(&able) {
        Some(parts) => parts,
        None => {
            let same = objects
                .iter()
                .map(|object| Part::new(request.clone(), object));
            return Parts {
                parts: same.collect(),
                at_once: job.at_once(),
                ..Parts::default()
            };
        }
    };
    for subject in &subjects {
        if let Err(refusal) = checked(job, subject) {
            parts.parts.push(Part {
                refusal: Some(refusal),
                ..Part::new(request.clone(), subject.key)
            });
        }
    }
    parts
}
