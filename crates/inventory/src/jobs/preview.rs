//! What a request would do, object by object: shown before it is done.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Job, JobRequest, Plan, Refusal, Subject,
    definition::checked,
    parts::{Beside, Part},
    plan::{Call, Effect},
    role,
    selection::{Affected, one, parts},
};
use crate::{connection::ConnectionInfo, key::ObjectKey, problem::Problem};

/// What a request would do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// Object by object, in the order of the selection.
    pub planned: Vec<Planned>,
    /// What becomes of objects to which nothing is done themselves: of hosts that take VMs.
    pub beside: Vec<Planned>,
    /// Whether it is done to others than those that were selected: then it is asked for with the same
    /// selection again.
    pub is_of_others: bool,
    /// Stands for all that was planned, for those objects to which something would be done: a run on
    /// these that carries it is refused when it would do anything else by then.
    pub fingerprint: String,
    /// Whether its steps can be rendered as a script.
    pub has_script: bool,
}

/// What a request would do to one object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Planned {
    /// The object, and why nothing would be done to it.
    pub affected: Affected,
    /// What would be different.
    pub effects: Vec<Effect>,
}

/// What a request would do to these objects.
pub fn preview(
    connections: &[ConnectionInfo<'_>],
    request: &JobRequest,
    objects: &[ObjectKey],
) -> Preview {
    let mut hasher = DefaultHasher::new();
    let mut has_script = false;
    let parts = parts(connections, request, objects);
    let planned = parts.parts.iter().filter_map(|part| {
        let subject = Subject::find(connections, &part.object)?;
        let mut affected = one(part.request.job(), &subject);
        let mut effects = Vec::new();
        match plan_part(part, &subject) {
            Ok(plan) => {
                has_script |= plan.calls().next().is_some();
                hash(subject.key, &plan, &mut hasher);
                effects = plan.effects;
            }
            Err(refusal) => affected.refusal = Some(refusal),
        }
        Some(Planned { affected, effects })
    });
    let planned = planned.collect();
    Preview {
        planned,
        beside: parts.beside.into_iter().map(beside).collect(),
        is_of_others: parts.is_of_others,
        fingerprint: format!("{:016x}", hasher.finish()),
        has_script,
    }
}

/// What a request would do to one object.
///
/// # Errors
/// Why it cannot be done.
pub fn plan(
    connection: &ConnectionInfo<'_>,
    request: &JobRequest,
    key: &ObjectKey,
) -> Result<Plan, Refusal> {
    plan_among(std::slice::from_ref(connection), request, key)
}

/// The same where all of these are looked at: what it is done to may go from one to another.
///
/// # Errors
/// Why it cannot be done.
pub fn plan_among(
    connections: &[ConnectionInfo<'_>],
    request: &JobRequest,
    key: &ObjectKey,
) -> Result<Plan, Refusal> {
    let subject = Subject::find(connections, key).ok_or_else(|| Problem::new("no_such_object"))?;
    plan_of(request, &subject)
}

/// What is done to one part of what was asked for.
///
/// # Errors
/// Why it is left out.
pub(super) fn plan_part(part: &Part, subject: &Subject<'_>) -> Result<Plan, Refusal> {
    match &part.refusal {
        Some(refusal) => Err(refusal.clone()),
        None => plan_of(&part.request, subject),
    }
}

fn beside(one: Beside) -> Planned {
    Planned {
        affected: Affected {
            object: one.object,
            name: one.name,
            pool: String::new(),
            host: None,
            refusal: None,
        },
        effects: vec![one.effect],
    }
}

pub(super) fn plan_of(request: &JobRequest, subject: &Subject<'_>) -> Result<Plan, Refusal> {
    let job: Job = request.job();
    checked(job, subject)?;
    let plan = request.plan_for(subject)?;
    for info in subject.connections {
        let own = info.id == subject.connection.id;
        let is_made_there = |call: &&Call| call.connection.as_ref().map_or(own, |id| id == info.id);
        let calls = plan.calls().filter(is_made_there);
        let calls = calls.map(|call| (&*call.method, &*call.params));
        role::check_calls(info.permissions, calls)?;
    }
    Ok(plan)
}

fn hash(key: &ObjectKey, plan: &Plan, hasher: &mut DefaultHasher) {
    key.hash(hasher);
    // Plans are data that can always be written; the text stands for all of it.
    serde_json::to_string(plan).unwrap_or_default().hash(hasher);
    // But for what it sends, which is written nowhere.
    for content in plan.contents() {
        content.bytes().map(|bytes| bytes.as_slice()).hash(hasher);
    }
}
