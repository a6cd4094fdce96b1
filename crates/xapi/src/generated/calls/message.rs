// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `message`.

use super::*;

/// `message.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Message>, Message>> {
    ApiCall::plain("message.get_all_records_where", params![expr])
}

/// `message.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Message>, Message>> {
    ApiCall::plain("message.get_all_records", params![])
}

/// `message.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Message>> {
    ApiCall::plain("message.get_by_uuid", params![uuid])
}

/// `message.get_record`; for the role read-only and those above it.
pub fn get_record(message: &Ref<Message>) -> ApiCall<Message> {
    ApiCall::plain("message.get_record", params![message])
}

/// `message.get_since`; for the role read-only and those above it.
pub fn get_since(since: DateTime) -> ApiCall<Map<Ref<Message>, Message>> {
    ApiCall::plain("message.get_since", params![since])
}

/// `message.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Message>>> {
    ApiCall::plain("message.get_all", params![])
}

/// `message.get`; for the role read-only and those above it.
pub fn get(
    cls: &MessageClass,
    obj_uuid: &str,
    since: DateTime,
) -> ApiCall<Map<Ref<Message>, Message>> {
    ApiCall::plain("message.get", params![cls, obj_uuid, since])
}

/// `message.destroy_all`; for the role pool-operator and those above it.
pub fn destroy_all(filters: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("message.destroy_all", params![filters])
}

/// `message.destroy_many`; for the role pool-operator and those above it.
pub fn destroy_many(messages: &[Ref<Message>]) -> ApiCall<()> {
    ApiCall::plain("message.destroy_many", params![messages])
}

/// `message.destroy`; for the role pool-operator and those above it.
pub fn destroy(message: &Ref<Message>) -> ApiCall<()> {
    ApiCall::plain("message.destroy", params![message])
}

/// `message.create`; for the role pool-operator and those above it.
pub fn create(
    name: &str,
    priority: i64,
    cls: &MessageClass,
    obj_uuid: &str,
    body: &str,
) -> ApiCall<Ref<Message>> {
    ApiCall::plain(
        "message.create",
        params![name, priority, cls, obj_uuid, body],
    )
}
