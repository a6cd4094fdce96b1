//! Tasks: calls that take their time.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::session::Session;
use crate::api_error::ApiError;
use crate::error::{Error, Result};
use crate::params;
use crate::record::Task;
use crate::reference::Ref;

/// How often a task is looked at.
const INTERVAL: Duration = Duration::from_millis(500);

/// How often in a row the server may fail to answer before waiting is given up: about a minute.
const PATIENCE: u32 = 60;

/// A task of ours, whose result is a `T`.
///
/// The server keeps a task until it is destroyed: [`wait`](Self::wait) and [`close`](Self::close)
/// do that, and dropping the handle inside a tokio runtime starts it. (A task that is still running
/// is destroyed when it is done; it is not stopped.)
pub struct TaskHandle<T> {
    session: Session,
    reference: Ref<Task>,
    closed: bool,
    result: PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for TaskHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TaskHandle({})", self.reference)
    }
}

impl<T> TaskHandle<T> {
    /// The task's reference.
    pub fn reference(&self) -> &Ref<Task> {
        &self.reference
    }

    /// The task as it is now.
    ///
    /// # Errors
    /// Any; [`Error::Vanished`] if the server no longer has it.
    pub async fn poll(&self) -> Result<Task> {
        self.session
            .get_record(&self.reference)
            .await
            .map_err(|error| match error.api() {
                Some(ApiError::HandleInvalid { .. }) => Error::Vanished,
                _ => error,
            })
    }

    /// Asks for the task to be cancelled. That is a wish: the task may end in any way, and later.
    ///
    /// # Errors
    /// Any; [`ApiError::OperationNotAllowed`] if it cannot be cancelled (now).
    pub async fn cancel(&self) -> Result<()> {
        self.session
            .call("task.cancel", params![self.reference])
            .await
    }

    /// Destroys the task, or has it destroyed once it is done.
    ///
    /// # Errors
    /// Any, but a task that had already gone is fine.
    pub async fn close(mut self) -> Result<()> {
        self.closed = true;
        destroy(&self.session, &self.reference).await
    }
}

impl<T: DeserializeOwned> TaskHandle<T> {
    pub(crate) fn new(session: Session, reference: Ref<Task>) -> Self {
        Self {
            session,
            reference,
            closed: false,
            result: PhantomData,
        }
    }

    /// What the task came to, if its record says that it is done; for a caller who learns about
    /// tasks from events.
    pub fn outcome(&self, task: &Task) -> Option<Result<T>> {
        let outcome = task.outcome()?;
        Some(outcome.map_err(|error| self.session.quoted(error)))
    }

    /// Waits until the task is done, and destroys it. `progress` (0 to 1) is told whenever it has
    /// been looked at. A server that does not answer is asked again for about a minute.
    ///
    /// # Errors
    /// The task's own error as [`Error::Api`]; [`Error::Cancelled`]; [`Error::Vanished`], when
    /// nobody knows; or that of the last attempt to ask.
    pub async fn wait(self, mut progress: impl FnMut(f64)) -> Result<T> {
        let mut failures = 0;
        loop {
            match self.poll().await {
                Ok(task) => {
                    failures = 0;
                    progress(task.progress);
                    if let Some(outcome) = self.outcome(&task) {
                        if let Err(error) = self.close().await {
                            tracing::debug!(%error, "could not destroy a task");
                        }
                        return outcome;
                    }
                }
                Err(error) if error.is_transient() && failures < PATIENCE => {
                    failures += 1;
                    tokio::time::sleep(INTERVAL).await;
                }
                Err(error) => return Err(error),
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }
}

impl<T> Drop for TaskHandle<T> {
    fn drop(&mut self) {
        if self.closed {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let (session, reference) = (self.session.clone(), self.reference.clone());
            runtime.spawn(async move {
                if let Err(error) = destroy(&session, &reference).await {
                    tracing::debug!(%error, "could not destroy a task");
                }
            });
        }
    }
}

async fn destroy(session: &Session, task: &Ref<Task>) -> Result<()> {
    match session.call("task.destroy", params![task]).await {
        Err(Error::Api(ApiError::HandleInvalid { .. })) => Ok(()),
        outcome => outcome,
    }
}
