//! What a line can go on with: commands and their arguments as the server's `help` tells them, and names
//! and uuids from the store.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use inventory::{World, kind_of, view::RowKind};
use xapi::{Class, Object, codec::thin_cli::Command};

use super::line::{Place, quoted};
use crate::{
    api::{XeCompletion, XeCompletions},
    lock::lock,
    problems,
    source::{Failure, Link},
};

/// So many are offered.
const MOST: usize = 100;
/// Arguments that are switched on by being there.
const SWITCHES: &[&str] = &[
    "all", "force", "live", "minimal", "multiple", "paused", "progress",
];
/// What each command takes beside what its help says.
const FOR_ALL: &[&str] = &["minimal"];

/// What a server's `xe` can do.
#[derive(Default)]
pub(super) struct CommandTable {
    /// The names of all commands, once they were asked for.
    names: Mutex<Option<Arc<[String]>>>,
    /// The arguments of those that were asked for.
    arguments: Mutex<HashMap<String, Arc<[String]>>>,
}

impl CommandTable {
    /// Asks the server for what is needed and not known: all names, and a command's arguments.
    pub(super) async fn learn(
        &self,
        link: &dyn Link,
        command: Option<&str>,
    ) -> Result<(), Failure> {
        let known = lock(&self.names).clone();
        let names = match known {
            Some(names) => names,
            None => {
                let text = printed(link, &["help", "--all", "--minimal"]).await?;
                let names: Arc<[String]> = listed(&text).map(str::to_owned).collect();
                *lock(&self.names) = Some(names.clone());
                names
            }
        };
        let Some(command) = command.filter(|command| names.iter().any(|name| name == command))
        else {
            return Ok(());
        };
        if !lock(&self.arguments).contains_key(command) {
            let text = printed(link, &["help", command]).await?;
            let arguments = arguments(&text);
            lock(&self.arguments).insert(command.to_owned(), arguments.into());
        }
        Ok(())
    }

    /// What the word at a place can be.
    pub(super) fn completions(&self, place: &Place, world: &World) -> XeCompletions {
        let plain = |text: String| XeCompletion {
            text,
            hint: String::new(),
        };
        let found = match (place.command(), place.word.split_once('=')) {
            (None, _) => {
                let names = lock(&self.names).clone();
                let names = names.iter().flat_map(|names| names.iter());
                let names = names.filter(|name| name.starts_with(&place.word));
                names.cloned().map(plain).take(MOST).collect()
            }
            (Some(command), Some((name, begun))) => {
                values(world, command, name, begun).take(MOST).collect()
            }
            (Some(command), None) => {
                let known = lock(&self.arguments).get(command).cloned();
                let known = known
                    .iter()
                    .flat_map(|known| known.iter().map(String::as_str));
                let all = known.chain(FOR_ALL.iter().copied()).map(written);
                let fits = all.filter(|argument| argument.starts_with(&place.word));
                fits.map(plain).take(MOST).collect()
            }
        };
        let from = place.from;
        XeCompletions { from, found }
    }
}

/// What a command prints, where nobody is to be asked.
async fn printed(link: &dyn Link, words: &[&str]) -> Result<String, Failure> {
    let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    let mut command = link.xe(&words).await?;
    let mut text = String::new();
    loop {
        match command.next().await {
            Ok(Some(Command::Print(line))) => text.push_str(&line),
            Ok(Some(Command::Exit(_)) | None) => return Ok(text),
            Ok(Some(_)) => {}
            Err(error) => return Err(Failure::Lost(problems::of(&error))),
        }
    }
}

fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
}

/// The arguments that a command's help names.
fn arguments(help: &str) -> Vec<String> {
    let lines = help.lines().filter_map(|line| line.split_once(':'));
    let wanted = lines.filter(|(title, _)| {
        let title = title.trim();
        title == "reqd params" || title == "optional params"
    });
    let mut found = Vec::new();
    for name in wanted.flat_map(|(_, names)| listed(names)) {
        match name
            .strip_suffix("-selectors>")
            .and_then(|name| name.strip_prefix('<'))
        {
            Some(selected) => found.extend([
                selected.to_owned(),
                "uuid".to_owned(),
                "multiple".to_owned(),
            ]),
            None if name.starts_with('<') => {}
            None => found.push(name.to_owned()),
        }
    }
    found
}

/// An argument as it is typed, up to its value.
fn written(name: &str) -> String {
    match SWITCHES.contains(&name) {
        true => format!("--{name}"),
        false => format!("{name}="),
    }
}

/// What an argument's value can be.
fn values<'a>(
    world: &'a World,
    command: &str,
    name: &'a str,
    begun: &'a str,
) -> impl Iterator<Item = XeCompletion> + use<'a> {
    let by_uuid = match name {
        "uuid" => Some(command.split('-').next().unwrap_or("")),
        _ => name.strip_suffix("-uuid"),
    };
    // `on` is where a VM is started.
    let class = match by_uuid.unwrap_or(name) {
        "on" => "host",
        other => other,
    };
    let is_wanted = kind(class);
    let begun = begun.to_lowercase();
    let mut found: Vec<(String, String)> = match is_wanted {
        None => Vec::new(),
        Some(is_wanted) => {
            let objects = world.objects().filter(|object| is_wanted(object));
            let pairs = objects.map(|object| {
                let label = object.record.name_label().unwrap_or_default().to_owned();
                match by_uuid {
                    Some(_) => (object.record.uuid().to_owned(), label),
                    None => (label, String::new()),
                }
            });
            pairs
                .filter(|(value, _)| !value.is_empty() && value.to_lowercase().starts_with(&begun))
                .collect()
        }
    };
    // By name, whichever of both that is.
    found.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    found.dedup();
    found.into_iter().map(move |(value, hint)| XeCompletion {
        text: format!("{name}={}", quoted(&value)),
        hint,
    })
}

/// Which objects a class of `xe` is: what people see of one, or all of it where it is no row of its own.
fn kind(class: &str) -> Option<impl Fn(&Object) -> bool + use<>> {
    let (wire, kind) = match class {
        "vm" => ("VM", Some(RowKind::Vm)),
        "template" => ("VM", Some(RowKind::Template)),
        "snapshot" => ("VM", Some(RowKind::Snapshot)),
        other => (other, None),
    };
    let class = Class::from_wire(wire);
    let is_known = Class::ALL.contains(&class);
    is_known.then_some(move |object: &Object| {
        object.class() == class && (kind.is_none() || kind_of(object) == kind)
    })
}
