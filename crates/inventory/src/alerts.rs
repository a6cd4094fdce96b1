//! What pools tell, summed up by name: how much of what, and how grave. The messages themselves are a list
//! like any other.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use xapi::{Class, Message, OpaqueRef, Pool, RecordOf};

use crate::{
    connection::ConnectionInfo,
    message::{self, Meaning},
    view::{AlertGroup, AlertsFrame, AlertsSpec},
};

/// What does not say how grave it is stands behind all that does.
fn rank(severity: i64) -> i64 {
    match severity {
        1..=5 => severity,
        _ => i64::MAX,
    }
}

/// Whether the sum may be another when objects of these classes have changed.
pub fn is_made_of(classes: &HashSet<Class>) -> bool {
    classes.contains(&Message::CLASS)
}

/// The messages of these connections, summed up.
pub fn frame(connections: &[ConnectionInfo<'_>], spec: &AlertsSpec) -> AlertsFrame {
    let wanted = spec.connection.as_ref();
    let wanted = wanted.or(spec.object.as_ref().map(|object| &object.connection));
    let only = spec.object.as_ref();
    let only = only.filter(|object| object.class() != Pool::CLASS && !object.is_connection());
    let shown = connections
        .iter()
        .filter(|info| wanted.map_or(!info.hidden, |wanted| info.id == wanted));
    let mut groups: HashMap<&str, AlertGroup> = HashMap::new();
    for info in shown {
        match only {
            None => {
                for (_, message) in info.world.all::<Message>() {
                    count(&mut groups, message);
                }
            }
            Some(object) => {
                let found = info.world.find(&object.opaque());
                let uuid = found.map_or("", |object| object.record.uuid());
                if !uuid.is_empty() {
                    // They name their object by its uuid.
                    for (_, message) in info.world.within::<Message>(&OpaqueRef::from(uuid)) {
                        count(&mut groups, message);
                    }
                }
            }
        }
    }
    let mut groups: Vec<AlertGroup> = groups.into_values().collect();
    groups.sort_by(|one, other| {
        let key = |group: &AlertGroup| (group.kind, rank(group.severity), Reverse(group.newest));
        let by = key(one).cmp(&key(other));
        by.then_with(|| one.name.cmp(&other.name))
    });
    let sum = |is: fn(&AlertGroup) -> bool| {
        let counted = groups.iter().filter(|group| is(group));
        counted.map(|group| group.count).sum()
    };
    AlertsFrame {
        alerts: sum(|group| group.kind == message::MessageKind::Alert),
        total: sum(|_| true),
        groups,
    }
}

fn count<'a>(groups: &mut HashMap<&'a str, AlertGroup>, message: &'a Message) {
    let Meaning { kind, severity } = message::meaning(message);
    let newest = message.timestamp.unix();
    let group = groups.entry(&message.name).or_insert_with(|| AlertGroup {
        name: message.name.to_string(),
        kind,
        severity,
        count: 0,
        newest,
    });
    group.count += 1;
    group.newest = group.newest.max(newest);
    group.kind = group.kind.min(kind);
    if rank(severity) < rank(group.severity) {
        group.severity = severity;
    }
}
