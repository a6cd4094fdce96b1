//! The objects of all pools behind a Xen Orchestra.

mod entries;
mod lines;

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub(crate) use entries::{Entries, keys};
pub(crate) use lines::{Lines, Reader};

use crate::error::{Error, Result};

/// An object, as the server wrote it. It is a slice of the answer that it came in, and is read when
/// asked for. Two are equal if the same was written, which is how to tell a change from one of the
/// server's many repetitions.
#[derive(Clone, PartialEq, Eq)]
pub struct Object {
    id: String,
    kind: String,
    text: Bytes,
}

impl Object {
    pub(crate) fn new(id: String, kind: String, text: Bytes) -> Self {
        Self { id, kind, text }
    }

    /// An object from a text that was kept, or made up.
    ///
    /// # Errors
    /// [`Error::Unexpected`] if it is no JSON.
    pub fn parse(id: impl Into<String>, text: impl Into<Bytes>) -> Result<Self> {
        let (id, text) = (id.into(), text.into());
        let whole: serde_json::Result<&serde_json::value::RawValue> = serde_json::from_slice(&text);
        if let Err(error) = whole {
            return Err(Error::unexpected("an object", &error));
        }
        let brief = serde_json::from_slice::<entries::Brief>(&text).unwrap_or_default();
        Ok(Self::new(id, brief.kind, text))
    }

    /// The id: mostly the uuid that the pool has for it; for a default template that of the pool
    /// and a dash before.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The `type`: `VM`, `VM-template`, `SR`, `task`…; empty if the object has none.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The JSON as it came.
    pub fn text(&self) -> &str {
        // It was read as JSON once, of which strings are the only part that is not ASCII.
        std::str::from_utf8(&self.text).unwrap_or_default()
    }

    /// Its members, read as `T`: a struct with those of interest, or a whole [`Value`].
    ///
    /// # Errors
    /// [`Error::Unexpected`] if they do not fit.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.text).map_err(|error| Error::unexpected("an object", &error))
    }

    /// All its members. None, if it is no JSON object at all.
    pub fn members(&self) -> Map<String, Value> {
        self.read().unwrap_or_default()
    }

    /// A number that tells its content from another's. To notice changes it is enough to keep this,
    /// 8 bytes, of each object. Good for as long as the program runs.
    pub fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.text.hash(&mut hasher);
        hasher.finish()
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Object")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// Which objects.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// Those that Xen Orchestra's search finds: `type:VM power_state:Running tags:prod`. Its words
    /// match anywhere within a text, so that this finds templates as well.
    Search(String),
    /// Those with exactly these members: `{"type": "VM", "power_state": "Halted"}`.
    Members(Value),
}

impl Filter {
    pub(crate) fn value(&self) -> Option<Value> {
        match self {
            Self::All => None,
            Self::Search(text) => Some(Value::String(text.clone())),
            Self::Members(members) => Some(members.clone()),
        }
    }
}

/// More objects than this are taken for a mistake or an attack.
const MOST: usize = 1_000_000;
/// Real ones are some times as long on average, which is told from so many on. Of one that is shorter
/// much more is made than came.
const SHORTEST: usize = 100;
const SOME: usize = 10_000;

/// How much has come of a list.
#[derive(Default)]
pub(crate) struct Tally {
    count: usize,
    bytes: usize,
}

impl Tally {
    /// One more.
    pub(crate) fn count(&mut self, bytes: usize) -> Result<()> {
        self.count += 1;
        self.bytes += bytes;
        let thin = self.count > SOME && self.bytes < self.count * SHORTEST;
        if self.count > MOST || thin {
            return Err(Error::Unexpected(
                "more objects than there can be".to_owned(),
            ));
        }
        Ok(())
    }
}

/// A list of objects, one after the other. Only the text of the answer is in memory, or of the line
/// that is being read.
pub struct Objects(Source);

enum Source {
    Frame(Entries),
    Lines(Box<Lines>),
}

impl Objects {
    pub(crate) fn of_frame(map: Bytes) -> Self {
        Self(Source::Frame(Entries::new(map)))
    }

    pub(crate) fn of_lines(lines: Lines) -> Self {
        Self(Source::Lines(Box::new(lines)))
    }

    /// The next object; none at the end.
    ///
    /// # Errors
    /// [`Error::Unexpected`] if the answer is no list of objects; [`Error::Cut`],
    /// [`Error::Broken`] or [`Error::TimedOut`] if it ends too early.
    pub async fn next(&mut self) -> Result<Option<Object>> {
        // Thousands of them are there at once: let others have the thread in between.
        tokio::task::coop::consume_budget().await;
        match &mut self.0 {
            Source::Frame(entries) => entries.next().transpose(),
            Source::Lines(lines) => lines.next().await,
        }
    }
}

impl fmt::Debug for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Objects")
    }
}
