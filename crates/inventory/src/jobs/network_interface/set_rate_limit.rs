//! Let a network interface send no more than so much, or as much as it can.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Map, RecordOf, Text, Vif, Vm, calls};

use super::{interface::Interface, unplug};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{FieldKind, FormField, Initial},
        plan::Effect,
        setting,
    },
    key::ObjectKey,
    problem::Problem,
    view::Cell,
};

/// What the server calls it.
const ALGORITHM: &str = "ratelimit";
const KEY: &str = "kbps";

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetRateLimitInputs", optional_fields)]
pub struct SetRateLimit {
    /// Kilobytes a second; none: as much as it can.
    #[ts(type = "number")]
    pub rate: Option<i64>,
}

impl Definition for SetRateLimit {
    const METHODS: &'static [&'static str] = &[
        "VIF.set_qos_algorithm_type",
        "VIF.set_qos_algorithm_params",
        "VIF.unplug",
        "VIF.plug",
    ];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        Interface::of(subject).is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(Interface::named(subject)?.is_settled()?)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let now = Initial::of_all(subjects, |subject| {
            Some(json!(rate_of(Interface::of(subject)?.vif)?))
        });
        let kind = FieldKind::Count { min: 1, max: None };
        Form::of([FormField::required("rate", kind).optional().initially(now)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let interface = Interface::named(subject)?;
        let vif = interface.vif;
        let before = rate_of(vif);
        if before == self.rate {
            return Err(Problem::new("nothing_changes").into());
        }
        if self.rate.is_some_and(|rate| rate < 1) {
            return Err(Problem::new("negative").into());
        }
        let mut plan = Plan::default();
        let count = |rate: Option<i64>| rate.map_or(Cell::None, |count| Cell::Count { count });
        plan.change("rateLimit", subject, count(before), count(self.rate));
        let reference = subject.reference();
        let kind = self.rate.map_or("", |_| ALGORITHM);
        let kinds = [kind, vif.qos_algorithm_type.as_str()]
            .map(|kind| calls::vif::set_qos_algorithm_type(&reference, kind));
        setting::set(&mut plan, subject, "qos_algorithm_type", json!(kind), kinds);
        let params: Map<Text, Text> = match self.rate {
            Some(rate) => [(KEY.into(), rate.to_string().into())].into(),
            None => Map::new(),
        };
        let maps = [&params, &vif.qos_algorithm_params]
            .map(|map| calls::vif::set_qos_algorithm_params(&reference, map));
        setting::set(
            &mut plan,
            subject,
            "qos_algorithm_params",
            json!(params),
            maps,
        );
        // What is plugged keeps what it was plugged with.
        if vif.currently_attached {
            match unplug::can_be(subject, &interface) {
                Ok(()) => {
                    plan.call(calls::vif::unplug(&reference))
                        .undo(calls::vif::plug(&reference));
                    plan.call(calls::vif::plug(&reference))
                        .undo(calls::vif::unplug(&reference));
                }
                Err(_) => {
                    let vm = vif.vm.opaque();
                    plan.effect(Effect::AtNextStart {
                        object: ObjectKey::new(subject.connection.id, &Vm::CLASS, vm),
                    });
                }
            }
        }
        Ok(plan)
    }
}

fn rate_of(vif: &Vif) -> Option<i64> {
    let limited = vif.qos_algorithm_type.as_str() == ALGORITHM;
    let rate = vif.qos_algorithm_params.get(KEY).filter(|_| limited)?;
    rate.trim().parse().ok()
}
