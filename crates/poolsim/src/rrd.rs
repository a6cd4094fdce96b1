//! RRDs

use std::sync::Arc;

use crate::http::{self, Request, Response};
use crate::pool::Pool;

/// `/rrd_updates`
pub fn updates(_pool: &Arc<Pool>, _host: usize, request: &Request) -> Response {
    http::error_page(404, "not found", "", request.minor)
}

/// `/vm_rrd`, `/host_rrd`
pub fn archive(_pool: &Arc<Pool>, _host: usize, request: &Request, _vm: bool) -> Response {
    http::error_page(404, "not found", "", request.minor)
}
