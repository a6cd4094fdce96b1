//! Which job may be done to what, as data: `job_states.txt` has a line for each kind and state of VM
//! and each job that is offered for it, with `ok` or the reason; `job_scripts.txt` has jobs as
//! scripts. What is written there was read before it was kept: with `POOLDECK_WRITE=1` in the
//! environment the files are written anew, for the difference to be read.

use std::{collections::BTreeMap, fs, path::PathBuf};

use inventory::{
    Job, JobRequest,
    jobs::{
        actions, check,
        render::{ScriptLanguage, script},
    },
};
use serde_json::{Value, json};
use xapi::{Class, Vm, VmOperation, VmPowerState};

use crate::pool::{Connected, lab, put, tools, vm};

/// A VM in each state that makes a difference, by what the state is called. Their pool says nothing of
/// what it allows, so that the rules alone answer.
fn states() -> Vec<(&'static str, Vm)> {
    let silent = |state: VmPowerState| Vm {
        allowed_operations: vec![].into(),
        ..vm("it", state, "h1")
    };
    let at_rest = |state: VmPowerState| Vm {
        resident_on: "".into(),
        ..silent(state)
    };
    let template = || Vm {
        is_a_template: true,
        ..at_rest(VmPowerState::Halted)
    };
    let snapshot = |state: VmPowerState| Vm {
        is_a_template: true,
        is_a_snapshot: true,
        snapshot_of: "web".into(),
        ..at_rest(state)
    };
    let busy = |state: VmPowerState, operation: VmOperation| Vm {
        current_operations: [("task".into(), operation)].into(),
        ..silent(state)
    };
    let blocked = [VmOperation::Start, VmOperation::Destroy];
    vec![
        ("halted", at_rest(VmPowerState::Halted)),
        ("running", silent(VmPowerState::Running)),
        ("without tools", silent(VmPowerState::Running)),
        ("paused", silent(VmPowerState::Paused)),
        ("suspended", at_rest(VmPowerState::Suspended)),
        (
            "shutting down",
            busy(VmPowerState::Running, VmOperation::CleanShutdown),
        ),
        (
            "being cloned",
            busy(VmPowerState::Halted, VmOperation::Clone),
        ),
        (
            "protected",
            Vm {
                blocked_operations: blocked.map(|name| (name, "by us".into())).into(),
                ..at_rest(VmPowerState::Halted)
            },
        ),
        ("template", template()),
        (
            "default template",
            Vm {
                is_default_template: true,
                other_config: [("disks".into(), "<provision/>".into())].into(),
                ..template()
            },
        ),
        ("snapshot", snapshot(VmPowerState::Halted)),
        ("with memory", snapshot(VmPowerState::Suspended)),
        (
            "control domain",
            Vm {
                is_control_domain: true,
                ..silent(VmPowerState::Running)
            },
        ),
    ]
}

fn pool_with(state: &str, vm: &Vm) -> Connected {
    let mut pool = Connected::with("a", lab());
    pool.writer.apply([put("it", vm.clone())]);
    if state != "without tools" {
        pool.writer.apply([put("guest of it", tools())]);
    }
    pool
}

fn named(job: Job) -> String {
    json!(job).as_str().unwrap().to_owned()
}

/// `ok`, or the reason: its code, then its values.
fn answer(pool: &Connected, job: Job) -> String {
    let key = pool.key(Class::Vm, "it");
    let Err(refusal) = pool.look(|info| check(info, job, &key)) else {
        return "ok".to_owned();
    };
    let values = refusal.problem.params.into_values();
    let words = std::iter::once(refusal.problem.code).chain(values);
    words.collect::<Vec<_>>().join(" ")
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it")
        .join(name)
}

/// What is kept in a file; written anew first, where that is asked for.
fn kept(name: &str, now: impl FnOnce() -> String) -> String {
    if std::env::var_os("POOLDECK_WRITE").is_some() {
        fs::write(file(name), now()).unwrap();
    }
    fs::read_to_string(file(name)).unwrap()
}

fn lines_now() -> String {
    let mut lines = String::new();
    for (state, vm) in states() {
        let pool = pool_with(state, &vm);
        let keys = [pool.key(Class::Vm, "it")];
        let offered = pool.look(|info| actions(std::slice::from_ref(info), &keys));
        if offered.is_empty() {
            for job in Job::ALL.iter().filter(|job| !job.methods().is_empty()) {
                lines += &format!("{state}\t{}\t{}\n", named(*job), answer(&pool, *job));
            }
        }
        for state_of_job in offered {
            let job = state_of_job.job;
            lines += &format!("{state}\t{}\t{}\n", named(job), answer(&pool, job));
        }
    }
    lines
}

#[test]
fn what_may_be_done_is_as_written() {
    let text = kept("job_states.txt", lines_now);
    let states: BTreeMap<&str, Vm> = states().into_iter().collect();
    let jobs: BTreeMap<String, Job> = Job::ALL.iter().map(|job| (named(*job), *job)).collect();
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in text.lines() {
        let [state, job, expect] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line:?}");
        };
        let answer = answer(&pool_with(state, &states[state]), jobs[job]);
        if answer != expect {
            wrong.push(format!("{line}: {answer}"));
        }
        count += 1;
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert!(count >= 300, "{count} lines");
}

/// What a real server said that it allows (`tests/interop/probe-answers.txt`), and what we say where
/// it says nothing.
#[test]
fn the_rules_agree_with_what_a_real_server_allows() {
    const JOBS: &[(Job, &str)] = &[
        (Job::Start, "start"),
        (Job::StartOn, "start_on"),
        (Job::StartPaused, "start"),
        (Job::StartInRecoveryMode, "start"),
        (Job::Resume, "resume"),
        (Job::Unpause, "unpause"),
        (Job::Pause, "pause"),
        (Job::Suspend, "suspend"),
        (Job::CleanShutdown, "clean_shutdown"),
        (Job::CleanReboot, "clean_reboot"),
        (Job::HardShutdown, "hard_shutdown"),
        (Job::HardReboot, "hard_reboot"),
        (Job::Migrate, "pool_migrate"),
        (Job::MigrateWithStorage, "migrate_send"),
        (Job::Snapshot, "snapshot"),
        (Job::Clone, "clone"),
        (Job::Copy, "copy"),
        (Job::ConvertToTemplate, "make_into_template"),
        (Job::DeleteVm, "destroy"),
    ];
    let probe =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/interop/probe-answers.txt");
    let probe = fs::read_to_string(probe).unwrap();
    let mut compared = 0;
    for (state, vm) in states().into_iter().take(5) {
        let name = vm.power_state.as_str();
        if state == "without tools" {
            continue;
        }
        let line = format!("allowed {name}\t");
        let allowed = probe.lines().find_map(|text| text.strip_prefix(&line));
        let allowed: Vec<&str> = allowed.unwrap().split_whitespace().collect();
        let pool = pool_with(state, &vm);
        for (job, operation) in JOBS {
            let ours = answer(&pool, *job);
            let theirs = allowed.contains(operation);
            assert_eq!(ours == "ok", theirs, "{state} {job:?}: {ours}");
            compared += 1;
        }
    }
    assert_eq!(compared, JOBS.len() * 4);
}

/// Jobs with what is said with them, and in which state they are asked for.
fn requests(pool: &Connected) -> Vec<(&'static str, Job, Value)> {
    let host = pool.key(Class::Host, "h2");
    let sr = pool.key(Class::Sr, "nfs");
    let name = json!({ "name": "it's new" });
    vec![
        ("halted", Job::StartOn, json!({ "host": host })),
        ("halted", Job::StartPaused, json!({})),
        ("halted", Job::StartInRecoveryMode, json!({})),
        ("suspended", Job::ResumeOn, json!({ "host": host })),
        ("running", Job::Shutdown, json!({ "minutes": 2 })),
        ("running", Job::Reboot, json!({})),
        ("halted", Job::DeleteVm, json!({ "snapshots": true })),
        ("halted", Job::Copy, json!({ "name": "new", "sr": sr })),
        ("halted", Job::ConvertToTemplate, json!({})),
        ("template", Job::ConvertToVm, json!({})),
        ("snapshot", Job::Revert, json!({ "before": "first" })),
        ("with memory", Job::DeleteSnapshot, json!({})),
        ("snapshot", Job::NewVmFromSnapshot, name.clone()),
        ("snapshot", Job::NewTemplateFromSnapshot, name),
        (
            "running",
            Job::MigrateWithStorage,
            json!({ "host": host, "sr": pool.key(Class::Sr, "local") }),
        ),
    ]
}

fn scripts_now() -> String {
    let states: BTreeMap<&str, Vm> = states().into_iter().collect();
    let mut text = String::new();
    for (state, job, inputs) in requests(&Connected::with("a", lab())) {
        let mut pool = pool_with(state, &states[state]);
        pool.writer.apply([
            put(
                "root",
                xapi::Vdi {
                    uuid: "uuid-of-root".into(),
                    name_label: "root".into(),
                    sr: "nfs".into(),
                    managed: true,
                    ..Default::default()
                },
            ),
            put(
                "drive",
                xapi::Vbd {
                    vm: "it".into(),
                    vdi: "root".into(),
                    r#type: xapi::VbdType::Disk,
                    mode: "RW".into(),
                    ..Default::default()
                },
            ),
            put(
                "pif2",
                xapi::Pif {
                    host: "h2".into(),
                    network: "net".into(),
                    management: true,
                    ..Default::default()
                },
            ),
            put(
                "local",
                xapi::Sr {
                    uuid: "uuid-of-local".into(),
                    name_label: "Local".into(),
                    r#type: "ext".into(),
                    ..Default::default()
                },
            ),
            put(
                "pbd of local",
                xapi::Pbd {
                    host: "h2".into(),
                    sr: "local".into(),
                    currently_attached: true,
                    ..Default::default()
                },
            ),
            put(
                "web",
                Vm {
                    allowed_operations: vec![].into(),
                    ..vm("web-01", VmPowerState::Running, "h1")
                },
            ),
        ]);
        let request = JobRequest::new(job, inputs).unwrap();
        let keys = [pool.key(Class::Vm, "it")];
        for language in [
            ScriptLanguage::Xe,
            ScriptLanguage::Python,
            ScriptLanguage::Api,
        ] {
            let script =
                pool.look(|info| script(std::slice::from_ref(info), &request, &keys, language));
            let script = script.unwrap_or_else(|why| format!("{why:?}\n"));
            // What all programs begin and end with is told once, by another test.
            let script = match script.split_once("try:\n") {
                Some((_, rest)) => rest.split("finally:").next().unwrap().to_owned(),
                None => script,
            };
            text += &format!("=== {} as {language:?}\n{script}", named(job));
        }
    }
    text
}

#[test]
fn jobs_as_scripts_are_as_written() {
    let text = kept("job_scripts.txt", scripts_now);
    pretty_equal(&scripts_now(), &text);
}

#[track_caller]
fn pretty_equal(now: &str, kept: &str) {
    let (now, kept): (Vec<&str>, Vec<&str>) = (now.lines().collect(), kept.lines().collect());
    assert_eq!(now, kept);
}
