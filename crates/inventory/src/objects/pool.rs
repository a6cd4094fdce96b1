//! The pool: there is one for each connection, and it is called what the connection is called.

use std::marker::PhantomData;

use xapi::{Host, Map, Object, OpaqueRef, Pool, Sr, Text, Vm, VmPowerState};

use super::{
    AnyTable, Described, ObjectClass, PageLayout, Searched, Table, TreePlace, common, host,
    layout::{DefaultOrder, identity, section},
    property::{Item, Property},
};
use crate::{
    connection::ConnectionInfo,
    health::{Severity, Sick},
    index::{IndexEntry, IndexKey, IndexKeys},
    jobs::{Job, set_mail},
    look,
    memory::Memory,
    view::{Cell, Grouping, ListKind, RowKind, Status},
};

type P = Property<Pool>;

impl Described for Pool {
    fn row_kind(&self) -> Option<RowKind> {
        Some(RowKind::Pool)
    }

    fn status(&self, info: &ConnectionInfo<'_>, _object: &Object) -> Status {
        info.status
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

    fn has_name_of_connection(&self) -> bool {
        true
    }

    fn index(&self, keys: &mut IndexKeys) {
        keys.all::<Pool>();
        keys.uuid::<Pool>(&self.uuid);
    }

    fn index_entry(&self, reference: &OpaqueRef) -> IndexEntry {
        IndexEntry::named(reference, &self.name_label, &self.tags, &[&self.uuid])
    }

    fn health(&self, info: &ConnectionInfo<'_>, _object: &Object) -> Option<Severity> {
        Sick::of(info).pool().worst
    }

    fn tree_place(&self, _grouping: Grouping) -> TreePlace<'_> {
        TreePlace::Top
    }
}

impl ObjectClass for Pool {
    const PROPERTIES: &'static [Property<Self>] = &[
        common::name(),
        common::status(),
        P::code("address", |item| {
            let coordinator = item.world().coordinator();
            coordinator.map_or(Cell::None, |(_, host)| Cell::code(&host.address))
        }),
        P::link("coordinator", |item| {
            look::link_to(item.info, &item.record.master)
        })
        .since_xapi()
        .kept(&["master"]),
        P::count("hosts", |item| Cell::count(item.world().count_of::<Host>())),
        P::count("vms", |item| {
            Cell::count(item.world().len_of(&IndexKey::all::<Vm>()))
        })
        .summed(),
        P::count("runningVms", |item| {
            let machines = item.world().shown::<Vm>();
            let running = |(_, vm): &(_, &Vm)| vm.power_state == VmPowerState::Running;
            Cell::count(machines.filter(running).count())
        }),
        P::meter("memory", |item| host::meter(Memory::of_all(item.world())))
            .field("memoryUsed")
            .summed(),
        P::code("version", |item| {
            let coordinator = item.world().coordinator();
            coordinator.map_or(Cell::None, |(_, host)| Cell::code(host::version(host)))
        })
        .field("product"),
        P::link("defaultSr", |item| {
            look::link_to(item.info, &item.record.default_sr)
        })
        .since_xapi()
        .kept(&["default_SR"]),
        P::count("srs", |item| Cell::count(item.world().count_of::<Sr>())),
        P::flag("ha", |item| Cell::flag(item.record.ha_enabled)).kept(&["ha_enabled"]),
        P::count("haTolerance", |item| match item.record.ha_enabled {
            true => Cell::Count {
                count: item.record.ha_host_failures_to_tolerate,
            },
            false => Cell::None,
        })
        .with_value()
        .edited_by(Job::SetHaTolerance)
        .kept(&["ha_host_failures_to_tolerate"]),
        mail("mailDestination", |item| said(item, set_mail::DESTINATION))
            .kept(&["other_config.mail-destination"]),
        mail("mailServer", |item| said(item, set_mail::MAIL_SERVER))
            .with_value()
            .kept(&["other_config.ssmtp-mailhub"]),
        mail("mailSender", |item| said(item, set_mail::SENDER))
            .with_value()
            .kept(&["other_config.mail-sender"]),
        mail("mailLeast", |item| said(item, set_mail::LEAST))
            .with_value()
            .kept(&["other_config.mail-min-priority"]),
        mail("mailLanguage", |item| said(item, set_mail::LANGUAGE))
            .with_value()
            .kept(&["other_config.mail-language"]),
        common::description(),
        common::tags(),
        common::folder(),
        common::custom_fields_of(),
        common::uuid(),
    ];

    const TABLES: &'static [&'static dyn AnyTable] = &[&Table::<Pool> {
        list: ListKind::Pools,
        all: Some(|| vec![IndexKey::all::<Pool>()]),
        within: &[],
        columns: &[
            "name",
            "status",
            "address",
            "hosts",
            "vms",
            "memory",
            "version",
            "description",
        ],
        order: DefaultOrder::Name,
        of: PhantomData,
    }];

    const IS_IN_TREE: bool = true;
    const HEALTH_RANK: Option<u8> = Some(0);
    const SEARCHED: &'static [Searched] = &[(2, IndexKey::all::<Pool>)];
    const KEPT: &'static [&'static str] = &["ha_overcommitted", "ha_plan_exists_for"];

    const PAGES: &'static [PageLayout<Self>] = &[PageLayout {
        place: &[],
        since: None,
        sections: &[
            section("state", &["coordinator", "hosts", "vms", "runningVms"]),
            section("memory", &["memory"]),
            section("storage", &["defaultSr", "srs"]),
            section("options", &["ha", "haTolerance"]),
            section(
                "mail",
                &[
                    "mailDestination",
                    "mailServer",
                    "mailSender",
                    "mailLeast",
                    "mailLanguage",
                ],
            ),
            section("version", &["version"]),
            identity(),
        ],
        lists: &[
            ListKind::Hosts,
            ListKind::Vms,
            ListKind::Srs,
            ListKind::Networks,
            ListKind::Snapshots,
            ListKind::Templates,
            ListKind::Appliances,
            ListKind::Schedules,
            ListKind::Messages,
        ],
    }];
}

/// Something of how the pool writes mails.
const fn mail(id: &'static str, get: fn(&Item<'_, Pool>) -> Cell) -> P {
    P::text(id, get).since_xapi().edited_by(Job::SetMail)
}

/// What stands under a key that anybody may write.
fn said(item: &Item<'_, Pool>, key: &str) -> Cell {
    Cell::text(item.record.other_config.get(key).map_or("", Text::as_str))
}
