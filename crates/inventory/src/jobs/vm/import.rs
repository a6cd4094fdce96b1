//! Make a VM of a file that one was exported into, with its disks on chosen storage.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Host, Pool, RecordOf, Sr, calls};

use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        disk::storage,
        form::{FieldKind, FormField, Initial, said_line, text},
        plan::{FileTransfer, IMPORT, Step, named_file},
    },
    key::ObjectKey,
    problem::Problem,
};

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "ImportVmInputs", optional_fields)]
#[serde(default)]
pub struct ImportVm {
    /// The file's whole path.
    pub file: String,
    /// The storage for its disks; of no account for storage, which is the subject itself.
    pub sr: Option<ObjectKey>,
    /// Its name; none: the one that it has in the file.
    pub name: String,
    /// Whether it is to be the machine that it was: with the same uuids, and the addresses of its network
    /// interfaces.
    pub restores: bool,
    /// Whether it is started afterwards.
    pub starts: bool,
    /// Whether a file is taken with which something is wrong.
    pub forces: bool,
}

impl Definition for ImportVm {
    const METHODS: &'static [&'static str] = &[IMPORT];
    const ASKS: bool = true;
    const AT_ONCE: Option<u32> = Some(2);

    fn is_for(subject: &Subject<'_>) -> bool {
        let classes = [Pool::CLASS, Host::CLASS, Sr::CLASS];
        subject.object.is_some() && classes.contains(&subject.key.class())
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        if subject.key.class() == Sr::CLASS {
            storage::check_on(subject, subject.key, None, 0)?;
        }
        Ok(())
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let file = FieldKind::File {
            saves: false,
            name: String::new(),
            endings: vec!["xva".to_owned()],
        };
        let mut fields = vec![FormField::required("file", file)];
        if subjects.iter().any(|one| one.key.class() != Sr::CLASS) {
            let choices = storage::choices_anywhere(subjects);
            let usual = Initial::of_only(subjects, |only| Some(json!(storage::usual(only)?)));
            fields.push(FormField::required("sr", FieldKind::Choice { choices }).initially(usual));
        }
        let switch = |name| FormField::required(name, FieldKind::Switch).optional();
        fields.extend([
            FormField::required("name", text()).optional(),
            switch("restores"),
            switch("starts"),
            switch("forces"),
        ]);
        Form::of(fields)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let file = named_file(&self.file)?;
        let place = match subject.key.class() == Sr::CLASS {
            true => subject.key,
            false => self.sr.as_ref().ok_or_else(|| Problem::new("sr_missing"))?,
        };
        let here = subject.key.opaque();
        let host = (subject.key.class() == Host::CLASS).then_some(&here);
        let sr = storage::check_on(subject, place, host, 0)?;
        let name = said_line(&self.name);
        let mut plan = Plan::default();
        let stem = Path::new(file).file_stem().unwrap_or_default();
        plan.creates_vm(match name.as_str() {
            "" => stem.to_str().unwrap_or(file),
            name => name,
        });
        if self.restores {
            plan.odd(Problem::new("import_restores"));
        }
        if self.forces {
            plan.odd(Problem::new("import_forced"));
        }
        let step = plan.transfer(FileTransfer::import(&sr, file, self.restores, self.forces));
        step.weight = 20;
        // What took hours is not taken away again because of a small step after it: then it stays, and is
        // told to have failed there.
        if name.is_empty() && !self.starts {
            step.undo_by_removing_first(0);
        }
        let made = Step::first_of_result(0);
        if !name.is_empty() {
            plan.call(calls::vm::set_name_label(&made, &name));
        }
        if self.starts {
            plan.call(calls::vm::start(&made, false, false));
        }
        Ok(plan)
    }
}
