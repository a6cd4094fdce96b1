//! The messages that do more than read or set a field.
//!
//! Whatever is added here is held first against what a real server answered: to the same call, in the same state, and to
//! the same mistakes (`tests/interop/calls-answers.txt`, `probe-answers.txt`). Where poolsim is kinder than the real one,
//! a client that it lets pass fails with people.

use std::sync::Arc;

use crate::events;
use crate::failure::{Failure, Outcome};
use crate::model::{Method, Type};
use crate::rpc::Context;
use crate::session;
use crate::value::{NULL_REF, Ref, Value};

mod bonds;
pub mod construct;
mod coordinators;
pub mod copies;
mod devices;
pub mod groups;
mod hosts;
mod networks;
mod pools;
pub mod power;
mod settings;
mod simple;
mod storage;
#[cfg(test)]
mod tests;

/// The setters that check something or change more than their field; all others are plain.
const OWN_SETTERS: &[&str] = &[
    "VM.set_memory",
    "VM.set_memory_limits",
    "VM.set_memory_static_range",
    "VM.set_memory_dynamic_range",
    "VM.set_memory_static_min",
    "VM.set_memory_static_max",
    "VM.set_memory_dynamic_min",
    "VM.set_memory_dynamic_max",
    "VM.set_VCPUs_max",
    "VM.set_VCPUs_at_startup",
    "VM.set_ha_restart_priority",
    "VM.set_is_a_template",
    "VM.set_HVM_shadow_multiplier",
    "VBD.set_mode",
    "VIF.set_ipv4_allowed",
    "VIF.set_ipv6_allowed",
    "VMSS.set_schedule",
    "VMSS.set_retained_snapshots",
    "host.set_iscsi_iqn",
];

/// Whether a setter has code of its own.
pub fn has_own_setter(name: &str) -> bool {
    OWN_SETTERS.contains(&name)
}

/// The parameters of a call after its session, already of the types declared.
#[derive(Debug)]
pub struct Args<'a>(pub &'a [Value]);

impl Args<'_> {
    /// A reference; null if it was left out.
    pub fn reference(&self, i: usize) -> Ref {
        match self.0.get(i) {
            Some(Value::Text(text)) => text.clone(),
            _ => Arc::from(NULL_REF),
        }
    }

    /// A string.
    pub fn text(&self, i: usize) -> &str {
        self.0.get(i).map_or("", Value::as_str)
    }

    /// A boolean.
    pub fn flag(&self, i: usize) -> bool {
        self.0.get(i).is_some_and(Value::as_bool)
    }

    /// An integer.
    pub fn int(&self, i: usize) -> i64 {
        self.0.get(i).map_or(0, Value::as_int)
    }

    /// Any value.
    pub fn value(&self, i: usize) -> Value {
        self.0.get(i).cloned().unwrap_or(Value::Null)
    }
}

/// The answer of a call without a result.
pub fn void() -> Outcome<Value> {
    Ok(Value::void())
}

/// Runs a message that is no plain accessor.
pub async fn run(cx: &Context, method: &Method, args: &[Value]) -> Outcome<Value> {
    let args = Args(args);
    let (class, short) = method.name.split_once('.').unwrap_or(("", &method.name));
    if let Some(outcome) = coordinators::run(cx, &method.name, &args) {
        return outcome;
    }
    // The server looks for an object before it does anything to it; a task may be gone, and messages are kept elsewhere.
    if let Some((Type::Ref(own), false)) = method.params.first()
        && *own == class
        && !matches!(class, "task" | "message" | "session")
    {
        cx.pool.lock().db.check(class, args.text(0))?;
    }
    let outcome = match class {
        "event" => event(cx, short, &args).await,
        "session" => sessions(cx, short, &args),
        "VM" => virtual_machine(cx, short, &args).await,
        "VBD" | "VIF" => devices::run(cx, class, short, &args).await,
        "VDI" | "SR" | "PBD" => storage::run(cx, class, short, &args).await,
        "host" => hosts::run(cx, short, &args).await,
        "pool" => pools::run(cx, short, &args),
        "VM_appliance" | "VMSS" => groups::run(cx, class, short, &args).await,
        "auth" => Some(Err(Failure::bare("AUTH_IS_DISABLED"))),
        _ => None,
    };
    let outcome = outcome.or_else(|| networks::run(cx, class, short, &args));
    let outcome = outcome.or_else(|| construct::run(cx, class, short, &args));
    match outcome.or_else(|| simple::run(cx, class, short, &args)) {
        Some(outcome) => outcome,
        None => Err(Failure::not_implemented(&method.name)),
    }
}

async fn virtual_machine(cx: &Context, short: &str, args: &Args<'_>) -> Option<Outcome<Value>> {
    if let Some(outcome) = power::run(cx, short, args).await {
        return Some(outcome);
    }
    if let Some(outcome) = copies::run(cx, short, args).await {
        return Some(outcome);
    }
    settings::run(cx, short, args)
}

async fn event(cx: &Context, short: &str, args: &Args<'_>) -> Option<Outcome<Value>> {
    let (pool, session) = (&cx.pool, &cx.session);
    Some(match short {
        "from" => {
            events::from(
                pool,
                session,
                &args.value(0),
                args.text(1),
                args.value(2).as_float(),
            )
            .await
        }
        "next" => events::next(pool, session).await,
        "register" => {
            events::register(&mut pool.lock(), session, &args.value(0));
            void()
        }
        "unregister" => {
            events::unregister(&mut pool.lock(), session, &args.value(0));
            void()
        }
        "inject" => events::inject(&mut pool.lock(), args.text(0), args.text(1)),
        "get_current_id" => Ok(Value::Int(
            i64::try_from(pool.lock().db.legacy_next).unwrap_or(0),
        )),
        _ => return None,
    })
}

fn sessions(cx: &Context, short: &str, args: &Args<'_>) -> Option<Outcome<Value>> {
    let mut world = cx.pool.lock();
    Some(match short {
        "logout" => {
            session::logout(&mut world, &cx.session);
            void()
        }
        "local_logout" => {
            if world.local_sessions.remove(&cx.session).is_none() {
                session::logout(&mut world, &cx.session);
            }
            void()
        }
        "get_all_subject_identifiers" => Ok(Value::Set(Vec::new())),
        "logout_subject_identifier" => {
            let subject = args.text(0);
            let theirs: Vec<Ref> = world
                .db
                .rows("session")
                .filter(|(reference, _)| {
                    world.db.text(reference, "auth_user_sid") == subject && !subject.is_empty()
                })
                .map(|(reference, _)| reference.clone())
                .collect();
            for session in theirs {
                session::logout(&mut world, &session);
            }
            void()
        }
        _ => return None,
    })
}
