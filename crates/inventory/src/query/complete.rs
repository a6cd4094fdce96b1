//! What there is to say of a query while somebody types it: what could not be understood, and what may
//! stand where the cursor is.

use std::collections::BTreeMap;

use xapi::Class;

use super::{
    Query,
    fault::{Fault, Span},
    lexer::{Token, tokens},
    names::{Name, list_of, offered, parts},
};
use crate::{
    connection::ConnectionInfo,
    name::fold,
    objects::{AskedProperty, CLASSES, PropertyType},
    view::{Cell, ListKind, QueryCompletion, QueryFault, QueryReading, QueryType},
};

/// More are not offered at once.
const MOST_OFFERED: usize = 20;
/// More objects are not looked at for the values that they have.
const MOST_LOOKED_AT: usize = 20_000;

/// What there is to say of a filter of a list, or of everything, with the cursor (UTF-16) somewhere in it.
pub fn read(
    connections: &[ConnectionInfo<'_>],
    text: &str,
    cursor: u32,
    list: Option<ListKind>,
) -> QueryReading {
    let mut faults = Vec::new();
    Query::with_faults(text, &BTreeMap::new(), &mut faults);
    let cursor = from_utf16(text, cursor);
    let place = Place::of(text, cursor);
    let is_of = |class: &Class| match list {
        Some(list) => has_list(class, list),
        None => is_in_tree(class),
    };
    let mut reading = QueryReading {
        faults: faults.iter().map(|fault| told(fault, text)).collect(),
        from: to_utf16(text, place.span.from),
        to: to_utf16(text, place.span.to),
        ..QueryReading::default()
    };
    match &place.what {
        What::Nothing => {}
        What::Name(typed) => reading.completions = names(typed, is_of),
        What::Value { name, typed } => {
            if let Some(name) = Name::of(name) {
                reading.expects = name.types(is_of).first().map(|of_type| expected(*of_type));
                reading.completions = values(connections, &name, typed, is_of);
            }
        }
    }
    reading
}

fn told(fault: &Fault, text: &str) -> QueryFault {
    QueryFault {
        from: to_utf16(text, fault.at.from),
        to: to_utf16(text, fault.at.to),
        problem: fault.problem(text),
    }
}

/// Where the cursor stands.
struct Place<'a> {
    span: Span,
    what: What<'a>,
}

enum What<'a> {
    Nothing,
    Name(&'a str),
    Value { name: &'a str, typed: &'a str },
}

impl<'a> Place<'a> {
    fn of(text: &'a str, cursor: usize) -> Self {
        let found = tokens(text, &mut Vec::new());
        let mut found = found.into_iter();
        let touched = found.find(|(_, at)| at.from < cursor && cursor <= at.to);
        match touched {
            Some((Token::Word { quoted: false, .. }, at)) => Self {
                span: at,
                what: What::Name(&text[at.from..cursor]),
            },
            Some((Token::Asked { name, .. }, _)) if cursor <= name.to => Self {
                span: name,
                what: What::Name(&text[name.from..cursor]),
            },
            Some((Token::Asked { name, value_at, .. }, _)) if cursor >= value_at.from => Self {
                span: value_at,
                what: What::Value {
                    name: name.of(text),
                    typed: text[value_at.from..cursor].trim_matches('"'),
                },
            },
            Some((Token::Asked { .. } | Token::Word { .. }, _)) => Self {
                span: Span::new(cursor, cursor),
                what: What::Nothing,
            },
            // Between two things, or behind what stands before one.
            _ => Self {
                span: Span::new(cursor, cursor),
                what: What::Name(""),
            },
        }
    }
}

/// The names that begin with what was typed, and those that have it in them.
fn names(typed: &str, is_of: impl Fn(&Class) -> bool) -> Vec<QueryCompletion> {
    let (step, typed) = match typed.rsplit_once('.') {
        Some((step, typed)) => (Some(step), fold(typed)),
        None => (None, fold(typed)),
    };
    let list = step.and_then(list_of);
    let property = |(name, property): (&str, AskedProperty)| {
        let text = match step {
            Some(step) => format!("{step}.{name}"),
            None => name.to_owned(),
        };
        let found = QueryCompletion::Property {
            text,
            column: property.column.to_owned(),
            field: property.field.to_owned(),
            expects: expected(property.of_type),
        };
        Some((rank(&fold(name), &typed)?, found))
    };
    let is_asked = |class: &Class| match (step, list) {
        (None, _) => is_of(class),
        (Some(_), Some(list)) => has_list(class, list),
        (Some(_), None) => is_in_tree(class),
    };
    let mut found: Vec<(u8, QueryCompletion)> = offered(is_asked).filter_map(property).collect();
    if step.is_none() && !typed.is_empty() {
        let begun = parts().filter(|part| part.starts_with(&typed));
        found.extend(begun.map(|part| {
            let text = format!("{part}.");
            (1, QueryCompletion::Step { text })
        }));
    }
    found.sort_by_key(|(rank, _)| *rank);
    let found = found.into_iter().map(|(_, one)| one);
    found.take(MOST_OFFERED).collect()
}

/// The values that are there, those first that begin with what was typed, and then those of the most.
fn values(
    connections: &[ConnectionInfo<'_>],
    name: &Name,
    typed: &str,
    is_of: impl Fn(&Class) -> bool,
) -> Vec<QueryCompletion> {
    let mut counted: BTreeMap<String, (Cell, u32)> = BTreeMap::new();
    let classes = || CLASSES.iter().filter(|class| is_of(&class.class));
    let objects = connections.iter().flat_map(|info| {
        let slots = classes().flat_map(|class| info.world.slots_of_class(&class.class));
        slots.filter_map(move |slot| Some((info, info.world.at(slot)?)))
    });
    for (info, entry) in objects.take(MOST_LOOKED_AT) {
        for cell in name.values(info, entry) {
            count(cell, &mut counted);
        }
    }
    let typed = fold(typed);
    let mut found: Vec<_> = counted
        .into_iter()
        .filter_map(|(text, (cell, count))| {
            let rank = rank(&fold(&text), &typed)?;
            let text = written(&text)?;
            Some((rank, QueryCompletion::Value { text, cell, count }, count))
        })
        .collect();
    found.sort_by_key(|(rank, _, count)| (*rank, u32::MAX - count));
    let found = found.into_iter().map(|(_, one, _)| one);
    found.take(MOST_OFFERED).collect()
}

/// Counts a value that can be typed.
fn count(cell: Cell, counted: &mut BTreeMap<String, (Cell, u32)>) {
    let text = match &cell {
        Cell::Text { text } | Cell::Code { text } | Cell::Link { text, .. } => text.clone(),
        Cell::Term { term } => term.clone(),
        Cell::Flag { on: true } => "yes".to_owned(),
        Cell::Flag { on: false } => "no".to_owned(),
        Cell::Status { status } => match serde_json::to_value(status) {
            Ok(serde_json::Value::String(key)) => key,
            _ => return,
        },
        Cell::List { items } => {
            items.iter().for_each(|item| count(item.clone(), counted));
            return;
        }
        _ => return,
    };
    counted.entry(text).or_insert((cell, 0)).1 += 1;
}

/// As it is typed; none where it cannot be.
fn written(text: &str) -> Option<String> {
    let is_plain = |c: char| !c.is_whitespace() && !matches!(c, '(' | ')');
    match text {
        _ if text.contains('"') => None,
        _ if !text.is_empty() && text.chars().all(is_plain) && !text.contains("..") => {
            Some(text.to_owned())
        }
        _ => Some(format!("\"{text}\"")),
    }
}

/// The smaller the better; none where it does not fit.
fn rank(folded: &str, typed: &str) -> Option<u8> {
    match folded.find(typed)? {
        0 => Some(0),
        _ => Some(2),
    }
}

fn has_list(class: &Class, list: ListKind) -> bool {
    let known = CLASSES.iter().find(|known| known.class == *class);
    known.is_some_and(|known| known.tables.iter().any(|table| table.list() == list))
}

fn is_in_tree(class: &Class) -> bool {
    let mut known = CLASSES.iter().filter(|known| known.is_in_tree);
    known.any(|known| known.class == *class)
}

fn expected(of_type: PropertyType) -> QueryType {
    match of_type {
        PropertyType::Bytes => QueryType::Size,
        PropertyType::Count => QueryType::Number,
        PropertyType::Duration => QueryType::Span,
        PropertyType::Meter => QueryType::Share,
        PropertyType::Time => QueryType::Time,
        PropertyType::Flag => QueryType::Flag,
        _ => QueryType::Text,
    }
}

fn to_utf16(text: &str, at: usize) -> u32 {
    u32::try_from(text[..at].encode_utf16().count()).unwrap_or(u32::MAX)
}

/// The place in bytes; inside of a letter, the one before it.
fn from_utf16(text: &str, at: u32) -> usize {
    let mut units = 0;
    for (place, letter) in text.char_indices() {
        units += letter.len_utf16() as u32;
        if units > at {
            return place;
        }
    }
    text.len()
}
