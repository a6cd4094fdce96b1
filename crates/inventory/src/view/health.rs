//! Findings as the window gets them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{cell::Cell, mend::Mend};
use crate::{
    health::{PutOff, Severity},
    key::{ConnectionId, ObjectKey},
    problem::Problem,
};

/// Which findings a window wants to see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HealthSpec {
    /// Of one pool; none: of all.
    pub connection: Option<ConnectionId>,
    /// Of one object; none: of all. Of a pool: of all in it.
    pub object: Option<ObjectKey>,
    /// No less grave than this.
    pub least: Severity,
    /// Those that were put off, instead of the others.
    pub put_off: bool,
    /// Words that must all occur in what is concerned, its pool, or the rule's heading.
    pub filter: String,
    /// For words of the filter, the rules whose headings have them in them, in the language of who looks.
    pub meanings: BTreeMap<String, Vec<String>>,
    /// Rules that are open or closed other than by default. (By default those with few findings are open.)
    pub toggled: BTreeSet<String>,
    /// The first row wanted.
    pub offset: u32,
    /// How many rows are wanted; never more are sent.
    pub rows: u32,
}

/// One row: a rule, then its findings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "camelCase")]
// Most rows are findings, and only those in sight are made.
#[allow(clippy::large_enum_variant)]
pub enum HealthRow {
    /// A rule that has found something: the heading is the translated `healthRule.<rule>`.
    #[serde(rename_all = "camelCase")]
    Rule {
        /// Which.
        rule: String,
        /// The worst of its findings.
        severity: Severity,
        /// How many they are.
        count: u32,
        /// Whether they are shown.
        expanded: bool,
    },
    /// A finding.
    #[serde(rename_all = "camelCase")]
    Finding {
        /// The same as long as it is the same.
        id: String,
        /// By which rule.
        rule: String,
        /// How bad it is.
        severity: Severity,
        /// What is wrong.
        sentence: Problem,
        /// Who is concerned, the object itself first: links, or names of what has no page.
        objects: Vec<Cell>,
        /// The object itself.
        object: ObjectKey,
        /// The uuid by which it is put off; none: it cannot be.
        uuid: Option<String>,
        /// The name of its pool.
        pool: String,
        /// The pool, which keeps what is put off; none: there is none.
        kept_at: Option<ObjectKey>,
        /// Since when, in Unix seconds, where that is known.
        since: Option<i64>,
        /// The job that mends it.
        mend: Option<Mend>,
        /// Why it was put off.
        put_off: Option<PutOff>,
    },
}

/// How many findings there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HealthCounts {
    /// Of what does not work.
    pub broken: u32,
    /// Of what does not work as it should.
    pub degraded: u32,
    /// Of what is worth knowing.
    pub notices: u32,
    /// Of what was put off.
    pub put_off: u32,
}

/// A window on the findings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HealthFrame {
    /// How many there are in all, whatever is filtered.
    pub counts: HealthCounts,
    /// How many rows there are.
    pub total: u32,
    /// How many findings pass the filter.
    pub matches: u32,
    /// The index of the first row sent.
    pub offset: u32,
    /// The rows.
    pub rows: Vec<HealthRow>,
}
