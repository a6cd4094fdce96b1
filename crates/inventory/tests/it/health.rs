//! What is not well is not well everywhere: in the tree and above it, in lists, and on pages.

use inventory::{
    page, table, tree,
    view::{Grouping, ListKind, Status, TableSpec, TreeRow, TreeSpec},
};
use xapi::{
    Change, Class, DateTime, Host, HostMetrics, Message, Pbd, Pif, PifMetrics, Vdi, Vm,
    VmPowerState,
};

use crate::pool::{Connected, gone, lab, look_at, put, vm, whole_tree};

/// Name, worst, and how many below, of each row of the tree that is marked.
fn marked(pool: &Connected, grouping: Grouping) -> Vec<(String, Status, u32)> {
    let spec = TreeSpec {
        grouping,
        toggled: ["a/storage", "a/networks", "a/vms", "a/hosts"]
            .map(str::to_owned)
            .into(),
        ..whole_tree()
    };
    let rows = pool.look(|info| tree::frame(&[*info], &spec).rows);
    let mark = |row: TreeRow| Some((row.name, row.health?, row.unwell));
    rows.into_iter().filter_map(mark).collect()
}

fn list(pool: &Connected, list: ListKind) -> Vec<(Status, Option<Status>)> {
    let spec = TableSpec {
        list,
        connection: None,
        within: None,
        among: None,
        filter: String::new(),
        meanings: Default::default(),
        sort: None,
        offset: 0,
        rows: 100,
    };
    let rows = pool.look(|info| table::frame(&[*info], &spec).rows);
    rows.into_iter()
        .map(|row| (row.status, row.health))
        .collect()
}

fn page(pool: &Connected, class: Class, reference: &str) -> (Status, Option<Status>, Vec<String>) {
    let key = pool.key(class, reference);
    let page = pool.look(|info| page::page(info, &key)).unwrap();
    let codes = page.warnings.into_iter().map(|warning| warning.code);
    (page.status, page.health, codes.collect())
}

/// What was kept of it while it changed is what a new list makes of it.
#[track_caller]
fn same_when_listed(pool: &Connected) {
    let store = pool.writer.store();
    let world = store.read();
    let objects = world.objects().map(|object| (**object).clone());
    let listed = std::iter::once(Change::Init)
        .chain(objects.map(Change::InitApply))
        .chain([Change::InitDone]);
    let anew = Connected::with("a", listed);
    assert_eq!(*world, *anew.writer.store().read());
}

fn row(name: &str, status: Status, below: u32) -> (String, Status, u32) {
    (name.to_owned(), status, below)
}

#[test]
fn all_is_well() {
    let pool = Connected::with("a", lab());
    assert_eq!(marked(&pool, Grouping::Infrastructure), []);
    assert_eq!(list(&pool, ListKind::Pools), [(Status::Live, None)]);
}

#[test]
fn storage_that_a_host_has_lost() {
    let mut pool = Connected::with("a", lab());
    let unplugged = Pbd {
        host: "h1".into(),
        sr: "nfs".into(),
        ..Pbd::default()
    };
    pool.writer.apply([put("pbd1", unplugged.clone())]);
    same_when_listed(&pool);
    assert_eq!(
        marked(&pool, Grouping::Infrastructure),
        [
            row("Lab", Status::Degraded, 2),
            row("host-1", Status::Degraded, 0),
            row("storage", Status::Degraded, 1),
            row("NFS", Status::Degraded, 0),
        ]
    );
    assert_eq!(
        marked(&pool, Grouping::Types),
        [
            row("Lab", Status::Degraded, 2),
            row("hosts", Status::Degraded, 1),
            row("host-1", Status::Degraded, 0),
            row("storage", Status::Degraded, 1),
            row("NFS", Status::Degraded, 0),
        ]
    );
    let degraded = Some(Status::Degraded);
    assert_eq!(list(&pool, ListKind::Pools), [(Status::Live, degraded)]);
    assert_eq!(list(&pool, ListKind::Srs), [(Status::Degraded, degraded)]);
    assert_eq!(
        list(&pool, ListKind::Hosts)[0],
        (Status::Degraded, degraded)
    );
    let told = || vec!["pbd_unplugged".to_owned()];
    assert_eq!(
        page(&pool, Class::Host, "h1"),
        (Status::Degraded, degraded, told())
    );
    // The host and the storage tell the same: once is enough.
    assert_eq!(
        page(&pool, Class::Pool, "p"),
        (Status::Live, degraded, told())
    );
    pool.writer.apply([put(
        "pbd1",
        Pbd {
            currently_attached: true,
            ..unplugged
        },
    )]);
    same_when_listed(&pool);
    assert_eq!(marked(&pool, Grouping::Infrastructure), []);
}

#[test]
fn a_link_that_is_down() {
    let mut pool = Connected::with("a", lab());
    let carrier = |carrier: bool| {
        put(
            "metrics of pif1",
            PifMetrics {
                carrier,
                ..PifMetrics::default()
            },
        )
    };
    let other = Pif {
        host: "h2".into(),
        network: "net".into(),
        device: "eth0".into(),
        currently_attached: true,
        ..Pif::default()
    };
    pool.writer.apply([carrier(false)]);
    same_when_listed(&pool);
    assert_eq!(page(&pool, Class::Network, "net").0, Status::Broken);
    pool.writer.apply([put("pif2", other)]);
    same_when_listed(&pool);
    let degraded = Some(Status::Degraded);
    assert_eq!(
        page(&pool, Class::Network, "net"),
        (
            Status::Degraded,
            degraded,
            ["nic_without_link", "network_not_everywhere"]
                .map(str::to_owned)
                .into()
        )
    );
    assert_eq!(
        list(&pool, ListKind::Networks),
        [(Status::Degraded, degraded)]
    );
    assert_eq!(
        marked(&pool, Grouping::Infrastructure),
        [
            row("Lab", Status::Degraded, 1),
            row("networks", Status::Degraded, 1),
            row("Pool-wide", Status::Degraded, 0),
        ]
    );
    pool.writer.apply([carrier(true)]);
    same_when_listed(&pool);
    assert_eq!(marked(&pool, Grouping::Infrastructure), []);
}

#[test]
fn hosts_that_are_down_come_and_go() {
    let mut pool = Connected::with("a", lab());
    let down = HostMetrics {
        memory_total: 1,
        ..HostMetrics::default()
    };
    pool.writer.apply([put("metrics of host-2", down)]);
    same_when_listed(&pool);
    assert_eq!(
        marked(&pool, Grouping::Infrastructure)[0],
        row("Lab", Status::Broken, 1)
    );
    pool.writer.apply([gone(Class::Host, "h2")]);
    same_when_listed(&pool);
    assert_eq!(marked(&pool, Grouping::Infrastructure), []);
    // A new host has no way to the shared storage yet.
    let new = Host {
        name_label: "host-3".into(),
        enabled: true,
        ..Host::default()
    };
    pool.writer.apply([put("h3", new.clone()), put("h4", new)]);
    same_when_listed(&pool);
    assert_eq!(
        page(&pool, Class::Sr, "nfs"),
        (
            Status::Degraded,
            Some(Status::Degraded),
            vec!["sr_not_everywhere".to_owned()]
        )
    );
}

#[test]
fn a_machine_whose_disk_is_gone_is_told_of_above_it() {
    let mut pool = Connected::with("a", lab());
    let missing = Vdi {
        missing: true,
        sr: "nfs".into(),
        managed: true,
        ..Vdi::default()
    };
    pool.writer.apply([put("disk", missing)]);
    same_when_listed(&pool);
    let broken = [
        row("Lab", Status::Broken, 1),
        row("host-1", Status::Broken, 1),
        row("web-01", Status::Broken, 0),
    ];
    assert_eq!(marked(&pool, Grouping::Infrastructure), broken);
    // It moves.
    let moved = vm("web-01", VmPowerState::Running, "h2");
    pool.writer.apply([put("web", moved)]);
    same_when_listed(&pool);
    assert_eq!(
        marked(&pool, Grouping::Infrastructure)[1],
        row("host-2", Status::Broken, 1)
    );
    pool.writer.apply([gone(Class::Vm, "web")]);
    same_when_listed(&pool);
    assert_eq!(marked(&pool, Grouping::Infrastructure), []);
}

fn alarm(class: &str, uuid: &str, at: i64) -> Message {
    Message {
        name: "ALARM".into(),
        cls: class.into(),
        obj_uuid: uuid.into(),
        priority: 3,
        timestamp: DateTime::from_unix(at),
        body: "value: 0.97\nconfig:\n<variable><name value=\"cpu_usage\"/><alarm_trigger_level value=\"0.9\"/></variable>"
            .into(),
        ..Message::default()
    }
}

#[test]
fn an_alarm_lasts_as_long_as_it_is_raised_again() {
    let mut pool = Connected::with("a", lab());
    let at = pool.now;
    pool.writer.apply([
        put("m1", alarm("VM", "uuid-of-web-01", at - 60)),
        put("m2", alarm("VM", "uuid-of-web-01", at - 3_600)),
        put("m3", alarm("VM", "uuid-of-db-02", at - 9_000)),
    ]);
    let degraded = Some(Status::Degraded);
    let marks = [
        row("Lab", Status::Degraded, 1),
        row("host-1", Status::Degraded, 1),
        row("web-01", Status::Degraded, 0),
    ];
    assert_eq!(marked(&pool, Grouping::Infrastructure), marks);
    let told = || vec!["alarm_cpu".to_owned()];
    assert_eq!(
        page(&pool, Class::Vm, "web"),
        (Status::Running, degraded, told())
    );
    assert_eq!(
        page(&pool, Class::Pool, "p"),
        (Status::Live, degraded, told())
    );
    assert_eq!(list(&pool, ListKind::Pools), [(Status::Live, degraded)]);
    let well = list(&pool, ListKind::Vms);
    assert_eq!(
        well.iter().filter(|(_, health)| health.is_some()).count(),
        1
    );
    pool.now = at + 3 * 3_600;
    assert_eq!(marked(&pool, Grouping::Infrastructure), []);
    assert_eq!(page(&pool, Class::Vm, "web").2, Vec::<String>::new());
}

#[test]
fn an_alarm_about_a_control_domain_is_about_its_host() {
    let mut pool = Connected::with("a", lab());
    let at = pool.now;
    pool.writer
        .apply([put("m", alarm("VM", "uuid-of-Control domain", at))]);
    assert_eq!(
        marked(&pool, Grouping::Infrastructure),
        [
            row("Lab", Status::Degraded, 1),
            row("host-10", Status::Degraded, 0),
        ]
    );
    assert_eq!(
        page(&pool, Class::Host, "h10"),
        (
            Status::Degraded,
            Some(Status::Degraded),
            vec!["alarm_cpu".to_owned()]
        )
    );
}

#[test]
fn the_pools_behind_an_orchestra_add_up() {
    let mut pools = [("b", lab()), ("c", lab())].map(|(id, lab)| Connected {
        behind: Some("xo".into()),
        ..Connected::with(id, lab)
    });
    for pool in &mut pools {
        let down = HostMetrics::default();
        pool.writer.apply([put("metrics of host-2", down)]);
    }
    let orchestra = Connected {
        orchestra: true,
        ..Connected::new("xo")
    };
    let all: Vec<Connected> = std::iter::once(orchestra).chain(pools).collect();
    let rows = look_at(&all, |infos| tree::frame(infos, &whole_tree()).rows);
    assert_eq!(
        (rows[0].name.as_str(), rows[0].health, rows[0].unwell),
        ("xo.example", Some(Status::Broken), 2)
    );
}

#[test]
fn a_pool_of_which_only_the_tree_is_known_yet_is_not_called_broken() {
    let first = |change: &Change| match change {
        Change::Apply(object) => [
            Class::Pool,
            Class::Host,
            Class::Vm,
            Class::Sr,
            Class::Network,
        ]
        .contains(&object.class()),
        _ => true,
    };
    let pool = Connected::with("a", lab().into_iter().filter(first));
    assert_eq!(marked(&pool, Grouping::Infrastructure), []);
    assert_eq!(list(&pool, ListKind::Srs), [(Status::Unknown, None)]);
}

#[test]
fn templates_and_hidden_machines_are_not_counted() {
    let mut pool = Connected::with("a", lab());
    let hidden = Vm {
        other_config: [("HideFromXenCenter".into(), "true".into())].into(),
        ..vm("hidden", VmPowerState::Running, "h1")
    };
    let at = pool.now;
    pool.writer.apply([
        put("hidden", hidden),
        put("m", alarm("VM", "uuid-of-hidden", at)),
        put("n", alarm("VM", "nobody", at)),
    ]);
    assert_eq!(marked(&pool, Grouping::Infrastructure), []);
}
