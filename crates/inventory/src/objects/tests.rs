//! Whether descriptions are whole: what a layout names is there, and nothing is there twice.

use std::{collections::BTreeSet, fs, path::Path};

use xapi::{Change, Class, Pool, RecordOf};

use super::{property::PropertyType, *};
use crate::{ConnectionId, Way, Writer};

fn in_pages<T: ObjectClass>() -> impl Iterator<Item = &'static str> {
    let sections = T::PAGES.iter().flat_map(|page| page.sections);
    sections.flat_map(|section| section.fields.iter().copied())
}

pub(super) fn sections<T: ObjectClass>() -> Vec<&'static str> {
    let sections = T::PAGES.iter().flat_map(|page| page.sections);
    sections.map(|section| section.id).collect()
}

pub(super) fn labels<T: ObjectClass>() -> Vec<&'static str> {
    let properties = in_pages::<T>().filter_map(|id| T::property(id));
    properties.map(|property| property.field).collect()
}

pub(super) fn faults<T: ObjectClass>() -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |what: &str, id: &str| faults.push(format!("{} {what} {id}", T::CLASS));
    let mut ids = BTreeSet::new();
    for property in T::PROPERTIES {
        if !ids.insert(property.id) {
            fault("twice:", property.id);
        }
    }
    let pages = || T::PAGES.iter();
    let places = pages().flat_map(|page| page.place.iter().chain(&page.since).copied());
    let columns = T::TABLES
        .iter()
        .flat_map(|table| table.columns().iter().copied());
    for id in in_pages::<T>().chain(places).chain(columns) {
        if !ids.contains(id) {
            fault("has no", id);
        }
    }
    // What the next start is to know must be there to be written.
    let members = members(&T::CLASS);
    let kept = T::PROPERTIES.iter().flat_map(|property| property.kept);
    for path in kept.chain(T::KEPT) {
        let member = path.split('.').next().unwrap_or(path);
        if !members.contains_key(member) {
            fault("has no member", path);
        }
    }
    let kept = super::kept::<T>();
    for (path, why) in T::NOISE {
        if !kept.contains(path) {
            fault("does not keep what is said to be noise:", path);
        }
        if why.is_empty() {
            fault("says no reason for", path);
        }
    }
    faults
}

#[test]
fn descriptions_are_whole() {
    let faults: Vec<String> = CLASSES.iter().flat_map(|class| (class.faults)()).collect();
    assert_eq!(faults, Vec::<String>::new());
    let classes: BTreeSet<&Class> = CLASSES.iter().map(|class| &class.class).collect();
    assert_eq!(classes.len(), CLASSES.len());
    assert!(classes.contains(&Pool::CLASS));
}

#[test]
fn there_is_a_table_for_each_list() {
    for list in ListKind::ALL {
        let tables = CLASSES.iter().flat_map(|class| class.tables);
        let of_all = tables.filter(|table| table.list() == list && table.is_for_all());
        assert_eq!(of_all.count(), 1, "{list:?}");
    }
}

/// A value of a property.
#[derive(Debug)]
pub(crate) struct Known {
    pub object: String,
    pub of_type: PropertyType,
    pub value: Cell,
}

pub(super) fn values<T: ObjectClass>(info: &ConnectionInfo<'_>) -> Vec<Known> {
    let mut values = Vec::new();
    for slot in info.world.slots_of::<T>() {
        let item = Item::<T>::at(info, slot).unwrap();
        values.extend(T::PROPERTIES.iter().map(|property| Known {
            object: format!("{}.{} of {}", T::CLASS, property.id, item.reference),
            of_type: property.of_type,
            value: (property.get)(&item),
        }));
    }
    values.sort_by(|a, b| a.object.cmp(&b.object));
    values
}

/// A real pool, with an empty object more of each class.
pub(crate) fn captured() -> Writer {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../xapi/tests/fixtures/wire");
    let mut writer = Writer::new();
    for class in Class::ALL {
        let file = folder.join(format!("get_all_records-{class}.json"));
        let captured = fs::read(file).map(|reply| codec::json::decode_objects(class, &reply));
        let captured = captured.map(Result::unwrap).unwrap_or_default();
        let empty = record_with(class, &Value::Object(serde_json::Map::new()));
        let empty = empty.map(|record| Object {
            reference: format!("OpaqueRef:empty {class}").as_str().into(),
            record,
        });
        writer.apply(captured.into_iter().chain(empty).map(Change::Apply));
    }
    writer
}

/// All that is known of all objects.
pub(crate) fn known(writer: &Writer) -> Vec<Known> {
    let (id, store) = (ConnectionId::from("c"), writer.store());
    let world = &*store.read();
    let info = ConnectionInfo {
        id: &id,
        way: Way::Direct,
        address: "pool",
        status: Status::Live,
        read_only: false,
        permissions: None,
        hidden: false,
        now: 0,
        world,
    };
    CLASSES
        .iter()
        .flat_map(|class| (class.values)(&info))
        .collect()
}

#[test]
fn values_are_of_their_types() {
    let known = known(&captured());
    let some = known.iter().filter(|known| known.value != Cell::None);
    assert!(some.count() > 500, "{} values", known.len());
    for known in known {
        assert!(known.of_type.takes(&known.value), "{known:?}");
    }
}

/// The value of a property of the only object of a class, as a word.
fn said(writer: &Writer, class: &str, property: &str) -> String {
    fn text(cell: &Cell) -> String {
        match cell {
            Cell::Text { text } | Cell::Code { text } | Cell::Link { text, .. } => text.clone(),
            Cell::Term { term } => format!("#{term}"),
            Cell::Count { count } => count.to_string(),
            Cell::Flag { on } => on.to_string(),
            Cell::Status { status } => format!("{status:?}"),
            Cell::List { items } => items.iter().map(text).collect::<Vec<_>>().join(" "),
            other => format!("{other:?}"),
        }
    }
    let start = format!("{class}.{property} of ");
    let mut known = known(writer).into_iter();
    let found = known.find(|known| known.object.starts_with(&start));
    found.map_or_else(|| format!("no {start}"), |known| text(&known.value))
}

fn holding(records: Vec<(&str, Record)>) -> Writer {
    let mut writer = Writer::new();
    writer.apply(records.into_iter().map(|(reference, record)| {
        let reference = reference.into();
        Change::Apply(Object { reference, record })
    }));
    writer
}

#[test]
fn appliances_and_schedules_name_their_vms() {
    let vm = xapi::Vm {
        name_label: "web".into(),
        appliance: "app".into(),
        snapshot_schedule: "night".into(),
        ..xapi::Vm::default()
    };
    let appliance = xapi::VmAppliance {
        name_label: "shop".into(),
        vms: vec!["vm".into()].into(),
        ..xapi::VmAppliance::default()
    };
    let schedule = xapi::Vmss {
        name_label: "nightly".into(),
        frequency: xapi::VmssFrequency::Daily,
        schedule: [("hour".into(), "3".into()), ("min".into(), "0".into())].into(),
        vms: vec!["vm".into(), "gone".into()].into(),
        ..xapi::Vmss::default()
    };
    let pool = holding(vec![
        ("vm", vm.into_record()),
        ("app", appliance.into_record()),
        ("night", schedule.into_record()),
    ]);
    for (class, property, expect) in [
        ("VM", "appliance", "shop"),
        ("VM", "snapshotSchedule", "nightly"),
        ("VM_appliance", "vms", "web"),
        ("VMSS", "vms", "web"),
        ("VMSS", "status", "Disabled"),
        ("VMSS", "frequency", "#daily"),
        ("VMSS", "at", "03:00"),
    ] {
        assert_eq!(said(&pool, class, property), expect, "{class}.{property}");
    }
}

#[test]
fn a_bond_is_as_well_as_its_links() {
    let nic = |device: &str| {
        let device = device.into();
        xapi::Pif {
            device,
            currently_attached: true,
            ..xapi::Pif::default()
        }
        .into_record()
    };
    for (links_up, expect) in [(2, "Ok"), (1, "Degraded"), (0, "Broken")] {
        let bond = xapi::Bond {
            master: "bond0".into(),
            slaves: vec!["eth0".into(), "eth1".into()].into(),
            mode: xapi::BondMode::Lacp,
            links_up,
            ..xapi::Bond::default()
        };
        let pool = holding(vec![
            ("bond0", nic("bond0")),
            ("eth0", nic("eth0")),
            ("eth1", nic("eth1")),
            ("bond", bond.into_record()),
        ]);
        assert_eq!(said(&pool, "Bond", "status"), expect);
        assert_eq!(said(&pool, "Bond", "nics"), "eth0 eth1");
        assert_eq!(said(&pool, "Bond", "mode"), "#bondLacp");
    }
}

#[test]
fn subjects_have_roles_and_hosts_certificates() {
    let subject = xapi::Subject {
        other_config: [("subject-name".into(), "LAB\\ann".into())].into(),
        roles: vec!["role".into()].into(),
        ..xapi::Subject::default()
    };
    let role = xapi::Role {
        name_label: "pool-admin".into(),
        subroles: vec!["other".into()].into(),
        ..xapi::Role::default()
    };
    let host = xapi::Host {
        name_label: "host-1".into(),
        ..xapi::Host::default()
    };
    let certificate = xapi::Certificate {
        r#type: xapi::CertificateType::Host,
        host: "host".into(),
        fingerprint: "AA:BB".into(),
        ..xapi::Certificate::default()
    };
    let pool = holding(vec![
        ("subject", subject.into_record()),
        ("role", role.into_record()),
        ("host", host.into_record()),
        ("certificate", certificate.into_record()),
    ]);
    for (class, property, expect) in [
        ("subject", "name", "LAB\\ann"),
        ("subject", "roles", "pool-admin"),
        ("role", "permissions", "1"),
        ("Certificate", "host", "host-1"),
        ("Certificate", "type", "#certificateHost"),
        ("Certificate", "fingerprint", "AA:BB"),
    ] {
        assert_eq!(said(&pool, class, property), expect, "{class}.{property}");
    }
    let store = pool.store();
    let world = store.read();
    assert_eq!(world.within::<xapi::Certificate>(&"host".into()).count(), 1);
}

/// The sources of this crate, by their paths in it, tests apart.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
            let path = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
            let path = path.to_string_lossy().replace('\\', "/");
            if !path.ends_with("tests.rs") {
                found.push((path, text.to_owned()));
            }
        }
    }
}

/// What can be done to which class is for jobs to say.
const JOBS: &[&str] = &["src/job", "src/check"];

/// What is unwell with which class is for rules to say.
const RULES: &str = "src/health/rules/";

fn is_of_jobs(path: &str) -> bool {
    JOBS.iter().any(|start| path.starts_with(start))
}

#[test]
fn nothing_else_matches_on_classes() {
    let mut found = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    assert!(found.len() > 50, "{} files", found.len());
    let others = || {
        let is_other = |path: &str| !path.starts_with("src/objects/") && !is_of_jobs(path);
        found.iter().filter(move |(path, _)| is_other(path))
    };
    for class in Class::ALL {
        // As Rust calls it: `VmAppliance`.
        let name = format!("{class:?}");
        for (path, text) in others() {
            for kind in ["Class", "Record"] {
                let found = text.contains(&format!("{kind}::{name}"));
                assert!(!found, "{path} names {kind}::{name}");
            }
        }
    }
}

/// Adding a class is a file, and a line and a word in `mod.rs`.
#[test]
fn a_class_stands_in_one_file() {
    let mut found = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    let naming = |class: &str| -> Vec<&str> {
        let of = found.iter().filter(|(_, text)| {
            let mut words = text.split(|c: char| !c.is_alphanumeric());
            words.any(|word| word == class)
        });
        let paths = of.map(|(path, _)| path.as_str());
        // What is done to a class, and what is unwell with it, are files of their own.
        let is_told = |path: &&str| !is_of_jobs(path) && !path.starts_with(RULES);
        paths.filter(is_told).collect()
    };
    for (class, file) in [
        ("VmAppliance", "vm_appliance"),
        ("Vmss", "vmss"),
        ("Role", "role"),
    ] {
        let expect = ["src/objects/mod.rs", &format!("src/objects/{file}.rs")];
        let mut found = naming(class);
        found.sort_unstable();
        assert_eq!(found, expect);
    }
}
