// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `PCI`.

use super::*;

/// `PCI.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Pci>>> {
    ApiCall::plain("PCI.get_all", params![])
}

/// `PCI.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Pci>, Pci>> {
    ApiCall::plain("PCI.get_all_records", params![])
}

/// `PCI.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Pci>, Pci>> {
    ApiCall::plain("PCI.get_all_records_where", params![expr])
}

/// `PCI.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Pci>> {
    ApiCall::plain("PCI.get_by_uuid", params![uuid])
}

/// `PCI.get_record`; for the role read-only and those above it.
pub fn get_record(pci: &Ref<Pci>) -> ApiCall<Pci> {
    ApiCall::plain("PCI.get_record", params![pci])
}

/// `PCI.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(pci: &Ref<Pci>) -> ApiCall<Text> {
    ApiCall::plain("PCI.get_uuid", params![pci])
}

/// `PCI.get_class_id`; for the role read-only and those above it.
pub fn get_class_id(pci: &Ref<Pci>) -> ApiCall<Text> {
    ApiCall::plain("PCI.get_class_id", params![pci])
}

/// `PCI.get_class_name`; for the role read-only and those above it.
pub fn get_class_name(pci: &Ref<Pci>) -> ApiCall<Text> {
    ApiCall::plain("PCI.get_class_name", params![pci])
}

/// `PCI.get_vendor_id`; for the role read-only and those above it.
pub fn get_vendor_id(pci: &Ref<Pci>) -> ApiCall<Text> {
    ApiCall::plain("PCI.get_vendor_id", params![pci])
}

/// `PCI.get_vendor_name`; for the role read-only and those above it.
pub fn get_vendor_name(pci: &Ref<Pci>) -> ApiCall<Text> {
    ApiCall::plain("PCI.get_vendor_name", params![pci])
}

/// `PCI.get_device_id`; for the role read-only and those above it.
pub fn get_device_id(pci: &Ref<Pci>) -> ApiCall<Text> {
    ApiCall::plain("PCI.get_device_id", params![pci])
}

/// `PCI.get_device_name`; for the role read-only and those above it.
pub fn get_device_name(pci: &Ref<Pci>) -> ApiCall<Text> {
    ApiCall::plain("PCI.get_device_name", params![pci])
}

/// `PCI.get_host`; for the role read-only and those above it.
pub fn get_host(pci: &Ref<Pci>) -> ApiCall<Ref<Host>> {
    ApiCall::plain("PCI.get_host", params![pci])
}

/// `PCI.get_pci_id`; for the role read-only and those above it.
pub fn get_pci_id(pci: &Ref<Pci>) -> ApiCall<Text> {
    ApiCall::plain("PCI.get_pci_id", params![pci])
}

/// `PCI.get_dependencies`; for the role read-only and those above it.
pub fn get_dependencies(pci: &Ref<Pci>) -> ApiCall<List<Ref<Pci>>> {
    ApiCall::plain("PCI.get_dependencies", params![pci])
}

/// `PCI.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(pci: &Ref<Pci>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("PCI.get_other_config", params![pci])
}

/// `PCI.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(pci: &Ref<Pci>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("PCI.set_other_config", params![pci, value])
}

/// `PCI.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(pci: &Ref<Pci>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain("PCI.add_to_other_config", params![pci, key, value])
}

/// `PCI.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(pci: &Ref<Pci>, key: &str) -> ApiCall<()> {
    ApiCall::plain("PCI.remove_from_other_config", params![pci, key])
}

/// `PCI.get_subsystem_vendor_id`; for the role read-only and those above it.
pub fn get_subsystem_vendor_id(pci: &Ref<Pci>) -> ApiCall<Text> {
    ApiCall::plain("PCI.get_subsystem_vendor_id", params![pci])
}

/// `PCI.get_subsystem_vendor_name`; for the role read-only and those above it.
pub fn get_subsystem_vendor_name(pci: &Ref<Pci>) -> ApiCall<Text> {
    ApiCall::plain("PCI.get_subsystem_vendor_name", params![pci])
}

/// `PCI.get_subsystem_device_id`; for the role read-only and those above it.
pub fn get_subsystem_device_id(pci: &Ref<Pci>) -> ApiCall<Text> {
    ApiCall::plain("PCI.get_subsystem_device_id", params![pci])
}

/// `PCI.get_subsystem_device_name`; for the role read-only and those above it.
pub fn get_subsystem_device_name(pci: &Ref<Pci>) -> ApiCall<Text> {
    ApiCall::plain("PCI.get_subsystem_device_name", params![pci])
}

/// `PCI.get_driver_name`; for the role read-only and those above it.
pub fn get_driver_name(pci: &Ref<Pci>) -> ApiCall<Text> {
    ApiCall::plain("PCI.get_driver_name", params![pci])
}

/// `PCI.get_dom0_access_status`; for the role pool-operator and those above it.
pub fn get_dom0_access_status(pci: &Ref<Pci>) -> ApiCall<PciDom0Access> {
    ApiCall::plain("PCI.get_dom0_access_status", params![pci])
}

/// `PCI.enable_dom0_access`; for the role pool-operator and those above it.
pub fn enable_dom0_access(pci: &Ref<Pci>) -> ApiCall<PciDom0Access> {
    ApiCall::with_task("PCI.enable_dom0_access", params![pci])
}

/// `PCI.disable_dom0_access`; for the role pool-operator and those above it.
pub fn disable_dom0_access(pci: &Ref<Pci>) -> ApiCall<PciDom0Access> {
    ApiCall::with_task("PCI.disable_dom0_access", params![pci])
}
