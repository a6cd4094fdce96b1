//! Whether a server that says nothing is still there. A connection can die without a word: a cable
//! pulled out, a laptop that slept, a firewall that forgot. Pure, like the machine beside it.
//!
//! Where the server has promised news ([`EVENT_TIMEOUT`]), the call for news is a question of which it is known
//! when its answer is due. Is that overdue, the server is asked something else, over another
//! connection. If it answers that one, and still not the other, then the connection for news is dead;
//! how long "still" is depends on how long the server takes to answer at all, so that one which is
//! only slow is not taken for dead. Where nothing is promised, or a list is on its way, silence is
//! reason enough to ask.

use std::time::Duration;

use crate::clock::Now;

/// A server that can promise it says something within this time, be it that nothing happened.
pub(crate) const EVENT_TIMEOUT: Duration = Duration::from_secs(2);
/// How long the answer to a heartbeat is waited for at the most.
pub(crate) const HEARTBEAT: Duration = Duration::from_secs(5);
/// A server that was quick to answer the last one has this long for the next; one that was slow has
/// [`SLOWNESS`] times as long as it took.
const ANSWER: Duration = Duration::from_millis(1900);
/// What is promised and overdue by so much is asked about.
const OVERDUE: Duration = Duration::from_millis(500);
/// …and then not called live any more, before anybody can know whether it is slow or dead.
const UNSURE: Duration = Duration::from_secs(1);
/// It is given up when it is overdue by so much, and the server answers other questions…
const LATE: Duration = Duration::from_millis(1500);
/// …and when it has had so many times longer than the server took to answer those…
const SLOWNESS: u32 = 4;
/// …but no more than so much.
const INDULGENCE: Duration = Duration::from_secs(4);
/// Who has said nothing for so long is asked: before that nothing promised is overdue by as much.
const QUIET: Duration = EVENT_TIMEOUT.saturating_add(OVERDUE);
/// Who does not answer that within this time is asked again, by a new connection.
const DOUBT: Duration = Duration::from_millis(500);
/// When the new connection's answer has come, the old one's has this much time more.
const GRACE: Duration = Duration::from_millis(500);
/// However much is heard, the server is asked this often: it keeps the connection for questions
/// open, and tells of clocks that were set.
const ROUTINE: Duration = Duration::from_secs(30);
/// The wall's clock and the other one may differ by so much between two looks. More, and the
/// machine has slept, or somebody set the clock.
const LEAP: Duration = Duration::from_secs(20);

/// So long at the most what a server that promises news tells is taken for true after it has fallen
/// silent, however slow it was, and whatever it is that died.
pub(crate) const LONGEST_SILENCE: Duration = {
    let deaf = LATE.saturating_add(INDULGENCE);
    let gone = OVERDUE.saturating_add(DOUBT).saturating_add(HEARTBEAT);
    let longer = if deaf.as_millis() > gone.as_millis() {
        deaf
    } else {
        gone
    };
    EVENT_TIMEOUT.saturating_add(longer)
};

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProbeAction {
    /// Ask, with this number.
    Probe(u64),
    /// Give the connection up: nobody answers, or only on another connection.
    Lost,
}

/// One question.
#[derive(Clone, Copy, Debug)]
struct Probe {
    number: u64,
    asked: Duration,
    answered: Option<Duration>,
    missed: bool,
}

/// The pulse of one connection, from its log-in to its end.
#[derive(Debug)]
pub(crate) struct Heartbeat {
    /// When something was heard last, by the steady clock.
    heard: Duration,
    /// Do not wait until it is quiet.
    urgent: bool,
    /// There is another reason to doubt than silence.
    force_probe: bool,
    /// The questions since then: two at the most.
    probes: Vec<Probe>,
    /// When the last one was asked.
    asked: Duration,
    /// How long the last answer took; none has come yet: nothing is known.
    round_trip: Option<Duration>,
    number: u64,
}

impl Heartbeat {
    /// Of a connection that has just come about. It is asked at once: the connection for questions
    /// must be there before anything happens to it, and the server's clock is of interest.
    pub(crate) fn new(now: Now) -> Self {
        Self {
            heard: now.steady,
            urgent: true,
            force_probe: false,
            probes: Vec::new(),
            asked: now.steady,
            round_trip: None,
            number: 0,
        }
    }

    /// Something was heard.
    pub(crate) fn heard(&mut self, now: Now) {
        self.heard = now.steady;
        self.force_probe = false;
        self.probes.clear();
    }

    /// There is reason to doubt: asks at once, and by two connections.
    pub(crate) fn force_probe(&mut self) {
        (self.urgent, self.force_probe) = (true, true);
    }

    /// A question was answered.
    pub(crate) fn answered(&mut self, number: u64, now: Now) {
        // It tells how quick the server is, even if it is not needed any more as a sign of life.
        if number == self.number {
            self.round_trip = Some(now.steady.saturating_sub(self.asked));
        }
        if let Some(probe) = self.probes.iter_mut().find(|probe| probe.number == number) {
            probe.answered = Some(now.steady);
        }
    }

    /// A question stays without an answer.
    pub(crate) fn missed(&mut self, number: u64) {
        if let Some(probe) = self.probes.iter_mut().find(|probe| probe.number == number) {
            probe.missed = true;
        }
    }

    /// What is to be done now, if anything, when what was promised is overdue by that much.
    pub(crate) fn next_action(
        &mut self,
        now: Now,
        overdue: Option<Duration>,
    ) -> Option<ProbeAction> {
        let since = |then: Duration| now.steady.saturating_sub(then);
        match overdue {
            Some(by) => {
                // Only what was asked since then tells anything.
                let due = now.steady.saturating_sub(by);
                self.probes
                    .retain(|probe| probe.answered.is_none() || probe.asked >= due);
                if self.patience().is_some_and(|patience| by >= patience) {
                    return Some(ProbeAction::Lost);
                }
            }
            // The older connection lives.
            None if self.is_answered() => self.heard(now),
            None => {}
        }
        let doubted = self.is_doubted(now, overdue);
        match &self.probes[..] {
            [] if self.urgent || doubted || since(self.asked) >= self.routine() => {
                self.urgent = false;
                Some(self.ask(now))
            }
            [first] if doubted && first.answered.is_none() => {
                let again = self.is_missed(first, now) || since(first.asked) >= DOUBT;
                again.then(|| self.ask(now))
            }
            [first, second] if first.answered.is_none() => {
                let overtaken = second
                    .answered
                    .is_some_and(|at| self.is_missed(first, now) || since(at) >= GRACE);
                (overtaken || self.is_missed(second, now)).then_some(ProbeAction::Lost)
            }
            _ => None,
        }
    }

    /// Whether there is more than the clock to ask for.
    fn is_doubted(&self, now: Now, overdue: Option<Duration>) -> bool {
        self.force_probe
            || overdue.is_some_and(|by| by >= OVERDUE)
            || now.steady.saturating_sub(self.heard) >= QUIET
    }

    /// Whether what should have come has not, and nobody can know yet whether it still comes.
    pub(crate) fn is_unsure(&self, now: Now, overdue: Option<Duration>) -> bool {
        let unanswered = self.probes.first().is_some_and(|first| {
            first.answered.is_none() && now.steady.saturating_sub(first.asked) >= UNSURE
        });
        overdue.is_some_and(|by| by >= UNSURE) || unanswered
    }

    fn is_answered(&self) -> bool {
        let first = self.probes.first();
        first.is_some_and(|first| first.answered.is_some())
    }

    /// Whether a question has no answer though there was time for one.
    fn is_missed(&self, probe: &Probe, now: Now) -> bool {
        let waited = now.steady.saturating_sub(probe.asked);
        probe.missed || (probe.answered.is_none() && waited >= self.time_for_an_answer())
    }

    /// How often the server is asked however much is heard. One that was slow is asked again soon: it
    /// may have been busy with our list, and has more time than it should until it is known better.
    fn routine(&self) -> Duration {
        match self.time_for_an_answer() > ANSWER {
            true => QUIET,
            false => ROUTINE,
        }
    }

    fn time_for_an_answer(&self) -> Duration {
        self.round_trip
            .map_or(HEARTBEAT, |took| (took * SLOWNESS).clamp(ANSWER, HEARTBEAT))
    }

    /// By how much what was promised may be overdue, if the server answers something else.
    fn patience(&self) -> Option<Duration> {
        let took = |probe: &Probe| Some(probe.answered?.saturating_sub(probe.asked));
        let quickest = self.probes.iter().filter_map(took).min()?;
        Some(LATE + (quickest * SLOWNESS).min(INDULGENCE))
    }

    fn ask(&mut self, now: Now) -> ProbeAction {
        self.number += 1;
        self.asked = now.steady;
        self.probes.push(Probe {
            number: self.number,
            asked: now.steady,
            answered: None,
            missed: false,
        });
        ProbeAction::Probe(self.number)
    }

    /// How long it takes until there may be something to do again.
    pub(crate) fn next_check(&self, now: Now, overdue: Option<Duration>) -> Duration {
        let next = self.next_question(now, overdue);
        let asked = self.probes.first().filter(|first| first.answered.is_none());
        let asked = asked.map(|first| now.steady.saturating_sub(first.asked));
        let until_unsure = overdue.max(asked).and_then(|by| UNSURE.checked_sub(by));
        match until_unsure {
            Some(until) if !until.is_zero() => next.min(until),
            _ => next,
        }
    }

    fn next_question(&self, now: Now, overdue: Option<Duration>) -> Duration {
        let until = |then: Duration| then.saturating_sub(now.steady);
        let quiet = match self.is_doubted(now, overdue) {
            true => Duration::ZERO,
            false => until(self.heard + QUIET),
        };
        match &self.probes[..] {
            [] if self.urgent => Duration::ZERO,
            [] => quiet.min(until(self.asked + self.routine())),
            [first, ..] if first.answered.is_some() => {
                let patience = self.patience().unwrap_or(LATE);
                patience.saturating_sub(overdue.unwrap_or_default())
            }
            [first] if first.missed => quiet,
            [first] => quiet.max(until(first.asked + DOUBT)),
            [_, second, ..] => match second.answered {
                Some(at) => until(at + GRACE),
                None => until(second.asked + self.time_for_an_answer()),
            },
        }
    }
}

/// What two clocks tell together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClockJump {
    /// Much time has passed that nobody noticed: the machine slept. (Or the clock was set forward,
    /// which cannot be told apart, and does no harm if it is taken for sleep: what is shown seems
    /// older than it is, never younger.)
    Forward,
    /// The wall's clock was set back by so many milliseconds.
    Back(i64),
}

/// Compares what the clocks said at two looks, of which the second was to come `planned` after the
/// first.
pub(crate) fn clock_jump(before: Now, now: Now, planned: Duration) -> Option<ClockJump> {
    let limit = LEAP.as_millis() as i64;
    let wall = now.unix - before.unix;
    let steady = now.steady.saturating_sub(before.steady);
    let ahead = wall - steady.as_millis() as i64;
    if ahead < -limit {
        Some(ClockJump::Back(-ahead))
    } else if ahead > limit || steady.saturating_sub(planned) > LEAP {
        Some(ClockJump::Forward)
    } else {
        None
    }
}

#[cfg(test)]
#[path = "heartbeat_tests.rs"]
mod tests;
