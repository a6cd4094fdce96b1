//! What was asked for of many objects at once: one limit, one cancel, and another try of what failed.

use std::sync::Arc;

use inventory::{
    Problem,
    jobs::{Part, Parts},
};

use super::{Run, Runner};
use crate::{api::TaskState, lock::lock};

impl Runner {
    /// Stops all runs of a group: what waits is not begun, what runs is asked to stop.
    ///
    /// # Errors
    /// The first that could not be asked, once all were.
    pub(crate) async fn cancel_group(self: &Arc<Self>, group: &str) -> Result<(), Problem> {
        let mut runs = self.of_group(group, |run| {
            run.runs().then(|| (run.waits(), run.id.clone()))
        });
        // What waits goes first, or it would begin in the place of what is stopped.
        runs.sort_by_key(|(waits, _)| !waits);
        let mut refusal = None;
        for (_, id) in runs {
            if let Err(problem) = self.cancel(&id).await {
                refusal.get_or_insert(problem);
            }
        }
        refusal.map_or(Ok(()), Err)
    }

    /// Does again what has failed or was stopped of a group, and answers with the new tasks' ids.
    pub(crate) fn retry_group(self: &Arc<Self>, group: &str) -> Result<Vec<String>, Problem> {
        let mut at_once = None;
        let parts = self.of_group(group, |run| {
            let again = matches!(run.view().state, TaskState::Failed | TaskState::Cancelled);
            at_once = Some(run.origin.at_once);
            again.then(|| Part {
                request: run.origin.request.clone(),
                object: run.subject.clone(),
                refusal: None,
                leads: run.origin.leads,
            })
        });
        if parts.is_empty() {
            return Err(Problem::new("nothing_failed"));
        }
        self.run_parts(Parts::of(parts, at_once))
    }

    /// Takes back what all runs of a group have done, as far as nobody has changed it since, and answers with
    /// the new tasks' ids.
    ///
    /// # Errors
    /// Why the first cannot be taken back, where none can.
    pub(crate) fn undo_group(self: &Arc<Self>, group: &str) -> Result<Vec<String>, Problem> {
        let done = self.of_group(group, |run| run.can_be_undone().then(|| run.id.clone()));
        self.undo_all(&done)
    }

    fn of_group<T>(&self, group: &str, pick: impl FnMut(&Run) -> Option<T>) -> Vec<T> {
        let runs = lock(&self.runs);
        let of_group = runs
            .iter()
            .filter(|run| run.origin.group.as_deref() == Some(group));
        of_group.filter_map(pick).collect()
    }
}
