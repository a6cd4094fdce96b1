//! What goes wrong gives one clear sentence, and nothing that is shown is lost.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context, Result, ensure};
use tokio::{io::AsyncWriteExt, net::TcpListener};

use crate::{
    desk::Desk,
    pool::{self, ADMINISTRATOR, HALTED, HOSTILE, PASSWORD, VIEWER, VIEWERS_PASSWORD},
    steps::{
        add_pool, add_server, fill_in_server, no_script_ran, pool_is_live, row_says, select, trust,
    },
    window::Window,
};

/// The sentence that the window gives as an alert.
async fn alert(window: &Window) -> Result<String> {
    let alert = window.find("alert", "").await?;
    Ok(alert.text().await?)
}

pub async fn wrong_password(desk: &Desk) -> Result<()> {
    let sim = pool::start().await?;
    let window = desk.open().await?;
    let wrong = "Karotte-0815-bird";
    desk.know_secret(wrong);
    add_server(&window, &pool::address(&sim)?, ADMINISTRATOR, wrong).await?;
    trust(&window, &sim).await?;
    let said = alert(&window).await?;
    ensure!(said.contains("password"), "it says {said:?}");
    // What was typed is still there, save for the password.
    fill_in_server(&window, &pool::address(&sim)?, ADMINISTRATOR, PASSWORD).await?;
    pool_is_live(&window).await?;
    desk.know_sessions(&sim);
    window.close().await
}

pub async fn nobody_there(desk: &Desk) -> Result<()> {
    let sim = pool::start().await?;
    let window = desk.open().await?;
    add_pool(&window, &sim).await?;
    // A port that was free a moment ago.
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await?
        .local_addr()?;
    add_server(&window, &format!("https://{free}"), ADMINISTRATOR, PASSWORD).await?;
    let said = alert(&window).await?;
    ensure!(said.contains("127.0.0.1"), "it says {said:?}");
    window.click("button", "Close").await?;
    pool_is_live(&window).await.context("the other pool")?;
    desk.know_sessions(&sim);
    window.close().await
}

pub async fn something_else_there(desk: &Desk) -> Result<()> {
    let window = desk.open().await?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let talking = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            // It may have hung up already.
            let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.2\r\n").await;
        }
    });
    add_server(
        &window,
        &format!("http://{address}"),
        ADMINISTRATOR,
        PASSWORD,
    )
    .await?;
    let plain = alert(&window).await?;
    window.click("button", "Close").await?;
    add_server(
        &window,
        &format!("https://{address}"),
        ADMINISTRATOR,
        PASSWORD,
    )
    .await?;
    let tls = alert(&window).await?;
    talking.abort();
    for said in [plain, tls] {
        ensure!(said.contains("127.0.0.1"), "it says {said:?}");
    }
    window.close().await
}

pub async fn changed_certificate(desk: &Desk) -> Result<()> {
    let sim = pool::start().await?;
    let old = sim.fingerprint();
    let port: SocketAddr = pool::address(&sim)?
        .trim_start_matches("https://")
        .parse()
        .context("its port")?;
    let window = desk.open().await?;
    add_pool(&window, &sim).await?;
    desk.know_sessions(&sim);
    sim.stop().await;

    let sim = pool::start_at(port, None).await?;
    ensure!(sim.fingerprint() != old, "the certificate is the same");
    window.click_with("button", "needs an answer").await?;
    window.says("The certificate has changed").await?;
    window.shows_fingerprint(&old).await?;
    window.shows_fingerprint(&sim.fingerprint()).await?;
    // What was there is still shown, and nobody logged in on the new certificate.
    window.says("web-01").await?;
    ensure!(sim.world().live_sessions() == 0, "it logged in");
    window.click("button", "Trust always").await?;
    pool_is_live(&window).await?;
    desk.know_sessions(&sim);
    window.close().await
}

pub async fn user_without_rights(desk: &Desk) -> Result<()> {
    let sim = pool::start().await?;
    let window = desk.open().await?;
    desk.know_secret(VIEWERS_PASSWORD);
    add_server(&window, &pool::address(&sim)?, VIEWER, VIEWERS_PASSWORD).await?;
    trust(&window, &sim).await?;
    pool_is_live(&window).await?;
    desk.know_sessions(&sim);
    select(&window, HALTED).await?;
    window.click("button", "Start").await?;
    window
        .says("Your role does not permit this")
        .await
        .context("the refusal")?;
    row_says(&window, HALTED, "Halted").await?;
    window.close().await
}

pub async fn name_that_is_html(desk: &Desk) -> Result<()> {
    let sim = pool::start().await?;
    let window = desk.open().await?;
    add_pool(&window, &sim).await?;
    desk.know_sessions(&sim);
    select(&window, HOSTILE).await?;
    window.says(HOSTILE).await?;
    no_script_ran(&window).await?;
    window.close().await
}

pub async fn no_keyring(desk: &Desk) -> Result<()> {
    let sim = pool::start().await?;
    let window = desk.open().await?;
    window.click_with("button", "Add server").await?;
    window
        .says("Passwords cannot be kept on this computer")
        .await?;
    fill_in_server(&window, &pool::address(&sim)?, ADMINISTRATOR, PASSWORD).await?;
    trust(&window, &sim).await?;
    pool_is_live(&window).await?;
    desk.know_sessions(&sim);
    window.close().await?;

    // The server is there again, and asks.
    let window = desk.open().await?;
    window.click_with("button", "needs an answer").await?;
    window.fill("Password", PASSWORD).await?;
    window.click("button", "Log in").await?;
    pool_is_live(&window).await?;
    desk.know_sessions(&sim);
    window.close().await
}
