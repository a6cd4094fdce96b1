//! What of a query is not understood, and where it stands.

use crate::problem::Problem;

/// A part of a text, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Span {
    pub(super) fn new(from: usize, to: usize) -> Self {
        Self { from, to }
    }

    pub(super) fn of(self, text: &str) -> &str {
        &text[self.from..self.to]
    }
}

/// What could not be understood, and where it stands.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) at: Span,
}

impl Fault {
    pub(super) fn new(code: &'static str, at: Span) -> Self {
        Self { code, at }
    }

    /// The sentence, with the text in question.
    pub(super) fn problem(&self, text: &str) -> Problem {
        Problem::new(self.code).with("text", self.at.of(text))
    }
}
