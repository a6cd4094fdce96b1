//! Let a pool know nothing of a storage any more. What is on it stays there, and can be attached again.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{SrOperation, Vdi, calls};

use super::{attached, detach, is_idle, is_of_the_pool, may, of, tell_default};
use crate::{
    jobs::{Definition, Plan, Refusal, Risk, Subject, plan::Effect},
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "ForgetSrInputs")]
pub struct ForgetSr {}

impl Definition for ForgetSr {
    const METHODS: &'static [&'static str] = &["PBD.plug", "PBD.unplug", "SR.forget"];
    const RISK: Risk = Risk::Loss;

    fn is_for(subject: &Subject<'_>) -> bool {
        is_of_the_pool(subject)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        is_idle(subject)?;
        // What is attached is offered to be forgotten only once it is not.
        let next = match attached(subject).is_empty() {
            true => SrOperation::Forget,
            false => SrOperation::Unplug,
        };
        may(subject, &next)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let sr = of(subject)?;
        let mut plan = Plan::default();
        detach(&mut plan, subject);
        plan.effect(Effect::Remove {
            object: subject.key.clone(),
            name: sr.name_label.to_string(),
            size: Cell::None,
            freed: Cell::None,
        });
        let disks = sr
            .vdis
            .iter()
            .filter_map(|vdi| subject.connection.world.get(vdi));
        let count = disks.filter(|vdi: &&Vdi| !vdi.vbds.is_empty()).count();
        plan.odd(Problem::new("sr_content_stays").with("count", count.to_string()));
        tell_default(&mut plan, subject);
        plan.call(calls::sr::forget(&subject.reference()));
        Ok(plan)
    }
}
