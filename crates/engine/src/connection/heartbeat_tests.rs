use super::*;

fn at(millis: u64) -> Now {
    Now {
        unix: 1_000_000_000_000 + millis as i64,
        steady: Duration::from_millis(millis),
    }
}

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// A pulse whose first question was answered.
fn calm() -> Heartbeat {
    let mut heartbeat = Heartbeat::new(at(0));
    assert_eq!(
        heartbeat.next_action(at(0), None),
        Some(ProbeAction::Probe(1))
    );
    heartbeat.answered(1, at(10));
    assert_eq!(heartbeat.next_action(at(10), None), None);
    heartbeat
}

#[test]
fn who_is_quiet_is_asked_and_who_talks_is_not() {
    let mut heartbeat = calm();
    assert_eq!(heartbeat.next_action(at(2400), None), None);
    heartbeat.heard(at(2400));
    assert_eq!(heartbeat.next_action(at(2600), None), None);
    assert_eq!(heartbeat.next_check(at(2600), None), ms(2300));
    assert_eq!(
        heartbeat.next_action(at(4900), None),
        Some(ProbeAction::Probe(2))
    );
    assert_eq!(heartbeat.next_action(at(4900), None), None, "once");
    heartbeat.answered(2, at(4950));
    assert_eq!(heartbeat.next_action(at(4950), None), None);
    assert_eq!(heartbeat.next_action(at(7400), None), None);
    assert_eq!(
        heartbeat.next_action(at(7450), None),
        Some(ProbeAction::Probe(3))
    );
}

#[test]
fn what_is_late_is_not_called_live_before_it_is_called_lost() {
    // The server answers questions, and not the one for news: dead or slow.
    let mut deaf = calm();
    let overdue = |millis| Some(ms(millis));
    assert_eq!(
        deaf.next_action(at(2500), overdue(500)),
        Some(ProbeAction::Probe(2))
    );
    deaf.answered(2, at(2510));
    assert!(!deaf.is_unsure(at(2510), overdue(510)));
    assert_eq!(deaf.next_check(at(2510), overdue(510)), ms(490));
    assert!(deaf.is_unsure(at(3000), overdue(1000)));
    deaf.heard(at(3100));
    assert!(!deaf.is_unsure(at(3100), None));

    // It answers nothing, and nothing was promised.
    let mut gone = calm();
    assert_eq!(
        gone.next_action(at(2510), None),
        Some(ProbeAction::Probe(2))
    );
    assert!(!gone.is_unsure(at(3400), None));
    assert!(gone.is_unsure(at(3510), None));
    gone.answered(2, at(3600));
    assert!(!gone.is_unsure(at(3600), None));
}

#[test]
fn a_slow_answer_is_an_answer() {
    let mut heartbeat = calm();
    assert_eq!(
        heartbeat.next_action(at(2510), None),
        Some(ProbeAction::Probe(2))
    );
    assert_eq!(
        heartbeat.next_action(at(3010), None),
        Some(ProbeAction::Probe(3))
    );
    heartbeat.answered(2, at(4000));
    heartbeat.answered(3, at(4001));
    assert_eq!(heartbeat.next_action(at(4001), None), None);
    // It was slow, so it is asked again soon.
    assert_eq!(heartbeat.next_check(at(4001), None), ms(1509));
}

#[test]
fn an_answer_on_a_new_connection_only_shows_that_the_old_one_is_dead() {
    let mut heartbeat = calm();
    assert_eq!(
        heartbeat.next_action(at(2510), None),
        Some(ProbeAction::Probe(2))
    );
    assert_eq!(heartbeat.next_check(at(2510), None), DOUBT);
    assert_eq!(
        heartbeat.next_action(at(3010), None),
        Some(ProbeAction::Probe(3))
    );
    heartbeat.answered(3, at(3050));
    assert_eq!(heartbeat.next_action(at(3100), None), None);
    // First nobody can be sure, and then it is clear.
    assert_eq!(heartbeat.next_check(at(3100), None), ms(410));
    assert_eq!(heartbeat.next_action(at(3510), None), None);
    assert!(heartbeat.is_unsure(at(3510), None));
    assert_eq!(heartbeat.next_check(at(3510), None), ms(40));
    assert_eq!(
        heartbeat.next_action(at(3550), None),
        Some(ProbeAction::Lost)
    );
}

#[test]
fn who_cannot_be_reached_anew_is_gone() {
    let mut heartbeat = calm();
    assert_eq!(
        heartbeat.next_action(at(2510), None),
        Some(ProbeAction::Probe(2))
    );
    heartbeat.missed(2);
    assert_eq!(heartbeat.next_check(at(2520), None), Duration::ZERO);
    assert_eq!(
        heartbeat.next_action(at(2520), None),
        Some(ProbeAction::Probe(3))
    );
    assert_eq!(heartbeat.next_action(at(4000), None), None);
    heartbeat.missed(3);
    assert_eq!(
        heartbeat.next_action(at(4001), None),
        Some(ProbeAction::Lost)
    );
}

#[test]
fn news_in_the_middle_of_doubt_end_it() {
    let mut heartbeat = calm();
    heartbeat.next_action(at(2510), None);
    heartbeat.next_action(at(3010), None);
    heartbeat.heard(at(3020));
    heartbeat.missed(2);
    heartbeat.missed(3);
    assert_eq!(heartbeat.next_action(at(5000), None), None);
}

#[test]
fn suspicion_does_not_wait() {
    let mut heartbeat = calm();
    assert_eq!(heartbeat.next_action(at(1000), None), None);
    heartbeat.force_probe();
    assert_eq!(heartbeat.next_check(at(1000), None), Duration::ZERO);
    assert_eq!(
        heartbeat.next_action(at(1000), None),
        Some(ProbeAction::Probe(2))
    );
    assert_eq!(
        heartbeat.next_action(at(1500), None),
        Some(ProbeAction::Probe(3))
    );
}

#[test]
fn who_talks_all_the_time_is_asked_now_and_then_and_may_let_that_wait() {
    let mut heartbeat = calm();
    let mut asked = Vec::new();
    for tenth in 1..=700 {
        let now = at(tenth * 100);
        heartbeat.heard(now);
        match heartbeat.next_action(now, None) {
            Some(ProbeAction::Probe(_)) => asked.push(now.steady),
            Some(ProbeAction::Lost) => panic!("lost at {now:?}"),
            None => assert_ne!(heartbeat.next_check(now, None), Duration::ZERO),
        }
    }
    assert_eq!(asked, [ms(30_000), ms(60_000)]);
}

/// What happens when a server that was quick until then falls silent at 0 and takes so long to answer
/// other questions, each over a new connection if it is the second: (when it is given up, how often
/// it was asked).
fn silence(takes: impl Fn(u64) -> Result<Duration, Duration>, promised: bool) -> (Duration, u64) {
    silence_after(ms(10), takes, promised)
}

/// As [`silence`], of a server that took so long to answer `before`.
fn silence_after(
    before: Duration,
    takes: impl Fn(u64) -> Result<Duration, Duration>,
    promised: bool,
) -> (Duration, u64) {
    let mut heartbeat = Heartbeat::new(at(0));
    heartbeat.urgent = false;
    heartbeat.round_trip = Some(before);
    let mut waiting: Vec<(Duration, u64, bool)> = Vec::new();
    let mut asked = 0;
    for millis in (0..20_000).step_by(10) {
        let now = at(millis);
        waiting.retain(|(due, number, answers)| {
            let over = *due <= now.steady;
            match (over, *answers) {
                (true, true) => heartbeat.answered(*number, now),
                (true, false) => heartbeat.missed(*number),
                _ => {}
            }
            !over
        });
        let overdue = promised
            .then(|| now.steady.checked_sub(EVENT_TIMEOUT))
            .flatten();
        while let Some(act) = heartbeat.next_action(now, overdue) {
            let ProbeAction::Probe(number) = act else {
                return (now.steady, asked);
            };
            asked += 1;
            let (after, answers) = match takes(number) {
                Ok(after) => (after, true),
                Err(after) => (after, false),
            };
            waiting.push((now.steady + after, number, answers));
        }
    }
    (Duration::MAX, asked)
}

#[test]
fn a_dead_connection_for_news_shows_although_every_question_is_answered() {
    let (given_up, asked) = silence(|_| Ok(ms(3)), true);
    assert!(given_up < ms(3600), "{given_up:?}");
    assert_eq!(asked, 1);
    let (given_up, _) = silence(|_| Ok(ms(3)), false);
    assert_eq!(given_up, Duration::MAX, "nothing was promised");
}

#[test]
fn all_connections_that_die_at_once_show_as_soon_as_a_new_one_works() {
    let (given_up, asked) = silence(
        |number| match number {
            1 => Err(HEARTBEAT),
            _ => Ok(ms(3)),
        },
        true,
    );
    assert!(given_up < ms(3600), "{given_up:?}");
    assert_eq!(asked, 2);
}

#[test]
fn a_cable_that_was_pulled_out_shows_within_five_seconds() {
    // No connection comes about in the third of the time that it has for that.
    let (given_up, _) = silence(|_| Err(HEARTBEAT / 3), true);
    assert!(given_up < ms(5000), "{given_up:?}");
}

#[test]
fn a_server_that_takes_connections_and_says_nothing_shows_within_five_seconds() {
    for promised in [true, false] {
        let (given_up, asked) = silence(|_| Err(HEARTBEAT), promised);
        assert!(given_up < ms(5000), "{given_up:?}");
        assert_eq!(asked, 2);
    }
}

#[test]
fn a_server_that_was_slow_before_has_time_to_be_slow_again() {
    let (given_up, _) = silence_after(ms(1000), |_| Ok(ms(3000)), false);
    assert_eq!(given_up, Duration::MAX);
    let (given_up, _) = silence_after(ms(10), |_| Ok(ms(3000)), false);
    assert!(given_up < ms(5000), "{given_up:?}");
    let mut unknown = Heartbeat::new(at(0));
    assert_eq!(
        unknown.next_action(at(0), None),
        Some(ProbeAction::Probe(1))
    );
    assert_eq!(unknown.time_for_an_answer(), HEARTBEAT);
}

#[test]
fn a_server_that_was_slow_once_is_asked_again_soon() {
    let mut heartbeat = Heartbeat::new(at(0));
    assert_eq!(
        heartbeat.next_action(at(0), None),
        Some(ProbeAction::Probe(1))
    );
    // It talks before it answers, and goes on talking.
    heartbeat.heard(at(10));
    heartbeat.answered(1, at(900));
    heartbeat.heard(at(2400));
    assert_eq!(heartbeat.next_check(at(2400), None), ms(100));
    assert_eq!(
        heartbeat.next_action(at(2500), None),
        Some(ProbeAction::Probe(2))
    );
    heartbeat.answered(2, at(2510));
    heartbeat.heard(at(2520));
    assert_eq!(heartbeat.time_for_an_answer(), ANSWER);
    assert_eq!(heartbeat.routine(), ROUTINE);
}

#[test]
fn a_server_that_is_slow_in_everything_has_longer() {
    let (quick, _) = silence(|_| Ok(ms(10)), true);
    let (slow, _) = silence(|_| Ok(ms(400)), true);
    assert!(slow > quick + ms(1500), "{quick:?} {slow:?}");
}

#[test]
fn no_silence_is_longer_than_the_longest() {
    for takes in (0..5000).step_by(100) {
        for promised in [Ok(ms(takes)), Err(ms(takes)), Err(HEARTBEAT)] {
            let (given_up, _) = silence(|_| promised, true);
            assert!(given_up <= LONGEST_SILENCE, "{promised:?}: {given_up:?}");
        }
    }
}

#[test]
fn clocks_that_disagree_tell_of_sleep_or_of_a_clock_that_was_set() {
    let five = Duration::from_secs(5);
    let wall = |now: Now, by: i64| Now {
        unix: now.unix + by,
        ..now
    };
    assert_eq!(clock_jump(at(0), at(5000), five), None);
    assert_eq!(clock_jump(at(0), wall(at(5000), 19_000), five), None);
    assert_eq!(
        clock_jump(at(0), wall(at(5000), 3_600_000), five),
        Some(ClockJump::Forward)
    );
    assert_eq!(
        clock_jump(at(0), at(3_600_000), five),
        Some(ClockJump::Forward)
    );
    assert_eq!(
        clock_jump(at(0), wall(at(5000), -3_600_000), five),
        Some(ClockJump::Back(3_600_000))
    );
}
