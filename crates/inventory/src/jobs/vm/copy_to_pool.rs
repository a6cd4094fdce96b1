//! Make another VM like a halted one, in another pool.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Vm, calls};

use super::other_pool::{self, Elsewhere, Going};
use crate::jobs::{
    Definition, Form, JobRequest, Plan, Refusal, Subject,
    form::{FormField, Initial, said_line, text},
    parts::{Part, Parts},
    plan::Effect,
};

/// What has to be said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "CopyToPoolInputs")]
pub struct CopyToPool {
    /// The new one's name; nothing: it is called like the one that it is made like.
    #[serde(default)]
    pub name: String,
    /// Where it comes to be.
    #[serde(flatten)]
    pub elsewhere: Elsewhere,
}

impl Definition for CopyToPool {
    const METHODS: &'static [&'static str] = &[
        "VM.migrate_send",
        "host.migrate_receive",
        "VM.set_name_label",
    ];
    const ASKS: bool = true;
    const AT_ONCE: Option<u32> = Some(other_pool::AT_ONCE);

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        Going::IsCopied.check(subject)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        fields(subjects, None)
    }

    fn form_about(about: &Subject<'_>, subjects: &[Subject<'_>]) -> Form {
        fields(subjects, Some(about))
    }

    fn parts(&self, subjects: &[Subject<'_>]) -> Option<Parts> {
        self.elsewhere.parts(subjects, |elsewhere, vm| {
            let name = self.name.clone();
            Part::new(JobRequest::CopyToPool(Self { name, elsewhere }), vm)
        })
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let name = said_line(&self.name);
        let is_renamed = !name.is_empty() && name != subject.name();
        let mut plan = Plan::default();
        plan.effect(Effect::CreateIn {
            class: "VM".to_owned(),
            name: match is_renamed {
                true => name.clone(),
                false => subject.name().to_owned(),
            },
            pool: other_pool::place_of(&self.elsewhere, subject)?,
        });
        plan.append(self.elsewhere.plan(subject, Going::IsCopied)?);
        if is_renamed {
            let copy = plan.latest::<Vm>();
            let there = other_pool::connection_of(&self.elsewhere);
            plan.call(calls::vm::set_name_label(&copy, &name)).on(there);
        }
        Ok(plan)
    }
}

fn fields(subjects: &[Subject<'_>], there: Option<&Subject<'_>>) -> Form {
    let name = FormField::required("name", text()).optional();
    let name = name.initially(Initial::words("cloneName", subjects));
    Form::of(std::iter::once(name).chain(Going::fields(subjects, there)))
}
