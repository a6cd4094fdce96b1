//! Files that become disks of a simulated pool: whole, or not at all.
#![allow(clippy::unwrap_used, clippy::expect_used)] // These are tests.

mod support;

use std::{collections::BTreeMap, fs, io::Cursor, path::PathBuf, time::Duration};

use engine::api::{TaskState, TaskView};
use images::{BlockMap, qcow2, raw, vhd, vmdk};
use inventory::{Job, ObjectKey};
use poolsim::{
    Content,
    faults::{Fault, Replies},
    value::Ref,
};
use serde_json::json;
use support::{
    Bench,
    files::{Scene, disks, scene},
    sim,
};

/// A disk with data, holes, and a size that is no multiple of any block's.
fn bytes() -> Vec<u8> {
    let mut bytes = vec![0; (9 << 20) + 512];
    for (at, byte) in bytes[1 << 20..3 << 20].iter_mut().enumerate() {
        *byte = (at / 512 + at) as u8;
    }
    bytes[(8 << 20) + 5] = 7;
    let end = bytes.len() - 1;
    bytes[end] = 9;
    bytes
}

const FORMATS: [&str; 4] = ["raw", "vhd", "qcow2", "vmdk"];

fn as_file(format: &str) -> Vec<u8> {
    let bytes = bytes();
    let source = || raw::Reader::new(&bytes[..], bytes.len() as u64);
    let mut out = Cursor::new(Vec::new());
    match format {
        "vhd" => {
            let map = BlockMap::of_data(source(), vhd::BLOCK_SIZE).unwrap();
            vhd::write_dynamic(source(), &map, &vhd::Identity::default(), &mut out).unwrap();
        }
        "qcow2" => qcow2::write_in_place(source(), &mut out).unwrap(),
        "vmdk" => vmdk::write_stream_optimized(source(), "disk.vmdk", &mut out).unwrap(),
        _ => return bytes.clone(),
    }
    out.into_inner()
}

/// A file of a format, whose name says nothing of it.
fn written(scene: &Scene, format: &str) -> PathBuf {
    let file = scene.file(&format!("a {format}"));
    fs::write(&file, as_file(format)).unwrap();
    file
}

fn named(scene: &Scene, name: &str) -> Option<Ref> {
    let world = scene.sim.world();
    let mut all = world.db.all("VDI").into_iter();
    all.find(|vdi| world.db.text(vdi, "name_label") == name)
}

fn held(scene: &Scene, vdi: &Ref) -> Vec<u8> {
    scene.sim.world().first_bytes(vdi, usize::MAX)
}

/// The storage of this type; then the other kind of wire is taken.
fn storage_of(scene: &Scene, kind: &str) -> ObjectKey {
    let world = scene.sim.world();
    let mut all = world.db.all("SR").into_iter();
    let found = all.find(|sr| world.db.text(sr, "type") == kind);
    scene.key("SR", &found.unwrap())
}

fn library(scene: &Scene) -> ObjectKey {
    let world = scene.sim.world();
    let mut all = world.db.all("SR").into_iter();
    let found = all
        .find(|sr| world.db.text(sr, "content_type") == "iso" && !world.db.flag(sr, "is_tools_sr"));
    scene.key("SR", &found.unwrap())
}

/// The disks and the drives that there are.
fn counts(scene: &Scene) -> BTreeMap<&'static str, usize> {
    let mut counts = scene.counts();
    counts.retain(|class, _| ["VDI", "VBD"].contains(class));
    counts
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_any_format_becomes_a_disk_with_its_bytes() {
    let scene = scene().await;
    let before = counts(&scene)["VBD"];
    for kind in ["nfs", "lvmoiscsi"] {
        let storage = storage_of(&scene, kind);
        for format in FORMATS {
            let file = written(&scene, format);
            let name = format!("{format} on {kind}");
            let said = json!({ "file": file, "name": name });
            let end = scene.run(Job::ImportDisk, said, &storage).await;
            assert_eq!(end.state, TaskState::Succeeded, "{name}: {end:?}");
            let disk = named(&scene, &name).unwrap();
            let held = held(&scene, &disk);
            // Servers round sizes up.
            assert!(held.starts_with(&bytes()), "{name}");
            assert!(held[bytes().len()..].iter().all(|byte| *byte == 0));
        }
    }
    assert_eq!(counts(&scene)["VBD"], before, "nothing stays plugged in");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_leaves_and_comes_back_has_the_same_bytes() {
    let scene = scene().await;
    let storage = storage_of(&scene, "nfs");
    let first = json!({ "file": written(&scene, "raw"), "name": "first" });
    let end = scene.run(Job::ImportDisk, first, &storage).await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    let disk = named(&scene, "first").unwrap();
    let (expected, key) = (scene.sim.world().digest(&disk), scene.key("VDI", &disk));
    for format in FORMATS {
        let file = scene.file(&format!("out.{format}"));
        let said = json!({ "file": file, "format": format });
        let begun = || async { scene.begin(Job::ExportDisk, said.clone(), &key).await.ok() };
        let id = test_support::eventually_some("that the disk is seen", begun).await;
        assert_eq!(scene.end(&id).await.state, TaskState::Succeeded);
        let said = json!({ "file": file, "name": format!("back as {format}") });
        let end = scene.run(Job::ImportDisk, said, &storage).await;
        assert_eq!(end.state, TaskState::Succeeded, "{format}: {end:?}");
        let back = named(&scene, &format!("back as {format}")).unwrap();
        assert_eq!(scene.sim.world().digest(&back), expected, "{format}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_is_overwritten_as_far_as_the_file_goes_once_its_name_was_typed() {
    let scene = scene().await;
    let vm = scene.machine();
    let disk = disks(&scene.sim.world().db, &vm).remove(0);
    let key = scene.key("VDI", &disk);
    let name = {
        let mut world = scene.sim.world();
        world.db.set(&disk, "virtual_size", 12_i64 << 20);
        world.fill(&disk, Content::of(&[5; 12 << 20]));
        world.db.text(&disk, "name_label").to_owned()
    };
    for format in FORMATS {
        let said = json!({ "file": written(&scene, format), "typedName": "another" });
        let refused = scene.begin(Job::OverwriteDisk, said.clone(), &key).await;
        assert_eq!(refused.unwrap_err().code, "type_name_of_disk");
        scene.sim.world().fill(&disk, Content::of(&[5; 12 << 20]));
        let said = json!({ "file": written(&scene, format), "typedName": name });
        let end = scene.run(Job::OverwriteDisk, said, &key).await;
        assert_eq!(end.state, TaskState::Succeeded, "{format}: {end:?}");
        let held = held(&scene, &disk);
        // Holes of the file, too, are zeros then.
        assert!(held.starts_with(&bytes()), "{format}");
        assert!(held[bytes().len()..].iter().all(|byte| *byte == 5));
    }
    let large = scene.file("large");
    fs::File::create(&large).unwrap().set_len(40 << 30).unwrap();
    let said = json!({ "file": large, "typedName": name });
    let refused = scene.begin(Job::OverwriteDisk, said, &key).await;
    assert_eq!(refused.unwrap_err().code, "image_too_large");
    let cut = Fault::Cut(Replies::once().to("PUT /import_raw_vdi"));
    scene.sim.order(cut).await.unwrap();
    let said = json!({ "file": written(&scene, "raw"), "typedName": name });
    let end = scene.run(Job::OverwriteDisk, said, &key).await;
    assert_eq!(end.state, TaskState::Failed, "{end:?}");
    let codes: Vec<&str> = end.remarks.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["disk_half_overwritten"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_does_not_come_to_its_end_leaves_no_disk() {
    let scene = scene().await;
    let before = counts(&scene);
    let handler = || Replies::once().to("PUT /import_raw_vdi");
    let code = "VDI_IO_ERROR".to_owned();
    let refuse = Fault::Refuse {
        code,
        replies: handler(),
    };
    for (kind, format) in [("nfs", "qcow2"), ("lvmoiscsi", "vmdk")] {
        let storage = storage_of(&scene, kind);
        let said = json!({ "file": written(&scene, format), "name": "half" });
        for fault in [
            Fault::Cut(handler()),
            Fault::Reset(handler()),
            refuse.clone(),
        ] {
            scene.sim.order(fault.clone()).await.unwrap();
            let end = scene.run(Job::ImportDisk, said.clone(), &storage).await;
            assert_eq!(end.state, TaskState::Failed, "{fault:?}: {end:?}");
            assert_eq!(end.error.unwrap().code, "VDI_IO_ERROR", "{fault:?}");
            assert_eq!(counts(&scene), before, "{fault:?}");
        }
        // More than connections hold on their way, so that it cannot all be sent.
        let large = scene.file("large");
        fs::write(&large, vec![7; 64 << 20]).unwrap();
        let said = json!({ "file": large, "name": "half" });
        scene.sim.order(Fault::Stall(handler())).await.unwrap();
        let id = scene.begin(Job::ImportDisk, said, &storage).await.unwrap();
        let is_moving = |view: &TaskView| {
            let moved = view.transfer.is_some_and(|transfer| transfer.done > 0);
            view.id == id && moved && view.cancellable
        };
        scene.bench.task("bytes", scene.tasks, is_moving).await;
        scene.bench.engine.cancel_task(id.clone()).await.unwrap();
        scene.sim.lift();
        let end = scene.end(&id).await;
        assert_eq!((end.state, end.error), (TaskState::Cancelled, None));
        test_support::eventually("that no disk is left", || counts(&scene) == before).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_is_removed_though_the_server_lets_go_of_it_late() {
    let scene = scene().await;
    let (storage, before) = (storage_of(&scene, "lvmoiscsi"), counts(&scene));
    // It is still plugged in when all else has ended here.
    scene.sim.world().plug_time = Duration::from_millis(400);
    let mut damaged = as_file("vmdk");
    let grain = (128 << 9) + 14;
    damaged[grain..grain + 32].fill(0xff);
    let file = scene.file("damaged");
    fs::write(&file, damaged).unwrap();
    let said = json!({ "file": file, "name": "half" });
    let end = scene.run(Job::ImportDisk, said.clone(), &storage).await;
    assert_eq!(end.state, TaskState::Failed, "{end:?}");
    let error = end.error.unwrap();
    assert!(error.params.contains_key("offset"), "{error:?}");
    assert_eq!(counts(&scene), before);
    // One that says so is asked again.
    let refuse = Fault::Refuse {
        code: "VDI_IN_USE".to_owned(),
        replies: Replies::once().to("VDI.destroy"),
    };
    scene.sim.order(refuse).await.unwrap();
    let end = scene.run(Job::ImportDisk, said, &storage).await;
    assert_eq!(end.state, TaskState::Failed, "{end:?}");
    assert_eq!(counts(&scene), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_hold_no_whole_disk_are_refused_before_anything_is_made() {
    let scene = scene().await;
    let storage = storage_of(&scene, "nfs");
    let before = counts(&scene);
    let mut newer = as_file("qcow2");
    newer[7] = 9;
    let cut = |format: &str| {
        let mut bytes = as_file(format);
        bytes.truncate(bytes.len() / 2);
        bytes
    };
    for (bytes, code) in [
        (cut("vhd"), "file_cut_short"),
        ([&b"vhdxfile"[..], &[0; 64]].concat(), "not_a_disk"),
        (newer, "not_a_disk"),
        (Vec::new(), "file_empty"),
    ] {
        let file = scene.file("broken");
        fs::write(&file, &bytes).unwrap();
        let said = json!({ "file": file, "name": "broken" });
        let refused = scene.begin(Job::ImportDisk, said, &storage).await;
        assert_eq!(refused.unwrap_err().code, code);
    }
    let gone = json!({ "file": scene.file("nowhere") });
    let refused = scene.begin(Job::ImportDisk, gone, &storage).await;
    assert_eq!(refused.unwrap_err().code, "cannot_read");
    // What shows only while it is read leaves nothing either.
    let mut damaged = as_file("vmdk");
    // Within the first grain, behind its head.
    let grain = (128 << 9) + 14;
    damaged[grain..grain + 32].fill(0xff);
    let file = scene.file("damaged");
    fs::write(&file, damaged).unwrap();
    let end = scene
        .run(Job::ImportDisk, json!({ "file": file }), &storage)
        .await;
    assert_eq!(end.state, TaskState::Failed);
    let error = end.error.unwrap();
    assert!(error.params.contains_key("offset"), "{error:?}");
    test_support::eventually("that no disk is left", || counts(&scene) == before).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disc_is_put_into_a_library_under_its_name() {
    let scene = scene().await;
    let (library, before) = (library(&scene), counts(&scene));
    let file = scene.file("My disc (1).iso");
    let disc: Vec<u8> = (0..3 << 20).map(|at| (at / 2048 + at) as u8).collect();
    fs::write(&file, &disc).unwrap();
    let end = scene
        .run(Job::UploadDisc, json!({ "file": file }), &library)
        .await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    let made = named(&scene, "My-disc--1-.iso").unwrap();
    {
        let world = scene.sim.world();
        assert_eq!(world.db.text(&made, "location"), "My-disc--1-.iso");
        assert_eq!(world.db.int(&made, "virtual_size"), 3 << 20);
        assert_eq!(*world.db.reference(&made, "SR"), *library.reference);
    }
    assert!(held(&scene, &made) == disc);
    let again = || async {
        let said = json!({ "file": file });
        let begun = scene.begin(Job::UploadDisc, said, &library).await;
        begun.err().filter(|problem| problem.code == "disc_exists")
    };
    test_support::eventually_some("that it is there", again).await;
    // One that breaks off is nowhere: everybody would see it.
    let other = scene.file("other.iso");
    fs::write(&other, &disc).unwrap();
    let cut = Fault::Cut(Replies::once().to("PUT /import_raw_vdi"));
    scene.sim.order(cut).await.unwrap();
    let end = scene
        .run(Job::UploadDisc, json!({ "file": other }), &library)
        .await;
    assert_eq!(end.state, TaskState::Failed, "{end:?}");
    assert_eq!(counts(&scene)["VDI"], before["VDI"] + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_import_is_refused_before_anything_is_read() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let password = format!("{}-vm-operator", support::PASSWORD);
    let id = bench.trusting(&sim, "vm-operator", &password).await;
    bench.live(&id).await;
    let scene = Scene::of(sim, bench, id).await;
    let said = json!({ "file": written(&scene, "raw") });
    let storage = storage_of(&scene, "nfs");
    let refused = || async {
        let begun = scene.begin(Job::ImportDisk, said.clone(), &storage).await;
        begun.err().filter(|problem| problem.code == "role_lacks")
    };
    test_support::eventually_some("the refusal", refused).await;
}
