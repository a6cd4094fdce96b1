//! What is kept from look to look gives what is made from scratch, whatever happened in between.

use std::collections::BTreeMap;

use inventory::{
    ObjectKey, table, tree,
    view::{Grouping, ListKind, Sort, TableSpec, TreeSpec},
};
use proptest::prelude::*;
use xapi::{
    Change, Class, Host, HostMetrics, Message, Network, Object, OpaqueRef, Pbd, Pif, Pool, Sr, Vbd,
    Vdi, Vif, Vm, VmAppliance, VmGuestMetrics, VmMetrics, VmPowerState, Vmss,
};

use crate::pool::{Connected, look_at, object};

const CLASSES: [Class; 16] = [
    Class::Vm,
    Class::VmMetrics,
    Class::VmGuestMetrics,
    Class::Vif,
    Class::Vbd,
    Class::Vdi,
    Class::Host,
    Class::HostMetrics,
    Class::Sr,
    Class::Pbd,
    Class::Network,
    Class::Pif,
    Class::Message,
    Class::Pool,
    Class::VmAppliance,
    Class::Vmss,
];

const LISTS: [ListKind; 15] = [
    ListKind::Vms,
    ListKind::Disks,
    ListKind::Vifs,
    ListKind::Messages,
    ListKind::Snapshots,
    ListKind::Templates,
    ListKind::Pools,
    ListKind::Hosts,
    ListKind::Srs,
    ListKind::Networks,
    ListKind::Pifs,
    ListKind::Pbds,
    ListKind::Appliances,
    ListKind::Members,
    ListKind::Schedules,
];

/// The name of the n-th object of a class; there are few, so that they meet.
fn name(class: &Class, n: u8) -> String {
    let many = if *class == Class::Pool { 1 } else { 4 };
    format!("{} {}", class.name(), n % many)
}

/// What a record says, as numbers to choose by.
type Dice = (usize, u8, [u8; 4], [bool; 4]);

fn dice() -> impl Strategy<Value = Dice> {
    // The first classes have the most to tell.
    let class = prop_oneof![3 => 0..6usize, 1 => 0..CLASSES.len()];
    (class, 0..4u8, any::<[u8; 4]>(), any::<[bool; 4]>())
}

fn record((class, own, [a, b, c, d], [p, q, r, s]): Dice) -> Object {
    let class = &CLASSES[class];
    let own = name(class, own);
    let to = |class: Class, n: u8| {
        // Some lead nowhere.
        let n = n % 5;
        if n == 4 {
            String::new()
        } else {
            name(&class, n)
        }
    };
    let label = |n: u8| ["", "a", "b 10", "b 9", "é"][usize::from(n) % 5].to_owned();
    let uuid = |n: u8| ["", "u-1", "u-2"][usize::from(n) % 3].to_owned();
    let size = |n: u8| i64::from(n % 3);
    match class {
        Class::Vm => object(
            &own,
            Vm {
                uuid: uuid(d).into(),
                name_label: label(c).into(),
                power_state: if s {
                    VmPowerState::Running
                } else {
                    VmPowerState::Halted
                },
                is_a_template: p && q,
                is_a_snapshot: q && r,
                snapshot_of: to(Class::Vm, d).into(),
                resident_on: to(Class::Host, a).into(),
                affinity: to(Class::Host, b).into(),
                metrics: to(Class::VmMetrics, a).into(),
                guest_metrics: to(Class::VmGuestMetrics, b).into(),
                order: size(a),
                memory_dynamic_max: size(c),
                tags: [label(d).into()].into(),
                ..Vm::default()
            },
        ),
        Class::VmAppliance => object(
            &own,
            VmAppliance {
                name_label: label(c).into(),
                vms: vec![to(Class::Vm, a).into(), to(Class::Vm, b).into()].into(),
                ..VmAppliance::default()
            },
        ),
        Class::Vmss => object(
            &own,
            Vmss {
                name_label: label(c).into(),
                vms: vec![to(Class::Vm, a).into(), to(Class::Vm, b).into()].into(),
                retained_snapshots: size(d),
                ..Vmss::default()
            },
        ),
        Class::VmMetrics => object(
            &own,
            VmMetrics {
                memory_actual: size(a),
                start_time: xapi::DateTime::from_unix(size(b)),
                ..VmMetrics::default()
            },
        ),
        Class::VmGuestMetrics => object(
            &own,
            VmGuestMetrics {
                networks: [(
                    format!("{}/ip", a % 2).into(),
                    format!("10.0.0.{}", b % 3).into(),
                )]
                .into(),
                os_version: [("name".into(), label(c).into())].into(),
                ..VmGuestMetrics::default()
            },
        ),
        Class::Vif => object(
            &own,
            Vif {
                vm: to(Class::Vm, a).into(),
                network: to(Class::Network, b).into(),
                device: format!("{}", c % 2).into(),
                mac: format!("52:54:00:00:00:0{}", d % 3).into(),
                currently_attached: p,
                ..Vif::default()
            },
        ),
        Class::Vbd => object(
            &own,
            Vbd {
                vm: to(Class::Vm, a).into(),
                vdi: to(Class::Vdi, b).into(),
                userdevice: format!("{}", c % 3).into(),
                ..Vbd::default()
            },
        ),
        Class::Vdi => object(
            &own,
            Vdi {
                uuid: uuid(d).into(),
                name_label: label(a).into(),
                sr: to(Class::Sr, b).into(),
                virtual_size: size(c),
                managed: p || q,
                missing: r,
                ..Vdi::default()
            },
        ),
        Class::Host => object(
            &own,
            Host {
                uuid: uuid(d).into(),
                name_label: label(a).into(),
                metrics: to(Class::HostMetrics, b).into(),
                memory_overhead: size(c),
                enabled: p,
                ..Host::default()
            },
        ),
        Class::HostMetrics => object(
            &own,
            HostMetrics {
                live: p,
                memory_total: i64::from(a),
                ..HostMetrics::default()
            },
        ),
        Class::Sr => object(
            &own,
            Sr {
                uuid: uuid(d).into(),
                name_label: label(a).into(),
                shared: p,
                ..Sr::default()
            },
        ),
        Class::Pbd => object(
            &own,
            Pbd {
                host: to(Class::Host, a).into(),
                sr: to(Class::Sr, b).into(),
                currently_attached: p,
                ..Pbd::default()
            },
        ),
        Class::Network => object(
            &own,
            Network {
                name_label: label(a).into(),
                ..Network::default()
            },
        ),
        Class::Pif => object(
            &own,
            Pif {
                host: to(Class::Host, a).into(),
                network: to(Class::Network, b).into(),
                device: label(c).into(),
                ..Pif::default()
            },
        ),
        Class::Message => object(
            &own,
            Message {
                name: label(a).into(),
                cls: ["VM", "Host", "SR", "VDI"][usize::from(b) % 4].into(),
                obj_uuid: uuid(c).into(),
                timestamp: xapi::DateTime::from_unix(size(d)),
                ..Message::default()
            },
        ),
        _ => object(
            &own,
            Pool {
                name_label: label(a).into(),
                master: to(Class::Host, b).into(),
                ..Pool::default()
            },
        ),
    }
}

#[derive(Clone, Debug)]
enum Step {
    Put(Dice),
    Take(usize, u8),
    Relist,
}

fn batches() -> impl Strategy<Value = Vec<(bool, Vec<Step>)>> {
    let step = prop_oneof![
        12 => dice().prop_map(Step::Put),
        4 => (0..CLASSES.len(), 0..4u8).prop_map(|(class, n)| Step::Take(class, n)),
        1 => Just(Step::Relist),
    ];
    let batch = (
        prop::bool::weighted(0.2),
        prop::collection::vec(step, 0..12),
    );
    prop::collection::vec(batch, 1..12)
}

fn changes(steps: Vec<Step>, of: &Connected) -> Vec<Change> {
    let mut changes = Vec::new();
    for step in steps {
        match step {
            Step::Put(dice) => changes.push(Change::Apply(record(dice))),
            Step::Take(class, n) => {
                let class = CLASSES[class].clone();
                let reference = OpaqueRef::from(name(&class, n));
                changes.push(Change::Delete { class, reference });
            }
            // All but a few of what was there when the batch began.
            Step::Relist => {
                let store = of.writer.store();
                let world = store.read();
                let kept: BTreeMap<_, _> = world
                    .objects()
                    .map(|object| ((object.class(), object.reference.clone()), object))
                    .collect();
                let listed = kept.values().skip(1);
                changes.push(Change::Init);
                changes.extend(listed.map(|object| Change::InitApply((***object).clone())));
                changes.push(Change::InitDone);
            }
        }
    }
    changes
}

const FILTERS: [&str; 17] = [
    "",
    "",
    "a",
    "b 10",
    "e",
    "10.0.0.1",
    "54:00:00:00:01",
    "u-1 a",
    "host:a",
    "vm:b address:10",
    "nic:e",
    "pool:e",
    "memory>1 or -address:10",
    "homeServer:a",
    "disk.name:b or snapshot.memory=1",
    "host!=a (vif.mac:00:01 or size>0)",
    "age<1d",
];

fn tables() -> impl Strategy<Value = Vec<TableSpec>> {
    // The first lists are kept, and the first of all depends on the most.
    let list = prop_oneof![2 => Just(0usize), 2 => 0..6usize, 1 => 0..LISTS.len()];
    let within = prop::option::weighted(0.4, (0..CLASSES.len(), 0..4u8));
    let sort = prop::option::weighted(0.7, (0..12usize, any::<bool>()));
    let spec = (list, within, 0..FILTERS.len(), sort).prop_map(|(list, within, filter, sort)| {
        let within = within.map(|(class, n)| {
            let class = &CLASSES[class];
            let reference = OpaqueRef::from(name(class, n));
            ObjectKey::new(&"one".into(), class, &reference)
        });
        let mut spec = TableSpec {
            list: LISTS[list],
            connection: None,
            within,
            filter: FILTERS[filter].into(),
            among: None,
            meanings: Default::default(),
            sort: None,
            offset: 0,
            rows: 100,
        };
        spec.sort = sort.map(|(column, descending)| {
            let columns = table::frame(&[], &spec).columns;
            let column = columns[column % columns.len()].id.clone();
            Sort { column, descending }
        });
        spec
    });
    prop::collection::vec(spec, 1..8)
}

fn trees() -> impl Strategy<Value = Vec<TreeSpec>> {
    let spec = (any::<bool>(), 0..FILTERS.len()).prop_map(|(types, filter)| TreeSpec {
        grouping: if types {
            Grouping::Types
        } else {
            Grouping::Infrastructure
        },
        filter: FILTERS[filter].into(),
        rows: 100,
        ..TreeSpec::default()
    });
    prop::collection::vec(spec, 1..3)
}

/// Every list that is kept, sorted by each of its columns and filtered by each of the texts.
fn all_kept() -> Vec<TableSpec> {
    let plain = |list: ListKind| TableSpec {
        list,
        connection: None,
        within: None,
        filter: String::new(),
        among: None,
        meanings: Default::default(),
        sort: None,
        offset: 0,
        rows: 100,
    };
    let mut specs = Vec::new();
    for list in &LISTS[..6] {
        for column in table::frame(&[], &plain(*list)).columns {
            let sort = Some(Sort {
                column: column.id,
                descending: false,
            });
            specs.push(TableSpec {
                sort,
                ..plain(*list)
            });
        }
        for filter in &FILTERS[2..] {
            specs.push(TableSpec {
                filter: (*filter).to_owned(),
                ..plain(*list)
            });
        }
    }
    specs
}

/// A world in which everything may lead to everything.
fn full() -> impl Strategy<Value = Vec<Step>> {
    let one = |(class, n)| dice().prop_map(move |(_, _, a, b)| Step::Put((class, n, a, b)));
    let all = (0..CLASSES.len()).flat_map(|class| (0..4u8).map(move |n| (class, n)));
    all.map(one).collect::<Vec<_>>()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// One change at a time, and all lists looked at after each: nothing that a row is sorted or
    /// filtered by changes unnoticed.
    #[test]
    fn each_change_is_noticed(
        full in full(),
        steps in prop::collection::vec((dice().prop_map(Step::Put), any::<bool>()), 8),
    ) {
        let mut all = [Connected::new("one")];
        let put = changes(full, &all[0]);
        all[0].writer.apply(put);
        let mut kept: Vec<_> = all_kept()
            .into_iter()
            .map(|spec| (table::Projection::default(), spec))
            .collect();
        let steps = steps.into_iter().map(|(put, take)| match put {
            Step::Put((class, n, ..)) if take => Step::Take(class, n),
            put => put,
        });
        for step in std::iter::once(None).chain(steps.map(Some)) {
            let change = changes(step.into_iter().collect(), &all[0]);
            all[0].writer.apply(change);
            for (kept, spec) in &mut kept {
                let kept = look_at(&all, |infos| kept.frame(infos, spec));
                prop_assert_eq!(kept, look_at(&all, |infos| table::frame(infos, spec)));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_kept_is_what_is_made_anew(
        batches in batches(),
        tables in tables(),
        trees in trees(),
        skips in prop::collection::vec(any::<u16>(), 12),
    ) {
        let mut all = [Connected::new("one"), Connected::new("two")];
        let mut kept_tables: Vec<_> = tables.iter().map(|_| table::Projection::default()).collect();
        let mut kept_trees: Vec<_> = trees.iter().map(|_| tree::Projection::default()).collect();
        for ((second, steps), skips) in batches.into_iter().zip(skips) {
            let one = &mut all[usize::from(second)];
            let changes = changes(steps, one);
            one.writer.apply(changes);
            for (index, (kept, spec)) in kept_tables.iter_mut().zip(&tables).enumerate() {
                // Not each looks each time.
                if skips >> index & 3 != 0 {
                    let kept = look_at(&all, |infos| kept.frame(infos, spec));
                    prop_assert_eq!(kept, look_at(&all, |infos| table::frame(infos, spec)));
                }
            }
            for (kept, spec) in kept_trees.iter_mut().zip(&trees) {
                let kept = look_at(&all, |infos| kept.frame(infos, spec));
                prop_assert_eq!(kept, look_at(&all, |infos| tree::frame(infos, spec)));
            }
        }
    }
}

#[test]
fn another_question_is_another_answer() {
    let all = [Connected::with("a", crate::pool::lab())];
    let mut kept = (tree::Projection::default(), table::Projection::default());
    for filter in ["", "web", "host-1", "", "10.0"] {
        let spec = TreeSpec {
            filter: filter.into(),
            ..crate::pool::whole_tree()
        };
        let frame = look_at(&all, |infos| kept.0.frame(infos, &spec));
        assert_eq!(frame, look_at(&all, |infos| tree::frame(infos, &spec)));
        for list in LISTS {
            let spec = TableSpec {
                list,
                connection: None,
                within: None,
                filter: filter.into(),
                among: None,
                meanings: Default::default(),
                sort: None,
                offset: 1,
                rows: 3,
            };
            let frame = look_at(&all, |infos| kept.1.frame(infos, &spec));
            assert_eq!(frame, look_at(&all, |infos| table::frame(infos, &spec)));
        }
    }
    // A connection fewer, and another one of the same name, without objects.
    let spec = TreeSpec {
        filter: "web".into(),
        ..crate::pool::whole_tree()
    };
    look_at(&all, |infos| kept.0.frame(infos, &spec));
    let frame = kept.0.frame(&[], &spec);
    assert_eq!(frame.total, 0);
    let frame = look_at(&[Connected::new("a")], |infos| kept.0.frame(infos, &spec));
    assert_eq!(frame.total, 0);
}

/// The text of a row's name does for the order what it does for the eye.
#[test]
fn a_renamed_host_is_sorted_anew() {
    let host = |name: &str| {
        object(
            "h",
            Host {
                name_label: name.into(),
                ..Host::default()
            },
        )
    };
    let mut all = [Connected::with("a", crate::pool::lab())];
    let by_host = TableSpec {
        list: ListKind::Vms,
        connection: None,
        within: None,
        filter: String::new(),
        among: None,
        meanings: Default::default(),
        sort: Some(Sort {
            column: "host".into(),
            descending: false,
        }),
        offset: 0,
        rows: 1,
    };
    let mut kept = table::Projection::default();
    let mut first = |all: &[Connected]| {
        let frame = look_at(all, |infos| kept.frame(infos, &by_host));
        frame.rows[0].object.reference.clone()
    };
    assert_eq!(first(&all), "web");
    let mut renamed = host("zzz");
    renamed.reference = "h1".into();
    all[0].writer.apply([Change::Apply(renamed)]);
    assert_eq!(first(&all), "old");
}
