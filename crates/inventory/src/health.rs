//! What is unhealthy: one answer for the tree, lists and pages alike.
//!
//! What follows from the state of objects is kept by the world, object by object, as it changes
//! ([`World::ailment`]); an alarm is unhealthy as long as it is raised again and again, so that takes
//! a clock. The sums that stand above a pool's objects are made at a look, from the few that are not
//! well.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use xapi::{
    Class, Host, HostMetrics, Message, Object, OpaqueRef, Pbd, Pif, PifMetrics, Record, Sr, Text,
    Vbd, VbdType, Vm, VmKind,
};

use crate::{
    connection::ConnectionInfo,
    filing::{self, Place, places},
    lists::Slot,
    look, message,
    problem::Problem,
    view::Status,
    world::World,
};

/// A pool raises an alarm again each hour while its cause lasts; one that is older is over.
const ALARM_LASTS: i64 = 90 * 60;

/// A share of an SR's space from which on it is worth a warning.
const ALMOST_FULL: f64 = 0.95;

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ailment {
    /// Works, but not as it should.
    Degraded,
    /// Does not work.
    Broken,
}

impl From<Ailment> for Status {
    fn from(ailment: Ailment) -> Self {
        match ailment {
            Ailment::Degraded => Status::Degraded,
            Ailment::Broken => Status::Broken,
        }
    }
}

/// One thing that is unhealthy about an object.
#[derive(Debug)]
pub(crate) enum Issue<'a> {
    HostDown(&'a Host),
    HostDisabled(&'a Host),
    HostNeedsReboot(&'a Host),
    /// No host reaches it.
    SrUnreachable(&'a Sr),
    /// A host does not reach an SR that it should.
    Unplugged(&'a Pbd),
    /// So many hosts have no way at all to a shared SR.
    SrNotEverywhere(&'a Sr, usize),
    /// A share of its space that is used.
    SrAlmostFull(&'a Sr, f64),
    /// A NIC that carries a network has no link; whether none of that network's has.
    NoLink(&'a Pif, bool),
    /// A drive's disk is not where it should be.
    DiskGone(&'a Vm, &'a Text),
}

impl Issue<'_> {
    /// How bad it is.
    pub(crate) fn ailment(&self) -> Ailment {
        match self {
            Issue::HostDown(_)
            | Issue::SrUnreachable(_)
            | Issue::NoLink(_, true)
            | Issue::DiskGone(..) => Ailment::Broken,
            _ => Ailment::Degraded,
        }
    }

    /// The sentence, which names all that are concerned: it is read on their pages and above.
    pub(crate) fn problem(&self, world: &World) -> Problem {
        let name = |reference: &OpaqueRef| world.name_of(reference).unwrap_or("").to_owned();
        match self {
            Issue::HostDown(host) => host_problem("host_down", host),
            Issue::HostDisabled(host) => host_problem("host_disabled_warning", host),
            Issue::HostNeedsReboot(host) => host_problem("host_needs_reboot", host),
            Issue::SrUnreachable(sr) => Problem::new("sr_unreachable").with("sr", &sr.name_label),
            Issue::Unplugged(pbd) => Problem::new("pbd_unplugged")
                .with("host", name(pbd.host.opaque()))
                .with("sr", name(pbd.sr.opaque())),
            Issue::SrNotEverywhere(sr, hosts) => Problem::new("sr_not_everywhere")
                .with("sr", &sr.name_label)
                .with("count", hosts.to_string()),
            Issue::SrAlmostFull(sr, share) => Problem::new("sr_almost_full")
                .with("sr", &sr.name_label)
                .with("percent", format!("{:.0}", share * 100.0)),
            Issue::NoLink(pif, _) => Problem::new("nic_without_link")
                .with("nic", &pif.device)
                .with("host", name(pif.host.opaque()))
                .with("network", name(pif.network.opaque())),
            Issue::DiskGone(vm, disk) => Problem::new("disk_gone")
                .with("vm", &vm.name_label)
                .with("disk", *disk),
        }
    }
}

fn host_problem(code: &str, host: &Host) -> Problem {
    Problem::new(code).with("host", &host.name_label)
}

/// What is unhealthy about an object, as far as its state tells.
pub(crate) fn issues<'a>(world: &'a World, object: &'a Object) -> Vec<Issue<'a>> {
    let reference = &object.reference;
    match &object.record {
        Record::Host(host) => of_host(world, reference, host),
        Record::Sr(sr) => of_sr(world, reference, sr),
        Record::Network(_) => of_network(world, reference),
        Record::Vm(vm) if vm.kind() == VmKind::Machine => disks_gone(world, reference, vm),
        _ => Vec::new(),
    }
}

/// The host does not answer.
pub(crate) fn host_down<'a>(world: &World, host: &'a Host) -> Option<Issue<'a>> {
    let metrics = world.get::<HostMetrics>(&host.metrics)?;
    (!metrics.live).then_some(Issue::HostDown(host))
}

fn of_host<'a>(world: &'a World, reference: &OpaqueRef, host: &'a Host) -> Vec<Issue<'a>> {
    let mut found: Vec<Issue<'a>> = host_down(world, host).into_iter().collect();
    if found.is_empty() && !host.enabled && !look::in_maintenance(host) {
        found.push(Issue::HostDisabled(host));
    }
    let wants_reboot = host
        .pending_guidances
        .contains(&xapi::UpdateGuidance::RebootHost);
    if wants_reboot || !host.updates_requiring_reboot.is_empty() {
        found.push(Issue::HostNeedsReboot(host));
    }
    found.extend(unplugged(world, reference).map(Issue::Unplugged));
    found
}

fn unplugged<'a>(world: &'a World, of: &OpaqueRef) -> impl Iterator<Item = &'a Pbd> {
    world
        .within::<Pbd>(of)
        .map(|(_, pbd)| pbd)
        .filter(|pbd| !pbd.currently_attached)
}

fn of_sr<'a>(world: &'a World, reference: &OpaqueRef, sr: &'a Sr) -> Vec<Issue<'a>> {
    let mut found = Vec::new();
    let ways = world.count_within(Class::Pbd, reference);
    if unplugged(world, reference).count() == ways {
        // Where no way to any SR is known, they were not told yet.
        if world.count(&Class::Pbd) > 0 {
            found.push(Issue::SrUnreachable(sr));
        }
    } else if sr.shared && ways < world.count(&Class::Host) {
        found.push(Issue::SrNotEverywhere(sr, world.count(&Class::Host) - ways));
    }
    found.extend(unplugged(world, reference).map(Issue::Unplugged));
    let share = sr.physical_utilisation as f64 / sr.physical_size as f64;
    if sr.physical_size > 0 && sr.content_type != "iso" && share >= ALMOST_FULL {
        found.push(Issue::SrAlmostFull(sr, share));
    }
    found
}

/// NICs of a network without a link. A network without any NIC is internal, and well.
fn of_network<'a>(world: &'a World, reference: &OpaqueRef) -> Vec<Issue<'a>> {
    let attached = || {
        let pifs = world.within::<Pif>(reference).map(|(_, pif)| pif);
        pifs.filter(|pif| pif.currently_attached)
    };
    let is_down = |pif: &&Pif| {
        let metrics = world.get::<PifMetrics>(&pif.metrics);
        metrics.is_some_and(|metrics| !metrics.carrier)
    };
    let none_up = attached().all(|pif| is_down(&pif));
    attached()
        .filter(is_down)
        .map(|pif| Issue::NoLink(pif, none_up))
        .collect()
}

fn disks_gone<'a>(world: &'a World, reference: &OpaqueRef, vm: &'a Vm) -> Vec<Issue<'a>> {
    // Where no disk at all is known, they were not told yet.
    let told = world.count(&Class::Vdi) > 0;
    let gone = |vbd: &'a Vbd| {
        if vbd.empty || vbd.r#type != VbdType::Disk {
            return None;
        }
        match world.get(&vbd.vdi) {
            Some(vdi) if vdi.missing => Some(&vdi.name_label),
            Some(_) => None,
            None => told.then_some(&vbd.userdevice),
        }
    };
    let drives = world.within::<Vbd>(reference).map(|(_, vbd)| vbd);
    drives
        .filter_map(gone)
        .map(|disk| Issue::DiskGone(vm, disk))
        .collect()
}

/// The objects whose issues an object has a say in; `comes_or_goes`: it is new, or gone.
pub(crate) fn concerned(
    world: &World,
    slot: Slot,
    object: &Object,
    comes_or_goes: bool,
    to: &mut Vec<Slot>,
) {
    // Lists of parts do not tell of which class an owner is.
    let mut owners = |class: Class, owners: [&OpaqueRef; 2]| {
        to.extend(owners.iter().filter_map(|owner| world.slot(&class, owner)));
    };
    let told_by = || world.placed(&Place::ToldBy(object.reference.clone()));
    match &object.record {
        Record::Vm(_) | Record::Sr(_) | Record::Network(_) => to.push(slot),
        Record::Host(_) => {
            to.push(slot);
            if comes_or_goes {
                to.extend(world.slots_of(&Class::Sr));
            }
        }
        Record::HostMetrics(_) => to.extend(told_by().map(|placed| placed.slot)),
        Record::PifMetrics(_) => {
            let pifs = told_by().filter_map(|placed| world.record_at::<Pif>(placed.slot));
            for pif in pifs {
                owners(Class::Network, [pif.network.opaque(), pif.host.opaque()]);
            }
        }
        Record::Pif(pif) => owners(Class::Network, [pif.network.opaque(), pif.host.opaque()]),
        Record::Pbd(pbd) => {
            for class in [Class::Host, Class::Sr] {
                owners(class, [pbd.host.opaque(), pbd.sr.opaque()]);
            }
            // Whether any is known makes a difference to all.
            if comes_or_goes && world.count(&Class::Pbd) <= 1 {
                to.extend(world.slots_of(&Class::Sr));
            }
        }
        Record::Vbd(vbd) => owners(Class::Vm, [vbd.vm.opaque(), vbd.vdi.opaque()]),
        Record::Vdi(_) => {
            for (_, vbd) in world.within::<Vbd>(&object.reference) {
                owners(Class::Vm, [vbd.vm.opaque(), vbd.vdi.opaque()]);
            }
            if comes_or_goes && world.count(&Class::Vdi) <= 1 {
                to.extend(world.slots_of(&Class::Vm));
            }
        }
        _ => {}
    }
}

/// The alarms that last, the newest first.
fn alarms<'a>(info: &ConnectionInfo<'a>) -> impl Iterator<Item = &'a Message> + use<'a> {
    let (world, since) = (info.world, info.now.saturating_sub(ALARM_LASTS));
    let placed = world.placed(&Place::Alarms);
    let messages = placed.filter_map(|placed| world.record_at::<Message>(placed.slot));
    messages.take_while(move |message| message.timestamp.unix() > since)
}

/// What a lasting alarm is about: of a control domain, its host.
fn subject(world: &World, alarm: &Message) -> Option<Slot> {
    let class = Class::from_wire(alarm.cls.as_str());
    let object = world.by_uuid(&class, &alarm.obj_uuid)?;
    match &object.record {
        Record::Vm(vm) if vm.kind() == VmKind::ControlDomain => {
            world.slot(&Class::Host, vm.resident_on.opaque())
        }
        _ => world.slot(&class, &object.reference),
    }
}

/// Whether an alarm is about an object; what is about a control domain is about its host.
fn is_about(world: &World, alarm: &Message, object: &Object) -> bool {
    if alarm.obj_uuid == object.record.uuid() {
        return true;
    }
    let is_its_domain = |domain: &Arc<Object>| match &domain.record {
        Record::Vm(vm) => {
            vm.kind() == VmKind::ControlDomain && *vm.resident_on.opaque() == object.reference
        }
        _ => false,
    };
    matches!(object.record, Record::Host(_))
        && world
            .by_uuid(&Class::Vm, &alarm.obj_uuid)
            .is_some_and(is_its_domain)
}

/// The alarms about an object that last, one of each kind.
pub(crate) fn alarms_of(info: &ConnectionInfo<'_>, object: &Object) -> Vec<Problem> {
    let mut found: Vec<Problem> = Vec::new();
    for alarm in alarms(info).filter(|alarm| is_about(info.world, alarm, object)) {
        let problem = message::alarm(alarm, look::name(object));
        if !found.iter().any(|known| known.code == problem.code) {
            found.push(problem);
        }
    }
    found
}

/// Whether an object is well now: by its state, and no alarm lasts.
pub(crate) fn of(info: &ConnectionInfo<'_>, object: &Object) -> Option<Ailment> {
    let slot = info.world.slot(&object.class(), &object.reference)?;
    let by_state = info.world.ailment(slot);
    let sounds = || alarms(info).any(|alarm| is_about(info.world, alarm, object));
    by_state.or_else(|| sounds().then_some(Ailment::Degraded))
}

/// The same; of a pool, the worst in it.
pub(crate) fn of_all(info: &ConnectionInfo<'_>, object: &Object) -> Option<Ailment> {
    match object.record {
        Record::Pool(_) => Sick::of(info).pool().worst,
        _ => of(info, object),
    }
}

/// How many objects are not well, and the worst of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    pub count: u32,
    pub worst: Option<Ailment>,
}

impl Sum {
    fn add(&mut self, ailment: Ailment) {
        self.count += 1;
        self.worst = self.worst.max(Some(ailment));
    }

    /// Both together.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            count: self.count.saturating_add(other.count),
            worst: self.worst.max(other.worst),
        }
    }
}

/// Who is not well in a pool, of what people see of it.
#[derive(Debug, Default)]
pub(crate) struct Sick<'a> {
    slots: Vec<(Slot, Ailment)>,
    classes: FxHashMap<Class, Sum>,
    hosts: FxHashMap<&'a OpaqueRef, Sum>,
}

impl<'a> Sick<'a> {
    /// Those of one connection.
    pub(crate) fn of(info: &ConnectionInfo<'a>) -> Self {
        let world = info.world;
        let mut ailments: FxHashMap<Slot, Ailment> = world.ailments().collect();
        for slot in alarms(info).filter_map(|alarm| subject(world, alarm)) {
            ailments.entry(slot).or_insert(Ailment::Degraded);
        }
        let mut sick = Self::default();
        for (slot, ailment) in ailments {
            let Some(entry) = world.at(slot) else {
                continue;
            };
            let class = entry.object.class();
            if !places(&entry.object.record).contains(&Place::All(class.clone())) {
                continue;
            }
            sick.slots.push((slot, ailment));
            sick.classes.entry(class).or_default().add(ailment);
            if let Record::Vm(vm) = &entry.object.record
                && let Some(host) = filing::home(vm)
            {
                sick.hosts.entry(host).or_default().add(ailment);
            }
        }
        sick
    }

    /// Of a class.
    pub(crate) fn all(&self, class: &Class) -> Sum {
        self.classes.get(class).copied().unwrap_or_default()
    }

    /// Of all that is there.
    pub(crate) fn pool(&self) -> Sum {
        self.classes
            .values()
            .copied()
            .fold(Sum::default(), Sum::and)
    }

    /// Of the VMs shown under a host.
    pub(crate) fn on(&self, host: &OpaqueRef) -> Sum {
        self.hosts.get(host).copied().unwrap_or_default()
    }

    /// They themselves: the worst first, then hosts, storage, networks, VMs, each by name.
    pub(crate) fn objects(&self, world: &'a World) -> Vec<&'a Object> {
        let rank = |object: &Object| match object.record {
            Record::Pool(_) => 0,
            Record::Host(_) => 1,
            Record::Sr(_) => 2,
            Record::Network(_) => 3,
            _ => 4,
        };
        let mut found: Vec<_> = self
            .slots
            .iter()
            .filter_map(|(slot, ailment)| Some((*ailment, world.at(*slot)?)))
            .collect();
        found.sort_by(|(a, one), (b, other)| {
            b.cmp(a)
                .then_with(|| rank(&one.object).cmp(&rank(&other.object)))
                .then_with(|| one.filing.key.cmp(&other.filing.key))
        });
        found.into_iter().map(|(_, entry)| &*entry.object).collect()
    }
}

impl World {
    /// How bad the state of what is in a slot is.
    pub(crate) fn ailment_of(&self, slot: Slot) -> Option<Ailment> {
        let object = &self.at(slot)?.object;
        let found = issues(self, object);
        found.iter().map(Issue::ailment).max()
    }
}
