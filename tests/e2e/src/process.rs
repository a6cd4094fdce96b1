//! Other programs, which end when their test does, however it ends.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Write},
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use test_support::{PATIENCE, poll};

/// A program, and all that it starts, in a process group of its own.
pub struct Process {
    child: Child,
}

impl Process {
    /// Starts it; what it writes goes into the file `log`.
    pub fn start(command: &mut Command, log: &Path) -> Result<Self> {
        Self::start_with(command, log, "")
    }

    /// The same, and gives it `input`.
    pub fn start_with(command: &mut Command, log: &Path, input: &str) -> Result<Self> {
        let log = File::create(log)?;
        command
            .stdin(Stdio::piped())
            .stdout(log.try_clone()?)
            .stderr(log);
        let mut process = Self::spawn(command)?;
        if let Some(mut stdin) = process.child.stdin.take() {
            stdin.write_all(input.as_bytes())?;
        }
        Ok(process)
    }

    /// Starts it and waits for the first line it writes.
    pub fn start_and_hear(command: &mut Command, log: &Path) -> Result<(Self, String)> {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(log)?);
        let mut process = Self::spawn(command)?;
        let mut line = String::new();
        if let Some(stdout) = process.child.stdout.take() {
            let mut stdout = BufReader::new(stdout);
            stdout.read_line(&mut line)?;
            // What it writes later must not stop it: somebody has to read it.
            std::thread::spawn(move || stdout.read_to_end(&mut Vec::new()));
        }
        Ok((process, line.trim().to_owned()))
    }

    fn spawn(command: &mut Command) -> Result<Self> {
        let child = command.process_group(0).spawn().with_context(|| {
            format!("{} cannot be run", command.get_program().to_string_lossy())
        })?;
        Ok(Self { child })
    }

    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    fn group(&self) -> Option<Pid> {
        i32::try_from(self.id()).ok().and_then(Pid::from_raw)
    }

    /// Stops it, so that it is there and does nothing; or lets it go on.
    pub fn hang(&self, hangs: bool) -> Result<()> {
        let group = self.group().context("it has no number")?;
        let signal = if hangs { Signal::STOP } else { Signal::CONT };
        Ok(kill_process_group(group, signal)?)
    }

    /// Whether it ended well.
    pub async fn ended(&mut self) -> Result<bool> {
        let ended = poll(PATIENCE, async || self.child.try_wait().transpose());
        let status = ended.await.context("it does not end")?;
        Ok(status?.success())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(group) = self.group() {
            // All of it may have ended by itself.
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}

/// The programs that were started with `argument`.
pub fn started_with(argument: &Path) -> Vec<Pid> {
    let Ok(processes) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    processes
        .flatten()
        .filter_map(|entry| {
            let id = entry.file_name().to_str()?.parse().ok()?;
            let line = std::fs::read(entry.path().join("cmdline")).ok()?;
            let argument = argument.as_os_str().as_encoded_bytes();
            line.split(|byte| *byte == 0)
                .any(|word| word == argument)
                .then(|| Pid::from_raw(id))?
        })
        .collect()
}

/// Kills a program, which can do nothing about it.
pub fn kill(program: Pid) {
    // It may have ended by itself.
    let _ = kill_process(program, Signal::KILL);
}

/// Asks a program to end, as the system does when a person logs out of it.
pub fn ask_to_end(program: Pid) {
    // It may have ended by itself.
    let _ = kill_process(program, Signal::TERM);
}
