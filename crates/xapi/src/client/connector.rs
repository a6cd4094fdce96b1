//! From an address to a session.

use std::fmt;
use std::sync::Arc;

use rustls::ClientConfig;

use super::credentials::Credentials;
use super::endpoint::Endpoint;
use super::session::{Login, Session};
use super::tls;
use super::transport::{Lane, Timeouts, Transport};
use super::trust::{Trust, TrustPlatform};
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

    /// Where it leads.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Logs in, at the pool's coordinator: a supporter says where that is, and
    /// [`Session::endpoint`] tells where this ended up.
    ///
    /// # Errors
    /// Any; those of the API first of all
    /// [`ApiError::AuthenticationFailed`](crate::ApiError::AuthenticationFailed).
    pub async fn login(&self, credentials: &Credentials) -> Result<Session> {
        let tls = Arc::new(tls::client_config(self.trust.clone())?);
        let login = self
            .enter(self.endpoint.clone(), credentials, tls, 0)
            .await?;
        Ok(Session::new(self.clone(), credentials.clone(), login))
    }

    /// Logs in at `endpoint`, or where it sends us.
    pub(crate) async fn enter(
        &self,
        mut endpoint: Endpoint,
        credentials: &Credentials,
        tls: Arc<ClientConfig>,
        generation: u64,
    ) -> Result<Login> {
        let mut visited = vec![endpoint.clone()];
        loop {
            let transport = Transport::new(endpoint.clone(), tls.clone(), self.timeouts)?;
            let error = match self.log_in_at(&transport, credentials).await {
                Ok(reference) => return Ok(Login::new(transport, reference, generation)),
                Err(error) => error,
            };
            let Some(ApiError::HostIsSlave { address, .. }) = error.api() else {
                return Err(error);
            };
            let next = endpoint.with_host(address);
            tracing::debug!(from = %endpoint, to = %next, "passed on to the coordinator");
            // Two hosts that each take the other for the coordinator, or one behind an address
            // that leads back to where we are.
            if address.is_empty() || visited.contains(&next) || visited.len() > MAX_HOPS {
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
            let method = "session.login_with_password";
            let made = transport.call(Lane::Calls, method, form, Top::<String>::new);
            outcome = made.await.map(|reference| {
                let reference = zeroize::Zeroizing::new(reference);
                SessionRef::from(reference.as_str())
            });
            match &outcome {
                Err(Error::Api(ApiError::MessageParameterCountMismatch { .. })) => {}
                _ => break,
            }
        }
        outcome
    }
}
