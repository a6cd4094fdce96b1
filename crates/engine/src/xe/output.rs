//! What a command has printed, kept until it is read.

use std::sync::Mutex;

use tokio::sync::watch;

use crate::{
    api::{XeOutput, XePiece, XeState},
    lock::lock,
};

/// So much of what a command prints is kept, in bytes; what was printed first goes first.
const KEPT: usize = 8 << 20;

/// What a command has printed.
pub(super) struct Output {
    printed: Mutex<Printed>,
    /// Grows with each change.
    changed: watch::Sender<u64>,
}

struct Printed {
    pieces: Vec<XePiece>,
    /// So many pieces were there before the first that is kept.
    gone: usize,
    /// How long those are that are kept.
    length: usize,
    is_cut: bool,
    state: XeState,
}

impl Default for Output {
    fn default() -> Self {
        let printed = Printed {
            pieces: Vec::new(),
            gone: 0,
            length: 0,
            is_cut: false,
            state: XeState::Running,
        };
        Self {
            printed: Mutex::new(printed),
            changed: watch::Sender::new(0),
        }
    }
}

impl Output {
    /// Adds what the server prints.
    pub(super) fn print(&self, is_error: bool, mut text: String) {
        let mut printed = lock(&self.printed);
        if text.len() > KEPT {
            text.truncate(text.floor_char_boundary(KEPT));
            printed.is_cut = true;
        }
        printed.length += text.len();
        printed.pieces.push(XePiece { is_error, text });
        let mut first = 0;
        while printed.length > KEPT {
            printed.length -= printed.pieces[first].text.len();
            first += 1;
        }
        if first > 0 {
            printed.pieces.drain(..first);
            printed.gone += first;
            printed.is_cut = true;
        }
        printed.state = XeState::Running;
        drop(printed);
        self.change();
    }

    /// Says that a line is waited for.
    pub(super) fn asks(&self) {
        lock(&self.printed).state = XeState::Asks;
        self.change();
    }

    /// Says that the line has been typed.
    pub(super) fn is_answered(&self) {
        lock(&self.printed).state = XeState::Running;
        self.change();
    }

    /// Says how it ended; the first end counts.
    pub(super) fn end(&self, state: XeState) {
        if !self.has_ended() {
            lock(&self.printed).state = state;
        }
        self.change();
    }

    /// Whether a line is waited for.
    pub(super) fn asks_now(&self) -> bool {
        lock(&self.printed).state == XeState::Asks
    }

    pub(super) fn has_ended(&self) -> bool {
        let printed = lock(&self.printed);
        matches!(
            printed.state,
            XeState::Ended { .. } | XeState::Failed { .. }
        )
    }

    fn change(&self) {
        self.changed.send_modify(|changes| *changes += 1);
    }

    /// What was printed from piece `from` on. Waits until there is something that the reader cannot know:
    /// another piece, a question, or the end.
    pub(super) async fn read(&self, from: u32) -> XeOutput {
        let mut changed = self.changed.subscribe();
        loop {
            changed.mark_unchanged();
            let output = self.from(from);
            if !output.pieces.is_empty() || output.state != XeState::Running {
                return output;
            }
            // The sender lives as long as this.
            let _ = changed.changed().await;
        }
    }

    fn from(&self, from: u32) -> XeOutput {
        let printed = lock(&self.printed);
        let known = (from as usize).saturating_sub(printed.gone);
        let next = printed.gone + printed.pieces.len();
        XeOutput {
            pieces: printed.pieces.iter().skip(known).cloned().collect(),
            // A command that prints four thousand million times is cut long before.
            next: u32::try_from(next).unwrap_or(u32::MAX),
            is_cut: printed.is_cut,
            state: printed.state.clone(),
        }
    }
}
