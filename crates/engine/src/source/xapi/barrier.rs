//! A barrier between what a call has done and what the objects show: an answer comes on its own way, and may
//! be here before the events that tell of its effect. Who hears "done" and looks, or asks for the next
//! thing, must not find the state of before.
//!
//! The server has a means for that: `event.inject` answers with its place in the history, behind all that
//! was done before, and what `event.from` tells from beyond that place tells of all of it.

use std::{sync::Arc, time::Duration};

use ::xapi::{Change, Error, Pool, Ref, Session, calls};
use tokio::{
    sync::{OnceCell, watch},
    time::timeout,
};

/// Events that have not come for so long are not waited for: the connection for them may be dead, and what
/// was answered is true all the same.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where the events have come to that are among the objects already, and who waits for more.
#[derive(Clone, Default)]
pub(super) struct Barrier {
    shown: Arc<watch::Sender<String>>,
    pool: Arc<OnceCell<Ref<Pool>>>,
}

impl Barrier {
    /// Everything up to this token is among the objects.
    pub(super) fn is_shown(&self, token: &str) {
        self.shown.send_if_modified(|shown| {
            let is_new = shown != token;
            if is_new {
                token.clone_into(shown);
            }
            is_new
        });
    }

    /// These changes go to the objects next. Once a list begins anew nothing of it is shown, and where it will end is not
    /// known: a pool whose database was restored goes on from an older place than the last.
    pub(super) fn take(&self, changes: &[Change]) {
        if changes.iter().any(|change| matches!(change, Change::Init)) {
            self.is_shown("");
        }
    }

    /// Waits until everything that was done before is among the objects; not for ever, and not once `left`
    /// says that nothing more will come. Servers of before 6.1 have no such barrier: nothing is waited for.
    pub(super) async fn pass(&self, session: &Session, mut left: watch::Receiver<bool>) {
        let shown = async {
            match self.place(session).await {
                // The place itself is just before the event of `inject`: that must have been told.
                Ok(place) => {
                    let mut shown = self.shown.subscribe();
                    drop(shown.wait_for(|shown| **shown > *place).await);
                }
                Err(error) => tracing::debug!(%error, "no barrier"),
            }
        };
        let shown = timeout(PATIENCE, shown);
        tokio::select! {
            passed = shown => {
                if passed.is_err() {
                    tracing::debug!("the events are late");
                }
            }
            _ = left.wait_for(|left| *left) => {}
        }
    }

    /// The server's place in its history.
    async fn place(&self, session: &Session) -> Result<String, Error> {
        let pool = self.pool.get_or_try_init(|| async {
            let pools = session.run(calls::pool::get_all()).await?;
            pools.into_iter().next().ok_or(Error::Cut)
        });
        let place = session.run(calls::event::inject("pool", pool.await?.as_str()));
        Ok(place.await?.as_str().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_shown_once_a_list_begins_anew() {
        let barrier = Barrier::default();
        let shown = || barrier.shown.borrow().clone();
        barrier.is_shown("00000000000000000090,0");
        barrier.take(&[Change::InitDone]);
        assert_eq!(shown(), "00000000000000000090,0");
        barrier.take(&[Change::Init]);
        assert_eq!(shown(), "");
    }
}
