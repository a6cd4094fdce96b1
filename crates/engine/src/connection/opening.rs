//! One try at a server: finds the password, reaches a host, logs in.

use std::sync::Arc;

use inventory::Problem;
use tokio::sync::{mpsc, oneshot};

use super::run::{House, News};
use crate::{
    api::{EmergencyAction, KeepPassword},
    secret::Secret,
    servers::Server,
    source::{Failure, Link, Wanted},
    trust::Checker,
};

/// All that a try needs to know.
pub(super) struct Opening {
    pub(super) house: House,
    pub(super) server: Server,
    /// Where the pool let us in last.
    pub(super) last: Option<String>,
    pub(super) password: Option<Secret>,
    pub(super) proven: bool,
    pub(super) trust: Arc<Checker>,
}

impl Opening {
    async fn wanted(self, told: Arc<dyn Fn(&str) + Send + Sync>) -> Result<Wanted, Failure> {
        let server = self.server;
        let password = match (self.password, server.keep) {
            (Some(password), _) => password,
            // A host that knows no users wants no password either, and none was kept.
            (None, _) if server.user.is_empty() => Secret::new(""),
            (None, KeepPassword::Ask) => return Err(Failure::Password(None)),
            (None, KeepPassword::Keyring | KeepPassword::Token) => {
                match self.house.vault.get(server.id.as_str()).await {
                    Ok(Some(password)) => password,
                    Ok(None) => return Err(Failure::Password(None)),
                    Err(problem) => return Err(Failure::Password(Some(problem))),
                }
            }
        };
        Ok(Wanted {
            address: server.address,
            last: self.last,
            members: server.members,
            user: server.user,
            password,
            proven: self.proven,
            trust: self.trust,
            told,
        })
    }

    async fn open(
        self,
        told: Arc<dyn Fn(&str) + Send + Sync>,
    ) -> Result<(Arc<dyn Link>, Secret), Failure> {
        let source = self.house.source.clone();
        let wanted = self.wanted(told).await?;
        let password = wanted.password.clone();
        Ok((source.open(wanted).await?, password))
    }
}

/// Makes the try and tells how it went.
pub(super) async fn open(opening: Opening, attempt: u64, news: mpsc::Sender<News>) {
    let listener = news.clone();
    // One who has no time to hear which address it is will hear of the next.
    let told = Arc::new(move |address: &str| {
        let _ = listener.try_send(News::Trying(attempt, address.to_owned()));
    });
    let news_of_it = match opening.open(told).await {
        Ok((link, password)) => News::Opened(attempt, link, password),
        Err(failure) => News::Failed(attempt, failure.into()),
    };
    if let Err(mpsc::error::SendError(News::Opened(_, link, _))) = news.send(news_of_it).await {
        link.close().await;
    }
}

/// Acts at a supporter that has lost its coordinator, and tells who asked for it.
pub(super) async fn act(
    opening: Opening,
    host: String,
    action: EmergencyAction,
    news: mpsc::Sender<News>,
    done: oneshot::Sender<Result<(), Problem>>,
) {
    let source = opening.house.source.clone();
    let outcome = match opening.wanted(Arc::new(|_| {})).await {
        Ok(wanted) => source.emergency(wanted, &host, &action).await,
        Err(Failure::Password(Some(problem))) => Err(problem),
        Err(_) => Err(Problem::new("not_live")),
    };
    if outcome.is_ok() {
        let _ = news.send(News::Acted(action)).await;
    }
    let _ = done.send(outcome);
}

/// Ends the sessions that an earlier run of the program has left behind, and says which are gone.
pub(super) async fn bury(opening: Opening, left: Vec<Secret>, gone: impl Fn(Secret)) {
    let source = opening.house.source.clone();
    let Ok(wanted) = opening.wanted(Arc::new(|_| {})).await else {
        return;
    };
    for remains in left {
        if source.bury(wanted.clone(), &remains).await {
            gone(remains);
        }
    }
}
