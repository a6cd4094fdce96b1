//! What a person has set, kept in `settings.json`.

use std::{path::Path, sync::Mutex};

use inventory::Problem;

use crate::{api::Settings, files::JsonFile, lock::lock};

/// The settings and their file.
#[derive(Debug)]
pub(crate) struct Kept {
    file: JsonFile,
    now: Mutex<Settings>,
}

impl Kept {
    /// Reads them; a file that cannot be read is told and leaves the defaults.
    pub(crate) fn read(folder: &Path) -> (Self, Option<Problem>) {
        let file = JsonFile::new(folder, "settings.json");
        let (settings, problem) = file.read();
        (
            Self {
                file,
                now: Mutex::new(settings),
            },
            problem,
        )
    }

    /// What is set now.
    pub(crate) fn get(&self) -> Settings {
        lock(&self.now).clone()
    }

    /// Sets, and keeps.
    pub(crate) fn set(&self, settings: Settings) -> Result<(), Problem> {
        let mut now = lock(&self.now);
        *now = settings;
        self.file.write(&*now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Density, Theme};

    #[test]
    fn settings_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let (kept, problem) = Kept::read(folder.path());
        assert_eq!(problem, None);
        assert_eq!(kept.get(), Settings::default());
        let mut settings = Settings {
            theme: Theme::Dark,
            language: "fr".into(),
            ..Settings::default()
        };
        settings.layout.insert("tree".into(), 240.into());
        kept.set(settings.clone()).unwrap();
        assert_eq!(Kept::read(folder.path()).0.get(), settings);
    }

    #[test]
    fn a_file_with_less_or_more_in_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let text = r#"{"density": "compact", "of-a-later-version": 1}"#;
        std::fs::write(folder.path().join("settings.json"), text).unwrap();
        let (kept, problem) = Kept::read(folder.path());
        assert_eq!(problem, None);
        assert_eq!(
            kept.get(),
            Settings {
                density: Density::Compact,
                ..Settings::default()
            }
        );
    }
}
