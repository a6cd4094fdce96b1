//! The manifest: digests of the descriptor and of each file, as they are stored.

use std::fmt;

use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use crate::{Fault, bytes::hex};

/// The longest manifest that is read.
pub(super) const LONGEST: u64 = 1 << 20;

/// What a digest is made by.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Algorithm {
    /// SHA-1; vSphere takes it no more.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        })
    }
}

/// A line of a manifest.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    /// What the digest is made by.
    pub algorithm: Algorithm,
    /// Of which file.
    pub file: String,
    /// Its lower-case digits.
    pub digest: String,
}

/// The digests of a package's files.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Manifest {
    /// One for each file.
    pub entries: Vec<Entry>,
}

impl Manifest {
    /// Reads lines of `SHA256(disk.vmdk)= 0123…`.
    pub fn parse(text: &[u8]) -> Result<Self, Fault> {
        Fault::at_most("the size of the manifest", text.len() as u64, LONGEST)?;
        let text = String::from_utf8_lossy(text);
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let entries = lines.map(|line| {
            entry(line).ok_or_else(|| Fault::invalid(format!("a line is malformed: {line:.80}")))
        });
        Ok(Self {
            entries: entries.collect::<Result<_, _>>()?,
        })
    }

    /// The digest of a file.
    pub fn get(&self, file: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.file == file)
    }
}

/// As it stands in a package.
impl fmt::Display for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for entry in &self.entries {
            writeln!(f, "{}({})= {}", entry.algorithm, entry.file, entry.digest)?;
        }
        Ok(())
    }
}

fn entry(line: &str) -> Option<Entry> {
    let (algorithm, rest) = line.split_once('(')?;
    // A name may have brackets of its own.
    let (file, digest) = rest.rsplit_once('=')?;
    let file = file.trim_end().strip_suffix(')')?;
    let algorithm = match algorithm.trim().to_ascii_uppercase().as_str() {
        "SHA1" => Algorithm::Sha1,
        "SHA256" => Algorithm::Sha256,
        "SHA512" => Algorithm::Sha512,
        _ => return None,
    };
    let digest = digest.trim().to_ascii_lowercase();
    let is_hex = digest.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_hex.then(|| Entry {
        algorithm,
        file: file.trim().to_owned(),
        digest,
    })
}

/// Digests of bytes that come piece by piece. While it is not known which will be asked for, all are made.
#[derive(Debug, Default)]
pub(super) struct Digests {
    sha1: Option<Sha1>,
    sha256: Option<Sha256>,
    sha512: Option<Sha512>,
}

impl Digests {
    pub(super) fn all() -> Self {
        Self {
            sha1: Some(Sha1::new()),
            sha256: Some(Sha256::new()),
            sha512: Some(Sha512::new()),
        }
    }

    pub(super) fn of(algorithm: Algorithm) -> Self {
        let all = Self::all();
        match algorithm {
            Algorithm::Sha1 => Self {
                sha1: all.sha1,
                ..Self::default()
            },
            Algorithm::Sha256 => Self {
                sha256: all.sha256,
                ..Self::default()
            },
            Algorithm::Sha512 => Self {
                sha512: all.sha512,
                ..Self::default()
            },
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        if let Some(state) = &mut self.sha1 {
            state.update(bytes);
        }
        if let Some(state) = &mut self.sha256 {
            state.update(bytes);
        }
        if let Some(state) = &mut self.sha512 {
            state.update(bytes);
        }
    }

    /// The digits of one; empty where it was not made.
    pub(super) fn digits(&self, algorithm: Algorithm) -> String {
        let digest = match algorithm {
            Algorithm::Sha1 => self.sha1.clone().map(|state| hex(&state.finalize())),
            Algorithm::Sha256 => self.sha256.clone().map(|state| hex(&state.finalize())),
            Algorithm::Sha512 => self.sha512.clone().map(|state| hex(&state.finalize())),
        };
        digest.unwrap_or_default()
    }
}
