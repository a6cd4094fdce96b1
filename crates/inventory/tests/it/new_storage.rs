//! New storage: what has to be said, what the server is asked, what its answers offer, and what would be done.

use inventory::{
    Job, JobRequest, Problem,
    jobs::{
        Found, Reply, check, form,
        form::FieldKind,
        found, plan, question,
        render::{ScriptLanguage, script},
    },
};
use serde_json::{Value, json};
use xapi::{Class, Pbd, Sm, Sr, SrOperation};

use crate::{
    pool::{Connected, lab, look_at, put},
    vm_plans::says,
};

const UUID: &str = "c1f1c8be-20f4-4c42-8a1c-9f0a6d1b7e22";

fn volume() -> Value {
    json!({
        "kind": "srIscsi", "name": "fast", "server": "san", "iqn": "iqn.x", "lun": "3600", "content": { "is": "new" }, "overwrite": "3600",
    })
}

fn with(mut said: Value, more: Value) -> Value {
    for (key, value) in more.as_object().unwrap() {
        said[key] = value.clone();
    }
    said
}

#[test]
fn what_is_missing_is_told_before_anything_is_done() {
    let pool = Connected::with("a", lab());
    let key = pool.key(Class::Pool, "p");
    let refused = |said: Value, code: &str| {
        says(&pool, Job::CreateSr, said, &key, &format!("no: {code}"));
    };
    let nfs = json!({ "kind": "srNfs", "name": "n", "server": "nas", "export": "/a", "content": { "is": "new" } });
    refused(with(volume(), json!({ "name": " " })), "name_missing");
    refused(with(volume(), json!({ "server": "" })), "server_missing");
    refused(with(volume(), json!({ "server": "a b" })), "no_address");
    refused(with(volume(), json!({ "iqn": "" })), "iqn_missing");
    refused(with(volume(), json!({ "lun": "" })), "lun_missing");
    refused(
        with(volume(), json!({ "content": null })),
        "sr_content_unknown",
    );
    refused(with(volume(), json!({ "password": "x" })), "user_missing");
    refused(
        with(volume(), json!({ "user": "u", "password": null })),
        "confidence_forgotten",
    );
    // What is made over a whole volume is told which, and another is not meant.
    for other in ["", "3601"] {
        refused(
            with(volume(), json!({ "overwrite": other })),
            "sr_name_not_typed",
        );
    }
    let format = json!({ "content": { "is": "format", "uuid": UUID } });
    refused(with(volume(), format.clone()), "sr_name_not_typed");
    refused(
        with(volume(), with(format, json!({ "overwrite": "fast" }))),
        "sr_name_not_typed",
    );
    refused(with(nfs.clone(), json!({ "export": "" })), "export_missing");
    refused(with(nfs.clone(), json!({ "export": "a/b" })), "export_odd");
    refused(with(nfs, json!({ "content": null })), "sr_content_unknown");
    let discs = |share: &str| json!({ "kind": "srSmbIso", "name": "d", "share": share });
    refused(discs(""), "share_missing");
    for odd in ["nas", r"\\nas", "//nas/", "//u:hush@nas/iso"] {
        refused(discs(odd), "share_odd");
    }
    let disk = json!({ "kind": "srExt", "name": "d", "device": "/dev/sdb", "content": { "is": "new" }, "overwrite": "sdb" });
    refused(disk.clone(), "host_missing");
    let host = json!({ "host": pool.key(Class::Host, "h2") });
    refused(
        with(with(disk, host), json!({ "device": "" })),
        "device_missing",
    );
}

#[test]
fn each_kind_is_made_by_its_driver() {
    let pool = Connected::with("a", lab());
    let key = pool.key(Class::Pool, "p");
    let told = |said: Value, expect: &str| says(&pool, Job::CreateSr, said, &key, expect);
    told(
        with(volume(), json!({ "port": 3261 })),
        r#"odd: sr_volume_is_emptied
        + SR fast
        SR.create(h1, {"SCSIid":"3600","port":"3261","target":"san","targetIQN":"iqn.x"}, 0, fast, , lvmoiscsi, user, true, {})
        SR.add_to_other_config($0, auto-scan, false)"#,
    );
    told(
        json!({ "kind": "srNfs", "name": "n", "server": "nas", "export": "/a", "version": "nfs41", "content": { "is": "new" } }),
        r#"+ SR n
        SR.create(h1, {"nfsversion":"4.1","server":"nas","serverpath":"/a"}, 0, n, , nfs, user, true, {})
        SR.add_to_other_config($0, auto-scan, false)"#,
    );
    told(
        json!({ "kind": "srHba", "name": "f", "lun": "3600", "content": { "is": "format", "uuid": UUID }, "overwrite": "c1f1c8be" }),
        r#"lost: c1f1c8be
        + SR f
        SR.create(h1, {"SCSIid":"3600"}, 0, f, , lvmohba, user, true, {})
        SR.add_to_other_config($0, auto-scan, false)"#,
    );
    told(
        json!({ "kind": "srLvm", "name": "l", "host": pool.key(Class::Host, "h2"), "device": "/dev/sdb", "content": { "is": "new" }, "overwrite": "sdb" }),
        r#"odd: sr_volume_is_emptied
        + SR l
        SR.create(h2, {"device":"/dev/sdb"}, 0, l, , lvm, user, false, {})
        SR.add_to_other_config($0, auto-scan, false)"#,
    );
    told(
        json!({ "kind": "srNfsIso", "name": "d", "server": "nas", "export": "/iso" }),
        r#"+ SR d
        SR.create(h1, {"location":"nas:/iso","type":"nfs_iso"}, 0, d, , iso, iso, true, {})
        SR.add_to_other_config($0, auto-scan, true)"#,
    );
    told(
        json!({ "kind": "srSmbIso", "name": "d", "share": r"\\nas\iso" }),
        r#"+ SR d
        SR.create(h1, {"location":"//nas/iso","type":"cifs"}, 0, d, , iso, iso, true, {})
        SR.add_to_other_config($0, auto-scan, true)"#,
    );
}

#[test]
fn what_lies_there_is_attached_to_all_hosts_the_coordinator_first() {
    let pool = Connected::with("a", lab());
    let said = with(
        volume(),
        json!({ "content": { "is": "attach", "uuid": UUID } }),
    );
    says(
        &pool,
        Job::CreateSr,
        said,
        &pool.key(Class::Pool, "p"),
        r#"odd: sr_found_is_attached
        + SR fast
        SR.introduce(c1f1c8be-20f4-4c42-8a1c-9f0a6d1b7e22, fast, , lvmoiscsi, user, true, {}) ← SR.forget($0)
        PBD.create({"host":"h1","SR":"\u0001result:0","device_config":{"SCSIid":"3600","target":"san","targetIQN":"iqn.x"}}) ← PBD.destroy($1)
        PBD.plug($1) ← PBD.unplug($1)
        PBD.create({"host":"h10","SR":"\u0001result:0","device_config":{"SCSIid":"3600","target":"san","targetIQN":"iqn.x"}}) ← PBD.destroy($3)
        PBD.plug($3) ← PBD.unplug($3)
        PBD.create({"host":"h2","SR":"\u0001result:0","device_config":{"SCSIid":"3600","target":"san","targetIQN":"iqn.x"}}) ← PBD.destroy($5)
        PBD.plug($5) ← PBD.unplug($5)"#,
    );
}

#[test]
fn a_password_is_in_no_plan_and_no_script() {
    let pool = Connected::with("a", lab());
    let said = with(volume(), json!({ "user": "u", "password": "hunter2" }));
    let request = JobRequest::new(Job::CreateSr, said).unwrap();
    let key = pool.key(Class::Pool, "p");
    let made = pool.look(|info| plan(info, &request, &key)).unwrap();
    assert!(!format!("{made:?}{request:?}").contains("hunter2"));
    assert!(
        !serde_json::to_string(&(&made, &request))
            .unwrap()
            .contains("hunter2")
    );
    let first = made.calls().next().unwrap().clone();
    let sent = made.with_secrets(first).unwrap();
    assert_eq!(sent.params[1]["chappassword"], "hunter2");
    for (language, asks) in [
        (ScriptLanguage::Xe, "read -r -s -p 'secret_1: ' secret_1"),
        (
            ScriptLanguage::Python,
            "secret_1 = getpass.getpass(\"secret_1: \")",
        ),
        (ScriptLanguage::Api, "$secret_1"),
    ] {
        let keys = [key.clone()];
        let text = pool.look(|info| script(std::slice::from_ref(info), &request, &keys, language));
        let text = text.unwrap();
        assert!(text.contains(asks) && !text.contains("hunter2"), "{text}");
    }
}

fn asked(pool: &Connected, field: &str, said: Value) -> Result<String, Problem> {
    let request = JobRequest::new(Job::CreateSr, said).unwrap();
    let key = pool.key(Class::Pool, "p");
    let call = pool.look(|info| question(std::slice::from_ref(info), &request, field, &key))?;
    Ok(format!("{}{}", call.method, Value::from(call.params)))
}

#[test]
fn the_server_is_asked_with_what_was_said() {
    let pool = Connected::with("a", lab());
    let said =
        |field: &str, said: Value| asked(&pool, field, said).unwrap_or_else(|problem| problem.code);
    let portal = json!({ "kind": "srIscsi", "server": "san" });
    assert_eq!(said("iqn", json!({ "kind": "srIscsi" })), "server_missing");
    assert_eq!(
        said("iqn", portal.clone()),
        r#"SR.probe["h1",{"target":"san"},"lvmoiscsi",{}]"#
    );
    assert_eq!(said("lun", portal.clone()), "iqn_missing");
    let known = with(
        portal,
        json!({ "iqn": "iqn.x", "user": "u", "password": "hunter2" }),
    );
    assert_eq!(
        said("lun", known.clone()),
        r#"SR.probe["h1",{"chappassword":"hunter2","chapuser":"u","target":"san","targetIQN":"iqn.x"},"lvmoiscsi",{}]"#
    );
    assert_eq!(said("content", known), "lun_missing");
    assert_eq!(
        said("lun", json!({ "kind": "srHba" })),
        r#"SR.probe["h1",{},"lvmohba",{}]"#
    );
    let filer = json!({ "kind": "srNfsIso", "server": "nas" });
    assert_eq!(
        said("export", filer),
        r#"SR.probe["h1",{"server":"nas"},"nfs",{}]"#
    );
    assert_eq!(said("device", json!({ "kind": "srExt" })), "host_missing");
    let disk = json!({ "kind": "srExt", "host": pool.key(Class::Host, "h2") });
    assert_eq!(
        said("device", disk),
        r#"host.call_plugin["h2","lsblk.py","list_block_devices",{}]"#
    );
    assert_eq!(said("name", json!({})), "bad_request");
}

fn offered(
    all: &[Connected],
    field: &str,
    said: Value,
    reply: Reply,
) -> Result<Vec<Found>, Problem> {
    let request = JobRequest::new(Job::CreateSr, said).unwrap();
    let key = all[0].key(Class::Pool, "p");
    look_at(all, |infos| found(infos, &request, field, &key, reply))
}

fn refusal(raw: &str, list: &str) -> Reply {
    Reply::Refused {
        problem: Problem {
            raw: vec![raw.to_owned()],
            ..Problem::new("SR_BACKEND_FAILURE")
        },
        params: vec![String::new(), String::new(), list.to_owned()],
    }
}

#[test]
fn refusals_that_list_something_are_answers() {
    let pool = [Connected::with("a", lab())];
    let names = |found: Result<Vec<Found>, Problem>| match found {
        Ok(found) => found
            .into_iter()
            .map(|one| one.name)
            .collect::<Vec<_>>()
            .join(", "),
        Err(problem) => problem.code,
    };
    let told = |field: &str, raw: &str, list: &str| {
        let said = json!({ "kind": "srIscsi", "server": "10.0.0.1" });
        names(offered(&pool, field, said, refusal(raw, list)))
    };
    let targets = "<iscsi-target-iqns>\
        <TGT><IPAddress>10.0.0.1</IPAddress><TargetIQN>iqn.a</TargetIQN></TGT>\
        <TGT><IPAddress>10.0.0.2</IPAddress><TargetIQN>iqn.b</TargetIQN></TGT>\
        <TGT><IPAddress>10.0.0.1</IPAddress><TargetIQN>iqn.a</TargetIQN></TGT>\
        <TGT><IPAddress>10.0.0.1</IPAddress><TargetIQN>*</TargetIQN></TGT></iscsi-target-iqns>";
    assert_eq!(told("iqn", "SR_BACKEND_FAILURE_96", targets), "iqn.a");
    assert_eq!(told("iqn", "SR_BACKEND_FAILURE_96", ""), "sr_nothing_found");
    assert_eq!(
        told("iqn", "SR_BACKEND_FAILURE_141", ""),
        "portal_unreachable"
    );
    assert_eq!(told("lun", "SR_BACKEND_FAILURE_68", ""), "chap_wrong");
    assert_eq!(
        told("lun", "SR_BACKEND_FAILURE_1", ""),
        "SR_BACKEND_FAILURE"
    );
    let volumes = "<iscsi-target><LUN><vendor>\n\tLIO\n</vendor><LUNid>3</LUNid><size>1024</size><SCSIid>36</SCSIid></LUN></iscsi-target>";
    assert_eq!(
        told("lun", "SR_BACKEND_FAILURE_107", volumes),
        "LUN 3 · LIO"
    );
    let exports = "<nfs-exports><Export><Path>/a</Path></Export></nfs-exports>";
    assert_eq!(told("export", "SR_BACKEND_FAILURE_101", exports), "/a");
    assert_eq!(
        told("export", "SR_BACKEND_FAILURE_108", ""),
        "filer_unreachable"
    );
    // What lies there is an answer; a refusal is none, whatever it lists.
    assert_eq!(
        told("content", "SR_BACKEND_FAILURE_107", volumes),
        "sr_nothing_found"
    );
    let disks = r#"{"blockdevices":[
        {"name":"sda","type":"disk","size":"9","children":[{"name":"sda1"}]},
        {"name":"sdb","type":"disk","size":"9","ro":"0","mountpoint":""},
        {"name":"sr0","type":"rom"}]}"#;
    let said = json!({ "kind": "srExt" });
    let answer = Reply::Answer(json!(disks));
    assert_eq!(names(offered(&pool, "device", said, answer)), "/dev/sdb");
}

#[test]
fn what_a_pool_has_is_neither_attached_nor_lost() {
    let storage = |attached: bool| {
        let sr = Sr {
            uuid: UUID.into(),
            name_label: "theirs".into(),
            ..Sr::default()
        };
        let pbd = Pbd {
            host: "h1".into(),
            sr: "there".into(),
            currently_attached: attached,
            ..Pbd::default()
        };
        [put("there", sr), put("way", pbd)]
    };
    let codes = |all: &[Connected]| {
        let list = format!("<SRlist><SR><UUID>{UUID}</UUID></SR></SRlist>");
        let found = offered(all, "content", volume(), Reply::Answer(json!(list))).unwrap();
        let told = found.iter().map(|one| {
            let refusal = one.refusal.as_ref().map(|why| why.code.as_str());
            format!(
                "{} {}",
                one.term.as_deref().unwrap(),
                refusal.unwrap_or("fits")
            )
        });
        told.collect::<Vec<_>>().join(", ")
    };
    let here = Connected::with("a", lab());
    assert_eq!(codes(&[here]), "srAttachFound fits, srFormatOver fits");
    let mut here = Connected::with("a", lab());
    here.writer.apply(storage(false));
    let known = "srAttachFound sr_known_already, srFormatOver sr_known_already";
    assert_eq!(codes(&[here]), known);
    let there = |attached: bool| {
        let mut there = Connected::with("b", lab());
        there.writer.apply(storage(attached));
        [Connected::with("a", lab()), there]
    };
    let used = "srAttachFound sr_used_elsewhere, srFormatOver sr_used_elsewhere";
    assert_eq!(codes(&there(true)), used);
    // Another pool that only remembers it does not write to it, but may want it back.
    assert_eq!(
        codes(&there(false)),
        "srAttachFound fits, srFormatOver sr_used_elsewhere"
    );
}

#[test]
fn only_kinds_that_the_pool_has_drivers_for_are_offered() {
    let mut pool = Connected::with("a", lab());
    let kinds = |pool: &Connected| {
        let keys = [pool.key(Class::Pool, "p")];
        let form = pool.look(|info| form(std::slice::from_ref(info), Job::CreateSr, &keys));
        match &form.fields[0].kind {
            FieldKind::Term { terms } => terms.join(" "),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(kinds(&pool).split(' ').count(), 7);
    let driver = |kind: &str| Sm {
        r#type: kind.into(),
        ..Sm::default()
    };
    pool.writer
        .apply([put("s1", driver("nfs")), put("s2", driver("iso"))]);
    assert_eq!(kinds(&pool), "srNfs srNfsIso srSmbIso");
    let key = pool.key(Class::Pool, "p");
    says(&pool, Job::CreateSr, volume(), &key, "no: sr_kind_absent");
}

#[test]
fn what_hosts_bring_with_them_is_not_taken_away() {
    let mut pool = Connected::with("a", lab());
    let sr = |tools: bool, kind: &str, allowed: &[SrOperation]| Sr {
        is_tools_sr: tools,
        r#type: kind.into(),
        allowed_operations: allowed.to_vec().into(),
        ..Sr::default()
    };
    pool.writer.apply([
        put("tools", sr(true, "iso", &[])),
        put("drives", sr(false, "udev", &[])),
        put("busy", sr(false, "nfs", &[SrOperation::Update])),
        put(
            "w",
            Pbd {
                host: "h1".into(),
                sr: "busy".into(),
                currently_attached: true,
                ..Pbd::default()
            },
        ),
    ]);
    let code = |job: Job, sr: &str| {
        let key = pool.key(Class::Sr, sr);
        let checked = pool.look(|info| check(info, job, &key));
        checked
            .err()
            .map_or_else(String::new, |refusal| refusal.problem.code)
    };
    for job in [Job::DetachSr, Job::ForgetSr, Job::DestroySr, Job::PlugSr] {
        assert_eq!(code(job, "tools"), "bad_request", "{job:?}");
        assert_eq!(code(job, "drives"), "bad_request", "{job:?}");
    }
    for job in [Job::ScanSr, Job::DetachSr, Job::ForgetSr, Job::DestroySr] {
        assert_eq!(code(job, "busy"), "sr_refuses", "{job:?}");
    }
}
