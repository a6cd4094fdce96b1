//! The protocol of `xe`, the server's own command line, which runs at the server: the client sends the
//! words of a command, and is told what to print, which file to give, and how it ended.
//!
//! Integers have four bytes, the least first; a text is its length and its bytes. A message is the
//! length of what follows, a kind and a tag, and then what the tag says. Found in captures of a real
//! server, whose every message is a case in the tests.

use std::fmt;

/// How both sides begin, before the two numbers of the version.
pub const GREETING: &[u8] = b"XenSource thin CLI protocol";
/// What both sides say first: the protocol's name, its version's major and minor number.
pub const PREAMBLE_LENGTH: usize = GREETING.len() + 8;
const MAJOR: u32 = 0;
const MINOR: u32 = 2;

/// A message may be this long: a list of ten thousand VMs with all their fields comes in one.
pub const MAX_MESSAGE: usize = 64 * 1024 * 1024;

/// What kind a message is.
const COMMAND: u32 = 9;
const RESPONSE: u32 = 10;
const BLOB: u32 = 11;
/// Tags of a part of a file, and of its end.
const CHUNK: u32 = 7;
const END: u32 = 8;

/// What the server wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Print a line.
    Print(String),
    /// Print an error as it is, line ends included.
    PrintError(String),
    /// What would be printed only by a client that is being debugged.
    Debug(String),
    /// Send the content of a file, in parts.
    Load(String),
    /// Send a line that the person types.
    Prompt,
    /// The command has ended, with this code.
    Exit(i32),
    /// Fetch something into a file.
    Get {
        /// The file, as it was named to the server; empty: the standard output.
        file: String,
        /// Where it is; it holds the session.
        url: String,
    },
    /// Send a file somewhere.
    Put {
        /// The file, as it was named to the server.
        file: String,
        /// Where to; it holds the session.
        url: String,
    },
    /// A code of the API's errors, with its parameters.
    Error {
        /// The code.
        code: String,
        /// The parameters.
        params: Vec<String>,
    },
    /// Connect the terminal with a console.
    Connect {
        /// Where it is; it holds the session.
        url: String,
    },
    /// One of a newer server.
    Unknown(u32),
}

/// What the client answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Response {
    /// Done.
    Ok,
    /// Not done.
    Failed,
    /// Still at it.
    Wait,
}

impl Response {
    /// As a message.
    pub fn to_bytes(self) -> Vec<u8> {
        let tag = match self {
            Response::Ok => 5,
            Response::Failed => 6,
            Response::Wait => 18,
        };
        message(&[RESPONSE, tag])
    }
}

/// A message that announces so many bytes of a file, which follow it as they are.
pub fn chunk(length: u32) -> Vec<u8> {
    message(&[BLOB, CHUNK, length])
}

/// A message that ends a file.
pub fn end_of_file() -> Vec<u8> {
    message(&[BLOB, END])
}

/// What a side says first.
pub fn preamble() -> Vec<u8> {
    let mut bytes = GREETING.to_vec();
    bytes.extend(MAJOR.to_le_bytes());
    bytes.extend(MINOR.to_le_bytes());
    bytes
}

/// Whether what the server said first is this protocol, in a version that is understood.
pub fn is_preamble(bytes: &[u8; PREAMBLE_LENGTH]) -> bool {
    let (greeting, version) = bytes.split_at(GREETING.len());
    greeting == GREETING && version.starts_with(&MAJOR.to_le_bytes())
}

fn message(numbers: &[u32]) -> Vec<u8> {
    // Three numbers at the most.
    let length = numbers.len() as u32 * 4;
    let mut bytes = length.to_le_bytes().to_vec();
    bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    bytes
}

/// Why bytes are no message of the server's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAMessage(&'static str);

impl fmt::Display for NotAMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for NotAMessage {}

/// How many bytes of content follow the length with which a message begins; none while that has not come.
///
/// # Errors
/// [`NotAMessage`] where it would be longer than [`MAX_MESSAGE`].
pub fn length_of(bytes: &[u8]) -> Result<Option<usize>, NotAMessage> {
    let Some(length) = bytes.first_chunk() else {
        return Ok(None);
    };
    match usize::try_from(u32::from_le_bytes(*length)) {
        Ok(length) if length <= MAX_MESSAGE => Ok(Some(length)),
        _ => Err(NotAMessage("a message is too long")),
    }
}

impl Command {
    /// Reads a message of the server's, without the length before it.
    ///
    /// # Errors
    /// [`NotAMessage`].
    pub fn read(mut content: &[u8]) -> Result<Self, NotAMessage> {
        let content = &mut content;
        if number(content)? != COMMAND {
            return Err(NotAMessage("a message is no command"));
        }
        let command = match number(content)? {
            0 => Command::Print(text(content)?),
            1 => Command::Load(text(content)?),
            3 => Command::Prompt,
            4 => Command::Exit(number(content)?.cast_signed()),
            12 => Command::Get {
                file: text(content)?,
                url: text(content)?,
            },
            13 => Command::Put {
                file: text(content)?,
                url: text(content)?,
            },
            14 => Command::Error {
                code: text(content)?,
                params: texts(content)?,
            },
            15 => Command::Debug(text(content)?),
            16 => Command::PrintError(text(content)?),
            17 => Command::Connect {
                url: text(content)?,
            },
            tag => return Ok(Command::Unknown(tag)),
        };
        match content.is_empty() {
            true => Ok(command),
            false => Err(NotAMessage("a message is longer than what it says")),
        }
    }

    /// As a message, as a server sends it.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (tag, texts): (u32, Vec<&str>) = match self {
            Command::Print(text) => (0, vec![text]),
            Command::Load(file) => (1, vec![file]),
            Command::Prompt => (3, vec![]),
            Command::Exit(_) => (4, vec![]),
            Command::Get { file, url } => (12, vec![file, url]),
            Command::Put { file, url } => (13, vec![file, url]),
            Command::Error { code, .. } => (14, vec![code]),
            Command::Debug(text) => (15, vec![text]),
            Command::PrintError(text) => (16, vec![text]),
            Command::Connect { url } => (17, vec![url]),
            Command::Unknown(tag) => (*tag, vec![]),
        };
        let mut content = Vec::new();
        content.extend(COMMAND.to_le_bytes());
        content.extend(tag.to_le_bytes());
        texts.iter().for_each(|text| put(&mut content, text));
        match self {
            Command::Exit(code) => content.extend(code.to_le_bytes()),
            Command::Error { params, .. } => {
                content.extend((params.len() as u32).to_le_bytes());
                params.iter().for_each(|param| put(&mut content, param));
            }
            _ => {}
        }
        let mut bytes = (content.len() as u32).to_le_bytes().to_vec();
        bytes.append(&mut content);
        bytes
    }
}

fn put(content: &mut Vec<u8>, text: &str) {
    content.extend((text.len() as u32).to_le_bytes());
    content.extend(text.as_bytes());
}

const TOO_SHORT: NotAMessage = NotAMessage("a message is shorter than what it says");

fn number(content: &mut &[u8]) -> Result<u32, NotAMessage> {
    let bytes = content.split_off(..4).ok_or(TOO_SHORT)?;
    Ok(bytes
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | u32::from(*byte)))
}

/// A text; what of it is no UTF-8 is replaced.
fn text(content: &mut &[u8]) -> Result<String, NotAMessage> {
    let length = number(content)? as usize;
    let bytes = content.split_off(..length).ok_or(TOO_SHORT)?;
    Ok(String::from_utf8_lossy(bytes).into_owned())
}

fn texts(content: &mut &[u8]) -> Result<Vec<String>, NotAMessage> {
    let count = number(content)?;
    // Each takes its bytes of the message, so that a large count alone takes no memory.
    (0..count).map(|_| text(content)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], command: &Command) {
        let length = length_of(bytes).unwrap().unwrap();
        assert_eq!(length, bytes.len() - 4);
        assert_eq!(Command::read(&bytes[4..]).as_ref(), Ok(command));
        assert_eq!(command.to_bytes(), bytes);
        for cut in 0..length {
            assert!(Command::read(&bytes[4..4 + cut]).is_err(), "cut at {cut}");
        }
    }

    /// Bytes of a real server.
    #[test]
    fn reads_what_a_server_sends() {
        check(
            b"\x0c\0\0\0\x09\0\0\0\x04\0\0\0\x01\0\0\0",
            &Command::Exit(1),
        );
        check(
            b"\x22\0\0\0\x09\0\0\0\x10\0\0\0\x16\0\0\0Authentication failed\n",
            &Command::PrintError("Authentication failed\n".to_owned()),
        );
        check(
            b"\x30\0\0\0\x09\0\0\0\0\0\0\0\x24\0\0\x00539c5b74-e600-a6b7-010d-c8a6441c2182",
            &Command::Print("539c5b74-e600-a6b7-010d-c8a6441c2182".to_owned()),
        );
    }

    #[test]
    fn reads_the_other_commands() {
        let text = |text: &str| text.to_owned();
        let (file, url) = (text("/tmp/a"), text("/export?session_id=x"));
        for command in [
            Command::Load(file.clone()),
            Command::Prompt,
            Command::Debug(text("ä")),
            Command::Get {
                file: file.clone(),
                url: url.clone(),
            },
            Command::Put {
                file,
                url: url.clone(),
            },
            Command::Connect { url },
            Command::Error {
                code: text("VM_BAD_POWER_STATE"),
                params: vec![text("OpaqueRef:1"), text("halted"), text("")],
            },
        ] {
            check(&command.to_bytes(), &command);
        }
        assert_eq!(
            Command::read(&Command::Unknown(99).to_bytes()[4..]),
            Ok(Command::Unknown(99))
        );
    }

    #[test]
    fn refuses_what_is_no_message() {
        assert_eq!(length_of(b"\x01\0\0"), Ok(None));
        assert!(length_of(b"\xff\xff\xff\x7f").is_err());
        assert!(Command::read(&Response::Ok.to_bytes()[4..]).is_err());
        let mut longer = Command::Prompt.to_bytes();
        longer.push(0);
        assert!(Command::read(&longer[4..]).is_err());
        // A list that says it has four thousand million texts.
        let mut endless = Command::Error {
            code: String::new(),
            params: vec![],
        }
        .to_bytes();
        endless.truncate(endless.len() - 4);
        endless.extend([0xff; 4]);
        assert!(Command::read(&endless[4..]).is_err());
    }

    #[test]
    fn greets_as_a_server_does() {
        let greeting = preamble();
        assert_eq!(greeting, b"XenSource thin CLI protocol\0\0\0\0\x02\0\0\0");
        let mut bytes: [u8; PREAMBLE_LENGTH] = greeting.try_into().unwrap();
        assert!(is_preamble(&bytes));
        bytes[GREETING.len() + 4] = 9;
        assert!(is_preamble(&bytes), "a newer minor version");
        bytes[GREETING.len()] = 1;
        assert!(!is_preamble(&bytes), "a newer major version");
    }

    #[test]
    fn answers_as_a_client_does() {
        assert_eq!(Response::Ok.to_bytes(), b"\x08\0\0\0\x0a\0\0\0\x05\0\0\0");
        assert_eq!(chunk(258), b"\x0c\0\0\0\x0b\0\0\0\x07\0\0\0\x02\x01\0\0");
        assert_eq!(end_of_file(), b"\x08\0\0\0\x0b\0\0\0\x08\0\0\0");
    }
}
