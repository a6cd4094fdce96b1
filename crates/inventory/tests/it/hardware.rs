//! How VMs are set up: which settings are possible, and what would be called to change them.

use inventory::{
    Job, JobRequest,
    jobs::{Plan, check, plan, plan::Effect},
};
use serde_json::{Value, json};
use xapi::{Class, Vm, VmOperation, VmPowerState};

use crate::pool::{Connected, lab, put, vm};

/// A pool with a machine in each power state, and one that is paravirtual.
fn pool() -> Connected {
    let mut pool = Connected::with("a", lab());
    let machine = |name: &str, state: VmPowerState| Vm {
        vcpus_at_startup: 2,
        vcpus_max: 4,
        memory_static_min: 512 << 20,
        memory_dynamic_min: 1 << 30,
        memory_dynamic_max: 2 << 30,
        memory_static_max: 4 << 30,
        hvm_boot_policy: "BIOS order".into(),
        hvm_boot_params: [("order".into(), "cd".into())].into(),
        platform: [("cores-per-socket".into(), "2".into())].into(),
        allowed_operations: vec![].into(),
        ..vm(name, state, "")
    };
    pool.writer.apply([
        put("off", machine("off", VmPowerState::Halted)),
        put("on", machine("on", VmPowerState::Running)),
        put("paused", machine("paused", VmPowerState::Paused)),
        put("asleep", machine("asleep", VmPowerState::Suspended)),
        put(
            "pv",
            Vm {
                hvm_boot_policy: "".into(),
                pv_args: "quiet".into(),
                ..machine("pv", VmPowerState::Halted)
            },
        ),
        put(
            "busy",
            Vm {
                current_operations: [("t".into(), VmOperation::Clone)].into(),
                ..machine("busy", VmPowerState::Halted)
            },
        ),
    ]);
    pool
}

/// The calls, a line each: the method, then the parameters; or the reason why there are none.
fn lines(pool: &Connected, job: Job, class: Class, reference: &str, inputs: Value) -> Vec<String> {
    let key = pool.key(class, reference);
    let request = JobRequest::new(job, inputs).unwrap();
    match pool.look(|info| plan(info, &request, &key)) {
        Ok(plan) => said(&plan),
        Err(refusal) => {
            let values = refusal.problem.params.values().cloned();
            let words: Vec<String> = std::iter::once(refusal.problem.code)
                .chain(values)
                .collect();
            vec![words.join(" ")]
        }
    }
}

fn said(plan: &Plan) -> Vec<String> {
    let line = |call: &inventory::jobs::plan::Call| {
        let params: Vec<String> = call
            .params
            .iter()
            .map(|param| param.as_str().map_or(param.to_string(), str::to_owned))
            .collect();
        format!("{} {}", call.method, params.join(" "))
            .trim_end()
            .to_owned()
    };
    plan.calls().map(line).collect()
}

#[test]
fn settings_are_changed_by_these_calls() {
    let pool = pool();
    let host = json!(pool.key(Class::Host, "h2"));
    let table: Vec<(Job, &str, Value, Vec<&str>)> = vec![
        // More: the most first; fewer: the other way around.
        (
            Job::SetProcessors,
            "off",
            json!({ "vcpus": 6, "vcpusMax": 8 }),
            vec!["VM.set_VCPUs_max off 8", "VM.set_VCPUs_at_startup off 6"],
        ),
        (
            Job::SetProcessors,
            "off",
            json!({ "vcpus": 1, "vcpusMax": 2 }),
            vec!["VM.set_VCPUs_at_startup off 1", "VM.set_VCPUs_max off 2"],
        ),
        (
            Job::SetProcessors,
            "off",
            json!({ "vcpusMax": 9, "coresPerSocket": 3 }),
            vec![
                "VM.remove_from_platform off cores-per-socket",
                "VM.set_VCPUs_max off 9",
                "VM.add_to_platform off cores-per-socket 3",
            ],
        ),
        (
            Job::SetProcessors,
            "off",
            json!({ "vcpusMax": 5 }),
            vec!["cores_do_not_divide 2 5"],
        ),
        (
            Job::SetProcessors,
            "off",
            json!({ "vcpus": 5 }),
            vec!["vcpus_order 4 5"],
        ),
        (
            Job::SetProcessors,
            "off",
            json!({ "vcpus": 0 }),
            vec!["vcpus_order 4 0"],
        ),
        (
            Job::SetProcessors,
            "off",
            json!({ "vcpus": 2 }),
            vec!["nothing_changes"],
        ),
        // Under a guest that runs there may only be more.
        (
            Job::SetProcessors,
            "on",
            json!({ "vcpus": 4 }),
            vec!["VM.set_VCPUs_number_live on 4"],
        ),
        (
            Job::SetProcessors,
            "on",
            json!({ "vcpus": 1 }),
            vec!["wrong_power_state running halted"],
        ),
        (
            Job::SetProcessors,
            "on",
            json!({ "vcpusMax": 8 }),
            vec!["wrong_power_state running halted"],
        ),
        (
            Job::SetProcessors,
            "on",
            json!({ "coresPerSocket": 4 }),
            vec![
                "VM.remove_from_platform on cores-per-socket",
                "VM.add_to_platform on cores-per-socket 4",
            ],
        ),
        (
            Job::SetProcessors,
            "paused",
            json!({ "vcpus": 4 }),
            vec!["wrong_power_state paused halted"],
        ),
        (
            Job::SetPriority,
            "on",
            json!({ "weight": 512 }),
            vec!["VM.add_to_VCPUs_params on weight 512"],
        ),
        (
            Job::SetPriority,
            "on",
            json!({ "weight": 0 }),
            vec!["weight_range 65535"],
        ),
        (
            Job::SetMemory,
            "off",
            json!({ "staticMax": 8_589_934_592_i64, "dynamicMax": 8_589_934_592_i64 }),
            vec!["VM.set_memory_limits off 536870912 8589934592 1073741824 8589934592"],
        ),
        // The least of all gives way.
        (
            Job::SetMemory,
            "off",
            json!({ "dynamicMin": 268_435_456 }),
            vec!["VM.set_memory_limits off 268435456 4294967296 268435456 2147483648"],
        ),
        (
            Job::SetMemory,
            "on",
            json!({ "dynamicMax": 3_221_225_472_i64 }),
            vec!["VM.set_memory_dynamic_range on 1073741824 3221225472"],
        ),
        (
            Job::SetMemory,
            "on",
            json!({ "staticMax": 8_589_934_592_i64 }),
            vec!["wrong_power_state running halted"],
        ),
        (
            Job::SetMemory,
            "off",
            json!({ "dynamicMax": 8_589_934_592_i64 }),
            vec!["memory_order"],
        ),
        (
            Job::SetBootOrder,
            "on",
            json!({ "order": ["bootNetwork", "bootDisk"] }),
            vec![
                "VM.remove_from_HVM_boot_params on order",
                "VM.add_to_HVM_boot_params on order nc",
            ],
        ),
        (
            Job::SetBootOrder,
            "on",
            json!({ "order": [] }),
            vec!["boot_order_empty"],
        ),
        (
            Job::SetBootOrder,
            "on",
            json!({ "order": ["floppy"] }),
            vec!["bad_request"],
        ),
        (
            Job::SetFirmware,
            "off",
            json!({ "firmware": "uefiSecure" }),
            vec![
                "VM.add_to_HVM_boot_params off firmware uefi",
                "VM.add_to_platform off secureboot true",
                "VM.add_to_platform off device-model qemu-upstream-uefi",
            ],
        ),
        (
            Job::SetFirmware,
            "off",
            json!({ "firmware": "bios" }),
            vec!["nothing_changes"],
        ),
        (
            Job::SetKernelArguments,
            "pv",
            json!({ "arguments": " console=hvc0 " }),
            vec!["VM.set_PV_args pv console=hvc0"],
        ),
        (
            Job::SetAutoStart,
            "off",
            json!({ "on": true }),
            vec!["pool_starts_none"],
        ),
        (
            Job::SetAutoStart,
            "off",
            json!({ "on": false }),
            vec!["nothing_changes"],
        ),
        (
            Job::SetRestart,
            "on",
            json!({ "haPriority": "haBestEffort", "order": 3, "startDelay": 10 }),
            vec![
                "VM.set_ha_restart_priority on best-effort",
                "VM.set_order on 3",
                "VM.set_start_delay on 10",
            ],
        ),
        (
            Job::SetRestart,
            "on",
            json!({ "shutdownDelay": -1 }),
            vec!["negative"],
        ),
        (
            Job::SetHomeServer,
            "off",
            json!({ "host": host }),
            vec!["VM.set_affinity off h2"],
        ),
        (
            Job::SetHomeServer,
            "off",
            json!({}),
            vec!["nothing_changes"],
        ),
        (
            Job::SetProtection,
            "on",
            json!({ "deletion": true, "reason": "ask Ann" }),
            vec!["VM.add_to_blocked_operations on destroy ask Ann"],
        ),
        (
            Job::SetFolder,
            "on",
            json!({ "folder": "web/front/" }),
            vec!["VM.add_to_other_config on folder /web/front"],
        ),
        (
            Job::SetFolder,
            "on",
            json!({ "folder": "a//b" }),
            vec!["folder_malformed"],
        ),
        (
            Job::SetCustomField,
            "on",
            json!({ "field": "owner", "value": "Ann" }),
            vec!["VM.add_to_other_config on XenCenter.CustomFields.owner Ann"],
        ),
        (
            Job::SetKey,
            "on",
            json!({ "map": "platform", "key": "cores-per-socket", "value": "1" }),
            vec![
                "VM.remove_from_platform on cores-per-socket",
                "VM.add_to_platform on cores-per-socket 1",
            ],
        ),
        (
            Job::RemoveKey,
            "on",
            json!({ "entry": { "map": "platform", "key": "cores-per-socket" } }),
            vec!["VM.remove_from_platform on cores-per-socket"],
        ),
        (
            Job::RemoveKey,
            "on",
            json!({ "entry": { "map": "xenstoreData", "key": "k" } }),
            vec!["key_not_there k"],
        ),
    ];
    for (job, reference, inputs, expect) in table {
        let done = lines(&pool, job, Class::Vm, reference, inputs.clone());
        assert_eq!(done, expect, "{job:?} {inputs}");
    }
}

#[test]
fn settings_of_other_objects_are_theirs() {
    let pool = pool();
    let check = |job: Job, class: Class, reference: &str, inputs: Value, expect: &[&str]| {
        assert_eq!(
            lines(&pool, job, class, reference, inputs),
            expect,
            "{job:?}"
        );
    };
    let key = json!({ "map": "otherConfig", "key": "a", "value": "b" });
    check(
        Job::SetKey,
        Class::Sr,
        "nfs",
        key,
        &["SR.add_to_other_config nfs a b"],
    );
    let platform = json!({ "map": "platform", "key": "a", "value": "b" });
    check(Job::SetKey, Class::Host, "h1", platform, &["not_supported"]);
    check(
        Job::SetAutoStart,
        Class::Pool,
        "p",
        json!({ "on": true }),
        &["pool.add_to_other_config p auto_poweron true"],
    );
}

#[test]
fn settings_that_a_state_does_not_allow_say_why() {
    let pool = pool();
    let table = [
        (Job::SetFirmware, "on", "wrong_power_state running halted"),
        (
            Job::SetFirmware,
            "asleep",
            "wrong_power_state suspended halted",
        ),
        (
            Job::SetFirmware,
            "paused",
            "wrong_power_state paused halted",
        ),
        (Job::SetFirmware, "off", "ok"),
        (Job::SetFirmware, "pv", "no_firmware"),
        (Job::SetFirmware, "busy", "op_in_progress clone"),
        (Job::SetBootOrder, "on", "ok"),
        (Job::SetBootOrder, "pv", "no_firmware"),
        (Job::SetKernelArguments, "on", "not_paravirtual"),
        (Job::SetKernelArguments, "pv", "ok"),
        (Job::SetProcessors, "on", "ok"),
        (Job::SetProcessors, "asleep", "ok"),
        (Job::SetProcessors, "busy", "op_in_progress clone"),
        (Job::SetMemory, "on", "ok"),
        (Job::SetMemory, "busy", "op_in_progress clone"),
        (Job::SetMemory, "snap", "is_snapshot"),
        (Job::SetMemory, "dom0", "is_control_domain"),
        (Job::SetRestart, "mine", "is_template"),
        (Job::SetAutoStart, "mine", "is_template"),
        (Job::SetHomeServer, "mine", "ok"),
        (Job::SetProtection, "busy", "ok"),
        (Job::RemoveKey, "db", "no_keys"),
        (Job::RemoveKey, "on", "ok"),
    ];
    for (job, reference, expect) in table {
        let key = pool.key(Class::Vm, reference);
        let answer = pool.look(|info| check(info, job, &key)).err();
        let answer = answer.map_or("ok".to_owned(), |refusal| {
            let values = refusal.problem.params.values().cloned();
            let words: Vec<String> = std::iter::once(refusal.problem.code)
                .chain(values)
                .collect();
            words.join(" ")
        });
        assert_eq!(answer, expect, "{job:?} {reference}");
    }
}

#[test]
fn what_was_set_is_set_back_unless_somebody_has_set_it_again() {
    let mut pool = pool();
    let key = pool.key(Class::Vm, "off");
    let inputs = json!({ "vcpusMax": 9, "coresPerSocket": 3 });
    let request = JobRequest::new(Job::SetProcessors, inputs).unwrap();
    let plan = pool.look(|info| plan(info, &request, &key)).unwrap();
    let back = plan.undone().unwrap();
    assert_eq!(
        said(&back),
        [
            "VM.remove_from_platform off cores-per-socket",
            "VM.set_VCPUs_max off 4",
            "VM.add_to_platform off cores-per-socket 2",
        ]
    );
    let holds = |pool: &Connected, plan: &Plan| pool.look(|info| plan.holds(info.world));
    assert!(holds(&pool, &plan) && !holds(&pool, &back));
    let with = |cores: &str| Vm {
        vcpus_max: 9,
        platform: [("cores-per-socket".into(), cores.into())].into(),
        ..vm("off", VmPowerState::Halted, "")
    };
    pool.writer.apply([put("off", with("3"))]);
    assert!(!holds(&pool, &plan) && holds(&pool, &back));
    pool.writer.apply([put("off", with("1"))]);
    assert!(!holds(&pool, &back));
}

#[test]
fn what_waits_for_the_next_start_says_so() {
    let pool = pool();
    let waits = |job: Job, reference: &str, inputs: Value| {
        let key = pool.key(Class::Vm, reference);
        let request = JobRequest::new(job, inputs).unwrap();
        let plan = pool.look(|info| plan(info, &request, &key)).unwrap();
        plan.effects.contains(&Effect::AtNextStart { object: key })
    };
    let order = || json!({ "order": ["bootCd"] });
    assert!(waits(Job::SetBootOrder, "on", order()));
    assert!(!waits(Job::SetBootOrder, "off", order()));
    assert!(!waits(Job::SetProcessors, "on", json!({ "vcpus": 3 })));
    assert!(waits(
        Job::SetProcessors,
        "on",
        json!({ "coresPerSocket": 1 })
    ));
    let memory = json!({ "dynamicMax": 3_221_225_472_i64 });
    assert!(!waits(Job::SetMemory, "on", memory));
}

#[test]
fn whatever_a_form_asks_for_has_words() {
    use inventory::jobs::form::{FieldKind, FormField};
    fn names(fields: &[FormField], to: &mut Vec<String>) {
        for field in fields {
            to.push(field.name.clone());
            if let FieldKind::Rows { fields, .. } = &field.kind {
                names(fields, to);
            }
        }
    }
    let pool = pool();
    let mut asked = Vec::new();
    for (class, reference) in [(Class::Vm, "on"), (Class::Vm, "mine"), (Class::Pool, "p")] {
        let key = pool.key(class, reference);
        for job in Job::ALL {
            let form = pool.look(|info| {
                let infos = std::slice::from_ref(info);
                inventory::jobs::form(infos, *job, std::slice::from_ref(&key))
            });
            names(&form.fields, &mut asked);
        }
    }
    asked.retain(|name| !inventory::words::FORM_FIELDS.contains(&name.as_str()));
    assert_eq!(asked, Vec::<String>::new());
}

#[test]
fn settings_are_written_for_the_shell() {
    use inventory::jobs::render::{ScriptLanguage, script};
    let pool = pool();
    let xe = |job: Job, inputs: Value| {
        let key = pool.key(Class::Vm, "off");
        let request = JobRequest::new(job, inputs).unwrap();
        let text = pool.look(|info| {
            let infos = std::slice::from_ref(info);
            script(
                infos,
                &request,
                std::slice::from_ref(&key),
                ScriptLanguage::Xe,
            )
        });
        let text = text.unwrap();
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        xe(
            Job::SetProcessors,
            json!({ "vcpusMax": 9, "coresPerSocket": 3 })
        ),
        [
            "xe vm-param-remove uuid=uuid-of-off param-name=platform param-key=cores-per-socket",
            "xe vm-param-set uuid=uuid-of-off VCPUs-max=9",
            "xe vm-param-set uuid=uuid-of-off platform:cores-per-socket=3",
        ]
    );
    assert_eq!(
        xe(Job::SetMemory, json!({ "dynamicMin": 1_610_612_736_i64 })),
        [
            "xe vm-memory-limits-set uuid=uuid-of-off static-min=536870912 static-max=4294967296 \
             dynamic-min=1610612736 dynamic-max=2147483648"
        ]
    );
    let disk =
        json!({ "name": "new disk", "size": 1_073_741_824, "sr": pool.key(Class::Sr, "nfs") });
    assert_eq!(
        xe(Job::CreateDisk, disk),
        [
            "result_1=$(xe vdi-create sr-uuid=uuid-of-nfs name-label='new disk' type=user virtual-size=1073741824)",
            "xe vbd-create vm-uuid=uuid-of-off vdi-uuid=\"$result_1\" device=0 bootable=false mode=RW type=Disk",
        ]
    );
}
