//! What the window learns of a filter while somebody types it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::cell::Cell;
use crate::problem::Problem;

/// Something of a filter that could not be understood, and is left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QueryFault {
    /// Where it begins, in UTF-16 code units.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// The sentence.
    pub problem: Problem,
}

/// What a property is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum QueryType {
    /// A text that occurs in it, a version.
    Text,
    /// `4G`, `512M`.
    Size,
    /// `4`.
    Number,
    /// `30d`, `12h`.
    Span,
    /// `80%`, or a size.
    Share,
    /// `2026-11-30`, or how old it is: `30d`.
    Time,
    /// `yes`, `no`.
    Flag,
}

/// What may stand where the cursor is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum QueryCompletion {
    /// The name of a property.
    Property {
        /// What is typed.
        text: String,
        /// What it is called elsewhere: `column.<column>` or `field.<field>`.
        column: String,
        /// The same, on pages.
        field: String,
        /// What it is compared with.
        expects: QueryType,
    },
    /// What an object has, or leads to: a path goes on from here.
    Step {
        /// What is typed.
        text: String,
    },
    /// A value that is there.
    Value {
        /// What is typed.
        text: String,
        /// What it looks like.
        cell: Cell,
        /// How many objects have it.
        count: u32,
    },
}

/// What there is to say of a filter while somebody types it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct QueryReading {
    /// What could not be understood, in the order in which it was found.
    pub faults: Vec<QueryFault>,
    /// The part that a completion takes the place of, in UTF-16 code units.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// What may stand there, the likeliest first.
    pub completions: Vec<QueryCompletion>,
    /// What a value is to be where the cursor is; none: no value.
    pub expects: Option<QueryType>,
}
