use std::collections::BTreeMap;

use inventory::{Touched, World, Writer, store};
use proptest::prelude::*;
use xapi::{
    Change, Class, Network, Object, OpaqueRef, Pbd, RecordOf, Sr, Vbd, Vif, Vm, VmPowerState,
};

use crate::pool::{Connected, gone, lab, object, put, vm};

fn names(world: &World) -> Vec<xapi::Text> {
    let mut names: Vec<xapi::Text> = world.vms().map(|(_, vm)| vm.name_label.clone()).collect();
    names.sort();
    names
}

fn init(reference: &str, name: &str) -> Change {
    Change::InitApply(object(reference, vm(name, VmPowerState::Halted, "")))
}

#[test]
fn a_list_is_swapped_in_at_once() {
    let (mut writer, reader) = store();
    writer.apply([
        put("a", vm("a", VmPowerState::Halted, "")),
        put("b", vm("b", VmPowerState::Halted, "")),
    ]);
    let touched = writer.apply([Change::Init, init("b", "b2"), init("c", "c")]);
    assert_eq!(touched, Touched::default());
    assert!(writer.is_syncing());
    assert_eq!(names(&reader.read()), ["a", "b"]);
    // What happens meanwhile belongs to the new world.
    let touched = writer.apply([
        put("d", vm("d", VmPowerState::Halted, "")),
        gone(Class::Vm, "c"),
    ]);
    assert!(touched.is_empty());
    assert_eq!(names(&reader.read()), ["a", "b"]);
    let touched = writer.apply([
        Change::InitDone,
        put("e", vm("e", VmPowerState::Halted, "")),
    ]);
    assert!(touched.replaced);
    assert_eq!(touched.classes().collect::<Vec<_>>(), [&Class::Vm]);
    assert_eq!(names(&reader.read()), ["b2", "d", "e"]);
    assert!(!writer.is_syncing());
}

#[test]
fn a_list_that_is_not_completed_changes_nothing() {
    let mut writer = Writer::new();
    writer.apply([put("a", vm("a", VmPowerState::Halted, ""))]);
    writer.apply([Change::Init, init("b", "b")]);
    writer.abandon();
    assert_eq!(names(&writer.store().read()), ["a"]);
    // A list that begins anew forgets what it had.
    writer.apply([
        Change::Init,
        init("c", "c"),
        Change::Init,
        init("d", "d"),
        Change::InitDone,
    ]);
    assert_eq!(names(&writer.store().read()), ["d"]);
}

#[test]
fn brackets_out_of_place_do_no_harm() {
    let mut writer = Writer::new();
    assert!(writer.apply([Change::InitDone]).is_empty());
    let touched = writer.apply([init("a", "a")]);
    assert_eq!(touched.classes().collect::<Vec<_>>(), [&Class::Vm]);
    assert_eq!(names(&writer.store().read()), ["a"]);
    // Two lists in one batch, and something between them.
    let touched = writer.apply([
        Change::Init,
        init("b", "b"),
        Change::InitDone,
        put("c", vm("c", VmPowerState::Halted, "")),
        Change::Init,
        init("d", "d"),
    ]);
    assert!(touched.replaced && writer.is_syncing());
    assert_eq!(names(&writer.store().read()), ["b", "c"]);
    writer.apply([Change::InitDone]);
    assert_eq!(names(&writer.store().read()), ["d"]);
}

#[test]
fn only_what_changed_is_touched() {
    let mut writer = Writer::new();
    let a = || put("a", vm("a", VmPowerState::Halted, ""));
    let touched = writer.apply([a()]);
    assert_eq!(touched.classes().collect::<Vec<_>>(), [&Class::Vm]);
    let revision = writer.store().read().revision();
    assert!(
        writer
            .apply([a(), gone(Class::Vm, "b"), gone(Class::Host, "a")])
            .is_empty()
    );
    assert_eq!(writer.store().read().revision(), revision);
    let both = writer.apply([gone(Class::Vm, "a"), put("n", Network::default())]);
    assert_eq!(
        both.classes().collect::<Vec<_>>(),
        [&Class::Vm, &Class::Network]
    );
    assert!(writer.store().read().revision() > revision);
    assert_eq!(writer.store().read().len(), 1);
}

#[test]
fn readers_may_come_from_anywhere() {
    let (writer, reader) = store();
    let thread = std::thread::spawn(move || reader.read().len());
    assert_eq!(thread.join().unwrap(), 0);
    assert!(writer.store().read().is_empty());
}

#[test]
fn what_belongs_to_what() {
    let pool = Connected::with("a", lab());
    let store = pool.writer.store();
    let world = store.read();
    let refs = |list: Vec<&OpaqueRef>| {
        list.iter()
            .map(|one| one.as_str().to_owned())
            .collect::<Vec<_>>()
    };
    let of = |owner: &str| OpaqueRef::from(owner);
    assert_eq!(
        refs(world.within::<Vbd>(&of("web")).map(|(r, _)| r).collect()),
        ["vbd0", "vbd3"]
    );
    assert_eq!(
        refs(world.within::<Vm>(&of("h10")).map(|(r, _)| r).collect()),
        ["dom0", "old"]
    );
    assert_eq!(
        refs(world.within::<Vm>(&of("web")).map(|(r, _)| r).collect()),
        ["snap"]
    );
    assert_eq!(world.count_within(Class::Pbd, &of("nfs")), 3);
    assert_eq!(world.name(), Some("Lab"));
    assert_eq!(world.coordinator().unwrap().1.name_label, "host-1");
    assert_eq!(world.name_of(&of("nfs")), Some("NFS"));
    assert_eq!(world.name_of(&of("vbd0")), None);
    assert_eq!(
        world.by_uuid(&Class::Sr, "uuid-of-nfs").unwrap().reference,
        of("nfs")
    );
    let counted: usize = world.counts().map(|(_, count)| count).sum();
    assert_eq!(counted, world.len());
    assert_eq!(world.objects().count(), world.len());
}

/// Small records of several classes that point at each other.
fn records() -> impl Strategy<Value = Object> {
    let reference = || (0..4u8).prop_map(|n| format!("r{n}"));
    let name = prop_oneof![Just(""), Just("a"), Just("b 10"), Just("é 9")];
    let state = prop_oneof![
        Just(VmPowerState::Running),
        Just(VmPowerState::Halted),
        Just(VmPowerState::Unknown("Odd".into())),
    ];
    (
        0..6u8,
        reference(),
        reference(),
        name,
        state,
        any::<[bool; 4]>(),
    )
        .prop_map(
            |(class, reference, other, name, power_state, [template, snapshot, hide, flag])| {
                let other_config = if hide {
                    [("HideFromXenCenter".into(), "true".into())].into()
                } else {
                    xapi::Map::new()
                };
                let name_label = xapi::Text::from(name);
                let record = match class {
                    0 => Vm {
                        uuid: name_label.clone(),
                        name_label,
                        power_state,
                        is_a_template: template,
                        is_a_snapshot: snapshot,
                        snapshot_of: other.as_str().into(),
                        resident_on: if flag {
                            other.as_str().into()
                        } else {
                            xapi::Ref::null()
                        },
                        affinity: other.as_str().into(),
                        other_config,
                        ..Vm::default()
                    }
                    .into_record(),
                    1 => xapi::Host {
                        name_label,
                        other_config,
                        ..Default::default()
                    }
                    .into_record(),
                    2 => Sr {
                        name_label,
                        other_config,
                        ..Sr::default()
                    }
                    .into_record(),
                    3 => Pbd {
                        host: other.as_str().into(),
                        currently_attached: flag,
                        ..Pbd::default()
                    }
                    .into_record(),
                    4 => Vif {
                        vm: other.as_str().into(),
                        device: name_label,
                        ..Vif::default()
                    }
                    .into_record(),
                    _ => xapi::Record::Unknown {
                        class: Class::from_wire("new_thing"),
                        value: name.into(),
                    },
                };
                Object {
                    reference: reference.as_str().into(),
                    record,
                }
            },
        )
}

#[derive(Clone, Debug)]
enum Step {
    Put(Object),
    Take(Object),
    /// The list of all objects.
    Relist {
        /// Before it, one that ended after so many objects.
        broken: Option<usize>,
        /// What happens while it is told: put, or taken.
        meanwhile: Vec<(bool, Object)>,
    },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => records().prop_map(Step::Put),
        3 => records().prop_map(Step::Take),
        1 => (prop::option::of(0..9usize), prop::collection::vec((any::<bool>(), records()), 0..6))
            .prop_map(|(broken, meanwhile)| Step::Relist { broken, meanwhile }),
    ];
    prop::collection::vec(step, 0..60)
}

type Model = BTreeMap<(Class, OpaqueRef), Object>;

fn name_of(object: &Object) -> (Class, OpaqueRef) {
    (object.class(), object.reference.clone())
}

fn listed(model: &Model, backwards: bool) -> Vec<Change> {
    let mut objects: Vec<Change> = model.values().cloned().map(Change::InitApply).collect();
    if backwards {
        objects.reverse();
    }
    std::iter::once(Change::Init)
        .chain(objects)
        .chain([Change::InitDone])
        .collect()
}

/// The steps as changes, and what is there in the end.
fn changes(steps: Vec<Step>) -> (Vec<Change>, Model) {
    let mut model = Model::new();
    let mut changes = Vec::new();
    let change = |model: &mut Model, put: bool, object: Object| {
        let (class, reference) = name_of(&object);
        if put {
            model.insert((class, reference), object.clone());
            Change::Apply(object)
        } else {
            model.remove(&(class.clone(), reference.clone()));
            Change::Delete { class, reference }
        }
    };
    for step in steps {
        match step {
            Step::Put(object) => changes.push(change(&mut model, true, object)),
            Step::Take(object) => changes.push(change(&mut model, false, object)),
            Step::Relist { broken, meanwhile } => {
                let mut list = listed(&model, changes.len() % 2 == 0);
                if let Some(end) = broken {
                    let end = end.min(list.len() - 1);
                    changes.extend_from_slice(&list[..end]);
                }
                let done = list.pop();
                changes.extend(list);
                for (put, object) in meanwhile {
                    changes.push(change(&mut model, put, object));
                }
                changes.extend(done);
            }
        }
    }
    (changes, model)
}

proptest! {
    #[test]
    fn any_way_to_a_state_leads_to_the_same_store(steps in steps(), cuts in prop::collection::vec(1..9usize, 1..20)) {
        let (changes, model) = changes(steps);
        let mut at_once = Writer::new();
        at_once.apply(listed(&model, false));
        let mut backwards = Writer::new();
        backwards.apply(listed(&model, true));
        let mut in_batches = Writer::new();
        let mut rest = changes.into_iter().peekable();
        for cut in cuts.iter().cycle() {
            if rest.peek().is_none() {
                break;
            }
            in_batches.apply(rest.by_ref().take(*cut));
        }
        let stores = [at_once.store(), backwards.store(), in_batches.store()];
        let [at_once, backwards, in_batches] = stores.each_ref().map(|store| store.read());
        prop_assert_eq!(&*at_once, &*backwards);
        prop_assert_eq!(&*at_once, &*in_batches);
        prop_assert_eq!(at_once.len(), model.len());
    }

    #[test]
    fn what_is_touched_is_what_differs(before in steps(), after in steps()) {
        let (first, _) = changes(before);
        let (second, _) = changes(after);
        let second: Vec<Change> = second
            .into_iter()
            .filter(|change| matches!(change, Change::Apply(_) | Change::Delete { .. }))
            .collect();
        let mut writer = Writer::new();
        writer.apply(first);
        let copy = |writer: &Writer| -> Model {
            writer.store().read().objects().map(|object| (name_of(object), (**object).clone())).collect()
        };
        let old = copy(&writer);
        let touched = writer.apply(second);
        let new = copy(&writer);
        for name in old.keys().chain(new.keys()) {
            prop_assert!(old.get(name) == new.get(name) || touched.classes().any(|class| *class == name.0));
        }
    }
}

#[test]
fn what_has_not_changed_is_in_memory_once() {
    let (mut writer, reader) = store();
    let described = |state| Vm {
        name_description: "a text that has memory of its own".into(),
        other_config: [("folder".into(), "/Production/of the third floor".into())].into(),
        ..vm("a", state, "")
    };
    writer.apply([put("a", described(VmPowerState::Halted))]);
    let before = reader
        .read()
        .object(&Class::Vm, &"a".into())
        .unwrap()
        .clone();
    writer.apply([put("a", described(VmPowerState::Running))]);
    let world = reader.read();
    let before = Vm::from_record(&before.record).unwrap();
    let after = world.vm(&"a".into()).unwrap();
    assert_eq!(after.power_state, VmPowerState::Running);
    assert_eq!(
        (
            after.name_description.as_ptr(),
            after.other_config.values().next().unwrap().as_ptr()
        ),
        (
            before.name_description.as_ptr(),
            before.other_config.values().next().unwrap().as_ptr()
        )
    );
}
