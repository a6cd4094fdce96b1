//! Hosts that are up but serve nobody: starting ones, and supporters that have lost their
//! coordinator. Both say the same; only a log-in at the host alone tells which.

use std::{
    collections::HashMap,
    sync::Mutex,
    time::{Duration, Instant},
};

use ::xapi::{Endpoint, Error};
use futures_util::future::join_all;
use inventory::Problem;

use super::{Xapi, credentials, failure};
use crate::{
    api::EmergencyAction,
    lock::lock,
    problems,
    source::{ConnectParams, Failure},
};

/// For so long a host's word on its state is believed: to ask for it costs a log-in.
const BELIEVED: Duration = Duration::from_secs(5);
/// How long that may take; to refuse a password alone takes a server five seconds.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// What hosts have said: whether they have lost their coordinator, and when they said so.
#[derive(Default)]
pub(super) struct States(Mutex<HashMap<String, (Instant, bool)>>);

/// How a host is called in a [`Failure::Emergency`].
fn name(endpoint: &Endpoint) -> String {
    let url = endpoint.url();
    url.split_once("://")
        .map_or_else(|| url.clone(), |(_, place)| place.to_owned())
}

impl Xapi {
    /// The emergency, if of all hosts that answered there are only some that have lost their
    /// coordinator.
    pub(super) async fn emergency_among(
        &self,
        params: &ConnectParams,
        typed: &Endpoint,
        failed: &[(Endpoint, Error)],
    ) -> Option<Failure> {
        let mut silent: Vec<(&Endpoint, &Error)> = failed
            .iter()
            .filter(|(_, error)| error.api().is_some_and(|api| api.is_out_of_service()))
            .map(|(endpoint, error)| (endpoint, error))
            .collect();
        let answered = failed.iter().filter(|(_, error)| error.api().is_some());
        if silent.is_empty() || silent.len() < answered.count() {
            return None;
        }
        // The address that a person gave is the one to name, if there is a choice.
        silent.sort_by_key(|(endpoint, _)| *endpoint != typed);
        let states = silent
            .iter()
            .map(|(endpoint, _)| self.has_lost_coordinator(endpoint, params));
        if !join_all(states).await.into_iter().all(|lost| lost) {
            return None;
        }
        let (endpoint, error) = silent.first()?;
        Some(Failure::Emergency {
            host: name(endpoint),
            why: problems::of(error),
        })
    }

    async fn has_lost_coordinator(&self, endpoint: &Endpoint, params: &ConnectParams) -> bool {
        let key = endpoint.url();
        if let Some((when, lost)) = lock(&self.states.0).get(&key)
            && when.elapsed() < BELIEVED
        {
            return *lost;
        }
        let asking = async {
            let connector = self.way(params).to(endpoint.clone());
            let session = connector.local_login(&credentials(params)).await?;
            let lost = session.is_in_emergency_mode().await;
            if let Err(error) = session.logout().await {
                tracing::debug!(%error, "a local session stays");
            }
            lost
        };
        let lost = match tokio::time::timeout(PATIENCE, asking).await {
            Ok(Ok(lost)) => lost,
            Ok(Err(error)) => {
                tracing::debug!(%endpoint, %error, "a host does not say how it stands");
                false
            }
            Err(_) => false,
        };
        lock(&self.states.0).insert(key, (Instant::now(), lost));
        lost
    }
}

/// Does something at the host of that name alone.
pub(super) async fn act(
    xapi: &Xapi,
    params: &ConnectParams,
    host: &str,
    action: &EmergencyAction,
) -> Result<(), Problem> {
    let problem = |error: Error| match failure(&params.trust, &error) {
        Failure::Password(Some(wrong)) => wrong,
        _ => problems::of(&error),
    };
    let typed = Endpoint::parse(&params.address).map_err(problem)?;
    let endpoint = if name(&typed) == host {
        typed
    } else {
        let there = typed.with_host(host);
        there.ok_or_else(|| Problem::new("bad_address").with("address", host))?
    };
    let connector = xapi.way(params).to(endpoint.clone());
    let session = connector
        .local_login(&credentials(params))
        .await
        .map_err(problem)?;
    let done = match action {
        EmergencyAction::BecomeCoordinator => session.become_coordinator().await,
        EmergencyAction::Follow { address } => session.follow(address).await,
    };
    lock(&xapi.states.0).remove(&endpoint.url());
    if let Err(error) = session.logout().await {
        tracing::debug!(%error, "a local session stays");
    }
    done.map_err(problem)
}
