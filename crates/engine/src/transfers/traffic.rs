//! How many bytes of a transfer have passed, and how fast.

use std::{
    collections::VecDeque,
    sync::{
        Mutex, OnceLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use tokio::time::Instant;

use crate::{api::TransferView, lock::lock};

/// The speed is that of so many samples.
const SAMPLES: usize = 10;

/// What has passed of one transfer.
#[derive(Debug)]
pub(crate) struct Traffic {
    done: AtomicU64,
    /// Whether no more will pass, for a reason that is known here.
    broken_off: AtomicBool,
    total: OnceLock<u64>,
    samples: Mutex<VecDeque<(Instant, u64)>>,
}

impl Traffic {
    /// Nothing has passed yet, of so many bytes where that is known.
    pub(crate) fn new(total: Option<u64>) -> Self {
        let samples = VecDeque::from([(Instant::now(), 0)]);
        Self {
            done: AtomicU64::new(0),
            broken_off: AtomicBool::new(false),
            total: total.map(OnceLock::from).unwrap_or_default(),
            samples: Mutex::new(samples),
        }
    }

    /// It is known now of how many bytes. What was known before stays.
    pub(crate) fn expect(&self, total: u64) {
        self.total.get_or_init(|| total);
    }

    fn total(&self) -> Option<u64> {
        self.total.get().copied()
    }

    /// So many more have passed.
    pub(crate) fn add(&self, bytes: usize) {
        self.done.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// No more will pass, for a reason that is known here: said before anybody else can notice.
    pub(crate) fn break_off(&self) {
        self.broken_off.store(true, Ordering::Release);
    }

    /// Whether that was said.
    pub(crate) fn is_broken_off(&self) -> bool {
        self.broken_off.load(Ordering::Acquire)
    }

    /// Whether any have passed.
    pub(crate) fn has_begun(&self) -> bool {
        self.done.load(Ordering::Relaxed) > 0
    }

    /// Takes a sample, now and then.
    pub(crate) fn sample(&self) {
        let mut samples = lock(&self.samples);
        if samples.len() == SAMPLES {
            samples.pop_front();
        }
        samples.push_back((Instant::now(), self.done.load(Ordering::Relaxed)));
    }

    /// The share that has passed; none where nobody knows of how much.
    pub(crate) fn share(&self) -> Option<f64> {
        let total = self.total().filter(|total| *total > 0)?;
        Some((self.done.load(Ordering::Relaxed) as f64 / total as f64).min(1.0))
    }

    /// Whether all have passed; where nobody knows of how many, that is not known either.
    pub(crate) fn is_all(&self) -> bool {
        let done = self.done.load(Ordering::Relaxed);
        self.total().is_some_and(|total| done >= total)
    }

    /// As the window shows it.
    pub(crate) fn view(&self) -> TransferView {
        let samples = lock(&self.samples);
        let speed = match (samples.front(), samples.back()) {
            (Some((since, before)), Some((until, now))) if until > since => {
                Some((now - before) as f64 / (*until - *since).as_secs_f64())
            }
            _ => None,
        };
        TransferView {
            done: self.done.load(Ordering::Relaxed),
            total: self.total(),
            per_second: speed.map(f64::round),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_speed_is_that_of_the_last_samples() {
        let traffic = Traffic::new(Some(4000));
        assert_eq!(traffic.view().per_second, None);
        for speed in [0, 0, 0, 100, 100, 100, 100, 100, 100, 100, 100, 100] {
            tokio::time::advance(Duration::from_secs(1)).await;
            traffic.add(speed);
            traffic.sample();
        }
        assert_eq!(traffic.view().per_second, Some(100.0));
        assert_eq!((traffic.view().done, traffic.share()), (900, Some(0.225)));
    }
}
