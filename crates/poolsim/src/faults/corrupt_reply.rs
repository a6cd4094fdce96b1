//! What is done to one reply, and how a spoiled reply is sent.

use std::io;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::ending::Ending;
use crate::http::{Connection, Response, error_page};

/// How often a drip falls.
const DRIP: Duration = Duration::from_millis(50);

/// Not UTF-8, not JSON, not XML.
const GARBAGE: &[u8] = b"\x1f\x8b\xff\xfe{\"jsonrpc\":<value>\x00\x80 \xc3\x28 no reply \xf0\x9f";

/// The page that a proxy would rather show.
const PAGE: &str = "<!DOCTYPE html><html><head><title>Log in</title></head><body><form method=\"post\">\
    <p>Log in to use the network.</p><input name=\"user\"></form></body></html>";

/// What a reply is replaced by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// Bytes that are no reply.
    Garbage,
    /// A proxy's page, 200.
    Page,
    /// 500.
    ServerError,
}

/// How a reply is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Half of it, then the end.
    Cut,
    /// Half of it, then a TCP reset.
    Reset,
    /// Half of it; the rest when the faults are lifted.
    Stall,
    /// One bit in its middle is another one.
    Flip,
    /// That many bytes a second.
    Drip(u64),
}

/// What is done to one reply.
#[derive(Debug)]
pub struct CorruptReply {
    /// It comes later by that.
    pub delay: Duration,
    /// It is replaced.
    pub instead: Option<Instead>,
    /// It is sent in a special way.
    pub manner: Option<Manner>,
    lifts: watch::Receiver<u64>,
}

impl CorruptReply {
    /// Nothing yet. The receiver is told when the faults are lifted.
    pub fn new(lifts: watch::Receiver<u64>) -> CorruptReply {
        CorruptReply {
            delay: Duration::ZERO,
            instead: None,
            manner: None,
            lifts,
        }
    }

    /// Sends a reply so.
    pub async fn send(&self, connection: &mut Connection, reply: &Response) -> io::Result<Ending> {
        let mut wait = Wait::new(self.lifts.clone());
        wait.pause(self.delay).await;
        let (mut bytes, keep) = self.bytes(reply);
        let stream = &mut connection.stream;
        match self.manner {
            None => stream.write_all(&bytes).await?,
            Some(Manner::Flip) => {
                let at = middle(&bytes);
                bytes[at] ^= 1;
                stream.write_all(&bytes).await?;
            }
            Some(Manner::Drip(speed)) => {
                let (pause, drop) = drops(speed);
                let mut rest = bytes.as_slice();
                while !rest.is_empty() {
                    wait.pause(pause).await;
                    let size = if wait.lifted {
                        rest.len()
                    } else {
                        drop.min(rest.len())
                    };
                    stream.write_all(&rest[..size]).await?;
                    stream.flush().await?;
                    rest = &rest[size..];
                }
            }
            Some(manner) => {
                let (first, rest) = bytes.split_at(middle(&bytes));
                stream.write_all(first).await?;
                stream.flush().await?;
                match manner {
                    Manner::Reset => return Ok(Ending::Reset),
                    Manner::Stall => {
                        wait.lift().await;
                        stream.write_all(rest).await?;
                    }
                    Manner::Cut | Manner::Flip | Manner::Drip(_) => return Ok(Ending::Cut),
                }
            }
        }
        stream.flush().await?;
        Ok(if keep { Ending::Open } else { Ending::Close })
    }

    /// Whether one bit in the middle of a stream is another one.
    pub fn flips(&self) -> bool {
        self.manner == Some(Manner::Flip)
    }

    /// What befalls a stream in its middle: it waits until the faults are lifted, or it ends there.
    pub async fn midway(&self) -> Option<Ending> {
        match self.manner {
            Some(Manner::Cut) => Some(Ending::Cut),
            Some(Manner::Reset) => Some(Ending::Reset),
            Some(Manner::Stall) => {
                Wait::new(self.lifts.clone()).lift().await;
                None
            }
            Some(Manner::Flip | Manner::Drip(_)) | None => None,
        }
    }

    /// The reply, or what stands in for it, and whether the connection stays open after it.
    fn bytes(&self, reply: &Response) -> (Vec<u8>, bool) {
        let page = |content_type: &str, body: &[u8]| {
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\ncontent-type: {content_type}\r\n\r\n",
                body.len()
            );
            [head.as_bytes(), body].concat()
        };
        match self.instead {
            None => (reply.bytes(), reply.keep),
            Some(Instead::Garbage) => (page("application/json", GARBAGE), reply.keep),
            Some(Instead::Page) => (page("text/html", PAGE.as_bytes()), reply.keep),
            Some(Instead::ServerError) => {
                let page = error_page(500, "internal error", "Something went wrong.", reply.minor);
                (page.bytes(), page.keep)
            }
        }
    }
}

/// Waiting that ends when the faults are lifted.
struct Wait {
    lifts: watch::Receiver<u64>,
    lifted: bool,
}

impl Wait {
    fn new(lifts: watch::Receiver<u64>) -> Wait {
        Wait {
            lifts,
            lifted: false,
        }
    }

    /// Waits so long, if nothing was lifted yet.
    async fn pause(&mut self, time: Duration) {
        if !self.lifted && !time.is_zero() {
            tokio::select! {
                () = sleep(time) => {}
                _ = self.lifts.changed() => self.lifted = true,
            }
        }
    }

    /// Waits until the faults are lifted. That the sender is gone means that the pool is: nothing is left to wait for.
    async fn lift(&mut self) {
        if !self.lifted {
            self.lifted = true;
            drop(self.lifts.changed().await);
        }
    }
}

/// The pause before each drop, and its size.
fn drops(bytes_per_second: u64) -> (Duration, usize) {
    let speed = bytes_per_second.max(1);
    let each = speed / 20;
    if each == 0 {
        (
            Duration::from_secs(1) / u32::try_from(speed).unwrap_or(1),
            1,
        )
    } else {
        (DRIP, usize::try_from(each).unwrap_or(usize::MAX))
    }
}

/// The middle of the body, or of the whole where there is none. Something is always left.
fn middle(bytes: &[u8]) -> usize {
    let blank = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    let body = blank.map_or(0, |at| at + 4);
    if body == bytes.len() {
        bytes.len() / 2
    } else {
        body + (bytes.len() - body) / 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_cut_in_its_body() {
        assert_eq!(middle(b"HEAD\r\n\r\n12345"), 10);
        assert_eq!(middle(b"HEAD\r\n\r\n1"), 8);
        assert_eq!(middle(b"HEAD\r\n\r\n"), 4);
    }

    #[test]
    fn drops_make_the_speed() {
        assert_eq!(drops(2_000), (DRIP, 100));
        assert_eq!(drops(5), (Duration::from_millis(200), 1));
        assert_eq!(drops(0), (Duration::from_secs(1), 1));
    }
}
