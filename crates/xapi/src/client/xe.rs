//! `xe`, the server's own command line: a command that runs there, and what it wants of us.

use std::time::Duration;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::session::Session;
use super::stream::{self, ConsoleStream, Download};
use crate::codec::thin_cli::{self, Command, GREETING, PREAMBLE_LENGTH, Response};
use crate::error::{Error, Result};

/// The server takes no more words, in bytes.
const MAX_WORDS: usize = 200 * 1024;
/// How long a server may take to greet.
const GREETED: Duration = Duration::from_secs(30);

/// A command that runs at the server.
#[derive(Debug)]
pub struct XeCommand {
    session: Session,
    stream: ConsoleStream,
    read: BytesMut,
    has_ended: bool,
}

impl Session {
    /// Begins a command of the server's own `xe`: its name, then its arguments, `name=value` or
    /// `--switch`. It runs by this session, at the coordinator. Nothing is added to what is said here.
    ///
    /// # Errors
    /// [`Error::Unexpected`] for an argument with a line end, which would be two of them at the server,
    /// and for too many; [`Error::NotXapi`] if it does not speak this protocol; any other.
    pub async fn xe(&self, arguments: &[String]) -> Result<XeCommand> {
        let login = self.current()?;
        if self.is_xend() {
            return Err(Error::NotXapi {
                address: login.transport.endpoint().url(),
                reason: "it is older than xe".to_owned(),
                status: 0,
            });
        }
        let mut words = arguments.iter();
        if words.any(|word| word.contains(['\n', '\r', '\0'])) {
            return Err(Error::Unexpected("an argument with a line end".to_owned()));
        }
        let length = arguments.iter().map(|word| word.len() + 1).sum::<usize>();
        if length > MAX_WORDS {
            return Err(Error::Unexpected("too many arguments".to_owned()));
        }
        // As the very first line the session stands for user and password; anywhere else it is an
        // argument that no command knows.
        let body = Zeroizing::new(format!(
            "session_id={}\n{}",
            login.reference.expose(),
            arguments.join("\n")
        ));
        let head = format!(
            "POST /cli HTTP/1.0\r\nHost: {}\r\ncontent-length: {}\r\n\r\n",
            login.transport.endpoint().authority(),
            body.len()
        );
        let request = Zeroizing::new([head.as_bytes(), body.as_bytes()].concat());
        let mut stream = stream::opened(&login, &request).await?;
        let greeting = timeout(GREETED, greeted(&mut stream));
        let greeting = greeting.await.map_err(|_| Error::TimedOut)??;
        if !thin_cli::is_preamble(&greeting) {
            let address = login.transport.endpoint().url();
            if let Some(status) = status(&greeting) {
                let reason = "it does not run commands of xe".to_owned();
                return Err(Error::Refused { status, reason });
            }
            let reason = match greeting.starts_with(GREETING) {
                true => "it speaks a newer version of the protocol of xe",
                false => "it does not answer as xe's server does",
            };
            return Err(Error::NotXapi {
                address,
                reason: reason.to_owned(),
                status: 0,
            });
        }
        stream.write_all(&thin_cli::preamble()).await.map_err(cut)?;
        stream.flush().await.map_err(cut)?;
        Ok(XeCommand {
            session: self.clone(),
            stream,
            read: BytesMut::new(),
            has_ended: false,
        })
    }
}

async fn greeted(stream: &mut ConsoleStream) -> Result<[u8; PREAMBLE_LENGTH]> {
    let mut greeting = [0; PREAMBLE_LENGTH];
    stream.read_exact(&mut greeting).await.map_err(cut)?;
    Ok(greeting)
}

/// The status, where an HTTP server refuses.
fn status(greeting: &[u8]) -> Option<u16> {
    let line = std::str::from_utf8(greeting).ok()?;
    let mut words = line.strip_prefix("HTTP/1.")?.split_whitespace();
    words.nth(1)?.parse().ok()
}

fn cut(_: std::io::Error) -> Error {
    Error::Cut
}

impl XeCommand {
    /// What the server wants next; none once it has said how the command ended. What it prints never
    /// holds the session, whatever it says.
    ///
    /// # Errors
    /// [`Error::Cut`] if it ends without having said how; [`Error::Unexpected`] for what is no message.
    pub async fn next(&mut self) -> Result<Option<Command>> {
        if self.has_ended {
            return Ok(None);
        }
        let not_one = |error: thin_cli::NotAMessage| Error::Unexpected(error.to_string());
        let command = loop {
            if let Some(length) = thin_cli::length_of(&self.read).map_err(not_one)?
                && self.read.len() - 4 >= length
            {
                self.read.advance(4);
                let content = self.read.split_to(length);
                break Command::read(&content).map_err(not_one)?;
            }
            match self.stream.read_buf(&mut self.read).await {
                Ok(0) | Err(_) => return Err(Error::Cut),
                Ok(_) => {}
            }
        };
        self.has_ended = matches!(command, Command::Exit(_));
        Ok(Some(self.masked(command)))
    }

    /// The same without the session in what is for people.
    fn masked(&self, command: Command) -> Command {
        let Ok(login) = self.session.current() else {
            return command;
        };
        let masked = |text: String| login.transport.masked(text.as_bytes());
        match command {
            Command::Print(text) => Command::Print(masked(text)),
            Command::PrintError(text) => Command::PrintError(masked(text)),
            Command::Debug(text) => Command::Debug(masked(text)),
            Command::Error { code, params } => Command::Error {
                code: masked(code),
                params: params.into_iter().map(masked).collect(),
            },
            other => other,
        }
    }

    /// Opens what a [`Command::Get`] names. The server waits for [`Response`]s meanwhile: `Wait` now and
    /// then, and `Ok` or `Failed` in the end.
    ///
    /// # Errors
    /// As [`Session::get`].
    pub fn fetch(&self, url: String) -> impl Future<Output = Result<Download>> + Send + use<> {
        let session = self.session.clone();
        async move { session.get_at(&url).await }
    }

    /// Says what came of what the server wanted.
    ///
    /// # Errors
    /// [`Error::Cut`].
    pub async fn answer(&mut self, response: Response) -> Result<()> {
        self.send(&response.to_bytes()).await
    }

    /// Sends the line that a [`Command::Prompt`] asks for.
    ///
    /// # Errors
    /// [`Error::Cut`].
    pub async fn say(&mut self, line: &str) -> Result<()> {
        self.send_part(line.as_bytes()).await?;
        self.send(&thin_cli::end_of_file()).await
    }

    /// Sends the content of the file that a [`Command::Load`] asks for.
    ///
    /// # Errors
    /// [`Error::Cut`].
    pub async fn load(&mut self, content: &[u8]) -> Result<()> {
        self.answer(Response::Ok).await?;
        for part in content.chunks(64 * 1024) {
            self.send_part(part).await?;
        }
        self.send(&thin_cli::end_of_file()).await
    }

    async fn send_part(&mut self, part: &[u8]) -> Result<()> {
        // Parts are short.
        let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
        self.stream
            .write_all(&thin_cli::chunk(length))
            .await
            .map_err(cut)?;
        self.send(part).await
    }

    async fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.stream.write_all(bytes).await.map_err(cut)?;
        self.stream.flush().await.map_err(cut)
    }
}
