//! `pooldeck import`: a VM out of a file.

use inventory::{Job, view::ListKind};
use serde_json::json;

use super::{pool::Pool, progress::Progress, stop::Stop};
use crate::cli::Import;

/// Makes a VM of the file.
pub async fn run(order: &Import, pool: &Pool) -> Result<(), Stop> {
    let file = std::path::absolute(&order.file).map_err(Stop::because)?;
    let on = pool.pool().await?;
    let storage = match &order.sr {
        Some(wanted) => json!(pool.named(&[ListKind::Srs], "SR", wanted).await?.object),
        None => pool.initial(Job::ImportVm, &on, "sr").await?,
    };
    if storage.is_null() {
        return Err(Stop::because(
            "the pool has no default storage: name one by --sr",
        ));
    }
    let inputs = json!({
        "file": file,
        "sr": storage,
        "name": order.name.as_deref().unwrap_or_default(),
        "restores": order.restore,
        "starts": order.start,
        "forces": order.force,
    });
    let progress = Progress::new(order.on.json).reading(file);
    pool.run(Job::ImportVm, inputs, vec![on], &progress).await
}
