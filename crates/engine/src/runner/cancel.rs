//! Asking tasks to stop.

use std::sync::Arc;

use inventory::Problem;
use xapi::Class;

use super::{Runner, server_tasks};
use crate::{api::TaskState, change_bus::Invalidation, lock::lock};

impl Runner {
    /// Asks a task to stop. Ours is not begun, if it waits yet; between two steps it stops and takes
    /// back what it has done; a call that is under way is cancelled at the server, where that can be.
    pub(crate) async fn cancel(self: &Arc<Self>, id: &str) -> Result<(), Problem> {
        let gone = || Problem::new("no_such_object");
        let mut stopped = None;
        let ours = {
            let mut runs = lock(&self.runs);
            let run = runs.iter_mut().find(|run| run.id == id && run.runs());
            run.map(|run| {
                if run.waits() {
                    run.end(TaskState::Cancelled, None);
                    self.note(run);
                    return None;
                }
                let more = run.calls.len() < run.plan.steps.len();
                run.cancelling = more;
                // What we send ourselves we stop ourselves; no server can.
                let task = run.current_task().filter(|_| run.moves_file());
                if run.stop_sending() {
                    stopped = task;
                    return None;
                }
                let (connection, task) = run.current_task().unzip();
                Some((
                    connection.unwrap_or_else(|| run.connection.clone()),
                    task,
                    more,
                ))
            })
        };
        let is_ours = ours.is_some();
        let (connection, task, stops_later) = match ours {
            Some(None) => {
                // A server that is still at work on it need not find out by itself.
                if let Some((connection, task)) = stopped
                    && let Ok(link) = self.connections.get(&connection)?.link()
                    && let Err(problem) = link.cancel(&task).await
                {
                    tracing::debug!(?problem, "a transfer's task was not cancelled");
                }
                self.change_bus.publish(Invalidation::Tasks);
                return Ok(());
            }
            Some(Some((connection, task, more))) => (connection, task, more),
            None => {
                let (connection, task) = server_tasks::parse_id(id).ok_or_else(gone)?;
                (connection, Some(task), false)
            }
        };
        let connection = self.connections.get(&connection)?;
        let Some(task) = task else {
            self.change_bus.publish(Invalidation::Tasks);
            return match stops_later {
                true => Ok(()),
                false => Err(Problem::new("not_allowed_now")),
            };
        };
        // One of ours is there from the call on; that it is may not have been told yet.
        let is_there = || {
            let world = connection.store.read();
            world.object(&Class::Task, &task).is_some()
        };
        if !is_ours && !is_there() {
            return Err(gone());
        }
        connection.may_change()?;
        let link = connection.link()?;
        self.say_cancelling(id, true);
        let asked = link.cancel(&task).await;
        asked.or_else(|problem| {
            self.say_cancelling(id, false);
            match stops_later {
                true => Ok(()),
                false => Err(connection.named(problem)),
            }
        })
    }

    fn say_cancelling(&self, id: &str, cancelling: bool) {
        if let Some(run) = lock(&self.runs).iter_mut().find(|run| run.id == id)
            && let Some(entry) = run.calls.last_mut()
        {
            let call = &mut entry.tracked;
            call.status.cancelling = cancelling && call.runs();
        }
        self.change_bus.publish(Invalidation::Tasks);
    }
}
