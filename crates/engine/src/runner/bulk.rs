//! What was asked for of many objects at once: one limit, one cancel, and another try of what failed.

use std::sync::Arc;

use inventory::{JobRequest, ObjectKey, Problem};
use tokio::sync::Semaphore;

use super::{Run, Runner};
use crate::{api::TaskState, lock::lock};

/// So many runs of one group are under way at once; the others wait, and can be stopped before they
/// have begun.
const GROUP_AT_ONCE: usize = 25;

/// The turns of one group's runs.
pub(super) fn turns() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(GROUP_AT_ONCE))
}

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
        let failed: Vec<(JobRequest, ObjectKey)> = self.of_group(group, |run| {
            let again = matches!(run.view().state, TaskState::Failed | TaskState::Cancelled);
            again.then(|| (run.origin.request.clone(), run.subject.clone()))
        });
        let (requests, objects): (Vec<_>, Vec<_>) = failed.into_iter().unzip();
        let Some(request) = requests.first() else {
            return Err(Problem::new("nothing_failed"));
        };
        self.run(request, &objects, None)
    }

    fn of_group<T>(&self, group: &str, pick: impl FnMut(&Run) -> Option<T>) -> Vec<T> {
        let runs = lock(&self.runs);
        let of_group = runs
            .iter()
            .filter(|run| run.origin.group.as_deref() == Some(group));
        of_group.filter_map(pick).collect()
    }
}
