//! Other people's clients, where the interop tests install them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};

use crate::{
    pools::{PASSWORD, USER},
    usage::Run,
};

/// Those that are compared with.
pub struct Clients {
    python: PathBuf,
    node: PathBuf,
}

impl Clients {
    /// Installs what is missing.
    pub fn installed() -> Result<Self> {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let work = tests.join("../target/interop");
        let status = Command::new("python3")
            .arg(tests.join("interop/run.py"))
            .args(["--install-only", "--work"])
            .arg(&work)
            .status()
            .context("python3 cannot be run")?;
        ensure!(
            status.success(),
            "other people's clients cannot be installed"
        );
        // A module is looked for from where the program lies.
        let script = work.join("node/xen_api.mjs");
        fs::copy(foreign("xen_api.mjs"), &script)?;
        Ok(Self {
            python: work.join("venv/bin/python"),
            node: script,
        })
    }

    /// npm's xen-api, by `json-rpc` or `xml-rpc`.
    pub fn xen_api(&self, url: &str, transport: &str) -> Result<Run> {
        let mut node = Command::new("node");
        node.arg(&self.node).args([url, USER, PASSWORD, transport]);
        Run::read(&output(&mut node)?)
    }

    /// PyPI's XenAPI.
    pub fn python(&self, url: &str) -> Result<Run> {
        let mut python = Command::new(&self.python);
        python.arg(foreign("xenapi.py")).args([url, USER, PASSWORD]);
        Run::read(&output(&mut python)?)
    }
}

/// This program in another role.
pub fn ourselves(arguments: &[&str]) -> Result<Run> {
    let mut program = Command::new(std::env::current_exe()?);
    // As many heaps as the app gives itself (`src-tauri/src/environment.rs`).
    program.args(arguments).env("MALLOC_ARENA_MAX", "2");
    Run::read(&output(&mut program)?)
}

/// What a program writes; it must succeed.
pub fn output(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("{name} cannot be run"))?;
    ensure!(output.status.success(), "{name} failed: {}", output.status);
    Ok(String::from_utf8(output.stdout)?)
}

fn foreign(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("foreign")
        .join(name)
}
