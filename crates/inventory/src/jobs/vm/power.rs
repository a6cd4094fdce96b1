//! Power states: what changes them, and how a change is told.

use xapi::VmPowerState::{self, Halted, Paused, Running, Suspended};

use super::operation;
use crate::{
    jobs::{Job, Refusal, Subject, definition::checked, plan::Effect},
    problem::Problem,
    view::{Cell, Status},
};

/// The job that brings a VM into one of the states that another job needs, if one does without
/// losing anything, and may be done now.
pub(crate) fn job_to_reach(needed: &[VmPowerState], subject: &Subject<'_>) -> Option<Job> {
    let vm = subject.vm()?;
    let job = match &vm.power_state {
        Halted if needed.contains(&Running) => Job::Start,
        Running if needed.contains(&Halted) => Job::CleanShutdown,
        Paused if needed.contains(&Running) => Job::Unpause,
        Suspended if needed.contains(&Running) => Job::Resume,
        _ => return None,
    };
    checked(job, subject).is_ok().then_some(job)
}

/// That a VM is in none of the power states that something needs.
pub(crate) fn wrong(subject: &Subject<'_>, needed: &[VmPowerState]) -> Refusal {
    let actual = subject.vm().map_or("", |vm| vm.power_state.as_str());
    let names: Vec<String> = needed
        .iter()
        .map(|state| state.as_str().to_lowercase())
        .collect();
    let problem = Problem::new("wrong_power_state")
        .with("needed", names.join(", "))
        .with("actual", actual.to_lowercase());
    Refusal::from(problem).fixed_by(job_to_reach(needed, subject), subject.key)
}

/// Whether a VM runs whose guest cannot be asked to shut down.
pub(crate) fn is_without_shutdown(subject: &Subject<'_>) -> bool {
    runs_without(subject, operation::SHUTDOWN)
}

/// Whether a VM runs whose guest cannot be asked to reboot.
pub(crate) fn is_without_reboot(subject: &Subject<'_>) -> bool {
    runs_without(subject, operation::REBOOT)
}

fn runs_without(subject: &Subject<'_>, features: &[&str]) -> bool {
    subject.vm().is_some_and(|vm| {
        vm.power_state == Running
            && operation::lacks_feature(subject.connection.world, vm, features)
    })
}

/// That a VM's power state changes.
pub(crate) fn becomes(subject: &Subject<'_>, after: &VmPowerState) -> Effect {
    let before = subject.vm().map(|vm| &vm.power_state);
    Effect::Change {
        object: subject.key.clone(),
        field: "powerState".to_owned(),
        before: before.map_or(Cell::None, cell),
        after: cell(after),
    }
}

fn cell(state: &VmPowerState) -> Cell {
    Cell::Status {
        status: match state {
            Running => Status::Running,
            Halted => Status::Halted,
            Paused => Status::Paused,
            Suspended => Status::Suspended,
            VmPowerState::Unknown(_) => Status::Unknown,
        },
    }
}
