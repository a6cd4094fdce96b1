//! How connections begin and end.

use std::time::Duration;

use serde_json::{Value, json};
use test_support::{finishes, hold};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use xo::{Backoff, Error, Filter, SignIn, Timeouts};

use crate::fake::{Fake, Say, connector, http, result};

/// A server that does with its connections what it likes.
async fn odd<F: Future<Output = ()> + Send + 'static>(
    serve: impl Fn(TcpStream) -> F + Send + 'static,
) -> (String, JoinSet<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let mut running = JoinSet::new();
    running.spawn(async move {
        let mut connections = JoinSet::new();
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            connections.spawn(serve(stream));
        }
    });
    (url, running)
}

/// Long enough that a busy machine is not taken for a silent server.
fn wary() -> Timeouts {
    Timeouts {
        connect: Duration::from_secs(60),
        ping: Duration::from_millis(300),
        silence: Duration::from_secs(2),
        ..Timeouts::default()
    }
}

async fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(head).unwrap()
}

#[tokio::test]
async fn an_upgrade_that_is_never_answered_is_given_up() {
    let (url, _running) = odd(|mut stream| async move {
        read_head(&mut stream).await;
        std::future::pending().await
    })
    .await;
    let impatient = Timeouts {
        connect: Duration::from_millis(100),
        ..Timeouts::default()
    };
    let failed = connector(&url).timeouts(impatient).connect().await;
    assert_eq!(failed.unwrap_err(), Error::TimedOut);
}

#[tokio::test]
async fn what_is_no_xen_orchestra_is_told_from_it() {
    #[track_caller]
    fn check(outcome: Result<xo::Client, Error>, expect: u16, words: &str) {
        match outcome {
            Err(Error::NotXo { status, reason, .. }) => {
                assert_eq!(status, expect);
                assert!(reason.contains(words), "{reason}");
            }
            other => panic!("{other:?}"),
        }
    }
    async fn answering(answer: Vec<u8>) -> Result<xo::Client, Error> {
        let (url, _running) = odd(move |mut stream| {
            let answer = answer.clone();
            async move {
                read_head(&mut stream).await;
                stream.write_all(&answer).await.unwrap();
            }
        })
        .await;
        connector(&url).connect().await
    }
    check(answering(http("404 Not Found", "", b"")).await, 404, "404");
    let elsewhere = http("301 Moved", "Location: https://xo.example/\r\n", b"");
    check(answering(elsewhere).await, 301, "another address");
    check(
        answering(b"SSH-2.0-made-up\r\n\r\n".to_vec()).await,
        0,
        "WebSocket",
    );

    // TLS where there is none.
    let (url, _running) = odd(|mut stream| async move {
        stream
            .write_all(b"220 mail.example ESMTP\r\n")
            .await
            .unwrap();
        std::future::pending().await
    })
    .await;
    let url = url.replace("http:", "https:");
    check(connector(&url).connect().await, 0, "TLS");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let failed = connector(&url).connect().await.unwrap_err();
    assert!(matches!(failed, Error::Unreachable { .. }), "{failed:?}");
    assert!(failed.is_transient() && !failed.may_have_had_effect());

    let (url, _running) = odd(|stream| async move { drop(stream) }).await;
    let failed = connector(&url).connect().await.unwrap_err();
    assert!(matches!(failed, Error::Unreachable { .. }), "{failed:?}");
}

#[tokio::test]
async fn a_server_that_goes_leaves_nobody_waiting() {
    let fake = Fake::start(|request| match request["method"].as_str().unwrap() {
        "test.wait" => Vec::new(),
        _ => vec![Say::Drop],
    })
    .await;
    let client = fake.connect().await;
    let wait = client.call::<Value>("test.wait", json!({}));
    let (waiting, going) = tokio::join!(wait, client.run("test.go", json!({})));
    assert!(matches!(waiting, Err(Error::Broken { .. })), "{waiting:?}");
    assert!(matches!(going, Err(Error::Broken { .. })), "{going:?}");
    // Who begins to listen to what is over hears so at once.
    let ended = client.notifications().next().await;
    assert!(matches!(ended, Err(Error::Broken { .. })), "{ended:?}");
}

#[tokio::test]
async fn a_server_that_falls_silent_is_noticed() {
    let (url, _running) = odd(|stream| async move {
        let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
        use futures_util::{SinkExt, StreamExt};
        let request = socket.next().await.unwrap().unwrap().into_text().unwrap();
        let request: Value = serde_json::from_str(&request).unwrap();
        let answer = json!({"jsonrpc": "2.0", "id": request["id"], "result": "5.207.2"});
        socket.send(answer.to_string().into()).await.unwrap();
        // Pings come in, and are not even read.
        std::future::pending().await
    })
    .await;
    let client = connector(&url).timeouts(wary()).connect().await.unwrap();
    let failed = client.call::<Value>("test.wait", json!({})).await;
    match failed {
        Err(Error::Broken { reason, .. }) => assert!(reason.contains("silent"), "{reason}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_frame_that_takes_longer_than_silence_may_last_is_waited_for() {
    let (url, _running) = odd(|stream| async move {
        let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
        use futures_util::{SinkExt, StreamExt};
        let list = json!({"v": {"type": "VM", "notes": "x".repeat(1000)}});
        for answer in [json!("5.207.2"), list] {
            let request = loop {
                let message = socket.next().await.unwrap().unwrap();
                if message.is_text() {
                    break serde_json::from_slice::<Value>(&message.into_data()).unwrap();
                }
            };
            let answer = json!({"jsonrpc": "2.0", "id": request["id"], "result": answer});
            let text = answer.to_string();
            if text.len() < 1000 {
                socket.send(text.into()).await.unwrap();
                continue;
            }
            // By hand, a piece at a time, with no room for a pong between them.
            let stream = socket.get_mut();
            let mut frame = vec![0x81, 126];
            frame.extend((text.len() as u16).to_be_bytes());
            frame.extend(text.as_bytes());
            for piece in frame.chunks(150) {
                stream.write_all(piece).await.unwrap();
                hold(Duration::from_millis(400)).await;
            }
        }
        std::future::pending().await
    })
    .await;
    let client = connector(&url).timeouts(wary()).connect().await.unwrap();
    let mut objects = client.objects(&Filter::All, None).await.unwrap();
    assert_eq!(objects.next().await.unwrap().unwrap().kind(), "VM");
}

#[tokio::test]
async fn the_connection_ends_with_the_last_clone() {
    let (sender, mut ended) = tokio::sync::mpsc::unbounded_channel();
    let (url, _running) = odd(move |mut stream| {
        let sender = sender.clone();
        async move {
            use futures_util::{SinkExt, StreamExt};
            let socket = tokio_tungstenite::accept_async(&mut stream).await.unwrap();
            let mut socket = socket;
            while let Some(Ok(message)) = socket.next().await {
                if let Ok(request) = serde_json::from_slice::<Value>(&message.into_data()) {
                    let answer = json!({"jsonrpc": "2.0", "id": request["id"], "result": "5"});
                    socket.send(answer.to_string().into()).await.unwrap();
                }
            }
            sender.send(()).unwrap();
        }
    })
    .await;
    let client = connector(&url).connect().await.unwrap();
    let mut notifications = client.notifications();
    let clone = client.clone();
    drop(client);
    clone.run("test.still", json!({})).await.unwrap();
    assert!(ended.try_recv().is_err());
    drop(clone);
    finishes("the connection's end", ended.recv()).await;
    assert!(notifications.next().await.is_err());
}

#[tokio::test]
async fn patience_waits_for_the_server_but_not_for_another_password() {
    let fake = Fake::start(|request| match request["params"]["password"].as_str() {
        Some("right") => vec![result(request, json!({"id": "u"}))],
        _ => vec![crate::fake::error(
            request,
            3,
            "invalid credentials",
            Value::Null,
        )],
    })
    .await;
    let mut backoff = Backoff::new(Duration::from_millis(10), Duration::from_millis(20));
    let wrong = SignIn::password("admin", "wrong");
    let failed = fake
        .connector()
        .connect_patiently(&wrong, &mut backoff)
        .await;
    assert_eq!(
        failed.unwrap_err().code(),
        Some(xo::ErrorCode::InvalidCredentials)
    );

    // A port with nobody behind it, and somebody a little later.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let url = format!("http://{address}");
    let waiting = connector(&url);
    let right = SignIn::password("admin", "right");
    let forwarding = async {
        hold(Duration::from_millis(60)).await;
        let listener = TcpListener::bind(address).await.unwrap();
        let (mut near, _) = listener.accept().await.unwrap();
        let mut far = TcpStream::connect(fake.address).await.unwrap();
        let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
    };
    let client = tokio::select! {
        client = waiting.connect_patiently(&right, &mut backoff) => client.unwrap(),
        () = forwarding => panic!("the client left"),
    };
    assert_eq!(client.user().unwrap().id, "u");
}
