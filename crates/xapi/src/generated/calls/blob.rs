// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `blob`.

use super::*;

/// `blob.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Blob>>> {
    ApiCall::plain("blob.get_all", params![])
}

/// `blob.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Blob>, Blob>> {
    ApiCall::plain("blob.get_all_records", params![])
}

/// `blob.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Blob>, Blob>> {
    ApiCall::plain("blob.get_all_records_where", params![expr])
}

/// `blob.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<Ref<Blob>>> {
    ApiCall::plain("blob.get_by_name_label", params![label])
}

/// `blob.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Blob>> {
    ApiCall::plain("blob.get_by_uuid", params![uuid])
}

/// `blob.get_record`; for the role read-only and those above it.
pub fn get_record(blob: &Ref<Blob>) -> ApiCall<Blob> {
    ApiCall::plain("blob.get_record", params![blob])
}

/// `blob.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(blob: &Ref<Blob>) -> ApiCall<Text> {
    ApiCall::plain("blob.get_uuid", params![blob])
}

/// `blob.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(blob: &Ref<Blob>) -> ApiCall<Text> {
    ApiCall::plain("blob.get_name_label", params![blob])
}

/// `blob.set_name_label`; for the role pool-operator and those above it.
pub fn set_name_label(blob: &Ref<Blob>, value: &str) -> ApiCall<()> {
    ApiCall::plain("blob.set_name_label", params![blob, value])
}

/// `blob.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(blob: &Ref<Blob>) -> ApiCall<Text> {
    ApiCall::plain("blob.get_name_description", params![blob])
}

/// `blob.set_name_description`; for the role pool-operator and those above it.
pub fn set_name_description(blob: &Ref<Blob>, value: &str) -> ApiCall<()> {
    ApiCall::plain("blob.set_name_description", params![blob, value])
}

/// `blob.get_size`; for the role read-only and those above it.
pub fn get_size(blob: &Ref<Blob>) -> ApiCall<i64> {
    ApiCall::plain("blob.get_size", params![blob])
}

/// `blob.get_public`; for the role read-only and those above it.
pub fn get_public(blob: &Ref<Blob>) -> ApiCall<bool> {
    ApiCall::plain("blob.get_public", params![blob])
}

/// `blob.set_public`; for the role pool-operator and those above it.
pub fn set_public(blob: &Ref<Blob>, value: bool) -> ApiCall<()> {
    ApiCall::plain("blob.set_public", params![blob, value])
}

/// `blob.get_last_updated`; for the role read-only and those above it.
pub fn get_last_updated(blob: &Ref<Blob>) -> ApiCall<DateTime> {
    ApiCall::plain("blob.get_last_updated", params![blob])
}

/// `blob.get_mime_type`; for the role read-only and those above it.
pub fn get_mime_type(blob: &Ref<Blob>) -> ApiCall<Text> {
    ApiCall::plain("blob.get_mime_type", params![blob])
}

/// `blob.destroy`; for the role pool-operator and those above it.
pub fn destroy(blob: &Ref<Blob>) -> ApiCall<()> {
    ApiCall::plain("blob.destroy", params![blob])
}

/// `blob.create`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn create(mime_type: &str, public: Option<bool>) -> ApiCall<Ref<Blob>> {
    ApiCall::plain("blob.create", params![mime_type]).and(public)
}
