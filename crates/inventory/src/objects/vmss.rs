//! Snapshot schedules: of which VMs snapshots are taken when, and how many are retained.

use std::marker::PhantomData;

use xapi::{Class, Map, Object, OpaqueRef, Ref, Text, Vm, VmKind, Vmss, VmssFrequency, VmssType};

use super::{
    AnyTable, Described, Members, ObjectClass, PageLayout, Searched, Table, common,
    layout::{DefaultOrder, Within, found_from, section},
    property::{Item, Property},
};
use crate::{
    index::{IndexEntry, IndexKey, IndexKeys},
    look,
    sorted_index::Slot,
    view::{Cell, ListKind, RowKind, Status},
    world::World,
};

/// The VMs of a schedule.
pub(super) const MEMBERS: Within = found_from(Class::Vmss, |world, schedule| {
    let record = world.record::<Vmss>(schedule).into_iter();
    let vms = record.flat_map(|record| record.vms.iter());
    let is_machine = |vm: &&Ref<Vm>| {
        let vm = world.get(vm);
        vm.is_some_and(|vm| vm.kind() == VmKind::Machine)
    };
    Members::Found(vms.filter(is_machine).map(Ref::opaque).collect())
});

impl Described for Vmss {
    fn row_kind(&self) -> Option<RowKind> {
        Some(RowKind::Schedule)
    }

    fn state(&self, _world: &World, _object: &Object) -> Status {
        match self.enabled {
            true => Status::Ok,
            false => Status::Disabled,
        }
    }

    fn description(&self) -> &str {
        &self.name_description
    }

    fn index(&self, keys: &mut IndexKeys) {
        keys.all::<Vmss>();
        keys.uuid::<Vmss>(&self.uuid);
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::named(reference, &self.name_label, &[], &[&self.uuid])
    }

    /// Its VMs.
    fn referrers(&self, world: &World, _reference: &OpaqueRef, dirty: &mut Vec<Slot>) {
        dirty.extend(self.vms.iter().filter_map(|vm| world.slot_of(vm)));
    }
}

type P = Property<Vmss>;

impl ObjectClass for Vmss {
    const PROPERTIES: &'static [Property<Self>] = &[
        common::name(),
        common::status(),
        common::pool(),
        P::flag("enabled", |item| Cell::flag(item.record.enabled)).kept(&["enabled"]),
        P::term("type", |item| match &item.record.r#type {
            VmssType::Snapshot => Cell::term("diskOnly"),
            VmssType::Checkpoint => Cell::term("diskAndMemory"),
            VmssType::SnapshotWithQuiesce => Cell::term("diskQuiesced"),
            VmssType::Unknown(other) => Cell::text(other),
        })
        .kept(&["type"]),
        P::term("frequency", |item| match &item.record.frequency {
            VmssFrequency::Hourly => Cell::term("hourly"),
            VmssFrequency::Daily => Cell::term("daily"),
            VmssFrequency::Weekly => Cell::term("weekly"),
            VmssFrequency::Unknown(other) => Cell::text(other),
        })
        .kept(&["frequency"]),
        // In the pool's own time zone.
        P::code("at", |item| Cell::code(time_of_day(&item.record.schedule))).kept(&[
            "schedule.hour",
            "schedule.min",
            "schedule.days",
        ]),
        P::list("days", |item| {
            let days = item.record.schedule.get("days").map_or("", Text::as_str);
            let days = days.split(',').map(str::trim);
            Cell::list(days.filter(|day| !day.is_empty()).map(day_cell))
        })
        .when(|item| item.record.frequency == VmssFrequency::Weekly),
        // The zone is the coordinator's; a server of before it had one to tell keeps it to itself.
        P::code("timeZone", |item| {
            let coordinator = item.world().coordinator();
            coordinator.map_or(Cell::None, |(_, host)| Cell::code(&host.timezone))
        })
        .with_value(),
        P::time("nextRun", next_of).with_value(),
        P::count("retained", |item| Cell::Count {
            count: item.record.retained_snapshots,
        })
        .kept(&["retained_snapshots"]),
        P::time("lastRun", |item| Cell::time(item.record.last_run_time)).kept(&["last_run_time"]),
        P::list("vms", |item| {
            let vms = item.record.vms.iter();
            Cell::list(vms.map(|vm| look::link_to(item.info, vm)))
        })
        .kept(&["VMs"])
        .operator("vm"),
        common::description(),
        common::uuid(),
    ];

    const TABLES: &'static [&'static dyn AnyTable] = &[&Table::<Vmss> {
        list: ListKind::Schedules,
        all: Some(|| vec![IndexKey::all::<Vmss>()]),
        within: &[],
        columns: &[
            "name",
            "status",
            "pool",
            "frequency",
            "at",
            "type",
            "retained",
            "lastRun",
            "description",
        ],
        order: DefaultOrder::Name,
        of: PhantomData,
    }];

    const SEARCHED: &'static [Searched] = &[(9, IndexKey::all::<Vmss>)];

    const PAGES: &'static [PageLayout<Self>] = &[PageLayout {
        place: &["pool"],
        since: None,
        sections: &[
            section(
                "state",
                &[
                    "enabled",
                    "frequency",
                    "at",
                    "days",
                    "timeZone",
                    "nextRun",
                    "lastRun",
                    "type",
                    "retained",
                ],
            ),
            section("identity", &["name", "description", "uuid"]),
        ],
        lists: &[ListKind::Vms, ListKind::Messages],
    }];

    const NOISE: &'static [(&'static str, &'static str)] = &[
        ("last_run_time", "its snapshots tell it"),
        ("VMs", "the VM tells it"),
    ];
}

/// `hour:min`, or `:min` of each hour.
pub(crate) fn time_of_day(schedule: &Map<Text, Text>) -> String {
    let part = |key: &str| schedule.get(key).map(|text| text.trim());
    match (part("hour"), part("min")) {
        (Some(hour), Some(minute)) => format!("{hour:0>2}:{minute:0>2}"),
        (None, Some(minute)) => format!(":{minute:0>2}"),
        _ => String::new(),
    }
}

/// The days of the week by the server's names, from Monday on, with our words for them.
const DAYS: [(&str, &str); 7] = [
    ("Monday", "monday"),
    ("Tuesday", "tuesday"),
    ("Wednesday", "wednesday"),
    ("Thursday", "thursday"),
    ("Friday", "friday"),
    ("Saturday", "saturday"),
    ("Sunday", "sunday"),
];

fn day_cell(day: &str) -> Cell {
    let known = DAYS.iter().find(|(name, _)| *name == day);
    known.map_or(Cell::text(day), |(_, word)| Cell::term(word))
}

/// When it runs next; nothing where nobody can tell: it is off, has no VMs, or the pool's clock is in a zone that the
/// pool does not tell, or whose rules are not known here.
fn next_of(item: &Item<'_, Vmss>) -> Cell {
    let schedule = item.record;
    let coordinator = item.world().coordinator();
    let is_utc = coordinator.is_some_and(|(_, host)| matches!(&*host.timezone, "UTC" | "Etc/UTC"));
    if !schedule.enabled || schedule.vms.is_empty() || !is_utc {
        return Cell::None;
    }
    let next = next_run(&schedule.frequency, &schedule.schedule, item.info.now);
    next.map_or(Cell::None, |unix| Cell::Time { unix })
}

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// The first time after `now` at which it is due, Unix time in seconds, by a clock in UTC.
fn next_run(frequency: &VmssFrequency, schedule: &Map<Text, Text>, now: i64) -> Option<i64> {
    let number = |key: &str| -> Option<i64> { schedule.get(key)?.trim().parse().ok() };
    let minutes = number("min")? * 60;
    if *frequency == VmssFrequency::Hourly {
        let due = now.div_euclid(HOUR) * HOUR + minutes;
        return Some(if due > now { due } else { due + HOUR });
    }
    let in_day = number("hour")? * HOUR + minutes;
    let today = now.div_euclid(DAY);
    let is_on = |day: i64| match frequency {
        VmssFrequency::Weekly => {
            // The first of January 1970 was a Thursday.
            let (name, _) = DAYS[usize::try_from((day + 3).rem_euclid(7)).unwrap_or_default()];
            let days = schedule.get("days").map_or("", Text::as_str);
            days.split(',').any(|known| known.trim() == name)
        }
        _ => true,
    };
    (today..=today + 7)
        .filter(|day| is_on(*day))
        .map(|day| day * DAY + in_day)
        .find(|due| *due > now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_run_is_the_first_time_that_is_still_to_come() {
        // 2026-11-30, a Monday, 09:10.
        let now = 1_796_029_800;
        let map = |pairs: &[(&str, &str)]| -> Map<Text, Text> {
            let pairs = pairs.iter();
            pairs
                .map(|(key, value)| ((*key).into(), (*value).into()))
                .collect()
        };
        let after = |frequency: VmssFrequency, pairs: &[(&str, &str)]| {
            next_run(&frequency, &map(pairs), now).map(|next| (next - now) / 60)
        };
        use VmssFrequency::{Daily, Hourly, Weekly};
        assert_eq!(after(Hourly, &[("min", "30")]), Some(20));
        assert_eq!(after(Hourly, &[("min", "0")]), Some(50));
        let at = |hour: &'static str| [("hour", hour), ("min", "15")];
        assert_eq!(after(Daily, &at("9")), Some(5));
        assert_eq!(after(Daily, &at("2")), Some(17 * 60 + 5));
        let on = |days: &'static str| [("hour", "9"), ("min", "0"), ("days", days)];
        assert_eq!(after(Weekly, &on("Monday")), Some(7 * 24 * 60 - 10));
        assert_eq!(after(Weekly, &on("Tuesday, Sunday")), Some(24 * 60 - 10));
        assert_eq!(after(Weekly, &on("")), None);
        assert_eq!(after(Daily, &[("min", "15")]), None);
    }
}
