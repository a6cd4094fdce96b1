//! Ten thousand VMs: the counts are right, and only what is wanted is made.

use inventory::{
    page, search, table, tree,
    view::{ListKind, Sort, TableSpec, TreeSpec},
};
use xapi::{
    Change, Class, Host, HostMetrics, Object, Pool, RecordOf, Sr, Vbd, VbdType, Vdi, Vif,
    VmPowerState,
};

use crate::pool::{Connected, look_at, object, tools, vm};

const VMS: usize = 10_000;
const HOSTS: usize = 20;

fn objects() -> Vec<Object> {
    let mut objects = vec![
        object(
            "pool",
            Pool {
                name_label: "big".into(),
                ..Pool::default()
            },
        ),
        object(
            "sr",
            Sr {
                name_label: "SR".into(),
                ..Sr::default()
            },
        ),
    ];
    for host in 0..HOSTS {
        let metrics = format!("hm{host}");
        objects.push(object(
            &format!("h{host}"),
            Host {
                name_label: format!("host-{host}").into(),
                enabled: true,
                metrics: metrics.as_str().into(),
                ..Host::default()
            },
        ));
        objects.push(object(
            &metrics,
            HostMetrics {
                live: true,
                memory_total: 1,
                ..HostMetrics::default()
            },
        ));
    }
    for n in 0..VMS {
        let runs = !n.is_multiple_of(4);
        let host = if runs {
            format!("h{}", n % HOSTS)
        } else {
            String::new()
        };
        let state = if runs {
            VmPowerState::Running
        } else {
            VmPowerState::Halted
        };
        let name = format!("vm-{n}");
        objects.push(object(&format!("guest of {name}"), tools()));
        objects.push(object(
            &format!("metrics of {name}"),
            xapi::VmMetrics::default(),
        ));
        objects.push(object(&name, vm(&name, state, &host)));
        let (vdi, vbd, vif) = (format!("vdi{n}"), format!("vbd{n}"), format!("vif{n}"));
        objects.push(object(
            &vdi,
            Vdi {
                sr: "sr".into(),
                managed: true,
                name_label: name.clone().into(),
                ..Vdi::default()
            },
        ));
        let drive = Vbd {
            vm: name.as_str().into(),
            vdi: vdi.as_str().into(),
            r#type: VbdType::Disk,
            ..Vbd::default()
        };
        objects.push(object(&vbd, drive));
        objects.push(object(
            &vif,
            Vif {
                vm: name.as_str().into(),
                device: "0".into(),
                ..Vif::default()
            },
        ));
    }
    objects
}

#[test]
fn ten_thousand_vms() {
    let mut pool = Connected::new("big");
    let listed = objects().into_iter().map(Change::InitApply);
    let touched = pool.writer.apply(
        std::iter::once(Change::Init)
            .chain(listed)
            .chain([Change::InitDone]),
    );
    assert!(touched.replaced);
    assert_eq!(pool.writer.store().read().len(), 2 + 2 * HOSTS + 6 * VMS);
    let all = [pool];
    let at = |offset: u32| TreeSpec {
        offset,
        rows: 40,
        ..TreeSpec::default()
    };
    for offset in [0, 5_000, 10_000] {
        let frame = look_at(&all, |infos| tree::frame(infos, &at(offset)));
        // The pool, its hosts, its VMs, and the heading over its SR.
        assert_eq!(frame.total as usize, 1 + HOSTS + VMS + 1);
        assert!(frame.rows.len() <= 40);
    }
    let filtered = TreeSpec {
        filter: "vm-999".into(),
        ..at(0)
    };
    let frame = look_at(&all, |infos| tree::frame(infos, &filtered));
    assert_eq!(frame.matches, Some(11));
    let key = all[0].key(Class::Vm, "vm-9999");
    let spot = look_at(&all, |infos| tree::spot(infos, &at(0), &key)).unwrap();
    assert_eq!(
        look_at(&all, |infos| tree::find(infos, &at(0), "vm-9999", 3)),
        Some(spot.index)
    );
    let spec = TableSpec {
        list: ListKind::Vms,
        connection: None,
        within: None,
        filter: String::new(),
        among: None,
        meanings: Default::default(),
        sort: Some(Sort {
            column: "name".into(),
            descending: true,
        }),
        offset: 100,
        rows: 50,
    };
    let frame = look_at(&all, |infos| table::frame(infos, &spec));
    assert_eq!((frame.total as usize, frame.rows.len()), (VMS, 50));
    assert_eq!(frame.rows[0].object.reference, "vm-9899");
    let within = Some(all[0].key(Class::Sr, "sr"));
    let frame = look_at(&all, |infos| {
        table::frame(
            infos,
            &TableSpec {
                within,
                sort: None,
                ..spec
            },
        )
    });
    assert_eq!(
        (
            frame.total as usize,
            frame.rows[0].object.reference.as_str()
        ),
        (VMS, "vm-100")
    );
    assert_eq!(
        look_at(&all, |infos| search::search(infos, "vm-77", 5)).len(),
        5
    );
    assert!(all[0].look(|info| page::page(info, &key)).is_some());
}

#[test]
fn a_storm_leaves_the_right_counts() {
    let mut pool = Connected::new("big");
    pool.writer.apply(objects().into_iter().map(Change::Apply));
    for round in 0..5 {
        let moved = (0..VMS).step_by(7).map(|n| {
            let host = format!("h{}", (n + round) % HOSTS);
            let name = format!("vm-{n}");
            Change::Apply(Object {
                reference: name.as_str().into(),
                record: vm(&name, VmPowerState::Running, &host).into_record(),
            })
        });
        pool.writer.apply(moved);
    }
    let all = [pool];
    let frame = look_at(&all, |infos| tree::frame(infos, &TreeSpec::default()));
    assert_eq!(frame.total as usize, 1 + HOSTS + VMS + 1);
    let store = all[0].writer.store();
    let world = store.read();
    let resident: usize = (0..HOSTS)
        .map(|host| world.count_within(Class::Vm, &format!("h{host}").as_str().into()))
        .sum();
    let running = world
        .vms()
        .filter(|(_, vm)| vm.power_state == VmPowerState::Running)
        .count();
    assert_eq!(resident, running);
}
