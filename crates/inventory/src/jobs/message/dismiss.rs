//! Dismiss messages: they are deleted for everybody, as the pool keeps one list of them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Message, Ref};

use super::{METHODS, delete};
use crate::{
    jobs::{
        Definition, JobRequest, Plan, Refusal, Subject,
        parts::{Part, Parts},
    },
    key::ObjectKey,
    problem::Problem,
};

/// Nothing has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "DismissMessagesInputs", optional_fields)]
pub struct DismissMessages {
    /// Which: of these, those that are of the subject's pool. None: the subject.
    pub messages: Option<Vec<ObjectKey>>,
}

impl Definition for DismissMessages {
    const METHODS: &'static [&'static str] = METHODS;
    const CONFIRMS_SEVERAL: bool = true;

    fn is_for(subject: &Subject<'_>) -> bool {
        subject.record_of::<Message>().is_some()
    }

    fn check(_subject: &Subject<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn is_likely(_subject: &Subject<'_>) -> bool {
        true
    }

    /// In each pool once: a thousand messages are not a thousand tasks.
    fn parts(&self, subjects: &[Subject<'_>]) -> Option<Parts> {
        let mut parts = Parts {
            is_of_others: true,
            ..Parts::default()
        };
        let all: Vec<ObjectKey> = subjects.iter().map(|subject| subject.key.clone()).collect();
        for subject in subjects {
            let first = subject.key;
            let is_known = |part: &Part| part.object.connection == first.connection;
            if parts.parts.iter().any(is_known) {
                continue;
            }
            let here = all.iter().filter(|key| key.connection == first.connection);
            let request = JobRequest::DismissMessages(Self {
                messages: Some(here.cloned().collect()),
            });
            parts.parts.push(Part::new(request, first));
        }
        Some(parts)
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let world = subject.connection.world;
        let own = std::slice::from_ref(subject.key);
        let wanted = self.messages.as_deref().unwrap_or(own);
        let here = wanted
            .iter()
            .filter(|key| key.connection == *subject.connection.id)
            .map(|key| Ref::<Message>::from(key.opaque()));
        // What somebody else has dismissed meanwhile is what was wanted.
        let there: Vec<Ref<Message>> = here
            .filter(|message| world.get(message).is_some())
            .collect();
        match there.is_empty() {
            true => Err(Problem::new("no_such_object").into()),
            false => Ok(delete(subject, &there)),
        }
    }
}
