// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `Repository`.

use super::*;

/// `Repository.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Repository>>> {
    ApiCall::plain("Repository.get_all", params![])
}

/// `Repository.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Repository>, Repository>> {
    ApiCall::plain("Repository.get_all_records", params![])
}

/// `Repository.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Repository>, Repository>> {
    ApiCall::plain("Repository.get_all_records_where", params![expr])
}

/// `Repository.get_by_name_label`; for the role read-only and those above it.
pub fn get_by_name_label(label: &str) -> ApiCall<List<Ref<Repository>>> {
    ApiCall::plain("Repository.get_by_name_label", params![label])
}

/// `Repository.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Repository>> {
    ApiCall::plain("Repository.get_by_uuid", params![uuid])
}

/// `Repository.get_record`; for the role read-only and those above it.
pub fn get_record(repository: &Ref<Repository>) -> ApiCall<Repository> {
    ApiCall::plain("Repository.get_record", params![repository])
}

/// `Repository.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(repository: &Ref<Repository>) -> ApiCall<Text> {
    ApiCall::plain("Repository.get_uuid", params![repository])
}

/// `Repository.get_name_label`; for the role read-only and those above it.
pub fn get_name_label(repository: &Ref<Repository>) -> ApiCall<Text> {
    ApiCall::plain("Repository.get_name_label", params![repository])
}

/// `Repository.set_name_label`; for the role pool-operator and those above it.
pub fn set_name_label(repository: &Ref<Repository>, value: &str) -> ApiCall<()> {
    ApiCall::plain("Repository.set_name_label", params![repository, value])
}

/// `Repository.get_name_description`; for the role read-only and those above it.
pub fn get_name_description(repository: &Ref<Repository>) -> ApiCall<Text> {
    ApiCall::plain("Repository.get_name_description", params![repository])
}

/// `Repository.set_name_description`; for the role pool-operator and those above it.
pub fn set_name_description(repository: &Ref<Repository>, value: &str) -> ApiCall<()> {
    ApiCall::plain(
        "Repository.set_name_description",
        params![repository, value],
    )
}

/// `Repository.get_binary_url`; for the role read-only and those above it.
pub fn get_binary_url(repository: &Ref<Repository>) -> ApiCall<Text> {
    ApiCall::plain("Repository.get_binary_url", params![repository])
}

/// `Repository.get_source_url`; for the role read-only and those above it.
pub fn get_source_url(repository: &Ref<Repository>) -> ApiCall<Text> {
    ApiCall::plain("Repository.get_source_url", params![repository])
}

/// `Repository.get_update`; for the role read-only and those above it.
pub fn get_update(repository: &Ref<Repository>) -> ApiCall<bool> {
    ApiCall::plain("Repository.get_update", params![repository])
}

/// `Repository.get_hash`; for the role read-only and those above it.
pub fn get_hash(repository: &Ref<Repository>) -> ApiCall<Text> {
    ApiCall::plain("Repository.get_hash", params![repository])
}

/// `Repository.get_up_to_date`; for the role read-only and those above it.
pub fn get_up_to_date(repository: &Ref<Repository>) -> ApiCall<bool> {
    ApiCall::plain("Repository.get_up_to_date", params![repository])
}

/// `Repository.get_gpgkey_path`; for the role read-only and those above it.
pub fn get_gpgkey_path(repository: &Ref<Repository>) -> ApiCall<Text> {
    ApiCall::plain("Repository.get_gpgkey_path", params![repository])
}

/// `Repository.get_origin`; for the role read-only and those above it.
pub fn get_origin(repository: &Ref<Repository>) -> ApiCall<RepositoryOrigin> {
    ApiCall::plain("Repository.get_origin", params![repository])
}

/// `Repository.get_certificate`; for the role read-only and those above it.
pub fn get_certificate(repository: &Ref<Repository>) -> ApiCall<Text> {
    ApiCall::plain("Repository.get_certificate", params![repository])
}

/// `Repository.set_gpgkey_path`; for the role pool-operator and those above it.
pub fn set_gpgkey_path(repository: &Ref<Repository>, value: &str) -> ApiCall<()> {
    ApiCall::plain("Repository.set_gpgkey_path", params![repository, value])
}

/// `Repository.forget`; for the role pool-operator and those above it.
pub fn forget(repository: &Ref<Repository>) -> ApiCall<()> {
    ApiCall::with_task("Repository.forget", params![repository])
}

/// `Repository.introduce_remote_pool`; for the role pool-operator and those above it.
pub fn introduce_remote_pool(
    name_label: &str,
    name_description: &str,
    binary_url: &str,
    certificate: &str,
) -> ApiCall<Ref<Repository>> {
    ApiCall::with_task(
        "Repository.introduce_remote_pool",
        params![name_label, name_description, binary_url, certificate],
    )
}

/// `Repository.introduce_bundle`; for the role pool-operator and those above it.
pub fn introduce_bundle(name_label: &str, name_description: &str) -> ApiCall<Ref<Repository>> {
    ApiCall::with_task(
        "Repository.introduce_bundle",
        params![name_label, name_description],
    )
}

/// `Repository.introduce`; for the role pool-operator and those above it.
///
/// Parameters after the first that is left out are left out, too.
pub fn introduce(
    name_label: &str,
    name_description: &str,
    binary_url: &str,
    source_url: &str,
    update: bool,
    gpgkey_path: Option<&str>,
) -> ApiCall<Ref<Repository>> {
    ApiCall::with_task(
        "Repository.introduce",
        params![name_label, name_description, binary_url, source_url, update],
    )
    .and(gpgkey_path)
}
