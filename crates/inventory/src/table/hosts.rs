//! The columns of pools and hosts.

use xapi::{Class, Host, Pool};

use super::rows::{Col, col, name, num, pool, status};
use crate::{filing::Place, hardware, memory::Memory, view::Cell};

pub(super) const POOLS: &[Col<Pool>] = &[
    col("name", name),
    col("status", status),
    col("address", |seen| {
        seen.world()
            .coordinator()
            .map_or(Cell::None, |(_, host)| Cell::code(&host.address))
    }),
    num("hosts", |seen| {
        Cell::count(seen.world().count(&Class::Host))
    }),
    num("vms", |seen| {
        Cell::count(seen.world().len_of(&Place::All(Class::Vm)))
    }),
    num("memory", |seen| meter(Memory::of_all(seen.world()))),
    col("version", |seen| {
        seen.world()
            .coordinator()
            .map_or(Cell::None, |(_, host)| Cell::code(hardware::version(host)))
    }),
    col("description", |seen| {
        Cell::text(&seen.record.name_description)
    }),
];

pub(super) const HOSTS: &[Col<Host>] = &[
    col("name", name),
    col("status", status),
    col("pool", pool),
    col("address", |seen| Cell::code(&seen.record.address)),
    num("vms", |seen| {
        Cell::count(seen.world().burden(seen.reference).running)
    }),
    num("memory", |seen| {
        meter(Memory::of(seen.world(), seen.reference, seen.record))
    }),
    num("cpu", |seen| hardware::count(seen.record, "cpu_count")),
    col("version", |seen| Cell::code(hardware::version(seen.record))),
    num("uptime", |seen| hardware::moment(seen.record, "boot_time")),
    col("description", |seen| {
        Cell::text(&seen.record.name_description)
    }),
];

fn meter(memory: Option<Memory>) -> Cell {
    memory.map_or(Cell::None, |memory| Cell::meter(memory.used, memory.total))
}
