//! How long to wait before the next try.
//!
//! A person stares at a lost pool, and a host takes minutes to restart: whoever doubles his pauses
//! is asleep when it is back. To knock at a door costs next to nothing, so we knock every second for
//! ten minutes, and then ever less often. What costs the server something, listing all objects, is
//! done again only after an eighth of the time that the trouble lasts.

use std::time::Duration;

/// No pause is shorter, in seconds.
const SHORTEST: f64 = 0.4;
/// No pause is longer.
const LONGEST: f64 = 30.0;
/// A pause is this part of the time that the pool has been away…
const PART: f64 = 8.0;
/// …but one second is enough…
const ENOUGH: f64 = 1.0;
/// …as long as that is more than this part of it.
const LONG_PART: f64 = 600.0;

/// The pause before the next try, when the pool has been away for so long; `costly`: the last try
/// got as far as listing. It varies by a fifth either way (`random` is between 0 and 1), so that many
/// clients do not come back to a server in step.
pub(crate) fn before_next_try(away: Duration, costly: bool, random: f64) -> Duration {
    let away = away.as_secs_f64();
    let longest = if costly {
        LONGEST
    } else {
        (away / LONG_PART).clamp(ENOUGH, LONGEST)
    };
    let pause = (away / PART).clamp(SHORTEST, longest);
    let varied = pause * (0.8 + 0.4 * random.clamp(0.0, 1.0));
    Duration::from_secs_f64(varied.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(away: u64, costly: bool, expect: f64) {
        let pause = before_next_try(Duration::from_secs(away), costly, 0.5);
        assert!(
            (pause.as_secs_f64() - expect).abs() < 0.01,
            "after {away} s: {pause:?}"
        );
    }

    #[test]
    fn somebody_knocks_every_second_for_ten_minutes_and_then_ever_less_often() {
        check(0, false, 0.4);
        check(4, false, 0.5);
        check(8, false, 1.0);
        check(600, false, 1.0);
        check(3600, false, 6.0);
        check(100 * 3600, false, 30.0);
    }

    #[test]
    fn a_list_that_fails_is_begun_again_less_and_less_often() {
        check(0, true, 0.4);
        check(8, true, 1.0);
        check(80, true, 10.0);
        check(3600, true, 30.0);
    }

    #[test]
    fn pauses_vary_by_a_fifth() {
        let after_a_minute =
            |random| before_next_try(Duration::from_secs(60), false, random).as_millis();
        assert_eq!(after_a_minute(0.0), 800);
        assert_eq!(after_a_minute(1.0), 1200);
        assert!(before_next_try(Duration::MAX / 2, true, 1.0) <= Duration::from_secs(30));
    }
}
