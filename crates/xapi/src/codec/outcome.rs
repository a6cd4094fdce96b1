//! What a reply turned out to be, before it is known whom it came from.

use crate::api_error::ApiError;
use crate::error::Error;

/// Why a reply has no value.
#[derive(Debug, PartialEq)]
pub(crate) enum Failure {
    /// The API answered with an error.
    Api(ApiError),
    /// The body ends too early.
    Cut,
    /// The body is no reply of the API.
    NotXapi(String),
    /// The value is not of the type asked for.
    Unexpected(String),
}

impl Failure {
    /// What comes of a body that is no reply. It is not quoted: it may quote what we have sent.
    pub(crate) fn no_reply(body: &[u8]) -> Self {
        let reason = match body.trim_ascii() {
            [] => "its answer is empty",
            _ => "its answer is no reply of the API",
        };
        Self::NotXapi(reason.to_owned())
    }

    /// As an error about the server at `address`, which answered with `status`.
    pub(crate) fn at(self, address: &str, status: u16) -> Error {
        match self {
            Self::Api(error) => Error::Api(error),
            Self::Cut => Error::Cut,
            Self::Unexpected(reason) => Error::Unexpected(reason),
            Self::NotXapi(reason) => Error::NotXapi {
                address: address.to_owned(),
                reason,
                status,
            },
        }
    }
}

/// The error of a list as the API writes it: the code, then its parameters.
pub(crate) fn api_error(mut list: Vec<String>) -> ApiError {
    if list.is_empty() {
        return ApiError::new("INTERNAL_ERROR", vec!["an error without a code".to_owned()]);
    }
    let code = list.remove(0);
    ApiError::new(&code, list)
}
