//! Plans that move disks into files and files into disks.
#![cfg(unix)] // Whole paths begin otherwise elsewhere.

use inventory::{
    Job, JobRequest,
    jobs::{
        Plan, check, plan,
        plan::Effect,
        render::{ScriptLanguage, script},
    },
};
use serde_json::{Value, json};
use xapi::{Class, Pbd, Sr, SrOperation, Vdi, VdiOperation, Vm, VmPowerState};

use crate::{
    disks::{GIB, pool, sr, vdi, words},
    pool::{Connected, put, vm},
};

fn asked(pool: &Connected, job: Job, on: (Class, &str), inputs: Value) -> Result<Plan, String> {
    let key = pool.key(on.0, on.1);
    let request = JobRequest::new(job, inputs).unwrap();
    pool.look(|info| plan(info, &request, &key))
        .map_err(|refusal| words(&refusal.problem))
}

/// What a plan would move, as the requests that it makes.
fn moved(pool: &Connected, job: Job, on: (Class, &str), inputs: &Value) -> String {
    rendered(pool, job, on, inputs, ScriptLanguage::Api)
}

fn rendered(
    pool: &Connected,
    job: Job,
    on: (Class, &str),
    inputs: &Value,
    language: ScriptLanguage,
) -> String {
    let request = JobRequest::new(job, inputs.clone()).unwrap();
    let keys = [pool.key(on.0, on.1)];
    let text = pool.look(|info| script(std::slice::from_ref(info), &request, &keys, language));
    text.unwrap_or_else(|why| words(&why))
}

fn is_odd(plan: &Plan, code: &str) -> bool {
    let mut effects = plan.effects.iter();
    effects.any(|effect| matches!(effect, Effect::Odd { problem } if problem.code == code))
}

#[test]
fn disks_go_into_files_as_what_they_are_to_be() {
    let mut pool = pool();
    let snapshot = |time: &str| Vdi {
        is_a_snapshot: true,
        snapshot_of: "free".into(),
        snapshot_time: time.parse().unwrap(),
        ..vdi("before", "thin")
    };
    let with_snapshots = Vdi {
        snapshots: vec!["early".into(), "late".into()].into(),
        ..vdi("free", "thin")
    };
    pool.writer.apply([
        put("free", with_snapshots),
        put("early", snapshot("20260101T00:00:00Z")),
        put("late", snapshot("20260201T00:00:00Z")),
    ]);
    let free = || (Class::Vdi, "free");
    let base = |on: &str| json!(pool.key(Class::Vdi, on));
    for (inputs, expect) in [
        (
            json!({ "file": "/out/d.vhd" }),
            "GET /export_raw_vdi?vdi=free&format=vhd&task_id=$task  # /out/d.vhd\n",
        ),
        (
            json!({ "file": "/out/d.raw", "format": "raw" }),
            "GET /export_raw_vdi?vdi=free&format=raw&task_id=$task  # /out/d.raw\n",
        ),
        (
            json!({ "file": "/out/d.qcow2", "format": "qcow2" }),
            "GET /export_raw_vdi?vdi=free&format=vhd&task_id=$task  # /out/d.qcow2, vhd made qcow2 on the way\n",
        ),
        (
            json!({ "file": "/out/d.qcow2", "format": "qcow2", "base": base("late") }),
            "base_needs_vhd",
        ),
        (
            json!({ "file": "/out/d.vhd", "base": base("root of off") }),
            "no_such_object",
        ),
        (json!({ "file": "d.vhd" }), "file_not_whole d.vhd"),
        (json!({}), "file_missing"),
    ] {
        assert_eq!(moved(&pool, Job::ExportDisk, free(), &inputs), expect);
    }
    let since = json!({ "file": "/out/d.vhd", "base": base("late") });
    let since = moved(&pool, Job::ExportDisk, free(), &since);
    assert!(since.contains("&base=late") && since.contains("&format=vhd"));
    // Of a snapshot only those before it.
    let late = |base: Value| {
        let inputs = json!({ "file": "/out/d.vhd", "base": base });
        asked(&pool, Job::ExportDisk, (Class::Vdi, "late"), inputs)
    };
    assert!(late(base("early")).is_ok());
    let early = json!({ "file": "/out/d.vhd", "base": base("late") });
    let early = asked(&pool, Job::ExportDisk, (Class::Vdi, "early"), early);
    assert_eq!(early.unwrap_err(), "no_such_object");

    // Only where both are kept as VHD, and hold what a person put there.
    let raw = Vdi {
        sm_config: [("vdi_type".into(), "aio".into())].into_iter().collect(),
        snapshots: vec!["early".into()].into(),
        ..vdi("free", "thin")
    };
    let thick = Vdi {
        snapshots: vec!["early".into()].into(),
        ..vdi("free", "thick")
    };
    let list = Vdi {
        r#type: "cbt_metadata".into(),
        ..snapshot("20260101T00:00:00Z")
    };
    let since = json!({ "file": "/out/d.vhd", "base": base("early") });
    for put in [put("free", raw), put("free", thick), put("early", list)] {
        let mut pool = self::pool();
        pool.writer
            .apply([self::put("early", snapshot("20260101T00:00:00Z")), put]);
        let text = moved(&pool, Job::ExportDisk, free(), &since);
        assert_eq!(text, "no_such_object");
    }

    let plan = |file: &str| {
        let inputs = json!({ "file": file, "format": "qcow2" });
        asked(&pool, Job::ExportDisk, free(), inputs).unwrap()
    };
    assert!(is_odd(&plan("/out/d.vhd"), "ending_of_other_format"));
    assert!(!is_odd(&plan("/out/d.QCOW2"), "ending_of_other_format"));
    assert!(!is_odd(&plan("/out/d"), "ending_of_other_format"));
}

#[test]
fn what_is_too_large_for_a_vhd_passes_as_it_is() {
    let mut pool = pool();
    let large = Vdi {
        virtual_size: 3 << 40,
        ..vdi("large", "thick")
    };
    pool.writer.apply([put("free", large)]);
    let said = |format: &str| {
        let inputs = json!({ "file": "/out/d", "format": format });
        moved(&pool, Job::ExportDisk, (Class::Vdi, "free"), &inputs)
    };
    assert_eq!(said("vhd"), "too_large_for_vhd 3298534883328");
    assert!(said("vmdk").contains("format=raw"));
}

#[test]
fn disks_that_cannot_be_read_say_why() {
    let mut pool = pool();
    let busy = Vdi {
        current_operations: [("task".into(), VdiOperation::Copy)].into_iter().collect(),
        ..vdi("free", "thick")
    };
    let reads = |pool: &Connected, class: Class, on: &str| {
        let key = pool.key(class, on);
        let answer = pool.look(|info| check(info, Job::ExportDisk, &key)).err();
        answer.map_or("ok".to_owned(), |refusal| words(&refusal.problem))
    };
    for (class, on, expect) in [
        (Class::Vdi, "free", "ok"),
        (Class::Vdi, "root of off", "ok"),
        (Class::Vdi, "root of on", "disk_in_use on"),
        (Class::Vbd, "drive of on", "disk_in_use on"),
        (Class::Vdi, "distant", "ok"),
        (Class::Vdi, "debian", "bad_request"),
    ] {
        assert_eq!(reads(&pool, class, on), expect, "{on}");
    }
    pool.writer.apply([put("free", busy)]);
    assert_eq!(reads(&pool, Class::Vdi, "free"), "op_in_progress copy");
    let nowhere = vdi("free", "nowhere");
    pool.writer.apply([put("free", nowhere)]);
    assert_eq!(reads(&pool, Class::Vdi, "free"), "storage_unseen ");
}

#[test]
fn scripts_say_how_files_are_converted() {
    let pool = pool();
    let inputs = json!({ "file": "/out/my d.qcow2", "format": "qcow2" });
    for (language, parts) in [
        (
            ScriptLanguage::Xe,
            &[
                "xe vdi-export uuid=",
                "filename='/out/my d.qcow2.vhd' format=vhd\n",
                "qemu-img convert -f vpc -O qcow2 '/out/my d.qcow2.vhd' '/out/my d.qcow2'\n",
            ][..],
        ),
        (
            ScriptLanguage::Python,
            &[
                "# Afterwards: qemu-img convert -f vpc -O qcow2 \"/out/my d.qcow2.vhd\"",
                "transfer(\"GET\", \"export_raw_vdi\", \"vdi=\" + ",
                "\"&format=vhd\", \"/out/my d.qcow2.vhd\")",
            ],
        ),
    ] {
        let on = (Class::Vdi, "free");
        let text = rendered(&pool, Job::ExportDisk, on, &inputs, language);
        for part in parts {
            assert!(text.contains(part), "{part} in\n{text}");
        }
    }
}

/// What was found in a file.
fn found(file: &str, format: &str, size: i64) -> Value {
    json!({ "file": file, "disk": { "format": format, "size": size } })
}

#[test]
fn files_become_disks_as_their_storage_takes_them() {
    let mut pool = pool();
    let with_vhd = Sr {
        sm_config: [("use_vhd".into(), "true".into())].into_iter().collect(),
        ..sr("Vhds", "lvm", "user")
    };
    let pbd = Pbd {
        host: "h1".into(),
        sr: "vhds".into(),
        currently_attached: true,
        ..Pbd::default()
    };
    pool.writer
        .apply([put("vhds", with_vhd), put("vhds1", pbd)]);
    let place = |on: &str| json!(pool.key(Class::Sr, on));
    let file = "/in/web";
    let of = |format: &str, size: i64| json!({ "file": file, "found": found(file, format, size) });
    for (on, inputs, expect) in [
        (
            (Class::Sr, "thin"),
            of("qcow2", 4 * GIB),
            "format=vhd&task_id=$task  # /in/web, qcow2 made vhd on the way",
        ),
        (
            (Class::Sr, "thin"),
            of("vhd", 4 * GIB),
            "vdi=$result_1&format=vhd&task_id=$task  # /in/web, vhd made vhd on the way",
        ),
        ((Class::Sr, "vhds"), of("vhd", 4 * GIB), "format=vhd"),
        (
            (Class::Sr, "thick"),
            of("vhd", 4 * GIB),
            "format=raw&task_id=$task  # /in/web, vhd made raw on the way",
        ),
        (
            (Class::Sr, "thick"),
            of("vhd", 40 * GIB),
            "sr_full 10737418240 42949672960 Thick",
        ),
        ((Class::Sr, "library"), of("vhd", 4 * GIB), "bad_request"),
        ((Class::Sr, "thin"), of("raw", 3 << 40), "disk_size"),
        ((Class::Sr, "thin"), of("raw", 0), "file_empty /in/web"),
        (
            (Class::Sr, "thin"),
            json!({ "file": file }),
            "file_unread /in/web",
        ),
        // What was found in another file says nothing of this one.
        (
            (Class::Sr, "thin"),
            json!({ "file": "/in/b", "found": found(file, "raw", GIB) }),
            "file_unread /in/b",
        ),
        ((Class::Sr, "thin"), json!({}), "file_missing"),
        ((Class::Pool, "p"), of("vhd", GIB), "sr_missing"),
        (
            (Class::Host, "h1"),
            json!({ "file": file, "found": found(file, "vhd", GIB), "sr": place("far") }),
            "storage_unseen Far",
        ),
    ] {
        let what = format!("{on:?} {inputs}");
        let text = moved(&pool, Job::ImportDisk, on, &inputs);
        assert!(text.contains(expect), "{what}: {expect} in\n{text}");
    }
    let unreadable = json!({
        "file": file,
        "found": { "file": file, "problem": { "code": "cannot_read", "params": {}, "raw": [] } },
    });
    let plan = asked(&pool, Job::ImportDisk, (Class::Sr, "thin"), unreadable);
    assert_eq!(plan.unwrap_err(), "cannot_read");
    // It is gone again if the file does not get there.
    let plan = asked(&pool, Job::ImportDisk, (Class::Sr, "thin"), of("raw", GIB)).unwrap();
    let undo = plan.steps[0].undo.as_ref().unwrap();
    assert_eq!(undo.call.method, "VDI.destroy");
    assert!(is_odd(&plan, "import_as_raw"));
    let name = |inputs: Value| {
        let plan = asked(&pool, Job::ImportDisk, (Class::Sr, "thin"), inputs).unwrap();
        let mut effects = plan.effects.into_iter();
        effects.find_map(|effect| match effect {
            Effect::Create { name, .. } => Some(name),
            _ => None,
        })
    };
    assert_eq!(name(of("vhd", GIB)).as_deref(), Some("web"));
}

#[test]
fn a_disk_is_overwritten_by_whom_types_its_name() {
    let pool = pool();
    let file = "/in/web.vmdk";
    let of = |size: i64, name: &str| json!({ "file": file, "found": found(file, "vmdk", size), "typedName": name });
    let free = |inputs: Value| asked(&pool, Job::OverwriteDisk, (Class::Vdi, "free"), inputs);
    assert_eq!(free(of(GIB, "")).unwrap_err(), "type_name_of_disk free");
    assert_eq!(
        free(of(9 * GIB, "free")).unwrap_err(),
        "image_too_large 8589934592 9663676416"
    );
    let plan = free(of(GIB, " free ")).unwrap();
    assert!(is_odd(&plan, "image_smaller"));
    let is_lost =
        |effect: &Effect| matches!(effect, Effect::Overwrite { name, .. } if name == "free");
    assert!(plan.effects.iter().any(is_lost));
    assert!(!is_odd(
        &free(of(8 * GIB, "free")).unwrap(),
        "image_smaller"
    ));
    let text = moved(
        &pool,
        Job::OverwriteDisk,
        (Class::Vdi, "free"),
        &of(GIB, "free"),
    );
    // All of it is sent, for holes of the file are none of the disk.
    assert!(text.contains("vdi=free&format=raw"), "{text}");
    for (class, on, expect) in [
        (Class::Vdi, "root of on", "disk_in_use on"),
        (Class::Vdi, "debian", "bad_request"),
        (Class::Vdi, "root of off", "ok"),
    ] {
        let key = pool.key(class, on);
        let answer = pool
            .look(|info| check(info, Job::OverwriteDisk, &key))
            .err();
        let answer = answer.map_or("ok".to_owned(), |refusal| words(&refusal.problem));
        assert_eq!(answer, expect, "{on}");
    }
}

#[test]
fn what_servers_keep_for_themselves_is_neither_overwritten_nor_read_in_vain() {
    let kind = |kind: &str| Vdi {
        r#type: kind.into(),
        ..vdi("free", "thin")
    };
    let lost = Vdi {
        missing: true,
        ..kind("user")
    };
    for (vdi, reads, writes) in [
        (kind("user"), "ok", "ok"),
        (kind("suspend"), "ok", "bad_request"),
        (kind("ha_statefile"), "ok", "bad_request"),
        (kind("redo_log"), "ok", "bad_request"),
        (kind("metadata"), "ok", "bad_request"),
        (kind("cbt_metadata"), "bad_request", "bad_request"),
        (lost, "bad_request", "bad_request"),
    ] {
        let mut pool = pool();
        let what = format!("{:?}", vdi.r#type);
        pool.writer.apply([put("free", vdi)]);
        let key = pool.key(Class::Vdi, "free");
        let answer = |job: Job| {
            let refusal = pool.look(|info| check(info, job, &key)).err();
            refusal.map_or("ok".to_owned(), |refusal| words(&refusal.problem))
        };
        assert_eq!(answer(Job::ExportDisk), reads, "{what}");
        assert_eq!(answer(Job::OverwriteDisk), writes, "{what}");
    }
    let mut pool = pool();
    let asleep = Vm {
        suspend_vdi: "free".into(),
        ..vm("asleep", VmPowerState::Suspended, "")
    };
    pool.writer.apply([put("asleep", asleep)]);
    let key = pool.key(Class::Vdi, "free");
    let refusal = pool
        .look(|info| check(info, Job::OverwriteDisk, &key))
        .err();
    assert_eq!(refusal.unwrap().problem.code, "disk_is_memory");
}

#[test]
fn who_holds_a_disk_is_only_to_be_shut_down_if_it_is_a_machine() {
    let mut pool = pool();
    let own = Vm {
        is_control_domain: true,
        ..vm("dom0", VmPowerState::Running, "h1")
    };
    pool.writer.apply([put("on", own)]);
    for job in [Job::ExportDisk, Job::OverwriteDisk, Job::ResizeDisk] {
        let key = pool.key(Class::Vdi, "root of on");
        let refusal = pool.look(|info| check(info, job, &key)).err().unwrap();
        assert_eq!(words(&refusal.problem), "disk_held_by_host dom0");
        assert!(refusal.fix.is_none(), "{job:?}");
    }
}

#[test]
fn what_may_not_fit_is_said() {
    let pool = pool();
    let file = "/in/web.raw";
    let of = |size: i64| json!({ "file": file, "found": found(file, "raw", size), "typedName": "root of off" });
    let plan = |size: i64| {
        let on = (Class::Vdi, "root of off");
        asked(&pool, Job::OverwriteDisk, on, of(size)).unwrap()
    };
    assert!(!is_odd(&plan(8 * GIB), "sr_may_fill"));
    assert!(is_odd(&plan(8 * GIB), "import_as_raw"));
    let import = |size: i64| asked(&pool, Job::ImportDisk, (Class::Sr, "thin"), of(size)).unwrap();
    assert!(!is_odd(&import(10 * GIB), "sr_may_fill"));
    assert!(is_odd(&import(11 * GIB), "sr_may_fill"));
    let mut pool = self::pool();
    let nearly_full = |kind: &str| Sr {
        physical_utilisation: 99 * GIB,
        ..sr("Full", kind, "user")
    };
    pool.writer.apply([put("thin", nearly_full("ext"))]);
    let on = (Class::Vdi, "root of off");
    let written = asked(&pool, Job::OverwriteDisk, on.clone(), of(4 * GIB)).unwrap();
    assert!(is_odd(&written, "sr_may_fill"));
    pool.writer.apply([put("thin", nearly_full("lvm"))]);
    let refused = asked(&pool, Job::OverwriteDisk, on, of(4 * GIB)).unwrap_err();
    assert_eq!(refused, "sr_full 1073741824 3221225472 Full");
}

#[test]
fn a_name_that_promises_a_header_is_believed() {
    let pool = pool();
    for (file, expect) in [
        ("/in/d.vmdk", "no_head_of_format /in/d.vmdk vmdk"),
        ("/in/d.VHD", "no_head_of_format /in/d.VHD vhd"),
        ("/in/d.qcow2", "no_head_of_format /in/d.qcow2 qcow2"),
        ("/in/d-flat.vmdk", "ok"),
        ("/in/d.img", "ok"),
        ("/in/d", "ok"),
    ] {
        let inputs = json!({ "file": file, "found": found(file, "raw", GIB) });
        let plan = asked(&pool, Job::ImportDisk, (Class::Sr, "thin"), inputs);
        assert_eq!(plan.err().unwrap_or("ok".to_owned()), expect);
    }
}

#[test]
fn discs_go_into_libraries_that_take_them() {
    let mut pool = pool();
    let holding = |vdi: &str| Sr {
        vdis: vec![vdi.into()].into(),
        ..sr("ISOs", "iso", "iso")
    };
    let old = Vdi {
        location: "old.iso".into(),
        ..vdi("old", "library")
    };
    pool.writer
        .apply([put("library", holding("old")), put("old", old)]);
    let library = || (Class::Sr, "library");
    let of = |file: &str, format: &str, size: i64| json!({ "file": file, "found": found(file, format, size) });
    let plan = |inputs: Value| asked(&pool, Job::UploadDisc, library(), inputs);
    let fit = plan(of("/in/My disc.ISO", "raw", GIB)).unwrap();
    let record = &fit.steps[0].act.call().unwrap().params[0];
    assert_eq!(record["sm_config"]["path"], "My-disc.ISO");
    assert_eq!(record["virtual_size"], json!(GIB));
    assert_eq!(
        fit.steps[0].undo.as_ref().unwrap().call.method,
        "VDI.destroy"
    );
    for (file, format, size, expect) in [
        ("/in/old.iso", "raw", GIB, "disc_exists old.iso"),
        ("/in/a.vhd", "raw", GIB, "not_a_disc_name a.vhd"),
        ("/in/a.iso", "qcow2", GIB, "not_a_disc qcow2"),
        (
            "/in/a.iso",
            "raw",
            11 * GIB,
            "sr_full 10737418240 11811160064 ISOs",
        ),
    ] {
        assert_eq!(plan(of(file, format, size)).unwrap_err(), expect);
    }
    let tools = Sr {
        is_tools_sr: true,
        ..sr("ISOs", "iso", "iso")
    };
    let read_only = Sr {
        allowed_operations: vec![SrOperation::Scan].into(),
        ..sr("ISOs", "iso", "iso")
    };
    let mut answer = |sr: Sr, on: (Class, &str)| {
        pool.writer.apply([put("library", sr)]);
        let key = pool.key(on.0, on.1);
        let answer = pool.look(|info| check(info, Job::UploadDisc, &key)).err();
        answer.map_or("ok".to_owned(), |refusal| words(&refusal.problem))
    };
    for (sr, on, expect) in [
        (sr("ISOs", "iso", "iso"), library(), "ok"),
        (sr("ISOs", "iso", "iso"), (Class::Pool, "p"), "ok"),
        (sr("ISOs", "iso", "iso"), (Class::Sr, "thin"), "bad_request"),
        (
            sr("DVDs", "udev", "iso"),
            library(),
            "library_of_drives DVDs",
        ),
        (read_only, library(), "library_read_only ISOs"),
        (tools.clone(), library(), "library_of_tools ISOs"),
        (tools, (Class::Pool, "p"), "no_library"),
    ] {
        assert_eq!(answer(sr, on), expect);
    }
}
