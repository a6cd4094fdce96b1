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
fn it_tries_for_ever() {
    let (mut state, mut effects) = walk(&and(live(1), &[(10, Input::Failed(1, lost().into()))]));
    let mut seconds = 10.0;
    let mut pauses = Vec::new();
    while seconds < 100_000.0 {
        let millis = pause(&effects);
        pauses.push(millis);
        seconds += millis as f64 / 1000.0;
        let attempt = state.newest;
        let now = at(seconds as u64);
        state = step(state, Input::Wake(attempt), now, 0.5).0;
        let failed = Input::Failed(attempt + 1, lost().into());
        (state, effects) = step(state, failed, now, 0.5);
    }
    assert_eq!(pauses[0], 400);
    assert_eq!(pauses[100], 1000, "somebody may be waiting");
    assert_eq!(pauses.last(), Some(&30_000));
}

#[test]
fn a_try_that_hears_nothing_gets_company_and_the_first_one_in_counts() {
    let (state, effects) = walk(&and(
        live(1),
        &[
            (10, Input::Failed(1, lost().into())),
            (11, Input::Wake(1)),
            (14, Input::Wake(2)),
        ],
    ));
    assert_eq!(effects, beside(3));
    assert!(state.is_awaited(2) && state.is_awaited(3));
    let (state, effects) = step(state, Input::Failed(2, lost().into()), at(15), 0.5);
    assert_eq!(effects, [], "the newer one still runs");
    assert!(!is_waiting(&state));
    let (state, effects) = step(state, Input::LoggedIn(3), at(15), 0.5);
    assert_eq!(
        (&state.shown, &effects[..]),
        (&ConnectionState::Syncing, &[][..])
    );
    assert!(state.is_inside(3));
    let (state, effects) = step(state, Input::Wake(3), at(18), 0.5);
    assert_eq!(effects, []);
    assert!(!state.is_awaited(2));
}

#[test]
fn the_older_of_two_tries_may_get_in_while_the_next_one_is_waited_for() {
    let (state, _) = walk(&and(
        live(1),
        &[
            (10, Input::Failed(1, lost().into())),
            (11, Input::Wake(1)),
            (14, Input::Wake(2)),
            (15, Input::Failed(3, lost().into())),
        ],
    ));
    assert!(is_waiting(&state) && state.is_awaited(2));
    let (state, _) = step(state, Input::LoggedIn(2), at(15), 0.5);
    assert!(state.is_inside(2));
    let (_, effects) = step(state, Input::Wake(3), at(16), 0.5);
    assert_eq!(effects, []);
}

#[test]
fn tries_beside_each_other_are_bounded() {
    let (mut state, _) = walk(&and(live(1), &[(10, Input::Failed(1, lost().into()))]));
    let mut opened = 0;
    for seconds in 11..60 {
        let wake = Input::Wake(state.newest);
        let (next, effects) = step(state, wake, at(seconds), 0.5);
        state = next;
        opened += u64::from(matches!(effects[0], Effect::Open(_)));
        assert!(matches!(effects.last(), Some(Effect::Wake(..))));
    }
    assert_eq!(opened, TRIES as u64);
    let oldest = state.trying[0];
    let (state, _) = step(state, Input::Failed(oldest, lost().into()), at(60), 0.5);
    let wake = Input::Wake(state.newest);
    assert!(matches!(
        step(state, wake, at(61), 0.5).1[0],
        Effect::Open(_)
    ));
}

#[test]
fn a_password_that_has_not_proved_right_is_not_sent_twice_at_once() {
    let (state, effects) = walk(&[(0, connect()), (1, connect())]);
    assert_eq!(effects, []);
    let (state, effects) = step(state, Input::Wake(1), at(3), 0.5);
    assert_eq!(effects, [Effect::Wake(1, SILENCE)]);
    assert!(matches!(state.shown, ConnectionState::Connecting { .. }));
}

#[test]
fn who_comes_and_goes_is_not_back() {
    let short = and(
        live(1),
        &[
            (20, Input::Failed(1, lost().into())),
            (21, Input::Wake(1)),
            (28, Input::LoggedIn(2)),
            (28, Input::Listed(2)),
            (30, Input::Failed(2, lost().into())),
        ],
    );
    let (_, effects) = walk(&short);
    assert_eq!(pause(&effects), 1250, "an eighth of ten seconds");
    let mut long = short;
    long[8].0 = 40;
    assert_eq!(pause(&walk(&long).1), 400);
}

#[test]
fn a_list_that_breaks_off_is_not_begun_every_second() {
    let (_, effects) = walk(&and(
        live(1),
        &[
            (10, Input::Failed(1, lost().into())),
            (11, Input::Wake(1)),
            (90, Input::LoggedIn(2)),
            (90, Input::Listing(2)),
            (90, Input::Failed(2, lost().into())),
        ],
    ));
    assert_eq!(pause(&effects), 10_000);
}

#[test]
fn a_person_may_try_now() {
    let (state, effects) = walk(&and(
        live(1),
        &[(10, Input::Failed(1, lost().into())), (10, connect())],
    ));
    assert!(!is_waiting(&state));
    assert_eq!(effects, beside(2));
    let (_, effects) = step(state, Input::Wake(1), at(11), 0.5);
    assert_eq!(
        effects,
        [],
        "the old alarm clock has nothing to say any more"
    );
}

#[test]
fn who_wakes_up_does_not_wait_for_the_rest_of_the_pause() {
    let (state, effects) = walk(&and(
        live(1),
        &[(10, Input::Failed(1, lost().into())), (10, Input::Awake)],
    ));
    assert!(!is_waiting(&state));
    assert_eq!(effects, beside(2));
    assert_eq!(walk(&and(live(1), &[(10, Input::Awake)])).1, []);
}

#[test]
fn a_clock_that_is_set_back_makes_nothing_younger() {
    let (state, effects) = walk(&and(
        live(1),
        &[
            (10, Input::Failed(1, lost().into())),
            (10, Input::SetBack(3_600_000)),
        ],
    ));
    assert_eq!(effects, []);
    assert!(matches!(
        state.shown,
        ConnectionState::Stale { since: Some(999_996_410), next_try: Some(next), .. }
            if next == at(10).unix + 400 - 3_600_000
    ));
    assert_eq!(state.as_of(), Some(999_996_410));
    let (state, _) = walk(&and(live(1), &[(10, Input::SetBack(3_600_000))]));
    assert_eq!(state.shown, ConnectionState::Live { since: 999_996_401 });
}

#[test]
fn a_lost_session_is_renewed_at_once_but_not_in_a_circle() {
    let gone = || Failure::Session(Problem::new("SESSION_INVALID"));
    let (state, effects) = walk(&and(live(1), &[(10, Input::Failed(1, gone().into()))]));
    assert!(!is_waiting(&state));
    assert_eq!(effects, beside(2));
    let again = [
        (10, Input::LoggedIn(2)),
        (10, Input::Listed(2)),
        (11, Input::Failed(2, gone().into())),
    ];
    let (state, effects) = walk(&and(
        and(live(1), &[(10, Input::Failed(1, gone().into()))]),
        &again,
    ));
    assert!(is_waiting(&state));
    assert_eq!(pause(&effects), 400);
}

#[test]
fn a_lone_supporter_is_shown_and_the_pool_waited_for() {
    let emergency = || Failure::Emergency {
        host: "10.0.0.2".into(),
        why: Problem::new("emergency_mode"),
    };
    let (state, effects) = walk(&and(
        live(1),
        &[
            (10, Input::Failed(1, lost().into())),
            (11, Input::Wake(1)),
            (12, Input::Failed(2, emergency().into())),
        ],
    ));
    let ConnectionState::Emergency {
        since,
        host,
        next_try,
        ..
    } = &state.shown
    else {
        panic!("{:?}", state.shown)
    };
    assert_eq!((*since, host.as_str()), (Some(1_000_000_010), "10.0.0.2"));
    assert!(next_try.is_some());
    assert_eq!(state.status(), Status::Attention);
    assert_eq!(pause(&effects), 400);
    let (state, effects) = step(state, Input::Wake(2), at(13), 0.5);
    assert_eq!(effects, beside(3));
    assert!(matches!(
        state.shown,
        ConnectionState::Emergency { next_try: None, .. }
    ));
    let (back, _) = step(state.clone(), Input::LoggedIn(3), at(14), 0.5);
    assert_eq!(back.shown, ConnectionState::Syncing);
    let (gone, _) = step(state, Input::Failed(3, lost().into()), at(14), 0.5);
    assert!(is_waiting(&gone));
}

fn elsewhere() -> Failure {
    let Failure::Certificate {
        presented, trusted, ..
    } = untrusted()
    else {
        unreachable!()
    };
    Failure::Elsewhere {
        host: "member:443".into(),
        presented,
        trusted,
        why: Problem::new("unreachable"),
    }
}

/// Lost at 10; at `asked` another host shows a certificate that nobody trusts.
fn asked_elsewhere(asked: u64) -> (State, Vec<Effect>) {
    walk(&and(
        live(1),
        &[
            (10, Input::Failed(1, lost().into())),
            (11, Input::Wake(1)),
            (asked, Input::Failed(2, elsewhere().into())),
        ],
    ))
}

#[test]
fn another_hosts_certificate_is_asked_about_only_if_the_outage_lasts_and_tries_go_on() {
    assert!(is_waiting(&asked_elsewhere(12).0));
    let (state, effects) = asked_elsewhere(25);
    let is_question = |state: &State| matches!(&state.shown, ConnectionState::Certificate { host, .. } if host == "member:443");
    assert!(is_question(&state));
    assert_eq!(pause(&effects), 1000);
    let (state, effects) = step(state, Input::Wake(2), at(26), 0.5);
    assert_eq!(effects, beside(3));
    assert!(is_question(&state), "the question stays");
    let (lost, _) = step(state.clone(), Input::Failed(3, lost().into()), at(27), 0.5);
    assert!(is_question(&lost));
    let (back, _) = step(state, Input::LoggedIn(3), at(27), 0.5);
    assert_eq!(
        back.shown,
        ConnectionState::Syncing,
        "it has answered itself"
    );
}

#[test]
fn who_does_not_trust_another_host_waits_for_the_one_he_knows() {
    let (state, _) = asked_elsewhere(25);
    let (state, effects) = step(state, Input::Distrusted, at(26), 0.5);
    assert_eq!(why(&state), "unreachable");
    assert_eq!(effects, beside(3));
    let (state, _) = step(state, Input::Failed(3, elsewhere().into()), at(27), 0.5);
    assert!(is_waiting(&state), "he is not asked again");
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
