//! Hardware of hosts given to VMs and taken away, on a simulated pool; failing in the middle, nothing half-done is left.
#![allow(clippy::unwrap_used, clippy::expect_used)] // These are tests.

mod support;

use engine::api::TaskState;
use inventory::{Job, ObjectKey};
use poolsim::{
    db::Db,
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
    let mut config = support::small_pool();
    config.operation_time = std::time::Duration::from_millis(40);
    scene_of(config).await
}

impl Scene {
    async fn does(&self, job: Job, inputs: Value, object: &ObjectKey) {
        let end = self.run_soon(job, inputs, object).await;
        assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
    }

    /// What is asked for is refused with that, as soon as what came before is known.
    async fn refuses(&self, job: Job, object: &ObjectKey, code: &str) {
        eventually_some(&format!("{job:?} is refused: {code}"), async || {
            let asked = request(job, json!({}));
            let asked = self.bench.engine.run_job(asked, vec![object.clone()], None);
            asked.await.err().filter(|problem| problem.code == code)
        })
        .await;
    }

    fn look<T>(&self, look: impl FnOnce(&Db) -> T) -> T {
        look(&self.sim.world().db)
    }

    /// The object of a class of which a member is that.
    fn found(&self, class: &str, member: &str, value: &str) -> Ref {
        let is_it = |db: &Db, one: &Ref| db.text(one, member) == value;
        self.look(|db| db.all(class).into_iter().find(|one| is_it(db, one)))
            .unwrap()
    }

    fn halted(&self) -> (ObjectKey, Ref) {
        let (key, _) = vm_in(&self.sim, &self.id, "Halted");
        let reference = Ref::from(key.reference.as_str());
        (key, reference)
    }

    async fn refuse_once(&self, method: &str) {
        let fault = Fault::Refuse {
            code: "INTERNAL_ERROR".to_owned(),
            replies: Replies::once().to(method),
        };
        self.sim.order(fault).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_usb_device_leads_its_machine_and_holds_it() {
    let lab = scene().await;
    let (vm, reference) = lab.halted();
    let stick = lab.found("PUSB", "product_desc", "Ultra");
    let device = json!({ "device": lab.key("PUSB", &stick) });
    lab.does(Job::GiveUsb, device, &vm).await;
    assert!(lab.look(|db| db.flag(&stick, "passthrough_enabled")));
    let given = lab.look(|db| db.refs(&reference, "VUSBs").remove(0));
    lab.does(Job::Start, json!({}), &vm).await;
    let [here, there] = lab.look(|db| {
        [
            db.reference(&reference, "resident_on"),
            db.reference(&stick, "host"),
        ]
    });
    assert_eq!(here, there);
    let given = lab.key("VUSB", &given);
    lab.refuses(Job::Suspend, &vm, "has_usb_device").await;
    lab.refuses(Job::ForbidUsb, &lab.key("PUSB", &stick), "usb_in_use")
        .await;
    lab.does(Job::UnplugUsb, json!({}), &given).await;
    lab.does(Job::RemoveUsb, json!({}), &given).await;
    lab.does(Job::Suspend, json!({}), &vm).await;
    lab.does(Job::ForbidUsb, json!({}), &lab.key("PUSB", &stick))
        .await;
    assert!(!lab.look(|db| db.flag(&stick, "passthrough_enabled")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_usb_device_that_its_machine_does_not_get_is_kept_again() {
    let lab = scene().await;
    let (vm, _) = lab.halted();
    let stick = lab.found("PUSB", "product_desc", "Ultra");
    let device = json!({ "device": lab.key("PUSB", &stick) });
    lab.refuse_once("VUSB.create").await;
    let end = lab.run_soon(Job::GiveUsb, device, &vm).await;
    assert_eq!(end.state, TaskState::Failed, "{end:?}");
    assert!(!lab.look(|db| db.flag(&stick, "passthrough_enabled")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_cannot_be_kept_stays_given() {
    let lab = scene().await;
    let (vm, reference) = lab.halted();
    let dongle = lab.found("PUSB", "serial", "00A7713C");
    let key = lab.key("PUSB", &dongle);
    lab.does(Job::GiveUsb, json!({ "device": key }), &vm).await;
    lab.refuse_once("PUSB.set_passthrough_enabled").await;
    let end = lab.run_soon(Job::ForbidUsb, json!({}), &key).await;
    assert_eq!(end.state, TaskState::Failed, "{end:?}");
    assert!(lab.look(|db| db.flag(&dongle, "passthrough_enabled")));
    assert_eq!(lab.look(|db| db.refs(&reference, "VUSBs").len()), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gpu_comes_and_goes_with_the_machine_at_rest() {
    let lab = scene().await;
    let (vm, reference) = lab.halted();
    let part = lab.found("VGPU_type", "model_name", "NVIDIA L4-6Q");
    let group = lab.look(|db| db.refs(&part, "enabled_on_GPU_groups").remove(0));
    let share = json!({ "gpu": {
        "group": lab.key("GPU_group", &group),
        "ofType": lab.key("VGPU_type", &part),
    } });
    lab.refuse_once("VGPU.create").await;
    let end = lab.run_soon(Job::GiveGpu, share.clone(), &vm).await;
    assert_eq!(end.state, TaskState::Failed, "{end:?}");
    assert!(lab.look(|db| db.all("VGPU").is_empty()));
    lab.does(Job::GiveGpu, share, &vm).await;
    lab.does(Job::Start, json!({}), &vm).await;
    let vgpu = lab.look(|db| db.refs(&reference, "VGPUs").remove(0));
    assert!(lab.look(|db| db.flag(&vgpu, "currently_attached")));
    lab.refuses(Job::Suspend, &vm, "has_gpu").await;
    let key = lab.key("VGPU", &vgpu);
    lab.refuses(Job::RemoveGpu, &key, "wrong_power_state").await;
    lab.does(Job::HardShutdown, json!({}), &vm).await;
    lab.does(Job::RemoveGpu, json!({}), &key).await;
    assert!(lab.look(|db| db.all("VGPU").is_empty()));
}

#[tokio::test(flavor = "multi_thread")]
async fn pci_devices_lead_their_machine_to_their_host() {
    let lab = scene().await;
    let (vm, reference) = lab.halted();
    let card = lab.found("PCI", "pci_id", "0000:5e:00.0");
    let devices = json!({ "devices": [lab.key("PCI", &card)] });
    let home = lab.look(|db| db.reference(&reference, "affinity"));
    let told = || {
        lab.look(|db| {
            db.entry(&reference, "other_config", "pci")
                .map(str::to_owned)
        })
    };
    if home != lab.look(|db| db.reference(&card, "host")) {
        lab.refuse_once("VM.set_affinity").await;
        let end = lab.run_soon(Job::SetPciDevices, devices.clone(), &vm).await;
        assert_eq!(end.state, TaskState::Failed, "{end:?}");
        assert_eq!(told(), None);
    }
    lab.does(Job::SetPciDevices, devices, &vm).await;
    assert_eq!(told().as_deref(), Some("0/0000:5e:00.0"));
    lab.does(Job::Start, json!({}), &vm).await;
    assert_eq!(lab.look(|db| db.refs(&reference, "attached_PCIs")), [card]);
    lab.refuses(Job::Suspend, &vm, "has_pci_device").await;
    lab.does(Job::HardShutdown, json!({}), &vm).await;
    lab.does(Job::SetPciDevices, json!({ "devices": [] }), &vm)
        .await;
    assert_eq!(told(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_machine_has_its_gpu_and_its_tpm_or_is_not_made() {
    let lab = scene().await;
    let template = lab.key("VM", &lab.found("VM", "name_label", "Debian Bookworm 12"));
    let part = lab.found("VGPU_type", "model_name", "NVIDIA L4-2Q");
    let group = lab.look(|db| db.refs(&part, "enabled_on_GPU_groups").remove(0));
    let inputs = json!({
        "name": "drawer", "firmware": "uefi", "vtpm": true,
        "gpu": {
            "group": lab.key("GPU_group", &group),
            "ofType": lab.key("VGPU_type", &part),
        },
    });
    let made = |db: &Db| {
        let mut all = db.all("VM").into_iter();
        all.find(|vm| db.text(vm, "name_label") == "drawer")
    };
    lab.refuse_once("VGPU.create").await;
    let end = lab.run_soon(Job::CreateVm, inputs.clone(), &template).await;
    assert_eq!(end.state, TaskState::Failed, "{end:?}");
    assert_eq!(lab.look(made), None);
    assert!(lab.look(|db| db.all("VTPM").is_empty()));
    lab.does(Job::CreateVm, inputs, &template).await;
    let made = lab.look(made).unwrap();
    for devices in ["VGPUs", "VTPMs"] {
        assert_eq!(lab.look(|db| db.refs(&made, devices).len()), 1, "{devices}");
    }
}
