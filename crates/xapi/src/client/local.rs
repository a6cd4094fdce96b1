//! A session at one host alone, for when its pool has lost its coordinator.

use std::fmt;

use super::credentials::Credentials;
use super::endpoint::Endpoint;
use super::session::to_the_end;
use super::transport::{Call, Lane, Transport};
use crate::api_error::ApiError;
use crate::codec::Top;
use crate::codec::params::Params;
use crate::error::{Error, Result};
use crate::params;
use crate::session_ref::SessionRef;
use serde::de::DeserializeOwned;

/// A session that is good at one host only, and for little more than the calls here; made by
/// [`Connector::local_login`](crate::Connector::local_login).
///
/// [`logout`](Self::logout) ends it. Should that be forgotten, dropping it inside a tokio runtime
/// starts it.
pub struct LocalSession {
    /// None when logged out.
    login: Option<Local>,
    endpoint: Endpoint,
}

struct Local {
    transport: Transport,
    reference: SessionRef,
}

impl fmt::Debug for LocalSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalSession")
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

impl LocalSession {
    pub(crate) async fn enter(transport: Transport, credentials: &Credentials) -> Result<Self> {
        let params = params![credentials.user(), credentials.password()];
        let method = "session.slave_local_login_with_password";
        let call = Call::new(Lane::Calls, method, &params);
        let reference: SessionRef = transport.call(call, Top::new).await?;
        Ok(Self {
            endpoint: transport.endpoint().clone(),
            login: Some(Local {
                transport,
                reference,
            }),
        })
    }

    /// Where the session is.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Whether the host is a supporter that has lost its coordinator.
    ///
    /// # Errors
    /// Any.
    pub async fn is_in_emergency_mode(&self) -> Result<bool> {
        self.call("host.is_in_emergency_mode", params![]).await
    }

    /// Makes the host the coordinator of what is left of its pool. It restarts its management for
    /// that, after which it can be [logged in](crate::Connector::login) to, and
    /// [`recover_supporters`](crate::Session::recover_supporters) makes the others follow.
    ///
    /// The old coordinator must be gone for good: two of them in one pool destroy data.
    ///
    /// # Errors
    /// Any; [`ApiError::NotInEmergencyMode`] if the host has not lost its coordinator.
    pub async fn become_coordinator(&self) -> Result<()> {
        self.call("pool.emergency_transition_to_master", params![])
            .await
    }

    /// Makes the host follow the coordinator at that address. It restarts its management for that.
    ///
    /// # Errors
    /// Any; [`ApiError::NotInEmergencyMode`] if the host has not lost its coordinator.
    pub async fn follow(&self, coordinator: &str) -> Result<()> {
        self.call("pool.emergency_reset_master", params![coordinator])
            .await
    }

    /// Ends the session.
    ///
    /// # Errors
    /// Any, but a session that had already gone is fine.
    pub async fn logout(mut self) -> Result<()> {
        match self.login.take() {
            Some(login) => to_the_end(leave(login)).await,
            None => Ok(()),
        }
    }

    async fn call<T: DeserializeOwned>(&self, method: &str, params: Params) -> Result<T> {
        match &self.login {
            Some(login) => login.call(method, params).await,
            None => Err(Error::LoggedOut),
        }
    }
}

impl Local {
    async fn call<T: DeserializeOwned>(&self, method: &str, params: Params) -> Result<T> {
        let params = params.after(self.reference.expose());
        let call = Call::new(Lane::Calls, method, &params);
        self.transport.call(call, Top::new).await
    }
}

async fn leave(login: Local) -> Result<()> {
    match login.call("session.local_logout", params![]).await {
        Err(Error::Api(ApiError::SessionInvalid { .. })) => Ok(()),
        outcome => outcome,
    }
}

impl Drop for LocalSession {
    fn drop(&mut self) {
        if let Some(login) = self.login.take()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(async move {
                if let Err(error) = leave(login).await {
                    tracing::debug!(%error, "could not log out");
                }
            });
        }
    }
}
