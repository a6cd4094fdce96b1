// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `Feature`.

use super::*;

/// `Feature.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Feature>>> {
    ApiCall::plain("Feature.get_all", params![])
}

/// `Feature.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Feature>, Feature>> {
    ApiCall::plain("Feature.get_all_records", params![])
}

/// `Feature.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Feature>, Feature>> {
    ApiCall::plain("Feature.get_all_records_where", params![expr])
}

/// `Feature.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<Ref<Feature>>> {
    ApiCall::plain("Feature.get_by_name_label", params![label])
}

/// `Feature.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Feature>> {
    ApiCall::plain("Feature.get_by_uuid", params![uuid])
}

/// `Feature.get_record`; for the role read-only and those above it.
pub fn get_record(feature: &Ref<Feature>) -> ApiCall<Feature> {
    ApiCall::plain("Feature.get_record", params![feature])
}

/// `Feature.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(feature: &Ref<Feature>) -> ApiCall<Text> {
    ApiCall::plain("Feature.get_uuid", params![feature])
}

/// `Feature.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(feature: &Ref<Feature>) -> ApiCall<Text> {
    ApiCall::plain("Feature.get_name_label", params![feature])
}

/// `Feature.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(feature: &Ref<Feature>) -> ApiCall<Text> {
    ApiCall::plain("Feature.get_name_description", params![feature])
}

/// `Feature.get_enabled`; for the role read-only and those above it.
pub fn get_enabled(feature: &Ref<Feature>) -> ApiCall<bool> {
    ApiCall::plain("Feature.get_enabled", params![feature])
}

/// `Feature.get_experimental`; for the role read-only and those above it.
pub fn get_experimental(feature: &Ref<Feature>) -> ApiCall<bool> {
    ApiCall::plain("Feature.get_experimental", params![feature])
}

/// `Feature.get_version`; for the role read-only and those above it.
pub fn get_version(feature: &Ref<Feature>) -> ApiCall<Text> {
    ApiCall::plain("Feature.get_version", params![feature])
}

/// `Feature.get_host`; for the role read-only and those above it.
pub fn get_host(feature: &Ref<Feature>) -> ApiCall<Ref<Host>> {
    ApiCall::plain("Feature.get_host", params![feature])
}
