//! Taking the events out of a reply of JSON-RPC.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::error::Category;

use super::structural_scan::{Brackets, Finder, WIDTH};
use super::{BLOCK, Part};
use crate::codec::allowance;
use crate::codec::json::read_words;
use crate::codec::lenient::Lenient;
use crate::codec::outcome::Failure;
use crate::event::{Event, EventList};

/// So many brackets are open between two events: of the reply, its result and the list.
const EVENTS: usize = 3;

/// Tells the events of a reply from the rest.
#[derive(Debug)]
pub(super) struct Splitter {
    part: Part,
    finder: Finder,
    depth: usize,
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
}

impl Splitter {
    pub(super) fn new() -> Self {
        Self {
            part: Part::Before,
            finder: Finder::default(),
            depth: 0,
            in_result: false,
            frame: Vec::new(),
            events: vec![b'['],
            whole: 1,
            follows: false,
        }
    }

    /// Takes the next bytes. Gives back a block of events, when there are enough: a list of JSON.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        // From where on they are in neither the frame nor the events.
        let mut start = 0;
        for (step, some) in bytes.chunks(WIDTH).enumerate() {
            let Brackets { opening, closing } = self.finder.next(some);
            let closings = closing.count_ones() as usize;
            // Most brackets are of what is in a record.
            if self.part == Part::Events && self.depth > EVENTS + closings {
                self.depth = self.depth + opening.count_ones() as usize - closings;
                continue;
            }
            let mut rest = opening | closing;
            while rest != 0 {
                let index = step * WIDTH + rest.trailing_zeros() as usize;
                let opens = opening & rest & rest.wrapping_neg() != 0;
                rest &= rest - 1;
                start = self.bracket(bytes, start, index, opens);
            }
        }
        match self.part {
            Part::Events => &mut self.events,
            Part::Before | Part::After => &mut self.frame,
        }
        .extend_from_slice(&bytes[start..]);
        (self.whole > BLOCK).then(|| self.cut())
    }

    /// Takes the bracket at `index`, and what before it is in neither the frame nor the events; from
    /// where on they are in neither then.
    fn bracket(&mut self, bytes: &[u8], start: usize, index: usize, opens: bool) -> usize {
        if opens {
            self.depth += 1;
            if self.part == Part::Before && self.depth <= EVENTS {
                self.frame.extend_from_slice(&bytes[start..index]);
                if self.opens_events(bytes[index]) {
                    self.frame.push(b'[');
                    self.part = Part::Events;
                    return index + 1;
                }
                return index;
            }
        } else {
            self.depth = self.depth.saturating_sub(1);
            if self.part == Part::Events && self.depth <= EVENTS {
                // The end of an event, or of them all.
                let end = index + usize::from(self.depth == EVENTS);
                self.events.extend_from_slice(&bytes[start..end]);
                self.whole = self.events.len();
                if self.depth < EVENTS {
                    self.part = Part::After;
                }
                return end;
            }
        }
        start
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
        self.depth == EVENTS && self.in_result && bracket == b'[' && follows(b"\"events\"")
    }

    /// Takes the whole events out.
    fn cut(&mut self) -> Vec<u8> {
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
        block
    }

    /// The last events and the reply around all of them.
    pub(super) fn finish(&mut self) -> (Vec<u8>, Vec<u8>) {
        (self.cut(), std::mem::take(&mut self.frame))
    }
}

/// Decodes some of the events.
pub(super) fn decode_list(list: &[u8]) -> Result<Vec<Event>, Failure> {
    allowance::within(list.len(), || read_list(list))
}

fn read_list(list: &[u8]) -> Result<Vec<Event>, Failure> {
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
    read_words(&text)
        .and_then(|value| EventList::deserialize(Lenient(value)).ok())
        .map(|EventList(events)| events)
        .ok_or_else(|| Failure::no_reply(list))
}

#[cfg(test)]
mod tests {
    use super::super::Wire;
    use super::super::tests::{capture, check as check_wire};

    #[track_caller]
    fn check(body: &[u8]) -> usize {
        check_wire(Wire::Json, body)
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
        let blocks = check(&capture("event-from-initial.json"));
        assert!(blocks > 10, "{blocks}");
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
