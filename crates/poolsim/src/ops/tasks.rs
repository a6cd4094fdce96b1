//! Tasks that clients make, stop and take away.

use crate::argument::class::task;
use crate::argument::{Text, Unchecked};
use crate::operation::{Operation, operations};
use crate::tasks;

/// The messages of this file.
pub const OPERATIONS: &[Operation] = operations! { cx:
    task.create(label: Text, description: Text) => tasks::create(&mut cx.world(), &label, &description);
    task.cancel(task: Unchecked<task>) => tasks::cancel(&mut cx.world(), &task);
    task.destroy(task: task) => cx.world().db.delete(&task);
};
