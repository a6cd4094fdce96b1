//! What an engine reaches that reaches no pool by itself: an xo-server in front of one, or a host of before XAPI.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use anyhow::Result;
use poolsim::Sim;
use poolsim_xend::Xend;
use poolsim_xo::Xo;

/// A free port of this machine.
const ANYWHERE: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// What the engine reaches.
pub enum Front {
    /// An xo-server in front of the pool.
    Orchestra(Xo),
    /// A host of before XAPI, which has nothing to do with the pool.
    Lone(Xend),
}

impl Front {
    /// An xo-server in front of that pool.
    pub async fn orchestra(sim: &Sim) -> Result<Front> {
        Ok(Front::Orchestra(Xo::start(ANYWHERE, &[sim]).await?))
    }

    /// A lone host, made from that seed.
    pub async fn lone(seed: u64, operation_time: Duration) -> Result<Front> {
        let host = Xend::start(ANYWHERE, seed, operation_time).await?;
        Ok(Front::Lone(host))
    }

    /// The xo-server, if it is one.
    pub fn xo(&self) -> Option<&Xo> {
        match self {
            Front::Orchestra(xo) => Some(xo),
            Front::Lone(_) => None,
        }
    }

    /// The lone host, if it is one.
    pub fn xend(&self) -> Option<&Xend> {
        match self {
            Front::Lone(xend) => Some(xend),
            Front::Orchestra(_) => None,
        }
    }

    /// Where it listens.
    pub fn address(&self) -> Result<SocketAddr> {
        let url = match self {
            Front::Orchestra(xo) => xo.url(),
            Front::Lone(xend) => xend.url(),
        };
        Ok(url.trim_start_matches("http://").parse()?)
    }
}
