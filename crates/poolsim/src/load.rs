//! How busy everything is: curves that look like work, computed from the time alone, so that nothing is stored and
//! any moment of the past can be asked for.

use crate::db::Db;
use crate::failure::{Failure, Outcome};
use crate::placement;
use crate::pool::World;
use crate::rng::{hash, unit};
use crate::value::{Ref, Value};

/// One measured quantity of a host or a VM.
#[derive(Clone, Debug)]
pub struct Source {
    /// Name of the data source.
    pub name: String,
    /// Its unit.
    pub units: &'static str,
    /// Largest value there can be.
    pub max: f64,
    /// Measured since then (Unix seconds); before, there is nothing.
    pub since: i64,
    shape: Shape,
    seed: u64,
}

#[derive(Clone, Copy, Debug)]
enum Shape {
    /// The same all the time.
    Constant(f64),
    /// A share of the top that follows the day, with bursts: (usual share, top).
    Work(f64, f64),
    /// Wanders slowly between two values.
    Wander(f64, f64),
}

impl Source {
    /// The value averaged over the `step` seconds that end at `at`; not a number where there was nothing.
    pub fn value(&self, at: i64, step: i64) -> f64 {
        if at - step < self.since {
            return f64::NAN;
        }
        if step <= 5 {
            return self.at(at);
        }
        let points: i64 = 6;
        (0..points)
            .map(|i| self.at(at - step * i / points))
            .sum::<f64>()
            / points as f64
    }

    fn at(&self, at: i64) -> f64 {
        match self.shape {
            Shape::Constant(value) => value,
            Shape::Work(usual, top) => top * work(self.seed, usual, at),
            Shape::Wander(low, high) => low + (high - low) * noise(self.seed, at, 900),
        }
    }
}

/// A smooth curve through random points, one each `period` seconds.
fn noise(seed: u64, at: i64, period: i64) -> f64 {
    let (k, rest) = (at.div_euclid(period), at.rem_euclid(period));
    let point = |k: i64| unit(seed ^ (k as u64).wrapping_mul(0x9e37_79b9) ^ (period as u64) << 40);
    let x = rest as f64 / period as f64;
    let x = x * x * (3.0 - 2.0 * x);
    point(k) * (1.0 - x) + point(k + 1) * x
}

/// A share between 0 and 1: more by day than by night, never the same twice, sometimes flat out.
fn work(seed: u64, usual: f64, at: i64) -> f64 {
    let phase = unit(seed ^ 0xda1) * 7_200.0;
    let day = (((at % 86_400) as f64 + phase) / 86_400.0 - 0.54) * std::f64::consts::TAU;
    let weekday = if matches!(at.div_euclid(86_400).rem_euclid(7), 2 | 3) {
        0.6
    } else {
        1.0
    };
    let tide = (0.65 + 0.35 * day.cos()) * weekday;
    let mut share = usual * tide * (0.5 + noise(seed, at, 1_800))
        + 0.10 * noise(seed, at, 60) * usual.max(0.05);
    share += 0.04 * noise(seed, at, 10);
    let busy = unit(seed ^ (at.div_euclid(1_200) as u64).wrapping_mul(31)) < 0.04;
    if busy {
        share += 0.55 * noise(seed ^ 1, at, 40);
    }
    share.clamp(0.002, 0.998)
}

struct Maker {
    seed: u64,
    since: i64,
    sources: Vec<Source>,
}

impl Maker {
    fn add(&mut self, name: impl Into<String>, units: &'static str, max: f64, shape: Shape) {
        let name = name.into();
        let seed = self.seed ^ hash(&name);
        self.sources.push(Source {
            name,
            units,
            max,
            since: self.since,
            shape,
            seed,
        });
    }
}

/// How busy a VM usually is, by what its name says it does.
fn usual(db: &Db, vm: &str, seed: u64) -> f64 {
    let name = db.text(vm, "name_label").to_lowercase();
    let base = [
        ("db", 0.45),
        ("build", 0.6),
        ("web", 0.3),
        ("lb", 0.12),
        ("dc", 0.06),
        ("monitoring", 0.4),
        ("worker", 0.7),
    ]
    .iter()
    .find(|(stem, _)| name.starts_with(stem))
    .map_or(0.15, |(_, share)| *share);
    base * (0.6 + 0.8 * unit(seed))
}

/// What is measured of a VM.
pub fn of_vm(world: &World, pool_seed: u64, vm: &Ref) -> Vec<Source> {
    let db = &world.db;
    let seed = pool_seed ^ hash(db.text(vm, "uuid"));
    let since = db.int(&db.reference(vm, "metrics"), "start_time");
    let mut maker = Maker {
        seed,
        since,
        sources: Vec::new(),
    };
    let usual = usual(db, vm, seed);
    let cpus = db.int(vm, "VCPUs_at_startup").max(1);
    for cpu in 0..cpus {
        maker.add(
            format!("cpu{cpu}"),
            "(fraction)",
            1.0,
            Shape::Work(usual * (1.0 - 0.08 * cpu as f64).max(0.3), 1.0),
        );
    }
    maker.add("cpu_usage", "(fraction)", 1.0, Shape::Work(usual, 1.0));
    let memory = db.int(vm, "memory_dynamic_max") as f64;
    maker.add("memory", "B", f64::INFINITY, Shape::Constant(memory));
    maker.add("memory_target", "B", f64::INFINITY, Shape::Constant(memory));
    if db.flag(&db.reference(vm, "guest_metrics"), "PV_drivers_detected") {
        let free = memory / 1024.0;
        maker.add(
            "memory_internal_free",
            "KiB",
            f64::INFINITY,
            Shape::Wander(free * 0.1, free * (0.9 - usual)),
        );
    }
    for vif in db.refs(vm, "VIFs") {
        let device = db.text(&vif, "device").to_owned();
        maker.add(
            format!("vif_{device}_rx"),
            "B/s",
            f64::INFINITY,
            Shape::Work(usual, 6e6),
        );
        maker.add(
            format!("vif_{device}_tx"),
            "B/s",
            f64::INFINITY,
            Shape::Work(usual, 9e6),
        );
    }
    for vbd in db.refs(vm, "VBDs") {
        let device = db.text(&vbd, "device").to_owned();
        if db.flag(&vbd, "empty") || device.is_empty() {
            continue;
        }
        maker.add(
            format!("vbd_{device}_read"),
            "B/s",
            f64::INFINITY,
            Shape::Work(usual * 0.6, 2.5e7),
        );
        maker.add(
            format!("vbd_{device}_write"),
            "B/s",
            f64::INFINITY,
            Shape::Work(usual * 0.5, 1.8e7),
        );
        maker.add(
            format!("vbd_{device}_read_latency"),
            "μs",
            f64::INFINITY,
            Shape::Wander(180.0, 2_600.0),
        );
        maker.add(
            format!("vbd_{device}_write_latency"),
            "μs",
            f64::INFINITY,
            Shape::Wander(240.0, 4_100.0),
        );
        maker.add(
            format!("vbd_{device}_iops_total"),
            "requests/s",
            f64::INFINITY,
            Shape::Work(usual * 0.6, 900.0),
        );
    }
    maker.sources
}

/// What is measured of a host.
pub fn of_host(world: &World, pool_seed: u64, host: &Ref) -> Vec<Source> {
    let db = &world.db;
    let seed = pool_seed ^ hash(db.text(host, "uuid"));
    let boot = db
        .entry(host, "other_config", "boot_time")
        .and_then(|t| t.trim_end_matches('.').parse().ok());
    let mut maker = Maker {
        seed,
        since: boot.unwrap_or(0),
        sources: Vec::new(),
    };
    let cpus: i64 = db
        .entry(host, "cpu_info", "cpu_count")
        .and_then(|n| n.parse().ok())
        .unwrap_or(1);
    let vms = db.refs(host, "resident_VMs");
    // A host is as busy as what it carries.
    let wanted: f64 = vms
        .iter()
        .map(|vm| {
            db.int(vm, "VCPUs_at_startup") as f64
                * usual(db, vm, pool_seed ^ hash(db.text(vm, "uuid")))
        })
        .sum();
    let usual = (wanted / cpus as f64).clamp(0.02, 0.9);
    maker.add("cpu_avg", "(fraction)", 1.0, Shape::Work(usual, 1.0));
    for cpu in 0..cpus {
        let share = usual * (0.5 + unit(seed ^ cpu as u64));
        maker.add(
            format!("cpu{cpu}"),
            "(fraction)",
            1.0,
            Shape::Work(share, 1.0),
        );
    }
    maker.add(
        "loadavg",
        "(fraction)",
        f64::INFINITY,
        Shape::Work(usual, 4.0),
    );
    maker.add(
        "hostload",
        "(fraction)",
        f64::INFINITY,
        Shape::Work(usual, 1.2),
    );
    let running = vms
        .iter()
        .map(|vm| db.int(vm, "VCPUs_at_startup"))
        .sum::<i64>();
    maker.add(
        "running_vcpus",
        "count",
        f64::INFINITY,
        Shape::Constant(running as f64),
    );
    maker.add(
        "running_domains",
        "count",
        f64::INFINITY,
        Shape::Constant(vms.len() as f64),
    );
    let total = db.int(&db.reference(host, "metrics"), "memory_total") / 1024;
    maker.add(
        "memory_total_kib",
        "KiB",
        f64::INFINITY,
        Shape::Constant(total as f64),
    );
    let free = placement::free(db, host) / 1024;
    maker.add(
        "memory_free_kib",
        "KiB",
        f64::INFINITY,
        Shape::Constant(free as f64),
    );
    for pif in db.refs(host, "PIFs") {
        if db.flag(&pif, "physical") {
            let device = db.text(&pif, "device").to_owned();
            maker.add(
                format!("pif_{device}_rx"),
                "B/s",
                f64::INFINITY,
                Shape::Work(usual, 1.1e8),
            );
            maker.add(
                format!("pif_{device}_tx"),
                "B/s",
                f64::INFINITY,
                Shape::Work(usual, 1.4e8),
            );
        }
    }
    maker.add(
        "pif_aggr_rx",
        "B/s",
        f64::INFINITY,
        Shape::Work(usual, 2.3e8),
    );
    maker.add(
        "pif_aggr_tx",
        "B/s",
        f64::INFINITY,
        Shape::Work(usual, 2.9e8),
    );
    for pbd in db.refs(host, "PBDs") {
        let sr = db.reference(&pbd, "SR");
        if db.text(&sr, "content_type") == "user" && db.flag(&pbd, "currently_attached") {
            let short: String = db.text(&sr, "uuid").chars().take(8).collect();
            maker.add(
                format!("read_{short}"),
                "B/s",
                f64::INFINITY,
                Shape::Work(usual * 0.5, 1.2e8),
            );
            maker.add(
                format!("write_{short}"),
                "B/s",
                f64::INFINITY,
                Shape::Work(usual * 0.4, 9e7),
            );
            maker.add(
                format!("latency_{short}"),
                "μs",
                f64::INFINITY,
                Shape::Wander(300.0, 5_200.0),
            );
            maker.add(
                format!("iops_total_{short}"),
                "requests/s",
                f64::INFINITY,
                Shape::Work(usual * 0.5, 4_000.0),
            );
        }
    }
    if *host == world.coordinator() {
        maker.add(
            "pool_session_count",
            "sessions",
            f64::INFINITY,
            Shape::Constant(world.sessions.len() as f64),
        );
        maker.add(
            "pool_task_count",
            "tasks",
            f64::INFINITY,
            Shape::Constant(world.live_tasks() as f64),
        );
    }
    maker.sources
}

/// The value of one source at `now`.
pub fn query(sources: &[Source], name: &str, now: i64) -> Outcome<f64> {
    match sources.iter().find(|source| source.name == name) {
        Some(source) => Ok(source.value(now - now % 5, 5)),
        None => Err(Failure::internal(format!(
            "Failure(\"no data source {name}\")"
        ))),
    }
}

/// `get_data_sources`: a record per source.
pub fn records(sources: &[Source], now: i64) -> Value {
    let record = |source: &Source| {
        Value::fields([
            ("name_label", Value::from(source.name.as_str())),
            ("name_description", "".into()),
            ("enabled", true.into()),
            ("standard", true.into()),
            ("units", source.units.into()),
            ("min", Value::Float(0.0)),
            ("max", Value::Float(source.max)),
            ("value", Value::Float(source.value(now - now % 5, 5))),
        ])
    };
    Value::Set(sources.iter().map(record).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(shape: Shape) -> Source {
        Source {
            name: "cpu0".into(),
            units: "",
            max: 1.0,
            since: 1_000_000,
            shape,
            seed: 7,
        }
    }

    #[test]
    fn a_curve_is_the_same_each_time_and_moves() {
        let work = source(Shape::Work(0.3, 1.0));
        let at = 1_795_222_205;
        let values: Vec<f64> = (0..200).map(|i| work.value(at + i * 60, 5)).collect();
        assert_eq!(values[0].to_bits(), work.value(at, 5).to_bits());
        assert!(values.iter().all(|v| (0.0..=1.0).contains(v)));
        let (low, high) = (
            values.iter().copied().fold(1.0, f64::min),
            values.iter().copied().fold(0.0, f64::max),
        );
        assert!(high - low > 0.05, "{low} {high}");
        // Five seconds later it is near: a curve, not dice.
        assert!((work.value(at + 5, 5) - work.value(at, 5)).abs() < 0.5);
    }

    #[test]
    fn before_the_start_there_is_nothing() {
        assert!(source(Shape::Constant(1.0)).value(1_000_002, 5).is_nan());
        assert_eq!(
            source(Shape::Constant(1.0))
                .value(2_000_000, 3600)
                .to_bits(),
            1f64.to_bits()
        );
    }
}
