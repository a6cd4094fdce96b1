//! The engine under test, with a window that listens and a person who trusts every certificate.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use engine::{
    Config, Engine,
    api::{
        ConnectionState, ConnectionView, KeepPassword, Message, NewConnection, ServerKind,
        TaskView, TrustAnswer, ViewBody, ViewSpec,
    },
    secret::Secret,
    vault::Memory,
};
use inventory::{ConnectionId, Job, ObjectKey, Store, job::JobInputs};
use poolsim::Sim;
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

use crate::{PASSWORD, report::Line, trial};

/// How often to look.
const LOOK: Duration = Duration::from_millis(10);
/// How long a first log-in may take.
const FIRST: Duration = Duration::from_secs(60);

#[derive(Default)]
struct Heard {
    connections: Vec<ConnectionView>,
    tasks: HashMap<String, TaskView>,
}

/// An engine on one connection.
pub struct Desk {
    engine: Engine,
    id: ConnectionId,
    store: Store,
    heard: Arc<Mutex<Heard>>,
    /// Its files; gone at the end.
    _folder: TempDir,
}

impl Desk {
    /// Starts an engine and waits until it holds the pool.
    pub async fn open(sim: &Sim) -> Result<Self> {
        let address = sim.https_url().context("the pool has no TLS")?;
        Self::at(ServerKind::Pool, address, "root", PASSWORD).await
    }

    /// Starts an engine that is told of one server, and waits until it holds what is there: behind
    /// a Xen Orchestra, the one pool.
    pub async fn at(kind: ServerKind, address: String, user: &str, password: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let (config, data) = (folder.path().join("config"), folder.path().join("data"));
        let config = Config::new(config, data, "0.0.0-chaos", Arc::new(Memory::new()));
        let engine = Engine::start(config).await?;
        let heard = Arc::<Mutex<Heard>>::default();
        let listener = heard.clone();
        engine.attach(Arc::new(move |message| {
            let mut heard = listener.lock().unwrap_or_else(PoisonError::into_inner);
            if let Message::Frame { body, .. } = message {
                match body {
                    ViewBody::Connections(all) => heard.connections = all,
                    ViewBody::Tasks(tasks) => heard
                        .tasks
                        .extend(tasks.into_iter().map(|task| (task.id.clone(), task))),
                    _ => {}
                }
            }
        }));
        let asked = |problem| anyhow::anyhow!("the engine refused: {problem:?}");
        for view in [ViewSpec::Connections, ViewSpec::Tasks] {
            engine.open_view(view).await.map_err(asked)?;
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
        let until = Instant::now() + FIRST;
        if kind == ServerKind::Xo {
            id = loop {
                let child = {
                    let heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
                    let mut all = heard.connections.iter();
                    all.find(|connection| connection.parent.as_ref() == Some(&id))
                        .map(|child| child.id.clone())
                };
                match child {
                    Some(child) => break child,
                    None if Instant::now() > until => bail!("no pool behind it"),
                    None => sleep(LOOK).await,
                }
            };
        }
        let store = engine.store(&id).map_err(asked)?;
        let desk = Self {
            engine,
            id,
            store,
            heard,
            _folder: folder,
        };
        while !desk.is_live().await {
            if Instant::now() > until {
                bail!("not live at first: {:?}", desk.connection());
            }
            sleep(LOOK).await;
        }
        Ok(desk)
    }

    /// What the engine holds.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The connection as the window shows it.
    pub fn connection(&self) -> Option<ConnectionView> {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = heard.connections.iter();
        all.find(|connection| connection.id == self.id).cloned()
    }

    /// Whether the window says that what it shows is true. A certificate that is shown is trusted.
    pub async fn is_live(&self) -> bool {
        match self.connection().map(|connection| connection.state) {
            Some(ConnectionState::Live { .. }) => true,
            Some(ConnectionState::Certificate { presented, .. }) => {
                // The question may be an old one: then the next look sees the newer.
                let _ = self
                    .engine
                    .answer_certificate(self.id.clone(), presented.fingerprint, TrustAnswer::Always)
                    .await;
                false
            }
            _ => false,
        }
    }

    /// Asks for a job; the task's id, unless it was refused.
    pub async fn ask(&self, job: Job, vm: &str) -> Option<String> {
        let object = ObjectKey {
            connection: self.id.clone(),
            class: "VM".to_owned(),
            reference: vm.to_owned(),
        };
        let ids = self
            .engine
            .run_job(job, JobInputs::default(), vec![object])
            .await
            .ok()?;
        ids.into_iter().next()
    }

    /// A task as it was last heard of.
    pub fn task(&self, id: &str) -> Option<TaskView> {
        self.heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .tasks
            .get(id)
            .cloned()
    }

    /// Ends the engine.
    pub async fn leave(self) {
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
            sessions_leaked: left.sessions,
            tasks_leaked: left.tasks,
            notes: left.notes,
            ..Line::default()
        }
    }
}
