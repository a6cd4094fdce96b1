//! Errors of a server or of the way to it, as problems that the window can put into a sentence.

mod xo;

use std::path::Path;

use images::Fault;
use inventory::{Problem, Store};
use uuid::Uuid;
use xapi::{ApiError, Error, OpaqueRef, Text};

pub(crate) use xo::{of_runtime, of_xo};

/// What a file is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// Machines that were exported.
    Machines,
    /// A disk.
    Disk,
}

/// What is wrong with a file of machines or disks, and where.
pub(crate) fn of_image(file: &Path, kind: FileKind, error: &images::Error) -> Problem {
    let other = match kind {
        FileKind::Machines => "not_an_export",
        FileKind::Disk => "not_a_disk",
    };
    let code = match &error.fault {
        Fault::Truncated => "file_cut_short",
        Fault::NotA(_) => other,
        // Not even the first head makes sense.
        _ if error.offset == 0 => other,
        _ => "file_damaged",
    };
    Problem::new(code)
        .with("file", file.display().to_string())
        .with("part", error.part.as_ref())
        .with("offset", error.offset.to_string())
        .with("why", error.fault.to_string())
}

/// What stands in place of something that must not be seen.
pub(crate) const HIDDEN: &str = "…";

/// Of an error so many texts are kept. None has more that mean something.
const MOST_TEXTS: usize = 16;

/// A problem's parameters, named as the variant's fields are.
macro_rules! named {
    ($error:expr, $($variant:ident { $($param:ident),* })*) => {
        match $error {
            $( ApiError::$variant { $($param,)* .. } => {
                vec![$((stringify!($param), $param.to_string())),*]
            } )*
            other => positional(other),
        }
    };
}

/// Parameters of an error that has no names for them: `p1`, `p2`, …
fn positional(error: &ApiError) -> Vec<(&'static str, String)> {
    ["p1", "p2", "p3", "p4", "p5", "p6"]
        .into_iter()
        .zip(error.params())
        .collect()
}

/// An error that the server answered. Its code stays as it is; its parameters get names.
pub(crate) fn of_api(error: &ApiError) -> Problem {
    let params = named!(error,
        InternalError { message }
        MessageMethodUnknown { method }
        HandleInvalid { class, reference }
        UuidInvalid { class, uuid }
        InvalidValue { field, value }
        ValueNotSupported { field, value, reason }
        NotImplemented { function }
        PermissionDenied { message }
        OperationNotAllowed { reason }
        OperationBlocked { reference, reason }
        OtherOperationInProgress { class, object, operation, task }
        OperationPartiallyFailed { operation }
        PluginFailure { status, stdout, stderr }
        AuthenticationFailed { user, message }
        AuthorizationFailed { user, message }
        PermissionLacking { permission, message }
        LicenceRestriction { feature }
        HostIsSlave { address }
        HostOffline { host }
        HostDisabled { host }
        HostDisabledUntilReboot { host }
        HostInUse { host, class, reference }
        HostUnknownToMaster { host }
        HostNotEnoughFreeMemory { needed, available }
        HostNotEnoughPcpus { vcpus, pcpus }
        HostCannotAttachNetwork { host, network }
        HostCannotSeeSr { host, sr }
        CannotContactHost { host }
        BadPowerState { vm, expected, actual }
        VmMissingPvDrivers { vm }
        VmOldPvDrivers { vm, major, minor }
        VmLacksFeature { vm }
        VmLacksFeatureShutdown { vm }
        VmLacksFeatureSuspend { vm }
        VmNonSuspendable { vm, reason }
        VmIsTemplate { vm, operation }
        VmIsSnapshot { vm, operation }
        VmIsProtected { vm }
        VmNoVcpus { vm }
        VmHvmRequired { vm }
        VmNoSuspendSr { vm }
        VmRequiresSr { vm, sr }
        VmRequiresNetwork { vm, network }
        VmRequiresGpu { vm, gpu_group }
        VmRequiresVdi { vm, vdi }
        VmHostIncompatibleVersion { host, vm }
        VmIncompatibleWithThisHost { vm, host, reason }
        VmHasPciAttached { vm }
        VmHasVgpu { vm }
        VmFailedShutdownAcknowledgment { vm }
        VmFailedSuspendAcknowledgment { vm }
        VmShutdownTimeout { vm, timeout }
        VmSuspendTimeout { vm, timeout }
        VmCrashed { vm }
        VmRebooted { vm }
        VmHalted { vm }
        BootloaderFailed { vm, message }
        DomainBuilderError { function, code, message }
        FailedToStartEmulator { vm, name, message }
        MemoryConstraintViolation { constraint }
        SrFull { requested, maximum }
        SrHasNoPbds { sr }
        SrNotAttached { sr }
        VdiInUse { vdi, operation }
        VdiMissing { sr, vdi }
        VdiNotAvailable { vdi }
        SrBackendFailure { code, status, stdout, stderr }
    );
    let code = match error {
        ApiError::HostStillBooting { .. } => "still_booting",
        ApiError::HostInEmergencyMode { .. } => "emergency_mode",
        // One sentence for its two hundred numbered kinds; the number stays in `code` and raw.
        ApiError::SrBackendFailure { .. } => "SR_BACKEND_FAILURE",
        error => error.code(),
    };
    let raw = std::iter::once(error.code().to_owned())
        .chain(error.params())
        .collect();
    let mut problem = Problem {
        raw,
        ..Problem::new(code)
    };
    for (name, value) in params {
        problem = problem.with(name, value);
    }
    discreet(problem)
}

/// The same without the references of sessions: whoever has one is logged in. And no text is longer
/// than a person reads: those of tasks come as the server wrote them.
fn discreet(mut problem: Problem) -> Problem {
    problem.raw.truncate(MOST_TEXTS);
    let texts = problem.raw.iter_mut().chain(problem.params.values_mut());
    for text in texts.chain([&mut problem.code]) {
        *text = redact::shortened(text);
    }
    let about_session = |text: &String| text.to_ascii_lowercase().contains("session");
    // Those whose parameters are sessions and nothing else. Before XAPI a session was a bare uuid,
    // which nothing in its looks gives away.
    let is_session =
        |code: &String| matches!(code.as_str(), "SESSION_INVALID" | "SESSION_NOT_REGISTERED");
    if problem.raw.first().is_some_and(is_session) {
        let texts = problem.raw.iter_mut().skip(1);
        for text in texts.chain(problem.params.values_mut()) {
            HIDDEN.clone_into(text);
        }
    } else if problem.raw.iter().any(about_session) {
        for text in problem.raw.iter_mut().chain(problem.params.values_mut()) {
            if text.contains("OpaqueRef:") || text.contains("trackid=") {
                HIDDEN.clone_into(text);
            }
        }
    }
    problem
}

/// Anything that a call can end with. What the server did not say itself is said raw in the client
/// library's words, which hold no secrets.
pub(crate) fn of(error: &Error) -> Problem {
    let problem = match error {
        Error::Api(error) => return of_api(error),
        Error::Untrusted(certificate) => Problem::new("untrusted_certificate")
            .with("fingerprint", certificate.fingerprint.to_string())
            .with("subject", certificate.subject.as_str()),
        Error::Unreachable { address, reason } | Error::Broken { address, reason } => {
            Problem::new("unreachable")
                .with("address", address)
                .with("reason", reason)
        }
        Error::TimedOut => Problem::new("timed_out"),
        Error::NotXapi {
            address, reason, ..
        } => Problem::new("not_xapi")
            .with("address", address)
            .with("reason", reason),
        Error::Cut => Problem::new("cut_reply"),
        Error::Refused { status, reason } => Problem::new("refused")
            .with("status", status.to_string())
            .with("reason", reason.as_str()),
        Error::Cancelled => Problem::new("cancelled"),
        Error::Vanished => Problem::new("task_unknown"),
        Error::LoggedOut => Problem::new("logged_out"),
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

/// The error of a task that failed: code, then parameters.
pub(crate) fn of_task(error_info: &[Text]) -> Problem {
    match error_info {
        [] => Problem::new("INTERNAL_ERROR"),
        [code, params @ ..] => {
            let params = params.iter().map(String::from).collect();
            of_api(&ApiError::new(code, params))
        }
    }
}

/// The same problem with the names of objects in place of their references.
pub(crate) fn named<'a>(
    mut problem: Problem,
    stores: impl IntoIterator<Item = &'a Store>,
) -> Problem {
    let worlds: Vec<_> = stores.into_iter().map(Store::read).collect();
    for value in problem.params.values_mut() {
        // Before XAPI, and in Xen Orchestra, references are bare uuids.
        let is_reference = value.starts_with("OpaqueRef:");
        if is_reference || Uuid::try_parse(value).is_ok() {
            let reference = OpaqueRef::from(value.as_str());
            let name = worlds.iter().find_map(|world| world.name_of(&reference));
            match name {
                Some(name) => *value = name.to_owned(),
                None if is_reference => HIDDEN.clone_into(value),
                None => {}
            }
        }
    }
    problem
}

/// A request that our own window would not make.
pub(crate) fn bad_request(command: &str, why: &str) -> Problem {
    Problem::new("bad_request")
        .with("command", command)
        .with("why", why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api(code: &str, params: &[&str]) -> Problem {
        let params = params.iter().map(|text| text.to_string()).collect();
        of(&Error::Api(ApiError::new(code, params)))
    }

    #[test]
    fn parameters_get_names_and_the_raw_error_stays() {
        let problem = api("VM_BAD_POWER_STATE", &["OpaqueRef:1", "halted", "running"]);
        assert_eq!(problem.code, "VM_BAD_POWER_STATE");
        assert_eq!(problem.params["vm"], "OpaqueRef:1");
        assert_eq!(problem.params["expected"], "halted");
        assert_eq!(
            problem.raw,
            ["VM_BAD_POWER_STATE", "OpaqueRef:1", "halted", "running"]
        );
    }

    #[test]
    fn an_unheard_of_error_is_carried() {
        let problem = api("ENTIRELY_NEW", &["a", "b"]);
        assert_eq!(problem.code, "ENTIRELY_NEW");
        assert_eq!(problem.params["p1"], "a");
        assert_eq!(problem.raw, ["ENTIRELY_NEW", "a", "b"]);
    }

    #[test]
    fn the_kinds_of_a_storage_failure_are_one_problem() {
        let problem = api("SR_BACKEND_FAILURE_46", &["", "", "no such volume"]);
        assert_eq!(problem.code, "SR_BACKEND_FAILURE");
        assert_eq!(problem.params["code"], "SR_BACKEND_FAILURE_46");
        assert_eq!(problem.params["stderr"], "no such volume");
        assert_eq!(problem.raw[0], "SR_BACKEND_FAILURE_46");
    }

    #[test]
    fn sessions_are_not_told() {
        for problem in [
            api("SESSION_INVALID", &["OpaqueRef:secret"]),
            api("SESSION_INVALID", &["5f9b2c1e-secret"]),
            api("SESSION_NOT_REGISTERED", &["5f9b2c1e-secret"]),
            api("HANDLE_INVALID", &["session", "OpaqueRef:secret"]),
            api(
                "INTERNAL_ERROR",
                &["Db_exn(\"session\", \"OpaqueRef:secret\")"],
            ),
            api("SESSION_NOT_REGISTERED", &["trackid=secret"]),
        ] {
            assert!(!format!("{problem:?}").contains("secret"), "{problem:?}");
        }
    }

    #[test]
    fn nothing_is_longer_than_a_person_reads() {
        let error: Vec<Text> = vec!["x".repeat(1 << 20).into(); 100];
        let problem = of_task(&error);
        assert!(format!("{problem:?}").len() < 100_000);
    }

    #[test]
    fn a_task_without_a_reason_failed_all_the_same() {
        assert_eq!(of_task(&[]).code, "INTERNAL_ERROR");
    }
}
