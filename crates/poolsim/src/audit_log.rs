//! The lines of the audit log.

use std::collections::VecDeque;

/// So many lines are kept.
const LINES: usize = 20_000;

/// The latest lines, the oldest first, each with its time as `since` is compared with.
#[derive(Debug, Default)]
pub struct AuditLog {
    lines: VecDeque<(String, String)>,
    numbers: u64,
}

impl AuditLog {
    /// A number that no line has had.
    pub fn next_number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    /// Adds a line.
    pub fn add(&mut self, time: String, line: String) {
        if self.lines.len() == LINES {
            self.lines.pop_front();
        }
        self.lines.push_back((time, line));
    }

    /// The lines since a moment, which may be cut anywhere: `2026-11-29T08:4`.
    pub fn since(&self, since: &str) -> String {
        let lines = self.lines.iter();
        let lines = lines.filter(|(time, _)| time.as_str() >= since);
        lines.map(|(_, line)| line.as_str()).collect()
    }
}
