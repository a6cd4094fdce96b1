//! Plans as scripts: what the program would do, to be kept, read, or run elsewhere.

mod api;
mod names;
mod python;
mod script;
mod xe;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use self::script::Script;
use super::{JobRequest, Subject, preview::plan_part, selection::parts};
use crate::{connection::ConnectionInfo, key::ObjectKey, problem::Problem};

/// What a plan can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ScriptLanguage {
    /// Lines for the `xe` command in a shell.
    Xe,
    /// A Python program for the `XenAPI` package.
    Python,
    /// The JSON-RPC calls themselves.
    Api,
}

/// A request for these objects as a script; those that it cannot be done to are left out.
///
/// # Errors
/// Why it can be done to none, or that it has nothing to say to a server.
pub fn script(
    connections: &[ConnectionInfo<'_>],
    request: &JobRequest,
    objects: &[ObjectKey],
    language: ScriptLanguage,
) -> Result<String, Problem> {
    let mut plans = Vec::new();
    let mut refusal = None;
    for part in parts(connections, request, objects).parts {
        let Some(subject) = Subject::find(connections, &part.object) else {
            continue;
        };
        match plan_part(&part, &subject) {
            Ok(plan) if plan.calls().next().is_some() => {
                let home = connections
                    .iter()
                    .find(|info| *info.id == part.object.connection);
                plans.extend(home.map(|home| Script::new(home, connections, plan)));
            }
            Ok(_) => {
                refusal.get_or_insert(Problem::new("no_script"));
            }
            Err(why) => {
                refusal.get_or_insert(why.problem);
            }
        }
    }
    match refusal {
        Some(problem) if plans.is_empty() => Err(problem),
        None if plans.is_empty() => Err(Problem::new("no_such_object")),
        _ => Ok(write(&plans, language)),
    }
}

/// Plans as one script.
fn write(plans: &[Script<'_>], language: ScriptLanguage) -> String {
    match language {
        ScriptLanguage::Xe => xe::write(plans),
        ScriptLanguage::Python => python::write(plans),
        ScriptLanguage::Api => api::write(plans),
    }
}
