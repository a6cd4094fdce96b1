//! What all transfers have in common.

use std::sync::Arc;

use tokio::io::AsyncReadExt;

use crate::body::Body;
use crate::db::Db;
use crate::ending::Ending;
use crate::failure::{Failure, Outcome};
use crate::faults::corrupt_reply::CorruptReply;
use crate::http::{self, Connection, Request, Response};
use crate::model::may_ask;
use crate::pool::{Pool, World};
use crate::session;
use crate::tasks;
use crate::value::{Ref, Value};

/// A request for a transfer, and what it came to.
pub struct Transfer<'a> {
    /// The pool.
    pub pool: &'a Arc<Pool>,
    /// Number of the host that it came to.
    pub host: usize,
    /// Whether it came over TLS.
    pub secure: bool,
    /// Where it came from.
    pub connection: &'a mut Connection,
    /// The request.
    pub request: &'a Request,
    /// What befalls it in its middle.
    pub fault: Option<Box<CorruptReply>>,
}

/// The answer to an upload that is let in.
pub fn taken(request: &Request, task: &str) -> Response {
    Response {
        status: 200,
        headers: vec![
            ("Connection", "close".to_owned()),
            ("Cache-Control", "no-cache, no-store".to_owned()),
            ("task-id", task.to_owned()),
            ("content-type", "application/octet-stream".to_owned()),
        ],
        body: Body::default(),
        keep: false,
        minor: request.minor,
    }
}

impl Transfer<'_> {
    /// Lets in who has a session whose role may ask this; else answers.
    pub fn admit(&self, handler: &str) -> Result<(), Response> {
        let minor = self.request.minor;
        let Some(session) = session::admit(self.pool, self.request) else {
            return Err(http::unauthorised(handler, minor));
        };
        let found = session::find(&self.pool.lock(), &session);
        match found.is_ok_and(|found| may_ask(found.role, &format!("http/{handler}"))) {
            true => Ok(()),
            false => Err(http::forbidden(minor)),
        }
    }

    /// The client's own task, or one that the server makes.
    pub fn task(&self, label: &str) -> Ref {
        let mut world = self.pool.lock();
        let named = self.request.param("task_id");
        match named.filter(|task| world.db.is("task", task)) {
            Some(task) => task.into(),
            None => tasks::create(&mut world, label, ""),
        }
    }

    /// Ends the task with a failure, and answers with that.
    pub async fn fail(self, task: &Ref, failure: Failure) -> Ending {
        let page = page_of(&failure, self.request.minor);
        tasks::finish(&mut self.pool.lock(), task, &Err(failure));
        self.refuse(page).await
    }

    /// Refuses, and lets what was sent meanwhile run out: a connection that is closed on it would be reset, and the
    /// answer lost with it.
    pub async fn refuse(self, response: Response) -> Ending {
        let written = self.connection.write(&response).await;
        let mut left = self
            .request
            .following
            .saturating_sub(self.connection.rest.len());
        let mut chunk = vec![0; 64 << 10];
        while written.is_ok() && left > 0 {
            match self.connection.stream.read(&mut chunk).await {
                Ok(read) if read > 0 => left = left.saturating_sub(read),
                _ => break,
            }
        }
        Ending::Close
    }

    /// Sends who asks to another host, with the query that it came with and nothing else.
    pub async fn redirect(self, host: &Ref) -> Ending {
        let place = {
            let world = self.pool.lock();
            let listener = world.listener(host);
            listener.map(|listener| match (self.secure, listener.https) {
                (true, Some(https)) => format!("https://{https}"),
                _ => format!("http://{}", listener.http),
            })
        };
        let query: Vec<String> = self
            .request
            .query
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let target = format!(
            "{}{}?{}",
            place.unwrap_or_default(),
            self.request.path,
            query.join("&")
        );
        let mut response = http::bare(302, "", 1);
        response.headers.push(("Location", target));
        // Nothing of what comes with it is read.
        drop(self.connection.write(&response).await);
        Ending::Close
    }

    /// Makes the task one that can be cancelled.
    pub fn can_be_cancelled(&self, task: &Ref) {
        let mut world = self.pool.lock();
        world.running.insert(task.clone(), false);
        world
            .db
            .set(task, "allowed_operations", Value::texts(["cancel"]));
    }
}

/// Whether somebody asked to cancel the task; and how far it is, in twentieths, so that not every block is told.
pub fn goes_on(world: &mut World, task: &Ref, done: u64, all: u64) -> Outcome<()> {
    if world.running.get(task) == Some(&true) {
        return Err(Failure::new("TASK_CANCELLED", [&**task]));
    }
    let share = (done * 20 / all.max(1)) as f64 / 20.0;
    if world.db.value(task, "progress").map(Value::as_float) != Some(share) {
        world.db.set(task, "progress", share);
    }
    Ok(())
}

/// 500 with an API error.
pub fn page_of(failure: &Failure, minor: u8) -> Response {
    let told = format!("{}: [ {} ]", failure.code, failure.params.join("; "));
    http::internal_error(&told, minor)
}

/// Whether a host sees a storage.
fn sees(db: &Db, host: &str, sr: &str) -> bool {
    let mut links = db.refs(sr, "PBDs").into_iter();
    links.any(|pbd| *db.reference(&pbd, "host") == *host && db.flag(&pbd, "currently_attached"))
}

/// The live host that sees all of these, this one before others.
pub fn host_that_sees(world: &World, here: &Ref, storage: &[Ref]) -> Option<Ref> {
    let db = &world.db;
    let hosts = std::iter::once(here.clone()).chain(db.all("host"));
    let is_live = |host: &Ref| db.flag(&db.reference(host, "metrics"), "live");
    hosts
        .filter(is_live)
        .find(|host| storage.iter().all(|sr| sees(db, host, sr)))
}
