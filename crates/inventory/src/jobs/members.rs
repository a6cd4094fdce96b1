//! VMs of which something is made up: of vApps, and of schedules of snapshots.

use serde_json::json;
use xapi::{OpaqueRef, RecordOf, Ref, Vm, VmKind};

use super::{
    JobRequest, Plan, Subject,
    form::{Choice, Fact},
    parts::{Part, Parts},
    plan::Effect,
};
use crate::{key::ObjectKey, look, problem::Problem, view::Cell};

/// Those of some VMs that are machines, by what sorts them.
pub(crate) fn known<'a, K: Ord>(
    subject: &Subject<'a>,
    vms: impl IntoIterator<Item = &'a Ref<Vm>>,
    key: fn(&'a Vm) -> K,
) -> Vec<(&'a Ref<Vm>, &'a Vm)> {
    let world = subject.connection.world;
    let vms = vms.into_iter();
    let mut found: Vec<(&Ref<Vm>, &Vm)> = vms
        .filter_map(|vm| Some((vm, world.get(vm)?)))
        .filter(|(_, vm)| vm.kind() == VmKind::Machine)
        .collect();
    found.sort_by_key(|(_, vm)| key(vm));
    found
}

/// The machines of the subjects' pools to choose from, by name, each with what it belongs to already: that is what
/// `belongs` leads to, and is called `field.<field>`.
pub(crate) fn choices<T: RecordOf>(
    subjects: &[Subject<'_>],
    field: &str,
    belongs: fn(&Vm) -> &Ref<T>,
) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for subject in subjects {
        for (reference, vm) in subject.connection.world.shown::<Vm>() {
            let key = ObjectKey::new(subject.connection.id, &Vm::CLASS, reference);
            if choices
                .iter()
                .any(|known| known.object.as_ref() == Some(&key))
            {
                continue;
            }
            let now = look::link_to(subject.connection, belongs(vm));
            let fact = (now != Cell::None).then(|| Fact {
                field: field.to_owned(),
                value: now,
            });
            choices.push(Choice {
                value: json!(key),
                name: vm.name_label.to_string(),
                object: Some(key),
                facts: fact.into_iter().collect(),
                refusal: None,
            });
        }
    }
    choices
}

/// All of a class in the subjects' pools, by name.
pub(crate) fn groups<T: RecordOf + 'static>(subjects: &[Subject<'_>]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for subject in subjects {
        let world = subject.connection.world;
        for (reference, _) in world.shown::<T>() {
            let key = ObjectKey::new(subject.connection.id, &T::CLASS, reference);
            if !choices
                .iter()
                .any(|known| known.object.as_ref() == Some(&key))
            {
                choices.push(Choice {
                    value: json!(key),
                    name: world.name_of(reference).unwrap_or_default().to_owned(),
                    object: Some(key),
                    facts: Vec::new(),
                    refusal: None,
                });
            }
        }
    }
    choices
}

/// The group that was chosen, of the subject's pool; null: none was.
///
/// # Errors
/// `other_pool`, or `no_such_object`.
pub(crate) fn chosen<T: RecordOf>(
    subject: &Subject<'_>,
    group: Option<&ObjectKey>,
) -> Result<Ref<T>, Problem> {
    let Some(key) = group else {
        return Ok(Ref::null());
    };
    if key.connection != subject.key.connection {
        return Err(Problem::new("other_pool"));
    }
    let group: Ref<T> = key.opaque().into();
    match subject.connection.world.get(&group) {
        Some(_) => Ok(group),
        None => Err(Problem::new("no_such_object")),
    }
}

/// A machine of the subject's pool.
///
/// # Errors
/// `no_such_object`.
pub(crate) fn machine<'a>(subject: &Subject<'a>, reference: &OpaqueRef) -> Result<&'a Vm, Problem> {
    let vm = subject.connection.world.record::<Vm>(reference);
    vm.filter(|vm| vm.kind() == VmKind::Machine)
        .ok_or_else(|| Problem::new("no_such_object"))
}

/// The VMs that a new group is made of: of those that were said, the ones of the subject's pool; where nothing was
/// said, the subject, if that is a VM.
pub(crate) fn wanted(subject: &Subject<'_>, said: Option<&[ObjectKey]>) -> Vec<ObjectKey> {
    let mut wanted: Vec<ObjectKey> = match said {
        Some(said) => said.to_vec(),
        None if subject.is_machine() => vec![subject.key.clone()],
        None => Vec::new(),
    };
    wanted.retain(|key| key.connection == *subject.connection.id);
    wanted.dedup();
    wanted
}

/// The keys of those subjects that are machines: what a new group is made of at first.
pub(crate) fn selected<'a>(subjects: &[Subject<'a>]) -> Vec<&'a ObjectKey> {
    let machines = subjects.iter().filter(|subject| subject.is_machine());
    machines.map(|subject| subject.key).collect()
}

/// What is done once in each pool of the subjects: one group is made there of all VMs that were said, or selected.
pub(crate) fn once_in_each_pool(
    subjects: &[Subject<'_>],
    said: Option<&[ObjectKey]>,
    request: impl Fn(Vec<ObjectKey>) -> JobRequest,
) -> Parts {
    let of = match said {
        Some(said) => said.to_vec(),
        None => selected(subjects).into_iter().cloned().collect(),
    };
    let mut parts = Parts {
        is_of_others: true,
        ..Parts::default()
    };
    for subject in subjects {
        let pool = ObjectKey::of_connection(subject.connection.id);
        if parts.parts.iter().all(|part| part.object != pool) {
            parts.parts.push(Part::new(request(of.clone()), &pool));
        }
    }
    parts
}

/// Says that a value of a machine changes, which may be the subject itself.
pub(crate) fn tell(
    plan: &mut Plan,
    subject: &Subject<'_>,
    vm: &ObjectKey,
    field: &str,
    cells: [Cell; 2],
) {
    let [before, after] = cells;
    if vm == subject.key {
        plan.change(field, subject, before, after);
        return;
    }
    let name = subject.connection.world.name_of(&vm.opaque());
    plan.effect(Effect::ChangeOther {
        object: vm.clone(),
        name: name.unwrap_or_default().to_owned(),
        field: field.to_owned(),
        before,
        after,
    });
}
