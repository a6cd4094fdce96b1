// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `role`.

use super::*;

/// `role.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Role>>> {
    ApiCall::plain("role.get_all", params![])
}

/// `role.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Role>, Role>> {
    ApiCall::plain("role.get_all_records", params![])
}

/// `role.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Role>, Role>> {
    ApiCall::plain("role.get_all_records_where", params![expr])
}

/// `role.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<Ref<Role>>> {
    ApiCall::plain("role.get_by_name_label", params![label])
}

/// `role.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Role>> {
    ApiCall::plain("role.get_by_uuid", params![uuid])
}

/// `role.get_record`; for the role read-only and those above it.
pub fn get_record(role: &Ref<Role>) -> ApiCall<Role> {
    ApiCall::plain("role.get_record", params![role])
}

/// `role.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(role: &Ref<Role>) -> ApiCall<Text> {
    ApiCall::plain("role.get_uuid", params![role])
}

/// `role.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(role: &Ref<Role>) -> ApiCall<Text> {
    ApiCall::plain("role.get_name_label", params![role])
}

/// `role.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(role: &Ref<Role>) -> ApiCall<Text> {
    ApiCall::plain("role.get_name_description", params![role])
}

/// `role.get_subroles`; for the role read-only and those above it.
pub fn get_subroles(role: &Ref<Role>) -> ApiCall<List<Ref<Role>>> {
    ApiCall::plain("role.get_subroles", params![role])
}

/// `role.get_is_internal`; for the role read-only and those above it.
pub fn get_is_internal(role: &Ref<Role>) -> ApiCall<bool> {
    ApiCall::plain("role.get_is_internal", params![role])
}

/// `role.get_by_permission_name_label`; for the role read-only and those above it.
pub fn get_by_permission_name_label(label: &str) -> ApiCall<List<Ref<Role>>> {
    ApiCall::plain("role.get_by_permission_name_label", params![label])
}

/// `role.get_by_permission`; for the role read-only and those above it.
pub fn get_by_permission(permission: &Ref<Role>) -> ApiCall<List<Ref<Role>>> {
    ApiCall::plain("role.get_by_permission", params![permission])
}

/// `role.get_permissions_name_label`; for the role read-only and those above it.
pub fn get_permissions_name_label(role: &Ref<Role>) -> ApiCall<List<Text>> {
    ApiCall::plain("role.get_permissions_name_label", params![role])
}

/// `role.get_permissions`; for the role read-only and those above it.
pub fn get_permissions(role: &Ref<Role>) -> ApiCall<List<Ref<Role>>> {
    ApiCall::plain("role.get_permissions", params![role])
}
