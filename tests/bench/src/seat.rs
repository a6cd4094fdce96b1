//! An engine, and what it tells as its window would hear it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, anyhow};
use engine::{
    Config, Engine,
    api::{ConnectionState, KeepPassword, Message, NewConnection, ServerKind, ViewBody, ViewSpec},
    secret::Secret,
    vault::Memory,
};
use inventory::{ConnectionId, Problem};
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::pools::{PASSWORD, USER};

/// How long to wait for anything.
const PATIENCE: Duration = Duration::from_secs(120);

/// A frame, with when it came.
pub struct Frame {
    /// When.
    pub at: Instant,
    /// Of which view.
    pub view: u32,
    /// What it shows.
    pub body: ViewBody,
}

/// An engine with somebody who listens.
pub struct Seat {
    /// It.
    pub engine: Engine,
    frames: UnboundedReceiver<Frame>,
    /// Its files; gone at the end.
    _folder: TempDir,
}

impl Seat {
    /// An engine without any connection.
    pub async fn new() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let (config, data) = (folder.path().join("config"), folder.path().join("data"));
        let config = Config::new(config, data, "0.0.0-bench", Arc::new(Memory::new()));
        let engine = Engine::start(config).await?;
        let (told, frames) = unbounded_channel();
        engine.attach(
            &"main".into(),
            Arc::new(move |message| {
                if let Message::Frame { view, body, .. } = message {
                    let at = Instant::now();
                    // Nobody listens any more when this is over.
                    let body = Arc::unwrap_or_clone(body);
                    let _ = told.send(Frame { at, view, body });
                }
            }),
        );
        Ok(Self {
            engine,
            frames,
            _folder: folder,
        })
    }

    /// Begins to connect.
    pub async fn connect(&self, url: &str) -> Result<ConnectionId> {
        let connection = NewConnection {
            kind: ServerKind::Pool,
            address: url.to_owned(),
            user: USER.to_owned(),
            password: Secret::new(PASSWORD),
            otp: None,
            keep: KeepPassword::Ask,
            read_only: false,
        };
        let added = self.engine.add_connection(connection).await;
        added.map_err(refused)
    }

    /// Opens a view.
    pub async fn open(&self, spec: ViewSpec) -> Result<u32> {
        self.engine
            .open_view(&"main".into(), spec)
            .await
            .map_err(refused)
    }

    /// Changes what a view shows.
    pub async fn set(&self, view: u32, spec: ViewSpec) -> Result<()> {
        self.engine
            .set_view(&"main".into(), view, spec)
            .await
            .map_err(refused)
    }

    /// Waits for a view's next frame that is as wanted.
    pub async fn frame(&mut self, view: u32, wanted: impl Fn(&ViewBody) -> bool) -> Result<Frame> {
        let until = tokio::time::Instant::now() + PATIENCE;
        loop {
            let frame = tokio::time::timeout_at(until, self.frames.recv())
                .await
                .context("waited in vain for a frame")?
                .context("the engine is gone")?;
            if frame.view == view && wanted(&frame.body) {
                return Ok(frame);
            }
        }
    }

    /// The next frame of any view within this time.
    pub async fn any_frame(&mut self, within: Duration) -> Option<Frame> {
        tokio::time::timeout(within, self.frames.recv())
            .await
            .ok()
            .flatten()
    }

    /// Waits until so many connections, shown by this view, are live.
    pub async fn live(&mut self, connections: u32, count: usize) -> Result<Instant> {
        let is_live = |body: &ViewBody| match body {
            ViewBody::Connections(all) => {
                let live = all.iter();
                let live = live.filter(|one| matches!(one.state, ConnectionState::Live { .. }));
                live.count() >= count
            }
            _ => false,
        };
        Ok(self.frame(connections, is_live).await?.at)
    }

    /// Forgets what came until nothing has come for a while: what follows is caused by what follows.
    pub async fn settle(&mut self) {
        while self.any_frame(Duration::from_millis(150)).await.is_some() {}
    }

    /// From a change of what a view shows to the frame that shows it.
    pub async fn answer(
        &mut self,
        view: u32,
        spec: ViewSpec,
        wanted: impl Fn(&ViewBody) -> bool,
    ) -> Result<(Duration, ViewBody)> {
        self.settle().await;
        let begun = Instant::now();
        self.set(view, spec).await?;
        let frame = self.frame(view, wanted).await?;
        Ok((frame.at - begun, frame.body))
    }
}

fn refused(problem: Problem) -> anyhow::Error {
    anyhow!("the engine refused: {problem:?}")
}
