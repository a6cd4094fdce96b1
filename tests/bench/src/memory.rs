//! What the app takes, all its processes together, and whether that grows.

use std::{collections::BTreeMap, time::Duration};

use anyhow::Result;
use tokio::time::sleep;

use crate::{
    Wish, pools,
    report::{Figure, Report},
    storm,
    window::Seen,
};

/// How many VMs the pools have.
const SIZES: [usize; 3] = [1_000, 10_000, 50_000];
/// Until what follows a log-in is over; the objects are kept on disk after five seconds.
const REST: Duration = Duration::from_secs(15);
/// How long a storm is watched.
const MINUTES: u32 = 3;

/// The bench.
pub async fn run(report: &mut Report, wish: &Wish) -> Result<()> {
    let mut sizes = Vec::new();
    for vms in SIZES {
        let sim = pools::one(vms).await?;
        let seen = Seen::on(wish, &sim.http_url()).await?;
        sleep(REST).await;
        let by_program = seen.family()?.memory();
        let mib = sum(&by_program);
        let parts: Vec<String> = by_program
            .iter()
            .map(|(name, bytes)| format!("{name} {:.0}", in_mib(*bytes)))
            .collect();
        let what = format!("{vms} VMs ({})", parts.join(", "));
        report.add(Figure::new("memory", what, mib, "MiB"))?;
        sizes.push((vms as f64, mib));
        // An app that is slow to end must not hide what comes after it.
        if let Err(error) = seen.window.close().await {
            report.missing("memory", &error.context(format!("the end, {vms} VMs")))?;
        }
        sim.stop().await;
    }
    if let (Some(least), Some(most)) = (sizes.first(), sizes.last()) {
        let each = (most.1 - least.1) * 1024.0 / (most.0 - least.0);
        report.add(Figure::new("memory", "growth for each VM", each, "KiB"))?;
    }

    let sim = pools::one(wish.vms).await?;
    let seen = Seen::on(wish, &sim.http_url()).await?;
    seen.show_vms().await?;
    let minutes = if wish.hour { 60 } else { MINUTES };
    // The first half minute fills what is filled once.
    let family = seen.family()?;
    sim.storm(storm::RATE);
    sleep(Duration::from_secs(30)).await;
    let first = sum(&family.memory());
    let all = storm::under(&sim, minutes, || Ok(sum(&family.memory()))).await?;
    let last = all.last().copied().unwrap_or(first);
    let each = (last - first) / f64::from(minutes);
    let what = format!("growth for each minute of storm, over {minutes}");
    report.within(
        Figure::new("memory", what, each, "MiB").beside("at its beginning, all of it", first),
        1.0,
    )?;
    seen.window.close().await
}

fn sum(by_program: &BTreeMap<String, u64>) -> f64 {
    in_mib(by_program.values().sum())
}

fn in_mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}
