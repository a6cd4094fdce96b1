//! A change as the window shows it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;
use xapi::{Class, DateTime, OpaqueRef};

use super::{MemberChange, Told, WhatChanged};
use crate::{
    connection::ConnectionInfo,
    key::{ConnectionId, ObjectKey},
    look,
    objects::{self, PropertyType},
    view::{Cell, RowKind, Status},
};

/// What a person reads of a member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MemberRow {
    /// The member, as the API calls it: `name`, or `map.key`.
    pub member: String,
    /// The label is the translated `field.<field>`; none where only the API has a name for it.
    pub field: Option<String>,
    /// What it was.
    pub before: Cell,
    /// What it is.
    pub after: Cell,
}

/// A part of an object that has no page of its own: a drive, an interface.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PartRow {
    /// Its class, as the API calls it.
    pub class: String,
    /// Its name, or where it sits; may be empty.
    pub name: String,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangeRow {
    /// Its number: later ones are greater.
    pub id: i64,
    /// When it was seen, Unix milliseconds.
    pub at: i64,
    /// Nobody looked from this moment on until then; none: it was seen when it happened.
    pub since: Option<i64>,
    /// The object on whose page it is told.
    pub object: ObjectKey,
    /// Whether that is there: it can be gone to.
    pub is_there: bool,
    /// What its page is.
    pub kind: Option<RowKind>,
    /// Its name: as it is now, or as it was when it went.
    pub name: String,
    /// The part of it that has changed; none: it itself.
    pub part: Option<PartRow>,
    /// The name of the pool.
    pub pool: String,
    /// What became of it.
    pub what: WhatChanged,
    /// Its members.
    pub members: Vec<MemberRow>,
}

/// A change as it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its number.
    pub id: i64,
    /// When it was seen, Unix milliseconds.
    pub at: i64,
    /// Since when nobody had looked.
    pub since: Option<i64>,
    /// The connection.
    pub connection: ConnectionId,
    /// What became of it.
    pub what: WhatChanged,
    /// The class of what has changed.
    pub class: String,
    /// Its reference.
    pub reference: String,
    /// Its name.
    pub name: String,
    /// The class of the object on whose page it is told.
    pub subject_class: String,
    /// Its reference.
    pub subject: String,
    /// Its name when it was heard of last.
    pub subject_name: String,
    /// What its page is.
    pub kind: Option<RowKind>,
    /// What has changed.
    pub members: Vec<MemberChange>,
}

/// What was written down, as the window shows it; `info` is its connection, while that is there.
pub fn row(info: Option<&ConnectionInfo<'_>>, recorded: Recorded) -> ChangeRow {
    let class = Class::from_wire(&recorded.class);
    let members = recorded.members.iter().map(|change| {
        let line = objects::line_of(&class, &change.member);
        let of_type = line.map(|(_, of_type)| of_type);
        MemberRow {
            member: change.member.clone(),
            field: line.map(|(field, _)| field.to_owned()),
            before: cell(info, of_type, &change.before),
            after: cell(info, of_type, &change.after),
        }
    });
    let members = members.collect();
    let subject_class = Class::from_wire(&recorded.subject_class);
    let subject = OpaqueRef::from(recorded.subject.as_str());
    let now = info.and_then(|info| info.world.object(&subject_class, &subject));
    let name = now.map(|object| look::name(object).to_owned());
    let is_part = recorded.subject != recorded.reference;
    ChangeRow {
        id: recorded.id,
        at: recorded.at,
        since: recorded.since,
        is_there: now.is_some(),
        object: ObjectKey::new(&recorded.connection, &subject_class, &subject),
        kind: recorded.kind,
        name: name
            .filter(|name| !name.is_empty())
            .unwrap_or(recorded.subject_name),
        part: is_part.then_some(PartRow {
            class: recorded.class,
            name: recorded.name,
        }),
        pool: info.map_or_else(String::new, |info| info.name().to_owned()),
        what: recorded.what,
        members,
    }
}

fn cell(info: Option<&ConnectionInfo<'_>>, of_type: Option<PropertyType>, told: &Told) -> Cell {
    match told {
        Told::Link {
            class,
            reference,
            name,
        } => {
            let class = Class::from_wire(class);
            let reference = OpaqueRef::from(reference.as_str());
            let link = info.map_or(Cell::None, |info| look::link(info, &class, &reference));
            match link {
                Cell::None if name.is_empty() => Cell::code(reference.as_str()),
                Cell::None => Cell::text(name),
                link => link,
            }
        }
        Told::List(items) => Cell::list(items.iter().map(|item| cell(info, None, item))),
        Told::Plain(Value::Bool(on)) => Cell::flag(*on),
        Told::Plain(Value::Number(number)) => match (of_type, number.as_i64()) {
            (Some(PropertyType::Bytes | PropertyType::Meter), Some(bytes)) => Cell::bytes(bytes),
            (_, Some(count)) => Cell::Count { count },
            (_, None) => Cell::code(number.to_string()),
        },
        Told::Plain(Value::String(text)) => match of_type {
            Some(PropertyType::Time) => text
                .parse()
                .map_or_else(|_| Cell::code(text), |time: DateTime| Cell::time(time)),
            Some(PropertyType::State) => power(text),
            Some(PropertyType::Code) => Cell::code(text),
            _ => Cell::text(text),
        },
        Told::Plain(_) => Cell::None,
    }
}

/// A power state in the word of the API.
fn power(text: &str) -> Cell {
    let status = match text {
        "Running" => Status::Running,
        "Halted" => Status::Halted,
        "Paused" => Status::Paused,
        "Suspended" => Status::Suspended,
        other => return Cell::text(other),
    };
    Cell::Status { status }
}
