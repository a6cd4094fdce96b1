//! How a connection lives: one function from (state, input) to (state, effects). No clock, no
//! network and no chance inside, so every transition can be tested by itself.
//!
//! A *try* reaches the pool and logs in. Tries are numbered. While no pool is there, a try that
//! hears nothing does not keep the next one waiting: they run beside each other, and the first one
//! that gets in is the one that counts.

use std::time::Duration;

use inventory::{Problem, view::Status};

use super::backoff;
use crate::{api::ConnectionState, clock::Now, source::Failure};

/// A try that has heard nothing for so long gets company.
const SILENCE: Duration = Duration::from_secs(3);
/// So many tries run at once at most: each holds a connection for a while.
const TRIES: usize = 5;
/// A life shorter than this does not end an outage: whoever comes and goes is not back.
const SETTLED: Duration = Duration::from_secs(5);
/// Another host's unknown certificate is asked about when the pool has been away for so long: most
/// often the host that we know is back before that.
const BEFORE_ASKING: Duration = Duration::from_secs(3);

/// Where a connection stands.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// What the window is told.
    pub shown: ConnectionState,
    /// The number of the newest try.
    newest: u64,
    /// The tries under way.
    trying: Vec<u64>,
    /// The try that got in.
    inside: Option<u64>,
    /// Whether the password has proved right. One that has not is sent once at a time: some
    /// servers lock a user out for a few wrong ones.
    proven: bool,
    /// Since when there is no pool, by the steady clock.
    lost: Option<Duration>,
    /// Whether a person was told so.
    told: bool,
    /// Since when it is live, by the steady clock.
    live: Option<Duration>,
    /// When the objects were last true, Unix seconds.
    last_true: Option<i64>,
    /// Why the pool is lost, while the certificate of another of its hosts is asked about. Tries go
    /// on behind that question.
    behind: Option<Problem>,
    /// Whether that question was answered with no.
    refused: bool,
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
    /// The time of an [`Effect::Wake`] has come.
    Wake(u64),
    /// The machine slept, or its network changed: whoever waits need not wait longer.
    Awake,
    /// The wall's clock was set back by so many milliseconds.
    SetBack(i64),
    /// The objects that were kept last time are shown; they were true at this moment (Unix seconds).
    Recalled(i64),
    /// A try turns to this address.
    Trying(u64, String),
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
    /// Try to reach the server and log in, as this try. Where we are in, that ends.
    Open(u64),
    /// Log out, where we are in, and end what runs.
    Close,
    /// Say [`Input::Wake`] with this number after a while, instead of any other.
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
            newest: 0,
            trying: Vec::new(),
            inside: None,
            proven: false,
            lost: None,
            told: false,
            live: None,
            last_true: None,
            behind: None,
            refused: false,
        }
    }
}

impl State {
    /// Whether this is the try that got in. What any other has to say comes too late.
    pub fn is_inside(&self, attempt: u64) -> bool {
        self.inside == Some(attempt)
    }

    /// The try that got in.
    pub fn inside(&self) -> Option<u64> {
        self.inside
    }

    /// Whether this try may get in.
    pub fn is_awaited(&self, attempt: u64) -> bool {
        self.inside.is_none() && self.trying.contains(&attempt)
    }

    /// Whether the password in use has proved right.
    pub fn is_proven(&self) -> bool {
        self.proven
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

    /// How long there has been no pool.
    fn away(&self, now: Now) -> Duration {
        self.lost
            .map_or(Duration::ZERO, |since| now.steady.saturating_sub(since))
    }

    /// Begins a try, beside those that run.
    fn open(mut self, shown: ConnectionState, now: Now) -> (Self, Vec<Effect>) {
        self.leave(now);
        self.newest += 1;
        self.trying.push(self.newest);
        self.shown = shown;
        let mut effects = vec![Effect::Open(self.newest)];
        if self.proven {
            effects.push(Effect::Wake(self.newest, SILENCE));
        }
        (self, effects)
    }

    /// Comes to rest: nothing runs until a person says something.
    fn rest(mut self, shown: ConnectionState, now: Now, more: Vec<Effect>) -> (Self, Vec<Effect>) {
        self.leave(now);
        // A wake that is under way comes too late.
        self.newest += 1;
        self.trying.clear();
        self.behind = None;
        self.shown = shown;
        let mut effects = vec![Effect::Close];
        effects.extend(more);
        (self, effects)
    }

    /// Is not inside, nor live, any more.
    fn leave(&mut self, now: Now) {
        self.inside = None;
        self.end_life(now);
        self.lost.get_or_insert(now.steady);
    }

    /// What is shown is not what is any more. A life that was long enough was the end of the outage
    /// before it.
    fn end_life(&mut self, now: Now) {
        if self.live.is_some() {
            self.last_true = Some(now.seconds());
        }
        if self.is_settled(now) {
            self.lost = None;
            self.told = false;
            self.refused = false;
        }
        self.live = None;
    }

    fn is_settled(&self, now: Now) -> bool {
        self.live
            .is_some_and(|since| now.steady.saturating_sub(since) >= SETTLED)
    }

    /// Whether another try may run beside those that do.
    fn has_room(&self) -> bool {
        self.trying.is_empty() || (self.proven && self.trying.len() < TRIES)
    }

    /// What is shown while a try runs: data that were there once are old, not new.
    fn trying(&self) -> ConnectionState {
        let mut shown = self.shown.clone();
        match &mut shown {
            ConnectionState::Stale { next_try, .. }
            | ConnectionState::Emergency { next_try, .. } => *next_try = None,
            // A question stays until it is answered, or has answered itself.
            ConnectionState::Certificate { .. } if self.behind.is_some() => {}
            ConnectionState::Connecting { .. } => {}
            _ => {
                shown = ConnectionState::Connecting {
                    address: String::new(),
                }
            }
        }
        shown
    }

    /// The same, where the address is known.
    fn trying_at(&self, address: String) -> ConnectionState {
        match self.trying() {
            ConnectionState::Stale { since, why, .. } => ConnectionState::Stale {
                since,
                why,
                next_try: None,
                trying: Some(address),
            },
            ConnectionState::Connecting { .. } => ConnectionState::Connecting { address },
            other => other,
        }
    }

    fn failed(self, attempt: u64, failure: Failure, now: Now, random: f64) -> (Self, Vec<Effect>) {
        let mut state = self;
        let was_inside = state.inside == Some(attempt);
        let was_live = was_inside && state.live.is_some();
        // Which of the tries that run beside each other decides when the next one is due.
        let decides = was_inside || attempt == state.newest;
        state.trying.retain(|other| *other != attempt);
        match failure {
            Failure::Certificate {
                host,
                presented,
                trusted,
            } => {
                let question = ConnectionState::Certificate {
                    host,
                    presented,
                    trusted,
                };
                state.rest(question, now, Vec::new())
            }
            Failure::Password(why) => {
                state.proven = false;
                state.rest(ConnectionState::Password { why }, now, Vec::new())
            }
            Failure::Refused(why) => {
                let told = was_live.then(|| Effect::Tell(why.clone()));
                let shown = ConnectionState::Disconnected { why: Some(why) };
                state.rest(shown, now, told.into_iter().collect())
            }
            // The server is there; only the session is not. The first time there is nothing to wait
            // for.
            Failure::Session(why) if was_inside && state.is_settled(now) => {
                let shown = ConnectionState::Stale {
                    since: Some(now.seconds()),
                    why,
                    next_try: None,
                    trying: None,
                };
                state.open(shown, now)
            }
            _ if !decides => (state, Vec::new()),
            Failure::Session(why) | Failure::Lost(why) => {
                state.wait(None, why, was_inside, now, random)
            }
            Failure::Emergency { host, why } => {
                state.behind = None;
                let shown = ConnectionState::Emergency {
                    since: state.last_true,
                    host,
                    why: why.clone(),
                    next_try: None,
                };
                state.wait(Some(shown), why, was_inside, now, random)
            }
            Failure::Elsewhere {
                host,
                presented,
                trusted,
                why,
            } => {
                let asks = state.away(now) >= BEFORE_ASKING && !state.refused;
                let question = asks.then_some(ConnectionState::Certificate {
                    host,
                    presented,
                    trusted,
                });
                if asks {
                    state.behind = Some(why.clone());
                }
                state.wait(question, why, was_inside, now, random)
            }
        }
    }

    /// Waits for the next try. What is shown meanwhile is that the pool is lost, unless there is
    /// something better to show.
    fn wait(
        mut self,
        shown: Option<ConnectionState>,
        why: Problem,
        was_inside: bool,
        now: Now,
        random: f64,
    ) -> (Self, Vec<Effect>) {
        let was_live = self.live.is_some();
        // Who was let in and lost again has cost the server a list.
        let costly = was_inside && !self.is_settled(now);
        self.leave(now);
        let backoff = backoff::before_next_try(self.away(now), costly, random);
        let due = Some(now.unix + backoff.as_millis() as i64);
        self.shown = match shown {
            Some(shown) => shown,
            None if self.behind.is_some() => self.shown,
            None => ConnectionState::Stale {
                since: self.last_true,
                why: why.clone(),
                next_try: None,
                trying: None,
            },
        };
        if let ConnectionState::Stale { next_try, .. }
        | ConnectionState::Emergency { next_try, .. } = &mut self.shown
        {
            *next_try = due;
        }
        let mut effects = Vec::new();
        if was_inside {
            effects.push(Effect::Close);
        }
        // A connection that is back at the first try was hardly away; and one that was never there
        // has not been lost.
        if !was_live && !self.told && self.proven && self.last_true.is_some() {
            self.told = true;
            effects.push(Effect::Tell(why));
        }
        effects.push(Effect::Wake(self.newest, backoff));
        (self, effects)
    }

    /// Moves all that is shown of the wall's clock back with it.
    fn set_back(&mut self, by: i64) {
        let seconds = by.div_euclid(1000);
        let earlier = |time: &mut Option<i64>, by: i64| {
            if let Some(time) = time {
                *time -= by;
            }
        };
        earlier(&mut self.last_true, seconds);
        match &mut self.shown {
            ConnectionState::Live { since } => *since -= seconds,
            ConnectionState::Stale {
                since, next_try, ..
            }
            | ConnectionState::Emergency {
                since, next_try, ..
            } => {
                earlier(since, seconds);
                earlier(next_try, by);
            }
            _ => {}
        }
    }
}

/// One step. `random` is between 0 and 1.
pub fn step(mut state: State, input: Input, now: Now, random: f64) -> (State, Vec<Effect>) {
    let nothing = Vec::new();
    match input {
        Input::Connect { address } => match state.shown {
            // Already under way, or there.
            ConnectionState::Connecting { .. }
            | ConnectionState::Syncing
            | ConnectionState::Live { .. } => (state, nothing),
            ConnectionState::Stale { .. } | ConnectionState::Emergency { .. }
                if !state.has_room() =>
            {
                (state, nothing)
            }
            _ => {
                state.behind = None;
                let shown = state.trying_at(address);
                state.open(shown, now)
            }
        },
        Input::Trusted { address } => {
            state.behind = None;
            let shown = state.trying_at(address);
            state.open(shown, now)
        }
        Input::Password { address } => {
            state.proven = false;
            state.behind = None;
            // They are made with another password.
            state.trying.clear();
            let shown = state.trying_at(address);
            state.open(shown, now)
        }
        Input::Disconnect => {
            let (mut state, effects) = state.rest(
                ConnectionState::Disconnected { why: None },
                now,
                vec![Effect::Forget],
            );
            (state.lost, state.told, state.refused) = (None, false, false);
            state.last_true = None;
            (state, effects)
        }
        Input::Distrusted => match (&state.shown, state.behind.take()) {
            // The host that we know may yet come back.
            (ConnectionState::Certificate { .. }, Some(why)) => {
                state.refused = true;
                let since = state.last_true;
                let shown = ConnectionState::Stale {
                    since,
                    why,
                    next_try: None,
                    trying: None,
                };
                state.open(shown, now)
            }
            (
                ConnectionState::Certificate {
                    host, presented, ..
                },
                None,
            ) => {
                let why = Problem::new("untrusted_certificate")
                    .with("host", host.as_str())
                    .with("fingerprint", presented.fingerprint.as_str());
                let shown = ConnectionState::Disconnected { why: Some(why) };
                state.rest(shown, now, nothing)
            }
            _ => (state, nothing),
        },
        Input::Wake(attempt) if attempt == state.newest && state.inside.is_none() => {
            if state.has_room() {
                let shown = state.trying();
                state.open(shown, now)
            } else {
                (state, vec![Effect::Wake(attempt, SILENCE)])
            }
        }
        Input::Awake => match state.shown {
            ConnectionState::Stale { .. } | ConnectionState::Emergency { .. }
                if state.has_room() =>
            {
                let shown = state.trying();
                state.open(shown, now)
            }
            _ => (state, nothing),
        },
        Input::SetBack(by) => {
            state.set_back(by);
            (state, nothing)
        }
        Input::Recalled(as_of) => {
            if state.live.is_none() {
                state.last_true = Some(as_of);
            }
            (state, nothing)
        }
        Input::Trying(attempt, address) if state.is_awaited(attempt) && attempt == state.newest => {
            state.shown = state.trying_at(address);
            (state, nothing)
        }
        Input::LoggedIn(attempt) if state.is_awaited(attempt) => {
            state.inside = Some(attempt);
            state.trying.clear();
            state.behind = None;
            state.proven = true;
            state.shown = ConnectionState::Syncing;
            (state, nothing)
        }
        Input::Listing(attempt) if state.is_inside(attempt) => {
            state.end_life(now);
            state.shown = ConnectionState::Syncing;
            (state, nothing)
        }
        Input::Listed(attempt) if state.is_inside(attempt) => {
            state.live = Some(now.steady);
            state.shown = ConnectionState::Live {
                since: now.seconds(),
            };
            (state, nothing)
        }
        Input::Failed(attempt, failure)
            if state.is_inside(attempt) || state.is_awaited(attempt) =>
        {
            state.failed(attempt, *failure, now, random)
        }
        Input::Wake(_)
        | Input::Trying(..)
        | Input::LoggedIn(_)
        | Input::Listing(_)
        | Input::Listed(_)
        | Input::Failed(..) => (state, nothing),
    }
}

#[cfg(test)]
#[path = "machine_tests.rs"]
mod tests;
