//! The way between the engine and a server whose protocol has no faults to order: bytes pass through
//! it, or do not.

use std::{net::SocketAddr, time::Duration};

use anyhow::Result;
use test_support::hold;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
};

/// Nobody would wait for so long.
const SILENCE: Duration = Duration::from_secs(600);

/// What becomes of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// Everything passes.
    #[default]
    Open,
    /// Connections end at once, old ones and new ones.
    Shut,
    /// Nothing passes, and nothing is said of it: who connects is taken, and hears nothing.
    Silent,
}

/// A pipe.
pub struct Pipe {
    address: SocketAddr,
    way: watch::Sender<Way>,
    listening: JoinHandle<()>,
}

impl Pipe {
    /// Lays one to `target`, open.
    pub async fn lay(target: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let way = watch::Sender::new(Way::Open);
        let see = way.subscribe();
        let listening = tokio::spawn(async move {
            let mut passing = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                while passing.try_join_next().is_some() {}
                passing.spawn(pass(client, target, see.clone()));
            }
        });
        Ok(Self {
            address,
            way,
            listening,
        })
    }

    /// Its address, `127.0.0.1:49152`.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Makes it another; what it was is over at once.
    pub fn turn(&self, way: Way) {
        self.way.send_replace(way);
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn pass(mut client: TcpStream, target: SocketAddr, mut see: watch::Receiver<Way>) {
    let way = *see.borrow_and_update();
    match way {
        Way::Open => {}
        Way::Shut => return,
        Way::Silent => return hold(SILENCE).await,
    }
    let Ok(mut server) = TcpStream::connect(target).await else {
        return;
    };
    // What was silent is never found again: a connection that died without a word.
    let turned = tokio::select! {
        _ = copy_bidirectional(&mut client, &mut server) => return,
        turned = see.changed() => turned,
    };
    if turned.is_ok() && *see.borrow() == Way::Silent {
        drop(server);
        hold(SILENCE).await;
    }
}
