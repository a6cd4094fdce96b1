//! Consoles: a WebSocket of their own, with the bytes of RFB.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use futures_util::{Sink, Stream};
use hyper::header::{COOKIE, HeaderValue, SEC_WEBSOCKET_PROTOCOL};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{self, Message};
use zeroize::Zeroizing;

use crate::credentials::Token;
use crate::dial::{Route, Wire};
use crate::error::{Error, Result};
use crate::socket::{upgrade, upgrade_request};

/// In one message goes at most so much.
const MAX_CHUNK: usize = 64 * 1024;

/// An open console: bytes of RFB, both ways, until either side closes it.
pub struct ConsoleStream {
    stream: WebSocketStream<Wire>,
    /// What has come and is not read.
    rest: Bytes,
}

impl fmt::Debug for ConsoleStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConsoleStream")
    }
}

/// Opens the console of a machine. The server looks at this cookie only, whoever is signed in.
pub(crate) async fn open(route: &Route, id: &str, token: &Token) -> Result<ConsoleStream> {
    // It becomes a part of a path.
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':');
    if id.is_empty() || !id.bytes().all(plain) {
        return Err(Error::BadEndpoint {
            text: id.to_owned(),
            reason: "it is no id of a machine",
        });
    }
    let mut request = upgrade_request(route, &format!("/api/consoles/{id}"))?;
    let cookie = Zeroizing::new(format!("token={}", token.expose()));
    let mut cookie = HeaderValue::from_str(&cookie)
        .map_err(|_| Error::Setup("the token is not text".to_owned()))?;
    cookie.set_sensitive(true);
    let headers = request.headers_mut();
    headers.insert(COOKIE, cookie);
    headers.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static("binary"));
    let wire = route.dial().await?;
    match upgrade(route, wire, request).await {
        Ok(stream) => Ok(ConsoleStream {
            stream,
            rest: Bytes::new(),
        }),
        // It was there a moment ago: it hangs up on whoever may not.
        Err(Error::Unreachable { .. }) => Err(Error::Refused {
            status: 0,
            reason:
                "there is no such machine, it does not run, or its console is not for this user"
                    .to_owned(),
        }),
        Err(error) => Err(error),
    }
}

fn broken(error: tungstenite::Error) -> io::Error {
    match error {
        tungstenite::Error::Io(error) => error,
        tungstenite::Error::ConnectionClosed | tungstenite::Error::AlreadyClosed => {
            io::ErrorKind::BrokenPipe.into()
        }
        error => io::Error::other(error),
    }
}

impl AsyncRead for ConsoleStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        while self.rest.is_empty() {
            match ready!(Pin::new(&mut self.stream).poll_next(context)) {
                Some(Ok(Message::Binary(bytes))) => self.rest = bytes,
                Some(Ok(Message::Text(text))) => self.rest = text.into(),
                Some(Ok(Message::Close(_))) | None => return Poll::Ready(Ok(())),
                Some(Ok(_)) => {}
                // Servers end consoles by closing TCP, which is an end like any other.
                Some(Err(tungstenite::Error::Protocol(
                    tungstenite::error::ProtocolError::ResetWithoutClosingHandshake,
                )))
                | Some(Err(tungstenite::Error::ConnectionClosed)) => return Poll::Ready(Ok(())),
                Some(Err(error)) => return Poll::Ready(Err(broken(error))),
            }
        }
        let length = self.rest.len().min(buffer.remaining());
        buffer.put_slice(&self.rest[..length]);
        self.rest.advance(length);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for ConsoleStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(Pin::new(&mut self.stream).poll_ready(context)).map_err(broken)?;
        let bytes = &bytes[..bytes.len().min(MAX_CHUNK)];
        let message = Message::Binary(Bytes::copy_from_slice(bytes));
        Pin::new(&mut self.stream)
            .start_send(message)
            .map_err(broken)?;
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream)
            .poll_flush(context)
            .map_err(broken)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match ready!(Pin::new(&mut self.stream).poll_close(context)) {
            Ok(()) | Err(tungstenite::Error::ConnectionClosed) => Poll::Ready(Ok(())),
            Err(error) => Poll::Ready(Err(broken(error))),
        }
    }
}
