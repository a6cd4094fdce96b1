//! Make a vApp of VMs, or an empty one.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Ref, Vm, VmAppliance, calls};

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
#[ts(rename = "CreateApplianceInputs", optional_fields)]
pub struct CreateAppliance {
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Its description; it may be empty.
    #[serde(default)]
    pub description: String,
    /// Its VMs: of these, those that are of the subject's pool. Nothing said: the subject, where that is a VM.
    pub vms: Option<Vec<ObjectKey>>,
}

impl Definition for CreateAppliance {
    const METHODS: &'static [&'static str] = &[
        "VM_appliance.create",
        "VM_appliance.destroy",
        "VM.set_appliance",
    ];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_connection() || subject.is_machine()
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let choices = members::choices(subjects, "appliance", |vm| &vm.appliance);
        let vms = FieldKind::Several { choices };
        let chosen = Initial::Value {
            value: json!(members::selected(subjects)),
        };
        Form::of([
            FormField::required("name", text()),
            FormField::required("description", FieldKind::Lines).optional(),
            FormField::required("vms", vms).optional().initially(chosen),
        ])
    }

    fn parts(&self, subjects: &[Subject<'_>]) -> Option<Parts> {
        let request = |vms| {
            JobRequest::CreateAppliance(Self {
                vms: Some(vms),
                ..self.clone()
            })
        };
        let vms = self.vms.as_deref();
        Some(members::once_in_each_pool(subjects, vms, request))
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let name = said(&self.name, "name_missing")?;
        let mut plan = Plan::default();
        plan.effect(Effect::Create {
            class: "VM_appliance".to_owned(),
            name: name.clone(),
        });
        let record = VmAppliance {
            name_label: name.as_str().into(),
            name_description: said_lines(&self.description).as_str().into(),
            ..VmAppliance::default()
        };
        let create = calls::vm_appliance::create(&record);
        plan.create(create, &["name_label", "name_description"])
            .undo(calls::vm_appliance::destroy(&Step::result(0)));
        let made: Ref<VmAppliance> = plan.latest();
        for key in members::wanted(subject, self.vms.as_deref()) {
            let vm = members::machine(subject, &key.opaque())?;
            let reference: Ref<Vm> = key.opaque().into();
            let now = look::link_to(subject.connection, &vm.appliance);
            let cells = [now, Cell::text(&name)];
            members::tell(&mut plan, subject, &key, "appliance", cells);
            plan.expect_of(subject.connection.world, &key, "appliance");
            plan.call(calls::vm::set_appliance(&reference, &made))
                .undo(calls::vm::set_appliance(&reference, &vm.appliance));
        }
        Ok(plan)
    }
}
