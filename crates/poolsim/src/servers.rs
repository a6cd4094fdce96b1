//! The hosts' servers, each of which can die, come back at the same place, and show another certificate.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tracing::warn;

use crate::certificate::Certificate;
use crate::listeners::Sockets;
use crate::pool::Pool;
use crate::server::{Line, accept};

/// How long a dying server's connections have to end.
const DEATH: Duration = Duration::from_secs(1);
/// How long a server that comes back waits for its ports, and between two tries.
const PORTS: (Duration, Duration) = (Duration::from_secs(30), Duration::from_millis(20));

/// The servers of all hosts.
#[derive(Debug)]
pub struct Servers {
    pool: Arc<Pool>,
    runtime: Handle,
    hosts: Vec<Server>,
}

/// One host's server.
#[derive(Debug)]
struct Server {
    http: SocketAddr,
    https: Option<SocketAddr>,
    shown: Option<Shown>,
    life: Mutex<Life>,
}

/// What a server shows to who connects over TLS.
struct Shown {
    certificate: Mutex<Certificate>,
    acceptor: watch::Sender<TlsAcceptor>,
}

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shown")
    }
}

#[derive(Debug, Default)]
struct Life {
    /// Counts deaths and revivals, so that only the latest order counts.
    orders: u64,
    running: Option<Running>,
}

#[derive(Debug)]
struct Running {
    line: watch::Sender<Line>,
    listeners: Vec<JoinHandle<()>>,
}

impl Servers {
    /// Serves all hosts from these sockets, all with the same certificate if any.
    pub fn start(
        pool: &Arc<Pool>,
        sockets: Vec<Sockets>,
        certificate: Option<&Certificate>,
    ) -> anyhow::Result<Arc<Servers>> {
        let mut hosts = Vec::new();
        for sockets in &sockets {
            let shown = match certificate {
                Some(certificate) => Some(Shown {
                    certificate: Mutex::new(certificate.clone()),
                    acceptor: watch::Sender::new(TlsAcceptor::from(certificate.server_config()?)),
                }),
                None => None,
            };
            hosts.push(Server {
                http: sockets.http.local_addr()?,
                https: match &sockets.https {
                    Some(https) => Some(https.local_addr()?),
                    None => None,
                },
                shown,
                life: Mutex::default(),
            });
        }
        let servers = Arc::new(Servers {
            pool: pool.clone(),
            runtime: Handle::current(),
            hosts,
        });
        for (host, sockets) in sockets.into_iter().enumerate() {
            servers.serve(host, &mut servers.life(host), sockets);
        }
        Ok(servers)
    }

    /// How many hosts there are.
    pub fn count(&self) -> usize {
        self.hosts.len()
    }

    /// Whether they serve TLS.
    pub fn secure(&self) -> bool {
        self.hosts.iter().any(|host| host.shown.is_some())
    }

    /// The certificate that a host shows.
    pub fn certificate(&self, host: usize) -> Option<Certificate> {
        let shown = self.hosts.get(host)?.shown.as_ref()?;
        Some(held(&shown.certificate).clone())
    }

    /// Makes a host show another certificate to who connects from now on.
    pub fn show(&self, host: usize, certificate: Certificate) -> anyhow::Result<()> {
        if let Some(shown) = self.hosts.get(host).and_then(|host| host.shown.as_ref()) {
            let acceptor = TlsAcceptor::from(certificate.server_config()?);
            *held(&shown.certificate) = certificate;
            shown.acceptor.send_replace(acceptor);
        }
        Ok(())
    }

    /// Kills a host's server. When this is done its ports are closed and its connections reset.
    pub async fn kill(&self, host: usize) {
        let running = {
            let mut life = self.life(host);
            life.orders += 1;
            life.running.take()
        };
        self.pool.lock().server_lost(host);
        if let Some(running) = running {
            running.end(true).await;
        }
    }

    /// Brings a dead server back, after a while.
    pub fn revive(self: &Arc<Self>, host: usize, after_ms: u64) {
        let order = {
            let mut life = self.life(host);
            if life.running.is_some() {
                return;
            }
            life.orders += 1;
            life.orders
        };
        let servers = Arc::downgrade(self);
        self.runtime.spawn(async move {
            sleep(Duration::from_millis(after_ms)).await;
            Servers::come_back(&servers, host, order).await;
        });
    }

    async fn come_back(servers: &Weak<Servers>, host: usize, order: u64) {
        let deadline = tokio::time::Instant::now() + PORTS.0;
        while let Some(servers) = servers.upgrade() {
            let bound = servers.hosts[host].bind().await;
            match bound {
                Ok(sockets) => return servers.rise(host, order, sockets),
                Err(error) if tokio::time::Instant::now() > deadline => {
                    return warn!(%error, host, "a host does not come back");
                }
                // What was there before may still hold the port for a moment.
                Err(_) => drop(servers),
            }
            sleep(PORTS.1).await;
        }
    }

    /// Serves again, unless there was another order meanwhile.
    fn rise(&self, host: usize, order: u64, sockets: Sockets) {
        let mut life = self.life(host);
        if life.orders == order {
            self.pool.lock().condition_mut(host).down = false;
            self.serve(host, &mut life, sockets);
        }
    }

    /// Makes the connections of now silent, on one host or on all.
    pub fn silence(&self, only: Option<usize>) {
        let lifts = *self.pool.faults.lifts().borrow();
        for host in (0..self.count()).filter(|host| only.is_none_or(|only| only == *host)) {
            if let Some(running) = &self.life(host).running {
                running.line.send_modify(|line| {
                    line.silenced += 1;
                    line.lifts = lifts;
                });
            }
        }
    }

    /// Ends all servers, for good.
    pub async fn stop(&self) {
        for running in self.take_all() {
            running.end(false).await;
        }
    }

    /// The same without waiting for it.
    pub fn abort(&self) {
        for running in self.take_all() {
            for listener in running.listeners {
                listener.abort();
            }
        }
    }

    fn take_all(&self) -> Vec<Running> {
        let taken = (0..self.count()).filter_map(|host| {
            let mut life = self.life(host);
            life.orders += 1;
            life.running.take()
        });
        taken.collect()
    }

    fn life(&self, host: usize) -> MutexGuard<'_, Life> {
        held(&self.hosts[host].life)
    }

    fn serve(&self, host: usize, life: &mut Life, sockets: Sockets) {
        let line = watch::Sender::new(Line::default());
        let spawn = |listener, tls| {
            let task = accept(self.pool.clone(), host, listener, tls, line.subscribe());
            self.runtime.spawn(task)
        };
        let mut listeners = vec![spawn(sockets.http, None)];
        if let (Some(listener), Some(shown)) = (sockets.https, &self.hosts[host].shown) {
            listeners.push(spawn(listener, Some(shown.acceptor.subscribe())));
        }
        life.running = Some(Running { line, listeners });
    }
}

impl Server {
    /// The same addresses again.
    async fn bind(&self) -> io::Result<Sockets> {
        Ok(Sockets {
            http: TcpListener::bind(self.http).await?,
            https: match self.https {
                Some(https) => Some(TcpListener::bind(https).await?),
                None => None,
            },
        })
    }
}

impl Running {
    /// Ends it; a server that is killed resets its connections.
    async fn end(self, killed: bool) {
        if killed {
            self.line.send_modify(|line| line.dead = true);
        }
        for mut listener in self.listeners {
            if !killed || timeout(DEATH, &mut listener).await.is_err() {
                listener.abort();
                drop(listener.await);
            }
        }
    }
}

/// A lock that a test's failed assertion may have poisoned: what it holds is still whole.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
