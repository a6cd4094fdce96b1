use inventory::{
    ObjectKey,
    tree::{self, Spot},
    view::{Grouping, Status, TreeSpec},
};
use xapi::{Class, Host, HostMetrics, Pool, Record, RecordOf, VmPowerState};

use crate::pool::{Connected, gone, lab, look_at, picture, put, vm, whole_tree};

#[track_caller]
fn check(all: &[Connected], spec: &TreeSpec, expect: &str) {
    let frame = look_at(all, |infos| tree::frame(infos, spec));
    let lines = || expect.lines().filter(|line| !line.trim().is_empty());
    let indent = lines()
        .next()
        .map_or(0, |line| line.len() - line.trim_start().len());
    let expect: String = lines()
        .map(|line| format!("{}\n", &line[indent..]))
        .collect();
    assert_eq!(picture(&frame), expect);
    assert_eq!(frame.total as usize, frame.rows.len());
}

#[test]
fn a_pool_by_infrastructure() {
    let all = [Connected::with("a", lab())];
    check(
        &all,
        &whole_tree(),
        "
        ▾ Lab (live) 5
          ▾ host-1 (ok)
            db-02 (halted)
            web-01 (running)
          host-2 (ok)
          ▾ host-10 (ok)
            old-tools (running)
          Été (suspended)
          lost (halted)
          ▸ storage 1
          ▸ networks 1
          ▸ templates 2
        ",
    );
}

#[test]
fn a_pool_by_type() {
    let all = [Connected::with("a", lab())];
    let toggled = ["a/vms", "a/templates", "a/snapshots", "a/hosts"]
        .map(str::to_owned)
        .into();
    check(
        &all,
        &TreeSpec {
            grouping: Grouping::Types,
            toggled,
            ..whole_tree()
        },
        "
        ▾ Lab (live) 5
          ▾ hosts 3
            host-1 (ok)
            host-2 (ok)
            host-10 (ok)
          ▾ vms 5
            db-02 (halted)
            Été (suspended)
            lost (halted)
            old-tools (running)
            web-01 (running)
          ▾ templates 2
            golden image (ok)
            Debian (ok)
          ▾ snapshots 1
            before the upgrade (ok)
          ▸ storage 1
          ▸ networks 1
        ",
    );
}

#[test]
fn connections_without_objects_are_shown() {
    let mut lost = Connected::new("gone");
    lost.status = Status::Disconnected;
    let all = [
        lost,
        Connected::with(
            "a",
            [put(
                "h",
                Host {
                    name_label: "alone".into(),
                    ..Host::default()
                },
            )],
        ),
    ];
    check(
        &all,
        &whole_tree(),
        "
        gone.example (disconnected)
        ▾ alone (live) !degraded 1
          alone (disabled) !degraded
        ",
    );
}

#[test]
fn what_is_toggled_is_closed_or_open() {
    let all = [Connected::with("a", lab())];
    let toggled = ["a/host/uuid-of-host-1", "a/storage"]
        .map(str::to_owned)
        .into();
    check(
        &all,
        &TreeSpec {
            toggled,
            ..whole_tree()
        },
        "
        ▾ Lab (live) 5
          ▸ host-1 (ok)
          host-2 (ok)
          ▾ host-10 (ok)
            old-tools (running)
          Été (suspended)
          lost (halted)
          ▾ storage 1
            NFS (ok)
          ▸ networks 1
          ▸ templates 2
        ",
    );
    check(
        &all,
        &TreeSpec {
            toggled: ["a".to_owned()].into(),
            ..whole_tree()
        },
        "▸ Lab (live) 5",
    );
}

#[test]
fn a_filter_keeps_what_is_above_a_match_and_opens_it() {
    let all = [Connected::with("a", lab()), Connected::new("b")];
    let filter = |text: &str| TreeSpec {
        filter: text.to_owned(),
        toggled: ["a".to_owned()].into(),
        ..whole_tree()
    };
    let web = "
        ▾ Lab (live) 5
          ▾ host-1 (ok)
            web-01 (running)
        ";
    check(&all, &filter("WEB"), web);
    check(&all, &filter("10.0.0.7"), web);
    check(&all, &filter("52:54:00:ab"), web);
    check(&all, &filter("01 we"), web);
    check(&all, &filter("uuid-of-web"), web);
    check(
        &all,
        &filter("prod"),
        "▾ Lab (live) 5\n  ▾ host-1 (ok)\n    db-02 (halted)",
    );
    check(&all, &filter("ete"), "▾ Lab (live) 5\n  Été (suspended)");
    check(
        &all,
        &filter("nfs"),
        "▾ Lab (live) 5\n  ▾ storage 1\n    NFS (ok)",
    );
    check(&all, &filter("golden debian"), "");
    check(
        &all,
        &filter("192.0.2.6"),
        "▾ Lab (live) 5\n  host-1 (ok)\n  host-2 (ok)",
    );
    check(&all, &filter("b.exam"), "b.example (live)");
    let matches = |text: &str| look_at(&all, |infos| tree::frame(infos, &filter(text)).matches);
    assert_eq!(matches("web"), Some(1));
    assert_eq!(matches("host"), Some(3));
    assert_eq!(matches("nothing like it"), Some(0));
    assert_eq!(matches(" "), None);
}

#[test]
fn a_vm_goes_where_it_runs() {
    let mut a = Connected::with("a", lab());
    a.writer.apply([
        put("web", vm("web-01", VmPowerState::Running, "h2")),
        gone(Class::Host, "h1"),
    ]);
    a.writer
        .apply([put("metrics of host-2", HostMetrics::default())]);
    let busy = xapi::Vm {
        current_operations: [("task".into(), xapi::VmOperation::Start)].into(),
        ..vm("lost", VmPowerState::Halted, "")
    };
    a.writer.apply([put("lost", busy)]);
    // db-02 calls a host home that is gone.
    check(
        &[a],
        &whole_tree(),
        "
        ▾ Lab (live) 5 !broken 2
          ▾ host-2 (broken) !broken 1
            web-01 (running) !broken
          ▾ host-10 (ok)
            old-tools (running)
          db-02 (halted)
          Été (suspended)
          lost (halted) …start
          ▸ storage 1
          ▸ networks 1
          ▸ templates 2
        ",
    );
}

#[test]
fn a_window_is_a_part_of_the_whole() {
    let all = [Connected::with("a", lab()), Connected::with("b", lab())];
    let whole = look_at(&all, |infos| tree::frame(infos, &whole_tree()));
    assert_eq!(whole.total, 24);
    for offset in 0..=whole.total + 1 {
        for rows in [0, 1, 3, 50] {
            let part = look_at(&all, |infos| {
                tree::frame(
                    infos,
                    &TreeSpec {
                        offset,
                        rows,
                        ..TreeSpec::default()
                    },
                )
            });
            let from = offset.min(whole.total) as usize;
            let to = (from + rows as usize).min(whole.rows.len());
            assert_eq!((part.total, part.offset as usize), (whole.total, from));
            assert_eq!(part.rows, whole.rows[from..to]);
        }
    }
    let some = look_at(&all, |infos| tree::rows(infos, &whole_tree(), 2, 4));
    assert_eq!(some, whole.rows[2..=4]);
    assert!(look_at(&all, |infos| tree::rows(infos, &whole_tree(), 4, 2)).is_empty());
}

#[test]
fn rows_know_their_siblings() {
    let all = [Connected::with("a", lab()), Connected::with("b", lab())];
    let whole = look_at(&all, |infos| tree::frame(infos, &whole_tree()));
    for row in &whole.rows {
        let siblings = row.position.1;
        assert!((1..=siblings).contains(&row.position.0), "{row:?}");
    }
    let position = |id: &str| whole.rows.iter().find(|row| row.id == id).unwrap().position;
    assert_eq!(position("b"), (2, 2));
    assert_eq!(position("a/VM/uuid-of-web-01"), (2, 2));
    assert_eq!(position("a/VM/uuid-of-lost"), (5, 8));
    assert_eq!(position("a/templates"), (8, 8));
    let ids: std::collections::BTreeSet<&str> =
        whole.rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids.len(), whole.rows.len());
}

#[test]
fn hosts_tell_their_load() {
    let all = [Connected::with("a", lab())];
    let frame = look_at(&all, |infos| tree::frame(infos, &whole_tree()));
    let load = |name: &str| {
        frame
            .rows
            .iter()
            .find(|row| row.name == name)
            .unwrap()
            .load
            .unwrap()
    };
    // Its own overhead of 1 GiB, and a VM of 4 GiB.
    assert_eq!(load("host-1"), 5.0 / 64.0);
    // The control domain's 3 GiB count too.
    assert_eq!(load("host-10"), 6.0 / 64.0);
}

#[test]
fn objects_are_found_in_the_tree() {
    let all = [Connected::new("empty"), Connected::with("a", lab())];
    let closed: TreeSpec = TreeSpec {
        toggled: ["a".to_owned(), "a/host/uuid-of-host-1".to_owned()].into(),
        ..whole_tree()
    };
    let check = |grouping: Grouping, class: Class, reference: &str| -> Option<String> {
        let spec = TreeSpec {
            grouping,
            ..closed.clone()
        };
        let key = ObjectKey::new(&all[1].id, &class, &reference.into());
        let Spot { id, index, toggled } = look_at(&all, |infos| tree::spot(infos, &spec, &key))?;
        let opened = TreeSpec { toggled, ..spec };
        let row = look_at(&all, |infos| tree::rows(infos, &opened, index, index))
            .pop()
            .unwrap();
        assert_eq!(row.id, id);
        assert_eq!(row.object, Some(key));
        Some(id)
    };
    use Grouping::{Infrastructure, Types};
    assert_eq!(
        check(Infrastructure, Class::Vm, "web").unwrap(),
        "a/VM/uuid-of-web-01"
    );
    assert_eq!(
        check(Types, Class::Vm, "web").unwrap(),
        "a/VM/uuid-of-web-01"
    );
    for (class, reference) in [
        (Class::Pool, "p"),
        (Class::Host, "h10"),
        (Class::Vm, "lost"),
        (Class::Vm, "mine"),
        (Class::Vm, "given"),
        (Class::Sr, "nfs"),
        (Class::Network, "net"),
    ] {
        assert!(
            check(Infrastructure, class.clone(), reference).is_some(),
            "{reference}"
        );
        assert!(check(Types, class, reference).is_some(), "{reference}");
    }
    assert!(check(Types, Class::Vm, "snap").is_some());
    assert_eq!(check(Infrastructure, Class::Vm, "snap"), None);
    assert_eq!(check(Infrastructure, Class::Vm, "dom0"), None);
    assert_eq!(check(Infrastructure, Class::Vm, "hidden"), None);
    assert_eq!(check(Infrastructure, Class::Vm, "nobody"), None);
    assert_eq!(check(Infrastructure, Class::Vif, "vif0"), None);
}

#[test]
fn type_ahead_goes_on_from_where_one_is() {
    let all = [Connected::with("a", lab())];
    let check = |text: &str, from: u32, expect: Option<&str>| {
        let found = look_at(&all, |infos| {
            let index = tree::find(infos, &whole_tree(), text, from)?;
            tree::rows(infos, &whole_tree(), index, index).pop()
        });
        assert_eq!(
            found.map(|row| row.name).as_deref(),
            expect,
            "{text} from {from}"
        );
    };
    check("L", 0, Some("Lab"));
    check("l", 1, Some("lost"));
    check("l", 9, Some("Lab"));
    check("host-1", 0, Some("host-1"));
    check("host-1", 2, Some("host-10"));
    check("host-1", 6, Some("host-1"));
    check("db", 3, Some("db-02"));
    check("ete", 0, Some("Été"));
    check("storage", 0, None);
    check("", 0, None);
}

#[test]
fn a_record_that_is_none_is_a_row() {
    let odd = |class: Class| Record::Unknown {
        class,
        value: serde_json::json!("oops"),
    };
    let changes = [
        put(
            "p",
            Pool {
                name_label: "Odd".into(),
                ..Pool::default()
            },
        ),
        xapi::Change::Apply(xapi::Object {
            reference: "v".into(),
            record: odd(Class::Vm),
        }),
        xapi::Change::Apply(xapi::Object {
            reference: "x".into(),
            record: odd(Class::from_wire("warp")),
        }),
    ];
    check(
        &[Connected::with("a", changes)],
        &whole_tree(),
        "▾ Odd (live) 1\n  v (unknown)",
    );
    let unnamed = xapi::Vm {
        uuid: "u-u".into(),
        ..xapi::Vm::default()
    };
    assert!(matches!(unnamed.clone().into_record(), Record::Vm(_)));
    check(
        &[Connected::with("a", [put("v", unnamed)])],
        &whole_tree(),
        "▾ a.example (live)\n  u-u (unknown)",
    );
}
