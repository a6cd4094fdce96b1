//! A picture of the window, by the web view itself.

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
    time::Duration,
};

use anyhow::{Result, anyhow};
use tauri::{AppHandle, Manager, Runtime, WebviewWindow};

use crate::window;

/// A page that is not there by then will not come.
const PATIENCE: Duration = Duration::from_secs(60);

/// A picture that was ordered.
#[derive(Clone)]
pub struct Order {
    file: PathBuf,
    after: Duration,
    outcome: Arc<OnceLock<Result<(), String>>>,
}

impl Order {
    /// Into this file, that long after the page is there.
    pub fn new(file: PathBuf, after: f64) -> Self {
        Self {
            file,
            after: Duration::from_secs_f64(after),
            outcome: Arc::default(),
        }
    }

    /// What came of it, once the program has ended.
    pub fn outcome(&self) -> Result<()> {
        match self.outcome.get() {
            Some(Ok(())) => Ok(()),
            Some(Err(why)) => Err(anyhow!("no picture: {why}")),
            None => Err(anyhow!("no picture: the window was closed before")),
        }
    }

    /// The page is there: takes the picture when it is time, then ends the program.
    pub fn page_is_there<R: Runtime>(&self, window: WebviewWindow<R>) {
        let order = self.clone();
        tauri::async_runtime::spawn(async move {
            tokio::time::sleep(order.after).await;
            let (order_again, app) = (order.clone(), window.app_handle().clone());
            let begun = take(&window, order.file.clone(), move |outcome| {
                order_again.done(&app, outcome);
            });
            if let Err(error) = begun {
                order.done(window.app_handle(), Err(format!("{error:#}")));
            }
        });
    }

    /// Ends the program if the page never comes.
    pub fn watch<R: Runtime>(&self, app: AppHandle<R>) {
        let order = self.clone();
        tauri::async_runtime::spawn(async move {
            tokio::time::sleep(PATIENCE + order.after).await;
            order.done(
                &app,
                Err(format!("the window {} has no page", window::LABEL)),
            );
        });
    }

    fn done<R: Runtime>(&self, app: &AppHandle<R>, outcome: Result<(), String>) {
        // The first answer counts.
        if self.outcome.set(outcome).is_ok() {
            app.exit(0);
        }
    }
}

/// Asks the web view for its picture; `done` is told on the main thread.
#[cfg(target_os = "linux")]
fn take<R: Runtime>(
    window: &WebviewWindow<R>,
    file: PathBuf,
    done: impl FnOnce(Result<(), String>) + Send + 'static,
) -> Result<()> {
    use std::{fs::File, io::BufWriter};

    use webkit2gtk::{SnapshotOptions, SnapshotRegion, WebViewExt};

    let write = move |surface: cairo::Surface| -> Result<()> {
        let image = cairo::ImageSurface::try_from(surface)
            .map_err(|_| anyhow!("the web view's picture is none that can be written"))?;
        image.write_to_png(&mut BufWriter::new(File::create(file)?))?;
        Ok(())
    };
    window.with_webview(move |view| {
        view.inner().snapshot(
            SnapshotRegion::Visible,
            SnapshotOptions::NONE,
            None::<&webkit2gtk::gio::Cancellable>,
            move |surface| {
                let written = surface.map_err(anyhow::Error::from).and_then(write);
                done(written.map_err(|error| format!("{error:#}")));
            },
        );
    })?;
    Ok(())
}

/// Elsewhere there is no such thing yet, and saying so is better than an empty file.
#[cfg(not(target_os = "linux"))]
fn take<R: Runtime>(
    _: &WebviewWindow<R>,
    _: PathBuf,
    _: impl FnOnce(Result<(), String>) + Send + 'static,
) -> Result<()> {
    anyhow::bail!("--screenshot works on Linux only")
}
