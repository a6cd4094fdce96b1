//! The tree and the table in the real window: from an input to the frame on the screen that shows
//! what came of it.

use std::time::Duration;

use anyhow::{Context as _, Result};
use poolsim::Sim;
use serde_json::json;
use tokio::time::sleep;

use crate::{
    Wish,
    lists::{POOLS, TYPED},
    report::{Figure, Report},
    usage::middle,
    window::Seen,
};

/// Between two acts, so that the second finds nothing left of the first.
const PAUSE: Duration = Duration::from_millis(500);
/// Changes a second while the table is scrolled.
const LIVE: f64 = 500.0;
/// What is done to the tree.
const NAMES: [&str; 4] = [
    "filter keystroke → rows",
    "filter cleared → rows",
    "open all pools",
    "regroup (a new tree, first rows)",
];
/// What stands in the tree.
const ROWS: &str = "[...document.querySelectorAll('[role=treeitem]')].map((row) => row.dataset.name + row.ariaExpanded).join()";

/// The tree of many pools.
pub async fn tree(report: &mut Report, wish: &Wish, urls: &[String]) -> Result<()> {
    let seen = Seen::open(wish).await?;
    for url in urls {
        seen.connect(url).await?;
    }
    seen.live(POOLS).await?;
    // From now on only the pools are shown, until they are opened.
    let layout = json!({ "toggled": { "infrastructure": seen.pools().await? } });
    seen.call("set_layout", &json!({ "changes": layout }))
        .await?;
    let mut times: [Vec<f64>; 4] = Default::default();
    for _ in 0..wish.rounds.max(1) {
        seen.window.script("location.reload()").await?;
        sleep(PAUSE).await;
        seen.window
            .css("[role=treeitem][aria-posinset='9']")
            .await?;
        sleep(2 * PAUSE).await;
        let typing = |text: &str| {
            format!(
                "const field = document.querySelector('nav input'); field.value = {}; \
                 field.dispatchEvent(new Event('input', {{ bubbles: true }}))",
                json!(text)
            )
        };
        let found = "document.querySelector('nav .matches') !== null \
                     && document.querySelector('[role=treeitem][data-kind=vm]') !== null";
        let shown = seen.painted(&typing(TYPED), found).await;
        times[0].push(shown.context(NAMES[0])?);
        sleep(PAUSE).await;
        let cleared = "document.querySelector('nav .matches') === null \
                       && document.querySelector('[role=treeitem][aria-level=\"2\"]') === null \
                       && document.querySelector('[role=treeitem]') !== null";
        let shown = seen.painted(&typing(""), cleared).await;
        times[1].push(shown.context(NAMES[1])?);
        sleep(PAUSE).await;
        // The key that opens all rows beside the one that the cursor is on.
        seen.window
            .script(
                "document.querySelector('[role=treeitem]').dispatchEvent(\
                 new PointerEvent('pointerdown', { bubbles: true, button: 0 }))",
            )
            .await?;
        sleep(2 * PAUSE).await;
        let star = "document.querySelector('[role=tree]').dispatchEvent(\
                    new KeyboardEvent('keydown', { key: '*', bubbles: true, cancelable: true }))";
        let open = "document.querySelector('[role=treeitem][data-kind=vm]') !== null";
        times[2].push(seen.painted(star, open).await.context(NAMES[2])?);
        sleep(PAUSE).await;
        let other = "document.querySelector('[role=radio][aria-checked=false]').click()";
        let before = seen.window.script(&format!("return {ROWS}")).await?;
        let regrouped = format!("{ROWS} !== {before} && {ROWS} !== ''");
        let shown = seen.painted(other, &regrouped).await;
        times[3].push(shown.context(NAMES[3])?);
        sleep(PAUSE).await;
        // As it was, for the next round.
        seen.window.script(other).await?;
        // What the page saves of itself must not come after it.
        sleep(4 * PAUSE).await;
        seen.call("set_layout", &json!({ "changes": layout }))
            .await?;
    }
    for (name, times) in NAMES.into_iter().zip(times) {
        let figure = Figure::new("tree", format!("window: {name}"), middle(times), "ms");
        report.within(figure, 100.0)?;
    }
    seen.window.close().await
}

/// The table of one pool's VMs.
pub async fn table(report: &mut Report, wish: &Wish, sim: &Sim) -> Result<()> {
    let seen = Seen::on(wish, &sim.http_url()).await?;
    seen.show_vms().await?;
    sleep(2 * PAUSE).await;
    let names = "[...document.querySelectorAll('[role=grid] .body [role=row]')]\
                 .map((row) => row.firstElementChild?.textContent).join()";
    let mut times = Vec::new();
    for round in 0..wish.rounds.max(1) {
        for column in 0..3 {
            let before = seen.window.script(&format!("return {names}")).await?;
            let click = format!(
                "document.querySelectorAll('[role=columnheader] button')[{column}].click()"
            );
            let ready = format!(
                "document.querySelector('[role=grid] [aria-busy=true]') === null && {names} !== {before}"
            );
            // Of the first column's three states two look the same at first.
            match seen.painted(&click, &ready).await {
                Ok(time) => times.push(time),
                Err(_) if column == 0 || round > 0 => {}
                Err(error) => return Err(error),
            }
            sleep(PAUSE).await;
        }
    }
    let count = times.len();
    let figure = Figure::new(
        "table",
        format!("window: sort, the median of {count}"),
        middle(times),
        "ms",
    );
    report.within(figure, 50.0)?;

    let idle = seen.watched(3, 0).await?;
    sim.storm(LIVE);
    sleep(PAUSE).await;
    let scrolling = seen.watched(10, 60).await?;
    sim.storm(0.0);
    let figure =
        |what: &str, value, unit| Figure::new("table", format!("window: {what}"), value, unit);
    report.within(
        figure("scroll, longest frame", scrolling.longest(), "ms")
            .beside("not scrolling", idle.longest()),
        50.0,
    )?;
    let p99 = crate::window::at_share(&scrolling.gaps, 0.99);
    report.add(figure("scroll, frame p99", p99, "ms"))?;
    report
        .add(figure("scroll", scrolling.rate(), "frames/s").beside("not scrolling", idle.rate()))?;
    report.add(figure(
        "rows still blank when scrolled to",
        scrolling.blank * 100.0,
        "%",
    ))?;
    seen.window.close().await
}
