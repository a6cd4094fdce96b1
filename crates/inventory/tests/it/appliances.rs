//! vApps: what can be done to them and to their VMs, and what would be called for it.

use inventory::{
    Job, JobRequest, ObjectKey,
    jobs::{check, form, parts, plan},
};
use serde_json::json;
use xapi::{Class, Vm, VmAppliance, VmPowerState};

use crate::{
    pool::{Connected, lab, put, tools, vm},
    vm_plans::says,
};

/// Of a vApp's machines one runs with tools, one is suspended; `spare` is in none.
fn pool(states: [VmPowerState; 2]) -> Connected {
    let mut pool = Connected::with("a", lab());
    let machine = |name: &str, state: VmPowerState, order: i64| Vm {
        appliance: "shop".into(),
        order,
        start_delay: 5 * order,
        allowed_operations: vec![].into(),
        ..vm(name, state, "h1")
    };
    let [first, second] = states;
    let shop = VmAppliance {
        uuid: "uuid-of-shop".into(),
        name_label: "shop".into(),
        vms: vec!["front".into(), "store".into(), "gone".into()].into(),
        ..VmAppliance::default()
    };
    pool.writer.apply([
        put("store", machine("store", first, 1)),
        put("front", machine("front", second, 2)),
        put("guest of store", tools()),
        put("guest of front", tools()),
        put("spare", vm("spare", VmPowerState::Halted, "")),
        put("shop", shop),
        put("empty", VmAppliance::default()),
    ]);
    pool
}

#[test]
fn what_may_be_done_follows_from_the_states_of_its_machines() {
    use VmPowerState::{Halted, Running, Suspended};
    let rows = [
        ([Halted, Halted], Job::StartAppliance, "ok"),
        ([Halted, Running], Job::StartAppliance, "ok"),
        ([Running, Suspended], Job::StartAppliance, "appliance_runs"),
        (
            [Halted, Halted],
            Job::CleanShutdownAppliance,
            "appliance_halted",
        ),
        ([Halted, Running], Job::CleanShutdownAppliance, "ok"),
        ([Halted, Halted], Job::ShutdownAppliance, "appliance_halted"),
        ([Halted, Suspended], Job::ShutdownAppliance, "ok"),
        (
            [Halted, Halted],
            Job::HardShutdownAppliance,
            "appliance_halted",
        ),
        ([Running, Running], Job::HardShutdownAppliance, "ok"),
        ([Running, Running], Job::ArrangeAppliance, "ok"),
        ([Running, Running], Job::DeleteAppliance, "ok"),
        ([Running, Running], Job::Rename, "ok"),
        ([Running, Running], Job::Describe, "ok"),
        ([Running, Running], Job::AddTag, "bad_request"),
    ];
    for (states, job, expect) in rows {
        let pool = pool(states.clone());
        let key = pool.key(Class::VmAppliance, "shop");
        let answer = pool.look(|info| check(info, job, &key));
        let answer = answer.map_or_else(|refusal| refusal.problem.code, |()| "ok".to_owned());
        assert_eq!(answer, expect, "{states:?} {job:?}");
    }
}

#[test]
fn the_job_that_helps_is_named() {
    let halted = pool([VmPowerState::Halted, VmPowerState::Halted]);
    let fix = |pool: &Connected, job: Job, key: &ObjectKey| {
        let refusal = pool.look(|info| check(info, job, key)).unwrap_err();
        let fix = refusal.fix.map(|fix| fix.job);
        (refusal.problem.code, fix)
    };
    let (shop, empty) = (
        halted.key(Class::VmAppliance, "shop"),
        halted.key(Class::VmAppliance, "empty"),
    );
    assert_eq!(
        fix(&halted, Job::CleanShutdownAppliance, &shop),
        ("appliance_halted".to_owned(), Some(Job::StartAppliance))
    );
    assert_eq!(
        fix(&halted, Job::StartAppliance, &empty),
        ("appliance_empty".to_owned(), Some(Job::ArrangeAppliance))
    );
    let without = Connected::with("a", lab());
    assert_eq!(
        fix(&without, Job::SetAppliance, &without.key(Class::Vm, "db")),
        ("no_appliances".to_owned(), Some(Job::CreateAppliance))
    );
}

#[test]
fn they_start_in_their_order_and_stop_the_other_way_round() {
    use VmPowerState::{Halted, Running, Suspended};
    let shop = |pool: &Connected| pool.key(Class::VmAppliance, "shop");
    let halted = pool([Halted, Halted]);
    says(
        &halted,
        Job::StartAppliance,
        json!({ "paused": true }),
        &shop(&halted),
        "store.powerState: halted → paused
        front.powerState: halted → paused
        VM_appliance.start(shop, true)",
    );
    let running = pool([Running, Suspended]);
    says(
        &running,
        Job::CleanShutdownAppliance,
        json!({}),
        &shop(&running),
        "odd: appliance_vm_stays
        store.powerState: running → halted
        store away until Started
        VM_appliance.clean_shutdown(shop)",
    );
    says(
        &running,
        Job::ShutdownAppliance,
        json!({}),
        &shop(&running),
        "front.powerState: suspended → halted
        front loses its memory
        store.powerState: running → halted
        store may lose what is unsaved
        store away until Started
        VM_appliance.shutdown(shop)",
    );
    says(
        &running,
        Job::HardShutdownAppliance,
        json!({}),
        &shop(&running),
        "front.powerState: suspended → halted
        front loses its memory
        store.powerState: running → halted
        store away until Started
        store loses what is unsaved
        VM_appliance.hard_shutdown(shop)",
    );
}

#[test]
fn one_is_made_of_machines_and_taken_away_again_where_that_fails() {
    let pool = pool([VmPowerState::Halted, VmPowerState::Halted]);
    let key = |name: &str| pool.key(Class::Vm, name);
    says(
        &pool,
        Job::CreateAppliance,
        json!({ "name": "new", "vms": [key("store"), key("spare")] }),
        &pool.key(Class::Pool, "p"),
        "+ VM_appliance new
        store.appliance: →shop (halted) → new
        spare.appliance: – → new
        VM_appliance.create({\"name_label\":\"new\",\"name_description\":\"\"}) ← VM_appliance.destroy($0)
        VM.set_appliance(store, $0) ← VM.set_appliance(store, shop)
        VM.set_appliance(spare, $0) ← VM.set_appliance(spare, OpaqueRef:NULL)",
    );
    says(
        &pool,
        Job::CreateAppliance,
        json!({ "name": "  " }),
        &key("spare"),
        "no: name_missing",
    );
    says(
        &pool,
        Job::CreateAppliance,
        json!({ "name": "new", "vms": [key("dom0")] }),
        &key("spare"),
        "no: no_such_object",
    );
}

#[test]
fn its_machines_and_their_order_are_said_at_once() {
    let pool = pool([VmPowerState::Halted, VmPowerState::Halted]);
    let shop = pool.key(Class::VmAppliance, "shop");
    says(
        &pool,
        Job::ArrangeAppliance,
        json!({ "members": [
            { "vm": "store", "order": 1, "startDelay": 30, "shutdownDelay": 0 },
            { "vm": "spare", "order": 4, "startDelay": 0, "shutdownDelay": 0 },
        ] }),
        &shop,
        "store.startDelay: 5 → 30
        spare.appliance: – → →shop (halted)
        spare.order: 0 → 4
        front.appliance: →shop (halted) → –
        VM.set_start_delay(store, 30) ← VM.set_start_delay(store, 5)
        VM.set_appliance(spare, shop) ← VM.set_appliance(spare, OpaqueRef:NULL)
        VM.set_order(spare, 4) ← VM.set_order(spare, 0)
        VM.set_appliance(front, OpaqueRef:NULL) ← VM.set_appliance(front, shop)",
    );
    for (members, expect) in [
        (json!([{ "vm": "" }]), "no: vm_missing"),
        (json!([{ "vm": "nobody" }]), "no: no_such_object"),
        (
            json!([{ "vm": "store" }, { "vm": "store" }]),
            "no: vm_twice",
        ),
        (json!([{ "vm": "store", "order": -1 }]), "no: negative"),
        (
            json!([{ "vm": "store" }, { "vm": "front" }]),
            "no: nothing_changes",
        ),
    ] {
        let inputs = json!({ "members": members });
        says(&pool, Job::ArrangeAppliance, inputs, &shop, expect);
    }
    // What is filled in at first is what is so.
    let asked = pool.look(|info| form(std::slice::from_ref(info), Job::ArrangeAppliance, &[shop]));
    let initial = serde_json::to_value(&asked.fields[0].initial).unwrap();
    assert_eq!(
        initial["value"],
        json!([
            { "vm": "store", "order": 1, "startDelay": 5, "shutdownDelay": 0 },
            { "vm": "front", "order": 2, "startDelay": 10, "shutdownDelay": 0 },
        ])
    );
}

#[test]
fn a_machine_goes_into_one_and_out_of_it() {
    let pool = pool([VmPowerState::Halted, VmPowerState::Halted]);
    let key = |name: &str| pool.key(Class::Vm, name);
    says(
        &pool,
        Job::SetAppliance,
        json!({ "appliance": pool.key(Class::VmAppliance, "shop") }),
        &key("spare"),
        "spare appliance: – → →shop (halted)
        VM.set_appliance(spare, shop) ← VM.set_appliance(spare, OpaqueRef:NULL)",
    );
    says(
        &pool,
        Job::SetAppliance,
        json!({}),
        &key("front"),
        "front appliance: →shop (halted) → –
        VM.set_appliance(front, OpaqueRef:NULL) ← VM.set_appliance(front, shop)",
    );
    says(
        &pool,
        Job::SetAppliance,
        json!({ "appliance": pool.key(Class::VmAppliance, "nowhere") }),
        &key("spare"),
        "no: no_such_object",
    );
    says(
        &pool,
        Job::DeleteAppliance,
        json!({}),
        &pool.key(Class::VmAppliance, "shop"),
        "- shop – –
        = store vm_of_appliance
        = front vm_of_appliance
        VM_appliance.destroy(shop)",
    );
}

/// A vApp, and a schedule of snapshots, is one, of however many VMs it is made.
#[test]
fn one_is_made_of_a_selection() {
    let pool = pool([VmPowerState::Running, VmPowerState::Suspended]);
    let selected = [
        pool.key(Class::Vm, "spare"),
        pool.key(Class::Vm, "store"),
        // A host is none of them, and stands in the way of nothing.
        pool.key(Class::Host, "h1"),
    ];
    for job in [Job::CreateAppliance, Job::CreateSchedule] {
        let request = JobRequest::new(job, json!({ "name": "new" })).unwrap();
        let all = pool.look(|info| parts(std::slice::from_ref(info), &request, &selected).parts);
        let made: Vec<_> = all.iter().filter(|part| part.refusal.is_none()).collect();
        let [part] = made[..] else {
            panic!("{job:?} in {} parts", made.len());
        };
        assert!(part.object.is_connection(), "{job:?}");
        let plan = pool.look(|info| plan(info, &part.request, &part.object).unwrap());
        assert_eq!(plan.calls().count(), 3, "{job:?}");
    }
}
