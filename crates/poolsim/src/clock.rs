//! The pool's clock.

use std::time::{SystemTime, UNIX_EPOCH};

/// Unix seconds now, as this machine counts them.
pub fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(0))
}

/// A clock that may be wrong.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    ahead: i64,
}

impl Clock {
    /// Unix seconds, as the pool counts them.
    pub fn now(self) -> i64 {
        now().saturating_add(self.ahead)
    }

    /// Puts the clock forward by that many seconds, or back.
    pub fn jump(&mut self, seconds: i64) {
        self.ahead = self.ahead.saturating_add(seconds);
    }
}
