//! A window that only listens, an engine behind it, and a simulated pool behind that.
#![allow(dead_code)] // Each test file uses its part.
#![allow(clippy::unwrap_used, clippy::expect_used)] // These are tests; they are not marked so one by one.

pub mod echo;
pub mod files;
pub mod proxy;
pub mod scene;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use engine::{
    Config, Engine,
    api::{
        ConnectionState, ConnectionView, ConsoleTicket, KeepPassword, Message, NewConnection,
        Notice, ServerKind, TaskView, TrustAnswer, ViewBody, ViewSpec,
    },
    secret::Secret,
    vault::Memory,
};
use inventory::{
    ConnectionId, Job, JobRequest, ObjectKey,
    jobs::form::{Choice, FieldKind},
    view::{Cell, ListKind, TableRow, TableSpec},
};
use poolsim::Sim;
use serde_json::{Value, json};
use tempfile::TempDir;
use test_support::{PATIENCE, eventually_some, within};
use tokio::sync::Notify;

pub const PASSWORD: &str = "made-up-Passwort-17";

/// A job with what is said with it, as the window asks for it.
pub fn request(job: Job, inputs: Value) -> JobRequest {
    JobRequest::new(job, inputs).unwrap()
}

/// A job with which nothing has to be said.
pub fn simple(job: Job) -> JobRequest {
    request(job, json!({}))
}

/// The hosts that the form for moving these VMs offers.
pub async fn destinations(engine: &Engine, vms: Vec<ObjectKey>) -> Vec<Choice> {
    let mut form = engine.job_form(Job::Migrate, vms, None).await.unwrap();
    match form.fields.remove(0).kind {
        FieldKind::Choice { choices } => choices,
        other => panic!("{other:?}"),
    }
}

#[derive(Default)]
pub struct Heard {
    pub frames: HashMap<u32, Vec<(u32, ViewBody)>>,
    pub notices: Vec<Notice>,
    /// The newest of each chart.
    pub metrics: HashMap<u32, Vec<u8>>,
}

/// An engine with a window that listens.
pub struct Bench {
    pub engine: Engine,
    pub vault: Memory,
    pub folder: Arc<TempDir>,
    pub heard: Arc<Mutex<Heard>>,
    news: Arc<Notify>,
    connections: u32,
}

pub fn small_pool() -> poolsim::Config {
    poolsim::Config {
        tls: Some(([127, 0, 0, 1], 0).into()),
        hosts: 2,
        vms: 8,
        password: PASSWORD.into(),
        operation_time: Duration::from_millis(600),
        background: false,
        ..Default::default()
    }
}

pub async fn sim() -> Sim {
    Sim::start(small_pool()).await.unwrap()
}

/// What an engine on these files and secrets needs to know.
pub fn config(folder: &TempDir, vault: &Memory) -> Config {
    let (config, data) = (folder.path().join("config"), folder.path().join("data"));
    Config::new(config, data, "0.0.0-test", Arc::new(vault.clone()))
}

/// The beginning of a whole list.
pub fn table(list: ListKind) -> TableSpec {
    TableSpec {
        list,
        connection: None,
        within: None,
        filter: String::new(),
        among: None,
        meanings: Default::default(),
        sort: None,
        offset: 0,
        rows: 100,
    }
}

impl Bench {
    pub async fn new() -> Self {
        Self::at(Arc::new(tempfile::tempdir().unwrap()), Memory::new()).await
    }

    /// An engine on files and secrets that may be another one's.
    pub async fn at(folder: Arc<TempDir>, vault: Memory) -> Self {
        let engine = Engine::start(config(&folder, &vault)).await.unwrap();
        let (heard, news) = (Arc::<Mutex<Heard>>::default(), Arc::<Notify>::default());
        let (listener, bell) = (heard.clone(), news.clone());
        engine.attach(
            &"main".into(),
            Arc::new(move |message| {
                let mut heard = listener.lock().unwrap();
                match message {
                    Message::Frame { view, number, body } => {
                        let body = Arc::unwrap_or_clone(body);
                        heard.frames.entry(view).or_default().push((number, body));
                    }
                    Message::Notice(notice) => heard.notices.push(notice),
                    Message::Metrics(bytes) => {
                        let view = u32::from_le_bytes(bytes[..4].try_into().unwrap());
                        heard.metrics.insert(view, bytes);
                    }
                    Message::Go { .. } | Message::Settings(_) | Message::Leaving { .. } => {}
                }
                bell.notify_waiters();
            }),
        );
        let connections = engine
            .open_view(&"main".into(), ViewSpec::Connections)
            .await
            .unwrap();
        Self {
            engine,
            vault,
            folder,
            heard,
            news,
            connections,
        }
    }

    /// All that the window was told, as text.
    pub fn told(&self) -> String {
        let heard = self.heard.lock().unwrap();
        let bodies: Vec<_> = heard
            .frames
            .values()
            .flatten()
            .map(|(_, body)| body)
            .collect();
        serde_json::to_string(&(bodies, &heard.notices)).unwrap()
    }

    /// Waits until what was heard satisfies `look`.
    pub async fn until<T>(&self, what: &str, look: impl Fn(&Heard) -> Option<T>) -> T {
        let waiting = async {
            loop {
                let news = self.news.notified();
                tokio::pin!(news);
                news.as_mut().enable();
                if let Some(found) = look(&self.heard.lock().unwrap()) {
                    return found;
                }
                news.await;
            }
        };
        match within(PATIENCE, waiting).await {
            Some(found) => found,
            None => panic!("waited in vain for {what}; heard {}", self.summary()),
        }
    }

    fn summary(&self) -> String {
        let heard = self.heard.lock().unwrap();
        let last: Vec<_> = heard
            .frames
            .iter()
            .map(|(view, frames)| (view, frames.last()))
            .collect();
        let mut text = format!("{last:?} {:?}", heard.notices);
        text.truncate(6000);
        text
    }

    /// Waits until a view's newest frame satisfies `look`.
    pub async fn shown<T>(
        &self,
        what: &str,
        view: u32,
        look: impl Fn(&ViewBody) -> Option<T>,
    ) -> T {
        self.until(what, |heard| look(&heard.frames.get(&view)?.last()?.1))
            .await
    }

    pub async fn add(&self, address: &str, user: &str, password: &str) -> ConnectionId {
        let connection = NewConnection {
            kind: ServerKind::Pool,
            address: address.into(),
            user: user.into(),
            password: Secret::new(password),
            otp: None,
            keep: KeepPassword::Keyring,
            read_only: false,
        };
        self.engine.add_connection(connection).await.unwrap()
    }

    /// Waits until a connection is as `look` wants it.
    pub async fn standing<T>(
        &self,
        what: &str,
        id: &ConnectionId,
        look: impl Fn(&ConnectionView) -> Option<T>,
    ) -> T {
        self.shown(what, self.connections, |body| {
            let ViewBody::Connections(all) = body else {
                return None;
            };
            look(all.iter().find(|connection| connection.id == *id)?)
        })
        .await
    }

    /// Waits for a connection that satisfies `look`.
    pub async fn connection(
        &self,
        what: &str,
        look: impl Fn(&ConnectionView) -> bool,
    ) -> ConnectionView {
        self.shown(what, self.connections, |body| {
            let ViewBody::Connections(all) = body else {
                return None;
            };
            all.iter().find(|connection| look(connection)).cloned()
        })
        .await
    }

    /// Waits until a connection is not there any more.
    pub async fn connection_gone(&self, id: &ConnectionId) {
        self.shown("one connection less", self.connections, |body| {
            let ViewBody::Connections(all) = body else {
                return None;
            };
            all.iter()
                .all(|connection| connection.id != *id)
                .then_some(())
        })
        .await
    }

    pub async fn live(&self, id: &ConnectionId) -> ConnectionView {
        self.standing("a live connection", id, |view| {
            matches!(view.state, ConnectionState::Live { .. }).then(|| view.clone())
        })
        .await
    }

    /// How often the window was told of its connections so far.
    pub fn frames(&self) -> usize {
        let heard = self.heard.lock().unwrap();
        heard.frames.get(&self.connections).map_or(0, Vec::len)
    }

    /// Waits until a connection is not live, or has not been for a moment since so many frames.
    pub async fn not_live(&self, id: &ConnectionId, since: usize) {
        let is_live = |view: &ConnectionView| matches!(view.state, ConnectionState::Live { .. });
        let was_other = |body: &ViewBody| match body {
            ViewBody::Connections(all) => all.iter().any(|view| view.id == *id && !is_live(view)),
            _ => false,
        };
        self.until("a connection that is not live", |heard| {
            let frames = heard.frames.get(&self.connections)?;
            let mut new = frames.get(since..)?.iter();
            new.find(|(_, body)| was_other(body)).map(drop)
        })
        .await;
    }

    /// Waits until a connection is as `look` wants it in a frame that came after so many.
    pub async fn state_since(
        &self,
        what: &str,
        id: &ConnectionId,
        since: usize,
        look: impl Fn(&ConnectionState) -> bool,
    ) -> ConnectionState {
        self.until(what, |heard| {
            let frames = heard.frames.get(&self.connections)?;
            let (_, body) = frames.get(since..)?.last()?;
            let ViewBody::Connections(all) = body else {
                return None;
            };
            let view = all.iter().find(|view| view.id == *id)?;
            look(&view.state).then(|| view.state.clone())
        })
        .await
    }

    pub async fn state(
        &self,
        what: &str,
        id: &ConnectionId,
        look: impl Fn(&ConnectionState) -> bool,
    ) -> ConnectionState {
        self.standing(what, id, |view| {
            look(&view.state).then(|| view.state.clone())
        })
        .await
    }

    /// Connects to a pool by TLS, trusting its certificate for good.
    pub async fn trusting(&self, sim: &Sim, user: &str, password: &str) -> ConnectionId {
        let id = self.add(&sim.https_url().unwrap(), user, password).await;
        self.state("a certificate to look at", &id, |state| {
            matches!(state, ConnectionState::Certificate { .. })
        })
        .await;
        let answer = TrustAnswer::Always;
        self.engine
            .answer_certificate(id.clone(), sim.fingerprint(), answer)
            .await
            .unwrap();
        self.live(&id).await;
        id
    }

    pub async fn connected(&self, sim: &Sim) -> ConnectionId {
        self.trusting(sim, "root", PASSWORD).await
    }

    /// Opens a list of all objects of a kind.
    pub async fn list(&self, list: ListKind) -> u32 {
        let spec = ViewSpec::Table(table(list));
        self.engine.open_view(&"main".into(), spec).await.unwrap()
    }

    /// Waits until an object's page leads to another by this field.
    pub async fn link_on_page(&self, object: &ObjectKey, field: &str) {
        let object = object.clone();
        let page = ViewSpec::Page { object };
        let page = self.engine.open_view(&"main".into(), page).await.unwrap();
        let leads = |body: &ViewBody| {
            let ViewBody::Page(Some(page)) = body else {
                return None;
            };
            let mut fields = page.sections.iter().flat_map(|section| &section.fields);
            let is_link = |value: &Cell| matches!(value, Cell::Link { .. });
            let found = fields.find(|one| one.id == field && is_link(&one.value));
            found.map(drop)
        };
        self.shown(field, page, leads).await;
    }

    /// Waits for a row of a list that satisfies `look`.
    pub async fn row(&self, what: &str, list: u32, look: impl Fn(&TableRow) -> bool) -> TableRow {
        self.shown(what, list, |body| {
            let ViewBody::Table(table) = body else {
                return None;
            };
            table.rows.iter().find(|row| look(row)).cloned()
        })
        .await
    }

    /// Waits until a list holds so many rows.
    pub async fn rows(&self, list: u32, count: usize) -> Vec<TableRow> {
        self.shown("a full list", list, |body| match body {
            ViewBody::Table(table) if table.rows.len() == count => Some(table.rows.clone()),
            _ => None,
        })
        .await
    }

    /// Opens a console, trusting the host that it leads to.
    pub async fn console(&self, vm: &ObjectKey) -> ConsoleTicket {
        match self.engine.open_console(vm.clone(), None).await {
            Ok(ticket) => ticket,
            Err(problem) => {
                // The VM runs on another host than the one whose certificate was looked at.
                assert_eq!(problem.code, "untrusted_certificate", "{problem:?}");
                assert!(
                    problem.params["host"].starts_with("127.0.0."),
                    "{problem:?}"
                );
                assert!(!problem.params["notAfter"].is_empty(), "{problem:?}");
                let (id, fingerprint) =
                    (vm.connection.clone(), problem.params["fingerprint"].clone());
                let answered = self
                    .engine
                    .answer_certificate(id, fingerprint, TrustAnswer::Once);
                answered.await.unwrap();
                self.engine.open_console(vm.clone(), None).await.unwrap()
            }
        }
    }

    /// Waits for a task that satisfies `look`.
    pub async fn task(&self, what: &str, tasks: u32, look: impl Fn(&TaskView) -> bool) -> TaskView {
        self.shown(what, tasks, |body| {
            let ViewBody::Tasks(tasks) = body else {
                return None;
            };
            tasks.iter().find(|task| look(task)).cloned()
        })
        .await
    }
}

/// What a row calls its object.
pub fn name(row: &TableRow) -> String {
    serde_json::to_value(&row.cells[0]).unwrap()["text"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

/// The first VM of a simulated pool in that power state that is neither template, snapshot nor
/// control domain.
pub fn vm_in(sim: &Sim, id: &ConnectionId, state: &str) -> (ObjectKey, String) {
    let world = sim.world();
    let found = world
        .db
        .all("VM")
        .into_iter()
        .find(|vm| {
            let flag = |field| world.db.flag(vm, field);
            world.db.text(vm, "power_state") == state
                && !flag("is_a_template")
                && !flag("is_a_snapshot")
                && !flag("is_control_domain")
        })
        .unwrap_or_else(|| panic!("no VM is {state}"));
    let key = ObjectKey {
        connection: id.clone(),
        class: "VM".into(),
        reference: found.to_string(),
    };
    (key, world.db.text(&found, "name_label").to_owned())
}

pub fn is_stale(state: &ConnectionState) -> bool {
    matches!(
        state,
        ConnectionState::Stale {
            next_try: Some(_),
            ..
        }
    )
}

pub async fn all_vms(bench: &Bench, list: u32) -> Vec<String> {
    bench
        .shown("VMs", list, |body| match body {
            ViewBody::Table(table) if table.total > 0 => {
                Some(table.rows.iter().map(name).collect())
            }
            _ => None,
        })
        .await
}

pub fn plain(sim: &Sim) -> std::net::SocketAddr {
    sim.http_url()
        .trim_start_matches("http://")
        .parse()
        .unwrap()
}

/// Stops a pool; what is left is how to start one like it at the same place.
pub async fn stopped(sim: Sim) -> poolsim::Config {
    let place = |url: &str| url.split("//").nth(1).unwrap().parse().unwrap();
    let (listen, tls) = (place(&sim.http_url()), place(&sim.https_url().unwrap()));
    let certificate = sim.certificate().cloned();
    sim.stop().await;
    poolsim::Config {
        listen,
        tls: Some(tls),
        certificate,
        ..small_pool()
    }
}

/// Starts a pool where one was until a moment ago.
pub async fn again(config: poolsim::Config) -> Sim {
    eventually_some("a pool at the same place", async || {
        Sim::start(config.clone()).await.ok()
    })
    .await
}

/// Stops a pool and starts one like it at the same place.
pub async fn restart(sim: Sim, config: impl FnOnce(poolsim::Config) -> poolsim::Config) -> Sim {
    again(config(stopped(sim).await)).await
}
