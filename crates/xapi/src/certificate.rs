//! What a person needs to know of a server's certificate to decide about it.

use std::fmt;
use std::str::FromStr;

/// The SHA-256 of a certificate in DER.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub [u8; 32]);

/// The text is no SHA-256 fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 fingerprint has 64 hexadecimal digits")]
pub struct NotAFingerprint;

/// Pairs of capital digits with colons between them, as other tools show it.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(":")?;
            }
            write!(f, "{byte:02X}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// In either case, with or without colons or blanks, also with `SHA256:` or the like in front.
impl FromStr for Fingerprint {
    type Err = NotAFingerprint;

    fn from_str(text: &str) -> Result<Self, NotAFingerprint> {
        let text = text.trim();
        let text = ["sha256:", "sha-256:", "sha256=", "sha256 fingerprint="]
            .iter()
            .find_map(|prefix| {
                let (head, tail) = text.split_at_checked(prefix.len())?;
                head.eq_ignore_ascii_case(prefix).then_some(tail)
            })
            .unwrap_or(text);
        let mut bytes = [0; 32];
        let mut digits = 0;
        for digit in text.chars().filter(|c| !matches!(c, ':' | ' ' | '-')) {
            let value = digit.to_digit(16).ok_or(NotAFingerprint)?;
            let byte = bytes.get_mut(digits / 2).ok_or(NotAFingerprint)?;
            *byte = *byte << 4 | value as u8;
            digits += 1;
        }
        if digits == 64 {
            Ok(Self(bytes))
        } else {
            Err(NotAFingerprint)
        }
    }
}

/// A server's certificate, as told to [`Trust`](crate::Trust).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateInfo {
    /// The SHA-256 of the whole certificate.
    pub fingerprint: Fingerprint,
    /// Whom it says it belongs to.
    pub subject: String,
    /// Who signed it; the subject itself, by default.
    pub issuer: String,
    /// The host names and addresses it is for.
    pub names: Vec<String>,
    /// Start of its validity, seconds since the epoch.
    pub not_before: i64,
    /// End of its validity, seconds since the epoch.
    pub not_after: i64,
    /// Whether the platform's own roots vouch for it, under the name of the host that was asked.
    pub verified: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_fingerprints_as_tools_print_them() {
        let plain = "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF";
        let read: Fingerprint = plain.parse().unwrap();
        assert_eq!(
            read.to_string().replace(':', "").to_lowercase(),
            plain.to_lowercase()
        );
        assert_eq!(read.to_string().parse(), Ok(read));
        assert_eq!(format!("sha256 Fingerprint={read}").parse(), Ok(read));
        assert_eq!(format!("SHA256:{plain}").parse(), Ok(read));
        for bad in [
            "",
            "00",
            &plain[1..],
            &format!("{plain}0"),
            &plain.replace('a', "g"),
        ] {
            assert_eq!(bad.parse::<Fingerprint>(), Err(NotAFingerprint), "{bad}");
        }
    }
}
