//! Files of ours: written whole or not at all, read by their owner only, and never trusted blindly.

use std::{
    fs,
    fs::File,
    io,
    io::Write,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use inventory::Problem;
use serde::{Serialize, de::DeserializeOwned};
use tempfile::NamedTempFile;

/// One JSON file and where it is.
#[derive(Clone, Debug)]
pub(crate) struct JsonFile {
    path: PathBuf,
}

impl JsonFile {
    /// The file `name` in `folder`; nothing is read or made yet.
    pub(crate) fn new(folder: &Path, name: &str) -> Self {
        Self {
            path: folder.join(name),
        }
    }

    /// Reads it. No file is an empty one. One that cannot be understood is renamed out of the way,
    /// so that nothing in it is lost when the next one is written; that is told as the problem
    /// `file_set_aside`.
    pub(crate) fn read<T: DeserializeOwned + Default>(&self) -> (T, Option<Problem>) {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return (T::default(), None),
            Err(error) => return (T::default(), Some(self.set_aside(&error.to_string()))),
        };
        match serde_json::from_str(&text) {
            Ok(value) => (value, None),
            Err(error) => (T::default(), Some(self.set_aside(&error.to_string()))),
        }
    }

    fn set_aside(&self, why: &str) -> Problem {
        set_aside(&self.path, why)
    }

    /// Writes it, as [`write_whole`] does.
    pub(crate) fn write(&self, value: &impl Serialize) -> Result<(), Problem> {
        let mut text = serde_json::to_vec_pretty(value)
            .map_err(|error| cannot_save(&self.path, &error.into()))?;
        text.push(b'\n');
        write_whole(&self.path, &text)
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

/// Writes a file, so that a crash leaves either the old bytes or the new. What fails is the problem
/// `cannot_save`.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    Draft::write(path, |file| file.write_all(bytes))?.publish()
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
            let folder = place.parent().unwrap_or(Path::new("."));
            fs::create_dir_all(folder)?;
            // A named temporary file is made with mode 0600. What a crash leaves of it is known by
            // the end of its name.
            let name = place.file_name().unwrap_or_default();
            let mut file = tempfile::Builder::new()
                .prefix(".new-")
                .suffix(name)
                .tempfile_in(folder)?;
            content(file.as_file_mut())?;
            file.as_file().sync_all()?;
            Ok(Self { file, place })
        };
        write().map_err(|error| cannot_save(place, &error))
    }

    /// Puts it in its place, where the old one ends.
    ///
    /// # Errors
    /// The problem `cannot_save`.
    pub(crate) fn publish(self) -> Result<(), Problem> {
        let published = self.file.persist(self.place);
        published.map_err(|failed| cannot_save(self.place, &failed.error))?;
        Ok(())
    }
}

/// Claims a folder for this run of the program, until what comes back is dropped or the program ends,
/// however it ends. None if another run has it, or if nobody can tell.
pub(crate) fn claim(folder: &Path) -> Option<File> {
    let claim = || {
        fs::create_dir_all(folder)?;
        let file = File::options()
            .create(true)
            .append(true)
            .open(folder.join("in-use"))?;
        file.try_lock()?;
        Ok(file)
    };
    let claimed: io::Result<File> = claim();
    if let Err(error) = &claimed {
        tracing::info!(folder = %folder.display(), %error, "another run of the program is there");
    }
    claimed.ok()
}

fn cannot_save(path: &Path, error: &io::Error) -> Problem {
    tracing::warn!(file = %path.display(), %error, "a file cannot be written");
    Problem::new("cannot_save")
        .with("file", path.display().to_string())
        .with("why", error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_only_by_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let file = JsonFile::new(&folder.path().join("new"), "numbers.json");
        assert_eq!(file.read::<Vec<u32>>(), (Vec::new(), None));
        file.write(&vec![1, 2]).unwrap();
        file.write(&vec![1, 2, 3]).unwrap();
        assert_eq!(file.read::<Vec<u32>>(), (vec![1, 2, 3], None));
        assert_eq!(fs::read_dir(folder.path().join("new")).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                fs::metadata(&file.path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
    }

    #[test]
    fn a_corrupt_file_is_kept_beside_and_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = JsonFile::new(folder.path(), "numbers.json");
        fs::write(&file.path, "[1, 2,").unwrap();
        let (numbers, problem) = file.read::<Vec<u32>>();
        assert!(numbers.is_empty());
        let problem = problem.unwrap();
        assert_eq!(problem.code, "file_set_aside");
        assert_eq!(
            fs::read_to_string(&problem.params["aside"]).unwrap(),
            "[1, 2,"
        );
        assert_eq!(file.read::<Vec<u32>>(), (Vec::new(), None));
    }

    #[test]
    fn a_folder_is_claimed_by_one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let first = claim(folder.path()).unwrap();
        assert!(claim(folder.path()).is_none());
        drop(first);
        assert!(claim(folder.path()).is_some());
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_a_problem() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let file = JsonFile::new(&folder.path().join("file"), "numbers.json");
        assert_eq!(file.write(&vec![1]).unwrap_err().code, "cannot_save");
    }
}
