//! The pool's own `xe`: commands that a person types here and that run at the server. What they print is
//! kept until it is read; files are given and taken only where the person has named them.

mod completion;
mod files;
mod line;
mod output;

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use inventory::{ConnectionId, Problem};
use tokio::{sync::mpsc, task::AbortHandle};
use xapi::{
    XeCommand,
    codec::thin_cli::{Command, Response},
};

use self::{completion::CommandTable, output::Output};
use crate::{
    api::{XeCompletions, XeOutput, XeState},
    connection::Connection,
    lock::lock,
    problems,
    source::{Failure, Link},
};

/// So many commands are remembered; the oldest that has ended goes first.
const REMEMBERED: usize = 64;
/// So many run at once.
const AT_ONCE: usize = 16;

/// All commands of this run of the program.
#[derive(Default)]
pub(crate) struct Xe {
    next: AtomicU32,
    runs: Mutex<Vec<Run>>,
    /// What each server's `xe` can do, as far as it was asked.
    tables: Mutex<HashMap<ConnectionId, Arc<CommandTable>>>,
}

struct Run {
    id: u32,
    connection: ConnectionId,
    output: Arc<Output>,
    /// Lines that the person types.
    lines: mpsc::UnboundedSender<String>,
    task: AbortHandle,
}

impl Drop for Run {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Xe {
    /// Begins the command that a line says; its number.
    ///
    /// # Errors
    /// `xe_line` where the line's quotes do not match; `read_only` where the command might change something
    /// and nothing may be changed; `not_live`; `xe_busy`.
    pub(crate) fn begin(&self, connection: &Connection, line: &str) -> Result<u32, Problem> {
        let words = line::words(line)?;
        if !line::only_reads(&words) {
            connection.may_change()?;
        }
        let link = connection.link()?;
        let output = Arc::new(Output::default());
        let (lines, typed) = mpsc::unbounded_channel();
        let mut runs = lock(&self.runs);
        if runs.iter().filter(|run| !run.output.has_ended()).count() >= AT_ONCE {
            return Err(Problem::new("xe_busy"));
        }
        let task = tokio::spawn(run(link, words, output.clone(), typed)).abort_handle();
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        if runs.len() >= REMEMBERED
            && let Some(oldest) = runs.iter().position(|run| run.output.has_ended())
        {
            runs.remove(oldest);
        }
        runs.push(Run {
            id,
            connection: connection.id.clone(),
            output,
            lines,
            task,
        });
        Ok(id)
    }

    /// What a command has printed from `from` on, once there is anything new of it.
    ///
    /// # Errors
    /// `no_such_object` for one that is forgotten.
    pub(crate) async fn read(&self, id: u32, from: u32) -> Result<XeOutput, Problem> {
        let output = self.with(id, |run| run.output.clone())?;
        Ok(output.read(from).await)
    }

    /// Gives a command the line that it waits for.
    ///
    /// # Errors
    /// `no_such_object`.
    pub(crate) fn say(&self, id: u32, line: String) -> Result<(), Problem> {
        self.with(id, |run| {
            // One that has ended waits for nothing.
            if run.output.asks_now() && run.lines.send(line).is_ok() {
                run.output.is_answered();
            }
        })
    }

    /// The connection that a command runs through.
    ///
    /// # Errors
    /// `no_such_object`.
    pub(crate) fn connection_of(&self, id: u32) -> Result<ConnectionId, Problem> {
        self.with(id, |run| run.connection.clone())
    }

    /// Hangs up on what runs through a connection that is removed, and forgets what was learned of it.
    pub(crate) fn forget(&self, connection: &ConnectionId) {
        lock(&self.runs).retain(|run| {
            let stays = run.connection != *connection;
            if !stays {
                // Whoever reads it waits for its end.
                run.output.end(XeState::Failed {
                    problem: Problem::new("connection_gone"),
                });
            }
            stays
        });
        lock(&self.tables).remove(connection);
    }

    /// Hangs up on a command: what it has begun at the server may go on there.
    ///
    /// # Errors
    /// `no_such_object`.
    pub(crate) fn stop(&self, id: u32) -> Result<(), Problem> {
        self.with(id, |run| {
            run.task.abort();
            run.output.end(XeState::Failed {
                problem: Problem::new("cancelled"),
            });
        })
    }

    fn with<T>(&self, id: u32, look: impl FnOnce(&Run) -> T) -> Result<T, Problem> {
        let runs = lock(&self.runs);
        let found = runs.iter().find(|run| run.id == id);
        found
            .map(look)
            .ok_or_else(|| Problem::new("no_such_object"))
    }

    /// What the word at `cursor` (in characters as JavaScript counts them) of a line could be.
    ///
    /// # Errors
    /// `not_live`, `no_xe`, or why the server does not say what commands it has.
    pub(crate) async fn complete(
        &self,
        connection: &Connection,
        line: &str,
        cursor: u32,
    ) -> Result<XeCompletions, Problem> {
        let place = line::place(line, cursor);
        let link = connection.link()?;
        let table = lock(&self.tables)
            .entry(connection.id.clone())
            .or_default()
            .clone();
        let told = |failure: Failure| connection.named(failure.problem());
        table.learn(&*link, place.command()).await.map_err(told)?;
        Ok(table.completions(&place, &connection.store.read()))
    }
}

/// Runs a command to its end.
async fn run(
    link: Arc<dyn Link>,
    words: Vec<String>,
    output: Arc<Output>,
    mut lines: mpsc::UnboundedReceiver<String>,
) {
    let named = files::named(&words);
    let ended = async {
        let mut command = link.xe(&words).await.map_err(Failure::problem)?;
        follow(&mut command, &named, &output, &mut lines).await
    };
    output.end(match ended.await {
        Ok(code) => XeState::Ended { code },
        Err(problem) => XeState::Failed { problem },
    });
}

/// Does what the server wants until it says that the command has ended; its code.
async fn follow(
    command: &mut XeCommand,
    named: &[PathBuf],
    output: &Output,
    lines: &mut mpsc::UnboundedReceiver<String>,
) -> Result<i32, Problem> {
    let told = |error: xapi::Error| problems::of(&error);
    loop {
        let Some(wanted) = command.next().await.map_err(told)? else {
            return Err(Problem::new("cut_reply"));
        };
        match wanted {
            Command::Print(text) => output.print(false, text + "\n"),
            Command::PrintError(text) => output.print(true, text),
            Command::Debug(_) => {}
            Command::Error { code, params } => {
                let line = [vec![code], params].concat().join(" ");
                output.print(true, line + "\n");
            }
            Command::Exit(code) => return Ok(code),
            Command::Prompt => {
                output.asks();
                let line = lines.recv().await.unwrap_or_default();
                output.print(false, format!("{line}\n"));
                command.say(&line).await.map_err(told)?;
            }
            Command::Load(file) => {
                let content = files::read(files::permitted(named, &file)?).await?;
                command.load(&content).await.map_err(told)?;
            }
            Command::Get { file, url } => {
                files::fetch(command, files::permitted(named, &file)?, &url).await?;
            }
            // A file to send, a console, or what a newer server wants.
            Command::Put { .. } | Command::Connect { .. } | Command::Unknown(_) => {
                command.answer(Response::Failed).await.map_err(told)?;
                return Err(Problem::new("not_supported"));
            }
        }
    }
}

#[cfg(test)]
mod tests;
