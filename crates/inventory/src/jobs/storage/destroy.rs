//! Wipe a storage that has no disks any more, and forget it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{SrOperation, Vdi, calls};

use super::{attached, detach, is_of_the_pool, may, of, tell_default};
use crate::{
    jobs::{Definition, Job, Plan, Refusal, Risk, Subject, plan::Effect},
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "DestroySrInputs")]
pub struct DestroySr {}

impl Definition for DestroySr {
    const METHODS: &'static [&'static str] = &["PBD.plug", "PBD.unplug", "SR.destroy"];
    const RISK: Risk = Risk::Loss;

    fn is_for(subject: &Subject<'_>) -> bool {
        // What is on a library of discs is not the pool's to wipe.
        is_of_the_pool(subject) && of(subject).is_ok_and(|sr| sr.content_type != "iso")
    }

    /// What is on storage that no host has attached, nobody knows: a list that was never made is empty too.
    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        if attached(subject).is_empty() {
            let problem = Refusal::from(Problem::new("sr_detached"));
            return Err(problem.fixed_by(Some(Job::PlugSr), subject.key));
        }
        let world = subject.connection.world;
        let disks = of(subject)?.vdis.iter().filter_map(|vdi| world.get(vdi));
        // The server counts what people manage; what it keeps beside goes with the rest.
        match disks.filter(|vdi: &&Vdi| vdi.managed).count() {
            0 => may(subject, &SrOperation::Unplug),
            count => Err(Problem::new("sr_not_empty")
                .with("count", count.to_string())
                .into()),
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let sr = of(subject)?;
        let mut plan = Plan::default();
        detach(&mut plan, subject);
        plan.effect(Effect::Remove {
            object: subject.key.clone(),
            name: sr.name_label.to_string(),
            size: Cell::bytes(sr.physical_size),
            freed: Cell::None,
        });
        tell_default(&mut plan, subject);
        plan.expect(subject, "VDIs");
        plan.call(calls::sr::destroy(&subject.reference()));
        Ok(plan)
    }
}
