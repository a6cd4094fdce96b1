// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `session`.

use super::*;

/// `session.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<OpaqueRef> {
    ApiCall::plain("session.get_by_uuid", params![uuid])
}

/// `session.get_record`; for the role read-only and those above it.
pub fn get_record(session: &OpaqueRef) -> ApiCall<Value> {
    ApiCall::plain("session.get_record", params![session])
}

/// `session.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(session: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("session.get_uuid", params![session])
}

/// `session.get_this_host`; for the role read-only and those above it.
pub fn get_this_host(session: &OpaqueRef) -> ApiCall<Ref<Host>> {
    ApiCall::plain("session.get_this_host", params![session])
}

/// `session.get_this_user`; for the role read-only and those above it.
pub fn get_this_user(session: &OpaqueRef) -> ApiCall<OpaqueRef> {
    ApiCall::plain("session.get_this_user", params![session])
}

/// `session.get_last_active`; for the role read-only and those above it.
pub fn get_last_active(session: &OpaqueRef) -> ApiCall<DateTime> {
    ApiCall::plain("session.get_last_active", params![session])
}

/// `session.get_pool`; for the role read-only and those above it.
pub fn get_pool(session: &OpaqueRef) -> ApiCall<bool> {
    ApiCall::plain("session.get_pool", params![session])
}

/// `session.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(session: &OpaqueRef) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("session.get_other_config", params![session])
}

/// `session.set_other_config`; for the role pool-admin and those above it.
pub fn set_other_config(session: &OpaqueRef, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("session.set_other_config", params![session, value])
}

/// `session.add_to_other_config`; for the role pool-admin and those above it.
pub fn add_to_other_config(session: &OpaqueRef, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("session.add_to_other_config", params![session, key, value])
}

/// `session.remove_from_other_config`; for the role pool-admin and those above it.
pub fn remove_from_other_config(session: &OpaqueRef, key: &str) -> ApiCall<()> {
    ApiCall::plain("session.remove_from_other_config", params![session, key])
}

/// `session.get_is_local_superuser`; for the role read-only and those above it.
pub fn get_is_local_superuser(session: &OpaqueRef) -> ApiCall<bool> {
    ApiCall::plain("session.get_is_local_superuser", params![session])
}

/// `session.get_subject`; for the role read-only and those above it.
pub fn get_subject(session: &OpaqueRef) -> ApiCall<Ref<Subject>> {
    ApiCall::plain("session.get_subject", params![session])
}

/// `session.get_validation_time`; for the role read-only and those above it.
pub fn get_validation_time(session: &OpaqueRef) -> ApiCall<DateTime> {
    ApiCall::plain("session.get_validation_time", params![session])
}

/// `session.get_auth_user_sid`; for the role read-only and those above it.
pub fn get_auth_user_sid(session: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("session.get_auth_user_sid", params![session])
}

/// `session.get_auth_user_name`; for the role read-only and those above it.
pub fn get_auth_user_name(session: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("session.get_auth_user_name", params![session])
}

/// `session.get_rbac_permissions`; for the role read-only and those above it.
pub fn get_rbac_permissions(session: &OpaqueRef) -> ApiCall<List<Text>> {
    ApiCall::plain("session.get_rbac_permissions", params![session])
}

/// `session.get_tasks`; for the role read-only and those above it.
pub fn get_tasks(session: &OpaqueRef) -> ApiCall<List<Ref<Task>>> {
    ApiCall::plain("session.get_tasks", params![session])
}

/// `session.get_parent`; for the role read-only and those above it.
pub fn get_parent(session: &OpaqueRef) -> ApiCall<OpaqueRef> {
    ApiCall::plain("session.get_parent", params![session])
}

/// `session.get_originator`; for the role read-only and those above it.
pub fn get_originator(session: &OpaqueRef) -> ApiCall<Text> {
    ApiCall::plain("session.get_originator", params![session])
}

/// `session.get_client_certificate`; for the role read-only and those above it.
pub fn get_client_certificate(session: &OpaqueRef) -> ApiCall<bool> {
    ApiCall::plain("session.get_client_certificate", params![session])
}

/// `session.logout_subject_identifier`; for the role pool-operator and those above it.
pub fn logout_subject_identifier(subject_identifier: &str) -> ApiCall<()> {
    ApiCall::plain(
        "session.logout_subject_identifier",
        params![subject_identifier],
    )
}

/// `session.get_all_subject_identifiers`; for the role read-only and those above it.
pub fn get_all_subject_identifiers() -> ApiCall<List<Text>> {
    ApiCall::plain("session.get_all_subject_identifiers", params![])
}

/// `session.local_logout`; for the role pool-admin and those above it.
pub fn local_logout() -> ApiCall<()> {
    ApiCall::plain("session.local_logout", params![])
}

/// `session.create_from_db_file`; for the role pool-admin and those above it.
pub fn create_from_db_file(filename: &str) -> ApiCall<OpaqueRef> {
    ApiCall::plain("session.create_from_db_file", params![filename])
}

/// `session.change_password`; for the role pool-admin and those above it.
pub fn change_password(old_pwd: &str, new_pwd: &str) -> ApiCall<()> {
    ApiCall::plain("session.change_password", params![old_pwd, new_pwd])
}

/// `session.logout`; for the role read-only and those above it.
pub fn logout() -> ApiCall<()> {
    ApiCall::plain("session.logout", params![])
}
