// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `crashdump`.

use super::*;

/// `crashdump.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Crashdump>>> {
    ApiCall::plain("crashdump.get_all", params![])
}

/// `crashdump.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Crashdump>, Crashdump>> {
    ApiCall::plain("crashdump.get_all_records", params![])
}

/// `crashdump.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Crashdump>, Crashdump>> {
    ApiCall::plain("crashdump.get_all_records_where", params![expr])
}

/// `crashdump.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Crashdump>> {
    ApiCall::plain("crashdump.get_by_uuid", params![uuid])
}

/// `crashdump.get_record`; for the role read-only and those above it.
pub fn get_record(crashdump: &Ref<Crashdump>) -> ApiCall<Crashdump> {
    ApiCall::plain("crashdump.get_record", params![crashdump])
}

/// `crashdump.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(crashdump: &Ref<Crashdump>) -> ApiCall<Text> {
    ApiCall::plain("crashdump.get_uuid", params![crashdump])
}

/// `crashdump.get_VM`; for the role read-only and those above it.
pub fn get_vm(crashdump: &Ref<Crashdump>) -> ApiCall<Ref<Vm>> {
    ApiCall::plain("crashdump.get_VM", params![crashdump])
}

/// `crashdump.get_VDI`; for the role read-only and those above it.
pub fn get_vdi(crashdump: &Ref<Crashdump>) -> ApiCall<Ref<Vdi>> {
    ApiCall::plain("crashdump.get_VDI", params![crashdump])
}

/// `crashdump.get_other_config`; for the role read-only and those above it.
pub fn get_other_config(crashdump: &Ref<Crashdump>) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain("crashdump.get_other_config", params![crashdump])
}

/// `crashdump.set_other_config`; for the role pool-operator and those above it.
pub fn set_other_config(crashdump: &Ref<Crashdump>, value: &Map<Text, Text>) -> ApiCall<()> {
    ApiCall::plain("crashdump.set_other_config", params![crashdump, value])
}

/// `crashdump.add_to_other_config`; for the role pool-operator and those above it.
pub fn add_to_other_config(crashdump: &Ref<Crashdump>, key: &str, value: &str) -> ApiCall<()> {
    ApiCall::plain(
        "crashdump.add_to_other_config",
        params![crashdump, key, value],
    )
}

/// `crashdump.remove_from_other_config`; for the role pool-operator and those above it.
pub fn remove_from_other_config(crashdump: &Ref<Crashdump>, key: &str) -> ApiCall<()> {
    ApiCall::plain(
        "crashdump.remove_from_other_config",
        params![crashdump, key],
    )
}

/// `crashdump.destroy`; for the role pool-operator and those above it.
pub fn destroy(crashdump: &Ref<Crashdump>) -> ApiCall<()> {
    ApiCall::with_task("crashdump.destroy", params![crashdump])
}
