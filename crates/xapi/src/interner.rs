//! What was met already while a large reply is read.
//!
//! An object is named by everything that belongs to it: the machine by its disks, interfaces,
//! consoles and metrics, and they by it. Each name is kept once. And most machines have the same
//! settings, the same operations allowed and the same descriptions as others: of those, what was met
//! lately is kept at hand, so that the next record shares it.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::{FxHashSet, FxHasher};

use crate::codec::allowance;
use crate::text::{List, Text};

/// What a reference takes beside its text: its counts, and its place in the table.
const KNOWN: usize = 64;

/// So many parts are locked apart, since blocks of one reply are decoded side by side.
const PARTS: usize = 32;

/// What one reply has brought so far.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    references: [Mutex<FxHashSet<Arc<str>>>; PARTS],
    /// What nobody reads with just now; there are as many as have ever read at once.
    caches: Mutex<Vec<DirectMappedCache>>,
}

thread_local! {
    /// Of the reply that this thread reads now.
    static READING: RefCell<Option<Reading>> = const { RefCell::new(None) };
}

struct Reading {
    interner: Arc<Interner>,
    cache: DirectMappedCache,
}

impl Interner {
    /// Does something during which whatever is read is looked for here.
    pub(crate) fn scope<T>(self: &Arc<Self>, read: impl FnOnce() -> T) -> T {
        /// Ends it, should the reading panic as well.
        struct Until;
        impl Drop for Until {
            fn drop(&mut self) {
                if let Some(Reading { interner, cache }) = READING.take() {
                    interner.caches().push(cache);
                }
            }
        }
        let cache = self.caches().pop().unwrap_or_default();
        READING.set(Some(Reading {
            interner: self.clone(),
            cache,
        }));
        let _until = Until;
        read()
    }

    fn caches(&self) -> MutexGuard<'_, Vec<DirectMappedCache>> {
        self.caches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn share(&self, text: &str) -> Arc<str> {
        // References are random at their ends.
        let end = text.bytes().rev().take(2);
        let part = end.fold(0, |sum, byte| sum * 5 + usize::from(byte)) % PARTS;
        let part = &self.references[part];
        let mut part = part.lock().unwrap_or_else(PoisonError::into_inner);
        match part.get(text) {
            Some(interner) => interner.clone(),
            None => {
                // Should there be no more, the next record is not made.
                allowance::take(KNOWN + text.len());
                let new: Arc<str> = text.into();
                part.insert(new.clone());
                new
            }
        }
    }
}

/// The text of a reference, the one that was met before if there is one.
pub(crate) fn share(text: &str) -> Arc<str> {
    READING.with_borrow(|reading| match reading {
        Some(Reading { interner, .. }) => interner.share(text),
        None => text.into(),
    })
}

/// A text, the one that was met before if that is still at hand.
pub(crate) fn share_text(text: &str) -> Text {
    // A short one has no memory of its own, and a UUID comes once.
    let is_uuid = text.len() == 36 && text.as_bytes()[8] == b'-' && text.as_bytes()[23] == b'-';
    if text.len() <= Text::INLINE_LIMIT || is_uuid {
        return text.into();
    }
    READING.with_borrow_mut(|reading| match reading {
        Some(Reading { cache, .. }) => cache.text(text),
        None => text.into(),
    })
}

/// A list of these elements, the one that was met before if that is still at hand. Only where they
/// look alike, by `digest`, are they compared; without one it is a list that hardly ever comes again.
pub(crate) fn share_list<T>(elements: Vec<T>, digest: Option<u64>) -> List<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    READING.with_borrow_mut(|reading| match (reading, digest) {
        (Some(Reading { cache, .. }), Some(digest)) if !elements.is_empty() => {
            cache.list(elements, digest)
        }
        _ => elements.into(),
    })
}

/// So many places a shelf has: some times what is the same in many records.
const PLACES: usize = 1 << 11;

/// What was met lately by one who reads. Each thing has one place where it can stand: most of what
/// comes is never met again, and must cost next to nothing.
#[derive(Default)]
struct DirectMappedCache(Vec<Option<Interned>>);

struct Interned {
    digest: u64,
    /// Met again since somebody else wanted its place.
    again: bool,
    what: What,
}

enum What {
    Text(Text),
    /// A list, of whatever.
    List(Box<dyn Any + Send>),
}

impl fmt::Debug for DirectMappedCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shelf").finish_non_exhaustive()
    }
}

impl DirectMappedCache {
    fn place(&mut self, digest: u64) -> &mut Option<Interned> {
        if self.0.is_empty() {
            self.0.resize_with(PLACES, || None);
        }
        // The hasher's upper bits are its better ones.
        &mut self.0[(digest >> 40) as usize % PLACES]
    }

    fn text(&mut self, text: &str) -> Text {
        let mut hasher = FxHasher::default();
        text.hash(&mut hasher);
        let digest = hasher.finish();
        let place = self.place(digest);
        if let Some(met) = place
            && met.digest == digest
            && let What::Text(interner) = &met.what
            && interner == text
        {
            met.again = true;
            return interner.clone();
        }
        let new = Text::from(text);
        insert(place, digest, || What::Text(new.clone()));
        new
    }

    fn list<T>(&mut self, elements: Vec<T>, digest: u64) -> List<T>
    where
        T: Clone + PartialEq + Send + Sync + 'static,
    {
        let place = self.place(digest);
        if let Some(met) = place
            && met.digest == digest
            && let What::List(interner) = &met.what
            && let Some(interner) = interner.downcast_ref::<List<T>>()
            && **interner == *elements
        {
            met.again = true;
            return interner.clone();
        }
        let new = List::from(elements);
        insert(place, digest, || What::List(Box::new(new.clone())));
        new
    }
}

/// Puts something new where something else may stand, which gets a second chance if it was of use.
fn insert(place: &mut Option<Interned>, digest: u64, what: impl FnOnce() -> What) {
    match place {
        Some(met) if met.again => met.again = false,
        _ => {
            *place = Some(Interned {
                digest,
                again: false,
                what: what(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once_while_one_reply_is_read() {
        let interner = Arc::new(Interner::default());
        let (a, b) = interner.scope(|| (share("OpaqueRef:1"), share("OpaqueRef:1")));
        assert!(Arc::ptr_eq(&a, &b));
        let there = interner.clone();
        let other_thread = std::thread::spawn(move || there.scope(|| share("OpaqueRef:1")));
        assert!(Arc::ptr_eq(&a, &other_thread.join().unwrap()));
        assert!(!Arc::ptr_eq(&a, &share("OpaqueRef:1")));
        assert_eq!(&*interner.scope(|| share("OpaqueRef:2")), "OpaqueRef:2");
        // Also after a panic.
        let panicked = std::panic::catch_unwind(|| interner.scope(|| panic!("on purpose")));
        assert!(panicked.is_err() && READING.take().is_none());
    }

    #[test]
    fn what_is_the_same_shares_its_memory() {
        const LONG: &str = "a text that has memory of its own";
        let interner = Arc::new(Interner::default());
        let list = |numbers: [i64; 3], digest| share_list(numbers.into(), Some(digest));
        interner.scope(|| {
            let one = (share_text(LONG), list([1, 2, 3], 7));
            let two = (share_text(LONG), list([1, 2, 3], 7));
            assert_eq!(one.0.as_ptr(), two.0.as_ptr());
            assert_eq!(one.1.as_ptr(), two.1.as_ptr());
            // What looks alike is another thing nevertheless.
            assert_eq!(list([1, 2, 4], 7), [1, 2, 4]);
            assert_eq!(share_list(vec![1_u8], Some(7)), [1_u8]);
        });
        // In the next block too, though others came in between.
        interner.scope(|| {
            let first = share_text(LONG);
            for n in 0..100_000 {
                assert_eq!(share_text(&format!("{LONG} {n}")), format!("{LONG} {n}"));
                assert_eq!(share_text(LONG).as_ptr(), first.as_ptr());
            }
        });
        let alone = (share_text(LONG), share_text(LONG));
        assert_ne!(alone.0.as_ptr(), alone.1.as_ptr());
    }
}
