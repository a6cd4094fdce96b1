//! Say which VMs a vApp has, in which order they start, and how long the next ones wait.

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{ApiCall, OpaqueRef, Ref, Vm, VmAppliance, calls};

use super::{machines, of, put};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        form::{Choice, FieldKind, FormField, Initial},
        members, setting,
    },
    problem::Problem,
    view::Cell,
};

/// So many VMs can be in one.
const MOST: u32 = 500;

/// A VM of a vApp.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ApplianceMember {
    /// The VM, by its reference.
    #[serde(default)]
    pub vm: String,
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

/// What has to be said: all that are in it then.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "ArrangeApplianceInputs")]
pub struct ArrangeAppliance {
    /// The VMs; those that are not named are taken out.
    #[serde(default)]
    pub members: Vec<ApplianceMember>,
}

impl Definition for ArrangeAppliance {
    const METHODS: &'static [&'static str] = &[
        "VM.set_appliance",
        "VM.set_order",
        "VM.set_start_delay",
        "VM.set_shutdown_delay",
    ];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<VmAppliance>().is_some()
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn is_likely(_subject: &Subject<'_>) -> bool {
        true
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let choices = members::choices(subjects, "appliance", |vm| &vm.appliance);
        let choices = choices.into_iter().map(by_reference).collect();
        let count = |name: &str| {
            let kind = FieldKind::Count { min: 0, max: None };
            let field = FormField::required(name, kind);
            field.initially(Initial::Value { value: json!(0) })
        };
        let now = Initial::of_only(subjects, |subject| {
            let members = machines(subject).into_iter();
            let members: Vec<ApplianceMember> = members.map(ApplianceMember::of).collect();
            Some(json!(members))
        });
        let rows = FieldKind::Rows {
            fields: vec![
                FormField::required("vm", FieldKind::Choice { choices }),
                count("order"),
                count("startDelay"),
                count("shutdownDelay"),
            ],
            max: MOST,
        };
        Form::of([FormField::required("members", rows)
            .optional()
            .initially(now)])
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        of(subject)?;
        let mut plan = Plan::default();
        let mut seen: Vec<Ref<Vm>> = Vec::new();
        for member in &self.members {
            if member.vm.is_empty() {
                return Err(Problem::new("vm_missing").into());
            }
            let reference = OpaqueRef::from(member.vm.as_str());
            let vm = members::machine(subject, &reference)?;
            let reference: Ref<Vm> = reference.into();
            if seen.contains(&reference) {
                return Err(Problem::new("vm_twice").with("vm", &vm.name_label).into());
            }
            put(&mut plan, subject, &reference, &subject.reference());
            member.add(&mut plan, subject, &reference, vm)?;
            seen.push(reference);
        }
        for (reference, _) in machines(subject) {
            if !seen.contains(reference) {
                put(&mut plan, subject, reference, &Ref::null());
            }
        }
        setting::something(plan)
    }
}

impl ApplianceMember {
    /// A VM as it is now.
    fn of((reference, vm): (&Ref<Vm>, &Vm)) -> Self {
        Self {
            vm: reference.opaque().as_str().to_owned(),
            order: Some(vm.order),
            start_delay: Some(vm.start_delay),
            shutdown_delay: Some(vm.shutdown_delay),
        }
    }

    /// Adds what makes its VM's order and delays these.
    fn add(
        &self,
        plan: &mut Plan,
        subject: &Subject<'_>,
        reference: &Ref<Vm>,
        vm: &Vm,
    ) -> Result<(), Problem> {
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
        let key = subject.key_of(reference);
        let machine = Subject {
            key: &key,
            object: None,
            ..*subject
        };
        for (field, member, before, after, setter) in counts {
            let Some(after) = after.filter(|after| *after != before) else {
                continue;
            };
            if after < 0 {
                return Err(Problem::new("negative"));
            }
            let count = |count| Cell::Count { count };
            members::tell(plan, subject, &key, field, [count(before), count(after)]);
            let calls = [after, before].map(|value| setter(reference, value));
            setting::set(plan, &machine, member, json!(after), calls);
        }
        Ok(())
    }
}

/// A choice that is said by the object's reference: plain words, of which many stand in a list to open.
fn by_reference(choice: Choice) -> Choice {
    Choice {
        value: json!(choice.object.map(|key| key.reference)),
        object: None,
        facts: Vec::new(),
        ..choice
    }
}
