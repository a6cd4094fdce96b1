//! Disks of a simulated pool as files: in every format, whole, or not at all.
#![allow(clippy::unwrap_used, clippy::expect_used)] // These are tests.

mod support;

use std::{
    fs::{self, File},
    path::Path,
};

use engine::api::{TaskState, TaskView};
use images::{ExtentSource, Format, Forward, Kind, open_disk, vhd};
use inventory::{Job, ObjectKey, jobs::plan::Effect, view::Cell};
use poolsim::{
    Content,
    faults::{Fault, Replies},
    value::Ref,
};
use serde_json::json;
use support::{
    Bench,
    files::{Scene, disks, scene},
    request, sim,
};

/// A disk that nobody has, small enough to be read whole; its size is no multiple of any block's.
async fn disk(scene: &Scene) -> (Ref, ObjectKey) {
    let (disk, key) = disk_of_machine(scene);
    is_seen_with_size(scene, &key, (8 << 20) + 512).await;
    (disk, key)
}

fn disk_of_machine(scene: &Scene) -> (Ref, ObjectKey) {
    let vm = scene.machine();
    let disk = disks(&scene.sim.world().db, &vm).remove(0);
    let key = scene.key("VDI", &disk);
    (disk, key)
}

/// Waits until the engine has heard of a disk's size.
async fn is_seen_with_size(scene: &Scene, key: &ObjectKey, size: u64) {
    let told = || async {
        let asked = request(Job::ExportDisk, json!({ "file": scene.file("disk") }));
        let preview = scene.bench.engine.preview_job(asked, vec![key.clone()]);
        let planned = preview.await.unwrap().planned;
        let mut effects = planned.iter().flat_map(|one| &one.effects);
        let is_it = |effect: &Effect| matches!(effect, Effect::WriteFile { most, .. } if *most == Cell::Bytes { bytes: size });
        effects.any(is_it).then_some(())
    };
    test_support::eventually_some("the size", told).await;
}

fn bytes_of(scene: &Scene, disk: &Ref) -> Vec<u8> {
    scene.sim.world().first_bytes(disk, usize::MAX)
}

fn read(file: &Path) -> (Format, Vec<u8>) {
    let (format, mut source) = open_disk(File::open(file).unwrap()).unwrap();
    let mut bytes = vec![0; usize::try_from(source.size()).unwrap()];
    while let Some(extent) = source.next_extent().unwrap() {
        if extent.kind == Kind::Data {
            let start = usize::try_from(extent.offset).unwrap();
            let end = usize::try_from(extent.end()).unwrap();
            source.read(&mut bytes[start..end]).unwrap();
        }
    }
    (format, bytes)
}

const FORMATS: [(&str, Format); 4] = [
    ("vhd", Format::Vhd),
    ("raw", Format::Raw),
    ("qcow2", Format::Qcow2),
    ("vmdk", Format::Vmdk),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_has_the_same_bytes_in_every_format() {
    let scene = scene().await;
    let (disk, key) = disk(&scene).await;
    let expected = bytes_of(&scene, &disk);
    assert!(expected.iter().any(|byte| *byte != 0));
    for (name, format) in FORMATS {
        let file = scene.file(&format!("disk.{name}"));
        let said = json!({ "file": file, "format": name });
        let end = scene.run(Job::ExportDisk, said, &key).await;
        assert_eq!(end.state, TaskState::Succeeded, "{name}: {end:?}");
        let (found, bytes) = read(&file);
        assert_eq!(found, format);
        assert!(bytes == expected, "{name}");
    }
    assert_eq!(scene.names().len(), FORMATS.len());
    let world = scene.sim.world();
    let drives = world.db.refs(&disk, "VBDs").into_iter();
    assert!(
        drives
            .into_iter()
            .all(|vbd| !world.db.flag(&vbd, "currently_attached"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_used_of_a_disk_is_not_written() {
    let scene = scene().await;
    let (disk, key) = disk(&scene).await;
    scene
        .sim
        .world()
        .db
        .set(&disk, "virtual_size", 40_i64 << 30);
    is_seen_with_size(&scene, &key, 40 << 30).await;
    for (name, _) in FORMATS.iter().filter(|(name, _)| *name != "raw") {
        let file = scene.file(&format!("disk.{name}"));
        let said = json!({ "file": file, "format": name });
        let end = scene.run(Job::ExportDisk, said, &key).await;
        assert_eq!(end.state, TaskState::Succeeded, "{name}: {end:?}");
        let length = fs::metadata(&file).unwrap().len();
        assert!((1 << 20..16 << 20).contains(&length), "{name}: {length}");
        assert_eq!(
            open_disk(File::open(&file).unwrap()).unwrap().1.size(),
            40 << 30
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_rounds_up_is_cut_off_again() {
    let scene = scene().await;
    let (disk, key) = disk(&scene).await;
    let expected = bytes_of(&scene, &disk);
    {
        let mut world = scene.sim.world();
        let sr = world.db.reference(&disk, "SR");
        world.db.set(&sr, "type", "largeblock");
    }
    for (name, length) in [("vhd", 10 << 20), ("qcow2", expected.len())] {
        let file = scene.file(&format!("disk.{name}"));
        let said = json!({ "file": file, "format": name });
        let end = scene.run(Job::ExportDisk, said, &key).await;
        assert_eq!(end.state, TaskState::Succeeded, "{name}: {end:?}");
        let (_, bytes) = read(&file);
        assert_eq!(bytes.len(), length, "{name}");
        assert!(bytes.starts_with(&expected), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_since_a_snapshot_is_a_difference_to_it() {
    let scene = scene().await;
    let (disk, key) = disk(&scene).await;
    let snapshot = {
        let mut world = scene.sim.world();
        let fields = ["SR", "virtual_size", "name_label", "type", "managed"]
            .map(|field| (field, world.db.value(&disk, field).unwrap().clone()));
        let snapshot = world.db.create("VDI", "OpaqueRef:older".into(), &fields);
        world
            .db
            .set(&snapshot, "uuid", "4b7c3c0e-0000-4000-8000-000000000001");
        world.db.set(&snapshot, "is_a_snapshot", true);
        world.db.set(&snapshot, "snapshot_of", &disk);
        world.fill(&snapshot, Content::of(&[7; 4 << 20]));
        // The second block differs, the first does not.
        let mut now = vec![7; 8 << 20];
        now[3 << 20] = 9;
        now[4 << 20..].fill(0);
        world.fill(&disk, Content::of(&now));
        snapshot
    };
    let base = scene.key("VDI", &snapshot);
    let is_offered = || async {
        let form = scene
            .bench
            .engine
            .job_form(Job::ExportDisk, vec![key.clone()], None);
        let fields = form.await.unwrap().fields;
        fields
            .iter()
            .any(|field| field.name == "base")
            .then_some(())
    };
    test_support::eventually_some("the snapshot", is_offered).await;
    let file = scene.file("since.vhd");
    let said = json!({ "file": file, "base": base });
    let end = scene.run(Job::ExportDisk, said.clone(), &key).await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    let mut source = vhd::Reader::open(Forward::new(File::open(&file).unwrap())).unwrap();
    assert_eq!(source.disk_type(), vhd::DiskType::Differencing);
    let parent = source.parent().unwrap().uuid;
    assert_eq!(parent[..4], [0x4b, 0x7c, 0x3c, 0x0e]);
    let mut written = Vec::new();
    while let Some(extent) = source.next_extent().unwrap() {
        if extent.kind == Kind::Data {
            written.push((extent.offset, extent.length));
        }
    }
    assert_eq!(written, [(2 << 20, 2 << 20)]);
    // In another format it would be taken for the whole.
    let raw = json!({ "file": scene.file("since.raw"), "format": "raw", "base": base });
    let end = scene.begin(Job::ExportDisk, raw, &key).await;
    assert_eq!(end.unwrap_err().code, "base_needs_vhd");
    // A server that cannot do it says so after it has begun to answer.
    {
        let mut world = scene.sim.world();
        let sr = world.db.reference(&disk, "SR");
        world.db.set(&sr, "type", "largeblock");
    }
    fs::remove_file(&file).unwrap();
    let end = scene.run(Job::ExportDisk, said, &key).await;
    let error = end.error.unwrap();
    assert_eq!(error.code, "INTERNAL_ERROR", "{error:?}");
    assert!(scene.names().is_empty(), "{:?}", scene.names());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_does_not_come_to_its_end_leaves_nothing() {
    let scene = scene().await;
    let (disk, key) = disk(&scene).await;
    let handler = || Replies::once().to("GET /export_raw_vdi");
    let code = "VDI_IN_USE".to_owned();
    let refuse = Fault::Refuse {
        code,
        replies: handler(),
    };
    for (name, _) in FORMATS {
        let said = json!({ "file": scene.file("disk"), "format": name });
        for fault in [
            Fault::Cut(handler()),
            Fault::Reset(handler()),
            refuse.clone(),
        ] {
            scene.sim.order(fault.clone()).await.unwrap();
            let end = scene.run(Job::ExportDisk, said.clone(), &key).await;
            assert_eq!(end.state, TaskState::Failed, "{name} {fault:?}: {end:?}");
            assert!(end.error.is_some());
            assert!(scene.names().is_empty(), "{name}: {:?}", scene.names());
        }
        scene.sim.order(Fault::Stall(handler())).await.unwrap();
        let id = scene.begin(Job::ExportDisk, said, &key).await.unwrap();
        let has_some = |view: &TaskView| {
            let moved = view.transfer.is_some_and(|transfer| transfer.done > 0);
            view.id == id && moved && view.cancellable
        };
        scene.bench.task("bytes", scene.tasks, has_some).await;
        scene.bench.engine.cancel_task(id.clone()).await.unwrap();
        let end = scene.end(&id).await;
        assert_eq!((end.state, end.error), (TaskState::Cancelled, None));
        test_support::eventually("that nothing is left", || scene.names().is_empty()).await;
        scene.sim.lift();
        let is_free = || {
            let world = scene.sim.world();
            let mut drives = world.db.refs(&disk, "VBDs").into_iter();
            drives.all(|vbd| !world.db.flag(&vbd, "currently_attached"))
        };
        test_support::eventually("that the disk is unplugged", is_free).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn how_far_it_is_is_known_once_the_table_has_come() {
    let scene = scene().await;
    let (_, key) = disk(&scene).await;
    let stall = Fault::Stall(Replies::once().to("GET /export_raw_vdi"));
    scene.sim.order(stall).await.unwrap();
    let file = scene.file("disk.vhd");
    let said = json!({ "file": file });
    let id = scene.begin(Job::ExportDisk, said, &key).await.unwrap();
    let total = |view: &TaskView| view.transfer.and_then(|transfer| transfer.total);
    let is_known = |view: &TaskView| view.id == id && total(view).is_some();
    let known = scene.bench.task("the total", scene.tasks, is_known).await;
    scene.sim.lift();
    let end = scene.end(&id).await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    assert_eq!(total(&known), Some(fs::metadata(&file).unwrap().len()));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_export_a_disk_is_refused_before_anything_is_written() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let password = format!("{}-vm-operator", support::PASSWORD);
    let id = bench.trusting(&sim, "vm-operator", &password).await;
    bench.live(&id).await;
    let scene = Scene::of(sim, bench, id).await;
    let (_, key) = disk_of_machine(&scene);
    let said = json!({ "file": scene.file("disk.vhd") });
    let refused = || async {
        let begun = scene.begin(Job::ExportDisk, said.clone(), &key).await;
        begun.err().filter(|problem| problem.code == "role_lacks")
    };
    test_support::eventually_some("the refusal", refused).await;
    assert!(scene.names().is_empty());
}
