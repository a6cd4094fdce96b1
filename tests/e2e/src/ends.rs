//! How the program begins where it runs already, and how it ends whatever hangs.

use anyhow::{Context, Result, ensure};

use crate::{
    desk::Desk,
    pool::{self, HALTED},
    process::{Process, ask_to_end, started_with},
    steps::{add_pool, pool_is_live},
    window::until,
};

/// A second start shows what its command line says in the window that is there, and ends.
pub async fn second_start(desk: &Desk) -> Result<()> {
    let sim = pool::start().await?;
    let window = desk.open().await?;
    add_pool(&window, &sim).await?;
    desk.know_sessions(&sim);

    let mut second = desk.app();
    second.args(["--select", HALTED, "--theme", "dark"]);
    let log = desk.home().join("programs/second");
    let mut second = Process::start(&mut second, &log)?;
    let ended = second.ended().await.context("the second start")?;
    let said = || std::fs::read_to_string(&log).unwrap_or_default();
    ensure!(ended, "it says {}", said());
    window.find("heading", HALTED).await?;
    until("the theme of the second start", || async {
        let theme = window
            .script("return document.documentElement.dataset.theme ?? null")
            .await?;
        Ok((theme == "dark").then_some(()))
    })
    .await?;
    // Neither of them did harm to the other.
    pool_is_live(&window).await?;
    window.close().await?;

    let window = desk.open().await?;
    pool_is_live(&window).await?;
    desk.know_sessions(&sim);
    window.close().await
}

/// A keyring that does not answer, not even at the start, holds up no end.
pub async fn keyring_that_hangs(desk: &Desk) -> Result<()> {
    let sim = pool::start().await?;
    let window = desk.open().await?;
    add_pool(&window, &sim).await?;
    desk.know_sessions(&sim);
    desk.hang_keyring(true)?;
    // It fails if the process stays.
    window.close().await.context("with a pool that is live")?;

    let folder = desk.home().join("pooldeck");
    let begun = folder.join("running.json");
    // What the run before left.
    std::fs::remove_file(&begun)?;
    let _app = Process::start(&mut desk.app(), &desk.home().join("programs/again"))?;
    until("the program to run", || async {
        Ok(begun.exists().then_some(()))
    })
    .await?;
    let apps = started_with(&folder);
    ensure!(!apps.is_empty(), "it ended by itself");
    apps.into_iter().for_each(ask_to_end);
    let end = || async { Ok(started_with(&folder).is_empty().then_some(())) };
    until("its end, with a password that never came", end).await?;
    desk.hang_keyring(false)
}
