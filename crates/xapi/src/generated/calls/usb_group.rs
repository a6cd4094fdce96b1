// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `USB_group`.

use super::*;

/// `USB_group.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<UsbGroup>>> {
    ApiCall::plain("USB_group.get_all", params![])
}

/// `USB_group.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<UsbGroup>, UsbGroup>> {
    ApiCall::plain("USB_group.get_all_records", params![])
}

/// `USB_group.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<UsbGroup>, UsbGroup>> {
    ApiCall::plain("USB_group.get_all_records_where", params![expr])
}

/// `USB_group.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<Ref<UsbGroup>>> {
    ApiCall::plain("USB_group.get_by_name_label", params![label])
}

/// `USB_group.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<UsbGroup>> {
    ApiCall::plain("USB_group.get_by_uuid", params![uuid])
}

/// `USB_group.get_record`; for the role read-only and those above it.
pub fn get_record(usb_group: &Ref<UsbGroup>) -> ApiCall<UsbGroup> {
    ApiCall::plain("USB_group.get_record", params![usb_group])
}

/// `USB_group.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(usb_group: &Ref<UsbGroup>) -> ApiCall<Text> {
    ApiCall::plain("USB_group.get_uuid", params![usb_group])
}

/// `USB_group.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(usb_group: &Ref<UsbGroup>) -> ApiCall<Text> {
    ApiCall::plain("USB_group.get_name_label", params![usb_group])
}

/// `USB_group.set_name_label`; for the role pool-admin and those above it.
pub fn set_name_label(usb_group: &Ref<UsbGroup>, value: &str) -> ApiCall<()> {
    ApiCall::plain("USB_group.set_name_label", params![usb_group, value])
}

/// `USB_group.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(usb_group: &Ref<UsbGroup>) -> ApiCall<Text> {
    ApiCall::plain("USB_group.get_name_description", params![usb_group])
}

/// `USB_group.set_name_description`; for the role pool-admin and those above it.
pub fn set_name_description(usb_group: &Ref<UsbGroup>, value: &str) -> ApiCall<()> {
    ApiCall::plain("USB_group.set_name_description", params![usb_group, value])
}

/// `USB_group.get_PUSBs`; for the role read-only and those above it.
pub fn get_pusbs(usb_group: &Ref<UsbGroup>) -> ApiCall<List<Ref<Pusb>>> {
    ApiCall::plain("USB_group.get_PUSBs", params![usb_group])
}

/// `USB_group.get_VUSBs`; for the role read-only and those above it.
pub fn get_vusbs(usb_group: &Ref<UsbGroup>) -> ApiCall<List<Ref<Vusb>>> {
    ApiCall::plain("USB_group.get_VUSBs", params![usb_group])
}

/// `USB_group.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(usb_group: &Ref<UsbGroup>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("USB_group.get_other_config", params![usb_group])
}

/// `USB_group.set_other_config`; for the role pool-admin and those above it.
pub fn set_other_config(usb_group: &Ref<UsbGroup>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("USB_group.set_other_config", params![usb_group, value])
}

/// `USB_group.add_to_other_config`; for the role pool-admin and those above it.
pub fn add_to_other_config(usb_group: &Ref<UsbGroup>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain(
        "USB_group.add_to_other_config",
        params![usb_group, key, value],
    )
}

/// `USB_group.remove_from_other_config`; for the role pool-admin and those above it.
pub fn remove_from_other_config(usb_group: &Ref<UsbGroup>, key: &str) -> ApiCall<()> {
    ApiCall::plain(
        "USB_group.remove_from_other_config",
        params![usb_group, key],
    )
}

/// `USB_group.destroy`; for the role pool-admin and those above it.
pub fn destroy(usb_group: &Ref<UsbGroup>) -> ApiCall<()> {
    ApiCall::with_task("USB_group.destroy", params![usb_group])
}

/// `USB_group.create`; for the role pool-admin and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn create(
    name_label: Option<&str>,
    name_description: Option<&str>,
    other_config: Option<&Map<Text, Text>>,
) -> ApiCall<Ref<UsbGroup>> {
    ApiCall::with_task("USB_group.create", params![])
        .and(name_label)
        .and(name_description)
        .and(other_config)
}
