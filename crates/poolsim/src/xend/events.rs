//! Who wants to hear of what, and what waits for them.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::sync::{Mutex, mpsc};

use super::Xend;
use super::objects::CLASSES;
use crate::clock;
use crate::failure::{Failure, Outcome};
use crate::value::Value;

/// Events that wait for one session. Beyond that, whoever makes another waits as well.
const WAITING: usize = 50;

/// A session that registered.
#[derive(Debug)]
pub(super) struct Registration {
    classes: BTreeSet<String>,
    sender: mpsc::Sender<Value>,
    /// An `event.next` whose caller has hung up still waits here, and takes the next events with it.
    waiting: Arc<Mutex<mpsc::Receiver<Value>>>,
    next_id: i64,
}

impl Registration {
    fn new() -> Registration {
        let (sender, receiver) = mpsc::channel(WAITING);
        Registration {
            classes: BTreeSet::new(),
            sender,
            waiting: Arc::new(Mutex::new(receiver)),
            next_id: 1,
        }
    }
}

/// `event.register(classes)`: none means all.
pub(super) fn register(xend: &Xend, session: &str, classes: &Value) {
    let mut state = xend.state();
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
pub(super) fn unregister(xend: &Xend, session: &str, classes: &Value) {
    let mut state = xend.state();
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
pub(super) async fn next(xend: &Xend, session: &str) -> Outcome<Value> {
    let not_registered = || Failure::new("SESSION_NOT_REGISTERED", [session]);
    let waiting = {
        let state = xend.state();
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
pub(super) async fn announce(xend: &Xend, operation: &str, class: &str, object: &str, field: &str) {
    let told: Vec<(mpsc::Sender<Value>, Value)> = {
        let mut state = xend.state();
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
