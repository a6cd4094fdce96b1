//! What went wrong or stands in the way, as data: the window makes the sentence.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One thing that is wrong, or one reason why something cannot be done.
///
/// The window shows the translated sentence `problem.<code>`, filled from `params`; where there is
/// no such sentence it shows `problem.other`. `raw` is the server's own error, to be copied; it
/// never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Ours in snake case (`not_live`, `wrong_password`), or the server's error code in capitals.
    pub code: String,
    /// Values for the sentence, by name. Object references are already turned into names.
    pub params: BTreeMap<String, String>,
    /// The server's error as it came: code, then parameters.
    pub raw: Vec<String>,
}

impl Problem {
    /// A problem of our own, without parameters.
    pub fn new(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            params: BTreeMap::new(),
            raw: Vec::new(),
        }
    }

    /// The same with one more value for its sentence.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }
}
