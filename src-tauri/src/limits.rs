//! What the system lets this program have, and lets others have of it.

/// Makes all that this program writes, its web view's files included, its owner's only; and lets it
/// open more files than the usual 1024 (256 on macOS), for each connection and console is one.
#[cfg(unix)]
pub fn set() {
    use rustix::{
        fs::Mode,
        process::{Resource, getrlimit, setrlimit, umask},
    };

    /// More than any number of pools needs, and as much as macOS gives.
    const FILES: u64 = 8192;

    umask(Mode::RWXG | Mode::RWXO);
    let mut limit = getrlimit(Resource::Nofile);
    let most = limit.maximum.map_or(FILES, |most| most.min(FILES));
    if limit.current.is_some_and(|now| now < most) {
        limit.current = Some(most);
        // It works with less, too.
        let _ = setrlimit(Resource::Nofile, limit);
    }
}

/// Elsewhere files are in a folder that is its owner's, and there is no such limit.
#[cfg(not(unix))]
pub fn set() {}
