//! Errors as xo-server tells them: a number of its own for what it foresees, −32000 for everything else.

use serde_json::{Value as Json, json};

use poolsim::failure::Failure;

/// What a call fails with.
#[derive(Clone, Debug)]
pub enum Error {
    /// One of xo-server's own errors: everybody is told all of it.
    Known {
        /// Its number.
        code: i64,
        /// Its text.
        message: String,
        /// What goes with it.
        data: Json,
    },
    /// Anything else: only an administrator is told what it was.
    Unforeseen {
        /// The exception's text.
        message: String,
        /// The exception.
        data: Json,
    },
}

/// What a call gives back.
pub type Answer<T> = Result<T, Error>;

impl Error {
    fn known(code: i64, message: impl Into<String>, data: Json) -> Error {
        Error::Known {
            code,
            message: message.into(),
            data,
        }
    }

    /// No object of those types has that id.
    pub fn no_such_object(id: &str, types: &[&str]) -> Error {
        let (shown, data) = match types {
            [one] => ((*one).to_owned(), json!(one)),
            _ => (types.join(", "), json!(types)),
        };
        let message = if types.is_empty() {
            format!("no such object {id}")
        } else {
            format!("no such {shown} {id}")
        };
        let data = if types.is_empty() {
            json!({ "id": id })
        } else {
            json!({ "id": id, "type": data })
        };
        Error::known(1, message, data)
    }

    /// Not signed in, or not enough rights: on an object where one is given.
    pub fn unauthorized(permission: Option<&str>, object: Option<&str>) -> Error {
        let object = object.map_or(json!({}), |id| json!({ "id": id }));
        let mut data = json!({ "object": object });
        if let Some(permission) = permission {
            data["permission"] = permission.into();
        }
        Error::known(2, "not enough permissions", data)
    }

    /// Wrong name, password, one-time code or token.
    pub fn invalid_credentials() -> Error {
        Error::known(3, "invalid credentials", Json::Null)
    }

    /// Something that is never done.
    pub fn forbidden_operation(operation: &str, reason: &str) -> Error {
        Error::known(
            5,
            format!("forbidden operation: {operation}"),
            json!({ "operation": operation, "reason": reason }),
        )
    }

    /// The pool refused XO's name or password.
    pub fn authentication_failed() -> Error {
        Error::known(8, "authentication failed", Json::Null)
    }

    /// Nothing listens there.
    pub fn server_unreachable(host: &str) -> Error {
        Error::known(9, "server unreachable", json!({ "objectId": host }))
    }

    /// The parameters are not what the method takes.
    pub fn invalid_parameters(errors: Json) -> Error {
        Error::known(10, "invalid parameters", json!({ "errors": errors }))
    }

    /// The same, found by the method itself.
    pub fn wrong_parameters(message: &str) -> Error {
        Error::known(10, message, json!({}))
    }

    /// A VM is in the wrong state.
    pub fn power_state(id: &str, expected: &str, actual: &str) -> Error {
        Error::known(
            13,
            format!("VM state is {actual} but should be {expected}"),
            json!({ "objectId": id, "expected": expected, "actual": actual }),
        )
    }

    /// Something is not as it must be; `object` may be a whole record.
    pub fn incorrect_state(actual: Json, expected: Json, object: Json, property: &str) -> Error {
        let mut data = json!({ "expected": expected, "object": object, "property": property });
        // What is undefined there does not get into JSON.
        if !actual.is_null() {
            data["actual"] = actual;
        }
        Error::known(25, "incorrect state", data)
    }

    /// An exception of xo-server's own.
    pub fn unforeseen(message: impl Into<String>) -> Error {
        let message = message.into();
        let data =
            json!({ "message": message, "name": "Error", "stack": format!("Error: {message}") });
        Error::Unforeseen { message, data }
    }

    /// What the pool answered. Some of its errors have a number; `id` turns references into ids.
    pub fn from_pool(failure: &Failure, method: &str, id: impl Fn(&str) -> String) -> Error {
        let param = |i: usize| failure.params.get(i).map_or("", String::as_str);
        let of_object = |message: &str, i: usize, code: i64| {
            Error::known(code, message, json!({ "objectId": id(param(i)) }))
        };
        match failure.code.as_str() {
            "NO_HOSTS_AVAILABLE" => Error::known(7, "no hosts available", Json::Null),
            "SESSION_AUTHENTICATION_FAILED" => Error::authentication_failed(),
            "VM_MISSING_PV_DRIVERS" => of_object("missing PV drivers", 0, 11),
            // The table of xo-server hands this one's parameters on as they are: the id gets lost.
            "VM_IS_TEMPLATE" => Error::known(12, "VM is a template", json!({})),
            "VM_BAD_POWER_STATE" => Error::power_state(&id(param(0)), param(1), param(2)),
            "VM_LACKS_FEATURE" => of_object("VM lacks feature ", 0, 14),
            "PIF_VLAN_EXISTS" => Error::known(
                16,
                "PIF already exists",
                json!({ "objectId": id(param(0)), "objectType": "PIF" }),
            ),
            "VDI_IN_USE" => Error::known(
                17,
                "VDI in use",
                json!({ "objectId": id(param(0)), "operation": param(1) }),
            ),
            "HOST_OFFLINE" => of_object("host offline", 0, 18),
            "OPERATION_BLOCKED" => Error::known(
                19,
                "operation blocked",
                json!({ "objectId": id(param(0)), "code": param(1) }),
            ),
            code => {
                let message = format!("{code}({})", failure.params.join(", "));
                let data = json!({
                    "code": code,
                    "params": failure.params,
                    "call": { "method": method },
                    "message": message,
                    "name": "XapiError",
                    "stack": format!("XapiError: {message}"),
                });
                Error::Unforeseen { message, data }
            }
        }
    }

    /// The `error` member of an answer.
    pub fn json(self, admin: bool) -> Json {
        match self {
            Error::Known {
                code,
                message,
                data: Json::Null,
            } => json!({ "code": code, "message": message }),
            Error::Known {
                code,
                message,
                data,
            } => json!({ "code": code, "message": message, "data": data }),
            Error::Unforeseen { message, data } if admin => {
                json!({ "code": -32000, "message": message, "data": data })
            }
            Error::Unforeseen { .. } => {
                json!({ "code": -32000, "message": "unknown error from the peer" })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_ids_and_details_are_for_administrators() {
        let id = |reference: &str| reference.replace("OpaqueRef:", "id-");
        let failure = Failure::power_state("OpaqueRef:1", "halted", "running");
        let error = Error::from_pool(&failure, "VM.start", id).json(false);
        assert_eq!(
            error,
            json!({ "code": 13, "message": "VM state is running but should be halted",
                    "data": { "objectId": "id-1", "expected": "halted", "actual": "running" } })
        );
        let odd = Error::from_pool(&Failure::new("SR_FULL", ["2", "1"]), "VM.copy", id);
        assert_eq!(
            odd.clone().json(false),
            json!({ "code": -32000, "message": "unknown error from the peer" })
        );
        let told = odd.json(true);
        assert_eq!(told["message"], "SR_FULL(2, 1)");
        assert_eq!(told["data"]["params"], json!(["2", "1"]));
    }
}
