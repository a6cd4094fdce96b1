//! Lists of objects: which rows, in which order, with which values.

mod hosts;
mod members;
mod messages;
mod networks;
mod order;
mod rows;
mod storage;
mod value;
mod vms;

use xapi::Class;

use crate::{
    connection::ConnectionInfo,
    view::{ListKind, TableFrame, TableSpec},
};
use rows::By;

/// At most so many rows are given at once.
const MOST_ROWS: u32 = 1_000;

/// The part of a list that a window wants to see.
pub fn frame(connections: &[ConnectionInfo<'_>], spec: &TableSpec) -> TableFrame {
    Projection::default().frame(connections, spec)
}

/// A list that is looked at again and again: the order of its rows is kept, and what changed is put
/// where it belongs now. It gives what [`frame`] gives.
#[derive(Debug, Default)]
pub struct Projection {
    order: order::Order,
}

impl Projection {
    /// The part of a list that a window wants to see. Quick as long as only the part differs from
    /// what was wanted before. A connection must always come with worlds of the same store.
    pub fn frame(&mut self, connections: &[ConnectionInfo<'_>], spec: &TableSpec) -> TableFrame {
        let of = |class: Class| is_within(spec, &class);
        match spec.list {
            ListKind::Pools => self.show(connections, spec, hosts::POOLS, By::Name),
            ListKind::Hosts => self.show(connections, spec, hosts::HOSTS, By::Name),
            ListKind::Vms => self.show(connections, spec, vms::VMS, By::Name),
            ListKind::Templates => self.show(connections, spec, vms::TEMPLATES, By::Name),
            ListKind::Snapshots => {
                self.show(connections, spec, vms::SNAPSHOTS, By::Newest("created"))
            }
            ListKind::Srs => self.show(connections, spec, storage::SRS, By::Name),
            ListKind::Disks if of(Class::Vm) => {
                self.show(connections, spec, storage::DRIVES, By::Name)
            }
            ListKind::Disks => self.show(connections, spec, storage::DISKS, By::Name),
            ListKind::Networks => self.show(connections, spec, networks::NETWORKS, By::Name),
            ListKind::Vifs if of(Class::Vm) => {
                self.show(connections, spec, networks::VIFS_OF_VM, By::Name)
            }
            ListKind::Vifs => self.show(connections, spec, networks::VIFS, By::Column("vm")),
            ListKind::Pifs if of(Class::Host) => {
                self.show(connections, spec, networks::PIFS_OF_HOST, By::Name)
            }
            ListKind::Pifs => self.show(connections, spec, networks::PIFS, By::Column("host")),
            ListKind::Pbds if of(Class::Host) => {
                self.show(connections, spec, storage::PBDS_OF_HOST, By::Column("sr"))
            }
            ListKind::Pbds => self.show(connections, spec, storage::PBDS, By::Column("host")),
            ListKind::Messages => {
                self.show(connections, spec, messages::MESSAGES, By::Newest("time"))
            }
        }
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
