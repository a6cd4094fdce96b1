//! Move all VMs of a host away.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Host, HostMetrics, OpaqueRef, RecordOf, Vm, VmKind, VmPowerState};

use super::{maintenance, moves};
use crate::{
    jobs::{
        Definition, Form, JobRequest, Plan, Refusal, Subject,
        form::{FieldKind, FormField, Initial},
        parts::{Part, Parts},
        vm::migrate::Migrate,
    },
    key::ObjectKey,
    problem::Problem,
};

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "EvacuateInputs")]
pub struct Evacuate {
    /// Whether the host takes no VMs from now on.
    #[serde(default)]
    pub disable: bool,
    /// How many move at once.
    #[serde(default = "moves::usual_at_once")]
    pub at_once: u32,
}

impl Definition for Evacuate {
    const METHODS: &'static [&'static str] = maintenance::METHODS;
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<Host>().is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        is_up(subject)?;
        match subject.connection.world.hosts().nth(1) {
            Some(_) => Ok(()),
            None => Err(Problem::new("no_other_host").into()),
        }
    }

    fn form(_subjects: &[Subject<'_>]) -> Form {
        let disable = FormField::required("disable", FieldKind::Switch);
        let on = Initial::Value { value: json!(true) };
        Form::of([disable.initially(on), moves::at_once_field()])
    }

    fn parts(&self, subjects: &[Subject<'_>]) -> Option<Parts> {
        let mut parts = Parts {
            at_once: moves::at_once(self.at_once),
            is_of_others: true,
            ..Parts::default()
        };
        for (connection, hosts) in moves::by_pool(subjects) {
            let emptied: Vec<OpaqueRef> = hosts.iter().map(|host| host.key.opaque()).collect();
            let mut vms = Vec::new();
            for host in &hosts {
                let plan = self.plan(host);
                // There may be nothing to do to the host itself.
                if plan.as_ref().map_or(true, |plan| !plan.steps.is_empty()) {
                    parts.parts.push(Part {
                        leads: true,
                        refusal: plan.err(),
                        ..Part::new(JobRequest::Evacuate(self.clone()), host.key)
                    });
                }
                vms.extend(
                    residents(host).map(|(vm, _)| ObjectKey::new(connection.id, &Vm::CLASS, &vm)),
                );
            }
            moves::add_moves(&mut parts, connection, &vms, &emptied);
        }
        Some(parts)
    }

    /// What is done to the host itself.
    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let connection = subject.connection;
        let leaves = |vm: &OpaqueRef| {
            let key = ObjectKey::new(connection.id, &Vm::CLASS, vm);
            Subject::of(connection, &key).is_some_and(|vm| Migrate::check(&vm).is_ok())
        };
        let leaving = residents(subject).filter(|(reference, _)| leaves(reference));
        let mut plan = Plan::default();
        maintenance::begin(&mut plan, subject, self.disable, leaving.map(|(_, vm)| vm))?;
        Ok(plan)
    }
}

/// Whether a host answers.
pub(super) fn is_up(subject: &Subject<'_>) -> Result<(), Refusal> {
    let host = subject.record_of::<Host>();
    let host = host.ok_or_else(|| Problem::new("bad_request"))?;
    let metrics = subject.connection.world.get::<HostMetrics>(&host.metrics);
    match metrics.is_some_and(|metrics| !metrics.live) {
        true => Err(Problem::new("target_down").into()),
        false => Ok(()),
    }
}

/// The machines on a host.
pub(super) fn residents<'a>(
    host: &Subject<'a>,
) -> impl Iterator<Item = (OpaqueRef, &'a Vm)> + use<'a> {
    let reference = host.key.opaque();
    let all = host.connection.world.vms();
    let is_here = move |vm: &Vm| {
        *vm.resident_on.opaque() == reference
            && vm.kind() == VmKind::Machine
            && vm.power_state != VmPowerState::Halted
    };
    all.filter(move |(_, vm)| is_here(vm))
        .map(|(vm, record)| (vm.clone(), record))
}
