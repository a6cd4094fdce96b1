//! What passes: tasks and messages.

use xapi::{Class, Message, MessageClass, Task, TaskOperation, TaskStatus};

use super::fields::{link, time, under_way};

pub(super) fn task(task: xo::record::Task) -> Task {
    Task {
        uuid: task.uuid.into(),
        name_label: task.name_label.into(),
        name_description: task.name_description.into(),
        allowed_operations: task
            .allowed_operations
            .iter()
            .map(|operation| TaskOperation::from(operation.as_str()))
            .collect(),
        current_operations: under_way(task.current_operations),
        created: time(task.created),
        finished: time(task.finished),
        status: TaskStatus::from(task.status.as_str()),
        resident_on: link(&task.host),
        progress: task.progress,
        result: task.result.into(),
        ..Task::default()
    }
}

/// `about`: the class of what it is about, if that is known.
pub(super) fn message(message: xo::record::Message, about: Option<Class>) -> Message {
    Message {
        uuid: message.uuid.into(),
        // Pools give alarms this one; of others it is not told.
        priority: if message.name == "ALARM" { 3 } else { 0 },
        name: message.name.into(),
        cls: match about {
            Some(Class::Vm) => MessageClass::Vm,
            Some(Class::Host) => MessageClass::Host,
            Some(Class::Sr) => MessageClass::Sr,
            Some(Class::Pool) => MessageClass::Pool,
            Some(Class::Vdi) => MessageClass::Vdi,
            _ => MessageClass::default(),
        },
        obj_uuid: message.object.into(),
        timestamp: time(message.time),
        body: message.body.into(),
        ..Message::default()
    }
}
