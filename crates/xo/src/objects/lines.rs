//! Objects that come over HTTP, one in a line, compressed or not.

use std::io::Write;

use bytes::{Buf, Bytes, BytesMut};
use flate2::write::GzDecoder;
use tokio::time::{Instant, timeout_at};

use super::entries::Brief;
use super::{Object, Tally};
use crate::error::{Error, Result};
use crate::transfer::Download;

/// A list that is longer is taken for a mistake or an attack. Ten thousand machines make 40 MB.
const MAX_LIST: usize = 256 << 20;

/// One object may be this long.
const MAX_LINE: usize = 16 << 20;

/// A list that is downloaded.
pub(crate) struct Lines {
    download: Download,
    reader: Reader,
    /// When the list has to be whole.
    until: Instant,
}

impl Lines {
    pub(crate) fn new(download: Download) -> Self {
        let packed = download.header("content-encoding") == Some("gzip");
        Self {
            until: Instant::now() + download.patience(),
            reader: Reader::new(packed),
            download,
        }
    }

    pub(crate) async fn next(&mut self) -> Result<Option<Object>> {
        loop {
            if let Some(object) = self.reader.next()? {
                return Ok(Some(object));
            }
            if self.reader.ended {
                return Ok(None);
            }
            let chunk = timeout_at(self.until, self.download.chunk()).await;
            let chunk = chunk.map_err(|_| Error::TimedOut)??;
            self.reader.take(chunk.as_deref())?;
        }
    }
}

/// Reads objects out of the pieces that a list arrives in.
pub(crate) struct Reader {
    unpack: Option<GzDecoder<Vec<u8>>>,
    /// What has come and is not read.
    rest: BytesMut,
    /// So much of it has no end of a line.
    searched: usize,
    ended: bool,
    /// So many bytes came, unpacked.
    received: usize,
    tally: Tally,
}

impl Reader {
    pub(crate) fn new(packed: bool) -> Self {
        Self {
            unpack: packed.then(|| GzDecoder::new(Vec::new())),
            rest: BytesMut::new(),
            searched: 0,
            ended: false,
            received: 0,
            tally: Tally::default(),
        }
    }

    /// The next object, if it is there.
    pub(crate) fn next(&mut self) -> Result<Option<Object>> {
        while let Some(line) = self.line() {
            let line = line.trim_ascii();
            if !line.is_empty() {
                self.tally.count(line.len())?;
                return object(line).map(Some);
            }
        }
        if self.rest.len() > MAX_LINE {
            return Err(Error::Unexpected("a line does not end".to_owned()));
        }
        Ok(None)
    }

    /// The next line, without what ends it.
    fn line(&mut self) -> Option<Bytes> {
        let end = self.rest[self.searched..]
            .iter()
            .position(|byte| *byte == b'\n');
        match end {
            Some(end) => {
                let line = self.rest.split_to(self.searched + end).freeze();
                self.rest.advance(1);
                self.searched = 0;
                Some(line)
            }
            None if self.ended && !self.rest.is_empty() => {
                self.searched = 0;
                Some(self.rest.split().freeze())
            }
            None => {
                self.searched = self.rest.len();
                None
            }
        }
    }

    /// Takes the next piece; none is the end.
    pub(crate) fn take(&mut self, piece: Option<&[u8]>) -> Result<()> {
        let before = self.rest.len();
        self.unpack(piece)?;
        self.received += self.rest.len() - before;
        if self.received > MAX_LIST {
            return Err(Error::Unexpected("a list does not end".to_owned()));
        }
        Ok(())
    }

    fn unpack(&mut self, piece: Option<&[u8]>) -> Result<()> {
        let Some(unpack) = &mut self.unpack else {
            match piece {
                Some(piece) => self.rest.extend_from_slice(piece),
                None => self.ended = true,
            }
            return Ok(());
        };
        match piece {
            Some(piece) => unpack
                .write_all(piece)
                .and_then(|()| unpack.flush())
                .map_err(|_| Error::Unexpected("what is packed cannot be unpacked".to_owned()))?,
            None => {
                self.ended = true;
                unpack.try_finish().map_err(|_| Error::Cut)?;
            }
        }
        self.rest.extend_from_slice(unpack.get_ref());
        unpack.get_mut().clear();
        Ok(())
    }
}

fn object(line: &[u8]) -> Result<Object> {
    let brief: Brief = serde_json::from_slice(line)
        .map_err(|error| Error::unexpected("in a list of objects", &error))?;
    let id = brief
        .id
        .ok_or_else(|| Error::Unexpected("an object has no id".to_owned()))?;
    Ok(Object::new(id, brief.kind, Bytes::copy_from_slice(line)))
}
