//! Outages: how often is tried, by whom, and what is shown meanwhile.

use super::*;

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
