//! A pool that let us in.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use ::xapi::{
    ApiError, Class, Connector, Endpoint, Error, EventStream, Object, OpaqueRef, Permissions,
    Session, SessionRef, XeCommand,
};
use async_trait::async_trait;
use bytes::{Buf, Bytes, BytesMut};
use inventory::{
    Problem,
    jobs::{Reply, plan::Call},
};
use tokio::{sync::watch, task::JoinHandle, time::timeout};

use super::{Way, barrier::Barrier, calls, closed, failure, file_transfer, upload};
use crate::{
    clock,
    console::ConsoleStream,
    lock::lock,
    problems,
    secret::Secret,
    source::{Failure, Link, Moved, Overdue, Submission, SubmitError, Submitted, Watch},
    trust::Checker,
};

/// How long logging out may take over the connection that there is…
const LOGOUT: Duration = Duration::from_millis(1000);
/// …and then over a new one.
const LOGOUT_AGAIN: Duration = Duration::from_millis(1400);
/// When that is tried once more, if neither works.
const LATER: [u64; 7] = [1, 3, 10, 30, 60, 120, 300];

/// A host's answer with all it has measured is no longer: a year of a host with 500 sources takes 6 MB.
const MOST_MEASUREMENTS: usize = 32 << 20;
/// So much of a pool's audit log is kept at the most.
const MOST_AUDIT: usize = 16 << 20;
/// How long it may take: a host copies its archives before it sends them.
const MEASURING: Duration = Duration::from_secs(30);

pub(super) struct XapiLink {
    session: Session,
    way: Way,
    barrier: Barrier,
    /// Whether we have left: calls are not answered any more.
    left: watch::Sender<bool>,
    /// Whether the session has ended. Whoever listens moves something, and needs the session until then.
    ended: watch::Sender<bool>,
    /// Ends what log-ins at other addresses have made, which came too late to be needed.
    late: Mutex<Option<JoinHandle<()>>>,
}

impl XapiLink {
    pub(super) fn new(session: Session, way: Way) -> Self {
        Self {
            session,
            way,
            barrier: Barrier::default(),
            left: watch::Sender::new(false),
            ended: watch::Sender::new(false),
            late: Mutex::default(),
        }
    }

    /// Its end waits for this too, so that nothing of those log-ins is left on the pool.
    pub(super) fn wait_for(&self, late: JoinHandle<()>) {
        *lock(&self.late) = Some(late);
    }

    fn failure(&self, error: &Error) -> Failure {
        failure(&self.way.trust, error)
    }
}

#[async_trait]
impl Link for XapiLink {
    fn place(&self) -> String {
        self.session.endpoint().url()
    }

    fn watch(&self) -> Box<dyn Watch> {
        Box::new(XapiWatch {
            events: self.session.events(&["*"]),
            trust: self.way.trust.clone(),
            barrier: self.barrier.clone(),
        })
    }

    async fn heartbeat(&self) -> Result<Option<f64>, Problem> {
        match self.session.heartbeat().await {
            Ok(beat) => {
                // It was some time during the round trip, and some time during a second.
                let ours =
                    clock::unix_millis() as f64 / 1000.0 - beat.round_trip.as_secs_f64() / 2.0;
                Ok(Some(beat.server_time.unix() as f64 + 0.5 - ours))
            }
            // Whatever it says, it is there. What it means the news will tell.
            Err(Error::Api(_)) => Ok(None),
            Err(error) => Err(problems::of(&error)),
        }
    }

    async fn everything_of(&self, class: &Class) -> Result<Vec<OpaqueRef>, Failure> {
        let all = self.session.everything_of(class).await;
        all.map_err(|error| self.failure(&error))
    }

    async fn object(
        &self,
        class: &Class,
        reference: &OpaqueRef,
    ) -> Result<Option<Object>, Failure> {
        let found = self.session.record_of(class, reference).await;
        found.map_err(|error| self.failure(&error))
    }

    async fn submit(&self, submission: &Submission) -> Result<Submitted, SubmitError> {
        let left = self.left.subscribe();
        match &submission.moved {
            Some(Moved::Content(content)) => {
                let ended = self.ended.subscribe();
                upload::submit(&self.session, left, ended, submission, content).await
            }
            Some(Moved::File(file)) => {
                let trust = self.way.trust.clone();
                let named = Box::new(move |error: &Error| failure(&trust, error).problem());
                let ended = self.ended.subscribe();
                file_transfer::submit(&self.session, named, left, ended, submission, file).await
            }
            None => calls::submit(&self.session, &self.barrier, left, submission).await,
        }
    }

    async fn cancel(&self, task: &OpaqueRef) -> Result<(), Problem> {
        let cancel = ::xapi::calls::task::cancel(&task.clone().into());
        let asked = self.session.run(cancel).await;
        asked.map_err(|error| problems::of(&error))
    }

    async fn destroy_task(&self, task: &OpaqueRef) -> bool {
        let destroy = ::xapi::calls::task::destroy(&task.clone().into());
        match self.session.run(destroy).await {
            Ok(()) => true,
            // A task that is gone, or not ours to destroy, is done with. But who had no session, or
            // was not in service, has not come to it.
            Err(Error::Api(ApiError::SessionInvalid { .. } | ApiError::HostIsSlave { .. })) => {
                false
            }
            Err(Error::Api(error)) => !error.is_out_of_service(),
            Err(error) => {
                tracing::debug!(%error, "a task of ours stays on the server");
                false
            }
        }
    }

    async fn console(&self, location: &str) -> Result<Box<dyn ConsoleStream>, Failure> {
        match self.session.open_console(location).await {
            Ok(stream) => Ok(Box::new(stream)),
            Err(error @ Error::Refused { .. }) => {
                let refused = problems::of(&error);
                Err(Failure::Refused(Problem {
                    code: "console_failed".to_owned(),
                    ..refused
                }))
            }
            Err(error) => Err(self.failure(&error)),
        }
    }

    async fn measurements(&self, address: Option<&str>, path: &str) -> Result<Bytes, Failure> {
        let fetch = async {
            let download = match address {
                Some(address) => self.session.get_from(address, path).await?,
                None => self.session.get(path).await?,
            };
            download.bytes(MOST_MEASUREMENTS).await
        };
        match timeout(MEASURING, fetch).await {
            Ok(Ok(bytes)) => Ok(bytes),
            Ok(Err(error @ Error::Refused { .. })) => Err(Failure::Refused(problems::of(&error))),
            Ok(Err(error)) => Err(self.failure(&error)),
            Err(_) => Err(Failure::Lost(Problem::new("timed_out"))),
        }
    }

    async fn ask(&self, call: &Call) -> Result<Reply, Problem> {
        calls::ask(&self.session, self.left.subscribe(), call).await
    }

    async fn xe(&self, arguments: &[String]) -> Result<XeCommand, Failure> {
        let begun = self.session.xe(arguments).await;
        begun.map_err(|error| self.failure(&error))
    }

    async fn audit_log(&self, since: i64) -> Result<Bytes, Failure> {
        let since = ::xapi::DateTime::from_unix(since).timestamp();
        let path = format!("/audit_log?since={}", since.strftime("%Y-%m-%dT%H:%M:%S"));
        let fetch = async {
            let mut download = self.session.get(&path).await?;
            let mut all = BytesMut::new();
            while let Some(chunk) = download.chunk().await? {
                all.extend_from_slice(&chunk);
                if all.len() > MOST_AUDIT {
                    // The older half: what was done last is asked for most.
                    all.advance(all.len() - MOST_AUDIT / 2);
                }
            }
            Ok::<_, Error>(all.freeze())
        };
        match timeout(MEASURING, fetch).await {
            Ok(Ok(bytes)) => Ok(bytes),
            Ok(Err(error @ Error::Refused { .. })) => Err(Failure::Refused(problems::of(&error))),
            Ok(Err(error)) => Err(self.failure(&error)),
            Err(_) => Err(Failure::Lost(Problem::new("timed_out"))),
        }
    }

    async fn permissions(&self) -> Result<Option<Permissions>, Problem> {
        let told = self.session.permissions().await;
        told.map_err(|error| problems::of(&error))
    }

    async fn gather(&self) {
        match self.session.recover_supporters().await {
            Ok(hosts) => tracing::info!(hosts = hosts.len(), "supporters follow"),
            Err(error) => tracing::warn!(%error, "the supporters do not follow"),
        }
    }

    fn open_session(&self) -> Option<Secret> {
        let session = self.session.reference_for_keyring();
        let place = self.session.endpoint().url();
        Some(Secret::new(format!("{place} {}", session.expose())))
    }

    async fn leave(&self) {
        self.left.send_replace(true);
        self.ended.closed().await;
    }

    async fn close(&self) -> bool {
        self.left.send_replace(true);
        self.ended.send_replace(true);
        let late = lock(&self.late).take();
        let late = async {
            if let Some(late) = late {
                drop(timeout(LOGOUT, late).await);
            }
        };
        tokio::join!(end(&self.session, &self.way), late).0
    }
}

/// Where a session is that was left behind, and its reference.
pub(super) fn read_open_session(orphan: &Secret) -> Option<(Endpoint, SessionRef)> {
    let (place, session) = orphan.reveal().split_once(' ')?;
    Some((Endpoint::parse(place).ok()?, session.into()))
}

/// Logs out: over the connection that there is, then over a new one. If neither works, it is tried
/// again in the background for some minutes; a server that does not come back by then has most
/// likely forgotten us.
async fn end(session: &Session, way: &Way) -> bool {
    let reference = session.reference_for_keyring();
    if matches!(timeout(LOGOUT, session.logout()).await, Ok(Ok(()))) {
        return true;
    }
    // The session may have moved with the coordinator since it was made.
    let connector = way.to(session.endpoint());
    if timeout(LOGOUT_AGAIN, closed(&connector, &reference)).await == Ok(true) {
        return true;
    }
    tracing::info!(at = %session.endpoint(), "could not log out yet");
    tokio::spawn(end_later(connector, reference));
    false
}

async fn end_later(connector: Connector, session: SessionRef) {
    for pause in LATER {
        tokio::time::sleep(Duration::from_secs(pause)).await;
        if closed(&connector, &session).await {
            return;
        }
    }
    tracing::warn!(at = %connector.endpoint(), "a session stays on the server");
}

struct XapiWatch {
    events: EventStream,
    trust: Arc<Checker>,
    barrier: Barrier,
}

#[async_trait]
impl Watch for XapiWatch {
    async fn next(&mut self) -> Result<Vec<::xapi::Change>, Failure> {
        // Who asks for more has taken what was there.
        self.barrier.is_shown(self.events.token());
        let changes = self.events.next().await;
        let changes = changes.map_err(|error| failure(&self.trust, &error))?;
        self.barrier.take(&changes);
        Ok(changes)
    }

    fn restart(&mut self) {
        self.events.restart();
    }

    fn overdue(&self) -> Overdue {
        let waiting = self.events.waiting();
        Box::new(move || waiting.overdue())
    }

    fn counts(&self) -> HashMap<Class, usize> {
        let counts = self.events.valid_counts();
        counts
            .iter()
            .filter_map(|(class, count)| {
                Some((Class::from_wire(class), usize::try_from(*count).ok()?))
            })
            .collect()
    }
}
