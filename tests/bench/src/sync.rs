//! From the log-in to a complete store, against the limit of the machine and against other clients.

use std::{fs, path::Path};

use anyhow::{Context as _, Result, ensure};
use tokio::runtime::Runtime;

use crate::{
    fetch::{Wire, fetch},
    foreign::{Clients, ourselves},
    pools,
    report::{Figure, Report},
    usage::{Run, median},
};

/// Sizes by which one sees how the cost grows.
const SIZES: [usize; 5] = [100, 1_000, 5_000, 20_000, 50_000];
/// The one that the others are compared with: smaller ones are mostly log-in.
const MIDDLE: usize = 5_000;

/// The bench. The pools are served by `runtime` while this waits for other programs.
pub fn run(runtime: &Runtime, report: &mut Report, vms: usize, rounds: usize) -> Result<()> {
    let clients = Clients::installed()?;
    by_wire(runtime, report, &clients, Wire::Json, vms, rounds)?;
    by_wire(runtime, report, &clients, Wire::Xml, vms, rounds)?;
    by_size(runtime, report, rounds)
}

/// What one wire costs.
fn by_wire(
    runtime: &Runtime,
    report: &mut Report,
    clients: &Clients,
    wire: Wire,
    vms: usize,
    rounds: usize,
) -> Result<()> {
    let (word, parser, transport) = match wire {
        Wire::Json => ("", "curl + bare sonic-rs", "json-rpc"),
        Wire::Xml => (" by XML-RPC", "curl + bare quick-xml", "xml-rpc"),
    };
    let sim = match wire {
        Wire::Json => runtime.block_on(pools::one(vms))?,
        Wire::Xml => runtime.block_on(pools::old(vms))?,
    };
    let url = sim.http_url();
    let folder = tempfile::tempdir()?;
    let reply = folder.path().join("reply");
    let events = fetch(&url, &reply, wire)?.objects;
    let size = fs::metadata(&reply)?.len() as f64;

    // One after the other in each round, so that the machine's mood is in all of them.
    let mut all: [Vec<Run>; 5] = Default::default();
    for round in 0..rounds.max(1) {
        all[0].push(fetch(&url, &reply, wire)?);
        all[1].push(ourselves(&["role-validate", text(&reply)?])?);
        all[2].push(ourselves(&[
            "role-sync",
            &url,
            &(events * 9 / 10).to_string(),
        ])?);
        all[3].push(ourselves(&["role-empty"])?);
        // By XML-RPC it takes a minute: once is enough to see how many times longer that is.
        if wire == Wire::Json || round == 0 {
            all[4].push(clients.xen_api(&url, transport)?);
        }
    }
    let mut python = None;
    if wire == Wire::Json {
        // It speaks nothing but XML-RPC, and takes as long.
        python = Some(("PyPI XenAPI", clients.python(&url)?));
    }
    runtime.block_on(sim.stop());
    let [fetched, validated, ours, empty, xen_api] = all.map(median);
    let others: Vec<_> = [("npm xen-api", xen_api)]
        .into_iter()
        .chain(python)
        .collect();
    for &(name, run) in &others {
        ensure!(
            run.objects * 10 >= events * 9,
            "{name} got only {} of {events} objects",
            run.objects
        );
    }
    let ms = |run: Run| run.took.as_secs_f64() * 1e3;
    let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    let limit = ms(fetched) + ms(validated);
    let figure = |what: String, value, unit, against: &str, with| {
        Figure::new("sync", what, value, unit).beside(against, with)
    };
    report.at_most(
        figure(
            format!("{vms} VMs{word}, {events} objects, {:.0} MB", size / 1e6),
            ms(ours),
            "ms",
            parser,
            limit,
        ),
        2.0,
    )?;
    report.add(figure(
        format!("of that limit{word}: curl"),
        ms(fetched),
        "ms",
        parser,
        limit,
    ))?;
    report.add(Figure::new(
        "sync",
        format!("time on processors{word}"),
        ours.usage.cpu.as_secs_f64() * 1e3,
        "ms",
    ))?;
    let above = mib(ours.usage.peak.saturating_sub(empty.usage.peak));
    let reply_size = size / f64::from(1 << 20);
    let above = figure(
        format!("peak memory above an empty engine{word}"),
        above,
        "MiB",
        "the reply's size",
        reply_size,
    );
    match wire {
        Wire::Json => report.at_most(above, 1.5)?,
        Wire::Xml => report.add(above)?,
    }
    for (name, run) in others {
        let time = figure(format!("time{word}"), ms(ours), "ms", name, ms(run));
        report.beaten_by(time, 5.0)?;
        let cpu = |run: Run| run.usage.cpu.as_secs_f64() * 1e3;
        let what = format!("time on processors{word}");
        report.add(figure(what, cpu(ours), "ms", name, cpu(run)))?;
        let (peak, theirs) = (mib(ours.usage.peak), mib(run.usage.peak));
        let what = format!("peak memory{word}");
        report.at_most(figure(what, peak, "MiB", name, theirs), 0.5)?;
    }
    Ok(())
}

/// How the cost grows: time for each object, at each size, against the middle one.
fn by_size(runtime: &Runtime, report: &mut Report, rounds: usize) -> Result<()> {
    let mut each = Vec::new();
    for vms in SIZES {
        let sim = runtime.block_on(pools::one(vms))?;
        let url = sim.http_url();
        let runs: Result<Vec<Run>> = (0..rounds.max(1))
            .map(|_| ourselves(&["role-sync", &url, "1"]))
            .collect();
        runtime.block_on(sim.stop());
        each.push((vms, median(runs?)));
    }
    let per_object = |run: &Run| run.took.as_secs_f64() * 1e6 / run.objects.max(1) as f64;
    let base = each.iter().find(|(vms, _)| *vms == MIDDLE);
    let base = base.map_or(0.0, |(_, run)| per_object(run));
    for (vms, run) in &each {
        let what = format!("{vms} VMs: for each of {} objects", run.objects);
        let figure =
            Figure::new("sync", what, per_object(run), "µs").beside("the same at 5000 VMs", base);
        match *vms > MIDDLE {
            true => report.at_most(figure, 1.5)?,
            false => report.add(figure)?,
        }
    }
    Ok(())
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("the path is no text")
}
