//! Give back to whoever provides a volume what is free on it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Map, Sm, Sr, calls};

use super::{attached, of};
use crate::{
    jobs::{Definition, Job, Plan, Refusal, Subject},
    problem::Problem,
};

/// What a driver says that can.
const CAN: &str = "SR_TRIM";
/// The program of a host that does it, and what of it. It says that it has worked, or what was wrong.
const PLUGIN: [&str; 2] = ["trim", "do_trim"];
const DONE: &str = "True";

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "TrimSrInputs")]
pub struct TrimSr {}

impl Definition for TrimSr {
    const METHODS: &'static [&'static str] = &["host.call_plugin"];

    fn is_for(subject: &Subject<'_>) -> bool {
        let world = subject.connection.world;
        let can = |sr: &Sr| {
            let mut drivers = world.all::<Sm>();
            drivers.any(|(_, sm)| sm.r#type == sr.r#type && sm.features.contains_key(CAN))
        };
        of(subject).is_ok_and(can)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        match attached(subject).is_empty() {
            true => {
                Err(Refusal::from(Problem::new("sr_detached"))
                    .fixed_by(Some(Job::PlugSr), subject.key))
            }
            false => Ok(()),
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let sr = of(subject)?;
        // The coordinator, where it has it: it is the last of them.
        let Some((_, pbd)) = attached(subject).pop() else {
            return Err(Problem::new("sr_detached").into());
        };
        let [plugin, name] = PLUGIN;
        let about = Map::from([("sr_uuid".into(), sr.uuid.clone())]);
        let mut plan = Plan::default();
        plan.call(calls::host::call_plugin(&pbd.host, plugin, name, &about))
            .wants(DONE);
        Ok(plan)
    }
}
