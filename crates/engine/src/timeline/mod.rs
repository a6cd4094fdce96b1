//! What has changed, on disk: every change that a connection saw or found, for some months.
//!
//! One thread owns the database (SQLite) and takes batches from a queue; all that has gathered there is
//! one transaction. The queue is bounded: where changes come faster than they can be written, whoever
//! brings them waits, and with it the server, which then tells of several changes of an object as one.
//! So nothing is dropped, and memory has a bound.
//!
//! A change is found by each object that it is about: the VM, its host, the pool. That is a table of
//! its own, so that an object's page costs what it shows, whatever else was written.

mod audit;
mod authors;
mod write;

use std::{path::Path, sync::mpsc as answers, thread};

use inventory::{ConnectionId, Problem, changes::Recorded};
use rusqlite::{Connection, params_from_iter, types::Value};
use tokio::sync::{mpsc, oneshot};

pub(crate) use audit::AuditLogs;
pub(crate) use authors::frame;

pub(crate) use self::write::Batch;
use self::write::Writing;
use crate::{
    change_bus::{ChangeBus, Invalidation},
    database::Database,
};

/// A machine that loses its power may lose the last seconds: the next start finds what changed by
/// comparison.
const DATABASE: Database = Database {
    file: "timeline.db",
    synchronous: "NORMAL",
    prepare,
};
/// The version of the tables, in the file's `user_version`.
const SCHEMA: i64 = 1;
/// So many batches wait at the most.
const QUEUE: usize = 256;

/// A question to the timeline.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Search {
    /// Changes of these connections.
    pub(crate) connections: Vec<ConnectionId>,
    /// Only those about one object, by its reference; it is of the only connection.
    pub(crate) object: Option<String>,
    /// Not before, Unix milliseconds.
    pub(crate) from: Option<i64>,
    /// Before, Unix milliseconds.
    pub(crate) to: Option<i64>,
    /// Words that must all be found.
    pub(crate) text: String,
    /// So many at most, the newest first.
    pub(crate) limit: u32,
}

enum Order {
    Note(Batch),
    Forget(ConnectionId),
    KeepOnly(Vec<ConnectionId>),
    Search(Search, answers::Sender<Result<Vec<Recorded>, Problem>>),
    /// Answered when all before it is on the disk.
    Written(oneshot::Sender<()>),
}

/// The timeline. It is closed when nobody holds it any more.
#[derive(Clone, Debug)]
pub(crate) struct Timeline {
    orders: mpsc::Sender<Order>,
}

impl Timeline {
    /// Opens the timeline in `folder`. One that cannot be understood is set aside, one that cannot be
    /// opened is replaced by one in memory; either is told as a problem.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub(crate) fn open(folder: &Path, bus: ChangeBus) -> std::io::Result<(Self, Option<Problem>)> {
        let (database, problem) = DATABASE.open(folder)?;
        let (orders, waiting) = mpsc::channel(QUEUE);
        thread::Builder::new()
            .name("timeline".to_owned())
            .spawn(move || keep(database, waiting, &bus))?;
        Ok((Self { orders }, problem))
    }

    /// Writes what changed, soon; waits while too much is waiting already.
    pub(crate) async fn note(&self, batch: Batch) {
        if !batch.changes.is_empty() {
            let _ = self.orders.send(Order::Note(batch)).await;
        }
    }

    /// Forgets what changed at connections that are not there any more, the demonstration's among them.
    pub(crate) async fn keep_only(&self, known: Vec<ConnectionId>) {
        let _ = self.orders.send(Order::KeepOnly(known)).await;
    }

    /// Forgets all that changed there.
    pub(crate) async fn forget(&self, connection: &ConnectionId) {
        let _ = self.orders.send(Order::Forget(connection.clone())).await;
    }

    /// Resolves when all that was noted so far is written.
    pub(crate) async fn written(&self) {
        let (answer, answered) = oneshot::channel();
        if self.orders.send(Order::Written(answer)).await.is_ok() {
            let _ = answered.await;
        }
    }

    /// What was written down, the newest first. Not for the async threads.
    ///
    /// # Errors
    /// The problem `cannot_read`.
    pub(crate) fn search(&self, search: Search) -> Result<Vec<Recorded>, Problem> {
        let gone = || Problem::new("internal").with("why", "the timeline is closed");
        let (answer, answered) = answers::channel();
        let order = Order::Search(search, answer);
        self.orders.blocking_send(order).map_err(|_| gone())?;
        answered.recv().map_err(|_| gone())?
    }
}

fn prepare(database: Connection) -> rusqlite::Result<Connection> {
    let version: i64 = database.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version != SCHEMA {
        // Nothing but the first version was ever written.
        database.execute_batch(
            "DROP TABLE IF EXISTS change;
             DROP TABLE IF EXISTS object;
             DROP TABLE IF EXISTS about;
             CREATE TABLE object (
                 id INTEGER PRIMARY KEY,
                 connection TEXT NOT NULL,
                 reference TEXT NOT NULL,
                 class TEXT NOT NULL,
                 name TEXT NOT NULL,
                 kind TEXT,
                 UNIQUE (connection, reference)
             );
             CREATE TABLE change (
                 id INTEGER PRIMARY KEY AUTOINCREMENT,
                 at INTEGER NOT NULL,
                 since INTEGER,
                 object INTEGER NOT NULL,
                 subject INTEGER NOT NULL,
                 what TEXT NOT NULL,
                 members TEXT NOT NULL,
                 text TEXT NOT NULL
             );
             CREATE INDEX change_by_time ON change (at);
             CREATE TABLE about (
                 object INTEGER NOT NULL,
                 change INTEGER NOT NULL,
                 PRIMARY KEY (object, change)
             ) WITHOUT ROWID;",
        )?;
        database.pragma_update(None, "user_version", SCHEMA)?;
    }
    Ok(database)
}

/// Does what is asked, in the order in which it is asked, until nobody asks any more.
fn keep(database: Connection, mut orders: mpsc::Receiver<Order>, bus: &ChangeBus) {
    let mut writing = Writing::new(database);
    while let Some(first) = orders.blocking_recv() {
        let mut batches = Vec::new();
        let mut next = Some(first);
        // All that can be written in one transaction.
        while let Some(Order::Note(batch)) = next {
            batches.push(batch);
            next = orders.try_recv().ok();
        }
        if !batches.is_empty() && tell(writing.note(&batches)) {
            bus.publish(Invalidation::Timeline);
        }
        match next {
            Some(Order::Forget(connection)) => {
                tell(writing.forget(&connection));
            }
            Some(Order::KeepOnly(known)) => {
                tell(writing.keep_only(&known));
            }
            Some(Order::Search(search, answer)) => {
                let found = find(writing.database(), &search);
                let _ = answer.send(found.map_err(|error| DATABASE.problem("cannot_read", &error)));
            }
            Some(Order::Written(answer)) => {
                let _ = answer.send(());
            }
            Some(Order::Note(_)) | None => {}
        }
    }
}

/// Tells in the log if something was not written; whether it was.
fn tell(written: rusqlite::Result<()>) -> bool {
    if let Err(error) = &written {
        tracing::warn!(%error, "the timeline cannot be written");
    }
    written.is_ok()
}

fn find(database: &Connection, search: &Search) -> rusqlite::Result<Vec<Recorded>> {
    let mut values = Vec::new();
    let mut query = "SELECT change.id, change.at, change.since, object.connection, change.what, \
         object.class, object.reference, object.name, \
         subject.class, subject.reference, subject.name, subject.kind, change.members"
        .to_owned();
    // The order of the tables is the plan: from the newest change backwards until there are enough.
    match &search.object {
        Some(reference) => {
            query.push_str(
                " FROM about CROSS JOIN change ON change.id = about.change \
                 CROSS JOIN object ON object.id = change.object \
                 CROSS JOIN object AS subject ON subject.id = change.subject \
                 WHERE about.object = (SELECT id FROM object WHERE reference = ?",
            );
            values.push(Value::Text(reference.clone()));
            query.push_str(" AND connection = ?)");
            let connection = search.connections.first();
            let connection = connection.map_or("", |connection| connection.as_str());
            values.push(Value::Text(connection.to_owned()));
        }
        None => {
            query.push_str(
                " FROM change CROSS JOIN object ON object.id = change.object \
                 CROSS JOIN object AS subject ON subject.id = change.subject \
                 WHERE object.connection IN (",
            );
            let places = vec!["?"; search.connections.len()].join(",");
            query.push_str(&places);
            query.push(')');
            let connections = search.connections.iter();
            values.extend(connections.map(|one| Value::Text(one.to_string())));
        }
    }
    if let Some(from) = search.from {
        // Numbers grow with time, so that nothing before needs to be looked at.
        query.push_str(
            " AND change.id >= (SELECT id FROM change WHERE at >= ? ORDER BY at LIMIT 1) \
             AND change.at >= ?",
        );
        values.extend([Value::Integer(from), Value::Integer(from)]);
    }
    if let Some(to) = search.to {
        query.push_str(" AND change.at < ?");
        values.push(Value::Integer(to));
    }
    for word in search.text.split_whitespace() {
        query.push_str(" AND instr(change.text, ?) > 0");
        values.push(Value::Text(word.to_lowercase()));
    }
    query.push_str(match search.object {
        Some(_) => " ORDER BY about.change DESC LIMIT ?",
        None => " ORDER BY change.id DESC LIMIT ?",
    });
    values.push(Value::Integer(search.limit.into()));
    let mut statement = database.prepare_cached(&query)?;
    let rows = statement.query_map(params_from_iter(values), recorded)?;
    rows.collect()
}

fn recorded(row: &rusqlite::Row<'_>) -> rusqlite::Result<Recorded> {
    let text = |index: usize| row.get::<_, String>(index);
    let word = |index: usize| Ok::<_, rusqlite::Error>(serde_json::Value::String(text(index)?));
    let kind: Option<String> = row.get(11)?;
    Ok(Recorded {
        id: row.get(0)?,
        at: row.get(1)?,
        since: row.get(2)?,
        connection: text(3)?.into(),
        // What a later version wrote differently is read as a change that tells nothing.
        what: serde_json::from_value(word(4)?).unwrap_or(inventory::changes::WhatChanged::Changed),
        class: text(5)?,
        reference: text(6)?,
        name: text(7)?,
        subject_class: text(8)?,
        subject: text(9)?,
        subject_name: text(10)?,
        kind: kind.and_then(|kind| serde_json::from_value(kind.into()).ok()),
        members: serde_json::from_str(&text(12)?).unwrap_or_default(),
    })
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
