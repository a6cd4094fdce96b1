//! The jobs that a person asks for meanwhile, and what the server knows of each.

use std::{fmt, time::SystemTime};

use inventory::Job;
use poolsim::{CallInfo, Sim, value::Ref};
use rand::{RngExt as _, rngs::StdRng};
use serde_json::json;

use crate::desk::Desk;

/// How many are asked for at a time.
const JOBS: usize = 4;
/// So often somebody is refused before he gives up.
const TRIES: usize = 40;

/// What is asked for: nothing that could be taken for something that the second client does.
const KINDS: [Job; 8] = [
    Job::HardReboot,
    Job::Snapshot,
    Job::Migrate,
    Job::Rename,
    Job::Start,
    Job::HardShutdown,
    Job::AddTag,
    Job::HardReboot,
];

/// A job that the engine has taken.
pub struct Asked {
    job: Job,
    vm: String,
    /// The engine's id of it.
    pub task: String,
    /// A text that goes with it and with no other.
    said: String,
}

/// What the server knows of a job.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// How often it was asked for it by somebody whom it knew, so that it may have done it.
    pub let_in: usize,
    /// How often of these it was not lost on the way.
    pub heard: usize,
    /// Whether the engine can still learn its end, or was told.
    pub can_be_learned: bool,
}

impl Asked {
    /// Whether the server makes a task for it, which carries our mark.
    fn has_task(&self) -> bool {
        !matches!(self.job, Job::Rename | Job::AddTag)
    }

    fn is(&self, call: &CallInfo) -> bool {
        let is_marked = |mark: &str| mark.contains(&self.task);
        call.other_config.iter().any(|(_, mark)| is_marked(mark))
            || !self.has_task() && call.params.contains(&self.said)
    }

    /// What the server knows of it.
    pub fn seen(&self, sim: &Sim, since: SystemTime) -> Seen {
        let world = sim.world();
        let calls = world.calls.all();
        let calls = calls.filter(|call| call.at >= since && self.is(call));
        let (calls, refused): (Vec<&CallInfo>, Vec<&CallInfo>) =
            calls.partition(|call| call.let_in);
        let heard = calls.iter().filter(|call| call.heard).count();
        // Of what has a task the end stands there; of the rest it is the answer. And who was refused, and
        // told so, knows.
        let was_refused = calls.is_empty() && refused.iter().any(|call| call.told);
        let ended = match self.has_task() {
            true => world.task_infos().iter().any(|task| {
                let mut marks = task.other_config.values();
                marks.any(|mark| mark.contains(&self.task))
            }),
            false => calls.iter().any(|call| call.told),
        };
        Seen {
            let_in: calls.len(),
            heard,
            can_be_learned: ended || was_refused,
        }
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the job {:?} on {}", self.job, self.vm)
    }
}

/// Asks for some; those that the engine takes.
pub async fn ask(sim: &Sim, desk: &Desk, dice: &mut StdRng) -> Vec<Asked> {
    let mut asked = Vec::new();
    for _ in 0..TRIES {
        if asked.len() == JOBS {
            break;
        }
        let job = KINDS[dice.random_range(0..KINDS.len())];
        let said = format!("asked for {:08x}", dice.random::<u32>());
        let (machines, hosts) = choices(sim, job);
        if machines.is_empty() {
            continue;
        }
        let vm = machines[dice.random_range(0..machines.len())].clone();
        let host = &hosts[dice.random_range(0..hosts.len())];
        let host = desk.key("host", host);
        let inputs = json!({ "name": said, "tag": said, "host": host });
        if let Some(task) = desk.ask(job, inputs, &vm).await {
            asked.push(Asked {
                job,
                vm,
                task,
                said,
            });
        }
    }
    asked
}

/// The machines that a job can be asked of, and all hosts; by their names, for their references are
/// others every time.
fn choices(sim: &Sim, job: Job) -> (Vec<String>, Vec<String>) {
    let world = sim.world();
    let db = &world.db;
    let named = |mut all: Vec<Ref>| -> Vec<String> {
        all.sort_by_key(|reference| db.text(reference, "name_label").to_owned());
        all.iter().map(|reference| reference.to_string()).collect()
    };
    let machines = db.all("VM").into_iter().filter(|vm| {
        let no = |field| !db.flag(vm, field);
        let state = db.text(vm, "power_state");
        no("is_control_domain")
            && no("is_a_template")
            && no("is_a_snapshot")
            && match job {
                Job::Start => state == "Halted",
                Job::HardReboot | Job::HardShutdown | Job::Migrate => state == "Running",
                _ => true,
            }
    });
    (named(machines.collect()), named(db.all("host")))
}
