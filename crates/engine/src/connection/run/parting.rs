//! How a connection lets go of a server, so that nothing of ours stays there.

use std::{sync::Arc, time::Duration};

use inventory::Problem;
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep_until, timeout},
};

use super::Actor;
use crate::{
    api::KeepPassword,
    connection::{event::ActorEvent, machine::Input, session_journal::SessionJournal},
    lock::lock,
    source::Link,
};

/// How long logging out may take at the end: it is a courtesy, and nobody waits longer for it.
const FAREWELL: Duration = Duration::from_millis(2500);
/// How long the keyring may take then.
const LAST_WORDS: Duration = Duration::from_millis(300);
/// How long it may take to let a server that we are not inside forget a token.
const REVOCATION: Duration = Duration::from_secs(5);

impl Actor {
    /// Logs out. What the server gave us to come back with goes as well, unless we do.
    pub(super) fn say_goodbye(&mut self, link: Arc<dyn Link>) {
        let on_closed = self.journal.as_ref().map(SessionJournal::on_closed);
        let comes_back = link.token().is_some() && link.token() == self.token;
        let left = self.left();
        let mut given_up = self.given_up.subscribe();
        self.errands.spawn(async move {
            tokio::select! {
                () = link.leave() => {}
                // No transfer goes on then, nor where nobody is left to say so.
                _ = given_up.changed() => {}
            }
            let session = link.open_session();
            let gone = !comes_back && link.give_up().await;
            let closed = link.close().await;
            match (on_closed, session) {
                (Some(on_closed), Some(session)) if gone && closed => on_closed(session),
                (None, _) if !gone && !comes_back => left(),
                _ => {}
            }
        });
    }

    /// Does not come back with what the server gave us for that. Whoever is inside takes it away;
    /// else it is tried from outside.
    pub(super) fn part(&mut self) {
        let token = self.token.take();
        let now = lock(&self.shared.now);
        if let (Some(token), None) = (token, &now.link)
            && now.server.keep != KeepPassword::Token
        {
            drop(now);
            let on_closed = self.journal.as_ref().map(SessionJournal::on_closed);
            let (shared, left) = (self.shared.clone(), self.left());
            self.errands.spawn(async move {
                let gone = timeout(REVOCATION, shared.revoke_orphaned(&token)).await == Ok(true);
                match on_closed {
                    Some(on_closed) if gone => on_closed(token),
                    None if !gone => left(),
                    _ => {}
                }
            });
        }
    }

    /// Tells that a token stays on the server and that nothing here remembers it.
    fn left(&self) -> impl FnOnce() + Send + 'static {
        let (id, notices) = (self.shared.id.clone(), self.services.notices.clone());
        move || notices.tell(Some(&id), None, Problem::new("xo_token_left"))
    }

    /// Lets go of the server.
    pub(super) fn leave(&mut self) {
        self.alarm = None;
        if let Some(watching) = self.watching.take() {
            watching.abort();
        }
        (self.heartbeat, self.overdue) = (None, None);
        // What was listed only in part is no list.
        self.writer.abandon();
        let link = lock(&self.shared.now).link.take();
        if let Some(link) = link {
            self.say_goodbye(link);
        }
    }

    /// Ends for good: whatever is under way comes home first, and logs out.
    pub(super) async fn end(
        mut self,
        heard: &mut mpsc::Receiver<ActorEvent>,
        done: Option<oneshot::Sender<()>>,
    ) {
        self.part();
        self.step(Input::Disconnect);
        // A try that is still to come in does not: what it opens it closes itself.
        heard.close();
        let until = Instant::now() + FAREWELL;
        loop {
            tokio::select! {
                errand = self.errands.join_next() => if errand.is_none() {
                    // The last errand's news may still be on its way.
                    match heard.try_recv() {
                        Ok(news) => self.hear(news).await,
                        Err(_) => break,
                    }
                },
                Some(news) = heard.recv() => self.hear(news).await,
                () = sleep_until(until) => {
                    tracing::warn!(connection = %self.shared.id, "ended without an answer");
                    break;
                }
            }
        }
        if let Some(journal) = self.journal.take() {
            journal.written(LAST_WORDS).await;
        }
        if let Some(done) = done {
            let _ = done.send(());
        }
    }
}
