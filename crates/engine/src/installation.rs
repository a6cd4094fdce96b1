//! Which of a pool's tasks are this installation's: their marks begin with an id that nobody else has.

use std::{path::Path, sync::OnceLock};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::files::Document;

/// The file, and what is in it.
#[derive(Debug)]
pub(crate) struct Installation {
    file: Document<Kept>,
    id: OnceLock<String>,
}

#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Kept {
    id: String,
}

impl Installation {
    /// What was kept in `folder`. Before the first mark is needed nothing is.
    pub(crate) fn read(folder: &Path) -> Self {
        // What cannot be read is not told: then what an earlier run has left is not known as ours,
        // and the server forgets it by itself.
        let (file, _) = Document::<Kept>::read(folder, "installation.json");
        let id = Uuid::parse_str(&file.get().id).map(|id| id.to_string());
        Self {
            file,
            id: id.map(OnceLock::from).unwrap_or_default(),
        }
    }

    /// The mark of a new task. The first one is the moment at which there has to be an id; where it
    /// cannot be kept, the next one is another such moment.
    pub(crate) fn mark(&self, task: &str) -> String {
        let id = self.id.get_or_init(|| Uuid::new_v4().to_string());
        if let Err(problem) = self.file.change(|kept| kept.id.clone_from(id)) {
            tracing::warn!(?problem, "this installation has no lasting id");
        }
        format!("{id}/{task}")
    }

    /// Whether that is a mark of ours.
    pub(crate) fn made(&self, mark: &str) -> bool {
        let id = self.id.get();
        id.is_some_and(|id| {
            mark.strip_prefix(id.as_str())
                .is_some_and(|rest| rest.starts_with('/'))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::faults;

    #[test]
    fn marks_are_known_in_the_next_run_and_those_of_others_are_not() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let first = Installation::read(folder.path());
        assert!(!first.made("x/1"));
        let mark = first.mark("1");
        assert!(first.made(&mark) && mark.ends_with("/1"));
        assert!(Installation::read(folder.path()).made(&mark));
        assert!(!Installation::read(other.path()).made(&mark));
        assert!(!first.made(&mark.replace('/', "")));
    }

    #[test]
    fn a_file_that_makes_no_sense_makes_a_new_id() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["{}", "{\"id\": \"\"}", "nonsense"] {
            std::fs::write(folder.path().join("installation.json"), text).unwrap();
            let found = Installation::read(folder.path());
            assert!(!found.made("/1") && !found.made("1"), "{text}");
            assert!(found.made(&found.mark("1")));
        }
    }

    #[test]
    fn an_id_that_could_not_be_kept_is_kept_with_the_next_mark() {
        let folder = tempfile::tempdir().unwrap();
        let installation = Installation::read(folder.path());
        faults::disk_full_after(0);
        let first = installation.mark("1");
        faults::room_again();
        assert!(!Installation::read(folder.path()).made(&first));
        installation.mark("2");
        assert!(Installation::read(folder.path()).made(&first));
    }
}
