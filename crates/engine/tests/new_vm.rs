//! New VMs, and what is changed of them, on a simulated pool: whole, or not at all.
#![allow(clippy::unwrap_used, clippy::expect_used)] // These are tests.

mod support;

use std::collections::BTreeMap;

use engine::api::{TaskState, TaskView, ViewSpec};
use inventory::{ConnectionId, Job, ObjectKey, Problem};
use poolsim::{
    Sim,
    faults::{Fault, Replies},
    value::Ref,
};
use serde_json::{Value, json};
use support::{Bench, request, sim, vm_in};
use test_support::eventually_some;

const GIB: i64 = 1 << 30;

struct Scene {
    sim: Sim,
    bench: Bench,
    id: ConnectionId,
    tasks: u32,
}

async fn scene() -> Scene {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let spec = ViewSpec::Tasks;
    let tasks = bench.engine.open_view(&"main".into(), spec).await.unwrap();
    Scene {
        sim,
        bench,
        id,
        tasks,
    }
}

impl Scene {
    async fn run(&self, job: Job, inputs: Value, object: &ObjectKey) -> Result<TaskView, Problem> {
        let asked = request(job, inputs);
        let ids = self.bench.engine.run_job(asked, vec![object.clone()], None);
        let id = ids.await?.remove(0);
        let ended = |view: &TaskView| view.id == id && view.finished.is_some();
        Ok(self.bench.task("the end", self.tasks, ended).await)
    }

    fn key(&self, class: &str, reference: &str) -> ObjectKey {
        ObjectKey {
            connection: self.id.clone(),
            class: class.into(),
            reference: reference.to_owned(),
        }
    }

    /// The first object of a class for which that is true.
    fn first(&self, class: &str, is: impl Fn(&poolsim::db::Db, &Ref) -> bool) -> ObjectKey {
        let world = self.sim.world();
        let all = world.db.all(class);
        let found = all.into_iter().find(|one| is(&world.db, one)).unwrap();
        self.key(class, &found)
    }

    fn template(&self) -> ObjectKey {
        self.first("VM", |db, vm| {
            db.text(vm, "name_label") == "Debian Bookworm 12" && db.flag(vm, "is_a_template")
        })
    }

    fn storage(&self) -> ObjectKey {
        self.first("SR", |db, sr| {
            db.flag(sr, "shared") && db.text(sr, "content_type") != "iso"
        })
    }

    /// All that a new VM asks for, with three disks and a disc.
    fn inputs(&self) -> Value {
        let disc = self.first("VDI", |db, vdi| {
            db.text(&db.reference(vdi, "SR"), "content_type") == "iso"
        });
        let network = self.first("network", |db, network| {
            !db.refs(network, "PIFs").is_empty()
        });
        let sr = self.storage();
        json!({
            "name": "brand new", "description": "made by a test", "install": "fromDisc", "disc": disc,
            "vcpus": 4, "coresPerSocket": 2, "memory": GIB, "firmware": "uefi",
            "disks": [{ "size": GIB, "sr": sr }, { "size": 2 * GIB, "sr": sr }],
            "networks": [{ "network": network, "mac": "00:16:3e:01:02:03" }],
            "start": true,
        })
    }

    /// How many objects of each of these classes there are.
    fn counts(&self) -> BTreeMap<&'static str, usize> {
        let world = self.sim.world();
        let classes = ["VM", "VDI", "VBD", "VIF"];
        classes
            .map(|class| (class, world.db.all(class).len()))
            .into()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_vm_is_what_was_said() {
    let scene = scene().await;
    let (template, inputs) = (scene.template(), scene.inputs());
    let end = scene.run(Job::CreateVm, inputs, &template).await.unwrap();
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    let world = scene.sim.world();
    let db = &world.db;
    let all = db.all("VM");
    let is_new = |vm: &&Ref| db.text(vm, "name_label") == "brand new";
    let vm = all.iter().find(is_new).unwrap();
    assert!(!db.flag(vm, "is_a_template"));
    assert_eq!(db.text(vm, "power_state"), "Running");
    assert_eq!(db.text(vm, "name_description"), "made by a test");
    assert_eq!(
        (db.int(vm, "VCPUs_max"), db.int(vm, "VCPUs_at_startup")),
        (4, 4)
    );
    assert_eq!(db.entry(vm, "platform", "cores-per-socket"), Some("2"));
    assert_eq!(db.entry(vm, "HVM_boot_params", "firmware"), Some("uefi"));
    for field in [
        "memory_static_max",
        "memory_dynamic_min",
        "memory_dynamic_max",
    ] {
        assert_eq!(db.int(vm, field), GIB, "{field}");
    }
    let drives: Vec<(String, i64, bool)> = db
        .refs(vm, "VBDs")
        .iter()
        .map(|vbd| {
            let size = db.int(&db.reference(vbd, "VDI"), "virtual_size");
            let is_disc = db.text(vbd, "type") == "CD";
            (
                db.text(vbd, "userdevice").to_owned(),
                if is_disc { 0 } else { size },
                is_disc,
            )
        })
        .collect();
    let wanted = [("0", GIB, false), ("1", 2 * GIB, false), ("3", 0, true)];
    assert_eq!(
        drives,
        wanted.map(|(at, size, disc)| (at.to_owned(), size, disc))
    );
    let cards = db.refs(vm, "VIFs");
    let macs: Vec<&str> = cards.iter().map(|vif| db.text(vif, "MAC")).collect();
    assert_eq!(macs, ["00:16:3e:01:02:03"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cloud_init_is_told_is_on_a_drive_of_the_new_vm() {
    let scene = scene().await;
    let (template, mut inputs) = (scene.template(), scene.inputs());
    inputs["userData"] = json!("#cloud-config\nhostname: told\n");
    let end = scene.run(Job::CreateVm, inputs, &template).await.unwrap();
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    let world = scene.sim.world();
    let db = &world.db;
    let disk = db.all("VDI").into_iter();
    let mut disks = disk.filter(|vdi| db.text(vdi, "name_label") == "brand new cidata");
    let disk = disks.next().unwrap();
    assert_eq!(db.refs(&disk, "VBDs").len(), 1);
    let told = world.first_bytes(&disk, 16 << 20);
    let text = String::from_utf8_lossy(&told);
    assert!(text.contains("hostname: told") && text.contains("local-hostname: \"brand-new\""));
    // The task that it was sent with is gone.
    drop(world);
    let is_gone = async || {
        let world = scene.sim.world();
        let all = world.db.all("task");
        let left = |task: &Ref| world.db.text(task, "name_label") == "import_raw_vdi";
        (!all.iter().any(left)).then_some(())
    };
    eventually_some("that the task is forgotten", is_gone).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drive_that_cannot_be_filled_is_not_left() {
    let scene = scene().await;
    let (template, before) = (scene.template(), scene.counts());
    let mut inputs = scene.inputs();
    inputs["userData"] = json!("#cloud-config\nhostname: told\n");
    let replies = || Replies::once().to("PUT /import_raw_vdi");
    let code = "VDI_IO_ERROR".to_owned();
    let faults = [
        Fault::Refuse {
            code,
            replies: replies(),
        },
        Fault::Cut(replies()),
    ];
    for fault in faults {
        scene.sim.order(fault.clone()).await.unwrap();
        let end = scene.run(Job::CreateVm, inputs.clone(), &template).await;
        let end = end.unwrap();
        assert_eq!(end.state, TaskState::Failed, "{fault:?}: {end:?}");
        assert!(scene.sim.active_faults().is_empty(), "{end:?}");
        assert_eq!(scene.counts(), before, "{fault:?}");
        // A task says why it has failed, whether that was before it began or in its middle.
        assert_eq!(end.error.unwrap().code, "VDI_IO_ERROR", "{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whichever_step_fails_nothing_half_made_is_left() {
    let scene = scene().await;
    let template = scene.template();
    let before = scene.counts();
    let failing = [
        "VM.clone",
        "VM.remove_from_other_config",
        "VM.set_VCPUs_max",
        "VM.add_to_platform",
        "VM.set_memory_limits",
        "VM.provision",
        "VDI.create",
        "VBD.create",
        "VIF.create",
        "VM.start",
    ];
    for method in failing {
        let replies = Replies::once().to(method);
        let code = "INTERNAL_ERROR".to_owned();
        scene
            .sim
            .order(Fault::Refuse { code, replies })
            .await
            .unwrap();
        let end = scene
            .run(Job::CreateVm, scene.inputs(), &template)
            .await
            .unwrap();
        assert_eq!(end.state, TaskState::Failed, "{method}: {end:?}");
        assert!(
            scene.sim.active_faults().is_empty(),
            "{method} was not called"
        );
        assert_eq!(scene.counts(), before, "after {method}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn disks_that_came_with_a_template_go_with_what_failed() {
    let scene = scene().await;
    let template = scene.first("VM", |db, vm| {
        db.text(vm, "name_label") == "Golden web server" && db.flag(vm, "is_a_template")
    });
    let before = scene.counts();
    let replies = Replies::once().to("VM.start");
    let code = "INTERNAL_ERROR".to_owned();
    let refused = Fault::Refuse { code, replies };
    scene.sim.order(refused).await.unwrap();
    let inputs = json!({ "name": "copy", "install": "fromTemplate", "start": true });
    let end = scene.run(Job::CreateVm, inputs, &template).await.unwrap();
    assert_eq!(end.state, TaskState::Failed, "{end:?}");
    assert!(scene.sim.active_faults().is_empty(), "{end:?}");
    assert_eq!(scene.counts(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_is_made_for_a_vm_that_runs_and_goes_where_it_cannot_be_plugged() {
    let scene = scene().await;
    let (vm, _) = vm_in(&scene.sim, &scene.id, "Running");
    let before = scene.counts();
    let inputs = json!({ "name": "data", "size": GIB, "sr": scene.storage() });
    let replies = Replies::once().to("VBD.plug");
    let code = "DEVICE_ATTACH_TIMEOUT".to_owned();
    scene
        .sim
        .order(Fault::Refuse { code, replies })
        .await
        .unwrap();
    let end = scene
        .run(Job::CreateDisk, inputs.clone(), &vm)
        .await
        .unwrap();
    assert_eq!(end.state, TaskState::Failed, "{end:?}");
    assert_eq!(scene.counts(), before);
    let end = scene.run(Job::CreateDisk, inputs, &vm).await.unwrap();
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    let world = scene.sim.world();
    let db = &world.db;
    let disks = db.all("VDI");
    let disk = disks
        .iter()
        .find(|vdi| db.text(vdi, "name_label") == "data")
        .unwrap();
    let drives = db.refs(disk, "VBDs");
    assert_eq!(drives.len(), 1);
    assert!(db.flag(&drives[0], "currently_attached"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_grows_under_its_guest_where_its_storage_can() {
    let scene = scene().await;
    let (vm, _) = vm_in(&scene.sim, &scene.id, "Running");
    let disk = scene.first("VDI", |db, vdi| {
        let drives = db.refs(vdi, "VBDs");
        let is_of_it = |vbd: &Ref| *db.reference(vbd, "VM") == *vm.reference;
        let mut plugged = drives
            .iter()
            .filter(|vbd| db.flag(vbd, "currently_attached"));
        plugged.any(is_of_it)
    });
    let size = scene.sim.world().db.int(&disk.reference, "virtual_size");
    let larger = json!({ "size": size + GIB });
    let refused = scene.run(Job::ResizeDisk, larger.clone(), &disk).await;
    assert_eq!(refused.unwrap_err().code, "disk_in_use");
    {
        let mut world = scene.sim.world();
        for driver in world.db.all("SM") {
            world
                .db
                .set_entry(&driver, "features", "VDI_RESIZE_ONLINE", "1");
        }
    }
    let engine = &scene.bench.engine;
    eventually_some("that it can be enlarged", async || {
        let actions = engine.actions(vec![disk.clone()]).await.unwrap();
        let resize = actions
            .iter()
            .find(|action| action.job == Job::ResizeDisk)?;
        resize.refusal.is_none().then_some(())
    })
    .await;
    let end = scene.run(Job::ResizeDisk, larger, &disk).await.unwrap();
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    let now = scene.sim.world().db.int(&disk.reference, "virtual_size");
    assert_eq!(now, size + GIB);
}

#[tokio::test(flavor = "multi_thread")]
async fn hardware_is_changed_and_changed_back() {
    let scene = scene().await;
    let (vm, _) = vm_in(&scene.sim, &scene.id, "Halted");
    let look = |field: &str| scene.sim.world().db.int(&vm.reference, field);
    let before = (look("VCPUs_max"), look("VCPUs_at_startup"));
    let inputs = json!({ "vcpus": 8, "vcpusMax": 8, "coresPerSocket": 4 });
    let end = scene.run(Job::SetProcessors, inputs, &vm).await.unwrap();
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    assert_eq!((look("VCPUs_max"), look("VCPUs_at_startup")), (8, 8));
    let back = eventually_some("that it can be taken back", async || {
        scene.bench.engine.undo_task(end.id.clone()).await.ok()
    })
    .await;
    let ended = |view: &TaskView| view.id == back && view.finished.is_some();
    let end = scene.bench.task("the end", scene.tasks, ended).await;
    assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    assert_eq!((look("VCPUs_max"), look("VCPUs_at_startup")), before);
}
