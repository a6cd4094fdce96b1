//! Say what a VM looks for its operating system on, and in which order.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use super::{at_next_start, has_hardware};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        entries::BOOT,
        form::{FormField, Initial, Term, order},
        setting,
    },
    problem::Problem,
    view::Cell,
};

/// The letters of the firmware, and our words for them.
const DEVICES: [(char, Term); 3] = [
    ('c', Term("bootDisk")),
    ('d', Term("bootCd")),
    ('n', Term("bootNetwork")),
];

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetBootOrderInputs")]
pub struct SetBootOrder {
    /// Our words for the devices, the first of them first.
    #[serde(default)]
    pub order: Vec<String>,
}

impl Definition for SetBootOrder {
    const METHODS: &'static [&'static str] = &[
        "VM.add_to_HVM_boot_params",
        "VM.remove_from_HVM_boot_params",
    ];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        has_hardware(subject)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        has_firmware(subject)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let now = Initial::of_all(subjects, |subject| Some(json!(words(letters_of(subject)))));
        let kind = order(DEVICES.map(|(_, term)| term));
        Form::of([FormField::required("order", kind).initially(now)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let before = letters_of(subject);
        let after = letters(&self.order)?;
        let mut plan = Plan::default();
        plan.change("boot", subject, cell(words(before)), cell(words(&after)));
        BOOT.set(&mut plan, subject, "order", Some(&after))?;
        at_next_start(&mut plan, subject);
        setting::something(plan)
    }
}

/// Whether the VM has a firmware, which paravirtual ones have not.
///
/// # Errors
/// `no_firmware`.
pub(super) fn has_firmware(subject: &Subject<'_>) -> Result<(), Refusal> {
    let is_hvm = |vm: &xapi::Vm| !vm.hvm_boot_policy.is_empty();
    match subject.vm().is_some_and(is_hvm) {
        true => Ok(()),
        false => Err(Problem::new("no_firmware").into()),
    }
}

fn letters_of<'a>(subject: &Subject<'a>) -> &'a str {
    BOOT.get(subject, "order").unwrap_or_default()
}

/// Our words for the firmware's letters; those of devices that we do not know are left out.
fn words(letters: &str) -> Vec<&'static str> {
    let word = |letter| DEVICES.into_iter().find(|(known, _)| *known == letter);
    let known = letters.chars().filter_map(word);
    known.map(|(_, Term(id))| id).collect()
}

/// The firmware's letters for our words.
///
/// # Errors
/// `bad_request`, where it is none of ours, or twice the same; `boot_order_empty`.
fn letters(words: &[String]) -> Result<String, Problem> {
    let mut letters = String::new();
    for word in words {
        let known = DEVICES.into_iter().find(|(_, Term(id))| id == word);
        match known {
            Some((letter, _)) if !letters.contains(letter) => letters.push(letter),
            _ => return Err(Problem::new("bad_request")),
        }
    }
    match letters.is_empty() {
        true => Err(Problem::new("boot_order_empty")),
        false => Ok(letters),
    }
}

fn cell(words: Vec<&'static str>) -> Cell {
    Cell::List {
        items: words
            .into_iter()
            .map(|term| Cell::Term {
                term: term.to_owned(),
            })
            .collect(),
    }
}
