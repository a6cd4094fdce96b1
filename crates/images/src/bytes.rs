//! Numbers in headers, and zeros.

/// A number of a header, most significant byte first.
///
/// # Panics
/// When the header is shorter: offsets are constants of a format, and headers arrays of a fixed size.
pub(crate) fn be_u32(header: &[u8], at: usize) -> u32 {
    header[at..at + 4]
        .iter()
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// A number of a header, most significant byte first.
///
/// # Panics
/// As [`be_u32`].
pub(crate) fn be_u64(header: &[u8], at: usize) -> u64 {
    u64::from(be_u32(header, at)) << 32 | u64::from(be_u32(header, at + 4))
}

/// A number of a header, least significant byte first.
///
/// # Panics
/// As [`be_u32`].
pub(crate) fn le_u32(header: &[u8], at: usize) -> u32 {
    be_u32(header, at).swap_bytes()
}

/// A number of a header, least significant byte first.
///
/// # Panics
/// As [`be_u32`].
pub(crate) fn le_u64(header: &[u8], at: usize) -> u64 {
    be_u64(header, at).swap_bytes()
}

/// Writes `value` into a header.
///
/// # Panics
/// As [`be_u32`].
pub(crate) fn put(header: &mut [u8], at: usize, value: &[u8]) {
    header[at..at + value.len()].copy_from_slice(value);
}

/// Whether there is nothing but zeros. Looked at in pieces, each without a branch, which the compiler
/// does many bytes at a time.
pub(crate) fn is_zero(bytes: &[u8]) -> bool {
    bytes
        .chunks(1024)
        .all(|piece| piece.iter().fold(0, |any, byte| any | byte) == 0)
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_in_both_orders() {
        let header = [0, 1, 2, 3, 4, 5, 6, 7, 8];
        assert_eq!(be_u32(&header, 1), 0x0102_0304);
        assert_eq!(le_u32(&header, 1), 0x0403_0201);
        assert_eq!(be_u64(&header, 1), 0x0102_0304_0506_0708);
        assert_eq!(le_u64(&header, 1), 0x0807_0605_0403_0201);
    }

    #[test]
    fn one_byte_makes_it_no_zeros() {
        let mut bytes = vec![0; 5000];
        assert!(is_zero(&bytes) && is_zero(&[]));
        bytes[4999] = 1;
        assert!(!is_zero(&bytes));
    }
}
