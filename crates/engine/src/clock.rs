//! What time it is.

use std::{
    sync::LazyLock,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

/// A moment, by both clocks: the wall's is shown, the other one (which never jumps) is reckoned with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Unix milliseconds.
    pub unix: i64,
    /// Time since some fixed moment.
    pub steady: Duration,
}

impl Now {
    /// Unix seconds.
    pub fn seconds(self) -> i64 {
        self.unix.div_euclid(1000)
    }
}

/// Unix milliseconds.
pub(crate) fn unix_millis() -> i64 {
    // Before 1970 only if the clock is broken; after the year 292 million never.
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_millis() as i64)
}

/// Unix seconds.
pub(crate) fn unix_seconds() -> i64 {
    unix_millis() / 1000
}

/// Now, by both clocks.
pub(crate) fn now() -> Now {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    Now {
        unix: unix_millis(),
        steady: START.elapsed(),
    }
}
