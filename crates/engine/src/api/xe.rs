//! The pool's own `xe`: what crosses.

use inventory::Problem;
use serde::Serialize;
use ts_rs::TS;

/// What a command of `xe` has printed, from where an earlier answer has ended, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct XeOutput {
    /// What was printed since.
    pub pieces: Vec<XePiece>,
    /// What to ask from next time.
    pub next: u32,
    /// Whether something that was printed is left out, because it is too much.
    pub is_cut: bool,
    /// What becomes of the command.
    pub state: XeState,
}

/// What was printed at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct XePiece {
    /// Whether it is an error.
    pub is_error: bool,
    /// The text, with its line ends.
    pub text: String,
}

/// What becomes of a command.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum XeState {
    /// It runs.
    Running,
    /// It waits for a line that the person types.
    Asks,
    /// It has ended, with this code: 0 is success.
    Ended {
        /// The code.
        code: i32,
    },
    /// It was stopped, or nobody knows how it ended.
    Failed {
        /// Why.
        problem: Problem,
    },
}

/// What a word of a command could be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct XeCompletion {
    /// What stands for it on the line, from the beginning of the word.
    pub text: String,
    /// What it is, where the text does not say: the name of the object that has a uuid.
    pub hint: String,
}

/// What a line could go on with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct XeCompletions {
    /// Where the word begins, in characters as JavaScript counts them.
    pub from: u32,
    /// What it could be.
    pub found: Vec<XeCompletion>,
}
