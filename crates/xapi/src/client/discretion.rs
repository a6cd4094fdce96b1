//! What is told of the answer to a log-in.
//!
//! Whatever answers at a wrong address has just been sent a password, and many things quote what they
//! were sent. So of such an answer only what kind of error it is goes any further, and of its details
//! what leads on to the coordinator.

use super::endpoint::Endpoint;
use crate::api_error::ApiError;
use crate::error::Error;

/// No code of the API is longer.
const LONGEST_CODE: usize = 80;

/// The error of a log-in of that user, without anything that the server may have quoted.
pub(super) fn of_login(error: Error, user: &str, asked: &Endpoint) -> Error {
    match error {
        Error::Api(error) => Error::Api(of_api(&error, user, asked)),
        Error::Unexpected(_) => Error::Unexpected("no session".to_owned()),
        error => error,
    }
}

fn of_api(error: &ApiError, user: &str, asked: &Endpoint) -> ApiError {
    let params = match error {
        // Who it was about is known.
        ApiError::AuthenticationFailed { .. } | ApiError::AuthorizationFailed { .. } => {
            vec![user.to_owned()]
        }
        ApiError::HostIsSlave { address, .. } if asked.with_host(address).is_some() => {
            vec![address.clone()]
        }
        _ => Vec::new(),
    };
    let is_code = |code: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        code.len() <= LONGEST_CODE && code.bytes().all(plain)
    };
    let code = Some(error.code()).filter(|code| is_code(code));
    ApiError::new(code.unwrap_or("INTERNAL_ERROR"), params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, params: &[&str], expect: &[&str]) {
        let params = params.iter().map(|text| text.to_string()).collect();
        let asked = Endpoint::parse("https://xen1").unwrap();
        let told = of_login(ApiError::new(code, params).into(), "ann", &asked);
        let error = told.api().unwrap();
        let told: Vec<String> = [error.code().to_owned()]
            .into_iter()
            .chain(error.params())
            .collect();
        assert_eq!(told, expect);
    }

    #[test]
    fn only_what_leads_on() {
        let failed = "SESSION_AUTHENTICATION_FAILED";
        check(failed, &["bob", "made-up"], &[failed, "ann"]);
        check(
            "HOST_IS_SLAVE",
            &["10.0.0.2"],
            &["HOST_IS_SLAVE", "10.0.0.2"],
        );
        check("HOST_IS_SLAVE", &["made-up/x"], &["HOST_IS_SLAVE"]);
        check("HOST_STILL_BOOTING", &["made-up"], &["HOST_STILL_BOOTING"]);
        check("a call of ann made-up", &["made-up"], &["INTERNAL_ERROR"]);
        check("ENTIRELY_NEW", &["made-up"], &["ENTIRELY_NEW"]);
    }
}
