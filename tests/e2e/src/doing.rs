//! What is done to VMs, and goes on when the program was killed.

use anyhow::{Context, Result, ensure};
use poolsim::Sim;

use crate::{
    desk::Desk,
    pool::{self, Colleague, HALTED, NAME},
    steps::{add_pool, pool_is_live, row_says, select},
    window::{Window, until},
};

/// A template with a system of its own.
const TEMPLATE: &str = "Golden web server";
/// The VM that is made of it.
const MADE: &str = "made-by-hand-01";

/// A new VM of a template, from the pool's own page to where it runs.
pub async fn new_vm(desk: &Desk) -> Result<()> {
    let sim = pool::start().await?;
    let window = desk.open().await?;
    add_pool(&window, &sim).await?;
    desk.know_sessions(&sim);
    ask_for_new_vm(&window).await?;
    window.says("Done").await.context("the task's end")?;
    select(&window, MADE).await?;
    row_says(&window, MADE, "Running").await?;
    ensure!(made(&sim) == 1, "there are {} of it", made(&sim));
    window.close().await
}

/// A description is edited where it stands, shown as a difference, and then somebody else's change is
/// not written over.
pub async fn edit_in_place(desk: &Desk) -> Result<()> {
    const MINE: &str = "Builds what is merged";
    let sim = pool::start().await?;
    let window = desk.open().await?;
    add_pool(&window, &sim).await?;
    desk.know_sessions(&sim);
    select(&window, HALTED).await?;
    window.click("button", "Edit “Description”").await?;
    window.fill("Description", MINE).await?;
    window.click("button", "Keep this edit").await?;
    // What will be different is shown before it is so.
    window.says("1 edit, not applied yet").await?;
    window.says(MINE).await?;

    let colleague = Colleague::new(&sim).await?;
    colleague.describe_vm(HALTED, "Theirs").await?;
    window
        .says("Somebody else has changed this since you edited it.")
        .await?;
    ensure!(description(&sim, HALTED).as_deref() == Some("Theirs"));
    colleague.leave().await?;
    window.click("button", "Keep mine").await?;
    window.click("button", "Apply").await?;
    until("the description on the server", || async {
        Ok((description(&sim, HALTED).as_deref() == Some(MINE)).then_some(()))
    })
    .await?;
    window.close().await
}

/// The program is killed in the middle of a plan of many steps. At the next start a person says that it
/// goes on, and nothing is made twice.
pub async fn killed_in_the_middle(desk: &Desk) -> Result<()> {
    let sim = pool::start_slow().await?;
    let window = desk.open().await?;
    add_pool(&window, &sim).await?;
    desk.know_sessions(&sim);
    ask_for_new_vm(&window).await?;
    until("the first step", || async {
        let calls = sim.calls();
        let begun = calls.iter().any(|call| call.method.ends_with("VM.clone"));
        Ok(begun.then_some(()))
    })
    .await?;
    window.killed().await?;

    let window = desk.open().await?;
    pool_is_live(&window).await?;
    desk.know_sessions(&sim);
    window.click("button", "Open the task centre").await?;
    window
        .says("Under way when the program ended.")
        .await
        .context("what was interrupted")?;
    window.click("button", "Go on").await?;
    select(&window, MADE).await?;
    row_says(&window, MADE, "Running").await?;
    ensure!(made(&sim) == 1, "there are {} of it", made(&sim));
    window.close().await
}

/// Fills in the sheet for a new VM, and sends it.
async fn ask_for_new_vm(window: &Window) -> Result<()> {
    window.click_with("treeitem", NAME).await?;
    window.find_with("heading", NAME).await?;
    window.click("button", "New VM").await?;
    window.find("dialog", "New VM").await?;
    window.choose(TEMPLATE).await?;
    // The sheet is filled in as the template has it, and then the name is typed over.
    until("the sheet to be filled in", || async {
        let name = window.look("textbox", "Name", false).await?;
        let Some(name) = name else { return Ok(None) };
        let filled = name.prop("value").await?.unwrap_or_default();
        Ok(filled.contains(TEMPLATE).then_some(()))
    })
    .await?;
    window.fill("Name", MADE).await?;
    window.click("button", "New VM").await?;
    until("the sheet to close", || async {
        let sheet = window.look("dialog", "New VM", false).await?;
        Ok(sheet.is_none().then_some(()))
    })
    .await
}

fn made(sim: &Sim) -> usize {
    let world = sim.world();
    let all = world.db.all("VM");
    let called = all
        .iter()
        .filter(|vm| world.db.text(vm, "name_label") == MADE);
    called.count()
}

fn description(sim: &Sim, name: &str) -> Option<String> {
    let world = sim.world();
    let all = world.db.all("VM");
    let vm = all
        .iter()
        .find(|vm| world.db.text(vm, "name_label") == name)?;
    Some(world.db.text(vm, "name_description").to_owned())
}
