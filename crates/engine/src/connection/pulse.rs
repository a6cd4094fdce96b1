//! Whether a server that says nothing is still there. A connection can die without a word: a cable
//! pulled out, a laptop that slept, a firewall that forgot. Pure, like the machine beside it.

use std::time::Duration;

use super::machine::Now;

/// Who has said nothing for so long is asked.
const QUIET: Duration = Duration::from_secs(5);
/// Who does not answer that within this time is asked again, by a new connection.
const DOUBT: Duration = Duration::from_secs(1);
/// When the new connection's answer has come, the old one's has this much time more.
const GRACE: Duration = Duration::from_millis(500);
/// The wall's clock and the other one may differ by so much between two looks. More, and the
/// machine has slept, or somebody set the clock.
const LEAP: Duration = Duration::from_secs(20);

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Ask, with this number.
    Beat(u64),
    /// Give the connection up: nobody answers, or only on another connection.
    Lost,
}

/// One question.
#[derive(Clone, Copy, Debug)]
struct Beat {
    number: u64,
    asked: Duration,
    answered: Option<Duration>,
    missed: bool,
}

/// The pulse of one connection, from its log-in to its end.
#[derive(Debug)]
pub(crate) struct Pulse {
    /// When something was heard last, by the steady clock.
    heard: Duration,
    /// Do not wait until it is quiet.
    urgent: bool,
    /// The questions since then: two at the most.
    beats: Vec<Beat>,
    asked: u64,
}

impl Pulse {
    /// Of a connection that has just come about. It is asked at once: the connection for questions
    /// must be there before anything happens to it, and the server's clock is of interest.
    pub(crate) fn new(now: Now) -> Self {
        Self {
            heard: now.steady,
            urgent: true,
            beats: Vec::new(),
            asked: 0,
        }
    }

    /// Something was heard.
    pub(crate) fn heard(&mut self, now: Now) {
        self.heard = now.steady;
        self.beats.clear();
    }

    /// There is reason to doubt: asks at once, and by two connections.
    pub(crate) fn suspect(&mut self) {
        self.urgent = true;
    }

    /// A question was answered.
    pub(crate) fn answered(&mut self, number: u64, now: Now) {
        match self.beats.iter_mut().position(|beat| beat.number == number) {
            // The older connection lives.
            Some(0) => self.heard(now),
            Some(at) => self.beats[at].answered = Some(now.steady),
            None => {}
        }
    }

    /// A question stays without an answer.
    pub(crate) fn missed(&mut self, number: u64) {
        if let Some(beat) = self.beats.iter_mut().find(|beat| beat.number == number) {
            beat.missed = true;
        }
    }

    /// What is to be done now, if anything.
    pub(crate) fn look(&mut self, now: Now) -> Option<Act> {
        let since = |then: Duration| now.steady.saturating_sub(then);
        match &self.beats[..] {
            [] if self.urgent || since(self.heard) >= QUIET => {
                self.urgent = false;
                Some(self.ask(now))
            }
            [first] if first.missed || since(first.asked) >= DOUBT => Some(self.ask(now)),
            [first, second] => {
                let overtaken = second
                    .answered
                    .is_some_and(|at| first.missed || since(at) >= GRACE);
                let nobody = first.missed && second.missed;
                (overtaken || nobody).then_some(Act::Lost)
            }
            _ => None,
        }
    }

    fn ask(&mut self, now: Now) -> Act {
        self.asked += 1;
        self.beats.push(Beat {
            number: self.asked,
            asked: now.steady,
            answered: None,
            missed: false,
        });
        Act::Beat(self.asked)
    }

    /// How long it takes until there may be something to do again.
    pub(crate) fn next_look(&self, now: Now) -> Duration {
        let until = |then: Duration| then.saturating_sub(now.steady);
        match &self.beats[..] {
            [] if self.urgent => Duration::ZERO,
            [] => until(self.heard + QUIET),
            [first] if first.missed => Duration::ZERO,
            [first] => until(first.asked + DOUBT),
            [_, second, ..] => second.answered.map_or(QUIET, |at| until(at + GRACE)),
        }
    }
}

/// What two clocks tell together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leap {
    /// Much time has passed that nobody noticed: the machine slept. (Or the clock was set forward,
    /// which cannot be told apart, and does no harm if it is taken for sleep: what is shown seems
    /// older than it is, never younger.)
    Forward,
    /// The wall's clock was set back by so many milliseconds.
    Back(i64),
}

/// Compares what the clocks said at two looks, of which the second was to come `planned` after the
/// first.
pub(crate) fn leap(before: Now, now: Now, planned: Duration) -> Option<Leap> {
    let limit = LEAP.as_millis() as i64;
    let wall = now.unix - before.unix;
    let steady = now.steady.saturating_sub(before.steady);
    let ahead = wall - steady.as_millis() as i64;
    if ahead < -limit {
        Some(Leap::Back(-ahead))
    } else if ahead > limit || steady.saturating_sub(planned) > LEAP {
        Some(Leap::Forward)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: u64) -> Now {
        Now {
            unix: 1_000_000_000_000 + millis as i64,
            steady: Duration::from_millis(millis),
        }
    }

    /// A pulse whose first question was answered.
    fn calm() -> Pulse {
        let mut pulse = Pulse::new(at(0));
        assert_eq!(pulse.look(at(0)), Some(Act::Beat(1)));
        pulse.answered(1, at(10));
        pulse
    }

    #[test]
    fn who_is_quiet_for_five_seconds_is_asked_and_who_talks_is_not() {
        let mut pulse = calm();
        assert_eq!(pulse.look(at(4900)), None);
        pulse.heard(at(4900));
        assert_eq!(pulse.look(at(5100)), None);
        assert_eq!(pulse.next_look(at(5100)), Duration::from_millis(4800));
        assert_eq!(pulse.look(at(9900)), Some(Act::Beat(2)));
        assert_eq!(pulse.look(at(9900)), None, "once");
        pulse.answered(2, at(9950));
        assert_eq!(pulse.look(at(14_000)), None);
        assert_eq!(pulse.look(at(14_950)), Some(Act::Beat(3)));
    }

    #[test]
    fn a_slow_answer_is_an_answer() {
        let mut pulse = calm();
        assert_eq!(pulse.look(at(5010)), Some(Act::Beat(2)));
        assert_eq!(pulse.look(at(6010)), Some(Act::Beat(3)));
        pulse.answered(2, at(7000));
        pulse.answered(3, at(7001));
        assert_eq!(pulse.look(at(11_000)), None);
        assert_eq!(pulse.next_look(at(11_000)), Duration::from_millis(1000));
    }

    #[test]
    fn an_answer_on_a_new_connection_only_shows_that_the_old_one_is_dead() {
        let mut pulse = calm();
        assert_eq!(pulse.look(at(5010)), Some(Act::Beat(2)));
        assert_eq!(pulse.next_look(at(5010)), DOUBT);
        assert_eq!(pulse.look(at(6010)), Some(Act::Beat(3)));
        pulse.answered(3, at(6050));
        assert_eq!(pulse.look(at(6100)), None);
        assert_eq!(pulse.next_look(at(6100)), Duration::from_millis(450));
        assert_eq!(pulse.look(at(6550)), Some(Act::Lost));
    }

    #[test]
    fn two_misses_are_the_end() {
        let mut pulse = calm();
        assert_eq!(pulse.look(at(5010)), Some(Act::Beat(2)));
        pulse.missed(2);
        assert_eq!(pulse.next_look(at(5020)), Duration::ZERO);
        assert_eq!(pulse.look(at(5020)), Some(Act::Beat(3)));
        assert_eq!(pulse.look(at(8000)), None);
        pulse.missed(3);
        assert_eq!(pulse.look(at(8001)), Some(Act::Lost));
    }

    #[test]
    fn news_in_the_middle_of_doubt_end_it() {
        let mut pulse = calm();
        pulse.look(at(5010));
        pulse.look(at(6010));
        pulse.heard(at(6020));
        pulse.missed(2);
        pulse.missed(3);
        assert_eq!(pulse.look(at(10_000)), None);
    }

    #[test]
    fn suspicion_does_not_wait() {
        let mut pulse = calm();
        assert_eq!(pulse.look(at(1000)), None);
        pulse.suspect();
        assert_eq!(pulse.next_look(at(1000)), Duration::ZERO);
        assert_eq!(pulse.look(at(1000)), Some(Act::Beat(2)));
    }

    #[test]
    fn clocks_that_disagree_tell_of_sleep_or_of_a_clock_that_was_set() {
        let five = Duration::from_secs(5);
        let wall = |now: Now, by: i64| Now {
            unix: now.unix + by,
            ..now
        };
        assert_eq!(leap(at(0), at(5000), five), None);
        assert_eq!(leap(at(0), wall(at(5000), 19_000), five), None);
        assert_eq!(
            leap(at(0), wall(at(5000), 3_600_000), five),
            Some(Leap::Forward)
        );
        assert_eq!(leap(at(0), at(3_600_000), five), Some(Leap::Forward));
        assert_eq!(
            leap(at(0), wall(at(5000), -3_600_000), five),
            Some(Leap::Back(3_600_000))
        );
    }
}
