//! How calls are submitted: as a task where there is one, else as a call that is answered at the end.

use std::time::Duration;

use ::xapi::{Dialect, Error, OpaqueRef, Params, Session, calls};
use inventory::{
    Problem,
    jobs::{Reply, plan::Call},
};
use serde_json::Value;
use tokio::{sync::watch, time::timeout};

use super::barrier::Barrier;
use crate::{
    problems,
    runner::server_tasks::{BIRTHMARK, MARK, SUBJECTS},
    source::{Submission, SubmitError, Submitted},
};

/// A call that was not answered for so long may be lost.
const SUBMIT: Duration = Duration::from_secs(30);

/// When the connection has proved dead, what is already known of a call has this long to come home:
/// it may have been refused, and wait for a new log-in only.
const LAST: Duration = Duration::from_secs(1);

/// Submits a call; `left` turns when nobody will answer any more.
pub(super) async fn submit(
    session: &Session,
    barrier: &Barrier,
    left: watch::Receiver<bool>,
    submission: &Submission,
) -> Result<Submitted, SubmitError> {
    let call = &submission.call;
    let mut params = Params::new();
    for param in &call.params {
        params.push(param);
    }
    let method = call.method.clone();
    if session.dialect() == Dialect::Xend {
        // It has tasks, but not for these, and answers when the work is done.
        let Some(params) = Dialect::Xend.adapt(&method, params) else {
            return Err(SubmitError::Refused(Problem::new("not_supported")));
        };
        let session = session.clone();
        return Ok(Submitted::Answer(Box::pin(async move {
            let answer = session.call::<Value>(&method, params);
            or_left(left, answer).await.map_err(submit_error)
        })));
    }
    if !call.has_task {
        // The answer comes at once. If it is lost there is nothing to look for.
        let answer = timed(session.call::<Value>(&method, params));
        let answer = or_left(left.clone(), answer).await.map_err(submit_error);
        if answer.is_err() || !submission.is_last {
            return Ok(Submitted::Answer(Box::pin(async { answer })));
        }
        let (session, barrier) = (session.clone(), barrier.clone());
        return Ok(Submitted::Answer(Box::pin(async move {
            barrier.pass(&session, left).await;
            answer
        })));
    }
    let method = format!("Async.{method}");
    let marks = [(BIRTHMARK, submission.mark.as_str())];
    let answer = timed(session.call_marked::<OpaqueRef>(&method, params, &marks));
    let task = or_left(left, answer).await.map_err(submit_error)?;
    tokio::spawn(mark(session.clone(), task.clone(), submission.clone()));
    Ok(Submitted::Task(task))
}

/// Asks something that changes nothing; `left` turns when nobody will answer any more. An error of the server is an
/// answer as well.
pub(super) async fn ask(
    session: &Session,
    left: watch::Receiver<bool>,
    call: &Call,
) -> Result<Reply, Problem> {
    let mut params = Params::new();
    for param in &call.params {
        params.push(param);
    }
    match or_left(left, session.call::<Value>(&call.method, params)).await {
        Ok(answer) => Ok(Reply::Answer(answer)),
        Err(error @ Error::Api(_)) => Ok(Reply::Refused {
            problem: problems::of(&error),
            params: match error {
                Error::Api(error) => error.params(),
                _ => Vec::new(),
            },
        }),
        Err(error) => Err(problems::of(&error)),
    }
}

pub(super) async fn timed<T>(answer: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    timeout(SUBMIT, answer)
        .await
        .unwrap_or(Err(Error::TimedOut))
}

/// An answer, unless the connection has proved dead meanwhile, and none will come over it.
pub(super) async fn or_left<T>(
    mut left: watch::Receiver<bool>,
    answer: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    tokio::pin!(answer);
    let lost = async { drop(left.wait_for(|left| *left).await) };
    tokio::select! {
        answer = &mut answer => return answer,
        () = lost => {}
    }
    timeout(LAST, answer).await.unwrap_or(Err(Error::Cut))
}

fn submit_error(error: Error) -> SubmitError {
    let problem = problems::of(&error);
    match error {
        // An answer is an answer, even one that tells of an accident: nothing was begun.
        Error::Api(_) => SubmitError::Refused(problem),
        error if error.may_have_had_effect() => SubmitError::Doubtful(problem),
        _ => SubmitError::Refused(problem),
    }
}

/// Writes on a task whose it is and what it is about, for other clients. A user may lack the right
/// to; then the task stays without.
pub(super) async fn mark(session: Session, task: OpaqueRef, submission: Submission) {
    for (key, value) in [
        (MARK, submission.mark.as_str()),
        (SUBJECTS, submission.subject.as_str()),
    ] {
        let write = calls::task::add_to_other_config(&task.clone().into(), key, value);
        if let Err(error) = session.run(write).await {
            tracing::debug!(%error, key, "a task stays without its mark");
            return;
        }
    }
}
