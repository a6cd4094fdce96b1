//! SQLite files of ours: readable by their owner only, set aside where they cannot be understood, and
//! replaced by memory where they cannot be opened.

use std::path::{Path, PathBuf};

use inventory::Problem;
use rusqlite::{Connection, ErrorCode};

use crate::files;

/// What a database is.
pub(crate) struct Database {
    /// Its file's name.
    pub(crate) file: &'static str,
    /// SQLite's `synchronous`: what a machine that loses its power may lose.
    pub(crate) synchronous: &'static str,
    /// Makes the tables, where they are not there.
    pub(crate) prepare: fn(Connection) -> rusqlite::Result<Connection>,
}

impl Database {
    /// Opens it in `folder`. What did not go well is told as a problem.
    ///
    /// # Errors
    /// Where there is not even memory.
    pub(crate) fn open(&self, folder: &Path) -> std::io::Result<(Connection, Option<Problem>)> {
        let path = folder.join(self.file);
        let (database, problem) = match self.open_file(&path) {
            Ok(database) => (Some(database), None),
            Err(error) if is_unreadable(&error) => {
                let problem = files::set_aside(&path, &error.to_string());
                for suffix in ["-wal", "-shm"] {
                    let _ = std::fs::remove_file(beside(&path, suffix));
                }
                (self.open_file(&path).ok(), Some(problem))
            }
            Err(error) => (None, Some(self.problem("cannot_save", &error))),
        };
        let database = match database {
            Some(database) => Ok(database),
            None => Connection::open_in_memory().and_then(self.prepare),
        };
        Ok((database.map_err(std::io::Error::other)?, problem))
    }

    fn open_file(&self, path: &Path) -> rusqlite::Result<Connection> {
        // The file is for its owner only, and so are those that SQLite puts beside it.
        files::touch(path).map_err(|error| {
            let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CANTOPEN);
            rusqlite::Error::SqliteFailure(code, Some(error.to_string()))
        })?;
        let database = Connection::open(path)?;
        database.pragma_update(None, "journal_mode", "WAL")?;
        database.pragma_update(None, "synchronous", self.synchronous)?;
        (self.prepare)(database)
    }

    /// What SQLite says, as a problem of this file.
    pub(crate) fn problem(&self, code: &str, error: &rusqlite::Error) -> Problem {
        Problem::new(code)
            .with("file", self.file)
            .with("why", error.to_string())
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(suffix);
    PathBuf::from(name)
}

/// Whether the file is there and is no database, or a broken one.
fn is_unreadable(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt)
    )
}
