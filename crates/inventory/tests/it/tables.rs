use inventory::{
    ObjectKey, table,
    view::{ListKind, Sort, TableSpec},
};
use xapi::{Class, Message, Vdi, VmPowerState};

use crate::pool::{Connected, lab, look_at, print, put, vm};

pub fn spec(list: ListKind) -> TableSpec {
    TableSpec {
        list,
        connection: None,
        within: None,
        filter: String::new(),
        among: None,
        meanings: Default::default(),
        sort: None,
        offset: 0,
        rows: 100,
    }
}

fn lines(expect: &str) -> String {
    expect
        .trim()
        .lines()
        .map(|line| line.trim().to_owned() + "\n")
        .collect()
}

#[track_caller]
fn check(all: &[Connected], spec: &TableSpec, expect: &str) {
    assert_eq!(
        print(&look_at(all, |infos| table::frame(infos, spec))),
        lines(expect)
    );
}

#[track_caller]
fn check_within(list: ListKind, class: Class, owner: &str, expect: &str) {
    let all = [Connected::with("a", lab())];
    let within = Some(all[0].key(class, owner));
    check(
        &all,
        &TableSpec {
            within,
            ..spec(list)
        },
        expect,
    );
}

fn names(all: &[Connected], spec: &TableSpec) -> Vec<String> {
    let frame = look_at(all, |infos| table::frame(infos, spec));
    frame
        .rows
        .iter()
        .map(|row| crate::pool::show(&row.cells[0]))
        .collect()
}

#[test]
fn pools_and_hosts() {
    let all = [Connected::with("a", lab()), Connected::new("b")];
    check(
        &all,
        &spec(ListKind::Pools),
        "name | status | address | hosts | vms | memory | version | description
        Lab | live | 192.0.2.6 | 3 | 5 | 12884901888/206158430208 | – | –",
    );
    let within = Some(all[0].key(Class::Pool, "p"));
    check(
        &all,
        &TableSpec {
            within,
            ..spec(ListKind::Hosts)
        },
        "name | status | address | vms | memory | cpu | version | uptime | description
        host-1 | ok | 192.0.2.6 | 2 | 5368709120/68719476736 | – | – | – | –
        host-2 | ok | 192.0.2.6 | 0 | 1073741824/68719476736 | – | – | – | –
        host-10 | ok | 192.0.2.7 | 1 | 6442450944/68719476736 | – | – | – | –",
    );
}

#[test]
fn vms() {
    let all = [Connected::with("a", lab())];
    check(
        &all,
        &spec(ListKind::Vms),
        "name | status | host | pool | vcpus | memory | address | os | uptime | tags
        db-02 | halted | – | →Lab (live) | 2 | 2147483648 B | – | – | – | Prod
        Été | suspended | – | →Lab (live) | 2 | 2147483648 B | – | – | – | –
        lost | halted | – | →Lab (live) | 2 | 2147483648 B | – | – | – | –
        old-tools | running | →host-10 (ok) | →Lab (live) | 2 | 2147483648 B | – | – | @5000 | –
        web-01 | running | →host-1 (ok) | →Lab (live) | 2 | 4294967296 B | 10.0.0.7 | Debian GNU/Linux 12 | @1000 | –",
    );
    let count = |class: Class, owner: &str| {
        let within = Some(all[0].key(class, owner));
        names(
            &all,
            &TableSpec {
                within,
                ..spec(ListKind::Vms)
            },
        )
    };
    assert_eq!(count(Class::Host, "h1"), ["db-02", "web-01"]);
    assert_eq!(count(Class::Sr, "nfs"), ["web-01"]);
    assert_eq!(count(Class::Network, "net"), ["web-01"]);
    assert_eq!(count(Class::Vif, "vif0"), Vec::<String>::new());
}

#[test]
fn what_a_vm_has() {
    check_within(
        ListKind::Disks,
        Class::Vm,
        "web",
        "name | device | type | sr | size | used | mode | bootable | attached
        web-01 root | xvda | #disk | →NFS (ok) | 500 B | – | #rw | no | yes
        #emptyDrive | 3 | #cd | – | – | – | #ro | no | no",
    );
    check_within(
        ListKind::Vifs,
        Class::Vm,
        "web",
        "device | network | mac | address | mtu | attached
        0 | →Pool-wide (ok) | 52:54:00:AB:CD:EF | 10.0.0.7 | 0 | yes",
    );
    check_within(
        ListKind::Snapshots,
        Class::Vm,
        "web",
        "name | vm | created | kind | parent | tags | description
        before the upgrade | →web-01 (running) | @900 | #diskOnly | – | – | –",
    );
    check_within(
        ListKind::Srs,
        Class::Vm,
        "web",
        "name | status | type | shared | host | used | size | description
        NFS | ok | nfs | yes | – | 250/1000 | 1000 B | –",
    );
}

#[test]
fn what_an_sr_a_network_and_a_host_have() {
    // What an SR keeps for itself is not shown.
    check_within(
        ListKind::Disks,
        Class::Sr,
        "nfs",
        "name | sr | size | used | type | vm | description
        web-01 root | →NFS (ok) | 500 B | – |  | →web-01 (running) | –"
            .replace("|  |", "| – |")
            .as_str(),
    );
    check_within(
        ListKind::Pbds,
        Class::Host,
        "h1",
        "sr | type | attached | target
        →NFS (ok) | nfs | yes | nas",
    );
    check_within(
        ListKind::Pbds,
        Class::Sr,
        "nfs",
        "host | sr | attached | target
        →host-1 (ok) | →NFS (ok) | yes | nas
        →host-2 (ok) | →NFS (ok) | yes | nas
        →host-10 (ok) | →NFS (ok) | yes | nas",
    );
    check_within(
        ListKind::Pifs,
        Class::Network,
        "net",
        "host | nic | carrier | speed | mac | vlan | mode4 | address | management | mtu
        →host-1 (ok) | eth0 | #linkUp | 10000 | – | – | – | 192.0.2.6 | yes | 0",
    );
    check_within(
        ListKind::Pifs,
        Class::Host,
        "h1",
        "nic | network | carrier | speed | mac | vlan | mode4 | address | management | mtu
        eth0 | →Pool-wide (ok) | #linkUp | 10000 | – | – | – | 192.0.2.6 | yes | 0",
    );
    check_within(
        ListKind::Networks,
        Class::Host,
        "h1",
        "name | status | nic | vlan | mtu | bridge | vms | description
        Pool-wide | ok | eth0 | – | 1500 | xenbr0 | 1 | –",
    );
    check_within(
        ListKind::Vifs,
        Class::Network,
        "net",
        "vm | device | network | mac | address | mtu | attached
        →web-01 (running) | 0 | →Pool-wide (ok) | 52:54:00:AB:CD:EF | 10.0.0.7 | 0 | yes",
    );
    check_within(
        ListKind::Templates,
        Class::Pool,
        "p",
        "name | kind | vcpus | memory | tags | description
        Debian | #defaultTemplate | 4 | 0 B | – | –
        golden image | #customTemplate | 4 | 0 B | – | –",
    );
}

#[test]
fn messages_the_newest_first() {
    let message = |name: &str, uuid: &str, unix: i64| Message {
        name: name.into(),
        cls: "VM".into(),
        obj_uuid: uuid.into(),
        priority: 3,
        timestamp: xapi::DateTime::from_unix(unix),
        ..Message::default()
    };
    let mut pool = Connected::with("a", lab());
    pool.writer.apply([
        put("m1", message("VM_STARTED", "uuid-of-web-01", 10)),
        put("m2", message("VM_CRASHED", "uuid-of-web-01", 30)),
        put("m3", message("VM_SHUTDOWN", "uuid-of-db-02", 20)),
        put("m4", message("GONE", "nobody", 5)),
    ]);
    let all = [pool];
    check(
        &all,
        &TableSpec {
            connection: Some(all[0].id.clone()),
            ..spec(ListKind::Messages)
        },
        "subject | priority | time | about | mend | body
        VM_CRASHED | #severity2 | @30 | →web-01 (running) | start web | –
        VM_SHUTDOWN | #severity5 | @20 | →db-02 (halted) | – | –
        VM_STARTED | #severity5 | @10 | →web-01 (running) | – | –
        GONE | #severity3 | @5 | – | – | –",
    );
    let within = |class: Class, reference: &str| TableSpec {
        within: Some(all[0].key(class, reference)),
        ..spec(ListKind::Messages)
    };
    assert_eq!(
        names(&all, &within(Class::Vm, "web")),
        ["VM_CRASHED", "VM_STARTED"]
    );
    assert_eq!(names(&all, &within(Class::Pool, "p")).len(), 4);
    assert_eq!(
        names(&all, &within(Class::Host, "h1")),
        Vec::<String>::new()
    );
}

#[test]
fn a_frame_tells_how_its_rows_are_sorted() {
    let all = [Connected::with("a", lab())];
    let sorted = |list: ListKind, wish: Option<(&str, bool)>| {
        let sort = wish.map(|(column, descending)| Sort {
            column: column.into(),
            descending,
        });
        let spec = TableSpec { sort, ..spec(list) };
        let told = look_at(&all, |infos| table::frame(infos, &spec)).sort;
        told.map(|sort| (sort.column, sort.descending))
    };
    let by = |column: &str, descending| Some((column.to_owned(), descending));
    assert_eq!(sorted(ListKind::Vms, None), None);
    assert_eq!(
        sorted(ListKind::Vms, Some(("memory", true))),
        by("memory", true)
    );
    assert_eq!(sorted(ListKind::Vms, Some(("no such column", true))), None);
    // What nobody asked for too.
    assert_eq!(sorted(ListKind::Messages, None), by("time", true));
    assert_eq!(sorted(ListKind::Pifs, None), by("host", false));
}

#[test]
fn sorted_by_any_column() {
    let mut pool = Connected::with("a", lab());
    let big = xapi::Vm {
        vcpus_at_startup: 16,
        ..vm("db-02", VmPowerState::Halted, "")
    };
    pool.writer.apply([put("db", big)]);
    let all = [pool];
    let by = |column: &str, descending: bool| {
        let sort = Some(Sort {
            column: column.into(),
            descending,
        });
        names(
            &all,
            &TableSpec {
                sort,
                ..spec(ListKind::Vms)
            },
        )
    };
    assert_eq!(
        by("name", true),
        ["web-01", "old-tools", "lost", "Été", "db-02"]
    );
    assert_eq!(by("vcpus", true)[0], "db-02");
    assert_eq!(by("memory", true)[0], "web-01");
    // Up longest first; those at rest last, either way.
    assert_eq!(by("uptime", true)[..2], ["web-01", "old-tools"]);
    assert_eq!(by("uptime", false)[..2], ["old-tools", "web-01"]);
    assert_eq!(
        by("host", false),
        ["web-01", "old-tools", "db-02", "Été", "lost"]
    );
    assert_eq!(
        by("status", false),
        ["old-tools", "web-01", "Été", "db-02", "lost"]
    );
    assert_eq!(
        by("no such column", true),
        ["db-02", "Été", "lost", "old-tools", "web-01"]
    );
}

#[test]
fn filtered_and_windowed() {
    let all = [Connected::with("a", lab()), Connected::with("b", lab())];
    let of = |filter: &str, offset: u32, rows: u32| TableSpec {
        filter: filter.into(),
        offset,
        rows,
        ..spec(ListKind::Vms)
    };
    assert_eq!(names(&all, &of("web", 0, 9)), ["web-01", "web-01"]);
    // By what stands in a row, and by what does not.
    assert_eq!(
        names(&all, &of("host-10 lab", 0, 9)),
        ["old-tools", "old-tools"]
    );
    assert_eq!(names(&all, &of("debian 52:54", 0, 9)), ["web-01", "web-01"]);
    assert_eq!(names(&all, &of("web debianx", 0, 9)), Vec::<String>::new());
    assert_eq!(names(&all, &of("", 1, 2)), ["db-02", "Été"]);
    let frame = look_at(&all, |infos| table::frame(infos, &of("", 99, 5)));
    assert_eq!((frame.total, frame.offset, frame.rows.len()), (10, 10, 0));
    let one = TableSpec {
        connection: Some(all[1].id.clone()),
        ..spec(ListKind::Vms)
    };
    let frame = look_at(&all, |infos| table::frame(infos, &one));
    assert_eq!(frame.total, 5);
    assert!(
        frame
            .rows
            .iter()
            .all(|row| row.object.connection == all[1].id)
    );
}

#[test]
fn an_owner_that_is_gone_has_nothing() {
    let all = [Connected::with("a", lab())];
    for list in [
        ListKind::Vms,
        ListKind::Disks,
        ListKind::Messages,
        ListKind::Hosts,
    ] {
        let within = Some(ObjectKey::new(&all[0].id, &Class::Vm, &"nobody".into()));
        assert_eq!(
            look_at(&all, |infos| table::frame(
                infos,
                &TableSpec {
                    within,
                    ..spec(list)
                }
            ))
            .total,
            0
        );
    }
}

#[test]
fn a_missing_disk_is_seen() {
    let mut pool = Connected::with("a", lab());
    let missing = Vdi {
        name_label: "root".into(),
        managed: true,
        missing: true,
        sr: "nfs".into(),
        ..Vdi::default()
    };
    pool.writer.apply([put("disk", missing)]);
    let all = [pool];
    for (class, owner) in [(Class::Sr, "nfs"), (Class::Vm, "web")] {
        let within = Some(all[0].key(class, owner));
        let frame = look_at(&all, |infos| {
            table::frame(
                infos,
                &TableSpec {
                    within,
                    ..spec(ListKind::Disks)
                },
            )
        });
        assert_eq!(frame.rows[0].status, inventory::view::Status::Broken);
    }
}

#[test]
fn a_filter_finds_what_a_cell_says_in_any_language() {
    let all = [Connected::with("a", lab())];
    let of = |filter: &str, meanings: &[(&str, &str)]| TableSpec {
        filter: filter.into(),
        meanings: meanings
            .iter()
            .map(|(word, key)| ((*word).to_owned(), vec![(*key).to_owned()]))
            .collect(),
        ..spec(ListKind::Vms)
    };
    let halted = [("Arrêt", "status.halted")];
    assert_eq!(names(&all, &of("arret", &halted)), ["db-02", "lost"]);
    assert_eq!(names(&all, &of("arret db", &halted)), ["db-02"]);
    assert_eq!(names(&all, &of("arret", &[])), Vec::<String>::new());
    // What is meant is looked for beside the word itself.
    assert_eq!(
        names(&all, &of("web", &[("web", "status.suspended")])),
        ["Été", "web-01"]
    );
    let nonsense = [("zz", "status.of the moon"), ("y", "z")];
    assert_eq!(names(&all, &of("zz", &nonsense)), Vec::<String>::new());
    let linked = TableSpec {
        list: ListKind::Pifs,
        ..of("up", &[("up", "term.linkUp")])
    };
    assert_eq!(names(&all, &linked).len(), 1);
}

#[test]
fn a_filter_asks_for_tags_alone() {
    let mut pool = Connected::with("a", lab());
    pool.writer
        .apply([put("p2", vm("prod-copy", VmPowerState::Halted, ""))]);
    let all = [pool];
    let of = |filter: &str| TableSpec {
        filter: filter.into(),
        ..spec(ListKind::Vms)
    };
    assert_eq!(names(&all, &of("prod")), ["db-02", "prod-copy"]);
    assert_eq!(names(&all, &of("tag:prod")), ["db-02"]);
    assert_eq!(names(&all, &of("tag:prod lost")), Vec::<String>::new());
}

#[test]
fn a_filter_asks_for_one_property_alone() {
    let all = [Connected::with("a", lab())];
    let of = |filter: &str| TableSpec {
        filter: filter.into(),
        ..spec(ListKind::Vms)
    };
    assert_eq!(names(&all, &of("os:debian")), ["web-01"]);
    assert_eq!(names(&all, &of("address:10.0.0")), ["web-01"]);
    assert_eq!(names(&all, &of("host:HOST-1 web")), ["web-01"]);
    assert_eq!(names(&all, &of("host:web")), Vec::<String>::new());
    assert_eq!(names(&all, &of("host:web-01")), Vec::<String>::new());
    // What is no property's operator is text as any other.
    assert_eq!(names(&all, &of("nothing:web")), Vec::<String>::new());
    let disks = TableSpec {
        list: ListKind::Disks,
        ..of("sr:nfs vm:web")
    };
    let rows = look_at(&all, |infos| table::frame(infos, &disks).rows.len());
    assert_eq!(rows, 1);
}

#[test]
fn chosen_objects_and_what_they_come_to() {
    let all = [Connected::with("a", lab()), Connected::with("b", lab())];
    let key = |at: usize, reference: &str| all[at].key(Class::Vm, reference);
    let chosen = TableSpec {
        among: Some(vec![
            key(0, "web"),
            key(1, "db"),
            key(1, "nobody"),
            key(0, "web"),
        ]),
        ..spec(ListKind::Vms)
    };
    assert_eq!(names(&all, &chosen), ["db-02", "web-01"]);
    let frame = look_at(&all, |infos| table::frame(infos, &chosen));
    let sums = frame.sums.iter();
    let sums: Vec<String> = sums
        .map(|sum| format!("{} {}", sum.id, crate::pool::show(&sum.value)))
        .collect();
    assert_eq!(sums, ["vcpus 4", &format!("memory {} B", 6_i64 << 30)]);
    let plain = look_at(&all, |infos| table::frame(infos, &spec(ListKind::Vms)));
    assert_eq!(plain.sums, []);
}

#[test]
fn the_machines_of_a_host_do_not_each_name_it() {
    let all = [Connected::with("a", lab())];
    let of_host = TableSpec {
        within: Some(all[0].key(Class::Host, "h1")),
        ..spec(ListKind::Vms)
    };
    let frame = look_at(&all, |infos| table::frame(infos, &of_host));
    let columns: Vec<&str> = frame.columns.iter().map(|one| one.id.as_str()).collect();
    assert!(!columns.contains(&"host"), "{columns:?}");
    assert!(!columns.contains(&"pool"), "{columns:?}");
}

#[test]
fn addresses_of_what_rests_are_not_those_of_now() {
    let mut pool = Connected::with("a", lab());
    pool.writer
        .apply([put("web", vm("web-01", VmPowerState::Halted, ""))]);
    let all = [pool];
    let one = TableSpec {
        filter: "web".into(),
        ..spec(ListKind::Vms)
    };
    let frame = look_at(&all, |infos| table::frame(infos, &one));
    let at = frame.columns.iter().position(|one| one.id == "address");
    assert_eq!(
        frame.rows[0].cells[at.unwrap()],
        inventory::view::Cell::None
    );
}
