//! Jobs that need to be told something: names, tags, hosts; and those that have no task.
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

mod support;

use engine::api::{TaskState, ViewBody, ViewSpec};
use inventory::{
    Job, ObjectKey,
    jobs::form::Choice,
    view::{Cell, ListKind, Page, TableRow},
};
use poolsim::{
    Sim,
    faults::{Fault, Replies},
    value::Ref,
};
use serde_json::{Value, json};
use support::{
    Bench, PASSWORD, destinations, name, request,
    scene::{Scene, scene},
    small_pool, vm_in,
};
use test_support::eventually_some;

fn called(text: &str) -> Value {
    json!({ "name": text })
}

fn tagged(text: &str) -> Value {
    json!({ "tag": text })
}

fn to(host: &ObjectKey) -> Value {
    json!({ "host": host })
}

impl Scene {
    fn text(&self, object: &ObjectKey, field: &str) -> String {
        let world = self.sim.world();
        let reference = Ref::from(object.reference.as_str());
        world.db.text(&reference, field).to_owned()
    }

    async fn page(&self, object: &ObjectKey, holds: impl Fn(&Page) -> bool) -> Page {
        let spec = ViewSpec::Page {
            object: object.clone(),
        };
        let view = self
            .bench
            .engine
            .open_view(&"main".into(), spec)
            .await
            .unwrap();
        let shown = self.bench.shown("a page", view, |body| match body {
            ViewBody::Page(Some(page)) if holds(page) => Some(page.clone()),
            _ => None,
        });
        *shown.await
    }
}

fn is_on(host: &ObjectKey) -> impl Fn(&TableRow) -> bool {
    move |row: &TableRow| {
        let link = |cell: &Cell| matches!(cell, Cell::Link { object, .. } if object == host);
        row.cells.iter().any(link)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_and_snapshots_have_the_names_that_they_were_given() {
    let scene = scene().await;
    let (halted, _) = vm_in(&scene.sim, &scene.id, "Halted");
    let (running, _) = vm_in(&scene.sim, &scene.id, "Running");
    let vms = scene.bench.list(ListKind::Vms).await;
    let snapshots = scene.bench.list(ListKind::Snapshots).await;
    scene.runs(Job::Clone, called("  twin "), &halted).await;
    scene
        .bench
        .row("a copy", vms, |row| name(row) == "twin")
        .await;
    scene.runs(Job::Snapshot, called("before"), &running).await;
    scene
        .bench
        .row("a snapshot", snapshots, |row| name(row) == "before")
        .await;
    let refused = scene.ask(Job::Clone, called("no"), &running).await;
    assert_eq!(refused.unwrap_err().code, "wrong_power_state");
    let refused = scene.ask(Job::Clone, called(" "), &halted).await;
    assert_eq!(refused.unwrap_err().code, "name_missing");
    // Their tasks are taken away behind them.
    let ours = || {
        let marked = |task: &poolsim::TaskInfo| task.other_config.contains_key("http:pooldeck");
        scene.sim.tasks().into_iter().filter(marked).count()
    };
    test_support::eventually("the end of our tasks", || ours() == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_moves_to_a_host_that_is_fit() {
    let scene = scene().await;
    let (vm, _) = vm_in(&scene.sim, &scene.id, "Running");
    let vms = scene.bench.list(ListKind::Vms).await;
    let hosts = scene.bench.list(ListKind::Hosts).await;
    assert_eq!(scene.bench.rows(hosts, 2).await.len(), 2);
    let targets = |vm: &ObjectKey| destinations(&scene.bench.engine, vec![vm.clone()]);
    let found = targets(&vm).await;
    let (fit, unfit): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|target| target.refusal.is_none());
    let ([there], [here]) = (&fit[..], &unfit[..]) else {
        panic!("{fit:?} {unfit:?}");
    };
    assert_eq!(here.refusal.as_ref().unwrap().code, "already_there");
    let key = |choice: &Choice| choice.object.clone().unwrap();
    let (here_key, there_key) = (key(here), key(there));
    assert!(matches!(there.facts[0].value, Cell::Bytes { bytes } if bytes > 0));
    let refused = scene.ask(Job::Migrate, to(&here_key), &vm).await;
    assert_eq!(refused.unwrap_err().code, "already_there");

    let id = scene.ask(Job::Migrate, to(&there_key), &vm).await.unwrap();
    let halfway = scene
        .bench
        .task("progress", scene.tasks, |view| {
            view.id == id && view.progress > 0.0
        })
        .await;
    assert_eq!(halfway.title, "VM.pool_migrate");
    let end = scene
        .bench
        .task("the end", scene.tasks, |view| {
            view.id == id && view.finished.is_some()
        })
        .await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    scene
        .bench
        .row("the VM elsewhere", vms, |row| {
            row.object == vm && is_on(&there_key)(row)
        })
        .await;

    // What only the server knows, it says: this one may grow beyond what any host has.
    {
        let mut world = scene.sim.world();
        let reference = Ref::from(vm.reference.as_str());
        world.db.set(&reference, "memory_dynamic_max", 1_i64 << 50);
    }
    let end = scene.run(Job::Migrate, to(&here_key), &vm).await;
    assert_eq!(end.state, TaskState::Failed, "{end:?}");
    assert_eq!(end.error.unwrap().code, "HOST_NOT_ENOUGH_FREE_MEMORY");

    let host = Ref::from(here_key.reference.as_str());
    scene.sim.world().db.set(&host, "enabled", false);
    eventually_some("a target that is disabled", async || {
        let found = targets(&vm).await;
        let target = found
            .iter()
            .find(|target| target.object.as_ref() == Some(&here_key));
        let refusal = target.unwrap().refusal.as_ref()?;
        (refusal.code == "target_disabled").then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_descriptions_and_tags_are_written_down() {
    let scene = scene().await;
    let (vm, _) = vm_in(&scene.sim, &scene.id, "Running");
    let vms = scene.bench.list(ListKind::Vms).await;
    let evil = "<b>Été</b> & \"co\"";
    scene.runs(Job::Rename, called(evil), &vm).await;
    scene
        .bench
        .row("its name", vms, |row| name(row) == evil)
        .await;
    let about = |text: &str| json!({ "description": text });
    scene.runs(Job::Describe, about("two\nlines"), &vm).await;
    scene
        .page(&vm, |page| page.description == "two\nlines")
        .await;
    scene.runs(Job::Describe, about(""), &vm).await;
    scene.page(&vm, |page| page.description.is_empty()).await;
    scene.runs(Job::AddTag, tagged("night shift"), &vm).await;
    let has = |page: &Page| page.tags.iter().any(|tag| tag == "night shift");
    scene.page(&vm, has).await;
    let again = scene.ask(Job::AddTag, tagged("night shift "), &vm).await;
    assert_eq!(again.unwrap_err().code, "tag_there");
    scene.runs(Job::RemoveTag, tagged("night shift"), &vm).await;
    scene.page(&vm, |page| !has(page)).await;
    let again = scene.ask(Job::RemoveTag, tagged("night shift"), &vm).await;
    let code = again.unwrap_err().code;
    assert!(matches!(&*code, "tag_not_there" | "no_tags"), "{code}");

    for list in [ListKind::Hosts, ListKind::Srs, ListKind::Networks] {
        let view = scene.bench.list(list).await;
        let row = scene.bench.row("anything", view, |_| true).await;
        let new = format!("new name in {list:?}");
        scene.runs(Job::Rename, called(&new), &row.object).await;
        scene
            .bench
            .row("its name", view, |row| name(row) == new)
            .await;
        scene.runs(Job::AddTag, tagged("seen"), &row.object).await;
        scene
            .page(&row.object, |page| page.tags.contains(&"seen".to_owned()))
            .await;
    }
    scene.bench.engine.shutdown().await;
    assert_eq!(scene.sim.sessions(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_tagged_at_once() {
    let scene = scene().await;
    let vms = scene.bench.list(ListKind::Vms).await;
    let rows = scene.bench.rows(vms, 8).await;
    let all: Vec<ObjectKey> = rows.into_iter().map(|row| row.object).collect();
    let asked = scene
        .bench
        .engine
        .run_job(request(Job::AddTag, tagged("all")), all.clone(), None);
    assert_eq!(asked.await.unwrap().len(), 8);
    for vm in &all {
        scene
            .page(vm, |page| page.tags.contains(&"all".to_owned()))
            .await;
    }
    assert_eq!(scene.calls("VM.add_tags"), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_no_task_and_no_answer_is_not_known_and_not_sent_again() {
    let scene = scene().await;
    let (vm, _) = vm_in(&scene.sim, &scene.id, "Running");
    let heard = Replies::once().to("VM.set_name_label");
    scene.sim.order(Fault::Cut(heard)).await.unwrap();
    let end = scene.run(Job::Rename, called("heard"), &vm).await;
    assert_eq!(end.state, TaskState::Unknown, "{end:?}");
    assert!(end.error.is_some());
    assert_eq!(scene.text(&vm, "name_label"), "heard");
    let unheard = Replies::once().to("VM.add_tags").unheard();
    scene.sim.order(Fault::Cut(unheard)).await.unwrap();
    let end = scene.run(Job::AddTag, tagged("unheard"), &vm).await;
    assert_eq!(end.state, TaskState::Unknown, "{end:?}");
    assert_eq!(
        (scene.calls("VM.set_name_label"), scene.calls("VM.add_tags")),
        (1, 1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_is_told_so() {
    let sim = Sim::start(small_pool()).await.unwrap();
    // So what our role lets us do is not known, and the server alone refuses.
    let silent = Fault::Refuse {
        code: "INTERNAL_ERROR".to_owned(),
        replies: Replies::next(u64::MAX).to("session.get_rbac_permissions"),
    };
    sim.order(silent).await.unwrap();
    let bench = Bench::new().await;
    let password = format!("{PASSWORD}-viewer");
    let id = bench.add(&sim.http_url(), "viewer", &password).await;
    bench.live(&id).await;
    let tasks = bench
        .engine
        .open_view(&"main".into(), ViewSpec::Tasks)
        .await
        .unwrap();
    let (vm, _) = vm_in(&sim, &id, "Running");
    for (job, inputs) in [
        (Job::Rename, called("mine")),
        (Job::AddTag, tagged("mine")),
        (Job::Snapshot, called("mine")),
    ] {
        let asked = bench
            .engine
            .run_job(request(job, inputs), vec![vm.clone()], None);
        let task = asked.await.unwrap().remove(0);
        let failed = bench
            .task("a refusal", tasks, |view| {
                view.id == task && view.state == TaskState::Failed
            })
            .await;
        assert_eq!(
            failed.error.unwrap().code,
            "RBAC_PERMISSION_DENIED",
            "{job:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_dismissed_for_everybody_and_mail_is_tried_once() {
    let scene = scene().await;
    let pool = {
        let mut world = scene.sim.world();
        let pool = world.pool();
        let uuid = world.db.text(&pool, "uuid").to_owned();
        let now = world.db.now();
        for index in 0..5 {
            world.message_about("HA_HOST_FAILED", 3, "Pool", &uuid, "", now - index);
        }
        ObjectKey::new(&scene.id, &xapi::Class::Pool, &(&*pool).into())
    };
    let before = scene.sim.world().messages.all().count();
    let list = scene.bench.list(ListKind::Messages).await;
    let rows = scene.bench.rows(list, before).await;
    let is_ours = |row: &&TableRow| matches!(&row.cells[0], Cell::Said { problem } if problem.code == "HA_HOST_FAILED");
    let ours: Vec<ObjectKey> = rows
        .iter()
        .filter(is_ours)
        .map(|row| row.object.clone())
        .collect();
    assert_eq!(ours.len(), 5);
    let ids = scene
        .bench
        .engine
        .run_job(request(Job::DismissMessages, json!({})), ours, None)
        .await
        .unwrap();
    assert_eq!(ids.len(), 1, "one task for all of a pool");
    scene.bench.rows(list, before - 5).await;
    assert_eq!(scene.sim.world().messages.all().count(), before - 5);

    // A mail is a message that is grave enough to be sent.
    let mail = json!({ "destination": "ops@example.org", "mailServer": "mail", "least": 2 });
    scene.runs(Job::SetMail, mail, &pool).await;
    scene.runs(Job::TestMail, json!({}), &pool).await;
    let rows = scene.bench.rows(list, before - 4).await;
    let sent = rows.iter().find(|row| {
        matches!(&row.cells[0], Cell::Said { problem } if problem.code == "POOLDECK_TEST_MAIL")
    });
    assert!(sent.is_some(), "{rows:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_job_finds_what_the_last_one_has_done() {
    let scene = scene().await;
    let pool = {
        let world = scene.sim.world();
        ObjectKey::new(&scene.id, &xapi::Class::Pool, &(&*world.pool()).into())
    };
    // The answer to what writes a setting comes before the events that tell of it.
    for _ in 0..5 {
        let mail = json!({ "destination": "ops@example.org", "mailServer": "mail" });
        scene.runs(Job::SetMail, mail, &pool).await;
        scene.runs(Job::TestMail, json!({}), &pool).await;
        scene.runs(Job::SetMail, json!({}), &pool).await;
        let refused = scene.ask(Job::TestMail, json!({}), &pool).await;
        assert_eq!(refused.unwrap_err().code, "no_mail");
    }
    assert_eq!(scene.calls("event.inject"), 15);
}

/// What had to be taken back is told of as late as what was done.
#[tokio::test(flavor = "multi_thread")]
async fn the_next_job_finds_what_was_taken_back_of_the_last_one() {
    let scene = scene().await;
    let (vm, _) = vm_in(&scene.sim, &scene.id, "Halted");
    let restart = json!({ "haPriority": "haRestart", "order": 3 });
    for _ in 0..5 {
        let code = "INTERNAL_ERROR".to_owned();
        let replies = Replies::once().to("VM.set_order");
        let fault = Fault::Refuse { code, replies };
        scene.sim.order(fault).await.unwrap();
        let end = scene.run(Job::SetRestart, restart.clone(), &vm).await;
        assert_eq!(end.state, TaskState::Failed, "{end:?}");
        // As it was, nothing would change.
        let same = json!({ "haPriority": "haNone" });
        let refused = scene.ask(Job::SetRestart, same, &vm).await;
        assert_eq!(refused.unwrap_err().code, "nothing_changes");
    }
    assert_eq!(scene.calls("event.inject"), 5);
}
