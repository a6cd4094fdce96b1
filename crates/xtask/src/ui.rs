//! The window's pages: what they need and how they are built.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

use anyhow::{Context, Result, bail};

use crate::{
    command::{command, output, run},
    place,
};

/// The oldest Node.js that the tools take.
const OLDEST_NODE: u32 = 20;

/// npm with these arguments, in `ui`.
pub fn npm<'a>(arguments: impl IntoIterator<Item = &'a str>) -> Command {
    let mut npm = command(if cfg!(windows) { "npm.cmd" } else { "npm" }, arguments);
    npm.current_dir(place::ui());
    npm
}

/// Sees to it that the packages are those of the lock file.
pub fn install() -> Result<()> {
    check_node()?;
    let lock = place::ui().join("package-lock.json");
    let lock = fs::read(&lock).with_context(|| format!("{} cannot be read", lock.display()))?;
    // npm keeps no copy of the lock file that could be compared byte by byte; so we do.
    let installed = place::ui().join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    println!("The window's packages are missing or old: running npm ci.");
    run(&mut npm(["ci"]))?;
    fs::write(&installed, lock).context("the copy of the lock file cannot be kept")
}

/// Builds the pages into `ui/dist`, from where they go into the program.
pub fn build() -> Result<()> {
    run(&mut npm(["run", "build"]))
}

/// The same, unless `ui/dist` is newer than everything it is made of.
pub fn build_if_old() -> Result<()> {
    // The stand-in that src-tauri's build script writes has no assets.
    let built = place::ui().join("dist/assets");
    let age = |path: &Path| fs::metadata(path).and_then(|data| data.modified()).ok();
    let Some(built) = age(&built) else {
        return build();
    };
    let mut newest = SystemTime::UNIX_EPOCH;
    let mut waiting: Vec<PathBuf> = vec![place::ui(), place::root().join("docs/guide")];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            if ["dist", "node_modules"]
                .iter()
                .any(|name| path.ends_with(name))
            {
                continue;
            }
            waiting.extend(fs::read_dir(&path)?.flatten().map(|entry| entry.path()));
        }
        newest = newest.max(age(&path).unwrap_or(newest));
    }
    if newest > built { build() } else { Ok(()) }
}

fn check_node() -> Result<()> {
    let version = output(&mut command("node", ["--version"]))
        .context("Node.js is needed, version 20 or newer: see https://nodejs.org")?;
    let major = major(&version).with_context(|| format!("Node.js says it is {version:?}"))?;
    if major < OLDEST_NODE {
        bail!(
            "Node.js {} is too old: {OLDEST_NODE} or newer is needed",
            version.trim()
        );
    }
    Ok(())
}

/// `v20.20.2` → 20.
fn major(version: &str) -> Option<u32> {
    version
        .trim()
        .strip_prefix('v')?
        .split('.')
        .next()?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_node_is_read() {
        assert_eq!(major("v20.20.2\n"), Some(20));
        assert_eq!(major("v9.0.0"), Some(9));
        assert_eq!(major("twenty"), None);
    }
}
