//! From an address to a session.

use std::fmt;
use std::sync::Arc;

use super::credentials::Credentials;
use super::endpoint::Endpoint;
use super::local::LocalSession;
use super::session::{Login, Session, to_the_end};
use super::transport::{Call, Lane, Timeouts, Transport};
use super::trust::{Trust, TrustPlatform, Unvouched};
use crate::api_error::ApiError;
use crate::codec::Top;
use crate::codec::params::Params;
use crate::error::{Error, Result};
use crate::params;
use crate::session_ref::SessionRef;

/// A log-in is passed on this often at most. A pool needs one; a second when its coordinator has
/// just changed.
const MAX_HOPS: usize = 4;

/// How to get at a server: where it is, whom to trust, what to call oneself.
#[derive(Clone)]
pub struct Connector {
    endpoint: Endpoint,
    trust: Arc<dyn Trust>,
    originator: String,
    timeouts: Timeouts,
    follows: bool,
    members: Option<Arc<[Endpoint]>>,
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector")
            .field("endpoint", &self.endpoint)
            .field("originator", &self.originator)
            .field("timeouts", &self.timeouts)
            .finish_non_exhaustive()
    }
}

impl Connector {
    /// Prepares a connection to any host of a pool. Until told otherwise it trusts whom the platform
    /// trusts.
    pub fn new(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            trust: Arc::new(TrustPlatform),
            originator: concat!("xapi-rs/", env!("CARGO_PKG_VERSION")).to_owned(),
            timeouts: Timeouts::default(),
            follows: true,
            members: None,
        }
    }

    /// Lets `trust` decide about certificates.
    #[must_use]
    pub fn trust(mut self, trust: Arc<dyn Trust>) -> Self {
        self.trust = trust;
        self
    }

    /// Names the program. Servers keep the sessions of each name apart: 500 of one do not push out
    /// another's.
    #[must_use]
    pub fn originator(mut self, originator: impl Into<String>) -> Self {
        self.originator = originator.into();
        self
    }

    /// Sets other timeouts.
    #[must_use]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// Whether a supporter's word is taken for where the coordinator is (it is, unless told
    /// otherwise). If not, a log-in at a supporter fails with
    /// [`ApiError::HostIsSlave`](crate::ApiError::HostIsSlave), which has the address, and so does a
    /// call after the coordinator has changed.
    #[must_use]
    pub fn follow_coordinator(mut self, follows: bool) -> Self {
        self.follows = follows;
        self
    }

    /// The hosts that the pool is known to have. A log-in that is sent on to any other one asks the
    /// caller's trust as if nobody vouched for that host's certificate: whoever answers in the place
    /// of a member could name a host of his own, for which a certificate is easily had.
    #[must_use]
    pub fn members(mut self, members: impl IntoIterator<Item = Endpoint>) -> Self {
        self.members = Some(members.into_iter().collect());
        self
    }

    /// Who judges the certificate of a host that another one has named.
    fn trust_in(&self, named: &Endpoint) -> Arc<dyn Trust> {
        let is_member =
            |members: &Arc<[Endpoint]>| members.contains(named) || *named == self.endpoint;
        match self.members.as_ref().is_none_or(is_member) {
            true => self.trust.clone(),
            false => Arc::new(Unvouched(self.trust.clone())),
        }
    }

    /// Where it leads.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Logs in, at the pool's coordinator: a supporter says where that is, and
    /// [`Session::endpoint`] tells where this ended up.
    ///
    /// Dropping the future leaves no session behind: if the log-in succeeds all the same, it is
    /// logged out.
    ///
    /// # Errors
    /// Any; those of the API first of all
    /// [`ApiError::AuthenticationFailed`](crate::ApiError::AuthenticationFailed). A host that is
    /// up but not in service says so by an error of
    /// [`ApiError::is_out_of_service`](crate::ApiError::is_out_of_service).
    pub async fn login(&self, credentials: &Credentials) -> Result<Session> {
        let transport = Arc::new(self.transport()?);
        let (connector, credentials) = (self.clone(), credentials.clone());
        // A session that nobody took is dropped at the end of this, which logs it out.
        to_the_end(async move {
            let endpoint = connector.endpoint.clone();
            let login = connector
                .enter(endpoint, &credentials, &transport, 0)
                .await?;
            Ok(Session::new(connector, credentials, login))
        })
        .await
    }

    /// Logs in to one host alone, past its pool: works on a supporter without a coordinator, where
    /// nothing else does.
    ///
    /// # Errors
    /// As [`login`](Self::login).
    pub async fn local_login(&self, credentials: &Credentials) -> Result<LocalSession> {
        let transport = self.transport()?;
        let credentials = credentials.clone();
        to_the_end(async move { LocalSession::enter(transport, &credentials).await }).await
    }

    /// Logs an old session out, of which only [the reference](Session::reference_for_keyring) is
    /// left.
    ///
    /// # Errors
    /// Any, but a session that had already gone is fine. At a supporter, which knows no sessions,
    /// [`ApiError::HostIsSlave`](crate::ApiError::HostIsSlave).
    pub async fn resume_to_close(&self, reference: &SessionRef) -> Result<()> {
        let transport = self.transport()?;
        let params = params![reference.expose()];
        let call = Call::new(Lane::Calls, "session.logout", &params);
        match transport.call(call, Top::<()>::new).await {
            Err(Error::Api(ApiError::SessionInvalid { .. })) => Ok(()),
            outcome => outcome,
        }
    }

    fn transport(&self) -> Result<Transport> {
        Transport::new(self.endpoint.clone(), self.trust.clone(), self.timeouts)
    }

    /// The coordinator that the supporter `here` names, if it may and can be followed there. The
    /// way stays the same: what began with TLS goes on with TLS, to a host that the caller's trust
    /// is asked about like about any other.
    pub(crate) fn next_after(&self, here: &Endpoint, address: &str) -> Option<Endpoint> {
        here.with_host(address).filter(|_| self.follows)
    }

    /// Logs in at `endpoint`, or where it sends us; over `transport`, if that leads there.
    pub(crate) async fn enter(
        &self,
        mut endpoint: Endpoint,
        credentials: &Credentials,
        transport: &Arc<Transport>,
        generation: u64,
    ) -> Result<Login> {
        let mut visited = vec![endpoint.clone()];
        loop {
            let transport = if *transport.endpoint() == endpoint {
                transport.clone()
            } else {
                let trust = self.trust_in(&endpoint);
                Arc::new(Transport::new(endpoint.clone(), trust, self.timeouts)?)
            };
            let error = match self.log_in_at(&transport, credentials).await {
                Ok(reference) => return Ok(Login::new(transport, reference, generation)),
                Err(error) => error,
            };
            let Some(ApiError::HostIsSlave { address, .. }) = error.api() else {
                return Err(error);
            };
            let Some(next) = self.next_after(&endpoint, address) else {
                return Err(error);
            };
            tracing::debug!(from = %endpoint, to = %next, "passed on to the coordinator");
            // Two hosts that each take the other for the coordinator, or one behind an address
            // that leads back to where we are.
            if visited.contains(&next) || visited.len() > MAX_HOPS {
                return Err(error);
            }
            visited.push(next.clone());
            endpoint = next;
        }
    }

    /// Logs in with as many parameters as the server takes: the originator is unknown before API
    /// 2.0, the version before 1.1.
    async fn log_in_at(
        &self,
        transport: &Transport,
        credentials: &Credentials,
    ) -> Result<SessionRef> {
        let (user, password) = (credentials.user(), credentials.password());
        let forms: [Params; 3] = [
            params![user, password, "1.0", self.originator],
            params![user, password, "1.0"],
            params![user, password],
        ];
        let mut outcome = Err(Error::LoggedOut);
        for form in &forms {
            let call = Call::new(Lane::Calls, "session.login_with_password", form);
            outcome = transport.call(call, Top::<SessionRef>::new).await;
            match &outcome {
                Err(Error::Api(ApiError::MessageParameterCountMismatch { .. })) => {}
                _ => break,
            }
        }
        outcome
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::certificate::{CertificateInfo, Fingerprint};

    /// Whether the platform's word for a certificate counts at a host that a log-in is sent on to.
    #[test]
    fn who_is_no_member_is_not_vouched_for() {
        let at = |text: &str| Endpoint::parse(text).unwrap();
        let asked: Arc<Mutex<Vec<(String, bool)>>> = Arc::default();
        let seen = asked.clone();
        let trust = move |place: &str, shown: &CertificateInfo| {
            seen.lock()
                .unwrap()
                .push((place.to_owned(), shown.verified));
            true
        };
        let there = Connector::new(at("https://xen1")).trust(Arc::new(trust));
        let shown = CertificateInfo {
            fingerprint: Fingerprint([0; 32]),
            subject: String::new(),
            issuer: String::new(),
            names: Vec::new(),
            not_before: 0,
            not_after: 0,
            verified: true,
        };
        let ask = |there: &Connector, named: &str| {
            let trust = there.trust_in(&at(named));
            assert!(trust.accepts(named, &shown));
        };
        ask(&there, "anybody");
        let there = there.members([at("https://xen2")]);
        for named in ["xen1", "xen2", "xen2:8443", "evil.example"] {
            ask(&there, named);
        }
        let expected = [
            ("anybody", true),
            ("xen1", true),
            ("xen2", true),
            ("xen2:8443", false),
            ("evil.example", false),
        ];
        let asked = asked.lock().unwrap();
        assert!(
            asked
                .iter()
                .map(|(place, verified)| (place.as_str(), *verified))
                .eq(expected)
        );
    }
}
