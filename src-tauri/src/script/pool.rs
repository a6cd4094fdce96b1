//! One pool, connected to for a script.

use std::sync::Arc;

use engine::{
    Engine,
    api::{
        ConnectionKind, ConnectionState, ConnectionView, Message, TaskState, TaskView, ViewBody,
        ViewSpec,
    },
    vault::Vault,
};
use inventory::{
    ConnectionId, Job, JobRequest, ObjectKey,
    view::{Cell, ListKind, TableSpec},
};
use serde_json::{Value, json};
use tokio::sync::watch;

use super::{
    progress::Progress,
    sentence::Sentence,
    settings::{self, SettingsCopy},
    stop::Stop,
};
use crate::{cli::OnPool, places::Places};

/// What stands for the window.
const WINDOW: &str = "script";
/// So many rows of a list are asked for at once.
const ROWS: u32 = 1_000;

/// What the engine told last.
#[derive(Default)]
struct Heard {
    connections: Option<Vec<ConnectionView>>,
    tasks: Vec<TaskView>,
}

/// A pool that is connected, and the engine that holds it.
pub struct Pool {
    engine: Engine,
    heard: watch::Receiver<Heard>,
    connection: ConnectionId,
    _settings: SettingsCopy,
}

/// An object of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub object: ObjectKey,
    pub name: String,
}

impl Pool {
    /// Connects to a pool that was added in the window.
    pub async fn open(places: &Places, vault: Arc<dyn Vault>, on: &OnPool) -> Result<Self, Stop> {
        let password = on.password().map_err(Stop::because)?;
        let settings = settings::copy(places, vault, password.is_some())
            .map_err(|error| Stop::because(format!("the settings cannot be read: {error}")))?;
        let engine = Engine::start(settings.config.clone())
            .await
            .map_err(Stop::because)?;
        let (sender, mut heard) = watch::channel(Heard::default());
        let sink = move |message| {
            if let Message::Frame { body, .. } = message {
                sender.send_modify(|heard| match Arc::unwrap_or_clone(body) {
                    ViewBody::Connections(all) => heard.connections = Some(all),
                    ViewBody::Tasks(all) => heard.tasks = all,
                    _ => {}
                });
            }
        };
        engine.attach(&WINDOW.into(), Arc::new(sink));
        for view in [ViewSpec::Connections, ViewSpec::Tasks] {
            engine.open_view(&WINDOW.into(), view).await?;
        }
        let all = told(&mut heard, |heard| heard.connections.clone()).await?;
        let named = all.into_iter().map(|view| ConnectionView {
            name: settings
                .names
                .get(view.id.as_str())
                .unwrap_or(&view.name)
                .clone(),
            ..view
        });
        let connection = chosen(named, on.pool.as_deref())?;
        if let Some(password) = &password {
            let given = settings.vault.set(connection.id.as_str(), password).await;
            given?;
        }
        let mut pool = Self {
            engine,
            heard,
            connection: connection.id,
            _settings: settings,
        };
        if let Err(stop) = pool.connect().await {
            pool.close().await;
            return Err(stop);
        }
        Ok(pool)
    }

    /// Waits until the pool is live. What the window would ask a person is answered by nobody.
    async fn connect(&mut self) -> Result<(), Stop> {
        let request = request(Job::Connect, json!({}))?;
        let key = ObjectKey::of_connection(&self.connection);
        let begun = self.engine.run_job(request, vec![key], None).await;
        begun?;
        let id = &self.connection;
        let state = told(&mut self.heard, |heard| {
            let mut all = heard.connections.iter().flatten();
            let state = &all.find(|view| view.id == *id)?.state;
            let is_under_way = matches!(
                state,
                // As it was before it has begun.
                ConnectionState::Disconnected { why: None }
                    | ConnectionState::Connecting { .. }
                    | ConnectionState::Syncing
            );
            (!is_under_way).then(|| state.clone())
        });
        Err(Stop::because(match state.await? {
            ConnectionState::Live { .. } => return Ok(()),
            ConnectionState::Password { why: None } => {
                "the password is not in the keyring: give it by --password-file".to_owned()
            }
            ConnectionState::Certificate {
                host, presented, ..
            } => format!(
                "the certificate of {host} is not trusted yet ({}): connect to it in the window first",
                presented.fingerprint
            ),
            ConnectionState::Password { why: Some(why) } => {
                format!(
                    "{} The password can be given by --password-file.",
                    Sentence(&why)
                )
            }
            ConnectionState::Disconnected { why: Some(why) }
            | ConnectionState::Stale { why, .. }
            | ConnectionState::Emergency { why, .. } => Sentence(&why).to_string(),
            _ => "it was disconnected".to_owned(),
        }))
    }

    /// The pool object.
    pub async fn pool(&self) -> Result<ObjectKey, Stop> {
        let pools = self.listed(ListKind::Pools, "").await?;
        let pool = pools.into_iter().next();
        pool.map(|pool| pool.object)
            .ok_or_else(|| Stop::because("it tells of no pool"))
    }

    /// The objects of a list that a query finds, by name.
    pub async fn listed(&self, list: ListKind, query: &str) -> Result<Vec<Named>, Stop> {
        let mut found = Vec::new();
        loop {
            let spec = TableSpec {
                list,
                connection: Some(self.connection.clone()),
                within: None,
                filter: query.to_owned(),
                among: None,
                meanings: Default::default(),
                sort: None,
                offset: u32::try_from(found.len()).unwrap_or(u32::MAX),
                rows: ROWS,
            };
            let frame = self.engine.table_rows(spec).await?;
            let is_last = frame.rows.is_empty();
            found.extend(frame.rows.into_iter().map(|row| Named {
                name: match row.cells.into_iter().next() {
                    Some(Cell::Text { text } | Cell::Link { text, .. }) => text,
                    _ => String::new(),
                },
                object: row.object,
            }));
            if is_last || found.len() >= frame.total as usize {
                return Ok(found);
            }
        }
    }

    /// The one object of some lists that has this name or uuid.
    pub async fn named(&self, lists: &[ListKind], what: &str, wanted: &str) -> Result<Named, Stop> {
        if wanted.contains('"') {
            return Err(Stop::because(format!(
                "a {what} with a quote in its name is named by its uuid"
            )));
        }
        let query = format!("name=\"{wanted}\" or uuid=\"{wanted}\"");
        for list in lists {
            let found = self.listed(*list, &query).await?;
            match found.as_slice() {
                [] => {}
                [one] => return Ok(one.clone()),
                several => {
                    return Err(Stop::because(format!(
                        "there are {} of the name {wanted}: give the uuid",
                        several.len()
                    )));
                }
            }
        }
        Err(Stop::because(format!("there is no {what} “{wanted}”")))
    }

    /// What a form of a job says at first in one of its fields.
    pub async fn initial(&self, job: Job, object: &ObjectKey, field: &str) -> Result<Value, Stop> {
        let form = self.engine.job_form(job, vec![object.clone()], None);
        let form = form.await?;
        let field = form.fields.into_iter().find(|one| one.name == field);
        Ok(match field.map(|field| field.initial) {
            Some(inventory::jobs::form::Initial::Value { value }) => value,
            _ => Value::Null,
        })
    }

    /// Does a job to all of some objects, or to none: each is told once it has ended.
    pub async fn run(
        &self,
        job: Job,
        inputs: Value,
        objects: Vec<ObjectKey>,
        progress: &Progress,
    ) -> Result<(), Stop> {
        let request = request(job, inputs)?;
        let preview = self.engine.preview_job(request.clone(), objects.clone());
        let preview = preview.await?;
        let refused: Vec<String> = preview
            .planned
            .iter()
            .filter_map(|planned| {
                let refusal = planned.affected.refusal.as_ref()?;
                Some(format!(
                    "{}: {}",
                    planned.affected.name,
                    Sentence(&refusal.problem)
                ))
            })
            .collect();
        if !refused.is_empty() {
            return Err(Stop::because(refused.join("\n")));
        }
        let begun = self
            .engine
            .run_job(request, objects, Some(preview.fingerprint));
        let ids = begun.await?;
        self.follow(&ids, progress).await
    }

    async fn follow(&self, ids: &[String], progress: &Progress) -> Result<(), Stop> {
        let mut heard = self.heard.clone();
        let mut left: Vec<&String> = ids.iter().collect();
        let mut all_good = true;
        while !left.is_empty() {
            let tasks: Vec<TaskView> = {
                let now = heard.borrow_and_update();
                now.tasks
                    .iter()
                    .filter(|task| left.contains(&&task.id))
                    .cloned()
                    .collect()
            };
            progress.show(&tasks);
            for task in tasks.iter().filter(|task| task.finished.is_some()) {
                left.retain(|id| **id != task.id);
                all_good &= task.state == TaskState::Succeeded;
                progress.ended(task);
            }
            if !left.is_empty() && heard.changed().await.is_err() {
                return Err(Stop::Failed);
            }
        }
        if all_good { Ok(()) } else { Err(Stop::Failed) }
    }

    /// Asks all that is under way to stop, and waits until it has.
    pub async fn cancel_all(&self) {
        let under_way = |heard: &Heard| -> Vec<String> {
            let running = heard
                .tasks
                .iter()
                .filter(|task| task.job.is_some() && task.finished.is_none());
            running.map(|task| task.id.clone()).collect()
        };
        let mut heard = self.heard.clone();
        let ids = under_way(&heard.borrow());
        for id in ids {
            if let Err(problem) = self.engine.cancel_task(id).await {
                tracing::debug!(?problem, "a task cannot be stopped");
            }
        }
        drop(heard.wait_for(|heard| under_way(heard).is_empty()).await);
    }

    /// Logs out.
    pub async fn close(&self) {
        self.engine.shutdown().await;
    }
}

fn request(job: Job, inputs: Value) -> Result<JobRequest, Stop> {
    Ok(JobRequest::new(job, inputs)?)
}

/// Waits until what was heard satisfies `look`.
async fn told<T>(
    heard: &mut watch::Receiver<Heard>,
    mut look: impl FnMut(&Heard) -> Option<T>,
) -> Result<T, Stop> {
    loop {
        if let Some(found) = look(&heard.borrow_and_update()) {
            return Ok(found);
        }
        heard.changed().await.map_err(Stop::because)?;
    }
}

/// The pool that is meant: by its name, its address or its uuid; the only one, where none is named.
fn chosen(
    all: impl Iterator<Item = ConnectionView>,
    wanted: Option<&str>,
) -> Result<ConnectionView, Stop> {
    let mut pools: Vec<ConnectionView> = all
        .filter(|view| view.kind == ConnectionKind::Pool)
        .collect();
    let names = |pools: &[ConnectionView]| {
        let names: Vec<&str> = pools.iter().map(|view| view.name.as_str()).collect();
        names.join(", ")
    };
    if let Some(wanted) = wanted {
        let known = names(&pools);
        pools.retain(|view| {
            view.name == wanted || view.address == wanted || view.pool.as_deref() == Some(wanted)
        });
        if pools.is_empty() {
            return Err(Stop::because(format!(
                "no pool “{wanted}” was added in the window; there are: {known}"
            )));
        }
    }
    match pools.len() {
        0 => Err(Stop::because("no pool was added in the window yet")),
        1 => Ok(pools.remove(0)),
        _ => Err(Stop::because(format!(
            "name one of the pools by --pool: {}",
            names(&pools)
        ))),
    }
}
