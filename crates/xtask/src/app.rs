//! The app itself: its program, and the TypeScript that is written from its types.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, bail};

use crate::{
    command::{cargo, output, run},
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

/// What the engine's types say the bindings are.
fn bindings() -> Result<String> {
    output(&mut cargo([
        "run",
        "--quiet",
        "--package",
        "engine",
        "--example",
        "bindings",
    ]))
}

/// Writes the bindings.
pub fn write_bindings() -> Result<()> {
    fs::write(bindings_file(), bindings()?).context("the bindings cannot be written")
}

/// Fails if the bindings in the tree are not what the engine's types say.
pub fn check_bindings() -> Result<()> {
    let written = fs::read_to_string(bindings_file()).unwrap_or_default();
    // Git may have given the file Windows' line ends.
    if written.replace("\r\n", "\n") != bindings()? {
        bail!("ui/src/platform/bindings.ts is stale: run `cargo xtask bindings`");
    }
    Ok(())
}
