//! Maps of an object in which people and programs write by keys.
//!
//! The API has no call that sets one key: what is there has to be taken out first. To set the whole map
//! would undo what others write in it meanwhile.

use xapi::{ApiCall, Map, Text};

use super::{
    Plan, Refusal, Subject,
    object::{call_of_class, not_supported},
};
use crate::objects::describe;

/// A map of a class's records.
#[derive(Clone, Copy)]
pub(crate) struct Entries {
    /// The member's wire name.
    member: &'static str,
    read: for<'a> fn(&Subject<'a>) -> Option<&'a Map<Text, Text>>,
    add: fn(&Subject<'_>, &str, &str) -> Option<ApiCall<()>>,
    remove: fn(&Subject<'_>, &str) -> Option<ApiCall<()>>,
}

/// A map of VMs.
macro_rules! of_vms {
    ($member:literal, $field:ident, $add:ident, $remove:ident) => {
        Entries {
            member: $member,
            read: |subject| subject.vm().map(|vm| &vm.$field),
            add: |subject, key, value| {
                let vm = subject.vm().map(|_| subject.reference())?;
                Some(xapi::calls::vm::$add(&vm, key, value))
            },
            remove: |subject, key| {
                let vm = subject.vm().map(|_| subject.reference())?;
                Some(xapi::calls::vm::$remove(&vm, key))
            },
        }
    };
}

/// What any program writes at any object.
pub(crate) const OTHER_CONFIG: Entries = Entries {
    member: "other_config",
    read: |subject| describe(subject.record()?).other_config(),
    add: |subject, key, value| call_of_class!(subject, add_to_other_config(key, value)),
    remove: |subject, key| call_of_class!(subject, remove_from_other_config(key)),
};
/// What a VM's virtual hardware is.
pub(crate) const PLATFORM: Entries =
    of_vms!("platform", platform, add_to_platform, remove_from_platform);
/// What a guest finds in XenStore.
pub(crate) const XENSTORE_DATA: Entries = of_vms!(
    "xenstore_data",
    xenstore_data,
    add_to_xenstore_data,
    remove_from_xenstore_data
);
/// How a fully virtual VM boots.
pub(crate) const BOOT: Entries = of_vms!(
    "HVM_boot_params",
    hvm_boot_params,
    add_to_hvm_boot_params,
    remove_from_hvm_boot_params
);
/// How a VM's processors are scheduled.
pub(crate) const PROCESSORS: Entries = of_vms!(
    "VCPUs_params",
    vcpus_params,
    add_to_vcpus_params,
    remove_from_vcpus_params
);

impl Entries {
    /// What stands there now.
    pub(crate) fn get<'a>(&self, subject: &Subject<'a>, key: &str) -> Option<&'a str> {
        (self.read)(subject)?.get(key).map(Text::as_str)
    }

    /// All of it.
    pub(crate) fn all<'a>(
        &self,
        subject: &Subject<'a>,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        let entries = (self.read)(subject).into_iter().flat_map(|map| map.iter());
        entries.map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Writes a value, or takes it out. Where it stands there already, nothing is done.
    ///
    /// # Errors
    /// `not_supported`, where the subject has no such map.
    pub(crate) fn set(
        &self,
        plan: &mut Plan,
        subject: &Subject<'_>,
        key: &str,
        after: Option<&str>,
    ) -> Result<(), Refusal> {
        if self.get(subject, key) == after {
            return Ok(());
        }
        self.take(plan, subject, key)?;
        match (after, plan.steps.last_mut()) {
            (Some(after), _) => self.write(plan, subject, key, after)?,
            (None, Some(taken)) => {
                taken.undo_expects(subject.key, &self.path(key), serde_json::Value::Null);
            }
            (None, None) => {}
        }
        Ok(())
    }

    /// Takes out what stands there, if anything does, as the first half of a change.
    ///
    /// # Errors
    /// As those of [`set`](Self::set).
    pub(crate) fn take(
        &self,
        plan: &mut Plan,
        subject: &Subject<'_>,
        key: &str,
    ) -> Result<(), Refusal> {
        plan.expect(subject, &self.path(key));
        if let Some(before) = self.get(subject, key) {
            let call = (self.remove)(subject, key).ok_or_else(not_supported)?;
            let back = (self.add)(subject, key, before).ok_or_else(not_supported)?;
            plan.call(call).undo(back);
        }
        Ok(())
    }

    /// Writes a value where nothing stands, as the second half.
    ///
    /// # Errors
    /// As those of [`set`](Self::set).
    pub(crate) fn write(
        &self,
        plan: &mut Plan,
        subject: &Subject<'_>,
        key: &str,
        value: &str,
    ) -> Result<(), Refusal> {
        let call = (self.add)(subject, key, value).ok_or_else(not_supported)?;
        let back = (self.remove)(subject, key).ok_or_else(not_supported)?;
        plan.call(call)
            .undo(back)
            .undo_expects(subject.key, &self.path(key), value.into());
        Ok(())
    }

    /// One key of the map, as plans expect something of it.
    fn path(&self, key: &str) -> String {
        format!("{}.{key}", self.member)
    }
}
