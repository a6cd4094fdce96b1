//! What is secret is nowhere to be read: not in the log at its most talkative, not in a file, not in
//! what the window is told.
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

mod support;

use std::{
    fs, io,
    path::Path,
    sync::{Arc, Mutex},
};

use engine::{api::ViewSpec, commands::dispatch};
use futures_util::StreamExt;
use inventory::{Job, view::ListKind};
use poolsim::Sim;
use support::{Bench, PASSWORD, sim, simple, vm_in};
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
            let bytes = fs::read(&path).unwrap();
            text.push_str(&String::from_utf8_lossy(&bytes));
            // The objects in it are packed.
            if path.extension().is_some_and(|ending| ending == "kept") {
                let kept = inventory::kept::decode(&bytes).unwrap();
                text.push_str(&format!("{kept:?}\n"));
            }
        }
    }
}

/// The references of all sessions that a pool has now.
fn sessions_of(sim: &Sim) -> Vec<String> {
    let world = sim.world();
    world.sessions.keys().map(ToString::to_string).collect()
}

/// The first line in which one of these stands, or what looks like a session's reference.
fn line_with(text: &str, secrets: &[String]) -> Option<String> {
    let is_session = |line: &str| {
        line.split("session_id").skip(1).any(|rest| {
            let near: String = rest.chars().take(40).collect();
            near.split("OpaqueRef:")
                .skip(1)
                .any(|reference| !reference.starts_with("NULL"))
        })
    };
    let tells = |line: &&str| {
        secrets.iter().any(|secret| line.contains(secret.as_str())) || is_session(line)
    };
    let line = text.lines().find(tells)?;
    Some(line.chars().take(400).collect())
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
    sessions.extend(sessions_of(&sim));
    let list = bench.list(ListKind::Vms).await;
    bench.rows(list, 8).await;
    let tasks = bench
        .engine
        .open_view(&"main".into(), ViewSpec::Tasks)
        .await
        .unwrap();
    let (halted, _) = vm_in(&sim, &id, "Halted");
    let ids = bench
        .engine
        .run_job(simple(Job::Start), vec![halted], None)
        .await
        .unwrap();
    bench
        .task("the end", tasks, |view| {
            view.id == ids[0] && view.finished.is_some()
        })
        .await;
    // What a person tells a guest in confidence.
    let (halted, _) = vm_in(&sim, &id, "Halted");
    let storage = {
        let world = sim.world();
        let shared = |sr: &poolsim::value::Ref| {
            world.db.flag(sr, "shared") && world.db.text(sr, "content_type") != "iso"
        };
        let found = world.db.all("SR").into_iter().find(shared).unwrap();
        serde_json::json!({ "connection": id, "class": "SR", "reference": &*found })
    };
    let told = serde_json::json!({
        "request": { "job": "attachConfigDrive", "inputs": {
            "userData": "#cloud-config\npassword: told-secret-3\n", "networkConfig": "", "sr": storage,
        } },
        "objects": [halted],
        "seen": null,
    });
    let ids = dispatch(&bench.engine, &"main".into(), "run_job", told).await;
    let filled: Vec<String> = serde_json::from_value(ids.unwrap()).unwrap();
    let end = bench
        .task("the end", tasks, |view| {
            view.id == filled[0] && view.finished.is_some()
        })
        .await;
    assert_eq!(end.state, engine::api::TaskState::Succeeded, "{end:?}");
    let asked = bench.engine.task_request(filled[0].clone()).await.unwrap();
    let asked = serde_json::to_string(&asked).unwrap();
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
    sessions.extend(sessions_of(&sim));

    // Mistakes quote nothing either.
    let wrong =
        serde_json::json!({ "id": id, "password": { "oh": "other-secret-9" }, "keep": "ask" });
    let told = dispatch(&bench.engine, &"main".into(), "give_password", wrong)
        .await
        .unwrap_err();
    assert_eq!(told.code, "bad_request");
    let bad = Bench::new().await;
    let elsewhere = bad.add(&sim.http_url(), "root", "wrong-secret-5").await;
    bad.state("a question", &elsewhere, |state| {
        matches!(state, engine::api::ConnectionState::Password { .. })
    })
    .await;
    // Nor does whoever quotes what it was sent.
    let mut places = vec![support::echo::pool().await];
    for status in [200, 400, 500] {
        places.push(support::echo::web(status).await);
    }
    for place in places {
        let echoing = bad
            .add(&format!("http://{place}"), "root", "echoed-secret-7")
            .await;
        bad.state("no pool", &echoing, support::is_stale).await;
    }
    bad.engine.shutdown().await;
    sessions.extend(sessions_of(&sim));
    bench.engine.shutdown().await;
    // Another start, with what was kept: the password, the objects, the pins.
    let again = Bench::at(bench.folder.clone(), bench.vault.clone()).await;
    again.live(&id).await;
    sessions.extend(sessions_of(&sim));
    again.engine.shutdown().await;

    let mut text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(
        text.contains("connection"),
        "the log is there: {} bytes",
        text.len()
    );
    let log_length = text.len();
    files(bench.folder.path(), &mut text);
    assert!(
        text.contains("attachConfigDrive"),
        "the journal is looked at"
    );
    assert!(text.len() > log_length);
    assert!(text.contains("InitApply"), "the kept objects are looked at");
    text.push_str(&bench.told());
    text.push_str(&bad.told());
    text.push_str(&serde_json::to_string(&told).unwrap());
    text.push_str(&asked);
    sessions.sort();
    sessions.dedup();
    assert!(sessions.len() >= 2, "{}", sessions.len());
    let typed = [
        PASSWORD,
        "other-secret-9",
        "wrong-secret-5",
        "echoed-secret-7",
        "told-secret-3",
    ];
    let mut secrets = typed.map(str::to_owned).to_vec();
    secrets.append(&mut sessions);
    secrets.append(&mut tokens);
    let found = line_with(&text, &secrets);
    assert_eq!(found, None, "a secret is to be read");
    // Were there one, it would be found.
    for planted in secrets.iter().map(String::as_str).chain([
        "Cookie: session_id=OpaqueRef:1-2",
        "{\"session_id\": \"OpaqueRef:1-2\"}",
    ]) {
        let text = format!("{text}\nplanted: {planted}.\n");
        assert!(line_with(&text, &secrets).is_some());
    }
}
