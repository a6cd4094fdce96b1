//! A session: who we are to a pool, and all that can be asked of it.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use serde::de::{DeserializeOwned, DeserializeSeed};
use tokio::sync::{Mutex, OnceCell};

use super::batch::Listener;
use super::connector::Connector;
use super::credentials::Credentials;
use super::endpoint::Endpoint;
use super::events::EventStream;
use super::task::TaskHandle;
use super::transport::{Call, Lane, Transport};
use super::xend;
use crate::api_error::ApiError;
use crate::class::{Class, Object, RecordOf};
use crate::codec::Top;
use crate::codec::params::Params;
use crate::datetime::DateTime;
use crate::error::{Error, Result};
use crate::event::EventBatch;
use crate::objects::{ObjectsSeed, RecordSeed};
use crate::params;
use crate::record::{Host, Pool, Task};
use crate::reference::{OpaqueRef, Ref};
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
    pub(crate) transport: Arc<Transport>,
    pub(crate) reference: SessionRef,
    generation: u64,
    coordinator: OnceCell<Ref<Host>>,
    /// How the pool calls its hosts: the addresses of all, that of the server we are at first.
    addresses: RwLock<Arc<[String]>>,
}

impl Login {
    pub(crate) fn new(transport: Arc<Transport>, reference: SessionRef, generation: u64) -> Self {
        transport.sent(reference.expose());
        Self {
            transport,
            reference,
            generation,
            coordinator: OnceCell::new(),
            addresses: RwLock::default(),
        }
    }

    /// Makes a call in this very session, come what may.
    pub(crate) async fn call<V, S>(&self, call: Call<'_>, seed: impl Fn() -> S) -> Result<V>
    where
        S: for<'de> DeserializeSeed<'de, Value = V>,
    {
        let params = &call.params.after(self.reference.expose());
        self.transport.call(Call { params, ..call }, seed).await
    }

    fn addresses(&self) -> Arc<[String]> {
        self.addresses
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The pool's coordinator by the pool's own record. Asked once.
    async fn coordinator(&self, lane: Lane) -> Result<&Ref<Host>> {
        let asked = self.coordinator.get_or_try_init(async || {
            let none = params![];
            let call = Call::new(lane, "pool.get_all_records", &none);
            let pools = self.call(call, || ObjectsSeed(&Class::Pool)).await?;
            let pool = pools
                .first()
                .and_then(|pool| Pool::from_record(&pool.record));
            Ok(pool.map(|pool| pool.master.clone()).unwrap_or_default())
        });
        asked.await
    }
}

/// A coordinator's answer to [`Session::heartbeat`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heartbeat {
    /// The server's clock at some moment of the round trip, to the second.
    pub server_time: DateTime,
    /// How long the answer took.
    pub round_trip: Duration,
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

    /// Makes a call whose task is marked from its first moment on: for each `(key, value)` its
    /// `other_config` has `http:key`. Who has lost the answer finds out by that what became of the
    /// call. Keys are in lower case, values plain ASCII, and together they have about 500 bytes,
    /// since servers refuse requests with a long head.
    ///
    /// # Errors
    /// As [`call`](Self::call); [`Error::BadMark`] for marks that cannot be sent.
    pub async fn call_marked<T: DeserializeOwned>(
        &self,
        method: &str,
        params: Params,
        marks: &[(&str, &str)],
    ) -> Result<T> {
        let call = Call::new(Lane::Calls, method, &params);
        self.make(Call { marks, ..call }, Top::<T>::new).await
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
        if self.is_xend() {
            return xend::list(self, class).await;
        }
        let method = format!("{class}.get_all_records");
        self.call_with(&method, &params![], || ObjectsSeed(class))
            .await
    }

    /// The references of all objects of a class: cheap, to find out what has gone or was missed
    /// when [`EventStream::valid_counts`] says another number than one's own.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn everything_of(&self, class: &Class) -> Result<Vec<OpaqueRef>> {
        self.call(&format!("{class}.get_all"), params![]).await
    }

    /// One object of a class that is known only at run time. None if it is not there.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn record_of(&self, class: &Class, reference: &OpaqueRef) -> Result<Option<Object>> {
        let method = format!("{class}.get_record");
        let params = params![reference];
        match self.call_with(&method, &params, || RecordSeed(class)).await {
            Ok(record) => Ok(self.adopted(Object {
                reference: reference.clone(),
                record,
            })),
            Err(Error::Api(ApiError::HandleInvalid { .. })) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// One object.
    ///
    /// # Errors
    /// As [`call`](Self::call); [`ApiError::HandleInvalid`] if it is not there.
    pub async fn get_record<T: RecordOf + DeserializeOwned>(
        &self,
        reference: &Ref<T>,
    ) -> Result<T> {
        if self.is_xend() {
            let object = self.record_of(&T::CLASS, reference.opaque()).await?;
            let record = object.and_then(|object| T::take(object.record));
            let gone = || vec![T::CLASS.name().to_owned(), reference.as_str().to_owned()];
            return record.ok_or_else(|| ApiError::new("HANDLE_INVALID", gone()).into());
        }
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
        let login = self.current()?;
        let answer = self.event_from_in(&login, classes, token, timeout, Listener::None);
        answer.await
    }

    /// Asks the coordinator for its time, over a connection of its own and with little patience
    /// ([`Timeouts::heartbeat`](super::Timeouts::heartbeat)): tells a server that thinks from a
    /// connection that is dead, and how far its clock is from ours. The very first one also asks
    /// which host the coordinator is.
    ///
    /// # Errors
    /// Any; the session is not renewed here. One of the API means that somebody is there.
    pub async fn heartbeat(&self) -> Result<Heartbeat> {
        if self.is_xend() {
            return xend::heartbeat(self).await;
        }
        let login = self.current()?;
        let coordinator = self.ended_or(login.coordinator(Lane::Heartbeat).await)?;
        let params = params![coordinator];
        let call = Call::new(Lane::Heartbeat, "host.get_servertime", &params);
        let asked = Instant::now();
        let server_time = self.ended_or(login.call(call, Top::new).await)?;
        Ok(Heartbeat {
            server_time,
            round_trip: asked.elapsed(),
        })
    }

    /// After a supporter was made the coordinator: tells the other supporters, which still look for
    /// the old one (`pool.recover_slaves`).
    ///
    /// # Returns
    /// The hosts that follow now.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn recover_supporters(&self) -> Result<Vec<Ref<Host>>> {
        self.call("pool.recover_slaves", params![]).await
    }

    /// The reference of the session as it is now, for a keyring: after a crash,
    /// [`Connector::resume_to_close`] ends what it left behind. It changes when the session has to
    /// be renewed, after which every [`EventStream`] begins a new list.
    pub fn reference_for_keyring(&self) -> SessionRef {
        self.0.login().reference.clone()
    }

    /// Ends the session. Calls that are still waiting, and all later ones, fail.
    ///
    /// # Errors
    /// Any, but a session that had already gone is fine.
    pub async fn logout(&self) -> Result<()> {
        if self.0.ended.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        let login = self.0.login();
        to_the_end(async move { leave(&login).await }).await
    }

    /// Another session, of the same user at the same server.
    pub(crate) async fn another(&self) -> Result<Session> {
        self.0.connector.login(&self.0.credentials).await
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
        self.make(Call::new(Lane::Calls, method, params), seed)
            .await
    }

    async fn make<V, S>(&self, call: Call<'_>, seed: impl Fn() -> S) -> Result<V>
    where
        S: for<'de> DeserializeSeed<'de, Value = V>,
    {
        let login = self.current()?;
        let outcome = login.call(call, &seed).await;
        if !outcome
            .as_ref()
            .is_err_and(|error| is_refused(error, &login))
        {
            return self.ended_or(outcome);
        }
        let login = match self.renew(&login, outcome.as_ref().err()).await {
            // What is in doubt is the log-in. The call was refused.
            Err(error) if error.may_have_had_effect() => return outcome,
            renewed => renewed?,
        };
        self.ended_or(login.call(call, &seed).await)
    }

    pub(crate) async fn event_from_in(
        &self,
        login: &Login,
        classes: &[&str],
        token: &str,
        timeout: Duration,
        listener: Listener<'_>,
    ) -> Result<EventBatch> {
        let timeouts = &login.transport.timeouts;
        let silence = match token {
            "" => timeouts.list.max(timeout),
            _ => timeout + timeouts.event_grace,
        };
        let params = params![classes, token, timeout.as_secs_f64()];
        let call = Call::new(Lane::Events { silence }, "event.from", &params);
        let params = &params.after(login.reference.expose());
        let batch = login
            .transport
            .event_batch(Call { params, ..call }, listener);
        self.ended_or(batch.await)
    }

    /// An error of the server's words, without what it was sent as a secret.
    pub(crate) fn quoted(&self, error: Error) -> Error {
        self.0.login().transport.quoted(error)
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

    /// Logs in again, unless somebody has done it since `stale`. That goes on if the caller does
    /// not wait for it: a session that nobody knows could not be logged out.
    pub(crate) async fn renew(&self, stale: &Login, why: Option<&Error>) -> Result<Arc<Login>> {
        let asked = Instant::now();
        let here = stale.transport.endpoint();
        let (generation, transport) = (stale.generation, stale.transport.clone());
        let endpoint = match why.and_then(Error::api) {
            Some(ApiError::HostIsSlave { address, .. }) => {
                let sent_on = self.0.connector.next_after(here, address);
                sent_on.ok_or_else(|| why.cloned().unwrap_or(Error::LoggedOut))?
            }
            _ => here.clone(),
        };
        let session = self.clone();
        to_the_end(async move {
            session
                .renew_at(endpoint, transport, generation, asked)
                .await
        })
        .await
    }

    async fn renew_at(
        &self,
        endpoint: Endpoint,
        transport: Arc<Transport>,
        generation: u64,
        asked: Instant,
    ) -> Result<Arc<Login>> {
        let mut failed = self.0.renewing.lock().await;
        let current = self.current()?;
        if current.generation != generation {
            return Ok(current);
        }
        // Whoever waited for an attempt shares its failure, too: a password that has changed must
        // not be tried by ten callers, five seconds each.
        if let Some(failed) = &*failed
            && failed.generation == generation
            && failed.at > asked
        {
            return Err(failed.error.clone());
        }
        tracing::debug!(server = %self.endpoint(), "the session has gone: logging in again");
        let (connector, credentials) = (&self.0.connector, &self.0.credentials);
        let entered = connector.enter(endpoint, credentials, &transport, generation + 1);
        let login = Arc::new(entered.await.inspect_err(|error| {
            *failed = Some(Failed {
                generation,
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
    /// coordinator the way that we came (it may be behind another name or a NAT). A host that is
    /// not of the pool gets nothing, and so there is no way to it.
    pub(crate) async fn locate(&self, login: &Login, there: Endpoint) -> Result<Endpoint> {
        let here = login.transport.endpoint();
        if there == *here {
            return Ok(there);
        }
        // By the port, too, that leads to the pool from here: on another one of that machine may
        // listen whoever likes.
        let is = |address: &String| here.with_host(address).as_ref() == Some(&there);
        let mut known = login.addresses();
        if !known.iter().any(is) {
            known = self.ask_addresses(login).await?;
        }
        if !known.iter().any(is) {
            return Err(Error::NotXapi {
                address: here.url(),
                reason: format!("it sends us to {there}, which is no host of the pool"),
                status: 0,
            });
        }
        let same_way = there.port() == here.port() || here.socket().is_some();
        Ok(if same_way && known.first().is_some_and(is) {
            here.clone()
        } else {
            there
        })
    }

    /// The addresses of all hosts, the coordinator's first.
    async fn ask_addresses(&self, login: &Login) -> Result<Arc<[String]>> {
        let none = params![];
        let call = Call::new(Lane::Calls, "host.get_all_records", &none);
        let hosts = login.call(call, || ObjectsSeed(&Class::Host)).await?;
        let coordinator = login.coordinator(Lane::Calls).await?.opaque();
        let mut addresses: Vec<String> = Vec::with_capacity(hosts.len());
        for host in &hosts {
            let Some(record) = Host::from_record(&host.record) else {
                continue;
            };
            addresses.push(record.address.as_str().to_owned());
            if host.reference == *coordinator {
                let last = addresses.len() - 1;
                addresses.swap(0, last);
            }
        }
        let addresses: Arc<[String]> = addresses.into();
        *login
            .addresses
            .write()
            .unwrap_or_else(PoisonError::into_inner) = addresses.clone();
        Ok(addresses)
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

/// Logs out. A session that has gone is fine.
pub(crate) async fn leave(login: &Login) -> Result<()> {
    let none = params![];
    let call = Call::new(Lane::Calls, "session.logout", &none);
    match login.call(call, Top::<()>::new).await {
        Err(error) if is_refused(&error, login) => Ok(()),
        outcome => outcome,
    }
}

/// Does something to its end, even if the caller goes away meanwhile.
pub(crate) async fn to_the_end<T: Send + 'static>(
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    match tokio::spawn(work).await {
        Ok(outcome) => outcome,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(error) => Err(Error::Setup(error.to_string())),
        },
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
