//! What the page may not do, tried from inside the page.

use anyhow::{Result, ensure};
use test_support::{hold, within};
use tokio::net::TcpListener;

use crate::{desk::Desk, window::Window};

/// Scripts, connections and pages that are not the app's own are refused.
pub async fn foreign_things_are_refused(desk: &Desk) -> Result<()> {
    let window = desk.open().await?;
    window.says("Welcome to Pooldeck").await?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let port = listener.local_addr()?.port();

    let eval = "try { return eval('1 + 1') } catch (error) { return error.name }";
    ensure!(window.script(eval).await? == "EvalError", "eval works");

    let inline = "
        const script = document.createElement('script')
        script.textContent = 'window.foreign = true'
        document.head.append(script)
        const image = document.createElement('div')
        image.innerHTML = '<img src=x onerror=\"window.foreign = true\">'
        document.body.append(image)
        const done = arguments[arguments.length - 1]
        setTimeout(() => done(window.foreign === true), 500)";
    ensure!(
        window.script_async(inline).await? == false,
        "a script in the page ran"
    );

    for address in [
        format!("http://127.0.0.1:{port}/"),
        "https://example.org/".to_owned(),
    ] {
        ensure!(
            refused(&window, &fetch(&address)).await?,
            "the page reached {address}"
        );
    }
    let other = format!("ws://127.0.0.1:{port}/console/x");
    ensure!(
        refused(&window, &web_socket(&other)).await?,
        "the page reached {other}"
    );
    // Nobody knocked: the refusal came before the wire.
    let knock = std::time::Duration::from_millis(300);
    let knocked = within(knock, listener.accept()).await;
    ensure!(knocked.is_none(), "somebody knocked at the port");

    let before = window.script("return location.href").await?;
    window
        .script("location.href = 'https://example.org/'")
        .await?;
    let opened = window
        .script("return window.open('https://example.org/') === null")
        .await?;
    ensure!(opened == true, "the page opened a window");
    // So long a page would need to go: load can only make this see less.
    hold(knock).await;
    ensure!(
        window.script("return location.href").await? == before,
        "the page went elsewhere"
    );

    let forbidden = "
        const done = arguments[arguments.length - 1]
        window.__TAURI_INTERNALS__.invoke('plugin:window|close', { label: 'main' })
            .then(() => done('allowed'), (error) => done(String(error)))";
    let answer = window.script_async(forbidden).await?;
    ensure!(answer != "allowed", "the page may command the window");
    window.says("Welcome to Pooldeck").await?;
    window.close().await
}

/// A script that tells whether an address can be fetched.
fn fetch(address: &str) -> String {
    format!(
        "const done = arguments[arguments.length - 1]
         fetch('{address}', {{ mode: 'no-cors' }}).then(() => done('reached'), () => done('refused'))"
    )
}

/// A script that tells whether a WebSocket can be opened.
fn web_socket(address: &str) -> String {
    format!(
        "const done = arguments[arguments.length - 1]
         let blocked = false
         document.addEventListener('securitypolicyviolation', () => done('refused'))
         try {{
             const socket = new WebSocket('{address}')
             socket.onopen = () => done('reached')
         }} catch {{
             done('refused')
         }}"
    )
}

async fn refused(window: &Window, script: &str) -> Result<bool> {
    Ok(window.script_async(script).await? == "refused")
}
