//! Objects that come over HTTP, one in a line, compressed or not.

use std::io::Write;

use bytes::{Buf, Bytes, BytesMut};
use flate2::write::GzDecoder;

use super::Object;
use super::entries::Brief;
use crate::error::{Error, Result};
use crate::transfer::Download;

/// One object may be this long.
const MAX_LINE: usize = 64 << 20;

pub(crate) struct Lines {
    download: Download,
    unpack: Option<GzDecoder<Vec<u8>>>,
    /// What has come and is not read.
    rest: BytesMut,
    /// So much of it has no end of a line.
    searched: usize,
    ended: bool,
}

impl Lines {
    pub(crate) fn new(download: Download) -> Self {
        let gzip = download.header("content-encoding") == Some("gzip");
        Self {
            download,
            unpack: gzip.then(|| GzDecoder::new(Vec::new())),
            rest: BytesMut::new(),
            searched: 0,
            ended: false,
        }
    }

    pub(crate) async fn next(&mut self) -> Result<Option<Object>> {
        loop {
            while let Some(line) = self.line() {
                let line = line.trim_ascii();
                if !line.is_empty() {
                    return object(line).map(Some);
                }
            }
            if self.ended {
                return Ok(None);
            }
            if self.rest.len() > MAX_LINE {
                return Err(Error::Unexpected("a line does not end".to_owned()));
            }
            self.fill().await?;
        }
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

    async fn fill(&mut self) -> Result<()> {
        let chunk = self.download.chunk().await?;
        let Some(unpack) = &mut self.unpack else {
            match chunk {
                Some(chunk) => self.rest.extend_from_slice(&chunk),
                None => self.ended = true,
            }
            return Ok(());
        };
        match chunk {
            Some(chunk) => unpack
                .write_all(&chunk)
                .and_then(|()| unpack.flush())
                .map_err(|error| Error::Unexpected(format!("in a list of objects: {error}")))?,
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
        .map_err(|error| Error::Unexpected(format!("in a list of objects: {error}")))?;
    let id = brief
        .id
        .ok_or_else(|| Error::Unexpected("an object has no id".to_owned()))?;
    Ok(Object::new(id, brief.kind, Bytes::copy_from_slice(line)))
}
