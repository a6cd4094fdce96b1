//! Asking a server for what can be chosen in a form.

use super::{
    JobRequest, Subject,
    definition::checked,
    plan::Call,
    question::{Found, Reply},
    role,
};
use crate::{connection::ConnectionInfo, key::ObjectKey, problem::Problem};

/// What the server is asked for what can be chosen in a field of a job.
///
/// # Errors
/// What is missing for that, or why the job cannot be done at all.
pub fn question(
    connections: &[ConnectionInfo<'_>],
    request: &JobRequest,
    field: &str,
    object: &ObjectKey,
) -> Result<Call, Problem> {
    let subject =
        Subject::find(connections, object).ok_or_else(|| Problem::new("no_such_object"))?;
    checked(request.job(), &subject).map_err(|refusal| refusal.problem)?;
    let call = request
        .question_for(field, &subject)
        .map_err(|refusal| refusal.problem)?;
    let asked = [(&*call.method, &*call.params)];
    role::check_calls(subject.connection.permissions, asked.into_iter())
        .map_err(|refusal| refusal.problem)?;
    Ok(call)
}

/// What can be chosen there, by the server's answer.
///
/// # Errors
/// Why nothing can.
pub fn found(
    connections: &[ConnectionInfo<'_>],
    request: &JobRequest,
    field: &str,
    object: &ObjectKey,
    reply: Reply,
) -> Result<Vec<Found>, Problem> {
    let subject =
        Subject::find(connections, object).ok_or_else(|| Problem::new("no_such_object"))?;
    request.found_for(field, &subject, reply)
}
