//! Attach storage to one host.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Host, HostMetrics, Pbd, Sr, calls};

use super::is_given;
use crate::{
    jobs::{Definition, Plan, Refusal, Subject},
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "PlugPbdInputs")]
pub struct PlugPbd {}

impl Definition for PlugPbd {
    const METHODS: &'static [&'static str] = &["PBD.plug", "PBD.unplug"];

    fn is_for(subject: &Subject<'_>) -> bool {
        let sr = |pbd: &Pbd| {
            subject
                .connection
                .world
                .get::<Sr>(&pbd.sr)
                .is_none_or(is_given)
        };
        subject.record_of::<Pbd>().is_some_and(sr)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let pbd = subject
            .record_of::<Pbd>()
            .ok_or_else(|| Problem::new("bad_request"))?;
        let world = subject.connection.world;
        let host = world.get(&pbd.host);
        let metrics = host.and_then(|host: &Host| world.get::<HostMetrics>(&host.metrics));
        if pbd.currently_attached {
            return Err(Problem::new("already_active").into());
        }
        match metrics.is_none_or(|metrics| metrics.live) {
            true => Ok(()),
            false => Err(Problem::new("hosts_down").into()),
        }
    }

    fn is_likely(subject: &Subject<'_>) -> bool {
        Self::check(subject).is_ok()
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.change("attached", subject, Cell::flag(false), Cell::flag(true));
        plan.expect(subject, "currently_attached");
        plan.call(calls::pbd::plug(&subject.reference()))
            .undo(calls::pbd::unplug(&subject.reference()));
        Ok(plan)
    }
}
