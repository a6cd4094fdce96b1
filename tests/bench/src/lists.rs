//! The tree and the table in the engine: from what the window asks for to the frame that answers.

use std::{collections::BTreeSet, time::Instant};

use anyhow::Result;
use engine::api::{ViewBody, ViewSpec};
use inventory::view::{Grouping, ListKind, Sort, TableFrame, TableSpec, TreeFrame, TreeSpec};
use poolsim::Sim;

use crate::{
    Wish, pools,
    report::{Figure, Report},
    seat::Seat,
    shown,
    usage::middle,
};

/// Among how many pools the VMs are spread.
pub const POOLS: usize = 50;
/// What is typed into the filter.
pub const TYPED: &str = "web";
/// Rows that a window asks for.
const ROWS: u32 = 80;

/// The bench of the tree.
pub async fn tree(report: &mut Report, wish: &Wish) -> Result<()> {
    let sims = pools::many(POOLS, wish.vms).await?;
    let (mut seat, connections) = seated(&sims).await?;
    let begun = Instant::now();
    let complete = seat.live(connections, POOLS).await?;
    let connecting = complete - begun;
    let figure = |what: &str, ms: f64| Figure::new("tree", format!("engine: {what}"), ms, "ms");
    report.add(figure(
        "50 pools, log-in to complete",
        connecting.as_secs_f64() * 1e3,
    ))?;

    let mut times: [Vec<f64>; 5] = Default::default();
    for _ in 0..wish.rounds.max(1) {
        seat.settle().await;
        let plain = TreeSpec {
            rows: ROWS,
            ..TreeSpec::default()
        };
        let begun = Instant::now();
        let view = seat.open(ViewSpec::Tree(plain.clone())).await?;
        let first = seat.frame(view, |body| of_tree(body).is_some()).await?;
        times[0].push((first.at - begun).as_secs_f64() * 1e3);

        let filter = TreeSpec {
            filter: TYPED.to_owned(),
            ..plain.clone()
        };
        let found = |body: &ViewBody| of_tree(body).is_some_and(|tree| tree.matches.is_some());
        let (took, _) = seat.answer(view, ViewSpec::Tree(filter), found).await?;
        times[1].push(took.as_secs_f64() * 1e3);
        let all = |body: &ViewBody| of_tree(body).is_some_and(|tree| tree.matches.is_none());
        let (took, before) = seat
            .answer(view, ViewSpec::Tree(plain.clone()), all)
            .await?;
        times[2].push(took.as_secs_f64() * 1e3);

        let total = of_tree(&before).map_or(0, |tree| tree.total);
        let open = TreeSpec {
            toggled: closed(&seat, &plain, total).await?,
            ..plain.clone()
        };
        let more = |body: &ViewBody| of_tree(body).is_some_and(|tree| tree.total > total);
        let (took, open) = seat.answer(view, ViewSpec::Tree(open), more).await?;
        times[3].push(took.as_secs_f64() * 1e3);

        let open = of_tree(&open).map_or(0, |tree| tree.total);
        let types = TreeSpec {
            grouping: Grouping::Types,
            ..plain
        };
        let other = |body: &ViewBody| of_tree(body).is_some_and(|tree| tree.total != open);
        let (took, _) = seat.answer(view, ViewSpec::Tree(types), other).await?;
        times[4].push(took.as_secs_f64() * 1e3);
        let closed = seat.engine.close_view(&"main".into(), view).await;
        closed.map_err(|problem| anyhow::anyhow!("{problem:?}"))?;
    }
    let names = [
        "first rows",
        "filter keystroke → rows",
        "filter cleared → rows",
        "expand all",
        "regroup",
    ];
    for (name, times) in names.into_iter().zip(times) {
        report.within(figure(name, middle(times)), 100.0)?;
    }
    seat.engine.shutdown().await;
    let urls: Vec<String> = sims.iter().map(Sim::http_url).collect();
    shown::tree(report, wish, &urls).await
}

/// The bench of the table.
pub async fn table(report: &mut Report, wish: &Wish) -> Result<()> {
    let sim = pools::one(wish.vms).await?;
    let sims = [sim];
    let (mut seat, connections) = seated(&sims).await?;
    seat.live(connections, 1).await?;
    let plain = TableSpec {
        list: ListKind::Vms,
        connection: None,
        within: None,
        filter: String::new(),
        among: None,
        meanings: Default::default(),
        sort: None,
        offset: 0,
        rows: ROWS,
    };
    let view = seat.open(ViewSpec::Table(plain.clone())).await?;
    let first = seat.frame(view, |body| of_table(body).is_some()).await?;
    let columns = of_table(&first.body).map(|table| table.columns.clone());
    let mut worst = (0.0, String::new());
    for column in columns.unwrap_or_default() {
        let mut times = Vec::new();
        for _ in 0..wish.rounds.max(1) {
            // The other way in between, so that there is something to tell.
            for descending in [true, false] {
                let sort = Sort {
                    column: column.id.clone(),
                    descending,
                };
                let sorted = TableSpec {
                    sort: Some(sort),
                    ..plain.clone()
                };
                // A column whose values are all the same sorts to the same rows, of which nothing is told.
                seat.settle().await;
                let begun = Instant::now();
                seat.set(view, ViewSpec::Table(sorted)).await?;
                if let Some(frame) = seat.any_frame(std::time::Duration::from_secs(1)).await {
                    times.push((frame.at - begun).as_secs_f64() * 1e3);
                }
            }
        }
        if !times.is_empty() {
            let time = middle(times);
            if time > worst.0 {
                worst = (time, column.id);
            }
        }
    }
    let what = format!("engine: sort, by the slowest column ({})", worst.1);
    report.within(Figure::new("table", what, worst.0, "ms"), 50.0)?;

    let mut times = Vec::new();
    for step in 1..=30 {
        let offset = step * (wish.vms as u32 / 32);
        let there = TableSpec {
            offset,
            ..plain.clone()
        };
        let arrived = |body: &ViewBody| of_table(body).is_some_and(|table| table.offset == offset);
        let (took, _) = seat.answer(view, ViewSpec::Table(there), arrived).await?;
        times.push(took.as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let longest = times.last().copied().unwrap_or(f64::NAN);
    let figure = Figure::new(
        "table",
        "engine: a jump in the list, the longest of 30",
        longest,
        "ms",
    );
    report.within(figure, 50.0)?;
    seat.engine.shutdown().await;
    let [sim] = sims;
    shown::table(report, wish, &sim).await
}

/// An engine that connects to all of them, and the view that shows how that goes.
async fn seated(sims: &[Sim]) -> Result<(Seat, u32)> {
    let seat = Seat::new().await?;
    let connections = seat.open(ViewSpec::Connections).await?;
    for sim in sims {
        seat.connect(&sim.http_url()).await?;
    }
    Ok((seat, connections))
}

/// What must be toggled so that every row is open.
async fn closed(seat: &Seat, spec: &TreeSpec, total: u32) -> Result<BTreeSet<String>> {
    let mut toggled = BTreeSet::new();
    let mut total = total;
    loop {
        let spec = TreeSpec {
            toggled: toggled.clone(),
            ..spec.clone()
        };
        let before = toggled.len();
        let mut from = 0;
        while from < total + 1_000 {
            let rows = seat.engine.tree_rows(spec.clone(), from, from + 999).await;
            let rows = rows.map_err(|problem| anyhow::anyhow!("{problem:?}"))?;
            if rows.is_empty() {
                break;
            }
            from += rows.len() as u32;
            let shut = rows
                .into_iter()
                .filter(|row| row.expandable && !row.expanded);
            toggled.extend(shut.map(|row| row.id));
        }
        if toggled.len() == before {
            return Ok(toggled);
        }
        total = total.max(from);
        // What was opened shows more than was there.
        total += 100_000;
    }
}

fn of_tree(body: &ViewBody) -> Option<&TreeFrame> {
    match body {
        ViewBody::Tree(tree) if tree.total > 0 => Some(tree),
        _ => None,
    }
}

fn of_table(body: &ViewBody) -> Option<&TableFrame> {
    match body {
        ViewBody::Table(table) if table.total > 0 => Some(table),
        _ => None,
    }
}
