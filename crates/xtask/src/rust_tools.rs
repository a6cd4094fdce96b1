//! Programs that Rust's own tools bring.

use anyhow::{Context, Result};

use crate::{
    command::{cargo, command, run, succeeds},
    place,
};

/// rustfmt and clippy, which a minimal installation of Rust does not have.
pub fn components() -> Result<()> {
    for (component, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if !succeeds(&mut cargo([subcommand, "--version"])) {
            println!("{component} is missing: adding it with rustup.");
            run(&mut command("rustup", ["component", "add", component]))?;
        }
    }
    Ok(())
}

/// tauri-driver, which stands between a test and the web view's own driver; into `target/tools`.
pub fn tauri_driver() -> Result<()> {
    let tools = place::target().join("tools");
    let program = tools
        .join("bin")
        .join(format!("tauri-driver{}", std::env::consts::EXE_SUFFIX));
    if program.is_file() {
        return Ok(());
    }
    println!("tauri-driver is missing: building it (about a minute).");
    let tools = tools.to_str().context("the repository's path is no text")?;
    run(&mut cargo([
        "install",
        "--locked",
        "--version",
        "^2",
        "--root",
        tools,
        "tauri-driver",
    ]))
}
