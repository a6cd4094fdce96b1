//! Wipe a storage that has no disks any more, and forget it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Pbd, calls};

use super::{detach, of, tell_default};
use crate::{
    jobs::{Definition, Plan, Refusal, Risk, Subject, plan::Effect},
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
        of(subject).is_ok_and(|sr| sr.content_type != "iso")
    }

    /// The server refuses the same; it attaches the storage once more to wipe it.
    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let world = subject.connection.world;
        let reference = subject.key.opaque();
        if world.within::<Pbd>(&reference).next().is_none() {
            return Err(Problem::new("no_way_to_sr").into());
        }
        match of(subject)?.vdis.len() {
            0 => Ok(()),
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
        plan.call(calls::sr::destroy(&subject.reference()));
        Ok(plan)
    }
}
