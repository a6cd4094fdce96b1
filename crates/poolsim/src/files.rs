//! Files that a server has: exports, screens, blobs, logs. There are none here, so that what is simulated is how it refuses.

use crate::db::Db;
use crate::failure::{Failure, Outcome};
use crate::http::{self, Request, Response};
use crate::pool::Pool;
use crate::tasks;
use crate::value::Value;

/// Answers a request for a file, whose path begins with `kind`.
pub fn get(pool: &Pool, kind: &str, request: &Request) -> Response {
    match kind {
        "/vncsnapshot" => http::bare(404, "", request.minor),
        "/blob" => http::bare(404, "Unknown reference\n", request.minor),
        "/audit_log" => crate::audit::answer(pool, request),
        "/export" => export(pool, request),
        _ => unserved(request),
    }
}

/// What a real server does and this one does not.
pub fn unserved(request: &Request) -> Response {
    http::error_page(
        501,
        "not implemented",
        "This is not simulated.",
        request.minor,
    )
}

/// `/export?uuid=…&task_id=…`: a failure is the end of the task, too.
fn export(pool: &Pool, request: &Request) -> Response {
    let mut world = pool.lock();
    let uuid = request.param("uuid").unwrap_or("");
    let Err(failure) = exportable(&world.db, uuid) else {
        return unserved(request);
    };
    let told = [vec![failure.code.clone()], failure.params.clone()].concat();
    let outcome: Outcome<Value> = Err(failure);
    if let Some(task) = request
        .param("task_id")
        .filter(|it| world.db.is("task", it))
    {
        tasks::finish(&mut world, &task.into(), &outcome);
    }
    http::internal_error(&told.join(": "), request.minor)
}

/// Whether a machine could be exported.
fn exportable(db: &Db, uuid: &str) -> Outcome<()> {
    let mut rows = db.rows("VM");
    let Some((vm, _)) = rows.find(|(vm, _)| db.text(vm, "uuid") == uuid) else {
        return Err(Failure::new("UUID_INVALID", ["VM", uuid]));
    };
    crate::allowed::check(db, "VM", vm, "export")
}
