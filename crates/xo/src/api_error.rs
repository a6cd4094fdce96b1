//! The errors of xo-server: numbers, a sentence, and whatever the server adds.

use std::fmt;

use serde_json::Value;

/// Declares [`ErrorCode`]: variant, number, what it means.
macro_rules! error_codes {
    ($( $(#[doc = $doc:literal])* $name:ident = $number:literal, )*) => {
        /// What kind of error it is. The positive numbers are Xen Orchestra's own, the negative ones
        /// JSON-RPC's.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $( $(#[doc = $doc])* $name, )*
            /// A number that this crate has no name for.
            Unknown(i64),
        }

        impl ErrorCode {
            /// The codes that have a name.
            pub const NAMED: &'static [Self] = &[$(Self::$name),*];

            /// The code of that number.
            pub fn from_number(number: i64) -> Self {
                match number {
                    $($number => Self::$name,)*
                    _ => Self::Unknown(number),
                }
            }

            /// The number on the wire.
            pub fn number(self) -> i64 {
                match self {
                    $(Self::$name => $number,)*
                    Self::Unknown(number) => number,
                }
            }
        }
    };
}

error_codes! {
    /// What was asked for is not built.
    NotImplemented = 0,
    /// There is no object of that id; the data name `id` and `type`.
    NoSuchObject = 1,
    /// Not signed in, or without the right; the data name the `permission`.
    Unauthorized = 2,
    /// Wrong user, password, one-time password or token.
    InvalidCredentials = 3,
    /// Nobody may do this.
    ForbiddenOperation = 5,
    /// No host can take it.
    NoHostsAvailable = 7,
    /// The pool refused Xen Orchestra's own log-in.
    AuthenticationFailed = 8,
    /// The pool cannot be reached by Xen Orchestra.
    ServerUnreachable = 9,
    /// Parameters that do not fit the method; the data list the `errors`.
    InvalidParameters = 10,
    /// The machine has no drivers for this.
    VmMissingPvDrivers = 11,
    /// A template cannot do this.
    VmIsTemplate = 12,
    /// The machine is in another power state; the data name `expected` and `actual`.
    VmBadPowerState = 13,
    /// The machine cannot do this.
    VmLacksFeature = 14,
    /// Not while the pool is being upgraded.
    NotSupportedDuringUpgrade = 15,
    /// There is one already.
    ObjectAlreadyExists = 16,
    /// Something uses the disk.
    VdiInUse = 17,
    /// The host is off.
    HostOffline = 18,
    /// Somebody blocked the operation.
    OperationBlocked = 19,
    /// A patch cannot be applied here.
    PatchPrecheckFailed = 20,
    /// It was tried, and failed.
    OperationFailed = 21,
    /// Not enough memory, disk or quota.
    NotEnoughResources = 24,
    /// Something is not in the state that this needs.
    IncorrectState = 25,
    /// The edition of Xen Orchestra does not include this.
    FeatureUnauthorized = 26,
    /// Not now.
    ServiceUnavailable = 28,
    /// Everything else that went wrong in the server. An administrator is told what, and often it
    /// is an error of the pool: see [`ApiError::of_pool`].
    Other = -32000,
    /// The server could not read the message.
    ParseError = -32700,
    /// The message is no request.
    InvalidRequest = -32600,
    /// There is no such method.
    MethodNotFound = -32601,
    /// Parameters of the wrong shape.
    InvalidParams = -32602,
    /// The server failed at the protocol itself.
    InternalError = -32603,
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number())
    }
}

/// An error that xo-server answered.
#[derive(Clone, PartialEq)]
pub struct ApiError {
    /// What kind of error.
    pub code: ErrorCode,
    /// The server's sentence, in English.
    pub message: String,
    /// What the server adds: for some codes named parameters, for others whole records. Null if
    /// nothing.
    pub data: Value,
}

impl ApiError {
    /// Reads an error object. What is missing or of a wrong type is left empty.
    pub(crate) fn read(mut error: Value) -> Self {
        let code = error.get("code").and_then(Value::as_i64);
        let message = error.get("message").and_then(Value::as_str);
        Self {
            code: code.map_or(ErrorCode::Other, ErrorCode::from_number),
            message: message.unwrap_or("unknown error").to_owned(),
            data: error.get_mut("data").map(Value::take).unwrap_or_default(),
        }
    }

    /// Its kind alone, without a word of the server's.
    pub(crate) fn kind_alone(&self) -> Self {
        Self {
            code: self.code,
            message: "what the server says is not shown, since it was sent a secret".to_owned(),
            data: Value::Null,
        }
    }

    /// The same with all texts as `quote` has them.
    pub(crate) fn quoted(self, quote: &dyn Fn(&str) -> String) -> Self {
        Self {
            code: self.code,
            message: quote(&self.message),
            data: quoted(self.data, quote),
        }
    }

    /// A named text among the data: `id`, `type`, `permission`, `expected`, `actual`…
    pub fn detail(&self, name: &str) -> Option<&str> {
        self.data.get(name)?.as_str()
    }

    /// The code and parameters of the pool's own error, where this is one that Xen Orchestra just
    /// passes on. Only administrators get to see them.
    pub fn of_pool(&self) -> Option<(&str, Vec<String>)> {
        let code = self.detail("code")?;
        let params = self.data.get("params").and_then(Value::as_array);
        let params = params.into_iter().flatten().map(|param| match param {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        });
        Some((code, params.collect()))
    }

    /// Whether the call may have done something all the same: not if it was refused before it
    /// began.
    pub fn may_have_had_effect(&self) -> bool {
        !matches!(
            self.code,
            ErrorCode::NotImplemented
                | ErrorCode::NoSuchObject
                | ErrorCode::Unauthorized
                | ErrorCode::InvalidCredentials
                | ErrorCode::ForbiddenOperation
                | ErrorCode::InvalidParameters
                | ErrorCode::VmIsTemplate
                | ErrorCode::VmBadPowerState
                | ErrorCode::OperationBlocked
                | ErrorCode::FeatureUnauthorized
                | ErrorCode::ParseError
                | ErrorCode::InvalidRequest
                | ErrorCode::MethodNotFound
                | ErrorCode::InvalidParams
        )
    }
}

/// Of a list or map in an error no more is kept: some bring whole records.
const MOST: usize = 100;

fn quoted(value: Value, quote: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => quote(&text).into(),
        Value::Array(list) => {
            let some = list.into_iter().take(MOST);
            some.map(|value| quoted(value, quote)).collect()
        }
        Value::Object(map) => {
            let some = map.into_iter().take(MOST);
            some.map(|(name, value)| (quote(&name), quoted(value, quote)))
                .collect()
        }
        plain => plain,
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (code {})", self.message, self.code)
    }
}

/// Without the data, which may be anything, also the parameters of a call with a secret.
impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("code", &self.code)
            .field("message", &self.message)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_number_leads_to_its_name_and_back() {
        for code in ErrorCode::NAMED {
            assert_eq!(ErrorCode::from_number(code.number()), *code);
        }
        assert_eq!(ErrorCode::from_number(4711), ErrorCode::Unknown(4711));
        assert_eq!(ErrorCode::Unknown(4711).number(), 4711);
    }

    #[test]
    fn reads_what_the_server_answers() {
        let error = ApiError::read(json!({
            "message": "VM state is running but should be halted",
            "code": 13,
            "data": {"objectId": "v", "expected": "halted", "actual": "running"},
        }));
        assert_eq!(error.code, ErrorCode::VmBadPowerState);
        assert_eq!(error.detail("actual"), Some("running"));
        assert_eq!(error.of_pool(), None);
        assert!(!error.may_have_had_effect());

        let error = ApiError::read(json!({
            "code": -32000,
            "message": "SR_FULL(made-up)",
            "data": {"code": "SR_FULL", "params": ["4096", 7], "stack": "at …"},
        }));
        let params = vec!["4096".to_owned(), "7".to_owned()];
        assert_eq!(error.of_pool(), Some(("SR_FULL", params)));
        assert!(error.may_have_had_effect());
        assert!(!format!("{error:?}").contains("4096"));

        let odd = ApiError::read(json!("what"));
        assert_eq!((odd.code, odd.data), (ErrorCode::Other, Value::Null));
    }
}
