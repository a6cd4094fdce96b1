//! `cargo xtask codegen`: the part of `xapi` that is written from the data model.

mod calls;
mod declarations;
mod names;
mod roles;
mod types;

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::place;

/// The head of every generated file, by which the house's other rules know it.
const GENERATED: &str = "// Generated from crates/model/model.txt by `cargo xtask codegen`.\n\n";

fn folder() -> PathBuf {
    place::root().join("crates/xapi/src/generated")
}

/// Every generated file, by its place in the folder.
fn files() -> Result<BTreeMap<String, String>> {
    let model = model::model();
    let mut files = BTreeMap::new();
    files.insert("enums.rs".to_owned(), declarations::enumerations(model));
    files.insert("records.rs".to_owned(), declarations::records(model));
    files.insert("errors.rs".to_owned(), declarations::errors(model));
    files.insert("roles.rs".to_owned(), roles::table(model));
    let mut modules = String::new();
    let mut classes: Vec<_> = model.classes.iter().collect();
    classes.retain(|class| calls::any(class));
    classes.sort_by_key(|class| names::snake(class.name));
    for class in classes {
        let module = names::snake(class.name);
        let _ = writeln!(modules, "pub mod {module};");
        files.insert(format!("calls/{module}.rs"), calls::of_class(class));
    }
    files.insert(
        "calls/mod.rs".to_owned(),
        format!(
            "{GENERATED}//! Every call of the API: a module for each class, a function for each message.\n\n\
             {modules}\n\
             #[allow(unused_imports)]\n\
             use crate::{{\n\
                 call::ApiCall, datetime::DateTime, enums::*, map::Map, params, record::*,\n\
                 reference::{{OpaqueRef, Ref}}, text::{{List, Text}},\n\
             }};\n\
             use serde_json::Value;\n"
        ),
    );
    for text in files.values_mut() {
        *text = formatted(text)?;
    }
    Ok(files)
}

/// The text as rustfmt writes it.
fn formatted(text: &str) -> Result<String> {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path"])
        .arg(place::root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("rustfmt cannot be run")?;
    // It reads all before it writes anything, so neither waits for the other.
    if let Some(mut input) = rustfmt.stdin.take() {
        input.write_all(text.as_bytes())?;
    }
    let output = rustfmt.wait_with_output()?;
    if !output.status.success() {
        bail!("rustfmt refuses a generated file");
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Writes all files anew, and takes away those that are no longer made.
pub fn write() -> Result<()> {
    let files = files()?;
    let folder = folder();
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    for (name, text) in files {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().context("a file is in no folder")?)?;
        fs::write(file, text)?;
    }
    Ok(())
}

/// Fails if the files in the tree are not what the model says. They stay as they were.
pub fn check() -> Result<()> {
    let stale = stale()?;
    if !stale.is_empty() {
        bail!("stale, run `cargo xtask codegen`: {}", stale.join(", "));
    }
    Ok(())
}

/// What differs between the files in the tree and what the model says now; empty: nothing.
fn stale() -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (name, text) in files()? {
        // Git may have given the file Windows' line ends.
        let there = fs::read_to_string(folder().join(&name)).unwrap_or_default();
        if there.replace("\r\n", "\n") != text {
            found.push(name);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generated_files_are_what_the_model_says() {
        check().unwrap();
        // Nothing lies there that nobody writes.
        let written: Vec<_> = files().unwrap().into_keys().collect();
        for folder in [folder(), folder().join("calls")] {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(self::folder()).unwrap();
                let name = name.to_str().unwrap().replace('\\', "/");
                assert!(path.is_dir() || written.contains(&name), "{name}");
            }
        }
    }
}
