//! Take a VM for halted whose host is gone.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{HostMetrics, VmPowerState, calls};

use super::power;
use crate::{
    jobs::{Definition, Plan, Refusal, Risk, Subject, plan::Effect},
    problem::Problem,
};

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "ResetPowerStateInputs")]
pub struct ResetPowerState {}

impl Definition for ResetPowerState {
    const METHODS: &'static [&'static str] = &["VM.power_state_reset"];
    const RISK: Risk = Risk::Loss;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    /// Servers never list this among what is allowed; they refuse it while the VM's host lives, which
    /// knows better what runs there.
    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        let vm = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
        if !matches!(vm.power_state, VmPowerState::Running | VmPowerState::Paused) {
            let problem = Problem::new("wrong_power_state")
                .with("needed", "running, paused")
                .with("actual", vm.power_state.as_str().to_lowercase());
            return Err(problem.into());
        }
        let world = subject.connection.world;
        let host = world.host(&vm.resident_on);
        let metrics = host.and_then(|host| world.get::<HostMetrics>(&host.metrics));
        match (host, metrics) {
            (Some(host), Some(metrics)) if metrics.live => Err(Problem::new("host_lives")
                .with("host", &host.name_label)
                .into()),
            _ => Ok(()),
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        plan.effect(power::becomes(subject, &VmPowerState::Halted));
        plan.effect(Effect::MayStillRun {
            object: subject.key.clone(),
        });
        plan.expect(subject, "resident_on");
        plan.call(calls::vm::power_state_reset(&subject.reference()));
        Ok(plan)
    }
}
