//! Taking back what runs have done, once they have ended well.

use std::sync::Arc;

use inventory::Problem;
use uuid::Uuid;

use super::{
    New, Runner,
    run::{Origin, Run},
};
use crate::lock::lock;

impl Runner {
    /// Takes back what a run has done.
    pub(crate) fn undo(self: &Arc<Self>, id: &str) -> Result<String, Problem> {
        let ids = self.undo_all(&[id.to_owned()])?;
        Ok(ids.into_iter().next().unwrap_or_default())
    }

    /// Takes back what each of some runs has done.
    pub(super) fn undo_all(self: &Arc<Self>, ids: &[String]) -> Result<Vec<String>, Problem> {
        let group = (ids.len() > 1).then(|| Uuid::new_v4().to_string());
        let mut refusal = None;
        let mut admitted = Vec::new();
        let mut undone = Vec::new();
        for id in ids {
            match self.prepare_to_undo(id, group.clone()) {
                Ok(one) => {
                    admitted.push(one);
                    undone.push(id);
                }
                Err(problem) => refusal = refusal.or(Some(problem)),
            }
        }
        if admitted.is_empty() {
            return Err(refusal.unwrap_or_else(|| Problem::new("not_undoable")));
        }
        let new = self.enter_all(admitted);
        let mut runs = lock(&self.runs);
        for run in runs.iter_mut().filter(|run| undone.contains(&&run.id)) {
            run.was_undone = true;
            self.note(run);
        }
        Ok(new)
    }

    fn prepare_to_undo(&self, id: &str, group: Option<String>) -> Result<New, Problem> {
        let (plan, origin, subject, subject_name) = {
            let runs = lock(&self.runs);
            let run = runs
                .iter()
                .find(|run| run.id == id && run.can_be_undone())
                .ok_or_else(|| Problem::new("not_undoable"))?;
            let plan = run.plan.undone();
            let origin = Origin {
                is_undo: true,
                group,
                ..run.origin.clone()
            };
            let plan = plan.ok_or_else(|| Problem::new("not_undoable"))?;
            (plan, origin, run.subject.clone(), run.subject_name.clone())
        };
        let connection = self.connections.get(&subject.connection)?;
        connection.access().check()?;
        if !plan.holds(&connection.store.read()) {
            return Err(Problem::new("changed_since"));
        }
        let link = connection.link()?;
        let new = Uuid::new_v4().to_string();
        Ok((
            Run::new(new, origin, subject, subject_name, plan),
            connection,
            link,
        ))
    }
}
