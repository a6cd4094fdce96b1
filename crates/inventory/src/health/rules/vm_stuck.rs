//! An operation on a VM has been under way for longer than any should take.

use xapi::{OpaqueRef, Task, Vm, VmKind};

use super::wakes;
use crate::{
    health::{
        Severity, Sign,
        rule::{Look, Rule, Wake},
    },
    problem::Problem,
};

/// So many seconds: even large disks are moved within a working day.
const TOO_LONG: i64 = 8 * 60 * 60;

pub(super) struct VmStuck;

impl Rule for VmStuck {
    type Of = Vm;
    const ID: &'static str = "vm_stuck";
    const WOKEN_BY: &'static [Wake] = &[wakes::TASK_OF_VM];

    fn find(look: &Look<'_, Vm>, signs: &mut Vec<Sign>) {
        if look.record.kind() != VmKind::Machine {
            return;
        }
        let tasks = look.record.current_operations.keys();
        for task in tasks.map(|task| OpaqueRef::from(task.as_str())) {
            let created = look.world.record(&task).map(|task: &Task| task.created);
            if let Some(created) = created.filter(|created| !created.is_never()) {
                let since = created.unix().saturating_add(TOO_LONG);
                signs.push(Sign::new(Severity::Degraded).about(&task).from(since));
            }
        }
    }

    fn say(look: &Look<'_, Vm>, sign: &Sign, sentence: Problem) -> Problem {
        let task = look.about::<Task>(sign);
        sentence.with("task", task.map_or("", |task| task.name_label.as_str()))
    }
}
