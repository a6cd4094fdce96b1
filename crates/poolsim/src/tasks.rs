//! Tasks: the rows that calls leave while they run, their progress and their end.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use crate::db::{new_ref, new_uuid};
use crate::failure::{Failure, Outcome};
use crate::pool::{Pool, World};
use crate::value::{Ref, Value};

/// Makes the row of a call that begins, with what its HTTP headers say of the task.
pub fn begin(world: &mut World, label: &str, other_config: Vec<(String, String)>) -> Ref {
    let task = create(world, label, "");
    if !other_config.is_empty() {
        world
            .db
            .set(&task, "other_config", Value::map(other_config));
    }
    world.running.insert(task.clone(), false);
    task
}

/// Makes a row, as `task.create` does for a client.
pub fn create(world: &mut World, label: &str, description: &str) -> Ref {
    let host = world.coordinator();
    let now = Value::Date(world.db.now());
    world.db.create(
        "task",
        new_ref(),
        &[
            ("name_label", label.into()),
            ("name_description", description.into()),
            ("created", now),
            ("status", "pending".into()),
            ("resident_on", host.into()),
            ("type", "<none/>".into()),
        ],
    )
}

/// Writes the end of a call into its row: the result as XML text whatever the codec was, or the error.
pub fn finish(world: &mut World, task: &Ref, outcome: &Outcome<Value>) {
    let db = &mut world.db;
    let now = Value::Date(db.now());
    db.set(task, "allowed_operations", Value::Set(Vec::new()));
    db.set(task, "current_operations", Value::Map(Vec::new()));
    db.set(task, "finished", now);
    db.set(task, "progress", 1.0);
    match outcome {
        Ok(value) => {
            let mut text = String::new();
            value.write_xml(&mut text);
            db.set(task, "result", text);
            db.set(task, "status", "success");
        }
        Err(failure) if failure.code == "TASK_CANCELLED" => db.set(task, "status", "cancelled"),
        Err(failure) => {
            let all = std::iter::once(failure.code.as_str())
                .chain(failure.params.iter().map(String::as_str));
            db.set(task, "error_info", Value::texts(all));
            db.set(task, "status", "failure");
        }
    }
    world.running.remove(task);
}

/// Spends time on a call in steps that show as its task's progress; between two steps it can be cancelled.
pub async fn work(pool: &Arc<Pool>, task: &Ref, time: Duration, steps: u32) -> Outcome<()> {
    pool.lock()
        .db
        .set(task, "allowed_operations", Value::texts(["cancel"]));
    pool.held_work().await;
    for step in 1..=steps {
        sleep(time / steps).await;
        let mut world = pool.lock();
        if world.running.get(task) == Some(&true) {
            return Err(Failure::new("TASK_CANCELLED", [&**task]));
        }
        world
            .db
            .set(task, "progress", f64::from(step) / f64::from(steps + 1));
    }
    // What follows is done at once and cannot be undone.
    pool.lock()
        .db
        .set(task, "allowed_operations", Value::Set(Vec::new()));
    Ok(())
}

/// `task.cancel(task)`: a wish, heard at the task's next step.
pub fn cancel(world: &mut World, task: &Ref) -> Outcome<Value> {
    // One that is done, or gone, needs no stopping.
    if world.db.text(task, "status") != "pending" {
        return Ok(Value::void());
    }
    let listed = world
        .db
        .refs(task, "allowed_operations")
        .iter()
        .any(|op| &**op == "cancel");
    match world.running.get_mut(task) {
        Some(asked) if listed => {
            *asked = true;
            world.db.set(
                task,
                "current_operations",
                Value::map([(task.to_string(), "cancel")]),
            );
        }
        Some(_) => {
            return Err(Failure::new(
                "OPERATION_NOT_ALLOWED",
                ["The task cannot be cancelled now"],
            ));
        }
        // Of one that a client made itself nobody hears: the wish is written down, and the task goes on.
        None => {
            let wish = format!("DummyRef:|{}|task.cancel", new_uuid());
            world
                .db
                .set_entry(task, "current_operations", &wish, "cancel");
        }
    }
    Ok(Value::void())
}

/// Takes finished tasks away that nobody destroyed: older than 65 minutes, or beyond the newest 200.
pub fn collect_garbage(world: &mut World) {
    let now = world.db.now();
    let mut finished: Vec<(i64, Ref)> = world
        .db
        .all("task")
        .into_iter()
        .filter(|task| world.db.text(task, "status") != "pending")
        .map(|task| (world.db.int(&task, "finished"), task))
        .collect();
    finished.sort();
    let excess = world.db.rows("task").count().saturating_sub(200);
    for (i, (at, task)) in finished.iter().enumerate() {
        if i < excess || now - at > 3900 {
            world.db.delete(task);
        }
    }
}
