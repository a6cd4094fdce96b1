//! The addresses at which the hosts listen.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use anyhow::Context as _;
use tokio::net::TcpListener;

use crate::pool::Listener;
use crate::value::Ref;

/// The sockets of one host.
#[derive(Debug)]
pub struct Sockets {
    /// For plain HTTP.
    pub http: TcpListener,
    /// For TLS.
    pub https: Option<TcpListener>,
}

/// Binds the sockets of all hosts, the coordinator's first.
///
/// A real pool has one port and many addresses. So has this one where the machine has all of 127.0.0.0/8 (Linux):
/// the other hosts listen on the next addresses with the coordinator's ports, and `host.address` is a bare address.
/// Elsewhere every host has ports of its own, and `host.address` is `address:port`.
pub async fn bind(
    hosts: &[Ref],
    listen: SocketAddr,
    tls: Option<SocketAddr>,
) -> anyhow::Result<(Vec<Sockets>, Vec<Listener>)> {
    let first = Sockets {
        http: TcpListener::bind(listen)
            .await
            .with_context(|| format!("cannot listen on {listen}"))?,
        https: match tls {
            Some(tls) => Some(
                TcpListener::bind(tls)
                    .await
                    .with_context(|| format!("cannot listen on {tls}"))?,
            ),
            None => None,
        },
    };
    let http = first.http.local_addr()?;
    let https = first
        .https
        .as_ref()
        .map(TcpListener::local_addr)
        .transpose()?;
    let shown = if http.ip().is_unspecified() {
        IpAddr::V4(Ipv4Addr::LOCALHOST)
    } else {
        http.ip()
    };
    let mut sockets = vec![first];
    let neighbours = same_ports(hosts.len().saturating_sub(1), http, https).await;
    let own_ports = neighbours.is_none() && hosts.len() > 1;
    match neighbours {
        Some(others) => sockets.extend(others),
        None => {
            for _ in 1..hosts.len() {
                let http = TcpListener::bind((shown, 0)).await?;
                let https = match https {
                    Some(_) => Some(TcpListener::bind((shown, 0)).await?),
                    None => None,
                };
                sockets.push(Sockets { http, https });
            }
        }
    }
    let mut listeners = Vec::new();
    for (host, sockets) in hosts.iter().zip(&sockets) {
        let visible = |socket: &TcpListener| -> std::io::Result<SocketAddr> {
            let mut address = socket.local_addr()?;
            if address.ip().is_unspecified() {
                address.set_ip(shown);
            }
            Ok(address)
        };
        let http = visible(&sockets.http)?;
        let https = sockets.https.as_ref().map(visible).transpose()?;
        let address = if own_ports {
            https.unwrap_or(http).to_string()
        } else {
            http.ip().to_string()
        };
        listeners.push(Listener {
            host: host.clone(),
            address,
            http,
            https,
            port_in_address: own_ports,
        });
    }
    Ok((sockets, listeners))
}

/// The next loopback addresses with the same ports, if all of them can be had.
async fn same_ports(
    count: usize,
    http: SocketAddr,
    https: Option<SocketAddr>,
) -> Option<Vec<Sockets>> {
    let IpAddr::V4(base) = http.ip() else {
        return None;
    };
    if !base.is_loopback() {
        return None;
    }
    let mut all = Vec::new();
    for i in 1..=count {
        let ip = Ipv4Addr::from(u32::from(base).checked_add(u32::try_from(i).ok()?)?);
        let plain = TcpListener::bind((ip, http.port())).await.ok()?;
        let tls = match https {
            Some(https) => Some(TcpListener::bind((ip, https.port())).await.ok()?),
            None => None,
        };
        all.push(Sockets {
            http: plain,
            https: tls,
        });
    }
    Some(all)
}
