//! Attach storage to one host.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Host, HostMetrics, calls};

use super::way_of;
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
        way_of(subject).is_ok()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let pbd = way_of(subject)?;
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
