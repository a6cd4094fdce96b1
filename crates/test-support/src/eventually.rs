//! Polling: a condition is looked at again and again until it is true. The bound exists only so that
//! a broken test ends.

use std::time::{Duration, Instant};

use tokio::time::{sleep, timeout};

/// How long what is waited for may take. A thousand times what it takes on an idle machine, so that
/// only what never happens reaches it.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// Between two looks.
const PERIOD: Duration = Duration::from_millis(10);

/// Asks `probe` until it answers with something, at most for `patience`; none when it never did.
///
/// Time is tokio's: in a test with paused time this takes no time.
pub async fn poll<T>(patience: Duration, mut probe: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let polling = async {
        loop {
            if let Some(found) = probe().await {
                return found;
            }
            sleep(PERIOD).await;
        }
    };
    timeout(patience, polling).await.ok()
}

/// Waits until `happened` is true.
///
/// # Panics
/// When it is not after [`PATIENCE`], with `what`.
pub async fn eventually(what: &str, mut happened: impl FnMut() -> bool) {
    eventually_some(what, async || happened().then_some(())).await;
}

/// Waits until `probe` answers with something, and gives that.
///
/// # Panics
/// When it has not after [`PATIENCE`], with `what`.
pub async fn eventually_some<T>(what: &str, probe: impl AsyncFnMut() -> Option<T>) -> T {
    match poll(PATIENCE, probe).await {
        Some(found) => found,
        None => panic!("waited in vain for {what}"),
    }
}

/// The same on a thread without a runtime.
///
/// # Panics
/// When it is not after [`PATIENCE`], with `what`.
pub fn eventually_blocking(what: &str, mut happened: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !happened() {
        assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(PERIOD);
    }
}

/// Waits for something that must end by itself, and gives how it ended.
///
/// # Panics
/// When it has not ended after [`PATIENCE`], with `what`.
pub async fn finishes<T>(what: &str, ending: impl Future<Output = T>) -> T {
    match timeout(PATIENCE, ending).await {
        Ok(ended) => ended,
        Err(_) => panic!("waited in vain for {what}"),
    }
}

/// Gives something so long to end; none when it has not. Load can only make it none: a test may assert
/// that it is none, and never that it is not.
pub async fn within<T>(period: Duration, ending: impl Future<Output = T>) -> Option<T> {
    timeout(period, ending).await.ok()
}

/// Watches for a while that `holds` stays true: for what must *not* happen, where nothing that can be
/// waited for comes after it. Load may hide a fault from it, and never makes one up.
///
/// # Panics
/// When it is not true, with `what`.
pub async fn stays(what: &str, period: Duration, mut holds: impl FnMut() -> bool) {
    let broken = poll(period, async || (!holds()).then_some(())).await;
    assert!(broken.is_none(), "no longer so: {what}");
}

/// Moves tokio's clock on by so much at once: what was to happen in that time is due. In a test on one
/// thread whose clock runs. To pause the clock for good is no way where bytes are on their way and
/// somebody waits for them with a timeout: a paused clock jumps to the timeout while the bytes still
/// travel.
pub async fn skip(period: Duration) {
    tokio::time::pause();
    tokio::time::advance(period).await;
    tokio::time::resume();
}

/// Lets a stimulus (a fault, a silence, a key held down) last for so long. Nothing may be asserted on
/// how far anything has come by its end: that is what [`eventually()`] is for.
pub async fn hold(period: Duration) {
    sleep(period).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_happens_late_is_waited_for() {
        let begun = tokio::time::Instant::now();
        eventually("half of the patience", || begun.elapsed() >= PATIENCE / 2).await;
        let found = eventually_some("a number", async || Some(7)).await;
        assert_eq!(found, 7);
    }

    #[tokio::test(start_paused = true)]
    #[should_panic(expected = "waited in vain for rain")]
    async fn what_never_happens_ends_the_test() {
        eventually("rain", || false).await;
    }

    #[tokio::test(start_paused = true)]
    #[should_panic(expected = "waited in vain for an end")]
    async fn what_never_ends_ends_the_test() {
        finishes("an end", std::future::pending::<()>()).await;
    }

    #[tokio::test(start_paused = true)]
    async fn what_stays_is_watched_for_the_whole_period() {
        let mut looks = 0;
        stays("calm", PERIOD * 20, || {
            looks += 1;
            true
        })
        .await;
        assert!(looks >= 20, "{looks}");
    }

    #[tokio::test(start_paused = true)]
    #[should_panic(expected = "no longer so: calm")]
    async fn what_does_not_stay_is_seen() {
        let mut looks = 0;
        stays("calm", PERIOD * 20, || {
            looks += 1;
            looks < 10
        })
        .await;
    }

    #[tokio::test]
    async fn what_is_skipped_is_over_at_once() {
        let hour = Duration::from_secs(3600);
        let due = tokio::time::Instant::now() + hour;
        skip(hour).await;
        finishes("an hour", tokio::time::sleep_until(due)).await;
    }

    #[test]
    fn a_thread_waits_too() {
        let mut looks = 0;
        eventually_blocking("the third look", || {
            looks += 1;
            looks == 3
        });
        assert_eq!(looks, 3);
    }
}
