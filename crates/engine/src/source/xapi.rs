//! Pools that speak the XenServer API.

use std::{sync::Arc, time::Duration};

use ::xapi::{
    ApiError, CertificateInfo, Connector, Credentials, Endpoint, Error, EventStream, OpaqueRef,
    Params, Session, Timeouts, Trust, params,
};
use async_trait::async_trait;
use inventory::Problem;
use tokio::task::JoinSet;

use super::{Failure, Link, NotTaken, Order, Source, Wanted, Watch};
use crate::{
    api::CertificateView,
    console::ConsoleStream,
    problems,
    tasks::{MARK, SUBJECTS},
    trust::Checker,
};

/// When the address that a person gave has not answered for this long, the pool's other hosts are
/// asked as well.
const PATIENCE: Duration = Duration::from_secs(3);
/// No call of ours takes long: what does is a task, and the call only starts it.
const CALL: Duration = Duration::from_secs(120);
/// How long the server may have nothing to tell. After four times as long without a byte it is
/// taken for dead.
const QUIET: Duration = Duration::from_millis(15_100);

/// The protocol.
pub(crate) struct Xapi {
    originator: String,
}

/// Where an address leads, written in one way only; else the problem `bad_address`.
pub(crate) fn place(address: &str) -> Result<String, Problem> {
    Endpoint::parse(address)
        .map(|endpoint| endpoint.url())
        .map_err(|error| problems::of(&error))
}

impl Xapi {
    /// The server is told that this version of ours is there.
    pub(crate) fn new(version: &str) -> Self {
        Self {
            originator: format!("Pooldeck/{version}"),
        }
    }

    /// Logs in at one address.
    async fn log_in(
        endpoint: Endpoint,
        originator: String,
        wanted: Wanted,
    ) -> Result<Session, Failure> {
        let trust = AtPort {
            port: endpoint.port(),
            checker: wanted.trust.clone(),
        };
        let timeouts = Timeouts {
            call: CALL,
            event: QUIET,
            ..Timeouts::default()
        };
        let connector = Connector::new(endpoint)
            .trust(Arc::new(trust))
            .originator(originator)
            .timeouts(timeouts);
        let credentials = Credentials::new(wanted.user, wanted.password.reveal());
        connector
            .login(&credentials)
            .await
            .map_err(|error| failure(&wanted.trust, &error))
    }
}

#[async_trait]
impl Source for Xapi {
    async fn open(&self, wanted: Wanted) -> Result<Arc<dyn Link>, Failure> {
        let endpoint = Endpoint::parse(&wanted.address)
            .map_err(|error| Failure::Refused(problems::of(&error)))?;
        let mut others: Vec<Endpoint> = wanted
            .members
            .iter()
            .filter(|member| member.as_str() != endpoint.host())
            .map(|member| endpoint.with_host(member))
            .collect();
        let try_at = |endpoint| Self::log_in(endpoint, self.originator.clone(), wanted.clone());
        let mut tries = JoinSet::new();
        tries.spawn(try_at(endpoint));
        let mut worst: Option<Failure> = None;
        loop {
            let patience = tokio::time::sleep(PATIENCE);
            let ended = tokio::select! {
                ended = tries.join_next() => ended,
                () = patience, if !others.is_empty() => {
                    others.drain(..).for_each(|other| _ = tries.spawn(try_at(other)));
                    continue;
                }
            };
            match ended {
                Some(Ok(Ok(session))) => {
                    tokio::spawn(log_out_all(tries));
                    return Ok(Arc::new(XapiLink {
                        session,
                        trust: wanted.trust,
                    }));
                }
                Some(Ok(Err(failure))) => {
                    if matches!(failure, Failure::Lost(_)) {
                        others
                            .drain(..)
                            .for_each(|other| _ = tries.spawn(try_at(other)));
                    }
                    worst = Some(match worst {
                        Some(before) => weightier(before, failure),
                        None => failure,
                    });
                }
                Some(Err(error)) => {
                    tracing::error!(%error, "a log-in came to grief");
                }
                None => break,
            }
        }
        Err(worst.unwrap_or_else(|| Failure::Lost(Problem::new("internal"))))
    }
}

/// Judges certificates by host and port: the hosts of a pool differ in their names only.
struct AtPort {
    port: Option<u16>,
    checker: Arc<Checker>,
}

impl Trust for AtPort {
    fn accepts(&self, host: &str, certificate: &CertificateInfo) -> bool {
        let place = match self.port {
            Some(port) if host.contains(':') => format!("[{host}]:{port}"),
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        self.checker
            .judge(&place, view(certificate), certificate.verified)
    }
}

/// What the window is shown of a certificate.
fn view(certificate: &CertificateInfo) -> CertificateView {
    CertificateView {
        fingerprint: certificate.fingerprint.to_string(),
        subject: certificate.subject.clone(),
        issuer: certificate.issuer.clone(),
        not_before: Some(certificate.not_before),
        not_after: Some(certificate.not_after),
    }
}

/// Which of two failures a person has to hear of: a question comes before a complaint, and the first
/// complaint before later ones.
fn weightier(first: Failure, second: Failure) -> Failure {
    let weight = |failure: &Failure| match failure {
        Failure::Certificate { .. } => 3,
        Failure::Password(_) => 2,
        Failure::Refused(_) => 1,
        Failure::Session(_) | Failure::Lost(_) => 0,
    };
    if weight(&second) > weight(&first) {
        second
    } else {
        first
    }
}

/// Ends the sessions of log-ins that came too late to be needed.
async fn log_out_all(mut tries: JoinSet<Result<Session, Failure>>) {
    while let Some(ended) = tries.join_next().await {
        if let Ok(Ok(session)) = ended
            && let Err(error) = session.logout().await
        {
            tracing::debug!(%error, "a session that was not needed stays");
        }
    }
}

/// What an error means for a connection.
fn failure(trust: &Checker, error: &Error) -> Failure {
    match error {
        Error::Untrusted(certificate) => trust.failure(view(certificate)),
        Error::Api(api) => match api {
            ApiError::AuthenticationFailed { user, .. } => {
                let raw = problems::of_api(api).raw;
                let wrong = Problem {
                    raw,
                    ..Problem::new("wrong_password")
                };
                Failure::Password(Some(wrong.with("user", user)))
            }
            ApiError::AuthorizationFailed { .. }
            | ApiError::PermissionLacking { .. }
            | ApiError::HostUnknownToMaster { .. } => Failure::Refused(problems::of_api(api)),
            ApiError::SessionInvalid { .. } => Failure::Session(problems::of_api(api)),
            api => Failure::Lost(problems::of_api(api)),
        },
        Error::LoggedOut => Failure::Session(problems::of(error)),
        Error::BadEndpoint { .. } => Failure::Refused(problems::of(error)),
        error => Failure::Lost(problems::of(error)),
    }
}

/// A pool that let us in.
struct XapiLink {
    session: Session,
    trust: Arc<Checker>,
}

#[async_trait]
impl Link for XapiLink {
    fn watch(&self) -> Box<dyn Watch> {
        Box::new(XapiWatch {
            events: self.session.events(&["*"]),
            trust: self.trust.clone(),
        })
    }

    async fn order(&self, order: &Order) -> Result<OpaqueRef, NotTaken> {
        let call = order.job.call();
        let mut params = Params::new();
        params.push(&order.object);
        for param in &call.params {
            params.push(param);
        }
        let method = format!("Async.{}", call.method);
        match self.session.call::<OpaqueRef>(&method, params).await {
            Ok(task) => {
                tokio::spawn(mark(self.session.clone(), task.clone(), order.clone()));
                Ok(task)
            }
            // An answer is an answer, even one that tells of an accident: no task was made.
            Err(error @ Error::Api(_)) => Err(NotTaken::Refused(problems::of(&error))),
            Err(error) if error.may_have_had_effect() => {
                Err(NotTaken::Doubtful(problems::of(&error)))
            }
            Err(error) => Err(NotTaken::Refused(problems::of(&error))),
        }
    }

    async fn cancel(&self, task: &OpaqueRef) -> Result<(), Problem> {
        let asked = self.session.call::<()>("task.cancel", params![task]).await;
        asked.map_err(|error| problems::of(&error))
    }

    async fn dismiss(&self, task: &OpaqueRef) {
        if let Err(error) = self.session.call::<()>("task.destroy", params![task]).await {
            tracing::debug!(%error, "a task of ours stays on the server");
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
            Err(error) => Err(failure(&self.trust, &error)),
        }
    }

    async fn close(&self) {
        if let Err(error) = self.session.logout().await {
            tracing::debug!(%error, "the session stays on the server");
        }
    }
}

/// Writes on a task whose it is and what it is about, for other clients and for ourselves after a
/// crash. A user may lack the right to; then the task stays without.
async fn mark(session: Session, task: OpaqueRef, order: Order) {
    for (key, value) in [
        (MARK, order.mark.as_str()),
        (SUBJECTS, order.object.as_str()),
    ] {
        let params = params![task, key, value];
        if let Err(error) = session.call::<()>("task.add_to_other_config", params).await {
            tracing::debug!(%error, key, "a task stays without its mark");
            return;
        }
    }
}

struct XapiWatch {
    events: EventStream,
    trust: Arc<Checker>,
}

#[async_trait]
impl Watch for XapiWatch {
    async fn next(&mut self) -> Result<Vec<::xapi::Change>, Failure> {
        self.events
            .next()
            .await
            .map_err(|error| failure(&self.trust, &error))
    }
}
