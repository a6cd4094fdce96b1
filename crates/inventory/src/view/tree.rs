//! The tree's rows as the window gets them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::cell::{Cell, Status};
use crate::key::{ConnectionId, ObjectKey};

/// How the same objects are put into a tree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Grouping {
    /// Pools, their hosts, the VMs on them; then storage, networks, templates.
    #[default]
    Infrastructure,
    /// Pools, then one group for each type of object.
    Types,
    /// Groups over all pools, as [`TreeSpec::levels`] says.
    Levels,
}

/// By what the objects of a group are told apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "by", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TreeLevel {
    /// By the values of a property; folders stand in each other.
    Property {
        /// What queries call it (`tag`, `folder`, `status`, `pool`, …).
        name: String,
    },
    /// By what people have written into a field of their own.
    CustomField {
        /// The field's name.
        name: String,
    },
    /// By which of some saved queries let them through.
    Queries {
        /// They, in their order.
        queries: Vec<SavedQuery>,
    },
}

/// A query that somebody gave a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SavedQuery {
    /// The name; no two have the same.
    pub name: String,
    /// What is asked for, as in [`TreeSpec::filter`].
    pub filter: String,
    /// As in [`TreeSpec::meanings`].
    #[serde(default)]
    pub meanings: BTreeMap<String, Vec<String>>,
}

/// Which part of the tree a window wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TreeSpec {
    /// How the objects are grouped.
    pub grouping: Grouping,
    /// With [`Grouping::Levels`]: by what they are grouped, the outermost first.
    #[serde(default)]
    pub levels: Vec<TreeLevel>,
    /// Words that must all occur in a row's name, tags or addresses (case and accents aside); rows
    /// above a match stay, and are open.
    pub filter: String,
    /// For words of the filter, the keys of our own words that have them in them, in the language of
    /// who looks (`status.halted`, `operation.pool_migrate`).
    pub meanings: BTreeMap<String, Vec<String>>,
    /// Rows whose openness differs from the default, by [`TreeRow::id`]. (The default: connections
    /// and hosts are open, groups are closed.)
    pub toggled: BTreeSet<String>,
    /// The first row wanted.
    pub offset: u32,
    /// How many rows are wanted; never more are sent.
    pub rows: u32,
}

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RowKind {
    /// A server of Xen Orchestra, with the pools behind it.
    Orchestra,
    /// A connection, and the pool behind it.
    Pool,
    /// A host.
    Host,
    /// A VM.
    Vm,
    /// A template.
    Template,
    /// A snapshot.
    Snapshot,
    /// A storage repository.
    Sr,
    /// A network.
    Network,
    /// A vApp.
    Appliance,
    /// A schedule of snapshots.
    Schedule,
    /// A heading over other rows; its name is a word of ours (`term.<name>`).
    Group,
    /// A heading over those that have a value ([`TreeRow::value`]) of the property that its name says.
    Value,
    /// A heading over what is in a folder.
    Folder,
    /// A heading over those that a saved query lets through.
    Query,
}

/// One row of the tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TreeRow {
    /// The same as long as the object stands at the same place; also over a reconnect.
    pub id: String,
    /// How deep it stands; 0 for what a person added.
    pub depth: u16,
    /// What it stands for.
    pub kind: RowKind,
    /// Its name; for a group, the key of the word.
    pub name: String,
    /// The connection it belongs to; none for a group over several.
    pub connection: Option<ConnectionId>,
    /// The object it stands for: none for a group, and for a pool that was never reached.
    pub object: Option<ObjectKey>,
    /// For a group of those that have a value: it; [`Cell::None`] for the group of those that have none.
    pub value: Option<Cell>,
    /// For a group over several connections: the filter that lets its objects through and no others; none
    /// where it cannot be written.
    pub query: Option<String>,
    /// Whether it has rows below it.
    pub expandable: bool,
    /// Whether these are shown.
    pub expanded: bool,
    /// Its state.
    pub status: Status,
    /// The operation under way on it (the server's word: `clean_shutdown`, `pool_migrate`).
    pub busy: Option<String>,
    /// For a group or pool: how many objects it holds.
    pub count: Option<u32>,
    /// For a host: memory in use, 0 to 1. For a running VM: none yet.
    pub load: Option<f64>,
    /// Whether it, or anything below it, is not well: `Degraded` or `Broken`, the worst of it.
    pub health: Option<Status>,
    /// How many objects below it are not well.
    pub unwell: u32,
    /// Its position among its siblings, from 1, and how many they are (for screen readers).
    pub position: (u32, u32),
    /// Stays while the row says what it says; the engine's views count it.
    pub revision: u64,
}

/// A window on the tree.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TreeFrame {
    /// How many rows there are in all.
    pub total: u32,
    /// The index of the first row sent.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<TreeRow>,
    /// With a filter: how many objects match it.
    pub matches: Option<u32>,
}
