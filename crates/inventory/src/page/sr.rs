//! The page of an SR.

use xapi::{Class, OpaqueRef, Pbd, Sr};

use super::{Fields, fill, identity};
use crate::{
    connection::ConnectionInfo,
    look, storage,
    view::{Cell, ListKind, Page},
};

pub(super) fn page(info: &ConnectionInfo<'_>, reference: &OpaqueRef, sr: &Sr, page: Page) -> Page {
    let world = info.world;
    let attached = world
        .within::<Pbd>(reference)
        .filter(|(_, pbd)| pbd.currently_attached)
        .count();
    let host = storage::only_host(info, reference, sr);
    let default = world
        .pool()
        .is_some_and(|(_, pool)| pool.default_sr.opaque() == reference);
    let known = sr.physical_size > 0;
    let free = sr
        .physical_size
        .saturating_sub(sr.physical_utilisation)
        .max(0);
    let usage = Fields::new()
        .line(
            "used",
            Cell::meter(sr.physical_utilisation, sr.physical_size),
        )
        .line("free", if known { Cell::bytes(free) } else { Cell::None })
        .line("size", storage::size(sr.physical_size))
        .if_any("allocated", storage::size(sr.virtual_allocation))
        .line(
            "vdis",
            Cell::count(world.count_within(Class::Vdi, reference)),
        )
        .section("usage");
    let state = Fields::new()
        .line("type", Cell::code(&sr.r#type))
        .line("contentType", Cell::code(&sr.content_type))
        .line("shared", Cell::flag(sr.shared))
        .if_any("host", host.clone())
        .line("hostsAttached", Cell::count(attached))
        .line("defaultSr", Cell::flag(default))
        .section("state");
    let sections = vec![usage, state, identity(&sr.uuid, &sr.other_config, &sr.tags)];
    let lists = [
        ListKind::Disks,
        ListKind::Vms,
        ListKind::Pbds,
        ListKind::Messages,
    ];
    let place = vec![look::pool_link(info), host];
    let page = Page {
        place: place
            .into_iter()
            .filter(|link| *link != Cell::None)
            .collect(),
        ..page
    };
    fill(page, &sr.name_description, &sr.tags, sections, &lists)
}
