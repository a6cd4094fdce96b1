//! What our role at the pool lets us do. What is refused here the server would refuse; what it let
//! pass only for some keys of a map, or not at all, is seen once the calls are known.

use serde_json::Value;
use xapi::{Permissions, least_role};

use super::Refusal;
use crate::problem::Problem;

/// Whether one of these methods at least may be called.
///
/// # Errors
/// `role_lacks`.
pub(super) fn check_methods(
    permissions: Option<&Permissions>,
    methods: impl Iterator<Item = &'static str>,
) -> Result<(), Refusal> {
    let Some(permissions) = permissions else {
        return Ok(());
    };
    let mut first = None;
    for method in methods {
        if permissions.may_call(method) {
            return Ok(());
        }
        first.get_or_insert(method);
    }
    first.map_or(Ok(()), |method| Err(lacks(permissions, method)))
}

/// Whether each of these calls may be made: method and parameters.
///
/// # Errors
/// `role_lacks`.
pub(super) fn check_calls<'a>(
    permissions: Option<&Permissions>,
    mut calls: impl Iterator<Item = (&'a str, &'a [Value])>,
) -> Result<(), Refusal> {
    let Some(permissions) = permissions else {
        return Ok(());
    };
    let refused = calls.find(|(method, params)| !permissions.may_make(method, params));
    refused.map_or(Ok(()), |(method, _)| Err(lacks(permissions, method)))
}

fn lacks(permissions: &Permissions, method: &str) -> Refusal {
    Problem::new("role_lacks")
        .with("role", permissions.role().as_str())
        .with("least", least_role(method).as_str())
        .with("permission", method)
        .into()
}
