//! Telling why runs have failed, with the names of what their errors are about.

use std::sync::Arc;

use inventory::Problem;

use super::{Run, Runner};
use crate::{connection::Connection, lock::lock, problems};

impl Runner {
    /// An error of a run with the names of what it is about: of its own pool's objects, and of those of the
    /// pools that it has to do with.
    fn named(&self, problem: Problem, run: &Run, own: &Connection) -> Problem {
        let others = run.plan.other_connections().into_iter();
        let others: Vec<Arc<Connection>> = others
            .filter_map(|id| self.connections.get(id).ok())
            .collect();
        let stores = std::iter::once(own).chain(others.iter().map(|other| &**other));
        problems::named(problem, stores.map(|connection| &connection.store))
    }

    /// Gives the errors of runs that have just ended their names, and tells them.
    pub(super) fn tell_failures(&self, connection: &Connection) {
        let mut told = Vec::new();
        for run in lock(&self.runs).iter_mut().filter(|run| run.has_news()) {
            let named = run.take_news().map(|problem| {
                let mut problem = self.named(problem, run, connection);
                // Who passes on a pool's error may know the VM by another reference than we do.
                if let Some(vm) = problem.params.get_mut("vm")
                    && (vm.is_empty() || vm == problems::HIDDEN)
                {
                    vm.clone_from(&run.subject_name);
                }
                problem
            });
            run.name_error(named.clone());
            if let Some(problem) = named {
                told.push((run.view(), run.subject.clone(), problem));
            }
        }
        for (task, object, problem) in told {
            self.notices.tell_of_job(&task, &object, problem);
        }
    }
}
