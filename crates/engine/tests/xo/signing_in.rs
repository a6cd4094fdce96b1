//! Passwords, one-time passwords, tokens, certificates, and what is left of them.

use engine::{
    api::{ConnectionState, KeepPassword, NewConnection, TrustAnswer},
    secret::Secret,
    vault::Vault,
};
use poolsim::Certificate;
use poolsim_xo::Xo;
use test_support::{eventually, eventually_some};
use xo::{Connector, Endpoint, ErrorCode, SignIn, Token};

use crate::{
    scene::{Scene, next_start, pools},
    support::{Bench, PASSWORD},
};

fn wants_password(state: &ConnectionState) -> bool {
    matches!(state, ConnectionState::Password { .. })
}

fn why(state: ConnectionState) -> Option<String> {
    match state {
        ConnectionState::Password { why } => why.map(|why| why.code),
        other => panic!("{other:?}"),
    }
}

/// Whether a token is good.
async fn is_good(xo: &Xo, token: &str) -> bool {
    let endpoint = Endpoint::parse(&xo.url()).unwrap();
    let client = Connector::new(endpoint).connect().await.unwrap();
    match client.sign_in(&SignIn::Token(Token::new(token))).await {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(error.code(), Some(ErrorCode::InvalidCredentials));
            false
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_asked_for_and_the_right_one_is_not_taken_for_wrong() {
    let scene = Scene::new().await;
    let wrong = NewConnection {
        password: Secret::new("wrong"),
        ..scene.wanted(KeepPassword::Keyring)
    };
    let id = scene.bench.engine.add_connection(wrong).await.unwrap();
    let state = scene.bench.state("a question", &id, wants_password).await;
    assert_eq!(why(state).as_deref(), Some("xo_wrong_password"));
    assert!(!scene.bench.vault.holds("wrong"));
    // At once: the server refuses everything for two seconds now.
    let right = Secret::new(PASSWORD);
    let given = scene
        .bench
        .engine
        .give_password(id.clone(), right, None, KeepPassword::Keyring);
    given.await.unwrap();
    scene.live_pools(&id).await;
    let heard = scene.bench.heard.lock().unwrap();
    let asked_again = heard.frames.values().flatten().filter(|(_, body)| {
        let text = format!("{body:?}");
        text.contains("xo_wrong_password")
    });
    assert!(asked_again.count() <= 2, "the right one was refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_time_passwords_are_needed_once() {
    let scene = Scene::new().await;
    let wanted = |otp: Option<String>| NewConnection {
        user: "careful@admin.net".into(),
        password: Secret::new(format!("{PASSWORD}-careful")),
        otp: otp.map(Secret::new),
        ..scene.wanted(KeepPassword::Keyring)
    };
    let id = scene
        .bench
        .engine
        .add_connection(wanted(None))
        .await
        .unwrap();
    scene.bench.state("a question", &id, wants_password).await;
    // A code may run out on its way: then the next one is given.
    for _ in 0..5 {
        let (password, otp) = (
            Secret::new(format!("{PASSWORD}-careful")),
            Secret::new(scene.xo.one_time_code()),
        );
        let engine = &scene.bench.engine;
        let since = scene.bench.frames();
        let given = engine.give_password(id.clone(), password, Some(otp), KeepPassword::Keyring);
        given.await.unwrap();
        let ended = |state: &ConnectionState| {
            wants_password(state) || matches!(state, ConnectionState::Live { .. })
        };
        let answer = scene.bench.state_since("an answer", &id, since, ended);
        let state = answer.await;
        if !wants_password(&state) {
            break;
        }
    }
    let pools = scene.live_pools(&id).await;
    assert_eq!(pools.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_kept_in_place_of_the_password_and_used_at_the_next_start() {
    let scene = Scene::new().await;
    let id = scene.add(KeepPassword::Token).await;
    let before = scene.live_pools(&id).await;
    let Scene { sims, xo, bench } = scene;
    let token = kept(&bench, id.as_str()).await;
    assert_eq!(token.len(), 43);
    assert!(!bench.vault.holds(PASSWORD));
    bench.engine.shutdown().await;
    assert!(is_good(&xo, &token).await);

    let bench = next_start(bench.folder.clone(), bench.vault.clone()).await;
    bench.live(&id).await;
    let scene = Scene { sims, xo, bench };
    assert_eq!(scene.live_pools(&id).await, before);
    assert_eq!(
        kept(&scene.bench, id.as_str()).await,
        token,
        "it was renewed, not replaced"
    );

    scene
        .bench
        .engine
        .remove_connection(id.clone())
        .await
        .unwrap();
    assert!(!is_good(&scene.xo, &token).await, "it is taken away");
    assert_eq!(scene.xo.live_tokens(), 0);
    assert!(scene.bench.vault.get(id.as_str()).await.unwrap().is_none());
    let kept =
        std::fs::read_to_string(scene.bench.folder.path().join("config/servers.json")).unwrap();
    assert!(!kept.contains("127.0.0.1"), "{kept}");
    let inventory = std::fs::read_dir(scene.bench.folder.path().join("data/inventory"));
    let left: Vec<_> = inventory.into_iter().flatten().flatten().collect();
    assert!(left.is_empty(), "{left:?}");
}

async fn kept(bench: &Bench, key: &str) -> String {
    let secret = async || bench.vault.get(key).await.unwrap();
    let secret = eventually_some("a secret in the keyring", secret).await;
    secret.reveal().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_has_run_out_is_asked_for_or_replaced() {
    let scene = Scene::new().await;
    let id = scene.add(KeepPassword::Token).await;
    let pools = scene.live_pools(&id).await;
    kept(&scene.bench, id.as_str()).await;
    scene.bench.engine.shutdown().await;
    scene.xo.expire_tokens();
    let Scene { sims, xo, bench } = scene;
    let bench = next_start(bench.folder.clone(), bench.vault.clone()).await;
    let state = bench.state("a question", &id, wants_password).await;
    assert_eq!(why(state).as_deref(), Some("token_expired"));
    let given =
        bench
            .engine
            .give_password(id.clone(), Secret::new(PASSWORD), None, KeepPassword::Token);
    given.await.unwrap();
    bench.live(&id).await;
    let scene = Scene { sims, xo, bench };
    assert_eq!(scene.live_pools(&id).await, pools);
    // Now there is a password in memory to sign in with again.
    scene.xo.expire_tokens();
    let place = scene
        .xo
        .url()
        .trim_start_matches("http://")
        .parse()
        .unwrap();
    let Scene { sims, xo, bench } = scene;
    xo.stop().await;
    bench
        .state("a lost one", &id, crate::support::is_stale)
        .await;
    let _xo = crate::outages::again(place, &sims).await;
    bench.live(&id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_stays_of_one_that_asks_each_time() {
    let scene = Scene::new().await;
    let id = scene.add(KeepPassword::Ask).await;
    scene.live_pools(&id).await;
    scene.bench.engine.disconnect(id.clone()).await.unwrap();
    let at_rest = |state: &ConnectionState| matches!(state, ConnectionState::Disconnected { .. });
    scene.bench.state("rest", &id, at_rest).await;
    no_tokens(&scene.xo).await;
    assert!(!scene.bench.vault.holds(""), "the keyring is empty");
    scene.bench.engine.connect(id.clone()).await.unwrap();
    let state = scene.bench.state("a question", &id, wants_password).await;
    assert_eq!(why(state), None);
}

/// Waits until none is left.
async fn no_tokens(xo: &Xo) {
    eventually("the end of all tokens", || xo.live_tokens() == 0).await;
}

/// Waits until the window is told that a token stays.
async fn told_of_a_token(bench: &Bench) {
    let told = |heard: &crate::support::Heard| {
        let mut codes = heard.notices.iter().map(|notice| &notice.problem.code);
        codes.any(|code| code == "xo_token_left").then_some(())
    };
    bench.until("word of a token that stays", told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_token_stays_of_one_that_the_end_or_the_removal_leaves() {
    let scene = Scene::new().await;
    for keep in [KeepPassword::Ask, KeepPassword::Keyring] {
        let id = scene.add(keep).await;
        scene.bench.live(&id).await;
        assert_eq!(scene.xo.live_tokens(), 1);
        scene.bench.engine.remove_connection(id).await.unwrap();
        assert_eq!(scene.xo.live_tokens(), 0, "{keep:?}");
    }
    let id = scene.add(KeepPassword::Ask).await;
    scene.bench.live(&id).await;
    scene.bench.engine.shutdown().await;
    assert_eq!(scene.xo.live_tokens(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_cannot_be_deleted_is_told_of() {
    for keep in [KeepPassword::Ask, KeepPassword::Token] {
        let scene = Scene::new().await;
        let id = scene.add(keep).await;
        scene.live_pools(&id).await;
        if keep == KeepPassword::Token {
            kept(&scene.bench, id.as_str()).await;
        }
        let Scene { sims, xo, bench } = scene;
        xo.stop().await;
        bench
            .state("a lost one", &id, crate::support::is_stale)
            .await;
        match keep {
            KeepPassword::Token => bench.engine.remove_connection(id).await.unwrap(),
            _ => bench.engine.disconnect(id).await.unwrap(),
        }
        told_of_a_token(&bench).await;
        drop(sims);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn its_certificate_is_asked_about_and_pinned_like_any_other() {
    let sims = pools().await;
    let certificate = sims[0].certificate().unwrap().clone();
    let all: Vec<_> = sims.iter().collect();
    let xo = Xo::start_tls(([127, 0, 0, 1], 0).into(), &certificate, &all)
        .await
        .unwrap();
    let bench = Bench::new().await;
    let scene = Scene { sims, xo, bench };
    let id = scene.add(KeepPassword::Keyring).await;
    let state = scene
        .bench
        .state("a question", &id, |state| {
            matches!(state, ConnectionState::Certificate { .. })
        })
        .await;
    let ConnectionState::Certificate {
        host,
        presented,
        trusted,
    } = state
    else {
        panic!()
    };
    assert_eq!(host, scene.xo.url().trim_start_matches("https://"));
    assert_eq!(presented.fingerprint, fingerprint(&certificate));
    assert!(trusted.is_none() && presented.not_after.is_some());
    assert!(
        !scene.bench.vault.holds(PASSWORD),
        "nothing is kept before it is trusted"
    );
    let answered = scene.bench.engine.answer_certificate(
        id.clone(),
        presented.fingerprint,
        TrustAnswer::Always,
    );
    answered.await.unwrap();
    let pools = scene.live_pools(&id).await;
    // Consoles go by the same pin.
    let vm = scene.vm_in(&pools[0], xapi::VmPowerState::Running);
    scene.bench.engine.open_console(vm, None).await.unwrap();
    scene.bench.engine.remove_connection(id).await.unwrap();
    let pins =
        std::fs::read_to_string(scene.bench.folder.path().join("data/certificates.json")).unwrap();
    assert!(!pins.contains("fingerprint"), "{pins}");
}

fn fingerprint(certificate: &Certificate) -> String {
    certificate.fingerprint().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_xen_orchestra_is_said_to_be_none() {
    let scene = Scene::new().await;
    let wanted = NewConnection {
        address: scene.sims[0].http_url(),
        ..scene.wanted(KeepPassword::Ask)
    };
    let id = scene.bench.engine.add_connection(wanted).await.unwrap();
    let state = scene
        .bench
        .state("no", &id, |state| {
            matches!(state, ConnectionState::Stale { .. })
        })
        .await;
    let ConnectionState::Stale { why, .. } = state else {
        panic!()
    };
    assert_eq!(why.code, "not_xo", "{why:?}");
    let twice = scene.wanted(KeepPassword::Ask);
    scene.bench.engine.add_connection(twice).await.unwrap();
    let twice = scene
        .bench
        .engine
        .add_connection(scene.wanted(KeepPassword::Ask))
        .await;
    assert_eq!(twice.unwrap_err().code, "already_connected");
    let odd = NewConnection {
        kind: engine::api::ServerKind::Pool,
        ..scene.wanted(KeepPassword::Token)
    };
    let odd = scene.bench.engine.add_connection(odd).await;
    assert_eq!(odd.unwrap_err().code, "not_supported");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_right_to_a_console_is_told_so_at_once() {
    let scene = Scene::new().await;
    let viewer = NewConnection {
        user: "viewer@admin.net".into(),
        password: Secret::new(format!("{PASSWORD}-viewer")),
        ..scene.wanted(KeepPassword::Ask)
    };
    let id = scene.bench.engine.add_connection(viewer).await.unwrap();
    let pools = scene.live_pools(&id).await;
    let vm = scene.vm_in(&pools[0], xapi::VmPowerState::Running);
    let refused = scene.bench.engine.open_console(vm, None).await;
    assert_eq!(refused.err().unwrap().code, "xo_no_console");
}
