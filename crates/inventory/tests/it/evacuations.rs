//! Hosts that are emptied: where each VM lands, what keeps one, and how they come back.

use inventory::{
    Job, JobRequest, ObjectKey,
    jobs::{Part, parts, plan, plan::Effect, preview},
    view::Cell,
};
use serde_json::{Value, json};
use xapi::{Change, Class, Host, Pbd, Pif, Sr, Vbd, VbdType, Vdi, Vm, VmMetrics, VmPowerState};

use crate::{
    pool::{Connected, lab, put, tools, vm},
    vm_plans::written,
};

/// A pool in which every host has every network, and these machines with so much memory on `host-1`.
fn pool(machines: &[(&str, i64)], changes: Vec<Change>) -> Connected {
    let mut pool = Connected::with("a", lab());
    for host in ["h2", "h10"] {
        let pif = Pif {
            host: host.into(),
            network: "net".into(),
            ..Pif::default()
        };
        pool.writer.apply([put(&format!("pif of {host}"), pif)]);
    }
    for (name, gib) in machines {
        pool.writer.apply(machine(name, *gib));
    }
    pool.writer.apply(changes);
    pool
}

fn machine(name: &str, gib: i64) -> Vec<Change> {
    let metrics = VmMetrics {
        memory_actual: gib << 30,
        ..VmMetrics::default()
    };
    let record = Vm {
        uuid: format!("uuid-of-{name}").into(),
        allowed_operations: vec![].into(),
        ..vm(name, VmPowerState::Running, "h1")
    };
    vec![
        put(name, record),
        put(&format!("guest of {name}"), tools()),
        put(&format!("metrics of {name}"), metrics),
    ]
}

fn asked(pool: &Connected, job: Job, inputs: Value, objects: &[ObjectKey]) -> Vec<Part> {
    let request = JobRequest::new(job, inputs).unwrap();
    pool.look(|info| parts(std::slice::from_ref(info), &request, objects).parts)
}

/// `object: host`, or why not, with what would help.
fn told(parts: &[Part]) -> Vec<String> {
    let line = |part: &Part| {
        let what = match &part.refusal {
            Some(refusal) => {
                let fix = refusal.fix.as_ref().map(|fix| format!(" ({:?})", fix.job));
                format!("{}{}", refusal.problem.code, fix.unwrap_or_default())
            }
            None => {
                let inputs = serde_json::to_value(&part.request).unwrap();
                let host = inputs["inputs"]["host"]["reference"].as_str();
                host.map_or_else(|| format!("{:?}", part.request.job()), str::to_owned)
            }
        };
        format!("{}: {what}", part.object.reference)
    };
    parts.iter().map(line).collect()
}

#[track_caller]
fn check(machines: &[(&str, i64)], changes: Vec<Change>, expect: &[&str]) {
    let pool = pool(machines, changes);
    let host = pool.key(Class::Host, "h1");
    let mut told = told(&asked(&pool, Job::Evacuate, json!({}), &[host]));
    // The host itself comes first; the pool has machines of its own, one of them without tools.
    assert_eq!(told.remove(0), "h1: Evacuate");
    told.retain(|line| !line.starts_with("web") && line != "hidden: needs_tools");
    told.sort();
    assert_eq!(told, expect);
}

fn on_storage(vm: &str, r#type: VbdType, shared: bool) -> Vec<Change> {
    let sr = Sr {
        name_label: "own".into(),
        ..Sr::default()
    };
    let pbd = |host: &str| Pbd {
        host: host.into(),
        sr: "own".into(),
        currently_attached: true,
        ..Pbd::default()
    };
    let vdi = Vdi {
        sr: "own".into(),
        ..Vdi::default()
    };
    let vbd = Vbd {
        vm: vm.into(),
        vdi: "kept".into(),
        r#type,
        ..Vbd::default()
    };
    let mut all = vec![
        put("own", sr),
        put("pbd of own", pbd("h1")),
        put("kept", vdi),
        put("keeps", vbd),
    ];
    if shared {
        all.push(put("other pbd of own", pbd("h2")));
    }
    all
}

#[test]
fn the_largest_choose_first_and_room_decides() {
    // host-10 has less room: its control domain and a machine are there.
    check(&[("a", 8), ("b", 5)], vec![], &["a: h2", "b: h10"]);
    check(&[("a", 30), ("b", 40)], vec![], &["a: h10", "b: h2"]);
    check(
        &[("a", 50), ("b", 40), ("c", 30)],
        vec![],
        &["a: h2", "b: h10", "c: not_enough_memory"],
    );
}

#[test]
fn one_goes_home_if_it_can() {
    let home = |name: &str, gib: i64, host: &str| {
        let mut all = machine(name, gib);
        if let Some(Change::Apply(object)) = all.first_mut()
            && let xapi::Record::Vm(vm) = &mut object.record
        {
            vm.affinity = host.into();
        }
        all
    };
    check(&[], home("a", 8, "h10"), &["a: h10"]);
    check(&[], home("a", 8, "h1"), &["a: h2"]);
    check(&[], home("a", 60, "h10"), &["a: h2"]);
}

#[test]
fn what_keeps_a_machine_is_told_with_what_would_help() {
    check(
        &[("a", 1)],
        on_storage("a", VbdType::Disk, false),
        &["a: storage_unseen"],
    );
    check(
        &[("a", 1)],
        on_storage("a", VbdType::Cd, false),
        &["a: storage_unseen (EjectDisc)"],
    );
    check(
        &[("a", 1)],
        on_storage("a", VbdType::Disk, true),
        &["a: h2"],
    );
    let bare = put("guest of a", xapi::VmGuestMetrics::default());
    check(&[("a", 1)], vec![bare], &["a: needs_tools"]);
    let paused = Vm {
        allowed_operations: vec![].into(),
        ..vm("a", VmPowerState::Paused, "h1")
    };
    check(
        &[("a", 1)],
        vec![put("a", paused)],
        &["a: wrong_power_state (Unpause)"],
    );
}

#[test]
fn hosts_out_of_service_take_none() {
    let disabled = Host {
        name_label: "host-2".into(),
        metrics: "metrics of host-2".into(),
        ..Host::default()
    };
    check(&[("a", 1)], vec![put("h2", disabled)], &["a: h10"]);
}

#[test]
fn hosts_that_are_emptied_together_take_nothing_of_each_other() {
    let pool = pool(&[("a", 1)], vec![]);
    let hosts = [pool.key(Class::Host, "h1"), pool.key(Class::Host, "h2")];
    let mut told = told(&asked(&pool, Job::Evacuate, json!({}), &hosts));
    told.sort();
    // Nobody leaves the other one.
    assert_eq!(
        told,
        ["a: h10", "h1: Evacuate", "hidden: needs_tools", "web: h10"]
    );
}

#[test]
fn what_becomes_of_the_hosts_memory_is_shown() {
    let pool = pool(&[("a", 8)], vec![]);
    let key = pool.key(Class::Vm, "a");
    let request = JobRequest::new(Job::MigrateAnywhere, json!({})).unwrap();
    let shown = pool.look(|info| preview(std::slice::from_ref(info), &request, &[key]));
    assert!(!shown.is_of_others);
    let [host] = &shown.beside[..] else {
        panic!("{:?}", shown.beside);
    };
    assert_eq!(host.affected.name, "host-2");
    let [
        Effect::Change {
            before: Cell::Bytes { bytes: before },
            after: Cell::Bytes { bytes: after },
            ..
        },
    ] = &host.effects[..]
    else {
        panic!("{:?}", host.effects);
    };
    assert_eq!((before - after) >> 30, 8);
}

fn host_plan(pool: &Connected, job: Job, inputs: Value) -> String {
    let request = JobRequest::new(job, inputs).unwrap();
    let key = pool.key(Class::Host, "h1");
    match pool.look(|info| plan(info, &request, &key)) {
        Ok(plan) => written(&plan),
        Err(refusal) => refusal.problem.code,
    }
}

#[test]
fn a_host_says_who_left_it_and_forgets_once_they_are_back() {
    let pool = pool(&[("a", 1)], vec![]);
    assert_eq!(
        host_plan(&pool, Job::Evacuate, json!({ "disable": true })),
        "h1 enabled: yes → no
host.disable(h1) ← host.enable(h1)
host.add_to_other_config(h1, MAINTENANCE_MODE, true) ← host.remove_from_other_config(h1, MAINTENANCE_MODE)
host.add_to_other_config(h1, MAINTENANCE_MODE_EVACUATED_VMS_MIGRATED, uuid-of-web-01,uuid-of-a) ← host.remove_from_other_config(h1, MAINTENANCE_MODE_EVACUATED_VMS_MIGRATED)"
    );
    assert_eq!(
        host_plan(&pool, Job::PutBack, json!({})),
        "nothing_to_put_back"
    );

    // It was emptied: of those that left, one has been stopped since, one is there, one is gone.
    let config = [
        ("MAINTENANCE_MODE", "true"),
        (
            "MAINTENANCE_MODE_EVACUATED_VMS_MIGRATED",
            "uuid-of-b,uuid-of-c,uuid-of-a,nobody",
        ),
    ];
    let emptied = Host {
        uuid: "uuid-of-host-1".into(),
        name_label: "host-1".into(),
        metrics: "metrics of host-1".into(),
        other_config: config.map(|(key, value)| (key.into(), value.into())).into(),
        ..Host::default()
    };
    let mut changes = vec![put("h1", emptied)];
    for (name, power, host) in [
        ("b", VmPowerState::Running, "h2"),
        ("c", VmPowerState::Halted, ""),
    ] {
        let record = Vm {
            uuid: format!("uuid-of-{name}").into(),
            allowed_operations: vec![].into(),
            ..vm(name, power, host)
        };
        changes.extend(machine(name, 2));
        changes.push(put(name, record));
    }
    let pool = self::pool(&[("a", 1)], changes);
    let host = pool.key(Class::Host, "h1");
    let back = asked(&pool, Job::PutBack, json!({}), std::slice::from_ref(&host));
    assert_eq!(told(&back), ["h1: PutBack", "b: h1"]);
    assert!(back[0].leads && !back[1].leads);
    assert_eq!(
        host_plan(&pool, Job::PutBack, json!({})),
        "h1 enabled: no → yes
host.enable(h1) ← host.disable(h1)
host.remove_from_other_config(h1, MAINTENANCE_MODE) ← host.add_to_other_config(h1, MAINTENANCE_MODE, true)
host.remove_from_other_config(h1, MAINTENANCE_MODE_EVACUATED_VMS_MIGRATED) ← host.add_to_other_config(h1, MAINTENANCE_MODE_EVACUATED_VMS_MIGRATED, uuid-of-b,uuid-of-c,uuid-of-a,nobody)"
    );
    // It is out of service until that is done, and all the same the plan is made.
    let request = JobRequest::new(Job::ReturnTo, json!({ "host": host })).unwrap();
    let planned = pool
        .look(|info| plan(info, &request, &pool.key(Class::Vm, "b")))
        .unwrap();
    assert!(planned.can_be_undone());
}
