//! What can be done to objects: one list, used by every button, menu, key and drag.

pub(crate) mod input;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ts_rs::TS;
use xapi::{Class, Record, VmKind, VmOperation, VmPowerState};

pub use input::{Input, JobInputs};

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
    /// Keep the state of a VM's disks, to come back to. Needs a name.
    Snapshot,
    /// Make another VM like a halted one, or a template like another. Needs a name.
    Clone,
    /// Move a running VM to another host of its pool. Needs the host.
    Migrate,
    /// Give an object another name.
    Rename,
    /// Give an object another description.
    Describe,
    /// Put one more tag on an object.
    AddTag,
    /// Take a tag off an object.
    RemoveTag,
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
    /// What a person has to say before it can run; empty: nothing.
    pub inputs: Vec<Input>,
}

/// The call that does a job to one object, in the words of XAPI.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The method, without `Async.`.
    pub method: String,
    /// What comes after the object's reference.
    pub params: Vec<Value>,
}

impl Job {
    /// All jobs, in the order they are offered.
    pub const ALL: [Job; 16] = [
        Job::Start,
        Job::Resume,
        Job::Unpause,
        Job::CleanShutdown,
        Job::CleanReboot,
        Job::Suspend,
        Job::Pause,
        Job::HardShutdown,
        Job::HardReboot,
        Job::Migrate,
        Job::Snapshot,
        Job::Clone,
        Job::Rename,
        Job::Describe,
        Job::AddTag,
        Job::RemoveTag,
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
            Job::Snapshot => "snapshot",
            Job::Clone => "clone",
            Job::Migrate => "migrate",
            Job::Rename => "rename",
            Job::Describe => "describe",
            Job::AddTag => "addTag",
            Job::RemoveTag => "removeTag",
        }
    }

    /// What has to be said with it.
    pub fn inputs(self) -> &'static [Input] {
        match self {
            Job::Snapshot | Job::Clone | Job::Rename => &[Input::Name],
            Job::Describe => &[Input::Description],
            Job::AddTag | Job::RemoveTag => &[Input::Tag],
            Job::Migrate => &[Input::Host],
            _ => &[],
        }
    }

    /// The operation on a VM that it is to the server, as in `allowed_operations` and
    /// `current_operations`. None for those that only write something down: they are done when they
    /// are answered, always allowed, and nothing of them is to be seen meanwhile.
    pub fn operation(self) -> Option<VmOperation> {
        match self {
            Job::Start => Some(VmOperation::Start),
            Job::CleanShutdown => Some(VmOperation::CleanShutdown),
            Job::CleanReboot => Some(VmOperation::CleanReboot),
            Job::Suspend => Some(VmOperation::Suspend),
            Job::Resume => Some(VmOperation::Resume),
            Job::Pause => Some(VmOperation::Pause),
            Job::Unpause => Some(VmOperation::Unpause),
            Job::HardShutdown => Some(VmOperation::HardShutdown),
            Job::HardReboot => Some(VmOperation::HardReboot),
            Job::Snapshot => Some(VmOperation::Snapshot),
            Job::Clone => Some(VmOperation::Clone),
            Job::Migrate => Some(VmOperation::PoolMigrate),
            Job::Rename | Job::Describe | Job::AddTag | Job::RemoveTag => None,
        }
    }

    /// The call that does it to an object of a class. What is missing in `inputs` is left empty:
    /// [`check`](crate::check::check_with) refuses that before.
    pub fn call(self, class: &Class, inputs: &JobInputs) -> Call {
        let text = |text: &Option<String>| Value::from(text.as_deref().unwrap_or_default());
        let params = match self {
            // Not paused at first, and not by force.
            Job::Start | Job::Resume => vec![Value::Bool(false), Value::Bool(false)],
            Job::Snapshot | Job::Clone | Job::Rename => vec![text(&inputs.name)],
            Job::Describe => vec![text(&inputs.description)],
            Job::AddTag | Job::RemoveTag => vec![text(&inputs.tag)],
            Job::Migrate => {
                let host = inputs.host.as_ref().map(|host| host.reference.as_str());
                vec![host.unwrap_or_default().into(), json!({ "live": "true" })]
            }
            _ => Vec::new(),
        };
        Call {
            method: self.method(class),
            params,
        }
    }

    /// The method that does it to an object of a class, without `Async.`.
    pub fn method(self, class: &Class) -> String {
        let verb = match self {
            Job::Start => "start",
            Job::CleanShutdown => "clean_shutdown",
            Job::CleanReboot => "clean_reboot",
            Job::Suspend => "suspend",
            Job::Resume => "resume",
            Job::Pause => "pause",
            Job::Unpause => "unpause",
            Job::HardShutdown => "hard_shutdown",
            Job::HardReboot => "hard_reboot",
            Job::Snapshot => "snapshot",
            Job::Clone => "clone",
            Job::Migrate => "pool_migrate",
            Job::Rename => "set_name_label",
            Job::Describe => "set_name_description",
            Job::AddTag => "add_tags",
            Job::RemoveTag => "remove_tags",
        };
        format!("{class}.{verb}")
    }

    /// Whether it is for objects of this kind at all, so that it is offered for them.
    pub(crate) fn is_for(self, record: &Record) -> bool {
        match record {
            Record::Vm(vm) => match vm.kind() {
                VmKind::Machine => true,
                VmKind::Template => self.operation().is_none() || self == Job::Clone,
                VmKind::Snapshot => self.operation().is_none(),
                VmKind::ControlDomain => false,
            },
            Record::Pool(_)
            | Record::Host(_)
            | Record::Sr(_)
            | Record::Network(_)
            | Record::Vdi(_) => self.operation().is_none(),
            _ => false,
        }
    }

    /// Whether those who use the VM are cut off by it.
    pub fn interrupts(self) -> bool {
        match self {
            Job::CleanShutdown
            | Job::CleanReboot
            | Job::Suspend
            | Job::Pause
            | Job::HardShutdown
            | Job::HardReboot => true,
            Job::Start
            | Job::Resume
            | Job::Unpause
            | Job::Snapshot
            | Job::Clone
            | Job::Migrate
            | Job::Rename
            | Job::Describe
            | Job::AddTag
            | Job::RemoveTag => false,
        }
    }

    /// Whether it may lose data.
    pub fn is_destructive(self) -> bool {
        matches!(self, Job::HardShutdown | Job::HardReboot)
    }

    /// The power states it needs: any of them; empty: it does not matter.
    pub(crate) fn needs(self) -> &'static [VmPowerState] {
        use VmPowerState::{Halted, Paused, Running, Suspended};
        match self {
            Job::Start | Job::Clone => &[Halted],
            Job::CleanShutdown | Job::CleanReboot | Job::Suspend | Job::Pause | Job::Migrate => {
                &[Running]
            }
            Job::Resume => &[Suspended],
            Job::Unpause => &[Paused],
            Job::HardShutdown => &[Running, Paused, Suspended],
            Job::HardReboot => &[Running, Paused],
            Job::Snapshot | Job::Rename | Job::Describe | Job::AddTag | Job::RemoveTag => &[],
        }
    }

    /// The features of which a guest needs one, so that it can do its part; none: it has no part.
    pub(crate) fn guest_features(self) -> &'static [&'static str] {
        match self {
            Job::CleanShutdown => &["feature-shutdown", "feature-poweroff"],
            Job::CleanReboot => &["feature-reboot", "feature-shutdown"],
            Job::Suspend | Job::Migrate => &["feature-suspend"],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_on_the_wire() {
        let none = JobInputs::default();
        for job in Job::ALL {
            assert_eq!(serde_json::to_value(job).unwrap(), job.name());
            if let Some(operation) = job.operation() {
                let method = job.call(&Class::Vm, &none).method;
                assert_eq!(method, format!("VM.{operation}"));
            }
        }
        assert_eq!(Job::AddTag.method(&Class::Sr), "SR.add_tags");
    }

    #[test]
    fn calls_have_what_was_said() {
        let inputs = JobInputs {
            name: Some("new".into()),
            description: Some("about".into()),
            tag: Some("prod".into()),
            host: Some(crate::ObjectKey::new(
                &"c".into(),
                &Class::Host,
                &"OpaqueRef:1".into(),
            )),
        };
        for (job, params) in [
            (Job::Start, json!([false, false])),
            (Job::HardReboot, json!([])),
            (Job::Snapshot, json!(["new"])),
            (Job::Clone, json!(["new"])),
            (Job::Rename, json!(["new"])),
            (Job::Describe, json!(["about"])),
            (Job::RemoveTag, json!(["prod"])),
            (Job::Migrate, json!(["OpaqueRef:1", { "live": "true" }])),
        ] {
            let call = job.call(&Class::Vm, &inputs);
            assert_eq!(Value::from(call.params), params, "{job:?}");
        }
    }
}
