//! Objects that a task works on: their `current_operations` name the task and what it does.

use std::sync::Arc;

use crate::allowed;
use crate::context::Context;
use crate::failure::Outcome;
use crate::pool::Pool;
use crate::value::Ref;

/// An object that a task works on: when this goes, the mark goes.
#[derive(Debug)]
pub struct Busy {
    pool: Arc<Pool>,
    object: Ref,
    task: Ref,
}

impl Busy {
    /// Checks that the operation may begin, and marks the object.
    pub fn begin(cx: &Context, class: &str, object: &Ref, operation: &str) -> Outcome<Busy> {
        let mut world = cx.world();
        world.db.check(class, object)?;
        allowed::check(&world.db, class, object, operation)?;
        world
            .db
            .set_entry(object, "current_operations", &cx.task, operation);
        Ok(Busy {
            pool: cx.pool.clone(),
            object: object.clone(),
            task: cx.task.clone(),
        })
    }

    /// Marks an object without any check.
    pub fn on(cx: &Context, object: &Ref, operation: &str) -> Busy {
        cx.world()
            .db
            .set_entry(object, "current_operations", &cx.task, operation);
        Busy {
            pool: cx.pool.clone(),
            object: object.clone(),
            task: cx.task.clone(),
        }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let mut world = self.pool.lock();
        world
            .db
            .clear_entry(&self.object, "current_operations", &self.task);
    }
}
