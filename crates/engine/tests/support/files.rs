//! A pool whose machines and disks go into files and come out of them.

use std::{collections::BTreeMap, fs, path::PathBuf};

use engine::api::{TaskState, TaskView, ViewSpec};
use inventory::{ConnectionId, Job, ObjectKey, Problem};
use poolsim::{Sim, db::Db, value::Ref};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Bench, request, sim};

pub struct Scene {
    pub sim: Sim,
    pub bench: Bench,
    pub id: ConnectionId,
    pub tasks: u32,
    pub files: TempDir,
}

pub async fn scene() -> Scene {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    Scene::of(sim, bench, id).await
}

impl Scene {
    pub async fn of(sim: Sim, bench: Bench, id: ConnectionId) -> Self {
        let spec = ViewSpec::Tasks;
        let tasks = bench.engine.open_view(&"main".into(), spec).await.unwrap();
        Self {
            sim,
            bench,
            id,
            tasks,
            files: tempfile::tempdir().unwrap(),
        }
    }

    pub async fn begin(&self, job: Job, inputs: Value, on: &ObjectKey) -> Result<String, Problem> {
        let asked = request(job, inputs);
        let ids = self.bench.engine.run_job(asked, vec![on.clone()], None);
        Ok(ids.await?.remove(0))
    }

    pub async fn end(&self, id: &str) -> TaskView {
        let ended = |view: &TaskView| view.id == id && view.finished.is_some();
        self.bench.task("the end", self.tasks, ended).await
    }

    pub async fn run(&self, job: Job, inputs: Value, on: &ObjectKey) -> TaskView {
        let id = self.begin(job, inputs, on).await.unwrap();
        self.end(&id).await
    }

    pub fn key(&self, class: &str, reference: &str) -> ObjectKey {
        ObjectKey {
            connection: self.id.clone(),
            class: class.into(),
            reference: reference.to_owned(),
        }
    }

    /// A machine that is halted, with two disks of which one is small enough to be read whole.
    pub fn machine(&self) -> Ref {
        let mut world = self.sim.world();
        let db = &mut world.db;
        let is_fit = |vm: &&Ref| {
            db.text(vm, "power_state") == "Halted"
                && !db.flag(vm, "is_a_template")
                && !disks(db, vm).is_empty()
                && !db.refs(vm, "VIFs").is_empty()
        };
        let vm = db.all("VM").iter().find(is_fit).unwrap().clone();
        let disk = disks(db, &vm).remove(0);
        db.set(&disk, "virtual_size", (8 << 20) + 512);
        vm
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.files.path().join(name)
    }

    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.files.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    }

    pub async fn exported(&self, vm: &Ref, name: &str) -> PathBuf {
        let file = self.file(name);
        let on = self.key("VM", vm);
        let end = self.run(Job::ExportVm, json!({ "file": file }), &on).await;
        assert_eq!(end.state, TaskState::Succeeded, "{end:?}");
        file
    }

    pub fn storage(&self) -> ObjectKey {
        let world = self.sim.world();
        let all = world.db.all("SR");
        let is_fit =
            |sr: &&Ref| world.db.flag(sr, "shared") && world.db.text(sr, "content_type") != "iso";
        self.key("SR", all.iter().find(is_fit).unwrap())
    }

    /// How many objects of each of these classes there are, and what is under way.
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        let world = self.sim.world();
        let db = &world.db;
        let classes = ["VM", "VDI", "VBD", "VIF", "network", "VM_metrics"];
        let mut counts = BTreeMap::from(classes.map(|class| (class, db.all(class).len())));
        let vms = db.all("VM").into_iter();
        let busy = vms.filter(|vm| {
            !db.value(vm, "current_operations")
                .unwrap()
                .as_map()
                .is_empty()
        });
        counts.insert("busy", busy.count());
        counts
    }

    pub fn named(&self, name: &str) -> Ref {
        let world = self.sim.world();
        let mut all = world.db.all("VM").into_iter();
        all.find(|vm| world.db.text(vm, "name_label") == name)
            .unwrap()
    }
}

pub fn disks(db: &Db, vm: &Ref) -> Vec<Ref> {
    let drives = db.refs(vm, "VBDs").into_iter();
    let mut disks: Vec<(String, Ref)> = drives
        .filter(|vbd| db.text(vbd, "type") == "Disk")
        .map(|vbd| {
            (
                db.text(&vbd, "userdevice").to_owned(),
                db.reference(&vbd, "VDI"),
            )
        })
        .collect();
    disks.sort();
    disks.into_iter().map(|(_, disk)| disk).collect()
}

pub fn digests(sim: &Sim, vm: &Ref) -> Vec<Vec<u8>> {
    let world = sim.world();
    let disks = disks(&world.db, vm).into_iter();
    disks.map(|disk| world.digest(&disk)).collect()
}

pub fn macs(sim: &Sim, vm: &Ref) -> Vec<String> {
    let world = sim.world();
    let cards = world.db.refs(vm, "VIFs").into_iter();
    cards
        .map(|vif| world.db.text(&vif, "MAC").to_owned())
        .collect()
}
