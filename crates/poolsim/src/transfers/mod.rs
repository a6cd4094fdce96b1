//! Files that go out and come in: machines as exports, and single disks. The server answers before it works, and
//! what becomes of it its task tells.

mod disk;
mod export;
mod export_raw_vdi;
mod import;
mod import_raw_vdi;
mod incoming;
mod records;
mod tar;
mod transfer;
mod unpack;
mod vhd;

pub use disk::takes_vhd;
pub use transfer::{Transfer, taken};

use crate::ending::Ending;
use crate::http::Request;

const EXPORT_RAW_VDI: &str = "/export_raw_vdi";

/// Whether a request is for a transfer that this file's folder serves.
pub fn serves(request: &Request) -> bool {
    let is_export = ["/export", EXPORT_RAW_VDI].contains(&request.path.as_str());
    request.method == "GET" && is_export || request.is_upload()
}

/// Serves a transfer to its end.
pub async fn serve(transfer: Transfer<'_>) -> Ending {
    match (
        transfer.request.method.as_str(),
        transfer.request.path.as_str(),
    ) {
        ("GET", EXPORT_RAW_VDI) => export_raw_vdi::serve(transfer).await,
        ("GET", _) => export::serve(transfer).await,
        (_, "/import") => import::serve(transfer).await,
        _ => import_raw_vdi::serve(transfer).await,
    }
}
