// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `SM`.

use super::*;

/// `SM.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Sm>>> {
    ApiCall::plain("SM.get_all", params![])
}

/// `SM.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Sm>, Sm>> {
    ApiCall::plain("SM.get_all_records", params![])
}

/// `SM.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Sm>, Sm>> {
    ApiCall::plain("SM.get_all_records_where", params![expr])
}

/// `SM.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<Ref<Sm>>> {
    ApiCall::plain("SM.get_by_name_label", params![label])
}

/// `SM.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Sm>> {
    ApiCall::plain("SM.get_by_uuid", params![uuid])
}

/// `SM.get_record`; for the role read-only and those above it.
pub fn get_record(sm: &Ref<Sm>) -> ApiCall<Sm> {
    ApiCall::plain("SM.get_record", params![sm])
}

/// `SM.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(sm: &Ref<Sm>) -> ApiCall<Text> {
    ApiCall::plain("SM.get_uuid", params![sm])
}

/// `SM.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(sm: &Ref<Sm>) -> ApiCall<Text> {
    ApiCall::plain("SM.get_name_label", params![sm])
}

/// `SM.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(sm: &Ref<Sm>) -> ApiCall<Text> {
    ApiCall::plain("SM.get_name_description", params![sm])
}

/// `SM.get_type`; for the role read-only and those above it.
pub fn get_type(sm: &Ref<Sm>) -> ApiCall<Text> {
    ApiCall::plain("SM.get_type", params![sm])
}

/// `SM.get_vendor`; for the role read-only and those above it.
pub fn get_vendor(sm: &Ref<Sm>) -> ApiCall<Text> {
    ApiCall::plain("SM.get_vendor", params![sm])
}

/// `SM.get_copyright`; for the role read-only and those above it.
pub fn get_copyright(sm: &Ref<Sm>) -> ApiCall<Text> {
    ApiCall::plain("SM.get_copyright", params![sm])
}

/// `SM.get_version`; for the role read-only and those above it.
pub fn get_version(sm: &Ref<Sm>) -> ApiCall<Text> {
    ApiCall::plain("SM.get_version", params![sm])
}

/// `SM.get_required_api_version`; for the role read-only and those above it.
pub fn get_required_api_version(sm: &Ref<Sm>) -> ApiCall<Text> {
    ApiCall::plain("SM.get_required_api_version", params![sm])
}

/// `SM.get_configuration`; for the role read-only and those above it.
pub fn get_configuration(sm: &Ref<Sm>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("SM.get_configuration", params![sm])
}

/// `SM.get_capabilities`; for the role read-only and those above it.
pub fn get_capabilities(sm: &Ref<Sm>) -> ApiCall<List<Text>> {
    ApiCall::plain("SM.get_capabilities", params![sm])
}

/// `SM.get_features`; for the role read-only and those above it.
pub fn get_features(sm: &Ref<Sm>) -> ApiCall<Map<Text, i64>> {
    ApiCall::plain("SM.get_features", params![sm])
}

/// `SM.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(sm: &Ref<Sm>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("SM.get_other_config", params![sm])
}

/// `SM.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(sm: &Ref<Sm>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("SM.set_other_config", params![sm, value])
}

/// `SM.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(sm: &Ref<Sm>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("SM.add_to_other_config", params![sm, key, value])
}

/// `SM.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(sm: &Ref<Sm>, key: &str) -> ApiCall<()> {
    ApiCall::plain("SM.remove_from_other_config", params![sm, key])
}

/// `SM.get_driver_filename`; for the role read-only and those above it.
pub fn get_driver_filename(sm: &Ref<Sm>) -> ApiCall<Text> {
    ApiCall::plain("SM.get_driver_filename", params![sm])
}

/// `SM.get_required_cluster_stack`; for the role read-only and those above it.
pub fn get_required_cluster_stack(sm: &Ref<Sm>) -> ApiCall<List<Text>> {
    ApiCall::plain("SM.get_required_cluster_stack", params![sm])
}

/// `SM.get_supported_image_formats`; for the role read-only and those above it.
pub fn get_supported_image_formats(sm: &Ref<Sm>) -> ApiCall<List<ImageFormat>> {
    ApiCall::plain("SM.get_supported_image_formats", params![sm])
}
