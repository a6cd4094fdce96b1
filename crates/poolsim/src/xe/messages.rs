//! Messages of the protocol of `xe`: numbers of four bytes, the least first; texts after their length.

use crate::failure::Failure;

/// Kinds and tags of what a client sends.
pub const RESPONSE: u32 = 10;
pub const BLOB: u32 = 11;
pub const OK: u32 = 5;
pub const CHUNK: u32 = 7;
pub const WAIT: u32 = 18;

/// What the server says.
pub enum Message<'a> {
    Print(&'a str),
    PrintError(&'a str),
    Prompt,
    Exit(u32),
    Get { file: &'a str, url: &'a str },
    Error(&'a Failure),
}

/// What both sides say first.
pub fn preamble() -> Vec<u8> {
    [
        b"XenSource thin CLI protocol".as_slice(),
        &[0, 0, 0, 0],
        &[2, 0, 0, 0],
    ]
    .concat()
}

impl Message<'_> {
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut content = Content::default();
        content.number(9);
        match self {
            Message::Print(text) => content.number(0).text(text),
            Message::PrintError(text) => content.number(16).text(text),
            Message::Prompt => content.number(3),
            Message::Exit(code) => content.number(4).number(*code),
            Message::Get { file, url } => content.number(12).text(file).text(url),
            Message::Error(failure) => {
                content.number(14).text(&failure.code);
                content.number(length(failure.params.len()));
                failure.params.iter().for_each(|param| {
                    content.text(param);
                });
                &mut content
            }
        };
        [&length(content.0.len()).to_le_bytes()[..], &content.0].concat()
    }
}

/// Lengths here are of what is in memory: four bytes hold them.
fn length(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[derive(Default)]
struct Content(Vec<u8>);

impl Content {
    fn number(&mut self, number: u32) -> &mut Content {
        self.0.extend(number.to_le_bytes());
        self
    }

    fn text(&mut self, text: &str) -> &mut Content {
        self.number(length(text.len()));
        self.0.extend(text.as_bytes());
        self
    }
}
