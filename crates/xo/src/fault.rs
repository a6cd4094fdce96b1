//! What the layers below say went wrong, in this crate's words.

use std::error::Error as StdError;
use std::io;

use tokio_tungstenite::tungstenite;
use tungstenite::error::ProtocolError;

use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::tls::Refused;

/// An error while a connection was being opened.
pub(crate) fn opening(error: &io::Error, endpoint: &Endpoint) -> Error {
    let address = endpoint.url();
    if let Some(Refused(untrusted)) = find::<Refused>(error) {
        return Error::Untrusted(Box::new(untrusted.clone()));
    }
    if let Some(rustls::Error::InvalidMessage(_)) = find::<rustls::Error>(error) {
        return Error::NotXo {
            address,
            reason: "it does not speak TLS".to_owned(),
            status: 0,
        };
    }
    Error::Unreachable {
        address,
        reason: reason(error),
    }
}

/// An error of a WebSocket's upgrade.
pub(crate) fn upgrading(error: &tungstenite::Error, endpoint: &Endpoint) -> Error {
    let address = endpoint.url();
    let not_xo = |reason: String, status| Error::NotXo {
        address: address.clone(),
        reason,
        status,
    };
    match error {
        tungstenite::Error::Http(response) => {
            let location = response.headers().get("location");
            let reason = match location.and_then(|to| to.to_str().ok()) {
                Some(_) => "it redirects to another address".to_owned(),
                None => format!("it answers with HTTP {}", response.status()),
            };
            not_xo(reason, response.status().as_u16())
        }
        tungstenite::Error::Io(_)
        | tungstenite::Error::ConnectionClosed
        | tungstenite::Error::Protocol(
            ProtocolError::HandshakeIncomplete | ProtocolError::ResetWithoutClosingHandshake,
        ) => Error::Unreachable {
            address,
            reason: reason(error),
        },
        _ => not_xo("it does not speak WebSocket".to_owned(), 0),
    }
}

/// An error of a request over HTTP, once the connection was there.
pub(crate) fn requesting(error: &hyper::Error, endpoint: &Endpoint) -> Error {
    let address = endpoint.url();
    if error.is_parse() {
        return Error::NotXo {
            address,
            reason: "it does not answer in HTTP".to_owned(),
            status: 0,
        };
    }
    Error::Broken {
        address,
        reason: reason(error),
    }
}

/// The plainest words for what is at the bottom of an error.
pub(crate) fn reason(error: &(dyn StdError + 'static)) -> String {
    if let Some(io) = find::<io::Error>(error) {
        match io.kind() {
            io::ErrorKind::ConnectionRefused => return "the connection was refused".to_owned(),
            io::ErrorKind::TimedOut => return "no answer in time".to_owned(),
            io::ErrorKind::ConnectionReset => return "the connection was reset".to_owned(),
            io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe => {
                return "the connection was closed".to_owned();
            }
            _ => {}
        }
    }
    if let Some(tungstenite::Error::ConnectionClosed | tungstenite::Error::AlreadyClosed) =
        find::<tungstenite::Error>(error)
    {
        return "the connection was closed".to_owned();
    }
    if let Some(ProtocolError::HandshakeIncomplete | ProtocolError::ResetWithoutClosingHandshake) =
        find::<ProtocolError>(error)
    {
        return "the connection was closed".to_owned();
    }
    let mut deepest = String::new();
    visit(error, &mut |layer| {
        deepest = layer.to_string();
        None::<()>
    });
    deepest
}

pub(crate) fn find<'a, T: StdError + 'static>(
    error: &'a (dyn StdError + 'static),
) -> Option<&'a T> {
    visit(error, &mut |layer| layer.downcast_ref::<T>())
}

/// Goes down the sources. An `io::Error` hides what it wraps from `source`, rustls what a verifier
/// gave it, tungstenite what it quotes: all are looked into.
fn visit<'a, T>(
    error: &'a (dyn StdError + 'static),
    look: &mut dyn FnMut(&'a (dyn StdError + 'static)) -> Option<T>,
) -> Option<T> {
    if let Some(found) = look(error) {
        return Some(found);
    }
    let wrapped: Option<&'a (dyn StdError + 'static)> =
        if let Some(io) = error.downcast_ref::<io::Error>() {
            io.get_ref().map(|inner| inner as _)
        } else if let Some(rustls::Error::Other(other)) = error.downcast_ref::<rustls::Error>() {
            Some(&*other.0)
        } else if let Some(tungstenite) = error.downcast_ref::<tungstenite::Error>() {
            match tungstenite {
                tungstenite::Error::Io(io) => Some(io),
                tungstenite::Error::Protocol(protocol) => Some(protocol),
                _ => None,
            }
        } else {
            None
        };
    visit(wrapped.or_else(|| error.source())?, look)
}
