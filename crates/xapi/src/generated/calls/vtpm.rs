// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `VTPM`.

use super::*;

/// `VTPM.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Vtpm>>> {
    ApiCall::plain("VTPM.get_all", params![])
}

/// `VTPM.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Vtpm>, Vtpm>> {
    ApiCall::plain("VTPM.get_all_records", params![])
}

/// `VTPM.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Vtpm>, Vtpm>> {
    ApiCall::plain("VTPM.get_all_records_where", params![expr])
}

/// `VTPM.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Vtpm>> {
    ApiCall::plain("VTPM.get_by_uuid", params![uuid])
}

/// `VTPM.get_record`; for the role read-only and those above it.
pub fn get_record(vtpm: &Ref<Vtpm>) -> ApiCall<Vtpm> {
    ApiCall::plain("VTPM.get_record", params![vtpm])
}

/// `VTPM.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(vtpm: &Ref<Vtpm>) -> ApiCall<Text> {
    ApiCall::plain("VTPM.get_uuid", params![vtpm])
}

/// `VTPM.get_allowed_operations`; for the role read-only and those above it.
pub fn get_allowed_operations(vtpm: &Ref<Vtpm>) -> ApiCall<List<VtpmOperation>> {
    ApiCall::plain("VTPM.get_allowed_operations", params![vtpm])
}

/// `VTPM.get_current_operations`; for the role read-only and those above it.
pub fn get_current_operations(vtpm: &Ref<Vtpm>) -> ApiCall<Map<Text, VtpmOperation>> {
    ApiCall::plain("VTPM.get_current_operations", params![vtpm])
}

/// `VTPM.get_VM`; for the role read-only and those above it.
pub fn get_vm(vtpm: &Ref<Vtpm>) -> ApiCall<Ref<Vm>> {
    ApiCall::plain("VTPM.get_VM", params![vtpm])
}

/// `VTPM.get_backend`; for the role read-only and those above it.
pub fn get_backend(vtpm: &Ref<Vtpm>) -> ApiCall<Ref<Vm>> {
    ApiCall::plain("VTPM.get_backend", params![vtpm])
}

/// `VTPM.get_persistence_backend`; for the role read-only and those above it.
pub fn get_persistence_backend(vtpm: &Ref<Vtpm>) -> ApiCall<PersistenceBackend> {
    ApiCall::plain("VTPM.get_persistence_backend", params![vtpm])
}

/// `VTPM.get_is_unique`; for the role read-only and those above it.
pub fn get_is_unique(vtpm: &Ref<Vtpm>) -> ApiCall<bool> {
    ApiCall::plain("VTPM.get_is_unique", params![vtpm])
}

/// `VTPM.get_is_protected`; for the role read-only and those above it.
pub fn get_is_protected(vtpm: &Ref<Vtpm>) -> ApiCall<bool> {
    ApiCall::plain("VTPM.get_is_protected", params![vtpm])
}

/// `VTPM.destroy`; for the role vm-admin and those above it.
pub fn destroy(vtpm: &Ref<Vtpm>) -> ApiCall<()> {
    ApiCall::with_task("VTPM.destroy", params![vtpm])
}

/// `VTPM.create`; for the role vm-admin and those above it.
pub fn create(vm: &Ref<Vm>, is_unique: bool) -> ApiCall<Ref<Vtpm>> {
    ApiCall::with_task("VTPM.create", params![vm, is_unique])
}
