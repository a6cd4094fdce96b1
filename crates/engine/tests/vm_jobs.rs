//! What is done to VMs and snapshots, each once, and failing in the middle: nothing half-made is left.
#![allow(clippy::unwrap_used, clippy::expect_used)] // These are tests.

mod support;

use engine::api::{TaskState, TaskView};
use inventory::{Job, ObjectKey};
use poolsim::{
    faults::{Fault, Replies},
    value::Ref,
};
use serde_json::{Value, json};
use support::{
    request,
    scene::{Scene, scene_of},
    vm_in,
};
use test_support::eventually_some;

async fn scene() -> Scene {
    scene_of(poolsim::Config {
        operation_time: std::time::Duration::from_millis(40),
        ..support::small_pool()
    })
    .await
}

impl Scene {
    #[track_caller]
    fn succeeded(end: &TaskView) {
        assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    }

    /// Runs a job that succeeds, as soon as it may be done.
    async fn done(&self, job: Job, inputs: Value, object: &ObjectKey) {
        Self::succeeded(&self.run_soon(job, inputs, object).await);
    }

    /// Runs a job that fails with this error.
    async fn fails(&self, job: Job, inputs: Value, object: &ObjectKey, code: &str) -> TaskView {
        let end = self.run_soon(job, inputs, object).await;
        assert_eq!(end.state, TaskState::Failed, "{end:?}");
        assert_eq!(end.error.as_ref().unwrap().code, code, "{end:?}");
        end
    }

    fn text(&self, object: &Ref, field: &str) -> String {
        self.sim.world().db.text(object, field).to_owned()
    }

    fn exists(&self, class: &str, object: &Ref) -> bool {
        self.sim.world().db.is(class, object)
    }

    /// The VMs of a name, templates and snapshots among them.
    fn called(&self, name: &str) -> Vec<Ref> {
        let world = self.sim.world();
        let mut all = world.db.all("VM");
        all.retain(|vm| world.db.text(vm, "name_label") == name);
        all
    }

    fn disks(&self, vm: &Ref) -> Vec<Ref> {
        let world = self.sim.world();
        let drives = world.db.refs(vm, "VBDs").into_iter();
        let drives = drives.filter(|vbd| world.db.text(vbd, "type") == "Disk");
        drives.map(|vbd| world.db.reference(&vbd, "VDI")).collect()
    }

    fn count(&self, class: &str) -> usize {
        self.sim.world().db.all(class).len()
    }

    /// A host that it is not on, or that is not this one.
    fn other_host(&self, not: &Ref) -> Ref {
        let world = self.sim.world();
        let here = match world.db.is("host", not) {
            true => not.clone(),
            false => world.db.reference(not, "resident_on"),
        };
        let mut hosts = world.db.all("host").into_iter();
        hosts.find(|host| *host != here).unwrap()
    }

    /// Storage for disks that this host alone has.
    fn local_storage(&self, host: &Ref) -> Ref {
        let world = self.sim.world();
        let is_its = |sr: &Ref| {
            let pbds = world.db.refs(sr, "PBDs");
            let here = |pbd: &Ref| world.db.reference(pbd, "host") == *host;
            !world.db.flag(sr, "shared") && pbds.iter().all(here)
        };
        let of_disks = |sr: &Ref| matches!(world.db.text(sr, "type"), "lvm" | "ext");
        let mut all = world.db.all("SR").into_iter();
        all.find(|sr| is_its(sr) && of_disks(sr)).unwrap()
    }

    /// Where a VM's disks are.
    fn homes(&self, vm: &Ref) -> Vec<String> {
        let disks = self.disks(vm);
        disks.iter().map(|disk| self.text(disk, "SR")).collect()
    }

    /// Takes a snapshot, whose reference is answered.
    async fn snapshot(&self, job: Job, name: &str, vm: &ObjectKey) -> Ref {
        self.done(job, json!({ "name": name }), vm).await;
        self.called(name).remove(0)
    }

    fn machine(&self, state: &str) -> (ObjectKey, Ref) {
        let (key, _) = vm_in(&self.sim, &self.id, state);
        let reference = Ref::from(key.reference.as_str());
        (key, reference)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_goes_back_after_a_snapshot_of_what_it_was() {
    let scene = scene().await;
    let (vm, reference) = scene.machine("Running");
    let name = scene.text(&reference, "name_label");
    let snapshot = scene.snapshot(Job::Snapshot, "first", &vm).await;
    scene
        .done(Job::Rename, json!({ "name": "renamed" }), &vm)
        .await;
    let before = scene.disks(&reference);
    let snapshot = scene.key("VM", &snapshot);
    scene
        .done(Job::Revert, json!({ "before": "second" }), &snapshot)
        .await;
    assert_eq!(scene.text(&reference, "power_state"), "Halted");
    assert_eq!(scene.text(&reference, "name_label"), name);
    assert_ne!(scene.disks(&reference), before);
    assert_eq!(scene.called("second").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn snapshots_go_with_their_disks_and_their_memory() {
    let scene = scene().await;
    let (vm, reference) = scene.machine("Running");
    let disks = scene.count("VDI");
    let first = scene.snapshot(Job::Checkpoint, "first", &vm).await;
    let second = scene.snapshot(Job::Snapshot, "second", &vm).await;
    let kept = scene.disks(&reference);
    let first = scene.key("VM", &first);
    scene
        .done(Job::DeleteSnapshotBranch, json!({}), &first)
        .await;
    assert!(!scene.exists("VM", &second) && scene.called("first").is_empty());
    assert_eq!(scene.count("VDI"), disks);
    assert_eq!(scene.disks(&reference), kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_whose_disk_cannot_go_stays() {
    let scene = scene().await;
    let (vm, _) = scene.machine("Running");
    let snapshot = scene.snapshot(Job::Snapshot, "held", &vm).await;
    let disk = scene.disks(&snapshot).remove(0);
    let busy = |on: bool| {
        let mut world = scene.sim.world();
        for drive in world.db.refs(&disk, "VBDs") {
            world.db.set(&drive, "currently_attached", on);
        }
    };
    busy(true);
    let key = scene.key("VM", &snapshot);
    scene
        .fails(Job::DeleteSnapshot, json!({}), &key, "VDI_IN_USE")
        .await;
    assert!(scene.exists("VM", &snapshot) && scene.exists("VDI", &disk));
    busy(false);
    scene.done(Job::DeleteSnapshot, json!({}), &key).await;
    assert!(!scene.exists("VM", &snapshot) && !scene.exists("VDI", &disk));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_becomes_a_machine_or_a_template_or_nothing() {
    let scene = scene().await;
    let (vm, _) = scene.machine("Running");
    let reference = scene.snapshot(Job::Snapshot, "golden", &vm).await;
    let snapshot = scene.key("VM", &reference);
    let called = |name: &str| json!({ "name": name });
    scene
        .done(Job::NewVmFromSnapshot, called("a machine"), &snapshot)
        .await;
    let made = scene.called("a machine").remove(0);
    assert!(!scene.sim.world().db.flag(&made, "is_a_template"));
    assert_eq!(scene.disks(&made).len(), scene.disks(&reference).len());
    scene
        .done(
            Job::NewTemplateFromSnapshot,
            called("a template"),
            &snapshot,
        )
        .await;
    let made = scene.called("a template").remove(0);
    {
        let world = scene.sim.world();
        assert!(world.db.flag(&made, "is_a_template"));
        assert_eq!(
            world.db.entry(&made, "other_config", "instant"),
            Some("true")
        );
    }
    // What provisioning would have to make it cannot: what was made before goes again, disks and all.
    let unknown =
        r#"<provision><disk device="7" size="1" sr="nowhere" bootable="false"/></provision>"#;
    scene
        .sim
        .world()
        .db
        .set_entry(&reference, "other_config", "disks", unknown);
    let (vms, disks) = (scene.count("VM"), scene.count("VDI"));
    scene
        .fails(
            Job::NewVmFromSnapshot,
            called("not made"),
            &snapshot,
            "UUID_INVALID",
        )
        .await;
    assert_eq!(scene.called("not made"), Vec::<Ref>::new());
    assert_eq!((scene.count("VM"), scene.count("VDI")), (vms, disks));
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_start_and_resume_on_the_host_that_was_named() {
    let scene = scene().await;
    let (vm, reference) = scene.machine("Halted");
    let host = scene.other_host(&reference);
    let on_it = json!({ "host": scene.key("host", &host) });
    scene.done(Job::StartOn, on_it.clone(), &vm).await;
    assert_eq!(scene.text(&reference, "resident_on"), *host);
    scene.done(Job::Suspend, json!({}), &vm).await;
    let other = scene.other_host(&host);
    let on_other = json!({ "host": scene.key("host", &other) });
    scene.done(Job::ResumeOn, on_other, &vm).await;
    assert_eq!(scene.text(&reference, "resident_on"), *other);
    scene.done(Job::Shutdown, json!({}), &vm).await;
    assert_eq!(scene.text(&reference, "power_state"), "Halted");
    scene.done(Job::StartPaused, json!({}), &vm).await;
    assert_eq!(scene.text(&reference, "power_state"), "Paused");
}

impl Scene {
    /// What a machine looks for its system on.
    fn boot_order(&self, vm: &Ref) -> String {
        let world = self.sim.world();
        let params = world.db.value(vm, "HVM_boot_params").unwrap();
        params.member("order").unwrap().to_text().to_string()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_set_for_a_repair_is_put_back() {
    let scene = scene().await;
    let (vm, reference) = scene.machine("Halted");
    let before = scene.boot_order(&reference);
    scene.done(Job::StartInRecoveryMode, json!({}), &vm).await;
    assert_eq!(scene.text(&reference, "power_state"), "Running");
    assert_eq!(scene.boot_order(&reference), before);
    assert_eq!(scene.calls("VM.set_HVM_boot_params"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_set_for_a_repair_is_put_back_though_nothing_starts() {
    let scene = scene().await;
    let (vm, reference) = scene.machine("Halted");
    let before = scene.boot_order(&reference);
    // No host has so much: that is found only by starting it.
    {
        let mut world = scene.sim.world();
        for field in ["memory_static_max", "memory_dynamic_max"] {
            world.db.set(&reference, field, 1_i64 << 50);
        }
    }
    let code = "NO_HOSTS_AVAILABLE";
    scene
        .fails(Job::StartInRecoveryMode, json!({}), &vm, code)
        .await;
    assert_eq!(scene.boot_order(&reference), before);
    assert_eq!(scene.calls("VM.set_HVM_boot_params"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_is_taken_for_halted_only_if_its_host_is_gone() {
    let scene = scene().await;
    let (vm, reference) = scene.machine("Running");
    let refused = scene.ask(Job::ResetPowerState, json!({}), &vm).await;
    assert_eq!(refused.unwrap_err().code, "host_lives");
    {
        let mut world = scene.sim.world();
        let host = world.db.reference(&reference, "resident_on");
        let metrics = world.db.reference(&host, "metrics");
        world.db.set(&metrics, "live", false);
    }
    scene.done(Job::ResetPowerState, json!({}), &vm).await;
    assert_eq!(scene.text(&reference, "power_state"), "Halted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_goes_with_its_snapshots_and_what_another_uses_stays() {
    let scene = scene().await;
    let (vm, reference) = scene.machine("Halted");
    let (_, other) = scene.machine("Running");
    let snapshot = scene.snapshot(Job::Snapshot, "old", &vm).await;
    let (own, kept) = (scene.disks(&reference), scene.disks(&snapshot));
    // Another machine has its first disk in a drive as well.
    {
        let mut world = scene.sim.world();
        let fields = [
            ("VM", poolsim::value::Value::from(other.clone())),
            ("VDI", own[0].clone().into()),
            ("userdevice", "9".into()),
            ("type", "Disk".into()),
        ];
        let drive = poolsim::db::new_ref();
        world.db.create("VBD", drive, &fields);
    }
    let preview = eventually_some("a preview that knows of it", async || {
        let request = request(Job::DeleteVm, json!({ "snapshots": true }));
        let engine = &scene.bench.engine;
        let preview = engine.preview_job(request, vec![vm.clone()]).await.unwrap();
        let text = serde_json::to_string(&preview).unwrap();
        text.contains("disk_used_by").then_some(text)
    })
    .await;
    assert!(preview.contains("\"is\":\"remove\""), "{preview}");
    scene
        .done(Job::DeleteVm, json!({ "snapshots": true }), &vm)
        .await;
    assert!(!scene.exists("VM", &reference) && !scene.exists("VM", &snapshot));
    assert!(scene.exists("VDI", &own[0]));
    for disk in own.iter().skip(1).chain(&kept) {
        assert!(!scene.exists("VDI", disk));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_wanted_stays_and_so_does_the_machine_where_one_does_not_go() {
    let scene = scene().await;
    let (vm, reference) = scene.machine("Halted");
    let disks = scene.disks(&reference);
    let chosen: Vec<ObjectKey> = disks.iter().map(|disk| scene.key("VDI", disk)).collect();
    let fault = Fault::Refuse {
        code: "VDI_IN_USE".to_owned(),
        replies: Replies::once().to("VDI.destroy"),
    };
    scene.sim.order(fault).await.unwrap();
    let all = json!({ "disks": chosen });
    let end = scene.run_soon(Job::DeleteVm, all, &vm).await;
    assert_eq!(end.state, TaskState::Failed, "{end:?}");
    assert!(scene.exists("VM", &reference));
    scene.done(Job::DeleteVm, json!({ "disks": [] }), &vm).await;
    assert!(!scene.exists("VM", &reference));
    assert!(disks.iter().all(|disk| scene.exists("VDI", disk)));
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_are_copied_and_become_templates_and_machines_again() {
    let scene = scene().await;
    let (vm, reference) = scene.machine("Halted");
    let sr = {
        let world = scene.sim.world();
        let disk = world.db.refs(&reference, "VBDs");
        let disk = world.db.reference(&disk[0], "VDI");
        let home = world.db.reference(&disk, "SR");
        let others = world.db.all("SR").into_iter();
        let is_fit = |sr: &Ref| *sr != home && world.db.flag(sr, "shared");
        let of_disks = |sr: &Ref| world.db.text(sr, "content_type") != "iso";
        others.filter(of_disks).find(is_fit).unwrap_or(home)
    };
    let to = json!({ "name": "a copy", "sr": scene.key("SR", &sr) });
    scene.done(Job::Copy, to, &vm).await;
    let copy = scene.called("a copy").remove(0);
    for disk in scene.disks(&copy) {
        assert_eq!(scene.text(&disk, "SR"), *sr);
    }
    let is_template = || scene.sim.world().db.flag(&reference, "is_a_template");
    scene.done(Job::ConvertToTemplate, json!({}), &vm).await;
    assert!(is_template());
    scene.done(Job::ConvertToVm, json!({}), &vm).await;
    assert!(!is_template());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_moves_with_its_disks_and_stays_where_that_fails() {
    let scene = scene().await;
    let (vm, reference) = scene.machine("Running");
    let snapshot = scene.snapshot(Job::Snapshot, "comes too", &vm).await;
    let host = scene.other_host(&reference);
    let sr = scene.local_storage(&host);
    let to = json!({ "host": scene.key("host", &host), "sr": scene.key("SR", &sr) });
    // The server finds that there is no room, which nobody could know before.
    let used = scene.sim.world().db.int(&sr, "physical_utilisation");
    let home: Vec<String> = scene.homes(&reference);
    let size = scene.sim.world().db.int(&sr, "physical_size");
    {
        let mut world = scene.sim.world();
        world.db.set(&sr, "physical_size", used);
        // Of storage on which disks grow, nobody else says how much they will take.
        world.db.set(&sr, "type", "ext");
    }
    scene
        .fails(Job::MigrateWithStorage, to.clone(), &vm, "SR_FULL")
        .await;
    assert_eq!(scene.homes(&reference), home);
    assert_ne!(scene.text(&reference, "resident_on"), *host);
    scene.sim.world().db.set(&sr, "physical_size", size);
    scene.done(Job::MigrateWithStorage, to, &vm).await;
    assert_eq!(scene.text(&reference, "resident_on"), *host);
    for home in scene
        .homes(&reference)
        .iter()
        .chain(&scene.homes(&snapshot))
    {
        assert_eq!(*home, *sr);
    }
    // The key to the host is in no task that others see.
    let tasks = scene.sim.tasks();
    assert!(
        tasks
            .iter()
            .all(|task| task.name != "Async.host.migrate_receive")
    );
    let told = scene.bench.told();
    assert!(
        !told.contains("services/SM"),
        "a session was told to the window"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vapp_is_made_arranged_started_stopped_and_deleted() {
    let scene = scene().await;
    let (vm, reference) = scene.machine("Halted");
    let inputs = json!({ "name": "shop", "vms": [vm] });
    let pool = ObjectKey::of_connection(&scene.id);
    scene.done(Job::CreateAppliance, inputs, &pool).await;
    let made = scene.sim.world().db.reference(&reference, "appliance");
    assert_eq!(scene.text(&made, "name_label"), "shop");
    let shop = scene.key("VM_appliance", &made);
    let renamed = json!({ "name": "store" });
    scene.done(Job::Rename, renamed, &shop).await;
    assert_eq!(scene.text(&made, "name_label"), "store");
    let members = json!({ "members": [{ "vm": vm.reference, "order": 3, "startDelay": 1 }] });
    scene.done(Job::ArrangeAppliance, members, &shop).await;
    assert_eq!(scene.sim.world().db.int(&reference, "order"), 3);
    scene.done(Job::StartAppliance, json!({}), &shop).await;
    assert_eq!(scene.text(&reference, "power_state"), "Running");
    scene.done(Job::ShutdownAppliance, json!({}), &shop).await;
    assert_eq!(scene.text(&reference, "power_state"), "Halted");
    let paused = json!({ "paused": true });
    scene.done(Job::StartAppliance, paused, &shop).await;
    assert_eq!(scene.text(&reference, "power_state"), "Paused");
    // Nobody can ask a frozen guest: the server tells that it could not.
    let (job, code) = (Job::CleanShutdownAppliance, "OPERATION_PARTIALLY_FAILED");
    scene.fails(job, json!({}), &shop, code).await;
    scene
        .done(Job::HardShutdownAppliance, json!({}), &shop)
        .await;
    assert_eq!(scene.text(&reference, "power_state"), "Halted");
    scene.done(Job::SetAppliance, json!({}), &vm).await;
    let to_it = json!({ "appliance": shop });
    scene.done(Job::SetAppliance, to_it, &vm).await;
    scene.done(Job::DeleteAppliance, json!({}), &shop).await;
    assert!(!scene.exists("VM_appliance", &made) && scene.exists("VM", &reference));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vapp_that_cannot_be_filled_is_not_left_half_made() {
    let scene = scene().await;
    let (vm, reference) = scene.machine("Halted");
    let fault = Fault::Refuse {
        code: "INTERNAL_ERROR".to_owned(),
        replies: Replies::once().to("VM.set_appliance"),
    };
    scene.sim.order(fault).await.unwrap();
    let inputs = json!({ "name": "shop", "vms": [vm] });
    let pool = ObjectKey::of_connection(&scene.id);
    let job = Job::CreateAppliance;
    scene.fails(job, inputs, &pool, "INTERNAL_ERROR").await;
    assert_eq!(scene.count("VM_appliance"), 0);
    assert_eq!(scene.text(&reference, "appliance"), "OpaqueRef:NULL");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_is_made_changed_run_and_deleted() {
    let scene = scene().await;
    let (vm, reference) = scene.machine("Running");
    let pool = ObjectKey::of_connection(&scene.id);
    let inputs = json!({
        "name": "nightly", "kind": "diskOnly", "frequency": "daily",
        "hour": 2, "minute": "30", "retained": 3, "vms": [vm],
    });
    scene.done(Job::CreateSchedule, inputs, &pool).await;
    let made = scene
        .sim
        .world()
        .db
        .reference(&reference, "snapshot_schedule");
    assert_eq!(scene.text(&made, "name_label"), "nightly");
    let nightly = scene.key("VMSS", &made);
    // A job that is planned on what is not true any more is refused: here it is known whose schedule it is.
    scene.bench.link_on_page(&vm, "snapshotSchedule").await;
    let inputs = json!({
        "kind": "diskAndMemory", "frequency": "weekly", "hour": 3, "minute": "15",
        "days": ["sunday", "monday"], "retained": 5, "vms": [vm],
    });
    scene.done(Job::EditSchedule, inputs, &nightly).await;
    assert_eq!(scene.text(&made, "type"), "checkpoint");
    assert_eq!(scene.text(&made, "frequency"), "weekly");
    let days = |scene: &Scene| {
        let world = scene.sim.world();
        let days = world.db.entry(&made, "schedule", "days").map(str::to_owned);
        days.unwrap_or_default()
    };
    assert_eq!(days(&scene), "Monday,Sunday");
    scene.done(Job::DisableSchedule, json!({}), &nightly).await;
    assert!(!scene.sim.world().db.flag(&made, "enabled"));
    scene.done(Job::EnableSchedule, json!({}), &nightly).await;
    assert!(scene.sim.world().db.flag(&made, "enabled"));
    let before = scene.sim.world().db.refs(&reference, "snapshots").len();
    scene.done(Job::RunSchedule, json!({}), &nightly).await;
    let after = scene.sim.world().db.refs(&reference, "snapshots").len();
    assert_eq!(after, before + 1);
    // That it ran says that its VM is known here: it is taken out before the schedule goes.
    scene.done(Job::DeleteSchedule, json!({}), &nightly).await;
    assert!(!scene.exists("VMSS", &made) && scene.exists("VM", &reference));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_virtual_tpm_comes_and_goes() {
    let scene = scene().await;
    let (vm, reference) = scene.machine("Halted");
    let uefi = json!({ "firmware": "uefi" });
    scene.done(Job::SetFirmware, uefi, &vm).await;
    scene.done(Job::AddVtpm, json!({}), &vm).await;
    assert_eq!(scene.sim.world().db.refs(&reference, "VTPMs").len(), 1);
    scene.done(Job::RemoveVtpm, json!({}), &vm).await;
    assert_eq!(scene.count("VTPM"), 0);
}
