//! Give a VM's processors more or less weight beside those of the others on its host.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use super::{at_next_start, has_hardware};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        entries::PROCESSORS,
        form::{FieldKind, FormField, Initial},
        setting,
    },
    problem::Problem,
    view::Cell,
};

/// What a VM has that nobody has given any.
const USUAL: i64 = 256;
/// The scheduler takes none beyond it.
const MOST: i64 = 65_535;

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetPriorityInputs")]
pub struct SetPriority {
    /// The weight: a VM with twice as much gets twice the time.
    #[serde(default)]
    #[ts(type = "number")]
    pub weight: i64,
}

impl Definition for SetPriority {
    const METHODS: &'static [&'static str] =
        &["VM.add_to_VCPUs_params", "VM.remove_from_VCPUs_params"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        has_hardware(subject)
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let kind = FieldKind::Count {
            min: 1,
            max: Some(MOST),
        };
        let weight = Initial::of_all(subjects, |subject| Some(json!(weight_of(subject))));
        Form::of([FormField::required("weight", kind).initially(weight)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        if !(1..=MOST).contains(&self.weight) {
            return Err(Problem::new("weight_range")
                .with("max", MOST.to_string())
                .into());
        }
        let count = |count| Cell::Count { count };
        let mut plan = Plan::default();
        plan.change(
            "vcpuWeight",
            subject,
            count(weight_of(subject)),
            count(self.weight),
        );
        PROCESSORS.set(&mut plan, subject, "weight", Some(&self.weight.to_string()))?;
        at_next_start(&mut plan, subject);
        setting::something(plan)
    }
}

fn weight_of(subject: &Subject<'_>) -> i64 {
    let weight = PROCESSORS.get(subject, "weight");
    weight
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(USUAL)
}
