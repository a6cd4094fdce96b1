//! API failures: a code and its parameters, as every client sees them.

/// What a call gives back.
pub type Outcome<T> = Result<T, Failure>;

/// An API error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The code.
    pub code: String,
    /// Its parameters, all text.
    pub params: Vec<String>,
}

impl Failure {
    /// A failure with parameters.
    pub fn new<P: Into<String>>(code: &str, params: impl IntoIterator<Item = P>) -> Failure {
        Failure {
            code: code.to_owned(),
            params: params.into_iter().map(Into::into).collect(),
        }
    }

    /// A failure without parameters.
    pub fn bare(code: &str) -> Failure {
        Failure {
            code: code.to_owned(),
            params: Vec::new(),
        }
    }

    /// The object is not there (any more).
    pub fn handle(class: &str, reference: &str) -> Failure {
        Failure::new("HANDLE_INVALID", [class, reference])
    }

    /// Something the server did not foresee; `text` looks like the exception it would print.
    pub fn internal(text: impl Into<String>) -> Failure {
        Failure::new("INTERNAL_ERROR", [text.into()])
    }

    /// A value that is out of the question for a field.
    pub fn invalid_value(field: &str, value: &str) -> Failure {
        Failure::new("INVALID_VALUE", [field, value])
    }

    /// A VM is in the wrong state; states are given in lower case.
    pub fn power_state(vm: &str, expected: &str, actual: &str) -> Failure {
        Failure::new("VM_BAD_POWER_STATE", [vm, expected, actual])
    }

    /// Not simulated.
    pub fn not_implemented(method: &str) -> Failure {
        Failure::new("NOT_IMPLEMENTED", [method])
    }

    /// A record given to a constructor lacks a member.
    pub fn field_missing(field: &str) -> Failure {
        Failure::internal(format!(
            "Server_helpers.Dispatcher_FieldNotFound(\"{field}\")"
        ))
    }
}
