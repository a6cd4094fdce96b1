//! Let a VM start with its host, or let a pool start those of its VMs that are to.
//!
//! The server starts a VM by itself only where both the VM and its pool say so.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Map, Pool, RecordOf, Text};

use crate::{
    index::is_true,
    jobs::{
        Definition, Form, Job, Plan, Refusal, Subject,
        entries::OTHER_CONFIG,
        form::{FieldKind, FormField, Initial},
        setting,
    },
    key::ObjectKey,
    objects::describe,
    problem::Problem,
    view::Cell,
};

const KEY: &str = "auto_poweron";

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetAutoStartInputs")]
pub struct SetAutoStart {
    /// Whether it starts.
    #[serde(default)]
    pub on: bool,
}

impl Definition for SetAutoStart {
    const METHODS: &'static [&'static str] = &[
        "VM.add_to_other_config",
        "VM.remove_from_other_config",
        "pool.add_to_other_config",
        "pool.remove_from_other_config",
    ];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine() || is_pool(subject)
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let now = match subjects {
            // Who asks for it wants the other.
            [only] => Initial::Value {
                value: json!(!is_on(only)),
            },
            _ => Initial::Value { value: json!(true) },
        };
        Form::of([FormField::required("on", FieldKind::Switch).initially(now)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        if self.on && !is_pool(subject) {
            pool_starts(subject)?;
        }
        if self.on == is_on(subject) {
            return Err(Problem::new("nothing_changes").into());
        }
        let mut plan = Plan::default();
        let flag = |on| Cell::Flag { on };
        plan.change("autoStart", subject, flag(!self.on), flag(self.on));
        OTHER_CONFIG.set(&mut plan, subject, KEY, self.on.then_some("true"))?;
        setting::something(plan)
    }
}

fn is_pool(subject: &Subject<'_>) -> bool {
    subject.object.is_some() && subject.key.class() == Pool::CLASS
}

fn is_on(subject: &Subject<'_>) -> bool {
    let config = subject
        .record()
        .and_then(|record| describe(record).other_config());
    config.is_some_and(says_so)
}

fn says_so(config: &Map<Text, Text>) -> bool {
    is_true(config, KEY)
}

/// Whether the subject's pool starts VMs by itself.
///
/// # Errors
/// `pool_starts_none`, with the job that changes it.
fn pool_starts(subject: &Subject<'_>) -> Result<(), Refusal> {
    match subject.connection.world.pool() {
        Some((reference, pool)) if !says_so(&pool.other_config) => {
            let key = ObjectKey::new(subject.connection.id, &Pool::CLASS, reference);
            let problem = Problem::new("pool_starts_none");
            Err(Refusal::from(problem).fixed_by(Some(Job::SetAutoStart), &key))
        }
        _ => Ok(()),
    }
}
