//! What a person is told once. What happens before there is a window waits for it.

use std::sync::{
    Mutex,
    atomic::{AtomicU32, Ordering},
};

use inventory::{ConnectionId, ObjectKey, Problem};

use crate::{
    api::{Message, Notice, TaskView},
    lock::lock,
    windows::Windows,
};

/// No more than these wait for a window.
const WAITING: usize = 50;

/// Tells.
pub(crate) struct Notices {
    windows: Windows,
    next: AtomicU32,
    waiting: Mutex<Vec<Notice>>,
}

impl Notices {
    pub(crate) fn new(windows: Windows) -> Self {
        Self {
            windows,
            next: 1.into(),
            waiting: Mutex::default(),
        }
    }

    /// Tells something, now or when there is a window.
    pub(crate) fn tell(
        &self,
        connection: Option<&ConnectionId>,
        object: Option<&ObjectKey>,
        problem: Problem,
    ) {
        self.put(Notice {
            id: 0,
            connection: connection.cloned(),
            object: object.cloned(),
            job: None,
            subject: String::new(),
            problem,
        });
    }

    /// Tells why a job came to nothing.
    pub(crate) fn tell_of_job(&self, task: &TaskView, object: &ObjectKey, problem: Problem) {
        self.put(Notice {
            id: 0,
            connection: Some(task.connection.clone()),
            object: Some(object.clone()),
            job: task.job,
            subject: task.subject_name.clone(),
            problem,
        });
    }

    fn put(&self, mut notice: Notice) {
        notice.id = self.next.fetch_add(1, Ordering::Relaxed);
        // To one window: nobody wants to be told twice.
        if let Some(Message::Notice(notice)) =
            self.windows.send_to_foremost(Message::Notice(notice))
        {
            let mut waiting = lock(&self.waiting);
            if waiting.len() < WAITING {
                waiting.push(notice);
            }
        }
    }

    /// A window has opened: it gets what waited.
    pub(crate) fn flush(&self) {
        let waiting = std::mem::take(&mut *lock(&self.waiting));
        for notice in waiting {
            let _ = self.windows.send_to_foremost(Message::Notice(notice));
        }
    }
}
