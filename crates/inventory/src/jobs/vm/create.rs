//! Make a new VM of a template: its hardware, where its system comes from, disks, networks; one or
//! several alike.
//!
//! The template is cloned, the clone is set up, becomes a machine, and gets what it has beyond the
//! template. Each thing that is made says how it is taken away again, so that nothing half-made is left
//! where one of the steps fails.

mod fit;
pub(crate) mod inputs;
mod steps;
mod template;

use serde_json::{Value, json};
use xapi::{Host, Pool, RecordOf, Ref, Vm, VmKind};

use self::{
    inputs::{CreateVm, InstallFrom, MOST_COPIES},
    template::Template,
};
use super::settings::{firmware::Firmware, home_server, limits};
use crate::{
    jobs::{
        Definition, Form, Plan, Refusal, Subject,
        disk::{attach, create as new_disk, disc, storage},
        form::{Choice, FieldKind, FormField, Initial, Term, terms, text},
        network_interface::interface,
        passthrough::give_gpu,
    },
    key::ObjectKey,
    problem::Problem,
};

/// So many disks and networks can be given at once.
const MOST_PARTS: u32 = 16;

impl Definition for CreateVm {
    const METHODS: &'static [&'static str] = &[
        "VM.clone",
        "VM.destroy",
        "VM.provision",
        "VM.set_name_description",
        "VM.set_affinity",
        "VM.set_VCPUs_max",
        "VM.set_VCPUs_at_startup",
        "VM.set_memory_limits",
        "VM.add_to_platform",
        "VM.remove_from_platform",
        "VM.add_to_HVM_boot_params",
        "VM.remove_from_HVM_boot_params",
        "VM.remove_from_other_config",
        "VM.start",
        "VDI.create",
        "VBD.create",
        "VIF.create",
        "VGPU.create",
        "VTPM.create",
    ];
    const ASKS: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.is_vm(VmKind::Template)
            || subject.record_of::<Pool>().is_some()
            || subject.record_of::<Host>().is_some()
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        if subject.vm().is_none() {
            return match templates(subject).is_empty() {
                true => Err(Problem::new("no_templates").into()),
                false => Ok(()),
            };
        }
        Ok(Template::of(subject, None)?.can_be_cloned()?)
    }

    fn is_likely(subject: &Subject<'_>) -> bool {
        subject.vm().is_some() || subject.record_of::<Pool>().is_some()
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        match subjects {
            [subject, ..] => Form::of(fields(subject)),
            [] => Form::default(),
        }
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let template = Template::of(subject, self.template.as_deref())?;
        template.can_be_cloned()?;
        let wanted = steps::Wanted::new(self, subject, template)?;
        let mut plan = Plan::default();
        fit::check(&mut plan, subject, &wanted)?;
        wanted.add_to(&mut plan);
        Ok(plan)
    }
}

/// What is asked, filled in as the template has it, where the subject is one.
fn fields(subject: &Subject<'_>) -> Vec<FormField> {
    let subjects = std::slice::from_ref(subject);
    let template = Template::of(subject, None).ok();
    let of_template = |value: fn(&Vm) -> i64| {
        let value = template.as_ref().map(|template| json!(value(template.vm)));
        value.map_or(Initial::Empty, |value| Initial::Value { value })
    };
    let most = |field: &str| {
        let vm = template.as_ref().map(|template| template.vm);
        vm.and_then(|vm| limits::recommended_max(vm, field))
    };
    let optional = |name: &str, kind: FieldKind| FormField::required(name, kind).optional();
    let value = |value: Value| Initial::Value { value };

    let mut fields = Vec::new();
    if template.is_none() {
        let choices = templates(subject);
        let template = FormField::required("template", FieldKind::Choice { choices });
        fields.push(template.subject());
    }
    let name = FormField::required("name", text());
    let named = match template {
        Some(_) => Initial::words("newName", subjects),
        None => Initial::Empty,
    };
    fields.push(name.initially(named));
    fields.push(optional("description", text()));
    let copies = FieldKind::Count {
        min: 1,
        max: Some(MOST_COPIES),
    };
    fields.push(optional("copies", copies).initially(value(json!(1))));
    let install = terms([
        Term("fromTemplate"),
        Term("fromDisc"),
        Term("fromNetwork"),
        Term("fromDisk"),
    ]);
    let is_bare = template
        .as_ref()
        .is_some_and(|template| !template.has_disks(subject));
    let from = if is_bare {
        InstallFrom::Disc
    } else {
        InstallFrom::Template
    };
    fields.push(FormField::required("install", install).initially(value(json!(from))));
    let choices = disc::choices(subjects);
    fields.push(optional("disc", FieldKind::Choice { choices }));
    let choices = attach::disks(subject);
    fields.push(optional("disk", FieldKind::Choice { choices }));
    let home = subject.record_of::<Host>().map(|_| json!(subject.key));
    let choices = home_server::hosts(subjects);
    let host = optional("host", FieldKind::Choice { choices });
    fields.push(host.initially(home.map_or(Initial::Empty, value)));
    let vcpus = FieldKind::Count {
        min: 1,
        max: most("vcpus-max"),
    };
    fields.push(optional("vcpus", vcpus.clone()).initially(of_template(|vm| vm.vcpus_max)));
    fields.push(optional("coresPerSocket", vcpus));
    let memory = FieldKind::Bytes {
        min: 16 << 20,
        max: most("memory-static-max").and_then(|most| u64::try_from(most).ok()),
    };
    fields.push(optional("memory", memory).initially(of_template(|vm| vm.memory_static_max)));
    let firmware = template.as_ref().map(|template| json!(template.firmware()));
    let firmware = firmware.map_or(Initial::Empty, value);
    fields.push(optional("firmware", Firmware::kind()).initially(firmware));
    let choices = give_gpu::shares(subject);
    if !choices.is_empty() {
        fields.push(optional("gpu", FieldKind::Choice { choices }));
    }
    fields.push(optional("vtpm", FieldKind::Switch));

    let usual = storage::usual(subject).map(|key| json!(key));
    let sr = FieldKind::Choice {
        choices: storage::choices(subjects),
    };
    let usual = usual.map_or(Initial::Empty, value);
    fields.push(optional("sr", sr.clone()).initially(usual.clone()));
    let size = FieldKind::Bytes {
        min: new_disk::LEAST,
        max: Some(new_disk::MOST),
    };
    let ten_gib = value(json!(10_i64 << 30));
    let disks = FieldKind::Rows {
        fields: vec![
            FormField::required("size", size).initially(ten_gib),
            FormField::required("sr", sr).initially(usual),
        ],
        max: MOST_PARTS,
    };
    fields.push(optional("disks", disks));
    let choices = interface::networks(subjects);
    let first = choices.iter().find(|choice| choice.refusal.is_none());
    let first = first.map(|choice| choice.value.clone());
    let row = first
        .clone()
        .map(|network| json!([{ "network": network, "mac": "" }]));
    let networks = FieldKind::Rows {
        fields: vec![
            FormField::required("network", FieldKind::Choice { choices })
                .initially(first.map_or(Initial::Empty, value)),
            optional("mac", text()),
        ],
        max: MOST_PARTS,
    };
    let has_own = template
        .as_ref()
        .is_some_and(|template| template.has_interfaces(subject));
    let row = row.filter(|_| !has_own).map_or(Initial::Empty, value);
    fields.push(optional("networks", networks).initially(row));
    fields.push(optional("userData", FieldKind::Code));
    fields.push(optional("networkConfig", FieldKind::Code));
    fields.push(optional("start", FieldKind::Switch).initially(value(json!(true))));
    fields
}

/// The templates of the subject's pool, people's own first.
fn templates(subject: &Subject<'_>) -> Vec<Choice> {
    let connection = subject.connection;
    let mut found: Vec<(bool, &str, Ref<Vm>)> = connection
        .world
        .all::<Vm>()
        .filter(|(_, vm)| vm.kind() == VmKind::Template && template::is_shown(vm))
        .map(|(reference, vm)| {
            let is_given = template::is_given(vm);
            (is_given, vm.name_label.as_str(), reference.clone().into())
        })
        .collect();
    found.sort();
    found
        .into_iter()
        .map(|(_, name, reference)| {
            let key = ObjectKey::new(connection.id, &Vm::CLASS, reference.opaque());
            Choice {
                value: json!(key),
                name: name.to_owned(),
                object: Some(key),
                facts: Vec::new(),
                refusal: None,
            }
        })
        .collect()
}
