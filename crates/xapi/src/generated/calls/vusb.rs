// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `VUSB`.

use super::*;

/// `VUSB.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Vusb>>> {
    ApiCall::plain("VUSB.get_all", params![])
}

/// `VUSB.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Vusb>, Vusb>> {
    ApiCall::plain("VUSB.get_all_records", params![])
}

/// `VUSB.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Vusb>, Vusb>> {
    ApiCall::plain("VUSB.get_all_records_where", params![expr])
}

/// `VUSB.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Vusb>> {
    ApiCall::plain("VUSB.get_by_uuid", params![uuid])
}

/// `VUSB.get_record`; for the role read-only and those above it.
pub fn get_record(vusb: &Ref<Vusb>) -> ApiCall<Vusb> {
    ApiCall::plain("VUSB.get_record", params![vusb])
}

/// `VUSB.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(vusb: &Ref<Vusb>) -> ApiCall<Text> {
    ApiCall::plain("VUSB.get_uuid", params![vusb])
}

/// `VUSB.get_allowed_operations`; for the role read-only and those above it.
pub fn get_allowed_operations(vusb: &Ref<Vusb>) -> ApiCall<List<VusbOperation>> {
    ApiCall::plain("VUSB.get_allowed_operations", params![vusb])
}

/// `VUSB.get_current_operations`; for the role read-only and those above it.
pub fn get_current_operations(vusb: &Ref<Vusb>) -> ApiCall<Map<Text, VusbOperation>> {
    ApiCall::plain("VUSB.get_current_operations", params![vusb])
}

/// `VUSB.get_VM`; for the role read-only and those above it.
pub fn get_vm(vusb: &Ref<Vusb>) -> ApiCall<Ref<Vm>> {
    ApiCall::plain("VUSB.get_VM", params![vusb])
}

/// `VUSB.get_USB_group`; for the role read-only and those above it.
pub fn get_usb_group(vusb: &Ref<Vusb>) -> ApiCall<Ref<UsbGroup>> {
    ApiCall::plain("VUSB.get_USB_group", params![vusb])
}

/// `VUSB.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(vusb: &Ref<Vusb>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("VUSB.get_other_config", params![vusb])
}

/// `VUSB.set_other_config`; for the role pool-admin and those above it.
pub fn set_other_config(vusb: &Ref<Vusb>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("VUSB.set_other_config", params![vusb, value])
}

/// `VUSB.add_to_other_config`; for the role pool-admin and those above it.
pub fn add_to_other_config(vusb: &Ref<Vusb>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("VUSB.add_to_other_config", params![vusb, key, value])
}

/// `VUSB.remove_from_other_config`; for the role pool-admin and those above it.
pub fn remove_from_other_config(vusb: &Ref<Vusb>, key: &str) -> ApiCall<()> {
    ApiCall::plain("VUSB.remove_from_other_config", params![vusb, key])
}

/// `VUSB.get_currently_attached`; for the role read-only and those above it.
pub fn get_currently_attached(vusb: &Ref<Vusb>) -> ApiCall<bool> {
    ApiCall::plain("VUSB.get_currently_attached", params![vusb])
}

/// `VUSB.destroy`; for the role pool-admin and those above it.
pub fn destroy(vusb: &Ref<Vusb>) -> ApiCall<()> {
    ApiCall::with_task("VUSB.destroy", params![vusb])
}

/// `VUSB.unplug`; for the role pool-admin and those above it.
pub fn unplug(vusb: &Ref<Vusb>) -> ApiCall<()> {
    ApiCall::with_task("VUSB.unplug", params![vusb])
}

/// `VUSB.create`; for the role pool-admin and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn create(
    vm: &Ref<Vm>,
    usb_group: &Ref<UsbGroup>,
    other_config: Option<&Map<Text, Text>>,
) -> ApiCall<Ref<Vusb>> {
    ApiCall::with_task("VUSB.create", params![vm, usb_group]).and(other_config)
}
