//! What a server sends, read from bytes that are there already: what the client does, without a
//! connection.

use bytes::Bytes;

use crate::error::Result;
use crate::message::{self, Incoming};
use crate::notifications::{self, Notification};
use crate::objects::{Object, Reader};

/// What a message is that came over the WebSocket: something that the server says by itself, or none
/// for the answer to a call.
///
/// # Errors
/// [`Error::Unexpected`](crate::Error::Unexpected) if it is no message, or cannot be understood;
/// [`Error::Api`](crate::Error::Api) if it is the error of a call.
pub fn notification(frame: impl Into<Bytes>) -> Result<Option<Notification>> {
    match message::read(frame.into())? {
        Incoming::Said { method, params } => notifications::read(method, params).map(Some),
        Incoming::Answer { outcome, .. } => outcome.map(|_| None),
    }
}

/// The objects of a list that was downloaded, one in a line, from the pieces it came in; `packed` by
/// gzip or not.
///
/// # Errors
/// [`Error::Unexpected`](crate::Error::Unexpected) if it is no list;
/// [`Error::Cut`](crate::Error::Cut) if what is packed ends too early.
pub fn objects<'a>(
    pieces: impl IntoIterator<Item = &'a [u8]>,
    packed: bool,
) -> Result<Vec<Object>> {
    let mut reader = Reader::new(packed);
    let mut objects = Vec::new();
    let pieces = pieces.into_iter().map(Some);
    for piece in pieces.chain([None]) {
        reader.take(piece)?;
        while let Some(object) = reader.next()? {
            objects.push(object);
        }
    }
    Ok(objects)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[track_caller]
    fn refused<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> String {
        match objects(pieces, false) {
            Err(Error::Unexpected(why)) => why,
            other => panic!("{:?}", other.map(|objects| objects.len())),
        }
    }

    #[test]
    fn a_list_has_an_end() {
        let blank = [vec![b' '; (1 << 20) - 1], vec![b'\n']].concat();
        let blanks = std::iter::repeat_n(&*blank, 257);
        assert_eq!(refused(blanks), "a list does not end");
        let piece = [b' '; 1 << 10];
        let line = std::iter::repeat_n(&piece[..], 17 << 10);
        assert_eq!(refused(line), "a line does not end");
    }

    /// Of each object much more is made than these bring.
    #[test]
    fn a_list_is_not_of_next_to_nothing() {
        let line = |number: usize| format!("{{\"id\":\"{number}\"}}\n").into_bytes();
        let few = objects([&*(0..9_000).flat_map(line).collect::<Vec<_>>()], false);
        assert_eq!(few.unwrap().len(), 9_000);
        let many: Vec<u8> = (0..20_000).flat_map(line).collect();
        assert_eq!(refused([&*many]), "more objects than there can be");
        let entries: Vec<String> = (0..20_000)
            .map(|number| format!("\"{number}\":{{}}"))
            .collect();
        let said = format!(
            r#"{{"method":"all","params":{{"type":"enter","items":{{{}}}}}}}"#,
            entries.join(",")
        );
        assert!(matches!(notification(said), Err(Error::Unexpected(_))));
    }
}
