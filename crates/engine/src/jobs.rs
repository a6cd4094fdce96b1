//! What a person has asked for: checked against what is known, given to the server once, and then
//! followed in the server's own task, which comes with all the other objects.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use inventory::{ConnectionId, Job, ObjectKey, Problem, check, job::JobInputs};
use tokio::sync::{Semaphore, broadcast::error::RecvError};
use uuid::Uuid;
use xapi::{Class, OpaqueRef};

use crate::{
    api::{ConnectionState, TaskState, TaskView},
    clock,
    connection::{Connection, Connections},
    installation::Installation,
    lock::lock,
    notices::Notices,
    own::{Own, Sight},
    problems,
    source::{Link, NotTaken, Order, Taken},
    tasks::{self, Ours},
    touch::{Bell, Touch},
};

/// So many finished tasks are remembered.
const REMEMBERED: usize = 200;
/// So many orders are on their way to servers at once.
const AT_ONCE: usize = 10;
/// Until an order's task is seen it is looked for this often.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// What is left of an earlier run may yet be another program's that is open now, where the file system
/// cannot tell: that one has this long to read it.
const GRACE: Duration = Duration::from_secs(10);

/// All that was asked for.
pub(crate) struct Jobs {
    connections: Arc<Connections>,
    bell: Bell,
    notices: Arc<Notices>,
    /// The oldest first. Held while a store is read, never the other way about.
    own: Mutex<VecDeque<Own>>,
    /// Finished tasks of others that were taken off the list.
    cleared: Mutex<HashSet<(ConnectionId, OpaqueRef)>>,
    /// Whose marks are ours.
    installation: Installation,
    /// What came of tasks of earlier runs, by their ids; told once, and shown until they are taken
    /// off the list.
    left_behind: Mutex<HashMap<String, Left>>,
    turns: Semaphore,
}

/// A finished task of an earlier run.
struct Left {
    view: TaskView,
    /// The server is being asked to forget it.
    dismissing: bool,
    cleared: bool,
}

impl Jobs {
    /// Nothing was asked for yet.
    pub(crate) fn new(
        connections: Arc<Connections>,
        bell: Bell,
        notices: Arc<Notices>,
        installation: Installation,
    ) -> Arc<Self> {
        let jobs = Arc::new(Self {
            connections,
            bell,
            notices,
            own: Mutex::default(),
            cleared: Mutex::default(),
            installation,
            left_behind: Mutex::default(),
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
        inputs: JobInputs,
        objects: Vec<ObjectKey>,
    ) -> Result<Vec<String>, Problem> {
        let inputs = inputs.tidied();
        let mut refusal = None;
        let mut ids = Vec::new();
        for object in objects {
            match self.admit(job, &inputs, &object) {
                Ok((connection, link)) => {
                    ids.push(self.begin(job, inputs.clone(), object, connection, link));
                }
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
        inputs: &JobInputs,
        object: &ObjectKey,
    ) -> Result<(Arc<Connection>, Arc<dyn Link>), Problem> {
        let connection = self.connections.get(&object.connection)?;
        let access = connection.access();
        check::check_with(&connection.store.read(), access, job, inputs, object)?;
        let link = connection.link()?;
        Ok((connection, link))
    }

    fn begin(
        self: &Arc<Self>,
        job: Job,
        inputs: JobInputs,
        object: ObjectKey,
        connection: Arc<Connection>,
        link: Arc<dyn Link>,
    ) -> String {
        let id = Uuid::new_v4().to_string();
        let order = Order {
            job,
            inputs,
            class: object.class(),
            object: object.opaque(),
            mark: self.installation.mark(&id),
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
            title: job.method(&order.class),
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
        let entry = Own::new(view, object, order.mark.clone(), &connection.store.read());
        own.push_back(entry);
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
        let mut coming = None;
        let Some(id) = self.update(
            &order,
            |entry| match answer {
                Ok(Taken::Task(task)) => {
                    entry.taken(task);
                    false
                }
                Ok(Taken::Answer(answer)) => {
                    entry.will_be_answered();
                    coming = Some(answer);
                    false
                }
                Err(why) => entry.not_taken(why),
            },
            &connection,
        ) else {
            return;
        };
        if let Some(answer) = coming {
            let answer = answer.await;
            self.update(&order, |entry| entry.answered(answer), &connection);
        }
        while self.is_awaited(&id) {
            tokio::time::sleep(LOOK_AGAIN).await;
            self.review(&connection);
        }
    }

    /// Puts down what has become of an order, and whether that was the end of it; its task's id, if
    /// anybody still knows it.
    fn update(
        self: &Arc<Self>,
        order: &Order,
        put_down: impl FnOnce(&mut Own) -> bool,
        connection: &Arc<Connection>,
    ) -> Option<String> {
        let (id, ended) = {
            let mut own = lock(&self.own);
            let entry = own.iter_mut().find(|entry| entry.mark == order.mark)?;
            let ended = put_down(entry);
            (entry.view.id.clone(), ended)
        };
        if ended {
            self.tell_failures(connection, &HashSet::from([id.clone()]));
        }
        self.review(connection);
        self.bell.ring(Touch::Tasks);
        Some(id)
    }

    fn is_awaited(&self, id: &str) -> bool {
        lock(&self.own)
            .iter()
            .any(|entry| entry.view.id == id && entry.is_awaited())
    }

    /// Looks at what has become of the tasks of a connection.
    fn review(self: &Arc<Self>, connection: &Arc<Connection>) {
        let sight = Sight {
            live: connection.is_live(),
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
                let (ran, before) = (entry.runs(), entry.view.clone());
                entry.look(&world, &sight);
                changed |= entry.view != before;
                if ran && !entry.runs() {
                    ended.insert(entry.view.id.clone());
                }
                if let Some(link) = &link
                    && let Some(task) = entry.dismiss()
                {
                    dismissed.push((link.clone(), task, entry.view.id.clone()));
                }
            }
        }
        for (link, task, id) in dismissed {
            let jobs = self.clone();
            tokio::spawn(async move {
                let gone = link.dismiss(&task).await;
                let mut own = lock(&jobs.own);
                if let Some(entry) = own.iter_mut().find(|own| own.view.id == id) {
                    entry.dismissed(gone);
                }
                own.retain(|entry| !entry.is_done_with());
            });
        }
        self.clear_away(connection);
        self.tell_failures(connection, &ended);
        if changed {
            self.bell.ring(Touch::Tasks);
        }
    }

    /// Tells what came of tasks that earlier runs of the program have left on a server: finished ones
    /// that carry our mark and that this run knows nothing of. Then lets the server forget them.
    fn clear_away(self: &Arc<Self>, connection: &Arc<Connection>) {
        if connection.link().is_err() {
            return;
        }
        let known: HashSet<String> = lock(&self.own)
            .iter()
            .map(|entry| entry.mark.clone())
            .collect();
        let found = {
            let world = connection.store.read();
            tasks::left_behind(&connection.id, &world, &self.installation, &known)
        };
        for (task, view) in found {
            let id = view.id.clone();
            let again = {
                let mut left = lock(&self.left_behind);
                let known = left.get_mut(&id);
                known.map(|left| std::mem::replace(&mut left.dismissing, true))
            };
            match again {
                Some(true) => continue,
                Some(false) => {}
                None => self.tell_left(connection, view),
            }
            let (jobs, connection) = (self.clone(), connection.clone());
            tokio::spawn(async move {
                tokio::time::sleep(GRACE).await;
                let is_there = connection
                    .store
                    .read()
                    .object(&Class::Task, &task)
                    .is_some();
                let gone = match connection.link() {
                    Ok(link) if is_there => link.dismiss(&task).await,
                    Ok(_) => true,
                    Err(_) => false,
                };
                if !gone && let Some(left) = lock(&jobs.left_behind).get_mut(&id) {
                    // The next list will show it again.
                    left.dismissing = false;
                }
            });
        }
    }

    /// Tells what came of a task of an earlier run: nobody may have seen it.
    fn tell_left(&self, connection: &Connection, mut view: TaskView) {
        view.error = view.error.map(|problem| connection.named(problem));
        if let Some(problem) = view.error.clone() {
            self.notices
                .tell(Some(&connection.id), view.subject.as_ref(), problem);
        }
        let left = Left {
            view: view.clone(),
            dismissing: true,
            cleared: false,
        };
        lock(&self.left_behind).insert(view.id, left);
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
            let named = entry.view.error.take().map(|problem| {
                let mut problem = connection.named(problem);
                // Who passes on a pool's error may know the VM by another reference than we do.
                if let Some(vm) = problem.params.get_mut("vm")
                    && (vm.is_empty() || vm == problems::HIDDEN)
                {
                    vm.clone_from(&entry.view.subject_name);
                }
                problem
            });
            entry.view.error.clone_from(&named);
            if let Some(problem) = named {
                told.push((entry.view.clone(), entry.subject.clone(), problem));
            }
        }
        for (task, object, problem) in told {
            self.notices.tell_of_job(&task, &object, problem);
        }
    }

    /// All tasks, ours before others', the newest first.
    pub(crate) fn tasks(&self, connections: &[Arc<Connection>]) -> Vec<TaskView> {
        let (mut views, ours) = {
            let own = lock(&self.own);
            let shown = own.iter().filter(|entry| entry.is_shown());
            let views: Vec<TaskView> = shown.map(|entry| entry.view.clone()).collect();
            let ours = Ours {
                ids: own.iter().map(|entry| entry.mark.clone()).collect(),
                tasks: own.iter().filter_map(|entry| entry.task.clone()).collect(),
                sending: own
                    .iter()
                    .filter(|entry| entry.is_unrecognised())
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
        // The server forgets them before a person has seen them.
        for left in lock(&self.left_behind).values() {
            let is_shown = views.iter().any(|view| view.id == left.view.id);
            let connection = &left.view.connection;
            if !left.cleared && !is_shown && connections.iter().any(|one| one.id == *connection) {
                views.push(left.view.clone());
            }
        }
        let now = clock::unix_millis();
        for view in &mut views {
            view.remaining = tasks::remaining(view, now);
        }
        tasks::sort(&mut views);
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
        let mut own = lock(&self.own);
        own.iter_mut().for_each(Own::clear);
        own.retain(|entry| !entry.is_done_with());
        drop(own);
        for left in lock(&self.left_behind).values_mut() {
            left.cleared = true;
        }
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
