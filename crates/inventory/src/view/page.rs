//! One object's page as the window gets it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    cell::{Cell, Status},
    table::ListKind,
    tree::RowKind,
};
use crate::{jobs::Job, key::ObjectKey, problem::Problem};

/// One line of a section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// Its id; the label is the translated `field.<id>`.
    pub id: String,
    /// Its value.
    pub value: Cell,
    /// The job that changes it, where it can be edited: its form is drawn in the line's place.
    pub editor: Option<Job>,
}

/// A block of a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Section {
    /// Its id; the heading is the translated `section.<id>`.
    pub id: String,
    /// Its lines.
    pub fields: Vec<Field>,
}

/// A console that can be opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConsoleOffer {
    /// The console's reference. It changes with each boot and migration.
    pub reference: String,
    /// `rfb` (graphical) or `vt100` (text).
    pub protocol: String,
}

/// Everything an object's page shows, but its lists and actions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    /// Which object.
    pub object: ObjectKey,
    /// What it is.
    pub kind: RowKind,
    /// Its name.
    pub name: String,
    /// Its description.
    pub description: String,
    /// Its state.
    pub status: Status,
    /// Whether it is not well, or a pool in which something is not: `Degraded` or `Broken`.
    pub health: Option<Status>,
    /// The operation under way on it.
    pub busy: Option<String>,
    /// Where it is: pool, then host, as links.
    pub place: Vec<Cell>,
    /// Since when it runs (Unix seconds), where it does and that is known.
    pub since: Option<i64>,
    /// Its tags.
    pub tags: Vec<String>,
    /// What the pool or we find unhealthy about it.
    pub warnings: Vec<Problem>,
    /// What an administrator reads first.
    pub sections: Vec<Section>,
    /// The lists that belong to it, each a tab or a block.
    pub lists: Vec<ListKind>,
    /// The consoles it has now.
    pub consoles: Vec<ConsoleOffer>,
    /// Whether it can have a console at all (a VM, or a host's control domain).
    pub has_console: bool,
}
