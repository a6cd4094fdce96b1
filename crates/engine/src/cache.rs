//! The last known objects of each connection on disk, so that the window is full before a server has
//! answered. What the bytes are is [`inventory::kept`]'s business; when they are written, and where
//! they lie, is this file's.

use std::{
    fs,
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use inventory::{
    ConnectionId, Problem,
    kept::{self, Keeping, Kept},
};

use crate::{clock, files, lock::lock};

/// After a list is complete it is kept this soon,
pub(crate) const SOON: Duration = Duration::from_secs(5);
/// and while it lives it is kept again this often, if it changed: what a crash may cost.
pub(crate) const OFTEN: Duration = Duration::from_secs(180);

/// Where the files lie.
const FOLDER: &str = "inventory";
/// How their names end.
const ENDING: &str = ".kept";

/// One connection's file.
#[derive(Debug)]
pub(crate) struct Shelf {
    path: PathBuf,
    /// Counts what was taken to be written.
    taken: AtomicU64,
    newest: Mutex<Newest>,
}

/// What a file holds, and what is not to be done about it any more.
#[derive(Debug, Default)]
struct Newest {
    /// The number of what was written last: nothing taken before it takes its place.
    number: u64,
    /// The connection is gone: nothing is written any more.
    gone: bool,
    /// That it cannot be written was told.
    told: bool,
}

impl Shelf {
    /// The file of a connection in `data`; nothing is read or made yet.
    pub(crate) fn of(data: &Path, connection: &ConnectionId) -> Arc<Self> {
        let path = data.join(FOLDER).join(file_name(connection));
        Arc::new(Self {
            path,
            taken: 0.into(),
            newest: Mutex::default(),
        })
    }

    /// Reads what is there, waiting for what is being written. A file that is damaged, or of another
    /// version, is set aside.
    ///
    /// # Errors
    /// The problem `file_set_aside`: told, and then forgotten.
    pub(crate) async fn recall(self: &Arc<Self>) -> Result<Option<Kept>, Problem> {
        let shelf = self.clone();
        let read = tokio::task::spawn_blocking(move || shelf.read());
        // A panic of the decoder costs the file, not the connection.
        read.await
            .unwrap_or_else(|_| Err(files::set_aside(&self.path, "reading it failed")))
    }

    fn read(&self) -> Result<Option<Kept>, Problem> {
        let _turn = lock(&self.newest);
        let bytes = match read_bounded(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(files::set_aside(&self.path, &error.to_string())),
        };
        match kept::decode(&bytes) {
            Ok(mut kept) => {
                // A clock that was wrong then, or is now, does not make it newer than now.
                kept.as_of = kept.as_of.min(clock::unix_seconds());
                Ok(Some(kept))
            }
            Err(error) => Err(files::set_aside(&self.path, error.as_str())),
        }
    }

    /// Writes objects that were true at `as_of`; resolves when that is done.
    ///
    /// # Errors
    /// The problem `cannot_save`, once; the next failures are only logged.
    pub(crate) async fn keep(self: Arc<Self>, objects: Keeping, as_of: i64) -> Result<(), Problem> {
        let number = 1 + self.taken.fetch_add(1, Ordering::Relaxed);
        let written = tokio::task::spawn_blocking(move || self.write(objects, as_of, number));
        written.await.unwrap_or_else(|error| {
            tracing::error!(%error, "the last known objects are not kept");
            Ok(())
        })
    }

    fn write(&self, objects: Keeping, as_of: i64, number: u64) -> Result<(), Problem> {
        let bytes = match objects.encode(as_of) {
            Ok(bytes) => bytes,
            Err(error) => {
                tracing::warn!(why = error.as_str(), "the last known objects are not kept");
                return Ok(());
            }
        };
        let mut newest = lock(&self.newest);
        if newest.gone || number < newest.number {
            return Ok(());
        }
        newest.number = number;
        let written = files::write_whole(&self.path, &bytes);
        match written {
            Ok(()) => newest.told = false,
            Err(_) if newest.told => return Ok(()),
            Err(_) => newest.told = true,
        }
        written
    }

    /// Removes the file, and whatever was set aside of it, for good.
    pub(crate) fn forget(&self) {
        let mut newest = lock(&self.newest);
        newest.gone = true;
        if let (Some(folder), Some(name)) = (self.path.parent(), self.path.file_name()) {
            let name = name.to_string_lossy();
            remove(folder, |file| file.starts_with(&*name));
        }
    }
}

/// Removes the files of connections that are not among `known`: what a crash left.
pub(crate) fn sweep(data: &Path, known: &[ConnectionId]) {
    let names: Vec<String> = known.iter().map(file_name).collect();
    remove(&data.join(FOLDER), |file| {
        file.contains(ENDING) && !names.iter().any(|name| file.starts_with(name))
    });
}

/// The id is ours and harmless; but the file that it is read from may be edited by anybody.
fn file_name(connection: &ConnectionId) -> String {
    let plain = |c: char| match c {
        c if c.is_ascii_alphanumeric() || c == '-' => c,
        _ => '_',
    };
    let id: String = connection.as_str().chars().take(80).map(plain).collect();
    format!("{id}{ENDING}")
}

fn read_bounded(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(kept::LONGEST).unwrap_or(u64::MAX);
    File::open(path)?
        .take(most.saturating_add(1))
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn remove(folder: &Path, which: impl Fn(&str) -> bool) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        if which(&entry.file_name().to_string_lossy())
            && let Err(error) = fs::remove_file(entry.path())
        {
            tracing::warn!(file = %entry.path().display(), %error, "a file stays");
        }
    }
}
