//! What a console is to whoever carries its bytes.

use std::pin::Pin;

use tokio::io::{AsyncRead, AsyncWrite};

/// A stream of console bytes.
pub trait ConsoleStream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> ConsoleStream for T {}

/// Comes to the code of a problem.
pub(crate) type Reason = Pin<Box<dyn Future<Output = &'static str> + Send>>;
