//! What is said with a job, and where a VM can be moved to.

use inventory::{
    Job, JobRequest, ObjectKey, Problem,
    jobs::{
        check,
        form::{Choice, FieldKind, form},
        plan,
    },
};
use serde_json::{Value, json};
use xapi::{
    Change, Class, Host, HostMetrics, Network, Pbd, Pif, Sr, Vbd, Vdi, Vif, Vm, VmMetrics,
    VmPowerState,
};

use crate::pool::{Connected, gone, lab, look_at, put, tools, vm};

fn refused(refusal: Option<inventory::jobs::Refusal>) -> String {
    sentence(refusal.map(Problem::from).as_ref())
}

fn sentence(problem: Option<&Problem>) -> String {
    problem.map_or("ok".to_owned(), |problem| {
        std::iter::once(&problem.code)
            .chain(problem.params.values())
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    })
}

/// A pool in which everything is on shared storage and every host has every network.
fn level() -> Connected {
    let mut pool = Connected::with("a", lab());
    for host in ["h2", "h10"] {
        let pif = Pif {
            host: host.into(),
            network: "net".into(),
            ..Pif::default()
        };
        pool.writer.apply([put(&format!("pif of {host}"), pif)]);
    }
    pool
}

/// A request as the window makes it.
fn request(job: Job, inputs: &Value) -> JobRequest {
    serde_json::from_value(json!({ "job": job, "inputs": inputs })).unwrap()
}

/// The hosts that a form offers.
fn targets(infos: &[inventory::ConnectionInfo<'_>], keys: &[ObjectKey]) -> Vec<Choice> {
    let mut form = form(infos, Job::Migrate, keys);
    match form.fields.remove(0).kind {
        FieldKind::Choice { choices } => choices,
        other => panic!("{other:?}"),
    }
}

/// `host: why` for each host, in the order in which they are told.
fn told(pool: &Connected, vms: &[&str]) -> Vec<String> {
    let keys: Vec<ObjectKey> = vms.iter().map(|vm| pool.key(Class::Vm, vm)).collect();
    let found = pool.look(|info| targets(std::slice::from_ref(info), &keys));
    found.iter().map(line).collect()
}

fn line(target: &Choice) -> String {
    format!("{}: {}", target.name, sentence(target.refusal.as_ref()))
}

/// What is said of `host-2` when something is changed.
#[track_caller]
fn check_second(changes: Vec<Change>, expect: &str) {
    let mut pool = level();
    pool.writer.apply(changes);
    let told = told(&pool, &["web"]);
    assert_eq!(told[1], format!("host-2: {expect}"), "{told:?}");
    // The check of the job says the same.
    let migrate = request(
        Job::Migrate,
        &json!({ "host": pool.key(Class::Host, "h2") }),
    );
    let key = pool.key(Class::Vm, "web");
    let planned = pool.look(|info| plan(info, &migrate, &key));
    assert_eq!(refused(planned.err()), expect);
}

fn second(host: Host) -> Change {
    let host = Host {
        name_label: "host-2".into(),
        metrics: "metrics of host-2".into(),
        ..host
    };
    put("h2", host)
}

#[test]
fn every_host_of_the_pool_is_fit_or_says_why_not() {
    let pool = level();
    assert_eq!(
        told(&pool, &["web"]),
        ["host-1: already_there", "host-2: ok", "host-10: ok"]
    );
    check_second(vec![], "ok");
    check_second(vec![second(Host::default())], "target_disabled");
    let down = HostMetrics {
        live: false,
        memory_total: 64 << 30,
        ..HostMetrics::default()
    };
    check_second(vec![put("metrics of host-2", down)], "target_down");
    let small = |gib: i64| HostMetrics {
        live: true,
        memory_total: gib << 30,
        ..HostMetrics::default()
    };
    // It has 4 GiB, and the host keeps one for itself.
    check_second(vec![put("metrics of host-2", small(5))], "ok");
    let expect = format!("not_enough_memory {} {}", 3_i64 << 30, 4_i64 << 30);
    check_second(vec![put("metrics of host-2", small(4))], &expect);
    // Nobody knows how much it has.
    check_second(vec![put("metrics of host-2", small(0))], "ok");
    let unplugged = Pbd {
        host: "h2".into(),
        sr: "nfs".into(),
        ..Pbd::default()
    };
    check_second(vec![put("pbd2", unplugged)], "storage_unseen NFS");
    check_second(vec![gone(Class::Pbd, "pbd2")], "storage_unseen NFS");
    check_second(
        vec![gone(Class::Pif, "pif of h2")],
        "network_unseen Pool-wide",
    );
}

#[test]
fn what_a_machine_does_not_hang_on_does_not_hold_it() {
    // A network without interfaces is inside each host, and a drive may be empty.
    let inner = Network {
        name_label: "inner".into(),
        ..Network::default()
    };
    let vif = Vif {
        vm: "web".into(),
        network: "inner".into(),
        ..Vif::default()
    };
    check_second(vec![put("inner", inner), put("vif1", vif)], "ok");
    let elsewhere = Sr {
        name_label: "Local".into(),
        ..Sr::default()
    };
    let iso = Vdi {
        sr: "local".into(),
        ..Vdi::default()
    };
    let drive = |vm: &str| Vbd {
        vm: vm.into(),
        vdi: "iso".into(),
        ..Vbd::default()
    };
    let of = |vm: &str| {
        vec![
            put("local", elsewhere.clone()),
            put("iso", iso.clone()),
            put("vbd9", drive(vm)),
        ]
    };
    check_second(of("old"), "ok");
    check_second(of("web"), "storage_unseen Local");
}

#[test]
fn memory_that_others_can_spare_counts() {
    let busy = |min: i64| {
        vec![
            put(
                "metrics of host-2",
                HostMetrics {
                    live: true,
                    memory_total: 8 << 30,
                    ..HostMetrics::default()
                },
            ),
            put(
                "big",
                Vm {
                    memory_dynamic_min: min << 30,
                    metrics: "metrics of big".into(),
                    ..vm("big", VmPowerState::Running, "h2")
                },
            ),
            put(
                "metrics of big",
                VmMetrics {
                    memory_actual: 6 << 30,
                    ..VmMetrics::default()
                },
            ),
        ]
    };
    check_second(busy(3), "ok");
    let expect = format!("not_enough_memory {} {}", 3_i64 << 30, 4_i64 << 30);
    check_second(busy(4), &expect);
}

#[test]
fn several_need_room_together_and_those_that_are_there_stay() {
    let mut pool = level();
    pool.writer.apply([
        put("guest of old-tools", tools()),
        put(
            "metrics of host-2",
            HostMetrics {
                live: true,
                memory_total: 6 << 30,
                ..HostMetrics::default()
            },
        ),
    ]);
    // 4 GiB and 2 GiB: either has room on the second host, both have not.
    assert_eq!(told(&pool, &["web"])[1], "host-2: ok");
    assert_eq!(told(&pool, &["old"])[1], "host-2: ok");
    let both = told(&pool, &["web", "old"]);
    let expect = format!("not_enough_memory {} {}", 5_i64 << 30, 6_i64 << 30);
    assert_eq!(both[1], format!("host-2: {expect}"));
    // Each of the other two already has one of them.
    assert_eq!((&*both[0], &*both[2]), ("host-1: ok", "host-10: ok"));
    // What cannot be moved anyway does not count, unless there is nothing else.
    assert_eq!(told(&pool, &["web", "db"])[1], "host-2: ok");
    assert_eq!(
        told(&pool, &["db"])[1],
        "host-2: wrong_power_state halted running"
    );
    assert_eq!(told(&pool, &[]), Vec::<String>::new());
}

#[test]
fn nothing_moves_between_pools_that_way() {
    let mut other = level();
    other.id = "b".into();
    let pools = [level(), other];
    let keys = [
        pools[0].key(Class::Vm, "web"),
        pools[1].key(Class::Vm, "web"),
    ];
    let all = look_at(&pools, |infos| targets(infos, &keys));
    assert_eq!(all.len(), 6);
    let refused = |target: &Choice| sentence(target.refusal.as_ref()) == "other_pool";
    assert!(all.iter().all(refused), "{all:?}");
    let one = look_at(&pools, |infos| targets(infos, &keys[..1]));
    assert!(
        one.iter()
            .all(|target| target.object.as_ref().unwrap().connection == pools[0].id)
    );
    let start = look_at(&pools, |infos| form(infos, Job::Start, &keys));
    assert_eq!(start.fields, vec![]);
}

/// The reason why a job that is allowed cannot run with what was said.
#[track_caller]
fn check_said(job: Job, key: (Class, &str), inputs: Value, expect: &str) {
    let mut pool = level();
    let tagged = Vm {
        tags: vec!["Prod".into()].into(),
        allowed_operations: vec![].into(),
        ..vm("db-02", VmPowerState::Halted, "")
    };
    pool.writer.apply([put("db", tagged)]);
    let key = pool.key(key.0, key.1);
    let request = request(job, &inputs);
    let planned = pool.look(|info| plan(info, &request, &key));
    assert_eq!(refused(planned.err()), expect, "{job:?} {inputs:?}");
}

#[test]
fn what_is_said_is_looked_at_before_it_is_sent() {
    let none = || json!({});
    let name = |text: &str| json!({ "name": text });
    let tag = |text: &str| json!({ "tag": text });
    let about = |text: &str| json!({ "description": text });
    let db = || (Class::Vm, "db");
    for job in [Job::Snapshot, Job::Clone, Job::Rename] {
        check_said(job, db(), none(), "name_missing");
        check_said(job, db(), name(" \t"), "name_missing");
        check_said(job, db(), name("ok"), "ok");
    }
    check_said(Job::Describe, db(), about(""), "ok");
    check_said(Job::AddTag, db(), none(), "tag_missing");
    check_said(Job::AddTag, db(), tag(" Prod "), "tag_there Prod");
    check_said(Job::AddTag, db(), tag("prod"), "ok");
    check_said(Job::RemoveTag, db(), tag("prod"), "tag_not_there prod");
    check_said(Job::RemoveTag, db(), tag("Prod"), "ok");
    let web = || (Class::Vm, "web");
    check_said(Job::RemoveTag, web(), tag("Prod"), "no_tags");
    let host = |class: Class, connection: &str| {
        json!({
            "host": ObjectKey::new(&connection.into(), &class, &"h2".into())
        })
    };
    check_said(Job::Migrate, web(), host(Class::Host, "a"), "ok");
    check_said(Job::Migrate, web(), host(Class::Host, "b"), "other_pool");
    check_said(Job::Migrate, web(), host(Class::Sr, "a"), "bad_request");
    // Others than machines have names too.
    for key in [
        (Class::Host, "h1"),
        (Class::Pool, "p"),
        (Class::Sr, "nfs"),
        (Class::Network, "net"),
        (Class::Vm, "snap"),
        (Class::Vm, "mine"),
        (Class::Vdi, "disk"),
    ] {
        check_said(Job::Rename, key.clone(), name("new"), "ok");
        check_said(Job::AddTag, key, tag("new"), "ok");
    }
    check_said(Job::Start, db(), none(), "ok");
}

#[test]
fn who_is_alone_goes_nowhere() {
    let mut pool = level();
    pool.writer
        .apply([gone(Class::Host, "h2"), gone(Class::Host, "h10")]);
    let key = pool.key(Class::Vm, "web");
    let checked = pool.look(|info| check(info, Job::Migrate, &key));
    assert_eq!(refused(checked.err()), "no_other_host");
}

#[test]
fn copies_are_made_side_by_side() {
    use xapi::VmOperation::{Checkpoint, Clone, Export, Snapshot, Start};
    let mut pool = level();
    for (under_way, job, expect) in [
        (Clone, Job::Clone, "ok"),
        (Export, Job::Clone, "ok"),
        (Start, Job::Clone, "op_in_progress start"),
        (Checkpoint, Job::Snapshot, "ok"),
        (Export, Job::Snapshot, "op_in_progress export"),
    ] {
        let busy = Vm {
            current_operations: [("t".into(), under_way)].into(),
            allowed_operations: vec![Clone, Snapshot].into(),
            ..vm("db-02", VmPowerState::Halted, "")
        };
        pool.writer.apply([put("db", busy)]);
        let key = pool.key(Class::Vm, "db");
        let checked = pool.look(|info| check(info, job, &key));
        assert_eq!(refused(checked.err()), expect, "{job:?}");
    }
}

#[test]
fn before_xapi_there_was_less() {
    let mut pool = level();
    pool.writer.apply([gone(Class::Pool, "p")]);
    let answer = |job: Job, class: Class, reference: &str| {
        let key = pool.key(class, reference);
        let checked = pool.look(|info| check(info, job, &key));
        refused(checked.err())
    };
    for job in [
        Job::Snapshot,
        Job::Clone,
        Job::Migrate,
        Job::Describe,
        Job::AddTag,
        Job::RemoveTag,
    ] {
        assert_eq!(answer(job, Class::Vm, "web"), "not_supported", "{job:?}");
    }
    assert_eq!(answer(Job::Rename, Class::Vm, "web"), "ok");
    assert_eq!(answer(Job::Rename, Class::Host, "h1"), "ok");
    assert_eq!(answer(Job::Rename, Class::Sr, "nfs"), "not_supported");
    // A guest without tools is asked all the same.
    assert_eq!(answer(Job::CleanShutdown, Class::Vm, "old"), "ok");
}
