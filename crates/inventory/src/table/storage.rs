//! The columns of SRs, disks, drives and PBDs.

use xapi::{Class, Pbd, Sr, Vbd, VbdType, Vdi};

use super::rows::{Col, Seen, col, name, num, pool, status};
use crate::{look, storage, view::Cell};

pub(super) const SRS: &[Col<Sr>] = &[
    col("name", name),
    col("status", status),
    col("pool", pool),
    col("type", |seen| Cell::code(&seen.record.r#type)),
    col("shared", |seen| Cell::flag(seen.record.shared)),
    col("host", |seen| {
        storage::only_host(seen.info, seen.reference, seen.record)
    }),
    num("used", |seen| {
        Cell::meter(seen.record.physical_utilisation, seen.record.physical_size)
    }),
    num("size", |seen| storage::size(seen.record.physical_size)),
    col("description", |seen| {
        Cell::text(&seen.record.name_description)
    }),
];

/// A VM's drives: its VBDs, with the disks in them.
pub(super) const DRIVES: &[Col<Vbd>] = &[
    col("name", |seen| match disk(seen) {
        Some(vdi) => Cell::text(&vdi.name_label),
        None if seen.record.empty => Cell::term("emptyDrive"),
        None => Cell::None,
    }),
    col("device", |seen| match seen.record.device.as_str() {
        "" => Cell::code(&seen.record.userdevice),
        device => Cell::code(device),
    }),
    col("type", |seen| match &seen.record.r#type {
        VbdType::Cd => Cell::term("cd"),
        VbdType::Disk => Cell::term("disk"),
        VbdType::Floppy => Cell::term("floppy"),
        VbdType::Unknown(other) => Cell::text(other),
    }),
    col("sr", |seen| {
        disk(seen).map_or(Cell::None, |vdi| {
            look::link(seen.info, &Class::Sr, vdi.sr.opaque())
        })
    }),
    num("size", |seen| {
        disk(seen).map_or(Cell::None, |vdi| Cell::bytes(vdi.virtual_size))
    }),
    col("mode", |seen| match &seen.record.mode {
        xapi::VbdMode::Ro => Cell::term("ro"),
        xapi::VbdMode::Rw => Cell::term("rw"),
        xapi::VbdMode::Unknown(other) => Cell::text(other),
    }),
    col("bootable", |seen| Cell::flag(seen.record.bootable)),
    col("attached", |seen| {
        Cell::flag(seen.record.currently_attached)
    }),
];

pub(super) const DISKS: &[Col<Vdi>] = &[
    col("name", name),
    col("pool", pool),
    col("sr", |seen| {
        look::link(seen.info, &Class::Sr, seen.record.sr.opaque())
    }),
    num("size", |seen| Cell::bytes(seen.record.virtual_size)),
    num("used", |seen| {
        storage::size(seen.record.physical_utilisation)
    }),
    col("type", |seen| storage::vdi_type(seen.record)),
    col("vm", |seen| {
        let drives = seen.world().within::<Vbd>(seen.reference);
        Cell::list(drives.map(|(_, vbd)| look::link(seen.info, &Class::Vm, vbd.vm.opaque())))
    }),
    col("description", |seen| {
        Cell::text(&seen.record.name_description)
    }),
];

pub(super) const PBDS: &[Col<Pbd>] = &[
    col("host", |seen| {
        look::link(seen.info, &Class::Host, seen.record.host.opaque())
    }),
    col("sr", |seen| {
        look::link(seen.info, &Class::Sr, seen.record.sr.opaque())
    }),
    col("attached", |seen| {
        Cell::flag(seen.record.currently_attached)
    }),
    col("target", |seen| Cell::code(storage::target(seen.record))),
];

pub(super) const PBDS_OF_HOST: &[Col<Pbd>] = &[
    col("sr", |seen| {
        look::link(seen.info, &Class::Sr, seen.record.sr.opaque())
    }),
    col("type", |seen| {
        seen.world()
            .sr(&seen.record.sr)
            .map_or(Cell::None, |sr| Cell::code(&sr.r#type))
    }),
    col("attached", |seen| {
        Cell::flag(seen.record.currently_attached)
    }),
    col("target", |seen| Cell::code(storage::target(seen.record))),
];

fn disk<'a>(seen: &Seen<'a, Vbd>) -> Option<&'a Vdi> {
    seen.world().get(&seen.record.vdi)
}
