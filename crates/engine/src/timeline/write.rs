//! How changes are written, and old ones forgotten.

use std::collections::HashMap;

use inventory::{
    ConnectionId,
    changes::{Named, ObjectChange, Told},
};
use rusqlite::{Connection, Transaction, params};

use crate::clock;

/// What a pool's changes are about, beside its objects.
pub(super) const WHOLE_POOL: &str = "";
/// How long a change is remembered.
const REMEMBERED: i64 = 90 * 24 * 60 * 60 * 1000;
/// So many bytes the database has at the most.
const LARGEST: i64 = 512 << 20;
/// After so many changes it is looked whether some are to be forgotten.
const BETWEEN_PRUNINGS: usize = 20_000;
/// The numbers of so many objects are known without asking.
const KNOWN: usize = 100_000;

/// What changed at a time.
#[derive(Debug)]
pub(crate) struct Batch {
    /// Through which connection it was seen.
    pub(crate) connection: ConnectionId,
    /// When, by our clock: what is told beside it (tasks, "an hour ago") is told by that, too.
    pub(crate) at: i64,
    /// Nobody had looked since.
    pub(crate) since: Option<i64>,
    /// What.
    pub(crate) changes: Vec<ObjectChange>,
}

/// The database with what is known of it.
pub(super) struct Writing {
    database: Connection,
    known: HashMap<(ConnectionId, String), Known>,
    /// Changes since it was last looked whether some are to be forgotten.
    since_pruning: usize,
}

struct Known {
    id: i64,
    name: String,
}

impl Writing {
    pub(super) fn new(database: Connection) -> Self {
        let mut writing = Self {
            database,
            known: HashMap::new(),
            since_pruning: 0,
        };
        writing.prune_and_tell();
        writing
    }

    pub(super) fn database(&self) -> &Connection {
        &self.database
    }

    /// Writes batches in one transaction.
    pub(super) fn note(&mut self, batches: &[Batch]) -> rusqlite::Result<()> {
        if self.known.len() > KNOWN {
            self.known.clear();
        }
        let transaction = self.database.transaction()?;
        for batch in batches {
            for change in &batch.changes {
                let written = write(&transaction, &mut self.known, batch, change);
                if written.is_err() {
                    // The numbers of objects that are not written after all are known wrongly.
                    self.known.clear();
                }
                written?;
            }
            self.since_pruning += batch.changes.len();
        }
        transaction.commit().inspect_err(|_| self.known.clear())?;
        if self.since_pruning > BETWEEN_PRUNINGS {
            self.prune_and_tell();
        }
        Ok(())
    }

    pub(super) fn forget(&mut self, connection: &ConnectionId) -> rusqlite::Result<()> {
        self.known.clear();
        let transaction = self.database.transaction()?;
        for table in [
            "DELETE FROM about WHERE object IN (SELECT id FROM object WHERE connection = ?)",
            "DELETE FROM change WHERE object IN (SELECT id FROM object WHERE connection = ?)",
            "DELETE FROM object WHERE connection = ?",
        ] {
            transaction.execute(table, [connection.as_str()])?;
        }
        transaction.commit()
    }

    pub(super) fn keep_only(&mut self, connections: &[ConnectionId]) -> rusqlite::Result<()> {
        let all = {
            let query = "SELECT DISTINCT connection FROM object";
            let mut statement = self.database.prepare(query)?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()?
        };
        let all = all.into_iter().map(ConnectionId::from);
        for gone in all.filter(|one| !connections.contains(one)) {
            self.forget(&gone)?;
        }
        Ok(())
    }

    fn prune_and_tell(&mut self) {
        self.since_pruning = 0;
        if let Err(error) = self.prune(clock::unix_millis() - REMEMBERED, LARGEST) {
            tracing::warn!(%error, "the timeline cannot be pruned");
        }
    }

    /// Forgets what is older than a moment, and of what is too large the oldest fifth.
    pub(super) fn prune(&mut self, oldest: i64, largest: i64) -> rusqlite::Result<()> {
        let number = |query: &str| {
            let database = &self.database;
            database.query_row(query, [], |row| row.get::<_, i64>(0))
        };
        let pages = number("PRAGMA page_count")? - number("PRAGMA freelist_count")?;
        let first = number("SELECT coalesce(min(id), 0) FROM change")?;
        let last = number("SELECT coalesce(max(id), 0) FROM change")?;
        let mut until: i64 = self.database.query_row(
            "SELECT coalesce((SELECT id FROM change WHERE at >= ? ORDER BY at LIMIT 1), ?)",
            [oldest, last + 1],
            |row| row.get(0),
        )?;
        if pages * number("PRAGMA page_size")? > largest {
            until = until.max(first + (last - first) / 5 + 1);
        }
        if until <= first {
            return Ok(());
        }
        self.known.clear();
        let transaction = self.database.transaction()?;
        transaction.execute("DELETE FROM change WHERE id < ?", [until])?;
        transaction.execute("DELETE FROM about WHERE change < ?", [until])?;
        transaction.execute(
            "DELETE FROM object WHERE id NOT IN (SELECT object FROM about)",
            [],
        )?;
        transaction.commit()
    }
}

fn write(
    transaction: &Transaction<'_>,
    known: &mut HashMap<(ConnectionId, String), Known>,
    batch: &Batch,
    change: &ObjectChange,
) -> rusqlite::Result<()> {
    let mut number = |named: &Named| number_of(transaction, known, &batch.connection, named);
    let object = number(&change.object)?;
    let subject = number(change.subject())?;
    let mut about = vec![object, number(&whole_pool())?];
    for owner in &change.about {
        about.push(number(owner)?);
    }
    let members = serde_json::to_string(&change.members).unwrap_or_default();
    let what = serde_json::to_value(change.what).unwrap_or_default();
    transaction
        .prepare_cached(
            "INSERT INTO change (at, since, object, subject, what, members, text) \
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            batch.at,
            batch.since,
            object,
            subject,
            what.as_str(),
            members,
            text_of(change)
        ])?;
    let id = transaction.last_insert_rowid();
    let mut insert =
        transaction.prepare_cached("INSERT OR IGNORE INTO about (object, change) VALUES (?, ?)")?;
    for object in about {
        insert.execute([object, id])?;
    }
    Ok(())
}

fn whole_pool() -> Named {
    Named {
        class: String::new(),
        reference: xapi::OpaqueRef::null(),
        name: String::new(),
        kind: None,
    }
}

/// The number of an object, which is given its newest name.
fn number_of(
    transaction: &Transaction<'_>,
    known: &mut HashMap<(ConnectionId, String), Known>,
    connection: &ConnectionId,
    named: &Named,
) -> rusqlite::Result<i64> {
    let reference = match named.reference.is_null() {
        true => WHOLE_POOL,
        false => named.reference.as_str(),
    };
    let key = (connection.clone(), reference.to_owned());
    if let Some(known) = known.get(&key)
        && known.name == named.name
    {
        return Ok(known.id);
    }
    let kind = named
        .kind
        .map(|kind| serde_json::to_value(kind).unwrap_or_default());
    let kind = kind.as_ref().and_then(|kind| kind.as_str());
    let id = transaction
        .prepare_cached(
            "INSERT INTO object (connection, reference, class, name, kind) VALUES (?, ?, ?, ?, ?) \
             ON CONFLICT (connection, reference) \
             DO UPDATE SET name = excluded.name, kind = excluded.kind RETURNING id",
        )?
        .query_row(
            params![
                connection.as_str(),
                reference,
                named.class,
                named.name,
                kind
            ],
            |row| row.get(0),
        )?;
    let name = named.name.clone();
    known.insert(key, Known { id, name });
    Ok(id)
}

/// What a change can be found by.
fn text_of(change: &ObjectChange) -> String {
    fn add(told: &Told, to: &mut String) {
        match told {
            Told::Link { name, .. } => to.push_str(name),
            Told::List(items) => items.iter().for_each(|item| add(item, to)),
            Told::Plain(serde_json::Value::String(text)) => to.push_str(text),
            Told::Plain(serde_json::Value::Null) => {}
            Told::Plain(value) => to.push_str(&value.to_string()),
        }
        to.push('\n');
    }
    let mut text = String::with_capacity(128);
    for named in [&change.object, change.subject()] {
        text.push_str(&named.name);
        text.push('\n');
    }
    text.push_str(&change.object.class);
    text.push('\n');
    for member in &change.members {
        text.push_str(&member.member);
        text.push('\n');
        add(&member.before, &mut text);
        add(&member.after, &mut text);
    }
    text.to_lowercase()
}
