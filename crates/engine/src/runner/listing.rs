//! The list of tasks, as views show it.

use std::sync::Arc;

use super::{
    Runner,
    run::Run,
    server_tasks::{self, Ours},
};
use crate::{api::TaskView, change_bus::Invalidation, clock, connection::Connection, lock::lock};

impl Runner {
    /// All tasks, ours before others', the newest first.
    pub(crate) fn tasks(&self, connections: &[Arc<Connection>]) -> Vec<TaskView> {
        let (mut views, ours) = {
            let runs = lock(&self.runs);
            let shown = runs.iter().filter(|run| run.is_shown());
            let views: Vec<TaskView> = shown.map(Run::view).collect();
            let calls = || runs.iter().flat_map(Run::tracked);
            let ours = Ours {
                ids: calls().map(|call| call.mark.clone()).collect(),
                tasks: calls().filter_map(|call| call.task.clone()).collect(),
                sending: calls()
                    .filter(|call| call.is_unrecognised())
                    .map(|call| call.call.method.clone())
                    .collect(),
                cleared: lock(&self.cleared).clone(),
            };
            (views, ours)
        };
        for connection in connections {
            let foreign = server_tasks::foreign(&connection.id, &connection.store.read(), &ours);
            views.extend(foreign.into_iter().map(|mut view| {
                view.error = view.error.map(|problem| connection.named(problem));
                view
            }));
        }
        self.add_left_behind(connections, &mut views);
        let now = clock::unix_millis();
        for view in &mut views {
            view.remaining = server_tasks::remaining(view, now);
        }
        server_tasks::sort(&mut views);
        views
    }

    /// Takes the finished tasks off the list.
    pub(crate) fn clear(&self) {
        let mut runs = lock(&self.runs);
        runs.iter_mut().for_each(Run::clear);
        runs.retain(|run| !run.is_done_with());
        drop(runs);
        self.clear_left_behind();
        let mut cleared = lock(&self.cleared);
        cleared.clear();
        for connection in self.connections.all() {
            let world = connection.store.read();
            let finished = world.tasks().filter(|(_, task)| !task.finished.is_never());
            cleared.extend(finished.map(|(task, _)| (connection.id.clone(), task.clone())));
        }
        drop(cleared);
        self.change_bus.publish(Invalidation::Tasks);
    }
}
