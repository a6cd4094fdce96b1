//! XO's connection to one pool: what it has seen of the pool's objects, and the calls it makes.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use super::objects::{self, Shown};
use poolsim::failure::{Failure, Outcome};
use poolsim::model::model;
use poolsim::pool::{Pool, World};
use poolsim::rpc;
use poolsim::value::{NULL_REF, Ref, Value};
use poolsim::wire::Call;

/// The longest that an answer waits for what it changed to be told.
const PATIENCE: Duration = Duration::from_secs(2);

/// A connection to a pool that is up.
#[derive(Debug)]
pub struct Link {
    /// The pool.
    pub pool: Arc<Pool>,
    /// Name and password that XO was given for it.
    account: (String, String),
    session: Mutex<Ref>,
    seen: Mutex<Seen>,
    /// Generation of the pool up to which everything has been told.
    told: watch::Sender<u64>,
}

/// What XO knows of the pool.
#[derive(Debug, Default)]
pub struct Seen {
    /// By id.
    pub objects: BTreeMap<String, Arc<Shown>>,
    ids: HashMap<Ref, String>,
    /// Whose metrics these are.
    dependents: HashMap<Ref, Ref>,
    generation: u64,
    /// The connection is lost: nothing is seen any more.
    closed: bool,
}

/// What is to be told to every client.
#[derive(Debug, Default)]
pub struct News {
    /// Objects that came or changed; some have not.
    pub enter: Vec<Arc<Shown>>,
    /// Ids of those that went.
    pub exit: Vec<String>,
}

impl Link {
    /// Logs in to a pool.
    pub async fn open(pool: &Arc<Pool>, user: &str, password: &str) -> Outcome<Link> {
        let session = log_in(pool, user, password).await?;
        Ok(Link {
            pool: pool.clone(),
            account: (user.to_owned(), password.to_owned()),
            session: Mutex::new(session),
            seen: Mutex::new(Seen::default()),
            told: watch::Sender::new(0),
        })
    }

    /// What XO knows of the pool now.
    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// XO's session in the pool.
    pub fn session(&self) -> Ref {
        self.session
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Looks at everything: what a new connection begins with.
    pub fn list(&self) -> News {
        let world = self.pool.lock();
        let mut seen = self.seen();
        let mut news = News::default();
        for class in objects::CLASSES {
            for reference in world.db.all(class) {
                seen.note(&world, &reference, &mut news);
            }
        }
        for (reference, data) in world.messages.all() {
            seen.enter(objects::message(&world, reference, data), &mut news);
        }
        seen.generation = world.db.generation();
        drop(seen);
        drop(world);
        news
    }

    /// Looks at what changed since the last look.
    pub fn look(&self) -> News {
        let world = self.pool.lock();
        let mut seen = self.seen();
        let mut news = News::default();
        if seen.closed {
            return news;
        }
        let now = world.db.generation();
        let since = std::mem::replace(&mut seen.generation, now);
        // A pool whose database went back to an earlier state counts on from there.
        let since = if now < since { 0 } else { since };
        let mut changed: Vec<Ref> = Vec::new();
        let mut known: HashSet<Ref> = HashSet::new();
        for (_, class, reference, _) in world.db.changed_after(since) {
            let shown = match model().classes[class].name {
                "VM_metrics" | "VM_guest_metrics" | "host_metrics" => {
                    seen.dependents.get(reference).cloned()
                }
                _ => Some(reference.clone()),
            };
            changed.extend(shown.filter(|shown| known.insert(shown.clone())));
        }
        for reference in &changed {
            seen.note(&world, reference, &mut news);
        }
        for (reference, data) in world.messages.after(since) {
            seen.enter(objects::message(&world, reference, data), &mut news);
        }
        let gone: Vec<Ref> = seen
            .ids
            .keys()
            .filter(|known| world.db.row(known).is_none() && world.messages.get(known).is_none())
            .cloned()
            .collect();
        for reference in gone {
            if let Some(id) = seen.ids.remove(&reference) {
                seen.objects.remove(&id);
                news.exit.push(id);
            }
        }
        news
    }

    /// Forgets everything, for good. The ids of what was known come back.
    pub fn close(&self) -> Vec<String> {
        let mut seen = self.seen();
        seen.closed = true;
        self.told.send_replace(u64::MAX);
        std::mem::take(&mut seen.objects).into_keys().collect()
    }

    /// Comes back when the connection is lost.
    pub async fn closed(&self) {
        let mut told = self.told.subscribe();
        // The sender lives as long as we do.
        drop(told.wait_for(|generation| *generation == u64::MAX).await);
    }

    /// Says that everything seen has been told.
    pub fn all_told(&self) {
        let seen = self.seen();
        if !seen.closed {
            self.told.send_replace(seen.generation);
        }
    }

    /// Waits until everything that has happened so far has been told.
    pub async fn settled(&self) {
        let now = self.pool.lock().db.generation();
        let mut told = self.told.subscribe();
        let waiting = told.wait_for(|generation| *generation >= now);
        drop(tokio::time::timeout(PATIENCE, waiting).await);
    }

    /// A call of the pool. A session that ended meanwhile is replaced.
    pub async fn call(&self, method: &str, args: Vec<Value>) -> Outcome<Value> {
        let session = self.session();
        match self.send(&session, method, &args).await {
            Err(failure) if failure.code == "SESSION_INVALID" => {
                let fresh = log_in(&self.pool, &self.account.0, &self.account.1).await?;
                *self.session.lock().unwrap_or_else(PoisonError::into_inner) = fresh.clone();
                self.send(&fresh, method, &args).await
            }
            outcome => outcome,
        }
    }

    async fn send(&self, session: &Ref, method: &str, args: &[Value]) -> Outcome<Value> {
        let params = std::iter::once(Value::from(session)).chain(args.iter().cloned());
        let call = Call {
            method: method.to_owned(),
            params: params.collect(),
        };
        let host = coordinator(&self.pool);
        self.pool
            .lock()
            .calls
            .note(host, &call, Vec::new(), true, true);
        rpc::answer(&self.pool, host, call).await
    }

    /// A call as a task that every client sees. It answers when all that it did has been told; the task goes after that.
    pub async fn task(&self, method: &str, args: Vec<Value>) -> Outcome<Value> {
        let task = self.call(&format!("Async.{method}"), args).await?.to_text();
        let mut changes = self.pool.changes();
        let outcome = loop {
            if let Some(outcome) = outcome(&self.pool.lock(), &task) {
                break outcome;
            }
            if changes.changed().await.is_err() {
                return Err(Failure::internal("the pool is gone"));
            }
        };
        self.settled().await;
        // Nobody else may have taken it away already: then there is nothing to do.
        drop(self.call("task.destroy", vec![task.into()]).await);
        outcome
    }

    /// The id of an object of the pool, or its reference if XO does not know it.
    pub fn id(&self, reference: &str) -> String {
        self.seen()
            .ids
            .get(reference)
            .cloned()
            .unwrap_or_else(|| reference.to_owned())
    }
}

impl Seen {
    /// Sees an object of the database as it is now.
    fn note(&mut self, world: &World, reference: &Ref, news: &mut News) {
        let Some(shown) = objects::show(world, reference) else {
            return;
        };
        let metrics: &[&str] = match shown.kind.as_str() {
            "host" => &["metrics"],
            kind if kind.starts_with("VM") => &["metrics", "guest_metrics"],
            _ => &[],
        };
        for field in metrics {
            let measured = world.db.reference(reference, field);
            if &*measured != NULL_REF {
                self.dependents.insert(measured, reference.clone());
            }
        }
        self.enter(shown, news);
    }

    fn enter(&mut self, shown: Shown, news: &mut News) {
        let shown = Arc::new(shown);
        let before = self.ids.insert(shown.reference.clone(), shown.id.clone());
        // A template that comes with the server has another id than what becomes of it.
        if let Some(before) = before.filter(|before| *before != shown.id) {
            self.objects.remove(&before);
            news.exit.push(before);
        }
        self.objects.insert(shown.id.clone(), shown.clone());
        news.enter.push(shown);
    }
}

/// How a task ended, if it has.
fn outcome(world: &World, task: &Ref) -> Option<Outcome<Value>> {
    if !world.db.is("task", task) {
        return Some(Err(Failure::handle("task", task)));
    }
    Some(match world.db.text(task, "status") {
        "success" => {
            let text = world.db.text(task, "result");
            let text = text.strip_prefix("<value>").unwrap_or(text);
            Ok(text.strip_suffix("</value>").unwrap_or(text).into())
        }
        "cancelled" => Err(Failure::new("TASK_CANCELLED", [&**task])),
        "failure" => {
            let info = world.db.refs(task, "error_info");
            let code = info.first().map_or("INTERNAL_ERROR", |code| code);
            Err(Failure::new(
                code,
                info.iter().skip(1).map(|param| param.to_string()),
            ))
        }
        _ => return None,
    })
}

/// Number of the coordinator of the moment.
fn coordinator(pool: &Arc<Pool>) -> usize {
    let world = pool.lock();
    let coordinator = world.coordinator();
    let found = world
        .listeners
        .iter()
        .position(|listener| listener.host == coordinator);
    found.unwrap_or(0)
}

async fn log_in(pool: &Arc<Pool>, user: &str, password: &str) -> Outcome<Ref> {
    let params = [user, password, "2.0", "xo-server"].map(Value::from);
    let call = Call {
        method: "session.login_with_password".to_owned(),
        params: params.into(),
    };
    Ok(rpc::answer(pool, coordinator(pool), call).await?.to_text())
}
