//! Schedules of snapshots, and virtual TPMs: what can be done, and what would be called for it.

use inventory::{
    Job,
    jobs::{check, form},
};
use serde_json::{Value, json};
use xapi::{Class, Host, Map, Text, Vm, VmPowerState, Vmss, VmssFrequency, VmssType};

use crate::{
    pool::{Connected, lab, put, vm},
    vm_plans::says,
};

fn times(pairs: &[(&str, &str)]) -> Map<Text, Text> {
    let pairs = pairs.iter();
    pairs
        .map(|(key, value)| ((*key).into(), (*value).into()))
        .collect()
}

/// A schedule of one machine that runs and of one that does not; one without any.
fn pool() -> Connected {
    let mut pool = Connected::with("a", lab());
    let machine = |name: &str, state: VmPowerState| Vm {
        snapshot_schedule: "nightly".into(),
        allowed_operations: vec![].into(),
        ..vm(name, state, "h1")
    };
    let nightly = Vmss {
        uuid: "uuid-of-nightly".into(),
        name_label: "nightly".into(),
        enabled: true,
        r#type: VmssType::Checkpoint,
        frequency: VmssFrequency::Daily,
        schedule: times(&[("hour", "2"), ("min", "30")]),
        retained_snapshots: 7,
        vms: vec!["on".into(), "off".into(), "gone".into()].into(),
        ..Vmss::default()
    };
    pool.writer.apply([
        put("on", machine("on", VmPowerState::Running)),
        put("off", machine("off", VmPowerState::Halted)),
        put("spare", vm("spare", VmPowerState::Halted, "")),
        put("nightly", nightly),
        put("unused", Vmss::default()),
    ]);
    pool
}

#[test]
fn what_may_be_done_follows_from_its_state() {
    let pool = pool();
    let rows = [
        ("nightly", Job::RunSchedule, "ok", None),
        (
            "unused",
            Job::RunSchedule,
            "schedule_empty",
            Some(Job::EditSchedule),
        ),
        ("nightly", Job::EnableSchedule, "schedule_enabled", None),
        ("nightly", Job::DisableSchedule, "ok", None),
        ("unused", Job::EnableSchedule, "ok", None),
        ("unused", Job::DisableSchedule, "schedule_disabled", None),
        ("nightly", Job::EditSchedule, "ok", None),
        ("nightly", Job::DeleteSchedule, "ok", None),
        ("nightly", Job::Rename, "ok", None),
        ("nightly", Job::SetKey, "bad_request", None),
    ];
    for (name, job, expect, fix) in rows {
        let key = pool.key(Class::Vmss, name);
        let (code, helps) = match pool.look(|info| check(info, job, &key)) {
            Ok(()) => ("ok".to_owned(), None),
            Err(refusal) => (refusal.problem.code, refusal.fix.map(|fix| fix.job)),
        };
        assert_eq!((code.as_str(), helps), (expect, fix), "{name} {job:?}");
    }
    let without = Connected::with("a", lab());
    let key = without.key(Class::Vm, "db");
    let refusal = without.look(|info| check(info, Job::SetSchedule, &key));
    let refusal = refusal.unwrap_err();
    assert_eq!(refusal.problem.code, "no_schedules");
    assert_eq!(refusal.fix.unwrap().job, Job::CreateSchedule);
}

#[test]
fn one_is_made_with_its_machines() {
    let pool = pool();
    let made = |more: Value| {
        let mut inputs = json!({ "name": "new", "vms": [pool.key(Class::Vm, "on")] });
        let more = more.as_object().unwrap().clone();
        inputs.as_object_mut().unwrap().extend(more);
        inputs
    };
    let key = pool.key(Class::Pool, "p");
    says(
        &pool,
        Job::CreateSchedule,
        made(json!({
            "kind": "diskQuiesced", "frequency": "weekly", "hour": 4, "minute": "45",
            "days": ["sunday", "tuesday"], "retained": 2,
        })),
        &key,
        r#"+ VMSS new
        on.snapshotSchedule: →nightly (ok) → new
        VMSS.create({"name_label":"new","name_description":"","enabled":true,"type":"snapshot_with_quiesce","retained_snapshots":2,"frequency":"weekly","schedule":{"days":"Tuesday,Sunday","hour":"4","min":"45"}}) ← VMSS.destroy($0)
        VM.set_snapshot_schedule(on, $0) ← VM.set_snapshot_schedule(on, nightly)"#,
    );
    for (said, expect) in [
        (json!({ "name": "" }), "no: name_missing"),
        (json!({ "minute": "7" }), "no: minute_unknown"),
        (json!({ "hour": 24 }), "no: hour_unknown"),
        (json!({ "frequency": "weekly" }), "no: days_missing"),
        (json!({ "retained": 11 }), "no: retained_range"),
        (json!({ "retained": 0 }), "no: retained_range"),
    ] {
        says(&pool, Job::CreateSchedule, made(said), &key, expect);
    }
}

#[test]
fn only_what_changes_is_set() {
    let pool = pool();
    let key = pool.key(Class::Vmss, "nightly");
    let vms = |names: &[&str]| {
        let keys = names.iter().map(|name| pool.key(Class::Vm, name));
        keys.collect::<Vec<_>>()
    };
    let as_now = json!({
        "kind": "diskAndMemory", "frequency": "daily", "hour": 2, "minute": "30", "retained": 7,
        "vms": vms(&["on", "off"]),
    });
    says(
        &pool,
        Job::EditSchedule,
        as_now,
        &key,
        "no: nothing_changes",
    );
    says(
        &pool,
        Job::EditSchedule,
        json!({
            "kind": "diskOnly", "frequency": "hourly", "minute": "15", "retained": 3,
            "vms": vms(&["on", "spare"]),
        }),
        &key,
        r#"nightly type: #diskAndMemory → #diskOnly
        nightly frequency: #daily → #hourly
        nightly at: 02:30 → :15
        nightly retained: 7 → 3
        spare.snapshotSchedule: – → →nightly (ok)
        off.snapshotSchedule: →nightly (ok) → –
        VMSS.set_type(nightly, snapshot) ← VMSS.set_type(nightly, checkpoint)
        VMSS.set_frequency(nightly, hourly) ← VMSS.set_frequency(nightly, daily)
        VMSS.set_schedule(nightly, {"min":"15"}) ← VMSS.set_schedule(nightly, {"hour":"2","min":"30"})
        VMSS.set_retained_snapshots(nightly, 3) ← VMSS.set_retained_snapshots(nightly, 7)
        VM.set_snapshot_schedule(spare, nightly) ← VM.set_snapshot_schedule(spare, OpaqueRef:NULL)
        VM.set_snapshot_schedule(off, OpaqueRef:NULL) ← VM.set_snapshot_schedule(off, nightly)"#,
    );
    // What is filled in at first is what is so.
    let asked = pool.look(|info| form(std::slice::from_ref(info), Job::EditSchedule, &[key]));
    let first = |name: &str| {
        let field = asked.fields.iter().find(|field| field.name == name);
        serde_json::to_value(&field.unwrap().initial).unwrap()["value"].clone()
    };
    assert_eq!(first("kind"), "diskAndMemory");
    assert_eq!(first("hour"), 2);
    assert_eq!(first("vms"), json!(vms(&["off", "on"])));
}

#[test]
fn it_runs_now_and_goes_without_its_machines() {
    let pool = pool();
    let key = pool.key(Class::Vmss, "nightly");
    says(
        &pool,
        Job::RunSchedule,
        json!({}),
        &key,
        "+ VM off
        odd: schedule_needs_running
        + VM on
        VMSS.snapshot_now(nightly)",
    );
    says(
        &pool,
        Job::DisableSchedule,
        json!({}),
        &key,
        "nightly enabled: yes → no
        VMSS.set_enabled(nightly, false) ← VMSS.set_enabled(nightly, true)",
    );
    says(
        &pool,
        Job::DeleteSchedule,
        json!({}),
        &key,
        "- nightly – –
        off.snapshotSchedule: →nightly (ok) → –
        on.snapshotSchedule: →nightly (ok) → –
        VM.set_snapshot_schedule(off, OpaqueRef:NULL) ← VM.set_snapshot_schedule(off, nightly)
        VM.set_snapshot_schedule(on, OpaqueRef:NULL) ← VM.set_snapshot_schedule(on, nightly)
        VMSS.destroy(nightly)",
    );
}

#[test]
fn when_it_runs_next_is_told_where_the_clock_is_known() {
    let mut pool = pool();
    // 2026-11-30, 09:10.
    pool.now = 1_796_029_800;
    let key = pool.key(Class::Vmss, "nightly");
    let next = |pool: &Connected| {
        let page = pool.look(|info| inventory::page::page(info, &key));
        let sections = page.unwrap().sections;
        let mut fields = sections.into_iter().flat_map(|section| section.fields);
        let next = fields.find(|field| field.id == "nextRun");
        next.map(|field| crate::pool::show(&field.value))
    };
    assert_eq!(next(&pool), None);
    let zoned = |zone: &str| {
        let host = Host {
            name_label: "host-1".into(),
            timezone: zone.into(),
            ..Host::default()
        };
        put("h1", host)
    };
    pool.writer.apply([zoned("Europe/Paris")]);
    assert_eq!(next(&pool), None);
    pool.writer.apply([zoned("UTC")]);
    assert!(next(&pool).unwrap().contains("1796092200"));
}

#[test]
fn a_virtual_tpm_needs_uefi_and_a_machine_at_rest() {
    let uefi = |state: VmPowerState, vtpm: bool| Vm {
        hvm_boot_policy: "BIOS order".into(),
        hvm_boot_params: times(&[("firmware", "uefi")]),
        vtpms: if vtpm { vec!["tpm".into()] } else { vec![] }.into(),
        allowed_operations: vec![].into(),
        ..vm("it", state, "")
    };
    let bios = Vm {
        hvm_boot_params: times(&[]),
        ..uefi(VmPowerState::Halted, false)
    };
    use VmPowerState::{Halted, Running};
    let rows = [
        (uefi(Halted, false), "ok", "no_vtpm", None),
        (uefi(Halted, true), "vtpm_there", "ok", None),
        (uefi(Running, false), "wrong_power_state", "no_vtpm", None),
        (uefi(Running, true), "vtpm_there", "wrong_power_state", None),
        (bios, "vtpm_needs_uefi", "no_vtpm", Some(Job::SetFirmware)),
    ];
    for (machine, add, remove, fix) in rows {
        let mut pool = Connected::with("a", lab());
        pool.writer.apply([put("it", machine)]);
        let key = pool.key(Class::Vm, "it");
        let code = |job: Job| match pool.look(|info| check(info, job, &key)) {
            Ok(()) => "ok".to_owned(),
            Err(refusal) => refusal.problem.code,
        };
        assert_eq!(
            (code(Job::AddVtpm).as_str(), code(Job::RemoveVtpm).as_str()),
            (add, remove)
        );
        if let Some(fix) = fix {
            let refusal = pool
                .look(|info| check(info, Job::AddVtpm, &key))
                .unwrap_err();
            assert_eq!(refusal.fix.unwrap().job, fix);
        }
        if add == "ok" {
            says(
                &pool,
                Job::AddVtpm,
                json!({}),
                &key,
                "it vtpm: no → yes
                VTPM.create(it, false) ← VTPM.destroy($0)",
            );
        }
        if remove == "ok" {
            says(
                &pool,
                Job::RemoveVtpm,
                json!({}),
                &key,
                "it vtpm: yes → no
                odd: vtpm_keys_lost
                VTPM.destroy(tpm)",
            );
        }
    }
}
