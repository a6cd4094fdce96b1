//! Put a disc into a library, from a file.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;
use xapi::{Host, OpaqueRef, Pool, RecordOf, Ref, Sr, SrOperation, Vdi, VdiType, calls};

use super::{
    create::MEMBERS,
    file::{FoundInFile, disk_in},
    import::read_file,
    storage,
};
use crate::{
    jobs::{
        Definition, Form, Job, Plan, Refusal, Subject,
        form::{Choice, Fact, FieldKind, FormField, Initial},
        plan::{DiskFormat, Effect, FileTransfer, IMPORT_RAW_VDI},
    },
    key::ObjectKey,
    problem::Problem,
    view::Cell,
};

/// What has to be said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "UploadDiscInputs", optional_fields)]
#[serde(default)]
pub struct UploadDisc {
    /// The file's whole path.
    pub file: String,
    /// The library; of no account for a library, which is the subject itself.
    pub sr: Option<ObjectKey>,
    /// What was found in the file.
    pub found: Option<FoundInFile>,
}

impl Definition for UploadDisc {
    const METHODS: &'static [&'static str] = &["VDI.create", IMPORT_RAW_VDI];
    const ASKS: bool = true;
    const AT_ONCE: Option<u32> = Some(2);

    fn is_for(subject: &Subject<'_>) -> bool {
        match subject.record_of::<Sr>() {
            Some(sr) => is_library(sr),
            None => {
                let classes = [Pool::CLASS, Host::CLASS];
                subject.object.is_some() && classes.contains(&subject.key.class())
            }
        }
    }

    fn check(subject: &Subject<'_>) -> Result<(), Refusal> {
        if subject.key.class() == Sr::CLASS {
            return takes_discs(subject, subject.key, None).map(drop);
        }
        let mut all = libraries(subject);
        match all.any(|key| takes_discs(subject, &key, None).is_ok()) {
            true => Ok(()),
            false => Err(Problem::new("no_library").into()),
        }
    }

    fn form(subjects: &[Subject<'_>]) -> Form {
        let file = FieldKind::File {
            saves: false,
            name: String::new(),
            endings: ["iso", "img"].map(str::to_owned).to_vec(),
        };
        let mut fields = vec![FormField::required("file", file)];
        if subjects.iter().any(|one| one.key.class() != Sr::CLASS) {
            let choices = choices(subjects);
            let mut able = choices.iter().filter(|choice| choice.refusal.is_none());
            let only = match (able.next(), able.next()) {
                (Some(only), None) => Initial::Value {
                    value: only.value.clone(),
                },
                _ => Initial::Empty,
            };
            fields.push(FormField::required("sr", FieldKind::Choice { choices }).initially(only));
        }
        Form::of(fields)
    }

    fn looks_into(&mut self) -> Option<(&str, &mut Option<FoundInFile>)> {
        Some((&self.file, &mut self.found))
    }

    fn plan(&self, subject: &Subject<'_>) -> Result<Plan, Refusal> {
        let (file, disk) = disk_in(&self.file, self.found.as_ref())?;
        let place = match subject.key.class() == Sr::CLASS {
            true => subject.key,
            false => self.sr.as_ref().ok_or_else(|| Problem::new("sr_missing"))?,
        };
        let here = subject.key.opaque();
        let host = (subject.key.class() == Host::CLASS).then_some(&here);
        let (reference, sr) = takes_discs(subject, place, host)?;
        if disk.format != DiskFormat::Raw {
            let problem = Problem::new("not_a_disc").with("format", disk.format.name());
            return Err(problem.into());
        }
        let size = i64::try_from(disk.size).unwrap_or(i64::MAX);
        let free = sr.physical_size.saturating_sub(sr.physical_utilisation);
        if sr.physical_size > 0 && size > free {
            return Err(Problem::new("sr_full")
                .with("sr", &sr.name_label)
                .with("needed", size.to_string())
                .with("available", free.max(0).to_string())
                .into());
        }
        let name = disc_name(file)?;
        let world = subject.connection.world;
        let mut discs = sr.vdis.iter().filter_map(|vdi| world.get::<Vdi>(vdi));
        if discs.any(|disc| *disc.location == *name || *disc.name_label == *name) {
            return Err(Problem::new("disc_exists").with("name", name).into());
        }
        let mut plan = Plan::default();
        read_file(&mut plan, file, disk.format, disk.size);
        plan.effect(Effect::Create {
            class: "VDI".to_owned(),
            name: name.clone(),
        });
        let vdi = Vdi {
            name_label: name.as_str().into(),
            sr: reference,
            virtual_size: size,
            r#type: VdiType::User,
            // A library names the file by it.
            sm_config: [("path".into(), name.as_str().into())]
                .into_iter()
                .collect(),
            ..Vdi::default()
        };
        plan.create(calls::vdi::create(&vdi), MEMBERS);
        let made = plan.latest();
        if let Some(step) = plan.steps.last_mut() {
            step.undo(calls::vdi::destroy(&made));
        }
        let step = plan.transfer(FileTransfer::import_disk(
            &made,
            file,
            disk,
            DiskFormat::Raw,
        ));
        step.weight = 20;
        Ok(plan)
    }
}

/// What a library calls the file: such names have letters, digits, dots and hyphens.
///
/// # Errors
/// `not_a_disc_name`.
fn disc_name(file: &str) -> Result<String, Problem> {
    let name = Path::new(file).file_name().unwrap_or_default();
    let name = name.to_string_lossy();
    let fit = |letter: char| match letter.is_ascii_alphanumeric() || letter == '.' {
        true => letter,
        false => '-',
    };
    let name: String = name.chars().map(fit).collect();
    let lower = name.to_ascii_lowercase();
    match lower.ends_with(".iso") || lower.ends_with(".img") {
        true => Ok(name),
        false => Err(Problem::new("not_a_disc_name").with("file", name)),
    }
}

/// Whether discs are kept there.
fn is_library(sr: &Sr) -> bool {
    sr.content_type.as_str() == "iso"
}

/// The libraries of the subject's pool.
fn libraries<'a>(subject: &Subject<'a>) -> impl Iterator<Item = ObjectKey> + use<'a> {
    let connection = subject.connection;
    let all = connection.world.shown::<Sr>();
    all.filter(|(_, sr)| is_library(sr))
        .map(|(reference, _)| ObjectKey::new(connection.id, &Sr::CLASS, reference))
}

/// The library, if discs can be put into it now.
fn takes_discs<'a>(
    subject: &Subject<'a>,
    key: &ObjectKey,
    host: Option<&OpaqueRef>,
) -> Result<(Ref<Sr>, &'a Sr), Refusal> {
    if key.connection != *subject.connection.id {
        return Err(Problem::new("other_pool").into());
    }
    let world = subject.connection.world;
    let reference: Ref<Sr> = key.opaque().into();
    let sr = world.sr(&reference);
    let sr = sr.ok_or_else(|| Problem::new("no_such_object"))?;
    let refused = |code: &str| Problem::new(code).with("sr", &sr.name_label);
    if !is_library(sr) {
        return Err(refused("sr_is_no_library").into());
    }
    if sr.is_tools_sr {
        return Err(refused("library_of_tools").into());
    }
    if sr.r#type.as_str() != "iso" {
        return Err(refused("library_of_drives").into());
    }
    let told = !sr.allowed_operations.is_empty();
    if told && !sr.allowed_operations.contains(&SrOperation::VdiCreate) {
        return Err(refused("library_read_only").into());
    }
    if !storage::is_seen(world, reference.opaque(), host) {
        let refusal = Refusal::from(refused("library_unseen"));
        return Err(refusal.fixed_by(Some(Job::PlugSr), key));
    }
    Ok((reference, sr))
}

/// The libraries of the subjects' pools, each with what is free on it, and why it is not fit.
fn choices(subjects: &[Subject<'_>]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for subject in subjects {
        for key in libraries(subject) {
            let is_known = |choice: &Choice| choice.object.as_ref() == Some(&key);
            let reference: Ref<Sr> = key.opaque().into();
            let Some(sr) = subject.connection.world.sr(&reference) else {
                continue;
            };
            if choices.iter().any(is_known) {
                continue;
            }
            let free = sr.physical_size.saturating_sub(sr.physical_utilisation);
            let refusal = subjects
                .iter()
                .find_map(|subject| takes_discs(subject, &key, None).err());
            choices.push(Choice {
                value: json!(key),
                name: sr.name_label.to_string(),
                object: Some(key),
                facts: vec![Fact {
                    field: "free".to_owned(),
                    value: Cell::bytes(free.max(0)),
                }],
                refusal: refusal.map(|refusal| refusal.problem),
            });
        }
    }
    choices
}
