//! Plans that move files of this computer.
#![cfg(unix)] // Whole paths begin otherwise elsewhere.

use inventory::{
    Job, JobRequest,
    jobs::render::{ScriptLanguage, script},
};
use serde_json::{Value, json};
use xapi::{Class, Vm, VmPowerState};

use crate::pool::{Connected, lab, put, vm};

#[test]
fn files_go_and_come_by_plans_that_read_as_scripts() {
    let pool = Connected::with("a", lab());
    let said = |job: Job, class: Class, on: &str, inputs: Value, language| {
        let request = JobRequest::new(job, inputs).unwrap();
        let keys = [pool.key(class, on)];
        pool.look(|info| script(std::slice::from_ref(info), &request, &keys, language))
            .unwrap()
    };
    let export = json!({ "file": "/out/db.xva", "packing": "zstd" });
    let export = |language| said(Job::ExportVm, Class::Vm, "db", export.clone(), language);
    let import = json!({ "file": "/in/db.xva", "restores": true, "name": "new", "starts": true });
    let import = |language| said(Job::ImportVm, Class::Sr, "nfs", import.clone(), language);
    for (text, part) in [
        (export(ScriptLanguage::Xe), "xe vm-export uuid="),
        (
            export(ScriptLanguage::Xe),
            "filename=/out/db.xva compress=zstd",
        ),
        (
            export(ScriptLanguage::Api),
            "GET /export?ref=db&use_compression=zstd&task_id=$task  # /out/db.xva",
        ),
        (
            export(ScriptLanguage::Python),
            "\"&use_compression=zstd\", \"/out/db.xva\")\n",
        ),
        (
            import(ScriptLanguage::Xe),
            "result_1=$(xe vm-import sr-uuid=",
        ),
        (
            import(ScriptLanguage::Xe),
            "filename=/in/db.xva preserve=true)",
        ),
        (import(ScriptLanguage::Xe), "vm-start uuid=\"$result_1\""),
        (
            import(ScriptLanguage::Api),
            "PUT /import?sr_id=nfs&restore=true&force=false&task_id=$task  # /in/db.xva",
        ),
        (
            import(ScriptLanguage::Python),
            "result_1 = transfer(\"PUT\", \"import\",",
        ),
        (
            import(ScriptLanguage::Python),
            "session.xenapi.VM.set_name_label(result_1, \"new\")",
        ),
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}

#[test]
fn machines_of_one_name_have_files_of_their_own_in_a_folder() {
    let halted = |uuid: &str| Vm {
        uuid: uuid.into(),
        ..vm("web", VmPowerState::Halted, "")
    };
    let twins = [
        put("one", halted("1a2b3c4d-0000-0000-0000-000000000000")),
        put("two", halted("5e6f7a8b-0000-0000-0000-000000000000")),
    ];
    let pool = Connected::with("a", lab().into_iter().chain(twins));
    let request = JobRequest::new(Job::ExportVm, json!({ "folder": "/out" })).unwrap();
    let keys = ["one", "two"].map(|on| pool.key(Class::Vm, on));
    let text = pool.look(|info| {
        let all = std::slice::from_ref(info);
        script(all, &request, &keys, ScriptLanguage::Api).unwrap()
    });
    for file in ["/out/web 1a2b3c4d.xva", "/out/web 5e6f7a8b.xva"] {
        assert!(text.contains(file), "{file} in\n{text}");
    }
}
