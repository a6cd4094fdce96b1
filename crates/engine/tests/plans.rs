//! Plans that are run: only what was shown, taken back, and for many at once.
#![allow(clippy::unwrap_used, clippy::expect_used)] // These are tests.

mod support;

use engine::api::{TaskState, TaskView};
use inventory::{Job, ObjectKey, view::ListKind};
use serde_json::json;
use support::{
    name, request,
    scene::{Scene, scene},
    simple, vm_in,
};
use test_support::eventually_some;

impl Scene {
    async fn rename(&self, vm: &ObjectKey, to: &str) -> TaskView {
        let rename = request(Job::Rename, json!({ "name": to }));
        let ids = self
            .bench
            .engine
            .run_job(rename, vec![vm.clone()], None)
            .await;
        self.end_of(&ids.unwrap()[0]).await
    }

    async fn is_called(&self, vms: u32, vm: &ObjectKey, called: &str) {
        self.bench
            .row("the new name", vms, |row| {
                row.object == *vm && name(row) == called
            })
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_done_that_was_not_shown() {
    let scene = scene().await;
    let (vm, _) = vm_in(&scene.sim, &scene.id, "Running");
    let vms = scene.bench.list(ListKind::Vms).await;
    let rename = request(Job::Rename, json!({ "name": "shown" }));
    let objects = vec![vm.clone()];
    let engine = &scene.bench.engine;
    let shown = engine
        .preview_job(rename.clone(), objects.clone())
        .await
        .unwrap();
    scene.rename(&vm, "meanwhile").await;
    scene.is_called(vms, &vm, "meanwhile").await;
    let refused = engine
        .run_job(rename.clone(), objects.clone(), Some(shown.fingerprint))
        .await;
    assert_eq!(refused.unwrap_err().code, "changed_meanwhile");
    let shown = engine
        .preview_job(rename.clone(), objects.clone())
        .await
        .unwrap();
    let ids = engine
        .run_job(rename, objects, Some(shown.fingerprint))
        .await;
    let end = scene.end_of(&ids.unwrap()[0]).await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    scene.is_called(vms, &vm, "shown").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_is_taken_back_once_and_never_over_a_later_change() {
    let scene = scene().await;
    let (vm, _) = vm_in(&scene.sim, &scene.id, "Running");
    let vms = scene.bench.list(ListKind::Vms).await;
    let before = scene.rename(&vm, "first").await;
    scene.is_called(vms, &vm, "first").await;
    let done = scene.rename(&vm, "second").await;
    assert!(done.can_be_undone && !done.is_undo, "{done:?}");
    scene.is_called(vms, &vm, "second").await;
    let engine = &scene.bench.engine;
    let over = engine.undo_task(before.id).await;
    assert_eq!(over.unwrap_err().code, "changed_since");
    let back = engine.undo_task(done.id.clone()).await.unwrap();
    let end = scene.end_of(&back).await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    assert!(end.is_undo && !end.can_be_undone, "{end:?}");
    scene.is_called(vms, &vm, "first").await;
    let again = engine.undo_task(done.id).await;
    assert_eq!(again.unwrap_err().code, "not_undoable");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_what_has_failed_is_tried_again_alone() {
    let scene = scene().await;
    let engine = &scene.bench.engine;
    let (first, _) = vm_in(&scene.sim, &scene.id, "Halted");
    let (second, _) = vm_in(&scene.sim, &scene.id, "Running");
    let stop = engine.run_job(simple(Job::HardShutdown), vec![second.clone()], None);
    let end = scene.end_of(&stop.await.unwrap()[0]).await;
    assert_eq!(end.group, None, "one alone is no group");
    eventually_some("that it can be started", async || {
        let actions = engine.actions(vec![second.clone()]).await.unwrap();
        let start = actions
            .into_iter()
            .find(|action| action.job == Job::Start)?;
        start.refusal.is_none().then_some(())
    })
    .await;

    // No host has so much: only the server finds that.
    let memory = |bytes: i64| {
        let mut world = scene.sim.world();
        for field in ["memory_static_max", "memory_dynamic_max"] {
            world.db.set(&first.reference, field, bytes);
        }
    };
    memory(1 << 50);
    let both = vec![first.clone(), second.clone()];
    let ids = engine
        .run_job(simple(Job::Start), both, None)
        .await
        .unwrap();
    let (failed, done) = (scene.end_of(&ids[0]).await, scene.end_of(&ids[1]).await);
    assert_eq!(failed.state, TaskState::Failed, "{failed:?}");
    assert_eq!(done.state, TaskState::Succeeded, "{done:?}");
    assert!(failed.group.is_some() && failed.group == done.group);
    let group = failed.group.unwrap();

    memory(1 << 28);
    let again = engine.retry_group(group).await.unwrap();
    assert_eq!(again.len(), 1, "the other one is done");
    let end = scene.end_of(&again[0]).await;
    assert_eq!(end.subject, Some(first));
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    let nothing = engine.retry_group("no group".into()).await;
    assert_eq!(nothing.unwrap_err().code, "nothing_failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_of_one_object_are_one_task_and_one_undo() {
    let scene = scene().await;
    let (vm, before) = vm_in(&scene.sim, &scene.id, "Halted");
    let vms = scene.bench.list(ListKind::Vms).await;
    let edit = request(
        Job::Edit,
        json!({ "changes": [
            { "job": "rename", "inputs": { "name": "edited" } },
            { "job": "describe", "inputs": { "description": "in place" } },
            { "job": "setTags", "inputs": { "tags": ["of", "a", "page"] } },
        ] }),
    );
    let said = |field: &str| {
        let world = scene.sim.world();
        let reference = poolsim::value::Ref::from(vm.reference.as_str());
        world.db.text(&reference, field).to_owned()
    };
    let described = said("name_description");
    let (engine, objects) = (&scene.bench.engine, vec![vm.clone()]);
    let shown = engine.preview_job(edit.clone(), objects.clone());
    let shown = shown.await.unwrap();
    // Somebody else is faster with one of them: none is done.
    scene.rename(&vm, "meanwhile").await;
    scene.is_called(vms, &vm, "meanwhile").await;
    let refused = engine
        .run_job(edit.clone(), objects.clone(), Some(shown.fingerprint))
        .await;
    assert_eq!(refused.unwrap_err().code, "changed_meanwhile");
    assert_eq!(said("name_description"), described);

    scene.rename(&vm, &before).await;
    scene.is_called(vms, &vm, &before).await;
    let ids = engine.run_job(edit, objects, None).await.unwrap();
    assert_eq!(ids.len(), 1);
    let end = scene.end_of(&ids[0]).await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    assert_eq!(end.job, Some(Job::Edit));
    assert!(end.steps.len() > 3 && end.can_be_undone, "{end:?}");
    scene.is_called(vms, &vm, "edited").await;
    assert_eq!(said("name_description"), "in place");

    let seen = eventually_some("that it can be taken back", async || {
        engine.undo_task(ids[0].clone()).await.ok()
    });
    let end = scene.end_of(&seen.await).await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    scene.is_called(vms, &vm, &before).await;
    assert_eq!(said("name_description"), described);
}
