//! The door and the pipe, from outside.

use test_support::within;
use tokio::io::{DuplexStream, duplex};
use tokio_tungstenite::{
    MaybeTlsStream, connect_async,
    tungstenite::{Error, client::IntoClientRequest},
};

use super::*;

type Window = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn consoles() -> Consoles {
    Consoles::open(WINDOW_ORIGINS.map(String::from).to_vec())
        .await
        .unwrap()
}

/// A console's far end, and the address to reach it by.
fn offered(consoles: &Consoles, room: usize) -> (DuplexStream, String) {
    let (far, near) = duplex(room);
    let opened = Opened {
        stream: Box::new(near),
        why_ended: Box::pin(async { "console_closed" }),
        must_end: Box::pin(std::future::pending()),
    };
    (far, consoles.offer(opened))
}

async fn visit(url: &str, origin: Option<&str>) -> Result<(Window, Response), Error> {
    let mut request = url.into_client_request().unwrap();
    if let Some(origin) = origin {
        request
            .headers_mut()
            .insert(header::ORIGIN, origin.parse().unwrap());
    }
    request
        .headers_mut()
        .insert(header::SEC_WEBSOCKET_PROTOCOL, "binary".parse().unwrap());
    let (window, response) = connect_async(request).await?;
    Ok((window, response.map(|_| ())))
}

async fn window(url: &str) -> Window {
    visit(url, Some("tauri://localhost")).await.unwrap().0
}

fn status(error: Error) -> u16 {
    match error {
        Error::Http(response) => response.status().as_u16(),
        error => panic!("{error}"),
    }
}

#[tokio::test]
async fn bytes_go_both_ways_and_nothing_is_changed() {
    let consoles = consoles().await;
    let (mut far, url) = offered(&consoles, 64);
    let (mut window, response) = visit(&url, Some("http://tauri.localhost")).await.unwrap();
    assert_eq!(response.headers()[header::SEC_WEBSOCKET_PROTOCOL], "binary");
    far.write_all(b"RFB 003.008\n").await.unwrap();
    assert_eq!(
        window.next().await.unwrap().unwrap().into_data(),
        &b"RFB 003.008\n"[..]
    );
    window.send(Message::binary(vec![0, 255, 1])).await.unwrap();
    window.send(Message::text("ls\r")).await.unwrap();
    let mut typed = [0; 6];
    far.read_exact(&mut typed).await.unwrap();
    assert_eq!(&typed, &[0, 255, 1, b'l', b's', b'\r']);
}

#[tokio::test]
async fn a_terminal_that_draws_slowly_is_not_flooded() {
    let consoles = consoles().await;
    let (mut far, url) = offered(&consoles, CHUNK);
    let mut request = url.as_str().into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert(header::ORIGIN, "tauri://localhost".parse().unwrap());
    let offer = "paced, binary".parse().unwrap();
    headers.insert(header::SEC_WEBSOCKET_PROTOCOL, offer);
    let (mut window, response) = connect_async(request).await.unwrap();
    assert_eq!(response.headers()[header::SEC_WEBSOCKET_PROTOCOL], "paced");

    // A guest that floods its console with more than the terminal may be sent at once, then says
    // one thing more.
    let flood = tokio::spawn(async move {
        far.write_all(&vec![b'.'; 3 * pace::UNDRAWN]).await.unwrap();
        far.write_all(b"!").await.unwrap();
        far
    });
    let mut got = Vec::new();
    let (mut undrawn, mut most) = (0, 0);
    while !got.ends_with(b"!") {
        let message = window.next().await.unwrap().unwrap().into_data();
        got.extend_from_slice(&message);
        undrawn += message.len();
        most = most.max(undrawn);
        // It draws only when it has as much before it as it may have.
        if undrawn + CHUNK > pace::UNDRAWN || got.ends_with(b"!") {
            window
                .send(Message::text(undrawn.to_string()))
                .await
                .unwrap();
            undrawn = 0;
        }
    }
    assert_eq!(got.len(), 3 * pace::UNDRAWN + 1);
    assert!(most <= pace::UNDRAWN, "{most}");
    // It types meanwhile as ever; and more than it got it cannot have drawn.
    window.send(Message::text("99999999999")).await.unwrap();
    window.send(Message::text("nonsense")).await.unwrap();
    window
        .send(Message::binary(b"ls\r".to_vec()))
        .await
        .unwrap();
    let mut typed = [0; 3];
    flood.await.unwrap().read_exact(&mut typed).await.unwrap();
    assert_eq!(&typed, b"ls\r");
}

#[tokio::test]
async fn a_ticket_is_good_once() {
    let consoles = consoles().await;
    let (_far, url) = offered(&consoles, 64);
    let _window = window(&url).await;
    assert_eq!(
        status(visit(&url, Some("tauri://localhost")).await.unwrap_err()),
        404
    );
}

#[tokio::test]
async fn a_ticket_is_good_for_ten_seconds() {
    let consoles = consoles().await;
    let (mut far, url) = offered(&consoles, 64);
    tokio::time::pause();
    tokio::time::advance(VALID + Duration::from_millis(1)).await;
    tokio::time::resume();
    assert_eq!(
        status(visit(&url, Some("tauri://localhost")).await.unwrap_err()),
        404
    );
    assert_eq!(
        far.read(&mut [0]).await.unwrap(),
        0,
        "and then the console is let go"
    );
}

#[tokio::test]
async fn only_our_window_comes_in_and_a_stranger_spoils_nothing() {
    let consoles = consoles().await;
    let (_far, url) = offered(&consoles, 64);
    for stranger in [
        None,
        Some("https://evil.example"),
        Some("null"),
        Some("http://127.0.0.1"),
    ] {
        assert_eq!(status(visit(&url, stranger).await.unwrap_err()), 403);
    }
    window(&url).await;
}

#[tokio::test]
async fn whoever_stands_in_the_door_and_says_nothing_is_shown_out() {
    let consoles = consoles().await;
    let mut idlers = Vec::new();
    for _ in 0..2 * IN_THE_DOOR {
        let idler = TcpStream::connect(("127.0.0.1", consoles.port()));
        idlers.push(idler.await.unwrap());
    }
    // Only so many are let in; the others wait in the system's queue.
    while consoles.places.available_permits() > 0 {
        tokio::task::yield_now().await;
    }
    let (_far, url) = offered(&consoles, 64);
    let inside = window(&url).await;
    for mut idler in idlers {
        // A reset is a way to be shown out, too.
        assert!(matches!(idler.read(&mut [0]).await, Ok(0) | Err(_)));
    }
    // Who is inside does not stand in the door. One place is held for whoever comes next.
    while consoles.places.available_permits() < IN_THE_DOOR - 1 {
        tokio::task::yield_now().await;
    }
    drop(inside);
}

#[tokio::test]
async fn the_window_is_told_why_the_pool_closed() {
    let consoles = consoles().await;
    let (far, url) = offered(&consoles, 64);
    let mut window = window(&url).await;
    drop(far);
    let Message::Close(Some(frame)) = window.next().await.unwrap().unwrap() else {
        panic!()
    };
    assert_eq!(u16::from(frame.code), 4000);
    assert_eq!(frame.reason.as_str(), "console_closed");
}

#[tokio::test]
async fn a_console_that_must_end_ends_at_both_ends() {
    let consoles = consoles().await;
    let (mut far, near) = duplex(64);
    let (must, told) = tokio::sync::oneshot::channel::<()>();
    let url = consoles.offer(Opened {
        stream: Box::new(near),
        why_ended: Box::pin(std::future::pending()),
        must_end: Box::pin(async move {
            let _ = told.await;
            "connection_gone"
        }),
    });
    let mut window = window(&url).await;
    must.send(()).unwrap();
    let Message::Close(Some(frame)) = window.next().await.unwrap().unwrap() else {
        panic!()
    };
    assert_eq!(frame.reason.as_str(), "connection_gone");
    drop(window);
    assert_eq!(far.read(&mut [0]).await.unwrap(), 0);
}

#[tokio::test]
async fn a_window_that_closes_closes_the_console() {
    let consoles = consoles().await;
    let (mut far, url) = offered(&consoles, 64);
    let mut window = window(&url).await;
    window.close(None).await.unwrap();
    assert_eq!(far.read(&mut [0]).await.unwrap(), 0);
}

#[tokio::test]
async fn a_window_that_does_not_read_holds_the_pool_back() {
    let consoles = consoles().await;
    let (mut far, url) = offered(&consoles, CHUNK);
    let _window = window(&url).await;
    let chunk = vec![7; CHUNK];
    let mut written = 0;
    while within(Duration::from_millis(300), far.write_all(&chunk))
        .await
        .is_some()
    {
        written += CHUNK;
        assert!(written < 64 * 1024 * 1024, "the pool was never held back");
    }
}
