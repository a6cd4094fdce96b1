//! Move the VMs of a host back that were moved away from it, and put it back into service.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Host, RecordOf, Vm, VmPowerState};

use super::{evacuate, maintenance, moves};
use crate::{
    jobs::{
        Definition, Form, JobRequest, Plan, Refusal, Subject,
        parts::{Part, Parts},
        vm::{
            destination::{self, Room},
            return_to::ReturnTo,
        },
    },
    key::ObjectKey,
    problem::Problem,
};

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "PutBackInputs")]
pub struct PutBack {
    /// How many move at once.
    #[serde(default = "moves::usual_at_once")]
    pub at_once: u32,
}

impl Definition for PutBack {
    const METHODS: &'static [&'static str] = maintenance::METHODS;
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<Host>().is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        evacuate::is_up(subject)?;
        match maintenance::moved(subject).is_empty() {
            true => Err(Problem::new("nothing_to_put_back").into()),
            false => Ok(()),
        }
    }

    fn form(_subjects: &[Subject<'_>]) -> Form {
        moves::form()
    }

    fn parts(&self, subjects: &[Subject<'_>]) -> Option<Parts> {
        let mut parts = Parts {
            at_once: moves::at_once(self.at_once),
            is_of_others: true,
            ..Parts::default()
        };
        for host in subjects {
            parts.parts.push(Part {
                leads: true,
                ..Part::new(JobRequest::PutBack(self.clone()), host.key)
            });
            add_returns(&mut parts, host);
        }
        Some(parts)
    }

    /// What is done to the host itself.
    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let mut plan = Plan::default();
        maintenance::end(&mut plan, subject)?;
        Ok(plan)
    }
}

/// Those that run elsewhere come back, as long as there is room. What was stopped or deleted meanwhile stays so.
fn add_returns(parts: &mut Parts, host: &Subject<'_>) {
    let world = host.connection.world;
    let here = host.key.opaque();
    let Some(record) = host.record_of::<Host>() else {
        return;
    };
    let mut room = Room::of(world, &here, record);
    for uuid in maintenance::moved(host) {
        let Some(object) = world.by_uuid(&Vm::CLASS, uuid) else {
            continue;
        };
        let is_elsewhere =
            |vm: &&Vm| *vm.resident_on.opaque() != here && vm.power_state == VmPowerState::Running;
        let Some(vm) = world.record::<Vm>(&object.reference).filter(is_elsewhere) else {
            continue;
        };
        let needed = destination::size(world, vm);
        let refusal = room.takes(needed).err();
        if refusal.is_none() {
            room.fill(needed);
        }
        let key = ObjectKey::new(host.connection.id, &Vm::CLASS, &object.reference);
        let request = JobRequest::ReturnTo(ReturnTo {
            host: host.key.clone(),
        });
        parts.parts.push(Part {
            refusal: refusal.map(Refusal::from),
            ..Part::new(request, &key)
        });
    }
}
