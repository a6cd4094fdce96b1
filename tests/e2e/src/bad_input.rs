//! What goes wrong gives one clear sentence, and nothing that is shown is lost.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use test_support::within;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::{
    cut::Way,
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
    ensure!(
        said.contains("The user name or the password is wrong."),
        "it says {said:?}"
    );
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
    ensure!(
        said.contains("127.0.0.1") && said.contains("cannot be reached"),
        "it says {said:?}"
    );
    window.click("button", "Close").await?;
    pool_is_live(&window).await.context("the other pool")?;
    desk.know_sessions(&sim);
    window.close().await
}

pub async fn something_else_there(desk: &Desk) -> Result<()> {
    let window = desk.open().await?;
    let not_a_pool = "not an XCP-ng or XenServer host";
    let says = async |scheme: &str, answer: &'static [u8], waits: bool, words: &str| {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = format!("{scheme}://{}", listener.local_addr()?);
        let talking = tokio::spawn(talk(listener, answer, waits));
        add_server(&window, &address, ADMINISTRATOR, PASSWORD).await?;
        let said = alert(&window).await?;
        talking.abort();
        ensure!(
            said.contains("127.0.0.1") && said.contains(words),
            "of {address} it says {said:?}"
        );
        window.click("button", "Close").await
    };
    let ssh = b"SSH-2.0-OpenSSH_9.2\r\n";
    let web = b"HTTP/1.1 404 Not Found\r\nContent-Length: 11\r\n\r\n<h1>No</h1>";
    says("http", web, true, not_a_pool).await?;
    says("http", ssh, true, not_a_pool).await?;
    says("https", ssh, false, not_a_pool).await?;
    window.close().await
}

/// Somebody who says the same to everybody; some wait to be spoken to.
async fn talk(listener: TcpListener, answer: &[u8], waits: bool) {
    while let Ok((mut stream, _)) = listener.accept().await {
        // Whoever came may have gone again.
        if waits {
            let _ = stream.read(&mut [0; 4096]).await;
        }
        let _ = stream.write_all(answer).await;
        // Who hangs up on what is still unread takes the answer back with it.
        let _ = stream.shutdown().await;
        let rest = async { while matches!(stream.read(&mut [0; 4096]).await, Ok(1..)) {} };
        let _ = within(Duration::from_millis(500), rest).await;
    }
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
    window.click_with("button", "has a question").await?;
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
    // Before anything is sent.
    window.click("button", "More actions").await?;
    window
        .says("Your role, Read only, does not include this. It takes at least VM operator.")
        .await
        .context("the refusal")?;
    row_says(&window, HALTED, "Halted").await?;
    window.close().await
}

pub async fn reply_cut_in_the_middle(desk: &Desk) -> Result<()> {
    let sim = pool::start().await?;
    let server = sim.http_url().trim_start_matches("http://").parse()?;
    let way = Way::to(server).await?;
    let window = desk.open().await?;
    let address = format!("http://{}", way.address);
    add_server(&window, &address, ADMINISTRATOR, PASSWORD).await?;
    pool_is_live(&window).await?;
    desk.know_sessions(&sim);
    select(&window, HALTED).await?;

    way.cut(true);
    // Something to tell, so that there is an answer to cut.
    sim.world().rename_vm("db-01", "db-01 (old)");
    window
        .says("The server’s reply ended before it was complete.")
        .await?;
    // What was there is still shown.
    row_says(&window, HALTED, "Halted").await?;

    way.cut(false);
    pool_is_live(&window).await?;
    window.fill("Filter the tree", "db-01").await?;
    window.find_with("treeitem", "db-01 (old)").await?;
    desk.know_sessions(&sim);
    window.close().await
}

pub async fn odd_record(desk: &Desk) -> Result<()> {
    let sim = pool::start().await?;
    let vm = sim
        .world()
        .by_name("VM", HALTED)
        .context("the pool has the VM")?;
    let window = desk.open().await?;
    add_pool(&window, &sim).await?;
    desk.know_sessions(&sim);
    select(&window, HALTED).await?;
    sim.world().db.set(&vm, "VCPUs_max", "many");
    window.says("The pool gives an odd value").await?;
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
    window.click_with("button", "has a question").await?;
    window.fill("Password", PASSWORD).await?;
    window.click("button", "Log in").await?;
    pool_is_live(&window).await?;
    desk.know_sessions(&sim);
    window.close().await
}
