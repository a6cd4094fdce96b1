//! What forms ask servers for while they are filled in. A question changes nothing, so nothing is written down of it,
//! and who stops waiting for its answer just hangs up.

use std::{collections::HashMap, sync::Mutex};

use inventory::{
    Problem,
    jobs::{Reply, plan::Call},
};
use tokio::task::AbortHandle;

use crate::{connection::Connection, lock::lock, windows::WindowId};

/// The questions that are under way, by the window that asks and its own number.
#[derive(Default)]
pub(crate) struct Questions {
    asked: Mutex<HashMap<(WindowId, u32), AbortHandle>>,
}

impl Questions {
    /// Asks a server. Another question of the same number takes its place.
    ///
    /// # Errors
    /// `cancelled`, where that was said meanwhile; why nobody answers.
    pub(crate) async fn ask(
        &self,
        who: (WindowId, u32),
        connection: &Connection,
        call: Call,
    ) -> Result<Reply, Problem> {
        let link = connection.link()?;
        let asking = tokio::spawn(async move { link.ask(&call).await });
        let before = lock(&self.asked).insert(who.clone(), asking.abort_handle());
        if let Some(before) = before {
            before.abort();
        }
        let id = asking.id();
        let reply = asking.await.map_err(|_| Problem::new("cancelled"));
        let mut asked = lock(&self.asked);
        if asked.get(&who).is_some_and(|newest| newest.id() == id) {
            asked.remove(&who);
        }
        drop(asked);
        match reply?? {
            Reply::Refused { problem, params } => Ok(Reply::Refused {
                problem: connection.named(problem),
                params,
            }),
            answer => Ok(answer),
        }
    }

    /// Hangs up on a question.
    pub(crate) fn stop(&self, who: &(WindowId, u32)) {
        if let Some(asking) = lock(&self.asked).remove(who) {
            asking.abort();
        }
    }
}
