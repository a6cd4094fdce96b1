//! Where secrets rest: passwords, and what ends the sessions that are open. In the platform's keyring,
//! or nowhere.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, mpsc},
    thread,
    time::Duration,
};

use async_trait::async_trait;
use inventory::Problem;
use keyring_core::{CredentialStore, Entry, Error};
use tokio::sync::oneshot;

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
/// It may block for as long as it likes (a prompt that nobody answers, a service that hangs). So one
/// thread of its own asks it, from a queue: however many questions wait, they cost one thread, and
/// the end of the program waits for none of them.
///
/// Nothing is remembered of a failure: a keyring that was absent or locked a moment ago is asked
/// again the next time.
pub struct Keyring {
    questions: mpsc::Sender<Question>,
}

type Question = Box<dyn FnOnce(&mut Store) + Send>;

/// The platform's store, opened when it is needed.
struct Store {
    open: Box<dyn Fn() -> Result<Arc<CredentialStore>, Error> + Send>,
    opened: Option<Arc<CredentialStore>>,
}

impl Store {
    fn ask<T>(
        &mut self,
        question: impl FnOnce(&CredentialStore) -> Result<T, Error>,
    ) -> Result<T, Error> {
        // One that breaks (its bus goes away, say) or panics is opened anew the next time.
        let opened = match self.opened.take() {
            Some(opened) => opened,
            None => (self.open)()?,
        };
        let answer = question(&*opened);
        if !matches!(answer, Err(Error::PlatformFailure(_))) {
            self.opened = Some(opened);
        }
        answer
    }
}

impl Default for Keyring {
    fn default() -> Self {
        Self::opened_by(open)
    }
}

impl Keyring {
    /// The platform's keyring; it is not touched yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The keyring whose store that opens, again whenever it broke.
    fn opened_by(open: impl Fn() -> Result<Arc<CredentialStore>, Error> + Send + 'static) -> Self {
        let (questions, queue) = mpsc::channel::<Question>();
        let mut store = Store {
            open: Box::new(open),
            opened: None,
        };
        let serve = move || {
            for question in queue {
                // One that panics has no answer; the next one is asked all the same.
                let _ = catch_unwind(AssertUnwindSafe(|| question(&mut store)));
            }
        };
        let thread = thread::Builder::new().name("keyring".to_owned());
        if let Err(error) = thread.spawn(serve) {
            // The queue is gone with it, which everybody who asks is told.
            tracing::error!(%error, "there is no thread for the keyring");
        }
        Self { questions }
    }

    /// Asks, and waits for the answer, but not for ever. A question that nobody waits for any more
    /// when its turn comes is not asked, unless it has to be done `anyway`: who was told that a
    /// password is not kept must not find it kept after all.
    async fn ask<T: Send + 'static>(
        &self,
        patience: Duration,
        anyway: bool,
        question: impl FnOnce(&CredentialStore) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Problem> {
        let (answer, answered) = oneshot::channel();
        let asked = self.questions.send(Box::new(move |store| {
            if answer.is_closed() && !anyway {
                return;
            }
            // Who waited has gone, if it does not arrive.
            let _ = answer.send(store.ask(question));
        }));
        let failed = || Problem::new("keyring_refused").with("why", "it failed to answer");
        asked.map_err(|_| failed())?;
        match tokio::time::timeout(patience, answered).await {
            Ok(Ok(Ok(answer))) => Ok(answer),
            Ok(Ok(Err(error))) => Err(problem(&error)),
            Ok(Err(_)) => Err(failed()),
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
        self.ask(PATIENCE, false, move |store| {
            entry(store, &key)?
                .get_password()
                .map(|text| Some(Secret::new(text)))
                .or_else(absent_is_fine)
        })
        .await
    }

    async fn set(&self, key: &str, secret: &Secret) -> Result<(), Problem> {
        let (key, secret) = (key.to_owned(), secret.clone());
        self.ask(PATIENCE, false, move |store| {
            entry(store, &key)?.set_password(secret.reveal())
        })
        .await
    }

    async fn remove(&self, key: &str) -> Result<(), Problem> {
        let key = key.to_owned();
        self.ask(PATIENCE, true, move |store| {
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
        match self.ask(IMPATIENCE, false, probe).await {
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
    stays: Arc<Mutex<Option<String>>>,
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

    /// From now on the secret under this key cannot be removed; `None` mends it.
    pub fn refuse_removal_of(&self, key: Option<&str>) {
        *lock(&self.stays) = key.map(str::to_owned);
    }

    /// Whether a secret with this in it is kept.
    pub fn holds(&self, part: &str) -> bool {
        let kept = lock(&self.kept);
        kept.values().any(|secret| secret.reveal().contains(part))
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
        if lock(&self.stays).as_deref() == Some(key) {
            return Err(Problem::new("keyring_refused").with("why", "it stays"));
        }
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

    /// A keyring that answers nothing until it is let go.
    fn hung() -> (Keyring, mpsc::Sender<()>) {
        let (let_go, held) = mpsc::channel::<()>();
        let store = keyring_core::mock::Store::new().unwrap();
        let keyring = Keyring::opened_by(move || {
            // Either way it is let go.
            let _ = held.recv();
            Ok(store.clone())
        });
        (keyring, let_go)
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_given_up_is_not_kept_behind_ones_back_and_what_must_go_goes() {
        let (keyring, let_go) = hung();
        for problem in [
            keyring.set("a", &Secret::new("first")).await.unwrap_err(),
            keyring.set("b", &Secret::new("later")).await.unwrap_err(),
            keyring.remove("a").await.unwrap_err(),
        ] {
            assert_eq!(problem.code, "keyring_locked");
        }
        assert_eq!(keyring.status().await, None, "it may answer yet");
        drop(let_go);
        // The clock would run ahead of the thread.
        tokio::time::resume();
        assert!(keyring.get("a").await.unwrap().is_none(), "it went");
        assert!(keyring.get("b").await.unwrap().is_none(), "it never came");
    }

    #[test]
    fn a_keyring_that_hangs_costs_one_thread_and_holds_up_no_end() {
        let (keyring, _let_go) = hung();
        let keyring = Arc::new(keyring);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let asked = (0..50).map(|key| {
            let keyring = keyring.clone();
            runtime.spawn(async move { keyring.get(&key.to_string()).await })
        });
        for asked in asked.collect::<Vec<_>>() {
            let problem = runtime.block_on(asked).unwrap().unwrap_err();
            assert_eq!(problem.code, "keyring_locked");
        }
        let (ended, end) = mpsc::channel();
        thread::spawn(move || {
            drop(runtime);
            ended.send(()).unwrap();
        });
        end.recv_timeout(test_support::PATIENCE)
            .expect("the runtime waits for nobody");
    }
}
