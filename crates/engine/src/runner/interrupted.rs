//! What was under way when the program ended: known from the journal at the next start, followed to the
//! end of the call that had been begun, and then gone on with or taken back as a person says.

use std::sync::Arc;

use inventory::{ConnectionId, JobRequest, ObjectKey, Problem};

use super::{Admitted, Runner, record::RunRecord};
use crate::{
    api::{HistoryPlace, TaskHistory, TaskRequest, TaskState},
    change_bus::Invalidation,
    journal::Search,
    lock::lock,
};

/// So many ended runs are told at once at the most.
const PAGE: u32 = 200;

impl Runner {
    /// Enters what the journal says was under way through these connections. Must be done before any of
    /// them is begun.
    pub(crate) async fn restore(self: &Arc<Self>, connections: &[ConnectionId]) {
        let records = match self.journal.unfinished().await {
            Ok(records) => records,
            Err(problem) => return self.notices.tell(None, None, problem),
        };
        let mut runs = lock(&self.runs);
        for text in records {
            match serde_json::from_str::<RunRecord>(&text) {
                Ok(record) if connections.contains(&record.subject.connection) => {
                    let run = record.into_interrupted();
                    if let Some((mark, time)) = run.time_left() {
                        self.give_time(run.connection.clone(), mark, time);
                    }
                    runs.push_back(run);
                }
                Ok(record) => self.journal.forget(&record.subject.connection),
                Err(error) => tracing::warn!(%error, "a run in the journal makes no sense"),
            }
        }
    }

    /// Goes on with runs that were interrupted: with one by its id, or with all of a group. Nothing that
    /// may have had an effect is sent again.
    ///
    /// # Errors
    /// The first that cannot go on, once all others do.
    pub(crate) fn go_on(self: &Arc<Self>, id: &str) -> Result<(), Problem> {
        let mut refusal = None;
        let mut admitted = Vec::new();
        for (id, connection) in self.interrupted(id)? {
            match self.prepare_to_go_on(&id, &connection) {
                Ok(one) => admitted.push(one),
                Err(problem) => refusal = refusal.or(Some(problem)),
            }
        }
        self.begin_in_turn(admitted);
        self.change_bus.publish(Invalidation::Tasks);
        refusal.map_or(Ok(()), Err)
    }

    fn prepare_to_go_on(&self, id: &str, connection: &ConnectionId) -> Result<Admitted, Problem> {
        let connection = self.connections.get(connection)?;
        connection.access().check()?;
        let link = connection.link()?;
        let mut runs = lock(&self.runs);
        let run = runs.iter_mut().find(|run| run.id == id);
        let run = run.ok_or_else(|| Problem::new("no_such_object"))?;
        run.go_on(&connection.store.read())?;
        Ok(Admitted::of(run, connection.clone(), link))
    }

    /// Takes back what interrupted runs have done: one by its id, or all of a group. What was not begun
    /// will not be.
    ///
    /// # Errors
    /// The first that cannot be taken back, once all others are.
    pub(crate) fn take_back(self: &Arc<Self>, id: &str) -> Result<(), Problem> {
        let mut refusal = None;
        let mut admitted = Vec::new();
        for (id, connection) in self.interrupted(id)? {
            match self.prepare_to_take_back(&id, &connection) {
                Ok(one) => admitted.extend(one),
                Err(problem) => refusal = refusal.or(Some(problem)),
            }
        }
        self.begin_in_turn(admitted);
        self.change_bus.publish(Invalidation::Tasks);
        refusal.map_or(Ok(()), Err)
    }

    /// None: there is nothing to take back.
    fn prepare_to_take_back(
        &self,
        id: &str,
        connection: &ConnectionId,
    ) -> Result<Option<Admitted>, Problem> {
        let has_begun = {
            let mut runs = lock(&self.runs);
            let run = runs.iter_mut().find(|run| run.id == id);
            let run = run.ok_or_else(|| Problem::new("no_such_object"))?;
            if run.waits() {
                run.end(TaskState::Cancelled, None);
                self.note(run);
            }
            !run.waits() && run.runs()
        };
        if !has_begun {
            return Ok(None);
        }
        let connection = self.connections.get(connection)?;
        connection.access().check()?;
        let link = connection.link()?;
        let mut runs = lock(&self.runs);
        let run = runs.iter_mut().find(|run| run.id == id);
        Ok(run.map(|run| {
            run.take_back();
            Admitted::of(run, connection.clone(), link)
        }))
    }

    /// The interrupted runs that `id` names: one, or a group of them.
    fn interrupted(&self, id: &str) -> Result<Vec<(String, ConnectionId)>, Problem> {
        let runs = lock(&self.runs);
        let found: Vec<(String, ConnectionId)> = runs
            .iter()
            .filter(|run| run.id == id || run.origin.group.as_deref() == Some(id))
            .filter(|run| run.view().state == TaskState::Interrupted)
            .map(|run| (run.id.clone(), run.connection.clone()))
            .collect();
        match found.is_empty() {
            true => Err(Problem::new("no_such_object")),
            false => Ok(found),
        }
    }

    /// A server is forgotten, and with it what was done there.
    pub(crate) fn forget(&self, connection: &ConnectionId) {
        self.journal.forget(connection);
    }

    /// What was asked for in this or an earlier run of the program and has ended, the newest first.
    ///
    /// # Errors
    /// The problem `cannot_read`.
    pub(crate) async fn history(
        &self,
        text: String,
        after: Option<HistoryPlace>,
    ) -> Result<TaskHistory, Problem> {
        let limit = PAGE;
        let found = self.journal.search(Search { text, after, limit }).await?;
        // A view of an earlier version of the program may lack what this one shows.
        let views = found.views.iter();
        Ok(TaskHistory {
            tasks: views
                .filter_map(|view| serde_json::from_str(view).ok())
                .collect(),
            more: found.more,
        })
    }

    /// What was asked for with a run of ours, so that it can be asked for again.
    ///
    /// # Errors
    /// `no_such_object`.
    pub(crate) async fn request_of(&self, id: &str) -> Result<TaskRequest, Problem> {
        let told = |(request, subject): (JobRequest, ObjectKey)| TaskRequest {
            request,
            objects: vec![subject],
        };
        {
            let runs = lock(&self.runs);
            if let Some(run) = runs.iter().find(|run| run.id == id) {
                return Ok(told((run.origin.request.clone(), run.subject.clone())));
            }
        }
        let text = self.journal.record(id).await?;
        let record = text.and_then(|text| serde_json::from_str::<RunRecord>(&text).ok());
        let record = record.ok_or_else(|| Problem::new("no_such_object"))?;
        Ok(told(record.into_request()))
    }
}

#[cfg(test)]
#[path = "interrupted_tests.rs"]
mod tests;
