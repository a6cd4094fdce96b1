//! Everything that can go wrong between a caller and a pool.

use crate::api_error::ApiError;
use crate::certificate::CertificateInfo;

/// What this crate's functions give back.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a call has no answer. Each displays as one sentence without secrets.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server understood the call and answered with an error.
    #[error("{0}")]
    Api(ApiError),
    /// The server's certificate was not accepted by the caller's [`Trust`](crate::Trust).
    #[error("The certificate of {} is not trusted (SHA-256 {})", named(&.0.subject), .0.fingerprint)]
    Untrusted(Box<CertificateInfo>),
    /// No connection came about: the call was not sent.
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
    /// The answer did not come in time.
    #[error("The server did not answer in time")]
    TimedOut,
    /// Something answered, but not as a XAPI server does.
    #[error("{address} does not speak the XenServer API: {reason}")]
    NotXapi {
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
    /// An HTTP handler refused a transfer or a console.
    #[error("The server refused with HTTP {status}: {reason}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// What the server said.
        reason: String,
    },
    /// The task was cancelled.
    #[error("The task was cancelled")]
    Cancelled,
    /// The task has disappeared, so its outcome is not known.
    #[error("The task has disappeared from the server; its outcome is not known")]
    Vanished,
    /// The session was logged out by its owner.
    #[error("The session is logged out")]
    LoggedOut,
    /// The address of a server makes no sense.
    #[error("{text:?} is no address of a server: {reason}")]
    BadEndpoint {
        /// The address.
        text: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A task cannot be marked like this; the call was not sent.
    #[error("The call cannot be marked with {key:?}: {reason}")]
    BadMark {
        /// The key of the mark.
        key: String,
        /// Why it cannot be sent.
        reason: &'static str,
    },
    /// The client could not be set up.
    #[error("The connection could not be prepared: {0}")]
    Setup(String),
}

fn named(subject: &str) -> &str {
    if subject.is_empty() {
        "the server"
    } else {
        subject
    }
}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl Error {
    /// The API's error, if this is one.
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// The API's error code, if this is an error of the API.
    pub fn code(&self) -> Option<&str> {
        self.api().map(ApiError::code)
    }

    /// The same with all that a server may have said as `quote` has it.
    #[cfg(feature = "client")]
    pub(crate) fn quoted(self, quote: impl Fn(&str) -> String) -> Self {
        match self {
            Self::Api(error) => Self::Api(error.quoted(quote)),
            Self::Unreachable { address, reason } => Self::Unreachable {
                address,
                reason: quote(&reason),
            },
            Self::Broken { address, reason } => Self::Broken {
                address,
                reason: quote(&reason),
            },
            Self::NotXapi {
                address,
                reason,
                status,
            } => Self::NotXapi {
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
            Self::Untrusted(_)
            | Self::TimedOut
            | Self::Cut
            | Self::Cancelled
            | Self::Vanished
            | Self::LoggedOut
            | Self::BadMark { .. } => self,
        }
    }

    /// Whether the call may have done something all the same. Only a call that certainly had no
    /// effect may be sent again without asking.
    pub fn may_have_had_effect(&self) -> bool {
        match self {
            Self::Api(error) => error.may_have_had_effect(),
            // A 5xx may come from the server's own handler, half-way through; and a success that holds
            // no reply from somebody who put it in the place of one. Who redirects or refuses has done
            // nothing.
            Self::NotXapi { status, .. } | Self::Refused { status, .. } => {
                !(300..500).contains(status)
            }
            Self::Broken { .. }
            | Self::TimedOut
            | Self::Cut
            | Self::Unexpected(_)
            | Self::Cancelled
            | Self::Vanished => true,
            Self::Untrusted(_)
            | Self::Unreachable { .. }
            | Self::LoggedOut
            | Self::BadEndpoint { .. }
            | Self::BadMark { .. }
            | Self::Setup(_) => false,
        }
    }

    /// Whether another attempt, later, has a chance without anybody doing anything: the network or
    /// the server is at fault, not the request.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Api(error) => matches!(
                error,
                ApiError::HostStillBooting { .. }
                    | ApiError::TooBusy { .. }
                    | ApiError::TooManyPendingTasks { .. }
                    | ApiError::HostIsSlave { .. }
                    | ApiError::HostInEmergencyMode { .. }
                    | ApiError::EventsLost { .. }
                    | ApiError::SessionInvalid { .. }
            ),
            Self::NotXapi { status, .. } => *status >= 500,
            Self::Unreachable { .. } | Self::Broken { .. } | Self::TimedOut | Self::Cut => true,
            _ => false,
        }
    }
}
