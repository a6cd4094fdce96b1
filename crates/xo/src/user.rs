//! Who is signed in.

use serde::Deserialize;
use serde::de::Deserializer;
use serde_json::Value;

/// What a user may do in general. What they may do with one object is more than this says: others
/// can be given rights on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Permission {
    /// Nothing but what they were given rights for. They see every object all the same: the server
    /// filters calls, not objects.
    #[default]
    None,
    /// To look.
    Read,
    /// To change.
    Write,
    /// Everything.
    Admin,
    /// Something newer.
    Other(String),
}

impl<'de> Deserialize<'de> for Permission {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::String(text) => match text.as_str() {
                "none" => Self::None,
                "read" => Self::Read,
                "write" => Self::Write,
                "admin" => Self::Admin,
                _ => Self::Other(text),
            },
            _ => Self::None,
        })
    }
}

/// The user who is signed in.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct User {
    /// The user's id.
    pub id: String,
    /// The name to sign in with, which need not be an e-mail address.
    #[serde(default)]
    pub email: String,
    /// What they may do in general.
    #[serde(default)]
    pub permission: Permission,
    /// The ids of their groups.
    #[serde(default)]
    pub groups: Vec<String>,
}
