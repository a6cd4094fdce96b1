// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `PUSB`.

use super::*;

/// `PUSB.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Pusb>>> {
    ApiCall::plain("PUSB.get_all", params![])
}

/// `PUSB.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Pusb>, Pusb>> {
    ApiCall::plain("PUSB.get_all_records", params![])
}

/// `PUSB.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Pusb>, Pusb>> {
    ApiCall::plain("PUSB.get_all_records_where", params![expr])
}

/// `PUSB.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Pusb>> {
    ApiCall::plain("PUSB.get_by_uuid", params![uuid])
}

/// `PUSB.get_record`; for the role read-only and those above it.
pub fn get_record(pusb: &Ref<Pusb>) -> ApiCall<Pusb> {
    ApiCall::plain("PUSB.get_record", params![pusb])
}

/// `PUSB.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(pusb: &Ref<Pusb>) -> ApiCall<Text> {
    ApiCall::plain("PUSB.get_uuid", params![pusb])
}

/// `PUSB.get_USB_group`; for the role read-only and those above it.
pub fn get_usb_group(pusb: &Ref<Pusb>) -> ApiCall<Ref<UsbGroup>> {
    ApiCall::plain("PUSB.get_USB_group", params![pusb])
}

/// `PUSB.get_host`; for the role read-only and those above it.
pub fn get_host(pusb: &Ref<Pusb>) -> ApiCall<Ref<Host>> {
    ApiCall::plain("PUSB.get_host", params![pusb])
}

/// `PUSB.get_path`; for the role read-only and those above it.
pub fn get_path(pusb: &Ref<Pusb>) -> ApiCall<Text> {
    ApiCall::plain("PUSB.get_path", params![pusb])
}

/// `PUSB.get_vendor_id`; for the role read-only and those above it.
pub fn get_vendor_id(pusb: &Ref<Pusb>) -> ApiCall<Text> {
    ApiCall::plain("PUSB.get_vendor_id", params![pusb])
}

/// `PUSB.get_vendor_desc`; for the role read-only and those above it.
pub fn get_vendor_desc(pusb: &Ref<Pusb>) -> ApiCall<Text> {
    ApiCall::plain("PUSB.get_vendor_desc", params![pusb])
}

/// `PUSB.get_product_id`; for the role read-only and those above it.
pub fn get_product_id(pusb: &Ref<Pusb>) -> ApiCall<Text> {
    ApiCall::plain("PUSB.get_product_id", params![pusb])
}

/// `PUSB.get_product_desc`; for the role read-only and those above it.
pub fn get_product_desc(pusb: &Ref<Pusb>) -> ApiCall<Text> {
    ApiCall::plain("PUSB.get_product_desc", params![pusb])
}

/// `PUSB.get_serial`; for the role read-only and those above it.
pub fn get_serial(pusb: &Ref<Pusb>) -> ApiCall<Text> {
    ApiCall::plain("PUSB.get_serial", params![pusb])
}

/// `PUSB.get_version`; for the role read-only and those above it.
pub fn get_version(pusb: &Ref<Pusb>) -> ApiCall<Text> {
    ApiCall::plain("PUSB.get_version", params![pusb])
}

/// `PUSB.get_description`; for the role read-only and those above it.
pub fn get_description(pusb: &Ref<Pusb>) -> ApiCall<Text> {
    ApiCall::plain("PUSB.get_description", params![pusb])
}

/// `PUSB.get_passthrough_enabled`; for the role read-only and those above it.
pub fn get_passthrough_enabled(pusb: &Ref<Pusb>) -> ApiCall<bool> {
    ApiCall::plain("PUSB.get_passthrough_enabled", params![pusb])
}

/// `PUSB.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(pusb: &Ref<Pusb>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("PUSB.get_other_config", params![pusb])
}

/// `PUSB.set_other_config`; for the role pool-admin and those above it.
pub fn set_other_config(pusb: &Ref<Pusb>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("PUSB.set_other_config", params![pusb, value])
}

/// `PUSB.add_to_other_config`; for the role pool-admin and those above it.
pub fn add_to_other_config(pusb: &Ref<Pusb>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("PUSB.add_to_other_config", params![pusb, key, value])
}

/// `PUSB.remove_from_other_config`; for the role pool-admin and those above it.
pub fn remove_from_other_config(pusb: &Ref<Pusb>, key: &str) -> ApiCall<()> {
    ApiCall::plain("PUSB.remove_from_other_config", params![pusb, key])
}

/// `PUSB.get_speed`; for the role read-only and those above it.
pub fn get_speed(pusb: &Ref<Pusb>) -> ApiCall<f64> {
    ApiCall::plain("PUSB.get_speed", params![pusb])
}

/// `PUSB.set_passthrough_enabled`; for the role pool-admin and those above it.
pub fn set_passthrough_enabled(pusb: &Ref<Pusb>, value: bool) -> ApiCall<()> {
    ApiCall::plain("PUSB.set_passthrough_enabled", params![pusb, value])
}

/// `PUSB.scan`; for the role pool-admin and those above it.
pub fn scan(host: &Ref<Host>) -> ApiCall<()> {
    ApiCall::with_task("PUSB.scan", params![host])
}
