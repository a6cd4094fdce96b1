//! A session: who we are to a pool, and all that can be asked of it.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use serde::de::{DeserializeOwned, DeserializeSeed};
use tokio::sync::{Mutex, OnceCell};

use super::connector::Connector;
use super::credentials::Credentials;
use super::endpoint::Endpoint;
use super::events::EventStream;
use super::task::TaskHandle;
use super::transport::{Lane, Transport};
use crate::api_error::ApiError;
use crate::class::{Class, Object, RecordOf};
use crate::codec::Top;
use crate::codec::params::Params;
use crate::error::{Error, Result};
use crate::event::EventBatch;
use crate::objects::ObjectsSeed;
use crate::params;
use crate::record::{Host, Pool, Task};
use crate::reference::Ref;
use crate::session_ref::SessionRef;

/// A session at a pool's coordinator; cheap to clone, all clones are one session.
///
/// When the server has forgotten the session (it restarted, or cleaned up) the next call logs in
/// again, once for all callers, and is then repeated: it had been refused, so it did nothing. When
/// the coordinator has changed, the log-in follows it.
///
/// [`logout`](Self::logout) ends the session. Should that be forgotten, dropping the last clone
/// inside a tokio runtime starts it.
#[derive(Clone)]
pub struct Session(Arc<Inner>);

struct Inner {
    connector: Connector,
    credentials: Credentials,
    login: RwLock<Arc<Login>>,
    /// Held while logging in again, so that it happens once. Inside, how the last attempt failed.
    renewing: Mutex<Option<Failed>>,
    ended: AtomicBool,
}

/// An attempt to log in again that failed: after which log-in, when, and why.
struct Failed {
    generation: u64,
    at: Instant,
    error: Error,
}

/// One log-in: the session reference and the server that gave it.
pub(crate) struct Login {
    pub(crate) transport: Transport,
    pub(crate) reference: SessionRef,
    generation: u64,
    /// How the pool calls the server we are at.
    own_address: OnceCell<String>,
}

impl Login {
    pub(crate) fn new(transport: Transport, reference: SessionRef, generation: u64) -> Self {
        Self {
            transport,
            reference,
            generation,
            own_address: OnceCell::new(),
        }
    }

    /// Makes a call in this very session, come what may.
    pub(crate) async fn call<V, S>(
        &self,
        lane: Lane,
        method: &str,
        params: &Params,
        seed: impl Fn() -> S,
    ) -> Result<V>
    where
        S: for<'de> DeserializeSeed<'de, Value = V>,
    {
        let params = params.after(self.reference.expose());
        self.transport.call(lane, method, &params, seed).await
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("endpoint", &self.endpoint())
            .field("user", &self.0.credentials.user())
            .finish_non_exhaustive()
    }
}

impl Session {
    pub(crate) fn new(connector: Connector, credentials: Credentials, login: Login) -> Self {
        Self(Arc::new(Inner {
            connector,
            credentials,
            login: RwLock::new(Arc::new(login)),
            renewing: Mutex::new(None),
            ended: AtomicBool::new(false),
        }))
    }

    /// Where the session is: the coordinator, even if the log-in began at a supporter.
    pub fn endpoint(&self) -> Endpoint {
        self.0.login().transport.endpoint().clone()
    }

    /// Makes a call: `session.call::<()>("VM.start", params![vm, false, false])`. The session
    /// itself is not among the parameters. For calls that answer nothing, `T` is `()`.
    ///
    /// # Errors
    /// Any. [`Error::may_have_had_effect`] tells whether it is known that nothing was done.
    pub async fn call<T: DeserializeOwned>(&self, method: &str, params: Params) -> Result<T> {
        self.call_with(method, &params, Top::<T>::new).await
    }

    /// All objects of a class, typed. An object whose record is none at all is left out.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn get_all<T: RecordOf>(&self) -> Result<Vec<(Ref<T>, T)>> {
        let objects = self.get_all_objects(&T::CLASS).await?;
        Ok(objects
            .into_iter()
            .filter_map(|object| Some((object.reference.into(), T::take(object.record)?)))
            .collect())
    }

    /// All objects of a class that is known only at run time.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn get_all_objects(&self, class: &Class) -> Result<Vec<Object>> {
        let method = format!("{class}.get_all_records");
        self.call_with(&method, &params![], || ObjectsSeed(class))
            .await
    }

    /// One object.
    ///
    /// # Errors
    /// As [`call`](Self::call); [`ApiError::HandleInvalid`] if it is not there.
    pub async fn get_record<T: RecordOf + DeserializeOwned>(
        &self,
        reference: &Ref<T>,
    ) -> Result<T> {
        let method = format!("{}.get_record", T::CLASS);
        self.call(&method, params![reference]).await
    }

    /// Starts an asynchronous call: `session.start::<Ref<Vm>>("VM.clone", params![vm, name])`.
    /// `method` is without `Async.`; `T` is what the call answers in the end.
    ///
    /// # Errors
    /// As [`call`](Self::call). Some servers check the parameters at once, others in the task.
    pub async fn start<T: DeserializeOwned>(
        &self,
        method: &str,
        params: Params,
    ) -> Result<TaskHandle<T>> {
        let task: Ref<Task> = self.call(&format!("Async.{method}"), params).await?;
        Ok(TaskHandle::new(self.clone(), task))
    }

    /// Follows the pool: first a full list, then what changes. `classes` are names in any case,
    /// `"class/OpaqueRef:…"` for single objects, or `"*"` for everything.
    pub fn events(&self, classes: &[&str]) -> EventStream {
        EventStream::new(self.clone(), classes)
    }

    /// One `event.from`: what happened since `token` (`""`: since the beginning), waiting for
    /// something to happen for `timeout` at most. [`events`](Self::events) does this all by itself.
    ///
    /// # Errors
    /// Any; the session is not renewed here, since a new session needs a new start.
    pub async fn event_from(
        &self,
        classes: &[&str],
        token: &str,
        timeout: Duration,
    ) -> Result<EventBatch> {
        let params = params![classes, token, timeout.as_secs_f64()];
        let login = self.current()?;
        self.ended_or(
            login
                .call(Lane::Events, "event.from", &params, Top::new)
                .await,
        )
    }

    /// Ends the session. Calls that are still waiting, and all later ones, fail.
    ///
    /// # Errors
    /// Any, but a session that had already gone is fine.
    pub async fn logout(&self) -> Result<()> {
        if self.0.ended.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        leave(&self.0.login()).await
    }

    pub(crate) async fn call_with<V, S>(
        &self,
        method: &str,
        params: &Params,
        seed: impl Fn() -> S,
    ) -> Result<V>
    where
        S: for<'de> DeserializeSeed<'de, Value = V>,
    {
        let login = self.current()?;
        let outcome = login.call(Lane::Calls, method, params, &seed).await;
        if !outcome
            .as_ref()
            .is_err_and(|error| is_refused(error, &login))
        {
            return self.ended_or(outcome);
        }
        let login = self.renew(&login, outcome.err().as_ref()).await?;
        self.ended_or(login.call(Lane::Calls, method, params, &seed).await)
    }

    pub(crate) async fn event_from_in(
        &self,
        login: &Login,
        classes: &[&str],
        token: &str,
        timeout: Duration,
    ) -> Result<EventBatch> {
        let params = params![classes, token, timeout.as_secs_f64()];
        let batch = login.call(Lane::Events, "event.from", &params, Top::new);
        self.ended_or(batch.await)
    }

    pub(crate) fn current(&self) -> Result<Arc<Login>> {
        if self.0.ended.load(Ordering::Acquire) {
            return Err(Error::LoggedOut);
        }
        Ok(self.0.login())
    }

    /// What becomes of an answer if we have logged out meanwhile.
    pub(crate) fn ended_or<T>(&self, outcome: Result<T>) -> Result<T> {
        match outcome {
            Err(Error::Api(ApiError::SessionInvalid { .. }))
                if self.0.ended.load(Ordering::Acquire) =>
            {
                Err(Error::LoggedOut)
            }
            outcome => outcome,
        }
    }

    /// Logs in again, unless somebody has done it since `stale`.
    pub(crate) async fn renew(&self, stale: &Login, why: Option<&Error>) -> Result<Arc<Login>> {
        let asked = Instant::now();
        let mut failed = self.0.renewing.lock().await;
        let current = self.current()?;
        if current.generation != stale.generation {
            return Ok(current);
        }
        // Whoever waited for an attempt shares its failure, too: a password that has changed must
        // not be tried by ten callers, five seconds each.
        if let Some(failed) = &*failed
            && failed.generation == stale.generation
            && failed.at > asked
        {
            return Err(failed.error.clone());
        }
        tracing::debug!(server = %self.endpoint(), "the session has gone: logging in again");
        let here = stale.transport.endpoint();
        let endpoint = match why.and_then(Error::api) {
            Some(ApiError::HostIsSlave { address, .. }) if !address.is_empty() => {
                here.with_host(address)
            }
            _ => here.clone(),
        };
        let (credentials, tls) = (&self.0.credentials, stale.transport.tls.clone());
        let connector = &self.0.connector;
        let next = stale.generation + 1;
        let entered = connector.enter(endpoint, credentials, tls, next).await;
        let login = Arc::new(entered.inspect_err(|error| {
            *failed = Some(Failed {
                generation: stale.generation,
                at: Instant::now(),
                error: error.clone(),
            });
        })?);
        self.0.replace(login.clone());
        if self.0.ended.load(Ordering::Acquire) {
            // Logged out meanwhile: this log-in came too late.
            leave(&login).await?;
            return Err(Error::LoggedOut);
        }
        Ok(login)
    }

    /// The server behind an address of the pool's own, as it is reached from here: for the
    /// coordinator the way that we came (it may be behind another name or a NAT).
    pub(crate) async fn locate(&self, login: &Login, there: Endpoint) -> Endpoint {
        let here = login.transport.endpoint();
        if there.port() == here.port() || here.socket().is_some() {
            let own = login
                .own_address
                .get_or_try_init(|| self.coordinator_address(login))
                .await;
            if own.is_ok_and(|own| here.with_host(own).host() == there.host()) {
                return here.clone();
            }
        }
        there
    }

    async fn coordinator_address(&self, login: &Login) -> Result<String> {
        let pools = login
            .call(Lane::Calls, "pool.get_all_records", &params![], || {
                ObjectsSeed(&Class::Pool)
            })
            .await?;
        let pool = pools
            .first()
            .and_then(|pool| Pool::from_record(&pool.record));
        let master: Ref<Host> = pool.map(|pool| pool.master.clone()).unwrap_or_default();
        let params = params![master];
        login
            .call(Lane::Calls, "host.get_address", &params, Top::new)
            .await
    }
}

/// Whether the server did not let the call in for want of a session, so that it can be repeated
/// in a new one.
pub(crate) fn is_refused(error: &Error, login: &Login) -> bool {
    match error.api() {
        // The call might be about another session than ours.
        Some(ApiError::SessionInvalid { session, .. }) => {
            session.expose().is_empty() || *session == login.reference
        }
        Some(ApiError::HostIsSlave { .. }) => true,
        _ => false,
    }
}

async fn leave(login: &Login) -> Result<()> {
    let params = params![];
    let outcome = login.call(Lane::Calls, "session.logout", &params, Top::<()>::new);
    match outcome.await {
        Err(error) if is_refused(&error, login) => Ok(()),
        outcome => outcome,
    }
}

impl Inner {
    fn login(&self) -> Arc<Login> {
        self.login
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn replace(&self, login: Arc<Login>) {
        *self.login.write().unwrap_or_else(PoisonError::into_inner) = login;
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if self.ended.load(Ordering::Acquire) {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let login = self.login();
            runtime.spawn(async move {
                if let Err(error) = leave(&login).await {
                    tracing::debug!(%error, "could not log out");
                }
            });
        }
    }
}
