//! What can be done to hosts.

use xapi::{Host, HostMetrics};

use super::{
    Job, Plan, Refusal, Subject,
    plan::{Effect, Until},
};
use crate::problem::Problem;

pub(crate) mod evacuate;
pub(crate) mod landing;
mod maintenance;
pub(crate) mod moves;
pub(crate) mod power_on;
pub(crate) mod put_back;
pub(crate) mod reboot;
pub(crate) mod restart_toolstack;
pub(crate) mod shut_down;

/// The subject as a host.
///
/// # Errors
/// `bad_request`, where it is none.
fn of<'a>(subject: &Subject<'a>) -> Result<&'a Host, Problem> {
    let host = subject.record_of::<Host>();
    host.ok_or_else(|| Problem::new("bad_request"))
}

/// Whether it is known to be up, or down.
fn is_live(subject: &Subject<'_>) -> Option<bool> {
    let host = subject.record_of::<Host>()?;
    let metrics = subject.connection.world.get::<HostMetrics>(&host.metrics);
    metrics.map(|metrics| metrics.live)
}

/// Whether it may be stopped: it is up, and nothing runs on it.
///
/// # Errors
/// `target_down`, or `host_in_use`, with the job that empties it.
fn is_empty(subject: &Subject<'_>) -> Result<(), Refusal> {
    evacuate::is_up(subject)?;
    match evacuate::residents(subject).count() {
        0 => Ok(()),
        count => {
            let problem = Problem::new("host_in_use").with("count", count.to_string());
            Err(Refusal::from(problem).fixed_by(Some(Job::Evacuate), subject.key))
        }
    }
}

/// The plan that takes a host out of service, as the server wants it, and what becomes of it then.
fn stop(subject: &Subject<'_>, until: Until) -> Plan {
    let mut plan = Plan::default();
    if subject.record_of::<Host>().is_some_and(|host| host.enabled) {
        maintenance::set_enabled(&mut plan, subject, false);
    }
    plan.effect(Effect::Interrupt {
        object: subject.key.clone(),
        until,
    });
    tell_coordinator(&mut plan, subject);
    plan
}

/// Says what it means for the pool, where the host is its coordinator.
fn tell_coordinator(plan: &mut Plan, subject: &Subject<'_>) {
    let coordinator = subject.connection.world.coordinator();
    if coordinator.is_some_and(|(host, _)| *host == subject.key.opaque()) {
        plan.odd(Problem::new("coordinator_away"));
    }
}
