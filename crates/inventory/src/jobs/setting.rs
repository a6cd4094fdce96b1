//! Values of an object that jobs set: each with what sets it back, unless somebody has set it again.

use serde_json::Value;
use xapi::ApiCall;

use super::{Plan, Refusal, Subject, plan::Step};
use crate::problem::Problem;

/// Adds a call that sets a member of the subject's record to a value, and the one that sets it back.
pub(crate) fn set<'a>(
    plan: &'a mut Plan,
    subject: &Subject<'_>,
    member: &str,
    value: Value,
    [call, back]: [ApiCall<()>; 2],
) -> &'a mut Step {
    plan.expect(subject, member);
    let step = plan.call(call).undo(back);
    step.undo_expects(subject.key, member, value);
    step
}

/// The same plan, if it does anything.
///
/// # Errors
/// `nothing_changes`.
pub(crate) fn something(plan: Plan) -> Result<Plan, Refusal> {
    match plan.steps.is_empty() {
        true => Err(Problem::new("nothing_changes").into()),
        false => Ok(plan),
    }
}
