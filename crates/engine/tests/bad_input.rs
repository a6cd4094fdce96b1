//! Servers that are not what they should be: each gives one clear reason, and nothing that is shown
//! is lost.
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

mod support;

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use engine::api::ConnectionState;
use inventory::view::ListKind;
use support::{Bench, PASSWORD, all_vms, is_stale, name, plain, proxy, sim};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// Adds an address that leads to nothing good, and gives the reason that is shown.
async fn failing(address: &str) -> inventory::Problem {
    let bench = Bench::new().await;
    let id = bench.add(address, "root", PASSWORD).await;
    let state = bench.state("a reason", &id, is_stale).await;
    let ConnectionState::Stale { since, why, .. } = state else {
        unreachable!()
    };
    assert_eq!(since, None);
    bench.engine.shutdown().await;
    why
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_listens_is_unreachable() {
    let port = {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        listener.local_addr().unwrap().port()
    };
    for scheme in ["http", "https"] {
        let why = failing(&format!("{scheme}://127.0.0.1:{port}")).await;
        assert_eq!(why.code, "unreachable", "{why:?}");
    }
}

/// A server that reads something and gives this answer.
async fn impostor(answer: &'static [u8]) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                let _ = stream.read(&mut buffer).await;
                let _ = stream.write_all(answer).await;
            });
        }
    });
    port
}

#[tokio::test(flavor = "multi_thread")]
async fn who_speaks_something_else_is_no_pool() {
    const PAGE: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\
        Connection: close\r\n\r\n<html>hi</html>";
    const MISSING: &[u8] =
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno";
    for (answer, codes) in [
        (PAGE, ["not_xapi", "not_xapi"]),
        (MISSING, ["not_xapi", "not_xapi"]),
        (&b"SSH-2.0-OpenSSH_9.2\r\n"[..], ["not_xapi", "unreachable"]),
        (&b"\x00\xff\x01garbage"[..], ["not_xapi", "unreachable"]),
        (&b""[..], ["not_xapi", "unreachable"]),
    ] {
        let port = impostor(answer).await;
        let why = failing(&format!("http://127.0.0.1:{port}")).await;
        assert!(
            codes.contains(&why.code.as_str()),
            "{:?}: {why:?}",
            String::from_utf8_lossy(answer)
        );
    }
    // One that speaks before it is spoken to, as SSH does.
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.2\r\n").await;
            held.push(stream);
        }
    });
    let why = failing(&format!("http://127.0.0.1:{port}")).await;
    assert_eq!(why.code, "not_xapi", "{why:?}");
    // And one that does not speak TLS where it should.
    let port = impostor(PAGE).await;
    let why = failing(&format!("https://127.0.0.1:{port}")).await;
    assert!(
        ["not_xapi", "unreachable"].contains(&why.code.as_str()),
        "{why:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_nothing_does_not_hold_anything_up() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let silent = tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            held.push(stream);
        }
    });
    let bench = Bench::new().await;
    let id = bench
        .add(&format!("http://127.0.0.1:{port}"), "root", PASSWORD)
        .await;
    bench
        .state("a try", &id, |state| {
            matches!(state, ConnectionState::Connecting { .. })
        })
        .await;
    // Others go on.
    let sim = sim().await;
    bench.connected(&sim).await;
    test_support::finishes("the end of the engine", bench.engine.shutdown()).await;
    assert_eq!(sim.world().live_sessions(), 0);
    silent.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn records_with_odd_members_are_shown_all_the_same() {
    let sim = sim().await;
    let spoil = Arc::new(Mutex::new(|request: &str, answer: &str| {
        if !request.contains("event.from") {
            return proxy::Spoilt::Not;
        }
        let odd = answer
            .replace("\"VCPUs_max\":", "\"VCPUs_max\":[{\"odd\":null}],\"was\":")
            .replace("\"tags\":[]", "\"tags\":17")
            .replace("\"consoles\":", "\"consoles_gone\":")
            .replace(
                "\"current_operations\":{}",
                "\"current_operations\":\"none\"",
            );
        proxy::Spoilt::Body(odd)
    }));
    let address = proxy::start(plain(&sim), spoil).await;
    let bench = Bench::new().await;
    let id = bench.add(&address, "root", PASSWORD).await;
    bench.live(&id).await;
    let vms = bench.list(ListKind::Vms).await;
    assert_eq!(bench.rows(vms, 8).await.len(), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_cut_in_the_middle_loses_nothing_that_is_shown() {
    let sim = sim().await;
    let cut = Arc::new(Mutex::new(false));
    let count = Arc::new(AtomicUsize::new(0));
    let (cuts, counted) = (cut.clone(), count.clone());
    let spoil = Arc::new(Mutex::new(move |request: &str, answer: &str| {
        match *cuts.lock().unwrap() && request.contains("event.from") && answer.len() > 2 {
            true => {
                counted.fetch_add(1, Ordering::SeqCst);
                proxy::Spoilt::Cut(answer.len() / 2)
            }
            false => proxy::Spoilt::Not,
        }
    }));
    let address = proxy::start(plain(&sim), spoil).await;
    let bench = Bench::new().await;
    let id = bench.add(&address, "root", PASSWORD).await;
    bench.live(&id).await;
    let vms = bench.list(ListKind::Vms).await;
    let before = all_vms(&bench, vms).await;
    *cut.lock().unwrap() = true;
    sim.world().rename_vm(&before[0], "lost on the way");
    let state = bench.state("a stale connection", &id, is_stale).await;
    let ConnectionState::Stale { why, .. } = state else {
        unreachable!()
    };
    assert!(
        ["cut_reply", "unreachable"].contains(&why.code.as_str()),
        "{why:?}"
    );
    assert_eq!(all_vms(&bench, vms).await, before);
    // A list that is cut is not shown in part either.
    let lists = count.load(Ordering::SeqCst) + 2;
    let cut_again = || count.load(Ordering::SeqCst) >= lists;
    test_support::eventually("two lists that are cut", cut_again).await;
    assert_eq!(all_vms(&bench, vms).await, before);
    *cut.lock().unwrap() = false;
    bench.engine.connect(id.clone()).await.unwrap();
    bench.live(&id).await;
    bench
        .row("the news", vms, |row| name(row) == "lost on the way")
        .await;
}
