//! Where the brackets of a JSON text are that do not stand within quotes.
//!
//! A reply of a large pool has nine million quotes. To stop at each of them costs three times as much
//! as to look at 64 bytes at a time, for what a bit of each says: is it a quote, is it within quotes.
//! (The idea is that of Langdale and Lemire, "Parsing Gigabytes of JSON per Second", 2019.)

use wide::u8x16;

/// So many bytes are looked at together.
pub(super) const WIDTH: usize = u64::BITS as usize;
/// How many bytes the processor takes at once.
const STEP: usize = 16;

/// Brackets of [`WIDTH`] bytes: the lowest bit is the first byte's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Brackets {
    /// `{` and `[`.
    pub(super) opening: u64,
    /// `}` and `]`.
    pub(super) closing: u64,
}

/// What of the bytes before matters to those that come.
#[derive(Debug, Default)]
pub(super) struct Finder {
    /// They end within quotes: all bits, or none.
    quoted: u64,
    /// They end with a backslash that is not itself meant by one.
    escaping: bool,
}

impl Finder {
    /// The brackets of the next bytes, of which there are [`WIDTH`] at most.
    pub(super) fn next(&mut self, bytes: &[u8]) -> Brackets {
        // What is not there is nothing: neither quote nor bracket.
        let mut filled = [b' '; WIDTH];
        let bytes = &bytes[..bytes.len().min(WIDTH)];
        filled[..bytes.len()].copy_from_slice(bytes);

        let (mut quotes, mut backslashes) = (0, 0);
        let (mut opening, mut closing) = (0, 0);
        for (step, bytes) in filled.as_chunks::<STEP>().0.iter().enumerate() {
            let bits = |found: u8x16| u64::from(found.to_bitmask() & 0xffff) << (step * STEP);
            let bytes = u8x16::new(*bytes);
            // A curly bracket is its square one with another bit.
            let curly = bytes | u8x16::splat(b'{' ^ b'[');
            quotes |= bits(bytes.simd_eq(u8x16::splat(b'"')));
            backslashes |= bits(bytes.simd_eq(u8x16::splat(b'\\')));
            opening |= bits(curly.simd_eq(u8x16::splat(b'{')));
            closing |= bits(curly.simd_eq(u8x16::splat(b'}')));
        }
        if backslashes != 0 || self.escaping {
            quotes &= !self.escaped(backslashes, bytes.len());
        }
        // Each byte, the quote that opens too: whether the quotes up to it are odd in number.
        let mut quoted = quotes;
        for distance in [1, 2, 4, 8, 16, 32] {
            quoted ^= quoted << distance;
        }
        quoted ^= self.quoted;
        self.quoted = 0_u64.wrapping_sub(quoted >> (WIDTH - 1));
        Brackets {
            opening: opening & !quoted,
            closing: closing & !quoted,
        }
    }

    /// The bytes after a backslash that is not one of them itself. Backslashes are rare.
    fn escaped(&mut self, backslashes: u64, length: usize) -> u64 {
        let mut escaped = u128::from(self.escaping);
        let mut rest = u128::from(backslashes);
        rest &= !escaped;
        while rest != 0 {
            let pair = 0b11_u128 << rest.trailing_zeros();
            escaped |= pair & (pair << 1);
            rest &= !pair;
        }
        self.escaping = escaped >> length & 1 == 1;
        // The bytes beyond these are the next ones.
        (escaped & u128::from(u64::MAX)) as u64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Byte by byte. (Outside of quotes there is no backslash in JSON.)
    fn plainly(text: &[u8]) -> Vec<(usize, bool)> {
        let (mut quoted, mut escaped) = (false, false);
        let mut found = Vec::new();
        for (at, byte) in text.iter().enumerate() {
            match byte {
                b'"' if !escaped => quoted = !quoted,
                b'{' | b'[' if !quoted => found.push((at, true)),
                b'}' | b']' if !quoted => found.push((at, false)),
                _ => {}
            }
            escaped = *byte == b'\\' && !escaped;
        }
        found
    }

    fn in_pieces(text: &[u8], piece: usize) -> Vec<(usize, bool)> {
        let mut finder = Finder::default();
        let mut found = Vec::new();
        let mut from = 0;
        for bytes in text.chunks(piece) {
            let Brackets { opening, closing } = finder.next(bytes);
            for at in 0..WIDTH {
                if (opening | closing) >> at & 1 == 1 {
                    found.push((from + at, opening >> at & 1 == 1));
                }
            }
            from += bytes.len();
        }
        found
    }

    proptest! {
        #[test]
        fn they_are_those_that_are_found_byte_by_byte(
            text in r#"[a\\"{}\[\] \u{e9}]{0,300}"#,
            piece in 1..=WIDTH,
        ) {
            prop_assert_eq!(in_pieces(text.as_bytes(), piece), plainly(text.as_bytes()));
        }
    }
}
