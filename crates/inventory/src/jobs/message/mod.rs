//! What is done to a pool's messages, and what it is to tell of: alarms, and who is written to.

use xapi::{Message, Pool, RecordOf, Ref, calls};

use super::{Plan, Subject};
use crate::{key::ObjectKey, view::Cell};

pub(crate) mod dismiss;
pub(crate) mod dismiss_old;
pub(crate) mod set_alarms;
pub(crate) mod set_mail;
pub(crate) mod test_mail;

/// What the deletion of messages may call.
const METHODS: &[&str] = &["message.destroy", "message.destroy_many"];

/// So many are deleted by one call: a server works through them while others wait.
const BATCH: usize = 200;

/// The plan that deletes messages of the subject's pool, for everybody.
fn delete(subject: &Subject<'_>, messages: &[Ref<Message>]) -> Plan {
    let world = subject.connection.world;
    let mut plan = Plan::default();
    let before = world.count_of::<Message>();
    let count = |count: usize| Cell::count(count);
    let pool = world.pool().map(|(pool, _)| {
        let key = ObjectKey::new(subject.connection.id, &Pool::CLASS, pool);
        (key, subject.connection.name().to_owned())
    });
    if let Some((object, name)) = pool {
        plan.effect(super::plan::Effect::ChangeOther {
            object,
            name,
            field: "messages".to_owned(),
            before: count(before),
            after: count(before.saturating_sub(messages.len())),
        });
    }
    match messages {
        [one] => {
            plan.call(calls::message::destroy(one));
        }
        many if takes_many(subject) => {
            for batch in many.chunks(BATCH) {
                plan.call(calls::message::destroy_many(batch));
            }
        }
        many => {
            for message in many {
                plan.call(calls::message::destroy(message));
            }
        }
    }
    plan
}

/// Whether the server deletes several by one call: since 22.19 of XAPI. (Before it was numbered by years it
/// called itself 1.)
fn takes_many(subject: &Subject<'_>) -> bool {
    let coordinator = subject.connection.world.coordinator();
    let version = coordinator.and_then(|(_, host)| host.software_version.get("xapi"));
    let mut parts = version.map_or("", |version| version.as_str()).split('.');
    let mut part = || parts.next().and_then(|part| part.parse::<u32>().ok());
    (part().unwrap_or(0), part().unwrap_or(0)) >= (22, 19)
}
