//! A text console: bytes as a serial line carries them.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::{Guest, shell::Shell};

/// Serves one terminal until it leaves. Like a serial line, it says nothing until a key is pressed.
pub async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin + Send,
    guest: Guest,
) -> io::Result<()> {
    let mut shell = Shell::new(guest);
    let mut bytes = [0; 1024];
    // A character may be cut by the end of a read.
    let mut pending = Vec::new();
    loop {
        let length = stream.read(&mut bytes).await?;
        if length == 0 {
            return Ok(());
        }
        pending.extend_from_slice(&bytes[..length]);
        let said: String = take_characters(&mut pending)
            .chars()
            .map(|letter| shell.typed(letter))
            .collect();
        stream.write_all(said.as_bytes()).await?;
        stream.flush().await?;
    }
}

/// Takes the complete characters off the front; what can never become one is replaced.
fn take_characters(pending: &mut Vec<u8>) -> String {
    let complete = match std::str::from_utf8(pending) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        _ => pending.len(),
    };
    let rest = pending.split_off(complete);
    String::from_utf8_lossy(&std::mem::replace(pending, rest)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rfb::Os;

    #[test]
    fn a_character_may_come_in_two_pieces() {
        let mut pending = vec![b'a', 0xc3];
        assert_eq!(take_characters(&mut pending), "a");
        pending.push(0xa9);
        assert_eq!(take_characters(&mut pending), "é");
        pending.push(0xff);
        assert_eq!(take_characters(&mut pending), "\u{fffd}");
        assert!(pending.is_empty());
    }

    #[tokio::test]
    async fn enter_brings_the_prompt() {
        let (mut ours, theirs) = tokio::io::duplex(4096);
        let guest = Guest {
            name: "db".into(),
            os: Os::Linux,
            address: String::new(),
            seed: 1,
        };
        tokio::spawn(serve(theirs, guest));
        ours.write_all(b"\r").await.unwrap();
        let mut said = [0; 11];
        ours.read_exact(&mut said).await.unwrap();
        assert_eq!(&said, b"\r\ndb login:");
    }
}
