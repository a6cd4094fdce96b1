//! Uploads that are too large to be held: the server lets one in first, and then reads what is written.

use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::endpoint::Endpoint;
use super::session::{Login, Session};
use super::stream::{Answered, Duplex, broken, checked, dial, read_answer, refusal, send};
use crate::codec::http::header;
use crate::error::{Error, Result};

/// How long a server may take to let an upload in. One that writes into a disk plugs that into its own domain first,
/// behind all else that is under way on the storage.
const LETTING_IN: Duration = Duration::from_secs(600);

/// An upload that a server has let in. It reads as fast as it can; whoever writes waits for that.
pub struct Upload {
    stream: Box<dyn Duplex>,
    endpoint: Endpoint,
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Upload")
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

impl Upload {
    /// Writes the next bytes.
    ///
    /// # Errors
    /// [`Error::Broken`] where the server reads no more. Why, the task tells.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        send(&mut self.stream, bytes, &self.endpoint).await
    }

    /// Waits until the server has read all, and closes. What became of it, the task tells.
    ///
    /// # Errors
    /// [`Error::Broken`] where the connection ends in any other way.
    pub async fn finish(mut self) -> Result<()> {
        let mut rest = vec![0; 4096];
        loop {
            match self.stream.read(&mut rest).await {
                Ok(0) => return Ok(()),
                // A server that fails says so in a second answer after the first; its task says the same.
                Ok(_) => {}
                Err(error) => return Err(broken(&error, &self.endpoint)),
            }
        }
    }
}

impl Session {
    /// Begins an upload of so many bytes: `/import?sr_id=…&task_id=…`. Nothing of them is sent before a
    /// server has let it in, so that a redirect to another host of the pool, which is followed once,
    /// costs none of them.
    ///
    /// # Errors
    /// [`Error::Refused`] with what the server says, or any other.
    pub async fn upload(&self, path_and_query: &str, length: u64) -> Result<Upload> {
        let mut login = self.current()?;
        let mut endpoint = login.transport.endpoint().clone();
        let mut path = checked(path_and_query)?.to_owned();
        // One renewal of the session and one redirect, at most.
        for _ in 0..3 {
            let mut stream = dial(&login, &endpoint).await?;
            let asking = ask(&login, &mut stream, &endpoint, &path, length);
            let answer = timeout(LETTING_IN, asking).await;
            let answer = answer.map_err(|_| Error::TimedOut)??;
            match (answer.status, header(&answer.head, "location")) {
                (200, _) => return Ok(Upload { stream, endpoint }),
                (301 | 302 | 303 | 307 | 308, Some(to)) => {
                    (endpoint, path) = self.place_of(&login, to).await?;
                }
                (401, _) => login = self.renew(&login, None).await?,
                _ => return Err(refusal(&login, &mut stream, answer).await),
            }
        }
        Err(Error::Unexpected("one redirect after the other".to_owned()))
    }
}

async fn ask(
    login: &Login,
    stream: &mut Box<dyn Duplex>,
    endpoint: &Endpoint,
    path: &str,
    length: u64,
) -> Result<Answered> {
    tracing::debug!(server = %endpoint, path = path.split('?').next(), way = "upload", "stream");
    let request = Zeroizing::new(format!(
        "PUT {path} HTTP/1.1\r\nHost: {}\r\nCookie: session_id={}\r\nContent-Length: {length}\r\n\r\n",
        endpoint.authority(),
        login.reference.expose()
    ));
    send(stream, request.as_bytes(), endpoint).await?;
    read_answer(stream, endpoint).await
}
