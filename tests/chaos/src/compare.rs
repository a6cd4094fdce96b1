//! The engine's store against the server, object by object and member by member.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use inventory::Store;
use poolsim::Sim;
use serde_json::Value;

/// An object's class in lower case, and its reference.
type Name = (String, String);

/// What differs.
#[derive(Clone, Debug, Default)]
pub struct Differences {
    /// How many objects the server has.
    pub objects: usize,
    /// On the server, and not in the store.
    pub missing: Vec<Name>,
    /// In both, with these members' values differing.
    pub stale: Vec<(Name, Vec<String>)>,
    /// In the store, and not on the server.
    pub ghosts: Vec<Name>,
}

impl Differences {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.stale.is_empty() && self.ghosts.is_empty()
    }
}

impl fmt::Display for Differences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (class, reference) in self.missing.iter().take(5) {
            writeln!(f, "    missing {class} {reference}")?;
        }
        for ((class, reference), members) in self.stale.iter().take(5) {
            writeln!(f, "    stale   {class} {reference} {}", members.join(", "))?;
        }
        for (class, reference) in self.ghosts.iter().take(5) {
            writeln!(f, "    ghost   {class} {reference}")?;
        }
        Ok(())
    }
}

/// Compares what the server would tell now with what the store holds now.
pub fn compare(sim: &Sim, store: &Store) -> Differences {
    let there = sim.world().objects();
    let mut differences = Differences::default();
    let mut seen = BTreeSet::new();
    let world = store.read();
    let mut here: BTreeMap<Name, _> = BTreeMap::new();
    for object in world.objects() {
        let name = (
            object.class().name().to_lowercase(),
            object.reference.as_str().to_owned(),
        );
        here.insert(name, object);
    }
    for (class, objects) in there {
        for (reference, theirs) in objects {
            differences.objects += 1;
            let name = (class.clone(), reference);
            match here.get(&name) {
                None => differences.missing.push(name),
                Some(object) => {
                    let ours = serde_json::to_value(&object.record).unwrap_or_default();
                    let stale = members_that_differ(&ours, &theirs);
                    seen.insert(name.clone());
                    if !stale.is_empty() {
                        differences.stale.push((name, stale));
                    }
                }
            }
        }
    }
    differences.ghosts = here
        .into_keys()
        .filter(|name| !seen.contains(name))
        .collect();
    differences
}

/// The members that the server tells otherwise. What it does not tell cannot be stale.
fn members_that_differ(ours: &Value, theirs: &Value) -> Vec<String> {
    let Some(theirs) = theirs.as_object() else {
        return vec!["(no record)".to_owned()];
    };
    theirs
        .iter()
        .filter(|(name, theirs)| {
            ours.get(name.as_str())
                .is_none_or(|ours| !same(ours, theirs))
        })
        .map(|(name, theirs)| {
            let ours = ours.get(name.as_str()).unwrap_or(&Value::Null);
            format!("{name}: {ours} here, {theirs} there")
        })
        .collect()
}

/// Whether two values say the same: a number is a number, written `1` or `1.0`; all null references
/// are one.
fn same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Number(ours), Value::Number(theirs)) => {
            ours == theirs || ours.as_f64() == theirs.as_f64()
        }
        (Value::Array(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .zip(theirs)
                    .all(|(ours, theirs)| same(ours, theirs))
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .all(|(name, ours)| theirs.get(name).is_some_and(|theirs| same(ours, theirs)))
        }
        _ => ours == theirs,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_member_that_differs_is_named() {
        let ours = json!({"name_label": "a", "memory": 1, "extra": true});
        let check = |theirs, expect: &[&str]| {
            let found = members_that_differ(&ours, &theirs);
            let names: Vec<_> = found
                .iter()
                .map(|text| text.split(':').next().unwrap_or_default())
                .collect();
            assert_eq!(names, expect);
        };
        check(json!({"name_label": "a", "memory": 1.0}), &[]);
        check(json!({"name_label": "b", "memory": 1}), &["name_label"]);
        check(json!({"tags": []}), &["tags"]);
    }
}
