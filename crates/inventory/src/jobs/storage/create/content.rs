//! What lies already where new storage is to be: it is attached again rather than lost.

use serde_json::json;
use xapi::{Pbd, Sr};

use super::{
    inputs::{Content, CreateSr},
    kind::Kind,
    listing::Entry,
};
use crate::{
    jobs::{
        Subject,
        form::{Fact, Term},
        question::Found,
    },
    problem::Problem,
    view::Cell,
};

impl CreateSr {
    /// What can be done with a place where this lies.
    pub(super) fn choices(&self, subject: &Subject<'_>, there: &[Entry]) -> Vec<Found> {
        let mut choices = Vec::new();
        for entry in there {
            let uuid = entry.text("UUID").to_owned();
            if uuid.is_empty() {
                continue;
            }
            let refusal = used(subject, &uuid, false);
            choices.push(choice(
                &Content::Attach { uuid: uuid.clone() },
                Term("srAttachFound"),
                entry,
                refusal.clone(),
            ));
            if self.kind.takes_all() {
                let refusal = used(subject, &uuid, true);
                let format = Content::Format { uuid };
                choices.push(choice(&format, Term("srFormatOver"), entry, refusal));
            }
        }
        // A folder holds several; a volume one.
        if choices.is_empty() || !self.kind.takes_all() {
            let term = match choices.is_empty() {
                true => Term("srMakeNew"),
                false => Term("srMakeBeside"),
            };
            choices.push(choice(&Content::New, term, &Entry::default(), None));
        }
        choices
    }

    /// What is done with the place, as it was said.
    ///
    /// # Errors
    /// What is missing, or why that cannot be.
    pub(super) fn decided(&self, subject: &Subject<'_>) -> Result<Content, Problem> {
        let content = match (&self.content, self.kind) {
            (Some(content), _) => content.clone(),
            // There is nothing to be found among discs.
            (None, Kind::SrNfsIso | Kind::SrSmbIso) => Content::New,
            (None, _) => return Err(Problem::new("sr_content_unknown")),
        };
        match &content {
            Content::New => {}
            Content::Attach { uuid } | Content::Format { uuid } => {
                let formats = matches!(content, Content::Format { .. });
                if let Some(problem) = used(subject, uuid, formats) {
                    return Err(problem);
                }
            }
        }
        let lost = match &content {
            Content::Attach { .. } => None,
            Content::Format { uuid } => Some(short(uuid)),
            // Each driver finds storage of its own kind alone, and what was found may be of another place by now:
            // that it is this volume is typed.
            Content::New => self.kind.takes_all().then(|| self.volume()),
        };
        if let Some(name) = lost
            && self.overwrite.trim() != name
        {
            return Err(Problem::new("sr_name_not_typed").with("name", name));
        }
        Ok(content)
    }

    /// What a volume is called where it is written over: the end of its path, or its SCSI id.
    fn volume(&self) -> &str {
        match self.kind.is_local() {
            true => self.device.trim().rsplit('/').next().unwrap_or_default(),
            false => self.lun.trim(),
        }
    }
}

/// What storage of which only the UUID is known is called: the UUID up to its first dash.
pub(super) fn short(uuid: &str) -> &str {
    uuid.split('-').next().unwrap_or(uuid)
}

/// Why storage with this UUID is not attached, or not written over: a pool has it already.
fn used(subject: &Subject<'_>, uuid: &str, formats: bool) -> Option<Problem> {
    let own = std::iter::once(subject.connection);
    let others = subject
        .connections
        .iter()
        .filter(|info| info.id != subject.connection.id);
    for connection in own.chain(others) {
        let world = connection.world;
        let mut all = world.all::<Sr>();
        let Some((reference, sr)) = all.find(|(_, sr)| sr.uuid.as_str() == uuid) else {
            continue;
        };
        let is_own = connection.id == subject.connection.id;
        let mut pbds = world.within::<Pbd>(reference);
        // Another pool that only remembers it does not write to it, but may want it back.
        if is_own || formats || pbds.any(|(_, pbd)| pbd.currently_attached) {
            let code = if is_own {
                "sr_known_already"
            } else {
                "sr_used_elsewhere"
            };
            return Some(
                Problem::new(code)
                    .with("sr", &sr.name_label)
                    .with("pool", connection.name()),
            );
        }
    }
    None
}

fn choice(content: &Content, Term(term): Term, entry: &Entry, refusal: Option<Problem>) -> Found {
    let name = match (entry.text("name_label"), content) {
        ("", Content::Attach { uuid } | Content::Format { uuid }) => short(uuid).to_owned(),
        (name, _) => name.to_owned(),
    };
    let mut facts = Vec::new();
    if let Content::Attach { uuid } = content {
        facts.push(Fact {
            field: "uuid".to_owned(),
            value: Cell::code(uuid),
        });
        facts.extend(entry.bytes("size").map(|size| Fact {
            field: "size".to_owned(),
            value: Cell::bytes(size),
        }));
    }
    Found {
        value: json!(content),
        name,
        term: Some(term.to_owned()),
        facts,
        refusal,
    }
}
