//! The handle by which a host drives everything.

use std::{fs::File, io, path::PathBuf, sync::Arc, time::Duration};

use futures_util::future::join_all;
use inventory::{
    ActionState, ConnectionId, Job, ObjectKey, Problem,
    check::{self, Target},
    job::JobInputs,
    search, tree,
    view::{TreeRow, TreeSpec},
};
use uuid::Uuid;

use crate::{
    api::{
        ConnectionState, ConsoleTicket, EmergencyAction, KeepPassword, NewConnection, NewXoServer,
        SearchHit, ServerKind, Settings, Startup, Theme, TreePlace, TrustAnswer, ViewSpec,
    },
    cache,
    commands::bad_request,
    connection::{
        Command, Connection, Connections, remains,
        run::{Beginning, House, start},
    },
    console::{Consoles, Opened, WINDOW_ORIGINS, choice},
    files,
    installation::Installation,
    jobs::Jobs,
    notices::Notices,
    secret::Secret,
    servers::{Server, Servers},
    settings::Kept,
    source,
    touch::{Bell, Touch},
    trust::Pins,
    vault::Vault,
    views::{Scene, Views, look},
    window::{Sink, Window},
};

/// How long the end may take.
const END: Duration = Duration::from_secs(3);
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
}

/// The whole of the program behind the window. Clones are the same engine.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    config: Config,
    /// That no other run of the program uses the same configuration, as long as this is held.
    _claim: Option<File>,
    settings: Kept,
    house: House,
    window: Window,
    connections: Arc<Connections>,
    jobs: Arc<Jobs>,
    views: Views,
    consoles: Consoles,
}

impl Engine {
    /// Starts: reads what was kept, and connects to the servers that were connected last time. Must
    /// run inside a tokio runtime.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let window = Window::default();
        let notices = Arc::new(Notices::new(window.clone()));
        let (settings, settings_problem) = Kept::read(&config.config_dir);
        let (servers, servers_problem) = Servers::read(&config.config_dir);
        let (pins, pins_problem) = Pins::read(&config.data_dir);
        if servers_problem.is_none() {
            let known: Vec<ConnectionId> = servers.all().into_iter().map(|one| one.id).collect();
            cache::sweep(&config.data_dir, &known);
        }
        for problem in [settings_problem, servers_problem, pins_problem]
            .into_iter()
            .flatten()
        {
            notices.tell(None, None, problem);
        }
        let consoles = Consoles::open(config.origins.clone()).await?;
        let bell = Bell::new();
        let connections = Arc::new(Connections::default());
        let installation = Installation::read(&config.data_dir);
        let jobs = Jobs::new(
            connections.clone(),
            bell.clone(),
            notices.clone(),
            installation,
        );
        let scene = Scene {
            connections: connections.clone(),
            jobs: jobs.clone(),
        };
        let views = Views::new(scene, window.clone(), bell.clone());
        let source = Arc::new(source::xapi::Xapi::new(&config.version));
        let vault = config.vault.clone();
        let servers = Arc::new(servers);
        let claim = files::claim(&config.config_dir);
        let house = House {
            data: config.data_dir.clone(),
            alone: claim.is_some(),
            source,
            vault,
            servers,
            pins,
            bell,
            notices,
        };
        let engine = Self(Arc::new(Inner {
            config,
            _claim: claim,
            settings,
            house,
            window,
            connections,
            jobs,
            views,
            consoles,
        }));
        for server in engine.0.house.servers.all() {
            let wanted = server.wanted;
            let connection = engine.begin(Beginning {
                server,
                password: None,
                demo: false,
            });
            if wanted {
                connection.tell(Command::Connect);
            }
        }
        Ok(engine)
    }

    /// The port of this machine where consoles are served: for the window's content policy.
    pub fn console_port(&self) -> u16 {
        self.0.consoles.port()
    }

    /// From now on messages go to `sink`, which must not block. Views of a window before it end.
    pub fn attach(&self, sink: Sink) {
        self.0.views.close_all();
        self.0.window.attach(sink);
        self.0.house.notices.flush();
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
        let password = Some(Secret::new(password));
        let connection = self.begin(Beginning {
            server,
            password,
            demo: true,
        });
        connection.trust.know(fingerprint);
        connection.tell(Command::Connect);
        id
    }

    /// The objects of a connection: for measurements, and for comparing them with what is on the
    /// server. The window sees them through views.
    pub fn store(&self, id: &ConnectionId) -> Result<inventory::Store, Problem> {
        Ok(self.0.connections.get(id)?.store.clone())
    }

    /// Logs out everywhere; takes three seconds at the most.
    pub async fn shutdown(&self) {
        self.0.views.close_all();
        let connections = self.0.connections.all();
        let all_end = join_all(connections.iter().map(|connection| connection.end()));
        if tokio::time::timeout(END, all_end).await.is_err() {
            tracing::warn!("some servers did not let us log out in time");
        }
    }

    fn begin(&self, beginning: Beginning) -> Arc<Connection> {
        let connection = start(self.0.house.clone(), beginning);
        self.0.connections.add(connection.clone());
        self.0
            .house
            .bell
            .ring(Touch::Connection(connection.id.clone()));
        connection
    }

    /// Does work on what is shown where it may take a while.
    async fn looking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&[inventory::ConnectionInfo<'_>]) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let connections = self.0.connections.clone();
        tokio::task::spawn_blocking(move || look(&connections.all(), work))
            .await
            .map_err(|_| Problem::new("internal").with("why", "a projection failed"))
    }
}

/// The commands, as [`crate::api`] lists them.
#[allow(missing_docs)] // They are documented there, once.
impl Engine {
    pub async fn startup(&self) -> Result<Startup, Problem> {
        let Config {
            version,
            hints,
            vault,
            ..
        } = &self.0.config;
        Ok(Startup {
            version: version.clone(),
            settings: self.0.settings.get(),
            keyring: vault.status().await,
            select: hints.select.clone(),
            tab: hints.tab.clone(),
            theme: hints.theme,
        })
    }

    pub async fn open_view(&self, spec: ViewSpec) -> Result<u32, Problem> {
        Ok(self.0.views.open(spec))
    }

    pub async fn set_view(&self, view: u32, spec: ViewSpec) -> Result<(), Problem> {
        self.0.views.set(view, spec)
    }

    pub async fn close_view(&self, view: u32) -> Result<(), Problem> {
        self.0.views.close(view);
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

    pub async fn add_connection(&self, connection: NewConnection) -> Result<ConnectionId, Problem> {
        let NewConnection {
            kind,
            address,
            user,
            password,
            otp: _,
            keep,
            read_only,
        } = connection;
        if kind == ServerKind::Xo || keep == KeepPassword::Token {
            return Err(Problem::new("not_supported"));
        }
        let address = address.trim().to_owned();
        let place = source::xapi::place(&address)?;
        let there = |known: &Arc<Connection>| {
            let view = known.view();
            !view.demo && source::xapi::place(&view.address).is_ok_and(|known| known == place)
        };
        if self.0.connections.all().iter().any(there) {
            return Err(Problem::new("already_connected").with("address", address));
        }
        let id: ConnectionId = Uuid::new_v4().to_string().into();
        let server = Server {
            keep,
            read_only,
            ..Server::new(id.clone(), address, user)
        };
        self.0.house.servers.add(server.clone())?;
        let connection = self.begin(Beginning {
            server,
            password: Some(password),
            demo: false,
        });
        connection.tell(Command::Connect);
        Ok(id)
    }

    pub async fn remove_connection(&self, id: ConnectionId) -> Result<(), Problem> {
        let connection = self.0.connections.get(&id)?;
        let kept = connection.view().keep == KeepPassword::Keyring && !connection.demo;
        connection.end().await;
        if let Some(shelf) = &connection.shelf {
            shelf.forget();
        }
        self.0.connections.remove(&id);
        self.0.house.bell.ring(Touch::Connection(id.clone()));
        let forgotten = self
            .0
            .house
            .servers
            .remove(&id)
            .and(self.0.house.pins.forget(&id));
        if kept {
            self.0.house.vault.remove(id.as_str()).await?;
            self.0.house.vault.remove(&remains::key(&id)).await?;
        }
        forgotten
    }

    pub async fn connect(&self, id: ConnectionId) -> Result<(), Problem> {
        self.0.connections.get(&id)?.tell(Command::Connect);
        Ok(())
    }

    pub async fn disconnect(&self, id: ConnectionId) -> Result<(), Problem> {
        self.0.connections.get(&id)?.tell(Command::Disconnect);
        Ok(())
    }

    pub async fn give_password(
        &self,
        id: ConnectionId,
        password: Secret,
        _otp: Option<Secret>,
        keep: KeepPassword,
    ) -> Result<(), Problem> {
        self.0
            .connections
            .get(&id)?
            .tell(Command::Password(password, keep));
        Ok(())
    }

    pub async fn answer_certificate(
        &self,
        id: ConnectionId,
        fingerprint: String,
        answer: TrustAnswer,
    ) -> Result<(), Problem> {
        let connection = self.0.connections.get(&id)?;
        let asked = match connection.state() {
            ConnectionState::Certificate { presented, .. } => presented.fingerprint == fingerprint,
            _ => false,
        };
        let known = connection.trust.answer(&fingerprint, answer);
        if asked {
            connection.tell(Command::Certificate(answer != TrustAnswer::Never));
        }
        match known? || asked {
            true => Ok(()),
            false => Err(bad_request(
                "answer_certificate",
                "nobody showed that certificate",
            )),
        }
    }

    pub async fn set_read_only(&self, id: ConnectionId, read_only: bool) -> Result<(), Problem> {
        let connection = self.0.connections.get(&id)?;
        connection.set_read_only(read_only);
        let House { servers, bell, .. } = &self.0.house;
        bell.ring(Touch::Connection(id.clone()));
        servers.change(&id, |server| server.read_only = read_only)
    }

    pub async fn prefer(&self, id: ConnectionId) -> Result<(), Problem> {
        self.0.connections.get(&id)?;
        Err(Problem::new("not_supported"))
    }

    pub async fn xo_add_server(
        &self,
        id: ConnectionId,
        _server: NewXoServer,
    ) -> Result<(), Problem> {
        self.0.connections.get(&id)?;
        Err(Problem::new("not_supported"))
    }

    pub async fn xo_enable_server(
        &self,
        id: ConnectionId,
        _server: String,
        _enabled: bool,
    ) -> Result<(), Problem> {
        self.0.connections.get(&id)?;
        Err(Problem::new("not_supported"))
    }

    pub async fn xo_remove_server(&self, id: ConnectionId, _server: String) -> Result<(), Problem> {
        self.0.connections.get(&id)?;
        Err(Problem::new("not_supported"))
    }

    pub async fn emergency(
        &self,
        id: ConnectionId,
        host: String,
        action: EmergencyAction,
    ) -> Result<(), Problem> {
        let connection = self.0.connections.get(&id)?;
        connection.may_change()?;
        match connection.state() {
            ConnectionState::Emergency { host: lone, .. } if lone == host => {
                connection.emergency(host, action).await
            }
            _ => Err(Problem::new("not_allowed_now")),
        }
    }

    pub async fn actions(&self, objects: Vec<ObjectKey>) -> Result<Vec<ActionState>, Problem> {
        self.looking(move |connections| check::actions(connections, &objects))
            .await
    }

    pub async fn targets(&self, job: Job, objects: Vec<ObjectKey>) -> Result<Vec<Target>, Problem> {
        self.looking(move |connections| check::targets(connections, job, &objects))
            .await
    }

    pub async fn run_job(
        &self,
        job: Job,
        inputs: JobInputs,
        objects: Vec<ObjectKey>,
    ) -> Result<Vec<String>, Problem> {
        self.0.jobs.run(job, inputs, objects)
    }

    pub async fn cancel_task(&self, id: String) -> Result<(), Problem> {
        self.0.jobs.cancel(&id).await
    }

    pub async fn clear_tasks(&self) -> Result<(), Problem> {
        self.0.jobs.clear();
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
        let stream = link
            .console(&found.location)
            .await
            .map_err(|failure| connection.named(choice::problem(failure)))?;
        let must_end = choice::left(connection.clone(), self.0.house.bell.clone());
        let opened = Opened {
            stream,
            why_ended: choice::why_ended(connection, found.vm),
            must_end,
        };
        let url = self.0.consoles.offer(opened);
        Ok(ConsoleTicket {
            url,
            protocol: found.protocol,
        })
    }

    pub async fn set_settings(&self, settings: Settings) -> Result<(), Problem> {
        self.0.settings.set(settings)
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
