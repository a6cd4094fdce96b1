//! The page of a network.

use std::collections::BTreeSet;

use xapi::{Network, NetworkDefaultLockingMode, OpaqueRef, Pif};

use super::{Fields, fill, identity};
use crate::{
    connection::ConnectionInfo,
    look, net,
    view::{Cell, ListKind, Page},
};

pub(super) fn page(
    info: &ConnectionInfo<'_>,
    reference: &OpaqueRef,
    network: &Network,
    page: Page,
) -> Page {
    let world = info.world;
    let nics: BTreeSet<&str> = world
        .within::<Pif>(reference)
        .map(|(_, pif)| pif.device.as_str())
        .collect();
    let management = world
        .within::<Pif>(reference)
        .any(|(_, pif)| pif.management);
    let locking = match &network.default_locking_mode {
        NetworkDefaultLockingMode::Unlocked => Cell::term("unlocked"),
        NetworkDefaultLockingMode::Disabled => Cell::term("disabled"),
        NetworkDefaultLockingMode::Unknown(other) => Cell::text(other),
    };
    let state = Fields::new()
        .line("nic", Cell::list(nics.into_iter().map(Cell::code)))
        .if_any("vlan", net::vlan_of_network(world, reference))
        .line("mtu", Cell::Count { count: network.mtu })
        .line("bridge", Cell::code(&network.bridge))
        .line("management", Cell::flag(management))
        .line("vms", Cell::count(net::vms(world, reference)))
        .section("state");
    let options = Fields::new()
        .if_any("defaultLocking", locking)
        .if_any(
            "purpose",
            Cell::list(
                network
                    .purpose
                    .iter()
                    .map(|purpose| Cell::code(purpose.as_str())),
            ),
        )
        .section("options");
    let sections = vec![
        state,
        options,
        identity(&network.uuid, &network.other_config, &network.tags),
    ];
    let lists = [ListKind::Vms, ListKind::Vifs, ListKind::Pifs];
    let page = Page {
        place: Some(look::pool_link(info))
            .filter(|link| *link != Cell::None)
            .into_iter()
            .collect(),
        ..page
    };
    fill(
        page,
        &network.name_description,
        &network.tags,
        sections,
        &lists,
    )
}
