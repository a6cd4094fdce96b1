//! One fault, or several at once: provoked, waited out, and looked at.

use std::time::{Duration, SystemTime};

use anyhow::Result;
use engine::api::TaskState;
use poolsim::{Sim, TaskInfo};
use rand::{SeedableRng as _, rngs::StdRng};
use test_support::{hold, poll};
use tokio::time::Instant;

use crate::{
    compare::{Differences, compare},
    desk::Desk,
    faults::{Fault, Step},
    jobs::{self, Asked},
    report::Line,
    rival::Rival,
};

/// The shortest time between two comparisons.
const LOOK: Duration = Duration::from_millis(50);
/// After this long without coming back it never does.
const NEVER: Duration = Duration::from_secs(90);
/// How long what is on its way may be on its way.
const SETTLE: Duration = Duration::from_secs(10);
/// What differs is looked at so often before it is believed.
const LOOKS: u32 = 5;

/// What is left on the server of ours.
#[derive(Clone, Debug, Default)]
pub struct Left {
    /// Sessions beyond those in use, of which we were told.
    pub sessions: usize,
    /// Sessions beyond those in use of which nobody was told: they cannot be ended by anybody.
    pub logins: usize,
    /// Tasks that have ended.
    pub tasks: usize,
    /// Both, and the sessions in use, for reading.
    pub notes: String,
}

/// Waits until nothing is left behind, for a while; what still is then.
pub async fn left_behind(sim: &Sim, in_use: usize) -> Left {
    let none = || {
        let left = left(sim, in_use);
        left.sessions + left.tasks == 0
    };
    poll(SETTLE, async || none().then_some(())).await;
    left(sim, in_use)
}

/// What is left behind now.
fn left(sim: &Sim, in_use: usize) -> Left {
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
    let beyond = ours.len().saturating_sub(in_use);
    let logins = ours.iter().filter(|session| !session.told).count();
    let logins = logins.min(beyond);
    Left {
        sessions: beyond - logins,
        logins,
        tasks: ended.len(),
        notes: format!("    {in_use} in use of {ours:?}; ended {ended:?}\n"),
    }
}

/// Whether a task carries our mark: since its birth, or set afterwards.
fn is_ours(task: &TaskInfo) -> bool {
    task.other_config
        .keys()
        .any(|key| key.to_lowercase().contains("pooldeck"))
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
    pub async fn run(&self, faults: &[&Fault], seed: u64) -> Result<Line> {
        let begun = SystemTime::now();
        let names: Vec<&str> = faults.iter().map(|fault| fault.name).collect();
        // Its own, so that it is the same whatever was played before it.
        let letters = names.iter().flat_map(|name| name.bytes());
        let mixed = letters.fold(seed, |seed, letter| {
            seed.wrapping_mul(31).wrapping_add(letter.into())
        });
        let dice = &mut StdRng::seed_from_u64(mixed);
        let questions = self.desk.questions();
        let lost_before = left(self.sim, 1).logins;
        let mut line = Line {
            fault: names.join(" + "),
            shows_by_silence: faults.iter().any(|fault| fault.shows_by_silence),
            ..Line::default()
        };
        let changes = self.rival.changes();
        let mut asked = jobs::ask(self.sim, self.desk, dice).await;
        let broke = (Instant::now(), SystemTime::now());
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
                    Step::Wait(while_) => hold(while_).await,
                    Step::Jobs => {
                        let more = jobs::ask(self.sim, self.desk, dice).await;
                        if more.is_empty() && faults.len() == 1 {
                            line.wrong.push("no job was taken".to_owned());
                        }
                        asked.extend(more);
                    }
                    Step::Delete(count) => self.delete(count),
                }
            }
        }
        // Several at once end together.
        if faults.iter().any(|fault| !fault.stands) {
            self.sim.lift();
        }
        line.recovered = self.back().await;
        line.noticed = self.desk.noticed(broke.0);
        if line.shows_by_silence && faults.len() == 1 && !self.was_looked_for(broke.1) {
            let wrong = "it showed otherwise than by silence";
            line.wrong.push(wrong.to_owned());
        }
        self.sim.lift();

        self.rival.rest().await;
        let differences = self.settled().await;
        line.objects = Some(differences.objects);
        line.missing = Some(differences.missing.len());
        line.stale = Some(differences.stale.len());
        line.ghosts = Some(differences.ghosts.len());
        line.notes += &differences.to_string();
        self.judge_jobs(&asked, begun, &mut line).await;
        let left = left_behind(self.sim, 1).await;
        line.sessions_leaked = Some(left.sessions);
        line.logins_lost = Some(left.logins.saturating_sub(lost_before));
        line.tasks_leaked = Some(left.tasks);
        if left.sessions + left.tasks > 0 {
            line.notes += &left.notes;
        }
        if line.recovered.is_none() {
            line.notes += &format!("    {:?}\n", self.desk.connection());
        }
        let questions = self.desk.questions() - questions;
        line.questions = Some(questions);
        if questions == 0 && faults.iter().any(|fault| fault.asks) {
            let wrong = "nobody was asked about the new certificate";
            line.wrong.push(wrong.to_owned());
        }
        line.notes += &format!(
            "    the second client made {} changes\n",
            self.rival.changes() - changes
        );
        self.rival.go_on();
        Ok(line)
    }

    /// Whether the engine has asked the server for a sign of life since then: that is how a loss shows
    /// that shows by silence only.
    fn was_looked_for(&self, since: SystemTime) -> bool {
        let world = self.sim.world();
        let mut calls = world.calls.all().filter(|call| call.at >= since);
        calls.any(|call| call.method == "host.get_servertime")
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
        poll(NEVER, async || {
            self.desk.answer(self.sim).await;
            let back = self.desk.is_live() && self.shows(&pool, &mark);
            back.then(|| begun.elapsed())
        })
        .await
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
            let pause = (begun.elapsed() * 4).max(LOOK);
            looks += 1;
            self.desk.answer(self.sim).await;
            if !self.desk.is_live() && Instant::now() < never {
                until = Instant::now() + SETTLE;
            }
            let patient = Instant::now() < until || looks < LOOKS;
            if differences.is_empty() || !patient {
                return differences;
            }
            hold(pause).await;
        }
    }

    /// Whether each job ran once at the most, and ended as it was told.
    async fn judge_jobs(&self, asked: &[Asked], begun: SystemTime, line: &mut Line) {
        let (mut unknown, mut repeated, mut misreported) = (0, 0, 0);
        for job in asked {
            let task = self.desk.ended(&job.task, NEVER).await;
            let state = task.as_ref().map(|task| task.state);
            let told_by_server = task
                .and_then(|task| task.error)
                .is_some_and(|problem| !problem.raw.is_empty());
            let seen = job.seen(self.sim, begun);
            let honest = match state {
                Some(TaskState::Succeeded | TaskState::Cancelled) => seen.heard >= 1,
                // As long as nobody can tell.
                Some(TaskState::Unknown) => !seen.can_be_learned,
                // What the server says of it is true; what we say of it must be.
                Some(TaskState::Failed) => seen.heard == 0 || told_by_server,
                Some(TaskState::Running | TaskState::Interrupted) | None => false,
            };
            unknown += usize::from(state == Some(TaskState::Unknown));
            repeated += usize::from(seen.let_in > 1);
            misreported += usize::from(!honest);
            if !honest || seen.let_in > 1 {
                line.notes += &format!("    {job} is told to be {state:?}: {seen:?}\n");
            }
        }
        line.jobs = Some(asked.len());
        line.jobs_unknown = Some(unknown);
        line.jobs_repeated = Some(repeated);
        line.jobs_misreported = Some(misreported);
    }
}
