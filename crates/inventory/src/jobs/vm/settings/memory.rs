//! Give a VM more or less memory.
//!
//! There are four limits, each no less than the one before it: the least that it may ever have, the
//! least and the most that its host gives it, as it has room, and the most that it may ever have. A guest
//! that runs sees the last as its machine's memory, so that only the two in the middle change under it.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Vm, VmPowerState, calls};

use super::{has_hardware, is_settled, limits, needs_rest};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{FieldKind, FormField, Initial},
        setting,
    },
    problem::Problem,
    view::Cell,
};

/// Less than this no guest of today starts with.
const LEAST: u64 = 16 << 20;

/// What has to be said. What is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetMemoryInputs", optional_fields)]
#[serde(rename_all = "camelCase")]
pub struct SetMemory {
    /// The least that its host gives it, in bytes.
    #[ts(type = "number")]
    pub dynamic_min: Option<i64>,
    /// The most that its host gives it.
    #[ts(type = "number")]
    pub dynamic_max: Option<i64>,
    /// The most that it may ever have.
    #[ts(type = "number")]
    pub static_max: Option<i64>,
}

impl Definition for SetMemory {
    const METHODS: &'static [&'static str] =
        &["VM.set_memory_limits", "VM.set_memory_dynamic_range"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        has_hardware(subject)
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        is_settled(subject)
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let most = limits::of_all(subjects, "memory-static-max");
        let max = most.and_then(|max| u64::try_from(max).ok());
        let field = |name: &str, value: fn(&Limits) -> i64| {
            let initial = Initial::of_all(subjects, |subject| {
                Some(json!(value(&Limits::of(subject.vm()?))))
            });
            FormField::required(name, FieldKind::Bytes { min: LEAST, max })
                .optional()
                .initially(initial)
        };
        Form::of([
            field("dynamicMin", |limits| limits.dynamic_min),
            field("dynamicMax", |limits| limits.dynamic_max),
            field("staticMax", |limits| limits.static_max),
        ])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let Some(vm) = subject.vm() else {
            return Err(Problem::new("bad_request").into());
        };
        let before = Limits::of(vm);
        let after = before.with(self);
        after.check()?;
        let mut plan = Plan::default();
        let mut told = |field: &str, before: i64, after: i64| {
            if before != after {
                plan.change(field, subject, Cell::bytes(before), Cell::bytes(after));
            }
        };
        told("memoryStaticMin", before.static_min, after.static_min);
        told("memoryDynamicMin", before.dynamic_min, after.dynamic_min);
        told("memoryDynamicMax", before.dynamic_max, after.dynamic_max);
        told("memoryStaticMax", before.static_max, after.static_max);
        if before == after {
            return setting::something(plan);
        }
        let is_static =
            (before.static_min, before.static_max) != (after.static_min, after.static_max);
        for member in ["memory_dynamic_min", "memory_dynamic_max"] {
            plan.expect(subject, member);
        }
        let reference = subject.reference();
        let step = match &vm.power_state {
            VmPowerState::Halted => {
                for member in ["memory_static_min", "memory_static_max"] {
                    plan.expect(subject, member);
                }
                let set = |limits: &Limits| {
                    calls::vm::set_memory_limits(
                        &reference,
                        limits.static_min,
                        limits.static_max,
                        limits.dynamic_min,
                        limits.dynamic_max,
                    )
                };
                plan.call(set(&after)).undo(set(&before))
            }
            VmPowerState::Running if !is_static => {
                let set = |limits: &Limits| {
                    let (min, max) = (limits.dynamic_min, limits.dynamic_max);
                    calls::vm::set_memory_dynamic_range(&reference, min, max)
                };
                plan.call(set(&after)).undo(set(&before))
            }
            _ => return Err(needs_rest(subject)),
        };
        step.undo_expects(subject.key, "memory_dynamic_min", json!(after.dynamic_min));
        step.undo_expects(subject.key, "memory_dynamic_max", json!(after.dynamic_max));
        Ok(plan)
    }
}

/// The limits of a VM's memory, in bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) static_min: i64,
    pub(crate) dynamic_min: i64,
    pub(crate) dynamic_max: i64,
    pub(crate) static_max: i64,
}

impl Limits {
    /// What they are now.
    pub(crate) fn of(vm: &Vm) -> Self {
        Self {
            static_min: vm.memory_static_min,
            dynamic_min: vm.memory_dynamic_min,
            dynamic_max: vm.memory_dynamic_max,
            static_max: vm.memory_static_max,
        }
    }

    /// The same with what was said. The least that it may ever have gives way to what its host is to
    /// give it at least.
    fn with(self, said: &SetMemory) -> Self {
        let dynamic_min = said.dynamic_min.unwrap_or(self.dynamic_min);
        Self {
            static_min: self.static_min.min(dynamic_min),
            dynamic_min,
            dynamic_max: said.dynamic_max.unwrap_or(self.dynamic_max),
            static_max: said.static_max.unwrap_or(self.static_max),
        }
    }

    /// What the server would refuse as well.
    fn check(&self) -> Result<(), Problem> {
        let rises = self.dynamic_min <= self.dynamic_max && self.dynamic_max <= self.static_max;
        match rises && self.static_min >= 0 && self.dynamic_min > 0 {
            true => Ok(()),
            false => Err(Problem::new("memory_order")),
        }
    }
}
