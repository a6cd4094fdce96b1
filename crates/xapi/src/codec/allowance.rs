//! How much memory a reply may be made into.
//!
//! A record of a machine takes more than a kilobyte, whether it came as six kilobytes or as `{}`; a
//! number takes 32 bytes where two stood on the wire. A server that means it could so make a hundred
//! bytes out of each that it sends. So whatever is made while a reply is read is taken from an
//! allowance that goes by the reply's length. What real servers send needs a fraction of it.

use std::cell::Cell;

/// For each byte that came so many may be made. That of what is made while a buffer grows is not
/// counted, nor the reply itself: in all it is less than twice that.
const EACH: usize = 10;
/// Beside that: a single record may be small.
const FIRST: usize = 256 << 10;

/// More objects than this are taken for a mistake or an attack.
pub(crate) const MOST_OBJECTS: usize = 1_000_000;

thread_local! {
    /// What is left for what this thread reads now.
    static LEFT: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// Reads something of that many bytes, which is made into so much and no more.
pub(crate) fn within<T>(bytes: usize, read: impl FnOnce() -> T) -> T {
    /// Gives back what was left before, should the reading panic as well.
    struct Before(usize);
    impl Drop for Before {
        fn drop(&mut self) {
            LEFT.set(self.0);
        }
    }
    let _before = Before(LEFT.replace(bytes.saturating_mul(EACH).saturating_add(FIRST)));
    read()
}

/// Takes what the next thing to be made needs. False if it must not be made any more.
pub(crate) fn take(bytes: usize) -> bool {
    let left = LEFT.get();
    LEFT.set(left.saturating_sub(bytes));
    left >= bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_by_the_length_and_comes_back() {
        assert!(take(1 << 40), "there is no limit outside");
        within(1000, || {
            assert!(take(FIRST));
            assert!(within(0, || take(FIRST)));
            assert!(take(1000 * EACH));
            assert!(!take(1));
        });
        assert!(take(1 << 40));
    }
}
