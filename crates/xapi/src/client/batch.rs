//! Receiving a batch of events: decoded while it arrives, and not where the connections are served.

use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::time::Instant;

use tokio::sync::mpsc::Sender;
use tokio::task::{JoinHandle, spawn_blocking};

use super::transport::{Answer, Attempt, Call, JSON, Transport, XML};
use super::waiting::Waiting;
use crate::codec::allowance::MOST_OBJECTS;
use crate::codec::outcome::Failure;
use crate::codec::streaming::{Arriving, Block, Wire};
use crate::codec::{Top, json, xml};
use crate::error::Error;
use crate::event::{Event, EventBatch};

/// So many blocks are decoded at once at most; then the connection waits. More would only be more
/// memory.
const MAX_DECODING: usize = 4;

/// A block of this size is decoded on the spot, before anybody could take it over.
const SMALL: usize = 32 << 10;

/// Who takes the events of a long batch while more arrive; the batch that comes in the end is without
/// them.
type Early = Sender<Vec<Event>>;

/// Who is told while a batch arrives.
pub(crate) enum Listener<'a> {
    None,
    /// What has been decoded goes there.
    Early(Early),
    /// That something has come.
    Waiting(&'a Waiting),
}

impl Transport {
    /// Makes an `event.from`. As any other read it is sent again if the connection broke.
    pub(super) async fn event_batch(
        &self,
        call: Call<'_>,
        listener: Listener<'_>,
    ) -> Result<EventBatch, Error> {
        let wire = match self.codec.load(Ordering::Relaxed) {
            JSON => Wire::Json,
            XML => Wire::Xml,
            // Nobody has logged in yet.
            _ => return self.call(call, Top::<EventBatch>::new).await,
        };
        let outcome = match self.arriving_batch(call, wire, &listener).await {
            // It broke before the answer, of which nothing was told therefore.
            Err(Attempt::Failed(Error::Broken { .. })) => {
                self.arriving_batch(call, wire, &listener).await
            }
            outcome => outcome,
        };
        outcome.map_err(Attempt::into_error)
    }

    async fn arriving_batch(
        &self,
        call: Call<'_>,
        wire: Wire,
        listener: &Listener<'_>,
    ) -> Result<EventBatch, Attempt> {
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
                let outcome = self.receive_batch(&mut answer, call.method, wire, listener);
                let outcome = outcome.await;
                (answer.received, outcome)
            }
            Err(attempt) => (0, Err(attempt)),
        };
        let outcome = outcome.map_err(|attempt| self.told(call, attempt));
        self.tell(call, content_type, started, sent, size, &outcome);
        outcome
    }

    async fn receive_batch(
        &self,
        answer: &mut Answer,
        method: &str,
        wire: Wire,
        listener: &Listener<'_>,
    ) -> Result<EventBatch, Attempt> {
        let mut decoding = Decoding::new(match listener {
            Listener::Early(early) => Some(early),
            _ => None,
        });
        let mut streaming = Arriving::new(wire);
        loop {
            // Nobody should wait for what is decoded, least of all if nothing more arrives for a while.
            let chunk = tokio::select! {
                chunk = self.next(answer) => chunk?,
                decoded = decoding.first() => {
                    decoding.tell(decoded).await;
                    continue;
                }
            };
            let Some(chunk) = chunk else { break };
            if let Listener::Waiting(waiting) = listener {
                waiting.heard();
            }
            if let Some(block) = streaming.take(&chunk) {
                decoding.push(block).await;
            }
        }
        let (last, frame) = streaming.finish();
        let events = decoding.finish(last).await;
        self.judge(answer.status, &frame.body, method, |_| frame.around(events))
    }
}

type Decoded = Result<Vec<Event>, Failure>;

/// Blocks of events, being decoded in the order they came.
struct Decoding<'a> {
    early: Option<&'a Early>,
    waiting: VecDeque<JoinHandle<Decoded>>,
    done: Vec<Event>,
    /// How many events there were.
    count: usize,
    failed: Option<Failure>,
}

impl<'a> Decoding<'a> {
    fn new(early: Option<&'a Early>) -> Self {
        Self {
            early,
            waiting: VecDeque::new(),
            done: Vec::new(),
            count: 0,
            failed: None,
        }
    }

    async fn push(&mut self, block: Block) {
        if self.failed.is_some() {
            return;
        }
        if self.waiting.len() >= MAX_DECODING {
            let decoded = self.first().await;
            self.tell(decoded).await;
        }
        self.waiting
            .push_back(spawn_blocking(move || block.decode()));
    }

    /// The first of the blocks, once it is decoded; never, if there is none. Whoever stops waiting
    /// loses nothing, whoever gets it must [`tell`](Self::tell) it.
    async fn first(&mut self) -> Decoded {
        match self.waiting.front_mut() {
            Some(block) => joined(block).await,
            None => std::future::pending().await,
        }
    }

    /// Passes the first of the blocks on.
    async fn tell(&mut self, decoded: Decoded) {
        self.waiting.pop_front();
        match (self.counted(decoded), self.early) {
            // Who does not listen any more will not take the rest either.
            (Ok(events), Some(early)) => _ = early.send(events).await,
            (Ok(events), None) => self.keep(events),
            (Err(failure), _) => self.failed = Some(failure),
        }
    }

    /// The same, unless there are too many by now.
    fn counted(&mut self, decoded: Decoded) -> Decoded {
        let events = decoded?;
        self.count += events.len();
        match self.count > MOST_OBJECTS {
            true => Err(Failure::Unexpected(
                "more events than a pool has".to_owned(),
            )),
            false => Ok(events),
        }
    }

    fn keep(&mut self, events: Vec<Event>) {
        if self.done.is_empty() {
            self.done = events;
        } else {
            self.done.extend(events);
        }
    }

    /// The events that were not told of early: all of a short batch.
    async fn finish(mut self, last: Block) -> Decoded {
        let last = match last.len() {
            ..=SMALL => Ok(last.decode()),
            _ => Err(spawn_blocking(move || last.decode())),
        };
        while !self.waiting.is_empty() {
            let decoded = self.first().await;
            self.tell(decoded).await;
        }
        let last = match last {
            Ok(decoded) => decoded,
            Err(mut decoding) => joined(&mut decoding).await,
        };
        match self.failed.take() {
            Some(failure) => return Err(failure),
            None => {
                let last = self.counted(last)?;
                self.keep(last);
            }
        }
        Ok(self.done)
    }
}

async fn joined(block: &mut JoinHandle<Decoded>) -> Decoded {
    let decoded = block.await;
    decoded.unwrap_or_else(|error| Err(Failure::Unexpected(error.to_string())))
}
