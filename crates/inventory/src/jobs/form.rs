//! What has to be said with a job: fields that the window draws.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

pub use super::question::Fact;
use super::{
    Job, Subject,
    definition::checked,
    selection::{Affected, found, one},
};
use crate::{connection::ConnectionInfo, key::ObjectKey, problem::Problem};

/// What has to be said with a job, and what it would be done to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Form {
    /// What has to be said.
    pub fields: Vec<FormField>,
    /// What was selected, and what of it the job would leave out.
    pub affected: Vec<Affected>,
}

/// One thing to say. Its label is `jobField.<job>.<name>`, else `jobField.<name>`; what helps to say
/// it is `jobHint.<job>.<name>`, where there is such a sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormField {
    /// Its name among the job's inputs.
    pub name: String,
    /// How it is said.
    pub kind: FieldKind,
    /// Whether it may not be left empty.
    pub required: bool,
    /// What is filled in at first.
    pub initial: Initial,
    /// Whether the object that is chosen in it is what the rest is about: then the form that is asked of that
    /// object stands in the others' place.
    pub is_subject: bool,
}

/// How something is said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum FieldKind {
    /// One line of text, with what has been said elsewhere to choose from.
    Text {
        /// What is offered.
        suggestions: Vec<String>,
    },
    /// Several lines of text.
    Lines,
    /// Several lines for a program to read, each letter as wide as the others. What was said once and is
    /// not kept is null.
    Code,
    /// Several short texts, each once, with what has been said elsewhere to choose from.
    Tags {
        /// What is offered.
        suggestions: Vec<String>,
    },
    /// One of these.
    Choice {
        /// They.
        choices: Vec<Choice>,
    },
    /// Some of these, or none: a list.
    Several {
        /// They.
        choices: Vec<Choice>,
    },
    /// What is said in confidence, on one line that nobody reads over a shoulder. What was said once and is not
    /// kept is null.
    Secret,
    /// One of what the server tells of when it is asked, with what was said in other fields.
    Asked {
        /// The fields that must be said before; those that are not asked do not count.
        needs: Vec<String>,
        /// The fields on which the answer hangs beside these.
        also: Vec<String>,
        /// Whether something else may be typed as well: not all servers tell.
        typed: bool,
    },
    /// One of these words of ours, said by its id.
    Term {
        /// Their ids: `term.<term>`.
        terms: Vec<String>,
    },
    /// Some of these words of ours, or none: a list.
    SeveralTerms {
        /// Their ids: `term.<term>`.
        terms: Vec<String>,
    },
    /// Some of these words of ours, in an order.
    Order {
        /// Their ids: `term.<term>`.
        terms: Vec<String>,
    },
    /// A size in bytes.
    Bytes {
        /// The least.
        min: u64,
        /// The most; none: nobody knows.
        max: Option<u64>,
    },
    /// A whole number.
    Count {
        /// The least.
        min: i64,
        /// The most; none: nobody knows.
        max: Option<i64>,
    },
    /// A file of this computer, by its whole path.
    File {
        /// Whether it is to be written; else it is read.
        saves: bool,
        /// What it could be called.
        name: String,
        /// What its name may end with, without the dot.
        endings: Vec<String>,
    },
    /// A folder of this computer, by its whole path.
    Folder,
    /// Yes or no.
    Switch,
    /// Several of the same kind, each with these fields: a list of objects by the fields' names.
    Rows {
        /// What is said of each.
        fields: Vec<FormField>,
        /// How many there may be.
        max: u32,
    },
}

/// The id of a word of ours, `term.<term>`, that can be chosen.
pub(crate) struct Term(pub(crate) &'static str);

/// One of several that can be chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Choice {
    /// What is said by choosing it.
    #[ts(type = "unknown")]
    pub value: Value,
    /// Its name.
    pub name: String,
    /// The object that it is, if it is one.
    pub object: Option<ObjectKey>,
    /// What helps to choose, each after its `field.<id>`.
    pub facts: Vec<Fact>,
    /// Why it cannot be chosen; none: it can.
    pub refusal: Option<Problem>,
}

/// What is filled in at first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Initial {
    /// Nothing.
    #[default]
    Empty,
    /// This.
    Value {
        /// It.
        #[ts(type = "unknown")]
        value: Value,
    },
    /// The window's words `jobInitial.<words>`, with the name of the only subject and the time.
    Words {
        /// Which.
        words: String,
        /// The subject's name.
        name: String,
    },
}

/// What has to be said with a job for these objects. Those that it cannot be done to are told of in
/// `affected`, and asked nothing.
pub fn form(connections: &[ConnectionInfo<'_>], job: Job, objects: &[ObjectKey]) -> Form {
    form_about(connections, job, objects, None)
}

/// The same once `about` was chosen for what the rest of the form is about.
pub fn form_about(
    connections: &[ConnectionInfo<'_>],
    job: Job,
    objects: &[ObjectKey],
    about: Option<&ObjectKey>,
) -> Form {
    let subjects = found(connections, objects);
    let able: Vec<Subject<'_>> = subjects
        .iter()
        .filter(|subject| checked(job, subject).is_ok())
        .copied()
        .collect();
    // Where it can be done to none, the form still says what would be asked.
    let asked = if able.is_empty() { &subjects } else { &able };
    Form {
        affected: subjects.iter().map(|subject| one(job, subject)).collect(),
        ..match about.and_then(|about| Subject::find(connections, about)) {
            Some(about) => job.form_about(&about, asked),
            None => job.form_for(asked),
        }
    }
}

impl Form {
    /// A form of these fields.
    pub(crate) fn of(fields: impl IntoIterator<Item = FormField>) -> Self {
        Self {
            fields: fields.into_iter().collect(),
            affected: Vec::new(),
        }
    }
}

impl FormField {
    /// A field that may not be left empty, and is empty at first.
    pub(crate) fn required(name: &str, kind: FieldKind) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            required: true,
            initial: Initial::Empty,
            is_subject: false,
        }
    }

    /// The same, and it may be left empty.
    #[must_use]
    pub(crate) fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// The same, and the rest of the form is about what is chosen in it.
    #[must_use]
    pub(crate) fn subject(mut self) -> Self {
        self.is_subject = true;
        self
    }

    /// The same with something filled in.
    #[must_use]
    pub(crate) fn initially(mut self, initial: Initial) -> Self {
        self.initial = initial;
        self
    }
}

/// One of what the server tells of when it is asked.
pub(crate) fn asked(needs: &[&str], also: &[&str], typed: bool) -> FieldKind {
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    FieldKind::Asked {
        needs: owned(needs),
        also: owned(also),
        typed,
    }
}

/// One of these words of ours.
pub(crate) fn terms<const N: usize>(terms: [Term; N]) -> FieldKind {
    FieldKind::Term {
        terms: terms.into_iter().map(|Term(id)| id.to_owned()).collect(),
    }
}

/// Some of these words of ours, or none.
pub(crate) fn several_terms<const N: usize>(terms: [Term; N]) -> FieldKind {
    FieldKind::SeveralTerms {
        terms: terms.into_iter().map(|Term(id)| id.to_owned()).collect(),
    }
}

/// Some of these words of ours, in an order.
pub(crate) fn order<const N: usize>(terms: [Term; N]) -> FieldKind {
    FieldKind::Order {
        terms: terms.into_iter().map(|Term(id)| id.to_owned()).collect(),
    }
}

/// A form that asks for the name of what is made, in words of the window at first.
pub(crate) fn name_of_new(words: &str, subjects: &[Subject<'_>]) -> Form {
    let name = FormField::required("name", text());
    Form::of([name.initially(Initial::words(words, subjects))])
}

/// One line of text without suggestions.
pub(crate) fn text() -> FieldKind {
    FieldKind::Text {
        suggestions: Vec::new(),
    }
}

impl Initial {
    /// A value of the only subject; nothing where there are several.
    pub(crate) fn of_only(
        subjects: &[Subject<'_>],
        value: impl Fn(&Subject<'_>) -> Option<Value>,
    ) -> Self {
        match subjects {
            [only] => value(only).map_or(Self::Empty, |value| Self::Value { value }),
            _ => Self::Empty,
        }
    }

    /// The value that all subjects have; nothing where they differ.
    pub(crate) fn of_all(
        subjects: &[Subject<'_>],
        value: impl Fn(&Subject<'_>) -> Option<Value>,
    ) -> Self {
        let mut values = subjects.iter().map(value);
        match values.next().flatten() {
            Some(first) if values.all(|other| other.as_ref() == Some(&first)) => {
                Self::Value { value: first }
            }
            _ => Self::Empty,
        }
    }

    /// Words of the window that are made of the subject's name; of several, of no name.
    pub(crate) fn words(words: &str, subjects: &[Subject<'_>]) -> Self {
        Self::Words {
            words: words.to_owned(),
            name: match subjects {
                [only] => only.name().to_owned(),
                _ => String::new(),
            },
        }
    }
}

/// A text as it is sent: without blanks around it, and without control characters.
///
/// # Errors
/// `missing`, where nothing is left of it.
pub(crate) fn said(text: &str, missing: &str) -> Result<String, Problem> {
    let text: String = text.chars().filter(|letter| !letter.is_control()).collect();
    match text.trim() {
        "" => Err(Problem::new(missing)),
        text => Ok(text.to_owned()),
    }
}

/// One line of text as it is sent, which may be empty: without blanks around it, and without control
/// characters.
pub(crate) fn said_line(text: &str) -> String {
    let text: String = text.chars().filter(|letter| !letter.is_control()).collect();
    text.trim().to_owned()
}

/// Several lines of text as they are sent: without control characters but tabs and line ends.
pub(crate) fn said_lines(text: &str) -> String {
    let keeps = |letter: &char| !letter.is_control() || matches!(letter, '\n' | '\t');
    text.chars().filter(keeps).collect()
}
