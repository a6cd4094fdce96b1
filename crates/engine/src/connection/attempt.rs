//! One try at a server: finds the password, reaches a host, logs in.

use std::sync::Arc;

use inventory::Problem;
use tokio::sync::{mpsc, oneshot};

use super::{event::ActorEvent, services::Services};
use crate::{
    api::{ConnectionKind, EmergencyAction, KeepPassword},
    secret::Secret,
    servers::Server,
    source::{ConnectParams, Failure, Link, Source},
    trust::Checker,
};

/// All that a try needs to know.
pub(super) struct ConnectAttempt {
    pub(super) services: Services,
    pub(super) source: Arc<dyn Source>,
    pub(super) server: Server,
    /// Where the pool let us in last.
    pub(super) last: Option<String>,
    pub(super) password: Option<Secret>,
    pub(super) otp: Option<Secret>,
    pub(super) token: Option<Secret>,
    pub(super) proven: bool,
    pub(super) trust: Arc<Checker>,
}

impl ConnectAttempt {
    /// What there is to log in with: a password, or what the server gave us to come back with.
    async fn proofs(&self) -> Result<(Option<Secret>, Option<Secret>), Failure> {
        let server = &self.server;
        // Whoever is signed in at its Xen Orchestra is signed in here. And a host that knows no users
        // wants no password either.
        if server.kind == ConnectionKind::XoPool || server.user.is_empty() {
            return Ok((self.password.clone(), None));
        }
        let (mut password, mut token) = (self.password.clone(), self.token.clone());
        if password.is_none() && token.is_none() {
            let kept = match server.keep {
                KeepPassword::Ask => Ok(None),
                _ => self.services.vault.get(server.id.as_str()).await,
            };
            let kept = kept.map_err(|problem| Failure::Password(Some(problem)))?;
            match server.keep {
                KeepPassword::Token => token = kept,
                _ => password = kept,
            }
        }
        match (&password, &token) {
            (None, None) => Err(Failure::Password(None)),
            _ => Ok((password, token)),
        }
    }

    async fn params(
        self,
        on_address: Arc<dyn Fn(&str) + Send + Sync>,
    ) -> Result<ConnectParams, Failure> {
        let (password, token) = self.proofs().await?;
        let server = self.server;
        Ok(ConnectParams {
            address: server.address,
            last: self.last,
            members: server.members,
            user: server.user,
            password: password.unwrap_or_else(|| Secret::new("")),
            otp: self.otp,
            token,
            keeps_token: server.keep == KeepPassword::Token,
            proven: self.proven,
            trust: self.trust,
            on_address,
        })
    }
}

async fn enter(
    source: Arc<dyn Source>,
    params: Result<ConnectParams, Failure>,
) -> Result<(Arc<dyn Link>, Secret), Failure> {
    let params = params?;
    let password = params.password.clone();
    Ok((source.open(params).await?, password))
}

/// Makes the try and tells how it went.
pub(super) async fn open(connect: ConnectAttempt, attempt: u64, news: mpsc::Sender<ActorEvent>) {
    let listener = news.clone();
    // One who has no time to hear which address it is will hear of the next.
    let on_address = Arc::new(move |address: &str| {
        let _ = listener.try_send(ActorEvent::Trying(attempt, address.to_owned()));
    });
    let source = connect.source.clone();
    let params = tokio::select! {
        params = connect.params(on_address) => params,
        // It ends: nobody waits for a keyring any more.
        () = news.closed() => return,
    };
    let news_of_it = match enter(source, params).await {
        Ok((link, password)) => ActorEvent::Opened(attempt, link, password),
        Err(failure) => ActorEvent::Failed(attempt, failure.into()),
    };
    if let Err(mpsc::error::SendError(ActorEvent::Opened(_, link, _))) = news.send(news_of_it).await
    {
        link.give_up().await;
        link.close().await;
    }
}

/// Acts at a supporter that has lost its coordinator, and tells who asked for it.
pub(super) async fn act(
    attempt: ConnectAttempt,
    host: String,
    action: EmergencyAction,
    news: mpsc::Sender<ActorEvent>,
    done: oneshot::Sender<Result<(), Problem>>,
) {
    let source = attempt.source.clone();
    let outcome = match attempt.params(Arc::new(|_| {})).await {
        Ok(params) => source.emergency(params, &host, &action).await,
        Err(Failure::Password(Some(problem))) => Err(problem),
        Err(_) => Err(Problem::new("not_live")),
    };
    if outcome.is_ok() {
        let _ = news.send(ActorEvent::Acted(action)).await;
    }
    let _ = done.send(outcome);
}

/// Ends the sessions that an earlier run of the program has left behind, and says which are gone.
pub(super) async fn revoke_orphaned(
    attempt: ConnectAttempt,
    left: Vec<Secret>,
    gone: impl Fn(Secret),
) {
    let source = attempt.source.clone();
    let Ok(params) = attempt.params(Arc::new(|_| {})).await else {
        return;
    };
    for orphan in left {
        if source.revoke_orphaned(params.clone(), &orphan).await {
            gone(orphan);
        }
    }
}
