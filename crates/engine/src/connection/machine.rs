//! How a connection lives: one function from (state, input) to (state, effects). No clock, no
//! network and no chance inside, so every transition can be tested by itself.

use std::time::Duration;

use inventory::{Problem, view::Status};

use crate::{api::ConnectionState, source::Failure};

/// The first pause before trying again.
const FIRST_PAUSE: Duration = Duration::from_millis(800);
/// No pause is longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Having been live this long wipes out earlier failures.
const QUIET: Duration = Duration::from_secs(120);

/// A moment, by both clocks: the wall's is shown, the other one (which never jumps) is reckoned with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Unix milliseconds.
    pub unix: i64,
    /// Time since some fixed moment.
    pub steady: Duration,
}

/// Where a connection stands.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// What the window is told.
    pub shown: ConnectionState,
    /// Counts the tries. An input that speaks of another try than this one comes too late.
    attempt: u64,
    /// Failures without a quiet time in between.
    failures: u32,
    /// Since when it is live, by the steady clock.
    live_since: Option<Duration>,
    /// When the objects were last true, Unix seconds.
    last_true: Option<i64>,
}

/// What happens to a connection.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// It is wanted: at the start, or because a person says "connect" or "try now".
    Connect {
        /// The address, for showing.
        address: String,
    },
    /// It is not wanted any more.
    Disconnect,
    /// The objects that were kept last time are shown; they were true at this moment (Unix seconds).
    Recalled(i64),
    /// The time of an [`Effect::Wake`] has come.
    Wake(u64),
    /// The server let us in.
    LoggedIn(u64),
    /// The list of all objects begins.
    Listing(u64),
    /// The list of all objects is complete.
    Listed(u64),
    /// The try failed, or what it reached is lost.
    Failed(u64, Box<Failure>),
    /// A person trusts the certificate that was shown.
    Trusted {
        /// The address, for showing.
        address: String,
    },
    /// A person does not trust it.
    Distrusted,
    /// A person gave a password.
    Password {
        /// The address, for showing.
        address: String,
    },
}

/// What is to be done about it, in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Try to reach the server and log in, as this try; whatever ran before ends.
    Open(u64),
    /// Log out, where we are in, and end what runs.
    Close,
    /// Say [`Input::Wake`] with this number after a while.
    Wake(u64, Duration),
    /// Take the objects away.
    Forget,
    /// Tell the person once.
    Tell(Problem),
}

impl Default for State {
    fn default() -> Self {
        Self {
            shown: ConnectionState::Disconnected { why: None },
            attempt: 0,
            failures: 0,
            live_since: None,
            last_true: None,
        }
    }
}

impl State {
    /// Whether this is the try that counts.
    pub fn is_current(&self, attempt: u64) -> bool {
        self.attempt == attempt
    }

    /// The state in a word.
    pub fn status(&self) -> Status {
        match self.shown {
            ConnectionState::Disconnected { .. } => Status::Disconnected,
            ConnectionState::Connecting { .. } | ConnectionState::Syncing => Status::Connecting,
            ConnectionState::Live { .. } => Status::Live,
            ConnectionState::Stale { .. } => Status::Stale,
            ConnectionState::Emergency { .. }
            | ConnectionState::Certificate { .. }
            | ConnectionState::Password { .. } => Status::Attention,
        }
    }

    /// When what is shown was last true, Unix seconds; none while it is, or if it never was.
    pub fn as_of(&self) -> Option<i64> {
        match self.shown {
            ConnectionState::Live { .. } => None,
            _ => self.last_true,
        }
    }

    /// Begins a new try.
    fn open(mut self, shown: ConnectionState) -> (Self, Vec<Effect>) {
        self.attempt += 1;
        self.live_since = None;
        self.shown = shown;
        let effects = vec![Effect::Open(self.attempt)];
        (self, effects)
    }

    /// Comes to rest: nothing runs until a person says something.
    fn rest(mut self, shown: ConnectionState, more: Vec<Effect>) -> (Self, Vec<Effect>) {
        self.attempt += 1;
        self.live_since = None;
        self.shown = shown;
        let mut effects = vec![Effect::Close];
        effects.extend(more);
        (self, effects)
    }

    /// What is shown while a try runs: data that were there once are old, not new.
    fn trying(&self, address: String) -> ConnectionState {
        match &self.shown {
            ConnectionState::Stale { since, why, .. } => ConnectionState::Stale {
                since: *since,
                why: why.clone(),
                next_try: None,
                trying: Some(address),
            },
            _ => ConnectionState::Connecting { address },
        }
    }

    fn failed(mut self, failure: Failure, now: Now, random: f64) -> (Self, Vec<Effect>) {
        let was_live = self.live_since;
        if was_live.is_some() {
            self.last_true = Some(now.unix / 1000);
        }
        if was_live.is_some_and(|since| now.steady.saturating_sub(since) >= QUIET) {
            self.failures = 0;
        }
        let told = |problem: &Problem| {
            if was_live.is_some() {
                vec![Effect::Tell(problem.clone())]
            } else {
                Vec::new()
            }
        };
        match failure {
            Failure::Certificate {
                host,
                presented,
                trusted,
            } => self.rest(
                ConnectionState::Certificate {
                    host,
                    presented,
                    trusted,
                },
                Vec::new(),
            ),
            Failure::Password(why) => self.rest(ConnectionState::Password { why }, Vec::new()),
            Failure::Refused(why) => {
                let more = told(&why);
                self.rest(ConnectionState::Disconnected { why: Some(why) }, more)
            }
            // The server is there; only the session is not. The first time there is nothing to wait for.
            Failure::Session(why) if self.failures == 0 && was_live.is_some() => {
                self.failures = 1;
                let since = self.last_true;
                self.open(ConnectionState::Stale {
                    since,
                    why,
                    next_try: None,
                    trying: None,
                })
            }
            Failure::Session(why) | Failure::Lost(why) => {
                let pause = pause(self.failures, random);
                self.failures = self.failures.saturating_add(1);
                let next_try = Some(now.unix + pause.as_millis() as i64);
                let more = told(&why);
                let since = self.last_true;
                let (state, mut effects) = self.rest(
                    ConnectionState::Stale {
                        since,
                        why,
                        next_try,
                        trying: None,
                    },
                    more,
                );
                effects.push(Effect::Wake(state.attempt, pause));
                (state, effects)
            }
        }
    }
}

/// The pause before the next try: doubles with each failure, and varies by a fifth either way so
/// that many clients do not come back to a server in step.
fn pause(failures: u32, random: f64) -> Duration {
    let doubled = FIRST_PAUSE
        .saturating_mul(1 << failures.min(10))
        .min(LONGEST_PAUSE);
    doubled
        .mul_f64(0.8 + 0.4 * random.clamp(0.0, 1.0))
        .min(LONGEST_PAUSE)
}

/// One step. `random` is between 0 and 1.
pub fn step(mut state: State, input: Input, now: Now, random: f64) -> (State, Vec<Effect>) {
    let current = state.attempt;
    let late = |attempt: u64| attempt != current;
    match input {
        Input::Connect { address } => match state.shown {
            // Already under way, or there.
            ConnectionState::Connecting { .. }
            | ConnectionState::Syncing
            | ConnectionState::Live { .. }
            | ConnectionState::Stale { next_try: None, .. } => (state, Vec::new()),
            _ => {
                state.failures = 0;
                let shown = state.trying(address);
                state.open(shown)
            }
        },
        Input::Password { address } | Input::Trusted { address } => {
            state.failures = 0;
            let shown = state.trying(address);
            state.open(shown)
        }
        Input::Disconnect => {
            state.failures = 0;
            state.last_true = None;
            state.rest(
                ConnectionState::Disconnected { why: None },
                vec![Effect::Forget],
            )
        }
        Input::Recalled(as_of) => {
            if state.live_since.is_none() {
                state.last_true = Some(as_of);
            }
            (state, Vec::new())
        }
        Input::Distrusted => match state.shown {
            ConnectionState::Certificate {
                ref host,
                ref presented,
                ..
            } => {
                let why = Problem::new("untrusted_certificate")
                    .with("host", host.as_str())
                    .with("fingerprint", presented.fingerprint.as_str());
                state.rest(ConnectionState::Disconnected { why: Some(why) }, Vec::new())
            }
            _ => (state, Vec::new()),
        },
        Input::Wake(attempt) => match state.shown {
            ConnectionState::Stale {
                next_try: Some(_), ..
            } if !late(attempt) => {
                let shown = state.trying(String::new());
                state.open(shown)
            }
            _ => (state, Vec::new()),
        },
        Input::LoggedIn(attempt) if !late(attempt) => {
            state.shown = ConnectionState::Syncing;
            (state, Vec::new())
        }
        Input::Listing(attempt) if !late(attempt) => {
            if state.live_since.take().is_some() {
                state.last_true = Some(now.unix / 1000);
            }
            state.shown = ConnectionState::Syncing;
            (state, Vec::new())
        }
        Input::Listed(attempt) if !late(attempt) => {
            state.live_since = Some(now.steady);
            state.shown = ConnectionState::Live {
                since: now.unix / 1000,
            };
            (state, Vec::new())
        }
        Input::Failed(attempt, failure) if !late(attempt) => state.failed(*failure, now, random),
        Input::LoggedIn(_) | Input::Listing(_) | Input::Listed(_) | Input::Failed(..) => {
            (state, Vec::new())
        }
    }
}

#[cfg(test)]
#[path = "machine_tests.rs"]
mod tests;
