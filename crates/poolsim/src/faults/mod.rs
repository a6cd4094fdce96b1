//! What can be made to go wrong, on order.
//!
//! [`Sim::order`](crate::Sim::order) takes one of these, and so does the control port, as JSON:
//! `{"fault": "cut", "methods": ["VM."], "count": 1}`. Some happen once and are over (a coordinator is elected, the
//! clock jumps); the others stand until [`Sim::lift`](crate::Sim::lift), or until their count is used up.

mod active_faults;
pub mod corrupt_reply;
pub mod event_faults;
mod order;

use serde::{Deserialize, Serialize};

pub use active_faults::ActiveFaults;
pub use order::Orders;

/// Something that goes wrong. Hosts are given by their number; 0 is the one that was the coordinator at the start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// A host's server dies: its listeners close and its connections are reset. Its guests run on, and so do the
    /// operations that were under way. If it was the coordinator, sessions and the memory of deletions die with it.
    KillHost {
        /// Which.
        host: usize,
    },
    /// A host's server dies, unless it is dead already, and comes back on the same ports.
    RestartHost {
        /// Which.
        host: usize,
        /// After that many milliseconds.
        #[serde(default)]
        after_ms: u64,
    },
    /// Another host becomes the coordinator. All others answer HOST_IS_SLAVE, and all sessions end.
    ElectCoordinator {
        /// Which.
        host: usize,
    },
    /// Every call on a host answers HOST_STILL_BOOTING, until this is ordered with `on: false`.
    Booting {
        /// Which.
        host: usize,
        /// Whether it begins or ends.
        on: bool,
    },
    /// A supporter has lost its coordinator: it answers nothing but the emergency calls. `on: false` ends it, and so
    /// do `pool.emergency_transition_to_master`, `pool.emergency_reset_master` and `pool.recover_slaves`.
    Emergency {
        /// Which.
        host: usize,
        /// Whether it begins or ends.
        on: bool,
    },
    /// All sessions end. Whoever waits for events is told.
    InvalidateSessions,
    /// Deletions up to now are forgotten: an old token never hears of them. `event.next` answers EVENTS_LOST.
    LoseEvents,
    /// Tokens given out up to now are refused, those of calls that wait included.
    ForgetTokens {
        /// How.
        #[serde(default)]
        answer: Refusal,
    },
    /// Replies come late.
    Delay {
        /// By that many milliseconds.
        ms: u64,
        /// Which replies.
        #[serde(flatten)]
        replies: Replies,
    },
    /// Replies stop midway, and go on when the faults are lifted.
    Stall(Replies),
    /// The connections that are open now never answer again, but do not end either, as when a router has forgotten
    /// them; new ones work.
    Blackhole {
        /// Of that host only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        host: Option<usize>,
    },
    /// Replies end midway, and the connection with them: over TLS without a word, as when a proxy dies.
    Cut(Replies),
    /// Replies are ended midway by a TCP reset.
    Reset(Replies),
    /// One bit in the middle of replies is another one: what came over a network, or from a disk, that is not sound.
    Flip(Replies),
    /// Replies are replaced by 200 with bytes that are no reply (and no text).
    Garbage(Replies),
    /// Replies are replaced by 200 with a page, as from a proxy's log-in form.
    WrongContentType(Replies),
    /// Replies are replaced by 500 with a page.
    ServerError(Replies),
    /// Calls are refused with this error, and nothing is done: an operation that runs as a task fails with it.
    Refuse {
        /// The error's code.
        code: String,
        /// Which calls.
        #[serde(flatten)]
        replies: Replies,
    },
    /// Replies come slowly.
    Drip {
        /// That slowly.
        bytes_per_second: u64,
        /// Which replies.
        #[serde(flatten)]
        replies: Replies,
    },
    /// Another key and certificate, for new connections.
    NewCertificate {
        /// Of that host; all hosts, each its own, if none is named.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        host: Option<usize>,
    },
    /// Every batch tells each event twice, and before them the last one of the batch before again.
    DuplicateEvents,
    /// Every batch is told backwards: deletions, then changes, then additions, and of each what points (a VBD) before
    /// what it points at (its VM).
    ShuffleEvents,
    /// Guests that are asked to shut down or to reboot say that they will, and do not, until this is ordered
    /// with `on: false`.
    DeafGuests {
        /// Whether it begins or ends.
        on: bool,
    },
    /// The pool's clock is put forward, or back.
    ClockJump {
        /// By that many seconds.
        seconds: i64,
    },
}

/// Which replies a standing fault spoils; all of them, for ever, if nothing is said.
///
/// A request that is no call counts as its HTTP method and path: `GET /rrd_updates`, `CONNECT /console`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Replies {
    /// How many before it ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// Only to calls whose name begins with one of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<String>,
    /// Only of that host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<usize>,
    /// The call is lost too, and nothing is done: otherwise it is done, and only the reply is spoiled.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unheard: bool,
}

impl Replies {
    /// The next one.
    pub fn once() -> Replies {
        Replies::next(1)
    }

    /// The next so many.
    pub fn next(count: u64) -> Replies {
        Replies {
            count: Some(count),
            ..Replies::default()
        }
    }

    /// Only those to calls whose name begins so.
    #[must_use]
    pub fn to(mut self, method: &str) -> Replies {
        self.methods.push(method.to_owned());
        self
    }

    /// Only those of one host.
    #[must_use]
    pub fn of(mut self, host: usize) -> Replies {
        self.host = Some(host);
        self
    }

    /// With the calls themselves.
    #[must_use]
    pub fn unheard(mut self) -> Replies {
        self.unheard = true;
        self
    }
}

/// How a token is refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// EVENT_FROM_TOKEN_PARSE_FAILURE, as of today.
    #[default]
    TokenParseFailure,
    /// EVENTS_LOST, as of old.
    EventsLost,
}

/// Why an order makes no sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonsense(String);

impl Nonsense {
    fn new(text: impl Into<String>) -> Nonsense {
        Nonsense(text.into())
    }
}

impl std::fmt::Display for Nonsense {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Nonsense {}
