//! Values as the window shows them: with a unit, not yet with a language.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::key::ObjectKey;

/// What state something is in: drawn as shape, colour and word together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// A VM runs.
    Running,
    /// A VM is shut down.
    Halted,
    /// A VM is paused.
    Paused,
    /// A VM is suspended to disk.
    Suspended,
    /// All is well (a host that is live, an SR with all its PBDs, …).
    Ok,
    /// Works, but not as it should (an SR with a PBD unplugged, …).
    Degraded,
    /// Does not work (a host that is not live, an SR that no host reaches, …).
    Broken,
    /// Taken out of service on purpose (a host in maintenance, …).
    Disabled,
    /// A connection: its data are current.
    Live,
    /// A connection: at work on it.
    Connecting,
    /// A connection: what is shown is old.
    Stale,
    /// A connection: not connected, and not trying.
    Disconnected,
    /// Somebody has to answer a question (certificate, password).
    Attention,
    /// We cannot say.
    Unknown,
}

/// One value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Cell {
    /// No value: the window shows a dash.
    None,
    /// Text from the pool, shown as it is.
    Text {
        /// The text.
        text: String,
    },
    /// Text for machines (uuid, MAC, address, version): fixed pitch, easy to copy.
    Code {
        /// The text.
        text: String,
    },
    /// A word of ours, translated by the window as `term.<term>`.
    Term {
        /// The word's key.
        term: String,
    },
    /// A size in bytes.
    Bytes {
        /// Bytes.
        bytes: u64,
    },
    /// A number of things.
    Count {
        /// How many.
        count: i64,
    },
    /// A share of a whole.
    Ratio {
        /// 0 to 1.
        ratio: f64,
    },
    /// So much of so much, drawn as a bar.
    Meter {
        /// What is used, in bytes.
        used: u64,
        /// What there is, in bytes.
        total: u64,
    },
    /// A moment.
    Time {
        /// Unix time in seconds.
        unix: i64,
    },
    /// Yes or no.
    Flag {
        /// Which.
        on: bool,
    },
    /// A state.
    Status {
        /// Which.
        status: Status,
    },
    /// Another object, to go to.
    Link {
        /// Which.
        object: ObjectKey,
        /// Its name.
        text: String,
        /// Its state.
        status: Status,
    },
    /// Several values.
    List {
        /// They.
        items: Vec<Cell>,
    },
}
