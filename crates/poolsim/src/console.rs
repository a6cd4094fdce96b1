//! CONNECT /console

use std::sync::Arc;

use crate::http::{self, Connection, Request};
use crate::pool::Pool;

/// Answers CONNECT.
pub async fn connect(
    pool: &Arc<Pool>,
    _host: usize,
    mut connection: Connection,
    request: &Request,
) {
    let response = match crate::server::admit(pool, request) {
        None => http::unauthorised("connect_console", request.minor),
        Some(_) => http::error_page(404, "not found", "", request.minor),
    };
    drop(connection.write(&response).await);
}
