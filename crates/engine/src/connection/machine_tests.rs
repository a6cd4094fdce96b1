#[path = "machine_outage_tests.rs"]
mod outage;

use inventory::{Problem, view::Status};

use super::*;
use crate::api::CertificateView;

fn at(seconds: u64) -> Now {
    Now {
        unix: 1_000_000_000_000 + seconds as i64 * 1000,
        steady: Duration::from_secs(seconds),
    }
}

fn connect() -> Input {
    Input::Connect {
        address: "pool".into(),
    }
}

fn lost() -> Failure {
    Failure::Lost(Problem::new("unreachable"))
}

/// Takes a fresh connection through inputs, each with its time; gives the last step's effects.
fn walk(inputs: &[(u64, Input)]) -> (State, Vec<Effect>) {
    let mut state = State::default();
    let mut effects = Vec::new();
    for (seconds, input) in inputs {
        (state, effects) = step(state, input.clone(), at(*seconds), 0.5);
    }
    (state, effects)
}

/// What a person sees of the failure.
fn why(state: &State) -> &str {
    match &state.shown {
        ConnectionState::Stale { why, .. } | ConnectionState::Emergency { why, .. } => &why.code,
        other => panic!("{other:?}"),
    }
}

/// The pause that was asked for last, in milliseconds.
fn pause(effects: &[Effect]) -> u128 {
    match effects.last() {
        Some(Effect::Wake(_, pause)) => pause.as_millis(),
        _ => panic!("{effects:?}"),
    }
}

fn is_waiting(state: &State) -> bool {
    matches!(
        state.shown,
        ConnectionState::Stale {
            next_try: Some(_),
            trying: None,
            ..
        }
    )
}

fn beside(attempt: u64) -> [Effect; 2] {
    [Effect::Open(attempt), Effect::Wake(attempt, SILENCE)]
}

fn live(at: u64) -> Vec<(u64, Input)> {
    vec![
        (0, connect()),
        (at, Input::LoggedIn(1)),
        (at, Input::Listing(1)),
        (at, Input::Listed(1)),
    ]
}

fn and(mut inputs: Vec<(u64, Input)>, more: &[(u64, Input)]) -> Vec<(u64, Input)> {
    inputs.extend_from_slice(more);
    inputs
}

fn certificate(fingerprint: &str) -> CertificateView {
    CertificateView {
        fingerprint: fingerprint.into(),
        subject: "CN=host".into(),
        issuer: "CN=host".into(),
        not_before: None,
        not_after: None,
    }
}

fn untrusted() -> Failure {
    Failure::Certificate {
        host: "pool:443".into(),
        presented: certificate("BB"),
        trusted: Some(certificate("AA")),
    }
}

#[test]
fn a_connection_goes_from_nothing_to_live() {
    let (state, effects) = walk(&[(0, connect())]);
    assert_eq!(
        state.shown,
        ConnectionState::Connecting {
            address: "pool".into()
        }
    );
    assert_eq!(state.status(), Status::Connecting);
    assert_eq!(effects, [Effect::Open(1)]);
    let (state, effects) = walk(&[(0, connect()), (1, Input::LoggedIn(1))]);
    assert_eq!(state.shown, ConnectionState::Syncing);
    assert_eq!(effects, []);
    let (state, effects) = walk(&live(2));
    assert_eq!(
        state.shown,
        ConnectionState::Live {
            since: 1_000_000_002
        }
    );
    assert_eq!(state.status(), Status::Live);
    assert_eq!(effects, []);
}

#[test]
fn connecting_twice_is_connecting_once() {
    let (state, effects) = walk(&[(0, connect()), (1, connect())]);
    assert_eq!(
        state.shown,
        ConnectionState::Connecting {
            address: "pool".into()
        }
    );
    assert_eq!(effects, []);
    let (_, effects) = walk(&and(live(1), &[(2, connect())]));
    assert_eq!(effects, []);
}

#[test]
fn a_lost_connection_is_stale_and_tries_again() {
    let (state, effects) = walk(&and(live(1), &[(10, Input::Failed(1, lost().into()))]));
    let ConnectionState::Stale {
        since, next_try, ..
    } = &state.shown
    else {
        panic!("{:?}", state.shown)
    };
    assert_eq!(*since, Some(1_000_000_010));
    assert_eq!(why(&state), "unreachable");
    assert_eq!(*next_try, Some(at(10).unix + 400));
    assert_eq!(state.status(), Status::Stale);
    assert_eq!(
        effects,
        [Effect::Close, Effect::Wake(1, Duration::from_millis(400))]
    );
    let (state, effects) = step(state, Input::Wake(1), at(11), 0.5);
    assert!(!is_waiting(&state));
    assert_eq!(effects, beside(2));
    let (state, _) = step(state, Input::Trying(2, "there".into()), at(11), 0.5);
    assert!(matches!(
        &state.shown,
        ConnectionState::Stale { next_try: None, trying: Some(address), .. } if address == "there"
    ));
}

#[test]
fn a_person_is_told_of_an_outage_once_and_not_of_one_that_is_over_at_the_first_try() {
    let tells = |effects: &[Effect]| {
        effects
            .iter()
            .filter(|effect| matches!(effect, Effect::Tell(_)))
            .count()
    };
    let (mut state, effects) = walk(&and(live(1), &[(10, Input::Failed(1, lost().into()))]));
    let mut told = vec![tells(&effects)];
    for (seconds, attempt) in [(11, 2), (12, 3), (13, 4)] {
        state = step(state, Input::Wake(attempt - 1), at(seconds), 0.5).0;
        let failed = Input::Failed(attempt, lost().into());
        let (next, effects) = step(state, failed, at(seconds), 0.5);
        (state, _) = (next, told.push(tells(&effects)));
    }
    assert_eq!(told, [0, 1, 0, 0]);
    let (_, effects) = walk(&[(0, connect()), (1, Input::Failed(1, lost().into()))]);
    assert_eq!(tells(&effects), 0, "what was never there is not lost");
}

#[test]
fn a_first_try_that_fails_is_stale_since_never() {
    let (state, effects) = walk(&[(0, connect()), (4, Input::Failed(1, lost().into()))]);
    assert!(is_waiting(&state));
    assert!(matches!(
        state.shown,
        ConnectionState::Stale { since: None, .. }
    ));
    assert_eq!(effects, [Effect::Wake(1, Duration::from_millis(500))]);
}

#[test]
fn the_age_of_what_is_shown_survives_failed_tries() {
    let (state, _) = walk(&and(
        live(1),
        &[
            (10, Input::Failed(1, lost().into())),
            (11, Input::Wake(1)),
            (20, Input::Failed(2, lost().into())),
        ],
    ));
    assert!(matches!(
        state.shown,
        ConnectionState::Stale {
            since: Some(1_000_000_010),
            ..
        }
    ));
    assert_eq!(state.as_of(), Some(1_000_000_010));
    assert_eq!(walk(&live(1)).0.as_of(), None);
}

#[test]
fn objects_of_the_last_run_are_as_old_as_they_are() {
    let recalled = Input::Recalled(999_000_000);
    let (state, _) = walk(&[(0, recalled.clone()), (0, connect())]);
    assert_eq!(state.as_of(), Some(999_000_000));
    let (state, _) = walk(&[
        (0, recalled.clone()),
        (0, connect()),
        (1, Input::Failed(1, lost().into())),
    ]);
    assert!(matches!(
        state.shown,
        ConnectionState::Stale {
            since: Some(999_000_000),
            ..
        }
    ));
    let (state, _) = walk(&and(
        live(1),
        &[(2, recalled), (3, Input::Failed(1, lost().into()))],
    ));
    assert_eq!(state.as_of(), Some(1_000_000_003));
}

#[test]
fn a_certificate_nobody_trusts_stops_everything_until_somebody_answers() {
    let asked = and(live(1), &[(10, Input::Failed(1, untrusted().into()))]);
    let (state, effects) = walk(&asked);
    assert!(matches!(
        &state.shown,
        ConnectionState::Certificate {
            trusted: Some(_),
            ..
        }
    ));
    assert_eq!(state.status(), Status::Attention);
    assert_eq!(effects, [Effect::Close]);
    let (_, effects) = step(state.clone(), Input::Wake(1), at(60), 0.5);
    assert_eq!(effects, []);
    let (yes, effects) = step(
        state.clone(),
        Input::Trusted {
            address: "pool".into(),
        },
        at(60),
        0.5,
    );
    assert_eq!(
        yes.shown,
        ConnectionState::Connecting {
            address: "pool".into()
        }
    );
    assert_eq!(effects, beside(3));
    let (no, effects) = step(state, Input::Distrusted, at(60), 0.5);
    let ConnectionState::Disconnected { why: Some(why) } = no.shown else {
        panic!("{no:?}")
    };
    assert_eq!(why.code, "untrusted_certificate");
    assert_eq!(why.params["fingerprint"], "BB");
    assert_eq!(effects, [Effect::Close]);
}

#[test]
fn an_answer_to_no_question_does_nothing() {
    let (state, effects) = walk(&and(live(1), &[(2, Input::Distrusted)]));
    assert!(matches!(state.shown, ConnectionState::Live { .. }));
    assert_eq!(effects, []);
}

#[test]
fn a_wrong_password_asks_and_does_not_try_again_by_itself() {
    let wrong = Failure::Password(Some(Problem::new("wrong_password")));
    let (state, effects) = walk(&[(0, connect()), (1, Input::Failed(1, wrong.into()))]);
    assert!(matches!(
        &state.shown,
        ConnectionState::Password { why: Some(_) }
    ));
    assert_eq!(state.status(), Status::Attention);
    assert_eq!(effects, [Effect::Close]);
    let (state, effects) = step(
        state,
        Input::Password {
            address: "pool".into(),
        },
        at(9),
        0.5,
    );
    assert!(matches!(state.shown, ConnectionState::Connecting { .. }));
    assert_eq!(effects, [Effect::Open(3)]);
}

#[test]
fn what_no_trying_can_mend_ends_with_its_reason() {
    let refused = Failure::Refused(Problem::new("HOST_UNKNOWN_TO_MASTER"));
    let (state, effects) = walk(&[(0, connect()), (1, Input::Failed(1, refused.into()))]);
    assert!(matches!(
        &state.shown,
        ConnectionState::Disconnected { why: Some(_) }
    ));
    assert_eq!(effects, [Effect::Close]);
    let (_, effects) = step(state, connect(), at(2), 0.5);
    assert_eq!(effects, [Effect::Open(3)]);
}

#[test]
fn disconnecting_closes_forgets_and_hears_no_more_of_the_old_try() {
    for before in [vec![(0, connect())], live(1)] {
        let (state, effects) = walk(&and(before, &[(5, Input::Disconnect)]));
        assert_eq!(state.shown, ConnectionState::Disconnected { why: None });
        assert_eq!(effects, [Effect::Close, Effect::Forget]);
        for late in [
            Input::LoggedIn(1),
            Input::Listing(1),
            Input::Listed(1),
            Input::Wake(1),
            Input::Failed(1, lost().into()),
        ] {
            let (after, effects) = step(state.clone(), late, at(6), 0.5);
            assert_eq!(after, state);
            assert_eq!(effects, []);
        }
    }
}

#[test]
fn listing_anew_is_syncing_until_the_list_is_whole() {
    let (state, effects) = walk(&and(live(1), &[(10, Input::Listing(1))]));
    assert_eq!(state.shown, ConnectionState::Syncing);
    assert_eq!(effects, []);
    let (state, _) = step(state, Input::Failed(1, lost().into()), at(20), 0.5);
    assert!(
        matches!(
            state.shown,
            ConnectionState::Stale {
                since: Some(1_000_000_010),
                ..
            }
        ),
        "it was last true when the new list began"
    );
}
