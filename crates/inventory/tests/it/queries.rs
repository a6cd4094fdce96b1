//! What queries find.

use inventory::{
    query, table,
    view::{Cell, ListKind, QueryCompletion, TableSpec},
};
use proptest::prelude::*;
use xapi::{Change, DateTime, Pool, Vbd, Vdi, Vm, VmMetrics, VmPowerState};

use crate::pool::{Connected, lab, look_at, put, vm};

fn spec(list: ListKind, filter: &str) -> TableSpec {
    TableSpec {
        list,
        connection: None,
        within: None,
        among: None,
        filter: filter.to_owned(),
        meanings: Default::default(),
        sort: None,
        offset: 0,
        rows: 100,
    }
}

fn found(all: &[Connected], list: ListKind, filter: &str) -> Vec<String> {
    let frame = look_at(all, |infos| table::frame(infos, &spec(list, filter)));
    let name = |cells: &[Cell]| match &cells[0] {
        Cell::Text { text } => text.clone(),
        other => format!("{other:?}"),
    };
    frame.rows.iter().map(|row| name(&row.cells)).collect()
}

const DAY: i64 = 86_400;

/// Three VMs that differ in everything.
fn three() -> Connected {
    let snapshot = |age: i64, of: &str| Vm {
        is_a_snapshot: true,
        is_a_template: true,
        snapshot_of: of.into(),
        snapshot_time: DateTime::from_unix(100 * DAY - age * DAY),
        ..vm("a snapshot", VmPowerState::Halted, "")
    };
    let disk = |gib: i64| Vdi {
        name_label: format!("disk of {gib}").into(),
        virtual_size: gib << 30,
        managed: true,
        ..Vdi::default()
    };
    let drive = |vm: &str, vdi: &str| Vbd {
        vm: vm.into(),
        vdi: vdi.into(),
        ..Vbd::default()
    };
    let of_memory = |mib: i64| VmMetrics {
        memory_actual: mib << 20,
        start_time: DateTime::from_unix(90 * DAY),
        ..VmMetrics::default()
    };
    let tagged = |tags: &[&str], vm: Vm| Vm {
        tags: tags.iter().map(|tag| (*tag).into()).collect(),
        ..vm
    };
    let pool = Pool {
        name_label: "Lab".into(),
        ..Pool::default()
    };
    let changes = vec![
        put("pool", pool),
        put(
            "a",
            tagged(&["prod", "web"], vm("alpha", VmPowerState::Running, "")),
        ),
        put(
            "b",
            tagged(&["test"], vm("beta", VmPowerState::Running, "")),
        ),
        put("c", tagged(&[], vm("gamma", VmPowerState::Halted, ""))),
        put("metrics of alpha", of_memory(4_096)),
        put("metrics of beta", of_memory(8_191)),
        put("s1", snapshot(40, "a")),
        put("s2", snapshot(2, "b")),
        put("d1", disk(10)),
        put("d2", disk(100)),
        put("v1", drive("a", "d1")),
        put("v2", drive("c", "d2")),
    ];
    Connected {
        now: 100 * DAY,
        ..Connected::with("one", changes)
    }
}

#[test]
fn properties_are_compared_with_what_fits_them() {
    let all = [three()];
    let check = |filter: &str, expect: &[&str]| {
        assert_eq!(found(&all, ListKind::Vms, filter), expect, "{filter}");
    };
    check("state:running", &["alpha", "beta"]);
    check("-state:running", &["gamma"]);
    check("tag:prod", &["alpha"]);
    check("tag:", &["alpha", "beta"]);
    check("-tag:", &["gamma"]);
    check("tag=pro", &[]);
    check("memory>4G", &["beta"]);
    check("memory >= 4G", &["alpha", "beta"]);
    check("memory:4G", &["alpha"]);
    check("memory=8.0GiB", &["beta"]);
    check("memory:3G..5G", &["alpha"]);
    check("memory<4G", &["gamma"]);
    check("memory!=4G", &["beta", "gamma"]);
    check("vcpus:2 -name:zeta", &["alpha", "beta", "gamma"]);
    check("name>alpha", &["beta", "gamma"]);
    check("pool:lab alp", &["alpha"]);
    check("tools:missing", &["alpha", "beta"]);
    check("uptime>9d", &["alpha", "beta"]);
    check("uptime:9d", &[]);
    check("started<1970-04-02", &["alpha", "beta"]);
    check("snapshot.age>30d", &["alpha"]);
    check("snapshot.age<30d", &["beta"]);
    check("-snapshot.name:", &["gamma"]);
    check("disk.size>=100G", &["gamma"]);
    check("disk.size>1G state:running", &["alpha"]);
    check("(alpha or beta) -tag:test", &["alpha"]);
    check("not (alpha or beta)", &["gamma"]);
    check("MEMORY>4g OR name=gamma", &["beta", "gamma"]);
    check("fingerprint:x", &[]);
    check("fingerprint!=x", &[]);
    check("memory>", &["alpha", "beta", "gamma"]);
    check("alpha memory:much", &["alpha"]);
    check("alpha:", &[]);
    assert_eq!(
        found(&all, ListKind::Snapshots, "age>30d of:alpha").len(),
        1
    );
    assert_eq!(found(&all, ListKind::Disks, "size>50G"), ["disk of 100"]);
}

#[test]
fn values_that_are_there_are_offered() {
    let all = [three()];
    let offered = |text: &str, list| {
        let cursor = text.len() as u32;
        let reading = look_at(&all, |infos| query::read(infos, text, cursor, list));
        let typed = |one: QueryCompletion| match one {
            QueryCompletion::Value { text, .. } | QueryCompletion::Property { text, .. } => text,
            QueryCompletion::Step { text } => text,
        };
        reading
            .completions
            .into_iter()
            .map(typed)
            .collect::<Vec<_>>()
    };
    let vms = Some(ListKind::Vms);
    assert_eq!(offered("tag:", vms), ["prod", "test", "web"]);
    assert_eq!(offered("tag:e", vms), ["test", "web"]);
    assert_eq!(offered("name:\"a s", None), ["\"a snapshot\""]);
    assert_eq!(offered("alpha state:r", vms), ["running"]);
    assert!(offered("snap", vms).contains(&"snapshot.".to_owned()));
}

/// A query as a tree, to be written down and to be evaluated without our parser.
#[derive(Clone, Debug)]
enum Wish {
    Word(String),
    Tag(String),
    MemoryOver(i64),
    Vcpus(std::ops::Range<i64>),
    Running,
    Not(Box<Wish>),
    All(Vec<Wish>),
    Any(Vec<Wish>),
}

impl Wish {
    fn written(&self, loud: bool) -> String {
        let some = |some: &[Wish], joint: &str| {
            let each: Vec<String> = some.iter().map(|one| one.written(loud)).collect();
            format!("({})", each.join(joint))
        };
        match self {
            Self::Word(word) => word.clone(),
            Self::Tag(tag) => format!("tag:{tag}"),
            Self::MemoryOver(mib) => format!("memory>{mib}M"),
            Self::Vcpus(range) => format!("vcpus:{}..{}", range.start, range.end - 1),
            Self::Running => "state:running".to_owned(),
            Self::Not(one) if loud => format!("NOT {}", one.written(loud)),
            Self::Not(one) => format!("-{}", one.written(loud)),
            Self::All(all) => some(all, if loud { " AND " } else { " " }),
            Self::Any(any) => some(any, if loud { " OR " } else { " or " }),
        }
    }

    fn holds(&self, vm: &Vm) -> bool {
        match self {
            Self::Word(word) => {
                let tags = vm.tags.iter().any(|tag| tag.contains(word.as_str()));
                vm.name_label.contains(word.as_str()) || tags
            }
            Self::Tag(tag) => vm.tags.iter().any(|own| own.contains(tag.as_str())),
            Self::MemoryOver(mib) => vm.memory_dynamic_max > mib << 20,
            Self::Vcpus(range) => range.contains(&vm.vcpus_at_startup),
            Self::Running => vm.power_state == VmPowerState::Running,
            Self::Not(one) => !one.holds(vm),
            Self::All(all) => all.iter().all(|one| one.holds(vm)),
            Self::Any(any) => any.iter().any(|one| one.holds(vm)),
        }
    }
}

fn wish() -> impl Strategy<Value = Wish> {
    let leaf = prop_oneof![
        "[xyz]{1,2}".prop_map(Wish::Word),
        "[xyz]".prop_map(Wish::Tag),
        (0..6i64).prop_map(|mib| Wish::MemoryOver(mib * 512)),
        (0..4i64, 1..3i64).prop_map(|(from, many)| Wish::Vcpus(from..from + many)),
        Just(Wish::Running),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|one| Wish::Not(Box::new(one))),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Wish::All),
            prop::collection::vec(inner, 1..4).prop_map(Wish::Any),
        ]
    })
}

fn machines() -> impl Strategy<Value = Vec<Vm>> {
    let machine = ("[xyz]{3}", "[xyz]{0,2}", 0..6i64, 0..5i64, any::<bool>());
    let machine = machine.prop_map(|(name, tag, memory, vcpus, runs)| Vm {
        name_label: name.into(),
        tags: [tag]
            .into_iter()
            .filter(|tag| !tag.is_empty())
            .map(Into::into)
            .collect(),
        memory_dynamic_max: (memory * 512) << 20,
        vcpus_at_startup: vcpus,
        power_state: match runs {
            true => VmPowerState::Running,
            false => VmPowerState::Halted,
        },
        ..Vm::default()
    });
    prop::collection::vec(machine, 1..20)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_query_means_what_it_says(machines in machines(), wish in wish(), loud in any::<bool>()) {
        let named = |index: usize| format!("vm {index}");
        let changes: Vec<Change> = machines
            .iter()
            .enumerate()
            .map(|(index, vm)| put(&named(index), vm.clone()))
            .collect();
        let all = [Connected::with("one", changes)];
        let asked = spec(ListKind::Vms, &wish.written(loud));
        let frame = look_at(&all, |infos| table::frame(infos, &asked));
        let mut found: Vec<String> = frame.rows.into_iter().map(|row| row.object.reference).collect();
        found.sort();
        let mut expect: Vec<String> = machines
            .iter()
            .enumerate()
            .filter(|(_, vm)| wish.holds(vm))
            .map(|(index, _)| named(index))
            .collect();
        expect.sort();
        prop_assert_eq!(found, expect);
    }

    /// Whatever is typed, something is said of it, and within it.
    #[test]
    fn nothing_typed_is_too_much(text in "[a-z.\":<>=! ()é-]{0,40}", cursor in 0..50u32) {
        let all = [Connected::with("a", lab())];
        let reading = look_at(&all, |infos| query::read(infos, &text, cursor, None));
        let length = text.encode_utf16().count() as u32;
        prop_assert!(reading.from <= reading.to && reading.to <= length);
        for fault in reading.faults {
            prop_assert!(fault.from < fault.to && fault.to <= length);
        }
    }
}
