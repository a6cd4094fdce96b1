//! Reads `/rrd_updates`, `/host_rrd` and `/vm_rrd`, whatever the age of the server.
//!
//! Servers have written these in XML; in JSON with bare `NaN` and unquoted names; with the rows
//! inside `meta`; and with every number a text. All are told apart by the answer alone, since what
//! was asked for does not always decide what comes.

mod error;
mod json;
mod raw;
mod xml;

pub use error::ReplyError;

use super::samples::{Measured, Samples};
use error::malformed;

/// Reads an answer of `/rrd_updates`: one archive of many objects.
///
/// # Errors
/// [`ReplyError`] if it is cut off or is not such an answer.
pub fn read_updates(body: &[u8]) -> Result<Samples, ReplyError> {
    let text = text_of(body)?;
    let raw = if is_xml(text) {
        xml::updates(text)?
    } else {
        json::updates(text)?
    };
    raw.samples()
}

/// Reads an answer of `/host_rrd` or `/vm_rrd`: all archives of one object, which the answer does
/// not name.
///
/// # Errors
/// [`ReplyError`] if it is cut off or is not such an answer.
pub fn read_archive(measured: &Measured, body: &[u8]) -> Result<Vec<Samples>, ReplyError> {
    let text = text_of(body)?;
    let raw = if is_xml(text) {
        xml::archive(text)?
    } else {
        json::archive(text)?
    };
    raw.samples(measured)
}

fn text_of(body: &[u8]) -> Result<&str, ReplyError> {
    std::str::from_utf8(body).map_err(|error| {
        if error.error_len().is_none() {
            ReplyError::Cut { length: body.len() }
        } else {
            malformed(format!("byte {}", error.valid_up_to()), "it is not UTF-8")
        }
    })
}

fn is_xml(text: &str) -> bool {
    text.trim_start().starts_with('<')
}
