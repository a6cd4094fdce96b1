//! Storage repositories.

use std::marker::PhantomData;

use xapi::{Class, Map, Object, OpaqueRef, Pbd, Sr, Text, Vbd, Vdi};

use super::{
    AnyTable, Described, Members, ObjectClass, PageLayout, Searched, Table, TreeGroup, TreePlace,
    common,
    layout::{DefaultOrder, found_from, identity, section},
    property::{Item, Property},
};
use crate::{
    connection::ConnectionInfo,
    index::{IndexEntry, IndexKey, IndexKeys},
    look,
    sorted_index::Slot,
    view::{Cell, Grouping, ListKind, RowKind, Status},
    world::World,
};

impl Described for Sr {
    fn row_kind(&self) -> Option<RowKind> {
        Some(RowKind::Sr)
    }

    fn state(&self, world: &World, object: &Object) -> Status {
        // No way to any SR was told yet.
        if world.count_of::<Pbd>() == 0 {
            return Status::Unknown;
        }
        look::well_or_not(world, object)
    }

    fn status(&self, info: &ConnectionInfo<'_>, object: &Object) -> Status {
        look::state_with_alarms(info, object)
    }

    fn operation(&self) -> Option<String> {
        common::first(&self.current_operations)
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
        keys.all_unless_hidden::<Sr>(&self.other_config);
        keys.uuid::<Sr>(&self.uuid);
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::named(reference, &self.name_label, &self.tags, &[&self.uuid])
    }

    fn referrers(&self, world: &World, reference: &OpaqueRef, dirty: &mut Vec<Slot>) {
        dirty.extend(world.slots_in(&IndexKey::within::<Vdi>(reference)));
    }

    fn tree_place(&self, _grouping: Grouping) -> TreePlace<'_> {
        TreePlace::Group("storage")
    }
}

type P = Property<Sr>;

impl ObjectClass for Sr {
    const PROPERTIES: &'static [Property<Self>] = &[
        common::name(),
        common::status(),
        common::pool(),
        P::code("type", |item| Cell::code(&item.record.r#type))
            .kept(&["type"])
            .operator("type"),
        P::code("contentType", |item| Cell::code(&item.record.content_type))
            .since_xapi()
            .kept(&["content_type"]),
        P::flag("shared", |item| Cell::flag(item.record.shared)).kept(&["shared"]),
        P::link("host", only_host).with_value().operator("host"),
        P::count("hostsAttached", |item| {
            let pbds = item.world().within::<Pbd>(item.reference);
            Cell::count(pbds.filter(|(_, pbd)| pbd.currently_attached).count())
        }),
        P::flag("defaultSr", |item| {
            let pool = item.world().pool();
            Cell::flag(pool.is_some_and(|(_, pool)| pool.default_sr.opaque() == item.reference))
        })
        .since_xapi(),
        P::meter("used", |item| {
            Cell::meter(item.record.physical_utilisation, item.record.physical_size)
        })
        .summed()
        .kept(&["physical_utilisation", "physical_size"]),
        P::bytes("free", |item| {
            let Sr {
                physical_size: size,
                physical_utilisation: used,
                ..
            } = *item.record;
            match size > 0 {
                true => Cell::bytes(size.saturating_sub(used).max(0)),
                false => Cell::None,
            }
        }),
        P::bytes("size", |item| known_size(item.record.physical_size)).summed(),
        P::bytes("allocated", |item| {
            known_size(item.record.virtual_allocation)
        })
        .with_value()
        .kept(&["virtual_allocation"]),
        P::count("vdis", |item| {
            let disks = IndexKey::within::<Vdi>(item.reference);
            Cell::count(item.world().len_of(&disks))
        }),
        common::description(),
        common::tags(),
        common::folder(),
        common::custom_fields_of(),
        common::alarms(),
        common::uuid(),
    ];

    const TABLES: &'static [&'static dyn AnyTable] = &[&Table::<Sr> {
        list: ListKind::Srs,
        all: Some(|| vec![IndexKey::all::<Sr>()]),
        within: &[
            found_from(Class::Host, |world, host| {
                let pbds = world.within::<Pbd>(host);
                Members::Found(pbds.map(|(_, pbd)| pbd.sr.opaque()).collect())
            }),
            found_from(Class::Vm, |world, vm| {
                let drives = world.within::<Vbd>(vm);
                let disks = drives.filter_map(|(_, vbd)| world.get(&vbd.vdi));
                Members::Found(disks.map(|vdi: &Vdi| vdi.sr.opaque()).collect())
            }),
        ],
        columns: &[
            "name",
            "status",
            "pool",
            "type",
            "shared",
            "host",
            "used",
            "size",
            "description",
        ],
        order: DefaultOrder::Name,
        of: PhantomData,
    }];

    const GROUPS: &'static [TreeGroup] = &[TreeGroup {
        term: "storage",
        keys: || vec![IndexKey::all::<Sr>()],
        health: Some(Class::Sr),
        rank_by_type: 4,
        rank_below_hosts: Some(0),
    }];

    const IS_IN_TREE: bool = true;
    const HEALTH_RANK: Option<u8> = Some(2);
    const SEARCHED: &'static [Searched] = &[(3, IndexKey::all::<Sr>)];
    const KEPT: &'static [&'static str] = &["other_config.HideFromXenCenter"];

    const PAGES: &'static [PageLayout<Self>] = &[PageLayout {
        place: &["pool", "host"],
        since: None,
        sections: &[
            section("usage", &["used", "free", "size", "allocated", "vdis"]),
            section(
                "state",
                &[
                    "type",
                    "contentType",
                    "shared",
                    "host",
                    "hostsAttached",
                    "defaultSr",
                ],
            ),
            section("options", &["alarms"]),
            identity(),
        ],
        lists: &[
            ListKind::Disks,
            ListKind::Vms,
            ListKind::Pbds,
            ListKind::Messages,
        ],
    }];

    const NOISE: &'static [(&'static str, &'static str)] = &[
        ("physical_utilisation", "a counter"),
        ("virtual_allocation", "a counter"),
    ];
}

/// A size that some drivers do not know: they say 0 or less.
pub(super) fn known_size(bytes: i64) -> Cell {
    match bytes > 0 {
        true => Cell::bytes(bytes),
        false => Cell::None,
    }
}

/// The host that a local SR is in.
fn only_host(item: &Item<'_, Sr>) -> Cell {
    let mut pbds = item.world().within::<Pbd>(item.reference);
    match (item.record.shared, pbds.next(), pbds.next()) {
        (false, Some((_, pbd)), None) => look::link_to(item.info, &pbd.host),
        _ => Cell::None,
    }
}
