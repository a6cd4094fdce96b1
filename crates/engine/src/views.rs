//! What the window looks at: each open view is a small task that waits until something it may
//! concern has changed, computes what it shows, and sends that if it differs from what it sent last.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use inventory::{
    ConnectionId, ObjectKey, Problem, alerts, health, jobs, page, table, tree,
    view::{HealthSpec, TableSpec},
};
use tokio::{
    runtime::Handle,
    sync::{broadcast, broadcast::error::RecvError, watch},
    task::AbortHandle,
    time::{Instant, sleep_until},
};
use xapi::Class;

use crate::{
    api::{ConnectionView, Message, TaskView, ViewBody, ViewSpec, XoServerView},
    change_bus::{ChangeBus, Invalidation},
    connection::{Connection, Connections, routes::Routes},
    lock::lock,
    runner::Runner,
    shown::{project, project_all, shown},
    source::xo,
    timeline::{self, AuditLogs, Timeline},
    windows::{WindowId, Windows},
};

/// Not more than twenty frames a second for each view, as long as the window asks for the same.
const BETWEEN_FRAMES: Duration = Duration::from_millis(50);
/// The class whose objects nothing but the list of their own shows.
const SELDOM_SHOWN: Class = Class::Task;

/// What a view keeps from one frame to the next, so that only what changed is computed again.
#[derive(Default)]
pub(crate) struct ProjectionCache {
    tree: tree::Projection,
    table: table::Projection,
}

/// What views are made from.
#[derive(Clone)]
pub(crate) struct ViewContext {
    pub(crate) connections: Arc<Connections>,
    pub(crate) runner: Arc<Runner>,
    pub(crate) timeline: Timeline,
    pub(crate) audit_logs: AuditLogs,
}

impl ViewContext {
    /// All tasks, the newest first.
    pub(crate) fn tasks(&self) -> Vec<TaskView> {
        self.runner.tasks(&shown(&self.connections.all()))
    }

    /// What was asked for from this desk, in this run of the program or an earlier one. Not for the
    /// async threads.
    fn our_tasks(&self) -> Vec<TaskView> {
        let mut tasks = self.runner.tasks(&[]);
        let history = self.runner.history(String::new(), None);
        // Without it nothing is known of the authors of what was done in earlier runs.
        let history = Handle::current().block_on(history);
        tasks.extend(history.into_iter().flat_map(|history| history.tasks));
        tasks
    }

    /// What `spec` shows now. May take a while for a big pool: not for the async threads.
    pub(crate) fn compute(&self, spec: &ViewSpec, cache: &mut ProjectionCache) -> ViewBody {
        let all = self.connections.all();
        match spec {
            ViewSpec::Connections => ViewBody::Connections(listed(&all)),
            ViewSpec::Tree(spec) => ViewBody::Tree(project(&all, |connections| {
                cache.tree.frame(connections, spec)
            })),
            ViewSpec::Table(spec) => ViewBody::Table(project(&all, |connections| {
                cache.table.frame(connections, spec)
            })),
            ViewSpec::Page { object } => ViewBody::Page(project(&all, |connections| {
                let connection = connections
                    .iter()
                    .find(|connection| *connection.id == object.connection)?;
                page::page(connection, object).map(Box::new)
            })),
            ViewSpec::Actions { objects } => ViewBody::Actions(project_all(&all, |connections| {
                jobs::actions(connections, objects)
            })),
            ViewSpec::Tasks => ViewBody::Tasks(self.tasks()),
            ViewSpec::Changes(spec) => ViewBody::Changes(timeline::frame(
                &all,
                (&self.timeline, &self.audit_logs),
                &self.our_tasks(),
                spec,
            )),
            ViewSpec::Alerts(spec) => ViewBody::Alerts(project(&all, |connections| {
                alerts::frame(connections, spec)
            })),
            ViewSpec::Health(spec) => ViewBody::Health(project(&all, |connections| {
                health::frame(connections, spec)
            })),
            ViewSpec::XoServers { connection } => ViewBody::XoServers(servers(&all, connection)),
        }
    }
}

/// All connections, each with the other ways to its pool.
fn listed(connections: &[Arc<Connection>]) -> Vec<ConnectionView> {
    let routes = Routes::of(connections);
    let hidden = routes.hidden();
    let view = |connection: &Arc<Connection>| ConnectionView {
        same_as: routes.others(&connection.id),
        hidden: hidden.contains(&connection.id),
        ..connection.view()
    };
    connections.iter().map(view).collect()
}

/// The servers behind a Xen Orchestra.
fn servers(connections: &[Arc<Connection>], id: &ConnectionId) -> Vec<XoServerView> {
    let xo_session = connections
        .iter()
        .find(|connection| connection.id == *id)
        .and_then(|connection| connection.xo_session.clone());
    // A server names its pool only while it has it.
    let behind = |server: &::xo::ServerRecord| {
        let mut all = connections.iter().map(|connection| connection.server());
        let found = all.find(|child| {
            child.parent.as_ref() == Some(id)
                && match &server.pool {
                    Some(pool) => child.pool.as_ref() == Some(pool),
                    None => child.behind.as_ref() == Some(&server.id),
                }
        });
        found.map(|child| child.id)
    };
    let servers = xo_session
        .and_then(|xo_session| xo_session.servers())
        .unwrap_or_default();
    servers
        .into_iter()
        .map(|server| {
            let connection = behind(&server);
            xo::view(server, connection)
        })
        .collect()
}

/// All open views, of all windows. Views that ask for the same share one projection, whoever asks.
pub(crate) struct Views {
    context: ViewContext,
    windows: Windows,
    change_bus: ChangeBus,
    next: AtomicU32,
    open: Arc<Mutex<Open>>,
}

/// The projections that are kept up to date, by a number of ours.
#[derive(Default)]
struct Open {
    projections: HashMap<u64, Projection>,
    next: u64,
    /// Grows with each body that differs from the one before it: what rows carry as theirs.
    revision: u64,
}

/// What is kept up to date for everybody who looks at it.
struct Projection {
    spec: watch::Sender<ViewSpec>,
    task: AbortHandle,
    viewers: Vec<Viewer>,
    /// What it shows; none before its first frame, and after its spec was changed.
    last: Option<Arc<ViewBody>>,
}

impl Drop for Projection {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A view of a window.
struct Viewer {
    window: WindowId,
    view: u32,
    /// The number of its last frame.
    number: u32,
}

impl Viewer {
    /// Its next frame, and to whom to send it: once the lock is released, for that may take a while.
    fn frame(&mut self, body: &Arc<ViewBody>) -> (WindowId, Message) {
        self.number += 1;
        let frame = Message::Frame {
            view: self.view,
            number: self.number,
            body: body.clone(),
        };
        (self.window.clone(), frame)
    }
}

impl Open {
    fn with_spec(&mut self, spec: &ViewSpec) -> Option<&mut Projection> {
        let mut all = self.projections.values_mut();
        all.find(|projection| *projection.spec.borrow() == *spec)
    }

    fn of(&mut self, window: &WindowId, view: u32) -> Option<(u64, usize)> {
        self.projections.iter().find_map(|(id, projection)| {
            let mut viewers = projection.viewers.iter();
            let index = viewers.position(|one| one.view == view && one.window == *window)?;
            Some((*id, index))
        })
    }

    /// Takes a view off the projection that it looks at, which ends if nobody else does.
    fn take(&mut self, window: &WindowId, view: u32) -> Option<Viewer> {
        let (id, index) = self.of(window, view)?;
        let projection = self.projections.get_mut(&id)?;
        let viewer = projection.viewers.swap_remove(index);
        if projection.viewers.is_empty() {
            self.projections.remove(&id);
        }
        Some(viewer)
    }
}

impl Views {
    pub(crate) fn new(context: ViewContext, windows: Windows, change_bus: ChangeBus) -> Self {
        Self {
            context,
            windows,
            change_bus,
            next: 1.into(),
            open: Arc::default(),
        }
    }

    /// Opens a view; its first frame follows at once.
    pub(crate) fn open(&self, window: &WindowId, spec: ViewSpec) -> u32 {
        let view = self.next.fetch_add(1, Ordering::Relaxed);
        let viewer = Viewer {
            window: window.clone(),
            view,
            number: 0,
        };
        let frame = self.look_at(&mut lock(&self.open), viewer, spec);
        if let Some((window, frame)) = frame {
            self.windows.send(&window, frame);
        }
        view
    }

    /// Lets a view look at the projection of this spec: at the one that there is, or at a new one.
    /// What there is to be seen already is given back.
    fn look_at(
        &self,
        open: &mut Open,
        mut viewer: Viewer,
        spec: ViewSpec,
    ) -> Option<(WindowId, Message)> {
        if let Some(projection) = open.with_spec(&spec) {
            let last = projection.last.as_ref();
            let frame = last.map(|body| viewer.frame(body));
            projection.viewers.push(viewer);
            return frame;
        }
        let id = open.next;
        open.next += 1;
        let (sender, specs) = watch::channel(spec);
        let painter = ViewTask {
            id,
            context: self.context.clone(),
            windows: self.windows.clone(),
            open: Arc::downgrade(&self.open),
            specs,
            invalidations: self.change_bus.listen(),
        };
        let projection = Projection {
            spec: sender,
            task: tokio::spawn(painter.run()).abort_handle(),
            viewers: vec![viewer],
            last: None,
        };
        open.projections.insert(id, projection);
        None
    }

    /// Changes what an open view shows. Where it alone looks at its projection, that is changed, so
    /// that what was kept for it is of use.
    pub(crate) fn set(&self, window: &WindowId, view: u32, spec: ViewSpec) -> Result<(), Problem> {
        let mut open = lock(&self.open);
        let (id, _) = open.of(window, view).ok_or_else(|| {
            Problem::new("bad_request")
                .with("command", "set_view")
                .with("why", "no such view")
        })?;
        let is_there = open.with_spec(&spec).is_some();
        match open.projections.get_mut(&id) {
            Some(own) if *own.spec.borrow() == spec => {}
            Some(own) if !is_there && own.viewers.len() == 1 => {
                own.last = None;
                own.spec.send_replace(spec);
            }
            _ => {
                let viewer = open.take(window, view);
                let frame = viewer.and_then(|viewer| self.look_at(&mut open, viewer, spec));
                drop(open);
                if let Some((window, frame)) = frame {
                    self.windows.send(&window, frame);
                }
            }
        }
        Ok(())
    }

    /// Ends a view.
    pub(crate) fn close(&self, window: &WindowId, view: u32) {
        lock(&self.open).take(window, view);
    }

    /// Ends all views of a window.
    pub(crate) fn close_all_of(&self, window: &WindowId) {
        lock(&self.open).projections.retain(|_, projection| {
            projection.viewers.retain(|viewer| viewer.window != *window);
            !projection.viewers.is_empty()
        });
    }

    /// Ends all views.
    pub(crate) fn close_all(&self) {
        lock(&self.open).projections.clear();
    }
}

impl Drop for Views {
    fn drop(&mut self) {
        self.close_all();
    }
}

struct ViewTask {
    id: u64,
    context: ViewContext,
    windows: Windows,
    open: Weak<Mutex<Open>>,
    specs: watch::Receiver<ViewSpec>,
    invalidations: broadcast::Receiver<Invalidation>,
}

impl ViewTask {
    async fn run(mut self) {
        let mut last: Option<Arc<ViewBody>> = None;
        let mut cache = ProjectionCache::default();
        loop {
            // Whatever was rung for until now is in the frame that is painted next.
            self.invalidations = self.invalidations.resubscribe();
            let spec = self.specs.borrow_and_update().clone();
            let (context, before) = (self.context.clone(), last.clone());
            let mut kept = std::mem::take(&mut cache);
            let wanted = spec.clone();
            let painting = tokio::task::spawn_blocking(move || {
                let mut body = context.compute(&wanted, &mut kept);
                let changed = changed_rows(&mut body, before.as_deref());
                let differs = before.as_deref() != Some(&body);
                (body, changed, differs, kept)
            });
            let next_frame = Instant::now() + BETWEEN_FRAMES;
            match painting.await {
                Ok((body, changed, differs, kept)) => {
                    cache = kept;
                    match self.show(&spec, body, &changed, differs, last.take()) {
                        Some(shown) => last = Some(shown),
                        None => return,
                    }
                }
                // A projection cannot fail; if one does all the same, what is shown stays, and
                // nothing is kept.
                Err(error) => tracing::error!(%error, "a view could not be computed"),
            }
            let goes_on = tokio::select! {
                () = sleep_until(next_frame) => self.wait().await,
                // Whoever asks for something else is not kept waiting: only changes are.
                changed = self.specs.changed() => changed.is_ok(),
            };
            if !goes_on {
                return;
            }
        }
    }

    /// Sends what a spec shows to those who have not seen it; gives it back, or none where nobody
    /// looks any more.
    fn show(
        &self,
        spec: &ViewSpec,
        mut body: ViewBody,
        changed: &[usize],
        differs: bool,
        before: Option<Arc<ViewBody>>,
    ) -> Option<Arc<ViewBody>> {
        let all = self.open.upgrade()?;
        let mut open = lock(&all);
        let body = match before {
            Some(before) if !differs => before,
            _ => {
                open.revision += 1;
                mark_rows(&mut body, changed, open.revision);
                Arc::new(body)
            }
        };
        let projection = open.projections.get_mut(&self.id)?;
        // If another spec is wanted by now, nobody who comes wants this one.
        if *projection.spec.borrow() == *spec {
            projection.last = Some(body.clone());
        }
        let viewers = projection.viewers.iter_mut();
        let frames: Vec<_> = viewers
            .filter(|viewer| differs || viewer.number == 0)
            .map(|viewer| viewer.frame(&body))
            .collect();
        drop(open);
        for (window, frame) in frames {
            self.windows.send(&window, frame);
        }
        Some(body)
    }

    /// Until there may be something new to show; false when there never will be.
    async fn wait(&mut self) -> bool {
        loop {
            tokio::select! {
                changed = self.specs.changed() => return changed.is_ok(),
                change_bus = self.invalidations.recv() => match change_bus {
                    Ok(change_bus) => if concerns(&self.specs.borrow(), &change_bus) {
                        return true;
                    },
                    Err(RecvError::Lagged(_)) => return true,
                    Err(RecvError::Closed) => return false,
                },
            }
        }
    }
}

/// Gives the rows that say what they said before the revision that they had; says which others there
/// are, by their index.
fn changed_rows(body: &mut ViewBody, before: Option<&ViewBody>) -> Vec<usize> {
    match (body, before) {
        (ViewBody::Table(now), before) => {
            let before = match before {
                Some(ViewBody::Table(before)) => &before.rows[..],
                _ => &[],
            };
            changed(
                &mut now.rows,
                before,
                |row| &row.object,
                |row| &mut row.revision,
            )
        }
        (ViewBody::Tree(now), before) => {
            let before = match before {
                Some(ViewBody::Tree(before)) => &before.rows[..],
                _ => &[],
            };
            changed(
                &mut now.rows,
                before,
                |row| &row.id,
                |row| &mut row.revision,
            )
        }
        _ => Vec::new(),
    }
}

fn changed<T: Clone + PartialEq, K: Eq + Hash + ?Sized>(
    rows: &mut [T],
    before: &[T],
    key: impl Fn(&T) -> &K,
    revision: impl Fn(&mut T) -> &mut u64,
) -> Vec<usize> {
    let known: HashMap<&K, &T> = before.iter().map(|row| (key(row), row)).collect();
    let mut changed = Vec::new();
    for (index, row) in rows.iter_mut().enumerate() {
        let old = known.get(key(row)).copied();
        if let Some(old) = old {
            *revision(row) = *revision(&mut old.clone());
        }
        if old != Some(&*row) {
            changed.push(index);
        }
    }
    changed
}

/// Gives these rows a revision.
fn mark_rows(body: &mut ViewBody, changed: &[usize], revision: u64) {
    for index in changed {
        match body {
            ViewBody::Table(frame) => frame.rows[*index].revision = revision,
            ViewBody::Tree(frame) => frame.rows[*index].revision = revision,
            _ => {}
        }
    }
}

/// Whether a view may look different after this. Too often yes costs time; a wrong no is a lie.
fn concerns(spec: &ViewSpec, change_bus: &Invalidation) -> bool {
    let of = |objects: &[ObjectKey], id: &ConnectionId| {
        objects.iter().any(|object| object.connection == *id)
    };
    match (spec, change_bus) {
        (ViewSpec::Changes(_), Invalidation::Timeline | Invalidation::Tasks) => true,
        (ViewSpec::Changes(_), Invalidation::Objects(..)) => false,
        (_, Invalidation::Timeline) => false,
        (ViewSpec::Tasks, Invalidation::Tasks) => true,
        (_, Invalidation::Tasks) => false,
        (_, Invalidation::Connection(_) | Invalidation::Listed(_)) => true,
        (ViewSpec::Connections, Invalidation::Objects(..)) => true,
        (ViewSpec::XoServers { .. }, Invalidation::Objects(..)) => false,
        (ViewSpec::Alerts(spec), Invalidation::Objects(id, classes)) => {
            let object = spec.object.as_ref().map(|object| &object.connection);
            let one = spec.connection.as_ref().or(object);
            one.is_none_or(|one| one == id) && alerts::is_made_of(classes)
        }
        // A task may be what is at work for too long.
        (ViewSpec::Health(spec), Invalidation::Objects(id, _)) => {
            let HealthSpec {
                connection, object, ..
            } = spec;
            let object = object.as_ref().map(|object| &object.connection);
            connection.as_ref().or(object).is_none_or(|one| one == id)
        }
        // A task shows the names of what it is done to, and whose operation it is.
        (ViewSpec::Tasks, Invalidation::Objects(_, classes)) => {
            classes.contains(&Class::Task) || classes.contains(&Class::Vm)
        }
        (ViewSpec::Tree(_), Invalidation::Objects(_, classes)) => often_shown(classes),
        (ViewSpec::Page { object }, Invalidation::Objects(id, classes)) => {
            object.connection == *id && often_shown(classes)
        }
        (ViewSpec::Actions { objects }, Invalidation::Objects(id, classes)) => {
            of(objects, id) && often_shown(classes)
        }
        (ViewSpec::Table(table), Invalidation::Objects(id, classes)) => {
            let TableSpec {
                connection, within, ..
            } = table;
            connection
                .as_ref()
                .is_none_or(|connection| connection == id)
                && within
                    .as_ref()
                    .is_none_or(|object| object.connection == *id)
                && often_shown(classes)
        }
    }
}

fn often_shown(classes: &std::collections::HashSet<Class>) -> bool {
    classes.iter().any(|class| *class != SELDOM_SHOWN)
}

#[cfg(test)]
#[path = "views_tests.rs"]
mod tests;
