//! What can be done to objects of several classes alike: what is written down at them.

use xapi::{Record, Text};

use super::{Refusal, Subject, plan::Effect};
use crate::{objects::describe, problem::Problem, view::Cell};

pub(crate) mod add_tag;
pub(crate) mod describe;
pub(crate) mod edit;
pub(crate) mod remove_key;
pub(crate) mod remove_tag;
pub(crate) mod rename;
pub(crate) mod set_custom_field;
pub(crate) mod set_folder;
pub(crate) mod set_key;
pub(crate) mod set_tags;

/// The typed call `$function` of the subject's own class, with these arguments; none where its class
/// has no such call.
macro_rules! call_of_class {
    ($subject:expr, $function:ident($($argument:expr),+)) => {
        match $subject.record() {
            Some(xapi::Record::Vm(_)) => {
                Some(xapi::calls::vm::$function(&$subject.reference(), $($argument),+))
            }
            Some(xapi::Record::Pool(_)) => Some(xapi::calls::pool::$function(
                &$subject.reference(),
                $($argument),+
            )),
            Some(xapi::Record::Host(_)) => Some(xapi::calls::host::$function(
                &$subject.reference(),
                $($argument),+
            )),
            Some(xapi::Record::Sr(_)) => {
                Some(xapi::calls::sr::$function(&$subject.reference(), $($argument),+))
            }
            Some(xapi::Record::Network(_)) => Some(xapi::calls::network::$function(
                &$subject.reference(),
                $($argument),+
            )),
            Some(xapi::Record::Vdi(_)) => Some(xapi::calls::vdi::$function(
                &$subject.reference(),
                $($argument),+
            )),
            _ => None,
        }
    };
}
pub(crate) use call_of_class;

/// The same for what has a name and a description and nothing else that is written down.
macro_rules! call_of_named {
    ($subject:expr, $function:ident($($argument:expr),+)) => {
        if $subject.record_of::<xapi::VmAppliance>().is_some() {
            Some(xapi::calls::vm_appliance::$function(
                &$subject.reference(),
                $($argument),+
            ))
        } else if $subject.record_of::<xapi::Vmss>().is_some() {
            Some(xapi::calls::vmss::$function(
                &$subject.reference(),
                $($argument),+
            ))
        } else {
            super::call_of_class!($subject, $function($($argument),+))
        }
    };
}
use call_of_named;

/// The methods of that name of all classes that have one.
macro_rules! methods_of_classes {
    ($method:literal) => {
        &[
            concat!("VM.", $method),
            concat!("pool.", $method),
            concat!("host.", $method),
            concat!("SR.", $method),
            concat!("network.", $method),
            concat!("VDI.", $method),
        ]
    };
}
pub(crate) use methods_of_classes;

/// The same for what has a name and a description.
macro_rules! methods_of_named {
    ($method:literal) => {
        &[
            concat!("VM.", $method),
            concat!("pool.", $method),
            concat!("host.", $method),
            concat!("SR.", $method),
            concat!("network.", $method),
            concat!("VDI.", $method),
            concat!("VM_appliance.", $method),
            concat!("VMSS.", $method),
        ]
    };
}
use methods_of_named;

/// What changes a key of that map, of all classes that have it.
macro_rules! methods_of_entries {
    ($map:literal) => {
        &[
            concat!("VM.add_to_", $map),
            concat!("VM.remove_from_", $map),
            concat!("pool.add_to_", $map),
            concat!("pool.remove_from_", $map),
            concat!("host.add_to_", $map),
            concat!("host.remove_from_", $map),
            concat!("SR.add_to_", $map),
            concat!("SR.remove_from_", $map),
            concat!("network.add_to_", $map),
            concat!("network.remove_from_", $map),
            concat!("VDI.add_to_", $map),
            concat!("VDI.remove_from_", $map),
        ]
    };
}
use methods_of_entries;

/// What changes a key of any map into which a person may write.
macro_rules! methods_of_maps {
    () => {
        &[
            "VM.add_to_other_config",
            "VM.remove_from_other_config",
            "VM.add_to_platform",
            "VM.remove_from_platform",
            "VM.add_to_xenstore_data",
            "VM.remove_from_xenstore_data",
            "pool.add_to_other_config",
            "pool.remove_from_other_config",
            "host.add_to_other_config",
            "host.remove_from_other_config",
            "SR.add_to_other_config",
            "SR.remove_from_other_config",
            "network.add_to_other_config",
            "network.remove_from_other_config",
            "VDI.add_to_other_config",
            "VDI.remove_from_other_config",
        ]
    };
}
use methods_of_maps;

/// What people have written down at an object.
#[derive(Clone, Copy, Default)]
struct Notes<'a> {
    tags: &'a [Text],
}

/// What is written down at it; none where nothing can be.
fn notes<'a>(subject: &Subject<'a>) -> Option<Notes<'a>> {
    /// The members of a record that has them.
    macro_rules! notes_of {
        ($record:expr) => {
            Some(Notes {
                tags: &$record.tags,
            })
        };
    }
    match subject.record()? {
        Record::Vm(vm) if vm.kind() == xapi::VmKind::ControlDomain => None,
        Record::Vm(vm) => notes_of!(vm),
        Record::Pool(pool) => notes_of!(pool),
        Record::Host(host) => notes_of!(host),
        Record::Sr(sr) => notes_of!(sr),
        Record::Network(network) => notes_of!(network),
        Record::Vdi(vdi) => notes_of!(vdi),
        _ => None,
    }
}

/// Whether something of every kind can be written down at it: names, descriptions, tags, keys.
pub(crate) fn is_described(subject: &Subject<'_>) -> bool {
    notes(subject).is_some()
}

/// Whether it has a name and a description that a person writes.
fn is_named(subject: &Subject<'_>) -> bool {
    let is_group = subject.record_of::<xapi::VmAppliance>().is_some()
        || subject.record_of::<xapi::Vmss>().is_some();
    is_group || is_described(subject)
}

/// Its tags.
fn tags<'a>(subject: &Subject<'a>) -> &'a [Text] {
    notes(subject).unwrap_or_default().tags
}

/// Its description.
fn description<'a>(subject: &Subject<'a>) -> &'a str {
    let record = subject.record().map(describe);
    record.map_or("", |record| record.description())
}

/// The same as a list of their own.
fn tag_list(subject: &Subject<'_>) -> Vec<String> {
    tags(subject).iter().map(ToString::to_string).collect()
}

/// That its tags change.
fn tags_become(subject: &Subject<'_>, after: Vec<String>) -> Effect {
    let list = |tags: Vec<String>| Cell::List {
        items: tags.into_iter().map(|text| Cell::Text { text }).collect(),
    };
    Effect::Change {
        object: subject.key.clone(),
        field: "tags".to_owned(),
        before: list(tag_list(subject)),
        after: list(after),
    }
}

/// That a class has no such call.
pub(crate) fn not_supported() -> Refusal {
    Problem::new("not_supported").into()
}
