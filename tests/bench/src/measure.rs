//! What is measured in a process of its own, which tells of itself on its last line.

use std::{fs, path::Path, time::Instant};

use anyhow::{Result, ensure};
use engine::api::ViewSpec;

use crate::{
    seat::Seat,
    usage::{self, Run},
};

/// What starting an engine without any connection costs.
pub async fn empty() -> Result<()> {
    let begun = Instant::now();
    let _seat = Seat::new().await?;
    Run {
        took: begun.elapsed(),
        usage: usage::of("self")?,
        objects: 0,
    }
    .tell();
    Ok(())
}

/// From the log-in to the store that holds everything.
pub async fn sync(url: &str, expected: usize) -> Result<()> {
    let mut seat = Seat::new().await?;
    let connections = seat.open(ViewSpec::Connections).await?;
    let begun = Instant::now();
    let id = seat.connect(url).await?;
    let took = seat.live(connections, 1).await? - begun;
    let store = seat.engine.store(&id);
    let store = store.map_err(|problem| anyhow::anyhow!("no store: {problem:?}"))?;
    let objects = store.read().len();
    ensure!(objects >= expected, "only {objects} objects");
    // Before the end, which has costs of its own.
    Run {
        took,
        usage: usage::of("self")?,
        objects: objects as u64,
    }
    .tell();
    seat.engine.shutdown().await;
    Ok(())
}

/// One bare pass over the same bytes.
pub fn validate(file: &Path) -> Result<()> {
    let bytes = fs::read(file)?;
    let begun = Instant::now();
    if bytes.trim_ascii_start().starts_with(b"<") {
        let mut reader = quick_xml::Reader::from_reader(bytes.as_slice());
        while !matches!(reader.read_event()?, quick_xml::events::Event::Eof) {}
    } else {
        sonic_rs::from_slice::<sonic_rs::LazyValue<'_>>(&bytes)?;
    }
    Run {
        took: begun.elapsed(),
        usage: usage::of("self")?,
        objects: 0,
    }
    .tell();
    Ok(())
}
