//! Where things are.

use std::{env, path::PathBuf};

use anyhow::{Context, Result};

/// The root of the repository.
pub fn root() -> PathBuf {
    // Cargo tells a program it runs where its package is; what was compiled in is for a program
    // that somebody runs by hand.
    let package = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    package
        .ancestors()
        .nth(2)
        .map_or_else(|| package.clone(), PathBuf::from)
}

/// The window's pages.
pub fn ui() -> PathBuf {
    root().join("ui")
}

/// What is generated and may be deleted.
pub fn target() -> PathBuf {
    root().join("target")
}

/// A program of this workspace: Cargo puts it beside this one.
pub fn program(name: &str) -> Result<PathBuf> {
    let this = env::current_exe().context("this program does not know where it is")?;
    // Unit tests run from a folder below.
    let folder = this
        .ancestors()
        .skip(1)
        .find(|folder| !folder.ends_with("deps"))
        .context("this program is in no folder")?;
    Ok(folder.join(format!("{name}{}", env::consts::EXE_SUFFIX)))
}
