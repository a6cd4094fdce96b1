//! The language of filters: what a person types to find objects, everywhere the same.
//!
//! `web state:running memory>4G -tag:test (host:h1 or snapshot.age>30d)`: words, and questions for
//! properties, joined by *and* unless something else is said. Every property of every class can be asked
//! for ([`names`]), compared with whatever fits its values ([`value`]). A query always means something: what
//! cannot be understood is told with its place ([`Reading`]) and left out, so that nothing flickers while
//! somebody types.

mod complete;
mod fault;
mod lexer;
mod meanings;
mod names;
mod parser;
mod value;

use std::collections::BTreeMap;

use crate::{
    connection::ConnectionInfo,
    name::fold,
    objects::{PropertyType, describe},
    view::Cell,
    world::Entry,
};
pub use complete::read;
use fault::Fault;
use lexer::Comparison;
use meanings::{Meanings, status};
pub(crate) use names::Name;
use parser::{Expression, Typed, parse};
use value::Value;

/// A word that must occur, wherever it does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Word {
    /// Folded.
    text: String,
    meanings: Meanings,
}

impl Word {
    fn of(text: &str, known: &BTreeMap<String, Vec<String>>) -> Self {
        let text = fold(text);
        Self {
            meanings: Meanings::of(&text, known),
            text,
        }
    }

    /// Whether it occurs in some folded text.
    pub(crate) fn is_in(&self, folded: &str) -> bool {
        folded.contains(self.text.as_str())
    }

    /// Whether a word of ours that a cell shows has it in it.
    pub(crate) fn is_said_by(&self, cell: &Cell) -> bool {
        match cell {
            Cell::Status { status } => self.meanings.states.contains(status),
            Cell::Term { term } => self.meanings.terms.contains(term),
            Cell::List { items } => items.iter().any(|item| self.is_said_by(item)),
            _ => false,
        }
    }

    /// Whether it occurs in an object's name, tags, uuid or addresses, in what others tell of it, or in the
    /// word for its state.
    fn is_of(&self, info: &ConnectionInfo<'_>, entry: &Entry) -> bool {
        let (world, object) = (info.world, &entry.object);
        let described = describe(&object.record);
        let meanings = &self.meanings;
        let is_under_way = || {
            let operation = described.operation();
            operation.is_some_and(|operation| meanings.operations.contains(&operation))
        };
        self.is_in(entry.text())
            || described.is_found_by(world, &object.reference, &self.text)
            || !meanings.states.is_empty()
                && meanings.states.contains(&described.state(world, object))
            || !meanings.operations.is_empty() && is_under_way()
    }
}

/// A property that is asked for.
#[derive(Clone, Debug, PartialEq)]
struct Asked {
    name: Name,
    comparison: Comparison,
    value: Value,
}

impl Asked {
    fn is_so(&self, info: &ConnectionInfo<'_>, entry: &Entry) -> bool {
        // A minute is as fine as it gets: between two, what was found stays found.
        let now = minute(info) * 60;
        let fits = |cell: &Cell| self.value.fits(self.comparison, cell, now);
        let found = self.name.any(info, entry, &fits);
        match self.comparison {
            // Asked of those only that can have it.
            Comparison::IsNot => found == Some(false),
            _ => found == Some(true),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Question {
    Word(Word),
    Asked(Box<Asked>),
}

/// A filter, understood.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Query {
    expression: Expression<Question>,
    /// Whether it asks for properties at all.
    asks: bool,
    /// Whether it asks of others than the object itself.
    crosses: bool,
    /// Whether what it finds changes as time goes by.
    follows_clock: bool,
}

impl Default for Query {
    fn default() -> Self {
        Self::new("", &BTreeMap::new())
    }
}

impl Query {
    /// Of a text. `meanings`: for its words, the keys of our own words that have them in them, in the
    /// language of who looks.
    pub(crate) fn new(text: &str, meanings: &BTreeMap<String, Vec<String>>) -> Self {
        Self::with_faults(text, meanings, &mut Vec::new())
    }

    fn with_faults(
        text: &str,
        meanings: &BTreeMap<String, Vec<String>>,
        faults: &mut Vec<Fault>,
    ) -> Self {
        let typed = parse(text, faults);
        let mut understand = |typed: Typed<'_>| understood(text, typed, meanings, faults);
        let expression = typed.replaced(&mut understand);
        let expression = expression.unwrap_or(Expression::All(Vec::new()));
        let (mut asks, mut crosses, mut follows_clock) = (false, false, false);
        expression.each_leaf(&mut |question: &Question| {
            if let Question::Asked(asked) = question {
                asks = true;
                crosses |= asked.name.crosses();
                follows_clock |= asked.value.is_span()
                    && asked.name.types(|_| true).contains(&PropertyType::Time);
            }
        });
        Self {
            expression,
            asks,
            crosses,
            follows_clock,
        }
    }

    /// Whether it lets everything through.
    pub(crate) fn is_all(&self) -> bool {
        matches!(&self.expression, Expression::All(all) if all.is_empty())
    }

    /// Whether it asks for properties, which objects whose order is not kept may have got without being
    /// invalidated.
    pub(crate) fn asks(&self) -> bool {
        self.asks
    }

    /// Whether any change may make a difference to any object.
    pub(crate) fn crosses(&self) -> bool {
        self.crosses
    }

    /// What of the time it hangs on.
    pub(crate) fn moment(&self, info: &ConnectionInfo<'_>) -> Option<i64> {
        self.follows_clock.then(|| minute(info))
    }

    /// The words that must occur somewhere, folded.
    pub(crate) fn words(&self) -> Vec<&str> {
        fn word(expression: &Expression<Question>) -> Option<&str> {
            match expression {
                Expression::Leaf(Question::Word(word)) => Some(&word.text),
                _ => None,
            }
        }
        match &self.expression {
            Expression::All(all) => all.iter().filter_map(word).collect(),
            one => word(one).into_iter().collect(),
        }
    }

    /// Whether it lets an object through. A word may also be `elsewhere`: in what else is shown of it.
    pub(crate) fn lets(
        &self,
        info: &ConnectionInfo<'_>,
        entry: &Entry,
        elsewhere: impl Fn(&Word) -> bool,
    ) -> bool {
        self.expression
            .holds(&|question: &Question| match question {
                Question::Word(word) => word.is_of(info, entry) || elsewhere(word),
                Question::Asked(asked) => asked.is_so(info, entry),
            })
    }

    /// Whether it lets something through of which nothing is known but its folded name.
    pub(crate) fn lets_name(&self, folded: &str) -> bool {
        self.expression
            .holds(&|question: &Question| match question {
                Question::Word(word) => word.is_in(folded),
                Question::Asked(_) => false,
            })
    }
}

fn minute(info: &ConnectionInfo<'_>) -> i64 {
    info.now.div_euclid(60)
}

/// What a question means. One that cannot be asked is left out.
fn understood(
    text: &str,
    typed: Typed<'_>,
    meanings: &BTreeMap<String, Vec<String>>,
    faults: &mut Vec<Fault>,
) -> Option<Expression<Question>> {
    let word = |text: &str| Expression::Leaf(Question::Word(Word::of(text, meanings)));
    let (name, comparison, value, value_at, quoted, whole) = match typed {
        Typed::Word(text) => return Some(word(text)),
        Typed::Asked {
            name,
            comparison,
            value,
            value_at,
            quoted,
            whole,
        } => (name, comparison, value, value_at, quoted, whole),
    };
    let Some(found) = Name::of(name.of(text)) else {
        // The beginning of an address is no name.
        let is_address = name.of(text).bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_address {
            faults.push(Fault::new("query_name_unknown", name));
        }
        return Some(Expression::All(
            whole.of(text).split_whitespace().map(word).collect(),
        ));
    };
    let mut own = Meanings::of(&fold(value), meanings);
    own.states.extend(status(&fold(value)));
    let value = Value::of(value, quoted, own);
    if value.is_empty() {
        if comparison != Comparison::Has {
            faults.push(Fault::new("query_value_missing", whole));
            return None;
        }
    } else {
        let types = found.types(|_| true);
        if !types.iter().any(|one| value.can_be(*one, comparison)) {
            faults.push(Fault::new(unfit(types.first()), value_at));
            return None;
        }
    }
    Some(Expression::Leaf(Question::Asked(Box::new(Asked {
        name: found,
        comparison,
        value,
    }))))
}

/// Why a value cannot be compared with those of a type.
fn unfit(of_type: Option<&PropertyType>) -> &'static str {
    match of_type {
        Some(PropertyType::Bytes) => "query_no_size",
        Some(PropertyType::Meter) => "query_no_share",
        Some(PropertyType::Count) => "query_no_number",
        Some(PropertyType::Duration) => "query_no_span",
        Some(PropertyType::Time) => "query_no_time",
        Some(PropertyType::Flag) => "query_no_flag",
        _ => "query_no_order",
    }
}

#[cfg(test)]
mod tests;
