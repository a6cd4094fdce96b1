//! One fault, or several at once: provoked, waited out, and looked at.

use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime},
};

use anyhow::Result;
use engine::api::TaskState;
use inventory::Job;
use poolsim::{Sim, TaskInfo};
use rand::{RngExt as _, rngs::StdRng};
use tokio::time::{Instant, sleep};

use crate::{
    compare::{Differences, compare},
    desk::Desk,
    faults::{Fault, Step},
    report::Line,
    rival::Rival,
};

/// How often to look.
const LOOK: Duration = Duration::from_millis(10);
/// After this long without coming back it never does.
const NEVER: Duration = Duration::from_secs(90);
/// How long what is on its way may be on its way.
const SETTLE: Duration = Duration::from_secs(10);
/// What differs is looked at so often before it is believed.
const LOOKS: u32 = 5;
/// How many jobs are asked for while the fault lasts.
const JOBS: usize = 4;

/// What is left on the server of ours.
#[derive(Clone, Debug, Default)]
pub struct Left {
    /// Sessions beyond those in use.
    pub sessions: usize,
    /// Tasks that have ended.
    pub tasks: usize,
    /// Both, and the sessions in use, for reading.
    pub notes: String,
}

/// Waits until nothing is left behind, for a while; what still is then.
pub async fn left_behind(sim: &Sim, in_use: usize) -> Left {
    let until = Instant::now() + SETTLE;
    loop {
        let (sessions, tasks) = {
            let world = sim.world();
            (world.session_infos(), world.task_infos())
        };
        let ours = sessions
            .iter()
            .filter(|session| session.originator.starts_with("Pooldeck/"));
        let ours: Vec<_> = ours.collect();
        let ended = tasks
            .iter()
            .filter(|task| is_ours(task) && task.status != "pending");
        let ended: Vec<_> = ended.collect();
        let left = Left {
            sessions: ours.len().saturating_sub(in_use),
            tasks: ended.len(),
            notes: format!("    {in_use} in use of {ours:?}; ended {ended:?}\n"),
        };
        if left.sessions + left.tasks == 0 || Instant::now() > until {
            return left;
        }
        sleep(LOOK).await;
    }
}

/// Whether a task carries our mark: since its birth, or set afterwards.
fn is_ours(task: &TaskInfo) -> bool {
    task.other_config
        .keys()
        .any(|key| key.to_lowercase().contains("pooldeck"))
}

/// A job that was asked for.
struct Asked {
    vm: String,
    task: String,
}

/// The stage.
pub struct Trial<'a> {
    sim: &'a Sim,
    desk: &'a Desk,
    rival: &'a Rival,
}

impl<'a> Trial<'a> {
    /// Sets it.
    pub fn new(sim: &'a Sim, desk: &'a Desk, rival: &'a Rival) -> Self {
        Self { sim, desk, rival }
    }

    /// Plays.
    pub async fn run(&self, faults: &[&Fault], dice: &mut StdRng) -> Result<Line> {
        let begun = SystemTime::now();
        let names: Vec<&str> = faults.iter().map(|fault| fault.name).collect();
        let mut line = Line {
            fault: names.join(" + "),
            shows_by_silence: faults.iter().any(|fault| fault.shows_by_silence),
            ..Line::default()
        };
        let changes = self.rival.changes();
        let mut asked = self.ask(dice).await;
        for fault in faults {
            for step in (fault.steps)(self.sim) {
                match step {
                    // Of two at once the second may make no sense any more: a dead host cannot be elected.
                    Step::Order(order) => match self.sim.order(order).await {
                        Err(nonsense) if faults.len() > 1 => {
                            line.notes += &format!("    {}: {nonsense}\n", fault.name);
                        }
                        done => done?,
                    },
                    Step::Lift => self.sim.lift(),
                    Step::Wait(while_) => sleep(while_).await,
                    Step::Jobs => asked.extend(self.ask(dice).await),
                    Step::Delete(count) => self.delete(count),
                }
            }
        }
        // Several at once end together.
        if faults.iter().any(|fault| !fault.stands) {
            self.sim.lift();
        }
        line.recovered = self.back().await;
        self.sim.lift();

        self.rival.rest().await;
        let differences = self.settled().await;
        line.objects = differences.objects;
        line.missing = differences.missing.len();
        line.stale = differences.stale.len();
        line.ghosts = differences.ghosts.len();
        line.notes += &differences.to_string();
        self.judge_jobs(&asked, begun, &mut line).await;
        let left = left_behind(self.sim, 1).await;
        line.sessions_leaked = left.sessions;
        line.tasks_leaked = left.tasks;
        if left.sessions + left.tasks > 0 {
            line.notes += &left.notes;
        }
        if line.recovered.is_none() {
            line.notes += &format!("    {:?}\n", self.desk.connection());
        }
        line.notes += &format!(
            "    the second client made {} changes\n",
            self.rival.changes() - changes
        );
        self.rival.go_on();
        Ok(line)
    }

    /// Asks for some jobs that nobody could take for one another: reboots of machines that run.
    async fn ask(&self, dice: &mut StdRng) -> Vec<Asked> {
        let running = self.running();
        let mut asked = Vec::new();
        for _ in 0..JOBS {
            if running.is_empty() {
                break;
            }
            let vm = &running[dice.random_range(0..running.len())];
            if let Some(task) = self.desk.ask(Job::HardReboot, vm).await {
                asked.push(Asked {
                    vm: vm.clone(),
                    task,
                });
            }
        }
        asked
    }

    /// The machines that run.
    fn running(&self) -> Vec<String> {
        let world = self.sim.world();
        let vms = world.db.all("VM").into_iter();
        vms.filter(|vm| {
            world.db.text(vm, "power_state") == "Running" && !world.db.flag(vm, "is_control_domain")
        })
        .map(|vm| vm.to_string())
        .collect()
    }

    /// How often the server was asked to reboot a VM by somebody whom it knew, so that it may have
    /// done it: (in all, heard).
    fn reboots_of(&self, vm: &str, since: SystemTime) -> (usize, usize) {
        let world = self.sim.world();
        let calls = world.calls.all().filter(|call| {
            call.at >= since
                && call.let_in
                && call.method.ends_with("VM.hard_reboot")
                && call.params.iter().any(|param| param == vm)
        });
        calls.fold((0, 0), |(all, heard), call| {
            (all + 1, heard + usize::from(call.heard))
        })
    }

    /// Deletes snapshots where nobody is told of it but by the server's events.
    fn delete(&self, count: usize) {
        let mut world = self.sim.world();
        let snapshots = world.db.all("VM").into_iter();
        let snapshots: Vec<_> = snapshots
            .filter(|vm| world.db.flag(vm, "is_a_snapshot"))
            .take(count)
            .collect();
        for snapshot in snapshots {
            world.db.delete(&snapshot);
        }
    }

    /// Waits until the window says Live and shows a change made after the fault; how long that took.
    pub async fn back(&self) -> Option<Duration> {
        let begun = Instant::now();
        let mark = format!("mark {:?}", SystemTime::now());
        let pool = {
            let mut world = self.sim.world();
            let pool = world.pool();
            world.db.set(&pool, "name_description", mark.as_str());
            pool
        };
        while begun.elapsed() < NEVER {
            if self.desk.is_live().await && self.shows(&pool, &mark) {
                return Some(begun.elapsed());
            }
            sleep(LOOK).await;
        }
        None
    }

    fn shows(&self, pool: &str, mark: &str) -> bool {
        let world = self.desk.store().read();
        world
            .record::<xapi::Pool>(&pool.into())
            .is_some_and(|pool| pool.name_description == mark)
    }

    /// What differs once everything on its way has arrived. While the window says that what it shows
    /// may be old nothing is wrong with it; it has to say so no longer at the end.
    async fn settled(&self) -> Differences {
        let mut until = Instant::now() + SETTLE;
        let never = Instant::now() + NEVER;
        let mut looks = 0;
        loop {
            let begun = Instant::now();
            let differences = compare(self.sim, self.desk.store());
            // Comparing keeps the server from serving: it must not be what it waits for.
            let pause = (begun.elapsed() * 4).max(LOOK * 5);
            looks += 1;
            if !self.desk.is_live().await && Instant::now() < never {
                until = Instant::now() + SETTLE;
            }
            let patient = Instant::now() < until || looks < LOOKS;
            if differences.is_empty() || !patient {
                return differences;
            }
            sleep(pause).await;
        }
    }

    /// Jobs that the server let in more than once: each bears a mark of its own.
    fn repeated(&self, since: SystemTime) -> Vec<String> {
        let mut times = BTreeMap::<String, usize>::new();
        let world = self.sim.world();
        let calls = world.calls.all();
        for call in calls.filter(|call| call.at >= since && call.let_in) {
            for (_, mark) in &call.other_config {
                *times.entry(format!("{} {mark}", call.method)).or_default() += 1;
            }
        }
        times.retain(|_, times| *times > 1);
        times.into_keys().collect()
    }

    /// Whether each job ran once at the most, and ended as it was told.
    async fn judge_jobs(&self, asked: &[Asked], begun: SystemTime, line: &mut Line) {
        let repeated = self.repeated(begun);
        line.jobs_repeated = repeated.len();
        for job in repeated {
            line.notes += &format!("    more than once: {job}\n");
        }
        let until = Instant::now() + SETTLE * 2;
        for job in asked {
            let task = loop {
                let task = self.desk.task(&job.task);
                match task.as_ref().map(|task| task.state) {
                    Some(TaskState::Running) | None if Instant::now() < until => {
                        sleep(LOOK).await;
                    }
                    _ => break task,
                }
            };
            let state = task.as_ref().map(|task| task.state);
            let told_by_server = task
                .and_then(|task| task.error)
                .is_some_and(|problem| !problem.raw.is_empty());
            let (calls, heard) = self.reboots_of(&job.vm, begun);
            let honest = match state {
                Some(TaskState::Succeeded | TaskState::Cancelled) => heard >= 1,
                Some(TaskState::Unknown) => true,
                // What the server says of it is true; what we say of it must be.
                Some(TaskState::Failed) => heard == 0 || told_by_server,
                Some(TaskState::Running) | None => false,
            };
            if !honest {
                line.jobs_misreported += 1;
                line.notes += &format!(
                    "    the reboot of {} is told to be {state:?}; {calls} calls, {heard} heard\n",
                    job.vm
                );
            }
        }
    }
}
