//! Scripts against a simulated pool in this process: what is written and read, and what is left alone.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use engine::{
    Config, Engine,
    api::{KeepPassword, NewConnection, ServerKind},
    secret::Secret,
    vault::{Memory, Vault},
};
use images::xva;
use poolsim::Sim;
use tempfile::TempDir;

use super::{export, import, pool::Pool, stop::Stop};
use crate::{
    cli::{Export, Import, OnPool, Packing},
    places::Places,
};

const PASSWORD: &str = "made-up-Passwort-23";

/// A pool that somebody has added and trusted in the window, which is closed now.
struct Scene {
    sim: Sim,
    folder: TempDir,
    vault: Memory,
}

impl Scene {
    async fn new() -> Self {
        let sim = Sim::start(poolsim::Config {
            hosts: 1,
            vms: 6,
            password: PASSWORD.into(),
            pool_name: "Lab".into(),
            background: false,
            ..poolsim::Config::default()
        })
        .await
        .unwrap();
        let scene = Self {
            sim,
            folder: tempfile::tempdir().unwrap(),
            vault: Memory::new(),
        };
        let places = scene.places();
        let vault = Arc::new(scene.vault.clone());
        let config = Config::new(&places.config, &places.data, "0.0.0-test", vault);
        let engine = Engine::start(config).await.unwrap();
        let wanted = NewConnection {
            kind: ServerKind::Pool,
            address: scene.sim.http_url(),
            user: "root".into(),
            password: Secret::new(PASSWORD),
            otp: None,
            keep: KeepPassword::Keyring,
            read_only: false,
        };
        let id = engine.add_connection(wanted).await.unwrap();
        let kept = async || scene.vault.get(id.as_str()).await.unwrap();
        test_support::eventually_some("a password in the keyring", kept).await;
        // What a pool is called is known from then on.
        let found = async || {
            let hits = engine.search("Lab".to_owned(), 5).await.unwrap();
            (!hits.is_empty()).then_some(())
        };
        test_support::eventually_some("the pool", found).await;
        engine.shutdown().await;
        scene
    }

    fn places(&self) -> Places {
        Places::choose(Some(&self.folder.path().join("settings")), false).unwrap()
    }

    async fn open(&self, on: &OnPool) -> Result<Pool, Stop> {
        Pool::open(&self.places(), Arc::new(self.vault.clone()), on).await
    }

    /// The halted machines, by name.
    fn halted(&self) -> Vec<String> {
        let world = self.sim.world();
        let all = world.db.all("VM").into_iter();
        let mut names: Vec<String> = all
            .filter(|vm| {
                world.db.text(vm, "power_state") == "Halted" && !world.db.flag(vm, "is_a_template")
            })
            .map(|vm| world.db.text(&vm, "name_label").to_owned())
            .collect();
        names.sort();
        names
    }

    fn export(&self, vms: &[&str], to: &Path) -> Export {
        Export {
            vms: vms.iter().map(|&vm| vm.to_owned()).collect(),
            query: None,
            to: to.to_owned(),
            packing: Packing::Zstd,
            replace: false,
            on: OnPool::default(),
        }
    }
}

fn import(file: &Path, name: &str) -> Import {
    Import {
        file: file.to_owned(),
        sr: None,
        name: Some(name.to_owned()),
        restore: false,
        start: false,
        force: false,
        on: OnPool::default(),
    }
}

/// The settings: every JSON file, with what is in it.
fn settings(scene: &Scene) -> BTreeMap<PathBuf, String> {
    let places = scene.places();
    let mut all = BTreeMap::new();
    for folder in [places.config, places.data] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "json") {
                all.insert(path.clone(), fs::read_to_string(&path).unwrap());
            }
        }
    }
    all
}

fn why(outcome: Result<impl Sized, Stop>) -> String {
    match outcome {
        Err(Stop::NotBegun(why)) => why,
        Err(Stop::Failed) => panic!("it was begun"),
        Ok(_) => panic!("it was done"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_is_whole_and_can_be_imported_and_no_setting_changes() {
    let scene = Scene::new().await;
    let before = settings(&scene);
    assert!(!before.is_empty());
    let name = scene.halted().remove(0);
    let file = scene.folder.path().join("vm.xva");
    let pool = scene.open(&OnPool::default()).await.unwrap();
    export::run(&scene.export(&[&name], &file), &pool)
        .await
        .unwrap();
    let report = xva::verify(fs::File::open(&file).unwrap()).unwrap();
    assert!(report.is_good(), "{:?}", report.problems);
    assert_eq!(report.metadata.machines[0].name, name);
    import::run(&import(&file, "came back"), &pool)
        .await
        .unwrap();
    assert!(scene.halted().contains(&"came back".to_owned()));
    // It is not written over, unless that is said.
    let again = export::run(&scene.export(&[&name], &file), &pool).await;
    assert!(
        matches!(again, Err(Stop::Failed) | Err(Stop::NotBegun(_))),
        "{again:?}"
    );
    let order = Export {
        replace: true,
        ..scene.export(&[&name], &file)
    };
    export::run(&order, &pool).await.unwrap();
    pool.close().await;
    assert_eq!(settings(&scene), before);
    assert_eq!(
        scene.sim.world().session_infos().len(),
        0,
        "it is logged out"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_exports_all_that_it_finds_into_a_folder() {
    let scene = Scene::new().await;
    let to = scene.folder.path().join("backup");
    fs::create_dir(&to).unwrap();
    let pool = scene
        .open(&OnPool {
            pool: Some("Lab".into()),
            ..OnPool::default()
        })
        .await
        .unwrap();
    let order = Export {
        query: Some("status:halted".into()),
        ..scene.export(&[], &to)
    };
    export::run(&order, &pool).await.unwrap();
    pool.close().await;
    let halted = scene.halted();
    assert!(halted.len() > 1, "{halted:?}");
    assert_eq!(fs::read_dir(&to).unwrap().count(), halted.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_the_way_is_said_before_anything_is_begun() {
    let scene = Scene::new().await;
    let to = scene.folder.path().join("backup");
    fs::create_dir(&to).unwrap();
    let other = OnPool {
        pool: Some("Elsewhere".into()),
        ..OnPool::default()
    };
    assert!(why(scene.open(&other).await).contains("there are: Lab"));
    let pool = scene.open(&OnPool::default()).await.unwrap();
    let nobody = export::run(&scene.export(&["nobody"], &to), &pool).await;
    assert_eq!(why(nobody), "there is no VM “nobody”");
    let running = {
        let world = scene.sim.world();
        let mut all = world.db.all("VM").into_iter();
        let runs = |vm: &poolsim::value::Ref| {
            world.db.text(vm, "power_state") == "Running" && !world.db.flag(vm, "is_control_domain")
        };
        let vm = all.find(|vm| runs(vm)).unwrap();
        world.db.text(&vm, "name_label").to_owned()
    };
    let halted = scene.halted();
    let refused = export::run(&scene.export(&[&halted[0], &running], &to), &pool).await;
    assert!(why(refused).starts_with(&running));
    let no_file = import::run(&import(&to.join("none.xva"), "x"), &pool).await;
    assert!(no_file.is_err());
    pool.close().await;
    assert_eq!(fs::read_dir(&to).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_is_not_kept_is_given_by_a_file() {
    let scene = Scene::new().await;
    let places = scene.places();
    let nothing: Arc<dyn Vault> = Arc::new(Memory::new());
    let refused = Pool::open(&places, nothing.clone(), &OnPool::default()).await;
    assert!(why(refused).contains("--password-file"));
    let file = scene.folder.path().join("password");
    let with = |text: &str| {
        fs::write(&file, text).unwrap();
        OnPool {
            password_file: Some(file.clone()),
            ..OnPool::default()
        }
    };
    let wrong = Pool::open(&places, nothing.clone(), &with("no\n")).await;
    assert!(!why(wrong).is_empty());
    let pool = Pool::open(&places, nothing.clone(), &with(&format!("{PASSWORD}\n")))
        .await
        .unwrap();
    pool.close().await;
}
