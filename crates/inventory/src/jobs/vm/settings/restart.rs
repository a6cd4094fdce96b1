//! Say whether high availability starts a VM anew, and in which order and how long after each other VMs
//! start and shut down.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{ApiCall, Ref, Vm, calls};

use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{FieldKind, FormField, Initial, Term, terms},
        setting,
    },
    problem::Problem,
    view::Cell,
};

/// What becomes of a VM whose host fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub enum HaPriority {
    /// It is started anew, and room is kept for it.
    #[serde(rename = "haRestart")]
    Restart,
    /// It is started anew where there is room.
    #[serde(rename = "haBestEffort")]
    BestEffort,
    /// Nothing.
    #[serde(rename = "haNone")]
    Nothing,
}

/// What has to be said. What is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SetRestartInputs", optional_fields)]
#[serde(rename_all = "camelCase")]
pub struct SetRestart {
    /// What becomes of it when its host fails.
    pub ha_priority: Option<HaPriority>,
    /// Those with lower numbers start earlier, and shut down later.
    #[ts(type = "number")]
    pub order: Option<i64>,
    /// How many seconds the next ones wait after its start.
    #[ts(type = "number")]
    pub start_delay: Option<i64>,
    /// How many seconds the next ones wait after its shutdown.
    #[ts(type = "number")]
    pub shutdown_delay: Option<i64>,
}

impl Definition for SetRestart {
    const METHODS: &'static [&'static str] = &[
        "VM.set_ha_restart_priority",
        "VM.set_order",
        "VM.set_start_delay",
        "VM.set_shutdown_delay",
    ];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_machine()
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let priority = Initial::of_all(subjects, |subject| {
            Some(json!(HaPriority::of(&subject.vm()?.ha_restart_priority)))
        });
        let kind = terms([Term("haRestart"), Term("haBestEffort"), Term("haNone")]);
        let count = |name: &str, value: fn(&Vm) -> i64| {
            let now = Initial::of_all(subjects, |subject| Some(json!(value(subject.vm()?))));
            let kind = FieldKind::Count { min: 0, max: None };
            FormField::required(name, kind).optional().initially(now)
        };
        Form::of([
            FormField::required("haPriority", kind)
                .optional()
                .initially(priority),
            count("order", |vm| vm.order),
            count("startDelay", |vm| vm.start_delay),
            count("shutdownDelay", |vm| vm.shutdown_delay),
        ])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let Some(vm) = subject.vm() else {
            return Err(Problem::new("bad_request").into());
        };
        let mut plan = Plan::default();
        let reference = subject.reference();
        if let Some(after) = self.ha_priority.map(HaPriority::name)
            && vm.ha_restart_priority.as_str() != after
        {
            let before = vm.ha_restart_priority.as_str();
            let cell = |name: &str| HaPriority::of(name).map_or(Cell::text(name), HaPriority::cell);
            plan.change("haPriority", subject, cell(before), cell(after));
            let calls =
                [after, before].map(|name| calls::vm::set_ha_restart_priority(&reference, name));
            setting::set(
                &mut plan,
                subject,
                "ha_restart_priority",
                json!(after),
                calls,
            );
        }
        type Setter = fn(&Ref<Vm>, i64) -> ApiCall<()>;
        let counts: [(&str, &str, i64, Option<i64>, Setter); 3] = [
            ("order", "order", vm.order, self.order, calls::vm::set_order),
            (
                "startDelay",
                "start_delay",
                vm.start_delay,
                self.start_delay,
                calls::vm::set_start_delay,
            ),
            (
                "shutdownDelay",
                "shutdown_delay",
                vm.shutdown_delay,
                self.shutdown_delay,
                calls::vm::set_shutdown_delay,
            ),
        ];
        for (field, member, before, after, setter) in counts {
            let Some(after) = after.filter(|after| *after != before) else {
                continue;
            };
            if after < 0 {
                return Err(Problem::new("negative").into());
            }
            let count = |count| Cell::Count { count };
            plan.change(field, subject, count(before), count(after));
            let calls = [after, before].map(|value| setter(&reference, value));
            setting::set(&mut plan, subject, member, json!(after), calls);
        }
        setting::something(plan)
    }
}

impl HaPriority {
    /// By the server's name; none, where it is none that is known.
    fn of(name: &str) -> Option<Self> {
        match name {
            "restart" => Some(Self::Restart),
            "best-effort" => Some(Self::BestEffort),
            "" => Some(Self::Nothing),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Restart => "restart",
            Self::BestEffort => "best-effort",
            Self::Nothing => "",
        }
    }

    fn cell(self) -> Cell {
        match self {
            Self::Restart => Cell::term("haRestart"),
            Self::BestEffort => Cell::term("haBestEffort"),
            Self::Nothing => Cell::term("haNone"),
        }
    }
}
