//! What a person has set, kept in `settings.json`.

use std::path::Path;

use inventory::Problem;

use crate::{api::Settings, files::Document};

/// The settings and their file.
#[derive(Debug)]
pub(crate) struct Kept(Document<Settings>);

impl Kept {
    /// Reads them; a file that cannot be read is told and leaves the defaults.
    pub(crate) fn read(folder: &Path) -> (Self, Option<Problem>) {
        let (settings, problem) = Document::read(folder, "settings.json");
        (Self(settings), problem)
    }

    /// What is set now.
    pub(crate) fn get(&self) -> Settings {
        self.0.get().clone()
    }

    /// Keeps, and sets.
    pub(crate) fn set(&self, settings: Settings) -> Result<(), Problem> {
        self.0.change(|now| *now = settings)
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
