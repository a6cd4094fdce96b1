//! The app itself: its program, and the TypeScript that is written from its types.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, bail};

use crate::{
    command::{cargo, run},
    place,
};

/// Builds the program with the pages inside; they must have been built.
pub fn build() -> Result<PathBuf> {
    run(&mut cargo([
        "build",
        "--package",
        "pooldeck",
        "--features",
        "custom-protocol",
    ]))?;
    place::program("pooldeck")
}

fn bindings_file() -> PathBuf {
    place::ui().join("src/platform/bindings.ts")
}

/// Writes the bindings anew.
pub fn write_bindings() -> Result<()> {
    run(&mut cargo([
        "run",
        "--quiet",
        "--package",
        "engine",
        "--example",
        "bindings",
    ]))
}

/// Fails if the bindings in the tree are not what the engine's types say. The file stays as it was.
pub fn check_bindings() -> Result<()> {
    let file = bindings_file();
    let read = || fs::read_to_string(&file).context("the bindings cannot be read");
    let found = read()?;
    write_bindings()?;
    let fresh = read()?;
    // Git may have given the file Windows' line ends.
    if found.replace("\r\n", "\n") == fresh {
        return Ok(());
    }
    fs::write(&file, found).context("the bindings cannot be put back")?;
    bail!("ui/src/platform/bindings.ts is stale: run `cargo xtask bindings`")
}
