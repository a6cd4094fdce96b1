//! References that were met already while a large reply is read.
//!
//! An object is named by everything that belongs to it: the machine by its disks, interfaces,
//! consoles and metrics, and they by it. Each name is kept once.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashSet;

/// So many parts are locked apart, since blocks of one reply are decoded side by side.
const PARTS: usize = 32;

/// The references of one reply.
#[derive(Debug, Default)]
pub(crate) struct Known([Mutex<FxHashSet<Arc<str>>>; PARTS]);

thread_local! {
    /// Of the reply that this thread reads now.
    static READING: RefCell<Option<Arc<Known>>> = const { RefCell::new(None) };
}

impl Known {
    /// Does something during which references are looked for here.
    pub(crate) fn during<T>(self: &Arc<Self>, read: impl FnOnce() -> T) -> T {
        /// Ends it, should the reading panic as well.
        struct Until;
        impl Drop for Until {
            fn drop(&mut self) {
                READING.take();
            }
        }
        READING.set(Some(self.clone()));
        let _until = Until;
        read()
    }

    fn share(&self, text: &str) -> Arc<str> {
        // References are random at their ends.
        let end = text.bytes().rev().take(2);
        let part = end.fold(0, |sum, byte| sum * 5 + usize::from(byte)) % PARTS;
        let mut part = self.0[part].lock().unwrap_or_else(PoisonError::into_inner);
        match part.get(text) {
            Some(known) => known.clone(),
            None => {
                let new: Arc<str> = text.into();
                part.insert(new.clone());
                new
            }
        }
    }
}

/// The text of a reference, the one that was met before if there is one.
pub(crate) fn share(text: &str) -> Arc<str> {
    READING.with_borrow(|known| match known {
        Some(known) => known.share(text),
        None => text.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once_while_one_reply_is_read() {
        let known = Arc::new(Known::default());
        let (a, b) = known.during(|| (share("OpaqueRef:1"), share("OpaqueRef:1")));
        assert!(Arc::ptr_eq(&a, &b));
        let there = known.clone();
        let other_thread = std::thread::spawn(move || there.during(|| share("OpaqueRef:1")));
        assert!(Arc::ptr_eq(&a, &other_thread.join().unwrap()));
        assert!(!Arc::ptr_eq(&a, &share("OpaqueRef:1")));
        assert_eq!(&*known.during(|| share("OpaqueRef:2")), "OpaqueRef:2");
        // Also after a panic.
        let panicked = std::panic::catch_unwind(|| known.during(|| panic!("on purpose")));
        assert!(panicked.is_err() && READING.take().is_none());
    }
}
