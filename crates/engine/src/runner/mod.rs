//! Runs plans: checked against what is known, each call submitted once, and then followed in the
//! server's own task, which comes with all the other objects.
//!
//! [`run`] is the state machine of one plan, [`tracked_call`] that of one call; here is what drives
//! both: what comes from servers makes runs advance, and what runs need next is submitted.

mod bulk;
mod cancel;
mod content;
mod failures;
mod interrupted;
mod left_behind;
mod listing;
mod moving;
mod patience;
mod record;
mod run;
mod sending_bytes;
pub(crate) mod server_tasks;
mod through;
mod tolerance;
mod tracked_call;
mod undo;
mod undo_again;
mod view;
mod waiting;

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use inventory::{
    ConnectionId, ConnectionInfo, JobRequest, ObjectKey, Problem,
    jobs::{self, Part, Parts, plan::Plan},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, broadcast::error::RecvError};
use uuid::Uuid;
use xapi::{Class, OpaqueRef};

use self::{
    left_behind::LeftBehind,
    run::{Entry, Next, Origin, Run},
    tracked_call::{LinkStatus, TrackedCall},
};
use crate::{
    api::ConnectionState,
    change_bus::{ChangeBus, Invalidation},
    connection::{Connection, Connections},
    installation::Installation,
    journal::Journal,
    lock::lock,
    notices::Notices,
    shown::project_all,
    source::{Link, Submission, SubmitError, Submitted},
};

/// So many ended runs are remembered.
const REMEMBERED: usize = 200;
/// So many calls are on their way to servers at once.
const AT_ONCE: usize = 10;
/// Until a call's task is seen it is looked for this often.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// All that was asked for.
pub(crate) struct Runner {
    connections: Arc<Connections>,
    change_bus: ChangeBus,
    notices: Arc<Notices>,
    /// The oldest first. Held while a store is read, never the other way about.
    runs: Mutex<VecDeque<Run>>,
    /// Finished tasks of others that were taken off the list.
    cleared: Mutex<HashSet<(ConnectionId, OpaqueRef)>>,
    /// Whose marks are ours.
    installation: Installation,
    /// What came of tasks of earlier runs of the program, by their ids; told once, and shown until
    /// they are taken off the list.
    left_behind: Mutex<HashMap<String, LeftBehind>>,
    turns: Semaphore,
    /// What the next start is to know.
    journal: Journal,
    /// Whether a person was told that the journal cannot be written.
    has_told_of_journal: AtomicBool,
}

/// A run that may begin or go on, and through what.
struct Admitted {
    id: String,
    connection: Arc<Connection>,
    link: Arc<dyn Link>,
    at_once: usize,
    leads: bool,
}

impl Admitted {
    fn of(run: &Run, connection: Arc<Connection>, link: Arc<dyn Link>) -> Self {
        Self {
            id: run.id.clone(),
            connection,
            link,
            at_once: run.origin.at_once,
            leads: run.origin.leads,
        }
    }
}

/// What would be done to an object, and its name.
type NamedPlan = (Plan, String);

/// What is done to each of what was asked for, or why not.
struct PlannedParts {
    parts: Vec<(Part, Result<NamedPlan, Problem>)>,
    at_once: usize,
}

/// A plan that may be run, and through what.
type New = (Run, Arc<Connection>, Arc<dyn Link>);

impl Runner {
    /// Nothing was asked for yet.
    pub(crate) fn new(
        connections: Arc<Connections>,
        change_bus: ChangeBus,
        notices: Arc<Notices>,
        installation: Installation,
        journal: Journal,
    ) -> Arc<Self> {
        let runner = Arc::new(Self {
            connections,
            change_bus,
            notices,
            runs: Mutex::default(),
            cleared: Mutex::default(),
            installation,
            left_behind: Mutex::default(),
            turns: Semaphore::new(AT_ONCE),
            journal,
            has_told_of_journal: AtomicBool::new(false),
        });
        tokio::spawn(watch(Arc::downgrade(&runner), runner.change_bus.clone()));
        runner
    }

    /// Does a job to each of `objects` that it can be done to, and answers with the tasks' ids. If
    /// it can be done to none of them, that is the first one's problem. With `seen`, the fingerprint
    /// of a preview, nothing is done that was not shown in it.
    pub(crate) fn run(
        self: &Arc<Self>,
        request: &JobRequest,
        objects: &[ObjectKey],
        seen: Option<&str>,
    ) -> Result<Vec<String>, Problem> {
        // One look at the stores for all, or what is done might differ from what was compared.
        let planned = project_all(&self.connections.all(), |connections| {
            let is_as_seen =
                |seen| jobs::preview(connections, request, objects).fingerprint == seen;
            if !seen.is_none_or(is_as_seen) {
                return Err(Problem::new("changed_meanwhile"));
            }
            Ok(planned(
                connections,
                jobs::parts(connections, request, objects),
            ))
        })?;
        self.enter_planned(planned)
    }

    /// Does what is planned anew for each of some parts.
    fn run_parts(self: &Arc<Self>, parts: Parts) -> Result<Vec<String>, Problem> {
        let planned = project_all(&self.connections.all(), |connections| {
            planned(connections, parts)
        });
        self.enter_planned(planned)
    }

    fn enter_planned(self: &Arc<Self>, planned: PlannedParts) -> Result<Vec<String>, Problem> {
        let group = (planned.parts.len() > 1).then(|| Uuid::new_v4().to_string());
        let mut refusal = None;
        let mut admitted = Vec::new();
        for (part, plan) in planned.parts {
            let origin = Origin {
                request: part.request,
                group: group.clone(),
                at_once: planned.at_once,
                leads: part.leads,
                is_undo: false,
            };
            match plan.and_then(|plan| self.admit(&origin, &part.object, plan)) {
                Ok(one) => admitted.push(one),
                Err(problem) => refusal = refusal.or(Some(problem)),
            }
        }
        match refusal {
            Some(problem) if admitted.is_empty() => Err(problem),
            _ => Ok(self.enter_all(admitted)),
        }
    }

    fn admit(
        &self,
        origin: &Origin,
        object: &ObjectKey,
        (plan, name): (Plan, String),
    ) -> Result<New, Problem> {
        let connection = self.connections.get(&object.connection)?;
        let link = connection.link()?;
        let id = Uuid::new_v4().to_string();
        let run = Run::new(id, origin.clone(), object.clone(), name, plan);
        Ok((run, connection, link))
    }

    /// Enters runs, and lets each begin when it is its turn.
    fn enter_all(self: &Arc<Self>, new: Vec<New>) -> Vec<String> {
        let mut admitted = Vec::new();
        for (mut run, connection, link) in new {
            let (id, title, subject) = (run.id.clone(), run.title(), run.subject_name.clone());
            tracing::info!(connection = %connection.id, id, title, subject, "asked for");
            self.note(&mut run);
            admitted.push(Admitted::of(&run, connection, link));
            let mut runs = lock(&self.runs);
            runs.push_back(run);
            forget_the_oldest(&mut runs);
        }
        let ids = admitted.iter().map(|one| one.id.clone()).collect();
        self.begin_in_turn(admitted);
        self.change_bus.publish(Invalidation::Tasks);
        ids
    }

    /// Lets each begin, or go on, when it is its turn among these: in their order. One that leads takes all
    /// turns, so that the rest comes after its end.
    fn begin_in_turn(self: &Arc<Self>, admitted: Vec<Admitted>) {
        let Some(at_once) = admitted.iter().map(|one| one.at_once).max() else {
            return;
        };
        let all = u32::try_from(at_once.max(1)).unwrap_or(1);
        let turns = Arc::new(Semaphore::new(all as usize));
        let runner = self.clone();
        tokio::spawn(async move {
            for one in admitted {
                let wanted = if one.leads { all } else { 1 };
                // The semaphore is never closed.
                if let Ok(turn) = turns.clone().acquire_many_owned(wanted).await {
                    runner.begin(&one.id, turn, &one.connection, &one.link);
                }
            }
        });
    }

    /// Lets the journal know how a run stands, if that has changed. Nothing is kept of a demonstration.
    fn note(&self, run: &mut Run) {
        let is_kept = |connection: Arc<Connection>| !connection.demo;
        if self.connections.get(&run.connection).is_ok_and(is_kept)
            && let Some(entry) = run.journal_entry()
        {
            self.journal.put(entry);
        }
    }

    /// Resolves when the next start would know all that was noted. A disk that is full keeps nobody from
    /// stopping a VM: then it is told once that the next start will know less.
    async fn noted(&self) {
        if let Err(problem) = self.journal.written().await
            && !self.has_told_of_journal.swap(true, Ordering::Relaxed)
        {
            self.notices.tell(None, None, problem);
        }
    }

    /// Lets a run begin whose turn it is, unless it was stopped while it waited.
    fn begin(
        self: &Arc<Self>,
        id: &str,
        turn: OwnedSemaphorePermit,
        connection: &Arc<Connection>,
        link: &Arc<dyn Link>,
    ) {
        {
            let mut runs = lock(&self.runs);
            let Some(run) = runs.iter_mut().find(|run| run.id == id) else {
                return;
            };
            if !run.runs() {
                return;
            }
            run.turn = Some(turn);
            // Somebody may have changed what it relies on while it waited.
            if run.waits() && !run.plan.holds(&connection.store.read()) {
                let problem = Problem::new("changed_meanwhile");
                run.end(crate::api::TaskState::Failed, Some(problem));
            }
        }
        self.advance(id, connection, Some(link));
    }

    /// Lets a run take its next step, if it is time for one. `link`: the one that it was admitted
    /// through, if it has not begun.
    fn advance(
        self: &Arc<Self>,
        id: &str,
        connection: &Arc<Connection>,
        link: Option<&Arc<dyn Link>>,
    ) {
        let submission = {
            let mut runs = lock(&self.runs);
            let Some(run) = runs.iter_mut().find(|run| run.id == id) else {
                return;
            };
            let world = connection.store.read();
            let mark = |index| self.installation.mark(&format!("{id}:{index}"));
            let next = run.advance(&world, mark);
            drop(world);
            self.note(run);
            match next {
                Next::Nothing | Next::Ended => None,
                Next::Again(after) => {
                    self.advance_later(id.to_owned(), connection.clone(), after);
                    None
                }
                Next::Stop(index) => {
                    let stop = self
                        .clone()
                        .stop_waiting(id.to_owned(), index, connection.clone());
                    tokio::spawn(stop);
                    None
                }
                Next::Submit(index) => {
                    let TrackedCall { call, mark, .. } = &run.calls[index].tracked;
                    Some(Submission {
                        call: call.clone(),
                        subject: run.subject.opaque(),
                        mark: mark.clone(),
                        moved: run.moved_by(index),
                        is_last: run.is_last(index),
                    })
                }
            }
        };
        if let Some(submission) = submission {
            let through = self.through(&submission, connection, link);
            tokio::spawn(self.clone().submit(submission, connection.clone(), through));
        }
        let ended = lock(&self.runs)
            .iter()
            .any(|run| run.id == id && run.has_news());
        if ended {
            self.tell_failures(connection);
        }
        self.change_bus.publish(Invalidation::Tasks);
    }

    /// Submits a call of a run whose own connection is `connection`.
    async fn submit(
        self: Arc<Self>,
        submission: Submission,
        connection: Arc<Connection>,
        through: Result<(Arc<Connection>, Arc<dyn Link>), Problem>,
    ) {
        // The semaphore is never closed.
        let turn = self.turns.acquire().await;
        self.leaves(&submission.mark);
        self.noted().await;
        if let Some(time) = self.time_of(&submission.mark) {
            self.give_time(connection.id.clone(), submission.mark.clone(), time);
        }
        // It may have waited for its turn, and been forbidden meanwhile.
        let own = connection.may_change();
        let admitted = own.and(through).and_then(|(at, link)| {
            at.may_change()?;
            Ok((at, link))
        });
        let (at, answer) = match admitted {
            Ok((at, link)) => (at, link.submit(&submission).await),
            Err(problem) => (connection.clone(), Err(SubmitError::Refused(problem))),
        };
        drop(turn);
        let mark = &submission.mark;
        let (mut coming, mut moving) = (None, None);
        self.update(mark, &connection, |call| match answer {
            Ok(Submitted::Task(task)) => call.taken(task),
            Ok(Submitted::Transfer(transfer)) => {
                let stopped = call.begins_to_move(&transfer);
                moving = Some((transfer, stopped));
            }
            Ok(Submitted::Answer(answer)) => {
                call.will_be_answered();
                coming = Some(answer);
            }
            Err(why) => call.not_taken(why),
        });
        if let Some(answer) = coming {
            let answer = answer.await;
            self.update(mark, &connection, |call| call.answered(answer));
        }
        if let Some((transfer, stopped)) = moving {
            let moved = self.moved(transfer, stopped).await;
            self.update(mark, &connection, |call| call.sent(moved));
        }
        while self.is_awaited(mark) {
            tokio::time::sleep(LOOK_AGAIN).await;
            self.review(&at);
        }
    }

    /// A call is about to be sent: from here on it may have had an effect.
    fn leaves(&self, mark: &str) {
        let mut runs = lock(&self.runs);
        for run in runs.iter_mut() {
            if let Some(call) = run.marked(mark) {
                call.is_sent = true;
                self.note(run);
            }
        }
    }

    fn time_of(&self, mark: &str) -> Option<Duration> {
        let runs = lock(&self.runs);
        runs.iter().find_map(|run| run.time_of(mark))
    }

    /// Puts down what has become of a call.
    fn update(
        self: &Arc<Self>,
        mark: &str,
        connection: &Arc<Connection>,
        put_down: impl FnOnce(&mut TrackedCall),
    ) {
        let id = {
            let mut runs = lock(&self.runs);
            let mut found = runs.iter_mut();
            let Some((id, call)) = found.find_map(|run| Some((run.id.clone(), run.marked(mark)?)))
            else {
                return;
            };
            put_down(call);
            if let Some(run) = runs.iter_mut().find(|run| run.id == id) {
                self.note(run);
            }
            id
        };
        self.advance(&id, connection, None);
        self.review(connection);
    }

    fn is_awaited(&self, mark: &str) -> bool {
        let mut runs = lock(&self.runs);
        let mut calls = runs.iter_mut().filter_map(|run| run.marked(mark));
        calls.any(|call| call.is_awaited())
    }

    /// Looks at what has become of the tasks of a connection.
    fn review(self: &Arc<Self>, connection: &Arc<Connection>) {
        let status = LinkStatus {
            live: connection.is_live(),
            given_up: matches!(connection.state(), ConnectionState::Disconnected { .. }),
        };
        let link = connection.link().ok();
        let mut changed = Vec::new();
        let mut destroyed = Vec::new();
        {
            let mut runs = lock(&self.runs);
            let world = connection.store.read();
            for run in runs.iter_mut() {
                let own = &run.connection;
                let is_made_here = |entry: &&mut Entry| {
                    let at = entry.tracked.call.connection.as_ref();
                    *at.unwrap_or(own) == connection.id
                };
                let mut has_changed = false;
                for entry in run.calls.iter_mut().filter(is_made_here) {
                    let call = &mut entry.tracked;
                    let before = call.status.clone();
                    call.observe(&world, &status);
                    has_changed |= call.status != before;
                    if let Some(link) = &link
                        && let Some(task) = call.destroy()
                    {
                        destroyed.push((link.clone(), task, call.mark.clone()));
                    }
                }
                if has_changed {
                    // What was given up for lost may have been found.
                    run.show_if_running();
                    self.note(run);
                    changed.push((run.id.clone(), run.connection.clone()));
                }
            }
        }
        for (link, task, mark) in destroyed {
            let runner = self.clone();
            tokio::spawn(async move {
                // The task is the only one who knows what came of the call, until the journal does.
                runner.noted().await;
                let gone = link.destroy_task(&task).await;
                let mut runs = lock(&runner.runs);
                if let Some(call) = runs.iter_mut().find_map(|run| run.marked(&mark)) {
                    call.destroyed(gone);
                }
                runs.retain(|run| !run.is_done_with());
            });
        }
        self.clear_away(connection);
        for (id, own) in changed {
            if let Ok(own) = self.connections.get(&own) {
                self.advance(&id, &own, None);
            }
        }
    }
}

/// What would be done to each, with its name.
fn planned(connections: &[ConnectionInfo<'_>], parts: Parts) -> PlannedParts {
    let plan = |part: &Part| match &part.refusal {
        Some(refusal) => Err(Problem::from(refusal.clone())),
        None => plan_of(connections, &part.request, &part.object),
    };
    let all = parts.parts.into_iter();
    PlannedParts {
        parts: all
            .map(|part| {
                let plan = plan(&part);
                (part, plan)
            })
            .collect(),
        at_once: parts.at_once.unwrap_or_else(run::usually_at_once),
    }
}

/// What would be done to an object, and its name.
fn plan_of(
    connections: &[ConnectionInfo<'_>],
    request: &JobRequest,
    object: &ObjectKey,
) -> Result<NamedPlan, Problem> {
    let info = connections
        .iter()
        .find(|info| *info.id == object.connection);
    let info = info.ok_or_else(|| Problem::new("no_such_object"))?;
    let plan = jobs::plan_among(connections, request, object)?;
    let name = info.world.name_of(&object.opaque()).unwrap_or_default();
    Ok((plan, name.to_owned()))
}

fn forget_the_oldest(runs: &mut VecDeque<Run>) {
    let finished = runs.iter().filter(|run| !run.runs()).count();
    let mut surplus = finished.saturating_sub(REMEMBERED);
    runs.retain(|run| {
        let goes = surplus > 0 && !run.runs();
        surplus -= usize::from(goes);
        !goes
    });
}

/// Looks at tasks whenever they may have changed, as long as there is anybody to look for.
async fn watch(runner: std::sync::Weak<Runner>, change_bus: ChangeBus) {
    let mut invalidations = change_bus.listen();
    drop(change_bus);
    loop {
        let change_bus = invalidations.recv().await;
        let Some(runner) = runner.upgrade() else {
            return;
        };
        let id = match change_bus {
            Ok(Invalidation::Objects(id, classes)) if classes.contains(&Class::Task) => id,
            Ok(Invalidation::Listed(id) | Invalidation::Connection(id)) => id,
            Ok(Invalidation::Objects(..) | Invalidation::Tasks | Invalidation::Timeline) => {
                continue;
            }
            Err(RecvError::Lagged(_)) => {
                runner
                    .connections
                    .all()
                    .iter()
                    .for_each(|connection| runner.review(connection));
                continue;
            }
            Err(RecvError::Closed) => return,
        };
        if let Ok(connection) = runner.connections.get(&id) {
            runner.review(&connection);
        }
    }
}
