//! Files that go out and come in: machines as exports, and bytes into disks. The server answers before it works, and
//! what becomes of it its task tells.

mod export;
mod import;
mod import_raw_vdi;
mod records;
mod tar;
mod transfer;
mod unpack;

pub use transfer::{Transfer, taken};

use crate::ending::Ending;
use crate::http::Request;

/// Whether a request is for a transfer that this file's folder serves.
pub fn serves(request: &Request) -> bool {
    let is_export = request.method == "GET" && request.path == "/export";
    is_export || request.is_upload()
}

/// Serves a transfer to its end.
pub async fn serve(transfer: Transfer<'_>) -> Ending {
    match (
        transfer.request.method.as_str(),
        transfer.request.path.as_str(),
    ) {
        ("GET", _) => export::serve(transfer).await,
        (_, "/import") => import::serve(transfer).await,
        _ => import_raw_vdi::serve(transfer).await,
    }
}
