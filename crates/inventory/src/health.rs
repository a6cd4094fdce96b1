//! What is unhealthy: one answer for the tree, lists and pages alike.
//!
//! What follows from the state of objects is kept by the world, object by object, as it changes
//! ([`World::ailment`]); an alarm is unhealthy as long as it is raised again and again, so that takes
//! a clock. The sums that stand above a pool's objects are made at a look, from the few that are not
//! well.

use rustc_hash::FxHashMap;
use xapi::{Class, Host, Message, Object, OpaqueRef, Pbd, Pif, Sr, Text, Vm};

use crate::{
    connection::ConnectionInfo,
    index::{IndexKey, IndexKeys},
    look, message,
    objects::{CLASSES, describe},
    problem::Problem,
    sorted_index::Slot,
    view::Status,
    world::World,
};

/// A pool raises an alarm again each hour while its cause lasts; one that is older is over.
const ALARM_LASTS: i64 = 90 * 60;

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
fn issues<'a>(world: &'a World, object: &'a Object) -> Vec<Issue<'a>> {
    describe(&object.record).issues(world, &object.reference)
}

/// What is unhealthy about an object, as sentences: by its state, then by alarms.
pub(crate) fn problems(info: &ConnectionInfo<'_>, object: &Object) -> Vec<Problem> {
    let issues = issues(info.world, object);
    let issues = issues.iter().map(|issue| issue.problem(info.world));
    issues.chain(alarms_of(info, object)).collect()
}

/// The PBDs of a host or an SR that are unplugged.
pub(crate) fn unplugged<'a>(
    world: &'a World,
    owner: &OpaqueRef,
) -> impl Iterator<Item = &'a Pbd> + use<'a> {
    let pbds = world.within::<Pbd>(owner).map(|(_, pbd)| pbd);
    pbds.filter(|pbd| !pbd.currently_attached)
}

/// The alarms that last, the newest first.
fn alarms<'a>(info: &ConnectionInfo<'a>) -> impl Iterator<Item = &'a Message> + use<'a> {
    let (world, since) = (info.world, info.now.saturating_sub(ALARM_LASTS));
    let placed = world.placed(&IndexKey::Alarms);
    let messages = placed.filter_map(|placed| world.record_at::<Message>(placed.slot));
    messages.take_while(move |message| message.timestamp.unix() > since)
}

/// What an alarm is told of: of a control domain's, its host.
fn subject(world: &World, alarm: &Message) -> Option<Slot> {
    let class = Class::from_wire(alarm.cls.as_str());
    let object = world.by_uuid(&class, &alarm.obj_uuid)?;
    match describe(&object.record).told_as() {
        Some((class, reference)) => world.slot(&class, reference),
        None => world.slot(&class, &object.reference),
    }
}

/// Whether an alarm is about an object, or told of it.
fn is_about(world: &World, alarm: &Message, object: &Object) -> bool {
    let is_told_of = || {
        let slot = world.slot(&object.class(), &object.reference);
        slot.is_some() && slot == subject(world, alarm)
    };
    alarm.obj_uuid == object.record.uuid() || is_told_of()
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
            let keys = IndexKeys::of(&entry.object.record);
            if !keys.contains(&IndexKey::All(class.clone())) {
                continue;
            }
            sick.slots.push((slot, ailment));
            sick.classes.entry(class).or_default().add(ailment);
            if let Some(host) = describe(&entry.object.record).home() {
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

    /// They themselves: the worst first, then by class ([`ObjectClass::HEALTH_RANK`]), then by name.
    ///
    /// [`ObjectClass::HEALTH_RANK`]: crate::objects::ObjectClass::HEALTH_RANK
    pub(crate) fn objects(&self, world: &'a World) -> Vec<&'a Object> {
        let rank = |object: &Object| {
            let class = object.class();
            let mut classes = CLASSES.iter();
            let found = classes.find(|known| known.class == class);
            found.and_then(|known| known.health_rank)
        };
        let mut found: Vec<_> = self
            .slots
            .iter()
            .filter_map(|(slot, ailment)| Some((*ailment, world.at(*slot)?)))
            .collect();
        found.sort_by(|(a, one), (b, other)| {
            b.cmp(a)
                .then_with(|| rank(&one.object).cmp(&rank(&other.object)))
                .then_with(|| one.index.key.cmp(&other.index.key))
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
