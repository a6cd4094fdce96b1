//! What an RFB client says (RFC 6143 §7.5), read off the wire.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt};

use super::pixels::Format;

/// No client needs more encodings, or a longer clipboard.
const MOST_ENCODINGS: u16 = 1024;
const LONGEST_CUT_TEXT: u32 = 1 << 20;

/// A part of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) x: u16,
    pub(super) y: u16,
    pub(super) width: u16,
    pub(super) height: u16,
}

/// One message of a client.
#[derive(Debug, PartialEq)]
pub(super) enum Message {
    Format(Format),
    Encodings(Vec<i32>),
    Update {
        incremental: bool,
        area: Area,
    },
    Key {
        key: u32,
        down: bool,
    },
    Pointer {
        x: u16,
        y: u16,
        buttons: u8,
    },
    /// Something that changes nothing here: the clipboard.
    Other,
}

fn broken(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why.to_owned())
}

/// Reads the next message; an error ends the connection, as the RFC asks for.
pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Message> {
    match stream.read_u8().await? {
        0 => {
            let mut bytes = [0; 19];
            stream.read_exact(&mut bytes).await?;
            let format: [u8; 16] = bytes[3..].try_into().map_err(|_| broken("pixel format"))?;
            Format::from_bytes(&format)
                .map(Message::Format)
                .ok_or_else(|| broken("pixel format"))
        }
        2 => {
            stream.read_u8().await?;
            let count = stream.read_u16().await?;
            if count > MOST_ENCODINGS {
                return Err(broken("too many encodings"));
            }
            let mut encodings = Vec::with_capacity(count.into());
            for _ in 0..count {
                encodings.push(stream.read_i32().await?);
            }
            Ok(Message::Encodings(encodings))
        }
        3 => {
            let incremental = stream.read_u8().await? != 0;
            let area = Area {
                x: stream.read_u16().await?,
                y: stream.read_u16().await?,
                width: stream.read_u16().await?,
                height: stream.read_u16().await?,
            };
            Ok(Message::Update { incremental, area })
        }
        4 => {
            let down = stream.read_u8().await? != 0;
            stream.read_u16().await?;
            Ok(Message::Key {
                key: stream.read_u32().await?,
                down,
            })
        }
        5 => {
            let buttons = stream.read_u8().await?;
            Ok(Message::Pointer {
                x: stream.read_u16().await?,
                y: stream.read_u16().await?,
                buttons,
            })
        }
        6 => {
            let mut padding = [0; 3];
            stream.read_exact(&mut padding).await?;
            // A negative length marks the extended clipboard; its size is the absolute value.
            let length = stream.read_i32().await?.unsigned_abs();
            if length > LONGEST_CUT_TEXT {
                return Err(broken("clipboard too long"));
            }
            let mut text = stream.take(length.into());
            tokio::io::copy(&mut text, &mut tokio::io::sink()).await?;
            Ok(Message::Other)
        }
        // QEMU's messages; 0 is the key with its scan code beside its keysym.
        255 => match stream.read_u8().await? {
            0 => {
                let down = stream.read_u16().await? != 0;
                let key = stream.read_u32().await?;
                stream.read_u32().await?;
                Ok(Message::Key { key, down })
            }
            _ => Err(broken("unknown QEMU message")),
        },
        _ => Err(broken("unknown message")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn check(bytes: &[u8], expect: Result<Message, ()>) {
        let mut stream = bytes;
        assert_eq!(
            read(&mut stream).await.map_err(drop),
            expect,
            "{bytes:02x?}"
        );
    }

    #[tokio::test]
    async fn messages_are_read_as_the_rfc_lays_them_out() {
        check(
            &[4, 1, 0, 0, 0, 0, 0xff, 0x0d],
            Ok(Message::Key {
                key: 0xff0d,
                down: true,
            }),
        )
        .await;
        check(
            &[5, 1, 0, 9, 1, 0],
            Ok(Message::Pointer {
                x: 9,
                y: 256,
                buttons: 1,
            }),
        )
        .await;
        check(
            &[2, 0, 0, 2, 0, 0, 0, 5, 0xff, 0xff, 0xff, 0x21],
            Ok(Message::Encodings(vec![5, -223])),
        )
        .await;
        check(&[6, 0, 0, 0, 0, 0, 0, 2, b'h', b'i'], Ok(Message::Other)).await;
        check(
            &[6, 0, 0, 0, 0xff, 0xff, 0xff, 0xfe, b'h', b'i'],
            Ok(Message::Other),
        )
        .await;
        check(
            &[255, 0, 0, 1, 0, 0, 0, 0x61, 0, 0, 0, 0x1e],
            Ok(Message::Key {
                key: 0x61,
                down: true,
            }),
        )
        .await;
        let area = Area {
            x: 0,
            y: 0,
            width: 8,
            height: 4,
        };
        check(
            &[3, 1, 0, 0, 0, 0, 0, 8, 0, 4],
            Ok(Message::Update {
                incremental: true,
                area,
            }),
        )
        .await;
    }

    #[tokio::test]
    async fn nonsense_ends_the_connection() {
        check(&[77], Err(())).await;
        check(&[2, 0, 0xff, 0xff], Err(())).await;
        check(&[6, 0, 0, 0, 0x7f, 0, 0, 0], Err(())).await;
        check(&[4, 1], Err(())).await;
    }
}
