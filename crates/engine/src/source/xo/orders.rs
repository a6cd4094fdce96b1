//! What is asked of Xen Orchestra for each job.

use ::xapi::{Class, OpaqueRef};
use inventory::{Job, Problem};
use serde_json::{Value, json};

use crate::source::Order;

/// The call that does an order, and its parameters; none where Xen Orchestra has none for it.
pub(super) fn call(order: &Order) -> Option<(&'static str, Value)> {
    let id = order.object.as_str();
    let inputs = &order.inputs;
    let name = || inputs.name.as_deref().unwrap_or_default();
    let tag = || inputs.tag.as_deref().unwrap_or_default();
    let call = match order.job {
        // It unpauses as well; there is no method of its own for that.
        Job::Start | Job::Unpause => ("vm.start", json!({ "id": id })),
        Job::Resume => ("vm.resume", json!({ "id": id })),
        Job::CleanShutdown => ("vm.stop", json!({ "id": id })),
        Job::HardShutdown => ("vm.stop", json!({ "id": id, "force": true })),
        Job::CleanReboot => ("vm.restart", json!({ "id": id })),
        Job::HardReboot => ("vm.restart", json!({ "id": id, "force": true })),
        Job::Suspend => ("vm.suspend", json!({ "id": id })),
        Job::Pause => ("vm.pause", json!({ "id": id })),
        Job::Snapshot => ("vm.snapshot", json!({ "id": id, "name": name() })),
        Job::Clone => (
            "vm.clone",
            json!({ "id": id, "name": name(), "full_copy": false }),
        ),
        Job::Migrate => {
            let host = inputs.host.as_ref()?;
            (
                "vm.migrate",
                json!({ "vm": id, "targetHost": host.reference }),
            )
        }
        Job::Rename => (
            set(&order.class)?,
            json!({ "id": id, "name_label": name() }),
        ),
        Job::Describe => {
            let text = inputs.description.as_deref().unwrap_or_default();
            (
                set(&order.class)?,
                json!({ "id": id, "name_description": text }),
            )
        }
        Job::AddTag => ("tag.add", json!({ "id": id, "tag": tag() })),
        Job::RemoveTag => ("tag.remove", json!({ "id": id, "tag": tag() })),
    };
    Some(call)
}

/// The method that writes names and descriptions down.
fn set(class: &Class) -> Option<&'static str> {
    Some(match class {
        Class::Vm => "vm.set",
        Class::Host => "host.set",
        Class::Pool => "pool.set",
        Class::Sr => "sr.set",
        Class::Vdi => "vdi.set",
        Class::Network => "network.set",
        _ => return None,
    })
}

/// A problem that names its object by the pool's own reference, which nobody here knows, or not at
/// all: it is the machine that the order was for.
pub(super) fn about(mut problem: Problem, object: &OpaqueRef) -> Problem {
    for name in ["vm", "reference"] {
        if let Some(named) = problem.params.get_mut(name)
            && (named.is_empty() || named.starts_with("OpaqueRef:"))
        {
            object.as_str().clone_into(named);
        }
    }
    problem
}
