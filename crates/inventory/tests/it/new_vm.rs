//! A new VM: what would be called to make it, what will not fit, and what is odd.

use inventory::{
    Job, JobRequest, Problem,
    jobs::{
        Plan, form,
        form::Initial,
        plan,
        plan::{Act, Effect},
        preview,
        render::{ScriptLanguage, script},
    },
};
use serde_json::{Value, json};
use xapi::{Class, GpuGroup, Pbd, Pgpu, Sr, Vbd, VbdType, Vdi, VgpuType, Vif, Vm, VmPowerState};

use crate::pool::{Connected, lab, put, vm};

const GIB: i64 = 1 << 30;

/// A pool with a bare template, one with disk and network of its own, thick and thin storage, and a
/// library with one disc.
fn pool() -> Connected {
    let mut pool = Connected::with("a", lab());
    let template = |name: &str| Vm {
        is_a_template: true,
        vcpus_at_startup: 1,
        vcpus_max: 1,
        memory_static_min: GIB / 2,
        memory_dynamic_min: GIB,
        memory_dynamic_max: GIB,
        memory_static_max: GIB,
        hvm_boot_policy: "BIOS order".into(),
        hvm_boot_params: [("order".into(), "cdn".into())].into(),
        allowed_operations: vec![].into(),
        ..vm(name, VmPowerState::Halted, "")
    };
    let disks = "<provision><disk device=\"0\" size=\"8589934592\" sr=\"\" bootable=\"true\" type=\"system\"/></provision>";
    let sr = |name: &str, kind: &str, content: &str| Sr {
        name_label: name.into(),
        r#type: kind.into(),
        content_type: content.into(),
        physical_size: 100 * GIB,
        physical_utilisation: 90 * GIB,
        ..Sr::default()
    };
    let pbd = |host: &str, sr: &str| Pbd {
        host: host.into(),
        sr: sr.into(),
        currently_attached: true,
        ..Pbd::default()
    };
    pool.writer.apply([
        put(
            "bare",
            Vm {
                other_config: [("disks".into(), disks.into())].into(),
                ..template("bare")
            },
        ),
        put("golden", template("golden")),
        put(
            "golden disk",
            Vbd {
                vm: "golden".into(),
                userdevice: "0".into(),
                r#type: VbdType::Disk,
                ..Vbd::default()
            },
        ),
        put(
            "golden card",
            Vif {
                vm: "golden".into(),
                device: "0".into(),
                network: "net".into(),
                ..Vif::default()
            },
        ),
        put("thick", sr("Thick", "lvm", "user")),
        put("thin", sr("Thin", "ext", "user")),
        put("library", sr("ISOs", "iso", "iso")),
        put("thick1", pbd("h1", "thick")),
        put("thin1", pbd("h1", "thin")),
        put("library1", pbd("h1", "library")),
        put(
            "debian",
            Vdi {
                name_label: "debian.iso".into(),
                sr: "library".into(),
                managed: true,
                ..Vdi::default()
            },
        ),
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

fn asked(pool: &Connected, class: Class, reference: &str, inputs: Value) -> Result<Plan, String> {
    let key = pool.key(class, reference);
    let request = JobRequest::new(Job::CreateVm, inputs).unwrap();
    pool.look(|info| plan(info, &request, &key))
        .map_err(|refusal| words(&refusal.problem))
}

/// A plan's calls; what stands for an answer is `#` and the step's number.
fn said(plan: &Plan) -> Vec<String> {
    let param = |param: &Value| match param {
        Value::String(text) => text.replace("\u{1}result:", "#"),
        Value::Object(record) => {
            let shown = [
                "name_label",
                "VM",
                "VDI",
                "SR",
                "network",
                "userdevice",
                "device",
                "virtual_size",
            ];
            let parts = shown.iter().filter_map(|member| {
                let value = record.get(*member)?;
                let text = value.as_str().map_or(value.to_string(), str::to_owned);
                Some(text.replace("\u{1}result:", "#"))
            });
            format!("{{{}}}", parts.collect::<Vec<_>>().join(","))
        }
        other => other.to_string(),
    };
    let calls = plan.calls().map(|call| {
        let params: Vec<String> = call.params.iter().map(param).collect();
        format!("{} {}", call.method, params.join(" "))
    });
    calls.collect()
}

fn odd(plan: &Plan) -> Vec<String> {
    let told = plan.effects.iter().filter_map(|effect| match effect {
        Effect::Odd { problem } => Some(words(problem)),
        _ => None,
    });
    told.collect()
}

#[test]
fn a_bare_template_gives_a_machine_with_all_that_is_said() {
    let pool = pool();
    let inputs = json!({
        "name": "web", "description": "front", "install": "fromDisc",
        "disc": pool.key(Class::Vdi, "debian"), "host": pool.key(Class::Host, "h2"),
        "vcpus": 4, "coresPerSocket": 2, "memory": 2 * GIB, "firmware": "uefi",
        "sr": pool.key(Class::Sr, "thin"),
        "networks": [{ "network": pool.key(Class::Network, "net"), "mac": "" }],
        "start": true,
    });
    let plan = asked(&pool, Class::Vm, "bare", inputs).unwrap();
    assert_eq!(
        said(&plan),
        [
            "VM.clone bare web",
            "VM.remove_from_other_config #0 disks",
            "VM.set_name_description #0 front",
            "VM.set_affinity #0 h2",
            "VM.set_VCPUs_max #0 4",
            "VM.set_VCPUs_at_startup #0 4",
            "VM.add_to_platform #0 cores-per-socket 2",
            "VM.set_memory_limits #0 536870912 2147483648 2147483648 2147483648",
            "VM.add_to_HVM_boot_params #0 firmware uefi",
            "VM.add_to_platform #0 secureboot false",
            "VM.add_to_platform #0 device-model qemu-upstream-uefi",
            "VM.remove_from_HVM_boot_params #0 order",
            "VM.add_to_HVM_boot_params #0 order cd",
            "VM.provision #0",
            "VDI.create {web 0,thin,8589934592}",
            "VBD.create {#0,#14,0}",
            "VBD.create {#0,debian,3}",
            "VIF.create {#0,net,0}",
            "VM.start #0 false false",
        ]
    );
    assert_eq!(odd(&plan), Vec::<String>::new());
    // Whatever is made says how it is taken away.
    let makes = |method: &str| method.ends_with(".create") || method.ends_with(".clone");
    for step in &plan.steps {
        if let Act::Call(call) = &step.act
            && makes(&call.method)
        {
            assert!(step.undo.is_some(), "{}", call.method);
        }
    }
}

#[test]
fn a_template_with_disks_gives_them_with_it() {
    let pool = pool();
    let inputs = json!({ "name": "web", "install": "fromTemplate" });
    let plan = asked(&pool, Class::Vm, "golden", inputs).unwrap();
    assert_eq!(
        said(&plan),
        [
            "VM.clone golden web",
            "VM.provision #0",
            "VBD.create {#0,OpaqueRef:NULL,3}"
        ]
    );
    assert_eq!(odd(&plan), Vec::<String>::new());
    let more = json!({
        "name": "web", "install": "fromTemplate",
        "disks": [{ "size": GIB, "sr": pool.key(Class::Sr, "thin") }],
        "networks": [{ "network": pool.key(Class::Network, "net") }],
    });
    let plan = asked(&pool, Class::Vm, "golden", more).unwrap();
    let calls = said(&plan);
    assert!(
        calls.contains(&"VBD.create {#0,#2,1}".to_owned()),
        "{calls:?}"
    );
    assert!(
        calls.contains(&"VIF.create {#0,net,1}".to_owned()),
        "{calls:?}"
    );
}

#[test]
fn what_cloud_init_is_told_is_sent_to_a_drive_before_the_start() {
    let pool = pool();
    let inputs = json!({
        "name": "web", "install": "fromTemplate", "sr": pool.key(Class::Sr, "thin"), "start": true,
        "userData": "#cloud-config\npassword: hunter2\n", "networkConfig": "version: 2\n",
    });
    let plan = asked(&pool, Class::Vm, "golden", inputs.clone()).unwrap();
    assert_eq!(
        said(&plan),
        [
            "VM.clone golden web",
            "VM.provision #0",
            "VDI.create {web cidata,thin,1048576}",
            "import_raw_vdi #2",
            "VBD.create {#0,#2,1}",
            "VBD.create {#0,OpaqueRef:NULL,3}",
            "VM.start #0 false false",
        ]
    );
    let sent = plan.contents().next().unwrap();
    let bytes = sent.bytes().unwrap();
    let tells = |text: &str| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(tells("password: hunter2") && tells("local-hostname: \"web\"") && tells("version: 2"));
    // What was said is in nothing that is written down, and is asked for anew.
    let request = JobRequest::new(Job::CreateVm, inputs).unwrap();
    let kept = serde_json::to_string(&request).unwrap();
    let written = [kept.as_str(), &serde_json::to_string(&plan).unwrap()];
    assert!(written.iter().all(|text| !text.contains("hunter2")));
    let again: JobRequest = serde_json::from_str(&kept).unwrap();
    let key = pool.key(Class::Vm, "golden");
    let refused = pool.look(|info| plan_again(info, &again, &key));
    assert_eq!(refused, "confidence_forgotten");
    // Nor is it in a script, which says so.
    let fingerprint = |password: &str| {
        let said = format!("#cloud-config\npassword: {password}\n");
        let inputs = json!({ "name": "web", "userData": said, "sr": pool.key(Class::Sr, "thin") });
        let request = JobRequest::new(Job::CreateVm, inputs).unwrap();
        let keys = [key.clone()];
        pool.look(|info| {
            let infos = std::slice::from_ref(info);
            for language in [
                ScriptLanguage::Xe,
                ScriptLanguage::Python,
                ScriptLanguage::Api,
            ] {
                let script = script(infos, &request, &keys, language).unwrap();
                assert!(script.contains("config-drive.img, ") && !script.contains(password));
            }
            preview(infos, &request, &keys).fingerprint
        })
    };
    assert_eq!(fingerprint("hunter-1"), fingerprint("hunter-1"));
    assert_ne!(fingerprint("hunter-1"), fingerprint("hunter-2"));
}

fn plan_again(
    info: &inventory::ConnectionInfo<'_>,
    request: &JobRequest,
    key: &inventory::ObjectKey,
) -> String {
    let refusal = inventory::jobs::plan(info, request, key).unwrap_err();
    refusal.problem.code
}

#[test]
fn a_config_drive_is_attached_to_a_halted_vm() {
    let pool = pool();
    let ask = |inputs: Value| {
        let request = JobRequest::new(Job::AttachConfigDrive, inputs).unwrap();
        let key = pool.key(Class::Vm, "db");
        pool.look(|info| inventory::jobs::plan(info, &request, &key))
            .map(|plan| said(&plan))
            .map_err(|refusal| words(&refusal.problem))
    };
    let sr = pool.key(Class::Sr, "thin");
    let user = |text: &str| json!({ "userData": text, "sr": sr });
    let refused = [
        (user(" "), "user_data_missing"),
        (user("hostname: web\n"), "user_data_header"),
        (user("#cloud-config\n- web\n"), "user_data_no_mapping"),
        (user("#cloud-config\nusers: [\n}\n"), "user_data_no_yaml 3"),
        (
            json!({ "userData": "#!sh", "networkConfig": "eth0: {}\n", "sr": sr }),
            "network_config_no_version",
        ),
        (
            json!({ "userData": "#!sh", "networkConfig": "a: b: c\n", "sr": sr }),
            "network_config_no_yaml 1",
        ),
        (user(&"#".repeat(1 << 20)), "cloud_init_too_long 524288"),
        (json!({ "userData": "#!sh" }), "sr_missing"),
    ];
    for (inputs, expect) in refused {
        assert_eq!(ask(inputs).unwrap_err(), expect);
    }
    let calls = ask(user("#!/bin/sh\n")).unwrap();
    assert_eq!(calls.len(), 3, "{calls:?}");
    assert!(calls[0].starts_with("VDI.create {"), "{calls:?}");
    assert_eq!(calls[1], "import_raw_vdi #0");
}

#[test]
fn several_are_made_and_started_once_all_are_there() {
    let pool = pool();
    let named = |name: &str| {
        let inputs = json!({ "name": name, "install": "fromTemplate", "copies": 2, "start": true });
        let plan = asked(&pool, Class::Vm, "golden", inputs).unwrap();
        let calls = said(&plan).into_iter();
        calls
            .filter(|call| call.starts_with("VM.clone") || call.starts_with("VM.start"))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        named("web"),
        [
            "VM.clone golden web 1",
            "VM.clone golden web 2",
            "VM.start #0 false false",
            "VM.start #3 false false",
        ]
    );
    assert_eq!(
        named("w-{n}-x")[..2],
        ["VM.clone golden w-1-x", "VM.clone golden w-2-x"]
    );
}

#[test]
fn what_will_not_do_says_why_before_anything_is_made() {
    let pool = pool();
    let net = json!([{ "network": pool.key(Class::Network, "net"), "mac": "00:16:3e:00:00:01" }]);
    let thick = json!(pool.key(Class::Sr, "thick"));
    let thin = json!(pool.key(Class::Sr, "thin"));
    let disks =
        |sr: &Value, gib: i64| json!([{ "size": gib * GIB, "sr": sr }, { "size": GIB, "sr": sr }]);
    let table: Vec<(Value, &str)> = vec![
        (json!({ "name": " " }), "name_missing"),
        (json!({ "name": "w", "copies": 0 }), "too_many_copies 50"),
        (json!({ "name": "w", "copies": 51 }), "too_many_copies 50"),
        (
            json!({ "name": "w", "copies": 2, "networks": net }),
            "only_for_one",
        ),
        (json!({ "name": "w", "vcpus": 0 }), "vcpus_order 0 0"),
        (
            json!({ "name": "w", "vcpus": 5, "coresPerSocket": 2 }),
            "cores_do_not_divide 2 5",
        ),
        (json!({ "name": "w", "memory": 0 }), "memory_order"),
        (
            json!({ "name": "w", "install": "fromDisk" }),
            "disk_missing",
        ),
        (
            json!({ "name": "w", "install": "fromNetwork", "sr": thin }),
            "network_missing",
        ),
        (
            json!({ "name": "w", "disks": disks(&thick, 10) }),
            "sr_full 10737418240 11811160064 Thick",
        ),
        (
            json!({ "name": "w", "disks": disks(&thin, 3000) }),
            "disk_size 1048576 2190433320960",
        ),
        (
            json!({ "name": "w", "memory": 100 * GIB, "start": true, "sr": thin }),
            "not_enough_memory 67645734912 107374182400",
        ),
        (
            json!({ "name": "w", "networks": [{ "network": pool.key(Class::Network, "gone") }] }),
            "no_such_object",
        ),
    ];
    for (inputs, expect) in table {
        let answer = asked(&pool, Class::Vm, "bare", inputs.clone()).err();
        assert_eq!(answer.as_deref(), Some(expect), "{inputs}");
    }
    let of_pool = |inputs: Value| asked(&pool, Class::Pool, "p", inputs);
    assert_eq!(
        of_pool(json!({ "name": "w" })),
        Err("template_missing".to_owned())
    );
    let named = json!({ "name": "w", "template": pool.key(Class::Vm, "golden") });
    assert!(of_pool(named).is_ok());
    let machine = json!({ "name": "w", "template": pool.key(Class::Vm, "web") });
    assert_eq!(of_pool(machine), Err("no_such_object".to_owned()));
}

#[test]
fn what_is_odd_is_said_and_can_be_done_all_the_same() {
    let pool = pool();
    let thin = json!(pool.key(Class::Sr, "thin"));
    let inputs = json!({
        "name": "w", "install": "fromDisc", "memory": 100 * GIB,
        "disks": [{ "size": 20 * GIB, "sr": thin }],
    });
    let plan = asked(&pool, Class::Vm, "bare", inputs).unwrap();
    assert_eq!(
        odd(&plan),
        [
            "sr_overcommitted 10737418240 21474836480 Thin",
            "not_enough_memory 68719476736 107374182400",
            "without_network",
            "without_disc",
        ]
    );
}

#[test]
fn the_form_is_filled_in_as_the_template_has_it() {
    let pool = pool();
    let initial = |class: Class, reference: &str, field: &str| {
        let key = pool.key(class, reference);
        let form = pool.look(|info| {
            form(
                std::slice::from_ref(info),
                Job::CreateVm,
                std::slice::from_ref(&key),
            )
        });
        let field = form.fields.into_iter().find(|one| one.name == field)?;
        match field.initial {
            Initial::Value { value } => Some(value),
            Initial::Words { words, .. } => Some(json!(words)),
            Initial::Empty => Some(Value::Null),
        }
    };
    assert_eq!(
        initial(Class::Vm, "bare", "install"),
        Some(json!("fromDisc"))
    );
    assert_eq!(
        initial(Class::Vm, "golden", "install"),
        Some(json!("fromTemplate"))
    );
    assert_eq!(initial(Class::Vm, "bare", "memory"), Some(json!(GIB)));
    assert_eq!(initial(Class::Vm, "golden", "networks"), Some(Value::Null));
    assert_eq!(initial(Class::Vm, "bare", "template"), None);
    assert_eq!(initial(Class::Pool, "p", "template"), Some(Value::Null));
    let home = pool.key(Class::Host, "h2");
    assert_eq!(initial(Class::Host, "h2", "host"), Some(json!(home)));
}

#[test]
fn a_new_machine_gets_a_gpu_and_a_virtual_tpm() {
    let mut pool = pool();
    pool.writer.apply([
        put("cards", GpuGroup::default()),
        put("half", VgpuType::default()),
        put(
            "gpu",
            Pgpu {
                gpu_group: "cards".into(),
                enabled_vgpu_types: vec!["half".into()].into(),
                ..Pgpu::default()
            },
        ),
    ]);
    let gpu = json!({
        "group": pool.key(Class::GpuGroup, "cards"),
        "ofType": pool.key(Class::VgpuType, "half"),
    });
    let inputs = |firmware: &str| json!({ "name": "w", "gpu": gpu, "vtpm": true, "firmware": firmware, "copies": 1 });
    let made = asked(&pool, Class::Vm, "golden", inputs("uefi")).unwrap();
    let calls = said(&made);
    let index = calls.iter().position(|call| call == "VM.provision #0");
    assert_eq!(
        calls[index.unwrap() + 1..][..2],
        ["VTPM.create #0 false", "VGPU.create #0 cards 0 {} half"]
    );
    let back: Vec<&str> = made.steps[index.unwrap() + 1..][..2]
        .iter()
        .map(|step| &*step.undo.as_ref().unwrap().call.method)
        .collect();
    assert_eq!(back, ["VTPM.destroy", "VGPU.destroy"]);
    assert!(odd(&made).contains(&"gpu_ties".to_owned()));
    assert_eq!(
        asked(&pool, Class::Vm, "golden", inputs("bios")),
        Err("vtpm_needs_uefi".to_owned())
    );
    // Two that start at once would not both find one.
    let two = |start: bool| json!({ "name": "w", "gpu": gpu, "copies": 2, "start": start });
    let made = asked(&pool, Class::Vm, "golden", two(false)).unwrap();
    assert!(odd(&made).contains(&"gpus_too_few 1 2".to_owned()));
    assert_eq!(
        asked(&pool, Class::Vm, "golden", two(true)),
        Err("gpus_too_few 1 2".to_owned())
    );
}
