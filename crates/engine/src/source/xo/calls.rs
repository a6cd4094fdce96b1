//! What is asked of Xen Orchestra for a call of XAPI's.

use ::xapi::OpaqueRef;
use inventory::{Problem, jobs::plan::Call};
use serde_json::{Value, json};

/// Xen Orchestra's method for a call, and its parameters; none where it has none for it. What is
/// translated here is what `inventory::jobs::XEN_ORCHESTRA` lists.
pub(super) fn translated(call: &Call) -> Option<(&'static str, Value)> {
    let (class, method) = call.parts();
    let id = call.params.first()?;
    let second = || call.params.get(1);
    let translated = match (class, method) {
        // It unpauses as well; there is no method of its own for that.
        ("VM", "start" | "unpause") => ("vm.start", json!({ "id": id })),
        ("VM", "resume") => ("vm.resume", json!({ "id": id })),
        ("VM", "clean_shutdown") => ("vm.stop", json!({ "id": id })),
        ("VM", "hard_shutdown") => ("vm.stop", json!({ "id": id, "force": true })),
        ("VM", "clean_reboot") => ("vm.restart", json!({ "id": id })),
        ("VM", "hard_reboot") => ("vm.restart", json!({ "id": id, "force": true })),
        ("VM", "suspend") => ("vm.suspend", json!({ "id": id })),
        ("VM", "pause") => ("vm.pause", json!({ "id": id })),
        ("VM", "snapshot") => ("vm.snapshot", json!({ "id": id, "name": second()? })),
        ("VM", "clone") => (
            "vm.clone",
            json!({ "id": id, "name": second()?, "full_copy": false }),
        ),
        ("VM", "pool_migrate") => ("vm.migrate", json!({ "vm": id, "targetHost": second()? })),
        (class, "set_name_label") => (set(class)?, json!({ "id": id, "name_label": second()? })),
        (class, "set_name_description") => (
            set(class)?,
            json!({ "id": id, "name_description": second()? }),
        ),
        (_, "add_tags") => ("tag.add", json!({ "id": id, "tag": second()? })),
        (_, "remove_tags") => ("tag.remove", json!({ "id": id, "tag": second()? })),
        _ => return None,
    };
    Some(translated)
}

/// The method that writes names and descriptions down.
fn set(class: &str) -> Option<&'static str> {
    Some(match class {
        "VM" => "vm.set",
        "host" => "host.set",
        "pool" => "pool.set",
        "SR" => "sr.set",
        "VDI" => "vdi.set",
        "network" => "network.set",
        _ => return None,
    })
}

/// A problem that names its object by the pool's own reference, which nobody here knows, or not at
/// all: it is the object that the call was for.
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

#[cfg(test)]
mod tests {
    use inventory::jobs::XEN_ORCHESTRA;

    use super::*;

    #[test]
    fn what_is_said_to_be_taken_is_translated() {
        for method in XEN_ORCHESTRA {
            let call = Call {
                method: (*method).to_owned(),
                params: vec![json!("id"), json!("value")],
                has_task: true,
                answers_secret: false,
                connection: None,
            };
            assert!(translated(&call).is_some(), "{method}");
        }
    }
}
