//! The rows of the tree: their ids, and how each kind is made.

use xapi::{Object, Pool, RecordOf};

use super::levels::GroupOf;
use crate::{
    connection::ConnectionInfo,
    health::{self, Sum},
    key::ObjectKey,
    look,
    objects::{Described, TreeGroup, describe},
    view::{RowKind, Status, TreeRow},
};

pub(super) fn pool_id(info: &ConnectionInfo<'_>) -> String {
    info.id.to_string()
}

pub(super) fn group_id(info: &ConnectionInfo<'_>, term: &str) -> String {
    format!("{}/{term}", info.id)
}

/// By uuid, which is the same for ever; by reference where there is none.
pub(super) fn object_id(info: &ConnectionInfo<'_>, object: &Object) -> String {
    let class = object.class();
    let name = match object.record.uuid() {
        "" => object.reference.as_str(),
        uuid => uuid,
    };
    format!("{}/{}/{name}", info.id, class.name())
}

/// Where a row stands, and what hangs on it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stand {
    pub depth: u16,
    pub position: (u32, u32),
    pub expandable: bool,
    pub expanded: bool,
}

/// The row of a connection and the pool behind it. Its count is that of the pool's VMs.
pub(super) fn pool(info: &ConnectionInfo<'_>, stand: Stand, vms: u32, unwell: Sum) -> TreeRow {
    let pool = info.world.pool();
    TreeRow {
        health: unwell.worst.map(Status::from),
        unwell: unwell.count,
        object: pool.map(|(reference, _)| ObjectKey::new(info.id, &Pool::CLASS, reference)),
        name: info.name().to_owned(),
        status: info.status,
        count: pool.map(|_| vms),
        busy: pool.and_then(|(_, pool)| pool.operation()),
        ..blank(info, RowKind::Pool, pool_id(info), stand)
    }
}

/// The row of a server of Xen Orchestra. Its count is that of the VMs in the pools behind it.
pub(super) fn orchestra(
    info: &ConnectionInfo<'_>,
    stand: Stand,
    vms: Option<u32>,
    unwell: Sum,
) -> TreeRow {
    TreeRow {
        health: unwell.worst.map(Status::from),
        unwell: unwell.count,
        name: info.name().to_owned(),
        status: info.status,
        count: vms,
        ..blank(info, RowKind::Orchestra, pool_id(info), stand)
    }
}

/// The row of a heading.
pub(super) fn group(
    info: &ConnectionInfo<'_>,
    group: &TreeGroup,
    stand: Stand,
    count: u32,
    unwell: Sum,
) -> TreeRow {
    TreeRow {
        health: unwell.worst.map(Status::from),
        unwell: unwell.count,
        name: group.term.to_owned(),
        count: Some(count),
        ..blank(info, RowKind::Group, group_id(info, group.term), stand)
    }
}

/// The row of a host, with those below it that are not well.
pub(super) fn host(
    info: &ConnectionInfo<'_>,
    host: &Object,
    stand: Stand,
    unwell: Sum,
) -> Option<TreeRow> {
    let own = health::of(info, host);
    Some(TreeRow {
        health: own.max(unwell.worst).map(Status::from),
        unwell: unwell.count,
        ..object(info, host, stand)?
    })
}

/// The row of an object.
pub(super) fn object(info: &ConnectionInfo<'_>, object: &Object, stand: Stand) -> Option<TreeRow> {
    let described = describe(&object.record);
    Some(TreeRow {
        object: Some(ObjectKey::new(info.id, &object.class(), &object.reference)),
        name: look::name(object).to_owned(),
        status: described.status(info, object),
        busy: described.operation(),
        health: health::of(info, object).map(Status::from),
        load: described.load(info.world, &object.reference),
        ..blank(info, described.row_kind()?, object_id(info, object), stand)
    })
}

/// The row of a group over several connections.
pub(super) fn over_all(
    of: &GroupOf,
    id: String,
    query: Option<String>,
    stand: Stand,
    (count, unwell): (u32, Sum),
) -> TreeRow {
    let (kind, name, value) = match of {
        GroupOf::Value { property, value } => {
            (RowKind::Value, property.name(), Some(value.clone()))
        }
        GroupOf::Folder { name, .. } => (RowKind::Folder, name.as_str(), None),
        GroupOf::Query { name, .. } => (RowKind::Query, name.as_str(), None),
    };
    TreeRow {
        health: unwell.worst.map(Status::from),
        unwell: unwell.count,
        name: name.to_owned(),
        value,
        query,
        count: Some(count),
        ..nobodys(kind, id, stand)
    }
}

fn blank(info: &ConnectionInfo<'_>, kind: RowKind, id: String, stand: Stand) -> TreeRow {
    TreeRow {
        connection: Some(info.id.clone()),
        ..nobodys(kind, id, stand)
    }
}

/// A row that says nothing yet.
fn nobodys(kind: RowKind, id: String, stand: Stand) -> TreeRow {
    TreeRow {
        id,
        depth: stand.depth,
        kind,
        name: String::new(),
        connection: None,
        object: None,
        value: None,
        query: None,
        expandable: stand.expandable,
        expanded: stand.expanded,
        status: Status::Ok,
        busy: None,
        count: None,
        load: None,
        health: None,
        unwell: 0,
        position: stand.position,
        revision: 0,
    }
}
