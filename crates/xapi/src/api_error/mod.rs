//! The errors of the API: a variant, with named parameters, for each code a client meets in the
//! ordinary run of things; the other codes as they come.

use std::borrow::Cow;
use std::fmt;

use crate::reference::OpaqueRef;
use crate::session_ref::{SessionRef, is_uuid};

/// No error has more parameters that mean something.
#[cfg(feature = "client")]
const MOST_PARAMS: usize = 16;

/// A parameter of an error; all are text on the wire.
trait Param: for<'a> From<&'a str> + Default {
    fn raw(&self) -> String;
}

impl Param for String {
    fn raw(&self) -> String {
        self.clone()
    }
}

impl Param for OpaqueRef {
    fn raw(&self) -> String {
        self.as_str().to_owned()
    }
}

impl Param for SessionRef {
    fn raw(&self) -> String {
        self.expose().to_owned()
    }
}

/// Declares [`ApiError`]: variant, code, parameters, and a sentence that may name them.
macro_rules! api_errors {
    ($( $name:ident $code:literal ( $($param:ident : $type:ty),* ) $sentence:literal; )*) => {
        /// An error that the API answered.
        ///
        /// Servers give more or fewer parameters than their documentation says: missing ones are
        /// empty, and `odd` then holds the list as it came. Match with `..` to leave it out.
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub enum ApiError {
            $(
                #[doc = concat!("`", $code, "`")]
                #[allow(missing_docs)]
                $name {
                    $($param: $type,)*
                    odd: Option<Box<[String]>>,
                },
            )*
            /// `SR_BACKEND_FAILURE` and its some two hundred numbered kinds: a storage driver failed.
            SrBackendFailure {
                /// The code, with its number.
                code: String,
                /// What the driver returned.
                status: String,
                /// What it printed.
                stdout: String,
                /// What it complained.
                stderr: String,
                /// The parameters as they came, if they are not just these three.
                odd: Option<Box<[String]>>,
            },
            /// Any other code.
            Other {
                /// The code.
                code: String,
                /// Its parameters.
                params: Vec<String>,
            },
        }

        impl ApiError {
            /// The codes that have a variant of their own, other than the storage drivers'.
            pub const CODES: &'static [&'static str] = &[$($code),*];

            /// The error of that code and parameters.
            pub fn new(code: &str, params: Vec<String>) -> Self {
                #[allow(unused_mut, unused_variables)]
                match code {
                    $(
                        $code => {
                            let given = $crate::api_error::of_today(code, &params);
                            let mut given = given.iter();
                            $(
                                let $param: $type = given
                                    .next()
                                    .map(|text| text.as_str().into())
                                    .unwrap_or_default();
                            )*
                            let named: Vec<String> = vec![$($param.raw()),*];
                            let odd = (named != params).then(|| params.into());
                            ApiError::$name { $($param,)* odd }
                        }
                    )*
                    _ if code.starts_with("SR_BACKEND_FAILURE") => {
                        let text = |index: usize| params.get(index).cloned().unwrap_or_default();
                        ApiError::SrBackendFailure {
                            code: code.to_owned(),
                            status: text(0),
                            stdout: text(1),
                            stderr: text(2),
                            odd: (params.len() != 3).then(|| params.into()),
                        }
                    }
                    _ => ApiError::Other { code: code.to_owned(), params },
                }
            }

            /// The code on the wire.
            pub fn code(&self) -> &str {
                match self {
                    $(ApiError::$name { .. } => $code,)*
                    ApiError::SrBackendFailure { code, .. } | ApiError::Other { code, .. } => code,
                }
            }

            /// The parameters on the wire, exactly as they came. Those of `SESSION_INVALID` name a
            /// session: do not print them.
            pub fn params(&self) -> Vec<String> {
                match self {
                    $(
                        ApiError::$name { odd: Some(params), .. } => params.to_vec(),
                        ApiError::$name { $($param,)* odd: None } => vec![$($param.raw()),*],
                    )*
                    ApiError::SrBackendFailure { odd: Some(params), .. } => params.to_vec(),
                    ApiError::SrBackendFailure { status, stdout, stderr, .. } => {
                        vec![status.clone(), stdout.clone(), stderr.clone()]
                    }
                    ApiError::Other { params, .. } => params.clone(),
                }
            }

            #[allow(unused_variables)]
            pub(super) fn sentence(&self) -> String {
                match self {
                    $(ApiError::$name { $($param,)* .. } => format!($sentence),)*
                    ApiError::SrBackendFailure { code, stderr, .. } => {
                        let detail = if stderr.trim().is_empty() { code } else { stderr };
                        format!("The storage driver failed: {detail}")
                    }
                    ApiError::Other { code, params } if params.is_empty() => {
                        format!("The server refused: {code}")
                    }
                    ApiError::Other { code, params } => {
                        format!("The server refused: {code} ({})", params.join(", "))
                    }
                }
            }
        }
    };
}

/// The parameters as XAPI gives them. xend names power states with a capital, and at first it did not
/// name the machine.
fn of_today<'a>(code: &str, params: &'a [String]) -> Cow<'a, [String]> {
    match (code, params) {
        ("VM_BAD_POWER_STATE", [expected, actual]) => Cow::Owned(vec![
            String::new(),
            expected.to_lowercase(),
            actual.to_lowercase(),
        ]),
        ("VM_BAD_POWER_STATE", [vm, states @ ..]) => std::iter::once(vm.clone())
            .chain(states.iter().map(|state| state.to_lowercase()))
            .collect(),
        _ => Cow::Borrowed(params),
    }
}

#[path = "../generated/errors.rs"]
mod generated;
mod table;

pub use table::ApiError;

impl ApiError {
    /// What the data model calls the parameters of a code, in their order; none for codes that it
    /// does not know. Servers give more or fewer than it says.
    pub fn parameter_names(code: &str) -> &'static [&'static str] {
        generated::PARAMETERS
            .binary_search_by_key(&code, |(known, _)| known)
            .map_or(&[], |at| generated::PARAMETERS[at].1)
    }

    /// The parameter that the data model calls `name`, as it came, if it came.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let names = Self::parameter_names(self.code());
        let at = names.iter().position(|known| *known == name)?;
        self.params().into_iter().nth(at)
    }

    /// Whether a host says by this, to a log-in like to any other call, that its management is up
    /// but serves nobody: it is starting, or has lost its coordinator (emergency mode), or cannot
    /// join it. Which of them, only
    /// `LocalSession::is_in_emergency_mode` tells for certain: a supporter in emergency mode
    /// answers with whatever it met last, `HOST_STILL_BOOTING` more often than not.
    pub fn is_out_of_service(&self) -> bool {
        matches!(
            self.code(),
            "HOST_STILL_BOOTING"
                | "HOST_IN_EMERGENCY_MODE"
                | "HOST_HAS_NO_MANAGEMENT_IP"
                | "HOST_MASTER_CANNOT_TALK_BACK"
                | "HOST_ITS_OWN_SLAVE"
                | "HOST_UNKNOWN_TO_MASTER"
        )
    }

    /// The same with code and parameters as `quote` has them, of which there are a few at most.
    /// Whose session has ended is still told: it cannot be printed, and whether it is one's own
    /// matters.
    #[cfg(feature = "client")]
    pub(crate) fn quoted(self, quote: impl Fn(&str) -> String) -> Self {
        if let Self::SessionInvalid { session, .. } = self {
            return Self::SessionInvalid { session, odd: None };
        }
        let params = self.params();
        let params = params.iter().take(MOST_PARAMS).map(|param| quote(param));
        // A code that everybody knows gives nothing away.
        match Self::CODES.contains(&self.code()) {
            true => Self::new(self.code(), params.collect()),
            false => Self::new(&quote(self.code()), params.collect()),
        }
    }

    /// Whether the operation may have done something before it failed. Most codes are refusals,
    /// given before anything was done.
    pub fn may_have_had_effect(&self) -> bool {
        let code = self.code();
        code.starts_with("SR_BACKEND_FAILURE")
            || code.ends_with("_TIMEOUT")
            || code.ends_with("PARTIALLY_FAILED")
            || code.ends_with("_APPLY_FAILED")
            || matches!(
                code,
                "INTERNAL_ERROR"
                    | "Fault"
                    | "TASK_CANCELLED"
                    | "XENAPI_PLUGIN_FAILURE"
                    | "XAPI_HOOK_FAILED"
                    | "VM_MIGRATE_FAILED"
                    | "VM_REVERT_FAILED"
                    | "VM_CHECKPOINT_SUSPEND_FAILED"
                    | "VM_CHECKPOINT_RESUME_FAILED"
                    | "VM_FAILED_SHUTDOWN_ACKNOWLEDGMENT"
                    | "VM_FAILED_SUSPEND_ACKNOWLEDGMENT"
                    | "VM_CRASHED"
                    | "VM_REBOOTED"
                    | "VM_HALTED"
                    | "VMS_FAILED_TO_COOPERATE"
                    | "DOMAIN_BUILDER_ERROR"
                    | "BOOTLOADER_FAILED"
                    | "FAILED_TO_START_EMULATOR"
                    | "MIRROR_FAILED"
                    | "VDI_COPY_FAILED"
                    | "VDI_IO_ERROR"
                    | "CANNOT_CONTACT_HOST"
                    | "HOST_BROKEN"
                    | "IMPORT_ERROR"
                    | "IMPORT_ERROR_PREMATURE_EOF"
                    | "IMPORT_ERROR_SOME_CHECKSUMS_FAILED"
                    | "PROVISION_FAILED_OUT_OF_SPACE"
            )
    }
}

/// One English sentence. It names no reference: they mean nothing to people, and one of them might
/// be a session's.
impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentence = without_references(&self.sentence());
        f.write_str(sentence.trim_end_matches([' ', ':']))
    }
}

/// Code and parameters; without references where one of them might be a session's.
impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut params = self.params();
        let about_session = |text: &str| text.to_ascii_lowercase().contains("session");
        if about_session(self.code()) || params.iter().any(|param| about_session(param)) {
            for param in &mut params {
                *param = match is_uuid(param) {
                    true => "…".to_owned(),
                    false => without_references(param),
                };
            }
        }
        write!(f, "{}{params:?}", self.code())
    }
}

impl std::error::Error for ApiError {}

/// The text with what follows each `OpaqueRef:` or `trackid=` left out.
fn without_references(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = ["OpaqueRef:", "trackid="]
        .iter()
        .filter_map(|mark| Some(rest.find(mark)? + mark.len()))
        .min()
    {
        kept.push_str(&rest[..start]);
        kept.push('…');
        rest = rest[start..].trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_have_names() {
        let params = ["OpaqueRef:1", "halted", "running"].map(str::to_owned);
        let error = ApiError::new("VM_BAD_POWER_STATE", params.to_vec());
        assert_eq!(error.parameter("actual").as_deref(), Some("running"));
        assert_eq!(error.parameter("colour"), None);
        // A code without a variant of its own has them, too, and one that came with too few.
        let error = ApiError::new("VDI_TOO_SMALL", vec!["OpaqueRef:2".into()]);
        assert_eq!(error.parameter("vdi").as_deref(), Some("OpaqueRef:2"));
        assert_eq!(error.parameter("minimum_size"), None);
        assert!(ApiError::parameter_names("NO_SUCH_CODE").is_empty());
    }

    #[test]
    fn variants_are_codes_of_the_data_model() {
        let known = |code: &str| {
            generated::PARAMETERS
                .iter()
                .any(|(known, _)| *known == code)
        };
        let unknown: Vec<_> = ApiError::CODES.iter().filter(|code| !known(code)).collect();
        let of_other_releases = [
            "HOST_CANNOT_SEE_SR",
            "VM_LACKS_FEATURE_SHUTDOWN",
            "VM_LACKS_FEATURE_SUSPEND",
            "VM_IS_SNAPSHOT",
            "REVERT_ONLY_ALLOWED_ON_SNAPSHOT",
            "VDI_IO_ERROR",
        ];
        assert_eq!(unknown, of_other_releases.each_ref());
    }

    fn error(code: &str, params: &[&str]) -> ApiError {
        ApiError::new(code, params.iter().map(|text| text.to_string()).collect())
    }

    #[test]
    fn every_code_gives_back_any_list_exactly() {
        let codes = ApiError::CODES.iter().chain(&[
            "SR_BACKEND_FAILURE",
            "SR_BACKEND_FAILURE_46",
            "NOT_A_CODE",
        ]);
        for code in codes {
            for list in [
                &[][..],
                &["a"],
                &["", "b"],
                &["a", "b", "c"],
                &["OpaqueRef:NULL", "", "c", "d"],
                &["1", "2", "3", "4", "5", "6"],
            ] {
                let error = error(code, list);
                assert_eq!(error.code(), *code);
                assert_eq!(error.params(), list, "{code}");
                let text = error.to_string();
                assert!(!text.is_empty() && !text.contains('\n'), "{text}");
            }
        }
        assert!(ApiError::CODES.len() >= 120, "{}", ApiError::CODES.len());
    }

    #[test]
    fn names_the_parameters() {
        let ApiError::BadPowerState {
            vm,
            expected,
            actual,
            odd,
        } = error("VM_BAD_POWER_STATE", &["OpaqueRef:1", "halted", "running"])
        else {
            panic!("another variant");
        };
        assert_eq!(vm.as_str(), "OpaqueRef:1");
        assert_eq!(
            (expected.as_str(), actual.as_str(), odd),
            ("halted", "running", None)
        );
        // As xend said it in 2009, and in 2007.
        for list in [
            &["b28e4ee3", "Halted", "Running"][..],
            &["Halted", "Running"],
        ] {
            let error = error("VM_BAD_POWER_STATE", list);
            assert_eq!(error.params(), list);
            assert!(matches!(
                error,
                ApiError::BadPowerState { expected, actual, .. } if expected == "halted" && actual == "running"
            ));
        }
        assert!(matches!(
            error("HOST_IS_SLAVE", &["10.0.0.2"]),
            ApiError::HostIsSlave { address, .. } if address == "10.0.0.2"
        ));
        assert!(matches!(
            error("SR_BACKEND_FAILURE_46", &["", "", "The VDI is not available"]),
            ApiError::SrBackendFailure { stderr, .. } if stderr == "The VDI is not available"
        ));
    }

    #[test]
    fn tells_no_session() {
        for error in [
            error("SESSION_INVALID", &["OpaqueRef:secret"]),
            error("SESSION_INVALID", &["OpaqueRef:secret", "OpaqueRef:secret"]),
            error("HANDLE_INVALID", &["session", "OpaqueRef:secret"]),
            error(
                "INTERNAL_ERROR",
                &["Db_exn(\"session\", \"OpaqueRef:secret\")"],
            ),
            error("SESSION_NOT_REGISTERED", &["trackid=secret"]),
            error("SESSION_INVALID", &["5ec4e7ee-0249-725b-246b-7fc43cf4f154"]),
        ] {
            let text = format!("{error} {error:?}");
            assert!(
                !text.contains("secret") && !text.contains("5ec4e7"),
                "{text}"
            );
        }
    }

    #[test]
    fn empty_details_leave_no_loose_end() {
        assert_eq!(
            error("INTERNAL_ERROR", &[]).to_string(),
            "The server failed internally"
        );
        assert_eq!(
            error("MADE_UP", &["1", "2"]).to_string(),
            "The server refused: MADE_UP (1, 2)"
        );
    }

    #[test]
    fn tells_refusals_from_failures_on_the_way() {
        assert!(!error("VM_BAD_POWER_STATE", &[]).may_have_had_effect());
        assert!(!error("HOST_NOT_ENOUGH_FREE_MEMORY", &[]).may_have_had_effect());
        assert!(error("INTERNAL_ERROR", &[]).may_have_had_effect());
        assert!(error("SR_BACKEND_FAILURE_46", &[]).may_have_had_effect());
        assert!(error("VM_SHUTDOWN_TIMEOUT", &[]).may_have_had_effect());
    }
}
