//! How long the projections of a pool of 10,000 VMs take:
//! `cargo run --release -p inventory --example ten_thousand`.
//!
//! The figures are for looking at, not for judging: nothing depends on them.

use std::time::Instant;

use inventory::{
    ConnectionId, ConnectionInfo, Writer, page, search, table, tree,
    view::{ListKind, Sort, Status, TableSpec, TreeSpec},
};
use xapi::{
    Change, Class, Host, HostMetrics, Object, OpaqueRef, Pool, RecordOf, Sr, Vbd, VbdType, Vdi,
    Vif, Vm, VmGuestMetrics, VmMetrics, VmPowerState,
};

const VMS: usize = 10_000;
const HOSTS: usize = 20;

fn object<T: RecordOf>(reference: String, record: T) -> Object {
    Object {
        reference: reference.into(),
        record: record.into_record(),
    }
}

fn vm(n: usize, host: usize) -> Object {
    let runs = !n.is_multiple_of(4);
    let record = Vm {
        uuid: format!("00000000-0000-4000-8000-{n:012}"),
        name_label: format!("web-{n:05}"),
        power_state: if runs {
            VmPowerState::Running
        } else {
            VmPowerState::Halted
        },
        resident_on: if runs {
            format!("OpaqueRef:host-{host}").into()
        } else {
            xapi::Ref::null()
        },
        metrics: format!("OpaqueRef:metrics-{n}").into(),
        guest_metrics: format!("OpaqueRef:guest-{n}").into(),
        ..Vm::default()
    };
    object(format!("OpaqueRef:vm-{n}"), record)
}

fn objects() -> Vec<Object> {
    let mut objects = vec![
        object(
            "OpaqueRef:pool".into(),
            Pool {
                name_label: "big".into(),
                ..Pool::default()
            },
        ),
        object(
            "OpaqueRef:sr".into(),
            Sr {
                name_label: "SR".into(),
                ..Sr::default()
            },
        ),
    ];
    for n in 0..HOSTS {
        let metrics = format!("OpaqueRef:hm-{n}");
        let host = Host {
            name_label: format!("host-{n}"),
            metrics: metrics.as_str().into(),
            ..Host::default()
        };
        objects.push(object(format!("OpaqueRef:host-{n}"), host));
        objects.push(object(
            metrics,
            HostMetrics {
                live: true,
                memory_total: 1 << 40,
                ..HostMetrics::default()
            },
        ));
    }
    for n in 0..VMS {
        let (vm_ref, vdi_ref) = (format!("OpaqueRef:vm-{n}"), format!("OpaqueRef:vdi-{n}"));
        let networks = [("0/ip".to_owned(), format!("10.0.{}.{}", n / 250, n % 250))].into();
        let vdi = Vdi {
            sr: "OpaqueRef:sr".into(),
            managed: true,
            ..Vdi::default()
        };
        let vbd = Vbd {
            vm: vm_ref.as_str().into(),
            vdi: vdi_ref.as_str().into(),
            r#type: VbdType::Disk,
            ..Vbd::default()
        };
        let vif = Vif {
            vm: vm_ref.as_str().into(),
            mac: format!("52:54:00:00:00:{:02x}", n % 256),
            ..Vif::default()
        };
        objects.push(vm(n, n % HOSTS));
        objects.push(object(
            format!("OpaqueRef:metrics-{n}"),
            VmMetrics {
                memory_actual: 1 << 31,
                ..VmMetrics::default()
            },
        ));
        objects.push(object(
            format!("OpaqueRef:guest-{n}"),
            VmGuestMetrics {
                networks,
                ..VmGuestMetrics::default()
            },
        ));
        objects.push(object(vdi_ref, vdi));
        objects.push(object(format!("OpaqueRef:vbd-{n}"), vbd));
        objects.push(object(format!("OpaqueRef:vif-{n}"), vif));
    }
    objects
}

fn time<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = work();
    println!(
        "{what:<28} {:>9.2} ms",
        start.elapsed().as_secs_f64() * 1000.0
    );
    done
}

fn main() {
    let mut writer = Writer::new();
    let all = objects();
    let count = all.len();
    let list = std::iter::once(Change::Init)
        .chain(all.into_iter().map(Change::InitApply))
        .chain([Change::InitDone]);
    time(&format!("list of {count} objects"), || writer.apply(list));
    let storm: Vec<Change> = (0..5_000)
        .map(|n| Change::Apply(vm(n, (n + 1) % HOSTS)))
        .collect();
    time("5,000 VMs move", || writer.apply(storm));

    let (store, id) = (writer.store(), ConnectionId::from("c"));
    let world = store.read();
    let infos = [ConnectionInfo {
        id: &id,
        address: "big",
        status: Status::Live,
        read_only: false,
        world: &world,
    }];
    let at = |filter: &str, offset: u32| TreeSpec {
        filter: filter.to_owned(),
        offset,
        rows: 50,
        ..TreeSpec::default()
    };
    time("tree, top", || tree::frame(&infos, &at("", 0)));
    time("tree, middle", || tree::frame(&infos, &at("", 5_000)));
    time("tree, filter of a name", || {
        tree::frame(&infos, &at("web-00", 0))
    });
    time("tree, filter of nothing", || {
        tree::frame(&infos, &at("ab:zz", 0))
    });
    let key = inventory::ObjectKey::new(&id, &Class::Vm, &OpaqueRef::from("OpaqueRef:vm-9999"));
    time("tree, an object's place", || {
        tree::spot(&infos, &at("", 0), &key)
    });
    let list = |column: Option<&str>, filter: &str| TableSpec {
        list: ListKind::Vms,
        connection: None,
        within: None,
        filter: filter.to_owned(),
        sort: column.map(|column| Sort {
            column: column.to_owned(),
            descending: true,
        }),
        offset: 0,
        rows: 50,
    };
    time("table by name", || table::frame(&infos, &list(None, "")));
    time("table by memory", || {
        table::frame(&infos, &list(Some("memory"), ""))
    });
    time("table by address", || {
        table::frame(&infos, &list(Some("address"), ""))
    });
    time("table, filter of a value", || {
        table::frame(&infos, &list(None, "host-7"))
    });
    time("search", || search::search(&infos, "web-77", 20));
    time("page", || page::page(&infos[0], &key, 0));
}
