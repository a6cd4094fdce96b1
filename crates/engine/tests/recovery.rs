//! A pool that loses its coordinator, forgets its sessions, or falls silent: everything comes back
//! by itself, and nothing of ours stays behind.
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

mod support;

use std::{sync::Arc, time::Duration};

use engine::api::{ConnectionState, EmergencyAction, TrustAnswer, ViewBody};
use inventory::{ConnectionId, view::ListKind};
use poolsim::{
    Sim,
    faults::{Fault, Replies},
};
use support::{Bench, PASSWORD, all_vms, is_stale, name, small_pool};
use test_support::{eventually, eventually_some, hold};

async fn three() -> Sim {
    Sim::start(poolsim::Config {
        hosts: 3,
        ..small_pool()
    })
    .await
    .unwrap()
}

/// Connected without TLS: certificates have tests of their own.
async fn plain(sim: &Sim) -> (Bench, ConnectionId) {
    let bench = Bench::new().await;
    let id = bench.add(&sim.http_url(), "root", PASSWORD).await;
    bench.live(&id).await;
    (bench, id)
}

async fn order(sim: &Sim, fault: Fault) {
    sim.order(fault).await.unwrap();
}

/// Ends well: what is told is what is, and nothing is left on the server.
async fn is_whole(sim: &Sim, bench: &Bench, id: &ConnectionId) {
    let vms = bench.list(ListKind::Vms).await;
    let (_, before) = support::vm_in(sim, id, "Running");
    assert!(sim.world().rename_vm(&before, "seen by all"));
    bench
        .row("news", vms, |row| name(row) == "seen by all")
        .await;
    bench.live(id).await;
    bench.engine.shutdown().await;
    assert_eq!(sim.sessions(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_coordinator_is_replaced_by_the_one_that_the_pool_elects() {
    let sim = three().await;
    let (bench, id) = plain(&sim).await;
    let vms = bench.list(ListKind::Vms).await;
    let before = all_vms(&bench, vms).await;
    order(&sim, Fault::KillHost { host: 0 }).await;
    bench.state("a stale connection", &id, is_stale).await;
    assert_eq!(all_vms(&bench, vms).await, before, "all stays on screen");
    order(&sim, Fault::ElectCoordinator { host: 2 }).await;
    bench.live(&id).await;
    assert_eq!(sim.coordinator(), 2);
    is_whole(&sim, &bench, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_coordinator_is_followed_while_the_old_one_lives() {
    let sim = three().await;
    let (bench, id) = plain(&sim).await;
    for host in [1, 2, 0] {
        order(&sim, Fault::ElectCoordinator { host }).await;
        let (_, vm) = support::vm_in(&sim, &id, "Running");
        let vms = bench.list(ListKind::Vms).await;
        let new_name = format!("{vm}, elected {host}");
        assert!(sim.world().rename_vm(&vm, &new_name));
        bench.row("news", vms, |row| name(row) == new_name).await;
    }
    is_whole(&sim, &bench, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_that_restarts_is_found_again() {
    let sim = three().await;
    let (bench, id) = plain(&sim).await;
    order(
        &sim,
        Fault::RestartHost {
            host: 0,
            after_ms: 4000,
        },
    )
    .await;
    bench.state("a stale connection", &id, is_stale).await;
    bench.live(&id).await;
    is_whole(&sim, &bench, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_is_starting_is_shown_as_that() {
    let sim = three().await;
    let (bench, id) = plain(&sim).await;
    for host in 0..3 {
        order(&sim, Fault::Booting { host, on: true }).await;
    }
    order(&sim, Fault::InvalidateSessions).await;
    bench
        .state("a starting host", &id, |state| {
            matches!(state, ConnectionState::Stale { why, .. } if why.code == "still_booting")
        })
        .await;
    sim.lift();
    bench.live(&id).await;
    is_whole(&sim, &bench, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_that_end_while_we_wait_for_news_are_renewed_without_a_question() {
    let sim = three().await;
    let (bench, id) = plain(&sim).await;
    let logins = || {
        let is_login = |call: &poolsim::CallInfo| call.method == "session.login_with_password";
        sim.calls().iter().filter(|call| is_login(call)).count()
    };
    let before = logins();
    order(&sim, Fault::InvalidateSessions).await;
    let vms = bench.list(ListKind::Vms).await;
    let (_, vm) = support::vm_in(&sim, &id, "Running");
    assert!(sim.world().rename_vm(&vm, "after the end"));
    bench
        .row("news", vms, |row| name(row) == "after the end")
        .await;
    bench.live(&id).await;
    assert_eq!(logins(), before + 1, "one log-in for all that wait for it");
    assert!(bench.heard.lock().unwrap().notices.is_empty());
    is_whole(&sim, &bench, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lone_supporter_is_shown_and_made_the_coordinator() {
    let sim = three().await;
    let (bench, id) = plain(&sim).await;
    order(&sim, Fault::KillHost { host: 0 }).await;
    for host in [1, 2] {
        order(&sim, Fault::Emergency { host, on: true }).await;
    }
    let state = bench
        .state("an emergency", &id, |state| {
            matches!(state, ConnectionState::Emergency { .. })
        })
        .await;
    let ConnectionState::Emergency { host, since, .. } = state else {
        unreachable!()
    };
    assert!(host.starts_with("127.0.0."), "{host}");
    assert!(since.is_some());
    let elsewhere = bench
        .engine
        .emergency(
            id.clone(),
            "10.9.9.9".into(),
            EmergencyAction::BecomeCoordinator,
        )
        .await;
    assert_eq!(elsewhere.unwrap_err().code, "not_allowed_now");
    bench
        .engine
        .emergency(id.clone(), host, EmergencyAction::BecomeCoordinator)
        .await
        .unwrap();
    bench.live(&id).await;
    assert_ne!(sim.coordinator(), 0);
    let follows = |call: &poolsim::CallInfo| call.method == "pool.recover_slaves" && call.let_in;
    let followed = || sim.calls().iter().any(follows);
    eventually("a call to the other supporter", followed).await;
    is_whole(&sim, &bench, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_that_ends_by_itself_is_over() {
    let sim = three().await;
    let (bench, id) = plain(&sim).await;
    order(&sim, Fault::KillHost { host: 0 }).await;
    for host in [1, 2] {
        order(&sim, Fault::Emergency { host, on: true }).await;
    }
    bench
        .state("an emergency", &id, |state| {
            matches!(state, ConnectionState::Emergency { .. })
        })
        .await;
    sim.lift();
    bench.live(&id).await;
    is_whole(&sim, &bench, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_died_without_a_word_are_noticed() {
    let sim = three().await;
    let (bench, id) = plain(&sim).await;
    let before = bench.frames();
    order(&sim, Fault::Blackhole { host: None }).await;
    bench.not_live(&id, before).await;
    is_whole(&sim, &bench, &id).await;
}

/// Of all connections only the one for news dies, while all others work, old ones and new ones: that
/// is what it comes to where the connection for heartbeats is newer than the hole.
async fn news_alone(bench: &Bench, sim: &Sim, id: &ConnectionId) {
    let before = bench.frames();
    order(sim, Fault::Stall(Replies::once().to("event.from"))).await;
    bench.not_live(id, before).await;
    is_whole(sim, bench, id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_connection_for_news_is_noticed_though_the_server_answers_all_else() {
    let sim = three().await;
    let (bench, id) = plain(&sim).await;
    news_alone(&bench, &sim, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_connection_for_news_is_noticed_on_a_busy_pool_too() {
    let sim = Arc::new(three().await);
    let (bench, id) = plain(&sim).await;
    let (_, vm) = support::vm_in(&sim, &id, "Halted");
    let busy = sim.clone();
    let changes = tokio::spawn(async move {
        let mut name = vm;
        for number in 0.. {
            let next = format!("change {number}");
            assert!(busy.world().rename_vm(&name, &next));
            name = next;
            hold(Duration::from_millis(50)).await;
        }
    });
    news_alone(&bench, &sim, &id).await;
    changes.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_slow_in_everything_is_not_taken_for_dead() {
    let sim = three().await;
    let (bench, id) = plain(&sim).await;
    let before = bench.frames();
    let late = Fault::Delay {
        ms: 900,
        replies: Replies::default(),
    };
    order(&sim, late).await;
    // Six answers to calls for news, each late, and nothing else to go by.
    let asked = || {
        let is_news = |call: &poolsim::CallInfo| call.method == "event.from";
        sim.calls().iter().filter(|call| is_news(call)).count()
    };
    let until = asked() + 6;
    eventually("calls for news", || asked() >= until).await;
    {
        let heard = bench.heard.lock().unwrap();
        for (_, body) in heard.frames.values().flatten().skip(before) {
            if let ViewBody::Connections(all) = body {
                let shown = &all[0].state;
                assert!(matches!(shown, ConnectionState::Live { .. }), "{shown:?}");
            }
        }
    }
    sim.lift();
    is_whole(&sim, &bench, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stalls_is_not_live_and_is_back_when_it_goes_on() {
    let sim = three().await;
    let (bench, id) = plain(&sim).await;
    order(&sim, Fault::Stall(Replies::default())).await;
    bench
        .state("a stale connection", &id, |state| {
            matches!(state, ConnectionState::Stale { .. })
        })
        .await;
    // Several tries hang at once.
    let logins = || {
        let is_login = |call: &poolsim::CallInfo| call.method == "session.login_with_password";
        sim.calls().iter().filter(|call| is_login(call)).count()
    };
    let before = logins();
    eventually("tries", || logins() >= before + 3).await;
    sim.lift();
    bench.live(&id).await;
    is_whole(&sim, &bench, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_is_cut_is_listed_anew_and_never_shown_in_part() {
    let sim = three().await;
    let (bench, id) = plain(&sim).await;
    let vms = bench.list(ListKind::Vms).await;
    let before = all_vms(&bench, vms).await;
    let cut = Fault::Cut(Replies::next(3).to("event.from"));
    order(&sim, cut).await;
    order(&sim, Fault::InvalidateSessions).await;
    eventually("three lists that are cut", || {
        sim.active_faults().is_empty()
    })
    .await;
    bench.live(&id).await;
    for (_, body) in &bench.heard.lock().unwrap().frames[&vms] {
        let engine::api::ViewBody::Table(table) = body else {
            panic!()
        };
        assert_eq!(table.rows.len(), before.len());
    }
    is_whole(&sim, &bench, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deletions_that_were_never_told_are_found_out() {
    let sim = three().await;
    let (bench, id) = plain(&sim).await;
    let vms = bench.list(ListKind::Vms).await;
    let before = all_vms(&bench, vms).await.len();
    let (gone, _) = support::vm_in(&sim, &id, "Halted");
    {
        // Deleted and forgotten before anybody is told.
        let mut world = sim.world();
        let gone = poolsim::value::Ref::from(gone.reference.as_str());
        world.db.delete(&gone);
        world.forget_deletions();
    }
    bench.rows(vms, before - 1).await;
    is_whole(&sim, &bench, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_told_of_an_outage_once() {
    let sim = three().await;
    let (bench, id) = plain(&sim).await;
    for host in 0..3 {
        order(&sim, Fault::KillHost { host }).await;
    }
    bench.state("a stale connection", &id, is_stale).await;
    bench
        .until("a notice", |heard| heard.notices.first().map(drop))
        .await;
    sim.lift();
    bench.live(&id).await;
    assert_eq!(bench.heard.lock().unwrap().notices.len(), 1);
    is_whole(&sim, &bench, &id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_differs_is_told() {
    let sim = three().await;
    order(&sim, Fault::ClockJump { seconds: 7200 }).await;
    let (bench, id) = plain(&sim).await;
    let skew = bench
        .standing("the difference", &id, |view| view.skew)
        .await;
    assert!((skew - 7200.0).abs() < 3.0, "{skew}");
}

#[tokio::test(flavor = "multi_thread")]
async fn members_are_known_by_their_certificates_before_they_are_followed() {
    let sim = three().await;
    let bench = Bench::new().await;
    let id = bench.connected(&sim).await;
    order(&sim, Fault::KillHost { host: 0 }).await;
    order(&sim, Fault::ElectCoordinator { host: 1 }).await;
    let state = bench
        .state("a question about a member", &id, |state| {
            matches!(state, ConnectionState::Certificate { .. })
        })
        .await;
    let ConnectionState::Certificate { host, .. } = state else {
        unreachable!()
    };
    assert!(!sim.https_url().unwrap().ends_with(&host), "{host}");
    assert_eq!(sim.sessions(), [], "nobody was told the password");
    // The question is answered by the old coordinator's return.
    sim.lift();
    let elect = async || sim.order(Fault::ElectCoordinator { host: 0 }).await.ok();
    eventually_some("the old coordinator", elect).await;
    bench.live(&id).await;
    order(&sim, Fault::KillHost { host: 0 }).await;
    order(&sim, Fault::ElectCoordinator { host: 1 }).await;
    bench
        .state("a question about a member", &id, |state| {
            matches!(state, ConnectionState::Certificate { .. })
        })
        .await;
    let answer = TrustAnswer::Always;
    bench
        .engine
        .answer_certificate(id.clone(), sim.fingerprint_of(1), answer)
        .await
        .unwrap();
    bench.live(&id).await;
    is_whole(&sim, &bench, &id).await;
}
