//! `vm.stats`, `host.stats` and `sr.stats`: what the pool measures, in the shape that Xen Orchestra gives it.

use serde_json::{Map, Value as Json, json};

use super::call::{Call, Found};
use super::error::{Answer, Error};
use super::json;
use poolsim::load::{self, Source};

/// Name, step in seconds and number of points of each.
const GRANULARITIES: [(&str, i64, i64); 4] = [
    ("seconds", 5, 120),
    ("minutes", 60, 120),
    ("hours", 3_600, 168),
    ("days", 86_400, 366),
];

/// The moments of one answer, oldest first.
struct Series {
    step: i64,
    times: Vec<i64>,
}

impl Series {
    fn of(call: &Call) -> Answer<Series> {
        let asked = call.text("granularity").unwrap_or("seconds");
        let known = GRANULARITIES.iter().find(|(name, ..)| *name == asked);
        let Some((_, step, points)) = known else {
            return Err(Error::unforeseen(format!(
                "unsupported granularity {asked}"
            )));
        };
        let now = poolsim::clock::now();
        let end = now - now % step;
        Ok(Series {
            step: *step,
            times: (0..*points)
                .map(|i| end - (points - 1 - i) * step)
                .collect(),
        })
    }

    /// The values of a source, each times a factor; null where there is none.
    fn values(&self, source: &Source, factor: f64) -> Json {
        self.times
            .iter()
            .map(|at| Json::from(source.value(*at, self.step) * factor))
            .collect()
    }

    /// All of these together, where all are known.
    fn sum(&self, all: &Json) -> Json {
        let each: Vec<&Json> = all.as_object().into_iter().flat_map(Map::values).collect();
        (0..self.times.len())
            .map(|i| {
                let values = each.iter().map(|values| values[i].as_f64());
                Json::from(values.sum::<Option<f64>>())
            })
            .collect()
    }

    fn answer(&self, stats: Map<String, Json>) -> Json {
        json!({ "endTimestamp": self.times.last(), "interval": self.step, "stats": stats })
    }
}

/// Puts values of all sources `prefix…suffix` below what stands between.
fn each(
    series: &Series,
    sources: &[Source],
    prefix: &str,
    suffix: &str,
    factor: f64,
    key: impl Fn(&str) -> Option<String>,
) -> Json {
    let found: Map<String, Json> = sources
        .iter()
        .filter_map(|source| {
            let middle = source.name.strip_prefix(prefix)?.strip_suffix(suffix)?;
            Some((key(middle)?, series.values(source, factor)))
        })
        .collect();
    found.into()
}

fn digits(name: &str) -> Option<String> {
    (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())).then(|| name.to_owned())
}

/// `vm.stats {id, granularity}`. A VM that is not on a host has none.
pub(super) async fn vm(call: Call) -> Answer<Json> {
    let vm = call.object("id")?;
    if !matches!(vm.power().as_str(), "Running" | "Paused") {
        return Err(halted(vm));
    }
    let series = Series::of(&call)?;
    let seed = vm.link.pool.settings.seed;
    let sources = vm.ask(|world, vm| load::of_vm(world, seed, vm));
    let mut stats = Map::new();
    stats.insert(
        "cpus".into(),
        each(&series, &sources, "cpu", "", 100.0, digits),
    );
    for (name, source, factor) in [
        ("cpuUsage", "cpu_usage", 100.0),
        ("memory", "memory", 1.0),
        ("memoryFree", "memory_internal_free", 1024.0),
    ] {
        if let Some(found) = sources.iter().find(|known| known.name == source) {
            stats.insert(name.into(), series.values(found, factor));
        }
    }
    let of = |prefix: &str, suffix: &str, key: fn(&str) -> Option<String>| {
        each(&series, &sources, prefix, suffix, 1.0, key)
    };
    stats.insert(
        "vifs".into(),
        json!({ "rx": of("vif_", "_rx", digits), "tx": of("vif_", "_tx", digits) }),
    );
    let letter: fn(&str) -> Option<String> = |name| name.strip_prefix("xvd").map(str::to_owned);
    stats.insert(
        "xvds".into(),
        json!({ "r": of("vbd_", "_read", letter),
                "w": of("vbd_", "_write", letter) }),
    );
    Ok(series.answer(stats))
}

fn halted(vm: &Found) -> Error {
    let record = vm.ask(|world, vm| world.db.row(vm).map(|row| json::record(&row.data)));
    // That is what it says, to the letter.
    Error::incorrect_state(
        Json::Null,
        "<host-uuid>".into(),
        record.unwrap_or_default(),
        "resident_on",
    )
}

/// `host.stats {host, granularity}`.
pub(super) async fn host(call: Call) -> Answer<Json> {
    let host = call.object("host")?;
    let series = Series::of(&call)?;
    let seed = host.link.pool.settings.seed;
    let sources = host.ask(|world, host| load::of_host(world, seed, host));
    let mut stats = Map::new();
    stats.insert(
        "cpus".into(),
        each(&series, &sources, "cpu", "", 100.0, digits),
    );
    for (name, source, factor) in [
        ("memory", "memory_total_kib", 1024.0),
        ("memoryFree", "memory_free_kib", 1024.0),
        ("load", "loadavg", 1.0),
    ] {
        if let Some(found) = sources.iter().find(|known| known.name == source) {
            stats.insert(name.into(), series.values(found, factor));
        }
    }
    let nothing: Json = series.times.iter().map(|_| 0.0).collect();
    stats.insert("memoryReclaimed".into(), nothing.clone());
    stats.insert("memoryReclaimedMax".into(), nothing);
    let card: fn(&str) -> Option<String> = |name| digits(name.strip_prefix("eth")?);
    let rx = each(&series, &sources, "pif_", "_rx", 1.0, card);
    let tx = each(&series, &sources, "pif_", "_tx", 1.0, card);
    stats.insert(
        "pifsAggr".into(),
        json!({ "rx": series.sum(&rx), "tx": series.sum(&tx) }),
    );
    stats.insert("pifs".into(), json!({ "rx": rx, "tx": tx }));
    Ok(series.answer(stats))
}

/// `sr.stats {id, granularity}`: nobody works on it here.
pub(super) async fn storage(call: Call) -> Answer<Json> {
    call.object("id")?;
    let series = Series::of(&call)?;
    let idle = || -> Json { series.times.iter().map(|_| 0.0).collect() };
    let both = || json!({ "r": idle(), "w": idle() });
    let mut stats = Map::new();
    for name in ["iops", "ioThroughput", "latency"] {
        stats.insert(name.into(), both());
    }
    stats.insert("iowait".into(), idle());
    Ok(series.answer(stats))
}
