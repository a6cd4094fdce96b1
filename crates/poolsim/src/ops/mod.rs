//! The operations: the messages that do more than read or set a field, as one table.
//!
//! Whatever is added here is held first against what a real server answered: to the same call, in the same state, and to
//! the same mistakes (`tests/interop/calls-answers.txt`, `probe-answers.txt`). Where poolsim is kinder than the real one,
//! a client that it lets pass fails with people.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::context::Context;
use crate::failure::{Failure, Outcome};
use crate::model::{Method, Type, model};
use crate::operation::Operation;
use crate::value::Value;

mod agreement;
pub mod availability;
mod bonds;
mod construct;
mod coordinators;
pub mod copies;
mod crossing;
mod devices;
mod events;
mod groups;
mod hosts;
mod messages;
mod migration;
mod networks;
pub mod passthrough;
mod plugins;
mod pools;
pub mod power;
mod probing;
mod repositories;
mod sessions;
mod settings;
mod snapshot_metadata;
mod storage;
mod tasks;
#[cfg(test)]
mod tests;

/// The table, a part of it a file.
const TABLE: &[&[Operation]] = &[
    availability::OPERATIONS,
    bonds::OPERATIONS,
    construct::OPERATIONS,
    coordinators::OPERATIONS,
    copies::OPERATIONS,
    devices::OPERATIONS,
    events::OPERATIONS,
    groups::OPERATIONS,
    hosts::OPERATIONS,
    messages::OPERATIONS,
    migration::OPERATIONS,
    networks::OPERATIONS,
    passthrough::OPERATIONS,
    plugins::OPERATIONS,
    pools::OPERATIONS,
    power::OPERATIONS,
    repositories::OPERATIONS,
    sessions::OPERATIONS,
    settings::OPERATIONS,
    storage::OPERATIONS,
    tasks::OPERATIONS,
];

/// All operations.
pub fn all() -> impl Iterator<Item = &'static Operation> {
    TABLE.iter().copied().flatten()
}

/// The operation with that name, if there is one.
pub fn find(name: &str) -> Option<&'static Operation> {
    static BY_NAME: OnceLock<HashMap<&'static str, &'static Operation>> = OnceLock::new();
    let by_name = BY_NAME.get_or_init(|| {
        for operation in all() {
            debug_assert_eq!(agreement::disagreement(operation), None);
        }
        all().map(|it| (it.name, it)).collect()
    });
    by_name.get(name).copied()
}

/// Runs a message that is no plain accessor.
pub async fn run(cx: &Context, method: &Method, values: &[Value]) -> Outcome<Value> {
    if let Some(operation) = find(&method.name) {
        return operation.perform(cx, values).await;
    }
    // The server looks for an object before it does anything to it; a task may be gone, and messages are kept elsewhere.
    let class = model().classes[method.class].name;
    if let (Some(first), Some(object)) = (method.message.parameters.first(), values.first())
        && first.kind == Type::Ref(class)
        && !first.optional
        && !matches!(class, "task" | "message" | "session")
    {
        cx.world().db.check(class, object.as_str())?;
    }
    Err(Failure::not_implemented(&method.name))
}
