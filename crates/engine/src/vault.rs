//! Where passwords rest, and the references of sessions: the platform's keyring, or nowhere.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use inventory::{ConnectionId, Problem};
use keyring_core::{CredentialStore, Entry, Error};
use zeroize::Zeroizing;

use crate::{lock::lock, secret::Secret};

/// Keeps secrets by key. Every error is a [`Problem`] that says what a person can do about it:
/// `no_keyring` (there is none here), `keyring_locked` (somebody must unlock it), `keyring_refused`.
#[async_trait]
pub trait Vault: Send + Sync {
    /// The secret kept under `key`, if there is one.
    async fn get(&self, key: &str) -> Result<Option<Secret>, Problem>;
    /// Keeps a secret, in place of the one before.
    async fn set(&self, key: &str, secret: &Secret) -> Result<(), Problem>;
    /// Forgets a secret; that there was none is no error.
    async fn remove(&self, key: &str) -> Result<(), Problem>;
    /// Whether secrets can be kept here now; if not, why.
    async fn status(&self) -> Option<Problem>;

    /// Keeps what is needed to end a session of a connection, should this run of the program not
    /// come to that. Of more than a few, the oldest are forgotten.
    async fn keep_session(
        &self,
        connection: &ConnectionId,
        session: &Secret,
    ) -> Result<(), Problem> {
        let _turn = SESSIONS.lock().await;
        let mut kept = read_sessions(self, connection).await?;
        kept.retain(|one| one != session);
        kept.push(session.clone());
        let surplus = kept.len().saturating_sub(MOST_SESSIONS);
        write_sessions(self, connection, &kept[surplus..]).await
    }

    /// The sessions of a connection that nobody has ended yet, the oldest first.
    async fn sessions_left(&self, connection: &ConnectionId) -> Result<Vec<Secret>, Problem> {
        let _turn = SESSIONS.lock().await;
        read_sessions(self, connection).await
    }

    /// Forgets a session that has ended.
    async fn forget_session(
        &self,
        connection: &ConnectionId,
        session: &Secret,
    ) -> Result<(), Problem> {
        let _turn = SESSIONS.lock().await;
        let mut kept = read_sessions(self, connection).await?;
        let before = kept.len();
        kept.retain(|one| one != session);
        match kept.len() {
            after if after == before => Ok(()),
            _ => write_sessions(self, connection, &kept).await,
        }
    }

    /// Forgets all sessions of a connection.
    async fn forget_sessions(&self, connection: &ConnectionId) -> Result<(), Problem> {
        let _turn = SESSIONS.lock().await;
        self.remove(&sessions_key(connection)).await
    }
}

/// They are read, changed and written: by one at a time.
static SESSIONS: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
/// Of so many sessions that could not be ended, the oldest have long timed out on the server.
const MOST_SESSIONS: usize = 8;

fn sessions_key(connection: &ConnectionId) -> String {
    format!("sessions of {}", connection.as_str())
}

/// One to a line: what is kept of a session has no line breaks.
async fn read_sessions<V: Vault + ?Sized>(
    vault: &V,
    connection: &ConnectionId,
) -> Result<Vec<Secret>, Problem> {
    let kept = vault.get(&sessions_key(connection)).await?;
    let lines = kept.iter().flat_map(|kept| kept.reveal().lines());
    Ok(lines.map(Secret::new).collect())
}

async fn write_sessions<V: Vault + ?Sized>(
    vault: &V,
    connection: &ConnectionId,
    sessions: &[Secret],
) -> Result<(), Problem> {
    let key = sessions_key(connection);
    if sessions.is_empty() {
        return vault.remove(&key).await;
    }
    let length = sessions.iter().map(|one| one.reveal().len() + 1).sum();
    // As long as it will be: growing would leave copies behind.
    let mut text = Zeroizing::new(String::with_capacity(length));
    for session in sessions {
        text.extend(session.reveal().chars().filter(|c| !c.is_control()));
        text.push('\n');
    }
    vault.set(&key, &Secret::from(text)).await
}

/// How long one question to the keyring may take. A locked one may show a prompt, and a person
/// needs a moment to answer it; but nothing of ours waits for ever.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long the question at the program's start may take: the window waits for its answer.
const IMPATIENCE: Duration = Duration::from_secs(2);
/// The application's name in the keyring.
const SERVICE: &str = "io.github.pooldeck";

/// The keyring of the platform: Secret Service, Keychain or Credential Manager.
///
/// Nothing is remembered of a failure: a keyring that was absent or locked a moment ago is asked
/// again the next time.
#[derive(Default)]
pub struct Keyring {
    store: Arc<Mutex<Option<Arc<CredentialStore>>>>,
}

impl Keyring {
    /// The platform's keyring; it is not touched yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs a question where it may block, and not for ever.
    async fn ask<T: Send + 'static>(
        &self,
        patience: Duration,
        question: impl FnOnce(&CredentialStore) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let store = self.store.clone();
        let asked = tokio::task::spawn_blocking(move || {
            let known = lock(&store).clone();
            let opened = match known {
                Some(opened) => opened,
                None => open()?,
            };
            let answer = question(&*opened);
            // A store that broke (its bus went away, say) is opened anew the next time.
            *lock(&store) = match &answer {
                Err(Error::PlatformFailure(_)) => None,
                _ => Some(opened),
            };
            answer
        });
        match tokio::time::timeout(patience, asked).await {
            Ok(Ok(Ok(answer))) => Ok(answer),
            Ok(Ok(Err(error))) => Err(problem(&error)),
            Ok(Err(_)) => Err(Problem::new("keyring_refused").with("why", "it failed to answer")),
            Err(_) => Err(Problem::new("keyring_locked").with("why", "it did not answer")),
        }
    }
}

/// Opens the platform's store.
fn open() -> Result<Arc<CredentialStore>, Error> {
    #[cfg(target_os = "linux")]
    let store = zbus_secret_service_keyring_store::Store::new()?;
    #[cfg(target_os = "macos")]
    let store = apple_native_keyring_store::keychain::Store::new()?;
    #[cfg(windows)]
    let store = windows_native_keyring_store::Store::new()?;
    #[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
    let store: Arc<CredentialStore> = return Err(Error::NoDefaultStore);
    Ok(store)
}

/// The library's errors may quote a secret's bytes (`BadEncoding`); so only the harmless are quoted.
fn problem(error: &Error) -> Problem {
    let (code, why) = match error {
        Error::PlatformFailure(error) => ("no_keyring", error.to_string()),
        Error::NoDefaultStore => ("no_keyring", "none is known for this platform".to_owned()),
        Error::NoStorageAccess(error) => ("keyring_locked", error.to_string()),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => (
            "keyring_refused",
            "what is kept there is not a password".to_owned(),
        ),
        Error::Ambiguous(_) => ("keyring_refused", "there are several entries".to_owned()),
        error => ("keyring_refused", error.to_string()),
    };
    Problem::new(code).with("why", why)
}

fn entry(store: &CredentialStore, key: &str) -> Result<Entry, Error> {
    store.build(SERVICE, key, None)
}

fn absent_is_fine<T: Default>(error: Error) -> Result<T, Error> {
    match error {
        Error::NoEntry => Ok(T::default()),
        error => Err(error),
    }
}

#[async_trait]
impl Vault for Keyring {
    async fn get(&self, key: &str) -> Result<Option<Secret>, Problem> {
        let key = key.to_owned();
        self.ask(PATIENCE, move |store| {
            entry(store, &key)?
                .get_password()
                .map(|text| Some(Secret::new(text)))
                .or_else(absent_is_fine)
        })
        .await
    }

    async fn set(&self, key: &str, secret: &Secret) -> Result<(), Problem> {
        let (key, secret) = (key.to_owned(), secret.clone());
        self.ask(PATIENCE, move |store| {
            entry(store, &key)?.set_password(secret.reveal())
        })
        .await
    }

    async fn remove(&self, key: &str) -> Result<(), Problem> {
        let key = key.to_owned();
        self.ask(PATIENCE, move |store| {
            entry(store, &key)?
                .delete_credential()
                .or_else(absent_is_fine)
        })
        .await
    }

    async fn status(&self) -> Option<Problem> {
        // Asking for something that is never there tells whether anything can be asked.
        let probe = |store: &CredentialStore| {
            entry(store, "is-there-a-keyring")?
                .get_password()
                .map(drop)
                .or_else(absent_is_fine)
        };
        match self.ask(IMPATIENCE, probe).await {
            // A prompt may be open: there is a keyring, and it will be asked again when needed.
            Err(problem) if problem.code != "keyring_locked" => Some(problem),
            _ => None,
        }
    }
}

/// Keeps secrets until the program ends: for tests and demonstrations, never for a person's own.
#[derive(Clone, Default)]
pub struct Memory {
    kept: Arc<Mutex<HashMap<String, Secret>>>,
    broken: Arc<Mutex<Option<Problem>>>,
}

impl Memory {
    /// An empty one. Clones share what they keep.
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on every question is answered with this problem; `None` mends it.
    pub fn break_with(&self, problem: Option<Problem>) {
        *lock(&self.broken) = problem;
    }

    fn works(&self) -> Result<(), Problem> {
        lock(&self.broken).clone().map_or(Ok(()), Err)
    }
}

#[async_trait]
impl Vault for Memory {
    async fn get(&self, key: &str) -> Result<Option<Secret>, Problem> {
        self.works()?;
        Ok(lock(&self.kept).get(key).cloned())
    }

    async fn set(&self, key: &str, secret: &Secret) -> Result<(), Problem> {
        self.works()?;
        lock(&self.kept).insert(key.to_owned(), secret.clone());
        Ok(())
    }

    async fn remove(&self, key: &str) -> Result<(), Problem> {
        self.works()?;
        lock(&self.kept).remove(key);
        Ok(())
    }

    async fn status(&self) -> Option<Problem> {
        self.works().err()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn memory_keeps_replaces_and_forgets() {
        let vault = Memory::new();
        assert!(vault.get("a").await.unwrap().is_none());
        vault.set("a", &Secret::new("one")).await.unwrap();
        vault.set("a", &Secret::new("two")).await.unwrap();
        assert_eq!(
            vault.clone().get("a").await.unwrap().unwrap().reveal(),
            "two"
        );
        vault.remove("a").await.unwrap();
        vault.remove("a").await.unwrap();
        assert!(vault.get("a").await.unwrap().is_none());
    }

    #[tokio::test]
    async fn sessions_are_kept_by_connection_until_they_are_forgotten() {
        let vault = Memory::new();
        let (a, b) = (ConnectionId::from("a"), ConnectionId::from("b"));
        let left = async |id| -> Vec<String> {
            let left = vault.sessions_left(id).await.unwrap();
            left.iter().map(|one| one.reveal().to_owned()).collect()
        };
        vault.set("a", &Secret::new("the password")).await.unwrap();
        assert!(left(&a).await.is_empty());
        for one in ["one", "two", "one"] {
            vault.keep_session(&a, &Secret::new(one)).await.unwrap();
        }
        vault.keep_session(&b, &Secret::new("three")).await.unwrap();
        assert_eq!(left(&a).await, ["two", "one"]);
        vault.forget_session(&a, &Secret::new("two")).await.unwrap();
        vault.forget_session(&a, &Secret::new("two")).await.unwrap();
        assert_eq!(
            (left(&a).await, left(&b).await),
            (vec!["one".into()], vec!["three".into()])
        );
        vault.forget_session(&a, &Secret::new("one")).await.unwrap();
        assert!(left(&a).await.is_empty());
        vault.forget_sessions(&b).await.unwrap();
        assert_eq!(lock(&vault.kept).len(), 1, "no empty list is left behind");
        for n in 0..20 {
            let session = Secret::new(format!("{n}"));
            vault.keep_session(&a, &session).await.unwrap();
        }
        assert_eq!(
            left(&a).await,
            ["12", "13", "14", "15", "16", "17", "18", "19"]
        );
        assert_eq!(
            vault.get("a").await.unwrap().unwrap().reveal(),
            "the password"
        );
    }

    #[tokio::test]
    async fn sessions_kept_at_once_are_all_kept() {
        let vault = Memory::new();
        let id = ConnectionId::from("a");
        let keep = |n: usize| {
            let (vault, id) = (vault.clone(), id.clone());
            async move { vault.keep_session(&id, &Secret::new(n.to_string())).await }
        };
        let (a, b, c, d) = tokio::join!(keep(0), keep(1), keep(2), keep(3));
        assert!([a, b, c, d].iter().all(Result::is_ok));
        assert_eq!(vault.sessions_left(&id).await.unwrap().len(), 4);
    }

    #[test]
    fn no_error_of_the_keyring_shows_a_secret() {
        let bytes = b"hunter2".to_vec();
        let broken = || -> keyring_core::error::PlatformError { "broken".into() };
        for error in [
            Error::BadEncoding(bytes.clone()),
            Error::BadDataFormat(bytes, broken()),
        ] {
            let problem = problem(&error);
            assert_eq!(problem.code, "keyring_refused");
            assert!(!format!("{problem:?}").contains("hunter2"));
        }
        assert_eq!(
            problem(&Error::PlatformFailure(broken())).code,
            "no_keyring"
        );
        assert_eq!(
            problem(&Error::NoStorageAccess(broken())).code,
            "keyring_locked"
        );
    }
}
