//! Connections to the server: TCP, with TLS or without.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use redact::Secrets;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::connector::Timeouts;
use crate::endpoint::Endpoint;
use crate::error::{Error, Result};
use crate::fault;

/// The way to a server.
#[derive(Clone)]
pub(crate) struct Route {
    pub(crate) endpoint: Endpoint,
    pub(crate) tls: Arc<ClientConfig>,
    pub(crate) timeouts: Timeouts,
    /// What the server was sent as a secret.
    pub(crate) secrets: Arc<Secrets>,
}

impl Route {
    /// An error of the server's words, without what it was sent as a secret.
    pub(crate) fn quoted(&self, error: Error) -> Error {
        error.quoted(|text| self.secrets.quote(text))
    }

    /// Opens a connection. Without TLS errors nothing of ours has been sent yet.
    pub(crate) async fn dial(&self) -> Result<Wire> {
        match timeout(self.timeouts.connect, self.reach()).await {
            Ok(outcome) => outcome.map_err(|error| fault::opening(&error, &self.endpoint)),
            Err(_) => Err(Error::Unreachable {
                address: self.endpoint.url(),
                reason: "no answer in time".to_owned(),
            }),
        }
    }

    async fn reach(&self) -> io::Result<Wire> {
        let (host, port) = (self.endpoint.host(), self.endpoint.port());
        let stream = TcpStream::connect((host, port)).await?;
        stream.set_nodelay(true)?;
        let stream: Box<dyn Duplex> = if self.endpoint.is_tls() {
            let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
            let connector = TlsConnector::from(self.tls.clone());
            Box::new(connector.connect(name, stream).await?)
        } else {
            Box::new(stream)
        };
        Ok(Wire {
            stream,
            heard: Arc::default(),
        })
    }
}

pub(crate) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// A connection that counts what comes in: a frame of 20 MB over a slow line is a sign of life long
/// before it is complete.
pub(crate) struct Wire {
    stream: Box<dyn Duplex>,
    heard: Arc<AtomicU64>,
}

impl Wire {
    /// The number of bytes that have come in so far.
    pub(crate) fn heard(&self) -> Arc<AtomicU64> {
        self.heard.clone()
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut self.stream).poll_read(context, buffer);
        let count = buffer.filled().len() - before;
        self.heard.fetch_add(count as u64, Ordering::Relaxed);
        outcome
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
