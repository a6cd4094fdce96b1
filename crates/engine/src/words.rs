//! The codes of the problems that this crate makes, for whoever translates them. Those of servers
//! stay as they are and are not listed; what stands in a job's way is listed by `inventory`.

/// Code, and the names of its parameters.
pub const PROBLEMS: &[(&str, &[&str])] = &[
    // Adding and keeping servers.
    ("answered_otherwise", &["answer"]),
    ("already_connected", &["address"]),
    ("bad_address", &["address", "reason"]),
    ("connection_gone", &[]),
    ("not_supported", &[]),
    // Reaching a server.
    ("unreachable", &["address", "reason"]),
    ("timed_out", &[]),
    ("not_xapi", &["address", "reason"]),
    ("cut_reply", &[]),
    ("refused", &["status", "reason"]),
    ("still_booting", &[]),
    ("emergency_mode", &[]),
    ("logged_out", &[]),
    ("wrong_password", &["user"]),
    // What Xen Orchestra says, where a pool has no word for it.
    ("not_xo", &["address", "reason"]),
    ("xo_not_connected", &[]),
    ("xo_pool_lost", &[]),
    ("xo_pool_there", &[]),
    ("xo_server_off", &["server"]),
    ("xo_wrong_password", &["user"]),
    ("xo_no_token", &[]),
    ("xo_token_left", &[]),
    ("token_expired", &[]),
    ("xo_edition", &[]),
    ("xo_exists", &[]),
    ("xo_failed", &["message"]),
    ("xo_forbidden", &["reason"]),
    ("xo_misunderstood", &[]),
    ("xo_no_console", &[]),
    ("xo_no_right", &[]),
    ("xo_pool_log_in", &[]),
    ("xo_pool_certificate", &[]),
    ("xo_pool_unreachable", &[]),
    ("xo_quota", &[]),
    ("xo_too_old", &[]),
    ("xo_wrong_state", &["property"]),
    // Certificates. Dates are Unix seconds; `trusted` is the fingerprint that was trusted before.
    ("untrusted_certificate", CERTIFICATE),
    ("certificate_changed", CERTIFICATE),
    // Secrets.
    ("no_keyring", &["why"]),
    ("keyring_locked", &["why"]),
    ("keyring_refused", &["why"]),
    // Files.
    ("file_set_aside", &["file", "aside"]),
    ("cannot_read", &["file", "why"]),
    ("cannot_save", &["file", "why"]),
    ("disk_full", &["file"]),
    ("file_exists", &["file"]),
    ("name_taken_since", &["file", "part"]),
    ("file_not_named", &["file", "part", "why"]),
    ("file_cut_short", &["file", "part", "offset", "why"]),
    ("file_damaged", &["file", "part", "offset", "why"]),
    ("not_an_export", &["file", "part", "offset", "why"]),
    ("not_a_disk", &["file", "part", "offset", "why"]),
    ("file_is_difference", &["file"]),
    ("file_changed", &["file"]),
    ("restore_exists", &["name"]),
    // The server's own `xe`.
    ("no_xe", &[]),
    ("xe_busy", &[]),
    ("xe_file_unnamed", &["file"]),
    ("xe_line", &[]),
    // Jobs and tasks.
    ("not_live", &[]),
    ("read_only", &[]),
    ("not_allowed_now", &[]),
    ("no_such_object", &[]),
    ("cancelled", &[]),
    ("task_unknown", &[]),
    ("disk_half_overwritten", &["name"]),
    ("program_ended", &[]),
    ("content_forgotten", &[]),
    ("outcome_unknown", &[]),
    ("not_through_xo", &[]),
    ("changed_meanwhile", &[]),
    ("changed_since", &[]),
    ("not_undoable", &[]),
    ("nothing_failed", &[]),
    ("result_missing", &[]),
    // Consoles. The last two, and `connection_gone`, are reasons with which a console's WebSocket is
    // closed (code 4000).
    ("console_none", &[]),
    ("console_failed", &["status", "reason"]),
    ("console_unreachable", &["address", "reason"]),
    ("console_closed", &[]),
    ("vm_stopped", &[]),
    // Measurements.
    ("not_measured", &[]),
    ("measurements_unreadable", &["why"]),
    // Who made a change.
    ("no_audit_log", &[]),
    // Mistakes of ours.
    ("bad_request", &["command", "why"]),
    ("internal", &["why"]),
];

const CERTIFICATE: &[&str] = &[
    "host",
    "fingerprint",
    "subject",
    "issuer",
    "notBefore",
    "notAfter",
    "trusted",
];

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::PROBLEMS;

    /// This crate's sources, without their tests and without this list.
    fn sources(folder: &Path, text: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() {
                sources(&path, text);
            } else if name != "words.rs" && !name.ends_with("_tests.rs") {
                let source = fs::read_to_string(&path).unwrap();
                text.push_str(source.split("#[cfg(test)]\nmod tests").next().unwrap());
            }
        }
    }

    #[test]
    fn every_problem_of_ours_is_listed_and_none_that_we_do_not_make() {
        let mut text = String::new();
        sources(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut text,
        );
        let listed: BTreeSet<&str> = PROBLEMS.iter().map(|(code, _)| *code).collect();
        assert_eq!(listed.len(), PROBLEMS.len());
        for call in ["Problem::new(\"", "code: \""] {
            for rest in text.split(call).skip(1) {
                let code = rest.split('"').next().unwrap();
                let ours =
                    !code.is_empty() && code.chars().all(|c| c.is_ascii_lowercase() || c == '_');
                assert!(!ours || listed.contains(code), "{code} is not listed");
            }
        }
        for code in listed {
            assert!(text.contains(&format!("\"{code}\"")), "nobody makes {code}");
        }
    }
}
