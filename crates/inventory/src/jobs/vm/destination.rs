//! Where VMs can be moved to, and why not elsewhere.

use serde_json::json;
use xapi::{
    Class, Host, HostMetrics, OpaqueRef, Pbd, Pif, Ref, Sr, Vbd, Vdi, Vif, Vm, VmMetrics,
    VmPowerState,
};

use super::power;
use crate::{
    jobs::{
        Form, Plan, Refusal, Subject,
        form::{Choice, Fact, FieldKind, FormField},
        passthrough::needs,
        plan::Effect,
    },
    key::ObjectKey,
    look,
    memory::{self, Memory},
    problem::Problem,
    view::Cell,
    world::World,
};

/// What becomes of the disks of a VM that goes to a host.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Disks {
    /// They stay where they are, so that the host has to reach them.
    Stay,
    /// They come too, so that even the host where it is will do.
    Come,
}

/// The hosts of the subjects' pools, by name, each with why it is not fit for them, if it is not.
/// Subjects that cannot be moved at all (`check`) do not count, nor those that are there already,
/// unless all are. Otherwise a host is fit if it is fit for each of them and has memory enough for
/// all.
pub(crate) fn choices(
    subjects: &[Subject<'_>],
    check: impl Fn(&Subject<'_>) -> Result<(), Refusal>,
) -> Vec<Choice> {
    choices_for(subjects, check, Disks::Stay)
}

/// The same for VMs that go with their disks.
pub(crate) fn choices_with_disks(
    subjects: &[Subject<'_>],
    check: impl Fn(&Subject<'_>) -> Result<(), Refusal>,
) -> Vec<Choice> {
    choices_for(subjects, check, Disks::Come)
}

fn choices_for(
    subjects: &[Subject<'_>],
    check: impl Fn(&Subject<'_>) -> Result<(), Refusal>,
    disks: Disks,
) -> Vec<Choice> {
    let immovable = subjects
        .iter()
        .map(|subject| check(subject).err().map(Problem::from))
        .collect::<Vec<_>>();
    let mut seen: Vec<&World> = Vec::new();
    let mut choices = Vec::new();
    for subject in subjects {
        let connection = subject.connection;
        if seen
            .iter()
            .any(|world| std::ptr::eq(*world, connection.world))
        {
            continue;
        }
        seen.push(connection.world);
        for (reference, host) in connection.world.shown::<Host>() {
            let key = ObjectKey::new(connection.id, &Class::Host, reference);
            let free = free(connection.world, reference, host);
            choices.push(Choice {
                value: json!(key),
                name: host.name_label.to_string(),
                object: Some(key),
                facts: free
                    .and_then(|free| u64::try_from(free).ok())
                    .map(|bytes| Fact {
                        field: "free".to_owned(),
                        value: Cell::Bytes { bytes },
                    })
                    .into_iter()
                    .collect(),
                refusal: refusal(subjects, &immovable, connection.world, reference, disks),
            });
        }
    }
    choices
}

/// Why a host, of this world, is not fit for so many VMs.
fn refusal(
    subjects: &[Subject<'_>],
    immovable: &[Option<Problem>],
    world: &World,
    host: &OpaqueRef,
    disks: Disks,
) -> Option<Problem> {
    let mut there = None;
    let mut movable = 0;
    let mut needed: i64 = 0;
    for (subject, immovable) in subjects.iter().zip(immovable) {
        let (None, Some(vm)) = (immovable, subject.vm()) else {
            continue;
        };
        if !std::ptr::eq(subject.connection.world, world) {
            return Some(Problem::new("other_pool"));
        }
        match fits(world, &subject.key.opaque(), vm, host, disks) {
            Ok(()) => {
                movable += 1;
                needed = needed.saturating_add(need(world, vm, host, disks));
            }
            Err(why) if why.code == "already_there" => {
                there.get_or_insert(why);
            }
            Err(why) => return Some(why),
        }
    }
    if movable == 0 {
        return there.or_else(|| immovable.iter().flatten().next().cloned());
    }
    has_room(world, host, needed).err()
}

/// Whether one VM can be moved to a host, or start or be resumed there.
pub(crate) fn check(subject: &Subject<'_>, vm: &Vm, host: &ObjectKey) -> Result<(), Problem> {
    check_for(subject, vm, host, Disks::Stay)
}

/// The same for one that goes with its disks.
pub(crate) fn check_with_disks(
    subject: &Subject<'_>,
    vm: &Vm,
    host: &ObjectKey,
) -> Result<(), Problem> {
    check_for(subject, vm, host, Disks::Come)
}

/// A form that asks for the host alone.
pub(crate) fn form(
    subjects: &[Subject<'_>],
    check: impl Fn(&Subject<'_>) -> Result<(), Refusal>,
) -> Form {
    let choices = choices(subjects, check);
    Form::of([FormField::required("host", FieldKind::Choice { choices })])
}

/// Begins the plan of a VM that comes to run on a host.
pub(crate) fn plan_arrival(
    subject: &Subject<'_>,
    host: &ObjectKey,
) -> Result<(Plan, Ref<Host>), Refusal> {
    let vm = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
    check(subject, vm, host)?;
    Ok(plan_coming(subject, vm, host))
}

/// The same for a VM that moves back to a host which is put into service before that.
pub(crate) fn plan_return(
    subject: &Subject<'_>,
    host: &ObjectKey,
) -> Result<(Plan, Ref<Host>), Refusal> {
    let vm = subject.vm().ok_or_else(|| Problem::new("bad_request"))?;
    match check(subject, vm, host) {
        Err(why) if why.code == "target_disabled" => {
            let (world, reference) = (subject.connection.world, host.opaque());
            reaches_all(world, &subject.key.opaque(), &reference, Disks::Stay)?;
            has_room(world, &reference, need(world, vm, &reference, Disks::Stay))?;
        }
        other => other?,
    }
    Ok(plan_coming(subject, vm, host))
}

fn plan_coming(subject: &Subject<'_>, vm: &Vm, host: &ObjectKey) -> (Plan, Ref<Host>) {
    let host: Ref<Host> = host.opaque().into();
    let mut plan = Plan::default();
    if vm.power_state != VmPowerState::Running {
        plan.effect(power::becomes(subject, &VmPowerState::Running));
    }
    plan.effect(becomes(subject, vm, &host));
    (plan, host)
}

/// That a VM is on another host.
pub(crate) fn becomes(subject: &Subject<'_>, vm: &Vm, host: &Ref<Host>) -> Effect {
    Effect::Change {
        object: subject.key.clone(),
        field: "host".to_owned(),
        before: look::link_to(subject.connection, &vm.resident_on),
        after: look::link_to(subject.connection, host),
    }
}

fn check_for(
    subject: &Subject<'_>,
    vm: &Vm,
    host: &ObjectKey,
    disks: Disks,
) -> Result<(), Problem> {
    let world = subject.connection.world;
    if host.connection != subject.key.connection {
        return Err(Problem::new("other_pool"));
    }
    if host.class() != Class::Host {
        return Err(Problem::new("bad_request"));
    }
    let host = host.opaque();
    fits(world, &subject.key.opaque(), vm, &host, disks)?;
    has_room(world, &host, need(world, vm, &host, disks))
}

/// The same, memory apart.
fn fits(
    world: &World,
    reference: &OpaqueRef,
    vm: &Vm,
    host: &OpaqueRef,
    disks: Disks,
) -> Result<(), Problem> {
    let Some(record) = world.record::<Host>(host) else {
        return Err(Problem::new("no_such_object"));
    };
    if vm.resident_on.opaque() == host && disks == Disks::Stay {
        return Err(Problem::new("already_there"));
    }
    let metrics = world.get::<HostMetrics>(&record.metrics);
    if metrics.is_some_and(|metrics| !metrics.live) {
        return Err(Problem::new("target_down"));
    }
    if !record.enabled {
        return Err(Problem::new("target_disabled"));
    }
    reaches_all(world, reference, host, disks)
}

/// Whether a host reaches all that a VM needs.
fn reaches_all(
    world: &World,
    reference: &OpaqueRef,
    host: &OpaqueRef,
    disks: Disks,
) -> Result<(), Problem> {
    if disks == Disks::Stay {
        reaches(
            world,
            world.within::<Vbd>(reference).map(|(_, vbd)| vbd),
            host,
        )?;
    }
    for (_, vif) in world.within::<Vif>(reference) {
        let mut pifs = world.within::<Pif>(vif.network.opaque()).peekable();
        // A network without any is inside each host.
        if pifs.peek().is_some() && !pifs.any(|(_, pif)| pif.host.opaque() == host) {
            let name = world.name_of(vif.network.opaque()).unwrap_or_default();
            return Err(Problem::new("network_unseen").with("network", name));
        }
    }
    // Who moves with its disks and does not run needs its GPU when it starts.
    let vm = world.record::<Vm>(reference);
    let rests = vm.is_some_and(|vm| vm.power_state == VmPowerState::Halted);
    let with_gpus = disks == Disks::Stay || !rests;
    needs::are_at(world, reference, host, with_gpus)
}

/// Whether a host reaches the storage of all that is in these drives.
pub(crate) fn reaches<'a>(
    world: &World,
    mut drives: impl Iterator<Item = &'a Vbd>,
    host: &OpaqueRef,
) -> Result<(), Problem> {
    drives.try_for_each(|vbd| {
        let Some(vdi) = world.get::<Vdi>(&vbd.vdi) else {
            return Ok(());
        };
        let sees = |pbd: &Pbd| pbd.host.opaque() == host && pbd.currently_attached;
        let mut pbds = world.within::<Pbd>(vdi.sr.opaque());
        match world.get::<Sr>(&vdi.sr) {
            Some(sr) if !pbds.any(|(_, pbd)| sees(pbd)) => {
                Err(Problem::new("storage_unseen").with("sr", &sr.name_label))
            }
            _ => Ok(()),
        }
    })
}

/// Whether a host is one that a VM which runs can move to, memory apart.
pub(crate) fn takes(
    world: &World,
    reference: &OpaqueRef,
    vm: &Vm,
    host: &OpaqueRef,
) -> Result<(), Problem> {
    fits(world, reference, vm, host, Disks::Stay)
}

/// What a VM that runs takes of the host that it moves to, in bytes.
pub(crate) fn size(world: &World, vm: &Vm) -> i64 {
    i64::try_from(memory::taken(world, vm)).unwrap_or(i64::MAX)
}

/// What a host has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Room {
    /// What is free; none: nobody knows.
    free: Option<i64>,
    /// What guests there would give of theirs.
    spare: i64,
}

impl Room {
    /// That of a host as it is.
    pub(crate) fn of(world: &World, reference: &OpaqueRef, host: &Host) -> Self {
        // Guests whose memory may shrink are made to, when the room is needed.
        let spare = |vm: &Vm| {
            let metrics = world.get::<VmMetrics>(&vm.metrics);
            let actual = metrics.map_or(0, |metrics| metrics.memory_actual);
            match vm.is_control_domain || vm.memory_dynamic_min <= 0 {
                true => 0,
                false => actual.saturating_sub(vm.memory_dynamic_min).max(0),
            }
        };
        let residents = world.within::<Vm>(reference);
        Self {
            free: free(world, reference, host),
            spare: residents.fold(0, |sum: i64, (_, vm)| sum.saturating_add(spare(vm))),
        }
    }

    /// What is left of it, less than nothing where guests have to give some; none: nobody knows.
    pub(crate) fn left(&self) -> Option<i64> {
        self.free
    }

    /// Whether so much fits in.
    pub(crate) fn takes(&self, needed: i64) -> Result<(), Problem> {
        let available = self.free.map(|free| free.saturating_add(self.spare));
        match available.filter(|available| needed > *available) {
            None => Ok(()),
            Some(available) => Err(Problem::new("not_enough_memory")
                .with("needed", needed.to_string())
                .with("available", available.to_string())),
        }
    }

    /// So much comes in.
    pub(crate) fn fill(&mut self, bytes: i64) {
        self.free = self.free.map(|free| free.saturating_sub(bytes));
    }
}

fn has_room(world: &World, reference: &OpaqueRef, needed: i64) -> Result<(), Problem> {
    let host = world.record::<Host>(reference);
    let host = host.ok_or_else(|| Problem::new("no_such_object"))?;
    Room::of(world, reference, host).takes(needed)
}

fn free(world: &World, reference: &OpaqueRef, host: &Host) -> Option<i64> {
    let Memory { used, total } = Memory::of(world, reference, host)?;
    Some(total.saturating_sub(used))
}

/// What a VM takes of a host once it is there, in bytes: nothing more where it is already, and
/// nothing where only its disks go.
fn need(world: &World, vm: &Vm, host: &OpaqueRef, disks: Disks) -> i64 {
    if vm.resident_on.opaque() == host {
        return 0;
    }
    match (&vm.power_state, disks) {
        (VmPowerState::Running | VmPowerState::Paused, _) => size(world, vm),
        (_, Disks::Come) => 0,
        (_, Disks::Stay) => vm
            .memory_dynamic_max
            .saturating_add(vm.memory_overhead)
            .max(0),
    }
}
