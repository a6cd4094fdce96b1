//! Say how many hosts of a pool may fail so that all its protected VMs still start.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::calls;

use super::{count, most, on, say_what_is_odd, tolerable};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{FieldKind, FormField, Initial},
        setting,
    },
    problem::Problem,
};

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetHaToleranceInputs")]
pub struct SetHaTolerance {
    /// How many hosts.
    #[ts(type = "number")]
    pub failures: i64,
}

impl Definition for SetHaTolerance {
    const METHODS: &'static [&'static str] = &["pool.set_ha_host_failures_to_tolerate"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        super::of(subject).is_ok()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(on(subject).map(drop)?)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let worlds = subjects.iter().map(|subject| subject.connection.world);
        let failures = FieldKind::Count {
            min: 0,
            max: worlds.map(most).min(),
        };
        let now = Initial::of_all(subjects, |subject| {
            Some(json!(on(subject).ok()?.ha_host_failures_to_tolerate))
        });
        Form::of([FormField::required("failures", failures).initially(now)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let (pool, world) = (on(subject)?, subject.connection.world);
        let before = pool.ha_host_failures_to_tolerate;
        let after = tolerable(world, self.failures)?;
        if before == after {
            return Err(Problem::new("nothing_changes").into());
        }
        let mut plan = Plan::default();
        say_what_is_odd(&mut plan, world, after);
        plan.change("haTolerance", subject, count(before), count(after));
        let reference = subject.reference();
        let calls = [after, before]
            .map(|number| calls::pool::set_ha_host_failures_to_tolerate(&reference, number));
        setting::set(
            &mut plan,
            subject,
            "ha_host_failures_to_tolerate",
            json!(after),
            calls,
        );
        Ok(plan)
    }
}
