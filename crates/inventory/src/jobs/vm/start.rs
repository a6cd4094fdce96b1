//! Start a halted VM.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{VmOperation, VmPowerState, calls};

use super::{Operation, power, start_on::StartOn};
use crate::jobs::{
    Definition, JobRequest, Part, Parts, Plan, Refusal, Subject, passthrough::needs,
};

const OPERATION: Operation =
    Operation::new(VmOperation::Start, &[VmPowerState::Halted]).with_host();

/// Nothing has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "StartInputs")]
pub struct Start {}

impl Definition for Start {
    const METHODS: &'static [&'static str] = &["VM.start"];

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        OPERATION.check(subject)
    }

    fn is_likely(subject: &Subject<'_>) -> bool {
        subject.has_power_state(&VmPowerState::Halted)
    }

    /// Who is given PCI devices starts on the host that has them: the server does not look for them.
    fn parts(&self, subjects: &[Subject<'_>]) -> Option<Parts> {
        let request = |subject: &Subject<'_>| {
            let home = needs::home_of(subject);
            home.map(|host| JobRequest::StartOn(StartOn { host }))
        };
        let mut requests = subjects.iter().map(request);
        requests.any(|request| request.is_some()).then(|| Parts {
            parts: subjects
                .iter()
                .map(|subject| {
                    let request = request(subject);
                    let request = request.unwrap_or(JobRequest::Start(self.clone()));
                    Part::new(request, subject.key)
                })
                .collect(),
            ..Parts::default()
        })
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        if let Some(host) = needs::home_of(subject) {
            return JobRequest::StartOn(StartOn { host }).plan_for(subject);
        }
        let mut plan = Plan::default();
        plan.effect(power::becomes(subject, &VmPowerState::Running));
        // Not paused at first, and not by force.
        plan.call(calls::vm::start(&subject.reference(), false, false));
        Ok(plan)
    }
}
