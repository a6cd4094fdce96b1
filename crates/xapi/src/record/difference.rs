//! What one record says differently from an older one of the same object.

use serde::Serialize;
use serde_json::Value;

/// A member that two records have different values for.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The member's name on the wire.
    pub member: &'static str,
    /// What the older record says.
    pub before: Value,
    /// What the newer one says.
    pub after: Value,
}

/// Compares records member by member. Only what differs and is wanted is made into values: most changes
/// are of one member, and of those most are nobody's interest.
pub(crate) struct Differences<'a> {
    wanted: &'a dyn Fn(&str) -> bool,
    pub(crate) found: Vec<Difference>,
}

impl<'a> Differences<'a> {
    pub(crate) fn new(wanted: &'a dyn Fn(&str) -> bool) -> Self {
        Self {
            wanted,
            found: Vec::new(),
        }
    }

    pub(crate) fn compare<T: PartialEq + Serialize>(
        &mut self,
        member: &'static str,
        before: &T,
        after: &T,
    ) {
        if before != after && (self.wanted)(member) {
            // Members are texts, numbers, lists and maps: nothing that cannot be a value.
            let value = |of: &T| serde_json::to_value(of).unwrap_or(Value::Null);
            self.found.push(Difference {
                member,
                before: value(before),
                after: value(after),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Record, Vm};

    fn named(name: &str, memory: i64) -> Record {
        Record::Vm(Box::new(Vm {
            name_label: name.into(),
            memory_static_max: memory,
            ..Vm::default()
        }))
    }

    #[test]
    fn only_what_differs_and_is_wanted_is_told() {
        let (old, new) = (named("web", 1), named("web-1", 2));
        let found = new.differences(&old, &|member| member == "name_label");
        let expected = Difference {
            member: "name_label",
            before: json!("web"),
            after: json!("web-1"),
        };
        assert_eq!(found, [expected]);
        assert_eq!(new.differences(&old, &|_| true).len(), 2);
        assert_eq!(new.differences(&new, &|_| true), []);
    }
}
