// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `event`.

use super::*;

/// `event.inject`; for the role read-only and those above it.
pub fn inject(class: &str, r#ref: &str) -> ApiCall<Text> {
    ApiCall::plain("event.inject", params![class, r#ref])
}

/// `event.get_current_id`; for the role read-only and those above it.
pub fn get_current_id() -> ApiCall<i64> {
    ApiCall::plain("event.get_current_id", params![])
}

/// `event.from`; for the role read-only and those above it.
pub fn from(classes: &[Text], token: &str, timeout: f64) -> ApiCall<Value> {
    ApiCall::plain("event.from", params![classes, token, timeout])
}

/// `event.next`; for the role read-only and those above it.
pub fn next() -> ApiCall<List<Value>> {
    ApiCall::plain("event.next", params![])
}

/// `event.unregister`; for the role read-only and those above it.
pub fn unregister(classes: &[Text]) -> ApiCall<()> {
    ApiCall::plain("event.unregister", params![classes])
}

/// `event.register`; for the role read-only and those above it.
pub fn register(classes: &[Text]) -> ApiCall<()> {
    ApiCall::plain("event.register", params![classes])
}
