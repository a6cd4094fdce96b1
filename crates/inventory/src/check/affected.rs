//! What a job would be done to, told before it is done.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::Record;

use crate::{connection::ConnectionInfo, job::Job, key::ObjectKey, look, problem::Problem};

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
    pub refusal: Option<Problem>,
}

/// What a job would be done to and what it would leave out, in the order of the selection. What is
/// no longer there is not told of.
pub fn affected(
    connections: &[ConnectionInfo<'_>],
    job: Job,
    objects: &[ObjectKey],
) -> Vec<Affected> {
    let one = |key: &ObjectKey| {
        let info = connections.iter().find(|info| *info.id == key.connection)?;
        let object = super::find(info.world, key)?;
        let host = match &object.record {
            Record::Vm(vm) => info.world.name_of(vm.resident_on.opaque()),
            _ => None,
        };
        Some(Affected {
            object: key.clone(),
            name: look::name(object).to_owned(),
            pool: info.name().to_owned(),
            host: host.map(str::to_owned),
            refusal: super::check(info.world, info.access(), job, key).err(),
        })
    };
    objects.iter().filter_map(one).collect()
}
