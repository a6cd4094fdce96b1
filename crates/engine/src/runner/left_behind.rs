//! Tasks that earlier runs of the program have left on servers: told, and then cleared away.

use std::{collections::HashSet, sync::Arc, time::Duration};

use xapi::Class;

use super::{Run, Runner, server_tasks};
use crate::{api::TaskView, connection::Connection, lock::lock};

/// What is left of an earlier run may yet be another program's that is open now, where the file system
/// cannot tell: that one has this long to read it.
const GRACE: Duration = Duration::from_secs(10);

/// A finished task of an earlier run.
pub(super) struct LeftBehind {
    view: TaskView,
    /// The server is being asked to forget it.
    destroying: bool,
    cleared: bool,
}

impl Runner {
    /// Tells what came of tasks that earlier runs of the program have left on a server: finished ones
    /// that carry our mark and that this run knows nothing of. Then lets the server forget them.
    pub(super) fn clear_away(self: &Arc<Self>, connection: &Arc<Connection>) {
        if connection.link().is_err() {
            return;
        }
        let known: HashSet<String> = lock(&self.runs)
            .iter()
            .flat_map(Run::tracked)
            .map(|call| call.mark.clone())
            .collect();
        let found = {
            let world = connection.store.read();
            server_tasks::left_behind(&connection.id, &world, &self.installation, &known)
        };
        for (task, view) in found {
            let id = view.id.clone();
            let again = {
                let mut left = lock(&self.left_behind);
                let known = left.get_mut(&id);
                known.map(|left| std::mem::replace(&mut left.destroying, true))
            };
            match again {
                Some(true) => continue,
                Some(false) => {}
                None => self.tell_left_behind(connection, view),
            }
            let (runner, connection) = (self.clone(), connection.clone());
            tokio::spawn(async move {
                tokio::time::sleep(GRACE).await;
                let is_there = connection
                    .store
                    .read()
                    .object(&Class::Task, &task)
                    .is_some();
                let gone = match connection.link() {
                    Ok(link) if is_there => link.destroy_task(&task).await,
                    Ok(_) => true,
                    Err(_) => false,
                };
                if !gone && let Some(left) = lock(&runner.left_behind).get_mut(&id) {
                    // The next list will show it again.
                    left.destroying = false;
                }
            });
        }
    }

    /// Tells what came of a task of an earlier run: nobody may have seen it.
    fn tell_left_behind(&self, connection: &Connection, mut view: TaskView) {
        view.error = view.error.map(|problem| connection.named(problem));
        if let Some(problem) = view.error.clone() {
            self.notices
                .tell(Some(&connection.id), view.subject.as_ref(), problem);
        }
        let left = LeftBehind {
            view: view.clone(),
            destroying: true,
            cleared: false,
        };
        lock(&self.left_behind).insert(view.id, left);
    }

    /// Adds those that are on the list. The server forgets them before a person has seen them.
    pub(super) fn add_left_behind(
        &self,
        connections: &[Arc<Connection>],
        views: &mut Vec<TaskView>,
    ) {
        for left in lock(&self.left_behind).values() {
            let is_shown = views.iter().any(|view| view.id == left.view.id);
            let connection = &left.view.connection;
            if !left.cleared && !is_shown && connections.iter().any(|one| one.id == *connection) {
                views.push(left.view.clone());
            }
        }
    }

    /// Takes them off the list.
    pub(super) fn clear_left_behind(&self) {
        for left in lock(&self.left_behind).values_mut() {
            left.cleared = true;
        }
    }
}
