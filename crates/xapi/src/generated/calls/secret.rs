// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `secret`.

use super::*;

/// `secret.create`; for the role pool-operator and those above it.
pub fn create(args: &Value) -> ApiCall<OpaqueRef> {
    ApiCall::with_task("secret.create", params![args])
}

/// `secret.destroy`; for the role pool-operator and those above it.
pub fn destroy(secret: &OpaqueRef) -> ApiCall<()> {
    ApiCall::with_task("secret.destroy", params![secret])
}

/// `secret.get_all`; for the role pool-operator and those above it.
pub fn get_all() -> ApiCall<List<OpaqueRef>> {
    ApiCall::plain("secret.get_all", params![])
}

/// `secret.get_all_records`; for the role pool-operator and those above it.
pub fn get_all_records() -> ApiCall<Map<OpaqueRef, Value>> {
    ApiCall::plain("secret.get_all_records", params![])
}

/// `secret.get_all_records_where`; for the role pool-operator and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<OpaqueRef, Value>> {
    ApiCall::plain("secret.get_all_records_where", params![expr])
}

/// `secret.get_by_uuid`; for the role pool-operator and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<OpaqueRef> {
    ApiCall::plain("secret.get_by_uuid", params![uuid])
}

/// `secret.get_record`; for the role pool-operator and those above it.
pub fn get_record(secret: &OpaqueRef) -> ApiCall<Value> {
    ApiCall::plain("secret.get_record", params![secret])
}

/// `secret.get_uuid`; for the role pool-operator and those above it.
pub fn get_uuid(secret: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("secret.get_uuid", params![secret])
}

/// `secret.get_value`; for the role pool-operator and those above it.
pub fn get_value(secret: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("secret.get_value", params![secret])
}

/// `secret.set_value`; for the role pool-operator and those above it.
pub fn set_value(secret: &OpaqueRef, value: &str) -> ApiCall<()> {
    ApiCall::plain("secret.set_value", params![secret, value])
}

/// `secret.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(secret: &OpaqueRef) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("secret.get_other_config", params![secret])
}

/// `secret.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(secret: &OpaqueRef, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("secret.set_other_config", params![secret, value])
}

/// `secret.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(secret: &OpaqueRef, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("secret.add_to_other_config", params![secret, key, value])
}

/// `secret.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(secret: &OpaqueRef, key: &str) -> ApiCall<()> {
    ApiCall::plain("secret.remove_from_other_config", params![secret, key])
}
