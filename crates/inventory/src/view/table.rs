//! Lists of objects as the window gets them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    cell::{Cell, Status},
    page::Field,
};
use crate::key::{ConnectionId, ObjectKey};

/// What a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ListKind {
    /// Pools, a row for each connection.
    Pools,
    /// Hosts.
    Hosts,
    /// VMs (no templates, snapshots or control domains).
    Vms,
    /// Templates.
    Templates,
    /// Snapshots.
    Snapshots,
    /// Storage repositories.
    Srs,
    /// Virtual disks (of an SR), or a VM's drives (VBDs with their VDIs).
    Disks,
    /// Networks.
    Networks,
    /// Virtual interfaces (of a VM or on a network).
    Vifs,
    /// Physical interfaces (of a host or of a network).
    Pifs,
    /// How hosts reach an SR (of a host or of an SR).
    Pbds,
    /// vApps.
    Appliances,
    /// Schedules of snapshots.
    Schedules,
    /// The VMs of a vApp, in their order.
    Members,
    /// GPUs (of a host), or a VM's virtual GPUs.
    Gpus,
    /// USB devices (of a host), or those that a VM was given.
    UsbDevices,
    /// PCI devices (of a host), or those that are passed through to a VM.
    PciDevices,
    /// Messages (alerts) about an object or a pool.
    Messages,
}

impl ListKind {
    /// All kinds of lists.
    pub const ALL: [ListKind; 18] = [
        ListKind::Pools,
        ListKind::Hosts,
        ListKind::Vms,
        ListKind::Templates,
        ListKind::Snapshots,
        ListKind::Srs,
        ListKind::Disks,
        ListKind::Networks,
        ListKind::Vifs,
        ListKind::Pifs,
        ListKind::Pbds,
        ListKind::Appliances,
        ListKind::Schedules,
        ListKind::Members,
        ListKind::Gpus,
        ListKind::UsbDevices,
        ListKind::PciDevices,
        ListKind::Messages,
    ];
}

/// By which column a list is sorted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Sort {
    /// The column's id.
    pub column: String,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// Which part of which list a window wants to see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TableSpec {
    /// What it holds.
    pub list: ListKind,
    /// Only this connection's; none: all connections'.
    pub connection: Option<ConnectionId>,
    /// Only what belongs to this object.
    pub within: Option<ObjectKey>,
    /// Only these.
    pub among: Option<Vec<ObjectKey>>,
    /// Words that must all occur in a row.
    pub filter: String,
    /// For words of the filter, the keys of our own words that have them in them, in the language of
    /// who looks (`status.halted`, `term.dhcp`).
    pub meanings: BTreeMap<String, Vec<String>>,
    /// The order; none: by name.
    pub sort: Option<Sort>,
    /// The first row wanted.
    pub offset: u32,
    /// How many rows are wanted.
    pub rows: u32,
}

/// A column's manner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Column {
    /// Its id; the heading is the translated `column.<id>`.
    pub id: String,
    /// Whether it holds numbers, set flush right.
    pub numeric: bool,
}

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TableRow {
    /// The object to go to.
    pub object: ObjectKey,
    /// Its state.
    pub status: Status,
    /// Whether it is not well, or a pool in which something is not: `Degraded` or `Broken`.
    pub health: Option<Status>,
    /// The operation under way on it, as in the tree.
    pub busy: Option<String>,
    /// A value for each column.
    pub cells: Vec<Cell>,
    /// Stays while the row says what it says; the engine's views count it.
    pub revision: u64,
}

/// A window on a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TableFrame {
    /// The columns, the name first.
    pub columns: Vec<Column>,
    /// By which of them the rows are sorted; none: by name.
    pub sort: Option<Sort>,
    /// Of a list of chosen objects: what some columns come to in all.
    pub sums: Vec<Field>,
    /// How many rows there are in all.
    pub total: u32,
    /// The index of the first row sent.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<TableRow>,
}
