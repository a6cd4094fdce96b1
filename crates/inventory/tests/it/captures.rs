//! A real pool's answers, the whole way: bytes, records, store, tree; by both codecs.

use std::path::Path;

use inventory::{
    page, table, tree,
    view::{ListKind, RowKind, TableSpec, TreeSpec},
};
use xapi::{
    Change, Class, EventBatch, Object,
    codec::{json, xml},
};

use crate::pool::{Connected, look_at, picture, print, whole_tree};

fn capture(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../xapi/tests/fixtures/wire");
    std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn events(name: &str) -> Vec<Change> {
    let body = capture(name);
    let batch: EventBatch = if name.ends_with(".xml") {
        xml::decode_reply(&body)
    } else {
        json::decode_reply(&body)
    }
    .unwrap();
    batch
        .events
        .into_iter()
        .filter_map(|event| event.into_change())
        .collect()
}

fn list(changes: impl IntoIterator<Item = Change>) -> Vec<Change> {
    let listed = changes.into_iter().map(|change| match change {
        Change::Apply(object) => Change::InitApply(object),
        other => other,
    });
    std::iter::once(Change::Init)
        .chain(listed)
        .chain([Change::InitDone])
        .collect()
}

fn records(class: &str, xml: bool) -> Vec<Object> {
    let class = Class::from_wire(class);
    if xml {
        xml::decode_objects(&class, &capture(&format!("get_all_records-{class}.xml"))).unwrap()
    } else {
        json::decode_objects(&class, &capture(&format!("get_all_records-{class}.json"))).unwrap()
    }
}

const CLASSES: [&str; 16] = [
    "pool",
    "host",
    "VM",
    "SR",
    "host_metrics",
    "VM_metrics",
    "VM_guest_metrics",
    "network",
    "PIF",
    "PIF_metrics",
    "VIF",
    "VDI",
    "VBD",
    "PBD",
    "console",
    "SM",
];

/// The pool by its lists; in XML what was captured in XML.
fn by_lists(in_xml: &[&str]) -> Vec<Change> {
    let objects = CLASSES
        .iter()
        .flat_map(|class| records(class, in_xml.contains(class)));
    list(objects.map(Change::Apply))
}

/// (Its hypervisor was simulated: no NIC had a link.)
const TREE: &str = "\
▾ xapisim pool (live) 6 !broken 2
  ▾ host-1 (ok)
    vm-00004 (running)
    vm-00006 (running)
  ▾ host-2 (ok)
    vm-00001 (running)
    vm-00003 (running)
  vm-00002 (halted)
  vm-00005 (halted)
  ▾ storage 2
    NFS storage 1 (ok)
    NFS storage 2 (ok)
  ▾ networks 2 !broken 2
    Pool-wide network associated with eth0 (broken) !broken
    Pool-wide network associated with eth1 (broken) !broken
  ▾ templates 2
    Template 1 (ok)
    Template 2 (ok)
";

#[track_caller]
fn check(changes: Vec<Change>) {
    let pool = [Connected::with("c", changes)];
    let toggled = ["c/storage", "c/networks", "c/templates"]
        .map(str::to_owned)
        .into();
    let frame = look_at(&pool, |infos| {
        tree::frame(
            infos,
            &TreeSpec {
                toggled,
                ..whole_tree()
            },
        )
    });
    assert_eq!(picture(&frame), TREE);
}

#[test]
fn events_by_json() {
    check(list(events("event-from-initial.json")));
}

#[test]
fn lists_by_json() {
    check(by_lists(&[]));
}

#[test]
fn lists_by_xml() {
    check(by_lists(&["pool", "host", "VM", "SR"]));
}

#[test]
fn events_by_xml() {
    // Only the VMs' events were captured in XML; the rest of the pool comes by the lists.
    let mut changes = events("event-from-initial-vm.xml");
    assert_eq!(changes.len(), 9);
    let others = CLASSES
        .iter()
        .filter(|class| **class != "VM")
        .flat_map(|class| records(class, false));
    changes.extend(others.map(Change::Apply));
    check(list(changes));
}

#[test]
fn both_codecs_make_the_same_store() {
    let by_json = Connected::with("c", by_lists(&[]));
    let by_xml = Connected::with("c", by_lists(&["pool", "host", "VM", "SR"]));
    assert_eq!(
        *by_json.writer.store().read(),
        *by_xml.writer.store().read()
    );
}

#[test]
fn a_start_and_a_rename_are_seen() {
    for (start, rename) in [
        ("event-from-vm-start.json", "event-from-rename.json"),
        ("event-from-vm-start.json", "event-from-rename.xml"),
    ] {
        let mut pool = Connected::with("c", list(events("event-from-initial.json")));
        assert!(!pool.writer.apply(events(start)).replaced);
        assert!(!pool.writer.apply(events(rename)).is_empty());
        let store = pool.writer.store();
        let world = store.read();
        let states: Vec<_> = world
            .vms()
            .filter(|(_, vm)| vm.name_label == "vm-00002")
            .collect();
        assert_eq!(states.len(), 1, "{start}");
        assert_eq!(states[0].1.power_state, xapi::VmPowerState::Running);
        assert!(
            world
                .vms()
                .any(|(_, vm)| vm.name_label == "renamed ☕ <b>&amp;"),
            "{rename}"
        );
        assert_eq!(world.count(&Class::Message), 1);
    }
}

#[test]
fn the_list_of_its_vms() {
    let pool = [Connected::with(
        "c",
        list(events("event-from-initial.json")),
    )];
    let spec = TableSpec {
        list: ListKind::Vms,
        connection: Some(pool[0].id.clone()),
        within: None,
        filter: String::new(),
        among: None,
        meanings: Default::default(),
        sort: None,
        offset: 0,
        rows: 3,
    };
    let frame = look_at(&pool, |infos| table::frame(infos, &spec));
    assert_eq!(frame.total, 6);
    assert_eq!(
        print(&frame),
        "\
name | status | host | vcpus | memory | address | os | uptime | tags
vm-00001 | running | →host-2 (ok) | 2 | 2147483648 B | 10.0.0.1 | Debian GNU/Linux 12 (bookworm) | @1795222139 | –
vm-00002 | halted | – | 2 | 2147483648 B | – | – | – | –
vm-00003 | running | →host-2 (ok) | 2 | 2147483648 B | 10.0.0.3 | Debian GNU/Linux 12 (bookworm) | @1795222139 | –
"
    );
}

#[test]
fn every_row_of_it_has_a_page() {
    let pool = [Connected {
        now: 1_795_222_193,
        ..Connected::with("c", list(events("event-from-initial.json")))
    }];
    let toggled = ["c/storage", "c/networks", "c/templates"]
        .map(str::to_owned)
        .into();
    let frame = look_at(&pool, |infos| {
        tree::frame(
            infos,
            &TreeSpec {
                toggled,
                ..whole_tree()
            },
        )
    });
    let mut consoles = 0;
    for row in frame.rows.iter().filter(|row| row.object.is_some()) {
        let key = row.object.as_ref().unwrap();
        let page = pool[0].look(|info| page::page(info, key)).unwrap();
        assert_eq!(
            (&page.name, page.kind, page.status),
            (&row.name, row.kind, row.status)
        );
        assert!(page.sections.iter().any(|section| section.id == "identity"));
        let warnings = page.warnings.iter().map(|warning| warning.code.as_str());
        let expect = match row.kind {
            RowKind::Pool => vec!["nic_without_link"; 4],
            RowKind::Network => vec!["nic_without_link"; 2],
            _ => vec![],
        };
        assert_eq!(warnings.collect::<Vec<_>>(), expect, "{}", page.name);
        consoles += page.consoles.len();
    }
    // The four running VMs, and two of host-1's control domain.
    assert_eq!(consoles, 6);
}
