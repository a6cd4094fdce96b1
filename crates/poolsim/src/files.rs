//! Files that a server has: screens, blobs, logs. There are none here, so that what is simulated is how it refuses.

use crate::http::{self, Request, Response};
use crate::pool::Pool;

/// Answers a request for a file, whose path begins with `kind`.
pub fn get(pool: &Pool, kind: &str, request: &Request) -> Response {
    match kind {
        "/vncsnapshot" => http::bare(404, "", request.minor),
        "/blob" => http::bare(404, "Unknown reference\n", request.minor),
        "/audit_log" => crate::audit::answer(pool, request),
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
