//! What somebody else changes is on the timeline.

use anyhow::{Context, Result};

use crate::{
    desk::Desk,
    pool::{self, ADMINISTRATOR, Colleague, HALTED},
    steps::{add_pool, pool_is_live, select},
};

/// A change by a second client is told with its author; one that is made while the program is away is
/// found at the next start, and told as such.
pub async fn by_a_second_client(desk: &Desk) -> Result<()> {
    let sim = pool::start().await?;
    let window = desk.open().await?;
    add_pool(&window, &sim).await?;
    desk.know_sessions(&sim);
    select(&window, HALTED).await?;
    window.click("tab", "Changes").await?;
    let colleague = Colleague::new(&sim).await?;
    colleague.describe_vm(HALTED, "Theirs").await?;
    window.says("Theirs").await.context("the change")?;
    window
        .says(&format!("by {ADMINISTRATOR}: VM.set_name_description"))
        .await
        .context("its author")?;
    window.close().await?;

    colleague.describe_vm(HALTED, "In your absence").await?;
    colleague.leave().await?;
    let window = desk.open().await?;
    pool_is_live(&window).await?;
    desk.know_sessions(&sim);
    select(&window, HALTED).await?;
    window.click("tab", "Changes").await?;
    window
        .says("In your absence")
        .await
        .context("what changed while away")?;
    window.says("while nobody looked").await?;
    window.close().await
}
