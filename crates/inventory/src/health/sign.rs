//! A sign that something is not well: what a rule leaves at an object.

use xapi::OpaqueRef;

/// How bad something is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
    ts_rs::TS,
)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Worth knowing; nothing is worse for it today.
    Notice,
    /// Works, but not as it should.
    Degraded,
    /// Does not work.
    Broken,
}

/// What a rule has found at one object. It names others by their references and holds no sentence, so
/// that it stays what it is when one of them is called something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sign {
    /// The rule, by its place in the list of all.
    pub rule: u16,
    /// Its name.
    pub id: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// From when on it holds, in Unix seconds by the server's clock; `i64::MIN`: it holds.
    pub from: i64,
    /// Until when; `i64::MAX`: until something changes.
    pub until: i64,
    /// What it is about beside the object: a NIC, a snapshot; null: nothing else.
    pub about: OpaqueRef,
    /// How much, where it can be counted.
    pub number: i64,
    /// Whether servers of before XAPI are free of it, whatever they say.
    pub since_xapi: bool,
}

impl Sign {
    pub(crate) fn new(severity: Severity) -> Self {
        Self {
            rule: 0,
            id: "",
            severity,
            from: i64::MIN,
            until: i64::MAX,
            about: OpaqueRef::null(),
            number: 0,
            since_xapi: false,
        }
    }

    /// The same about something else beside the object.
    pub(crate) fn about(self, about: &OpaqueRef) -> Self {
        let about = about.clone();
        Self { about, ..self }
    }

    /// The same with a number to tell.
    pub(crate) fn number(self, number: i64) -> Self {
        Self { number, ..self }
    }

    /// The same, from a moment on.
    pub(crate) fn from(self, from: i64) -> Self {
        Self { from, ..self }
    }

    /// The same, until a moment.
    pub(crate) fn until(self, until: i64) -> Self {
        Self { until, ..self }
    }

    /// The same; servers of before XAPI are free of it.
    pub(crate) fn since_xapi(self) -> Self {
        Self {
            since_xapi: true,
            ..self
        }
    }

    /// Whether it holds at a moment.
    pub(crate) fn holds_at(&self, now: i64) -> bool {
        self.from <= now && now < self.until
    }

    /// Whether it holds whatever the time is.
    pub(crate) fn lasts(&self) -> bool {
        self.from == i64::MIN && self.until == i64::MAX
    }
}
