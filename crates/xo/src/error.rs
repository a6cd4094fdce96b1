//! Everything that can go wrong between a caller and xo-server.

use crate::api_error::ApiError;
use crate::tls::Untrusted;

/// What this crate's functions give back.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call has no answer. Each displays as one sentence without secrets.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server understood the call and answered with an error.
    #[error("{0}")]
    Api(Box<ApiError>),
    /// The server's certificate was not accepted. Nothing was sent.
    #[error("The server's certificate is not trusted (SHA-256 {})", .0.fingerprint)]
    Untrusted(Box<Untrusted>),
    /// No connection came about: nothing was asked.
    #[error("{address} cannot be reached: {reason}")]
    Unreachable {
        /// What was to be reached.
        address: String,
        /// Why it could not be.
        reason: String,
    },
    /// The connection broke after the call was sent and before the answer.
    #[error("The connection to {address} broke: {reason}")]
    Broken {
        /// Whom the connection was with.
        address: String,
        /// How it broke.
        reason: String,
    },
    /// The connection was over before the call: it was not sent. Another connection is needed.
    #[error("The connection to {address} is over: {reason}")]
    Closed {
        /// Whom the connection was with.
        address: String,
        /// How it ended.
        reason: String,
    },
    /// The answer did not come in time.
    #[error("The server did not answer in time")]
    TimedOut,
    /// Something answered, but not as xo-server does.
    #[error("{address} is no Xen Orchestra: {reason}")]
    NotXo {
        /// What was asked.
        address: String,
        /// What it did instead.
        reason: String,
        /// The HTTP status it answered with; 0 if it did not come so far.
        status: u16,
    },
    /// The answer ended before its end.
    #[error("The server's answer was cut off")]
    Cut,
    /// The answer is well-formed, but its value is not of the type that was asked for.
    #[error("The server's answer is not of the expected type: {0}")]
    Unexpected(String),
    /// A transfer or a console was refused.
    #[error("The server refused: {reason}")]
    Refused {
        /// The HTTP status; 0 where the server just closed the connection, as it does with
        /// consoles.
        status: u16,
        /// What the server said, or what its silence may mean.
        reason: String,
    },
    /// The address of a server makes no sense.
    #[error("{text:?} is no address of a server: {reason}")]
    BadEndpoint {
        /// The address.
        text: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The client could not be set up, or a call's parameters could not be written.
    #[error("The connection could not be prepared: {0}")]
    Setup(String),
}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        Self::Api(Box::new(error))
    }
}

impl Error {
    /// Of JSON that is something else than it should be. What stands there instead is not quoted, as
    /// serde would.
    pub(crate) fn unexpected(place: impl std::fmt::Display, error: &serde_json::Error) -> Self {
        let kind = match error.classify() {
            serde_json::error::Category::Data => "not what it should be",
            _ => "no JSON",
        };
        let (line, column) = (error.line(), error.column());
        Self::Unexpected(format!("{place}: {kind}, line {line} column {column}"))
    }

    /// The same with all that a server may have said as `quote` has it.
    pub(crate) fn quoted(self, quote: impl Fn(&str) -> String) -> Self {
        match self {
            Self::Api(error) => error.quoted(&quote).into(),
            Self::Unreachable { address, reason } => Self::Unreachable {
                address,
                reason: quote(&reason),
            },
            Self::Broken { address, reason } => Self::Broken {
                address,
                reason: quote(&reason),
            },
            Self::Closed { address, reason } => Self::Closed {
                address,
                reason: quote(&reason),
            },
            Self::NotXo {
                address,
                reason,
                status,
            } => Self::NotXo {
                address,
                reason: quote(&reason),
                status,
            },
            Self::Unexpected(reason) => Self::Unexpected(quote(&reason)),
            Self::Refused { status, reason } => Self::Refused {
                status,
                reason: quote(&reason),
            },
            Self::BadEndpoint { text, reason } => Self::BadEndpoint {
                text: quote(&text),
                reason,
            },
            Self::Setup(reason) => Self::Setup(quote(&reason)),
            Self::Untrusted(_) | Self::TimedOut | Self::Cut => self,
        }
    }

    /// The API's error, if this is one.
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// The API's error code, if this is an error of the API.
    pub fn code(&self) -> Option<crate::ErrorCode> {
        self.api().map(|error| error.code)
    }

    /// Whether the call may have done something all the same. Only a call that certainly had no
    /// effect may be sent again without asking.
    pub fn may_have_had_effect(&self) -> bool {
        match self {
            Self::Api(error) => error.may_have_had_effect(),
            Self::NotXo { status, .. } | Self::Refused { status, .. } => *status >= 500,
            Self::Broken { .. } | Self::TimedOut | Self::Cut | Self::Unexpected(_) => true,
            Self::Untrusted(_)
            | Self::Unreachable { .. }
            | Self::Closed { .. }
            | Self::BadEndpoint { .. }
            | Self::Setup(_) => false,
        }
    }

    /// Whether another attempt, later, has a chance without anybody doing anything: the network or
    /// the server is at fault, not the request.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Api(error) => error.code == crate::ErrorCode::ServiceUnavailable,
            Self::NotXo { status, .. } => *status >= 500,
            Self::Unreachable { .. }
            | Self::Broken { .. }
            | Self::Closed { .. }
            | Self::TimedOut
            | Self::Cut => true,
            _ => false,
        }
    }
}
