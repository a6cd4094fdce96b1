//! `POST /cli`: the server's side of `xe`. Some commands of it, with the words, the order and the exit codes of
//! a real server's answers, which the tests hold.

mod commands;
mod messages;
mod table;

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use self::messages::Message;
use crate::failure::Failure;
use crate::http::{Connection, Request};
use crate::pool::Pool;
use crate::rpc;
use crate::value::{Ref, Value};
use crate::wire::Call;

/// Why a command ends before its end.
enum Ended {
    /// The client is gone.
    Gone,
    /// It has come to an error of the API.
    Failed(Failure),
    /// What was asked for makes no sense; the server says this.
    Misused(String),
    /// The same, and how to ask for help.
    Unknown(String),
}

impl From<io::Error> for Ended {
    fn from(_: io::Error) -> Ended {
        Ended::Gone
    }
}

impl From<Failure> for Ended {
    fn from(failure: Failure) -> Ended {
        Ended::Failed(failure)
    }
}

type Done = Result<(), Ended>;

/// A command under way.
struct Terminal<'a> {
    pool: &'a Arc<Pool>,
    host: usize,
    connection: &'a mut Connection,
    session: Ref,
    arguments: Arguments,
}

/// What comes after a command's name.
struct Arguments(Vec<(String, String)>);

impl Arguments {
    /// Lines of `name=value`, and `--switch`, which is `switch=true`.
    fn read<'a>(lines: impl Iterator<Item = &'a str>) -> Arguments {
        let pair = |line: &str| match line.strip_prefix("--") {
            Some(switch) if !switch.contains('=') => (switch.to_owned(), "true".to_owned()),
            _ => {
                let (name, value) = line.split_once('=').unwrap_or((line, ""));
                (name.to_owned(), value.to_owned())
            }
        };
        Arguments(lines.map(pair).collect())
    }

    /// The first of that name.
    fn get(&self, name: &str) -> Option<&str> {
        let mut all = self.0.iter();
        all.find(|(other, _)| other == name)
            .map(|(_, value)| &**value)
    }

    fn is_set(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value == "true")
    }

    fn required(&self, name: &str) -> Result<&str, Ended> {
        self.get(name)
            .ok_or_else(|| Ended::Misused(format!("Required parameter not found: {name}")))
    }
}

impl Terminal<'_> {
    async fn send(&mut self, message: &Message<'_>) -> io::Result<()> {
        self.connection
            .stream
            .write_all(&message.to_bytes())
            .await?;
        self.connection.stream.flush().await
    }

    async fn print(&mut self, text: &str) -> Done {
        Ok(self.send(&Message::Print(text)).await?)
    }

    async fn read_number(&mut self) -> io::Result<u32> {
        let mut bytes = [0; 4];
        self.connection.stream.read_exact(&mut bytes).await?;
        Ok(u32::from_le_bytes(bytes))
    }

    /// The numbers of a message of the client's.
    async fn receive(&mut self) -> io::Result<Vec<u32>> {
        let mut left = self.read_number().await?;
        let mut numbers = Vec::new();
        while left >= 4 && numbers.len() < 3 {
            numbers.push(self.read_number().await?);
            left -= 4;
        }
        Ok(numbers)
    }

    /// A line that the person types.
    async fn prompt(&mut self) -> Result<String, Ended> {
        self.send(&Message::Prompt).await?;
        let mut line = Vec::new();
        while let [messages::BLOB, messages::CHUNK, length] = self.receive().await?[..] {
            if length > 4096 {
                return Err(Ended::Gone);
            }
            let mut part = vec![0; length as usize];
            self.connection.stream.read_exact(&mut part).await?;
            line.extend(part);
        }
        Ok(String::from_utf8_lossy(&line).trim().to_lowercase())
    }

    /// Waits until the client has moved a file; whether it has.
    async fn moved(&mut self) -> Result<bool, Ended> {
        loop {
            match self.receive().await?[..] {
                [messages::RESPONSE, messages::WAIT] => {}
                [messages::RESPONSE, messages::OK] => return Ok(true),
                _ => return Ok(false),
            }
        }
    }

    async fn call(&mut self, method: &str, params: Vec<Value>) -> Result<Value, Failure> {
        let mut all = vec![Value::Text(self.session.clone())];
        all.extend(params);
        let method = method.to_owned();
        let call = Call {
            method,
            params: all,
        };
        rpc::answer(self.pool, self.host, call).await
    }
}

/// Runs the command that a request brings, and tells its end.
pub async fn serve(pool: &Arc<Pool>, host: usize, connection: &mut Connection, request: &Request) {
    let served = run(pool, host, connection, request).await;
    if let Err(error) = served {
        tracing::debug!(%error, "a client of xe is gone");
    }
}

async fn run(
    pool: &Arc<Pool>,
    host: usize,
    connection: &mut Connection,
    request: &Request,
) -> io::Result<()> {
    let body = String::from_utf8_lossy(&request.body).into_owned();
    let mut lines = body.split('\n').map(|line| line.trim_end_matches('\r'));
    let mut command = lines.next().unwrap_or("");
    // Only as the very first line.
    let given = command.strip_prefix("session_id=");
    if given.is_some() {
        command = lines.next().unwrap_or("");
    }
    let greeting = messages::preamble();
    connection.stream.write_all(&greeting).await?;
    connection.stream.flush().await?;
    let mut answer = vec![0; greeting.len()];
    connection.stream.read_exact(&mut answer).await?;
    if answer != greeting {
        return Ok(());
    }
    let mut terminal = Terminal {
        pool,
        host,
        connection,
        session: given.unwrap_or_default().into(),
        arguments: Arguments::read(lines),
    };
    let done = terminal.begin(command, given.is_some()).await;
    let (text, usage) = match done {
        Ok(()) => {
            terminal.send(&Message::Exit(0)).await?;
            return Ok(());
        }
        Err(Ended::Gone) => return Ok(()),
        Err(Ended::Failed(failure)) => {
            terminal.send(&Message::Error(&failure)).await?;
            (String::new(), false)
        }
        Err(Ended::Misused(text)) => (format!("Error: {text}\n"), false),
        Err(Ended::Unknown(text)) => (format!("{text}\n"), true),
    };
    if !text.is_empty() {
        terminal.send(&Message::PrintError(&text)).await?;
    }
    if usage {
        let text = "For usage run: 'xe help'\n";
        terminal.send(&Message::PrintError(text)).await?;
    }
    terminal.send(&Message::Exit(1)).await
}
