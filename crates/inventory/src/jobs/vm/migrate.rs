//! Move a running VM to another host of its pool.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Host, Map, Ref, VmOperation, VmPowerState, calls};

use super::{Operation, destination, operation};
use crate::{
    jobs::{Definition, Form, Plan, Refusal, Subject},
    key::ObjectKey,
    problem::Problem,
};

const OPERATION: Operation = Operation::new(VmOperation::PoolMigrate, &[VmPowerState::Running])
    .with_guest(operation::SUSPEND);

/// So many move at once, if nothing else is said: more do not end earlier, for they share the wire.
pub(crate) const AT_ONCE: u32 = 3;

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "MigrateInputs")]
pub struct Migrate {
    /// The host to move to.
    pub host: ObjectKey,
}

impl Definition for Migrate {
    const METHODS: &'static [&'static str] = &["VM.pool_migrate"];
    const ASKS: bool = true;
    const AT_ONCE: Option<u32> = Some(AT_ONCE);

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        if subject.connection.world.hosts().nth(1).is_none() {
            return Err(Problem::new("no_other_host").into());
        }
        OPERATION.check(subject)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        destination::form(subjects, Self::check)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let (plan, host) = destination::plan_arrival(subject, &self.host)?;
        move_live(plan, subject, &host)
    }
}

/// Ends the plan of a running VM that moves to a host: it can be moved back, unless it has gone elsewhere.
pub(super) fn move_live(
    mut plan: Plan,
    subject: &Subject<'_>,
    host: &Ref<Host>,
) -> Result<Plan, Refusal> {
    let vm = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
    plan.expect(subject, "resident_on");
    let options = Map::from([("live".into(), "true".into())]);
    let reference = subject.reference();
    plan.call(calls::vm::pool_migrate(&reference, host, &options))
        .undo(calls::vm::pool_migrate(
            &reference,
            &vm.resident_on,
            &options,
        ))
        .undo_expects(subject.key, "resident_on", json!(host));
    Ok(plan)
}
