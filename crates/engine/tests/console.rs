//! Consoles of a simulated pool, as a window opens them.
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

mod support;

use futures_util::{SinkExt, StreamExt};
use inventory::{Job, ObjectKey};
use support::{Bench, sim, simple, vm_in};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, http::header, protocol::CloseFrame},
};

type Window = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn visit(url: &str, origin: &str) -> Result<Window, Error> {
    let mut request = url.into_client_request().unwrap();
    request
        .headers_mut()
        .insert(header::ORIGIN, origin.parse().unwrap());
    request
        .headers_mut()
        .insert(header::SEC_WEBSOCKET_PROTOCOL, "binary".parse().unwrap());
    Ok(connect_async(request).await?.0)
}

/// Reads so many bytes.
async fn read(window: &mut Window, count: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let reading = async {
        while bytes.len() < count {
            match window.next().await.expect("more bytes").unwrap() {
                Message::Binary(more) => bytes.extend_from_slice(&more),
                Message::Close(frame) => panic!("closed: {frame:?} after {bytes:?}"),
                _ => {}
            }
        }
    };
    test_support::finishes("bytes", reading).await;
    bytes
}

/// Waits until the console is closed.
async fn closed(window: &mut Window) -> CloseFrame {
    let closing = async {
        loop {
            if let Message::Close(frame) = window.next().await.unwrap().unwrap() {
                return frame.unwrap();
            }
        }
    };
    test_support::finishes("a close", closing).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_screen_of_a_vm_comes_to_the_window_and_ends_with_the_vm() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let (vm, _) = vm_in(&sim, &id, "Running");
    let ticket = bench.console(&vm).await;
    assert_eq!(ticket.protocol, "rfb");
    let place = format!("ws://127.0.0.1:{}/console/", bench.engine.console_port());
    assert!(ticket.url.starts_with(&place), "{}", ticket.url);

    let stranger = visit(&ticket.url, "https://evil.example")
        .await
        .unwrap_err();
    assert!(matches!(stranger, Error::Http(response) if response.status() == 403));
    let mut window = visit(&ticket.url, "tauri://localhost").await.unwrap();
    assert_eq!(read(&mut window, 12).await, b"RFB 003.008\n");
    window
        .send(Message::binary(&b"RFB 003.008\n"[..]))
        .await
        .unwrap();
    assert_eq!(
        read(&mut window, 2).await,
        [1, 1],
        "one way to log in: none is needed"
    );
    window.send(Message::binary(vec![1])).await.unwrap();
    assert_eq!(read(&mut window, 4).await, [0; 4]);
    window.send(Message::binary(vec![1])).await.unwrap();
    let screen = read(&mut window, 24).await;
    let width = u16::from_be_bytes([screen[0], screen[1]]);
    assert!(width >= 320, "{screen:?}");

    let again = visit(&ticket.url, "tauri://localhost").await.unwrap_err();
    assert!(
        matches!(again, Error::Http(response) if response.status() == 404),
        "good once"
    );

    bench
        .engine
        .run_job(simple(Job::HardShutdown), vec![vm.clone()], None)
        .await
        .unwrap();
    let frame = closed(&mut window).await;
    assert_eq!(
        (u16::from(frame.code), frame.reason.as_str()),
        (4000, "vm_stopped")
    );
    let none = bench.engine.open_console(vm, None).await.unwrap_err();
    assert_eq!(none.code, "console_none");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hosts_console_is_its_control_domains_and_text() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let coordinator = sim.world().coordinator().to_string();
    let host = ObjectKey {
        connection: id,
        class: "host".into(),
        reference: coordinator,
    };
    let ticket = bench.engine.open_console(host, None).await.unwrap();
    let mut window = visit(&ticket.url, "http://tauri.localhost").await.unwrap();
    match ticket.protocol.as_str() {
        "vt100" => {
            window.send(Message::text("\r")).await.unwrap();
            assert!(!read(&mut window, 1).await.is_empty());
        }
        "rfb" => assert!(read(&mut window, 4).await.starts_with(b"RFB ")),
        other => panic!("{other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn consoles_end_with_the_engine() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let (vm, _) = vm_in(&sim, &id, "Running");
    let ticket = bench.console(&vm).await;
    let mut window = visit(&ticket.url, "tauri://localhost").await.unwrap();
    read(&mut window, 12).await;
    bench.engine.shutdown().await;
    let frame = closed(&mut window).await;
    assert_eq!(
        (u16::from(frame.code), frame.reason.as_str()),
        (4000, "connection_gone")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_console_that_is_opened_again_shows_what_it_showed() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let coordinator = sim.world().coordinator();
    let text = {
        let world = sim.world();
        let all = world.db.all("console").into_iter();
        let mut of_host = all.filter(|console| {
            let vm = world.db.reference(console, "VM");
            world.db.text(console, "protocol") == "vt100"
                && world.db.flag(&vm, "is_control_domain")
                && world.db.reference(&vm, "resident_on") == coordinator
        });
        of_host.next().unwrap().to_string()
    };
    let host = ObjectKey {
        connection: id,
        class: "host".into(),
        reference: coordinator.to_string(),
    };
    let open = async || {
        let ticket = bench.engine.open_console(host.clone(), Some(text.clone()));
        let ticket = ticket.await.unwrap();
        assert_eq!(ticket.protocol, "vt100");
        visit(&ticket.url, "tauri://localhost").await.unwrap()
    };
    let mut first = open().await;
    first.send(Message::text("\r")).await.unwrap();
    let shown = read(&mut first, 8).await;
    drop(first);
    let mut again = open().await;
    let shown_again = read(&mut again, shown.len()).await;
    assert_eq!(shown_again[..shown.len()], shown[..]);
}
