//! Any bytes in place of a message of the server of `xe`: what is read is written as the same bytes again.

use xapi::codec::thin_cli::{Command, length_of};

/// The content of a message, without its length.
pub fn run(data: &[u8]) {
    let _ = length_of(data);
    let Ok(command) = Command::read(data) else {
        return;
    };
    let bytes = command.to_bytes();
    let again = Command::read(&bytes[4..]);
    assert_eq!(again.as_ref(), Ok(&command));
    // But where it was no UTF-8, or is of a newer server.
    let replaced = format!("{command:?}").contains('\u{fffd}');
    if !replaced && !matches!(command, Command::Unknown(_)) {
        assert_eq!(&bytes[4..], data);
    }
}
