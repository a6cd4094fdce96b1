//! Say on which host a VM starts if it can, or that it starts wherever there is room.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Host, RecordOf, Ref, calls};

use super::has_hardware;
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{Choice, FieldKind, FormField, Initial},
        setting,
    },
    key::ObjectKey,
    look,
    problem::Problem,
};

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetHomeServerInputs", optional_fields)]
pub struct SetHomeServer {
    /// The host; none: wherever there is room.
    pub host: Option<ObjectKey>,
}

impl Definition for SetHomeServer {
    const METHODS: &'static [&'static str] = &["VM.set_affinity"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        has_hardware(subject)
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let choices = hosts(subjects);
        let now = Initial::of_all(subjects, |subject| {
            let home = &subject.vm()?.affinity;
            subject.connection.world.host(home)?;
            Some(json!(subject.key_of(home)))
        });
        Form::of([FormField::required("host", FieldKind::Choice { choices })
            .optional()
            .initially(now)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let Some(vm) = subject.vm() else {
            return Err(Problem::new("bad_request").into());
        };
        let after = chosen(subject, self.host.as_ref())?;
        let before = &vm.affinity;
        if before.is_null() && after.is_null() || *before == after {
            return Err(Problem::new("nothing_changes").into());
        }
        let mut plan = Plan::default();
        plan.change(
            "homeServer",
            subject,
            look::link_to(subject.connection, before),
            look::link_to(subject.connection, &after),
        );
        let reference = subject.reference();
        let calls = [&after, before].map(|host| calls::vm::set_affinity(&reference, host));
        setting::set(&mut plan, subject, "affinity", json!(after), calls);
        Ok(plan)
    }
}

/// The hosts of the subjects' pools, by name.
pub(crate) fn hosts(subjects: &[Subject<'_>]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for subject in subjects {
        let connection = subject.connection;
        for (reference, host) in connection.world.shown::<Host>() {
            let key = ObjectKey::new(connection.id, &Host::CLASS, reference);
            if !choices
                .iter()
                .any(|known| known.object.as_ref() == Some(&key))
            {
                choices.push(Choice {
                    value: json!(key),
                    name: host.name_label.to_string(),
                    object: Some(key),
                    facts: Vec::new(),
                    refusal: None,
                });
            }
        }
    }
    choices
}

/// The host that was chosen, of the subject's pool; null: none was.
///
/// # Errors
/// `other_pool`, or `no_such_object`.
pub(crate) fn chosen(
    subject: &Subject<'_>,
    host: Option<&ObjectKey>,
) -> Result<Ref<Host>, Problem> {
    let Some(key) = host else {
        return Ok(Ref::null());
    };
    if key.connection != subject.key.connection {
        return Err(Problem::new("other_pool"));
    }
    let host: Ref<Host> = key.opaque().into();
    match subject.connection.world.host(&host) {
        Some(_) => Ok(host),
        None => Err(Problem::new("no_such_object")),
    }
}
