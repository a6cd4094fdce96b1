//! Plans of what is done to VMs: a world and inputs in, effects and calls out.

use inventory::{
    Job, JobRequest, ObjectKey,
    jobs::{
        Plan, plan,
        plan::{Act, Effect, result_of},
    },
};
use serde_json::{Value, json};
use xapi::{Change, Class, Vbd, VbdType, Vdi, Vm, VmPowerState};

use crate::pool::{Connected, lab, put, show, vm};

/// A machine with two disks and a CD, one disk of which came after its snapshots; snapshots one and
/// two after each other, and three beside two, which holds the memory too.
fn scene() -> Vec<Change> {
    let machine = Vm {
        parent: "one".into(),
        order: 2,
        allowed_operations: vec![].into(),
        ..vm("app", VmPowerState::Running, "h1")
    };
    let snapshot = |name: &str, parent: &str, taken: i64| Vm {
        is_a_template: true,
        is_a_snapshot: true,
        snapshot_of: "app".into(),
        parent: parent.into(),
        snapshot_time: xapi::DateTime::from_unix(taken),
        snapshot_metadata: "(('name__label' 'app before') ('VCPUs__at_startup' '1') ('order' '2'))"
            .into(),
        allowed_operations: vec![].into(),
        ..vm(name, VmPowerState::Halted, "")
    };
    let with_memory = Vm {
        suspend_vdi: "image".into(),
        power_state: VmPowerState::Suspended,
        ..snapshot("three", "one", 300)
    };
    let mut all = lab();
    all.extend([
        put("app", machine),
        put("guest of app", crate::pool::tools()),
        put("one", snapshot("one", "", 100)),
        put("two", snapshot("two", "one", 200)),
        put("three", with_memory),
        put("image", disk("suspend image", 7, "")),
        put("root", disk("root", 50, "")),
        put("data", disk("data", 20, "")),
        drive("app", "0", "root"),
        drive("app", "1", "data"),
        put(
            "app cd",
            Vbd {
                vm: "app".into(),
                vdi: "iso".into(),
                r#type: VbdType::Cd,
                mode: "RO".into(),
                ..Vbd::default()
            },
        ),
        put("iso", disk("iso", 1, "")),
    ]);
    for name in ["one", "two", "three"] {
        let kept = format!("root of {name}");
        all.push(put(&kept, disk(&kept, 3, "root")));
        all.push(drive(name, "0", &kept));
    }
    all
}

pub fn disk(name: &str, used: i64, snapshot_of: &str) -> Vdi {
    Vdi {
        name_label: name.into(),
        sr: "nfs".into(),
        virtual_size: 100,
        physical_utilisation: used,
        snapshot_of: snapshot_of.into(),
        is_a_snapshot: !snapshot_of.is_empty(),
        managed: true,
        ..Vdi::default()
    }
}

pub fn drive(vm: &str, position: &str, vdi: &str) -> Change {
    let vbd = Vbd {
        vm: vm.into(),
        vdi: vdi.into(),
        userdevice: position.into(),
        r#type: VbdType::Disk,
        mode: "RW".into(),
        ..Vbd::default()
    };
    put(&format!("drive {position} of {vm}"), vbd)
}

/// Checks what is planned for a job, or why it is not: a line for an effect, then one for a step.
#[track_caller]
pub fn says(pool: &Connected, job: Job, inputs: Value, key: &ObjectKey, expect: &str) {
    let request = JobRequest::new(job, inputs).unwrap();
    let answer = pool.look(|info| plan(info, &request, key));
    let answer = answer.map_or_else(
        |refusal| format!("no: {}", refusal.problem.code),
        |plan| written(&plan),
    );
    let expect: Vec<&str> = expect.lines().map(str::trim).collect();
    assert_eq!(answer, expect.join("\n").trim(), "{job:?}");
}

/// A plan as text: a line for an effect, then one for a step, with its undo.
pub fn written(plan: &Plan) -> String {
    let effects = plan.effects.iter().map(effect);
    let steps = plan.steps.iter().map(|step| {
        let Act::Call(call) = &step.act else {
            return "own".to_owned();
        };
        let undo = step.undo.as_ref().map(|undo| {
            let disks = if undo.with_disks {
                " and its disks"
            } else {
                ""
            };
            format!(" ← {}{disks}", said(&undo.call.method, &undo.call.params))
        });
        let patience = step.patience.as_ref();
        let patience = patience.map(|patience| format!(" for {} s, or else", patience.seconds));
        let at = call.connection.as_ref().map(|id| format!("at {id}: "));
        format!(
            "{}{}{}{}",
            at.unwrap_or_default(),
            said(&call.method, &call.params),
            undo.unwrap_or_default(),
            patience.unwrap_or_default(),
        )
    });
    effects.chain(steps).collect::<Vec<_>>().join("\n")
}

fn said(method: &str, params: &[Value]) -> String {
    let params = params.iter().map(shown).collect::<Vec<_>>();
    format!("{method}({})", params.join(", "))
}

fn shown(param: &Value) -> String {
    match param {
        Value::String(text) => match result_of(text) {
            Some(step) => format!("${step}"),
            None => text.clone(),
        },
        other => other.to_string(),
    }
}

fn effect(effect: &Effect) -> String {
    match effect {
        Effect::LoseFound { name } => format!("lost: {name}"),
        Effect::Change {
            object,
            field,
            before,
            after,
        } => format!(
            "{} {field}: {} → {}",
            object.reference,
            show(before),
            show(after)
        ),
        Effect::ChangeOther {
            name,
            field,
            before,
            after,
            ..
        } => format!("{name}.{field}: {} → {}", show(before), show(after)),
        Effect::Create { class, name } => format!("+ {class} {name}"),
        Effect::CreateIn { class, name, pool } => format!("+ {class} {name} in {}", show(pool)),
        Effect::Remove {
            name, size, freed, ..
        } => format!("- {name} {} {}", show(size), show(freed)),
        Effect::Keep { name, why, .. } => format!(
            "= {name} {} {}",
            why.code,
            why.params.values().cloned().collect::<Vec<_>>().join(" ")
        )
        .trim_end()
        .to_owned(),
        Effect::Interrupt { object, until } => format!("{} away until {until:?}", object.reference),
        Effect::LoseUnsaved { object } => format!("{} loses what is unsaved", object.reference),
        Effect::MayLoseUnsaved { object } => {
            format!("{} may lose what is unsaved", object.reference)
        }
        Effect::ByForceAfter {
            object,
            minutes,
            until,
        } => {
            let object = &object.reference;
            format!("{object} may lose what is unsaved after {minutes} minutes, until {until:?}")
        }
        Effect::MayStillRun { object } => format!("{} may still run", object.reference),
        Effect::AtNextStart { object } => format!("{} at its next start", object.reference),
        Effect::Odd { problem } => format!("odd: {}", problem.code),
        Effect::LoseSuspended { object } => format!("{} loses its memory", object.reference),
        Effect::GoBack {
            name,
            unix,
            cuts_off,
            ..
        } => format!("{name} goes back to {unix}, cut off: {cuts_off}"),
        Effect::WriteFile { file, replaces, .. } => format!("> {file} {replaces}"),
        Effect::ReadFile { file, .. } => format!("< {file}"),
        Effect::Overwrite { name, .. } => format!("overwrite {name}"),
        Effect::Forget { connection } => format!("{connection} is forgotten"),
    }
}

fn answer(pool: &Connected, job: Job, inputs: Value, key: &ObjectKey) -> String {
    let request = JobRequest::new(job, inputs).unwrap();
    let answer = pool.look(|info| plan(info, &request, key));
    answer.map_or_else(
        |refusal| {
            let values = refusal.problem.params.values().cloned();
            let words = std::iter::once(refusal.problem.code.clone()).chain(values);
            format!("no: {}", words.collect::<Vec<_>>().join(" "))
        },
        |plan| written(&plan),
    )
}

#[track_caller]
pub fn check(changes: &[Change], job: Job, inputs: Value, vm: &str, expect: &str) {
    let mut pool = Connected::with("a", scene());
    pool.writer.apply(changes.to_vec());
    let key = pool.key(Class::Vm, vm);
    let expect: Vec<&str> = expect.lines().map(str::trim).collect();
    assert_eq!(
        answer(&pool, job, inputs, &key),
        expect.join("\n").trim(),
        "{job:?}"
    );
}

/// The same machine, halted, with the order in which it looks for its system.
fn halted() -> Change {
    let app = Vm {
        hvm_boot_params: [("order".into(), "cd".into())].into(),
        allowed_operations: vec![].into(),
        ..vm("app", VmPowerState::Halted, "")
    };
    put("app", app)
}

#[test]
fn machines_start_and_resume_where_and_how_they_are_told() {
    let pool = Connected::with("a", lab());
    let host = pool.key(Class::Host, "h2");
    let on_it = json!({ "host": host });
    check(
        &[halted()],
        Job::StartOn,
        on_it.clone(),
        "app",
        "app powerState: halted → running
        app host: – → →host-2 (ok)
        VM.start_on(app, h2, false, false)",
    );
    check(
        &[],
        Job::ResumeOn,
        on_it.clone(),
        "été",
        "été powerState: suspended → running
        été host: – → →host-2 (ok)
        VM.resume_on(été, h2, false, false)",
    );
    check(
        &[],
        Job::StartOn,
        on_it,
        "app",
        "no: wrong_power_state running halted",
    );
    check(
        &[halted()],
        Job::StartPaused,
        json!({}),
        "app",
        "app powerState: halted → paused
        VM.start(app, true, false)",
    );
    let big = Vm {
        memory_dynamic_max: 100 << 30,
        allowed_operations: vec![].into(),
        ..vm("app", VmPowerState::Halted, "")
    };
    check(
        &[put("app", big)],
        Job::StartOn,
        json!({ "host": pool.key(Class::Host, "h1") }),
        "app",
        "no: not_enough_memory 63350767616 107374182400",
    );
}

#[test]
fn what_is_set_for_a_repair_is_put_back() {
    check(
        &[halted()],
        Job::StartInRecoveryMode,
        json!({}),
        "app",
        r#"app powerState: halted → running
        VM.set_HVM_boot_policy(app, BIOS order) ← VM.set_HVM_boot_policy(app, )
        VM.set_HVM_boot_params(app, {"order":"dn"}) ← VM.set_HVM_boot_params(app, {"order":"cd"})
        VM.start(app, false, false)
        VM.set_HVM_boot_params(app, {"order":"cd"})
        VM.set_HVM_boot_policy(app, )"#,
    );
}

#[test]
fn machines_stop_by_force_if_need_be_or_are_taken_for_stopped() {
    check(
        &[],
        Job::Shutdown,
        json!({}),
        "app",
        "app powerState: running → halted
        app may lose what is unsaved after 5 minutes, until Started
        app away until Started
        VM.clean_shutdown(app) for 300 s, or else
        VM.hard_shutdown(app)",
    );
    check(
        &[],
        Job::Reboot,
        json!({ "minutes": 1 }),
        "app",
        "app may lose what is unsaved after 1 minutes, until Rebooted
        app away until Rebooted
        VM.clean_reboot(app) for 60 s, or else
        VM.hard_reboot(app)",
    );
    check(
        &[put("guest of app", xapi::VmGuestMetrics::default())],
        Job::Reboot,
        json!({}),
        "app",
        "app loses what is unsaved
        app away until Rebooted
        VM.hard_reboot(app)",
    );
    for minutes in [0, 1441] {
        check(
            &[],
            Job::Shutdown,
            json!({ "minutes": minutes }),
            "app",
            "no: minutes_out_of_range 1440",
        );
    }
    check(
        &[],
        Job::ResetPowerState,
        json!({}),
        "app",
        "no: host_lives host-1",
    );
    let dead = xapi::HostMetrics {
        live: false,
        ..Default::default()
    };
    check(
        &[put("metrics of host-1", dead)],
        Job::ResetPowerState,
        json!({}),
        "app",
        "app powerState: running → halted
        app may still run
        VM.power_state_reset(app)",
    );
}

#[test]
fn a_machine_goes_with_what_is_its_own() {
    check(
        &[halted(), drive("web", "7", "data")],
        Job::DeleteVm,
        json!({}),
        "app",
        "- app – –
        - root 100 B 50 B
        = data disk_used_by web-01
        = three snapshot_left
        = two snapshot_left
        = one snapshot_left
        VDI.destroy(root)
        VM.destroy(app)",
    );
    check(
        &[halted()],
        Job::DeleteVm,
        json!({ "snapshots": true }),
        "app",
        "- three – –
        - suspend image 100 B 7 B
        - root of three 100 B 3 B
        - two – –
        - root of two 100 B 3 B
        - one – –
        - root of one 100 B 3 B
        - app – –
        - root 100 B 50 B
        - data 100 B 20 B
        VM.hard_shutdown(three)
        VDI.destroy(root of three)
        VM.destroy(three)
        VDI.destroy(root of two)
        VM.destroy(two)
        VDI.destroy(root of one)
        VM.destroy(one)
        VDI.destroy(root)
        VDI.destroy(data)
        VM.destroy(app)",
    );
    let chosen = |disks: &[&str]| {
        let disks = disks
            .iter()
            .map(|disk| json!({ "connection": "a", "class": "VDI", "reference": disk }));
        json!({ "snapshots": true, "disks": disks.collect::<Vec<_>>() })
    };
    check(
        &[halted(), drive("web", "7", "data")],
        Job::DeleteVm,
        chosen(&[]),
        "app",
        "- three – –
        - suspend image 100 B 7 B
        - root of three 100 B 3 B
        - two – –
        - root of two 100 B 3 B
        - one – –
        - root of one 100 B 3 B
        - app – –
        = root disk_wanted
        = data disk_used_by web-01
        VM.hard_shutdown(three)
        VDI.destroy(root of three)
        VM.destroy(three)
        VDI.destroy(root of two)
        VM.destroy(two)
        VDI.destroy(root of one)
        VM.destroy(one)
        VM.destroy(app)",
    );
    check(
        &[halted()],
        Job::DeleteVm,
        chosen(&["root", "gone"]),
        "app",
        "no: no_such_object",
    );
    check(
        &[],
        Job::DeleteVm,
        json!({}),
        "given",
        "no: default_template",
    );
}

#[test]
fn machines_are_copied_and_become_templates_and_machines_again() {
    let pool = Connected::with("a", lab());
    let sr = pool.key(Class::Sr, "nfs");
    check(
        &[halted()],
        Job::Copy,
        json!({ "name": "app 2", "sr": sr }),
        "app",
        "+ VM app 2
        VM.copy(app, app 2, nfs)",
    );
    check(
        &[halted()],
        Job::ConvertToTemplate,
        json!({}),
        "app",
        "app type: #virtualMachine → #customTemplate
        VM.set_is_a_template(app, true) ← VM.set_is_a_template(app, false)",
    );
    check(
        &[],
        Job::ConvertToVm,
        json!({}),
        "mine",
        "mine type: #customTemplate → #virtualMachine
        VM.set_is_a_template(mine, false) ← VM.set_is_a_template(mine, true)",
    );
    check(
        &[],
        Job::ConvertToVm,
        json!({}),
        "given",
        "no: default_template",
    );
}

/// Storage of the second host alone.
fn local() -> [Change; 2] {
    let sr = xapi::Sr {
        uuid: "uuid-of-local".into(),
        name_label: "Local".into(),
        r#type: "ext".into(),
        physical_size: 1000,
        ..Default::default()
    };
    let pbd = xapi::Pbd {
        host: "h2".into(),
        sr: "local".into(),
        currently_attached: true,
        ..Default::default()
    };
    [put("local", sr), put("pbd of local", pbd)]
}

#[test]
fn a_machine_moves_with_all_that_is_on_storage() {
    let pool = Connected::with("a", lab());
    let key = |class, reference: &str| pool.key(class, reference);
    let [sr, pbd] = local();
    let pif = xapi::Pif {
        host: "h2".into(),
        network: "net".into(),
        management: true,
        ..Default::default()
    };
    let scene = [sr, pbd, put("pif2", pif)];
    check(
        &scene,
        Job::MigrateWithStorage,
        json!({ "host": key(Class::Host, "h2"), "sr": key(Class::Sr, "local") }),
        "app",
        r#"app host: →host-1 (ok) → →host-2 (ok)
        root sr: →NFS (ok) → →Local (ok)
        data sr: →NFS (ok) → →Local (ok)
        root of one sr: →NFS (ok) → →Local (ok)
        root of three sr: →NFS (ok) → →Local (ok)
        image sr: →NFS (ok) → →Local (ok)
        root of two sr: →NFS (ok) → →Local (ok)
        host.migrate_receive(h2, net, {})
        VM.migrate_send(app, $0, true, {"data":"local","image":"local","root":"local","root of one":"local","root of three":"local","root of two":"local"}, {}, {})"#,
    );
    check(
        &scene,
        Job::MigrateWithStorage,
        json!({ "host": key(Class::Host, "h1"), "sr": key(Class::Sr, "local") }),
        "app",
        "no: storage_unseen Local",
    );
    check(
        &scene,
        Job::MigrateWithStorage,
        json!({ "host": key(Class::Host, "h1"), "sr": key(Class::Sr, "nfs") }),
        "app",
        "no: already_there",
    );
}
