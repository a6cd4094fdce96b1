// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `Certificate`.

use super::*;

/// `Certificate.get_all`; for the role read-only and those above it.
pub fn get_all() -> ApiCall<List<Ref<Certificate>>> {
    ApiCall::plain("Certificate.get_all", params![])
}

/// `Certificate.get_all_records`; for the role read-only and those above it.
pub fn get_all_records() -> ApiCall<Map<Ref<Certificate>, Certificate>> {
    ApiCall::plain("Certificate.get_all_records", params![])
}

/// `Certificate.get_all_records_where`; for the role read-only and those above it.
pub fn get_all_records_where(expr: &str) -> ApiCall<Map<Ref<Certificate>, Certificate>> {
    ApiCall::plain("Certificate.get_all_records_where", params![expr])
}

/// `Certificate.get_by_uuid`; for the role read-only and those above it.
pub fn get_by_uuid(uuid: &str) -> ApiCall<Ref<Certificate>> {
    ApiCall::plain("Certificate.get_by_uuid", params![uuid])
}

/// `Certificate.get_record`; for the role read-only and those above it.
pub fn get_record(certificate: &Ref<Certificate>) -> ApiCall<Certificate> {
    ApiCall::plain("Certificate.get_record", params![certificate])
}

/// `Certificate.get_uuid`; for the role read-only and those above it.
pub fn get_uuid(certificate: &Ref<Certificate>) -> ApiCall<Text> {
    ApiCall::plain("Certificate.get_uuid", params![certificate])
}

/// `Certificate.get_name`; for the role read-only and those above it.
pub fn get_name(certificate: &Ref<Certificate>) -> ApiCall<Text> {
    ApiCall::plain("Certificate.get_name", params![certificate])
}

/// `Certificate.get_type`; for the role read-only and those above it.
pub fn get_type(certificate: &Ref<Certificate>) -> ApiCall<CertificateType> {
    ApiCall::plain("Certificate.get_type", params![certificate])
}

/// `Certificate.get_host`; for the role read-only and those above it.
pub fn get_host(certificate: &Ref<Certificate>) -> ApiCall<Ref<Host>> {
    ApiCall::plain("Certificate.get_host", params![certificate])
}

/// `Certificate.get_not_before`; for the role read-only and those above it.
pub fn get_not_before(certificate: &Ref<Certificate>) -> ApiCall<DateTime> {
    ApiCall::plain("Certificate.get_not_before", params![certificate])
}

/// `Certificate.get_not_after`; for the role read-only and those above it.
pub fn get_not_after(certificate: &Ref<Certificate>) -> ApiCall<DateTime> {
    ApiCall::plain("Certificate.get_not_after", params![certificate])
}

/// `Certificate.get_fingerprint`; for the role read-only and those above it.
pub fn get_fingerprint(certificate: &Ref<Certificate>) -> ApiCall<Text> {
    ApiCall::plain("Certificate.get_fingerprint", params![certificate])
}

/// `Certificate.get_fingerprint_sha256`; for the role read-only and those above it.
pub fn get_fingerprint_sha256(certificate: &Ref<Certificate>) -> ApiCall<Text> {
    ApiCall::plain("Certificate.get_fingerprint_sha256", params![certificate])
}

/// `Certificate.get_fingerprint_sha1`; for the role read-only and those above it.
pub fn get_fingerprint_sha1(certificate: &Ref<Certificate>) -> ApiCall<Text> {
    ApiCall::plain("Certificate.get_fingerprint_sha1", params![certificate])
}

/// `Certificate.get_purpose`; for the role read-only and those above it.
pub fn get_purpose(certificate: &Ref<Certificate>) -> ApiCall<List<CertificatePurpose>> {
    ApiCall::plain("Certificate.get_purpose", params![certificate])
}
