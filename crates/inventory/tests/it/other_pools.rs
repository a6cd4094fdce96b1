//! VMs that go to another pool, or are copied there: what is asked, why not, and what would be done.

use inventory::{
    ConnectionInfo, Job, JobRequest, ObjectKey,
    jobs::{
        form::{Choice, FieldKind, FormField, Initial},
        form_about, parts, plan_among, preview,
        render::{ScriptLanguage, script},
    },
    view::Status,
};
use serde_json::{Value, json};
use xapi::{
    Change, Class, Host, HostMetrics, Network, Pbd, Pif, Pool, Sr, Vbd, VbdType, Vif, Vm,
    VmMetrics, VmPowerState,
};

use crate::{
    pool::{Connected, lab, look_at, put, tools, vm},
    vm_plans::{disk, drive, written},
};

const CPU: &str = "00000007-0000000f";

/// A machine that runs with two disks and a snapshot, on two networks; and one that is halted.
fn here() -> Vec<Change> {
    let running = Vm {
        last_boot_cpu_flags: [
            ("vendor".into(), "GenuineIntel".into()),
            ("features".into(), CPU.into()),
        ]
        .into(),
        allowed_operations: vec![].into(),
        ..vm("app", VmPowerState::Running, "h1")
    };
    let kept = Vm {
        is_a_template: true,
        is_a_snapshot: true,
        snapshot_of: "app".into(),
        allowed_operations: vec![].into(),
        ..vm("kept", VmPowerState::Halted, "")
    };
    let halted = Vm {
        allowed_operations: vec![].into(),
        ..vm("rest", VmPowerState::Halted, "")
    };
    let card = |vm: &str, device: &str, network: &str| {
        let vif = Vif {
            vm: vm.into(),
            device: device.into(),
            network: network.into(),
            ..Vif::default()
        };
        put(&format!("card {device} of {vm}"), vif)
    };
    let mut all = lab();
    all.extend([
        put("h1", host("host-1", "3.4.0", CPU)),
        put("app", running),
        put("guest of app", tools()),
        put(
            "metrics of app",
            VmMetrics {
                memory_actual: 4 << 30,
                ..VmMetrics::default()
            },
        ),
        put("kept", kept),
        put("rest", halted),
        put("root", disk("root", 50, "")),
        put("data", disk("data", 20, "")),
        put("root of kept", disk("root of kept", 3, "root")),
        put("root of rest", disk("root of rest", 5, "")),
        drive("app", "0", "root"),
        drive("app", "1", "data"),
        drive("kept", "0", "root of kept"),
        drive("rest", "0", "root of rest"),
        card("app", "0", "net"),
        card("app", "1", "dmz"),
        card("kept", "0", "net"),
        card("rest", "0", "net"),
        put("dmz", network("DMZ")),
    ]);
    all
}

fn network(name: &str) -> Network {
    Network {
        uuid: format!("uuid-of-{name}").into(),
        name_label: name.into(),
        ..Network::default()
    }
}

fn host(name: &str, platform: &str, features: &str) -> Host {
    Host {
        uuid: format!("uuid-of-{name}").into(),
        name_label: name.into(),
        enabled: true,
        metrics: format!("metrics of {name}").into(),
        software_version: [("platform_version".into(), platform.into())].into(),
        cpu_info: [
            ("vendor".into(), "GenuineIntel".into()),
            ("features_hvm_host".into(), features.into()),
        ]
        .into(),
        ..Host::default()
    }
}

/// Another pool: two hosts, of which the second has more room, shared storage and such of the first alone.
fn there() -> Vec<Change> {
    let mut all = vec![
        put(
            "q",
            Pool {
                uuid: "uuid-of-annex".into(),
                name_label: "Annex".into(),
                master: "a1".into(),
                default_sr: "big".into(),
                ..Pool::default()
            },
        ),
        put("a1", host("annex-1", "3.10.0", "0000000f-0000000f")),
        put("a2", host("annex-2", "3.10.0", CPU)),
        put("lan", network("Pool-wide")),
        put("perimeter", network("Perimeter")),
    ];
    for (name, memory) in [("annex-1", 16), ("annex-2", 32)] {
        let metrics = HostMetrics {
            live: true,
            memory_total: memory << 30,
            ..HostMetrics::default()
        };
        all.push(put(&format!("metrics of {name}"), metrics));
    }
    let sr = |name: &str, kind: &str, shared: bool| Sr {
        uuid: format!("uuid-of-{name}").into(),
        name_label: name.into(),
        r#type: kind.into(),
        shared,
        physical_size: 1000,
        ..Sr::default()
    };
    all.extend([
        put("big", sr("Big", "nfs", true)),
        put("own", sr("Own", "lvm", false)),
    ]);
    for (host, sr) in [("a1", "big"), ("a2", "big"), ("a1", "own")] {
        let pbd = Pbd {
            host: host.into(),
            sr: sr.into(),
            currently_attached: true,
            ..Pbd::default()
        };
        all.push(put(&format!("{sr} at {host}"), pbd));
    }
    for host in ["a1", "a2"] {
        let pif = Pif {
            host: host.into(),
            network: "lan".into(),
            ip: "192.0.2.77".into(),
            management: true,
            ..Pif::default()
        };
        all.push(put(&format!("pif of {host}"), pif));
    }
    all
}

fn pools() -> Vec<Connected> {
    vec![
        Connected::with("here", here()),
        Connected::with("there", there()),
    ]
}

fn key(connection: &str, class: Class, reference: &str) -> ObjectKey {
    ObjectKey::new(&connection.into(), &class, &reference.into())
}

/// Inputs that are enough: the second network has none of its name there.
fn to(destination: &ObjectKey, sr: &str) -> Value {
    json!({
        "destination": destination,
        "sr": key("there", Class::Sr, sr),
        "networks": [{
            "network": key("here", Class::Network, "dmz"),
            "toNetwork": key("there", Class::Network, "perimeter"),
        }],
    })
}

fn answer(infos: &[ConnectionInfo<'_>], job: Job, inputs: Value, vm: &str) -> String {
    let request = JobRequest::new(job, inputs).unwrap();
    match plan_among(infos, &request, &key("here", Class::Vm, vm)) {
        Ok(plan) => written(&plan),
        Err(refusal) => {
            let fix = refusal.fix.map(|fix| format!(" ({:?})", fix.job));
            let values = refusal.problem.params.into_values();
            let words = std::iter::once(refusal.problem.code).chain(values);
            let words = words.collect::<Vec<_>>().join(" ");
            format!("no: {words}{}", fix.unwrap_or_default())
        }
    }
}

#[track_caller]
fn check(pools: &[Connected], job: Job, inputs: Value, vm: &str, expect: &str) {
    let expect: Vec<&str> = expect.lines().map(str::trim).collect();
    let answer = look_at(pools, |infos| answer(infos, job, inputs, vm));
    assert_eq!(answer, expect.join("\n").trim());
}

/// The first host there, or the whole pool.
fn a1() -> ObjectKey {
    key("there", Class::Host, "a1")
}

fn annex() -> ObjectKey {
    key("there", Class::Pool, "q")
}

#[test]
fn a_machine_goes_with_all_its_disks_and_networks() {
    check(
        &pools(),
        Job::MigrateToPool,
        to(&a1(), "big"),
        "app",
        r#"app pool: →Lab (live) → →Annex (live)
        app host: →host-1 (ok) → →annex-1 (ok)
        root.sr: →NFS (ok) → →Big (ok)
        data.sr: →NFS (ok) → →Big (ok)
        card 0 of app network: →Pool-wide (ok) → →Pool-wide (ok)
        card 1 of app network: →DMZ (ok) → →Perimeter (ok)
        at there: host.migrate_receive(a1, lan, {})
        VM.migrate_send(app, $0, true, {"data":"big","root":"big","root of kept":"big"}, {"card 0 of app":"lan","card 0 of kept":"lan","card 1 of app":"perimeter"}, {})"#,
    );
    // A disk goes elsewhere, and what a snapshot has kept of it goes with it.
    let mut inputs = to(&a1(), "big");
    inputs["disks"] = json!([{
        "disk": key("here", Class::Vdi, "root"),
        "toSr": key("there", Class::Sr, "own"),
    }]);
    let answer = look_at(&pools(), |infos| {
        answer(infos, Job::MigrateToPool, inputs, "app")
    });
    assert!(
        answer.contains(r#"{"data":"big","root":"own","root of kept":"own"}"#),
        "{answer}"
    );
}

#[test]
fn one_that_is_halted_is_copied_and_gets_another_name() {
    let mut inputs = to(&a1(), "big");
    inputs["name"] = json!(" rest of Annex ");
    check(
        &pools(),
        Job::CopyToPool,
        inputs,
        "rest",
        r#"+ VM rest of Annex in →Annex (live)
        root of rest.sr: →NFS (ok) → →Big (ok)
        card 0 of rest network: →Pool-wide (ok) → →Pool-wide (ok)
        at there: host.migrate_receive(a1, lan, {})
        VM.migrate_send(rest, $0, false, {"root of rest":"big"}, {"card 0 of rest":"lan"}, {"copy":"true"})
        at there: VM.set_name_label($1, rest of Annex)"#,
    );
    check(
        &pools(),
        Job::CopyToPool,
        to(&a1(), "big"),
        "app",
        "no: wrong_power_state running halted (CleanShutdown)",
    );
}

#[test]
fn of_a_pool_the_host_with_most_room_is_taken_and_several_are_spread() {
    let pools = pools();
    let request = JobRequest::new(Job::MigrateToPool, to(&annex(), "big")).unwrap();
    let vms = [
        key("here", Class::Vm, "app"),
        key("here", Class::Vm, "rest"),
    ];
    let landed = look_at(&pools, |infos| {
        let parts = parts(infos, &request, &vms);
        assert_eq!(parts.at_once, Some(2));
        let host =
            |request: &JobRequest| json!(request)["inputs"]["destination"]["reference"].clone();
        let landed: Vec<Value> = parts.parts.iter().map(|part| host(&part.request)).collect();
        let shown = preview(infos, &request, &vms);
        assert_eq!(shown.beside.len(), 1, "one host takes memory");
        assert_eq!(shown.beside[0].affected.name, "annex-2");
        landed
    });
    assert_eq!(landed, [json!("a2"), json!("a2")]);
    // It can be chosen where no host has room for both.
    let form = look_at(&pools, |infos| {
        inventory::jobs::form(infos, Job::MigrateToPool, &vms)
    });
    let FieldKind::Choice { choices } = &form.fields[0].kind else {
        panic!("no choice: {:?}", form.fields[0]);
    };
    let pool = choices
        .iter()
        .find(|choice| choice.object == Some(annex()))
        .unwrap();
    assert_eq!(pool.refusal, None);
    // To one alone it is said in the same way.
    let plan = look_at(&pools, |infos| {
        answer(infos, Job::MigrateToPool, to(&annex(), "big"), "app")
    });
    assert!(
        plan.contains("at there: host.migrate_receive(a2, lan, {})"),
        "{plan}"
    );
}

#[test]
fn why_a_machine_cannot_go() {
    let with = |changes: Vec<Change>| {
        let mut pools = pools();
        pools[0].writer.apply(changes);
        pools
    };
    let no = |pools: &[Connected], expect: &str| {
        check(pools, Job::MigrateToPool, to(&a1(), "big"), "app", expect);
    };
    no(&pools()[..1], "no: no_other_pool");
    let mut again = pools();
    again.remove(1);
    again.push(Connected::with("again", here()));
    no(&again, "no: no_other_pool");
    let disc = Vbd {
        vm: "app".into(),
        vdi: "iso".into(),
        r#type: VbdType::Cd,
        ..Vbd::default()
    };
    no(
        &with(vec![put("cd", disc)]),
        "no: disc_inserted (EjectDisc)",
    );
    // Its disk leaves the pool: who else has it would be without.
    no(
        &with(vec![drive("rest", "1", "data")]),
        "no: disk_used_by rest",
    );
    no(
        &with(vec![put("guest of app", xapi::VmGuestMetrics::default())]),
        "no: needs_tools",
    );
}

#[test]
fn why_a_place_does_not_take_it() {
    let with = |changes: Vec<Change>| {
        let mut pools = pools();
        pools[1].writer.apply(changes);
        pools
    };
    let no = |pools: &[Connected], expect: &str| {
        check(pools, Job::MigrateToPool, to(&a1(), "big"), "app", expect);
    };
    let mut read_only = pools();
    read_only[1].read_only = true;
    no(&read_only, "no: read_only");
    let mut lost = pools();
    lost[1].status = Status::Stale;
    no(&lost, "no: not_live");
    let mut orchestra = pools();
    orchestra[1].behind = Some("xo".into());
    no(&orchestra, "no: not_through_xo");
    let mut reader = pools();
    reader[1].permissions = Some(xapi::Permissions::of(["VM.start"]));
    let refused = look_at(&reader, |infos| {
        answer(infos, Job::MigrateToPool, to(&a1(), "big"), "app")
    });
    assert!(refused.starts_with("no: role_lacks"), "{refused}");
    no(
        &with(vec![put("a1", host("annex-1", "3.2.0", CPU))]),
        "no: target_older 3.4.0 3.2.0",
    );
    no(
        &with(vec![put("a1", host("annex-1", "3.4.0", "00000003"))]),
        "no: cpu_features_missing",
    );
    let disabled = Host {
        enabled: false,
        ..host("annex-1", "3.4.0", CPU)
    };
    no(&with(vec![put("a1", disabled)]), "no: target_disabled");
    no(
        &with(vec![put("metrics of annex-1", HostMetrics::default())]),
        "no: target_down",
    );
    let full = HostMetrics {
        live: true,
        memory_total: 1 << 30,
        ..HostMetrics::default()
    };
    no(
        &with(vec![put("metrics of annex-1", full)]),
        "no: not_enough_memory 1073741824 4294967296",
    );
    let nameless = Pif {
        host: "a1".into(),
        network: "lan".into(),
        management: true,
        ..Pif::default()
    };
    no(
        &with(vec![put("pif of a1", nameless)]),
        "no: management_without_address",
    );
    no(
        &with(vec![put("twin", vm("app", VmPowerState::Halted, ""))]),
        "no: vm_is_there Annex",
    );
    // A copy that fails would be cleared away by the same UUID.
    let twin = with(vec![put("twin", vm("rest", VmPowerState::Halted, ""))]);
    check(
        &twin,
        Job::CopyToPool,
        to(&a1(), "big"),
        "rest",
        "no: vm_is_there Annex",
    );
}

#[test]
fn why_its_disks_and_networks_find_no_place() {
    let pools = pools();
    // Thick storage gives it all its room at once: 100 for each of three disks, and 1000 is there.
    let small = Sr {
        physical_size: 250,
        r#type: "lvm".into(),
        name_label: "Own".into(),
        ..Sr::default()
    };
    let mut full = self::pools();
    full[1].writer.apply([put("own", small)]);
    check(
        &full,
        Job::MigrateToPool,
        to(&a1(), "own"),
        "app",
        "no: sr_full 250 300 Own",
    );
    check(
        &pools,
        Job::MigrateToPool,
        to(&key("there", Class::Host, "a2"), "own"),
        "app",
        "no: storage_unseen Own",
    );
    let mut inputs = to(&a1(), "big");
    inputs["sr"] = json!(key("here", Class::Sr, "nfs"));
    check(&pools, Job::MigrateToPool, inputs, "app", "no: other_pool");
    let mut inputs = to(&a1(), "big");
    inputs["networks"] = json!([]);
    check(
        &pools,
        Job::MigrateToPool,
        inputs,
        "app",
        "no: network_not_mapped DMZ",
    );
    let mut inputs = to(&a1(), "big");
    inputs["networks"][0]["toNetwork"] = json!(key("here", Class::Network, "net"));
    check(
        &pools,
        Job::MigrateToPool,
        inputs,
        "app",
        "no: network_of_other_pool",
    );
}

fn choices(field: &FormField) -> Vec<&Choice> {
    match &field.kind {
        FieldKind::Choice { choices } => choices.iter().collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_form_asks_for_the_place_first_and_then_for_what_is_there() {
    let pools = pools();
    let vms = [key("here", Class::Vm, "app")];
    look_at(&pools, |infos| {
        let first = form_about(infos, Job::MigrateToPool, &vms, None);
        let names: Vec<&str> = first.fields.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["destination", "sr", "disks", "networks"]);
        assert!(first.fields[0].is_subject);
        let places = choices(&first.fields[0]);
        let places: Vec<&str> = places.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(places, ["Annex", "annex-1", "annex-2"]);
        assert!(choices(&first.fields[1]).is_empty());

        let about = key("there", Class::Host, "a2");
        let form = form_about(infos, Job::MigrateToPool, &vms, Some(&about));
        let srs = choices(&form.fields[1]);
        let fit = |choice: &&Choice| {
            let why = choice.refusal.as_ref();
            format!("{} {}", choice.name, why.map_or("ok", |why| &why.code))
        };
        let srs: Vec<String> = srs.iter().map(fit).collect();
        assert_eq!(srs, ["Big ok", "Own storage_unseen"]);
        let initial = |field: &FormField| match &field.initial {
            Initial::Value { value } => value.clone(),
            other => panic!("{other:?}"),
        };
        let usual = key("there", Class::Sr, "big");
        assert_eq!(initial(&form.fields[1]), json!(usual));
        let paired = json!([
            {
                "network": key("here", Class::Network, "net"),
                "toNetwork": key("there", Class::Network, "lan"),
            },
            { "network": key("here", Class::Network, "dmz"), "toNetwork": null },
        ]);
        assert_eq!(initial(&form.fields[3]), paired);
    });
}

#[test]
fn a_script_logs_in_to_both_pools() {
    let pools = pools();
    let mut inputs = to(&a1(), "big");
    inputs["name"] = json!("new");
    let request = JobRequest::new(Job::CopyToPool, inputs).unwrap();
    let vms = [key("here", Class::Vm, "rest")];
    let written = |language| look_at(&pools, |infos| script(infos, &request, &vms, language));
    let python = written(ScriptLanguage::Python).unwrap();
    for line in [
        "session_2 = XenAPI.Session(sys.argv[3])",
        "    host_1 = session_2.xenapi.host.get_by_uuid(\"uuid-of-annex-1\")",
        "= session.xenapi.VM.get_by_uuid(\"uuid-of-rest\")",
        "    result_1 = session_2.xenapi.host.migrate_receive(host_1, network_2, {})",
        "    result_2 = session.xenapi.VM.migrate_send(vm_3, result_1, False,",
        "    session_2.xenapi.VM.set_name_label(result_2, \"new\")",
        "    session_2.xenapi.session.logout()",
    ] {
        assert!(python.contains(line), "{line} in {python}");
    }
    let api = written(ScriptLanguage::Api).unwrap();
    let receive = r#""method":"host.migrate_receive","params":["$session_2","a1","lan",{}]"#;
    assert!(api.contains(receive), "{api}");
    let xe = written(ScriptLanguage::Xe).unwrap();
    let line = "xe vm-migrate uuid=uuid-of-rest remote-master=there.example \
                remote-username=\"$REMOTE_USER\" remote-password=\"$REMOTE_PASSWORD\" \
                host-uuid=uuid-of-annex-1 live=false";
    assert!(xe.contains(line), "{xe}");
    assert!(xe.contains("copy=true"), "{xe}");
}
