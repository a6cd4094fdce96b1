//! What the window looks at: each open view is a small task that waits until something it may
//! concern has changed, computes what it shows, and sends that if it differs from what it sent last.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use inventory::{
    ConnectionId, ConnectionInfo, ObjectKey, Problem, check, page, table, tree, view::TableSpec,
};
use tokio::{
    sync::{broadcast, broadcast::error::RecvError, watch},
    task::AbortHandle,
    time::{Instant, sleep_until},
};
use xapi::Class;

use crate::{
    api::{ConnectionView, Message, ViewBody, ViewSpec, XoServerView},
    clock,
    connection::{Connection, Connections, ways::Ways},
    jobs::Jobs,
    lock::lock,
    source::xo,
    touch::{Bell, Touch},
    window::Window,
};

/// Not more than twenty frames a second for each view, as long as the window asks for the same.
const BETWEEN_FRAMES: Duration = Duration::from_millis(50);
/// The class whose objects nothing but the list of their own shows.
const SELDOM_SHOWN: Class = Class::Task;

/// What a view keeps from one frame to the next, so that only what changed is computed again.
#[derive(Default)]
pub(crate) struct Sketch {
    tree: tree::Projection,
    table: table::Projection,
}

/// What views are made from.
#[derive(Clone)]
pub(crate) struct Scene {
    pub(crate) connections: Arc<Connections>,
    pub(crate) jobs: Arc<Jobs>,
}

impl Scene {
    /// What `spec` shows now. May take a while for a big pool: not for the async threads.
    pub(crate) fn paint(&self, spec: &ViewSpec, sketch: &mut Sketch) -> ViewBody {
        let all = self.connections.all();
        match spec {
            ViewSpec::Connections => ViewBody::Connections(listed(&all)),
            ViewSpec::Tree(spec) => ViewBody::Tree(look(&all, |connections| {
                sketch.tree.frame(connections, spec)
            })),
            ViewSpec::Table(spec) => ViewBody::Table(look(&all, |connections| {
                sketch.table.frame(connections, spec)
            })),
            ViewSpec::Page { object } => ViewBody::Page(look(&all, |connections| {
                let connection = connections
                    .iter()
                    .find(|connection| *connection.id == object.connection)?;
                page::page(connection, object).map(Box::new)
            })),
            ViewSpec::Actions { objects } => ViewBody::Actions(look(&all, |connections| {
                check::actions(connections, objects)
            })),
            ViewSpec::Tasks => ViewBody::Tasks(self.jobs.tasks(&shown(&all))),
            ViewSpec::XoServers { connection } => ViewBody::XoServers(servers(&all, connection)),
        }
    }
}

/// All connections, each with the other ways to its pool.
fn listed(connections: &[Arc<Connection>]) -> Vec<ConnectionView> {
    let ways = Ways::of(connections);
    let hidden = ways.hidden();
    let view = |connection: &Arc<Connection>| ConnectionView {
        same_as: ways.others(&connection.id),
        hidden: hidden.contains(&connection.id),
        ..connection.view()
    };
    connections.iter().map(view).collect()
}

/// One way to each pool.
fn shown(connections: &[Arc<Connection>]) -> Vec<Arc<Connection>> {
    let ways = Ways::of(connections);
    let hidden = ways.hidden();
    let shown = connections.iter();
    shown
        .filter(|connection| !hidden.contains(&connection.id))
        .cloned()
        .collect()
}

/// The servers behind a Xen Orchestra.
fn servers(connections: &[Arc<Connection>], id: &ConnectionId) -> Vec<XoServerView> {
    let hub = connections
        .iter()
        .find(|connection| connection.id == *id)
        .and_then(|connection| connection.hub.clone());
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
    let servers = hub.and_then(|hub| hub.servers()).unwrap_or_default();
    servers
        .into_iter()
        .map(|server| {
            let connection = behind(&server);
            xo::view(server, connection)
        })
        .collect()
}

/// Shows connections to a projection as they are at this moment: one way to each pool.
pub(crate) fn look<T>(
    connections: &[Arc<Connection>],
    project: impl FnOnce(&[ConnectionInfo<'_>]) -> T,
) -> T {
    let connections = shown(connections);
    // The states first: no lock but a store's is ever taken while one of a store is held.
    let standing: Vec<_> = connections
        .iter()
        .map(|connection| connection.standing())
        .collect();
    let worlds: Vec<_> = connections
        .iter()
        .map(|connection| connection.store.read())
        .collect();
    let now = clock::unix_seconds();
    let seen: Vec<ConnectionInfo<'_>> = connections
        .iter()
        .zip(&standing)
        .zip(&worlds)
        .map(|((connection, standing), world)| ConnectionInfo {
            id: &connection.id,
            way: standing.way(),
            address: &standing.address,
            status: standing.status,
            read_only: standing.read_only,
            now,
            world,
        })
        .collect();
    project(&seen)
}

/// All open views.
pub(crate) struct Views {
    scene: Scene,
    window: Window,
    bell: Bell,
    next: AtomicU32,
    open: Mutex<HashMap<u32, Open>>,
}

struct Open {
    spec: watch::Sender<ViewSpec>,
    task: AbortHandle,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Views {
    pub(crate) fn new(scene: Scene, window: Window, bell: Bell) -> Self {
        Self {
            scene,
            window,
            bell,
            next: 1.into(),
            open: Mutex::default(),
        }
    }

    /// Opens a view; its first frame follows at once.
    pub(crate) fn open(&self, spec: ViewSpec) -> u32 {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, specs) = watch::channel(spec);
        let painter = Painter {
            view: id,
            scene: self.scene.clone(),
            window: self.window.clone(),
            specs,
            touches: self.bell.listen(),
        };
        let task = tokio::spawn(painter.run()).abort_handle();
        lock(&self.open).insert(id, Open { spec: sender, task });
        id
    }

    /// Changes what an open view shows.
    pub(crate) fn set(&self, view: u32, spec: ViewSpec) -> Result<(), Problem> {
        let open = lock(&self.open);
        let found = open.get(&view).ok_or_else(|| {
            Problem::new("bad_request")
                .with("command", "set_view")
                .with("why", "no such view")
        })?;
        found.spec.send_replace(spec);
        Ok(())
    }

    /// Ends a view.
    pub(crate) fn close(&self, view: u32) {
        lock(&self.open).remove(&view);
    }

    /// Ends all views: a new window opens its own.
    pub(crate) fn close_all(&self) {
        lock(&self.open).clear();
    }
}

struct Painter {
    view: u32,
    scene: Scene,
    window: Window,
    specs: watch::Receiver<ViewSpec>,
    touches: broadcast::Receiver<Touch>,
}

impl Painter {
    async fn run(mut self) {
        let mut number = 0;
        let mut last = None;
        let mut sketch = Sketch::default();
        loop {
            // Whatever was rung for until now is in the frame that is painted next.
            self.touches = self.touches.resubscribe();
            let spec = self.specs.borrow_and_update().clone();
            let scene = self.scene.clone();
            let mut kept = std::mem::take(&mut sketch);
            let painting = tokio::task::spawn_blocking(move || {
                let body = scene.paint(&spec, &mut kept);
                (body, kept)
            });
            let next_frame = Instant::now() + BETWEEN_FRAMES;
            match painting.await {
                Ok((body, kept)) => {
                    sketch = kept;
                    if last.as_ref() != Some(&body) {
                        number += 1;
                        let frame = Message::Frame {
                            view: self.view,
                            number,
                            body: body.clone(),
                        };
                        self.window.send(frame);
                        last = Some(body);
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

    /// Until there may be something new to show; false when there never will be.
    async fn wait(&mut self) -> bool {
        loop {
            tokio::select! {
                changed = self.specs.changed() => return changed.is_ok(),
                touch = self.touches.recv() => match touch {
                    Ok(touch) => if concerns(&self.specs.borrow(), &touch) {
                        return true;
                    },
                    Err(RecvError::Lagged(_)) => return true,
                    Err(RecvError::Closed) => return false,
                },
            }
        }
    }
}

/// Whether a view may look different after this. Too often yes costs time; a wrong no is a lie.
fn concerns(spec: &ViewSpec, touch: &Touch) -> bool {
    let of = |objects: &[ObjectKey], id: &ConnectionId| {
        objects.iter().any(|object| object.connection == *id)
    };
    match (spec, touch) {
        (ViewSpec::Tasks, Touch::Tasks) => true,
        (_, Touch::Tasks) => false,
        (_, Touch::Connection(_) | Touch::Listed(_)) => true,
        (ViewSpec::Connections, Touch::Objects(..)) => true,
        (ViewSpec::XoServers { .. }, Touch::Objects(..)) => false,
        // A task shows the names of what it is done to, and whose operation it is.
        (ViewSpec::Tasks, Touch::Objects(_, classes)) => {
            classes.contains(&Class::Task) || classes.contains(&Class::Vm)
        }
        (ViewSpec::Tree(_), Touch::Objects(_, classes)) => often_shown(classes),
        (ViewSpec::Page { object }, Touch::Objects(id, classes)) => {
            object.connection == *id && often_shown(classes)
        }
        (ViewSpec::Actions { objects }, Touch::Objects(id, classes)) => {
            of(objects, id) && often_shown(classes)
        }
        (ViewSpec::Table(table), Touch::Objects(id, classes)) => {
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
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn objects(id: &str, classes: &[Class]) -> Touch {
        Touch::Objects(
            id.into(),
            Arc::new(classes.iter().cloned().collect::<HashSet<_>>()),
        )
    }

    fn page_of(connection: &str) -> ViewSpec {
        ViewSpec::Page {
            object: ObjectKey {
                connection: connection.into(),
                class: "VM".into(),
                reference: "OpaqueRef:1".into(),
            },
        }
    }

    #[test]
    fn a_view_is_computed_anew_only_for_what_may_concern_it() {
        let id: ConnectionId = "a".into();
        let tree = ViewSpec::Tree(Default::default());
        assert!(concerns(&tree, &objects("a", &[Class::Vm])));
        assert!(!concerns(&tree, &objects("a", &[Class::Task])));
        // An alarm is a message.
        assert!(concerns(&tree, &objects("a", &[Class::Message])));
        assert!(concerns(&tree, &objects("a", &[Class::Task, Class::Vm])));
        assert!(concerns(&tree, &Touch::Connection(id.clone())));
        assert!(!concerns(&tree, &Touch::Tasks));
        assert!(concerns(
            &page_of("a"),
            &objects("a", &[Class::VmGuestMetrics])
        ));
        assert!(!concerns(
            &page_of("a"),
            &objects("b", &[Class::VmGuestMetrics])
        ));
        assert!(concerns(&page_of("a"), &Touch::Listed(id)));
        assert!(concerns(&ViewSpec::Tasks, &Touch::Tasks));
        assert!(concerns(&ViewSpec::Tasks, &objects("a", &[Class::Task])));
        assert!(!concerns(&ViewSpec::Tasks, &objects("a", &[Class::Sr])));
    }
}
