//! Plans: what a job would do, as data, as a preview and as a script.

use inventory::{
    Job, JobRequest, ObjectKey,
    jobs::{
        Plan, plan,
        plan::Effect,
        preview,
        render::{ScriptLanguage, script},
    },
    view::Cell,
};
use serde_json::{Value, json};
use xapi::{Class, Vm, VmPowerState};

use crate::pool::{Connected, lab, put, vm};

fn request(job: Job, inputs: Value) -> JobRequest {
    JobRequest::new(job, inputs).unwrap()
}

fn planned(pool: &Connected, request: &JobRequest, key: &ObjectKey) -> Plan {
    pool.look(|info| plan(info, request, key)).unwrap()
}

/// A plan's calls, each as the API writes it.
fn calls(plan: &Plan) -> Vec<(String, Value)> {
    let calls = plan.calls();
    calls
        .map(|call| (call.method.clone(), json!(call.params)))
        .collect()
}

/// A pool whose objects have uuids, as those of real pools do.
fn pool() -> Connected {
    let mut pool = Connected::with("a", lab());
    let web = Vm {
        uuid: "0a1b".into(),
        tags: vec!["prod".into()].into(),
        name_description: "front".into(),
        allowed_operations: vec![].into(),
        ..vm("web-01", VmPowerState::Running, "h1")
    };
    // Of what it says nothing of, the rules decide.
    let db = Vm {
        allowed_operations: vec![].into(),
        ..vm("db-02", VmPowerState::Halted, "")
    };
    let guest = put("guest of web-01", crate::pool::tools());
    pool.writer.apply([put("web", web), put("db", db), guest]);
    pool
}

#[test]
fn every_job_says_what_would_be_said() {
    let pool = pool();
    let (web, db) = (pool.key(Class::Vm, "web"), pool.key(Class::Vm, "db"));
    let check = |job: Job, inputs: Value, key: &ObjectKey, method: &str, params: Value| {
        let plan = planned(&pool, &request(job, inputs), key);
        assert_eq!(calls(&plan), [(method.to_owned(), params)], "{job:?}");
        assert!(job.methods().contains(&method), "{job:?} has {method}");
        assert!(!plan.effects.is_empty(), "{job:?} has an effect");
    };
    check(
        Job::Start,
        json!({}),
        &db,
        "VM.start",
        json!(["db", false, false]),
    );
    check(
        Job::HardReboot,
        json!({}),
        &web,
        "VM.hard_reboot",
        json!(["web"]),
    );
    check(
        Job::Snapshot,
        json!({ "name": " new " }),
        &web,
        "VM.snapshot",
        json!(["web", "new"]),
    );
    check(
        Job::Clone,
        json!({ "name": "new" }),
        &db,
        "VM.clone",
        json!(["db", "new"]),
    );
    check(
        Job::Rename,
        json!({ "name": "new" }),
        &web,
        "VM.set_name_label",
        json!(["web", "new"]),
    );
    check(
        Job::AddTag,
        json!({ "tag": "old" }),
        &web,
        "VM.add_tags",
        json!(["web", "old"]),
    );
    check(
        Job::RemoveTag,
        json!({ "tag": "prod" }),
        &web,
        "VM.remove_tags",
        json!(["web", "prod"]),
    );
    let host = pool.key(Class::Host, "h2");
    check(
        Job::Describe,
        json!({ "description": "two\nlines\u{1}" }),
        &host,
        "host.set_name_description",
        json!(["h2", "two\nlines"]),
    );
}

#[test]
fn a_change_is_told_and_taken_back_unless_somebody_changed_it_again() {
    let mut pool = pool();
    let web = pool.key(Class::Vm, "web");
    let plan = planned(&pool, &request(Job::Rename, json!({ "name": "new" })), &web);
    let text = |text: &str| Cell::Text { text: text.into() };
    let change = |before: &str, after: &str| Effect::Change {
        object: web.clone(),
        field: "name".into(),
        before: text(before),
        after: text(after),
    };
    assert_eq!(plan.effects, [change("web-01", "new")]);
    let back = plan.undone().unwrap();
    assert_eq!(back.effects, [change("new", "web-01")]);
    assert_eq!(
        calls(&back),
        [("VM.set_name_label".to_owned(), json!(["web", "web-01"]))]
    );
    let holds = |pool: &Connected, plan: &Plan| pool.look(|info| plan.holds(info.world));
    assert!(holds(&pool, &plan) && !holds(&pool, &back));
    let renamed = |name: &str| put("web", vm(name, VmPowerState::Running, "h1"));
    pool.writer.apply([renamed("new")]);
    assert!(!holds(&pool, &plan) && holds(&pool, &back));
    pool.writer.apply([renamed("another's")]);
    assert!(!holds(&pool, &plan) && !holds(&pool, &back));
    // What is made or cut off is not taken back at a keystroke.
    let stop = planned(&pool, &request(Job::HardShutdown, json!({})), &web);
    assert_eq!(stop.undone(), None);
}

#[test]
fn a_preview_stands_for_what_it_showed() {
    let mut pool = pool();
    let keys = [pool.key(Class::Vm, "web"), pool.key(Class::Vm, "db")];
    let stop = request(Job::HardShutdown, json!({}));
    let look = |pool: &Connected, keys: &[ObjectKey]| {
        pool.look(|info| preview(std::slice::from_ref(info), &stop, keys))
    };
    let both = look(&pool, &keys);
    assert!(both.has_script);
    let refused: Vec<bool> = both
        .planned
        .iter()
        .map(|one| one.affected.refusal.is_some())
        .collect();
    assert_eq!(refused, [false, true]);
    assert_eq!(both.planned[1].effects, []);
    // What would be left out changes nothing; what would be done otherwise does.
    assert_eq!(both.fingerprint, look(&pool, &keys[..1]).fingerprint);
    pool.writer
        .apply([put("web", vm("web-01", VmPowerState::Suspended, ""))]);
    assert_ne!(both.fingerprint, look(&pool, &keys[..1]).fingerprint);
}

fn written(pool: &Connected, job: Job, inputs: Value, language: ScriptLanguage) -> String {
    let keys = [pool.key(Class::Vm, "web")];
    let request = request(job, inputs);
    pool.look(|info| script(std::slice::from_ref(info), &request, &keys, language))
        .unwrap()
}

#[test]
fn a_plan_is_written_for_the_shell() {
    let pool = pool();
    let xe = |job, inputs| written(&pool, job, inputs, ScriptLanguage::Xe);
    assert_eq!(
        xe(Job::CleanReboot, json!({})),
        "# 0a1b: web-01\nxe vm-reboot uuid=0a1b\n"
    );
    assert_eq!(
        xe(Job::Rename, json!({ "name": "it's; rm -rf /" })),
        "# 0a1b: web-01\nxe vm-param-set uuid=0a1b name-label='it'\\''s; rm -rf /'\n"
    );
    assert_eq!(
        xe(Job::AddTag, json!({ "tag": "new" })),
        "# 0a1b: web-01\nxe vm-param-add uuid=0a1b param-name=tags param-key=new\n"
    );
    assert_eq!(
        xe(Job::Snapshot, json!({ "name": "a b" })),
        "# 0a1b: web-01\nxe vm-snapshot uuid=0a1b new-name-label='a b'\n"
    );
}

#[test]
fn a_plan_is_written_for_python_and_as_calls() {
    let pool = pool();
    let rename = || json!({ "name": "it's \"new\"" });
    let python = written(&pool, Job::Rename, rename(), ScriptLanguage::Python);
    assert!(
        python.contains("    vm_1 = session.xenapi.VM.get_by_uuid(\"0a1b\")  # web-01\n"),
        "{python}"
    );
    assert!(
        python.contains("    session.xenapi.VM.set_name_label(vm_1, \"it's \\\"new\\\"\")\n"),
        "{python}"
    );
    let api = written(&pool, Job::Rename, rename(), ScriptLanguage::Api);
    let body: Value = serde_json::from_str(&api).unwrap();
    assert_eq!(body["method"], "VM.set_name_label");
    assert_eq!(body["params"], json!(["$session", "web", "it's \"new\""]));
}

#[test]
fn what_is_done_by_the_program_itself_has_no_script() {
    let pool = pool();
    let keys = [ObjectKey::of_connection(&pool.id)];
    let request = request(Job::Disconnect, json!({}));
    let refused = pool.look(|info| {
        script(
            std::slice::from_ref(info),
            &request,
            &keys,
            ScriptLanguage::Xe,
        )
    });
    assert_eq!(refused.unwrap_err().code, "no_script");
}

#[test]
fn a_reason_comes_with_what_removes_it() {
    use inventory::jobs::check;
    let mut pool = pool();
    let fix = |pool: &Connected, job: Job, key: &ObjectKey| {
        let refusal = pool.look(|info| check(info, job, key)).unwrap_err();
        refusal.fix.map(|fix| (fix.job, fix.object))
    };
    let (web, db) = (pool.key(Class::Vm, "web"), pool.key(Class::Vm, "db"));
    let suspended = pool.key(Class::Vm, "été");
    assert_eq!(
        fix(&pool, Job::CleanShutdown, &db),
        Some((Job::Start, db.clone()))
    );
    assert_eq!(
        fix(&pool, Job::Pause, &suspended),
        Some((Job::Resume, suspended))
    );
    let connection = ObjectKey::of_connection(&pool.id);
    pool.read_only = true;
    assert_eq!(
        fix(&pool, Job::Rename, &web),
        Some((Job::AllowChanges, connection.clone()))
    );
    pool.read_only = false;
    pool.status = inventory::view::Status::Disconnected;
    assert_eq!(
        fix(&pool, Job::Rename, &web),
        Some((Job::Connect, connection))
    );
}

#[test]
fn what_a_way_cannot_take_is_refused_before_it_is_asked_for() {
    use inventory::jobs::{XEN_ORCHESTRA, actions, check};
    let mut pool = pool();
    pool.behind = Some("xo".into());
    let web = pool.key(Class::Vm, "web");
    let for_it = pool.look(|info| actions(std::slice::from_ref(info), std::slice::from_ref(&web)));
    let jobs: Vec<Job> = for_it.iter().map(|state| state.job).collect();
    for job in jobs.iter().filter(|job| !job.methods().is_empty()) {
        let (of_vms, others): (Vec<&str>, Vec<&str>) = job
            .methods()
            .iter()
            .partition(|method| method.starts_with("VM."));
        // Of the methods of several classes, those of the subject's count.
        let asked = if of_vms.is_empty() { others } else { of_vms };
        let all = asked.iter().all(|method| XEN_ORCHESTRA.contains(method));
        let refusal = pool.look(|info| check(info, *job, &web)).err();
        let through = refusal.is_none_or(|why| why.problem.code != "not_through_xo");
        assert_eq!(through, all, "{job:?}");
    }
}

#[test]
fn edits_of_one_object_are_one_plan() {
    let pool = pool();
    let web = pool.key(Class::Vm, "web");
    let changes = json!([
        { "job": "rename", "inputs": { "name": "new" } },
        { "job": "describe", "inputs": { "description": "back" } },
        { "job": "setTags", "inputs": { "tags": ["old", " old ", "web"] } },
    ]);
    let edit = request(Job::Edit, json!({ "changes": changes }));
    let plan = planned(&pool, &edit, &web);
    let (methods, params): (Vec<_>, Vec<_>) = calls(&plan).into_iter().unzip();
    assert_eq!(
        methods,
        [
            "VM.set_name_label",
            "VM.set_name_description",
            "VM.remove_tags",
            "VM.add_tags",
            "VM.add_tags"
        ]
    );
    assert_eq!(params[2], json!(["web", "prod"]));
    assert_eq!(params[3], json!(["web", "old"]));
    let changed = |plan: &Plan| {
        let fields = plan.effects.iter().map(|effect| match effect {
            Effect::Change { field, .. } => field.clone(),
            other => panic!("{other:?} is no change"),
        });
        fields.collect::<Vec<_>>()
    };
    assert_eq!(changed(&plan), ["name", "description", "tags"]);
    let seen: Vec<&str> = plan
        .expects
        .iter()
        .map(|seen| seen.field.as_str())
        .collect();
    assert_eq!(seen, ["name_label", "name_description", "tags"]);
    let back = plan.undone().unwrap();
    assert_eq!(changed(&back), ["tags", "description", "name"]);
    assert_eq!(
        calls(&back).last().unwrap(),
        &("VM.set_name_label".to_owned(), json!(["web", "web-01"]))
    );
}

#[test]
fn what_one_edit_cannot_do_none_does() {
    let pool = pool();
    let web = pool.key(Class::Vm, "web");
    let refused = |changes: Value| {
        let edit = request(Job::Edit, json!({ "changes": changes }));
        pool.look(|info| plan(info, &edit, &web))
            .unwrap_err()
            .problem
            .code
    };
    let rename = json!({ "job": "rename", "inputs": { "name": "new" } });
    let start = json!({ "job": "start", "inputs": {} });
    assert_eq!(refused(json!([rename.clone(), start])), "wrong_power_state");
    let nameless = json!({ "job": "rename", "inputs": { "name": " " } });
    assert_eq!(refused(json!([rename.clone(), nameless])), "name_missing");
    assert_eq!(refused(json!([])), "nothing_changes");
    // What is so already is in nobody's way.
    let same = json!({ "job": "setAutoStart", "inputs": { "on": false } });
    assert_eq!(refused(json!([same.clone()])), "nothing_changes");
    let edit = request(Job::Edit, json!({ "changes": [same, rename] }));
    assert_eq!(planned(&pool, &edit, &web).steps.len(), 1);
    let nested = json!({ "job": "edit", "inputs": { "changes": [rename] } });
    assert_eq!(refused(json!([nested])), "bad_request");
}

#[test]
fn what_is_edited_on_a_page_is_not_offered_for_a_selection() {
    let pool = pool();
    let web = pool.key(Class::Vm, "web");
    let offered = pool.look(|info| {
        inventory::jobs::actions(std::slice::from_ref(info), std::slice::from_ref(&web))
    });
    let offered: Vec<Job> = offered.into_iter().map(|state| state.job).collect();
    assert!(!offered.contains(&Job::Edit) && !offered.contains(&Job::SetTags));
    let page = pool.look(|info| inventory::page::page(info, &web)).unwrap();
    let fields = page.sections.iter().flat_map(|section| &section.fields);
    let editors: Vec<(&str, Job)> = fields
        .filter_map(|field| Some((field.id.as_str(), field.editor?)))
        .collect();
    for editor in [
        ("name", Job::Rename),
        ("description", Job::Describe),
        ("tags", Job::SetTags),
    ] {
        assert!(
            editors.contains(&editor),
            "{editor:?} is not among {editors:?}"
        );
    }
}
