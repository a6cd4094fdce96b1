//! The main job, from the first start to the second.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{
    desk::Desk,
    pool::{self, Colleague, HALTED, TEXT_ONLY},
    steps::{add_pool, pool_is_live, row_says, select, start_selected, trust},
    window::{Window, until},
};

/// Add a server, confirm its certificate, start a VM, use its console, see somebody else's change,
/// close and open again, shut the VM down.
pub async fn from_first_start_to_second(desk: &Desk) -> Result<()> {
    let sim = pool::start().await?;
    let window = desk.open().await?;
    window.says("Welcome to Pooldeck").await?;
    add_pool(&window, &sim).await?;
    desk.know_sessions(&sim);

    select(&window, HALTED).await?;
    row_says(&window, HALTED, "Halted").await?;
    start_selected(&window, HALTED).await?;
    window.says("Done").await.context("the task's end")?;

    window.click("tab", "Console").await?;
    // The VM was started on a host that the window has not met before.
    trust(&window, &sim).await.context("the console's host")?;
    console_shows_and_takes_keys(&window, &sim)
        .await
        .context("the console")?;
    somebody_elses_change_appears(&window, &sim)
        .await
        .context("somebody else's change")?;

    desk.know_sessions(&sim);
    window.close().await?;
    until("the app to log out", || async {
        Ok((sim.world().live_sessions() == 0).then_some(()))
    })
    .await?;

    let window = desk.open().await?;
    pool_is_live(&window).await.context("the second start")?;
    desk.know_sessions(&sim);
    select(&window, RENAMED).await?;
    window.click("button", "Shut down").await?;
    window.find("dialog", "Shut down?").await?;
    // It says what it is about to do, and in which pool, before it can be answered.
    window.says("Whoever uses it is cut off").await?;
    window.says(pool::NAME).await?;
    window.click("button", "Shut down").await?;
    row_says(&window, RENAMED, "Halted").await?;
    window.close().await
}

/// What somebody else makes of [`HALTED`].
const RENAMED: &str = "build-agent-01 (archive)";

/// What is typed into the guest: its keysyms are the letters themselves.
const TYPED: &str = "does anybody read what is written here";

async fn console_shows_and_takes_keys(window: &Window, sim: &poolsim::Sim) -> Result<()> {
    let screen = window
        .css("[data-testid=console-screen][data-state=connected] canvas")
        .await?;
    until("a picture in the console", || async {
        Ok((colours(window).await? > 1).then_some(()))
    })
    .await?;
    screen.click().await?;
    // The clock on the screen changes some 150 pixels by itself; this line some thousand.
    let before = picture(window).await?;
    window.type_keys(TYPED).await?;
    let screen = sim.screen(HALTED).context("the guest has a screen")?;
    until("the guest to get the keys", || async {
        let keys = screen.keys().into_iter().filter_map(char::from_u32);
        Ok((keys.collect::<String>() == TYPED).then_some(()))
    })
    .await?;
    until("the console to show what was typed", || async {
        Ok((difference(&before, &picture(window).await?) > 600).then_some(()))
    })
    .await?;
    Ok(())
}

/// How many colours the console shows.
async fn colours(window: &Window) -> Result<u64> {
    let script = format!("{PIXELS} return new Set(pixels).size");
    window
        .script(&script)
        .await?
        .as_u64()
        .context("a number of colours is a number")
}

/// The console's pixels.
async fn picture(window: &Window) -> Result<Vec<Value>> {
    let script = format!("{PIXELS} return Array.from(pixels)");
    let pixels = window.script(&script).await?;
    Ok(pixels.as_array().context("pixels are a list")?.clone())
}

const PIXELS: &str = "
    const canvas = document.querySelector('[data-testid=console-screen] canvas')
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    const pixels = new Uint32Array(data.buffer)
";

fn difference(one: &[Value], other: &[Value]) -> usize {
    // Another size is another picture.
    one.len().abs_diff(other.len()) + one.iter().zip(other).filter(|(a, b)| a != b).count()
}

async fn somebody_elses_change_appears(window: &Window, sim: &poolsim::Sim) -> Result<()> {
    let colleague = Colleague::new(sim).await?;
    colleague.rename_vm(HALTED, RENAMED).await?;
    window.find_with("treeitem", RENAMED).await?;
    window.find_with("heading", RENAMED).await?;
    colleague.leave().await
}

/// A text console: a terminal that shows what the guest says and takes keys.
pub async fn text_console(desk: &Desk) -> Result<()> {
    let sim = pool::start().await?;
    let window = desk.open().await?;
    add_pool(&window, &sim).await?;
    desk.know_sessions(&sim);
    select(&window, TEXT_ONLY).await?;
    start_selected(&window, TEXT_ONLY).await?;
    window.click("tab", "Console").await?;
    let screen = window
        .css("[data-testid=console-screen][data-state=connected] .xterm-screen")
        .await?;
    screen.click().await?;
    // A serial line says nothing before it is spoken to.
    window.type_keys("\u{e007}").await?;
    window.says("vieux-site login:").await?;
    window.type_keys("somebody").await?;
    window.says("vieux-site login: somebody").await?;
    window.close().await
}
