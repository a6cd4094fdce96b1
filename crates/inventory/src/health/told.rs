//! Who is not well now, by the signs that the world keeps: for whoever shows an object, or sums them up.

use rustc_hash::FxHashMap;
use xapi::{Class, Object, OpaqueRef};

use super::{
    put_off::PutOffs,
    sign::{Severity, Sign},
};
use crate::{
    connection::ConnectionInfo,
    index::{IndexKey, IndexKeys},
    objects::{CLASSES, describe},
    sorted_index::Slot,
    view::Status,
    world::World,
};

impl From<Severity> for Status {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Notice => Status::Ok,
            Severity::Degraded => Status::Degraded,
            Severity::Broken => Status::Broken,
        }
    }
}

/// Whether a sign holds for whoever looks now, put off or not.
pub(super) fn holds(info: &ConnectionInfo<'_>, sign: &Sign) -> bool {
    sign.holds_at(info.now) && !(sign.since_xapi && info.world.is_before_xapi())
}

/// Whether it holds, and nobody has put it off.
fn counts(info: &ConnectionInfo<'_>, put_offs: PutOffs<'_>, object: &Object, sign: &Sign) -> bool {
    let is_put_off = || {
        let uuid = object.record.uuid();
        put_offs.get(info.world, uuid, sign, info.now).is_some()
    };
    holds(info, sign) && !is_put_off()
}

/// The signs at an object that hold now and were not put off, the worst first, then in the order of the
/// rules.
pub(crate) fn standing<'a>(info: &ConnectionInfo<'a>, object: &Object) -> Vec<&'a Sign> {
    let world = info.world;
    let slot = world.slot(&object.class(), &object.reference);
    let signs = slot.map_or(&[][..], |slot| world.signs(slot));
    let put_offs = PutOffs::of(world);
    let mut found: Vec<&Sign> = signs
        .iter()
        .filter(|sign| counts(info, put_offs, object, sign))
        .collect();
    found.sort_by_key(|sign| (std::cmp::Reverse(sign.severity), sign.rule));
    found
}

/// Whether an object is well now; what is only worth knowing makes nobody unwell.
pub(crate) fn of(info: &ConnectionInfo<'_>, object: &Object) -> Option<Severity> {
    let slot = info.world.slot(&object.class(), &object.reference)?;
    let signs = info.world.signs(slot);
    if signs.is_empty() {
        return None;
    }
    let put_offs = PutOffs::of(info.world);
    let counted = signs.iter();
    worst(counted.filter(|sign| counts(info, put_offs, object, sign)))
}

/// How bad the state of an object is, whatever the time is and people have put off.
pub(crate) fn lasting(world: &World, object: &Object) -> Option<Severity> {
    let slot = world.slot(&object.class(), &object.reference)?;
    worst(world.signs(slot).iter().filter(|sign| sign.lasts()))
}

fn worst<'a>(signs: impl Iterator<Item = &'a Sign>) -> Option<Severity> {
    let worst = signs.map(|sign| sign.severity).max();
    worst.filter(|severity| *severity > Severity::Notice)
}

/// How many objects are not well, and the worst of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    pub count: u32,
    pub worst: Option<Severity>,
}

impl Sum {
    fn add(&mut self, severity: Severity) {
        self.count += 1;
        self.worst = self.worst.max(Some(severity));
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
    slots: Vec<(Slot, Severity)>,
    classes: FxHashMap<Class, Sum>,
    hosts: FxHashMap<&'a OpaqueRef, Sum>,
}

impl<'a> Sick<'a> {
    /// Those of one connection.
    pub(crate) fn of(info: &ConnectionInfo<'a>) -> Self {
        let world = info.world;
        let put_offs = PutOffs::of(world);
        let mut sick = Self::default();
        for (slot, signs) in world.all_signs() {
            let Some(entry) = world.at(slot) else {
                continue;
            };
            let signs = signs.iter();
            let counted = signs.filter(|sign| counts(info, put_offs, &entry.object, sign));
            let Some(severity) = worst(counted) else {
                continue;
            };
            let class = entry.object.class();
            let keys = IndexKeys::of(&entry.object.record);
            if !keys.contains(&IndexKey::All(class.clone())) {
                continue;
            }
            sick.slots.push((slot, severity));
            sick.classes.entry(class).or_default().add(severity);
            if let Some(host) = describe(&entry.object.record).home() {
                sick.hosts.entry(host).or_default().add(severity);
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
            found.and_then(|known| known.health_rank).unwrap_or(u8::MAX)
        };
        let mut found: Vec<_> = self
            .slots
            .iter()
            .filter_map(|(slot, severity)| Some((*severity, world.at(*slot)?)))
            .collect();
        found.sort_by(|(a, one), (b, other)| {
            b.cmp(a)
                .then_with(|| rank(&one.object).cmp(&rank(&other.object)))
                .then_with(|| one.index.key.cmp(&other.index.key))
        });
        found.into_iter().map(|(_, entry)| &*entry.object).collect()
    }
}
