//! What the tests share: the runtime, the servers that are up, and the report.

use std::sync::Arc;

use anyhow::Result;
use libtest_mimic::{Failed, Trial};
use tokio::{runtime::Runtime, sync::Mutex};

use crate::{
    pool,
    report::{Line, Report},
    ways,
};

/// What is set up for the first test that needs it, and stays for the next.
pub struct Stages {
    pub seed: u64,
    pub vms: usize,
    pub pool: Mutex<Option<pool::Stage>>,
    pub orchestra: Mutex<Option<ways::Stage>>,
    pub lone: Mutex<Option<ways::Stage>>,
    report: Mutex<Report>,
    runtime: Runtime,
}

impl Stages {
    pub fn new(seed: u64, vms: usize, report: Report) -> Result<Arc<Self>> {
        Ok(Arc::new(Self {
            seed,
            vms,
            pool: Mutex::default(),
            orchestra: Mutex::default(),
            lone: Mutex::default(),
            report: Mutex::new(report),
            runtime: Runtime::new()?,
        }))
    }

    /// A test that gives a line of the report, and fails where the line does.
    pub fn test(
        self: &Arc<Self>,
        name: &str,
        play: impl AsyncFnOnce(&Self) -> Result<Line> + Send + 'static,
    ) -> Trial {
        let stages = self.clone();
        Trial::test(name, move || {
            stages.runtime.block_on(async {
                let line = play(&stages).await;
                let line = line.map_err(|error| format!("{error:#}"))?;
                let wrong = line.wrong();
                let added = stages.report.lock().await.add(line);
                added.map_err(|error| format!("{error:#}"))?;
                wrong.map_or(Ok(()), |wrong| Err(Failed::from(wrong)))
            })
        })
    }

    /// The report.
    pub fn end(&self) -> String {
        self.runtime.block_on(self.report.lock()).table()
    }
}
