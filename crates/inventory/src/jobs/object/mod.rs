//! What can be done to objects of several classes alike: what is written down at them.

use xapi::{Record, Text};

use super::{Refusal, Subject, plan::Effect};
use crate::{problem::Problem, view::Cell};

pub(crate) mod add_tag;
pub(crate) mod describe;
pub(crate) mod remove_tag;
pub(crate) mod rename;

/// The typed call `$function` of the subject's own class, with one argument; none where its class
/// has no such call.
macro_rules! call_of_class {
    ($subject:expr, $function:ident($argument:expr)) => {
        match $subject.record() {
            Some(xapi::Record::Vm(_)) => {
                Some(xapi::calls::vm::$function(&$subject.reference(), $argument))
            }
            Some(xapi::Record::Pool(_)) => Some(xapi::calls::pool::$function(
                &$subject.reference(),
                $argument,
            )),
            Some(xapi::Record::Host(_)) => Some(xapi::calls::host::$function(
                &$subject.reference(),
                $argument,
            )),
            Some(xapi::Record::Sr(_)) => {
                Some(xapi::calls::sr::$function(&$subject.reference(), $argument))
            }
            Some(xapi::Record::Network(_)) => Some(xapi::calls::network::$function(
                &$subject.reference(),
                $argument,
            )),
            Some(xapi::Record::Vdi(_)) => Some(xapi::calls::vdi::$function(
                &$subject.reference(),
                $argument,
            )),
            _ => None,
        }
    };
}
use call_of_class;

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
use methods_of_classes;

/// What people have written down at an object.
#[derive(Clone, Copy, Default)]
struct Notes<'a> {
    tags: &'a [Text],
    description: &'a str,
}

/// What is written down at it; none where nothing can be.
fn notes<'a>(subject: &Subject<'a>) -> Option<Notes<'a>> {
    /// The members of a record that has them.
    macro_rules! notes_of {
        ($record:expr) => {
            Some(Notes {
                tags: &$record.tags,
                description: &$record.name_description,
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

/// Whether something can be written down at it: names, descriptions, tags.
fn is_described(subject: &Subject<'_>) -> bool {
    notes(subject).is_some()
}

/// Its tags.
fn tags<'a>(subject: &Subject<'a>) -> &'a [Text] {
    notes(subject).unwrap_or_default().tags
}

/// Its description.
fn description<'a>(subject: &Subject<'a>) -> &'a str {
    notes(subject).unwrap_or_default().description
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
fn not_supported() -> Refusal {
    Problem::new("not_supported").into()
}
