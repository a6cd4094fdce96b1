//! Files of ours: written whole or not at all, read by their owner only, and never trusted blindly.
//! All that the engine writes is written here.

use std::{
    fs,
    fs::{File, TryLockError},
    io,
    io::Write,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard},
    time::{SystemTime, UNIX_EPOCH},
};

use inventory::Problem;
use serde::{Serialize, de::DeserializeOwned};
use tempfile::NamedTempFile;

use crate::lock::lock;

pub(crate) mod part;

/// A value and its JSON file, which always say the same: what cannot be written is not changed.
#[derive(Debug)]
pub(crate) struct Document<T> {
    path: PathBuf,
    now: Mutex<T>,
    /// The file is there, but the system did not give it to us (too many open files, say), and this
    /// is why. Then it is not written either: nobody knows what would be lost.
    unread: Option<String>,
}

impl<T: Clone + Default + PartialEq + Serialize + DeserializeOwned> Document<T> {
    /// Reads the file `name` in `folder`. No file is an empty one. One that cannot be understood is
    /// renamed out of the way, so that nothing in it is lost when the next one is written; that is
    /// told as the problem `file_set_aside`. One that cannot be read at all stays as it is, which is
    /// told as `cannot_read`.
    pub(crate) fn read(folder: &Path, name: &str) -> (Self, Option<Problem>) {
        let path = folder.join(name);
        let (now, unread, problem) = match fs::read(&path) {
            Ok(bytes) => match serde_json::from_slice(&bytes) {
                Ok(value) => (value, None, None),
                Err(error) => {
                    let problem = set_aside(&path, &error.to_string());
                    (T::default(), None, Some(problem))
                }
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => (T::default(), None, None),
            Err(error) => {
                let problem = cannot_read(&path, &error);
                (T::default(), Some(error.to_string()), Some(problem))
            }
        };
        let document = Self {
            path,
            now: Mutex::new(now),
            unread,
        };
        (document, problem)
    }

    /// The value, to look at.
    pub(crate) fn get(&self) -> MutexGuard<'_, T> {
        lock(&self.now)
    }

    /// Changes the value, once it is written that way; nothing is written where nothing changes.
    ///
    /// # Errors
    /// The problem `cannot_save`; then nothing has changed.
    pub(crate) fn change<R>(&self, change: impl FnOnce(&mut T) -> R) -> Result<R, Problem> {
        let mut now = lock(&self.now);
        let mut next = now.clone();
        let answer = change(&mut next);
        if next == *now {
            return Ok(answer);
        }
        if let Some(why) = &self.unread {
            return Err(cannot_save(&self.path, why));
        }
        let mut text = serde_json::to_vec_pretty(&next)
            .map_err(|error| cannot_save(&self.path, &error.to_string()))?;
        text.push(b'\n');
        Draft::write(&self.path, |file| file.write_all(&text))?.publish()?;
        *now = next;
        Ok(answer)
    }
}

/// Renames a file that cannot be understood out of the way, and makes the problem `file_set_aside`.
pub(crate) fn set_aside(path: &Path, why: &str) -> Problem {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let mut name = path.to_owned().into_os_string();
    name.push(format!(".unreadable-{seconds}"));
    let aside = PathBuf::from(name);
    tracing::warn!(file = %path.display(), why, "a file cannot be read and is set aside");
    let problem = Problem::new("file_set_aside").with("file", path.display().to_string());
    match fs::rename(path, &aside) {
        Ok(()) => problem.with("aside", aside.display().to_string()),
        Err(error) => {
            tracing::warn!(file = %path.display(), %error, "nor can it be renamed");
            problem.with("aside", path.display().to_string())
        }
    }
}

/// A file that is whole, on the disk, and not yet in its place. One that is dropped is removed.
pub(crate) struct Draft<'a> {
    file: NamedTempFile,
    place: &'a Path,
}

impl<'a> Draft<'a> {
    /// Writes it beside its place, for its owner only. Their folder is made if it is not there.
    ///
    /// # Errors
    /// The problem `cannot_save`.
    pub(crate) fn write(
        place: &'a Path,
        content: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> Result<Self, Problem> {
        let write = || {
            let folder = folder_of(place);
            step(|| make_folder(folder))?;
            // A named temporary file is made with mode 0600. What a crash leaves of it is known by
            // its name.
            let name = place.file_name().unwrap_or_default();
            let mut file = step(|| {
                let mut draft = tempfile::Builder::new();
                draft.prefix(DRAFT).suffix(name).tempfile_in(folder)
            })?;
            step(|| content(file.as_file_mut()))?;
            step(|| file.as_file().sync_all())?;
            Ok(Self { file, place })
        };
        let written: io::Result<Self> = write();
        written.map_err(|error| cannot_save(place, &error))
    }

    /// Puts it in its place, where the old one ends.
    ///
    /// # Errors
    /// The problem `cannot_save`.
    pub(crate) fn publish(self) -> Result<(), Problem> {
        let publish = || {
            step(|| Ok(self.file.persist(self.place)?))?;
            settle(self.place);
            Ok(())
        };
        let published: io::Result<()> = publish();
        published.map_err(|error| cannot_save(self.place, &error))
    }
}

/// Writes down that a file has its name now: it is on the disk once the folder is.
#[cfg_attr(not(unix), allow(unused_variables))] // There a folder cannot be opened as a file.
fn settle(place: &Path) {
    #[cfg(unix)]
    if let Err(error) = step(|| File::open(folder_of(place))?.sync_all()) {
        tracing::warn!(file = %place.display(), %error, "a crash of the machine may yet undo it");
    }
}

/// What the name of a file that is being written begins with.
const DRAFT: &str = ".new-";

/// One of the steps of writing a file. Tests let each of them fail.
fn step<T>(work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    #[cfg(test)]
    faults::meet()?;
    work()
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}

/// Makes a folder for its owner only, and those above it; one that is there stays as it is.
fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// Makes a file, for its owner only, if it is not there; one that is there stays as it is.
pub(crate) fn touch(path: &Path) -> io::Result<()> {
    step(|| make_folder(folder_of(path)))?;
    let mut options = fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    step(|| options.open(path)).map(drop)
}

/// Makes a file that was not there, for its owner only.
pub(crate) fn create_new(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    step(|| options.open(path))
}

/// Removes from a folder what a crash left of files that were being written. Only for whoever has
/// [`claim`]ed it.
pub(crate) fn sweep(folder: &Path) {
    remove(folder, |name| name.starts_with(DRAFT));
}

/// Removes files of a folder, by their names.
pub(crate) fn remove(folder: &Path, which: impl Fn(&str) -> bool) {
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

/// A folder is in use by another run of the program.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct InUse;

/// Claims a folder for this run of the program, until what comes back is dropped or the program ends,
/// however it ends. None where nobody can tell whether another run is there: the file system knows no
/// locks, or cannot be written.
///
/// # Errors
/// [`InUse`] where another run has it.
pub(crate) fn claim(folder: &Path) -> Result<Option<File>, InUse> {
    let open = || {
        make_folder(folder)?;
        let mut options = File::options();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(folder.join("in-use"))
    };
    let claimed = open().and_then(|file| match file.try_lock() {
        Ok(()) => Ok(Ok(file)),
        Err(TryLockError::WouldBlock) => Ok(Err(InUse)),
        Err(TryLockError::Error(error)) => Err(error),
    });
    match claimed {
        Ok(claimed) => claimed.map(Some),
        Err(error) => {
            tracing::warn!(folder = %folder.display(), %error, "whether another run is there is unknown");
            Ok(None)
        }
    }
}

/// The problem `cannot_read`.
pub(crate) fn cannot_read(path: &Path, error: &io::Error) -> Problem {
    tracing::warn!(file = %path.display(), %error, "a file cannot be read");
    Problem::new("cannot_read")
        .with("file", path.display().to_string())
        .with("why", error.to_string())
}

fn cannot_save(path: &Path, why: &(impl ToString + ?Sized)) -> Problem {
    let why = why.to_string();
    tracing::warn!(file = %path.display(), why, "a file cannot be written");
    Problem::new("cannot_save")
        .with("file", path.display().to_string())
        .with("why", why)
}

/// Failures at the one place where files are written, for tests.
#[cfg(test)]
pub(crate) mod faults {
    use std::{cell::Cell, io};

    thread_local! {
        static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
    }

    /// In this thread the disk is full once so many steps more were made.
    pub(crate) fn disk_full_after(steps: usize) {
        LEFT.set(Some(steps));
    }

    /// There is room again. Whether a step has met the full disk.
    pub(crate) fn room_again() -> bool {
        LEFT.take() == Some(0)
    }

    pub(super) fn meet() -> io::Result<()> {
        match LEFT.get() {
            Some(0) => Err(io::ErrorKind::StorageFull.into()),
            left => {
                LEFT.set(left.map(|left| left - 1));
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Numbers = Document<Vec<u32>>;

    fn read(folder: &Path) -> (Numbers, Option<Problem>) {
        Document::read(folder, "numbers.json")
    }

    fn push(numbers: &Numbers, number: u32) -> Result<(), Problem> {
        numbers.change(|all| all.push(number))
    }

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_written_is_read_again_and_only_by_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let folder = &folder.path().join("new");
        let (numbers, problem) = read(folder);
        assert_eq!((&*numbers.get(), problem), (&Vec::new(), None));
        push(&numbers, 1).unwrap();
        push(&numbers, 2).unwrap();
        assert_eq!(*read(folder).0.get(), [1, 2]);
        assert_eq!(fs::read_dir(folder).unwrap().count(), 1);
        let claimed = claim(folder);
        assert!(claimed.unwrap().is_some());
        #[cfg(unix)]
        for (path, expected) in [
            (folder.clone(), 0o700),
            (folder.join("numbers.json"), 0o600),
            (folder.join("in-use"), 0o600),
        ] {
            assert_eq!(mode(&path), expected, "{}", path.display());
        }
    }

    #[test]
    fn a_disk_that_is_full_at_any_step_changes_nothing_and_says_so() {
        for step in 0.. {
            let folder = tempfile::tempdir().unwrap();
            let (numbers, _) = read(folder.path());
            push(&numbers, 1).unwrap();
            faults::disk_full_after(step);
            let pushed = push(&numbers, 2);
            let met = faults::room_again();
            // Memory and file never differ, and no draft is left.
            let written = read(folder.path()).0.get().clone();
            assert_eq!(written, *numbers.get(), "step {step}");
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
            match pushed {
                Err(problem) => {
                    assert_eq!(problem.code, "cannot_save");
                    assert_eq!(written, [1], "step {step}");
                    push(&numbers, 2).unwrap();
                }
                Ok(()) => assert_eq!(written, [1, 2], "step {step}"),
            }
            assert_eq!(*read(folder.path()).0.get(), [1, 2]);
            if !met {
                assert!(step >= 5, "there are more steps than {step}");
                return;
            }
        }
    }

    #[test]
    fn what_changes_nothing_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let (numbers, _) = read(folder.path());
        numbers.change(|_| ()).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_corrupt_file_is_kept_beside_and_told() {
        for text in [&b"[1, 2,"[..], b"[1, \"\xff\"]"] {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join("numbers.json"), text).unwrap();
            let (numbers, problem) = read(folder.path());
            assert!(numbers.get().is_empty());
            let problem = problem.unwrap();
            assert_eq!(problem.code, "file_set_aside");
            assert_eq!(fs::read(&problem.params["aside"]).unwrap(), text);
            let (again, problem) = read(folder.path());
            assert_eq!((again.get().len(), problem), (0, None));
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_now_stays_and_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        // What no user can read as a file.
        fs::create_dir(folder.path().join("numbers.json")).unwrap();
        let (numbers, problem) = read(folder.path());
        assert_eq!(problem.unwrap().code, "cannot_read");
        assert_eq!(push(&numbers, 1).unwrap_err().code, "cannot_save");
        assert!(numbers.get().is_empty());
        assert!(folder.path().join("numbers.json").is_dir());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_is_claimed_by_one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let first = claim(folder.path()).unwrap().unwrap();
        assert_eq!(claim(folder.path()).unwrap_err(), InUse);
        drop(first);
        assert!(claim(folder.path()).unwrap().is_some());
    }

    #[test]
    fn what_a_crash_left_of_a_file_is_swept_away_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        for name in [".new-x1servers.json", "servers.json", "mine.txt"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        sweep(folder.path());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_a_problem() {
        let folder = tempfile::tempdir().unwrap();
        let (numbers, _) = read(&folder.path().join("folder"));
        fs::write(folder.path().join("folder"), "").unwrap();
        assert_eq!(push(&numbers, 1).unwrap_err().code, "cannot_save");
    }
}
