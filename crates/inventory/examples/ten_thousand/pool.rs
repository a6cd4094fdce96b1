//! A big pool, and a storm over it.

use inventory::{
    ConnectionId, ConnectionInfo, World,
    view::{ListKind, Sort, Status, TableSpec, TreeSpec},
};
use xapi::{
    Change, Host, HostMetrics, Object, Pool, RecordOf, Sr, Vbd, VbdType, Vdi, Vif, Vm,
    VmGuestMetrics, VmMetrics, VmPowerState,
};

/// So many VMs share a host.
const ON_A_HOST: usize = 500;

fn object<T: RecordOf>(reference: String, record: T) -> Object {
    Object {
        reference: reference.into(),
        record: record.into_record(),
    }
}

/// The n-th VM, on a host or at rest.
pub fn vm(n: usize, host: usize) -> Object {
    let runs = !n.is_multiple_of(4);
    let record = Vm {
        uuid: format!("00000000-0000-4000-8000-{n:012}").into(),
        name_label: format!("web-{n:05}").into(),
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

fn metrics(n: usize, memory: usize) -> Object {
    let record = VmMetrics {
        memory_actual: (memory as i64) << 21,
        ..VmMetrics::default()
    };
    object(format!("OpaqueRef:metrics-{n}"), record)
}

fn guest(n: usize, address: usize) -> Object {
    let address = format!("10.0.{}.{}", address / 250, address % 250);
    let record = VmGuestMetrics {
        networks: [("0/ip".into(), address.into())].into(),
        ..VmGuestMetrics::default()
    };
    object(format!("OpaqueRef:guest-{n}"), record)
}

/// How many hosts a pool of so many VMs has.
pub fn hosts(vms: usize) -> usize {
    vms.div_ceil(ON_A_HOST)
}

/// All objects of a pool: six for each VM.
pub fn objects(vms: usize) -> Vec<Object> {
    let pool = Pool {
        name_label: "big".into(),
        ..Pool::default()
    };
    let sr = Sr {
        name_label: "SR".into(),
        ..Sr::default()
    };
    let mut objects = vec![
        object("OpaqueRef:pool".into(), pool),
        object("OpaqueRef:sr".into(), sr),
    ];
    for n in 0..hosts(vms) {
        let metrics = format!("OpaqueRef:hm-{n}");
        let host = Host {
            name_label: format!("host-{n}").into(),
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
    for n in 0..vms {
        let (vm_ref, vdi_ref) = (format!("OpaqueRef:vm-{n}"), format!("OpaqueRef:vdi-{n}"));
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
            mac: format!("52:54:00:00:00:{:02x}", n % 256).into(),
            ..Vif::default()
        };
        objects.extend([
            vm(n, n % hosts(vms)),
            metrics(n, 1 << 10),
            guest(n, n),
            object(vdi_ref, vdi),
            object(format!("OpaqueRef:vbd-{n}"), vbd),
            object(format!("OpaqueRef:vif-{n}"), vif),
        ]);
    }
    objects
}

/// A whole list of them.
pub fn list(objects: Vec<Object>) -> impl Iterator<Item = Change> {
    std::iter::once(Change::Init)
        .chain(objects.into_iter().map(Change::InitApply))
        .chain([Change::InitDone])
}

/// The n-th change of a storm: memory, addresses, and VMs that move.
pub fn gust(n: usize, vms: usize) -> Change {
    // Neighbours in time are not neighbours in the pool.
    let vm = n.wrapping_mul(7_919) % vms;
    Change::Apply(match n % 4 {
        0 | 1 => metrics(vm, n % 4_096),
        2 => guest(vm, n),
        _ => self::vm(vm, n % hosts(vms)),
    })
}

/// The tree, from one row on.
pub fn tree(filter: &str, offset: u32) -> TreeSpec {
    TreeSpec {
        filter: filter.to_owned(),
        offset,
        rows: 50,
        ..TreeSpec::default()
    }
}

/// The list of VMs.
pub fn vms(column: Option<&str>, filter: &str) -> TableSpec {
    TableSpec {
        list: ListKind::Vms,
        connection: None,
        within: None,
        filter: filter.to_owned(),
        among: None,
        meanings: Default::default(),
        sort: column.map(|column| Sort {
            column: column.to_owned(),
            descending: true,
        }),
        offset: 0,
        rows: 50,
    }
}

/// The pool as projections see it.
pub fn info<'a>(id: &'a ConnectionId, world: &'a World) -> ConnectionInfo<'a> {
    ConnectionInfo {
        id,
        way: Default::default(),
        address: "big",
        status: Status::Live,
        read_only: false,
        permissions: None,
        hidden: false,
        now: 0,
        world,
    }
}
