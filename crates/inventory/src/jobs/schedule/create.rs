//! Make a schedule of snapshots.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Ref, Vm, Vmss, calls};

use super::times::Times;
use crate::{
    jobs::{
        Definition, Form, JobRequest, Plan, Refusal, Subject,
        form::{FieldKind, FormField, Initial, said, said_lines, text},
        members,
        parts::Parts,
        plan::{Effect, Step},
    },
    key::ObjectKey,
    look,
    view::Cell,
};

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "CreateScheduleInputs", optional_fields)]
#[serde(rename_all = "camelCase")]
pub struct CreateSchedule {
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Its description; it may be empty.
    #[serde(default)]
    pub description: String,
    /// When, and of what kind.
    #[serde(flatten)]
    #[ts(flatten)]
    pub times: Times,
    /// Of which VMs: of these, those that are of the subject's pool. Nothing said: the subject, where that is a VM.
    pub vms: Option<Vec<ObjectKey>>,
}

impl Definition for CreateSchedule {
    const METHODS: &'static [&'static str] =
        &["VMSS.create", "VMSS.destroy", "VM.set_snapshot_schedule"];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_connection() || subject.is_machine()
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let mut fields = vec![
            FormField::required("name", text()),
            FormField::required("description", FieldKind::Lines).optional(),
        ];
        fields.extend(Times::default().fields());
        let choices = members::choices(subjects, "snapshotSchedule", |vm| &vm.snapshot_schedule);
        fields.push(
            FormField::required("vms", FieldKind::Several { choices })
                .optional()
                .initially(Initial::Value {
                    value: json!(members::selected(subjects)),
                }),
        );
        Form::of(fields)
    }

    fn parts(&self, subjects: &[Subject<'_>]) -> Option<Parts> {
        let request = |vms| {
            JobRequest::CreateSchedule(Self {
                vms: Some(vms),
                ..self.clone()
            })
        };
        let vms = self.vms.as_deref();
        Some(members::once_in_each_pool(subjects, vms, request))
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let name = said(&self.name, "name_missing")?;
        let told = self.times.told()?;
        let mut plan = Plan::default();
        plan.effect(Effect::Create {
            class: "VMSS".to_owned(),
            name: name.clone(),
        });
        let record = Vmss {
            name_label: name.as_str().into(),
            name_description: said_lines(&self.description).as_str().into(),
            enabled: true,
            r#type: told.kind,
            frequency: told.frequency,
            schedule: told.schedule,
            retained_snapshots: told.retained,
            ..Vmss::default()
        };
        let members = [
            "name_label",
            "name_description",
            "enabled",
            "type",
            "frequency",
            "schedule",
            "retained_snapshots",
        ];
        plan.create(calls::vmss::create(&record), &members)
            .undo(calls::vmss::destroy(&Step::result(0)));
        let made: Ref<Vmss> = plan.latest();
        for key in members::wanted(subject, self.vms.as_deref()) {
            let vm = members::machine(subject, &key.opaque())?;
            let reference: Ref<Vm> = key.opaque().into();
            let now = look::link_to(subject.connection, &vm.snapshot_schedule);
            let cells = [now, Cell::text(&name)];
            members::tell(&mut plan, subject, &key, "snapshotSchedule", cells);
            plan.expect_of(subject.connection.world, &key, "snapshot_schedule");
            let calls = [&made, &vm.snapshot_schedule];
            let [there, back] = calls.map(|to| calls::vm::set_snapshot_schedule(&reference, to));
            plan.call(there).undo(back);
        }
        Ok(plan)
    }
}
