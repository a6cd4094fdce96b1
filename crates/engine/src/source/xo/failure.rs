//! What errors of Xen Orchestra mean for those who live on it.

use ::xapi::Refused;
use inventory::Problem;
use xo::{Error, ErrorCode};

use crate::{
    problems,
    source::{Failure, xapi},
    trust::Checker,
};

/// What an error means for the connection to Xen Orchestra.
pub(super) fn failure(trust: &Checker, user: &str, error: &Error) -> Failure {
    let problem = problems::of_xo(error);
    match error {
        Error::Untrusted(untrusted) => match untrusted.cause::<Refused>() {
            Some(Refused(certificate)) => trust.untrusted(xapi::view(certificate)).into(),
            None => Failure::Refused(problem),
        },
        Error::BadEndpoint { .. } => Failure::Refused(problem),
        Error::Api(api) if api.code == ErrorCode::InvalidCredentials => {
            // It may be the one-time password as well: the server does not say.
            let wrong = Problem {
                raw: problem.raw,
                ..Problem::new("xo_wrong_password")
            };
            Failure::Password(Some(wrong.with("user", user)))
        }
        _ => Failure::Lost(problem),
    }
}

/// Whether the user has not the right to ask that.
pub(super) fn is_forbidden(error: &Error) -> bool {
    matches!(
        error.code(),
        Some(ErrorCode::Unauthorized | ErrorCode::MethodNotFound | ErrorCode::ForbiddenOperation)
    )
}

/// Whether a call that ended so may have done something all the same. An answer is an answer, unless
/// it says that the way from Xen Orchestra to the pool broke while the pool was at it.
pub(super) fn is_doubtful(error: &Error) -> bool {
    let Error::Api(error) = error else {
        return error.may_have_had_effect();
    };
    let broke = |code: &str| {
        matches!(
            code,
            "ECONNRESET" | "EPIPE" | "ETIMEDOUT" | "UND_ERR_SOCKET" | "UND_ERR_HEADERS_TIMEOUT"
        )
    };
    error.code == ErrorCode::Other && error.detail("code").is_some_and(broke)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn answered(code: i64, data: Value) -> Error {
        Error::from(xo::ApiError {
            code: ErrorCode::from_number(code),
            message: "made up".to_owned(),
            data,
        })
    }

    #[test]
    fn only_what_broke_on_its_way_is_in_doubt() {
        let broken = Error::Broken {
            address: "xo".into(),
            reason: "gone".into(),
        };
        assert!(is_doubtful(&broken));
        assert!(is_doubtful(&Error::TimedOut));
        assert!(is_doubtful(&answered(
            -32000,
            json!({ "code": "ECONNRESET" })
        )));
        assert!(!is_doubtful(&answered(
            -32000,
            json!({ "code": "SR_FULL" })
        )));
        assert!(!is_doubtful(&answered(-32000, Value::Null)));
        assert!(!is_doubtful(&answered(13, Value::Null)));
        let closed = Error::Closed {
            address: "xo".into(),
            reason: "gone".into(),
        };
        assert!(!is_doubtful(&closed), "it was not sent");
    }
}
