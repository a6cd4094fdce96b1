//! Pools that speak the XenServer API.

mod barrier;
mod calls;
mod emergency;
mod file_transfer;
mod link;
mod reach;
mod task_end;
mod upload;

use std::{sync::Arc, time::Duration};

use ::xapi::{
    ApiError, CertificateInfo, Connector, Credentials, Endpoint, Error, SessionRef, Timeouts, Trust,
};
use async_trait::async_trait;
use inventory::Problem;

use super::{ConnectParams, Failure, Link, Source};
use crate::{
    api::{CertificateView, EmergencyAction},
    connection::heartbeat,
    problems,
    secret::Secret,
    trust::Checker,
};

/// No call of ours takes long: what does is a task, and the call only starts it.
const CALL: Duration = Duration::from_secs(120);

/// The protocol.
pub(crate) struct Xapi {
    originator: String,
    /// What hosts that are out of service said of their state.
    states: emergency::States,
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
            states: emergency::States::default(),
        }
    }

    fn way(&self, params: &ConnectParams) -> Way {
        Way {
            originator: self.originator.clone(),
            trust: params.trust.clone(),
            members: reach::known(params).into(),
        }
    }
}

/// How the hosts of a pool are reached.
#[derive(Clone)]
struct Way {
    originator: String,
    trust: Arc<Checker>,
    /// The hosts that the pool is known to have.
    members: Arc<[Endpoint]>,
}

impl Way {
    fn to(&self, endpoint: Endpoint) -> Connector {
        let timeouts = Timeouts {
            call: CALL,
            event: heartbeat::EVENT_TIMEOUT,
            heartbeat: heartbeat::HEARTBEAT,
            ..Timeouts::default()
        };
        Connector::new(endpoint)
            .trust(self.trust.clone())
            .members(self.members.iter().cloned())
            .originator(self.originator.clone())
            .timeouts(timeouts)
    }
}

fn credentials(params: &ConnectParams) -> Credentials {
    Credentials::new(params.user.clone(), params.password.reveal())
}

#[async_trait]
impl Source for Xapi {
    async fn open(&self, params: ConnectParams) -> Result<Arc<dyn Link>, Failure> {
        reach::open(self, params).await
    }

    async fn emergency(
        &self,
        params: ConnectParams,
        host: &str,
        action: &EmergencyAction,
    ) -> Result<(), Problem> {
        emergency::act(self, &params, host, action).await
    }

    async fn revoke_orphaned(&self, params: ConnectParams, orphan: &Secret) -> bool {
        let Some((endpoint, session)) = link::read_open_session(orphan) else {
            return true;
        };
        closed(&self.way(&params).to(endpoint), &session).await
    }
}

/// Ends a session by its reference, over a new connection. Whether it is known to be gone.
async fn closed(connector: &Connector, session: &SessionRef) -> bool {
    // What another host calls the coordinator is no place to send a session to.
    let connector = connector.clone().follow_coordinator(false);
    match connector.resume_to_close(session).await {
        // A coordinator that has become a supporter has forgotten its sessions.
        Ok(()) | Err(Error::Api(ApiError::HostIsSlave { .. })) => true,
        Err(error) => {
            tracing::debug!(%error, "a session stays on the server");
            false
        }
    }
}

impl Trust for Checker {
    fn accepts(&self, place: &str, certificate: &CertificateInfo) -> bool {
        self.judge(place, view(certificate), certificate.verified)
    }
}

/// What the window is shown of a certificate.
pub(super) fn view(certificate: &CertificateInfo) -> CertificateView {
    CertificateView {
        fingerprint: certificate.fingerprint.to_string(),
        subject: certificate.subject.clone(),
        issuer: certificate.issuer.clone(),
        not_before: Some(certificate.not_before),
        not_after: Some(certificate.not_after),
    }
}

/// What an error means for a connection.
fn failure(trust: &Checker, error: &Error) -> Failure {
    match error {
        Error::Untrusted(certificate) => trust.untrusted(view(certificate)).into(),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A real server takes five seconds to refuse a password. Whoever gave up by then would take a
    /// wrong password for a server that does not answer, and try it elsewhere.
    #[test]
    fn a_refusal_is_waited_for() {
        let refusal = Duration::from_secs(5);
        let timeouts = Timeouts::default();
        // A log-in may be sent on, and a host may be slow.
        assert!(timeouts.login >= 4 * refusal);
        for (what, patience) in [
            ("before other hosts are asked", reach::PATIENCE),
            ("for a host's own word", emergency::PATIENCE),
        ] {
            assert!(
                patience >= refusal + Duration::from_secs(3),
                "{what}: {patience:?}"
            );
        }
    }
}
