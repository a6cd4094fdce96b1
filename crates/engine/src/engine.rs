//! The handle by which a host drives everything.

mod connecting;
mod jobs;
mod typed;
mod xe_commands;
mod xo_pools;

use std::{
    fs::File,
    io,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::future::join_all;
use inventory::{
    ConnectionId, ObjectKey, Problem, query, search, table, tree,
    view::{ListKind, QueryReading, TableFrame, TableSpec, TreeRow, TreeSpec},
};
use uuid::Uuid;
use xapi::ConsoleProtocol;

use crate::{
    api::{
        ConsoleTicket, KeepPassword, LayoutChanges, Message, MetricsSpec, SearchHit, Settings,
        Startup, TaskState, Theme, TreePlace, ViewSpec,
    },
    change_bus::ChangeBus,
    connection::{Command, Connections, services::Services},
    console::{ConsoleStream, Consoles, Opened, WINDOW_ORIGINS, choice},
    files,
    installation::Installation,
    journal::Journal,
    lock::lock,
    metrics::Metrics,
    notices::Notices,
    questions::Questions,
    runner::Runner,
    secret::Secret,
    servers::{Server, Servers},
    settings::Kept,
    shown::project,
    snapshot_file,
    source::{self, Source},
    timeline::{AuditLogs, Timeline},
    trust::Pins,
    vault::Vault,
    views::{ViewContext, Views},
    windows::{Sink, WindowId, Windows},
    xe::Xe,
};
use typed::Typed;

/// How long the end may take.
const END: Duration = Duration::from_secs(3);
/// How long the last changes may take to be written.
const WRITING: Duration = Duration::from_millis(500);
/// What the command line said about the first thing to see.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    /// The object to select, by name.
    pub select: Option<String>,
    /// The tab to open.
    pub tab: Option<String>,
    /// The theme for this run.
    pub theme: Option<Theme>,
}

/// What an engine needs to know.
#[derive(Clone)]
pub struct Config {
    /// Where settings and servers are kept; made if it is not there.
    pub config_dir: PathBuf,
    /// Where trusted certificates are kept; made if it is not there.
    pub data_dir: PathBuf,
    /// The folder of the log, if there is one.
    pub log_dir: Option<PathBuf>,
    /// The program's version.
    pub version: String,
    /// What the command line said.
    pub hints: Hints,
    /// Where passwords are kept.
    pub vault: Arc<dyn Vault>,
    /// The Origins of windows that may open consoles.
    pub origins: Vec<String>,
}

impl Config {
    /// An engine that keeps its files in these folders and passwords in `vault`; everything else as
    /// a built program has it.
    pub fn new(
        config_dir: impl Into<PathBuf>,
        data_dir: impl Into<PathBuf>,
        version: &str,
        vault: Arc<dyn Vault>,
    ) -> Self {
        Self {
            config_dir: config_dir.into(),
            data_dir: data_dir.into(),
            log_dir: None,
            version: version.to_owned(),
            hints: Hints::default(),
            vault,
            origins: WINDOW_ORIGINS.map(String::from).to_vec(),
        }
    }
}

/// Why an engine does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// This machine gives no port on its own address.
    #[error("no port for consoles: {0}")]
    Port(#[from] io::Error),
    /// This machine gives no thread.
    #[error("no thread for the journal or the timeline: {0}")]
    Journal(#[source] io::Error),
    /// Another engine has these folders. Two would write over each other's files, and end each
    /// other's sessions.
    #[error("another run of the program uses these settings")]
    InUse,
}

/// The whole of the program behind the window. Clones are the same engine.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    config: Config,
    /// What the command line said last, this run's or that of a second start.
    hints: Mutex<Hints>,
    /// That no other run of the program uses the same configuration, as long as this is held.
    claim: Mutex<Option<File>>,
    settings: Kept,
    services: Services,
    /// How pools and hosts are reached that nothing is in front of.
    direct: Arc<dyn Source>,
    windows: Windows,
    connections: Arc<Connections>,
    runner: Arc<Runner>,
    views: Views,
    view_context: ViewContext,
    consoles: Consoles,
    metrics: Metrics,
    xe: Xe,
    questions: Questions,
}

impl Engine {
    /// Starts: reads what was kept, and connects to the servers that were connected last time. Must
    /// run inside a tokio runtime.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let claim = files::claim(&config.config_dir).map_err(|files::InUse| StartError::InUse)?;
        if claim.is_some() {
            files::sweep(&config.config_dir);
            files::sweep(&config.data_dir);
        }
        let windows = Windows::default();
        let notices = Arc::new(Notices::new(windows.clone()));
        let (settings, settings_problem) = Kept::read(&config.config_dir);
        let (servers, servers_problem) = Servers::read(&config.config_dir);
        let (pins, pins_problem) = Pins::read(&config.data_dir);
        if claim.is_some() && servers_problem.is_none() {
            let known: Vec<ConnectionId> = servers.all().into_iter().map(|one| one.id).collect();
            snapshot_file::sweep(&config.data_dir, &known);
        }
        for problem in [settings_problem, servers_problem, pins_problem]
            .into_iter()
            .flatten()
        {
            notices.tell(None, None, problem);
        }
        let consoles = Consoles::open(config.origins.clone()).await?;
        let change_bus = ChangeBus::new();
        let connections = Arc::new(Connections::default());
        let installation = Installation::read(&config.data_dir);
        let (journal, journal_problem) =
            Journal::open(&config.data_dir).map_err(StartError::Journal)?;
        if let Some(problem) = journal_problem {
            notices.tell(None, None, problem);
        }
        let (timeline, timeline_problem) =
            Timeline::open(&config.data_dir, change_bus.clone()).map_err(StartError::Journal)?;
        if let Some(problem) = timeline_problem {
            notices.tell(None, None, problem);
        }
        let runner = Runner::new(
            connections.clone(),
            change_bus.clone(),
            notices.clone(),
            installation,
            journal,
        );
        if claim.is_some() {
            let known: Vec<ConnectionId> = servers.all().into_iter().map(|one| one.id).collect();
            runner.restore(&known).await;
            timeline.keep_only(known).await;
        }
        let view_context = ViewContext {
            connections: connections.clone(),
            runner: runner.clone(),
            timeline: timeline.clone(),
            audit_logs: AuditLogs::new(change_bus.clone()),
        };
        let views = Views::new(view_context.clone(), windows.clone(), change_bus.clone());
        let metrics = Metrics::new(connections.clone(), windows.clone(), change_bus.clone());
        let direct = Arc::new(source::xapi::Xapi::new(&config.version));
        let vault = config.vault.clone();
        let servers = Arc::new(servers);
        let services = Services {
            data: config.data_dir.clone(),
            alone: claim.is_some(),
            vault,
            servers,
            pins,
            change_bus,
            notices,
            timeline,
        };
        let engine = Self(Arc::new(Inner {
            hints: Mutex::new(config.hints.clone()),
            config,
            claim: Mutex::new(claim),
            settings,
            services,
            direct,
            windows,
            connections,
            runner,
            views,
            view_context,
            consoles,
            metrics,
            xe: Xe::default(),
            questions: Questions::default(),
        }));
        engine.begin_all();
        Ok(engine)
    }

    /// The port of this machine where consoles are served: for the window's content policy.
    pub fn console_port(&self) -> u16 {
        self.0.consoles.port()
    }

    /// A window is open: from now on its messages go to `sink`, which must not block. If it was open
    /// before (its page was loaded again), the views that it had end.
    pub fn attach(&self, window: &WindowId, sink: Sink) {
        self.0.views.close_all_of(window);
        self.0.metrics.close_all_of(window);
        self.0.windows.attach(window.clone(), sink);
        self.0.services.notices.flush();
    }

    /// A window is closed: its views end.
    pub fn detach(&self, window: &WindowId) {
        self.0.windows.detach(window);
        self.0.views.close_all_of(window);
        self.0.metrics.close_all_of(window);
    }

    /// A person uses this window now: what is to be told once is told there.
    pub fn focus(&self, window: &WindowId) {
        self.0.windows.focus(window);
    }

    /// How many jobs of ours run: what ends with the program, or goes on without anybody who tells
    /// how it ended.
    pub fn running_jobs(&self) -> u32 {
        let tasks = self.0.view_context.tasks();
        let ours = tasks
            .iter()
            .filter(|task| task.job.is_some() && task.state == TaskState::Running);
        u32::try_from(ours.count()).unwrap_or(u32::MAX)
    }

    /// Asks in a window, the last one, whether the program is to end though jobs run. Whether there is
    /// somebody to ask.
    pub fn ask_before_leaving(&self, window: &WindowId, jobs: u32) -> bool {
        self.0.windows.send(window, Message::Leaving { jobs })
    }

    /// Shows what another command line says: somebody has started the program a second time.
    pub fn go(&self, hints: Hints) {
        lock(&self.0.hints).clone_from(&hints);
        let Hints { select, tab, theme } = hints;
        // Before there is a window the hints are told by its startup.
        let _ = self
            .0
            .windows
            .send_to_foremost(Message::Go { select, tab, theme });
    }

    /// Connects to a simulated pool of our own making. Nothing of it is kept.
    pub fn add_demo(
        &self,
        address: &str,
        fingerprint: &str,
        user: &str,
        password: &str,
    ) -> ConnectionId {
        let id: ConnectionId = Uuid::new_v4().to_string().into();
        let server = Server {
            keep: KeepPassword::Ask,
            ..Server::new(id, address.to_owned(), user.to_owned())
        };
        let id = server.id.clone();
        let typed = Typed {
            password: Secret::new(password),
            otp: None,
        };
        let connection = self.begin_direct(server, Some(typed), true);
        connection.trust.know(fingerprint);
        connection.tell(Command::Connect);
        id
    }

    /// The objects of a connection: for measurements, and for comparing them with what is on the
    /// server. The window sees them through views.
    pub fn store(&self, id: &ConnectionId) -> Result<inventory::Store, Problem> {
        Ok(self.0.connections.get(id)?.store.clone())
    }

    /// Logs out everywhere and lets go of the files; takes three seconds at the most.
    pub async fn shutdown(&self) {
        self.0.views.close_all();
        self.0.metrics.close_all();
        let connections = self.0.connections.all();
        let all_end = join_all(connections.iter().map(|connection| connection.end()));
        if tokio::time::timeout(END, all_end).await.is_err() {
            tracing::warn!("some servers did not let us log out in time");
        }
        if tokio::time::timeout(WRITING, self.0.services.timeline.written())
            .await
            .is_err()
        {
            tracing::warn!("the last changes are not in the timeline");
        }
        // Nothing is written any more: the next run may begin.
        lock(&self.0.claim).take();
    }

    /// Does work on what is shown where it may take a while.
    async fn looking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&[inventory::ConnectionInfo<'_>]) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let connections = self.0.connections.clone();
        tokio::task::spawn_blocking(move || project(&connections.all(), work))
            .await
            .map_err(|_| Problem::new("internal").with("why", "a projection failed"))
    }
}

/// The commands, as [`crate::api`] lists them.
#[allow(missing_docs)] // They are documented there, once.
impl Engine {
    pub async fn startup(&self, window: &WindowId) -> Result<Startup, Problem> {
        let Config { version, vault, .. } = &self.0.config;
        let hints = lock(&self.0.hints).clone();
        Ok(Startup {
            version: version.clone(),
            settings: self.0.settings.get(),
            layout: self.0.settings.layout(window),
            keyring: vault.status().await,
            select: hints.select,
            tab: hints.tab,
            theme: hints.theme,
        })
    }

    pub async fn open_view(&self, window: &WindowId, spec: ViewSpec) -> Result<u32, Problem> {
        Ok(self.0.views.open(window, spec))
    }

    pub async fn set_view(
        &self,
        window: &WindowId,
        view: u32,
        spec: ViewSpec,
    ) -> Result<(), Problem> {
        self.0.views.set(window, view, spec)
    }

    pub async fn close_view(&self, window: &WindowId, view: u32) -> Result<(), Problem> {
        self.0.views.close(window, view);
        Ok(())
    }

    pub async fn tree_place(
        &self,
        spec: TreeSpec,
        object: ObjectKey,
    ) -> Result<Option<TreePlace>, Problem> {
        let spot = self
            .looking(move |connections| tree::spot(connections, &spec, &object))
            .await?;
        Ok(spot.map(|spot| TreePlace {
            id: spot.id,
            index: spot.index,
            toggled: spot.toggled.into_iter().collect(),
        }))
    }

    pub async fn tree_find(
        &self,
        spec: TreeSpec,
        text: String,
        from: u32,
    ) -> Result<Option<u32>, Problem> {
        self.looking(move |connections| tree::find(connections, &spec, &text, from))
            .await
    }

    pub async fn tree_rows(
        &self,
        spec: TreeSpec,
        from: u32,
        to: u32,
    ) -> Result<Vec<TreeRow>, Problem> {
        self.looking(move |connections| tree::rows(connections, &spec, from, to))
            .await
    }

    pub async fn custom_fields(&self) -> Result<Vec<String>, Problem> {
        let names = self.looking(tree::custom_field_names);
        Ok(names.await?.into_iter().collect())
    }

    pub async fn table_rows(&self, spec: TableSpec) -> Result<TableFrame, Problem> {
        self.looking(move |connections| table::frame(connections, &spec))
            .await
    }

    pub async fn read_query(
        &self,
        text: String,
        cursor: u32,
        list: Option<ListKind>,
    ) -> Result<QueryReading, Problem> {
        self.looking(move |connections| query::read(connections, &text, cursor, list))
            .await
    }

    pub async fn search(&self, text: String, limit: u32) -> Result<Vec<SearchHit>, Problem> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let hits = self
            .looking(move |connections| search::search(connections, &text, limit))
            .await?;
        let hit = |hit: search::Hit| SearchHit {
            object: hit.object,
            kind: hit.kind,
            name: hit.name,
            status: hit.status,
            pool: hit.pool,
        };
        Ok(hits.into_iter().map(hit).collect())
    }

    pub async fn watch_metrics(
        &self,
        window: &WindowId,
        view: u32,
        spec: MetricsSpec,
    ) -> Result<(), Problem> {
        self.0.metrics.watch(window, view, spec);
        Ok(())
    }

    pub async fn unwatch_metrics(&self, window: &WindowId, view: u32) -> Result<(), Problem> {
        self.0.metrics.unwatch(window, view);
        Ok(())
    }

    pub async fn open_console(
        &self,
        object: ObjectKey,
        console: Option<String>,
    ) -> Result<ConsoleTicket, Problem> {
        let connection = self.0.connections.get(&object.connection)?;
        // A console is a keyboard. Its bytes pass here unread, so looking cannot be told from typing.
        connection.may_change()?;
        let link = connection.link()?;
        let found = choice::find(&connection, &object, console.as_deref())?;
        let must_end = || choice::left(connection.clone(), self.0.services.change_bus.clone());
        let sessions = &self.0.consoles.sessions;
        let key = (connection.id.clone(), found.location.clone());
        let is_text = found.protocol == ConsoleProtocol::Vt100.as_str();
        let attached = if is_text { sessions.attach(&key) } else { None };
        let stream: Box<dyn ConsoleStream> = match attached {
            Some(window) => Box::new(window),
            None => {
                let stream = link
                    .console(&found.location)
                    .await
                    .map_err(|failure| connection.named(choice::problem(failure)))?;
                if is_text {
                    Box::new(sessions.begin(key, stream, must_end()))
                } else {
                    stream
                }
            }
        };
        let opened = Opened {
            stream,
            must_end: must_end(),
            why_ended: choice::why_ended(connection, found.vm),
        };
        let url = self.0.consoles.offer(opened);
        Ok(ConsoleTicket {
            url,
            protocol: found.protocol,
            keys: found.keys,
        })
    }

    pub async fn set_settings(&self, window: &WindowId, settings: Settings) -> Result<(), Problem> {
        if self.0.settings.set(settings.clone())? {
            let others = Message::Settings(settings);
            self.0.windows.send_to_others(window, &others);
        }
        Ok(())
    }

    pub async fn set_layout(
        &self,
        window: &WindowId,
        changes: LayoutChanges,
    ) -> Result<(), Problem> {
        self.0.settings.change_layout(window, changes.0)
    }

    pub async fn show_log(&self) -> Result<(), Problem> {
        let refused = |why: String| Problem::new("internal").with("why", why);
        let folder = self
            .0
            .config
            .log_dir
            .clone()
            .ok_or_else(|| refused("no log".to_owned()))?;
        open::that_detached(folder).map_err(|error| refused(error.to_string()))
    }
}
