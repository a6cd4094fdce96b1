//! What a person or a program signs in with.

use std::fmt;

use serde::de::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// Who is to be signed in. Secrets in it cannot be printed or serialised, and are wiped from memory
/// when dropped.
#[derive(Clone)]
pub enum SignIn {
    /// A person.
    Password {
        /// User name or e-mail address.
        user: String,
        /// The password.
        password: Zeroizing<String>,
        /// The one-time password, where the user has that set up.
        otp: Option<Zeroizing<String>>,
    },
    /// Whoever was given that token.
    Token(Token),
}

impl SignIn {
    /// A person without a one-time password.
    pub fn password(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self::Password {
            user: user.into(),
            password: Zeroizing::new(password.into()),
            otp: None,
        }
    }
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Password { user, .. } => f
                .debug_struct("Password")
                .field("user", user)
                .finish_non_exhaustive(),
            Self::Token(_) => f.write_str("Token(…)"),
        }
    }
}

/// A token: whoever has it is signed in, until it ends. It cannot be printed or serialised, and is
/// wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// A token that was kept.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself, to be sent to the server or kept in a keyring, and nowhere else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Token {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}
