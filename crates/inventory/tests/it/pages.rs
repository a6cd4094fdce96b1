use inventory::{
    page,
    view::{ListKind, Page, RowKind, Status},
};
use xapi::{Class, Host, HostMetrics, Pbd, Pool, Sr, Vdi, Vm, VmGuestMetrics, VmPowerState};

use crate::pool::{Connected, lab, put, show, vm};

fn page_of(pool: &Connected, class: Class, reference: &str) -> Option<Page> {
    pool.look(|info| page::page(info, &pool.key(class, reference)))
}

fn field(page: &Page, id: &str) -> String {
    let fields = page.sections.iter().flat_map(|section| &section.fields);
    fields
        .filter(|field| field.id == id)
        .map(|field| show(&field.value))
        .collect::<Vec<_>>()
        .join(" and ")
}

/// The warnings of a page: code, then values.
fn warnings(pool: &Connected, class: Class, reference: &str) -> Vec<String> {
    let page = page_of(pool, class, reference).unwrap();
    let text = |problem: &inventory::Problem| {
        std::iter::once(&problem.code)
            .chain(problem.params.values())
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    };
    page.warnings.iter().map(text).collect()
}

#[test]
fn a_vm() {
    let pool = Connected::with("a", lab());
    let page = page_of(&pool, Class::Vm, "web").unwrap();
    assert_eq!(
        (page.kind, page.status, page.name.as_str()),
        (RowKind::Vm, Status::Running, "web-01")
    );
    let place: Vec<String> = page.place.iter().map(show).collect();
    assert_eq!(place, ["→Lab (live)", "→host-1 (ok)"]);
    assert_eq!(page.since, Some(1_000));
    let sections: Vec<&str> = page
        .sections
        .iter()
        .map(|section| section.id.as_str())
        .collect();
    assert_eq!(
        sections,
        ["state", "guest", "compute", "memory", "options", "identity"]
    );
    for (id, expect) in [
        ("powerState", "running"),
        ("host", "→host-1 (ok)"),
        ("os", "Debian GNU/Linux 12"),
        ("ipv4", "10.0.0.7"),
        ("tools", "#toolsInstalled"),
        ("vcpus", "2"),
        ("memoryActual", "4294967296 B"),
        ("domainType", "#hvm"),
        ("uuid", "uuid-of-web-01"),
    ] {
        assert_eq!(field(&page, id), expect, "{id}");
    }
    assert_eq!(
        page.lists,
        [
            ListKind::Disks,
            ListKind::Vifs,
            ListKind::Snapshots,
            ListKind::Messages
        ]
    );
    // The graphical one first; RDP is not ours to open.
    let consoles: Vec<(&str, &str)> = page
        .consoles
        .iter()
        .map(|offer| (offer.reference.as_str(), offer.protocol.as_str()))
        .collect();
    assert_eq!(consoles, [("c4", "rfb"), ("c2", "vt100")]);
    assert!(page.has_console);
    let rest = page_of(&pool, Class::Vm, "db").unwrap();
    assert_eq!(
        (rest.since, rest.consoles.len(), rest.has_console),
        (None, 0, true)
    );
    assert_eq!(field(&rest, "homeServer"), "→host-1 (ok)");
}

#[test]
fn templates_and_snapshots() {
    let pool = Connected::with("a", lab());
    let template = page_of(&pool, Class::Vm, "given").unwrap();
    assert_eq!(
        (template.kind, field(&template, "type").as_str()),
        (RowKind::Template, "#defaultTemplate")
    );
    assert!(!template.has_console);
    let snapshot = page_of(&pool, Class::Vm, "snap").unwrap();
    assert_eq!(snapshot.kind, RowKind::Snapshot);
    assert_eq!(field(&snapshot, "snapshotOf"), "→web-01 (running)");
    assert_eq!(field(&snapshot, "withMemory"), "no");
}

#[test]
fn a_host_a_pool_an_sr_a_network() {
    let pool = Connected::with("a", lab());
    let host = page_of(&pool, Class::Host, "h10").unwrap();
    assert_eq!(field(&host, "memoryUsed"), "6442450944/68719476736");
    assert_eq!(field(&host, "runningVms"), "1");
    assert_eq!((host.has_console, host.consoles.len()), (true, 1));
    assert!(!page_of(&pool, Class::Host, "h2").unwrap().has_console);
    let page = page_of(&pool, Class::Pool, "p").unwrap();
    assert_eq!((page.name.as_str(), page.status), ("Lab", Status::Live));
    assert_eq!(field(&page, "coordinator"), "→host-1 (ok)");
    assert_eq!(
        (field(&page, "vms"), field(&page, "runningVms")),
        ("5".into(), "2".into())
    );
    assert_eq!(field(&page, "defaultSr"), "→NFS (ok)");
    let sr = page_of(&pool, Class::Sr, "nfs").unwrap();
    assert_eq!(
        (field(&sr, "used"), field(&sr, "free")),
        ("250/1000".into(), "750 B".into())
    );
    assert_eq!(field(&sr, "hostsAttached"), "3");
    assert_eq!(field(&sr, "vdis"), "1");
    let network = page_of(&pool, Class::Network, "net").unwrap();
    assert_eq!(
        (field(&network, "nic"), field(&network, "management")),
        ("eth0".into(), "yes".into())
    );
}

#[test]
fn what_has_no_page() {
    let pool = Connected::with("a", lab());
    assert_eq!(page_of(&pool, Class::Vm, "dom0"), None);
    assert_eq!(page_of(&pool, Class::Vm, "nobody"), None);
    assert_eq!(page_of(&pool, Class::Vif, "vif0"), None);
    assert_eq!(page_of(&pool, Class::from_wire("warp"), "web"), None);
}

#[test]
fn all_well_warns_of_nothing() {
    let pool = Connected::with("a", lab());
    for (class, reference) in [
        (Class::Pool, "p"),
        (Class::Host, "h1"),
        (Class::Sr, "nfs"),
        (Class::Network, "net"),
        (Class::Vm, "web"),
    ] {
        assert_eq!(
            warnings(&pool, class, reference),
            Vec::<String>::new(),
            "{reference}"
        );
    }
}

#[test]
fn missing_tools_after_two_minutes() {
    let mut pool = Connected::with("a", lab());
    assert_eq!(
        warnings(&pool, Class::Vm, "old"),
        ["tools_missing old-tools"]
    );
    pool.now = 5_060;
    assert_eq!(warnings(&pool, Class::Vm, "old"), Vec::<String>::new());
    pool.now = 10_000;
    pool.writer
        .apply([put("old", vm("old-tools", VmPowerState::Paused, "h10"))]);
    assert_eq!(warnings(&pool, Class::Vm, "old"), ["vm_paused old-tools"]);
}

#[test]
fn a_host_that_is_down() {
    let mut pool = Connected::with("a", lab());
    pool.writer.apply([put(
        "metrics of host-1",
        HostMetrics {
            memory_total: 1,
            ..HostMetrics::default()
        },
    )]);
    assert_eq!(warnings(&pool, Class::Host, "h1"), ["host_down host-1"]);
    assert_eq!(
        warnings(&pool, Class::Pool, "p"),
        ["host_down host-1", "vm_on_dead_host host-1 web-01"]
    );
    assert_eq!(
        warnings(&pool, Class::Vm, "web"),
        ["vm_on_dead_host host-1 web-01"]
    );
}

#[test]
fn a_host_out_of_service() {
    let mut pool = Connected::with("a", lab());
    let host = |mode: &str| Host {
        name_label: "host-2".into(),
        metrics: "metrics of host-2".into(),
        other_config: [("MAINTENANCE_MODE".into(), mode.into())].into(),
        ..Host::default()
    };
    pool.writer.apply([put("h2", host(""))]);
    assert_eq!(
        warnings(&pool, Class::Host, "h2"),
        ["host_disabled_warning host-2"]
    );
    pool.writer.apply([put("h2", host("true"))]);
    assert_eq!(
        warnings(&pool, Class::Host, "h2"),
        ["host_maintenance host-2"]
    );
    assert_eq!(
        page_of(&pool, Class::Host, "h2").unwrap().status,
        Status::Disabled
    );
}

#[test]
fn storage_that_is_not_reached() {
    let mut pool = Connected::with("a", lab());
    let unplugged = |host: &str| Pbd {
        host: host.into(),
        sr: "nfs".into(),
        ..Pbd::default()
    };
    pool.writer.apply([put("pbd1", unplugged("h1"))]);
    assert_eq!(
        warnings(&pool, Class::Sr, "nfs"),
        ["pbd_unplugged host-1 NFS"]
    );
    assert_eq!(
        page_of(&pool, Class::Sr, "nfs").unwrap().status,
        Status::Degraded
    );
    assert_eq!(
        warnings(&pool, Class::Host, "h1"),
        ["pbd_unplugged host-1 NFS"]
    );
    pool.writer
        .apply([put("pbd2", unplugged("h2")), put("pbd10", unplugged("h10"))]);
    assert_eq!(warnings(&pool, Class::Sr, "nfs")[0], "sr_unreachable NFS");
    assert_eq!(
        page_of(&pool, Class::Sr, "nfs").unwrap().status,
        Status::Broken
    );
    assert_eq!(
        warnings(&pool, Class::Pool, "p"),
        [
            "sr_unreachable NFS",
            "pbd_unplugged host-1 NFS",
            "pbd_unplugged host-10 NFS",
            "pbd_unplugged host-2 NFS"
        ]
    );
    let full = Sr {
        physical_size: 100,
        physical_utilisation: 97,
        ..Sr::default()
    };
    pool.writer.apply([
        put("local", full),
        put(
            "pbdl",
            Pbd {
                currently_attached: true,
                sr: "local".into(),
                ..Pbd::default()
            },
        ),
    ]);
    assert_eq!(
        warnings(&pool, Class::Sr, "local"),
        ["sr_almost_full local 97"]
    );
}

#[test]
fn disks_that_are_gone() {
    let mut pool = Connected::with("a", lab());
    pool.writer.apply([put(
        "disk",
        Vdi {
            name_label: "root".into(),
            missing: true,
            ..Vdi::default()
        },
    )]);
    assert_eq!(warnings(&pool, Class::Vm, "web"), ["disk_gone root web-01"]);
    pool.writer.apply([crate::pool::gone(Class::Vdi, "disk")]);
    assert_eq!(warnings(&pool, Class::Vm, "web"), ["disk_gone 0 web-01"]);
}

#[test]
fn a_pool_that_promised_too_much() {
    let mut pool = Connected::with("a", lab());
    let strained = Pool {
        ha_enabled: true,
        ha_overcommitted: true,
        ha_host_failures_to_tolerate: 2,
        ha_plan_exists_for: 1,
        ..Pool::default()
    };
    pool.writer.apply([put("p", strained)]);
    assert_eq!(
        warnings(&pool, Class::Pool, "p"),
        ["ha_overcommitted p 1 2", "no_default_sr p"]
    );
}

#[test]
fn a_record_with_odd_members() {
    let mut pool = Connected::with("a", lab());
    let odd = Vm {
        extra: [
            ("VCPUs_max".to_owned(), "many".into()),
            ("a_member_of_tomorrow".to_owned(), 1.into()),
        ]
        .into(),
        ..vm("odd", VmPowerState::Halted, "")
    };
    pool.writer.apply([put("odd", odd)]);
    // A member of a newer server is nothing to warn of.
    assert_eq!(warnings(&pool, Class::Vm, "odd"), ["odd_record VCPUs_max"]);
    let none = xapi::Record::Unknown {
        class: Class::Sr,
        value: serde_json::Value::Null,
    };
    pool.writer.apply([xapi::Change::Apply(xapi::Object {
        reference: "x".into(),
        record: none,
    })]);
    assert_eq!(
        warnings(&pool, Class::Sr, "x"),
        ["sr_unreachable x", "odd_record record"]
    );
}

#[test]
fn at_rest_nothing_is_said_about_tools() {
    // What stays of a guest: its system and its addresses, but not whether it has tools.
    let guest = VmGuestMetrics {
        os_version: [("name".into(), "Debian GNU/Linux 12".into())].into(),
        ..VmGuestMetrics::default()
    };
    for (state, expect) in [
        (VmPowerState::Running, "#toolsMissing"),
        (VmPowerState::Halted, ""),
        (VmPowerState::Suspended, ""),
    ] {
        let machine = Vm {
            guest_metrics: "odd guest".into(),
            ..vm("odd", state.clone(), "h1")
        };
        let pool = Connected::with(
            "a",
            lab()
                .into_iter()
                .chain([put("odd guest", guest.clone()), put("odd", machine)]),
        );
        let page = page_of(&pool, Class::Vm, "odd").unwrap();
        assert_eq!(field(&page, "os"), "Debian GNU/Linux 12");
        assert_eq!(field(&page, "tools"), expect, "{state:?}");
    }
}
