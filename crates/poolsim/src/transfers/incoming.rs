//! The bytes of a disk as they come in.

use tokio::io::AsyncReadExt;

use crate::content::BLOCK;
use crate::ending::Ending;
use crate::failure::{Failure, Outcome};
use crate::faults::corrupt_reply::CorruptReply;
use crate::http::Connection;

/// What any trouble comes out as.
pub fn broken() -> Failure {
    Failure::new("VDI_IO_ERROR", ["Device I/O errors"])
}

/// What comes in of a body.
pub struct Incoming<'a> {
    connection: &'a mut Connection,
    /// So many bytes are yet to come.
    pub left: usize,
    position: u64,
    /// At so many left something befalls the connection.
    fault: Option<(usize, Box<CorruptReply>)>,
    /// What befell it.
    pub befallen: Option<Ending>,
}

impl<'a> Incoming<'a> {
    /// So many bytes; in the middle of them something may befall.
    pub fn new(
        connection: &'a mut Connection,
        length: usize,
        fault: Option<Box<CorruptReply>>,
    ) -> Incoming<'a> {
        Incoming {
            connection,
            left: length,
            position: 0,
            fault: fault.map(|fault| (length / 2, fault)),
            befallen: None,
        }
    }

    /// The next bytes.
    pub async fn take(&mut self, length: usize) -> Outcome<Vec<u8>> {
        if let Some((_, fault)) = self.fault.take_if(|(at, _)| self.left <= *at + length) {
            self.befallen = fault.midway().await;
        }
        if self.befallen.is_some() || length > self.left {
            return Err(broken());
        }
        let mut bytes = std::mem::take(&mut self.connection.rest);
        if bytes.len() > length {
            self.connection.rest = bytes.split_off(length);
        }
        let had = bytes.len();
        bytes.resize(length, 0);
        let read = self.connection.stream.read_exact(&mut bytes[had..]).await;
        read.map_err(|_| broken())?;
        self.left -= length;
        self.position += length as u64;
        Ok(bytes)
    }

    /// Passes what lies before that place, which has not been passed yet.
    pub async fn skip_to(&mut self, place: u64) -> Outcome<()> {
        while self.position < place {
            let gap = usize::try_from(place - self.position).unwrap_or(BLOCK);
            self.take(gap.min(BLOCK)).await?;
        }
        match self.position == place {
            true => Ok(()),
            false => Err(broken()),
        }
    }
}
