//! What a screen reader and a keyboard find in the window, judged by axe-core in the window itself.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{
    desk::Desk,
    pool::{self, HALTED},
    steps::{add_pool, select},
    window::{Window, until},
};

/// As it came from npm with the other tools of the pages.
const AXE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../ui/node_modules/axe-core/axe.min.js"
);

/// Judges all that is on the screen, and calls back with one line for each finding. A menu stands above
/// the page and in none of its landmarks: only for what is beside it does that rule say something.
const JUDGE: &str = "
    const done = arguments[arguments.length - 1]
    const menu = document.querySelector('[role=menu]') !== null
    const rules = { region: { enabled: !menu } }
    axe.run(document, { resultTypes: ['violations'], rules }).then(
      ({ violations }) => done(violations.flatMap(({ id, impact, nodes }) =>
        nodes.map(({ html }) => `${id} (${impact}): ${html.slice(0, 200)}`))),
      (error) => done([String(error)]))";

/// Whether nothing moves any more: what fades in has too little contrast meanwhile.
const STILL: &str = "return document.getAnimations().every((one) => one.playState !== 'running'
    || one.effect?.getTiming().iterations === Infinity)";

/// axe finds nothing on any of the main screens.
pub async fn axe_finds_nothing(desk: &Desk) -> Result<()> {
    let sim = pool::start().await?;
    let window = desk.open().await?;
    window.says("Welcome to Pooldeck").await?;
    let axe = fs::read_to_string(Path::new(AXE)).context("axe-core is not there: npm ci")?;
    window.script(&axe).await?;
    let mut findings = Vec::new();
    let mut judge = async |screen: &str| -> Result<()> {
        for finding in judged(&window).await.with_context(|| screen.to_owned())? {
            findings.push(format!("{screen}: {finding}"));
        }
        Ok(())
    };

    judge("welcome").await?;
    add_pool(&window, &sim).await?;
    desk.know_sessions(&sim);
    judge("pool").await?;
    window.click("tab", "VMs").await?;
    window.find("grid", "VMs").await?;
    judge("list").await?;
    select(&window, HALTED).await?;
    judge("VM").await?;
    window.click("tab", "Console").await?;
    judge("console of a halted VM").await?;
    window.click("tab", "General").await?;

    window.click("button", "More actions").await?;
    window.find_with("menuitem", "Rename").await?;
    judge("menu").await?;
    window.click_with("menuitem", "Rename").await?;
    window.find("dialog", "Rename").await?;
    judge("form").await?;
    close_dialog(&window).await?;

    select(&window, RUNNING).await?;
    window.click("button", "Shut down").await?;
    window.says("Whoever uses it is cut off").await?;
    judge("question").await?;
    close_dialog(&window).await?;

    window.click_with("button", "Search or run").await?;
    window.find_with("combobox", "Search or run").await?;
    judge("palette").await?;
    close_dialog(&window).await?;
    window.click_with("button", "Notices").await?;
    judge("notices").await?;
    window.type_keys(ESCAPE).await?;
    window.click_with("button", "Add server").await?;
    window.find("dialog", "Add a server").await?;
    judge("new server").await?;
    close_dialog(&window).await?;
    window.click("button", "Open the task centre").await?;
    judge("tasks").await?;

    for theme in ["dark", "contrast"] {
        let set = format!("document.documentElement.setAttribute('data-theme', '{theme}')");
        window.script(&set).await?;
        judge(theme).await?;
    }
    window.click("button", "Settings").await?;
    window.find("dialog", "Settings").await?;
    judge("settings").await?;

    ensure!(findings.is_empty(), "{}", findings.join("\n"));
    window.close().await
}

/// A VM that runs.
const RUNNING: &str = "web-01";
/// The key, as drivers write it.
const ESCAPE: &str = "\u{e00c}";

async fn close_dialog(window: &Window) -> Result<()> {
    window.type_keys(ESCAPE).await?;
    until("the dialog to close", || async {
        let open = window.look("dialog", "", true).await?;
        Ok(open.is_none().then_some(()))
    })
    .await
}

async fn judged(window: &Window) -> Result<Vec<String>> {
    until("the window to stand still", || async {
        Ok((window.script(STILL).await? == true).then_some(()))
    })
    .await?;
    let findings = window.script_async(JUDGE).await?;
    let findings = findings.as_array().context("axe said nothing")?;
    Ok(findings
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect())
}
