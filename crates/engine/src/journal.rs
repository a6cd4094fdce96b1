//! What was asked for, on disk: a write-ahead journal of the plans that are being run, and a history of
//! those that have ended.
//!
//! A run is written before each of its calls is submitted, and when the call has ended before the server
//! is let forget its task. So whatever moment the program is killed at, the next start knows of each call
//! whether it may have been sent, and finds by its mark what became of it. Nothing secret is in a plan,
//! and so nothing secret is in here.
//!
//! One thread owns the database (SQLite) and takes orders from a queue; all that has gathered there is
//! one transaction, so that many runs at once cost few writes to the disk.

use std::{path::Path, sync::mpsc, thread};

use inventory::{ConnectionId, Problem};
use rusqlite::{Connection, OptionalExtension, params, params_from_iter, types::Value};
use tokio::sync::oneshot;

use crate::{api::HistoryPlace, clock, database::Database};

/// Nothing is lost with the power of the machine: what was submitted is on the disk.
const DATABASE: Database = Database {
    file: "journal.db",
    synchronous: "FULL",
    prepare,
};
/// How long what has ended is remembered.
const REMEMBERED: i64 = 90 * 24 * 60 * 60 * 1000;
/// The version of the tables, in the file's `user_version`.
const SCHEMA: i64 = 1;

/// One run, as it is now.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// The run's id.
    pub(crate) id: String,
    /// Through which connection.
    pub(crate) connection: ConnectionId,
    /// When it was asked for, Unix milliseconds.
    pub(crate) started: i64,
    /// When it ended; none: it is under way.
    pub(crate) finished: Option<i64>,
    /// What it can be found by.
    pub(crate) text: String,
    /// All that is needed to go on with it, as JSON.
    pub(crate) record: String,
    /// How it is shown, as JSON.
    pub(crate) view: String,
}

/// A question to the history.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Search {
    /// Words that must all be found.
    pub(crate) text: String,
    /// Only what comes after this place.
    pub(crate) after: Option<HistoryPlace>,
    /// So many at most, the newest first.
    pub(crate) limit: u32,
}

/// A page of the history.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Found {
    /// How the runs are shown, as JSON.
    pub(crate) views: Vec<String>,
    /// Where the next page begins; none: there is no more.
    pub(crate) more: Option<HistoryPlace>,
}

enum Order {
    Put(Box<Entry>),
    Forget(ConnectionId),
    Unfinished(oneshot::Sender<Result<Vec<String>, Problem>>),
    Record(String, oneshot::Sender<Result<Option<String>, Problem>>),
    Search(Search, oneshot::Sender<Result<Found, Problem>>),
    /// Answered when all before it is on the disk.
    Written(oneshot::Sender<Result<(), Problem>>),
}

/// The journal. It is closed when nobody holds it any more.
#[derive(Clone, Debug)]
pub(crate) struct Journal {
    orders: mpsc::Sender<Order>,
}

impl Journal {
    /// Opens the journal in `folder`. One that cannot be understood is set aside, one that cannot be
    /// opened is replaced by one in memory; either is told as a problem.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub(crate) fn open(folder: &Path) -> std::io::Result<(Self, Option<Problem>)> {
        let (database, problem) = DATABASE.open(folder)?;
        let (orders, waiting) = mpsc::channel();
        thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || keep(database, &waiting))?;
        Ok((Self { orders }, problem))
    }

    /// Writes a run as it is now, soon.
    pub(crate) fn put(&self, entry: Entry) {
        let _ = self.orders.send(Order::Put(Box::new(entry)));
    }

    /// Forgets all that was done through a connection.
    pub(crate) fn forget(&self, connection: &ConnectionId) {
        let _ = self.orders.send(Order::Forget(connection.clone()));
    }

    /// Resolves when all that was put so far is on the disk.
    ///
    /// # Errors
    /// The problem `cannot_save`.
    pub(crate) async fn written(&self) -> Result<(), Problem> {
        self.ask(Order::Written).await
    }

    /// The records of the runs that have not ended, the oldest first.
    ///
    /// # Errors
    /// The problem `cannot_read`.
    pub(crate) async fn unfinished(&self) -> Result<Vec<String>, Problem> {
        self.ask(Order::Unfinished).await
    }

    /// The record of a run.
    ///
    /// # Errors
    /// The problem `cannot_read`.
    pub(crate) async fn record(&self, id: &str) -> Result<Option<String>, Problem> {
        self.ask(|answer| Order::Record(id.to_owned(), answer))
            .await
    }

    /// Runs that have ended, the newest first.
    ///
    /// # Errors
    /// The problem `cannot_read`.
    pub(crate) async fn search(&self, search: Search) -> Result<Found, Problem> {
        self.ask(|answer| Order::Search(search, answer)).await
    }

    async fn ask<T>(
        &self,
        order: impl FnOnce(oneshot::Sender<Result<T, Problem>>) -> Order,
    ) -> Result<T, Problem> {
        let gone = || Problem::new("internal").with("why", "the journal is closed");
        let (answer, answered) = oneshot::channel();
        self.orders.send(order(answer)).map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

fn prepare(database: Connection) -> rusqlite::Result<Connection> {
    let version: i64 = database.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version != SCHEMA {
        // Nothing but the first version was ever written.
        database.execute_batch(
            "DROP TABLE IF EXISTS run;
             CREATE TABLE run (
                 id TEXT PRIMARY KEY,
                 connection TEXT NOT NULL,
                 started INTEGER NOT NULL,
                 finished INTEGER,
                 text TEXT NOT NULL,
                 record TEXT NOT NULL,
                 view TEXT NOT NULL
             ) WITHOUT ROWID;
             CREATE INDEX run_by_start ON run (started);
             CREATE INDEX run_under_way ON run (started) WHERE finished IS NULL;",
        )?;
        database.pragma_update(None, "user_version", SCHEMA)?;
    }
    let oldest = clock::unix_millis() - REMEMBERED;
    // What has ended before began before: the index of beginnings spares a look at every row at each start.
    database.execute(
        "DELETE FROM run WHERE started < ?1 AND finished < ?1",
        [oldest],
    )?;
    Ok(database)
}

/// Does what is asked, in the order in which it is asked, until nobody asks any more.
fn keep(mut database: Connection, orders: &mpsc::Receiver<Order>) {
    while let Ok(first) = orders.recv() {
        let mut writes = Vec::new();
        let mut waiting = Vec::new();
        let mut next = Some(first);
        let mut question = None;
        // All that can be written in one transaction.
        while let Some(order) = next {
            match order {
                Order::Put(_) | Order::Forget(_) => writes.push(order),
                Order::Written(answer) => waiting.push(answer),
                Order::Unfinished(_) | Order::Record(..) | Order::Search(..) => {
                    question = Some(order);
                    break;
                }
            }
            next = orders.try_recv().ok();
        }
        let written = write(&mut database, &writes).map_err(|error| {
            tracing::warn!(%error, "the journal cannot be written");
            DATABASE.problem("cannot_save", &error)
        });
        for answer in waiting {
            let _ = answer.send(written.clone());
        }
        match question {
            Some(Order::Unfinished(answer)) => {
                let found = list(
                    &database,
                    "SELECT record FROM run WHERE finished IS NULL ORDER BY started, id",
                    [],
                );
                let _ = answer.send(found);
            }
            Some(Order::Record(id, answer)) => {
                let found = database
                    .query_row("SELECT record FROM run WHERE id = ?1", [id], |row| {
                        row.get(0)
                    })
                    .optional();
                let _ = answer.send(found.map_err(|error| DATABASE.problem("cannot_read", &error)));
            }
            Some(Order::Search(search, answer)) => {
                let _ = answer.send(find(&database, &search));
            }
            Some(Order::Put(_) | Order::Forget(_) | Order::Written(_)) | None => {}
        }
    }
}

fn write(database: &mut Connection, orders: &[Order]) -> rusqlite::Result<()> {
    if orders.is_empty() {
        return Ok(());
    }
    let transaction = database.transaction()?;
    for order in orders {
        match order {
            Order::Put(entry) => {
                let Entry {
                    id,
                    connection,
                    started,
                    finished,
                    text,
                    record,
                    view,
                } = &**entry;
                transaction
                    .prepare_cached(
                        "INSERT OR REPLACE INTO run VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    )?
                    .execute(params![
                        id,
                        connection.as_str(),
                        started,
                        finished,
                        text,
                        record,
                        view
                    ])?;
            }
            Order::Forget(connection) => {
                transaction
                    .prepare_cached("DELETE FROM run WHERE connection = ?1")?
                    .execute([connection.as_str()])?;
            }
            _ => {}
        }
    }
    transaction.commit()
}

fn find(database: &Connection, search: &Search) -> Result<Found, Problem> {
    let mut query = "SELECT started, id, view FROM run WHERE finished IS NOT NULL".to_owned();
    let mut values = Vec::new();
    if let Some(place) = &search.after {
        // Many may have been asked for in one millisecond: the id tells them apart.
        query.push_str(" AND (started, id) < (?, ?)");
        values.push(Value::Integer(place.started));
        values.push(Value::Text(place.id.clone()));
    }
    for word in search.text.split_whitespace() {
        query.push_str(" AND instr(text, ?) > 0");
        values.push(Value::Text(word.to_lowercase()));
    }
    query.push_str(" ORDER BY started DESC, id DESC LIMIT ?");
    // One more than is asked for tells whether there is more.
    let limit = search.limit as usize;
    values.push(Value::Integer(i64::from(search.limit) + 1));
    let read = || {
        let mut statement = database.prepare_cached(&query)?;
        let rows = statement.query_map(params_from_iter(values), |row| {
            let (started, id) = (row.get(0)?, row.get(1)?);
            Ok((HistoryPlace { started, id }, row.get(2)?))
        })?;
        rows.collect::<rusqlite::Result<Vec<(HistoryPlace, String)>>>()
    };
    let mut rows = read().map_err(|error| DATABASE.problem("cannot_read", &error))?;
    let is_more = rows.len() > limit;
    rows.truncate(limit);
    let more = rows.last().filter(|_| is_more);
    Ok(Found {
        more: more.map(|(place, _)| place.clone()),
        views: rows.into_iter().map(|(_, view)| view).collect(),
    })
}

fn list(
    database: &Connection,
    query: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<String>, Problem> {
    let read = || {
        let mut statement = database.prepare_cached(query)?;
        let rows = statement.query_map(values, |row| row.get(0))?;
        rows.collect::<rusqlite::Result<Vec<String>>>()
    };
    read().map_err(|error| DATABASE.problem("cannot_read", &error))
}

#[cfg(test)]
#[path = "journal_tests.rs"]
mod tests;
