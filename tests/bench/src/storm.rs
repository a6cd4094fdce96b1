//! Thousands of changes a second: whether all of them arrive, how old is what is seen, and whether
//! the window can still be used.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use engine::api::{ViewBody, ViewSpec};
use inventory::view::{ListKind, TableSpec, TreeSpec};
use poolsim::Sim;
use tokio::time::sleep;

use crate::{
    Wish, compare, pools,
    report::{Figure, Report},
    seat::Seat,
    window::{MARKER, Seen, at_share},
};

/// Changes a second.
pub const RATE: f64 = 5_000.0;
/// How long it blows.
const SECONDS: u32 = 30;
/// How long the last changes may take to arrive. A comparison takes seconds, in which the store can
/// only be read.
const ARRIVAL: Duration = Duration::from_secs(60);
/// Between two comparisons.
const BETWEEN: Duration = Duration::from_secs(2);

/// The bench.
pub async fn run(report: &mut Report, wish: &Wish) -> Result<()> {
    let sim = pools::one(wish.vms).await?;
    in_engine(report, &sim).await?;
    in_window(report, wish, &sim).await
}

fn figure(what: impl AsRef<str>, value: f64, unit: &'static str) -> Figure {
    Figure::new("storm", what.as_ref(), value, unit)
}

async fn in_engine(report: &mut Report, sim: &Sim) -> Result<()> {
    let mut seat = Seat::new().await?;
    let connections = seat.open(ViewSpec::Connections).await?;
    let id = seat.connect(&sim.http_url()).await?;
    seat.live(connections, 1).await?;
    let marker = TreeSpec {
        filter: MARKER.to_owned(),
        rows: 20,
        ..TreeSpec::default()
    };
    let marker = seat.open(ViewSpec::Tree(marker)).await?;
    let tree = TreeSpec {
        rows: 80,
        ..TreeSpec::default()
    };
    seat.open(ViewSpec::Tree(tree)).await?;
    let table = TableSpec {
        list: ListKind::Vms,
        connection: None,
        within: None,
        filter: String::new(),
        among: None,
        meanings: Default::default(),
        sort: None,
        offset: 0,
        rows: 60,
    };
    seat.open(ViewSpec::Table(table)).await?;

    let before = sim.blowing().changes;
    sim.storm(RATE);
    let begun = Instant::now();
    let mut ages = Vec::new();
    let mut last = 0;
    while begun.elapsed() < Duration::from_secs(u64::from(SECONDS)) {
        let Some(frame) = seat.any_frame(Duration::from_millis(200)).await else {
            continue;
        };
        if frame.view == marker
            && let Some(mark) = mark(&frame.body)
            && mark > last
        {
            // What was there before is no news.
            if last > 0 {
                let waited = frame.at.elapsed().as_secs_f64() * 1e3;
                ages.push(now_ms() - mark as f64 - waited);
            }
            last = mark;
        }
    }
    let made = (sim.blowing().changes - before) as f64 / begun.elapsed().as_secs_f64();
    sim.storm(0.0);
    report.add(figure("engine: changes that the pool made", made, "1/s").beside("wanted", RATE))?;
    let store = seat.engine.store(&id);
    let store = store.map_err(|problem| anyhow::anyhow!("no store: {problem:?}"))?;
    let ended = Instant::now();
    sleep(BETWEEN).await;
    let mut differences = compare::compare(sim, &store);
    while !differences.is_empty() && ended.elapsed() < ARRIVAL {
        sleep(BETWEEN).await;
        differences = compare::compare(sim, &store);
    }
    if !differences.is_empty() {
        eprint!("{differences}");
    }
    let count = differences.missing.len() + differences.stale.len() + differences.ghosts.len();
    let what = format!(
        "engine: objects of {} that differ at the end",
        differences.objects
    );
    report.within(figure(what, count as f64, "objects"), 0.0)?;
    ages.sort_by(f64::total_cmp);
    report.add(figure(
        "engine: age of what a frame tells, p50",
        at_share(&ages, 0.5),
        "ms",
    ))?;
    let p95 = at_share(&ages, 0.95);
    report.within(
        figure("engine: age of what a frame tells, p95", p95, "ms"),
        150.0,
    )?;
    seat.engine.shutdown().await;
    Ok(())
}

async fn in_window(report: &mut Report, wish: &Wish, sim: &Sim) -> Result<()> {
    let seen = Seen::on(wish, &sim.http_url()).await?;
    seen.show_vms().await?;
    seen.window.fill("Filter the tree", MARKER).await?;
    sleep(Duration::from_secs(1)).await;
    let calm = seen.watched(5, 60).await?;
    sim.storm(RATE);
    sleep(Duration::from_secs(2)).await;
    let family = seen.family()?;
    let (begun, before) = (Instant::now(), family.cpu());
    let made = sim.blowing().changes;
    // A script must answer within half a minute.
    let quiet = seen.watched(15, 0).await?;
    let scrolling = seen.watched(15, 60).await?;
    let cpu = (family.cpu() - before).as_secs_f64() / begun.elapsed().as_secs_f64();
    let made = (sim.blowing().changes - made) as f64 / begun.elapsed().as_secs_f64();
    sim.storm(0.0);
    report.add(figure("window: changes that the pool made", made, "1/s").beside("wanted", RATE))?;
    for (how, watched) in [("", &quiet), (", scrolling", &scrolling)] {
        let count = watched.ages.len();
        let what = format!("window: age of what is painted{how}, p50 of {count}");
        report.add(figure(what, at_share(&watched.ages, 0.5), "ms"))?;
        let what = format!("window: age of what is painted{how}, p95");
        report.within(figure(what, at_share(&watched.ages, 0.95), "ms"), 150.0)?;
    }
    let rate = figure("window: frames while scrolling", scrolling.rate(), "1/s");
    report.least(rate.beside("scrolling without a storm", calm.rate()), 50.0)?;
    let longest = figure(
        "window: longest frame while scrolling",
        scrolling.longest(),
        "ms",
    );
    report.add(longest.beside("scrolling without a storm", calm.longest()))?;
    report.add(figure(
        "window: time on processors, all of the app",
        cpu * 100.0,
        "% core",
    ))?;
    seen.window.close().await
}

/// When the marker that a frame shows was set, Unix milliseconds.
fn mark(body: &ViewBody) -> Option<u64> {
    let ViewBody::Tree(tree) = body else {
        return None;
    };
    let mut rows = tree.rows.iter();
    rows.find_map(|row| row.name.strip_prefix("t="))?
        .parse()
        .ok()
}

fn now_ms() -> f64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0.0, |since| since.as_secs_f64() * 1e3)
}

/// Lets the storm blow over a window that is open, and says what `look` sees every minute.
pub async fn under<T>(
    sim: &Sim,
    minutes: u32,
    mut look: impl FnMut() -> Result<T>,
) -> Result<Vec<T>> {
    sim.storm(RATE);
    let mut seen = Vec::new();
    for _ in 0..minutes {
        sleep(Duration::from_secs(60)).await;
        seen.push(look().context("the app is gone")?);
    }
    sim.storm(0.0);
    Ok(seen)
}
