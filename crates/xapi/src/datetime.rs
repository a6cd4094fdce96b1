//! Dates as the server writes them.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::Offset;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::codec::text::TextVisitor;

/// A moment. The epoch, which is also the default, means "never".
///
/// Read from `20261121T00:49:53Z`, also with dashes in the date, a fraction of a second, an offset
/// instead of `Z`, or no zone at all (taken as UTC, the way the server means it).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime(Timestamp);

/// The text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date")]
pub struct NotADate;

impl DateTime {
    /// The epoch: how the server writes "never".
    pub const NEVER: Self = Self(Timestamp::UNIX_EPOCH);

    /// The moment so many seconds after the epoch (before it, when negative); clamped to the years
    /// −9999 to 9999.
    pub fn from_unix(seconds: i64) -> Self {
        Self(Timestamp::from_second(seconds).unwrap_or(if seconds < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        }))
    }

    /// Seconds since the epoch.
    pub fn unix(self) -> i64 {
        self.0.as_second()
    }

    /// Whether this is the server's way to say "never".
    pub fn is_never(self) -> bool {
        self == Self::NEVER
    }

    /// The same moment in jiff's terms.
    pub fn timestamp(self) -> Timestamp {
        self.0
    }
}

impl Default for DateTime {
    fn default() -> Self {
        Self::NEVER
    }
}

impl FromStr for DateTime {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        parse(text.trim().as_bytes()).ok_or(NotADate)
    }
}

impl From<Timestamp> for DateTime {
    fn from(timestamp: Timestamp) -> Self {
        Self(timestamp)
    }
}

/// RFC 3339, for people and logs.
impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The server's own form.
impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.strftime("%Y%m%dT%H:%M:%SZ"))
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text: String = deserializer.deserialize_str(TextVisitor::new("a date"))?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Takes the text apart by hand: a pool's list holds tens of thousands of dates, of a form that no
/// library's fast path knows.
fn parse(text: &[u8]) -> Option<DateTime> {
    let mut rest = text;
    let year = number(&mut rest, 4)?;
    skip(&mut rest, b'-');
    let month = number(&mut rest, 2)?;
    skip(&mut rest, b'-');
    let day = number(&mut rest, 2)?;
    if !skip(&mut rest, b'T') && !skip(&mut rest, b' ') {
        return None;
    }
    let hour = number(&mut rest, 2)?;
    skip(&mut rest, b':');
    let minute = number(&mut rest, 2)?;
    skip(&mut rest, b':');
    // A leap second is told as the one before it.
    let second = number(&mut rest, 2)?.min(59);
    let nanosecond = fraction(&mut rest)?;
    let offset = zone(rest)?;
    let civil = civil::DateTime::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        i8::try_from(second).ok()?,
        nanosecond,
    )
    .ok()?;
    offset.to_timestamp(civil).ok().map(DateTime)
}

fn number(rest: &mut &[u8], digits: usize) -> Option<i32> {
    let (head, tail) = rest.split_at_checked(digits)?;
    *rest = tail;
    head.iter().try_fold(0, |sum, byte| {
        byte.is_ascii_digit()
            .then(|| sum * 10 + i32::from(byte - b'0'))
    })
}

fn skip(rest: &mut &[u8], byte: u8) -> bool {
    match rest.split_first() {
        Some((first, tail)) if *first == byte => {
            *rest = tail;
            true
        }
        _ => false,
    }
}

/// Nanoseconds after a dot, if there is one.
fn fraction(rest: &mut &[u8]) -> Option<i32> {
    if !skip(rest, b'.') {
        return Some(0);
    }
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (head, tail) = rest.split_at(digits);
    *rest = tail;
    let mut nanosecond = 0;
    for place in 0..9 {
        let digit = head.get(place).map_or(0, |byte| i32::from(byte - b'0'));
        nanosecond = nanosecond * 10 + digit;
    }
    (digits > 0).then_some(nanosecond)
}

fn zone(mut rest: &[u8]) -> Option<Offset> {
    let sign = match rest.split_first() {
        None => return Some(Offset::UTC),
        Some((b'Z' | b'z', [])) => return Some(Offset::UTC),
        Some((b'+', tail)) => {
            rest = tail;
            1
        }
        Some((b'-', tail)) => {
            rest = tail;
            -1
        }
        Some(_) => return None,
    };
    let hours = number(&mut rest, 2)?;
    skip(&mut rest, b':');
    let minutes = if rest.is_empty() {
        0
    } else {
        number(&mut rest, 2)?
    };
    if !rest.is_empty() {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<i64>) {
        assert_eq!(
            text.parse::<DateTime>().ok().map(DateTime::unix),
            expect,
            "{text}"
        );
    }

    #[test]
    fn reads_every_form() {
        check("20261121T00:49:53Z", Some(1_795_222_193));
        check("2026-11-21T00:49:53Z", Some(1_795_222_193));
        check("20261121T00:49:53", Some(1_795_222_193));
        check("20261121T00:49:53.25Z", Some(1_795_222_193));
        check("20261121T02:49:53+02:00", Some(1_795_222_193));
        check("20261120T19:19:53-0530", Some(1_795_222_193));
        check("20261121T02:49:53+02", Some(1_795_222_193));
        check("2026-11-21 00:49:53", Some(1_795_222_193));
        check("19700101T00:00:00Z", Some(0));
        check("19691231T23:59:59Z", Some(-1));
        check("20161231T23:59:60Z", Some(1_483_228_799));
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in [
            "",
            "never",
            "2026",
            "20261121",
            "20261321T00:00:00Z",
            "20260230T00:00:00Z",
            "20261121T25:00:00Z",
            "20261121T00:49:53Q",
            "20261121T00:49:53.Z",
            "20261121T00:49:53+2:00",
            "20261121T00:49:53+02:00x",
            "２０２６1121T00:49:53Z",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn is_written_as_the_server_does() {
        let date: DateTime = "2026-11-21T00:49:53Z".parse().unwrap();
        assert_eq!(
            serde_json::to_string(&date).unwrap(),
            "\"20261121T00:49:53Z\""
        );
        assert_eq!(date.to_string(), "2026-11-21T00:49:53Z");
        assert!(DateTime::default().is_never());
        assert!(!date.is_never());
        assert_eq!(DateTime::from_unix(date.unix()), date);
        assert_eq!(DateTime::from_unix(i64::MAX).timestamp(), Timestamp::MAX);
    }
}
