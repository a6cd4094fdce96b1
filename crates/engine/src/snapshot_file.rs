//! The last known objects of each connection on disk, so that the window is full before a server has
//! answered. What the bytes are is [`inventory::kept`]'s business; when they are written, and where
//! they lie, is this file's.

use std::{
    fs::File,
    io::{self, BufWriter, Read, Write as _},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use inventory::{
    ConnectionId, Problem,
    kept::{self, Keeping},
};
use tokio::{sync::mpsc, task::JoinHandle};
use xapi::Change;

use crate::{
    clock,
    files::{self, Draft},
    lock::lock,
};

/// After a list is complete it is kept this soon,
pub(crate) const SOON: Duration = Duration::from_secs(5);
/// and while it lives it is kept again this often, if it changed: what a crash may cost,
pub(crate) const OFTEN: Duration = Duration::from_secs(180);
/// and, with more objects than this, what the end of a connection may cost: writing half a million
/// takes more than a second of a core, and nobody waits that long for a program to end, for the sake
/// of minutes which the next list makes up for. As many as this take some tenths of a second.
pub(crate) const MANY: usize = 150_000;

/// So many portions of a file are read ahead of whoever files them.
const PORTIONS: usize = 4;
/// Where the files lie.
const FOLDER: &str = "inventory";
/// How their names end.
const ENDING: &str = ".kept";

/// One connection's file.
#[derive(Debug)]
pub(crate) struct SnapshotFile {
    path: PathBuf,
    /// Counts what was taken to be written.
    taken: AtomicU64,
    /// Held by whoever makes and writes a file: one at a time, for it takes a core.
    turn: Mutex<()>,
    newest: Mutex<Newest>,
}

/// A file that is being read.
pub(crate) struct Recall {
    snapshot_file: Arc<SnapshotFile>,
    portions: mpsc::Receiver<(i64, Vec<Change>)>,
    reading: JoinHandle<Result<(), Problem>>,
}

impl Recall {
    /// The next portion, as [`kept::decode_by_portions`] gives them, and as of when it was true. None
    /// if there is none, or no file.
    pub(crate) async fn portion(&mut self) -> Option<(i64, Vec<Change>)> {
        self.portions.recv().await
    }

    /// Whether all of it could be read.
    ///
    /// # Errors
    /// The problems `file_set_aside` and `cannot_read`: told, and then forgotten.
    pub(crate) async fn end(self) -> Result<(), Problem> {
        // A panic of the decoder costs the file, not the connection.
        let set_aside = |_| {
            Err(files::set_aside(
                &self.snapshot_file.path,
                "reading it failed",
            ))
        };
        self.reading.await.unwrap_or_else(set_aside)
    }
}

/// What a file holds, and what is not to be done about it any more.
#[derive(Debug, Default)]
struct Newest {
    /// The number of what was written last: nothing taken before it takes its place.
    number: u64,
    /// The revision of the world that was written last, and when it was last known to be true.
    written: Option<(u64, i64)>,
    /// The connection is gone: nothing is written any more.
    gone: bool,
    /// That it cannot be written was told.
    told: bool,
}

impl Newest {
    /// Whether something of this number may be written.
    fn takes(&self, number: u64) -> bool {
        !self.gone && number >= self.number
    }
}

impl SnapshotFile {
    /// The file of a connection in `data`; nothing is read or made yet.
    pub(crate) fn of(data: &Path, connection: &ConnectionId) -> Arc<Self> {
        let path = data.join(FOLDER).join(file_name(connection));
        Arc::new(Self {
            path,
            taken: 0.into(),
            turn: Mutex::default(),
            newest: Mutex::default(),
        })
    }

    /// Reads what is there, waiting for what is being written. A file that is damaged, or of another
    /// version, is set aside; one that cannot be read now stays.
    pub(crate) fn restore(self: &Arc<Self>) -> Recall {
        let (sender, portions) = mpsc::channel(PORTIONS);
        let snapshot_file = self.clone();
        let reading = tokio::task::spawn_blocking(move || {
            // Who does not listen any more needs nothing.
            snapshot_file.read(|as_of, portion| drop(sender.blocking_send((as_of, portion))))
        });
        Recall {
            snapshot_file: self.clone(),
            portions,
            reading,
        }
    }

    fn read(&self, mut give: impl FnMut(i64, Vec<Change>)) -> Result<(), Problem> {
        let bytes = {
            let _turn = lock(&self.newest);
            read_bounded(&self.path)
        };
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(files::cannot_read(&self.path, &error)),
        };
        // A clock that was wrong then, or is now, does not make it newer than now.
        let now = clock::unix_seconds();
        kept::decode_by_portions(&bytes, |as_of, portion| give(as_of.min(now), portion))
            .map_err(|error| files::set_aside(&self.path, error.as_str()))
    }

    /// Writes objects of a revision, which were true at `as_of`; resolves when that is done.
    ///
    /// # Errors
    /// The problem `cannot_save`, once; the next failures are only logged.
    pub(crate) async fn keep(
        self: Arc<Self>,
        objects: Keeping,
        revision: u64,
        as_of: i64,
    ) -> Result<(), Problem> {
        let number = 1 + self.taken.fetch_add(1, Ordering::Relaxed);
        Self::at_leisure(move || self.write(objects, (revision, as_of), number)).await
    }

    /// Notes that the objects of a revision, which was taken to be written, are still true at
    /// `as_of`; resolves when that is done. If it came to be written, that takes no longer than the
    /// disk does.
    ///
    /// # Errors
    /// As [`keep`](Self::keep).
    pub(crate) async fn keep_still(
        self: Arc<Self>,
        revision: u64,
        as_of: i64,
    ) -> Result<(), Problem> {
        Self::at_leisure(move || self.redate(revision, as_of)).await
    }

    async fn at_leisure(
        write: impl FnOnce() -> Result<(), Problem> + Send + 'static,
    ) -> Result<(), Problem> {
        let written = tokio::task::spawn_blocking(write);
        written.await.unwrap_or_else(|error| {
            tracing::error!(%error, "the last known objects are not kept");
            Ok(())
        })
    }

    /// Takes note that the objects of a revision are still true at `as_of`, if they are what is
    /// written; nothing is written for that.
    pub(crate) fn still(&self, revision: u64, as_of: i64) {
        if let Some(written) = &mut lock(&self.newest).written
            && written.0 == revision
        {
            written.1 = as_of;
        }
    }

    /// The revision that is written, and when it was last true, if that is not much longer ago than
    /// [`OFTEN`].
    pub(crate) fn young(&self) -> Option<(u64, i64)> {
        let written = lock(&self.newest).written;
        let most = i64::try_from(2 * OFTEN.as_secs()).unwrap_or(i64::MAX);
        // Where the clock was set back since, nobody knows how long ago that is.
        let age = |as_of| clock::unix_seconds().saturating_sub(as_of);
        written.filter(|(_, as_of)| (0..most).contains(&age(*as_of)))
    }

    fn write(&self, objects: Keeping, of: (u64, i64), number: u64) -> Result<(), Problem> {
        let _turn = lock(&self.turn);
        if !lock(&self.newest).takes(number) {
            return Ok(());
        }
        let draft = Draft::write(&self.path, |file| objects.write(of.1, BufWriter::new(file)));
        self.put(draft, of, number)
    }

    fn redate(&self, revision: u64, as_of: i64) -> Result<(), Problem> {
        let _turn = lock(&self.turn);
        let (number, written) = {
            let newest = lock(&self.newest);
            (newest.number, newest.written)
        };
        // It was too large, or the disk refused it: so it would be again.
        if written.is_none_or(|(written, _)| written != revision) {
            return Ok(());
        }
        let redated = read_bounded(&self.path)
            .map_err(|error| error.to_string())
            .and_then(|bytes| {
                kept::redate(bytes, as_of).map_err(|error| error.as_str().to_owned())
            });
        match redated {
            Ok(bytes) => {
                let draft = Draft::write(&self.path, |file| file.write_all(&bytes));
                self.put(draft, (revision, as_of), number)
            }
            Err(why) => {
                tracing::warn!(why, "the last known objects keep their date");
                Ok(())
            }
        }
    }

    /// Puts a file in the place of the one that there is, unless it is too late for it.
    fn put(
        &self,
        draft: Result<Draft<'_>, Problem>,
        of: (u64, i64),
        number: u64,
    ) -> Result<(), Problem> {
        let mut newest = lock(&self.newest);
        if !newest.takes(number) {
            return Ok(());
        }
        newest.number = number;
        let written = draft.and_then(Draft::publish);
        match written {
            Ok(()) => {
                newest.written = Some(of);
                newest.told = false;
            }
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
            files::remove(folder, |file| file.starts_with(&*name));
        }
    }
}

/// Removes the files of connections that are not among `known`: what a crash left.
pub(crate) fn sweep(data: &Path, known: &[ConnectionId]) {
    let names: Vec<String> = known.iter().map(file_name).collect();
    files::remove(&data.join(FOLDER), |file| {
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

#[cfg(test)]
mod tests {
    use std::fs;

    use inventory::Writer;
    use xapi::{Object, RecordOf, Vm};

    use super::*;

    /// A shelf in a folder of its own, and the objects of a world of one VM.
    fn snapshot_file() -> (tempfile::TempDir, Arc<SnapshotFile>, impl Fn() -> Keeping) {
        let folder = tempfile::tempdir().unwrap();
        let snapshot_file = SnapshotFile::of(folder.path(), &"c1".into());
        let mut writer = Writer::new();
        let vm = Object {
            reference: "OpaqueRef:vm".into(),
            record: Vm::default().into_record(),
        };
        writer.apply([Change::Apply(vm)]);
        let store = writer.store();
        (folder, snapshot_file, move || Keeping::of(&store.read()))
    }

    /// As of when what is on the disk is; none: nothing is.
    async fn on_disk(snapshot_file: &Arc<SnapshotFile>) -> Option<i64> {
        recalled(snapshot_file).await.0
    }

    /// The same, and what it is.
    async fn recalled(snapshot_file: &Arc<SnapshotFile>) -> (Option<i64>, Vec<Change>) {
        let mut restore = snapshot_file.restore();
        let (mut when, mut changes) = (None, Vec::new());
        while let Some((as_of, portion)) = restore.portion().await {
            when = Some(as_of);
            changes.extend(portion);
        }
        restore.end().await.unwrap();
        (when, changes)
    }

    #[tokio::test]
    async fn what_is_still_true_gets_the_new_date_and_nothing_else_does() {
        let (_folder, snapshot_file, objects) = snapshot_file();
        // Of what was never written there is nothing to redate.
        snapshot_file.clone().keep_still(1, 1000).await.unwrap();
        assert_eq!(on_disk(&snapshot_file).await, None);

        snapshot_file
            .clone()
            .keep(objects(), 1, 1000)
            .await
            .unwrap();
        snapshot_file.clone().keep_still(2, 2000).await.unwrap();
        assert_eq!(
            on_disk(&snapshot_file).await,
            Some(1000),
            "those are other objects"
        );
        snapshot_file.clone().keep_still(1, 2000).await.unwrap();
        assert_eq!(on_disk(&snapshot_file).await, Some(2000));
        assert_eq!(recalled(&snapshot_file).await.1.len(), 3);
    }

    #[tokio::test]
    async fn a_file_is_young_as_long_as_somebody_says_that_it_is_true() {
        let (_folder, snapshot_file, objects) = snapshot_file();
        assert_eq!(snapshot_file.young(), None);
        let now = clock::unix_seconds();
        snapshot_file
            .clone()
            .keep(objects(), 1, now - 3600)
            .await
            .unwrap();
        assert_eq!(snapshot_file.young(), None, "an hour is long");
        snapshot_file.still(2, now);
        assert_eq!(snapshot_file.young(), None, "those are other objects");
        snapshot_file.still(1, now);
        assert_eq!(snapshot_file.young(), Some((1, now)));
        snapshot_file.still(1, now + 3600);
        assert_eq!(snapshot_file.young(), None, "the clock was set back");
        assert_eq!(
            on_disk(&snapshot_file).await,
            Some(now - 3600),
            "nothing is written for it"
        );
    }

    #[tokio::test]
    async fn a_connection_that_is_gone_leaves_nothing() {
        let (folder, snapshot_file, objects) = snapshot_file();
        snapshot_file
            .clone()
            .keep(objects(), 1, 1000)
            .await
            .unwrap();
        snapshot_file.forget();
        snapshot_file
            .clone()
            .keep(objects(), 2, 2000)
            .await
            .unwrap();
        snapshot_file.clone().keep_still(1, 3000).await.unwrap();
        let left = fs::read_dir(folder.path().join(FOLDER)).unwrap();
        assert_eq!(left.count(), 0);
    }

    #[tokio::test]
    async fn a_full_disk_leaves_what_was_kept_and_is_told_once() {
        let (_folder, snapshot_file, objects) = snapshot_file();
        snapshot_file.write(objects(), (1, 1000), 1).unwrap();
        files::faults::disk_full_after(2);
        let told = snapshot_file.write(objects(), (2, 2000), 2).unwrap_err();
        assert_eq!(told.code, "cannot_save");
        snapshot_file.write(objects(), (3, 3000), 3).unwrap();
        files::faults::room_again();
        assert_eq!(on_disk(&snapshot_file).await, Some(1000));
        snapshot_file.write(objects(), (4, 4000), 4).unwrap();
        assert_eq!(on_disk(&snapshot_file).await, Some(4000));
    }
}
