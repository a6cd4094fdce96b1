//! `cargo xtask demo`: the app on a simulated pool, from nothing.

use std::{
    env,
    ffi::{OsStr, OsString},
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::{app, command::run, place, system, ui};

/// Installs what is missing, builds, and runs the app with `--demo` and these arguments.
pub fn demo(arguments: &[OsString]) -> Result<()> {
    system::install(&[system::BUILD])?;
    ui::install()?;
    ui::build_if_old()?;
    let mut app = Command::new(app::build()?);
    app.arg("--demo").args(arguments).current_dir(place::root());

    // These only write to the terminal.
    let only_text = arguments
        .iter()
        .any(|word| word == "--help" || word == "-h" || word == "--version");
    if has_display() || only_text {
        return run(&mut app);
    }

    system::install(&[system::DISPLAY])?;
    let display = VirtualDisplay::start()?;
    app.env("DISPLAY", &display.name)
        .env_remove("WAYLAND_DISPLAY");
    let picture = place::target().join("demo.png");
    if arguments.iter().any(|word| is_option(word, "--screenshot")) {
        println!("There is no display here: running under Xvfb.");
        return run(&mut app);
    }
    println!("There is no display here: running under Xvfb and leaving a screenshot.");
    app.arg("--screenshot").arg(&picture);
    if !arguments.iter().any(|word| is_option(word, "--after")) {
        app.args(["--after", "6"]);
    }
    run(&mut app)?;
    println!("The screenshot is at target/demo.png.");
    Ok(())
}

/// Whether `word` is this option, with its value in the same word or the next.
fn is_option(word: &OsStr, option: &str) -> bool {
    word.to_str()
        .and_then(|word| word.strip_prefix(option))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
}

fn has_display() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// An X server without a screen; ends with this value.
struct VirtualDisplay {
    server: Child,
    name: String,
}

impl VirtualDisplay {
    fn start() -> Result<Self> {
        // The server picks a free number itself and writes it to the descriptor it is given.
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1920x1080x24",
                "-nolisten",
                "tcp",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("Xvfb cannot be run")?;
        let mut number = String::new();
        if let Some(output) = server.stdout.take() {
            BufReader::new(output).read_line(&mut number)?;
        }
        let display = Self {
            server,
            name: format!(":{}", number.trim()),
        };
        if number.trim().is_empty() {
            bail!("Xvfb did not start");
        }
        Ok(display)
    }
}

impl Drop for VirtualDisplay {
    fn drop(&mut self) {
        // It may have ended by itself: then there is nothing to end.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_known_in_both_spellings() {
        assert!(is_option(OsStr::new("--after"), "--after"));
        assert!(is_option(OsStr::new("--after=3"), "--after"));
        assert!(!is_option(OsStr::new("--afternoon"), "--after"));
    }
}
