//! What can be done to objects: one list, used by every button, menu, key and drag.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;
use xapi::{VmOperation, VmPowerState};

use crate::problem::Problem;

/// Something a person can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Job {
    /// Start a halted VM.
    Start,
    /// Ask the guest to shut down.
    CleanShutdown,
    /// Ask the guest to reboot.
    CleanReboot,
    /// Suspend a running VM to disk.
    Suspend,
    /// Resume a suspended VM.
    Resume,
    /// Freeze a running VM in memory.
    Pause,
    /// Let a paused VM go on.
    Unpause,
    /// Pull a VM's plug.
    HardShutdown,
    /// Press a VM's reset button.
    HardReboot,
}

/// Whether a job may run on a selection now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ActionState {
    /// Which job; its label is the translated `job.<job>`.
    pub job: Job,
    /// Why it cannot run; none: it can.
    pub refusal: Option<Problem>,
    /// Whether it belongs among the two or three likeliest, shown as buttons.
    pub likely: bool,
    /// Whether it may lose data.
    pub destructive: bool,
    /// Whether those who use the object are cut off, for a while or for good, so that it is confirmed.
    pub interrupts: bool,
    /// On how many of the selected objects it would run.
    pub applies_to: u32,
}

/// The call that does a job to one object.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The method, without `Async.`.
    pub method: &'static str,
    /// What comes after the object's reference.
    pub params: Vec<Value>,
}

impl Job {
    /// All jobs, in the order they are offered.
    pub const ALL: [Job; 9] = [
        Job::Start,
        Job::Resume,
        Job::Unpause,
        Job::CleanShutdown,
        Job::CleanReboot,
        Job::Suspend,
        Job::Pause,
        Job::HardShutdown,
        Job::HardReboot,
    ];

    /// Its name, as it is serialised.
    pub fn name(self) -> &'static str {
        match self {
            Job::Start => "start",
            Job::CleanShutdown => "cleanShutdown",
            Job::CleanReboot => "cleanReboot",
            Job::Suspend => "suspend",
            Job::Resume => "resume",
            Job::Pause => "pause",
            Job::Unpause => "unpause",
            Job::HardShutdown => "hardShutdown",
            Job::HardReboot => "hardReboot",
        }
    }

    /// The operation it is to the server, as in `allowed_operations`.
    pub fn operation(self) -> VmOperation {
        match self {
            Job::Start => VmOperation::Start,
            Job::CleanShutdown => VmOperation::CleanShutdown,
            Job::CleanReboot => VmOperation::CleanReboot,
            Job::Suspend => VmOperation::Suspend,
            Job::Resume => VmOperation::Resume,
            Job::Pause => VmOperation::Pause,
            Job::Unpause => VmOperation::Unpause,
            Job::HardShutdown => VmOperation::HardShutdown,
            Job::HardReboot => VmOperation::HardReboot,
        }
    }

    /// The call that does it.
    pub fn call(self) -> Call {
        let method = match self {
            Job::Start => "VM.start",
            Job::CleanShutdown => "VM.clean_shutdown",
            Job::CleanReboot => "VM.clean_reboot",
            Job::Suspend => "VM.suspend",
            Job::Resume => "VM.resume",
            Job::Pause => "VM.pause",
            Job::Unpause => "VM.unpause",
            Job::HardShutdown => "VM.hard_shutdown",
            Job::HardReboot => "VM.hard_reboot",
        };
        let params = match self {
            // Not paused at first, and not by force.
            Job::Start | Job::Resume => vec![Value::Bool(false), Value::Bool(false)],
            _ => Vec::new(),
        };
        Call { method, params }
    }

    /// The job that a method does, with or without `Async.`.
    pub fn from_method(method: &str) -> Option<Self> {
        let method = method.strip_prefix("Async.").unwrap_or(method);
        Self::ALL
            .into_iter()
            .find(|job| job.call().method == method)
    }

    /// Whether those who use the VM are cut off by it.
    pub fn interrupts(self) -> bool {
        match self {
            Job::Start | Job::Resume | Job::Unpause => false,
            Job::CleanShutdown
            | Job::CleanReboot
            | Job::Suspend
            | Job::Pause
            | Job::HardShutdown
            | Job::HardReboot => true,
        }
    }

    /// Whether it may lose data.
    pub fn is_destructive(self) -> bool {
        matches!(self, Job::HardShutdown | Job::HardReboot)
    }

    /// The power states it needs: any of them.
    pub(crate) fn needs(self) -> &'static [VmPowerState] {
        use VmPowerState::{Halted, Paused, Running, Suspended};
        match self {
            Job::Start => &[Halted],
            Job::CleanShutdown | Job::CleanReboot | Job::Suspend | Job::Pause => &[Running],
            Job::Resume => &[Suspended],
            Job::Unpause => &[Paused],
            Job::HardShutdown => &[Running, Paused, Suspended],
            Job::HardReboot => &[Running, Paused],
        }
    }

    /// The features of which a guest needs one, so that it can do its part; none: it has no part.
    pub(crate) fn guest_features(self) -> &'static [&'static str] {
        match self {
            Job::CleanShutdown => &["feature-shutdown", "feature-poweroff"],
            Job::CleanReboot => &["feature-reboot", "feature-shutdown"],
            Job::Suspend => &["feature-suspend"],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_on_the_wire() {
        for job in Job::ALL {
            assert_eq!(serde_json::to_value(job).unwrap(), job.name());
            assert_eq!(job.call().method, format!("VM.{}", job.operation()));
            assert_eq!(
                Job::from_method(&format!("Async.{}", job.call().method)),
                Some(job)
            );
        }
        assert_eq!(Job::from_method("VM.clone"), None);
    }
}
