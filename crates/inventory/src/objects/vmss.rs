//! Snapshot schedules: of which VMs snapshots are taken when, and how many are retained.

use xapi::{Map, Object, OpaqueRef, Text, Vmss, VmssFrequency, VmssType};

use super::{Described, ObjectClass, common, property::Property};
use crate::{
    index::{IndexEntry, IndexKeys},
    look,
    sorted_index::Slot,
    view::{Cell, Status},
    world::World,
};

impl Described for Vmss {
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
            Cell::list(days.map(Cell::text))
        }),
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

    const NOISE: &'static [(&'static str, &'static str)] = &[
        ("last_run_time", "its snapshots tell it"),
        ("VMs", "the VM tells it"),
    ];
}

/// `hour:min`, or `:min` of each hour.
fn time_of_day(schedule: &Map<Text, Text>) -> String {
    let part = |key: &str| schedule.get(key).map(|text| text.trim());
    match (part("hour"), part("min")) {
        (Some(hour), Some(minute)) => format!("{hour:0>2}:{minute:0>2}"),
        (None, Some(minute)) => format!(":{minute:0>2}"),
        _ => String::new(),
    }
}
