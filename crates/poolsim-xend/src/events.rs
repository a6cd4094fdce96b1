//! Who wants to hear of what, and what waits for them.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::sync::mpsc;

use super::host::{Host, Registration};
use super::objects::CLASSES;
use poolsim::clock;
use poolsim::failure::{Failure, Outcome};
use poolsim::value::Value;

/// `event.register(classes)`: none means all.
pub(super) fn register(host: &Host, session: &str, classes: &Value) {
    let mut state = host.state();
    let registration = state
        .registrations
        .entry(Arc::from(session))
        .or_insert_with(Registration::new);
    let named = classes.as_set().iter().map(|name| name.as_str().to_owned());
    registration.classes.extend(named);
    if classes.as_set().is_empty() {
        let all = CLASSES.iter().map(|class| class.name.to_owned());
        registration.classes.extend(all);
    }
}

/// `event.unregister(classes)`: none means all. Otherwise, by an old mistake, what is named is what stays.
pub(super) fn unregister(host: &Host, session: &str, classes: &Value) {
    let mut state = host.state();
    let Some(registration) = state.registrations.get_mut(session) else {
        return;
    };
    let named: BTreeSet<&str> = classes.as_set().iter().map(Value::as_str).collect();
    registration
        .classes
        .retain(|class| named.contains(class.as_str()));
    if registration.classes.is_empty() {
        state.registrations.remove(session);
    }
}

/// `event.next()`: waits for an event, for ever if need be, and gives it with all others there are.
pub(super) async fn next(host: &Host, session: &str) -> Outcome<Value> {
    let not_registered = || Failure::new("SESSION_NOT_REGISTERED", [session]);
    let waiting = {
        let state = host.state();
        let registration = state.registrations.get(session);
        registration.ok_or_else(not_registered)?.waiting.clone()
    };
    let mut queue = waiting.lock().await;
    let mut events = vec![queue.recv().await.ok_or_else(not_registered)?];
    while let Ok(event) = queue.try_recv() {
        events.push(event);
    }
    Ok(Value::Set(events))
}

/// Tells everybody who wants to know. `operation` is `add`, `mod` or `del`; `field` names the member of a `mod`.
pub(super) async fn announce(host: &Host, operation: &str, class: &str, object: &str, field: &str) {
    let told: Vec<(mpsc::Sender<Value>, Value)> = {
        let mut state = host.state();
        let interested = state
            .registrations
            .values_mut()
            .filter(|registration| registration.classes.contains(class));
        interested
            .map(|registration| {
                let id = registration.next_id;
                registration.next_id += 1;
                let event = Value::fields([
                    ("id", Value::Int(id)),
                    ("timestamp", Value::Date(clock::now())),
                    ("class", class.into()),
                    ("operation", operation.into()),
                    ("ref", object.into()),
                    ("obj_uuid", object.into()),
                    ("field", field.into()),
                ]);
                (registration.sender.clone(), event)
            })
            .collect()
    };
    for (sender, event) in told {
        // Fails only where the session has gone meanwhile.
        drop(sender.send(event).await);
    }
}
