//! A way to a server that can be told to break off in the middle of what the server says.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use anyhow::Result;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// That much of an answer still comes through: its head, and a part of what should follow.
const PART: usize = 400;

/// The way. It ends with this value.
pub struct Way {
    /// Where it begins.
    pub address: SocketAddr,
    cuts: Arc<AtomicBool>,
    carrying: JoinHandle<()>,
}

impl Way {
    /// A way that leads there.
    pub async fn to(server: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let cuts = Arc::new(AtomicBool::new(false));
        let cuts_too = cuts.clone();
        let carrying = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // That one end hangs up is what connections do.
                tokio::spawn(carry(client, server, cuts_too.clone()));
            }
        });
        Ok(Self {
            address,
            cuts,
            carrying,
        })
    }

    /// From now on (not) every answer is cut.
    pub fn cut(&self, cuts: bool) {
        self.cuts.store(cuts, Ordering::SeqCst);
    }
}

impl Drop for Way {
    fn drop(&mut self) {
        self.carrying.abort();
    }
}

async fn carry(client: TcpStream, server: SocketAddr, cuts: Arc<AtomicBool>) -> Result<()> {
    let server = TcpStream::connect(server).await?;
    let (mut questions, mut to_client) = client.into_split();
    let (mut answers, mut to_server) = server.into_split();
    tokio::spawn(async move { copy(&mut questions, &mut to_server).await });
    let mut buffer = vec![0; 64 << 10];
    loop {
        let bytes = answers.read(&mut buffer).await?;
        if bytes == 0 {
            return Ok(());
        }
        if cuts.load(Ordering::SeqCst) && bytes > PART {
            to_client.write_all(&buffer[..PART]).await?;
            return Ok(());
        }
        to_client.write_all(&buffer[..bytes]).await?;
    }
}
