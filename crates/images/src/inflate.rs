//! Inflates a piece of known size, as disks that are compressed piece by piece need it.

use flate2::{Decompress, FlushDecompress, Status};

use crate::Fault;

/// Keeps its tables from one piece to the next.
#[derive(Debug)]
pub(crate) struct Inflater {
    state: Decompress,
    has_head: bool,
}

impl Inflater {
    /// For pieces with zlib's head and checksum.
    pub(crate) fn zlib() -> Self {
        Self::new(true)
    }

    /// For pieces that are nothing but deflated bytes.
    pub(crate) fn raw() -> Self {
        Self::new(false)
    }

    fn new(has_head: bool) -> Self {
        Self {
            state: Decompress::new(has_head),
            has_head,
        }
    }

    /// Inflates a piece, which must come to at least `least` bytes and to no more than `out` has; the
    /// rest of `out` becomes zeros.
    pub(crate) fn inflate(
        &mut self,
        bytes: &[u8],
        out: &mut [u8],
        least: usize,
    ) -> Result<(), Fault> {
        self.state.reset(self.has_head);
        let inflated = self
            .state
            .decompress(bytes, out, FlushDecompress::Finish)
            .map_err(|error| Fault::invalid(format!("it cannot be inflated: {error}")))?;
        // No more than the piece has.
        let length = self.state.total_out() as usize;
        // Without a checksum at the end, what fills the piece is enough: what follows is filling.
        let has_ended = inflated == Status::StreamEnd || !self.has_head && length == out.len();
        if !has_ended || length < least {
            return Err(Fault::invalid("it does not inflate to its size"));
        }
        out[length..].fill(0);
        Ok(())
    }
}
