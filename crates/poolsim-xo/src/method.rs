//! A method: its signature and its code.

use std::future::Future;
use std::pin::Pin;

use serde_json::Value as Json;

use super::call::Call;
use super::error::Answer;
use super::signature::Signature;

/// The answer of a method that runs.
pub type Running = Pin<Box<dyn Future<Output = Answer<Json>> + Send>>;

/// A method.
pub struct Method {
    /// How it is called.
    pub signature: Signature,
    /// What it does.
    pub run: fn(Call) -> Running,
}

/// Makes a method of a function.
macro_rules! method {
    ($name:literal, $permission:ident, $params:expr, $run:path) => {
        $crate::method::Method {
            signature: $crate::signature::Signature {
                name: $name,
                permission: $crate::signature::Permission::$permission,
                declared: $params,
            },
            run: |call| Box::pin($run(call)),
        }
    };
}
pub(super) use method;
