//! Errors of xo-server in the words of the one table. What a pool itself has said keeps the pool's
//! code; so do those of Xen Orchestra's own that say the same as one of a pool; the rest is ours.

use inventory::Problem;
use xapi::ApiError;
use xo::{Error, ErrorCode};

use super::{discreet, of_api};

/// What the exceptions of Xen Orchestra's own runtime mean for its way to a pool.
pub(crate) fn of_runtime(code: &str) -> Option<Problem> {
    let code = match code {
        "ECONNREFUSED"
        | "ECONNRESET"
        | "EHOSTDOWN"
        | "EHOSTUNREACH"
        | "ENETUNREACH"
        | "ENOTFOUND"
        | "EAI_AGAIN"
        | "EPIPE"
        | "ETIMEDOUT"
        | "UND_ERR_CONNECT_TIMEOUT"
        | "UND_ERR_SOCKET" => "xo_pool_unreachable",
        "CERT_HAS_EXPIRED"
        | "CERT_NOT_YET_VALID"
        | "DEPTH_ZERO_SELF_SIGNED_CERT"
        | "ERR_TLS_CERT_ALTNAME_INVALID"
        | "SELF_SIGNED_CERT_IN_CHAIN"
        | "UNABLE_TO_GET_ISSUER_CERT"
        | "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"
        | "UNABLE_TO_VERIFY_LEAF_SIGNATURE" => "xo_pool_certificate",
        _ => return None,
    };
    Some(Problem::new(code))
}

/// An error that xo-server answered.
pub(crate) fn of_xo_api(error: &xo::ApiError) -> Problem {
    let raw = vec![error.code.to_string(), error.message.clone()];
    if matches!(error.code, ErrorCode::Other | ErrorCode::OperationFailed)
        && let Some((code, params)) = error.of_pool()
    {
        if let Some(problem) = of_runtime(code) {
            return discreet(Problem { raw, ..problem });
        }
        if is_code(code) {
            return of_api(&ApiError::new(code, params));
        }
    }
    let object = "objectId";
    let (code, params): (&str, &[(&str, &str)]) = match error.code {
        ErrorCode::NotImplemented | ErrorCode::MethodNotFound => ("xo_too_old", &[]),
        ErrorCode::NoSuchObject => ("HANDLE_INVALID", &[("class", "type"), ("reference", "id")]),
        ErrorCode::Unauthorized => ("xo_no_right", &[]),
        ErrorCode::InvalidCredentials => ("wrong_password", &[]),
        // Which machine it is, whoever gave the order knows.
        ErrorCode::ForbiddenOperation if error.detail("operation") == Some("Start") => (
            "OPERATION_BLOCKED",
            &[("reference", ""), ("reason", "reason")],
        ),
        ErrorCode::ForbiddenOperation => ("xo_forbidden", &[("reason", "reason")]),
        ErrorCode::NoHostsAvailable => ("NO_HOSTS_AVAILABLE", &[]),
        ErrorCode::AuthenticationFailed => ("xo_pool_log_in", &[]),
        ErrorCode::ServerUnreachable => ("xo_pool_unreachable", &[]),
        ErrorCode::InvalidParameters | ErrorCode::InvalidParams | ErrorCode::InvalidRequest => {
            ("xo_misunderstood", &[])
        }
        ErrorCode::VmMissingPvDrivers => ("VM_MISSING_PV_DRIVERS", &[("vm", object)]),
        ErrorCode::VmIsTemplate => ("VM_IS_TEMPLATE", &[("vm", object)]),
        ErrorCode::VmBadPowerState => (
            "VM_BAD_POWER_STATE",
            &[
                ("vm", object),
                ("expected", "expected"),
                ("actual", "actual"),
            ],
        ),
        ErrorCode::VmLacksFeature => ("VM_LACKS_FEATURE", &[("vm", object)]),
        ErrorCode::NotSupportedDuringUpgrade => ("NOT_SUPPORTED_DURING_UPGRADE", &[]),
        ErrorCode::ObjectAlreadyExists => ("xo_exists", &[]),
        ErrorCode::VdiInUse => ("VDI_IN_USE", &[("vdi", object), ("operation", "operation")]),
        ErrorCode::HostOffline => ("HOST_OFFLINE", &[("host", object)]),
        ErrorCode::OperationBlocked => (
            "OPERATION_BLOCKED",
            &[("reference", object), ("reason", "code")],
        ),
        ErrorCode::NotEnoughResources => ("xo_quota", &[]),
        ErrorCode::IncorrectState => ("xo_wrong_state", &[("property", "property")]),
        ErrorCode::FeatureUnauthorized => ("xo_edition", &[]),
        ErrorCode::ServiceUnavailable => ("TOO_BUSY", &[]),
        // Whatever else it says, it says in a sentence.
        _ => ("xo_failed", &[]),
    };
    // The data may be whole records, or what somebody has sent: only what is named is taken.
    let mut problem = Problem {
        raw,
        ..Problem::new(code)
    };
    for (name, key) in params {
        problem = problem.with(name, error.detail(key).unwrap_or_default());
    }
    if code == "xo_failed" {
        problem = problem.with("message", &error.message);
    }
    discreet(problem)
}

/// Whether that is how a pool writes its codes.
fn is_code(text: &str) -> bool {
    let is_in_one = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    text.contains(|c: char| c.is_ascii_uppercase()) && text.chars().all(is_in_one)
}

/// Anything that a call to xo-server can end with, as [`of`](super::of) does for a pool's.
pub(crate) fn of_xo(error: &Error) -> Problem {
    let problem = match error {
        Error::Api(error) => return of_xo_api(error),
        Error::Untrusted(certificate) => Problem::new("untrusted_certificate")
            .with("fingerprint", certificate.fingerprint.to_string()),
        Error::Unreachable { address, reason }
        | Error::Broken { address, reason }
        | Error::Closed { address, reason } => Problem::new("unreachable")
            .with("address", address)
            .with("reason", reason),
        Error::TimedOut => Problem::new("timed_out"),
        Error::NotXo {
            address, reason, ..
        } => Problem::new("not_xo")
            .with("address", address)
            .with("reason", reason),
        Error::Cut => Problem::new("cut_reply"),
        Error::Refused { status, reason } => Problem::new("refused")
            .with("status", status.to_string())
            .with("reason", reason),
        Error::BadEndpoint { text, reason } => Problem::new("bad_address")
            .with("address", text)
            .with("reason", *reason),
        error => Problem::new("internal").with("why", error.to_string()),
    };
    Problem {
        raw: vec![error.to_string()],
        ..problem
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn problem(code: i64, message: &str, data: Value) -> Problem {
        of_xo(&Error::from(xo::ApiError {
            code: ErrorCode::from_number(code),
            message: message.to_owned(),
            data,
        }))
    }

    #[test]
    fn what_is_said_of_a_machine_has_the_pools_words() {
        let data = json!({ "objectId": "v", "expected": "halted", "actual": "running" });
        let said = problem(13, "VM state is running but should be halted", data);
        assert_eq!(said.code, "VM_BAD_POWER_STATE");
        assert_eq!(
            (said.params["vm"].as_str(), said.params["actual"].as_str()),
            ("v", "running")
        );
        assert_eq!(said.raw, ["13", "VM state is running but should be halted"]);
    }

    #[test]
    fn a_pools_own_error_is_passed_on() {
        let data = json!({ "code": "SR_FULL", "params": ["4096", "7"], "stack": "…" });
        let said = problem(-32000, "SR_FULL(4096, 7)", data);
        assert_eq!(said.code, "SR_FULL");
        assert_eq!(said.params["requested"], "4096");
        assert_eq!(said.raw, ["SR_FULL", "4096", "7"]);
        // An exception of its own runtime has a code as well.
        let said = problem(-32000, "no entry", json!({ "code": "ENOENT: x" }));
        assert_eq!(said.code, "xo_failed");
        assert_eq!(said.params["message"], "no entry");
    }

    #[test]
    fn a_pool_that_is_not_reached_is_told_in_one_way() {
        let data = json!({ "code": "ECONNREFUSED", "address": "10.0.0.9", "params": [] });
        let said = problem(-32000, "connect ECONNREFUSED 10.0.0.9:443", data);
        assert_eq!(
            said.code,
            problem(9, "server unreachable", Value::Null).code
        );
        assert_eq!(said.raw, ["-32000", "connect ECONNREFUSED 10.0.0.9:443"]);
        let data = json!({ "code": "DEPTH_ZERO_SELF_SIGNED_CERT" });
        let said = problem(-32000, "self-signed certificate", data);
        assert_eq!(said.code, "xo_pool_certificate");
        assert_eq!(of_runtime("SR_FULL"), None);
    }

    #[test]
    fn a_start_that_somebody_blocked_has_the_pools_words() {
        let data = json!({ "operation": "Start", "reason": "being moved" });
        let said = problem(5, "forbidden operation: Start", data);
        assert_eq!(said.code, "OPERATION_BLOCKED");
        assert_eq!(said.params["reason"], "being moved");
        let data = json!({ "operation": "export", "reason": "no" });
        assert_eq!(
            problem(5, "forbidden operation: export", data).code,
            "xo_forbidden"
        );
    }

    #[test]
    fn records_and_sessions_stay_out() {
        let data = json!({ "property": "power_state", "object": { "uuid": "of a record" } });
        let said = problem(25, "incorrect state", data);
        assert_eq!(said.code, "xo_wrong_state");
        assert!(!format!("{said:?}").contains("of a record"));
        let data = json!({ "code": "SESSION_INVALID", "params": ["OpaqueRef:secret"] });
        let said = problem(-32000, "SESSION_INVALID(OpaqueRef:secret)", data);
        assert!(!format!("{said:?}").contains("secret"));
        let said = problem(-32000, "session OpaqueRef:secret", Value::Null);
        assert!(!format!("{said:?}").contains("secret"), "{said:?}");
    }

    #[test]
    fn every_number_has_words() {
        for code in ErrorCode::NAMED {
            let said = problem(code.number(), "text", Value::Null);
            assert!(!said.code.is_empty() && said.code != "internal");
            assert_eq!(said.raw[0], code.number().to_string());
        }
        assert_eq!(problem(4711, "odd", Value::Null).code, "xo_failed");
    }
}
