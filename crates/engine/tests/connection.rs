//! Connections to a simulated pool, from the first question to the last log-out.
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

mod support;

use std::sync::Arc;

use engine::{
    api::{ConnectionState, KeepPassword, NewConnection, Notice, ServerKind, TrustAnswer},
    secret::Secret,
    vault::{Memory, Vault},
};
use inventory::{ConnectionId, view::ListKind};
use poolsim::Sim;
use support::{Bench, PASSWORD, all_vms, is_stale, name, plain, restart, sim, small_pool, vm_in};

fn is_certificate(state: &ConnectionState) -> bool {
    matches!(state, ConnectionState::Certificate { .. })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_asked_about_once_and_then_the_pool_is_live() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.add(&sim.https_url().unwrap(), "root", PASSWORD).await;
    let state = bench.state("the certificate", &id, is_certificate).await;
    let ConnectionState::Certificate {
        host,
        presented,
        trusted,
    } = state
    else {
        unreachable!()
    };
    assert_eq!(format!("https://{host}"), sim.https_url().unwrap());
    assert_eq!(presented.fingerprint, sim.fingerprint());
    assert!(!presented.subject.is_empty() && presented.not_after.is_some());
    assert_eq!(trusted, None);
    assert_eq!(
        sim.world().live_sessions(),
        0,
        "nothing was sent before there was trust"
    );
    bench
        .engine
        .answer_certificate(id.clone(), sim.fingerprint(), TrustAnswer::Always)
        .await
        .unwrap();
    let view = bench.live(&id).await;
    assert_eq!(view.name, "Lyon");
    assert!(view.objects > 20, "{view:?}");
    assert_eq!(
        bench
            .vault
            .get(id.as_str())
            .await
            .unwrap()
            .unwrap()
            .reveal(),
        PASSWORD
    );
    bench.engine.shutdown().await;
    assert_eq!(sim.world().live_sessions(), 0, "we have logged out");

    // The program starts again: no question, no password to type.
    let again = Bench::at(bench.folder.clone(), bench.vault.clone()).await;
    again.live(&id).await;
    again.engine.shutdown().await;
    assert_eq!(sim.world().live_sessions(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_is_not_trusted_ends_it() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.add(&sim.https_url().unwrap(), "root", PASSWORD).await;
    bench.state("the certificate", &id, is_certificate).await;
    let answer = |fingerprint: String, answer| {
        bench
            .engine
            .answer_certificate(id.clone(), fingerprint, answer)
    };
    let wrong = answer("00:11".into(), TrustAnswer::Always)
        .await
        .unwrap_err();
    assert_eq!(wrong.code, "bad_request");
    answer(sim.fingerprint(), TrustAnswer::Never).await.unwrap();
    let state = bench
        .state("a disconnected one", &id, |state| {
            matches!(state, ConnectionState::Disconnected { .. })
        })
        .await;
    let ConnectionState::Disconnected { why: Some(why) } = state else {
        panic!("{state:?}")
    };
    assert_eq!(why.code, "untrusted_certificate");
    assert_eq!(why.params["fingerprint"], sim.fingerprint());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_by_somebody_else_appears_by_itself() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let vms = bench.list(ListKind::Vms).await;
    let (_, before) = vm_in(&sim, &id, "Running");
    bench.row("the VM", vms, |row| name(row) == before).await;
    assert!(sim.world().rename_vm(&before, "somebody was here"));
    bench
        .row("its new name", vms, |row| name(row) == "somebody was here")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_asked_for_again() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.add(&sim.http_url(), "root", "not this one").await;
    let state = bench
        .state("a question", &id, |state| {
            matches!(state, ConnectionState::Password { .. })
        })
        .await;
    let ConnectionState::Password { why: Some(why) } = state else {
        panic!("{state:?}")
    };
    assert_eq!(why.code, "wrong_password");
    assert_eq!(why.params["user"], "root");
    assert!(
        bench.vault.get(id.as_str()).await.unwrap().is_none(),
        "a wrong one is not kept"
    );
    let password = Secret::new(PASSWORD);
    bench
        .engine
        .give_password(id.clone(), password, None, KeepPassword::Ask)
        .await
        .unwrap();
    bench.live(&id).await;
    assert!(
        bench.vault.get(id.as_str()).await.unwrap().is_none(),
        "nor one that is not to be"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_kept_is_asked_for_at_the_next_start() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let connection = NewConnection {
        kind: ServerKind::Pool,
        address: sim.http_url(),
        user: "root".into(),
        password: Secret::new(PASSWORD),
        otp: None,
        keep: KeepPassword::Ask,
        read_only: false,
    };
    let id = bench.engine.add_connection(connection).await.unwrap();
    bench.live(&id).await;
    bench.engine.shutdown().await;
    let again = Bench::at(bench.folder.clone(), Memory::new()).await;
    again
        .state("a question", &id, |state| {
            *state == ConnectionState::Password { why: None }
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_added_once_and_forgotten_whole() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let again = NewConnection {
        kind: ServerKind::Pool,
        address: sim
            .https_url()
            .unwrap()
            .trim_start_matches("https://")
            .into(),
        user: "root".into(),
        password: Secret::new(PASSWORD),
        otp: None,
        keep: KeepPassword::Keyring,
        read_only: false,
    };
    assert_eq!(
        bench.engine.add_connection(again).await.unwrap_err().code,
        "already_connected"
    );
    let nonsense = NewConnection {
        kind: ServerKind::Pool,
        address: "https://exa mple/".into(),
        user: "root".into(),
        password: Secret::new(PASSWORD),
        otp: None,
        keep: KeepPassword::Keyring,
        read_only: false,
    };
    assert_eq!(
        bench
            .engine
            .add_connection(nonsense)
            .await
            .unwrap_err()
            .code,
        "bad_address"
    );
    bench.engine.remove_connection(id.clone()).await.unwrap();
    assert_eq!(sim.world().live_sessions(), 0);
    assert!(bench.vault.get(id.as_str()).await.unwrap().is_none());
    for file in ["config/servers.json", "data/certificates.json"] {
        let text = std::fs::read_to_string(bench.folder.path().join(file)).unwrap();
        assert!(!text.contains("127.0.0.1"), "{file}: {text}");
    }
    assert_eq!(
        bench.engine.connect(id).await.unwrap_err().code,
        "connection_gone"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_shown_stays_while_the_pool_is_away_and_is_true_when_it_is_back() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let vms = bench.list(ListKind::Vms).await;
    let before = all_vms(&bench, vms).await;
    let place = (sim.http_url(), sim.https_url());
    let (gone, held) = (sim.certificate().cloned(), small_pool());
    sim.stop().await;
    let state = bench.state("a stale connection", &id, is_stale).await;
    let ConnectionState::Stale {
        since: Some(_),
        why,
        ..
    } = state
    else {
        panic!("{state:?}")
    };
    assert_eq!(why.code, "unreachable");
    assert_eq!(all_vms(&bench, vms).await, before, "all stays on screen");
    bench
        .until("word of it", |heard| {
            let about = |notice: &Notice| notice.connection.as_ref() == Some(&id);
            heard.notices.iter().any(about).then_some(())
        })
        .await;

    let at = |url: &str| url.split("//").nth(1).unwrap().parse().unwrap();
    let config = poolsim::Config {
        listen: at(&place.0),
        tls: Some(at(&place.1.unwrap())),
        certificate: gone,
        ..held
    };
    let sim = Sim::start(config).await.unwrap();
    sim.world().rename_vm(&before[0], "changed meanwhile");
    bench.live(&id).await;
    bench
        .row("what changed meanwhile", vms, |row| {
            name(row) == "changed meanwhile"
        })
        .await;
    bench.rows(vms, before.len()).await;
    bench.engine.shutdown().await;
    assert_eq!(sim.world().live_sessions(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_certificate_stops_everything_and_shows_both() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let vms = bench.list(ListKind::Vms).await;
    let before = all_vms(&bench, vms).await;
    let old = sim.fingerprint();
    let sim = restart(sim, |config| poolsim::Config {
        certificate: None,
        ..config
    })
    .await;
    let state = bench.state("the question", &id, is_certificate).await;
    let ConnectionState::Certificate {
        presented,
        trusted: Some(trusted),
        ..
    } = state
    else {
        panic!("{state:?}")
    };
    assert_eq!(presented.fingerprint, sim.fingerprint());
    assert_eq!(trusted.fingerprint, old);
    assert!(trusted.not_after.is_some());
    assert_eq!(sim.world().live_sessions(), 0, "nothing was sent");
    assert_eq!(all_vms(&bench, vms).await, before);
    bench
        .engine
        .answer_certificate(id.clone(), sim.fingerprint(), TrustAnswer::Once)
        .await
        .unwrap();
    bench.live(&id).await;
    // Once was for that run.
    bench.engine.shutdown().await;
    let again = Bench::at(bench.folder.clone(), bench.vault.clone()).await;
    again.state("the question again", &id, is_certificate).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_that_the_server_ends_are_renewed() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    let vms = bench.list(ListKind::Vms).await;
    let before = all_vms(&bench, vms).await;
    sim.world().end_sessions();
    sim.world().rename_vm(&before[0], "after the end");
    bench
        .row("news", vms, |row| name(row) == "after the end")
        .await;
    bench.live(&id).await;
    bench.engine.shutdown().await;
    assert_eq!(sim.world().live_sessions(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_may_disconnect_and_come_back() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.connected(&sim).await;
    bench.engine.disconnect(id.clone()).await.unwrap();
    let gone = |state: &ConnectionState| *state == ConnectionState::Disconnected { why: None };
    bench.state("a disconnected one", &id, gone).await;
    test_support::eventually("a log-out", || sim.world().live_sessions() == 0).await;
    let logins = || {
        let is_login = |call: &poolsim::CallInfo| call.method == "session.login_with_password";
        sim.calls().iter().filter(|call| is_login(call)).count()
    };
    let before = logins();
    // What was not wanted stays away at the next start, until it is.
    bench.engine.shutdown().await;
    let again = Bench::at(bench.folder.clone(), bench.vault.clone()).await;
    again.state("still disconnected", &id, gone).await;
    again.engine.connect(id.clone()).await.unwrap();
    again.live(&id).await;
    assert_eq!(logins(), before + 1, "once, when it was wanted");
}

/// The address that was added is dead, and the pool has another host that knows the way.
#[tokio::test(flavor = "multi_thread")]
async fn another_member_is_asked_when_the_known_address_is_silent() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let id = bench.add(&sim.http_url(), "root", PASSWORD).await;
    bench.live(&id).await;
    bench.engine.shutdown().await;
    let file = bench.folder.path().join("config/servers.json");
    let text = std::fs::read_to_string(&file).unwrap();
    let mut servers: serde_json::Value = serde_json::from_str(&text).unwrap();
    let members: Vec<&str> = servers[0]["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m.as_str().unwrap())
        .collect();
    assert_eq!(
        members,
        ["127.0.0.1", "127.0.0.2"],
        "the pool's hosts are remembered"
    );
    let port = plain(&sim).port();
    servers[0]["address"] = format!("http://127.0.0.77:{port}").into();
    servers[0]["members"] = serde_json::json!(["127.0.0.78", "127.0.0.2"]);
    std::fs::write(&file, servers.to_string()).unwrap();
    let again = Bench::at(bench.folder.clone(), bench.vault.clone()).await;
    again.live(&id).await;
    again.engine.shutdown().await;
    assert_eq!(
        sim.world().live_sessions(),
        0,
        "no session of a try is left behind"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supporters_address_leads_to_its_coordinator() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let supporter = sim.world().listeners[1].http;
    let id = bench
        .add(&format!("http://{supporter}"), "root", PASSWORD)
        .await;
    bench.live(&id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_servers_that_cannot_be_read_is_set_aside_and_told() {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    std::fs::create_dir(folder.path().join("config")).unwrap();
    std::fs::write(folder.path().join("config/servers.json"), "[{]").unwrap();
    let bench = Bench::at(folder, Memory::new()).await;
    let told = |heard: &support::Heard| {
        heard
            .notices
            .iter()
            .find(|notice| notice.problem.code == "file_set_aside")
            .cloned()
    };
    bench.until("a notice", told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstration_is_connected_and_nothing_of_it_is_kept() {
    let (sim, bench) = (sim().await, Bench::new().await);
    let url = sim.https_url().unwrap();
    let id: ConnectionId = bench
        .engine
        .add_demo(&url, &sim.fingerprint(), "root", PASSWORD);
    assert!(bench.live(&id).await.demo);
    bench.engine.shutdown().await;
    assert!(bench.vault.get(id.as_str()).await.unwrap().is_none());
    let files = std::fs::read_dir(bench.folder.path().join("config")).unwrap();
    let names: Vec<_> = files.map(|file| file.unwrap().file_name()).collect();
    assert_eq!(names, ["in-use"], "the lock of the program itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyring_that_fails_is_told_and_the_connection_lives() {
    let (sim, bench) = (sim().await, Bench::new().await);
    bench
        .vault
        .break_with(Some(inventory::Problem::new("no_keyring")));
    assert_eq!(
        bench
            .engine
            .startup(&"main".into())
            .await
            .unwrap()
            .keyring
            .unwrap()
            .code,
        "no_keyring"
    );
    let id = bench.add(&sim.http_url(), "root", PASSWORD).await;
    bench.live(&id).await;
    bench
        .until("a notice", |heard| {
            heard
                .notices
                .iter()
                .find(|notice| notice.problem.code == "no_keyring")
                .map(|_| ())
        })
        .await;
    bench.engine.shutdown().await;
    // The keyring is asked again each time, and says so to the one who waits.
    let again = Bench::at(bench.folder.clone(), bench.vault.clone()).await;
    let asked = |state: &ConnectionState| matches!(state, ConnectionState::Password { why: Some(why) } if why.code == "no_keyring");
    again.state("a question", &id, asked).await;
    bench.vault.break_with(None);
    bench
        .vault
        .set(id.as_str(), &Secret::new(PASSWORD))
        .await
        .unwrap();
    again.engine.connect(id.clone()).await.unwrap();
    again.live(&id).await;
}
