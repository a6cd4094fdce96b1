//! What a person has set, and what each window remembers of itself, kept in `settings.json`.

use std::{collections::BTreeMap, path::Path};

use inventory::Problem;
use serde::{Deserialize, Serialize};

use crate::{
    api::{Layout, Settings},
    files::Document,
    windows::WindowId,
};

/// No more windows' layouts are kept.
const MOST_WINDOWS: usize = 32;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct File {
    #[serde(flatten)]
    settings: Settings,
    /// What a new window begins with: of each key what any window said of it last.
    layout: Layout,
    /// What each window remembers of itself.
    windows: BTreeMap<WindowId, Layout>,
}

/// The settings, the layouts, and their file.
#[derive(Debug)]
pub(crate) struct Kept(Document<File>);

impl Kept {
    /// Reads them; a file that cannot be read is told and leaves the defaults.
    pub(crate) fn read(folder: &Path) -> (Self, Option<Problem>) {
        let (settings, problem) = Document::read(folder, "settings.json");
        (Self(settings), problem)
    }

    /// What is set now.
    pub(crate) fn get(&self) -> Settings {
        self.0.get().settings.clone()
    }

    /// Keeps, and sets; whether that is new.
    pub(crate) fn set(&self, settings: Settings) -> Result<bool, Problem> {
        self.0.change(|file| {
            let is_new = file.settings != settings;
            file.settings = settings;
            is_new
        })
    }

    /// What a window remembers of itself.
    pub(crate) fn layout(&self, window: &WindowId) -> Layout {
        let file = self.0.get();
        file.windows.get(window).unwrap_or(&file.layout).clone()
    }

    /// Changes some of that, key by key, so that windows do not undo what others have kept meanwhile.
    pub(crate) fn change_layout(&self, window: &WindowId, changes: Layout) -> Result<(), Problem> {
        self.0.change(|file| {
            if file.windows.len() >= MOST_WINDOWS && !file.windows.contains_key(window) {
                file.windows.pop_last();
            }
            let first = &file.layout;
            let own = file.windows.entry(window.clone());
            merge(own.or_insert_with(|| first.clone()), &changes);
            merge(&mut file.layout, &changes);
        })
    }
}

fn merge(layout: &mut Layout, changes: &Layout) {
    for (key, value) in changes {
        if value.is_null() {
            layout.remove(key);
        } else {
            layout.insert(key.clone(), value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::api::{Density, Theme};

    fn layout(value: Value) -> Layout {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn settings_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let (kept, problem) = Kept::read(folder.path());
        assert_eq!(problem, None);
        assert_eq!(kept.get(), Settings::default());
        let settings = Settings {
            theme: Theme::Dark,
            language: "fr".into(),
            ..Settings::default()
        };
        assert!(kept.set(settings.clone()).unwrap());
        assert!(!kept.set(settings.clone()).unwrap());
        assert_eq!(Kept::read(folder.path()).0.get(), settings);
    }

    #[test]
    fn each_window_keeps_its_own_layout_and_a_new_one_begins_as_the_newest() {
        let folder = tempfile::tempdir().unwrap();
        let (kept, _) = Kept::read(folder.path());
        let (main, second) = (WindowId::from("main"), WindowId::from("window-2"));
        let change = |window, value| kept.change_layout(window, layout(value)).unwrap();
        change(&main, json!({ "tree": 240, "tab": "general" }));
        assert_eq!(kept.layout(&second)["tree"], 240);
        change(&second, json!({ "tree": 300 }));
        change(&main, json!({ "tab": null }));
        let kept = Kept::read(folder.path()).0;
        assert_eq!(kept.layout(&main), layout(json!({ "tree": 240 })));
        let expected = json!({ "tree": 300, "tab": "general" });
        assert_eq!(kept.layout(&second), layout(expected));
        let third = kept.layout(&"window-3".into());
        assert_eq!(third, layout(json!({ "tree": 300 })));
    }

    #[test]
    fn a_file_of_an_earlier_or_a_later_version_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let text = r#"{"density": "compact", "layout": {"tree": 240}, "of-a-later-version": 1}"#;
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
        assert_eq!(kept.layout(&"main".into())["tree"], 240);
    }
}
