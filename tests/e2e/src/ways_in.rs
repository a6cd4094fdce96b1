//! One tree for every way in: a pool, a Xen Orchestra in front of two others, and a host of before
//! XAPI.

use std::{net::Ipv4Addr, time::Duration};

use anyhow::{Context, Result, ensure};
use poolsim::{Certificate, Sim};
use poolsim_xend::Xend;
use poolsim_xo::Xo;

use crate::{
    desk::Desk,
    pool::{self, Colleague, HALTED, PASSWORD},
    steps::{add_pool, add_server, row_says, select, start_selected, trust, trust_shown},
    window::{Window, until},
};

const XO_USER: &str = "admin@admin.net";
const NORTH: &str = "North";
const SOUTH: &str = "South";
/// A halted VM of each of the pools.
const DIRECT_VM: &str = "agent of Lyon";
const NORTH_VM: &str = "agent of North";
const OLD_HOST: &str = "xen-lab";
const OLD_VM: &str = "guest001";

/// Start, move and look at a VM through each way that can; lose a pool behind Xen Orchestra and get
/// it back.
pub async fn every_way_in(desk: &Desk) -> Result<()> {
    let lyon = pool::start().await?;
    let north = pool::start_named(NORTH, 2).await?;
    let south = pool::start_named(SOUTH, 3).await?;
    let certificate = Certificate::generate()?;
    let address = (Ipv4Addr::LOCALHOST, 0).into();
    let xo = Xo::start_tls(address, &certificate, &[&north, &south]).await?;
    let old = Xend::start(address, 1, Duration::from_millis(800)).await?;
    rename(&lyon, DIRECT_VM).await?;
    rename(&north, NORTH_VM).await?;

    let window = desk.open().await?;
    add_pool(&window, &lyon).await?;
    add_xo(&window, &xo, &certificate)
        .await
        .context("Xen Orchestra")?;
    add_xend(&window, &old).await.context("the old host")?;
    for sim in [&lyon, &north, &south] {
        desk.know_sessions(sim);
    }

    works(&window, &lyon, DIRECT_VM).await.context("directly")?;
    works(&window, &north, NORTH_VM)
        .await
        .context("through Xen Orchestra")?;
    comes_back(&window, &xo, &north).await.context("the cut")?;
    old_host_works(&window, &old)
        .await
        .context("the old host")?;
    desk.know_sessions(&lyon);
    window.close().await
}

const SCREEN: &str = "[data-testid=console-screen][data-state=connected] canvas";
const CONSOLE: &str = "return document.querySelector('[data-testid=console-screen][data-state=connected] canvas') !== null";

/// So that it can be told from those of the other pools.
async fn rename(sim: &Sim, name: &str) -> Result<()> {
    let colleague = Colleague::new(sim).await?;
    colleague.rename_vm(HALTED, name).await?;
    colleague.leave().await
}

async fn add_xo(window: &Window, xo: &Xo, certificate: &Certificate) -> Result<()> {
    window.click_with("button", "Add server").await?;
    window.choose("Xen Orchestra").await?;
    window.fill("Address", &xo.url()).await?;
    window.fill("User name or e-mail", XO_USER).await?;
    window.fill("Password", PASSWORD).await?;
    window.click("button", "Connect").await?;
    trust_shown(window, &certificate.fingerprint()?).await?;
    for pool in [NORTH, SOUTH] {
        stands_in_tree(window, pool).await?;
    }
    Ok(())
}

async fn add_xend(window: &Window, xend: &Xend) -> Result<()> {
    add_server(window, &xend.url(), "", "").await?;
    stands_in_tree(window, OLD_HOST).await
}

/// Waits until it is found in the tree, and live.
async fn stands_in_tree(window: &Window, name: &str) -> Result<()> {
    window.fill("Filter the tree", name).await?;
    row_says(window, name, "live").await
}

/// What the first Xen-API can do is done, and what it cannot says why.
async fn old_host_works(window: &Window, xend: &Xend) -> Result<()> {
    select(window, OLD_VM).await?;
    start_selected(window, OLD_VM).await?;
    ensure!(xend.power_state(OLD_VM) == "Running", "it does not run");
    window.click("button", "More actions").await?;
    let migrate = window.find_with("menuitem", "Migrate").await?;
    let disabled = migrate.attr("aria-disabled").await?;
    ensure!(disabled.as_deref() == Some("true"), "it can be moved");
    window.type_keys("\u{e00c}").await?;
    window.click("tab", "Console").await?;
    window.css(SCREEN).await?;
    Ok(())
}

/// Starts a VM, moves it to the other host, and opens its console.
async fn works(window: &Window, sim: &Sim, name: &str) -> Result<()> {
    select(window, name).await?;
    start_selected(window, name).await?;
    let before = host_of(sim, name)?;
    window.click("button", "More actions").await?;
    window.click_with("menuitem", "Migrate").await?;
    // There are two hosts: the other one is chosen as soon as they are known.
    window.css("input[type=radio]:checked").await?;
    // What it would do is shown before it is asked for, and the dialog is as large as it will be.
    window.find("region", "What will be different").await?;
    window.click("button", "Migrate").await?;
    until("the VM to be elsewhere", || async {
        Ok((host_of(sim, name)? != before).then_some(()))
    })
    .await?;
    row_says(window, name, "Running").await?;
    window.click("tab", "Console").await?;
    let there = until("the console, or a question", || async {
        let screen = window.script(CONSOLE).await?;
        let question = window.look("button", "Trust always", false).await?;
        Ok(match (screen.as_bool(), question) {
            (Some(true), _) => Some(true),
            (_, Some(_)) => Some(false),
            _ => None,
        })
    })
    .await?;
    if !there {
        // The console's host has not been met before.
        trust(window, sim).await?;
        window.css(SCREEN).await?;
    }
    window.click("tab", "General").await
}

fn host_of(sim: &Sim, name: &str) -> Result<String> {
    let objects = sim.objects();
    let vms = objects.get("vm").context("no VMs")?;
    let vm = vms
        .values()
        .find(|vm| vm["name_label"] == name)
        .with_context(|| format!("no VM is called {name}"))?;
    Ok(vm["resident_on"].as_str().unwrap_or_default().to_owned())
}

/// Xen Orchestra loses a pool: it stays, and what was selected stays selected.
async fn comes_back(window: &Window, xo: &Xo, north: &Sim) -> Result<()> {
    xo.cut(north);
    window.says("What is shown was true").await?;
    row_says(window, NORTH, "reconnecting").await?;
    ensure!(selected(window).await? == NORTH_VM, "another is selected");
    window.find_with("heading", NORTH_VM).await?;
    xo.restore(north).await;
    row_says(window, NORTH, "live").await?;
    ensure!(selected(window).await? == NORTH_VM, "another is selected");
    Ok(())
}

/// The name of the tree's selected row.
async fn selected(window: &Window) -> Result<String> {
    let name = window
        .script(
            "return document.querySelector('[role=treeitem][aria-selected=true] .name')?.textContent.trim()",
        )
        .await?;
    Ok(name.as_str().unwrap_or_default().to_owned())
}
