//! The reply to an `event.from` while it arrives.
//!
//! The first one of a large pool has tens of megabytes. Held as a whole it would be most of the
//! memory that the objects need afterwards, and decoding would begin when the last byte is there. So
//! the list of events is taken out of it on the way, in blocks of whole events that are decoded
//! while more arrive; what is left is the small reply around an empty list.

mod json;
mod structural_scan;
mod xml;

use std::sync::Arc;

use super::Top;
use super::outcome::Failure;
use crate::event::{Event, EventBatch};
use crate::interner::Interner;

/// So many bytes of events make a block.
#[cfg(not(test))]
const BLOCK: usize = 1 << 20;
/// In tests even small replies have several.
#[cfg(test)]
const BLOCK: usize = 2000;

/// In which words a reply comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wire {
    Json,
    Xml,
}

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
    splitter: Splitter,
    /// The references met so far.
    interner: Arc<Interner>,
}

/// Who knows where the events are.
#[derive(Debug)]
enum Splitter {
    Json(json::Splitter),
    Xml(xml::Splitter),
}

impl Arriving {
    pub(crate) fn new(wire: Wire) -> Self {
        Self {
            splitter: match wire {
                Wire::Json => Splitter::Json(json::Splitter::new()),
                Wire::Xml => Splitter::Xml(xml::Splitter::new()),
            },
            interner: Arc::default(),
        }
    }

    fn wire(&self) -> Wire {
        match self.splitter {
            Splitter::Json(_) => Wire::Json,
            Splitter::Xml(_) => Wire::Xml,
        }
    }

    /// Takes the next bytes. Gives back a block of events, when there are enough.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Option<Block> {
        let list = match &mut self.splitter {
            Splitter::Json(json) => json.take(bytes),
            Splitter::Xml(xml) => xml.take(bytes),
        };
        list.map(|list| self.block(list))
    }

    fn block(&self, list: Vec<u8>) -> Block {
        Block {
            wire: self.wire(),
            list,
            interner: self.interner.clone(),
        }
    }

    /// The last events and the reply around all of them.
    pub(crate) fn finish(mut self) -> (Block, Frame) {
        let (list, body) = match &mut self.splitter {
            Splitter::Json(json) => json.finish(),
            Splitter::Xml(xml) => xml.finish(),
        };
        let wire = self.wire();
        (self.block(list), Frame { wire, body })
    }
}

/// Some of the events.
#[derive(Debug)]
pub(crate) struct Block {
    wire: Wire,
    /// A list in the words of the wire.
    list: Vec<u8>,
    interner: Arc<Interner>,
}

impl Block {
    /// How many bytes it has.
    #[cfg(feature = "client")]
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn decode(self) -> Result<Vec<Event>, Failure> {
        self.interner.scope(|| match self.wire {
            Wire::Json => json::decode_list(&self.list),
            Wire::Xml => super::xml::decode_list(&self.list),
        })
    }
}

/// The reply around the events.
#[derive(Debug)]
pub(crate) struct Frame {
    wire: Wire,
    /// A reply with an empty list of events.
    pub(crate) body: Vec<u8>,
}

impl Frame {
    /// Decodes it, and puts the events into it. Should the reply be an error or none at all, that is
    /// a better reason than one of the events.
    pub(crate) fn around(
        &self,
        events: Result<Vec<Event>, Failure>,
    ) -> Result<EventBatch, Failure> {
        let seed = Top::<EventBatch>::new;
        let mut batch = match self.wire {
            Wire::Json => super::json::decode(&self.body, seed)?,
            Wire::Xml => super::xml::decode(&self.body, seed)?,
        };
        let mut events = events?;
        if batch.events.is_empty() {
            batch.events = events;
        } else {
            batch.events.append(&mut events);
        }
        Ok(batch)
    }
}

/// All of a reply from the pieces that it arrives in, on this thread.
pub(crate) fn decode_pieces<'a>(
    wire: Wire,
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> Result<EventBatch, Failure> {
    let mut streaming = Arriving::new(wire);
    let mut events = Vec::new();
    let mut decoded = Ok(());
    let mut decode = |block: Block| {
        if decoded.is_ok() {
            decoded = block.decode().map(|more| events.extend(more));
        }
    };
    for piece in pieces {
        streaming.take(piece).map(&mut decode);
    }
    let (last, frame) = streaming.finish();
    decode(last);
    frame.around(decoded.map(|()| events))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However it arrives, it is what it would have been as a whole. Gives back in how many blocks
    /// it came in the smallest pieces.
    #[track_caller]
    pub(super) fn check(wire: Wire, body: &[u8]) -> usize {
        let whole = match wire {
            Wire::Json => super::super::json::decode(body, Top::<EventBatch>::new),
            Wire::Xml => super::super::xml::decode(body, Top::<EventBatch>::new),
        };
        for size in [1, 2, 7, 100, 1999, 5000, body.len().max(1)] {
            let arrived = decode_pieces(wire, body.chunks(size));
            match (&arrived, &whole) {
                (Err(Failure::NotXapi(_)), Err(Failure::NotXapi(_)))
                | (Err(Failure::Unexpected(_)), Err(Failure::Unexpected(_))) => {}
                _ => assert!(arrived == whole, "in pieces of {size}: {arrived:?}"),
            }
        }
        let mut streaming = Arriving::new(wire);
        body.chunks(1)
            .filter_map(|piece| streaming.take(piece))
            .count()
    }

    pub(super) fn capture(name: &str) -> Vec<u8> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/wire/");
        std::fs::read(format!("{folder}{name}")).unwrap()
    }
}
