//! Receiving a batch of events: decoded while it arrives, and not where the connections are served.

use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::time::Instant;

use tokio::task::{JoinHandle, spawn_blocking};

use super::transport::{Answer, Attempt, Call, JSON, Transport, XML};
use crate::codec::arriving::{Arriving, Block, Wire};
use crate::codec::outcome::Failure;
use crate::codec::{Top, json, xml};
use crate::error::Error;
use crate::event::{Event, EventBatch};

/// So many blocks are decoded at once at most; then the connection waits. More would only be more
/// memory.
const MAX_DECODING: usize = 4;

/// A block of this size is decoded on the spot, before anybody could take it over.
const SMALL: usize = 32 << 10;

impl Transport {
    /// Makes an `event.from`. As any other read it is sent again if the connection broke.
    pub(super) async fn event_batch(&self, call: Call<'_>) -> Result<EventBatch, Error> {
        let wire = match self.codec.load(Ordering::Relaxed) {
            JSON => Wire::Json,
            XML => Wire::Xml,
            // Nobody has logged in yet.
            _ => return self.call(call, Top::<EventBatch>::new).await,
        };
        let outcome = match self.arriving_batch(call, wire).await {
            Err(Attempt::Failed(Error::Broken { .. })) => self.arriving_batch(call, wire).await,
            outcome => outcome,
        };
        outcome.map_err(Attempt::into_error)
    }

    async fn arriving_batch(&self, call: Call<'_>, wire: Wire) -> Result<EventBatch, Attempt> {
        let started = Instant::now();
        let (path, content_type, body) = match wire {
            Wire::Json => {
                let id = self.next_id.fetch_add(1, Ordering::Relaxed);
                let body = json::encode_call(call.method, call.params, id);
                ("/jsonrpc", "application/json", body)
            }
            Wire::Xml => ("/", "text/xml", xml::encode_call(call.method, call.params)),
        };
        let sent = body.len();
        let answer = self.send(call, path, content_type, body).await;
        let (size, outcome) = match answer {
            Ok(mut answer) => {
                let outcome = self.receive_batch(&mut answer, call.method, wire).await;
                (answer.received, outcome)
            }
            Err(attempt) => (0, Err(attempt)),
        };
        self.tell(call, content_type, started, sent, size, &outcome);
        outcome
    }

    async fn receive_batch(
        &self,
        answer: &mut Answer,
        method: &str,
        wire: Wire,
    ) -> Result<EventBatch, Attempt> {
        let mut arriving = Arriving::new(wire);
        let mut decoding = Decoding::default();
        while let Some(chunk) = self.next(answer).await? {
            if let Some(block) = arriving.take(&chunk) {
                decoding.push(block).await;
            }
        }
        let (last, frame) = arriving.finish();
        decoding.push(last).await;
        let events = decoding.finish().await;
        self.judge(answer.status, &frame.body, method, |_| frame.around(events))
    }
}

/// Blocks of events, being decoded in the order they came.
#[derive(Default)]
struct Decoding {
    waiting: VecDeque<JoinHandle<Result<Vec<Event>, Failure>>>,
    done: Vec<Event>,
    failed: Option<Failure>,
}

impl Decoding {
    async fn push(&mut self, block: Block) {
        if self.failed.is_some() {
            return;
        }
        if self.waiting.is_empty() && block.len() <= SMALL {
            return self.keep(block.decode());
        }
        if self.waiting.len() >= MAX_DECODING {
            self.wait().await;
        }
        let decoded = spawn_blocking(move || block.decode());
        self.waiting.push_back(decoded);
    }

    async fn wait(&mut self) {
        if let Some(block) = self.waiting.pop_front() {
            let decoded = block.await;
            self.keep(decoded.unwrap_or_else(|error| Err(Failure::Unexpected(error.to_string()))));
        }
    }

    fn keep(&mut self, decoded: Result<Vec<Event>, Failure>) {
        match decoded {
            Ok(events) if self.done.is_empty() => self.done = events,
            Ok(events) => self.done.extend(events),
            Err(failure) => self.failed = Some(failure),
        }
    }

    async fn finish(mut self) -> Result<Vec<Event>, Failure> {
        while !self.waiting.is_empty() {
            self.wait().await;
        }
        match self.failed {
            None => Ok(self.done),
            Some(failure) => Err(failure),
        }
    }
}
