//! Disks, drives and discs: what can be done to them, and what would be called for it.

use inventory::{
    Job, JobRequest,
    jobs::{Plan, check, plan, plan::Effect},
    view::Cell,
};
use serde_json::{Value, json};
use xapi::{Class, Pbd, Sr, Vbd, VbdType, Vdi, VdiOperation, Vm, VmPowerState};

use crate::pool::{Connected, lab, put, tools, vm};

pub const GIB: i64 = 1 << 30;

pub fn sr(name: &str, kind: &str, content: &str) -> Sr {
    Sr {
        name_label: name.into(),
        r#type: kind.into(),
        content_type: content.into(),
        physical_size: 100 * GIB,
        physical_utilisation: 90 * GIB,
        ..Sr::default()
    }
}

pub fn vdi(name: &str, sr: &str) -> Vdi {
    Vdi {
        name_label: name.into(),
        sr: sr.into(),
        virtual_size: 8 * GIB,
        physical_utilisation: GIB,
        r#type: "user".into(),
        managed: true,
        ..Vdi::default()
    }
}

fn vbd(vm: &str, disk: &str, position: &str) -> Vbd {
    Vbd {
        vm: vm.into(),
        vdi: disk.into(),
        userdevice: position.into(),
        r#type: VbdType::Disk,
        mode: "RW".into(),
        unpluggable: true,
        ..Vbd::default()
    }
}

/// A pool with a machine that runs and has tools, one without, and one that is shut down; storage that
/// gives room at once, storage that grows, storage of one host alone, and a library.
pub fn pool() -> Connected {
    let mut pool = Connected::with("a", lab());
    let machine = |name: &str, state: VmPowerState, host: &str| Vm {
        hvm_boot_policy: "BIOS order".into(),
        allowed_operations: vec![].into(),
        ..vm(name, state, host)
    };
    let pbd = |host: &str, sr: &str| Pbd {
        host: host.into(),
        sr: sr.into(),
        currently_attached: true,
        ..Pbd::default()
    };
    let attached = |vbd: Vbd| Vbd {
        currently_attached: true,
        ..vbd
    };
    pool.writer.apply([
        put("off", machine("off", VmPowerState::Halted, "")),
        put("on", machine("on", VmPowerState::Running, "h1")),
        put("guest of on", tools()),
        put("bare", machine("bare", VmPowerState::Running, "h1")),
        put("asleep", machine("asleep", VmPowerState::Suspended, "")),
        put("thick", sr("Thick", "lvm", "user")),
        put("thin", sr("Thin", "ext", "user")),
        put("far", sr("Far", "ext", "user")),
        put("library", sr("ISOs", "iso", "iso")),
        put("thick1", pbd("h1", "thick")),
        put("thin1", pbd("h1", "thin")),
        put("far2", pbd("h2", "far")),
        put("library1", pbd("h1", "library")),
        put("root of off", vdi("root of off", "thin")),
        put("root of on", vdi("root of on", "thin")),
        put("root of bare", vdi("root of bare", "thin")),
        put("free", vdi("free", "thick")),
        put("distant", vdi("distant", "far")),
        put("debian", vdi("debian.iso", "library")),
        put("drive of off", vbd("off", "root of off", "0")),
        put("drive of on", attached(vbd("on", "root of on", "0"))),
        put("drive of bare", attached(vbd("bare", "root of bare", "0"))),
        put("spare", vbd("on", "free", "1")),
        put(
            "tray",
            Vbd {
                r#type: VbdType::Cd,
                mode: "RO".into(),
                empty: true,
                ..vbd("on", "", "3")
            },
        ),
        put(
            "full tray",
            Vbd {
                r#type: VbdType::Cd,
                mode: "RO".into(),
                ..vbd("asleep", "debian", "3")
            },
        ),
    ]);
    pool
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

pub fn words(problem: &inventory::Problem) -> String {
    let values = problem.params.values().cloned();
    let all: Vec<String> = std::iter::once(problem.code.clone())
        .chain(values)
        .collect();
    all.join(" ")
}

/// A plan's calls with what undoes each; what stands for an answer is `#` and the step's number.
fn said(plan: &Plan) -> Vec<String> {
    let line = |call: &inventory::jobs::plan::Call| {
        let param = |param: &Value| match param {
            Value::String(text) => text.replace("\u{1}result:", "#"),
            Value::Object(record) => {
                let shown = [
                    "VM",
                    "VDI",
                    "SR",
                    "userdevice",
                    "mode",
                    "type",
                    "virtual_size",
                    "name_label",
                    "empty",
                ];
                let parts = shown.iter().filter_map(|member| {
                    let value = record.get(*member)?;
                    Some(
                        value
                            .as_str()
                            .map_or(value.to_string(), |text| text.replace("\u{1}result:", "#")),
                    )
                });
                format!("{{{}}}", parts.collect::<Vec<_>>().join(","))
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
fn disks_are_changed_by_these_calls() {
    let pool = pool();
    let check = |job: Job, class: Class, reference: &str, inputs: Value, expect: &[&str]| {
        let plan = asked(&pool, job, class, reference, inputs);
        let lines = plan.map_or_else(|why| vec![why], |plan| said(&plan));
        assert_eq!(lines, expect, "{job:?} {reference}");
    };
    let sr = |name: &str| json!(pool.key(Class::Sr, name));
    let new = |place: &str, size: i64| json!({ "name": "data", "size": size, "sr": sr(place) });
    let vdi_create = "VDI.create {thin,user,8589934592,data} / VDI.destroy #0";
    check(
        Job::CreateDisk,
        Class::Vm,
        "on",
        new("thin", 8 * GIB),
        &[
            vdi_create,
            "VBD.create {on,#0,2,RW,Disk,false} / VBD.destroy #1",
            "VBD.plug #1 / VBD.unplug #1",
        ],
    );
    for (machine, position) in [("bare", "1"), ("off", "1")] {
        let vbd = format!("VBD.create {{{machine},#0,{position},RW,Disk,false}} / VBD.destroy #1");
        check(
            Job::CreateDisk,
            Class::Vm,
            machine,
            new("thin", 8 * GIB),
            &[vdi_create, &vbd],
        );
    }
    check(
        Job::CreateDisk,
        Class::Sr,
        "thin",
        new("thick", 8 * GIB),
        &[vdi_create],
    );
    check(
        Job::CreateDisk,
        Class::Vm,
        "off",
        new("thick", 11 * GIB),
        &["sr_full 10737418240 11811160064 Thick"],
    );
    // What grows as it is written may be larger than what is free.
    check(
        Job::CreateDisk,
        Class::Vm,
        "on",
        new("far", 8 * GIB),
        &["storage_unseen Far"],
    );
    check(
        Job::CreateDisk,
        Class::Vm,
        "on",
        new("library", GIB),
        &["sr_takes_no_disks ISOs"],
    );
    check(
        Job::CreateDisk,
        Class::Vm,
        "on",
        new("thin", 0),
        &["disk_size 1048576 2190433320960"],
    );
    check(
        Job::CreateDisk,
        Class::Vm,
        "on",
        json!({ "name": "data", "size": GIB }),
        &["sr_missing"],
    );
    let disk = |name: &str| json!({ "disk": pool.key(Class::Vdi, name), "readOnly": false });
    check(
        Job::AttachDisk,
        Class::Vm,
        "off",
        disk("free"),
        &["VBD.create {off,free,1,RW,Disk,false} / VBD.destroy #0"],
    );
    check(
        Job::AttachDisk,
        Class::Vm,
        "bare",
        disk("root of on"),
        &["disk_in_use on"],
    );
    check(
        Job::AttachDisk,
        Class::Vm,
        "on",
        disk("distant"),
        &["storage_unseen Far"],
    );
    check(
        Job::DetachDisk,
        Class::Vbd,
        "drive of off",
        json!({}),
        &["VBD.destroy drive of off / VBD.create {off,root of off,0,RW,Disk,false}"],
    );
    check(
        Job::DetachDisk,
        Class::Vdi,
        "root of on",
        json!({}),
        &[
            "VBD.unplug drive of on / VBD.plug drive of on",
            "VBD.destroy drive of on",
        ],
    );
    check(
        Job::ActivateDisk,
        Class::Vbd,
        "spare",
        json!({}),
        &["VBD.plug spare / VBD.unplug spare"],
    );
    let size = |gib: i64| json!({ "size": gib * GIB });
    check(
        Job::ResizeDisk,
        Class::Vbd,
        "drive of off",
        size(16),
        &["VDI.resize root of off 17179869184"],
    );
    check(
        Job::ResizeDisk,
        Class::Vdi,
        "root of off",
        size(4),
        &["disk_shrinks 8589934592"],
    );
    check(
        Job::ResizeDisk,
        Class::Vdi,
        "root of off",
        size(8),
        &["nothing_changes"],
    );
    check(
        Job::ResizeDisk,
        Class::Vdi,
        "root of on",
        size(16),
        &["disk_in_use on"],
    );
    check(
        Job::ResizeDisk,
        Class::Vdi,
        "free",
        size(19),
        &["sr_full 10737418240 11811160064 Thick"],
    );
    check(
        Job::DeleteDisk,
        Class::Vdi,
        "root of off",
        json!({}),
        &["VDI.destroy root of off"],
    );
    check(
        Job::SetDiskMode,
        Class::Vbd,
        "drive of off",
        json!({ "mode": "ro" }),
        &["VBD.set_mode drive of off RO / VBD.set_mode drive of off RW"],
    );
    check(
        Job::SetDiskPosition,
        Class::Vbd,
        "drive of off",
        json!({ "position": "2" }),
        &["VBD.set_userdevice drive of off 2 / VBD.set_userdevice drive of off 0"],
    );
    check(
        Job::SetBootable,
        Class::Vbd,
        "drive of off",
        json!({ "bootable": true }),
        &["VBD.set_bootable drive of off true / VBD.set_bootable drive of off false"],
    );
    let to = |place: &str| json!({ "sr": sr(place) });
    check(
        Job::MoveDisk,
        Class::Vdi,
        "root of on",
        to("thick"),
        &["VDI.pool_migrate root of on thick {}"],
    );
    check(
        Job::MoveDisk,
        Class::Vbd,
        "drive of off",
        to("far"),
        &[
            "VDI.copy root of off far OpaqueRef:NULL OpaqueRef:NULL / VDI.destroy #0",
            "VBD.destroy drive of off / VBD.create {off,root of off,0,RW,Disk,false}",
            "VBD.create {off,#0,0,RW,Disk,false} / VBD.destroy #2",
            "VDI.destroy root of off",
        ],
    );
    check(
        Job::MoveDisk,
        Class::Vdi,
        "root of on",
        to("far"),
        &["storage_unseen Far"],
    );
    check(
        Job::MoveDisk,
        Class::Vdi,
        "root of on",
        to("thin"),
        &["already_there"],
    );
    let disc = json!({ "disc": pool.key(Class::Vdi, "debian") });
    check(
        Job::InsertDisc,
        Class::Vm,
        "on",
        disc.clone(),
        &["VBD.insert tray debian / VBD.eject tray"],
    );
    check(
        Job::InsertDisc,
        Class::Vm,
        "off",
        disc.clone(),
        &["VBD.create {off,debian,3,RO,CD,false} / VBD.destroy #0"],
    );
    let no_disc = json!({ "disc": pool.key(Class::Vdi, "free") });
    check(
        Job::InsertDisc,
        Class::Vm,
        "on",
        no_disc,
        &["no_such_object"],
    );
}

#[test]
fn states_in_which_disks_cannot_be_changed_say_why() {
    let pool = pool();
    let table = [
        (
            Job::CreateDisk,
            Class::Vm,
            "asleep",
            "wrong_power_state suspended halted, running",
        ),
        (
            Job::AttachDisk,
            Class::Vm,
            "asleep",
            "wrong_power_state suspended halted, running",
        ),
        (Job::CreateDisk, Class::Vm, "snap", "is_snapshot"),
        (
            Job::CreateDisk,
            Class::Sr,
            "library",
            "sr_takes_no_disks ISOs",
        ),
        (
            Job::DetachDisk,
            Class::Vbd,
            "drive of bare",
            "needs_drivers",
        ),
        (Job::DetachDisk, Class::Vbd, "drive of on", "ok"),
        (Job::DetachDisk, Class::Vdi, "distant", "bad_request"),
        (Job::DeactivateDisk, Class::Vbd, "drive of on", "ok"),
        (
            Job::DeactivateDisk,
            Class::Vbd,
            "drive of off",
            "not_active",
        ),
        (Job::DeactivateDisk, Class::Vbd, "spare", "not_active"),
        (
            Job::ActivateDisk,
            Class::Vbd,
            "drive of on",
            "already_active",
        ),
        (
            Job::ActivateDisk,
            Class::Vbd,
            "drive of off",
            "wrong_power_state halted running",
        ),
        (Job::ResizeDisk, Class::Vdi, "root of on", "disk_in_use on"),
        (Job::ResizeDisk, Class::Vdi, "free", "ok"),
        (Job::ResizeDisk, Class::Vdi, "debian", "bad_request"),
        (Job::DeleteDisk, Class::Vdi, "root of on", "disk_in_use on"),
        (Job::DeleteDisk, Class::Vdi, "debian", "bad_request"),
        (Job::DeleteDisk, Class::Vdi, "free", "ok"),
        (
            Job::SetDiskMode,
            Class::Vbd,
            "drive of on",
            "wrong_power_state running halted",
        ),
        (
            Job::SetDiskPosition,
            Class::Vbd,
            "drive of on",
            "wrong_power_state running halted",
        ),
        (Job::SetBootable, Class::Vbd, "drive of on", "ok"),
        (Job::SetDiskMode, Class::Vbd, "tray", "bad_request"),
        (Job::MoveDisk, Class::Vdi, "root of on", "ok"),
        (Job::InsertDisc, Class::Vm, "on", "ok"),
        (Job::InsertDisc, Class::Vm, "off", "ok"),
        (Job::InsertDisc, Class::Vm, "bare", "no_drive_for_discs"),
        (
            Job::InsertDisc,
            Class::Vm,
            "asleep",
            "wrong_power_state suspended halted, running",
        ),
        (Job::InsertDisc, Class::Vbd, "tray", "ok"),
        (Job::EjectDisc, Class::Vbd, "tray", "no_disc"),
        (Job::EjectDisc, Class::Vm, "off", "no_disc"),
        (
            Job::EjectDisc,
            Class::Vm,
            "asleep",
            "wrong_power_state suspended halted, running",
        ),
    ];
    for (job, class, reference, expect) in table {
        let key = pool.key(class, reference);
        let answer = pool.look(|info| check(info, job, &key)).err();
        let answer = answer.map_or("ok".to_owned(), |refusal| words(&refusal.problem));
        assert_eq!(answer, expect, "{job:?} {reference}");
    }
}

#[test]
fn a_disk_grows_under_its_guest_where_its_storage_can() {
    let mut pool = pool();
    let able = Vdi {
        allowed_operations: vec![VdiOperation::ResizeOnline].into(),
        ..vdi("root of on", "thin")
    };
    pool.writer.apply([put("root of on", able)]);
    let size = json!({ "size": 16 * GIB });
    let plan = asked(&pool, Job::ResizeDisk, Class::Vbd, "drive of on", size).unwrap();
    assert_eq!(said(&plan), ["VDI.resize_online root of on 17179869184"]);
}

#[test]
fn what_is_lost_with_a_disk_is_told() {
    let pool = pool();
    let plan = asked(&pool, Job::DeleteDisk, Class::Vdi, "root of off", json!({})).unwrap();
    let lost = plan.effects.iter().find_map(|effect| match effect {
        Effect::Remove {
            name, size, freed, ..
        } => Some((name.as_str(), size, freed)),
        _ => None,
    });
    let bytes = |bytes: i64| Cell::Bytes {
        bytes: bytes as u64,
    };
    assert_eq!(lost, Some(("root of off", &bytes(8 * GIB), &bytes(GIB))));
    assert!(!plan.can_be_undone());
}
