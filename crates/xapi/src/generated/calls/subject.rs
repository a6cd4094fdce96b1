// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `subject`.

use super::*;

/// `subject.create`; for the role pool-admin and those above it.
pub fn create(args: &Subject) -> ApiCall<Ref<Subject>> {
    ApiCall::with_task("subject.create", params![args])
}

/// `subject.destroy`; for the role pool-admin and those above it.
pub fn destroy(subject: &Ref<Subject>) -> ApiCall<()> {
    ApiCall::with_task("subject.destroy", params![subject])
}

/// `subject.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Subject>>> {
    ApiCall::plain("subject.get_all", params![])
}

/// `subject.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Subject>, Subject>> {
    ApiCall::plain("subject.get_all_records", params![])
}

/// `subject.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Subject>, Subject>> {
    ApiCall::plain("subject.get_all_records_where", params![expr])
}

/// `subject.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Subject>> {
    ApiCall::plain("subject.get_by_uuid", params![uuid])
}

/// `subject.get_record`; for the role read-only and those above it.
pub fn get_record(subject: &Ref<Subject>) -> ApiCall<Subject> {
    ApiCall::plain("subject.get_record", params![subject])
}

/// `subject.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(subject: &Ref<Subject>) -> ApiCall<Text> {
    ApiCall::plain("subject.get_uuid", params![subject])
}

/// `subject.get_subject_identifier`; for the role read-only and those above it.
pub fn get_subject_identifier(subject: &Ref<Subject>) -> ApiCall<Text> {
    ApiCall::plain("subject.get_subject_identifier", params![subject])
}

/// `subject.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(subject: &Ref<Subject>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("subject.get_other_config", params![subject])
}

/// `subject.get_roles`; for the role read-only and those above it.
pub fn get_roles(subject: &Ref<Subject>) -> ApiCall<List<Ref<Role>>> {
    ApiCall::plain("subject.get_roles", params![subject])
}

/// `subject.get_permissions_name_label`; for the role read-only and those above it.
pub fn get_permissions_name_label(subject: &Ref<Subject>) -> ApiCall<List<Text>> {
    ApiCall::plain("subject.get_permissions_name_label", params![subject])
}

/// `subject.remove_from_roles`; for the role pool-admin and those above it.
pub fn remove_from_roles(subject: &Ref<Subject>, role: &Ref<Role>) -> ApiCall<()> {
    ApiCall::plain("subject.remove_from_roles", params![subject, role])
}

/// `subject.add_to_roles`; for the role pool-admin and those above it.
pub fn add_to_roles(subject: &Ref<Subject>, role: &Ref<Role>) -> ApiCall<()> {
    ApiCall::plain("subject.add_to_roles", params![subject, role])
}
