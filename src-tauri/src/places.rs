//! The folders that things are kept in.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use directories::ProjectDirs;
use tempfile::TempDir;

/// Where settings, data and logs go.
#[derive(Debug)]
pub struct Places {
    /// What a person has set and added.
    pub config: PathBuf,
    /// What the program remembers by itself.
    pub data: PathBuf,
    /// The log.
    pub logs: PathBuf,
    /// Goes away with this value, and all of the above with it.
    _temporary: Option<TempDir>,
}

impl Places {
    /// The folder that was named; a folder that goes away for a demonstration, which keeps nothing;
    /// else those of the platform.
    pub fn choose(config_dir: Option<&Path>, demo: bool) -> Result<Self> {
        if let Some(folder) = config_dir {
            // A relative path would mean something else to whoever changes the working directory.
            let folder = std::path::absolute(folder).context("the folder has no name")?;
            return Ok(Self::below(folder, None));
        }
        if demo {
            let folder = tempfile::Builder::new()
                .prefix("pooldeck-demo-")
                .tempdir()
                .context("there is no place for temporary files")?;
            return Ok(Self::below(folder.path().to_owned(), Some(folder)));
        }
        let folders = ProjectDirs::from("io.github", "", "Pooldeck")
            .context("the system does not say where your home folder is")?;
        Ok(Self {
            config: folders.config_dir().to_owned(),
            data: folders.data_local_dir().to_owned(),
            logs: logs(&folders)?,
            _temporary: None,
        })
    }

    fn below(folder: PathBuf, temporary: Option<TempDir>) -> Self {
        Self {
            data: folder.join("data"),
            logs: folder.join("logs"),
            config: folder,
            _temporary: temporary,
        }
    }
}

#[cfg(target_os = "macos")]
fn logs(_: &ProjectDirs) -> Result<PathBuf> {
    let home = directories::BaseDirs::new().context("the system does not say where home is")?;
    Ok(home.home_dir().join("Library/Logs/Pooldeck"))
}

#[cfg(not(target_os = "macos"))]
fn logs(folders: &ProjectDirs) -> Result<PathBuf> {
    // Only Linux has a folder for a program's state, which is where its logs belong.
    Ok(folders
        .state_dir()
        .unwrap_or(folders.data_local_dir())
        .join("logs"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_folder_holds_everything() {
        let places = Places::choose(Some(Path::new("here")), false).unwrap();
        let here = std::env::current_dir().unwrap().join("here");
        assert_eq!(places.config, here);
        assert!(places.data.starts_with(&here) && places.logs.starts_with(&here));
    }

    #[test]
    fn a_demonstration_leaves_nothing_behind() {
        let places = Places::choose(None, true).unwrap();
        let folder = places.config.clone();
        assert!(folder.is_dir());
        drop(places);
        assert!(!folder.exists());
    }
}
