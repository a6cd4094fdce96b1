//! How bytes are sent into a disk: a task is made first, then the handler is sent the bytes with it.

use std::sync::Arc;

use ::xapi::{Dialect, OpaqueRef, Session, calls};
use bytes::Bytes;
use inventory::{Problem, jobs::plan::Content};
use tokio::sync::watch;
use zeroize::Zeroizing;

use super::{
    calls::{mark, or_left, timed},
    task_end::{settled, told_in_the_end},
};
use crate::{
    problems,
    source::{Submission, SubmitError, Submitted, Transfer},
};

/// The bytes of a plan, as they are sent.
struct Sent(Arc<Zeroizing<Vec<u8>>>);

impl AsRef<[u8]> for Sent {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Makes the task; what sends is for the caller to drive. `left` turns when the connection is left, `ended`
/// only when its session ends.
pub(super) async fn submit(
    session: &Session,
    left: watch::Receiver<bool>,
    ended: watch::Receiver<bool>,
    submission: &Submission,
    content: &Content,
) -> Result<Submitted, SubmitError> {
    // Nothing is sent before there is a task: what goes wrong until then has had no effect.
    let refused = |problem: Problem| Err(SubmitError::Refused(problem));
    if session.dialect() == Dialect::Xend {
        return refused(Problem::new("not_supported"));
    }
    let Some(bytes) = content.bytes() else {
        return refused(Problem::new("content_forgotten"));
    };
    let body = Bytes::from_owner(Sent(bytes.clone()));
    let call = &submission.call;
    let disk = call.object().unwrap_or_default();
    let made = timed(session.run(calls::task::create(&call.method, "")));
    let task: OpaqueRef = match or_left(left, made).await {
        Ok(task) => task.opaque().clone(),
        Err(error) => return refused(problems::of(&error)),
    };
    // By its mark it is found again, should the program end while it sends.
    mark(session.clone(), task.clone(), submission.clone()).await;
    let path = format!("/{}?vdi={disk}&format=raw&task_id={task}", call.method);
    let settled = settled(session, &task, &ended);
    let (session, its, ends) = (session.clone(), task.clone(), ended.clone());
    let sending = async move {
        match or_left(ended, session.put(&path, body)).await {
            Ok(()) => Ok(()),
            Err(error) => told_in_the_end(&session, &its, ends, &error).await,
        }
    };
    Ok(Submitted::Transfer(Transfer {
        task,
        is_download: false,
        traffic: None,
        moves: Box::pin(sending),
        settled: Some(settled),
    }))
}
