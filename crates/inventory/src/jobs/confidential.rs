//! What a person says in confidence.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::problem::Problem;

/// A text that is said in confidence: it comes from the window, and goes into what a plan sends. It is
/// written nowhere; what was written down and is read again only says that there was one.
#[derive(Clone, Default, PartialEq)]
pub struct Confidential(State);

#[derive(Clone, Default, PartialEq)]
enum State {
    #[default]
    Unsaid,
    Said(Zeroizing<String>),
    Forgotten,
}

impl Confidential {
    /// What a server has in clear, and nobody is to write down.
    pub(crate) fn said(text: &str) -> Self {
        Self(State::Said(Zeroizing::new(text.to_owned())))
    }

    /// The text as it is sent; empty where nothing was said.
    ///
    /// # Errors
    /// `confidence_forgotten`, where it was said once and nobody knows it any more.
    pub(crate) fn text(&self) -> Result<Zeroizing<String>, Problem> {
        match &self.0 {
            State::Unsaid => Ok(Zeroizing::default()),
            State::Said(text) => Ok(Zeroizing::new(text.chars().filter(is_sent).collect())),
            State::Forgotten => Err(Problem::new("confidence_forgotten")),
        }
    }
}

impl Confidential {
    /// Whether something was said.
    pub(crate) fn is_said(&self) -> bool {
        !matches!(self.0, State::Unsaid)
    }

    /// Forgets what was said, but that something was.
    pub(crate) fn forget(&mut self) {
        if self.is_said() {
            self.0 = State::Forgotten;
        }
    }
}

/// Whether a letter is sent: control characters but tabs and line ends are not.
fn is_sent(letter: &char) -> bool {
    !letter.is_control() || matches!(letter, '\n' | '\t')
}

impl fmt::Debug for Confidential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            State::Unsaid => "nothing",
            State::Said(_) | State::Forgotten => "something confidential",
        })
    }
}

impl Serialize for Confidential {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            State::Unsaid => serializer.serialize_str(""),
            State::Said(_) | State::Forgotten => serializer.serialize_none(),
        }
    }
}

impl<'de> Deserialize<'de> for Confidential {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Option::<Zeroizing<String>>::deserialize(deserializer)?;
        Ok(Self(match text {
            None => State::Forgotten,
            Some(text) if text.trim().is_empty() => State::Unsaid,
            Some(text) => State::Said(text),
        }))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    #[test]
    fn what_was_said_is_not_written_and_not_taken_for_nothing() {
        let read = |value| from_value::<Confidential>(value).unwrap();
        let said = read(json!("password: hunter2\n"));
        assert_eq!(said.text().unwrap().as_str(), "password: hunter2\n");
        assert!(!format!("{said:?}").contains("hunter2"));
        let again = read(to_value(&said).unwrap());
        assert_eq!(again.text().unwrap_err().code, "confidence_forgotten");
        let nothing = read(to_value(Confidential::default()).unwrap());
        assert_eq!(nothing, Confidential::default());
        assert_eq!(read(json!(" \n")).text().unwrap().as_str(), "");
    }
}
