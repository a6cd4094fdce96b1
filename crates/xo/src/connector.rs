//! From an address to a connection.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::ServerCertVerifier;

use crate::backoff::Backoff;
use crate::client::Client;
use crate::credentials::SignIn;
use crate::dial::Route;
use crate::endpoint::Endpoint;
use crate::error::Result;
use crate::tls;

/// How long to wait for what.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// For a connection, with its TLS handshake; and again for the WebSocket upgrade, which
    /// xo-server never answers at a path that it does not know.
    pub connect: Duration,
    /// For the answer to a sign-in.
    pub sign_in: Duration,
    /// For the answer to any other call, which for most operations is their whole duration.
    pub call: Duration,
    /// How often to ask the server for a sign of life.
    pub ping: Duration,
    /// After how long without a single byte a connection is given up. A transfer is given up after
    /// as long without progress as a call.
    pub silence: Duration,
    /// How long xo-server refuses a user's every password after a wrong one. A little more than it
    /// says: 2 s.
    pub throttle: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            sign_in: Duration::from_secs(30),
            call: Duration::from_secs(20 * 60),
            ping: Duration::from_secs(15),
            silence: Duration::from_secs(45),
            throttle: Duration::from_millis(2200),
        }
    }
}

/// How to get at a server: where it is and whom to trust.
#[derive(Clone)]
pub struct Connector {
    endpoint: Endpoint,
    judge: Option<Arc<dyn ServerCertVerifier>>,
    timeouts: Timeouts,
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector")
            .field("endpoint", &self.endpoint)
            .field("timeouts", &self.timeouts)
            .finish_non_exhaustive()
    }
}

impl Connector {
    /// Prepares a connection. Until told otherwise it trusts whom the platform trusts.
    pub fn new(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            judge: None,
            timeouts: Timeouts::default(),
        }
    }

    /// Lets `judge` decide about certificates, such as a [`Pinned`](crate::Pinned) one. It is asked
    /// about the certificate only; the signatures of the handshake are always verified, by this
    /// crate itself.
    #[must_use]
    pub fn verifier(mut self, judge: Arc<dyn ServerCertVerifier>) -> Self {
        self.judge = Some(judge);
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

    /// Connects, and makes sure that it is xo-server that answers. Nobody is signed in yet.
    ///
    /// # Errors
    /// [`Error::Untrusted`](crate::Error::Untrusted), [`Unreachable`](crate::Error::Unreachable),
    /// [`NotXo`](crate::Error::NotXo), [`TimedOut`](crate::Error::TimedOut) if the upgrade is left
    /// unanswered; any other.
    pub async fn connect(&self) -> Result<Client> {
        let route = Route {
            endpoint: self.endpoint.clone(),
            tls: tls::client_config(self.judge.clone())?,
            timeouts: self.timeouts,
            secrets: Arc::default(),
        };
        Client::open(route).await
    }

    /// Connects and signs in, as often as it takes: after a failure that may pass by itself it waits
    /// and tries again, for ever.
    ///
    /// # Errors
    /// Those that do not pass by themselves: certificate, password, no Xen Orchestra.
    pub async fn connect_patiently(&self, who: &SignIn, backoff: &mut Backoff) -> Result<Client> {
        loop {
            let attempt = async {
                let client = self.connect().await?;
                client.sign_in(who).await?;
                Ok(client)
            };
            match attempt.await {
                Err(error) if crate::Error::is_transient(&error) => {
                    let pause = backoff.pause();
                    tracing::debug!(server = %self.endpoint, %error, ?pause, "trying again");
                    tokio::time::sleep(pause).await;
                }
                outcome => return outcome,
            }
        }
    }
}
