//! A file that a person has named, written under another name until it is whole.

use std::{
    fs::{self, File},
    io::{self, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use inventory::Problem;

use super::{cannot_save, create_new, settle, step};
use crate::transfers::disk_export::DiskOut;

/// A file that is not whole yet. It is gone with this, unless it is kept.
#[derive(Debug)]
pub(crate) struct PartFile {
    file: File,
    part: PathBuf,
    target: PathBuf,
    replaces: bool,
    is_kept: bool,
}

impl PartFile {
    /// Begins a file, which is called `part` until it is whole. With `replaces` it may take the place of
    /// one that is there.
    ///
    /// # Errors
    /// `file_exists`, `disk_full`, `cannot_save`.
    pub(crate) fn begin(target: &Path, part: &Path, replaces: bool) -> Result<Self, Problem> {
        is_free(target, replaces)?;
        let file = create_new(part).map_err(|error| not_written(target, &error))?;
        Ok(Self {
            file,
            part: part.to_owned(),
            target: target.to_owned(),
            replaces,
            is_kept: false,
        })
    }

    /// It is whole: it is on the disk, and gets its name, if it is still wanted by then. What cannot get it
    /// stays as it is: nobody gives up what took hours for that.
    ///
    /// # Errors
    /// As [`begin`](Self::begin), where it is not on the disk; `cancelled`; `name_taken_since`,
    /// `file_not_named`.
    pub(crate) fn keep(mut self, is_wanted: impl FnOnce() -> bool) -> Result<(), Problem> {
        let synced = step(|| self.file.sync_all());
        synced.map_err(|error| not_written(&self.target, &error))?;
        // That may have taken a while.
        if !is_wanted() {
            return Err(Problem::new("cancelled"));
        }
        self.is_kept = true;
        let stays = |code| {
            Problem::new(code)
                .with("file", self.target.display().to_string())
                .with("part", self.part.display().to_string())
        };
        if is_free(&self.target, self.replaces).is_err() {
            return Err(stays("name_taken_since"));
        }
        let named = step(|| fs::rename(&self.part, &self.target));
        named.map_err(|error| stays("file_not_named").with("why", error.to_string()))?;
        settle(&self.target);
        Ok(())
    }
}

impl Write for PartFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        step(|| self.file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for PartFile {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        self.file.seek(place)
    }
}

impl DiskOut for PartFile {
    fn set_length(&mut self, length: u64) -> io::Result<()> {
        step(|| self.file.set_len(length))
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        if !self.is_kept {
            remove_part(&self.part);
        }
    }
}

/// What a file is called until it is whole. `whose` tells it from those of others.
pub(crate) fn part_of(target: &Path, whose: &str) -> PathBuf {
    let mut name = target.as_os_str().to_owned();
    name.push(format!(".{whose}.part"));
    name.into()
}

/// Removes what there is of a file that was never whole.
pub(crate) fn remove_part(part: &Path) {
    match fs::remove_file(part) {
        Ok(()) => tracing::info!(file = %part.display(), "a file that was not whole is gone"),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => tracing::warn!(file = %part.display(), %error, "a file stays"),
    }
}

/// Why a file that a person has named cannot be written.
pub(crate) fn not_written(target: &Path, error: &io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Problem::new("disk_full").with("file", target.display().to_string())
        }
        _ => cannot_save(target, error),
    }
}

fn is_free(target: &Path, replaces: bool) -> Result<(), Problem> {
    let there = fs::symlink_metadata(target);
    if there.as_ref().is_ok_and(fs::Metadata::is_dir) {
        return Err(cannot_save(target, "it is a folder"));
    }
    match there.is_ok() && !replaces {
        true => Err(Problem::new("file_exists").with("file", target.display().to_string())),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::faults;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    }

    #[test]
    fn a_file_has_its_name_once_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("vm.xva");
        let part = part_of(&target, "abc");
        let mut file = PartFile::begin(&target, &part, false).unwrap();
        file.write_all(b"all of it").unwrap();
        assert_eq!(names(folder.path()), ["vm.xva.abc.part"]);
        file.keep(|| true).unwrap();
        assert_eq!(names(folder.path()), ["vm.xva"]);
        assert_eq!(fs::read(&target).unwrap(), b"all of it");
        // Not over what is there, unless that was said.
        let refused = PartFile::begin(&target, &part, false).unwrap_err();
        assert_eq!(refused.code, "file_exists");
        let mut file = PartFile::begin(&target, &part, true).unwrap();
        file.write_all(b"anew").unwrap();
        drop(file);
        assert_eq!(fs::read(&target).unwrap(), b"all of it");
        assert_eq!(names(folder.path()), ["vm.xva"]);
    }

    #[test]
    fn what_is_not_wanted_any_more_gets_no_name() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("vm.xva");
        fs::write(&target, "dear").unwrap();
        let file = PartFile::begin(&target, &part_of(&target, "abc"), true).unwrap();
        assert_eq!(file.keep(|| false).unwrap_err().code, "cancelled");
        assert_eq!(fs::read(&target).unwrap(), b"dear");
        assert_eq!(names(folder.path()), ["vm.xva"]);
    }

    #[test]
    fn what_cannot_have_its_name_stays_under_the_other() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("vm.xva");
        let part = part_of(&target, "abc");
        // Somebody else has come first.
        let mut file = PartFile::begin(&target, &part, false).unwrap();
        file.write_all(b"all of it").unwrap();
        fs::write(&target, "dear").unwrap();
        let problem = file.keep(|| true).unwrap_err();
        assert_eq!(problem.code, "name_taken_since");
        assert_eq!(problem.params["part"], part.to_str().unwrap());
        assert_eq!(fs::read(&part).unwrap(), b"all of it");
        assert_eq!(fs::read(&target).unwrap(), b"dear");
        // It cannot be renamed.
        fs::remove_file(&part).unwrap();
        let mut file = PartFile::begin(&target, &part, true).unwrap();
        file.write_all(b"anew").unwrap();
        faults::disk_full_after(1);
        let problem = file.keep(|| true).unwrap_err();
        assert!(faults::room_again());
        assert_eq!(problem.code, "file_not_named");
        assert_eq!(problem.params["part"], part.to_str().unwrap());
        assert_eq!(fs::read(&part).unwrap(), b"anew");
        assert_eq!(fs::read(&target).unwrap(), b"dear");
    }

    #[test]
    fn a_disk_that_is_full_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("vm.xva");
        let mut file = PartFile::begin(&target, &part_of(&target, "abc"), false).unwrap();
        faults::disk_full_after(1);
        file.write_all(b"some").unwrap();
        let error = file.write_all(b"more").unwrap_err();
        assert!(faults::room_again());
        assert_eq!(not_written(&target, &error).code, "disk_full");
        drop(file);
        assert!(names(folder.path()).is_empty());
    }
}
