//! The engine under test, with a window that listens and a person who trusts the certificates that
//! the hosts really show.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use engine::{
    Config, Engine,
    api::{
        ConnectionState, ConnectionView, KeepPassword, Message, NewConnection, ServerKind,
        TaskState, TaskView, TrustAnswer, ViewBody, ViewSpec,
    },
    secret::Secret,
    vault::Memory,
};
use inventory::{ConnectionId, Job, JobRequest, ObjectKey, Store};
use poolsim::Sim;
use serde_json::Value;
use tempfile::TempDir;
use test_support::poll;
use tokio::time::Instant;

use crate::{PASSWORD, report::Line, trial};

/// How long a first log-in may take.
const FIRST: Duration = Duration::from_secs(60);

#[derive(Default)]
struct Heard {
    connections: Vec<ConnectionView>,
    tasks: HashMap<String, TaskView>,
    /// When each connection began or ceased to be shown as live.
    lives: HashMap<ConnectionId, Vec<(Instant, bool)>>,
}

impl Heard {
    fn connections(&mut self, all: Vec<ConnectionView>) {
        for connection in &all {
            let live = is_live(connection);
            let changes = self.lives.entry(connection.id.clone()).or_default();
            if changes.last().is_none_or(|(_, was)| *was != live) {
                changes.push((Instant::now(), live));
            }
        }
        self.connections = all;
    }
}

fn is_live(connection: &ConnectionView) -> bool {
    matches!(connection.state, ConnectionState::Live { .. })
}

/// An engine on one connection.
pub struct Desk {
    engine: Engine,
    id: ConnectionId,
    store: Store,
    heard: Arc<Mutex<Heard>>,
    /// How many questions about certificates were answered.
    questions: AtomicUsize,
    /// Its files; gone at the end.
    _folder: TempDir,
}

impl Desk {
    /// Starts an engine and waits until it holds the pool.
    pub async fn open(sim: &Sim) -> Result<Self> {
        let address = sim.https_url().context("the pool has no TLS")?;
        let desk = Self::begin(ServerKind::Pool, address, "root", PASSWORD).await?;
        desk.arrive(Some(sim)).await
    }

    /// Starts an engine that is told of one server, and waits until it holds what is there: behind
    /// a Xen Orchestra, the one pool.
    pub async fn at(kind: ServerKind, address: String, user: &str, password: &str) -> Result<Self> {
        let desk = Self::begin(kind, address, user, password).await?;
        desk.arrive(None).await
    }

    async fn begin(kind: ServerKind, address: String, user: &str, password: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let (config, data) = (folder.path().join("config"), folder.path().join("data"));
        let config = Config::new(config, data, "0.0.0-chaos", Arc::new(Memory::new()));
        let engine = Engine::start(config).await?;
        let heard = Arc::<Mutex<Heard>>::default();
        let listener = heard.clone();
        engine.attach(
            &"main".into(),
            Arc::new(move |message| {
                let mut heard = listener.lock().unwrap_or_else(PoisonError::into_inner);
                if let Message::Frame { body, .. } = message {
                    match Arc::unwrap_or_clone(body) {
                        ViewBody::Connections(all) => heard.connections(all),
                        ViewBody::Tasks(tasks) => heard
                            .tasks
                            .extend(tasks.into_iter().map(|task| (task.id.clone(), task))),
                        _ => {}
                    }
                }
            }),
        );
        let asked = |problem| anyhow::anyhow!("the engine refused: {problem:?}");
        for view in [ViewSpec::Connections, ViewSpec::Tasks] {
            engine
                .open_view(&"main".into(), view)
                .await
                .map_err(asked)?;
        }
        let connection = NewConnection {
            kind,
            address,
            user: user.to_owned(),
            password: Secret::new(password),
            otp: None,
            keep: KeepPassword::Keyring,
            read_only: false,
        };
        let mut id = engine.add_connection(connection).await.map_err(asked)?;
        if kind == ServerKind::Xo {
            let child = poll(FIRST, async || {
                let heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
                let mut all = heard.connections.iter();
                all.find(|connection| connection.parent.as_ref() == Some(&id))
                    .map(|child| child.id.clone())
            });
            id = child.await.context("no pool behind it")?;
        }
        let store = engine.store(&id).map_err(asked)?;
        Ok(Self {
            engine,
            id,
            store,
            heard,
            questions: AtomicUsize::new(0),
            _folder: folder,
        })
    }

    /// Waits until it holds the pool.
    async fn arrive(self, sim: Option<&Sim>) -> Result<Self> {
        let live = poll(FIRST, async || {
            if let Some(sim) = sim {
                self.answer(sim).await;
            }
            self.is_live().then_some(())
        });
        if live.await.is_none() {
            bail!("not live at first: {:?}", self.connection());
        }
        Ok(self)
    }

    /// What the engine holds.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The connection as the window shows it.
    pub fn connection(&self) -> Option<ConnectionView> {
        let heard = self.heard();
        let mut all = heard.connections.iter();
        all.find(|connection| connection.id == self.id).cloned()
    }

    /// Whether the window says that what it shows is true.
    pub fn is_live(&self) -> bool {
        self.connection().is_some_and(|view| is_live(&view))
    }

    /// How long after a moment the window ceased to say so; none: it has not.
    pub fn noticed(&self, since: Instant) -> Option<Duration> {
        let heard = self.heard();
        let mut changes = heard.lives.get(&self.id)?.iter();
        let (at, _) = changes.find(|(at, live)| *at >= since && !live)?;
        Some(*at - since)
    }

    /// Answers a question about a certificate, if there is one: with yes if that host of the pool
    /// shows it, else not at all.
    pub async fn answer(&self, sim: &Sim) {
        let Some(ConnectionState::Certificate {
            host, presented, ..
        }) = self.connection().map(|connection| connection.state)
        else {
            return;
        };
        let number = sim.world().listeners.iter().position(|listener| {
            let shown = listener.https.map(|https| https.to_string());
            shown.as_deref() == Some(&host)
        });
        let shown = number.map(|number| sim.fingerprint_of(number));
        if shown.as_ref() != Some(&presented.fingerprint) {
            return;
        }
        // The question may be an old one: then the next look sees the newer.
        let answered = self
            .engine
            .answer_certificate(self.id.clone(), presented.fingerprint, TrustAnswer::Always)
            .await;
        self.questions
            .fetch_add(usize::from(answered.is_ok()), Ordering::Relaxed);
    }

    /// How many questions about certificates were answered so far.
    pub fn questions(&self) -> usize {
        self.questions.load(Ordering::Relaxed)
    }

    /// An object of the connection, as the engine knows it.
    pub fn key(&self, class: &str, reference: &str) -> ObjectKey {
        ObjectKey {
            connection: self.id.clone(),
            class: class.to_owned(),
            reference: reference.to_owned(),
        }
    }

    /// Asks for a job; the task's id, unless it was refused.
    pub async fn ask(&self, job: Job, inputs: Value, vm: &str) -> Option<String> {
        let object = self.key("VM", vm);
        let request = JobRequest::new(job, inputs).ok()?;
        let asked = self.engine.run_job(request, vec![object], None).await;
        asked.ok()?.into_iter().next()
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A task as it was last heard of.
    pub fn task(&self, id: &str) -> Option<TaskView> {
        self.heard().tasks.get(id).cloned()
    }

    /// A task once it has ended, or as it still is after so long.
    pub async fn ended(&self, id: &str, patience: Duration) -> Option<TaskView> {
        let ended = async || {
            let task = self.task(id)?;
            (task.state != TaskState::Running).then_some(())
        };
        poll(patience, ended).await;
        self.task(id)
    }

    /// Ends the engine.
    pub async fn shut_down(&self) {
        self.engine.shutdown().await;
    }

    /// Ends the engine, and says what it left on the server.
    pub async fn close(self, sim: &Sim) -> Line {
        let begun = Instant::now();
        self.engine.shutdown().await;
        let took = begun.elapsed();
        let left = trial::left_behind(sim, 0).await;
        Line {
            fault: "(end of the program)".to_owned(),
            recovered: Some(took),
            sessions_leaked: Some(left.sessions),
            logins_lost: Some(left.logins),
            tasks_leaked: Some(left.tasks),
            notes: left.notes,
            ..Line::default()
        }
    }
}
