//! What one message of the server's is.

use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::api_error::ApiError;
use crate::error::{Error, Result};

/// Of an error no more is read: some bring whole records.
const MAX_ERROR: usize = 1 << 20;

/// A message. Its members are left as text: those of 20 MB are read as a stream, by whoever asked.
pub(crate) enum Incoming {
    /// The server says something by itself.
    Said { method: String, params: Bytes },
    /// The answer to the call of that number, if it has one.
    Answer {
        id: Option<u64>,
        outcome: Result<Bytes>,
    },
}

pub(crate) fn read(frame: Bytes) -> Result<Incoming> {
    #[derive(Deserialize)]
    struct Envelope<'a> {
        #[serde(borrow)]
        id: Option<&'a RawValue>,
        method: Option<String>,
        #[serde(borrow)]
        params: Option<&'a RawValue>,
        #[serde(borrow)]
        result: Option<&'a RawValue>,
        #[serde(borrow)]
        error: Option<&'a RawValue>,
    }
    let envelope: Envelope<'_> =
        serde_json::from_slice(&frame).map_err(|error| Error::unexpected("a message", &error))?;
    let part = |raw: Option<&RawValue>| match raw {
        Some(raw) => frame.slice_ref(raw.get().as_bytes()),
        None => Bytes::from_static(b"null"),
    };
    if let Some(method) = envelope.method {
        let params = part(envelope.params);
        return Ok(Incoming::Said { method, params });
    }
    // It may come back as text.
    let id = envelope.id.map(|id| id.get().trim_matches('"'));
    Ok(Incoming::Answer {
        id: id.and_then(|id| id.parse().ok()),
        outcome: match envelope.error {
            Some(error) => Err(read_error(error).into()),
            None => Ok(part(envelope.result)),
        },
    })
}

/// An error as it came, if it is of a length that an error has.
fn read_error(error: &RawValue) -> ApiError {
    let text = Some(error.get()).filter(|text| text.len() <= MAX_ERROR);
    let error = text.and_then(|text| serde_json::from_str(text).ok());
    ApiError::read(error.unwrap_or_default())
}
