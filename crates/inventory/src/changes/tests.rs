//! What is told of changes, and that nothing is missing.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;
use xapi::{Change, Host, Object, OpaqueRef, Pool, RecordOf, Vbd, Vm, VmMetrics, VmPowerState};

use super::*;
use crate::Writer;

fn object<T: RecordOf>(reference: &str, record: T) -> Object {
    Object {
        reference: OpaqueRef::from(reference),
        record: record.into_record(),
    }
}

fn pool(uuid: &str) -> Object {
    object(
        "pool",
        Pool {
            uuid: uuid.into(),
            ..Pool::default()
        },
    )
}

fn host(reference: &str) -> Object {
    object(
        reference,
        Host {
            name_label: reference.into(),
            ..Host::default()
        },
    )
}

fn vm(name: &str, on: &str, state: VmPowerState) -> Vm {
    Vm {
        name_label: name.into(),
        resident_on: OpaqueRef::from(on).into(),
        power_state: state,
        metrics: OpaqueRef::from("metrics").into(),
        ..Vm::default()
    }
}

fn list(objects: impl IntoIterator<Item = Object>) -> Vec<Change> {
    let objects = objects.into_iter().map(Change::InitApply);
    let begun = std::iter::once(Change::Init).chain(objects);
    begun.chain([Change::InitDone]).collect()
}

/// A writer that notes, of a pool with two hosts and a VM on the first.
fn writer() -> Writer {
    let mut writer = Writer::new();
    writer.note_changes();
    let running = vm("web", "h1", VmPowerState::Running);
    let objects = [pool("p"), host("h1"), host("h2"), object("vm", running)];
    let mut touched = writer.apply(list(objects));
    let nothing = (Vec::new(), Vec::new());
    assert_eq!(
        touched.take_changes(),
        nothing,
        "the first list is no change"
    );
    writer
}

fn seen(writer: &mut Writer, change: Change) -> Vec<ObjectChange> {
    writer.apply([change]).take_changes().1
}

fn names(all: &[Named]) -> Vec<&str> {
    all.iter().map(|named| named.reference.as_str()).collect()
}

#[test]
fn a_move_is_told_of_the_vm_and_of_both_hosts() {
    let mut writer = writer();
    let moved = vm("web", "h2", VmPowerState::Running);
    let changes = seen(&mut writer, Change::Apply(object("vm", moved)));
    let [change] = &changes[..] else {
        panic!("{changes:?}")
    };
    assert_eq!(names(&change.about), ["h2", "h1"]);
    let link = |host: &str| Told::Link {
        class: "host".to_owned(),
        reference: host.to_owned(),
        name: host.to_owned(),
    };
    let expected = MemberChange {
        member: "resident_on".to_owned(),
        before: link("h1"),
        after: link("h2"),
    };
    assert_eq!(change.members, [expected]);
}

#[test]
fn what_is_gone_keeps_its_name_and_what_it_was() {
    let mut writer = writer();
    let changes = seen(
        &mut writer,
        Change::Delete {
            class: Vm::CLASS,
            reference: OpaqueRef::from("vm"),
        },
    );
    let [change] = &changes[..] else {
        panic!("{changes:?}")
    };
    assert_eq!(
        (change.what, change.object.name.as_str()),
        (WhatChanged::Gone, "web")
    );
    let state = change
        .members
        .iter()
        .find(|one| one.member == "power_state");
    let before = state.map(|one| one.before.clone());
    assert_eq!(before, Some(Told::Plain(json!("Running"))));
}

#[test]
fn a_part_is_told_on_the_page_of_its_owner() {
    let mut writer = writer();
    let drive = Vbd {
        vm: OpaqueRef::from("vm").into(),
        userdevice: "0".into(),
        ..Vbd::default()
    };
    let changes = seen(&mut writer, Change::Apply(object("vbd", drive)));
    let [change] = &changes[..] else {
        panic!("{changes:?}")
    };
    assert_eq!(change.object.name, "0");
    assert_eq!(change.subject().reference.as_str(), "vm");
}

#[test]
fn measurements_come_and_go_and_change_untold() {
    let mut writer = writer();
    let metrics = |memory_actual, start_time: &str| VmMetrics {
        memory_actual,
        start_time: start_time.parse().unwrap(),
        ..VmMetrics::default()
    };
    let put = |memory, start| Change::Apply(object("metrics", metrics(memory, start)));
    assert_eq!(seen(&mut writer, put(1, "20260101T00:00:00Z")), []);
    assert_eq!(seen(&mut writer, put(2, "20260101T00:00:00Z")), []);
    let changes = seen(&mut writer, put(2, "20260102T00:00:00Z"));
    assert_eq!(changes.len(), 1, "it was started anew");
    assert_eq!(changes[0].subject().reference.as_str(), "vm");
}

#[test]
fn what_tells_a_secret_is_not_told() {
    let mut writer = writer();
    let told = Vm {
        name_description: "login: password=hush".into(),
        ..vm("web", "h1", VmPowerState::Running)
    };
    let changes = seen(&mut writer, Change::Apply(object("vm", told)));
    assert!(!format!("{changes:?}").contains("hush"));
}

#[test]
fn what_changed_while_away_is_found_by_comparison() {
    let mut writer = writer();
    let renamed = vm("web-1", "h1", VmPowerState::Running);
    let objects = [pool("p"), host("h1"), host("h3"), object("vm", renamed)];
    let (found, seen) = writer.apply(list(objects)).take_changes();
    assert_eq!(seen, []);
    let mut told: Vec<_> = found
        .iter()
        .map(|change| (change.object.name.as_str(), change.what))
        .collect();
    told.sort_by_key(|(name, _)| *name);
    let expected = [
        ("h2", WhatChanged::Gone),
        ("h3", WhatChanged::Made),
        ("web-1", WhatChanged::Changed),
    ];
    assert_eq!(told, expected);
}

#[test]
fn another_pool_is_no_change_of_this_one_and_what_is_recalled_is_none() {
    let mut writer = writer();
    let (found, _) = writer.apply(list([pool("q"), host("h9")])).take_changes();
    assert_eq!(found, []);
    writer.recall(list([pool("p"), host("h1")]));
    let (found, _) = writer
        .apply(list([pool("p"), host("h1"), host("h2")]))
        .take_changes();
    assert_eq!(found.len(), 1);
}

#[derive(Clone, Debug)]
enum Act {
    Put(u8, Box<Vm>),
    Remove(u8),
    List(Vec<u8>),
}

fn act() -> impl Strategy<Value = Act> {
    let state = prop_oneof![Just(VmPowerState::Running), Just(VmPowerState::Halted)];
    let folder = proptest::option::of("[ab]");
    let vm = ("[a-c]{0,2}", "h[12]", state, folder, 0..3_i64).prop_map(
        |(name, on, state, folder, memory)| Vm {
            other_config: folder
                .into_iter()
                .map(|folder| ("folder".into(), folder.into()))
                .collect(),
            tags: (0..memory).map(|tag| tag.to_string().into()).collect(),
            memory_static_max: memory,
            ..vm(&name, &on, state)
        },
    );
    prop_oneof![
        6 => (0..5_u8, vm).prop_map(|(at, vm)| Act::Put(at, Box::new(vm))),
        2 => (0..5_u8).prop_map(Act::Remove),
        1 => proptest::collection::vec(0..5_u8, 0..4).prop_map(Act::List),
    ]
}

/// All that is told of each VM.
type Known = BTreeMap<String, BTreeMap<String, Told>>;

fn known(writer: &Writer) -> Known {
    let store = writer.store();
    let world = store.read();
    let vms = world.vms().map(|(reference, vm)| {
        let members = state_of(&world, &vm.clone().into_record());
        let members = members.into_iter().map(|one| (one.member, one.after));
        (reference.as_str().to_owned(), members.collect())
    });
    vms.collect()
}

/// What a VM says of the members that acts change if it does not say them.
fn defaults(writer: &Writer) -> BTreeMap<String, Told> {
    let store = writer.store();
    let world = store.read();
    let states = [VmPowerState::Running, VmPowerState::Halted];
    let said = states.map(|state| Vm {
        memory_static_max: 1,
        ..vm("web", "h1", state)
    });
    let said = said.map(|vm| state_of(&world, &vm.into_record()));
    let members = said.into_iter().flatten();
    members.map(|one| (one.member, one.before)).collect()
}

fn replay(known: &mut Known, change: ObjectChange, defaults: &BTreeMap<String, Told>) {
    if change.object.class != "VM" {
        return;
    }
    let reference = change.object.reference.as_str().to_owned();
    if change.what == WhatChanged::Gone {
        assert!(known.remove(&reference).is_some());
        return;
    }
    let members = known.entry(reference).or_default();
    for one in change.members {
        let default = defaults.get(&one.member).cloned();
        let default = default.unwrap_or(Told::NONE);
        let before = members.remove(&one.member).unwrap_or(default.clone());
        if change.what == WhatChanged::Changed {
            assert_eq!(before, one.before, "{}", one.member);
        }
        if one.after != default {
            members.insert(one.member, one.after);
        }
    }
}

proptest! {
    #[test]
    fn the_timeline_replayed_over_the_first_state_gives_the_store(
        acts in proptest::collection::vec(act(), 1..40),
    ) {
        let mut writer = writer();
        let mut timeline = known(&writer);
        let defaults = defaults(&writer);
        for act in acts {
            let name = |at: u8| format!("vm{at}");
            let changes = match act {
                Act::Put(at, vm) => vec![Change::Apply(object(&name(at), *vm))],
                Act::Remove(at) => vec![Change::Delete {
                    class: Vm::CLASS,
                    reference: OpaqueRef::from(name(at)),
                }],
                Act::List(some) => {
                    let vms = some.into_iter().map(|at| {
                        object(&name(at), vm(&name(at), "h1", VmPowerState::Running))
                    });
                    list([pool("p"), host("h1"), host("h2")].into_iter().chain(vms))
                }
            };
            let (found, seen) = writer.apply(changes).take_changes();
            for change in found.into_iter().chain(seen) {
                replay(&mut timeline, change, &defaults);
            }
            prop_assert_eq!(&timeline, &known(&writer));
        }
    }
}
