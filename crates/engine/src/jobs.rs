//! What a person has asked for: checked against what is known, given to the server once, and then
//! followed in the server's own task, which comes with all the other objects.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use inventory::{ConnectionId, Job, ObjectKey, Problem, World, check};
use tokio::{
    sync::{Semaphore, broadcast::error::RecvError},
    time::Instant,
};
use uuid::Uuid;
use xapi::{Class, OpaqueRef, Task, TaskOperation, TaskStatus};

use crate::{
    api::{ConnectionState, TaskState, TaskView},
    clock,
    connection::{Connection, Connections},
    lock::lock,
    notices::Notices,
    problems,
    source::{Link, NotTaken, Order},
    tasks::{self, Ours},
    touch::{Bell, Touch},
};

/// So many finished tasks are remembered.
const REMEMBERED: usize = 200;
/// So many orders are on their way to servers at once.
const AT_ONCE: usize = 10;
/// A task of whose birth nobody can be sure has this long to show itself.
const BENEFIT_OF_DOUBT: Duration = Duration::from_secs(10);

/// One thing that was asked for.
struct Own {
    view: TaskView,
    /// The object, as the server knows it.
    subject: ObjectKey,
    /// The server's task.
    task: Option<OpaqueRef>,
    /// Whether that task was seen among the objects.
    seen: bool,
    /// Whether the order is still on its way.
    sending: bool,
    /// Nobody knows whether the order arrived: why, and until when the task may show itself.
    doubt: Option<(Problem, Instant)>,
    /// How often the connection had been listed when the order was given.
    lists: u64,
    /// Whether the server may forget its task.
    dismissed: bool,
}

impl Own {
    fn runs(&self) -> bool {
        self.view.state == TaskState::Running
    }

    fn end(&mut self, state: TaskState, error: Option<Problem>) {
        let TaskView {
            id,
            connection,
            title,
            subject_name,
            ..
        } = &self.view;
        tracing::info!(%connection, id, title, subject_name, ?state, ?error, "a task has ended");
        self.view.state = state;
        self.view.error = error;
        self.view.finished = Some(clock::unix_millis());
        self.view.cancellable = false;
        self.view.cancelling = false;
        if state == TaskState::Succeeded {
            self.view.progress = 1.0;
        }
    }

    /// Looks at the server's task among the objects.
    fn look(&mut self, world: &World, sight: &Sight) {
        if self.task.is_none() && self.doubt.is_some() {
            self.task = tasks::marked(world, &self.view.id).cloned();
        }
        let record = self
            .task
            .as_ref()
            .and_then(|task| world.record::<Task>(task));
        match record {
            Some(record) => {
                self.seen = true;
                self.follow(record);
            }
            None if self.sending => {}
            None if sight.given_up => self.lose(),
            // It was there, or should have been in the list that came since, and is not.
            None if sight.live
                && self.task.is_some()
                && (self.seen || sight.lists > self.lists) =>
            {
                self.lose();
            }
            None if self
                .doubt
                .as_ref()
                .is_some_and(|(_, until)| Instant::now() >= *until) =>
            {
                self.lose();
            }
            None => {}
        }
    }

    fn follow(&mut self, record: &Task) {
        self.view.progress = record.progress.clamp(0.0, 1.0);
        self.view.cancellable = record.allowed_operations.contains(&TaskOperation::Cancel);
        self.view.cancelling |= record
            .current_operations
            .values()
            .any(|operation| *operation == TaskOperation::Cancel);
        match record.status {
            TaskStatus::Success => self.end(TaskState::Succeeded, None),
            TaskStatus::Cancelled => self.end(TaskState::Cancelled, None),
            TaskStatus::Failure => {
                self.end(
                    TaskState::Failed,
                    Some(problems::of_task(&record.error_info)),
                );
            }
            _ => {}
        }
    }

    fn lose(&mut self) {
        let why = self.doubt.take().map(|(why, _)| why);
        self.end(
            TaskState::Unknown,
            Some(why.unwrap_or_else(|| Problem::new("task_unknown"))),
        );
        self.dismissed = true;
    }
}

/// What can be known of a connection's tasks now.
struct Sight {
    live: bool,
    lists: u64,
    /// Nobody looks any more.
    given_up: bool,
}

/// All that was asked for.
pub(crate) struct Jobs {
    connections: Arc<Connections>,
    bell: Bell,
    notices: Arc<Notices>,
    /// The oldest first. Held while a store is read, never the other way about.
    own: Mutex<VecDeque<Own>>,
    /// Finished tasks of others that were taken off the list.
    cleared: Mutex<HashSet<(ConnectionId, OpaqueRef)>>,
    turns: Semaphore,
}

impl Jobs {
    /// Nothing was asked for yet.
    pub(crate) fn new(
        connections: Arc<Connections>,
        bell: Bell,
        notices: Arc<Notices>,
    ) -> Arc<Self> {
        let jobs = Arc::new(Self {
            connections,
            bell,
            notices,
            own: Mutex::default(),
            cleared: Mutex::default(),
            turns: Semaphore::new(AT_ONCE),
        });
        tokio::spawn(watch(Arc::downgrade(&jobs), jobs.bell.clone()));
        jobs
    }

    /// Does `job` on each of `objects` that it can be done to, and answers with the tasks' ids. If
    /// it can be done to none of them, that is the first one's problem.
    pub(crate) fn run(
        self: &Arc<Self>,
        job: Job,
        objects: Vec<ObjectKey>,
    ) -> Result<Vec<String>, Problem> {
        let mut refusal = None;
        let mut ids = Vec::new();
        for object in objects {
            match self.admit(job, &object) {
                Ok((connection, link)) => ids.push(self.begin(job, object, connection, link)),
                Err(problem) => refusal = refusal.or(Some(problem)),
            }
        }
        match refusal {
            Some(problem) if ids.is_empty() => Err(problem),
            _ => {
                self.bell.ring(Touch::Tasks);
                Ok(ids)
            }
        }
    }

    fn admit(
        &self,
        job: Job,
        object: &ObjectKey,
    ) -> Result<(Arc<Connection>, Arc<dyn Link>), Problem> {
        let connection = self.connections.get(&object.connection)?;
        let access = connection.access();
        check::check(&connection.store.read(), access, job, object)?;
        let link = connection.link()?;
        Ok((connection, link))
    }

    fn begin(
        self: &Arc<Self>,
        job: Job,
        object: ObjectKey,
        connection: Arc<Connection>,
        link: Arc<dyn Link>,
    ) -> String {
        let id = Uuid::new_v4().to_string();
        let order = Order {
            job,
            class: object.class(),
            object: object.opaque(),
            mark: id.clone(),
        };
        let subject_name = connection
            .store
            .read()
            .name_of(&order.object)
            .unwrap_or_default()
            .to_owned();
        let view = TaskView {
            id: id.clone(),
            connection: connection.id.clone(),
            job: Some(job),
            title: job.call().method.to_owned(),
            subject: Some(object.clone()),
            subject_name,
            state: TaskState::Running,
            progress: 0.0,
            started: clock::unix_millis(),
            finished: None,
            remaining: None,
            cancellable: false,
            cancelling: false,
            error: None,
        };
        let TaskView {
            title,
            subject_name,
            ..
        } = &view;
        tracing::info!(connection = %connection.id, id, title, subject_name, "asked for");
        let mut own = lock(&self.own);
        own.push_back(Own {
            view,
            subject: object,
            task: None,
            seen: false,
            sending: true,
            doubt: None,
            lists: connection.lists(),
            dismissed: false,
        });
        forget_the_oldest(&mut own);
        drop(own);
        tokio::spawn(self.clone().send(order, connection, link));
        id
    }

    async fn send(self: Arc<Self>, order: Order, connection: Arc<Connection>, link: Arc<dyn Link>) {
        // The semaphore is never closed.
        let turn = self.turns.acquire().await;
        // It may have waited for its turn, and been forbidden meanwhile.
        let answer = match connection.may_change() {
            Ok(()) => link.order(&order).await,
            Err(problem) => Err(NotTaken::Refused(problem)),
        };
        drop(turn);
        let doubtful = matches!(answer, Err(NotTaken::Doubtful(_)));
        let failed = {
            let mut own = lock(&self.own);
            let Some(entry) = own.iter_mut().find(|entry| entry.view.id == order.mark) else {
                return;
            };
            entry.sending = false;
            match answer {
                Ok(task) => entry.task = Some(task),
                Err(NotTaken::Refused(problem)) => {
                    entry.dismissed = true;
                    entry.end(TaskState::Failed, Some(problem));
                }
                Err(NotTaken::Doubtful(problem)) => {
                    entry.doubt = Some((problem, Instant::now() + BENEFIT_OF_DOUBT));
                }
            }
            !entry.runs()
        };
        if failed {
            self.tell_failures(&connection, &HashSet::from([order.mark]));
        }
        self.review(&connection);
        self.bell.ring(Touch::Tasks);
        if doubtful {
            tokio::time::sleep(BENEFIT_OF_DOUBT).await;
            self.review(&connection);
        }
    }

    /// Looks at what has become of the tasks of a connection.
    fn review(&self, connection: &Arc<Connection>) {
        let sight = Sight {
            live: connection.is_live(),
            lists: connection.lists(),
            given_up: matches!(connection.state(), ConnectionState::Disconnected { .. }),
        };
        let link = connection.link().ok();
        let mut ended = HashSet::new();
        let mut dismissed = Vec::new();
        let mut changed = false;
        {
            let mut own = lock(&self.own);
            let world = connection.store.read();
            for entry in own
                .iter_mut()
                .filter(|entry| entry.view.connection == connection.id)
            {
                if entry.runs() {
                    let before = entry.view.clone();
                    entry.look(&world, &sight);
                    changed |= entry.view != before;
                    if !entry.runs() {
                        ended.insert(entry.view.id.clone());
                    }
                }
                if !entry.runs()
                    && !entry.dismissed
                    && let (Some(link), Some(task)) = (&link, &entry.task)
                {
                    entry.dismissed = true;
                    dismissed.push((link.clone(), task.clone()));
                }
            }
        }
        for (link, task) in dismissed {
            tokio::spawn(async move { link.dismiss(&task).await });
        }
        self.tell_failures(connection, &ended);
        if changed {
            self.bell.ring(Touch::Tasks);
        }
    }

    /// Gives the errors of tasks that have just ended their names, and tells them.
    fn tell_failures(&self, connection: &Connection, ids: &HashSet<String>) {
        if ids.is_empty() {
            return;
        }
        let mut told = Vec::new();
        for entry in lock(&self.own)
            .iter_mut()
            .filter(|entry| ids.contains(&entry.view.id))
        {
            let named = entry
                .view
                .error
                .take()
                .map(|problem| connection.named(problem));
            entry.view.error.clone_from(&named);
            if let Some(problem) = named {
                told.push((entry.subject.clone(), problem));
            }
        }
        for (object, problem) in told {
            self.notices
                .tell(Some(&connection.id), Some(&object), problem);
        }
    }

    /// All tasks, ours and others', the newest first.
    pub(crate) fn tasks(&self, connections: &[Arc<Connection>]) -> Vec<TaskView> {
        let (mut views, ours) = {
            let own = lock(&self.own);
            let views: Vec<TaskView> = own.iter().map(|entry| entry.view.clone()).collect();
            let ours = Ours {
                ids: own.iter().map(|entry| entry.view.id.clone()).collect(),
                tasks: own.iter().filter_map(|entry| entry.task.clone()).collect(),
                sending: own
                    .iter()
                    .filter(|entry| entry.sending)
                    .map(|entry| entry.view.title.clone())
                    .collect(),
                cleared: lock(&self.cleared).clone(),
            };
            (views, ours)
        };
        for connection in connections {
            let foreign = tasks::foreign(&connection.id, &connection.store.read(), &ours);
            views.extend(foreign.into_iter().map(|mut view| {
                view.error = view.error.map(|problem| connection.named(problem));
                view
            }));
        }
        let now = clock::unix_millis();
        for view in &mut views {
            view.remaining = tasks::remaining(view, now);
        }
        views.sort_by(|a, b| b.started.cmp(&a.started).then_with(|| a.id.cmp(&b.id)));
        views
    }

    /// Asks a task to stop.
    pub(crate) async fn cancel(&self, id: &str) -> Result<(), Problem> {
        let gone = || Problem::new("no_such_object");
        let ours = lock(&self.own)
            .iter()
            .find(|entry| entry.view.id == id)
            .map(|entry| (entry.view.connection.clone(), entry.task.clone()));
        let (connection, task) = match ours {
            Some((connection, task)) => (self.connections.get(&connection)?, task),
            None => {
                let (connection, task) = tasks::parse_id(id).ok_or_else(gone)?;
                (self.connections.get(&connection)?, Some(task))
            }
        };
        let task = task.ok_or_else(|| Problem::new("not_allowed_now"))?;
        if connection
            .store
            .read()
            .object(&Class::Task, &task)
            .is_none()
        {
            return Err(gone());
        }
        connection.may_change()?;
        let link = connection.link()?;
        self.say_cancelling(id, true);
        let asked = link.cancel(&task).await;
        asked.map_err(|problem| {
            self.say_cancelling(id, false);
            connection.named(problem)
        })
    }

    fn say_cancelling(&self, id: &str, cancelling: bool) {
        if let Some(entry) = lock(&self.own).iter_mut().find(|entry| entry.view.id == id) {
            entry.view.cancelling = cancelling && entry.runs();
        }
        self.bell.ring(Touch::Tasks);
    }

    /// Takes the finished tasks off the list.
    pub(crate) fn clear(&self) {
        lock(&self.own).retain(|entry| entry.runs() || !entry.dismissed);
        let mut cleared = lock(&self.cleared);
        cleared.clear();
        for connection in self.connections.all() {
            let world = connection.store.read();
            let finished = world.tasks().filter(|(_, task)| !task.finished.is_never());
            cleared.extend(finished.map(|(task, _)| (connection.id.clone(), task.clone())));
        }
        drop(cleared);
        self.bell.ring(Touch::Tasks);
    }
}

fn forget_the_oldest(own: &mut VecDeque<Own>) {
    let finished = own.iter().filter(|entry| !entry.runs()).count();
    let mut surplus = finished.saturating_sub(REMEMBERED);
    own.retain(|entry| {
        let goes = surplus > 0 && !entry.runs();
        surplus -= usize::from(goes);
        !goes
    });
}

/// Looks at tasks whenever they may have changed, as long as there is anybody to look for.
async fn watch(jobs: std::sync::Weak<Jobs>, bell: Bell) {
    let mut touches = bell.listen();
    drop(bell);
    loop {
        let touch = touches.recv().await;
        let Some(jobs) = jobs.upgrade() else { return };
        let id = match touch {
            Ok(Touch::Objects(id, classes)) if classes.contains(&Class::Task) => id,
            Ok(Touch::Listed(id) | Touch::Connection(id)) => id,
            Ok(Touch::Objects(..) | Touch::Tasks) => continue,
            Err(RecvError::Lagged(_)) => {
                jobs.connections
                    .all()
                    .iter()
                    .for_each(|connection| jobs.review(connection));
                continue;
            }
            Err(RecvError::Closed) => return,
        };
        if let Ok(connection) = jobs.connections.get(&id) {
            jobs.review(&connection);
        }
    }
}
