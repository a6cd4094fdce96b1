//! Values as the window shows them: with a unit, not yet with a language.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::mend::Mend;
use crate::{key::ObjectKey, problem::Problem};

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
    /// What a pool said, as a sentence to be made: of ours, or the pool's own name for it.
    Said {
        /// What to say.
        problem: Problem,
    },
    /// A job that helps.
    Mend {
        /// Which, and what it is done to.
        mend: Mend,
    },
    /// Several values.
    List {
        /// They.
        items: Vec<Cell>,
    },
}

/// Short ways to make cells; what is empty, negative or never becomes [`Cell::None`].
impl Cell {
    /// Text from the pool.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::None
        } else {
            Self::Text { text }
        }
    }

    /// Text for machines.
    pub fn code(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::None
        } else {
            Self::Code { text }
        }
    }

    /// A word of ours.
    pub fn term(term: &str) -> Self {
        Self::Term {
            term: term.to_owned(),
        }
    }

    /// A size.
    pub fn bytes(bytes: i64) -> Self {
        u64::try_from(bytes).map_or(Self::None, |bytes| Self::Bytes { bytes })
    }

    /// A number of things.
    pub fn count(count: usize) -> Self {
        Self::Count {
            count: i64::try_from(count).unwrap_or(i64::MAX),
        }
    }

    /// So much of so much; nothing where the whole is nothing.
    pub fn meter(used: i64, total: i64) -> Self {
        match (u64::try_from(used), u64::try_from(total)) {
            (Ok(used), Ok(total)) if total > 0 => Self::Meter { used, total },
            _ => Self::None,
        }
    }

    /// A moment.
    pub fn time(time: xapi::DateTime) -> Self {
        if time.is_never() {
            Self::None
        } else {
            Self::Time { unix: time.unix() }
        }
    }

    /// Yes or no.
    pub fn flag(on: bool) -> Self {
        Self::Flag { on }
    }

    /// Several values; nothing where there are none.
    pub fn list(items: impl IntoIterator<Item = Cell>) -> Self {
        let items: Vec<Cell> = items
            .into_iter()
            .filter(|item| *item != Self::None)
            .collect();
        if items.is_empty() {
            Self::None
        } else {
            Self::List { items }
        }
    }

    /// Adds what a filter looks at in it, a line for each text; words of ours are not in it, for they
    /// are in the language of who looks.
    pub(crate) fn add_text(&self, to: &mut String) {
        let mut add = |text: &str| {
            to.push_str(text);
            to.push('\n');
        };
        match self {
            Self::Text { text } | Self::Code { text } | Self::Link { text, .. } => add(text),
            Self::Said { problem } => {
                add(&problem.code);
                problem.params.values().for_each(|text| add(text));
            }
            Self::List { items } => items.iter().for_each(|item| item.add_text(to)),
            _ => {}
        }
    }
}
