//! Whether a line of the table is as the data model has it.

use crate::model::{Type, model};
use crate::operation::Operation;

/// In what a line differs from the data model, if in anything.
pub fn disagreement(operation: &Operation) -> Option<String> {
    let name = operation.name;
    let Some(method) = model().method(name) else {
        return Some(format!("{name} is no message"));
    };
    if method.message.removed {
        return Some(format!("{name} is removed"));
    }
    let theirs = &method.message.parameters;
    if operation.parameters.len() != theirs.len() {
        return Some(format!("{name} takes {} arguments", theirs.len()));
    }
    for (ours, theirs) in operation.parameters.iter().zip(theirs) {
        // `self` is no name for a variable; `r#type` is `type`.
        let same = theirs.name == "self" || ours.name.trim_start_matches("r#") == theirs.name;
        if !same || !(ours.fits)(&theirs.kind) {
            return Some(format!("{name} takes {}: {:?}", theirs.name, theirs.kind));
        }
    }
    let wanted = operation.precondition.operation()?;
    (!known(operation.class(), wanted)).then(|| format!("{name} checks for {wanted}"))
}

/// Whether `allowed_operations` of a class may list that.
pub fn known(class: &str, operation: &str) -> bool {
    let class = model()
        .class_id(class)
        .and_then(|id| model().classes.get(id));
    let field = class.and_then(|class| class.fields.get(class.field("allowed_operations")?));
    match field.map(|field| &field.kind) {
        Some(Type::Set(item)) => match &**item {
            Type::Enum(name) => model()
                .enums
                .get(name)
                .is_some_and(|values| values.contains(&operation)),
            _ => false,
        },
        _ => false,
    }
}
