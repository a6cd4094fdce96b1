//! What a test may want to know of the pool without asking through its API.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::model;
use crate::pool::World;
use crate::value::Value;

/// A live session. Its reference is a secret, and not told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SessionInfo {
    /// Who made it, in the client's own words.
    pub originator: String,
    /// Whose it is.
    pub user: String,
    /// Unix seconds, by the pool's clock.
    pub created: i64,
    /// Unix seconds, by the pool's clock.
    pub last_active: i64,
    /// Made by `session.slave_local_login_with_password`.
    pub local: bool,
    /// Whether the answer to the log-in was sent as it is: if not, nobody knows of this session.
    pub told: bool,
}

/// A task, finished or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TaskInfo {
    /// `Async.VM.start`
    pub name: String,
    /// `pending`, `success`, …
    pub status: String,
    /// All entries.
    pub other_config: BTreeMap<String, String>,
    /// Unix seconds, by the pool's clock.
    pub created: i64,
}

impl World {
    /// All live sessions.
    pub fn session_infos(&self) -> Vec<SessionInfo> {
        let db = &self.db;
        let pool = self.sessions.iter().map(|(session, live)| SessionInfo {
            originator: db.text(session, "originator").to_owned(),
            user: live.user.clone(),
            created: db.int(session, "validation_time"),
            last_active: db.int(session, "last_active"),
            local: false,
            told: live.told,
        });
        let local = self.local_sessions.values().map(|local| SessionInfo {
            originator: String::new(),
            user: local.user.clone(),
            created: local.created,
            last_active: local.created,
            local: true,
            told: true,
        });
        pool.chain(local).collect()
    }

    /// All tasks.
    pub fn task_infos(&self) -> Vec<TaskInfo> {
        let db = &self.db;
        let tasks = db.rows("task").map(|(task, _)| TaskInfo {
            name: db.text(task, "name_label").to_owned(),
            status: db.text(task, "status").to_owned(),
            other_config: db
                .value(task, "other_config")
                .map(Value::as_map)
                .unwrap_or_default()
                .iter()
                .map(|(key, value)| (key.to_string(), value.as_str().to_owned()))
                .collect(),
            created: db.int(task, "created"),
        });
        tasks.collect()
    }

    /// All objects of the classes that have events, and all messages, each as `event.from` tells it: by class in lower
    /// case, then by reference.
    pub fn objects(&self) -> BTreeMap<String, BTreeMap<String, serde_json::Value>> {
        // Numbers that JSON does not know are not in any field of these classes; a text would show them as they are.
        let parsed = |json: &str| {
            serde_json::from_str(json).unwrap_or_else(|_| serde_json::Value::from(json))
        };
        let mut all = BTreeMap::new();
        for (id, class) in model().classes.iter().enumerate() {
            if class.has_events() {
                let rows = self.db.table(id).rows.iter();
                let rows =
                    rows.map(|(reference, row)| (reference.to_string(), parsed(row.data.json())));
                all.insert(class.lower.clone(), rows.collect());
            }
        }
        let messages = self.messages.all();
        let messages =
            messages.map(|(reference, data)| (reference.to_string(), parsed(data.json())));
        all.insert("message".to_owned(), messages.collect());
        all
    }
}
