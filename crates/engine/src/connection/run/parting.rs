//! How a connection lets go of a server, so that nothing of ours stays there.

use std::{sync::Arc, time::Duration};

use inventory::Problem;
use tokio::time::timeout;

use super::Actor;
use crate::{api::KeepPassword, connection::remains::Remains, lock::lock, source::Link};

/// How long it may take to let a server that we are not inside forget a token.
const BURIAL: Duration = Duration::from_secs(5);

impl Actor {
    /// Logs out. What the server gave us to come back with goes as well, unless we do.
    pub(super) fn say_goodbye(&mut self, link: Arc<dyn Link>) {
        let undertaker = self.remains.as_ref().map(Remains::undertaker);
        let comes_back = link.token().is_some() && link.token() == self.token;
        let left = self.left();
        self.errands.spawn(async move {
            let remains = link.remains();
            let gone = !comes_back && link.give_up().await;
            let closed = link.close().await;
            match (undertaker, remains) {
                (Some(buried), Some(remains)) if gone && closed => buried(remains),
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
            let undertaker = self.remains.as_ref().map(Remains::undertaker);
            let (shared, left) = (self.shared.clone(), self.left());
            self.errands.spawn(async move {
                let gone = timeout(BURIAL, shared.bury(&token)).await == Ok(true);
                match undertaker {
                    Some(buried) if gone => buried(token),
                    None if !gone => left(),
                    _ => {}
                }
            });
        }
    }

    /// Tells that a token stays on the server and that nothing here remembers it.
    fn left(&self) -> impl FnOnce() + Send + 'static {
        let (id, notices) = (self.shared.id.clone(), self.house.notices.clone());
        move || notices.tell(Some(&id), None, Problem::new("xo_token_left"))
    }
}
