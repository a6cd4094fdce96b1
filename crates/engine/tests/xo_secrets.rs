//! What is secret about a Xen Orchestra is nowhere to be read: not in the log at its most talkative,
//! not in a file, not in what the window is told.
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

#[path = "xo/scene.rs"]
#[allow(dead_code)]
mod scene;
mod support;

use std::{
    fs, io,
    path::Path,
    sync::{Arc, Mutex},
};

use engine::{
    api::{ConnectionState, KeepPassword, NewConnection, NewXoServer, ViewSpec},
    secret::Secret,
    vault::Vault,
};
use inventory::Job;
use scene::{Scene, next_start};
use support::{PASSWORD, simple};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};
use xapi::VmPowerState;

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

/// The log it listens to is the whole process's: this file has but one test.
#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_written_anywhere() {
    let log = Log::default();
    // What the program lets through at the most: of libraries that carry bytes no detail. (tungstenite
    // writes whole frames out, and in one of them is the password.)
    let filter =
        EnvFilter::new("info,engine=trace,inventory=trace,xapi=trace,xo=trace,poolsim=off");
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(log.clone())
        .init();

    let scene = Scene::new().await;
    let wrong = NewConnection {
        password: Secret::new("wrong-secret-5"),
        otp: Some(Secret::new("other-secret-9")),
        ..scene.wanted(KeepPassword::Token)
    };
    let bench = &scene.bench;
    let id = bench.engine.add_connection(wrong).await.unwrap();
    bench
        .state("a question", &id, |state| {
            matches!(state, ConnectionState::Password { .. })
        })
        .await;
    let right = Secret::new(PASSWORD);
    let given = bench
        .engine
        .give_password(id.clone(), right, None, KeepPassword::Token);
    given.await.unwrap();
    let pools = scene.live_pools(&id).await;
    let tasks = bench
        .engine
        .open_view(&"main".into(), ViewSpec::Tasks)
        .await
        .unwrap();
    let halted = scene.vm_in(&pools[0], VmPowerState::Halted);
    let order = bench.engine.run_job(simple(Job::Start), vec![halted], None);
    let ids = order.await.unwrap();
    bench
        .task("the end", tasks, |view| {
            view.id == ids[0] && view.finished.is_some()
        })
        .await;
    let running = scene.vm_in(&pools[0], VmPowerState::Running);
    bench.engine.open_console(running, None).await.unwrap();
    let server = NewXoServer {
        host: scene.sims[0].http_url(),
        username: "root".into(),
        password: Secret::new("server-secret-3"),
        label: "odd".into(),
        allow_unauthorized: true,
    };
    let refused = bench
        .engine
        .xo_add_server(id.clone(), server)
        .await
        .unwrap_err();
    // Whoever quotes what it was sent.
    let echoing = NewConnection {
        address: format!("http://{}", support::echo::orchestra().await),
        password: Secret::new("echoed-secret-7"),
        otp: Some(Secret::new("echoed-secret-8")),
        ..scene.wanted(KeepPassword::Token)
    };
    let echoing = bench.engine.add_connection(echoing).await.unwrap();
    bench.state("no sign-in", &echoing, support::is_stale).await;
    bench.engine.shutdown().await;
    let token = bench.vault.get(id.as_str()).await.unwrap().unwrap();
    let again = next_start(bench.folder.clone(), bench.vault.clone()).await;
    again.live(&id).await;
    again.engine.shutdown().await;

    let mut text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("connection"), "the log is there");
    files(bench.folder.path(), &mut text);
    text.push_str(&bench.told());
    text.push_str(&again.told());
    text.push_str(&serde_json::to_string(&refused).unwrap());
    let secrets = [
        PASSWORD,
        "wrong-secret-5",
        "other-secret-9",
        "server-secret-3",
        "echoed-secret-7",
        "echoed-secret-8",
        token.reveal(),
    ];
    for secret in secrets {
        assert!(secret.len() > 10);
        let line = text.lines().find(|line| line.contains(secret));
        let shown = line.map(|line| line.chars().take(600).collect::<String>());
        assert_eq!(shown, None, "a secret is to be read");
    }
}
