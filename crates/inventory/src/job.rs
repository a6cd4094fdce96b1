//! What can be done to objects: one list, used by every button, menu, key and drag.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
    /// Whether it may lose data or stop service, so that it is confirmed first.
    pub destructive: bool,
    /// On how many of the selected objects it would run.
    pub applies_to: u32,
}
