//! Machines as files, out of a simulated pool and in again: whole, or not at all.
#![allow(clippy::unwrap_used, clippy::expect_used)] // These are tests.

mod support;

use std::fs::{self, File};

use engine::api::{TaskState, TaskView, TrustAnswer};
use images::xva;
use inventory::Job;
use poolsim::{
    db::Db,
    faults::{Fault, Replies},
    value::Ref,
};
use serde_json::json;
use support::{
    Bench,
    files::{Scene, digests, disks, macs, scene},
    sim,
};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_exported_is_imported_with_the_same_bytes() {
    let scene = scene().await;
    let vm = scene.machine();
    let name = scene.sim.world().db.text(&vm, "name_label").to_owned();
    for packing in ["unpacked", "gzip", "zstd"] {
        let file = scene.file(&format!("{packing}.xva"));
        let said = json!({ "file": file, "packing": packing });
        let end = scene.run(Job::ExportVm, said, &scene.key("VM", &vm)).await;
        assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
        let report = xva::verify(File::open(&file).unwrap()).unwrap();
        assert!(report.is_good(), "{:?}", report.problems);
        assert_eq!(report.metadata.machines[0].name, name);
        let compression = match packing {
            "gzip" => xva::Compression::Gzip,
            "zstd" => xva::Compression::Zstd,
            _ => xva::Compression::None,
        };
        assert_eq!(report.compression, compression);
        let said = json!({ "file": file, "name": format!("came by {packing}"), "starts": true });
        let end = scene.run(Job::ImportVm, said, &scene.storage()).await;
        assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
        let new = scene.named(&format!("came by {packing}"));
        assert_eq!(digests(&scene.sim, &new), digests(&scene.sim, &vm));
        assert!(!digests(&scene.sim, &new).is_empty());
        assert_ne!(macs(&scene.sim, &new), macs(&scene.sim, &vm));
        assert_eq!(scene.sim.world().db.text(&new, "power_state"), "Running");
    }
    let mut names = scene.names();
    names.sort();
    assert_eq!(names, ["gzip.xva", "unpacked.xva", "zstd.xva"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_is_restored_once_it_is_gone_and_not_over_one_that_is_there() {
    let scene = scene().await;
    let vm = scene.machine();
    let file = scene.exported(&vm, "vm.xva").await;
    let said = json!({ "file": file, "restores": true });
    let end = scene
        .run(Job::ImportVm, said.clone(), &scene.storage())
        .await;
    assert_eq!(end.state, TaskState::Failed);
    assert_eq!(end.error.unwrap().code, "restore_exists");
    let (uuid, before, name) = {
        let world = scene.sim.world();
        let text = |field| world.db.text(&vm, field).to_owned();
        (text("uuid"), macs_of(&world.db, &vm), text("name_label"))
    };
    let held = digests(&scene.sim, &vm);
    let gone = scene
        .run(Job::DeleteVm, json!({}), &scene.key("VM", &vm))
        .await;
    assert_eq!(gone.state, TaskState::Succeeded, "{gone:?}");
    let end = scene.run(Job::ImportVm, said, &scene.storage()).await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    let new = scene.named(&name);
    assert_eq!(scene.sim.world().db.text(&new, "uuid"), uuid);
    assert_eq!(macs(&scene.sim, &new), before);
    assert_eq!(digests(&scene.sim, &new), held);
}

fn macs_of(db: &Db, vm: &Ref) -> Vec<String> {
    let cards = db.refs(vm, "VIFs").into_iter();
    cards.map(|vif| db.text(&vif, "MAC").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_is_stopped_in_its_middle_leaves_nothing() {
    let scene = scene().await;
    let vm = scene.machine();
    let before = scene.counts();
    let stall = Fault::Stall(Replies::once().to("GET /export"));
    scene.sim.order(stall).await.unwrap();
    let said = json!({ "file": scene.file("vm.xva") });
    let id = scene
        .begin(Job::ExportVm, said, &scene.key("VM", &vm))
        .await;
    let id = id.unwrap();
    let has_some = |view: &TaskView| {
        let moved = view
            .transfer
            .is_some_and(|transfer| transfer.done > 1 << 20);
        view.id == id && moved && view.cancellable
    };
    scene.bench.task("bytes", scene.tasks, has_some).await;
    assert_eq!(scene.names().len(), 1, "{:?}", scene.names());
    scene.bench.engine.cancel_task(id.clone()).await.unwrap();
    let end = scene.end(&id).await;
    assert_eq!((end.state, end.error), (TaskState::Cancelled, None));
    test_support::eventually("that nothing is left", || scene.names().is_empty()).await;
    scene.sim.lift();
    test_support::eventually("that nothing is busy", || scene.counts() == before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_breaks_off_leaves_nothing_and_says_so() {
    let scene = scene().await;
    let vm = scene.machine();
    for fault in [Fault::Cut, Fault::Reset] {
        let fault = fault(Replies::once().to("GET /export"));
        scene.sim.order(fault.clone()).await.unwrap();
        let said = json!({ "file": scene.file("vm.xva") });
        let end = scene.run(Job::ExportVm, said, &scene.key("VM", &vm)).await;
        assert_eq!(end.state, TaskState::Failed, "{fault:?}: {end:?}");
        assert!(end.error.is_some(), "{fault:?}");
        assert!(scene.names().is_empty(), "{fault:?}: {:?}", scene.names());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_the_server_refuses_is_told_in_its_words() {
    let scene = scene().await;
    let vm = scene.machine();
    let code = "VM_BAD_POWER_STATE".to_owned();
    let replies = Replies::once().to("GET /export");
    scene
        .sim
        .order(Fault::Refuse { code, replies })
        .await
        .unwrap();
    let said = json!({ "file": scene.file("vm.xva") });
    let end = scene.run(Job::ExportVm, said, &scene.key("VM", &vm)).await;
    assert_eq!(end.error.unwrap().code, "VM_BAD_POWER_STATE");
    assert!(scene.names().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_file_is_replaced_unless_that_was_said() {
    let scene = scene().await;
    let vm = scene.machine();
    let file = scene.file("vm.xva");
    fs::write(&file, "dear").unwrap();
    let said = json!({ "file": file });
    let end = scene.run(Job::ExportVm, said, &scene.key("VM", &vm)).await;
    assert_eq!(end.error.unwrap().code, "file_exists");
    assert_eq!(fs::read(&file).unwrap(), b"dear");
    let said = json!({ "file": file, "replaces": true });
    let end = scene.run(Job::ExportVm, said, &scene.key("VM", &vm)).await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    assert!(fs::metadata(&file).unwrap().len() > 1 << 20);
    assert_eq!(scene.names(), ["vm.xva"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_not_whole_is_refused_with_its_place() {
    let scene = scene().await;
    let vm = scene.machine();
    let whole = fs::read(scene.exported(&vm, "whole.xva").await).unwrap();
    let before = scene.counts();
    let mut flipped = whole.clone();
    let middle = whole.len() / 2;
    flipped[middle] ^= 1;
    for (bytes, code) in [
        (&whole[..whole.len() - 1024], "file_cut_short"),
        (&whole[..middle], "file_cut_short"),
        (&flipped[..], "file_damaged"),
        (&b"<html>no such page</html>"[..], "file_cut_short"),
        (&[b'x'; 2048][..], "not_an_export"),
    ] {
        let file = scene.file("broken.xva");
        fs::write(&file, bytes).unwrap();
        let end = scene
            .run(Job::ImportVm, json!({ "file": file }), &scene.storage())
            .await;
        assert_eq!(end.state, TaskState::Failed, "{code}");
        let error = end.error.unwrap();
        assert_eq!(error.code, code, "{error:?}");
        assert!(error.params.contains_key("offset"), "{error:?}");
        test_support::eventually("that nothing is left", || scene.counts() == before).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_stopped_or_breaks_off_leaves_nothing() {
    let scene = scene().await;
    let vm = scene.machine();
    let file = scene.exported(&vm, "vm.xva").await;
    let before = scene.counts();
    let replies = || Replies::once().to("PUT /import");
    scene.sim.order(Fault::Cut(replies())).await.unwrap();
    let said = json!({ "file": file });
    let end = scene
        .run(Job::ImportVm, said.clone(), &scene.storage())
        .await;
    assert_eq!(end.state, TaskState::Failed, "{end:?}");
    test_support::eventually("that nothing is left", || scene.counts() == before).await;
    scene.sim.order(Fault::Stall(replies())).await.unwrap();
    let id = scene
        .begin(Job::ImportVm, said, &scene.storage())
        .await
        .unwrap();
    let has_some = |view: &TaskView| {
        let moved = view.transfer.is_some_and(|transfer| transfer.done > 0);
        view.id == id && moved && view.cancellable
    };
    scene.bench.task("bytes", scene.tasks, has_some).await;
    scene.bench.engine.cancel_task(id.clone()).await.unwrap();
    // Where all of it was sent by then, the server ends it, once it goes on.
    scene.sim.lift();
    let end = scene.end(&id).await;
    assert_eq!((end.state, end.error), (TaskState::Cancelled, None));
    test_support::eventually("that nothing is left", || scene.counts() == before).await;
    // It is only read.
    assert!(xva::verify(File::open(&file).unwrap()).unwrap().is_good());
}

/// What is sent is with the server at once; that there is a task for it is told by an event, which may be late.
#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_stopped_though_its_task_is_not_known_yet() {
    let scene = scene().await;
    let vm = scene.machine();
    let file = scene.exported(&vm, "vm.xva").await;
    let before = scene.counts();
    let once = |what: &str| Fault::Stall(Replies::once().to(what));
    scene.sim.order(once("event.from")).await.unwrap();
    scene.sim.order(once("PUT /import")).await.unwrap();
    let said = json!({ "file": file });
    let id = scene.begin(Job::ImportVm, said, &scene.storage()).await;
    let id = id.unwrap();
    let is_sent = |view: &TaskView| {
        let sent = view
            .transfer
            .is_some_and(|transfer| Some(transfer.done) == transfer.total);
        view.id == id && sent && view.cancellable
    };
    scene.bench.task("all bytes", scene.tasks, is_sent).await;
    scene.bench.engine.cancel_task(id.clone()).await.unwrap();
    scene.sim.lift();
    let end = scene.end(&id).await;
    assert_eq!((end.state, end.error), (TaskState::Cancelled, None));
    test_support::eventually("that nothing is left", || scene.counts() == before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_whose_machine_cannot_start_stays_and_says_so() {
    let scene = scene().await;
    let vm = scene.machine();
    let file = scene.exported(&vm, "vm.xva").await;
    let before = scene.counts();
    let code = "INTERNAL_ERROR".to_owned();
    let replies = Replies::once().to("VM.start");
    scene
        .sim
        .order(Fault::Refuse { code, replies })
        .await
        .unwrap();
    let said = json!({ "file": file, "name": "came", "starts": true });
    let end = scene.run(Job::ImportVm, said, &scene.storage()).await;
    assert_eq!(end.state, TaskState::Failed);
    assert_eq!(end.error.unwrap().code, "INTERNAL_ERROR");
    assert_eq!(scene.counts()["VM"], before["VM"] + 1);
    let new = scene.named("came");
    assert_eq!(digests(&scene.sim, &new), digests(&scene.sim, &vm));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_damaged_on_its_way_is_told_as_that_with_its_place() {
    let scene = scene().await;
    let vm = scene.machine();
    let flip = Fault::Flip(Replies::once().to("GET /export"));
    scene.sim.order(flip).await.unwrap();
    let said = json!({ "file": scene.file("vm.xva") });
    let end = scene.run(Job::ExportVm, said, &scene.key("VM", &vm)).await;
    assert_eq!(end.state, TaskState::Failed);
    let error = end.error.unwrap();
    assert_eq!(error.code, "file_damaged", "{error:?}");
    assert!(!error.params["part"].is_empty(), "{error:?}");
    assert_ne!(error.params["offset"], "0");
    assert!(scene.names().is_empty(), "{:?}", scene.names());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_whole_is_kept_though_nobody_can_say_how_its_task_ended() {
    let scene = scene().await;
    let vm = scene.machine();
    // Every answer breaks, for as long as the task is there.
    let cut = Fault::Cut(Replies::default().to("task.get_record"));
    scene.sim.order(cut).await.unwrap();
    let said = json!({ "file": scene.file("vm.xva") });
    let id = scene
        .begin(Job::ExportVm, said, &scene.key("VM", &vm))
        .await
        .unwrap();
    let task = || {
        let world = scene.sim.world();
        let mut all = world.db.all("task").into_iter();
        all.find(|task| {
            world.db.text(task, "name_label") == "export"
                && world.db.text(task, "status") == "success"
        })
    };
    let task = test_support::eventually_some("the task's end", || async { task() }).await;
    let is_asked = || {
        let calls = scene.sim.calls();
        calls.iter().any(|call| call.method == "task.get_record")
    };
    test_support::eventually("that it is asked", is_asked).await;
    scene.sim.world().db.delete(&task);
    scene.sim.lift();
    let end = scene.end(&id).await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    assert_eq!(scene.names(), ["vm.xva"]);
    let file = File::open(scene.file("vm.xva")).unwrap();
    assert!(xva::verify(file).unwrap().is_good());
}

#[tokio::test(flavor = "multi_thread")]
async fn transfers_go_on_while_the_connection_is_made_anew() {
    let scene = scene().await;
    let vm = scene.machine();
    let file = scene.exported(&vm, "first.xva").await;
    let out = json!({ "file": scene.file("second.xva") });
    let back = json!({ "file": file, "name": "came" });
    for (job, said, on, handler) in [
        (Job::ExportVm, out, scene.key("VM", &vm), "GET /export"),
        (Job::ImportVm, back, scene.storage(), "PUT /import"),
    ] {
        let stall = Fault::Stall(Replies::once().to(handler));
        scene.sim.order(stall).await.unwrap();
        let id = scene.begin(job, said, &on).await.unwrap();
        let has_some = |view: &TaskView| {
            view.id == id && view.transfer.is_some_and(|transfer| transfer.done > 0)
        };
        scene.bench.task("bytes", scene.tasks, has_some).await;
        let since = scene.bench.frames();
        // Of all connections the one for news dies.
        let silence = Fault::Stall(Replies::once().to("event.from"));
        scene.sim.order(silence).await.unwrap();
        scene.bench.not_live(&scene.id, since).await;
        scene.bench.live(&scene.id).await;
        assert_eq!(scene.sim.world().live_sessions(), 2, "the old one is held");
        scene.sim.lift();
        let end = scene.end(&id).await;
        assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
        let is_over = || scene.sim.world().live_sessions() == 1;
        test_support::eventually("that the old session ends", is_over).await;
    }
    let file = File::open(scene.file("second.xva")).unwrap();
    assert!(xva::verify(file).unwrap().is_good());
    let new = scene.named("came");
    assert_eq!(digests(&scene.sim, &new), digests(&scene.sim, &vm));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_disconnects_ends_what_is_under_way() {
    let scene = scene().await;
    let vm = scene.machine();
    let stall = Fault::Stall(Replies::once().to("GET /export"));
    scene.sim.order(stall).await.unwrap();
    let said = json!({ "file": scene.file("vm.xva") });
    let on = scene.key("VM", &vm);
    let id = scene.begin(Job::ExportVm, said, &on).await.unwrap();
    let has_some =
        |view: &TaskView| view.id == id && view.transfer.is_some_and(|transfer| transfer.done > 0);
    scene.bench.task("bytes", scene.tasks, has_some).await;
    let left = scene.bench.engine.disconnect(scene.id.clone());
    left.await.unwrap();
    let end = scene.end(&id).await;
    assert_eq!(end.state, TaskState::Failed, "{end:?}");
    assert!(scene.names().is_empty(), "{:?}", scene.names());
    let is_over = || scene.sim.world().live_sessions() == 0;
    test_support::eventually("that nobody is logged in", is_over).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_another_host_sees_comes_from_there() {
    let scene = scene().await;
    let vm = scene.machine();
    {
        let mut world = scene.sim.world();
        let db = &mut world.db;
        let host = db
            .all("host")
            .into_iter()
            .find(|host| *host != db.reference(&db.all("pool")[0], "master"));
        let host = host.unwrap();
        let is_its = |sr: &&Ref| {
            let links = db.refs(sr, "PBDs");
            !db.flag(sr, "shared") && links.iter().any(|pbd| db.reference(pbd, "host") == host)
        };
        let local = db.all("SR").iter().find(is_its).unwrap().clone();
        for disk in disks(db, &vm) {
            db.set(&disk, "SR", &local);
        }
    }
    let held = digests(&scene.sim, &vm);
    // That host is held to what is trusted as any other, and named where it is not.
    let said = json!({ "file": scene.file("there.xva") });
    let end = scene.run(Job::ExportVm, said, &scene.key("VM", &vm)).await;
    let problem = end.error.unwrap();
    assert_eq!(problem.code, "untrusted_certificate");
    assert!(!problem.params["host"].is_empty() && scene.names().is_empty());
    let shown = problem.params["fingerprint"].clone();
    let answer = TrustAnswer::Always;
    let answered = scene
        .bench
        .engine
        .answer_certificate(scene.id.clone(), shown, answer);
    answered.await.unwrap();
    let file = scene.exported(&vm, "there.xva").await;
    let place = {
        let world = scene.sim.world();
        world.db.reference(&disks(&world.db, &vm)[0], "SR")
    };
    let said = json!({ "file": file, "name": "back" });
    let end = scene
        .run(Job::ImportVm, said, &scene.key("SR", &place))
        .await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    assert_eq!(digests(&scene.sim, &scene.named("back")), held);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_export_is_refused_before_anything_is_written() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let password = format!("{}-vm-operator", support::PASSWORD);
    let id = bench.trusting(&sim, "vm-operator", &password).await;
    bench.live(&id).await;
    let scene = Scene::of(sim, bench, id).await;
    let vm = scene.machine();
    let said = json!({ "file": scene.file("vm.xva") });
    let refused = || async {
        let begun = scene
            .begin(Job::ExportVm, said.clone(), &scene.key("VM", &vm))
            .await;
        begun.err().filter(|problem| problem.code == "role_lacks")
    };
    test_support::eventually_some("the refusal", refused).await;
    assert!(scene.names().is_empty());
}
