//! What a property is compared with: a text, which may also be a size, a number, a share, a span of
//! time, a day, a yes or a no; which of them counts is said by the value that it is held against.

use std::cmp::Ordering;

use super::{lexer::Comparison, meanings::Meanings};
use crate::{
    name::{SortKey, fold},
    objects::PropertyType,
    view::Cell,
};

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Value {
    /// Folded.
    text: String,
    one: Amount,
    /// `from..to`, either of which may be left out.
    range: Option<(Option<Amount>, Option<Amount>)>,
    /// Our own words that it may be a word of.
    meanings: Meanings,
}

/// What a text may be beside a text.
#[derive(Clone, Debug, PartialEq)]
struct Amount {
    order: SortKey,
    number: Option<f64>,
    /// And how much of a difference is none, as precisely as it was written.
    bytes: Option<(f64, f64)>,
    seconds: Option<f64>,
    /// 0 to 1.
    share: Option<f64>,
    /// From its first second to the first after it.
    day: Option<(i64, i64)>,
    yes: Option<bool>,
}

/// Sizes are binary, as they are shown.
const SIZES: [(&str, i32); 6] = [("", 0), ("k", 1), ("m", 2), ("g", 3), ("t", 4), ("p", 5)];
const SPANS: [(&str, f64); 7] = [
    ("s", 1.0),
    ("m", 60.0),
    ("h", 3_600.0),
    ("d", 86_400.0),
    ("w", 604_800.0),
    ("mo", 2_592_000.0),
    ("y", 31_536_000.0),
];
const DAY: i64 = 86_400;

impl Amount {
    fn of(text: &str) -> Self {
        let folded = fold(text);
        let number = Number::of(&folded);
        let number = number.as_ref();
        let in_unit = |unit: &str| {
            let number = number.filter(|number| number.unit == unit);
            number.map(|number| number.value)
        };
        Self {
            order: SortKey::natural(text),
            number: in_unit(""),
            bytes: number.and_then(Number::bytes),
            seconds: number.and_then(Number::seconds),
            share: in_unit("%").map(|share| share / 100.0),
            day: day(&folded),
            yes: match folded.as_str() {
                "yes" | "true" | "on" => Some(true),
                "no" | "false" | "off" => Some(false),
                _ => None,
            },
        }
    }

    /// Whether values of a type can be held against it.
    fn can_be(&self, of_type: PropertyType, comparison: Comparison) -> bool {
        let is_plain = matches!(
            comparison,
            Comparison::Has | Comparison::Is | Comparison::IsNot
        );
        match of_type {
            PropertyType::Bytes => self.bytes.is_some(),
            PropertyType::Meter => self.bytes.is_some() || self.share.is_some(),
            PropertyType::Count => self.number.is_some(),
            PropertyType::Duration => self.number.or(self.seconds).is_some(),
            PropertyType::Time => self.seconds.is_some() || self.day.is_some(),
            PropertyType::Flag => self.yes.is_some() && is_plain,
            PropertyType::State | PropertyType::Said => is_plain,
            // Nobody asks what could be pressed.
            PropertyType::Mend => false,
            PropertyType::Text
            | PropertyType::Code
            | PropertyType::Term
            | PropertyType::Link
            | PropertyType::List => true,
        }
    }

    /// How a cell stands to it; none where they cannot be compared.
    fn compare(&self, cell: &Cell, now: i64) -> Option<Ordering> {
        let number = |own: f64, asked: Option<f64>| own.partial_cmp(&asked?);
        match cell {
            Cell::Text { text } | Cell::Code { text } | Cell::Link { text, .. } => {
                Some(SortKey::natural(text).cmp(&self.order))
            }
            Cell::Term { term } => Some(SortKey::natural(term).cmp(&self.order)),
            Cell::Bytes { bytes } => near(*bytes as f64, self.bytes?),
            Cell::Count { count } => number(*count as f64, self.number.or(self.seconds)),
            Cell::Ratio { ratio } => number(*ratio, self.share),
            Cell::Meter { used, total } => match self.share {
                Some(share) => number(*used as f64 / *total as f64, Some(share)),
                None => near(*used as f64, self.bytes?),
            },
            Cell::Time { unix } => match (self.seconds, self.day) {
                // Compared with a span of time, a moment is as large as it is old.
                (Some(span), _) => number(now.saturating_sub(*unix) as f64, Some(span)),
                (None, Some((first, end))) => Some(match *unix {
                    unix if unix < first => Ordering::Less,
                    unix if unix >= end => Ordering::Greater,
                    _ => Ordering::Equal,
                }),
                (None, None) => None,
            },
            _ => None,
        }
    }
}

fn near(own: f64, (asked, near): (f64, f64)) -> Option<Ordering> {
    match (own - asked).abs() <= near {
        true => Some(Ordering::Equal),
        false => own.partial_cmp(&asked),
    }
}

impl Value {
    /// A value as it was typed. What stands in quotes is no range.
    pub(super) fn of(text: &str, quoted: bool, meanings: Meanings) -> Self {
        let side = |side: &str| (!side.is_empty()).then(|| Amount::of(side));
        let range = text.split_once("..").filter(|_| !quoted);
        let range = range.filter(|(from, to)| {
            let first = if from.is_empty() { to } else { from };
            first.starts_with(|c: char| c.is_ascii_digit())
        });
        Self {
            text: fold(text),
            one: Amount::of(text),
            range: range.map(|(from, to)| (side(from), side(to))),
            meanings,
        }
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether values of a type can be held against it.
    pub(super) fn can_be(&self, of_type: PropertyType, comparison: Comparison) -> bool {
        match (&self.range, comparison) {
            (Some((from, to)), Comparison::Has | Comparison::Is | Comparison::IsNot) => {
                let mut sides = from.iter().chain(to);
                sides.all(|side| side.can_be(of_type, Comparison::Less))
            }
            _ => self.one.can_be(of_type, comparison),
        }
    }

    /// Whether what it means moves with the clock.
    pub(super) fn is_span(&self) -> bool {
        let mut sides = self
            .range
            .iter()
            .flat_map(|(from, to)| from.iter().chain(to));
        self.one.seconds.is_some() || sides.any(|side| side.seconds.is_some())
    }

    /// Whether a cell is as it is asked for. Of several values, one is enough; no value is none.
    pub(super) fn fits(&self, comparison: Comparison, cell: &Cell, now: i64) -> bool {
        let ordered = |fits: fn(Ordering) -> bool| self.one.compare(cell, now).is_some_and(fits);
        match cell {
            Cell::None => false,
            Cell::List { items } => {
                let mut items = items.iter();
                items.any(|item| self.fits(comparison, item, now))
            }
            _ => match comparison {
                Comparison::Has if self.is_empty() => true,
                Comparison::Has => self.is(cell, now, |own, asked| own.contains(asked)),
                // Its contrary is made of it where all values are known.
                Comparison::Is | Comparison::IsNot => self.is(cell, now, |own, asked| own == asked),
                Comparison::Less => ordered(Ordering::is_lt),
                Comparison::AtMost => ordered(Ordering::is_le),
                Comparison::More => ordered(Ordering::is_gt),
                Comparison::AtLeast => ordered(Ordering::is_ge),
            },
        }
    }

    fn is(&self, cell: &Cell, now: i64, says: fn(&str, &str) -> bool) -> bool {
        if let Some((from, to)) = &self.range {
            let beyond = |side: &Option<Amount>, fits: fn(Ordering) -> bool| match side {
                Some(side) => side.compare(cell, now).is_some_and(fits),
                None => true,
            };
            if beyond(from, Ordering::is_ge) && beyond(to, Ordering::is_le) {
                return true;
            }
        }
        match cell {
            Cell::Text { text } | Cell::Code { text } | Cell::Link { text, .. } => {
                says(&fold(text), &self.text)
            }
            Cell::Said { problem } => {
                let mut said = problem.params.values().chain([&problem.code]);
                said.any(|text| says(&fold(text), &self.text))
            }
            Cell::Term { term } => {
                self.meanings.terms.contains(term) || says(&fold(term), &self.text)
            }
            Cell::Status { status } => self.meanings.states.contains(status),
            Cell::Flag { on } => self.one.yes == Some(*on),
            // As old as that, or younger.
            Cell::Time { .. } if self.one.seconds.is_some() => {
                self.one.compare(cell, now).is_some_and(Ordering::is_le)
            }
            _ => self.one.compare(cell, now) == Some(Ordering::Equal),
        }
    }
}

/// A number as it was written.
struct Number<'a> {
    value: f64,
    decimals: usize,
    unit: &'a str,
}

impl<'a> Number<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let is_of_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
        let end = text.find(|c| !is_of_number(c)).unwrap_or(text.len());
        let (written, unit) = text.split_at(end);
        let written = written.replace(',', ".");
        let decimals = written.split_once('.');
        Some(Self {
            value: written.parse().ok()?,
            decimals: decimals.map_or(0, |(_, decimals)| decimals.len()),
            unit: unit.trim(),
        })
    }

    /// As a size, and what is as good as equal: what looks the same with so many decimals, or one.
    fn bytes(&self) -> Option<(f64, f64)> {
        let (_, power) = SIZES.iter().find(|(letter, _)| {
            let rest = self.unit.strip_prefix(letter);
            rest.is_some_and(|rest| matches!(rest, "" | "b" | "ib"))
        })?;
        let unit = 1024_f64.powi(*power);
        let near = match power {
            0 => 0.0,
            _ => unit * 0.5 / 10_f64.powf(self.decimals.max(1) as f64),
        };
        Some((self.value * unit, near))
    }

    fn seconds(&self) -> Option<f64> {
        let (_, seconds) = SPANS.iter().find(|(letters, _)| *letters == self.unit)?;
        Some(self.value * seconds)
    }
}

/// A day as ISO 8601 writes it, in Unix seconds by Greenwich.
fn day(text: &str) -> Option<(i64, i64)> {
    let shape = text.bytes().map(|byte| match byte {
        b'0'..=b'9' => b'0',
        other => other,
    });
    if !shape.eq(*b"0000-00-00") {
        return None;
    }
    let moment: xapi::DateTime = format!("{text}T00:00:00Z").parse().ok()?;
    Some((moment.unix(), moment.unix() + DAY))
}
