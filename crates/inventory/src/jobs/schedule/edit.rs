//! Say anew when a schedule takes snapshots, of what kind, how many it keeps, and of which VMs.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{RecordOf, Ref, Vm, Vmss, calls};

use super::{
    machines, of, put,
    times::{Times, Told},
};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{FieldKind, FormField, Initial},
        members, setting,
    },
    key::ObjectKey,
    objects::time_of_day,
    problem::Problem,
    view::Cell,
};

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "EditScheduleInputs", optional_fields)]
#[serde(rename_all = "camelCase")]
pub struct EditSchedule {
    /// When, and of what kind.
    #[serde(flatten)]
    #[ts(flatten)]
    pub times: Times,
    /// Of which VMs; nothing said: they stay.
    pub vms: Option<Vec<ObjectKey>>,
}

impl Definition for EditSchedule {
    const METHODS: &'static [&'static str] = &[
        "VMSS.set_type",
        "VMSS.set_frequency",
        "VMSS.set_schedule",
        "VMSS.set_retained_snapshots",
        "VM.set_snapshot_schedule",
    ];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<Vmss>().is_some()
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn is_likely(_subject: &Subject<'_>) -> bool {
        true
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let [only] = subjects else {
            return Form::default();
        };
        let now = only.record_of::<Vmss>().map(Times::of).unwrap_or_default();
        let mut fields = now.fields();
        let vms: Vec<ObjectKey> = machines(only)
            .into_iter()
            .map(|(vm, _)| only.key_of(vm))
            .collect();
        let choices = members::choices(subjects, "snapshotSchedule", |vm| &vm.snapshot_schedule);
        let field = FormField::required("vms", FieldKind::Several { choices });
        fields.push(
            field
                .optional()
                .initially(Initial::Value { value: json!(vms) }),
        );
        Form::of(fields)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let now = of(subject)?;
        let told = self.times.told()?;
        let mut plan = Plan::default();
        let reference = subject.reference();
        if told.kind != now.r#type {
            let cells = [&now.r#type, &told.kind].map(Told::kind_cell);
            let [before, after] = cells;
            plan.change("type", subject, before, after);
            let calls = [&told.kind, &now.r#type].map(|to| calls::vmss::set_type(&reference, to));
            setting::set(&mut plan, subject, "type", json!(told.kind), calls);
        }
        if told.frequency != now.frequency {
            let cells = [&now.frequency, &told.frequency].map(Told::frequency_cell);
            let [before, after] = cells;
            plan.change("frequency", subject, before, after);
            let calls = [&told.frequency, &now.frequency]
                .map(|to| calls::vmss::set_frequency(&reference, to));
            setting::set(
                &mut plan,
                subject,
                "frequency",
                json!(told.frequency),
                calls,
            );
        }
        if told.schedule != now.schedule {
            let cells = [&now.schedule, &told.schedule].map(|map| {
                let days = map.get("days").map_or("", |days| days.as_str());
                Cell::code(format!("{} {days}", time_of_day(map)).trim())
            });
            let [before, after] = cells;
            plan.change("at", subject, before, after);
            let calls =
                [&told.schedule, &now.schedule].map(|to| calls::vmss::set_schedule(&reference, to));
            setting::set(&mut plan, subject, "schedule", json!(told.schedule), calls);
        }
        if told.retained != now.retained_snapshots {
            let [before, after] =
                [now.retained_snapshots, told.retained].map(|count| Cell::Count { count });
            plan.change("retained", subject, before, after);
            let calls = [told.retained, now.retained_snapshots]
                .map(|to| calls::vmss::set_retained_snapshots(&reference, to));
            setting::set(
                &mut plan,
                subject,
                "retained_snapshots",
                json!(told.retained),
                calls,
            );
        }
        if let Some(said) = &self.vms {
            for key in said {
                if key.class() != Vm::CLASS || key.connection != *subject.connection.id {
                    return Err(Problem::new("no_such_object").into());
                }
                members::machine(subject, &key.opaque())?;
                put(&mut plan, subject, &key.opaque().into(), &reference);
            }
            for (vm, _) in machines(subject) {
                if !said.contains(&subject.key_of(vm)) {
                    put(&mut plan, subject, vm, &Ref::null());
                }
            }
        }
        setting::something(plan)
    }
}
