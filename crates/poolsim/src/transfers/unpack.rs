//! What comes in of a body, unpacked as it comes: tar as it is, or in gzip or zstd.

use std::io::Write;

use flate2::write::MultiGzDecoder;
use tokio::io::AsyncReadExt;

use crate::ending::Ending;
use crate::failure::{Failure, Outcome};
use crate::faults::corrupt_reply::CorruptReply;
use crate::http::Connection;

enum Decoder {
    /// It is not known yet.
    Unknown,
    None,
    Gzip(Box<MultiGzDecoder<Vec<u8>>>),
    Zstd(zstd::stream::write::Decoder<'static, Vec<u8>>),
}

/// Reads what was announced of a body.
pub struct Unpacker<'a> {
    connection: &'a mut Connection,
    /// So many bytes are yet to come.
    left: usize,
    /// At so many left something befalls the connection.
    fault: Option<(usize, Box<CorruptReply>)>,
    decoder: Decoder,
    ready: Vec<u8>,
    /// What befell it.
    befallen: Option<Ending>,
}

impl<'a> Unpacker<'a> {
    /// Reads so many bytes; in the middle of them something may befall.
    pub fn new(
        connection: &'a mut Connection,
        length: usize,
        fault: Option<Box<CorruptReply>>,
    ) -> Unpacker<'a> {
        Unpacker {
            connection,
            left: length,
            fault: fault.map(|fault| (length / 2, fault)),
            decoder: Decoder::Unknown,
            ready: Vec::new(),
            befallen: None,
        }
    }

    /// So many unpacked bytes; none: fewer came.
    pub async fn take(&mut self, length: usize) -> Outcome<Option<Vec<u8>>> {
        while self.ready.len() < length {
            if !self.more().await? {
                return Ok(None);
            }
        }
        let rest = self.ready.split_off(length);
        Ok(Some(std::mem::replace(&mut self.ready, rest)))
    }

    async fn more(&mut self) -> Outcome<bool> {
        if let Some((at, fault)) = &self.fault
            && self.left <= *at
        {
            self.befallen = fault.midway().await;
            self.fault = None;
        }
        if self.befallen.is_some() {
            return Ok(false);
        }
        if self.left == 0 {
            return self.end();
        }
        let mut chunk = std::mem::take(&mut self.connection.rest);
        if chunk.is_empty() {
            chunk.resize(64 << 10, 0);
            let read = self.connection.stream.read(&mut chunk).await.unwrap_or(0);
            if read == 0 {
                return Ok(false);
            }
            chunk.truncate(read);
        }
        chunk.truncate(self.left);
        self.left -= chunk.len();
        if matches!(self.decoder, Decoder::Unknown) {
            self.decoder = match chunk.as_slice() {
                [0x1f, 0x8b, ..] => Decoder::Gzip(Box::new(MultiGzDecoder::new(Vec::new()))),
                [0x28, 0xb5, 0x2f, 0xfd, ..] => {
                    let decoder = zstd::stream::write::Decoder::new(Vec::new());
                    Decoder::Zstd(decoder.map_err(|_| premature())?)
                }
                _ => Decoder::None,
            };
        }
        match &mut self.decoder {
            Decoder::Unknown | Decoder::None => self.ready.extend_from_slice(&chunk),
            Decoder::Gzip(decoder) => {
                decoder.write_all(&chunk).map_err(|_| premature())?;
                self.ready.append(decoder.get_mut());
            }
            Decoder::Zstd(decoder) => {
                decoder.write_all(&chunk).map_err(|_| premature())?;
                self.ready.append(decoder.get_mut());
            }
        }
        Ok(true)
    }

    /// What the decoder has kept back. Whether that was something.
    fn end(&mut self) -> Outcome<bool> {
        let mut rest = match &mut self.decoder {
            Decoder::Unknown | Decoder::None => return Ok(false),
            Decoder::Gzip(decoder) => {
                decoder.try_finish().map_err(|_| premature())?;
                std::mem::take(decoder.get_mut())
            }
            Decoder::Zstd(decoder) => {
                decoder.flush().map_err(|_| premature())?;
                std::mem::take(decoder.get_mut())
            }
        };
        self.decoder = Decoder::None;
        self.ready.append(&mut rest);
        Ok(true)
    }

    /// What has befallen the connection, if anything has.
    pub fn befallen(&self) -> Option<Ending> {
        self.befallen
    }
}

/// What came has ended too early, or was none of it.
pub fn premature() -> Failure {
    Failure::bare("IMPORT_ERROR_PREMATURE_EOF")
}
