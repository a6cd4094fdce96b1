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
        since,
        why,
        next_try,
        trying: None,
    } = &state.shown
    else {
        panic!("{:?}", state.shown)
    };
    assert_eq!(*since, Some(1_000_000_010));
    assert_eq!(why.code, "unreachable");
    assert_eq!(*next_try, Some(at(10).unix + 800));
    assert_eq!(state.status(), Status::Stale);
    assert_eq!(
        effects,
        [
            Effect::Close,
            Effect::Tell(Problem::new("unreachable")),
            Effect::Wake(2, Duration::from_millis(800)),
        ]
    );
    let (state, effects) = step(state, Input::Wake(2), at(11), 0.5);
    assert!(matches!(
        state.shown,
        ConnectionState::Stale { next_try: None, .. }
    ));
    assert_eq!(effects, [Effect::Open(3)]);
}

#[test]
fn a_first_try_that_fails_is_stale_since_never_and_nobody_is_told_twice() {
    let (state, effects) = walk(&[(0, connect()), (1, Input::Failed(1, lost().into()))]);
    assert!(matches!(
        state.shown,
        ConnectionState::Stale {
            since: None,
            next_try: Some(_),
            ..
        }
    ));
    assert_eq!(
        effects,
        [Effect::Close, Effect::Wake(2, Duration::from_millis(800))]
    );
}

#[test]
fn the_age_of_what_is_shown_survives_failed_tries() {
    let (state, _) = walk(&and(
        live(1),
        &[
            (10, Input::Failed(1, lost().into())),
            (11, Input::Wake(2)),
            (20, Input::Failed(3, lost().into())),
        ],
    ));
    assert!(matches!(
        state.shown,
        ConnectionState::Stale {
            since: Some(1_000_000_010),
            ..
        }
    ));
}

#[test]
fn pauses_double_up_to_thirty_seconds_and_never_end() {
    let mut state = step(State::default(), connect(), at(0), 0.5).0;
    let mut pauses = Vec::new();
    for _ in 0..40 {
        let failed = Input::Failed(state.attempt, lost().into());
        let (stale, effects) = step(state, failed, at(1), 0.5);
        let Some(Effect::Wake(attempt, pause)) = effects.last() else {
            panic!("{effects:?}")
        };
        pauses.push(pause.as_millis());
        let (trying, effects) = step(stale, Input::Wake(*attempt), at(1), 0.5);
        assert!(matches!(effects[..], [Effect::Open(_)]));
        state = trying;
    }
    assert_eq!(pauses[..7], [800, 1600, 3200, 6400, 12_800, 25_600, 30_000]);
    assert!(pauses[7..].iter().all(|pause| *pause == 30_000));
}

#[test]
fn pauses_vary_by_chance() {
    assert_eq!(pause(0, 0.0), Duration::from_millis(640));
    assert_eq!(pause(0, 1.0), Duration::from_millis(960));
    assert_eq!(pause(31, 1.0), LONGEST_PAUSE);
    assert_eq!(pause(u32::MAX, 0.5), LONGEST_PAUSE);
}

#[test]
fn two_quiet_minutes_wipe_out_failures() {
    let failing = [
        (0, connect()),
        (1, Input::Failed(1, lost().into())),
        (2, Input::Wake(2)),
    ];
    let back = |at| [(at, Input::LoggedIn(3)), (at, Input::Listed(3))];
    let short = and(
        and(failing.to_vec(), &back(3)),
        &[(50, Input::Failed(3, lost().into()))],
    );
    assert_eq!(
        walk(&short).1.last(),
        Some(&Effect::Wake(4, Duration::from_millis(1600)))
    );
    let long = and(
        and(failing.to_vec(), &back(3)),
        &[(123, Input::Failed(3, lost().into()))],
    );
    assert_eq!(
        walk(&long).1.last(),
        Some(&Effect::Wake(4, Duration::from_millis(800)))
    );
}

#[test]
fn a_person_may_try_now() {
    let (state, effects) = walk(&and(
        live(1),
        &[(10, Input::Failed(1, lost().into())), (10, connect())],
    ));
    assert!(matches!(
        state.shown,
        ConnectionState::Stale { next_try: None, .. }
    ));
    assert_eq!(effects, [Effect::Open(3)]);
    let (_, effects) = step(state, Input::Wake(2), at(11), 0.5);
    assert_eq!(
        effects,
        [],
        "the old alarm clock has nothing to say any more"
    );
}

#[test]
fn a_lost_session_is_renewed_at_once_but_not_in_a_circle() {
    let gone = || Failure::Session(Problem::new("SESSION_INVALID"));
    let (state, effects) = walk(&and(live(1), &[(10, Input::Failed(1, gone().into()))]));
    assert!(matches!(
        state.shown,
        ConnectionState::Stale { next_try: None, .. }
    ));
    assert_eq!(effects, [Effect::Open(2)]);
    let again = [
        (10, Input::LoggedIn(2)),
        (10, Input::Listed(2)),
        (11, Input::Failed(2, gone().into())),
    ];
    let (_, effects) = walk(&and(
        and(live(1), &[(10, Input::Failed(1, gone().into()))]),
        &again,
    ));
    assert!(matches!(effects.last(), Some(Effect::Wake(..))));
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
    assert_eq!(effects, [Effect::Open(3)]);
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
