//! Network interfaces: what can be done to them, and what would be called for it.

use inventory::{
    Job, JobRequest, Problem,
    jobs::{Plan, check, plan, plan::Effect},
};
use serde_json::{Value, json};
use xapi::{Class, Network, Pif, Vif, Vm, VmPowerState};

use crate::pool::{Connected, lab, put, tools, vm};

fn vif(vm: &str, device: &str, mac: &str) -> Vif {
    Vif {
        vm: vm.into(),
        network: "net".into(),
        device: device.into(),
        mac: mac.into(),
        ..Vif::default()
    }
}

/// A pool with a machine that runs and has tools, one without, and one that is shut down, with an
/// interface each; a network inside of hosts, and one that only the other host has.
fn pool() -> Connected {
    let mut pool = Connected::with("a", lab());
    let machine = |name: &str, state: VmPowerState, host: &str| Vm {
        hvm_boot_policy: "BIOS order".into(),
        allowed_operations: vec![].into(),
        ..vm(name, state, host)
    };
    let network = |name: &str| Network {
        name_label: name.into(),
        ..Network::default()
    };
    let attached = |vif: Vif| Vif {
        currently_attached: true,
        ..vif
    };
    pool.writer.apply([
        put("off", machine("off", VmPowerState::Halted, "")),
        put("on", machine("on", VmPowerState::Running, "h1")),
        put("guest of on", tools()),
        put("bare", machine("bare", VmPowerState::Running, "h1")),
        put("inside", network("Inside")),
        put("far", network("Far")),
        put(
            "far2",
            Pif {
                host: "h2".into(),
                network: "far".into(),
                ..Pif::default()
            },
        ),
        put("card of off", vif("off", "0", "00:16:3e:00:00:01")),
        put("card of on", attached(vif("on", "0", "00:16:3e:00:00:02"))),
        put(
            "card of bare",
            attached(vif("bare", "0", "00:16:3e:00:00:03")),
        ),
        put("loose", vif("on", "2", "00:16:3e:00:00:04")),
        put("card of snap", vif("snap", "0", "00:16:3e:00:00:05")),
    ]);
    pool
}

fn words(problem: &Problem) -> String {
    let values = problem.params.values().cloned();
    let all: Vec<String> = std::iter::once(problem.code.clone())
        .chain(values)
        .collect();
    all.join(" ")
}

fn asked(
    pool: &Connected,
    job: Job,
    class: Class,
    reference: &str,
    inputs: Value,
) -> Result<Plan, String> {
    let key = pool.key(class, reference);
    let request = JobRequest::new(job, inputs).unwrap();
    pool.look(|info| plan(info, &request, &key))
        .map_err(|refusal| words(&refusal.problem))
}

/// A plan's calls with what undoes each; what stands for an answer is `#` and the step's number.
fn said(plan: &Plan) -> Vec<String> {
    let line = |call: &inventory::jobs::plan::Call| {
        let param = |param: &Value| match param {
            Value::String(text) => text.replace("\u{1}result:", "#"),
            Value::Object(record) if record.contains_key("MAC") => {
                let shown = ["VM", "network", "device", "MAC", "MTU"];
                let parts = shown.map(|member| match &record[member] {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                });
                format!("{{{}}}", parts.join(","))
            }
            other => other.to_string(),
        };
        let params: Vec<String> = call.params.iter().map(param).collect();
        format!("{} {}", call.method, params.join(" "))
    };
    let steps = plan.steps.iter().map(|step| {
        let inventory::jobs::plan::Act::Call(call) = &step.act else {
            return "own".to_owned();
        };
        match &step.undo {
            Some(undo) => format!("{} / {}", line(call), line(&undo.call)),
            None => line(call),
        }
    });
    steps.collect()
}

#[test]
fn interfaces_are_changed_by_these_calls() {
    let pool = pool();
    let check = |job: Job, class: Class, reference: &str, inputs: Value, expect: &[&str]| {
        let plan = asked(&pool, job, class, reference, inputs.clone());
        let lines = plan.map_or_else(|why| vec![why], |plan| said(&plan));
        assert_eq!(lines, expect, "{job:?} {reference} {inputs}");
    };
    let on =
        |name: &str, mac: &str| json!({ "network": pool.key(Class::Network, name), "mac": mac });
    check(
        Job::AddInterface,
        Class::Vm,
        "on",
        on("inside", ""),
        &[
            "VIF.create {on,inside,1,,1500} / VIF.destroy #0",
            "VIF.plug #0 / VIF.unplug #0",
        ],
    );
    check(
        Job::AddInterface,
        Class::Vm,
        "bare",
        on("net", "00-16-3E-AA-BB-CC"),
        &["VIF.create {bare,net,1,00:16:3e:aa:bb:cc,1500} / VIF.destroy #0"],
    );
    check(
        Job::AddInterface,
        Class::Vm,
        "on",
        on("far", ""),
        &["network_unseen Far"],
    );
    check(
        Job::AddInterface,
        Class::Vm,
        "off",
        on("far", ""),
        &["VIF.create {off,far,1,,1500} / VIF.destroy #0"],
    );
    check(
        Job::AddInterface,
        Class::Vm,
        "off",
        on("net", "zz:zz"),
        &["mac_malformed zz:zz"],
    );
    check(
        Job::AddInterface,
        Class::Vm,
        "off",
        on("net", "01:00:5e:00:00:01"),
        &["mac_of_many 01:00:5e:00:00:01"],
    );
    check(
        Job::RemoveInterface,
        Class::Vif,
        "card of on",
        json!({}),
        &[
            "VIF.unplug card of on / VIF.plug card of on",
            "VIF.destroy card of on",
        ],
    );
    check(
        Job::RemoveInterface,
        Class::Vif,
        "card of off",
        json!({}),
        &["VIF.destroy card of off / VIF.create {off,net,0,00:16:3e:00:00:01,0}"],
    );
    check(
        Job::MoveInterface,
        Class::Vif,
        "card of on",
        json!({ "network": pool.key(Class::Network, "inside") }),
        &["VIF.move card of on inside / VIF.move card of on net"],
    );
    check(
        Job::MoveInterface,
        Class::Vif,
        "card of on",
        json!({ "network": pool.key(Class::Network, "net") }),
        &["nothing_changes"],
    );
    check(
        Job::SetMac,
        Class::Vif,
        "card of off",
        json!({ "mac": "00:16:3e:00:00:09" }),
        &[
            "VIF.destroy card of off / VIF.create {off,net,0,00:16:3e:00:00:01,0}",
            "VIF.create {off,net,0,00:16:3e:00:00:09,0} / VIF.destroy #1",
        ],
    );
    let rate = "VIF.set_qos_algorithm_params card of off {\"kbps\":\"100\"} / VIF.set_qos_algorithm_params card of off {}";
    check(
        Job::SetRateLimit,
        Class::Vif,
        "card of off",
        json!({ "rate": 100 }),
        &[
            "VIF.set_qos_algorithm_type card of off ratelimit / VIF.set_qos_algorithm_type card of off ",
            rate,
        ],
    );
    let plan = asked(
        &pool,
        Job::SetRateLimit,
        Class::Vif,
        "card of on",
        json!({ "rate": 100 }),
    );
    assert_eq!(
        said(&plan.unwrap())[2..],
        [
            "VIF.unplug card of on / VIF.plug card of on",
            "VIF.plug card of on / VIF.unplug card of on",
        ]
    );
    check(
        Job::SetLocking,
        Class::Vif,
        "card of on",
        json!({ "locking": "locked", "addresses": "10.0.0.1\n fe80::1" }),
        &[
            "VIF.set_ipv4_allowed card of on [\"10.0.0.1\"] / VIF.set_ipv4_allowed card of on []",
            "VIF.set_ipv6_allowed card of on [\"fe80::1\"] / VIF.set_ipv6_allowed card of on []",
            "VIF.set_locking_mode card of on locked / VIF.set_locking_mode card of on network_default",
        ],
    );
    check(
        Job::SetLocking,
        Class::Vif,
        "card of on",
        json!({ "locking": "locked", "addresses": "ten" }),
        &["not_an_address ten"],
    );
}

#[test]
fn states_in_which_interfaces_cannot_be_changed_say_why() {
    let pool = pool();
    let table = [
        (Job::AddInterface, Class::Vm, "asleep", "no_such_object"),
        (
            Job::AddInterface,
            Class::Vm,
            "été",
            "wrong_power_state suspended halted, running",
        ),
        (Job::AddInterface, Class::Vm, "mine", "ok"),
        (Job::RemoveInterface, Class::Vif, "card of on", "ok"),
        (
            Job::RemoveInterface,
            Class::Vif,
            "card of bare",
            "needs_drivers",
        ),
        (
            Job::RemoveInterface,
            Class::Vif,
            "card of snap",
            "bad_request",
        ),
        (Job::UnplugInterface, Class::Vif, "card of on", "ok"),
        (Job::UnplugInterface, Class::Vif, "loose", "not_plugged"),
        (Job::PlugInterface, Class::Vif, "loose", "ok"),
        (
            Job::PlugInterface,
            Class::Vif,
            "card of on",
            "already_plugged",
        ),
        (
            Job::PlugInterface,
            Class::Vif,
            "card of off",
            "wrong_power_state halted running",
        ),
        (Job::SetMac, Class::Vif, "card of on", "still_plugged"),
        (Job::SetMac, Class::Vif, "loose", "ok"),
        (Job::SetLocking, Class::Vif, "card of bare", "ok"),
        (Job::SetRateLimit, Class::Vif, "card of bare", "ok"),
        (Job::MoveInterface, Class::Vif, "card of bare", "ok"),
    ];
    for (job, class, reference, expect) in table {
        let key = pool.key(class, reference);
        let answer = pool.look(|info| check(info, job, &key)).err();
        let answer = answer.map_or("ok".to_owned(), |refusal| words(&refusal.problem));
        assert_eq!(answer, expect, "{job:?} {reference}");
    }
}

#[test]
fn what_is_odd_is_told_and_done() {
    let pool = pool();
    let odd = |job: Job, reference: &str, inputs: Value| -> Vec<String> {
        let plan = asked(&pool, job, Class::Vif, reference, inputs).unwrap();
        let effects = plan.effects.iter();
        effects
            .filter_map(|effect| match effect {
                Effect::Odd { problem } => Some(words(problem)),
                _ => None,
            })
            .collect()
    };
    let taken = json!({ "mac": "00:16:3E:00:00:02" });
    assert_eq!(
        odd(Job::SetMac, "card of off", taken),
        ["mac_taken 00:16:3e:00:00:02 on"]
    );
    let locked = json!({ "locking": "locked" });
    assert_eq!(
        odd(Job::SetLocking, "card of on", locked),
        ["locked_without_addresses"]
    );
}
