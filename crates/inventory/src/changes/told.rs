//! Which members of a record are told, and their values as a timeline keeps them.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use xapi::{Class, Object, OpaqueRef, Record};

use crate::{
    kept,
    objects::{self, CLASSES, ClassEntry},
    world::World,
};

/// A value as it was, with the names of what it mentions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Told {
    /// Another object.
    Link {
        /// Its class, as the API calls it.
        class: String,
        /// Its reference.
        reference: String,
        /// Its name at the time.
        name: String,
    },
    /// Several values.
    List(Vec<Told>),
    /// Anything else; null is no value.
    Plain(Value),
}

impl Told {
    pub(super) const NONE: Self = Self::Plain(Value::Null);
}

/// A member that has another value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberChange {
    /// Which: `name`, or `map.key`.
    #[serde(rename = "m")]
    pub member: String,
    /// What it was.
    #[serde(rename = "b")]
    pub before: Told,
    /// What it is.
    #[serde(rename = "a")]
    pub after: Told,
}

/// What is told of a class.
pub(super) struct ToldClass {
    /// Its members, with the keys of maps; none of these: the whole value.
    members: FxHashMap<&'static str, Vec<&'static str>>,
    /// Whether it is told that objects come and go.
    pub(super) tells_comings: bool,
    /// A record that says nothing.
    pub(super) empty: Record,
}

/// What is told of a class; none of one that keeps nothing, or is not described.
pub(super) fn of_class(class: &Class) -> Option<&'static ToldClass> {
    static TOLD: LazyLock<FxHashMap<Class, ToldClass>> = LazyLock::new(|| {
        let told = |entry: &ClassEntry| Some((entry.class.clone(), ToldClass::of(entry)?));
        CLASSES.iter().filter_map(told).collect()
    });
    TOLD.get(class)
}

impl ToldClass {
    fn of(entry: &ClassEntry) -> Option<Self> {
        let mut members: FxHashMap<_, Vec<_>> = FxHashMap::default();
        let is_noise = |path: &str| entry.noise.iter().any(|(member, _)| *member == path);
        for path in (entry.kept)().into_iter().filter(|path| !is_noise(path)) {
            let (member, key) = path.split_once('.').unwrap_or((path, ""));
            let keys = members.entry(member).or_default();
            if !key.is_empty() && !keys.contains(&key) {
                keys.push(key);
            }
        }
        let empty = objects::empty(&entry.class)?;
        (!members.is_empty()).then_some(Self {
            members,
            tells_comings: entry.comings_are_noise.is_none(),
            empty,
        })
    }

    /// What is told of the way from one record to another.
    pub(super) fn differences(
        &self,
        worlds: [&World; 2],
        before: &Record,
        after: &Record,
    ) -> Vec<MemberChange> {
        let differences = after.differences(before, &|member| self.members.contains_key(member));
        let mut changes = Vec::new();
        for difference in differences {
            let (member, keys) = (difference.member, &self.members[difference.member]);
            let is_name = matches!(member, "name_label" | "name");
            let mut add = |member: String, before: &Value, after: &Value| {
                let before = told(worlds, before, is_name);
                let after = told(worlds, after, is_name);
                if before != after {
                    changes.push(MemberChange {
                        member,
                        before,
                        after,
                    });
                }
            };
            match (&difference.before, &difference.after) {
                (Value::Object(before), Value::Object(after)) => {
                    let is_told = |key: &String| {
                        keys.iter()
                            .any(|told| *told == "*" || *told == key.as_str())
                    };
                    let value = |map: &serde_json::Map<String, Value>, key: &String| {
                        map.get(key).cloned().unwrap_or(Value::Null)
                    };
                    let new = after.keys().filter(|key| !before.contains_key(*key));
                    for key in before.keys().chain(new).filter(|key| is_told(key)) {
                        let path = format!("{member}.{key}");
                        add(path, &value(before, key), &value(after, key));
                    }
                }
                (before, after) => add(member.to_owned(), before, after),
            }
        }
        changes
    }
}

/// A value as it is kept: references with the names of what they lead to, and no secret.
fn told(worlds: [&World; 2], value: &Value, is_name: bool) -> Told {
    match value {
        Value::String(text) if text.is_empty() => Told::NONE,
        Value::String(text) if is_name => Told::Plain(text.as_str().into()),
        Value::String(text) => {
            let reference = OpaqueRef::from(text.as_str());
            if reference.is_null() || kept::is_left_out(text) {
                return Told::NONE;
            }
            match find(worlds, &reference) {
                Some(object) => Told::Link {
                    class: object.class().name().to_owned(),
                    reference: text.clone(),
                    name: object.record.name_label().unwrap_or_default().to_owned(),
                },
                None => Told::Plain(text.as_str().into()),
            }
        }
        Value::Array(items) => match items.is_empty() {
            true => Told::NONE,
            false => {
                let items = items.iter().map(|item| told(worlds, item, false));
                Told::List(items.collect())
            }
        },
        // What is in maps within maps nobody has named.
        Value::Object(_) => Told::NONE,
        plain => Told::Plain(plain.clone()),
    }
}

/// An object in either world.
pub(super) fn find<'a>(worlds: [&'a World; 2], reference: &OpaqueRef) -> Option<&'a Object> {
    let mut found = worlds.into_iter().filter_map(|world| world.find(reference));
    found.next().map(|object| &**object)
}
