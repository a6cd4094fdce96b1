// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `user`.

use super::*;

/// `user.create`; for the role pool-admin and those above it.
pub fn create(args: &Value) -> ApiCall<OpaqueRef> {
    ApiCall::with_task("user.create", params![args])
}

/// `user.destroy`; for the role pool-admin and those above it.
pub fn destroy(user: &OpaqueRef) -> ApiCall<()> {
    ApiCall::with_task("user.destroy", params![user])
}

/// `user.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<OpaqueRef> {
    ApiCall::plain("user.get_by_uuid", params![uuid])
}

/// `user.get_record`; for the role read-only and those above it.
pub fn get_record(user: &OpaqueRef) -> ApiCall<Value> {
    ApiCall::plain("user.get_record", params![user])
}

/// `user.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(user: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("user.get_uuid", params![user])
}

/// `user.get_short_name`; for the role read-only and those above it.
pub fn get_short_name(user: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("user.get_short_name", params![user])
}

/// `user.get_fullname`; for the role read-only and those above it.
pub fn get_fullname(user: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("user.get_fullname", params![user])
}

/// `user.set_fullname`; for the role pool-admin and those above it.
pub fn set_fullname(user: &OpaqueRef, value: &str) -> ApiCall<()> {
    ApiCall::plain("user.set_fullname", params![user, value])
}

/// `user.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(user: &OpaqueRef) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("user.get_other_config", params![user])
}

/// `user.set_other_config`; for the role pool-admin and those above it.
pub fn set_other_config(user: &OpaqueRef, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("user.set_other_config", params![user, value])
}

/// `user.add_to_other_config`; for the role pool-admin and those above it.
pub fn add_to_other_config(user: &OpaqueRef, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("user.add_to_other_config", params![user, key, value])
}

/// `user.remove_from_other_config`; for the role pool-admin and those above it.
pub fn remove_from_other_config(user: &OpaqueRef, key: &str) -> ApiCall<()> {
    ApiCall::plain("user.remove_from_other_config", params![user, key])
}
