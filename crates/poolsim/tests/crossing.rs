//! Machines that go to another pool of this process, and what XAPI says where they cannot.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod common;

use common::{Client, Failed};
use poolsim::{Config, Sim};
use serde_json::{Value, json};

async fn pool(seed: u64, name: &str) -> Sim {
    let config = Config {
        hosts: 2,
        vms: 20,
        seed,
        pool_name: name.to_owned(),
        operation_time: std::time::Duration::from_millis(40),
        login_delay: std::time::Duration::from_millis(10),
        background: false,
        ..Config::default()
    };
    Sim::start(config).await.unwrap()
}

struct Scene {
    here: Client,
    there: Client,
    /// A machine that runs, and one that is halted.
    running: Value,
    halted: Value,
    told: Value,
    sims: (Sim, Sim),
}

async fn scene() -> Scene {
    let (lyon, oslo) = (pool(1, "Lyon").await, pool(2, "Oslo").await);
    lyon.meet(&oslo);
    let (here, there) = (Client::login(&lyon).await, Client::login(&oslo).await);
    let records = here.ok("VM.get_all_records", json!([])).await;
    let of = |state: &str| {
        let mut all = records.as_object().unwrap().iter();
        let is_fit = |vm: &Value| {
            let no = |flag: &str| vm[flag] == false;
            vm["power_state"] == state
                && ["is_a_template", "is_a_snapshot", "is_control_domain"]
                    .iter()
                    .all(|flag| no(flag))
        };
        json!(all.find(|(_, vm)| is_fit(vm)).unwrap().0)
    };
    let host = there.ok("host.get_all", json!([])).await[0].clone();
    let network = there.ok("network.get_all", json!([])).await[0].clone();
    let told = there
        .ok("host.migrate_receive", json!([host, network, {}]))
        .await;
    Scene {
        running: of("Running"),
        halted: of("Halted"),
        here,
        there,
        told,
        sims: (lyon, oslo),
    }
}

impl Scene {
    /// The maps that a machine needs: its disks and cards, and those of its snapshots.
    async fn maps(&self, vm: &Value) -> (Value, Value) {
        let records = self.there.ok("SR.get_all_records", json!([])).await;
        let mut srs = records.as_object().unwrap().iter();
        let is_fit = |sr: &Value| sr["shared"] == true && sr["content_type"] != "iso";
        let sr = srs.find(|(_, sr)| is_fit(sr)).unwrap().0.clone();
        let network = self.there.ok("network.get_all", json!([])).await[0].clone();
        let (mut disks, mut cards) = (serde_json::Map::new(), serde_json::Map::new());
        let mut machines = vec![vm.clone()];
        let snapshots = self.here.ok("VM.get_snapshots", json!([vm])).await;
        machines.extend(snapshots.as_array().unwrap().iter().cloned());
        for machine in machines {
            let record = self.here.ok("VM.get_record", json!([machine])).await;
            for vbd in record["VBDs"].as_array().unwrap() {
                let vbd = self.here.ok("VBD.get_record", json!([vbd])).await;
                if vbd["type"] == "Disk" {
                    disks.insert(vbd["VDI"].as_str().unwrap().to_owned(), json!(sr));
                }
            }
            let image = record["suspend_VDI"].as_str().unwrap();
            if image != "OpaqueRef:NULL" {
                disks.insert(image.to_owned(), json!(sr));
            }
            for vif in record["VIFs"].as_array().unwrap() {
                cards.insert(vif.as_str().unwrap().to_owned(), network.clone());
            }
        }
        (Value::Object(disks), Value::Object(cards))
    }

    async fn refused(&self, params: Value) -> Failed {
        let asserted = self
            .here
            .fails("VM.assert_can_migrate", params.clone())
            .await;
        let sent = self.here.fails("VM.migrate_send", params).await;
        assert_eq!(asserted, sent);
        sent
    }
}

#[tokio::test]
async fn a_machine_goes_and_is_the_same_there() {
    let scene = scene().await;
    let vm = &scene.running;
    scene.sims.0.world().db.create(
        "VTPM",
        "OpaqueRef:the-tpm".into(),
        &[("VM", vm.as_str().unwrap().into())],
    );
    let (disks, cards) = scene.maps(vm).await;
    let old = scene.here.ok("VM.get_record", json!([vm])).await;
    let asked = json!([vm, scene.told, true, disks, cards, {}]);
    scene.here.ok("VM.assert_can_migrate", asked.clone()).await;
    let new = scene.here.ok("VM.migrate_send", asked).await;
    let gone = scene.here.fails("VM.get_record", json!([vm])).await;
    assert_eq!(gone.0, "HANDLE_INVALID");
    for disk in disks.as_object().unwrap().keys() {
        let gone = scene.here.fails("VDI.get_record", json!([disk])).await;
        assert_eq!(gone.0, "HANDLE_INVALID");
    }
    let gone = scene
        .here
        .fails("VTPM.get_record", json!(["OpaqueRef:the-tpm"]))
        .await;
    assert_eq!(gone.0, "HANDLE_INVALID");
    let record = scene.there.ok("VM.get_record", json!([new])).await;
    for field in [
        "uuid",
        "name_label",
        "power_state",
        "memory_dynamic_max",
        "tags",
    ] {
        assert_eq!(record[field], old[field], "{field}");
    }
    assert_eq!(record["resident_on"], scene.told["host"]);
    for list in ["VBDs", "VIFs", "VTPMs", "snapshots", "consoles"] {
        let count = |vm: &Value| vm[list].as_array().unwrap().len();
        assert_eq!(count(&record), count(&old), "{list}");
    }
    assert_eq!(record["current_operations"], json!({}));
}

#[tokio::test]
async fn a_copy_leaves_the_one_that_it_is_made_like() {
    let scene = scene().await;
    let vm = &scene.halted;
    let (disks, cards) = scene.maps(vm).await;
    let copy = json!({ "copy": "true" });
    let asked = json!([vm, scene.told, false, disks, cards, copy]);
    let new = scene.here.ok("VM.migrate_send", asked).await;
    let (old, record) = (
        scene.here.ok("VM.get_record", json!([vm])).await,
        scene.there.ok("VM.get_record", json!([new])).await,
    );
    assert_eq!(record["name_label"], old["name_label"]);
    assert_ne!(record["uuid"], old["uuid"]);
    let (disks, cards) = scene.maps(&scene.running).await;
    let refused = scene
        .refused(json!([scene.running, scene.told, true, disks, cards, copy]))
        .await;
    let said = [scene.running.as_str().unwrap(), "halted", "running"];
    let expected = Failed(
        "VM_BAD_POWER_STATE".into(),
        said.map(str::to_owned).to_vec(),
    );
    assert_eq!(refused, expected);
}

#[tokio::test]
async fn what_is_not_told_where_or_leads_nowhere_is_refused() {
    let scene = scene().await;
    let vm = &scene.running;
    let (disks, cards) = scene.maps(vm).await;
    let refused = scene
        .refused(json!([vm, scene.told, true, disks, {}, {}]))
        .await;
    assert_eq!(refused.0, "VIF_NOT_IN_MAP");
    let refused = scene
        .refused(json!([vm, scene.told, true, {}, cards, {}]))
        .await;
    assert_eq!(refused.0, "VDI_NOT_IN_MAP");
    let with = |key: &str, value: &str| {
        let mut told = scene.told.clone();
        told[key] = json!(value);
        json!([vm, told, true, disks, cards, {}])
    };
    let refused = scene.refused(with("session_id", "OpaqueRef:made-up")).await;
    let expected = Failed("SESSION_INVALID".into(), vec!["OpaqueRef:made-up".into()]);
    assert_eq!(refused, expected);
    let refused = scene.refused(with("host", "OpaqueRef:made-up")).await;
    assert_eq!(refused.0, "HANDLE_INVALID");
    let refused = scene.refused(with("master", "http://192.0.2.1")).await;
    assert_eq!(refused.0, "INTERNAL_ERROR");
    let sr = scene.here.ok("SR.get_all", json!([])).await[0].clone();
    let mut stray = disks.clone();
    stray
        .as_object_mut()
        .unwrap()
        .values_mut()
        .for_each(|to| *to = sr.clone());
    let refused = scene
        .refused(json!([vm, scene.told, true, stray, cards, {}]))
        .await;
    assert_eq!(
        refused,
        Failed(
            "HANDLE_INVALID".into(),
            vec!["SR".into(), sr.as_str().unwrap().into()]
        )
    );
}

#[tokio::test]
async fn a_pool_that_cannot_take_it_says_why() {
    let scene = scene().await;
    let vm = &scene.running;
    let (disks, cards) = scene.maps(vm).await;
    let asked = json!([vm, scene.told, true, disks, cards, {}]);
    let host = scene.told["host"].as_str().unwrap().to_owned();
    let there = &scene.sims.1;
    let old = there
        .world()
        .db
        .entry(&host, "software_version", "platform_version")
        .unwrap()
        .to_owned();
    there
        .world()
        .db
        .set_entry(&host, "software_version", "platform_version", "3.1.9");
    assert_eq!(
        scene.refused(asked.clone()).await.0,
        "VM_HOST_INCOMPATIBLE_VERSION_MIGRATE"
    );
    there
        .world()
        .db
        .set_entry(&host, "software_version", "platform_version", &old);
    let features = there
        .world()
        .db
        .entry(&host, "cpu_info", "features_hvm_host")
        .unwrap()
        .to_owned();
    there
        .world()
        .db
        .set_entry(&host, "cpu_info", "features_hvm_host", "00000001");
    assert_eq!(
        scene.refused(asked.clone()).await.0,
        "VM_INCOMPATIBLE_WITH_THIS_HOST"
    );
    there
        .world()
        .db
        .set_entry(&host, "cpu_info", "features_hvm_host", &features);
    there.world().db.set(&host, "enabled", false);
    assert_eq!(scene.refused(asked.clone()).await.0, "HOST_DISABLED");
    there.world().db.set(&host, "enabled", true);
    // Nothing of all that has come.
    scene.here.ok("VM.migrate_send", asked).await;
}
