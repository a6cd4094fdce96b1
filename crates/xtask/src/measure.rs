//! The programs that try and measure the engine.

use std::{env, ffi::OsString, process::Command};

use anyhow::Result;

use crate::{
    command::{cargo, run},
    place, rust_tools, system, ui,
};

/// What measures no window.
const WITHOUT_WINDOW: &str = "sync";
/// What measures one.
const WITH_WINDOW: [&str; 6] = ["storm", "tree", "table", "start", "idle", "memory"];

/// One of them, optimised as the program that people use is: what they say of time must be true.
pub fn program(package: &str, arguments: &[OsString]) -> Command {
    let mut program = cargo(["run", "--quiet", "--release", "--package", package, "--"]);
    program.args(arguments);
    program
}

/// `cargo xtask bench`: builds the app as it is released where its window is measured, and measures.
pub fn bench(arguments: &[OsString]) -> Result<()> {
    if !needs_window(arguments) {
        return run(&mut program("bench", arguments));
    }
    system::install(&[system::BUILD, system::TEST])?;
    rust_tools::tauri_driver()?;
    ui::install()?;
    ui::build_if_old()?;
    // Both at once: one after the other each would have what they share built for itself.
    run(&mut cargo([
        "build",
        "--release",
        "--package",
        "pooldeck",
        "--package",
        "bench",
        "--features",
        "pooldeck/custom-protocol",
    ]))?;
    let bench = format!("release/bench{}", env::consts::EXE_SUFFIX);
    let mut bench = Command::new(place::target().join(bench));
    run(bench.args(arguments).current_dir(place::root()))
}

/// Nobody who measures the engine alone should have to build the app.
fn needs_window(arguments: &[OsString]) -> bool {
    let named = |name: &str| arguments.iter().any(|word| word == name);
    let only_text = ["--help", "-h", "--version"].into_iter().any(named);
    !only_text && (WITH_WINDOW.into_iter().any(named) || !named(WITHOUT_WINDOW))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_app_is_built_only_for_what_measures_its_window() {
        let check = |line: &str, expect| {
            let words: Vec<OsString> = line.split_whitespace().map(OsString::from).collect();
            assert_eq!(needs_window(&words), expect, "{line:?}");
        };
        check("", true);
        check("sync --vms 1000", false);
        check("sync storm", true);
        check("--vms 1000", true);
        check("--help", false);
    }
}
