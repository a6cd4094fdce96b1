//! `pooldeck export`: VMs into files.

use std::collections::HashSet;

use inventory::{Job, view::ListKind};
use serde_json::json;

use super::{pool::Pool, progress::Progress, stop::Stop};
use crate::cli::{Export, Packing};

/// Where a VM, a template or a snapshot may stand.
const LISTS: [ListKind; 3] = [ListKind::Vms, ListKind::Templates, ListKind::Snapshots];

/// Writes each VM that is meant into a file.
pub async fn run(order: &Export, pool: &Pool) -> Result<(), Stop> {
    let mut objects = Vec::new();
    for wanted in &order.vms {
        objects.push(pool.named(&LISTS, "VM", wanted).await?.object);
    }
    if let Some(query) = &order.query {
        let found = pool.listed(ListKind::Vms, query).await?;
        objects.extend(found.into_iter().map(|one| one.object));
    }
    // One that was named may be found as well.
    let mut seen = HashSet::new();
    objects.retain(|object| seen.insert(object.clone()));
    if objects.is_empty() {
        return Err(Stop::because("nothing is found to export"));
    }
    let to = std::path::absolute(&order.to).map_err(Stop::because)?;
    // One goes into the file that is named, unless that is a folder; several go into a folder.
    let place = match objects.len() {
        1 if !to.is_dir() => "file",
        _ => "folder",
    };
    let packing = match order.packing {
        Packing::None => "unpacked",
        Packing::Gzip => "gzip",
        Packing::Zstd => "zstd",
    };
    let inputs = json!({ place: to, "packing": packing, "replaces": order.replace });
    let progress = Progress::new(order.on.json);
    pool.run(Job::ExportVm, inputs, objects, &progress).await
}
