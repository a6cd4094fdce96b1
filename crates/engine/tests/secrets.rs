//! What is secret is nowhere to be read: not in the log at its most talkative, not in a file, not in
//! what the window is told.
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

mod support;

use std::{
    fs, io,
    path::Path,
    sync::{Arc, Mutex},
};

use engine::api::{ViewSpec, dispatch};
use futures_util::StreamExt;
use inventory::{Job, view::ListKind};
use support::{Bench, PASSWORD, sim, vm_in};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{client::IntoClientRequest, http::header},
};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn files(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, text);
        } else {
            text.push_str(&String::from_utf8_lossy(&fs::read(&path).unwrap()));
        }
    }
}

/// All that a program does, and then a look at what it left behind. This file has but one test: the
/// log it listens to is the whole process's.
#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_written_anywhere() {
    let log = Log::default();
    // Everything but the simulated pool's own log, which is no part of the program.
    let filter = EnvFilter::new("trace,poolsim=off");
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(log.clone())
        .init();

    let (sim, bench) = (sim().await, Bench::new().await);
    let mut sessions = Vec::new();
    let id = bench.connected(&sim).await;
    sessions.extend(
        sim.world()
            .sessions
            .keys()
            .map(|session| session.to_string()),
    );
    let list = bench.list(ListKind::Vms).await;
    bench.rows(list, 8).await;
    let tasks = bench.engine.open_view(ViewSpec::Tasks).await.unwrap();
    let (halted, _) = vm_in(&sim, &id, "Halted");
    let ids = bench
        .engine
        .run_job(Job::Start, vec![halted])
        .await
        .unwrap();
    bench
        .task("the end", tasks, |view| {
            view.id == ids[0] && view.finished.is_some()
        })
        .await;
    let (vm, _) = vm_in(&sim, &id, "Running");
    let mut tokens = Vec::new();
    let ticket = bench.console(&vm).await;
    {
        tokens.extend(ticket.url.rsplit('/').next().map(str::to_owned));
        let mut request = ticket.url.into_client_request().unwrap();
        request
            .headers_mut()
            .insert(header::ORIGIN, "tauri://localhost".parse().unwrap());
        // The test's own client writes what it does, the ticket with it: it is not the program.
        let quiet = tracing::subscriber::NoSubscriber::default();
        let _guard = tracing::subscriber::set_default(quiet);
        let (mut window, _) = connect_async(request).await.unwrap();
        assert!(window.next().await.unwrap().unwrap().is_binary());
    }
    sim.world().end_sessions();
    let (_, running) = vm_in(&sim, &id, "Running");
    assert!(sim.world().rename_vm(&running, "renamed"));
    bench
        .row("the news", list, |row| support::name(row) == "renamed")
        .await;
    bench.live(&id).await;
    sessions.extend(
        sim.world()
            .sessions
            .keys()
            .map(|session| session.to_string()),
    );

    // Mistakes quote nothing either.
    let wrong =
        serde_json::json!({ "id": id, "password": { "oh": "other-secret-9" }, "keep": "ask" });
    let told = dispatch(&bench.engine, "give_password", wrong)
        .await
        .unwrap_err();
    assert_eq!(told.code, "bad_request");
    let bad = Bench::new().await;
    let elsewhere = bad.add(&sim.http_url(), "root", "wrong-secret-5").await;
    bad.state("a question", &elsewhere, |state| {
        matches!(state, engine::api::ConnectionState::Password { .. })
    })
    .await;
    bad.engine.shutdown().await;
    bench.engine.shutdown().await;

    let mut text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(
        text.contains("connection"),
        "the log is there: {} bytes",
        text.len()
    );
    let log_length = text.len();
    files(bench.folder.path(), &mut text);
    assert!(text.len() > log_length);
    {
        let heard = bench.heard.lock().unwrap();
        let messages = (
            heard
                .frames
                .values()
                .flatten()
                .map(|(_, body)| body)
                .collect::<Vec<_>>(),
            &heard.notices,
        );
        text.push_str(&serde_json::to_string(&messages).unwrap());
    }
    text.push_str(&serde_json::to_string(&told).unwrap());
    sessions.sort();
    sessions.dedup();
    assert!(sessions.len() >= 2, "{}", sessions.len());
    let secrets = [PASSWORD, "other-secret-9", "wrong-secret-5"].map(str::to_owned);
    for secret in secrets.iter().chain(&sessions).chain(&tokens) {
        if let Some(at) = text.find(secret.as_str()) {
            let from = text[..at].rfind('\n').map_or(0, |line| line + 1);
            let line: String = text[from..].chars().take(400).collect();
            panic!("a secret is to be read: {line}");
        }
    }
}
