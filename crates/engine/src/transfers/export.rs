//! Exports of VMs, judged while they pass from one place to another.

use std::io::{self, Read};

use images::xva::Archive;

/// Why no more passes.
#[derive(Debug)]
pub(crate) enum Stopped {
    /// Whoever takes the bytes takes no more.
    Taker(io::Error),
    /// They cannot be read.
    Giver(io::Error),
    /// Something is wrong with them, at a place.
    Damage(images::Error),
}

/// Passes an export on, as it is, from its first byte to its last. At the first thing that is wrong with it
/// that ends, unless it is to be passed on all the same. What it takes of memory is some blocks.
pub(crate) fn pass(
    reader: impl Read,
    takes_damage: bool,
    pass: impl FnMut(&[u8]) -> io::Result<()>,
) -> Result<(), Stopped> {
    let mut tee = Tee::new(reader, pass);
    let judged = judge(&mut tee, takes_damage);
    let judged = match (judged, takes_damage) {
        // What cannot be understood any more passes unjudged.
        (Err(_), true) if tee.stopped.is_none() => io::copy(&mut tee, &mut io::sink())
            .map_or_else(|error| Err(Stopped::Giver(error)), |_| Ok(())),
        (judged, _) => judged.map_err(Stopped::Damage),
    };
    tee.ended(judged)
}

fn judge(reader: impl Read, takes_damage: bool) -> Result<(), images::Error> {
    let mut archive = Archive::open(reader)?;
    loop {
        let is_more = archive.next_block()?.is_some();
        if !takes_damage && let Some(problem) = archive.take_problem() {
            return Err(problem);
        }
        if !is_more {
            return Ok(());
        }
    }
}

/// What is read of it goes on to somebody.
pub(super) struct Tee<R, P> {
    reader: R,
    pass: P,
    stopped: Option<Stopped>,
}

impl<R, P> Tee<R, P> {
    pub(super) fn new(reader: R, pass: P) -> Self {
        Self {
            reader,
            pass,
            stopped: None,
        }
    }

    /// How it has ended: what has stopped it comes before what was made of that.
    pub(super) fn ended(self, judged: Result<(), Stopped>) -> Result<(), Stopped> {
        match self.stopped {
            Some(stopped) => Err(stopped),
            None => judged,
        }
    }
}

impl<R: Read, P: FnMut(&[u8]) -> io::Result<()>> Read for Tee<R, P> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut stop = |stopped| {
            self.stopped = Some(stopped);
            io::Error::other("no more passes")
        };
        match self.reader.read(buffer) {
            Ok(read) => match (self.pass)(&buffer[..read]) {
                Ok(()) => Ok(read),
                Err(error) => Err(stop(Stopped::Taker(error))),
            },
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => Err(stop(Stopped::Giver(error))),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn small() -> Vec<u8> {
        let packed = fs::read(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../images/tests/fixtures/small-zstd.xva"
        ));
        packed.unwrap()
    }

    fn passed(bytes: &[u8], takes_damage: bool) -> (Vec<u8>, Result<(), Stopped>) {
        let mut all = Vec::new();
        let end = pass(bytes, takes_damage, |some| {
            all.extend_from_slice(some);
            Ok(())
        });
        (all, end)
    }

    #[test]
    fn what_is_whole_passes_as_it_is() {
        let small = small();
        let (all, end) = passed(&small, false);
        assert!(end.is_ok(), "{end:?}");
        assert_eq!(all, small);
    }

    #[test]
    fn what_is_cut_short_stops_at_its_place_or_passes_as_it_is() {
        let small = small();
        let cut = &small[..small.len() - 9];
        let (_, end) = passed(cut, false);
        assert!(matches!(end, Err(Stopped::Damage(_))), "{end:?}");
        let (all, end) = passed(cut, true);
        assert!(end.is_ok(), "{end:?}");
        assert_eq!(all, cut);
    }

    #[test]
    fn whoever_takes_no_more_is_told_as_that() {
        let full = |_: &[u8]| Err(io::Error::from(io::ErrorKind::StorageFull));
        for takes_damage in [false, true] {
            let end = pass(small().as_slice(), takes_damage, full);
            let Err(Stopped::Taker(error)) = end else {
                panic!("{end:?}");
            };
            assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        }
    }
}
