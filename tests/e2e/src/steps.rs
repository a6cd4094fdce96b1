//! What a person does in several tests.

use anyhow::{Result, ensure};
use thirtyfour::Key;

use crate::{
    pool::{ADMINISTRATOR, NAME, PASSWORD},
    window::{Window, until},
};

/// Fills in the form for a server and sends it.
pub async fn add_server(window: &Window, address: &str, user: &str, password: &str) -> Result<()> {
    window.click_with("button", "Add server").await?;
    fill_in_server(window, address, user, password).await
}

/// The same where the form is already there.
pub async fn fill_in_server(
    window: &Window,
    address: &str,
    user: &str,
    password: &str,
) -> Result<()> {
    window.fill("Address", address).await?;
    window.fill("User", user).await?;
    window.fill("Password", password).await?;
    window.click("button", "Connect").await
}

/// Adds the pool as its administrator, trusts its certificate, and waits until it is there.
pub async fn add_pool(window: &Window, sim: &poolsim::Sim) -> Result<()> {
    add_pool_named(window, sim, NAME).await
}

/// The same with a pool of this name.
pub async fn add_pool_named(window: &Window, sim: &poolsim::Sim, name: &str) -> Result<()> {
    add_server(window, &crate::pool::address(sim)?, ADMINISTRATOR, PASSWORD).await?;
    trust(window, sim).await?;
    is_live(window, name).await
}

/// Sees the certificate's fingerprint, compares it with the server's own, and trusts it.
pub async fn trust(window: &Window, sim: &poolsim::Sim) -> Result<()> {
    trust_shown(window, &sim.fingerprint()).await
}

/// The same, where the fingerprint is known otherwise.
pub async fn trust_shown(window: &Window, fingerprint: &str) -> Result<()> {
    window.says("Is this the right server?").await?;
    window.shows_fingerprint(fingerprint).await?;
    window.click("button", "Trust always").await
}

/// Waits until the tree shows the pool as live.
pub async fn pool_is_live(window: &Window) -> Result<()> {
    is_live(window, NAME).await
}

async fn is_live(window: &Window, name: &str) -> Result<()> {
    window.find_with("treeitem", name).await?;
    window.says(&format!("{name} live")).await
}

/// Asks for a job of what is selected: by its button where it has one, by the menu of all others else.
pub async fn ask_for(window: &Window, job: &str) -> Result<()> {
    until(&format!("{job:?} to be offered"), || async {
        let button = window.look("button", job, true).await?;
        if let Some(button) = button {
            return Ok(button.click().await.ok());
        }
        let Some(menu) = window.look("button", "More actions", false).await? else {
            return Ok(None);
        };
        menu.click().await?;
        // A second click would close it.
        window.find_with("menuitem", "").await?;
        match window.look("menuitem", job, true).await? {
            Some(item) => Ok(item.click().await.ok()),
            None => {
                window.press(Key::Escape).await?;
                Ok(None)
            }
        }
    })
    .await
}

/// Finds a VM by the tree's filter and selects it.
pub async fn select(window: &Window, name: &str) -> Result<()> {
    window.fill("Filter the tree", name).await?;
    window.click_with("treeitem", name).await?;
    window.find_with("heading", name).await?;
    Ok(())
}

/// Starts the selected VM and waits until it runs.
pub async fn start_selected(window: &Window, name: &str) -> Result<()> {
    window.click("button", "Start").await?;
    row_says(window, name, "Running").await
}

/// Waits until the tree's row of a VM says this.
pub async fn row_says(window: &Window, name: &str, word: &str) -> Result<()> {
    until(&format!("{name} to be {word}"), || async {
        let row = window.look("treeitem", name, true).await?;
        let Some(row) = row else { return Ok(None) };
        // What is only for screen readers is text all the same.
        let text = row.prop("textContent").await?.unwrap_or_default();
        Ok(text.contains(word).then_some(()))
    })
    .await
}

/// The page is not to say what only a script of somebody else's could have made it say.
pub async fn no_script_ran(window: &Window) -> Result<()> {
    let alert = window.has_alert().await;
    ensure!(!alert, "the name of a VM ran as a script");
    Ok(())
}
