//! Switch a pool's high availability off.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::calls;

use super::{carriers, count, on, protected};
use crate::{
    jobs::{Definition, Plan, Refusal, Subject},
    problem::Problem,
    view::Cell,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "DisableHaInputs")]
pub struct DisableHa {}

impl Definition for DisableHa {
    const METHODS: &'static [&'static str] = &["pool.disable_ha"];

    fn is_for(subject: &Subject<'_>) -> bool {
        super::of(subject).is_ok()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(on(subject).map(drop)?)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let (pool, world) = (on(subject)?, subject.connection.world);
        let mut plan = Plan::default();
        let protected = protected(world);
        if protected > 0 {
            plan.odd(Problem::new("ha_protection_ends").with("count", protected.to_string()));
        }
        plan.change("ha", subject, Cell::flag(true), Cell::flag(false));
        let tolerance = pool.ha_host_failures_to_tolerate;
        plan.change("haTolerance", subject, count(tolerance), Cell::None);
        plan.expect(subject, "ha_enabled");
        let carriers = carriers(world, pool);
        let step = plan.call(calls::pool::disable_ha());
        // Where nobody knows through which storage it was, it can only be chosen again.
        if !carriers.is_empty() {
            step.undo(calls::pool::enable_ha(&carriers, &pool.ha_configuration));
        }
        Ok(plan)
    }
}
