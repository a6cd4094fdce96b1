//! What a form asks the server for, while it is filled in: which targets a portal has, what lies on a volume.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::{problem::Problem, view::Cell};

/// Something that can be chosen, as the server has told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// What is said by choosing it.
    #[ts(type = "unknown")]
    pub value: Value,
    /// Its name.
    pub name: String,
    /// The words of ours around its name, `term.<term>`; none: the name alone.
    pub term: Option<String>,
    /// What helps to choose, each after its `field.<id>`.
    pub facts: Vec<Fact>,
    /// Why it cannot be chosen; none: it can.
    pub refusal: Option<Problem>,
}

/// What the server says to a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Reply {
    /// An answer.
    Answer(Value),
    /// A refusal.
    Refused {
        /// The refusal as a problem: what is told where it is nothing else.
        problem: Problem,
        /// Its parameters: what it lists.
        params: Vec<String>,
    },
}

/// A value with its name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// `field.<field>`.
    pub field: String,
    /// The value.
    pub value: Cell,
}
