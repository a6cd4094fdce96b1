//! Schedules of snapshots: of which VMs the pool takes snapshots by itself, when, and how many it keeps.

use serde_json::json;
use xapi::{Ref, Vm, Vmss, calls};

use super::{Plan, Refusal, Subject, members, setting};
use crate::{look, problem::Problem};

pub(crate) mod assign;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod disable;
pub(crate) mod edit;
pub(crate) mod enable;
pub(crate) mod run;
mod times;

/// The subject as a schedule.
///
/// # Errors
/// `bad_request`, where it is none.
fn of<'a>(subject: &Subject<'a>) -> Result<&'a Vmss, Problem> {
    let schedule = subject.record_of::<Vmss>();
    schedule.ok_or_else(|| Problem::new("bad_request"))
}

/// Its VMs, by name.
fn machines<'a>(subject: &Subject<'a>) -> Vec<(&'a Ref<Vm>, &'a Vm)> {
    let schedule = subject.record_of::<Vmss>().into_iter();
    let vms = schedule.flat_map(|schedule| schedule.vms.iter());
    members::known(subject, vms, |vm| vm.name_label.as_str())
}

/// Adds what puts a machine of the subject's pool under a schedule that is there, or takes it out of its own.
fn put(plan: &mut Plan, subject: &Subject<'_>, vm: &Ref<Vm>, after: &Ref<Vmss>) {
    let world = subject.connection.world;
    let before = world.get(vm).map(|vm| vm.snapshot_schedule.clone());
    let before = before.filter(|before| world.get(before).is_some());
    let before = before.unwrap_or_else(Ref::null);
    if before.is_null() && after.is_null() || before == *after {
        return;
    }
    let key = subject.key_of(vm);
    let machine = Subject {
        key: &key,
        object: None,
        ..*subject
    };
    let cells = [&before, after].map(|to| look::link_to(subject.connection, to));
    members::tell(plan, subject, &key, "snapshotSchedule", cells);
    let calls = [after, &before].map(|to| calls::vm::set_snapshot_schedule(vm, to));
    setting::set(plan, &machine, "snapshot_schedule", json!(after), calls);
}

/// Turns the subject on or off.
fn switch(subject: &Subject<'_>, on: bool) -> Result<Plan, Refusal> {
    let mut plan = Plan::default();
    let flag = |on| crate::view::Cell::Flag { on };
    plan.change("enabled", subject, flag(!on), flag(on));
    let calls = [on, !on].map(|on| calls::vmss::set_enabled(&subject.reference(), on));
    setting::set(&mut plan, subject, "enabled", json!(on), calls);
    Ok(plan)
}
