//! What the app costs while it is connected and nothing happens.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use anyhow::Result;
use tokio::time::sleep;

use crate::{
    Wish, pools,
    report::{Figure, Report},
    window::Seen,
};

/// How long to look.
const LOOK: Duration = Duration::from_secs(20);
/// Until what follows a log-in is over; the objects are kept on disk after five seconds.
const REST: Duration = Duration::from_secs(15);

/// The bench.
pub async fn run(report: &mut Report, wish: &Wish) -> Result<()> {
    let sim = pools::one(wish.vms).await?;
    let seen = Seen::on(wish, &sim.http_url()).await?;
    sleep(REST).await;
    let family = seen.family()?;
    let begun = Instant::now();
    let (cpu, wakes) = (family.cpu(), family.wakes());
    sleep(LOOK).await;
    let seconds = begun.elapsed().as_secs_f64();
    let share = (family.cpu() - cpu).as_secs_f64() / seconds * 100.0;
    report.within(
        Figure::new("idle", "time on processors", share, "% core"),
        1.0,
    )?;
    let mut rates = BTreeMap::new();
    for (thread, count) in family.wakes() {
        let before = wakes.get(&thread).copied().unwrap_or(count);
        rates.insert(thread, count.saturating_sub(before) as f64 / seconds);
    }
    let all = rates.values().sum::<f64>();
    report.add(Figure::new("idle", "wake-ups of all threads", all, "1/s"))?;
    let busiest = rates.iter().max_by(|a, b| a.1.total_cmp(b.1));
    if let Some(((program, thread), rate)) = busiest {
        let what = format!("wake-ups of the busiest thread ({program}: {thread})");
        report.within(Figure::new("idle", what, *rate, "1/s"), 1.0)?;
    }
    seen.window.close().await
}
