//! The columns of VMs, templates and snapshots.

use xapi::{Class, Vm, VmMetrics, VmPowerState};

use super::rows::{Col, Seen, col, name, num, pool, status};
use crate::{filing, guest, look, view::Cell};

pub(super) const VMS: &[Col<Vm>] = &[
    col("name", name),
    col("status", status),
    col("host", host),
    col("pool", pool),
    num("vcpus", vcpus),
    num("memory", memory),
    col("address", address),
    col("os", os),
    num("uptime", uptime),
    col("tags", tags),
];

pub(super) const TEMPLATES: &[Col<Vm>] = &[
    col("name", name),
    col("kind", |seen| filing::template_kind(seen.record)),
    col("pool", pool),
    num("vcpus", |seen| Cell::Count {
        count: seen.record.vcpus_max,
    }),
    num("memory", |seen| Cell::bytes(seen.record.memory_static_max)),
    col("tags", tags),
    col("description", description),
];

pub(super) const SNAPSHOTS: &[Col<Vm>] = &[
    col("name", name),
    col("vm", |seen| {
        look::link(seen.info, &Class::Vm, seen.record.snapshot_of.opaque())
    }),
    num("created", |seen| Cell::time(seen.record.snapshot_time)),
    col("kind", |seen| {
        let with_memory = seen.record.power_state == VmPowerState::Suspended;
        if with_memory {
            Cell::term("diskAndMemory")
        } else {
            Cell::term("diskOnly")
        }
    }),
    col("tags", tags),
    col("description", description),
];

fn host(seen: &Seen<'_, Vm>) -> Cell {
    look::link(seen.info, &Class::Host, seen.record.resident_on.opaque())
}

fn vcpus(seen: &Seen<'_, Vm>) -> Cell {
    Cell::Count {
        count: seen.record.vcpus_at_startup,
    }
}

/// What it has now; at rest, what it would get.
fn memory(seen: &Seen<'_, Vm>) -> Cell {
    let metrics = seen.world().get::<VmMetrics>(&seen.record.metrics);
    let actual = metrics.map_or(0, |metrics| metrics.memory_actual);
    Cell::bytes(if look::runs(seen.record) && actual > 0 {
        actual
    } else {
        seen.record.memory_dynamic_max
    })
}

/// Where it can be reached now.
fn address(seen: &Seen<'_, Vm>) -> Cell {
    let guest = guest::metrics(seen.world(), seen.record).filter(|_| look::runs(seen.record));
    guest
        .and_then(|guest| guest::addresses(guest).into_iter().next())
        .map_or(Cell::None, Cell::code)
}

fn os(seen: &Seen<'_, Vm>) -> Cell {
    guest::metrics(seen.world(), seen.record)
        .map_or(Cell::None, |guest| Cell::text(guest::os(guest)))
}

fn uptime(seen: &Seen<'_, Vm>) -> Cell {
    match seen.world().get::<VmMetrics>(&seen.record.metrics) {
        Some(metrics) if look::runs(seen.record) => Cell::time(metrics.start_time),
        _ => Cell::None,
    }
}

fn tags(seen: &Seen<'_, Vm>) -> Cell {
    Cell::list(seen.record.tags.iter().map(Cell::text))
}

fn description(seen: &Seen<'_, Vm>) -> Cell {
    Cell::text(&seen.record.name_description)
}
