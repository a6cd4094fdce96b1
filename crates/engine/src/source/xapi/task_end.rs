//! How the task of a transfer has ended, which the answer to its request does not tell.

use std::time::Duration;

use ::xapi::{ApiError, Error, OpaqueRef, Session, Task, TaskStatus};
use futures_util::future::BoxFuture;
use inventory::Problem;
use tokio::{
    sync::watch,
    time::{Instant, timeout},
};

use super::calls::{or_left, timed};
use crate::problems;

/// When all bytes have come, or none comes any more, the task ends within moments; it is asked this often.
const ASK_AGAIN: Duration = Duration::from_millis(250);
/// Where no answer comes, it is asked less and less often, down to this…
const ASK_SELDOM: Duration = Duration::from_secs(10);
/// …and not any more after so long.
const SILENCE: Duration = Duration::from_secs(300);
/// Where something else went wrong, the task has so long to say why.
pub(super) const WHY: Duration = Duration::from_secs(10);

/// How a task has ended, once it has. None where nobody can tell: the server has forgotten it, or gives no
/// answer for long, or is not to be asked any more.
pub(super) async fn task_end(
    session: &Session,
    task: &OpaqueRef,
    mut ended: watch::Receiver<bool>,
) -> Option<Result<(), Problem>> {
    let task = task.clone().into();
    let mut heard = Instant::now();
    let mut pause = ASK_AGAIN;
    loop {
        let record = timed(session.get_record::<Task>(&task));
        match or_left(ended.clone(), record).await {
            Ok(record) => match record.status {
                TaskStatus::Success => return Some(Ok(())),
                TaskStatus::Failure => {
                    return Some(Err(problems::of_task(&record.error_info)));
                }
                TaskStatus::Cancelled => return Some(Err(Problem::new("cancelled"))),
                _ => (heard, pause) = (Instant::now(), ASK_AGAIN),
            },
            Err(Error::Api(ApiError::HandleInvalid { .. })) => return None,
            Err(error) => {
                tracing::debug!(%error, "how a transfer's task stands is not known");
                if heard.elapsed() > SILENCE {
                    return None;
                }
                pause = ASK_SELDOM.min(pause * 2);
            }
        }
        if timeout(pause, ended.wait_for(|ended| *ended)).await.is_ok() {
            return None;
        }
    }
}

/// Resolves once the task has ended, in a while in any case: until then a server still has its hands on the
/// disk that was written.
pub(super) fn settled(
    session: &Session,
    task: &OpaqueRef,
    ended: &watch::Receiver<bool>,
) -> BoxFuture<'static, ()> {
    let (session, task, ended) = (session.clone(), task.clone(), ended.clone());
    Box::pin(async move {
        drop(timeout(WHY, task_end(&session, &task, ended)).await);
    })
}

/// What became of an upload into a disk that broke off: what its task says within moments, else the error
/// itself.
pub(super) async fn told_in_the_end(
    session: &Session,
    task: &OpaqueRef,
    ended: watch::Receiver<bool>,
    error: &Error,
) -> Result<(), Problem> {
    if !error.may_have_had_effect() {
        return told(session, task, error).await;
    }
    match timeout(WHY, task_end(session, task, ended)).await {
        Ok(Some(end)) => end,
        _ => Err(problems::of(error)),
    }
}

/// What became of an upload that was refused, or broke off: what its task says, if it has ended, else the
/// error itself.
pub(super) async fn told(
    session: &Session,
    task: &OpaqueRef,
    error: &Error,
) -> Result<(), Problem> {
    let record = timed(session.get_record::<Task>(&task.clone().into())).await;
    match record {
        Ok(record) if record.status == TaskStatus::Success => Ok(()),
        Ok(record) if record.status == TaskStatus::Failure => {
            Err(problems::of_task(&record.error_info))
        }
        _ => Err(problems::of(error)),
    }
}
