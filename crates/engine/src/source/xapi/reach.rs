//! How a pool is reached: by the address that a person gave, by the host that was its coordinator
//! last, and by all the others that it had.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use ::xapi::{ApiError, Endpoint, Error};
use inventory::Problem;
use tokio::{
    task::JoinSet,
    time::{Instant, sleep_until},
};

use super::{Xapi, credentials, failure, link::XapiLink};
use crate::{
    problems,
    source::{ConnectParams, Failure, Link},
};

/// When the first addresses have not answered for this long, the pool's other hosts are asked too. More
/// than a server takes to refuse a password: else a wrong one would be tried at all of them.
pub(super) const PATIENCE: Duration = Duration::from_secs(8);
/// The same, when we have been there before and know what to expect.
const IMPATIENCE: Duration = Duration::from_millis(500);

/// An address, and what came of it.
type Ended = (Endpoint, Result<XapiLink, Error>);

pub(super) async fn open(xapi: &Xapi, params: ConnectParams) -> Result<Arc<dyn Link>, Failure> {
    let typed =
        Endpoint::parse(&params.address).map_err(|error| Failure::Refused(problems::of(&error)))?;
    let mut tries = JoinSet::new();
    let begin = |tries: &mut JoinSet<Ended>, endpoint: Endpoint| {
        (params.on_address)(&endpoint.url());
        let (way, credentials) = (xapi.way(&params), credentials(&params));
        tries.spawn(async move {
            let session = way.to(endpoint.clone()).login(&credentials).await;
            (endpoint, session.map(|session| XapiLink::new(session, way)))
        });
    };
    let mut others = others(&typed, &params);
    begin(&mut tries, typed.clone());
    if params.proven
        && let Some(last) = others.pop_front_if(|other| params.last.as_ref() == Some(&other.url()))
    {
        begin(&mut tries, last);
    }
    let patience = if params.proven { IMPATIENCE } else { PATIENCE };
    let until = Instant::now() + patience;
    let mut failed = Vec::new();
    loop {
        let ended = tokio::select! {
            ended = tries.join_next() => ended,
            () = sleep_until(until), if !others.is_empty() => {
                others.drain(..).for_each(|other| begin(&mut tries, other));
                continue;
            }
        };
        match ended {
            Some(Ok((endpoint, Ok(link)))) => {
                link.wait_for(tokio::spawn(log_out_all(tries)));
                tracing::debug!(by = %endpoint, at = link.place(), "logged in");
                return Ok(Arc::new(link));
            }
            Some(Ok((endpoint, Err(error)))) => {
                if is_no_answer(&error) {
                    others.drain(..).for_each(|other| begin(&mut tries, other));
                }
                failed.push((endpoint, error));
            }
            Some(Err(error)) => tracing::error!(%error, "a log-in came to grief"),
            None => break,
        }
    }
    Err(sum_up(xapi, &params, &typed, failed).await)
}

/// The hosts that a pool is known to have: the one that was typed, and those it had.
pub(super) fn known(params: &ConnectParams) -> Vec<Endpoint> {
    let Ok(typed) = Endpoint::parse(&params.address) else {
        return Vec::new();
    };
    let mut known: Vec<Endpoint> = others(&typed, params).into();
    known.push(typed);
    known
}

/// The pool's other hosts, the one that was its coordinator last before the rest.
fn others(typed: &Endpoint, params: &ConnectParams) -> VecDeque<Endpoint> {
    let last = params
        .last
        .iter()
        .filter_map(|last| Endpoint::parse(last).ok());
    let members = params
        .members
        .iter()
        .filter_map(|member| typed.with_host(member));
    let mut others = VecDeque::new();
    for other in last.chain(members) {
        if other != *typed && !others.contains(&other) {
            others.push_back(other);
        }
    }
    others
}

/// Whether somebody else of the pool may know more.
fn is_no_answer(error: &Error) -> bool {
    match error.api() {
        None => !matches!(error, Error::Untrusted(_)),
        Some(ApiError::HostIsSlave { .. }) => true,
        Some(error) => error.is_out_of_service(),
    }
}

/// What a person has to hear of so many failures.
async fn sum_up(
    xapi: &Xapi,
    params: &ConnectParams,
    typed: &Endpoint,
    failed: Vec<(Endpoint, Error)>,
) -> Failure {
    if let Some(emergency) = xapi.emergency_among(params, typed, &failed).await {
        return emergency;
    }
    let (ours, theirs): (Vec<_>, Vec<_>) = failed
        .into_iter()
        .map(|(endpoint, error)| (endpoint == *typed, failure(&params.trust, &error)))
        .partition(|(ours, _)| *ours);
    let ours = ours.into_iter().next().map(|(_, failure)| failure);
    let why = match ours {
        Some(Failure::Lost(why)) => why,
        Some(failure) => return failure,
        None => Problem::new("internal").with("why", "a log-in came to grief"),
    };
    // The server itself is lost, the others know nothing better: theirs is a question at the most.
    let mut elsewhere = None;
    for (_, failure) in theirs {
        match failure {
            Failure::Password(_) => return failure,
            Failure::Certificate {
                host,
                presented,
                trusted,
            } => {
                elsewhere = elsewhere.or(Some(Failure::Elsewhere {
                    host,
                    presented,
                    trusted,
                    why: why.clone(),
                }));
            }
            _ => {}
        }
    }
    elsewhere.unwrap_or(Failure::Lost(why))
}

/// Ends the sessions of log-ins that came too late to be needed.
async fn log_out_all(mut tries: JoinSet<Ended>) {
    while let Some(ended) = tries.join_next().await {
        if let Ok((_, Ok(link))) = ended {
            link.close().await;
        }
    }
}
