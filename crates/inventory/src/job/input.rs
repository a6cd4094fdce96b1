//! What a person says with a job: a name, a tag, a host.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use xapi::{Object, Record, Text};

use super::Job;
use crate::{key::ObjectKey, problem::Problem};

/// Something that has to be said before a job can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Input {
    /// A name: of what is made, or the new one.
    Name,
    /// A description; it may be empty.
    Description,
    /// A tag.
    Tag,
    /// A host of the same pool; which are fit, and why the others are not, the command `targets`
    /// tells.
    Host,
}

/// What was said with a job. Only what the job asks for ([`Job::inputs`]) is looked at; with several
/// objects the same is said of all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[ts(optional_fields = nullable)]
pub struct JobInputs {
    /// [`Input::Name`].
    pub name: Option<String>,
    /// [`Input::Description`].
    pub description: Option<String>,
    /// [`Input::Tag`].
    pub tag: Option<String>,
    /// [`Input::Host`].
    pub host: Option<ObjectKey>,
}

impl JobInputs {
    /// As they are sent: names and tags without blanks around them.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        for text in [&mut self.name, &mut self.tag].into_iter().flatten() {
            if text.trim() != text {
                *text = text.trim().to_owned();
            }
        }
        self
    }
}

/// Whether what was said is good for a job on this object, hosts apart.
///
/// # Errors
/// What is missing or no good.
pub(crate) fn check(job: Job, inputs: &JobInputs, object: &Object) -> Result<(), Problem> {
    let said = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    for input in job.inputs() {
        match input {
            Input::Name if !said(&inputs.name) => return Err(Problem::new("name_missing")),
            Input::Tag if !said(&inputs.tag) => return Err(Problem::new("tag_missing")),
            Input::Host if inputs.host.is_none() => return Err(Problem::new("host_missing")),
            Input::Description if inputs.description.is_none() => {
                return Err(Problem::new("description_missing"));
            }
            Input::Name | Input::Description | Input::Tag | Input::Host => {}
        }
    }
    let Some(tag) = inputs.tag.as_deref().map(str::trim) else {
        return Ok(());
    };
    let has = tags(&object.record).iter().any(|known| known == tag);
    match job {
        Job::AddTag if has => Err(Problem::new("tag_there").with("tag", tag)),
        Job::RemoveTag if !has => Err(Problem::new("tag_not_there").with("tag", tag)),
        _ => Ok(()),
    }
}

/// An object's tags.
pub(crate) fn tags(record: &Record) -> &[Text] {
    match record {
        Record::Vm(vm) => &vm.tags,
        Record::Pool(pool) => &pool.tags,
        Record::Host(host) => &host.tags,
        Record::Sr(sr) => &sr.tags,
        Record::Network(network) => &network.tags,
        Record::Vdi(vdi) => &vdi.tags,
        _ => &[],
    }
}
