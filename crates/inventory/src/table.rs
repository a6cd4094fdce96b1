//! Lists of objects: which rows, in which order, with which values.

mod hosts;
mod members;
mod messages;
mod networks;
mod rows;
mod storage;
mod vms;

use xapi::Class;

use crate::{
    connection::ConnectionInfo,
    view::{ListKind, TableFrame, TableSpec},
};
pub(crate) use hosts::running;
use rows::show;

/// At most so many rows are given at once.
const MOST_ROWS: u32 = 1_000;

/// The part of a list that a window wants to see.
pub fn frame(connections: &[ConnectionInfo<'_>], spec: &TableSpec) -> TableFrame {
    match spec.list {
        ListKind::Pools => show(connections, spec, hosts::POOLS, None),
        ListKind::Hosts => show(connections, spec, hosts::HOSTS, None),
        ListKind::Vms => show(connections, spec, vms::VMS, None),
        ListKind::Templates => show(connections, spec, vms::TEMPLATES, None),
        ListKind::Snapshots => show(connections, spec, vms::SNAPSHOTS, Some("created")),
        ListKind::Srs => show(connections, spec, storage::SRS, None),
        ListKind::Disks if is_within(spec, &Class::Vm) => {
            show(connections, spec, storage::DRIVES, None)
        }
        ListKind::Disks => show(connections, spec, storage::DISKS, None),
        ListKind::Networks => show(connections, spec, networks::NETWORKS, None),
        ListKind::Vifs if is_within(spec, &Class::Vm) => {
            show(connections, spec, networks::VIFS_OF_VM, None)
        }
        ListKind::Vifs => show(connections, spec, networks::VIFS, None),
        ListKind::Pifs if is_within(spec, &Class::Host) => {
            show(connections, spec, networks::PIFS_OF_HOST, None)
        }
        ListKind::Pifs => show(connections, spec, networks::PIFS, None),
        ListKind::Pbds if is_within(spec, &Class::Host) => {
            show(connections, spec, storage::PBDS_OF_HOST, None)
        }
        ListKind::Pbds => show(connections, spec, storage::PBDS, None),
        ListKind::Messages => show(connections, spec, messages::MESSAGES, None),
    }
}

/// The ids of all columns that lists can have.
#[cfg(test)]
pub(crate) fn column_ids() -> impl Iterator<Item = &'static str> {
    fn ids<T>(columns: &'static [rows::Col<T>]) -> impl Iterator<Item = &'static str> {
        columns.iter().map(|column| column.id)
    }
    ids(hosts::POOLS)
        .chain(ids(hosts::HOSTS))
        .chain(ids(vms::VMS))
        .chain(ids(vms::TEMPLATES))
        .chain(ids(vms::SNAPSHOTS))
        .chain(ids(storage::SRS))
        .chain(ids(storage::DRIVES))
        .chain(ids(storage::DISKS))
        .chain(ids(storage::PBDS))
        .chain(ids(storage::PBDS_OF_HOST))
        .chain(ids(networks::NETWORKS))
        .chain(ids(networks::VIFS))
        .chain(ids(networks::VIFS_OF_VM))
        .chain(ids(networks::PIFS))
        .chain(ids(networks::PIFS_OF_HOST))
        .chain(ids(messages::MESSAGES))
}

fn is_within(spec: &TableSpec, class: &Class) -> bool {
    spec.within
        .as_ref()
        .is_some_and(|owner| owner.class() == *class)
}
