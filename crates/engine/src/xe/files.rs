//! Files that a command reads and writes here. A server can ask for any file at any time; it gets those
//! that the person has named on the line, and no others. None is overwritten.

use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use inventory::Problem;
use tokio::io::AsyncWriteExt;
use xapi::{XeCommand, codec::thin_cli::Response};

use crate::{files, problems};

/// A server takes no more of a file that it loads.
const MOST: u64 = 32 << 20;
/// A server that waits for a file is told that it comes this often.
const STILL: Duration = Duration::from_secs(60);

/// The files that a line names: the values of its arguments that are whole paths.
pub(super) fn named(words: &[String]) -> Vec<PathBuf> {
    let values = words.iter().filter_map(|word| word.split_once('='));
    let paths = values.map(|(_, value)| PathBuf::from(value));
    paths.filter(|path| path.is_absolute()).collect()
}

/// The file that the server asks for, if the person has named it.
///
/// # Errors
/// `xe_file_unnamed`.
pub(super) fn permitted<'a>(named: &'a [PathBuf], file: &str) -> Result<&'a Path, Problem> {
    let mut all = named.iter();
    let found = all.find(|path| path.as_os_str() == file);
    let unnamed = || Problem::new("xe_file_unnamed").with("file", file);
    found.map(PathBuf::as_path).ok_or_else(unnamed)
}

/// Reads a file that the server loads.
///
/// # Errors
/// `cannot_read`.
pub(super) async fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    let cannot = |why: String| {
        let name = path.display().to_string();
        Problem::new("cannot_read")
            .with("file", name)
            .with("why", why)
    };
    let look = async {
        let about = tokio::fs::metadata(path).await?;
        if !about.is_file() || about.len() > MOST {
            let why = format!("no file of at most {MOST} bytes");
            return Err(io::Error::other(why));
        }
        tokio::fs::read(path).await
    };
    look.await.map_err(|error| cannot(error.to_string()))
}

/// Fetches what a URL names into a new file, and tells the server how that ended. It then says what it
/// makes of it, so that only a file that cannot be made is an error here.
///
/// # Errors
/// `cannot_save`, or what became of the command.
pub(super) async fn fetch(command: &mut XeCommand, path: &Path, url: &str) -> Result<(), Problem> {
    let told = |error: xapi::Error| problems::of(&error);
    let saved = save(command, path, url).await;
    let response = match &saved {
        Ok(()) => Response::Ok,
        Err(_) => Response::Failed,
    };
    command.answer(response).await.map_err(told)?;
    saved
}

async fn save(command: &mut XeCommand, path: &Path, url: &str) -> Result<(), Problem> {
    let told = |error: xapi::Error| problems::of(&error);
    let cannot = |error: io::Error| {
        let name = path.display().to_string();
        Problem::new("cannot_save")
            .with("file", name)
            .with("why", error.to_string())
    };
    let mut download = command.fetch(url.to_owned()).await.map_err(told)?;
    let mut file = tokio::fs::File::from_std(files::create_new(path).map_err(cannot)?);
    let mut still = tokio::time::interval(STILL);
    still.reset();
    loop {
        tokio::select! {
            chunk = download.chunk() => match chunk.map_err(told)? {
                Some(chunk) => file.write_all(&chunk).await.map_err(cannot)?,
                None => break,
            },
            _ = still.tick() => command.answer(Response::Wait).await.map_err(told)?,
        }
    }
    file.sync_all().await.map_err(cannot)
}
