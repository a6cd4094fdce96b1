//! Bonds: several NICs of a host as one.

use xapi::{Bond, BondMode, Object, OpaqueRef, Pif};

use super::{Described, ObjectClass, property::Property};
use crate::{
    index::{IndexEntry, IndexKeys},
    look,
    view::{Cell, Status},
    world::World,
};

impl Described for Bond {
    /// Whether all of its NICs have a link.
    fn state(&self, world: &World, _object: &Object) -> Status {
        let nics = i64::try_from(self.slaves.len()).unwrap_or(i64::MAX);
        match world.get::<Pif>(&self.master) {
            Some(pif) if !pif.currently_attached => Status::Disabled,
            _ if self.links_up <= 0 => Status::Broken,
            _ if self.links_up < nics => Status::Degraded,
            _ => Status::Ok,
        }
    }

    fn index(&self, keys: &mut IndexKeys) {
        keys.all::<Bond>();
        keys.within::<Bond>(self.master.opaque());
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::at(reference, &self.uuid)
    }
}

type P = Property<Bond>;

impl ObjectClass for Bond {
    const PROPERTIES: &'static [Property<Self>] = &[
        super::common::status(),
        P::link("host", |item| {
            let pif = item.get::<Pif>(&item.record.master);
            pif.map_or(Cell::None, |pif| look::link_to(item.info, &pif.host))
        })
        .operator("host"),
        P::list("nics", |item| {
            let pifs = item.record.slaves.iter().filter_map(|pif| item.get(pif));
            Cell::list(pifs.map(|pif| Cell::code(&pif.device)))
        })
        .kept(&["slaves"])
        .operator("nic"),
        P::link("network", |item| {
            let pif = item.get::<Pif>(&item.record.master);
            pif.map_or(Cell::None, |pif| look::link_to(item.info, &pif.network))
        })
        .operator("network"),
        P::term("mode", |item| match &item.record.mode {
            BondMode::BalanceSlb => Cell::term("bondBalanceSlb"),
            BondMode::ActiveBackup => Cell::term("bondActiveBackup"),
            BondMode::Lacp => Cell::term("bondLacp"),
            BondMode::Unknown(other) => Cell::text(other),
        })
        .kept(&["mode"]),
        P::count("linksUp", |item| Cell::Count {
            count: item.record.links_up,
        })
        .kept(&["links_up"]),
    ];

    const KEPT: &'static [&'static str] = &["uuid", "master"];
}
