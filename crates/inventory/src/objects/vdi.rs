//! VDIs: virtual disks.

use std::marker::PhantomData;

use xapi::{Class, Map, Object, OpaqueRef, Text, Vbd, Vdi, VdiType};

use super::{
    AnyTable, Described, ObjectClass, Table, common,
    layout::{DefaultOrder, parts_of},
    property::Property,
    sr::known_size,
};
use crate::{
    index::{IndexEntry, IndexKey, IndexKeys},
    look,
    view::{Cell, ListKind, Status},
    world::World,
};

impl Described for Vdi {
    fn state(&self, _world: &World, _object: &Object) -> Status {
        match self.missing {
            true => Status::Broken,
            false => Status::Ok,
        }
    }

    fn description(&self) -> &str {
        &self.name_description
    }

    fn tags(&self) -> &[Text] {
        &self.tags
    }

    fn other_config(&self) -> Option<&Map<Text, Text>> {
        Some(&self.other_config)
    }

    fn index(&self, keys: &mut IndexKeys) {
        // What is not managed is the SR's own business (the parents of clones).
        if self.managed {
            keys.all_unless_hidden::<Vdi>(&self.other_config);
            keys.within::<Vdi>(self.sr.opaque());
        }
        keys.uuid::<Vdi>(&self.uuid);
        if let Some(below) = self.sm_config.get("vhd-parent") {
            keys.push(IndexKey::LayersOn(below.clone()));
        }
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::named(reference, &self.name_label, &self.tags, &[&self.uuid])
    }
}

type P = Property<Vdi>;

impl ObjectClass for Vdi {
    const PROPERTIES: &'static [Property<Self>] = &[
        common::name(),
        common::status(),
        common::pool(),
        P::link("sr", |item| look::link_to(item.info, &item.record.sr))
            .kept(&["SR"])
            .operator("sr"),
        P::bytes("size", |item| Cell::bytes(item.record.virtual_size))
            .summed()
            .kept(&["virtual_size"]),
        P::bytes("used", |item| known_size(item.record.physical_utilisation))
            .summed()
            .kept(&["physical_utilisation"]),
        P::term("type", |item| purpose(item.record)).kept(&["type", "is_a_snapshot"]),
        P::list("vm", |item| {
            let drives = item.world().within::<Vbd>(item.reference);
            Cell::list(drives.map(|(_, vbd)| look::link_to(item.info, &vbd.vm)))
        })
        .operator("vm"),
        common::description(),
        common::tags(),
        common::folder(),
        common::custom_fields_of(),
        common::uuid(),
    ];

    const TABLES: &'static [&'static dyn AnyTable] = &[&Table::<Vdi> {
        list: ListKind::Disks,
        all: Some(|| vec![IndexKey::all::<Vdi>()]),
        within: &[parts_of::<Vdi>(Class::Sr)],
        columns: &[
            "name",
            "pool",
            "sr",
            "size",
            "used",
            "type",
            "vm",
            "description",
        ],
        order: DefaultOrder::Name,
        of: PhantomData,
    }];

    const IS_ORDER_KEPT: bool = true;
    const KEPT: &'static [&'static str] = &[
        "managed",
        "missing",
        "other_config.HideFromXenCenter",
        "sm_config.vhd-parent",
    ];

    const NOISE: &'static [(&'static str, &'static str)] = &[("physical_utilisation", "a counter")];
}

/// What a disk is for.
fn purpose(vdi: &Vdi) -> Cell {
    if vdi.is_a_snapshot {
        return Cell::term("snapshot");
    }
    match &vdi.r#type {
        VdiType::System => Cell::term("system"),
        VdiType::User => Cell::term("user"),
        VdiType::Ephemeral => Cell::term("ephemeral"),
        VdiType::Suspend => Cell::term("suspendImage"),
        VdiType::Crashdump => Cell::term("crashdump"),
        VdiType::HaStatefile => Cell::term("haStatefile"),
        VdiType::Metadata => Cell::term("metadata"),
        VdiType::RedoLog => Cell::term("redoLog"),
        VdiType::Rrd => Cell::term("rrd"),
        VdiType::PvsCache => Cell::term("pvsCache"),
        VdiType::CbtMetadata => Cell::term("cbtMetadata"),
        VdiType::Unknown(other) => Cell::text(other),
    }
}
