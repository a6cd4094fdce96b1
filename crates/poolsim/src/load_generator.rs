//! A storm: a steady stream of changes all over a pool, for measuring how clients keep up.
//!
//! Every change goes through the database as an operation's does, and what is counted is what the database counted: a VM
//! that halts counts for itself, its devices, its metrics and its console. Beside it goes a marker: every 50 ms the pool's
//! `name_description` and the `name_label` of the one VM tagged `storm-marker` become `t=<Unix milliseconds>`, from which
//! whoever sees it knows how old it is.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Serialize;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::ops::power;
use crate::pool::{Pool, World};
use crate::rng::Rng;
use crate::tasks;
use crate::value::{Ref, Value};

/// How often changes are made.
const TICK: Duration = Duration::from_millis(10);
/// Ticks between two marks.
const MARK: u64 = 5;
/// What is not caught up with after the storm could not blow.
const MOST_OWED: Duration = Duration::from_secs(2);
/// Tasks of the storm that run at a time.
const TASKS: usize = 20;
/// VMs that the storm has halted at a time.
const DOWN: usize = 40;
/// Tag of the VM whose name is the time.
const MARKED: &str = "storm-marker";

/// How it blows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Blowing {
    /// Changes a second that are wanted; 0 when it is calm.
    pub rate: f64,
    /// Changes made so far, the marks not counted.
    pub changes: u64,
}

/// The storm of a pool, calm at first.
#[derive(Debug)]
pub struct LoadGenerator {
    rate: watch::Sender<f64>,
    changes: AtomicU64,
}

impl LoadGenerator {
    /// A calm one.
    pub fn new() -> Arc<LoadGenerator> {
        Arc::new(LoadGenerator {
            rate: watch::Sender::new(0.0),
            changes: AtomicU64::new(0),
        })
    }

    /// Makes it blow with so many changes a second; with none, or what is no number, it ends.
    pub fn set(&self, rate: f64) {
        let rate = if rate.is_finite() { rate.max(0.0) } else { 0.0 };
        self.rate.send_replace(rate);
    }

    /// How it blows.
    pub fn blowing(&self) -> Blowing {
        Blowing {
            rate: *self.rate.borrow(),
            changes: self.changes.load(Ordering::Relaxed),
        }
    }

    /// Blows whenever it is told to, until it is aborted.
    pub async fn run(self: Arc<LoadGenerator>, pool: Arc<Pool>) {
        let mut told = self.rate.subscribe();
        let mut weather = None;
        loop {
            let rate = *told.borrow_and_update();
            if rate > 0.0 {
                let weather = weather
                    .get_or_insert_with(|| Weather::over(&mut pool.lock(), pool.settings.seed));
                tokio::select! {
                    () = self.blow(&pool, rate, weather) => {}
                    _ = told.changed() => {}
                }
            } else {
                if let Some(weather) = weather.take() {
                    weather.clear(&mut pool.lock());
                }
                if told.changed().await.is_err() {
                    return;
                }
            }
        }
    }

    /// Blows without an end.
    async fn blow(&self, pool: &Pool, rate: f64, weather: &mut Weather) {
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        let mut last = Instant::now();
        let mut owed = 0.0;
        for tick in 0u64.. {
            let now = ticks.tick().await;
            owed += now.saturating_duration_since(last).as_secs_f64() * rate;
            owed = owed.min(MOST_OWED.as_secs_f64() * rate);
            last = now;
            let mut world = pool.lock();
            if tick.is_multiple_of(MARK) {
                weather.mark(&mut world);
            }
            let before = world.db.generation();
            let wanted = owed as u64;
            // A step may come to nothing; a pool in which nothing can change must not be waited for.
            let mut steps = 0;
            while world.db.generation() - before < wanted && steps < 4 * wanted {
                weather.step(&mut world);
                steps += 1;
            }
            let made = world.db.generation() - before;
            drop(world);
            owed -= made as f64;
            self.changes.fetch_add(made, Ordering::Relaxed);
        }
    }
}

/// What the storm goes over, and what it has left standing.
struct Weather {
    rng: Rng,
    vms: Vec<Ref>,
    hosts: Vec<Ref>,
    marker: Option<Ref>,
    tasks: VecDeque<Ref>,
    down: VecDeque<(Ref, Ref)>,
    number: u64,
}

impl Weather {
    fn over(world: &mut World, seed: u64) -> Weather {
        let db = &world.db;
        let mut vms = db.all("VM");
        vms.retain(|vm| {
            let flag = |field| db.flag(vm, field);
            !(flag("is_a_template") || flag("is_a_snapshot") || flag("is_control_domain"))
        });
        // A storm that was here before has left its tag.
        let tagged = |vm: &Ref| db.refs(vm, "tags").iter().any(|tag| &**tag == MARKED);
        // The marker's name is all that changes of it, so it is one that does not run, if there is such a one.
        let marker = vms
            .iter()
            .position(tagged)
            .or_else(|| {
                vms.iter()
                    .rposition(|vm| db.text(vm, "power_state") == "Halted")
            })
            .or(vms.len().checked_sub(1))
            .map(|at| vms.remove(at));
        let hosts = db.all("host_metrics");
        if let Some(marker) = &marker {
            let mut tags = world.db.refs(marker, "tags");
            if !tags.iter().any(|tag| &**tag == MARKED) {
                tags.push(Arc::from(MARKED));
                world.db.set(marker, "tags", Value::texts(tags));
            }
        }
        Weather {
            rng: Rng::new(seed ^ 0x5707),
            tasks: VecDeque::new(),
            vms,
            hosts,
            marker,
            down: VecDeque::new(),
            number: 0,
        }
    }

    /// Writes the time where it can be seen.
    fn mark(&mut self, world: &mut World) {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let mark = format!("t={}", since.map_or(0, |since| since.as_millis()));
        let pool = world.pool();
        world.db.set(&pool, "name_description", mark.as_str());
        if let Some(marker) = &self.marker {
            world.db.set(marker, "name_label", mark);
        }
    }

    /// Changes something somewhere.
    fn step(&mut self, world: &mut World) {
        self.number += 1;
        match self.rng.below(1_000) {
            0..480 => self.measure_machine(world),
            480..560 => self.measure_host(world),
            560..760 => self.work(world),
            760..890 => self.describe(world),
            890..980 => self.rename(world),
            980..997 => self.pause(world),
            _ => self.power(world),
        }
    }

    /// Some VM that nothing is being done to.
    fn some_vm(&mut self, world: &World) -> Option<Ref> {
        if self.vms.is_empty() {
            return None;
        }
        let vm = self.rng.pick(&self.vms);
        let idle = world
            .db
            .value(vm, "current_operations")
            .is_some_and(|operations| operations.as_map().is_empty());
        idle.then(|| vm.clone())
    }

    fn measure_machine(&mut self, world: &mut World) {
        let Some(vm) = self.some_vm(world) else {
            return;
        };
        let load = self.rng.below(10_000) as f64 / 10_000.0;
        let metrics = world.db.reference(&vm, "metrics");
        let load = Value::fields([("0", Value::Float(load))]);
        world.db.set(&metrics, "VCPUs_utilisation", load);
    }

    fn measure_host(&mut self, world: &mut World) {
        if self.hosts.is_empty() {
            return;
        }
        let metrics = self.rng.pick(&self.hosts).clone();
        let total = world.db.int(&metrics, "memory_total");
        let part = i64::try_from(self.rng.below(1_000)).unwrap_or(0);
        world.db.set(&metrics, "memory_free", total / 1_000 * part);
    }

    /// A task comes, gets on, or goes.
    fn work(&mut self, world: &mut World) {
        if self.tasks.len() < TASKS {
            let task = tasks::create(world, "Weather", "");
            self.tasks.push_back(task);
        } else if self.rng.chance(40) {
            self.finish_task(world);
        } else {
            let progress = self.rng.below(1_000) as f64 / 1_000.0;
            let at = self.rng.below(self.tasks.len() as u64);
            let task = usize::try_from(at).ok().and_then(|at| self.tasks.get(at));
            if let Some(task) = task {
                world.db.set(task, "progress", progress);
            }
        }
    }

    fn finish_task(&mut self, world: &mut World) {
        if let Some(task) = self.tasks.pop_front() {
            tasks::finish(world, &task, &Ok(Value::void()));
            world.db.delete(&task);
        }
    }

    fn describe(&mut self, world: &mut World) {
        if let Some(vm) = self.some_vm(world) {
            let text = format!("Looked at for the {}th time", self.number);
            world.db.set(&vm, "name_description", text);
        }
    }

    /// Another number behind a VM's name.
    fn rename(&mut self, world: &mut World) {
        if let Some(vm) = self.some_vm(world) {
            let name = world.db.text(&vm, "name_label");
            let own = name.split_once(" #").map_or(name, |(own, _)| own);
            let name = format!("{own} #{}", self.number);
            world.db.set(&vm, "name_label", name);
        }
    }

    fn pause(&mut self, world: &mut World) {
        let Some(vm) = self.some_vm(world) else {
            return;
        };
        let next = match world.db.text(&vm, "power_state") {
            "Running" => "Paused",
            "Paused" => "Running",
            _ => return,
        };
        world.db.set(&vm, "power_state", next);
    }

    /// A VM halts, or one that was halted comes back to where it ran.
    fn power(&mut self, world: &mut World) {
        if self.down.len() >= DOWN || (!self.down.is_empty() && self.rng.chance(45)) {
            self.bring_back(world);
        } else if let Some(vm) = self.some_vm(world)
            && world.db.text(&vm, "power_state") == "Running"
        {
            let host = world.db.reference(&vm, "resident_on");
            power::halt(world, &vm);
            self.down.push_back((vm, host));
        }
    }

    fn bring_back(&mut self, world: &mut World) {
        let Some((vm, host)) = self.down.pop_front() else {
            return;
        };
        // Somebody else may have done something about it.
        if world.db.text(&vm, "power_state") == "Halted" && world.db.is("host", &host) {
            power::boot(world, &vm, &host, false);
        }
    }

    /// Ends the tasks that are left, and starts the VMs that were halted.
    fn clear(mut self, world: &mut World) {
        while !self.tasks.is_empty() {
            self.finish_task(world);
        }
        while !self.down.is_empty() {
            self.bring_back(world);
        }
    }
}
