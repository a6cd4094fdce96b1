//! Move a running VM to another host of its pool.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Class, Host, Map, Ref, VmOperation, VmPowerState, calls};

use super::{Operation, destination, operation};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{FieldKind, FormField},
        plan::Effect,
    },
    key::ObjectKey,
    look,
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
        let choices = destination::choices(subjects, Self::check);
        Form::of([FormField::required("host", FieldKind::Choice { choices })])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let Some(vm) = subject.vm() else {
            return Err(Problem::new("bad_request").into());
        };
        destination::check(subject, vm, &self.host)?;
        let host: Ref<Host> = self.host.opaque().into();
        let mut plan = Plan::default();
        plan.effect(Effect::Change {
            object: subject.key.clone(),
            field: "host".to_owned(),
            before: look::link(subject.connection, &Class::Host, vm.resident_on.opaque()),
            after: look::link(subject.connection, &Class::Host, host.opaque()),
        });
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
