//! The reply to an `event.from` while it arrives.
//!
//! The first one of a large pool has tens of megabytes. Held as a whole it would be most of the
//! memory that the objects need afterwards, and decoding would begin when the last byte is there. So
//! the list of events is taken out of it on the way, in blocks of whole events that are decoded
//! while more arrive; what is left is the small reply around an empty list.

use std::borrow::Cow;
use std::sync::Arc;

use memchr::memchr2;
use serde::Deserialize;
use serde_json::error::Category;

use super::json::{self, quote_words};
use super::loose::Loose;
use super::outcome::Failure;
use super::{Top, glimpse};
use crate::event::{Event, EventBatch, EventList};
use crate::known::Known;

/// So many bytes of events make a block.
#[cfg(not(test))]
const BLOCK: usize = 1 << 20;
/// In tests even small replies have several.
#[cfg(test)]
const BLOCK: usize = 2000;

/// Where in the reply the bytes are.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Before,
    Events,
    After,
}

/// A reply that arrives.
#[derive(Debug)]
pub(crate) struct Arriving {
    part: Part,
    depth: usize,
    in_text: bool,
    escaped: bool,
    /// Inside the object that is the reply's `result`.
    in_result: bool,
    /// The reply but for the events.
    frame: Vec<u8>,
    /// A list of the events that are not in a block yet; of the last one perhaps a part.
    events: Vec<u8>,
    /// How far the events are whole.
    whole: usize,
    /// Whether there were events before them.
    follows: bool,
    /// The references met so far.
    known: Arc<Known>,
}

impl Arriving {
    pub(crate) fn new() -> Self {
        Self {
            part: Part::Before,
            depth: 0,
            in_text: false,
            escaped: false,
            in_result: false,
            frame: Vec::new(),
            events: vec![b'['],
            whole: 1,
            follows: false,
            known: Arc::default(),
        }
    }

    /// Takes the next bytes. Gives back a block of events, when there are enough: a list of JSON.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Option<Block> {
        let mut start = 0;
        let mut index = 0;
        while let Some(&byte) = bytes.get(index) {
            // Most bytes are of texts, where only their ends matter.
            if self.in_text {
                if self.escaped {
                    self.escaped = false;
                } else if let Some(skipped) = memchr2(b'"', b'\\', &bytes[index..]) {
                    index += skipped;
                    self.escaped = bytes[index] == b'\\';
                    self.in_text = self.escaped;
                } else {
                    break;
                }
                index += 1;
                continue;
            }
            match byte {
                b'"' => self.in_text = true,
                b'{' | b'[' => {
                    self.depth += 1;
                    if self.part == Part::Before && self.depth < 4 {
                        self.frame.extend_from_slice(&bytes[start..index]);
                        start = index;
                        if self.opens_events(byte) {
                            self.frame.push(b'[');
                            start += 1;
                            self.part = Part::Events;
                        }
                    }
                }
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.part == Part::Events && self.depth <= 3 {
                        // The end of an event, or of them all.
                        let end = index + usize::from(self.depth == 3);
                        self.events.extend_from_slice(&bytes[start..end]);
                        self.whole = self.events.len();
                        start = end;
                        if self.depth < 3 {
                            self.part = Part::After;
                        }
                    }
                }
                _ => {}
            }
            index += 1;
        }
        match self.part {
            Part::Events => &mut self.events,
            Part::Before | Part::After => &mut self.frame,
        }
        .extend_from_slice(&bytes[start..]);
        (self.whole > BLOCK).then(|| self.cut())
    }

    /// Whether the bracket that comes after the frame so far is that of the events.
    fn opens_events(&mut self, bracket: u8) -> bool {
        let before = self.frame.trim_ascii_end();
        let follows = |key: &[u8]| {
            let key_end = before.strip_suffix(b":").map(<[u8]>::trim_ascii_end);
            key_end
                .and_then(|before| before.strip_suffix(key))
                .is_some_and(|before| before.last() != Some(&b'\\'))
        };
        if self.depth == 2 {
            self.in_result = bracket == b'{' && follows(b"\"result\"");
        }
        self.depth == 3 && self.in_result && bracket == b'[' && follows(b"\"events\"")
    }

    /// Takes the whole events out.
    fn cut(&mut self) -> Block {
        let rest = &self.events[self.whole..];
        let mut next = Vec::with_capacity(BLOCK + rest.len() + BLOCK / 4);
        next.push(b'[');
        next.extend_from_slice(rest);
        let mut block = std::mem::replace(&mut self.events, next);
        block.truncate(self.whole);
        // The comma after the last event of the block before.
        let first = block
            .iter_mut()
            .skip(1)
            .find(|byte| !byte.is_ascii_whitespace());
        if let Some(comma) = first.filter(|byte| self.follows && **byte == b',') {
            *comma = b' ';
        }
        block.push(b']');
        self.follows = true;
        self.whole = 1;
        Block {
            list: block,
            known: self.known.clone(),
        }
    }

    /// The last events and the reply around all of them.
    pub(crate) fn finish(mut self) -> (Block, Vec<u8>) {
        (self.cut(), self.frame)
    }
}

/// Some of the events.
#[derive(Debug)]
pub(crate) struct Block {
    list: Vec<u8>,
    known: Arc<Known>,
}

impl Block {
    /// How many bytes it has.
    #[cfg(feature = "client")]
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn decode(self) -> Result<Vec<Event>, Failure> {
        self.known.during(|| decode_list(&self.list))
    }
}

fn decode_list(list: &[u8]) -> Result<Vec<Event>, Failure> {
    // Checked once and fast. Some servers let other bytes through.
    let text = match std::str::from_utf8(list) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(list),
    };
    let error = match serde_json::from_str::<EventList>(&text) {
        Ok(EventList(events)) => return Ok(events),
        Err(error) => error,
    };
    if error.classify() == Category::Data {
        return Err(Failure::Unexpected(error.to_string()));
    }
    serde_json::from_str(&quote_words(&text))
        .ok()
        .and_then(|value| EventList::deserialize(Loose(value)).ok())
        .map(|EventList(events)| events)
        .ok_or_else(|| Failure::NotXapi(glimpse(list)))
}

/// Decodes the reply around the events, and puts them into it. Should the reply be an error or none
/// at all, that is a better reason than one of the events.
pub(crate) fn assemble(
    frame: &[u8],
    events: Result<Vec<Event>, Failure>,
) -> Result<EventBatch, Failure> {
    let mut batch = json::decode(frame, Top::<EventBatch>::new)?;
    let mut events = events?;
    if batch.events.is_empty() {
        batch.events = events;
    } else {
        batch.events.append(&mut events);
    }
    Ok(batch)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All of a reply, in pieces of that size.
    fn in_pieces(body: &[u8], size: usize) -> (usize, Result<EventBatch, Failure>) {
        let mut arriving = Arriving::new();
        let mut blocks: Vec<Block> = Vec::new();
        for piece in body.chunks(size) {
            blocks.extend(arriving.take(piece));
        }
        let (last, frame) = arriving.finish();
        blocks.push(last);
        let mut events = Vec::new();
        let count = blocks.len();
        for block in blocks {
            match block.decode() {
                Ok(more) => events.extend(more),
                Err(failure) => return (count, assemble(&frame, Err(failure))),
            }
        }
        (count, assemble(&frame, Ok(events)))
    }

    /// However it arrives, it is what it would have been as a whole.
    #[track_caller]
    fn check(body: &[u8]) {
        let whole = json::decode(body, Top::<EventBatch>::new);
        for size in [1, 2, 7, 100, 1999, 5000, body.len().max(1)] {
            let (_, arrived) = in_pieces(body, size);
            let public = json::decode_pieces(body.chunks(size));
            assert_eq!(public.is_ok(), arrived.is_ok());
            match (&arrived, &whole) {
                (Err(Failure::NotXapi(_)), Err(Failure::NotXapi(_)))
                | (Err(Failure::Unexpected(_)), Err(Failure::Unexpected(_))) => {}
                _ => assert!(arrived == whole, "in pieces of {size}"),
            }
        }
    }

    fn capture(name: &str) -> Vec<u8> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/wire/");
        std::fs::read(format!("{folder}{name}")).unwrap()
    }

    #[test]
    fn captured_replies_are_the_same_in_pieces() {
        for name in [
            "event-from-initial.json",
            "event-from-rename.json",
            "event-from-timeout.json",
            "event-from-vm-start.json",
            "event-from-bad-token.json",
            "session-invalid.json",
            "login.json",
        ] {
            check(&capture(name));
        }
        let list = capture("event-from-initial.json");
        let (blocks, batch) = in_pieces(&list, 500);
        assert!(blocks > 10, "{blocks}");
        assert_eq!(batch.unwrap().events.len(), 75);
    }

    #[test]
    fn odd_replies_are_the_same_in_pieces() {
        let event = r#"{"id":"1","class":"pool","operation":"add","ref":"OpaqueRef:p","snapshot":{"name_label":"a \"],}{[\\"}}"#;
        let odd = r#"{"class":"vm","operation":"mod","ref":"OpaqueRef:v","snapshot":{"x":NaN,"HVM_shadow_multiplier":Infinity}}"#;
        for body in [
            format!(
                r#"{{"jsonrpc":"2.0","result":{{"events":[{event},{event}],"valid_ref_counts":{{"vm":1}},"token":"t"}},"id":1}}"#
            ),
            format!(r#" {{ "result" : {{ "token" : "t" , "events" : [ {event} , {event} ] }} }} "#),
            format!(
                r#"{{"result":{{"events":[{event},{odd},5,null,[{event}],{event}],"token":"t"}}}}"#
            ),
            r#"{"result":{"events":[5,null],"token":"t"}}"#.to_owned(),
            r#"{"result":{"events":[],"token":"t"}}"#.to_owned(),
            format!(r#"{{"result":{{"a\"events":[{event}],"events":null,"token":"t"}}}}"#),
            format!(
                r#"{{"other":{{"events":[{event}]}},"result":{{"events":[{event}],"token":"t"}}}}"#
            ),
            format!(r#"{{"result":{{"deeper":{{"events":[{event}]}},"token":"t"}}}}"#),
            // Without a token, without an end, without sense.
            format!(r#"{{"result":{{"events":[{event}]}}}}"#),
            format!(r#"{{"result":{{"events":[{event},"#),
            format!(r#"{{"result":{{"events":[{event}],"token":"t"}}"#),
            format!(r#"{{"result":{{"events":[{event}],"token":"t"}}}} more"#),
            r#"{"error":["SESSION_INVALID","s"],"id":0}"#.to_owned(),
            "<html>".to_owned(),
            "[]".to_owned(),
            String::new(),
        ] {
            check(body.as_bytes());
        }
        let mut broken = format!(r#"{{"result":{{"events":[{event}],"token":"t"}}}}"#).into_bytes();
        let at = broken.iter().position(|byte| *byte == b'a').unwrap();
        broken[at] = 0xff;
        check(&broken);
    }
}
