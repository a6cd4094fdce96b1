//! The system's own dialogs in which a person names a file, and files that are dropped on a window.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use rfd::{AsyncFileDialog, FileHandle};
use serde::Deserialize;
use tauri::{Manager, Runtime, WebviewWindow, Window, ipc::Channel};

/// What is to be chosen.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Choice {
    kind: Kind,
    #[serde(default)]
    title: String,
    /// What a file that is written could be called.
    #[serde(default)]
    name: String,
    /// What its name may end with; none: anything.
    #[serde(default)]
    endings: Vec<String>,
    /// What was said before.
    #[serde(default)]
    current: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Kind {
    Open,
    Save,
    Folder,
}

/// Lets the person choose; none: nothing was.
pub async fn choose<R: Runtime>(window: WebviewWindow<R>, choice: Choice) -> Option<PathBuf> {
    let (tell, told) = tokio::sync::oneshot::channel();
    let app = window.app_handle().clone();
    // Dialogs belong to the thread of the windows on some platforms.
    let shown = app.run_on_main_thread(move || {
        let dialog = dialog(&choice).set_parent(&window);
        tauri::async_runtime::spawn(async move {
            let chosen = match choice.kind {
                Kind::Open => dialog.pick_file().await,
                Kind::Save => dialog.save_file().await,
                Kind::Folder => dialog.pick_folder().await,
            };
            // Whoever has asked may be gone.
            let _ = tell.send(chosen.as_ref().map(FileHandle::path).map(Path::to_owned));
        });
    });
    if let Err(error) = shown {
        tracing::warn!(%error, "no dialog for files can be shown");
        return None;
    }
    told.await.ok().flatten()
}

fn dialog(choice: &Choice) -> AsyncFileDialog {
    let mut dialog = AsyncFileDialog::new().set_title(&choice.title);
    let current = Path::new(&choice.current);
    let name = current.file_name().map(|name| name.to_string_lossy());
    if let Some(folder) = current.parent().filter(|folder| folder.is_dir()) {
        dialog = dialog.set_directory(folder);
    }
    if matches!(choice.kind, Kind::Save) {
        dialog = dialog.set_file_name(name.as_deref().unwrap_or(&choice.name));
    }
    if let Some(first) = choice.endings.first() {
        dialog = dialog.add_filter(format!("*.{first}"), &choice.endings);
    }
    dialog
}

/// Who is told what is dropped, by the windows' names.
#[derive(Default)]
pub struct Drops(Mutex<HashMap<String, Channel<Vec<String>>>>);

impl Drops {
    /// From now on what is dropped on that window is told so.
    pub fn listen(&self, window: &str, channel: Channel<Vec<String>>) {
        let mut listening = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        listening.insert(window.to_owned(), channel);
    }
}

/// Tells a window's page what was dropped on it.
pub fn dropped<R: Runtime>(window: &Window<R>, paths: &[PathBuf]) {
    let Some(drops) = window.try_state::<Drops>() else {
        return;
    };
    let paths = paths.iter().map(|path| path.to_string_lossy().into_owned());
    let listening = drops.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(channel) = listening.get(window.label())
        && let Err(error) = channel.send(paths.collect())
    {
        tracing::debug!(%error, "what was dropped found no window");
    }
}
