//! Two simulated pools, a Xen Orchestra in front of them, and an engine.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use engine::{
    api::{
        ConnectionKind, ConnectionState, ConnectionView, KeepPassword, NewConnection, ServerKind,
        ViewBody, ViewSpec, XoServerView,
    },
    secret::Secret,
    vault::Memory,
};
use inventory::{ConnectionId, ObjectKey};
use poolsim::Sim;
use poolsim_xo::Xo;
use tempfile::TempDir;
use xapi::{Class, VmKind, VmPowerState};

use crate::support::{Bench, PASSWORD, small_pool};

pub const ADMIN: &str = "admin@admin.net";

pub struct Scene {
    pub sims: Vec<Sim>,
    pub xo: Xo,
    pub bench: Bench,
}

pub async fn pool(name: &str, seed: u64) -> Sim {
    Sim::start(poolsim::Config {
        pool_name: name.into(),
        seed,
        login_delay: Duration::from_millis(10),
        operation_time: Duration::from_millis(400),
        ..small_pool()
    })
    .await
    .unwrap()
}

pub async fn pools() -> Vec<Sim> {
    vec![pool("Lyon", 1).await, pool("Paris", 2).await]
}

pub async fn orchestra(sims: &[Sim]) -> Xo {
    let sims: Vec<&Sim> = sims.iter().collect();
    Xo::start(([127, 0, 0, 1], 0).into(), &sims).await.unwrap()
}

impl Scene {
    pub async fn new() -> Self {
        let sims = pools().await;
        Self {
            xo: orchestra(&sims).await,
            sims,
            bench: Bench::new().await,
        }
    }

    /// A scene whose Xen Orchestra is connected, with the pools behind it.
    pub async fn connected() -> (Self, ConnectionId, Vec<ConnectionId>) {
        let scene = Self::new().await;
        let id = scene.add(KeepPassword::Keyring).await;
        scene.bench.live(&id).await;
        let pools = scene.live_pools(&id).await;
        (scene, id, pools)
    }

    pub fn wanted(&self, keep: KeepPassword) -> NewConnection {
        NewConnection {
            kind: ServerKind::Xo,
            address: self.xo.url(),
            user: ADMIN.into(),
            password: Secret::new(PASSWORD),
            otp: None,
            keep,
            read_only: false,
        }
    }

    pub async fn add(&self, keep: KeepPassword) -> ConnectionId {
        let wanted = self.wanted(keep);
        self.bench.engine.add_connection(wanted).await.unwrap()
    }

    /// Waits until each pool is live that is behind a Xen Orchestra, in the order of `sims`.
    pub async fn live_pools(&self, parent: &ConnectionId) -> Vec<ConnectionId> {
        let mut ids = Vec::new();
        for sim in &self.sims {
            let uuid = uuid_of(sim);
            let is_it = |view: &ConnectionView| {
                view.parent.as_ref() == Some(parent)
                    && view.pool.as_deref() == Some(uuid.as_str())
                    && matches!(view.state, ConnectionState::Live { .. })
            };
            let view = self.bench.connection("a live pool", is_it).await;
            assert_eq!(view.kind, ConnectionKind::XoPool);
            ids.push(view.id);
        }
        ids
    }

    /// Waits until it is known which server leads to each pool.
    pub async fn servers_known(&self, id: &ConnectionId) -> Vec<XoServerView> {
        let spec = ViewSpec::XoServers {
            connection: id.clone(),
        };
        let view = self
            .bench
            .engine
            .open_view(&"main".into(), spec)
            .await
            .unwrap();
        let known = |body: &ViewBody| match body {
            ViewBody::XoServers(servers) => {
                let all = servers.iter().all(|server| server.connection.is_some());
                (all && servers.len() == self.sims.len()).then(|| servers.clone())
            }
            _ => None,
        };
        self.bench.shown("the servers", view, known).await
    }

    /// A machine in that state, by what the engine knows.
    pub fn vm_in(&self, pool: &ConnectionId, state: VmPowerState) -> ObjectKey {
        let store = self.bench.engine.store(pool).unwrap();
        let world = store.read();
        let found = world
            .vms()
            .find(|(_, vm)| vm.kind() == VmKind::Machine && vm.power_state == state);
        let (reference, _) = found.unwrap_or_else(|| panic!("no VM is {state}"));
        ObjectKey::new(pool, &Class::Vm, reference)
    }
}

/// Another engine on the files and secrets of the first.
pub async fn next_start(folder: Arc<TempDir>, vault: Memory) -> Bench {
    Bench::at(folder, vault).await
}

pub fn uuid_of(sim: &Sim) -> String {
    let world = sim.world();
    world.db.text(&world.pool(), "uuid").to_owned()
}

/// What a simulated pool has of a class: uuid and name of each object.
pub fn theirs(sim: &Sim, class: &str) -> BTreeMap<String, String> {
    let world = sim.world();
    let all = world.db.all(class);
    all.iter()
        .map(|one| {
            let text = |field| world.db.text(one, field).to_owned();
            (text("uuid"), text("name_label"))
        })
        .collect()
}

/// What the engine has of a class: uuid and name of each object.
pub fn ours(bench: &Bench, pool: &ConnectionId, class: &Class) -> BTreeMap<String, String> {
    let store = bench.engine.store(pool).unwrap();
    let world = store.read();
    let all = world.objects().filter(|object| object.class() == *class);
    all.map(|object| {
        let name = world.name_of(&object.reference).unwrap_or_default();
        (object.record.uuid().to_owned(), name.to_owned())
    })
    .collect()
}
