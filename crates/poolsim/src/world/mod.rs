//! A believable pool, made from a seed: hosts, networks, storage, templates, VMs and what is wrong with some of them.

mod hardware;
mod hosts;
mod machines;
mod names;
mod networks;
mod storage;
mod templates;

use crate::allowed;
use crate::clock;
use crate::db::Db;
use crate::pool::{Listener, World};
use crate::rng::Rng;
use crate::targets::Targets;
use crate::value::{Ref, Value};

/// What is to be made.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Name of the pool.
    pub pool_name: String,
    /// How many hosts.
    pub hosts: usize,
    /// How many VMs, templates and snapshots not counted.
    pub vms: usize,
    /// Seed.
    pub seed: u64,
}

/// What later steps need of earlier ones.
#[derive(Debug, Default)]
struct Site {
    hosts: Vec<Ref>,
    metrics: Vec<Ref>,
    /// Networks that guests use, on every host.
    guest_networks: Vec<Ref>,
    /// Shared storage for disks.
    shared: Vec<Ref>,
    /// Local storage, one per host.
    local: Vec<Ref>,
    /// Discs in the ISO library.
    discs: Vec<Ref>,
    /// What is used of all storage, by us or by others.
    used: Vec<(Ref, i64)>,
    /// An internal network, with no card behind it.
    internal: Option<Ref>,
}

struct Maker<'a> {
    db: &'a mut Db,
    rng: Rng,
    now: i64,
}

impl Maker<'_> {
    fn make(&mut self, class: &str, fields: &[(&str, Value)]) -> Ref {
        let reference = self.rng.reference();
        self.make_as(class, reference, fields)
    }

    fn make_as(&mut self, class: &str, reference: Ref, fields: &[(&str, Value)]) -> Ref {
        let uuid = self.rng.uuid();
        let mut all: Vec<(&str, Value)> = Vec::with_capacity(fields.len() + 1);
        if !fields.iter().any(|(name, _)| *name == "uuid") {
            all.push(("uuid", uuid.into()));
        }
        all.extend(fields.iter().cloned());
        self.db.create(class, reference, &all)
    }
}

/// References of the hosts that a plan gives, the coordinator first: listeners are bound before the world is made.
pub fn host_refs(plan: &Plan) -> Vec<Ref> {
    let mut rng = Rng::new(plan.seed ^ 0xb057);
    let mut hosts: Vec<Ref> = (0..plan.hosts.max(1)).map(|_| rng.reference()).collect();
    // Lists go by reference: so they show the hosts in the order of their names.
    hosts.sort();
    hosts
}

/// Makes the world.
pub fn build(plan: &Plan, listeners: Vec<Listener>) -> World {
    let mut world = World {
        listeners,
        ..World::default()
    };
    let mut site = Site {
        hosts: host_refs(plan),
        ..Site::default()
    };
    let mut maker = Maker {
        db: &mut world.db,
        rng: Rng::new(plan.seed),
        now: clock::now(),
    };
    let demand = machines::plan(&mut maker, plan);
    hosts::make(
        &mut maker,
        &mut site,
        plan,
        &world.listeners,
        machines::memory_per_host(&demand, plan),
    );
    networks::make(&mut maker, &mut site);
    storage::make(&mut maker, &mut site);
    hosts::make_pool(&mut maker, &site, plan);
    templates::make(&mut maker, &site);
    let mut rng = maker.rng.clone();
    machines::make(&mut world, &mut rng, &site, &demand);
    hosts::finish(&mut world, &site);
    storage::settle(&mut world.db, &site);
    hardware::make(
        &mut Maker {
            db: &mut world.db,
            // Whatever it draws, nothing else is made otherwise for it.
            rng: Rng::new(plan.seed ^ 0x9c1e),
            now: clock::now(),
        },
        &site,
    );
    world.targets = Targets::around(&world.db, &site.hosts);
    allowed::refresh(&mut world.db);
    // A server's own host and its metrics are older than its first token.
    if let (Some(host), Some(metrics)) = (site.hosts.first(), site.metrics.first()) {
        world.db.make_primeval(host);
        world.db.make_primeval(metrics);
    }
    world
}
