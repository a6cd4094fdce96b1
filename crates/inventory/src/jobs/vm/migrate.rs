//! Move a running VM to another host of its pool.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Map, VmOperation, VmPowerState, calls};

use super::{Operation, destination, operation};
use crate::{
    jobs::{Definition, Form, Plan, Refusal, Subject},
    key::ObjectKey,
    problem::Problem,
};

const OPERATION: Operation = Operation::new(VmOperation::PoolMigrate, &[VmPowerState::Running])
    .with_guest(operation::SUSPEND);

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
        let (mut plan, host) = destination::plan_arrival(subject, &self.host)?;
        plan.expect(subject, "resident_on");
        let options = Map::from([("live".into(), "true".into())]);
        plan.call(calls::vm::pool_migrate(
            &subject.reference(),
            &host,
            &options,
        ));
        Ok(plan)
    }
}
