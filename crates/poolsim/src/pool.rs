//! What all connections share: the pool's state behind one lock, and the news that it changed.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::watch;

use crate::audit_log::AuditLog;
use crate::call_log::CallLog;
use crate::content::Content;
use crate::db::Db;
use crate::faults::ActiveFaults;
use crate::faults::event_faults::EventFaults;
use crate::listing::Kept;
use crate::message_store::Messages;
use crate::model::Role;
use crate::rfb::{Guest, Screen};
use crate::screens::Screens;
use crate::subscription::Tokens;
use crate::targets::Targets;
use crate::value::Ref;

/// A user who may log in.
#[derive(Clone)]
pub struct Account {
    /// Name.
    pub user: String,
    /// Password.
    pub password: String,
    /// What the user may do.
    pub role: Role,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("user", &self.user)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// What was chosen at the start and never changes.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Who may log in.
    pub accounts: Vec<Account>,
    /// How long a wrong password takes.
    pub login_delay: Duration,
    /// How long an ordinary operation takes.
    pub operation_time: Duration,
    /// A VNC server that all graphical consoles lead to.
    pub console_target: Option<String>,
    /// Whether only XML-RPC is spoken, as before XenServer 7.3.
    pub xml_only: bool,
    /// Seed of everything that looks random.
    pub seed: u64,
}

/// A live session.
#[derive(Clone, Debug)]
pub struct Session {
    /// Whose it is.
    pub user: String,
    /// What it may do.
    pub role: Role,
    /// Registration for `event.next`: classes ("*" for all) and the first entry not yet read.
    pub registered: Option<Registration>,
    /// Opaque name of that registration, shown in errors.
    pub track_id: String,
    /// Whether the answer to the log-in was sent as it is: if not, nobody knows of this session.
    pub told: bool,
}

/// What a session asked `event.next` for.
#[derive(Clone, Debug)]
pub struct Registration {
    /// Lower-case class names, or "*".
    pub classes: Vec<String>,
    /// Number of the first change not yet told.
    pub next: u64,
}

/// Where a host of the pool is reached.
#[derive(Clone, Debug)]
pub struct Listener {
    /// The host.
    pub host: Ref,
    /// What `host.address` says.
    pub address: String,
    /// Its plain listener.
    pub http: SocketAddr,
    /// Its TLS listener.
    pub https: Option<SocketAddr>,
    /// Whether HOST_IS_SLAVE must name a port with the address, because hosts differ by it.
    pub port_in_address: bool,
}

/// How a host's server is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Condition {
    /// It does not run.
    pub down: bool,
    /// It is not ready yet.
    pub booting: bool,
    /// It has lost its coordinator.
    pub emergency: bool,
}

/// A session that only one host knows.
#[derive(Clone, Debug)]
pub struct LocalSession {
    /// Number of the host.
    pub host: usize,
    /// Whose it is.
    pub user: String,
    /// Unix seconds.
    pub created: i64,
}

/// The pool's state.
#[derive(Debug, Default)]
pub struct World {
    /// All objects.
    pub db: Db,
    /// Messages, which are not in the database.
    pub messages: Messages,
    /// Live sessions.
    pub sessions: HashMap<Ref, Session>,
    /// Tasks that some operation runs for, and whether somebody asked to cancel it.
    pub running: HashMap<Ref, bool>,
    /// Where the hosts are reached, the first coordinator first.
    pub listeners: Vec<Listener>,
    /// How the hosts' servers are, in the same order; a host that is missing is well.
    pub conditions: Vec<Condition>,
    /// Sessions of `session.slave_local_login_with_password`, which one host knows only.
    pub local_sessions: HashMap<Ref, LocalSession>,
    /// Which tokens of `event.from` are known.
    pub tokens: Tokens,
    /// How events are told.
    pub event_faults: EventFaults,
    /// Whether guests do not do what they are asked to.
    pub guests_are_deaf: bool,
    /// Long lists that nothing has changed in since somebody asked for them.
    pub kept: Kept,
    /// The latest calls.
    pub calls: CallLog,
    /// What was done, and by whom.
    pub audit: AuditLog,
    /// What disks hold that were written to since the start.
    pub contents: HashMap<Ref, Content>,
    /// Storage beside the pool.
    pub targets: Targets,
    /// How long it takes to plug a disk into a host's own domain, and to unplug it.
    pub plug_time: Duration,
    /// Number of the next domain.
    pub next_domid: i64,
}

impl World {
    /// The pool object.
    pub fn pool(&self) -> Ref {
        self.db
            .rows("pool")
            .next()
            .map(|(reference, _)| reference.clone())
            .unwrap_or_else(|| Arc::from(crate::value::NULL_REF))
    }

    /// The coordinator.
    pub fn coordinator(&self) -> Ref {
        self.db.reference(&self.pool(), "master")
    }

    /// How a host's server is.
    pub fn condition(&self, host: usize) -> Condition {
        self.conditions.get(host).copied().unwrap_or_default()
    }

    /// The same, to change it.
    pub fn condition_mut(&mut self, host: usize) -> &mut Condition {
        if self.conditions.len() <= host {
            self.conditions.resize(host + 1, Condition::default());
        }
        &mut self.conditions[host]
    }

    /// The door of a host.
    pub fn listener(&self, host: &str) -> Option<&Listener> {
        self.listeners
            .iter()
            .find(|listener| &*listener.host == host)
    }
}

/// The shared pool.
#[derive(Debug)]
pub struct Pool {
    world: Mutex<World>,
    changed: watch::Sender<u64>,
    screens: Screens,
    held: watch::Sender<bool>,
    /// Other pools of this process, which it can reach.
    neighbours: Mutex<Vec<Weak<Pool>>>,
    /// What goes wrong with replies.
    pub faults: ActiveFaults,
    /// What was chosen at the start.
    pub settings: Settings,
}

impl Pool {
    /// A pool in that state.
    pub fn new(world: World, settings: Settings) -> Arc<Pool> {
        Arc::new(Pool {
            world: Mutex::new(world),
            changed: watch::Sender::new(0),
            screens: Screens::default(),
            held: watch::Sender::new(false),
            neighbours: Mutex::default(),
            faults: ActiveFaults::default(),
            settings,
        })
    }

    /// Lets long calls wait once they have begun, or go on: what a test wants to happen meanwhile happens in time.
    pub fn hold_work(&self, held: bool) {
        self.held.send_replace(held);
    }

    /// Waits as long as long calls are to.
    pub(crate) async fn held_work(&self) {
        // The sender is a part of this.
        let _ = self.held.subscribe().wait_for(|held| !held).await;
    }

    /// Lets it reach another pool.
    pub fn meet(&self, other: &Arc<Pool>) {
        let mut known = self
            .neighbours
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        known.push(Arc::downgrade(other));
    }

    /// The pool whose coordinator is at that address, as `host.migrate_receive` tells it, if it can be reached.
    /// This pool must not be locked.
    pub fn neighbour(&self, master: &str) -> Option<Arc<Pool>> {
        let known = self
            .neighbours
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let known: Vec<Arc<Pool>> = known.iter().filter_map(Weak::upgrade).collect();
        known.into_iter().find(|pool| {
            let address = pool.lock().coordinator_address();
            format!("http://{address}") == master && !pool.is_unreachable()
        })
    }

    /// Whether its coordinator does not answer.
    pub fn is_unreachable(&self) -> bool {
        let world = self.lock();
        world.condition(world.coordinator_number()).down
    }

    /// The screen of a guest, made when somebody first looks at it.
    pub fn screen(&self, key: &str, guest: Guest) -> Arc<Screen> {
        self.screens.get(key, guest)
    }

    /// The screen of a VM, if somebody has looked at it since it booted.
    pub fn screen_of(&self, vm: &str) -> Option<Arc<Screen>> {
        self.screens.of_vm(vm)
    }

    /// The state, to read or to change. When the guard goes, `allowed_operations` are brought up to date and whoever waits
    /// for changes is woken.
    pub fn lock(&self) -> Guard<'_> {
        // A poisoned lock means that a test's assertion failed while it was held: the state is still whole.
        let world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        let before = (world.db.generation(), world.sessions.len());
        Guard {
            world,
            before,
            changed: &self.changed,
        }
    }

    /// A receiver that is told of every change.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }
}

/// The state, locked.
pub struct Guard<'a> {
    world: MutexGuard<'a, World>,
    before: (u64, usize),
    changed: &'a watch::Sender<u64>,
}

impl Deref for Guard<'_> {
    type Target = World;
    fn deref(&self) -> &World {
        &self.world
    }
}

impl DerefMut for Guard<'_> {
    fn deref_mut(&mut self) -> &mut World {
        &mut self.world
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        crate::allowed::refresh(&mut self.world.db);
        let now = (self.world.db.generation(), self.world.sessions.len());
        if now != self.before {
            let World {
                db, messages, kept, ..
            } = &mut *self.world;
            kept.sweep(db, messages);
            self.changed.send_replace(now.0);
        }
    }
}
