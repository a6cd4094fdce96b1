//! The tree by levels: tags, folders, states, fields of one's own and saved queries, over all pools.

use std::collections::BTreeSet;

use inventory::{
    tree,
    view::{Cell, Grouping, RowKind, SavedQuery, Status, TreeFrame, TreeLevel, TreeRow, TreeSpec},
};
use proptest::prelude::*;
use xapi::{Change, Class, Host, HostMetrics, Text, Vm, VmPowerState};

use crate::pool::{Connected, lab, look_at, object, put, show, vm, whole_tree};

/// By properties, by what queries call them; `field:…` is a custom field.
fn by(names: &[&str]) -> TreeSpec {
    let level = |name: &&str| match name.strip_prefix("field:") {
        Some(name) => TreeLevel::CustomField { name: name.into() },
        None => TreeLevel::Property {
            name: (*name).into(),
        },
    };
    TreeSpec {
        grouping: Grouping::Levels,
        levels: names.iter().map(level).collect(),
        ..whole_tree()
    }
}

fn queries(all: &[(&str, &str)]) -> TreeSpec {
    let saved = |(name, filter): &(&str, &str)| SavedQuery {
        name: (*name).into(),
        filter: (*filter).into(),
        meanings: [].into(),
    };
    TreeSpec {
        grouping: Grouping::Levels,
        levels: vec![TreeLevel::Queries {
            queries: all.iter().map(saved).collect(),
        }],
        ..whole_tree()
    }
}

fn frame(all: &[Connected], spec: &TreeSpec) -> TreeFrame {
    look_at(all, |infos| tree::frame(infos, spec))
}

/// With everything open.
fn opened(all: &[Connected], mut spec: TreeSpec) -> (TreeSpec, TreeFrame) {
    loop {
        let frame = frame(all, &spec);
        let closed = frame
            .rows
            .iter()
            .filter(|row| row.expandable && !row.expanded);
        let closed: Vec<String> = closed.map(|row| row.id.clone()).collect();
        if closed.is_empty() {
            return (spec, frame);
        }
        spec.toggled.extend(closed);
    }
}

fn line(row: &TreeRow) -> String {
    let name = match &row.value {
        Some(Cell::None) => format!("without {}", row.name),
        Some(value) => show(value),
        None => row.name.clone(),
    };
    let count = row.count.map(|count| format!(" {count}"));
    let indent = "  ".repeat(row.depth.into());
    format!("{indent}{name}{}", count.unwrap_or_default())
}

fn lines(frame: &TreeFrame) -> Vec<String> {
    frame.rows.iter().map(line).collect()
}

fn organised(name: &str, host: &str, tags: &[&str], folder: &str, owner: &str) -> Vm {
    let mut vm = Vm {
        tags: tags
            .iter()
            .map(|tag| Text::from(*tag))
            .collect::<Vec<_>>()
            .into(),
        ..vm(name, VmPowerState::Running, host)
    };
    let entries = [("folder", folder), ("XenCenter.CustomFields.owner", owner)];
    let entries = entries.iter().filter(|(_, value)| !value.is_empty());
    vm.other_config = entries
        .map(|(key, value)| ((*key).into(), (*value).into()))
        .collect();
    vm
}

fn two_pools() -> [Connected; 2] {
    let mut first = lab();
    first.extend([
        put(
            "a",
            organised("alpha", "h1", &["prod", "web"], "/Paris/Web", "Ada"),
        ),
        put("b", organised("beta", "h1", &["web"], "/Paris", "")),
        put(
            "h2",
            Host {
                uuid: "uuid-of-host-2".into(),
                name_label: "host-2".into(),
                enabled: true,
                metrics: "dead".into(),
                tags: vec!["prod".into()].into(),
                ..Host::default()
            },
        ),
    ]);
    // It does not live.
    first.push(put("dead", HostMetrics::default()));
    let second = vec![put("g", organised("alpha", "", &["prod"], "", "Bob"))];
    [Connected::with("a", first), Connected::with("b", second)]
}

#[test]
fn by_tags_over_all_pools() {
    let (_, frame) = opened(&two_pools(), by(&["tag"]));
    assert_eq!(
        lines(&frame),
        [
            "Prod 1",
            "  db-02",
            "prod 3",
            "  host-2",
            "  alpha",
            "  alpha",
            "web 2",
            "  alpha",
            "  beta",
            "without tag 4",
            "  Été",
            "  lost",
            "  old-tools",
            "  web-01",
        ]
    );
    assert!(
        frame
            .rows
            .iter()
            .filter(|row| row.kind == RowKind::Value)
            .all(|row| row.connection.is_none())
    );
}

#[test]
fn folders_stand_in_each_other() {
    let (_, frame) = opened(&two_pools(), by(&["folder"]));
    assert_eq!(
        lines(&frame)[..5],
        [
            "Paris 2",
            "  Web 1",
            "    alpha",
            "  beta",
            "without folder 6"
        ]
    );
}

#[test]
fn levels_stand_in_each_other() {
    let (_, frame) = opened(&two_pools(), by(&["field:owner", "status"]));
    assert_eq!(
        lines(&frame)[..7],
        [
            "Ada 1",
            "  running 1",
            "    alpha",
            "Bob 1",
            "  running 1",
            "    alpha",
            "without owner 6"
        ]
    );
}

/// A host has no operating system: it stands where its tag put it.
#[test]
fn what_has_no_place_below_stands_in_the_group_itself() {
    let (_, frame) = opened(&two_pools(), by(&["tag", "os"]));
    let expect = [
        "Prod 1",
        "  without os 1",
        "    db-02",
        "prod 3",
        "  without os 2",
        "    alpha",
        "    alpha",
        "  host-2",
    ];
    assert_eq!(lines(&frame)[..8], expect);
}

#[test]
fn saved_queries_are_there_though_they_find_nothing() {
    let spec = queries(&[
        ("Web", "tag:web"),
        ("Nobody", "tag:nobody"),
        ("Off", "status:halted"),
    ]);
    let (_, frame) = opened(&two_pools(), spec.clone());
    assert_eq!(
        lines(&frame),
        [
            "Web 2", "  alpha", "  beta", "Nobody 0", "Off 2", "  db-02", "  lost"
        ]
    );
    let none = look_at(&[], |infos| tree::frame(infos, &spec));
    assert_eq!(lines(&none), ["Web 0", "Nobody 0", "Off 0"]);
}

#[test]
fn a_filter_opens_what_it_finds_and_counts_it_once() {
    let spec = TreeSpec {
        filter: "alpha".into(),
        ..by(&["tag"])
    };
    let frame = frame(&two_pools(), &spec);
    assert_eq!(
        lines(&frame),
        ["prod 2", "  alpha", "  alpha", "web 1", "  alpha"]
    );
    assert_eq!(frame.matches, Some(2));
}

/// What a group asks for is what stands in it: as a filter it finds the same.
#[test]
fn a_group_tells_the_query_for_what_is_in_it() {
    let all = two_pools();
    let expect = [
        (by(&["tag", "status"]), "tag=\"prod\" status=running"),
        (by(&["folder"]), "(folder=\"/Paris\" or folder:\"/Paris/\")"),
        (by(&["folder"]), "-folder:"),
        (by(&["field:owner"]), "field=\"owner: Ada\""),
        (by(&["field:owner"]), "-field:\"owner: \""),
        (by(&["pool", "tag"]), "pool=\"Lab\" tag=\"web\""),
        (
            queries(&[("Web", "tag:web or tag:x")]),
            "(tag:web or tag:x)",
        ),
    ];
    for (spec, query) in expect {
        let (spec, frame) = opened(&all, spec);
        let row = frame
            .rows
            .iter()
            .position(|row| row.query.as_deref() == Some(query));
        let Some(index) = row else {
            let queries: Vec<_> = frame
                .rows
                .iter()
                .filter_map(|row| row.query.clone())
                .collect();
            panic!("{query} is none of {queries:?}");
        };
        let row = &frame.rows[index];
        let below = frame.rows[index + 1..]
            .iter()
            .take_while(|other| other.depth > row.depth);
        let below: BTreeSet<_> = below.filter_map(|row| row.object.clone()).collect();
        let found = TreeSpec {
            filter: query.into(),
            ..spec
        };
        let (_, found) = opened(&all, found);
        let found: BTreeSet<_> = found
            .rows
            .iter()
            .filter_map(|row| row.object.clone())
            .collect();
        assert_eq!(found, below, "{query}");
    }
}

#[test]
fn what_is_not_well_is_counted_in_each_group() {
    let (_, frame) = opened(&two_pools(), by(&["tag"]));
    let rows = || {
        frame
            .rows
            .iter()
            .map(|row| (line(row), row.unwell, row.health))
    };
    let group = rows().find(|(line, ..)| line == "prod 3").unwrap();
    let host = rows().find(|(line, ..)| line == "  host-2").unwrap();
    assert_eq!((group.1, group.2), (1, host.2));
    assert_eq!(host.2, Some(Status::Broken));
}

#[test]
fn an_object_is_found_at_its_first_place() {
    let all = two_pools();
    for (spec, id) in [
        (by(&["tag"]), "/=prod//a/VM/uuid-of-alpha"),
        (by(&["folder"]), "/Paris/Web//a/VM/uuid-of-alpha"),
        (queries(&[("All", "")]), "/?All//a/VM/uuid-of-alpha"),
    ] {
        let key = all[0].key(Class::Vm, "a");
        let spot = look_at(&all, |infos| tree::spot(infos, &spec, &key)).unwrap();
        assert_eq!(spot.id, id);
        let spec = TreeSpec {
            toggled: spot.toggled,
            ..spec
        };
        let rows = look_at(&all, |infos| {
            tree::rows(infos, &spec, spot.index, spot.index)
        });
        assert_eq!(rows[0].id, id);
        let typed = look_at(&all, |infos| tree::find(infos, &spec, "alp", 0));
        assert!(typed.is_some_and(|index| index <= spot.index));
    }
    let host = all[0].key(Class::Host, "h1");
    let nowhere = look_at(&all, |infos| tree::spot(infos, &by(&["status"]), &host));
    assert_eq!(nowhere, None);
}

#[test]
fn the_custom_fields_of_all_pools_are_known() {
    let names = look_at(&two_pools(), tree::custom_field_names);
    assert_eq!(names, ["owner".to_owned()].into());
}

#[test]
fn nothing_stands_by_levels_that_nobody_knows() {
    for spec in [by(&[]), by(&["no-such-property"])] {
        assert_eq!(frame(&two_pools(), &spec).total, 0);
    }
}

proptest! {
    /// In a group stands who has its value, by what a naive look at the records says; ids are apart.
    #[test]
    fn groups_hold_who_has_their_value(
        tags in prop::collection::vec(prop::collection::btree_set(0..4u8, 0..3), 1..12),
    ) {
        let vms = tags.iter().enumerate().map(|(n, tags)| {
            let tags: Vec<String> = tags.iter().map(|tag| format!("t{tag}")).collect();
            let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
            Change::Apply(object(&format!("v{n}"), organised(&format!("vm-{n}"), "", &tags, "", "")))
        });
        let all = [Connected::with("a", vms)];
        let (_, frame) = opened(&all, by(&["tag"]));
        let mut found = BTreeSet::new();
        let mut group = None;
        for row in &frame.rows {
            match &row.value {
                Some(value) => group = Some(show(value)),
                None => {
                    found.insert((group.clone().unwrap_or_default(), row.name.clone()));
                }
            }
        }
        let none = show(&Cell::None);
        let expect: BTreeSet<(String, String)> = tags.iter().enumerate().flat_map(|(n, tags)| {
            let mut groups: Vec<String> = tags.iter().map(|tag| format!("t{tag}")).collect();
            if groups.is_empty() {
                groups.push(none.clone());
            }
            groups.into_iter().map(move |group| (group, format!("vm-{n}")))
        }).collect();
        prop_assert_eq!(&found, &expect);
        let ids: BTreeSet<&String> = frame.rows.iter().map(|row| &row.id).collect();
        prop_assert_eq!(ids.len(), frame.rows.len());
    }
}
