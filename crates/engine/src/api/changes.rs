//! What has changed, as views show it.

use inventory::{Job, ObjectKey, Problem, changes::ChangeRow};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which changes are to be shown, the newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangesSpec {
    /// Those about an object, with its parts; of a pool, all in it. None: of all pools.
    pub object: Option<ObjectKey>,
    /// Not before this, Unix milliseconds.
    pub from: Option<i64>,
    /// Before this, Unix milliseconds.
    pub to: Option<i64>,
    /// Words that must all be found.
    pub text: String,
    /// So many at most.
    pub limit: u32,
}

/// Who made a change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Author {
    /// A job that was asked for from this desk.
    Us {
        /// Its task.
        task: String,
        /// What it was.
        job: Job,
    },
    /// Somebody whom the pool's audit log names.
    User {
        /// The user.
        name: String,
        /// The call, in the server's word.
        call: String,
    },
}

/// A change with who made it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ChangeView {
    /// The change.
    #[serde(flatten)]
    pub row: ChangeRow,
    /// Who made it, where that is known.
    pub by: Option<Author>,
}

/// A window on the timeline.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangesFrame {
    /// The changes, the newest first.
    pub rows: Vec<ChangeView>,
    /// Whether there are older ones.
    pub is_more: bool,
    /// Why nobody can say who made changes that were not made from here, if so.
    pub unknown_authors: Option<Problem>,
    /// Why nothing can be shown.
    pub problem: Option<Problem>,
}
