//! A client: who is signed in, and the way to it.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;

use super::users::{User, Users};

/// A client.
#[derive(Debug)]
pub struct Connection {
    out: mpsc::UnboundedSender<Message>,
    signed_in: Mutex<Option<SignedIn>>,
}

#[derive(Debug)]
struct SignedIn {
    user: User,
    /// The token it came with, if it did: the connection ends with it. It must not be printed.
    token: Option<Secret>,
}

struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl Connection {
    /// A client that has not signed in, and where what it is sent goes.
    pub fn new(out: mpsc::UnboundedSender<Message>) -> Connection {
        Connection {
            out,
            signed_in: Mutex::new(None),
        }
    }

    /// Who is signed in here.
    pub fn user(&self) -> Option<User> {
        self.signed_in().as_ref().map(|live| live.user.clone())
    }

    /// Signs a user in, or, without one, out.
    pub fn sign_in(&self, user: Option<(User, Option<String>)>) {
        *self.signed_in() = user.map(|(user, token)| SignedIn {
            user,
            token: token.map(Secret),
        });
    }

    /// Sends a text as it is.
    pub fn send(&self, text: impl Into<Message>) {
        // A client that has gone needs nothing more.
        drop(self.out.send(text.into()));
    }

    /// Whether the time of the token has come that it came with.
    pub fn expired(&self, users: &Users) -> bool {
        let signed_in = self.signed_in();
        let token = signed_in.as_ref().and_then(|live| live.token.as_ref());
        token.is_some_and(|token| users.expired(&token.0))
    }

    fn signed_in(&self) -> MutexGuard<'_, Option<SignedIn>> {
        self.signed_in
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
