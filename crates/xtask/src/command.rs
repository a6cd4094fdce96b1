//! Running other programs.

use std::{
    env,
    ffi::OsStr,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Command, ExitStatus, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::place;

/// A program, to be run in the root of the repository.
pub fn command<S: AsRef<OsStr>>(program: &str, arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(place::root());
    command
}

/// Cargo, the one that runs us.
pub fn cargo<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut cargo = command("cargo", arguments);
    // What `cargo run` says of this package must not be taken for what is built now.
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(&*name);
        }
    }
    cargo
}

/// Runs it; anything but success is an error that names the command.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("{} cannot be run", shown(command)))?;
    succeeded(command, status)
}

/// Runs it and passes on what it writes to standard output, line by line, to the person and to
/// `look`. Answers how it ended.
pub fn watch(command: &mut Command, mut look: impl FnMut(&str)) -> Result<ExitStatus> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{} cannot be run", shown(command)))?;
    if let Some(output) = child.stdout.take() {
        let mut output = BufReader::new(output);
        let mut line = Vec::new();
        while output.read_until(b'\n', &mut line)? > 0 {
            let text = String::from_utf8_lossy(&line);
            print!("{text}");
            look(text.trim_end());
            line.clear();
        }
    }
    Ok(child.wait()?)
}

/// Runs it and gives what it writes to standard output.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("{} cannot be run", shown(command)))?;
    succeeded(command, output.status)?;
    String::from_utf8(output.stdout).context("its output is no text")
}

/// Runs it without a word and says whether it succeeded.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Where a program is, by the `PATH`.
pub fn find(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(format!("{program}{}", env::consts::EXE_SUFFIX)))
        .find(|file| file.is_file())
}

/// The command as a person would type it.
pub fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy()];
    words.extend(command.get_args().map(OsStr::to_string_lossy));
    format!("`{}`", words.join(" "))
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<()> {
    if !status.success() {
        bail!("{} failed ({status})", shown(command));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = run(&mut command("pooldeck-is-not-a-program", ["--now"])).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`pooldeck-is-not-a-program --now` cannot be run"
        );
    }

    #[test]
    fn watching_passes_every_line_on_and_tells_how_it_ended() {
        let mut lines = Vec::new();
        let status = watch(&mut cargo(["--version"]), |line| {
            lines.push(line.to_owned())
        })
        .unwrap();
        assert!(status.success());
        assert_eq!(lines.len(), 1);
        assert!(lines[0].starts_with("cargo "));
        let mut failing = cargo(["no-such-subcommand"]);
        let status = watch(failing.stderr(Stdio::null()), |_| ()).unwrap();
        assert!(!status.success());
    }
}
