//! How orders are given: as a task where there is one, else as a call that is answered at the end.

use std::time::Duration;

use ::xapi::{Dialect, Error, OpaqueRef, Params, Session, params};
use inventory::Problem;
use tokio::{sync::watch, time::timeout};

use crate::{
    problems,
    source::{NotTaken, Order, Taken},
    tasks::{BIRTHMARK, MARK, SUBJECTS},
};

/// An order that was not answered for so long may be lost.
const ORDER: Duration = Duration::from_secs(30);

/// When the connection has proved dead, what is already known of an order has this long to come home:
/// it may have been refused, and wait for a new log-in only.
const LAST: Duration = Duration::from_secs(1);

/// Gives an order; `left` turns when nobody will answer any more.
pub(super) async fn give(
    session: &Session,
    left: watch::Receiver<bool>,
    order: &Order,
) -> Result<Taken, NotTaken> {
    let call = order.job.call(&order.class, &order.inputs);
    let mut params = Params::new();
    params.push(&order.object);
    for param in &call.params {
        params.push(param);
    }
    if session.dialect() == Dialect::Xend {
        // It has tasks, but not for these, and answers when the work is done.
        let Some(params) = Dialect::Xend.adapt(&call.method, params) else {
            return Err(NotTaken::Refused(Problem::new("not_supported")));
        };
        let session = session.clone();
        return Ok(Taken::Answer(Box::pin(async move {
            let answer = session.call::<()>(&call.method, params);
            or_left(left, answer).await.map_err(not_taken)
        })));
    }
    if order.job.operation().is_none() {
        // There is no task for it, and the answer comes at once. If it is lost there is nothing to
        // look for.
        let answer = timed(session.call::<()>(&call.method, params));
        let answer = or_left(left, answer).await.map_err(not_taken);
        return Ok(Taken::Answer(Box::pin(async { answer })));
    }
    let method = format!("Async.{}", call.method);
    let marks = [(BIRTHMARK, order.mark.as_str())];
    let answer = timed(session.call_marked::<OpaqueRef>(&method, params, &marks));
    let task = or_left(left, answer).await.map_err(not_taken)?;
    tokio::spawn(mark(session.clone(), task.clone(), order.clone()));
    Ok(Taken::Task(task))
}

async fn timed<T>(answer: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    timeout(ORDER, answer).await.unwrap_or(Err(Error::TimedOut))
}

/// An answer, unless the connection has proved dead meanwhile, and none will come over it.
async fn or_left<T>(
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

fn not_taken(error: Error) -> NotTaken {
    let problem = problems::of(&error);
    match error {
        // An answer is an answer, even one that tells of an accident: nothing was begun.
        Error::Api(_) => NotTaken::Refused(problem),
        error if error.may_have_had_effect() => NotTaken::Doubtful(problem),
        _ => NotTaken::Refused(problem),
    }
}

/// Writes on a task whose it is and what it is about, for other clients. A user may lack the right
/// to; then the task stays without.
async fn mark(session: Session, task: OpaqueRef, order: Order) {
    for (key, value) in [
        (MARK, order.mark.as_str()),
        (SUBJECTS, order.object.as_str()),
    ] {
        let params = params![task, key, value];
        if let Err(error) = session.call::<()>("task.add_to_other_config", params).await {
            tracing::debug!(%error, key, "a task stays without its mark");
            return;
        }
    }
}
