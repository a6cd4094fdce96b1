//! JSON of every age: strict with texts for numbers, and the older one that is JSON5.

use std::fmt;

use json5::ErrorCode;
use serde::de::{Deserialize, Deserializer, Error, Visitor};

use super::error::{MAX_DEPTH, ReplyError, malformed};
use super::raw::{RawArchive, RawArchives, RawRow, RawUpdates, number};

pub(super) fn updates(text: &str) -> Result<RawUpdates, ReplyError> {
    let updates: Updates = read(text)?;
    let rows = updates.data.or(updates.meta.data);
    let rows = rows.ok_or_else(|| malformed("document", "it has no data"))?;
    Ok(RawUpdates {
        step: updates.meta.step.map(|step| step.0),
        legend: updates.meta.legend,
        rows: rows.into_iter().map(Row::raw).collect(),
    })
}

pub(super) fn archive(text: &str) -> Result<RawArchives, ReplyError> {
    let archives: Archives = read(text)?;
    Ok(RawArchives {
        step: archives.step.map(|step| step.0),
        last_update: archives.lastupdate.map(|time| time.0),
        sources: archives.ds.into_iter().map(|ds| ds.name).collect(),
        archives: archives
            .rra
            .into_iter()
            .map(|archive| RawArchive {
                function: archive.cf,
                steps_per_row: archive.pdp_per_row.0,
                rows: archive.database.into_iter().map(floats).collect(),
            })
            .collect(),
    })
}

fn read<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, ReplyError> {
    if let Some(at) = too_deep(text) {
        return Err(malformed(format!("byte {at}"), "it nests too deep"));
    }
    json5::from_str(text).map_err(|error| {
        if error.code().is_some_and(is_early_end) {
            return ReplyError::Cut { length: text.len() };
        }
        let place = match error.position() {
            Some(at) => format!("line {}, column {}", at.line + 1, at.column + 1),
            None => "document".to_owned(),
        };
        // What it says ends with the place in its own words.
        let said = error.to_string();
        let reason = said
            .rsplit_once(" at line ")
            .map_or(&*said, |(what, _)| what);
        malformed(place, reason)
    })
}

fn is_early_end(code: ErrorCode) -> bool {
    use ErrorCode as C;
    matches!(
        code,
        C::EofParsingArray
            | C::EofParsingBool
            | C::EofParsingComment
            | C::EofParsingEscapeSequence
            | C::EofParsingIdentifier
            | C::EofParsingNull
            | C::EofParsingNumber
            | C::EofParsingObject
            | C::EofParsingString
            | C::EofParsingValue
    )
}

/// Where brackets nest deeper than any answer's: the reader recurses, and must not do so without a
/// bound. Brackets in texts count as well; names have none.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Some(at);
        }
    }
    None
}

#[derive(serde::Deserialize)]
struct Updates {
    meta: Meta,
    data: Option<Vec<Row>>,
}

#[derive(serde::Deserialize)]
struct Meta {
    step: Option<Number>,
    legend: Vec<String>,
    /// Servers of the winter of 2023 had the rows here.
    data: Option<Vec<Row>>,
}

#[derive(serde::Deserialize)]
struct Row {
    t: Number,
    values: Vec<Number>,
}

impl Row {
    fn raw(self) -> RawRow {
        RawRow {
            time: self.t.0,
            values: floats(self.values),
        }
    }
}

fn floats(values: Vec<Number>) -> Vec<f32> {
    values.into_iter().map(|value| value.0 as f32).collect()
}

#[derive(serde::Deserialize)]
struct Archives {
    step: Option<Number>,
    lastupdate: Option<Number>,
    ds: Vec<DataSource>,
    rra: Vec<Archive>,
}

#[derive(serde::Deserialize)]
struct DataSource {
    name: String,
}

#[derive(serde::Deserialize)]
struct Archive {
    cf: String,
    pdp_per_row: Number,
    database: Vec<Vec<Number>>,
}

/// A number, bare or in a text; null is not one.
struct Number(f64);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, or one in a text")
    }

    fn visit_i64<E>(self, value: i64) -> Result<Number, E> {
        Ok(Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Number, E> {
        Ok(Number(value as f64))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Number, E> {
        Ok(Number(value as f64))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Number, E> {
        Ok(Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Number, E> {
        Ok(Number(value))
    }

    fn visit_unit<E>(self) -> Result<Number, E> {
        Ok(Number(f64::NAN))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Number, E> {
        number(text)
            .map(Number)
            .ok_or_else(|| E::custom("not a number"))
    }
}
