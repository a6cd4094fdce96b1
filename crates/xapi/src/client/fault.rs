//! What the layers below say went wrong, in this crate's words.

use std::error::Error as StdError;
use std::io;

use super::endpoint::Endpoint;
use super::tls::Refused;
use crate::error::Error;

/// An error of the HTTP client about a request to `endpoint`.
pub(crate) fn from_http(error: &reqwest::Error, endpoint: &Endpoint) -> Error {
    let address = endpoint.url();
    if let Some(Refused(certificate)) = find::<Refused>(error) {
        return Error::Untrusted(Box::new(certificate.clone()));
    }
    if let Some(reason) = other_protocol(error) {
        return Error::NotXapi {
            address,
            reason,
            status: 0,
        };
    }
    // An address that the pool gave, and that no URL can be made of.
    if error.is_builder() {
        let reason = "it is no address".to_owned();
        return Error::Unreachable { address, reason };
    }
    if error.is_connect() {
        let reason = if error.is_timeout() {
            "no answer in time".to_owned()
        } else {
            reason(error)
        };
        return Error::Unreachable { address, reason };
    }
    if error.is_timeout() {
        return Error::TimedOut;
    }
    if error.is_body() || error.is_decode() {
        let early = find::<hyper::Error>(error).is_some_and(hyper::Error::is_incomplete_message)
            || find::<io::Error>(error).is_some_and(|io| io.kind() == io::ErrorKind::UnexpectedEof);
        if early {
            return Error::Cut;
        }
    }
    Error::Broken {
        address,
        reason: reason(error),
    }
}

/// An error while a stream to `endpoint` was being opened.
pub(crate) fn from_io(error: &io::Error, endpoint: &Endpoint) -> Error {
    let address = endpoint.url();
    if let Some(Refused(certificate)) = find::<Refused>(error) {
        return Error::Untrusted(Box::new(certificate.clone()));
    }
    if let Some(reason) = other_protocol(error) {
        return Error::NotXapi {
            address,
            reason,
            status: 0,
        };
    }
    Error::Unreachable {
        address,
        reason: reason(error),
    }
}

/// What shows that the other side speaks another protocol altogether.
fn other_protocol(error: &(dyn StdError + 'static)) -> Option<String> {
    if let Some(rustls::Error::InvalidMessage(_)) = find::<rustls::Error>(error) {
        return Some("it does not speak TLS".to_owned());
    }
    find::<hyper::Error>(error)
        .is_some_and(|error| error.is_parse() || spoke_first(error))
        .then(|| "it does not answer in HTTP".to_owned())
}

/// Whether the other side spoke before it was asked, as an SSH or mail server does. hyper has no
/// question for it, only these words.
fn spoke_first(error: &hyper::Error) -> bool {
    error.to_string() == "received unexpected message from connection"
}

/// The plainest words for what is at the bottom of an error.
fn reason(error: &(dyn StdError + 'static)) -> String {
    if let Some(io) = find::<io::Error>(error) {
        match io.kind() {
            io::ErrorKind::ConnectionRefused => return "the connection was refused".to_owned(),
            io::ErrorKind::TimedOut => return "no answer in time".to_owned(),
            io::ErrorKind::ConnectionReset => return "the connection was reset".to_owned(),
            io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe => {
                return "the connection was closed".to_owned();
            }
            io::ErrorKind::NotFound => return "there is no such socket".to_owned(),
            io::ErrorKind::PermissionDenied => return "permission denied".to_owned(),
            _ => {}
        }
    }
    let mut deepest = String::new();
    visit(error, &mut |layer| {
        deepest = layer.to_string();
        None::<()>
    });
    deepest
}

fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    visit(error, &mut |layer| layer.downcast_ref::<T>())
}

/// Goes down the sources. An `io::Error` hides what it wraps from `source`, and rustls what a
/// verifier gave it: both are looked into.
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
            Some(other)
        } else {
            None
        };
    visit(wrapped.or_else(|| error.source())?, look)
}
