//! A connection that is looked at byte by byte.

use std::io;
use std::time::Duration;

use serde_json::{Value, json};
use test_support::within;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection over plain HTTP that stays open.
pub struct Line {
    stream: TcpStream,
}

/// An HTTP reply that is whole.
#[derive(Debug)]
pub struct Reply {
    /// Status code.
    pub status: u16,
    /// Status line and headers, in lower case.
    pub head: String,
    /// Body.
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

impl Line {
    /// Connects.
    pub async fn to(address: &str) -> Line {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Line { stream }
    }

    /// Sends a call, with further header lines (`name: value\r\n` each).
    pub async fn say(&mut self, method: &str, params: Value, headers: &str) {
        let body =
            json!({ "jsonrpc": "2.0", "method": method, "params": params, "id": 1 }).to_string();
        let length = body.len();
        let request = format!(
            "POST /jsonrpc HTTP/1.1\r\nHost: x\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        );
        self.send(&request).await;
    }

    /// Sends bytes.
    pub async fn send(&mut self, bytes: &str) {
        // A dead line may not take them: what is read then says so.
        drop(self.stream.write_all(bytes.as_bytes()).await);
    }

    /// What comes next, at most 64 KiB of it; empty if the line was ended.
    pub async fn some(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; 65_536];
        let length = self.stream.read(&mut bytes).await?;
        bytes.truncate(length);
        Ok(bytes)
    }

    /// Whether nothing comes for that long.
    pub async fn quiet(&mut self, ms: u64) -> bool {
        within(Duration::from_millis(ms), self.some())
            .await
            .is_none()
    }

    /// Everything up to the end of the line, and the error that it ended with, if any.
    pub async fn rest(&mut self) -> (Vec<u8>, Option<io::ErrorKind>) {
        let mut all = Vec::new();
        loop {
            match self.some().await {
                Ok(bytes) if bytes.is_empty() => return (all, None),
                Ok(bytes) => all.extend(bytes),
                Err(error) => return (all, Some(error.kind())),
            }
        }
    }

    /// A whole reply, of which the beginning may have been read already.
    pub async fn reply_after(&mut self, mut all: Vec<u8>) -> Reply {
        loop {
            if let Some(reply) = whole(&all) {
                return reply;
            }
            let more = self.some().await.unwrap();
            assert!(!more.is_empty(), "cut: {}", String::from_utf8_lossy(&all));
            all.extend(more);
        }
    }

    /// A whole reply.
    pub async fn reply(&mut self) -> Reply {
        self.reply_after(Vec::new()).await
    }
}

/// The reply that these bytes are, if they are all of it.
pub fn whole(bytes: &[u8]) -> Option<Reply> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = String::from_utf8(bytes[..end].to_vec())
        .unwrap()
        .to_lowercase();
    let length: usize = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().unwrap());
    let status = head.split(' ').nth(1)?.parse().unwrap();
    (bytes.len() - end >= length).then(|| Reply {
        status,
        body: bytes[end..end + length].to_vec(),
        head,
    })
}
