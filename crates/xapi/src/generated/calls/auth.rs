// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Calls of the class `auth`.

use super::*;

/// `auth.get_group_membership`; for the role read-only and those above it.
pub fn get_group_membership(subject_identifier: &str) -> ApiCall<List<Text>> {
    ApiCall::plain("auth.get_group_membership", params![subject_identifier])
}

/// `auth.get_subject_information_from_identifier`; for the role read-only and those above it.
pub fn get_subject_information_from_identifier(
    subject_identifier: &str,
) -> ApiCall<Map<Text, Text>> {
    ApiCall::plain(
        "auth.get_subject_information_from_identifier",
        params![subject_identifier],
    )
}

/// `auth.get_subject_identifier`; for the role read-only and those above it.
pub fn get_subject_identifier(subject_name: &str) -> ApiCall<Text> {
    ApiCall::plain("auth.get_subject_identifier", params![subject_name])
}
