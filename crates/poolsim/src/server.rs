//! Listeners and connections: one request at a time on each, as the server does it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;
use tracing::{debug, warn};

use crate::http::{self, Connection, Request, Response, Unread};
use crate::pool::{Door, Pool};
use crate::value::{Ref, Value};
use crate::wire::{json, xml};
use crate::{rpc, session};

/// The sockets of one host.
#[derive(Debug)]
pub struct Sockets {
    http: TcpListener,
    https: Option<TcpListener>,
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
) -> anyhow::Result<(Vec<Sockets>, Vec<Door>)> {
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
    let mut doors = Vec::new();
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
        doors.push(Door {
            host: host.clone(),
            address,
            http,
            https,
            port_in_address: own_ports,
        });
    }
    Ok((sockets, doors))
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

/// Serves one host until the handle is aborted; its connections end with it.
pub fn serve(
    pool: &Arc<Pool>,
    host: usize,
    sockets: Sockets,
    tls: Option<TlsAcceptor>,
) -> Vec<JoinHandle<()>> {
    let mut handles = vec![tokio::spawn(accept(pool.clone(), host, sockets.http, None))];
    if let (Some(listener), Some(acceptor)) = (sockets.https, tls) {
        handles.push(tokio::spawn(accept(
            pool.clone(),
            host,
            listener,
            Some(acceptor),
        )));
    }
    handles
}

async fn accept(pool: Arc<Pool>, host: usize, listener: TcpListener, tls: Option<TlsAcceptor>) {
    let mut connections = JoinSet::new();
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                warn!(%error, "cannot accept a connection");
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                continue;
            }
        };
        while connections.try_join_next().is_some() {}
        connections.spawn(connection(pool.clone(), host, stream, tls.clone()));
    }
}

async fn connection(pool: Arc<Pool>, host: usize, stream: TcpStream, tls: Option<TlsAcceptor>) {
    if let Err(error) = stream.set_nodelay(true) {
        debug!(%error, "no nodelay");
    }
    let secure = tls.is_some();
    let stream: Box<dyn http::Stream> = match tls {
        None => Box::new(stream),
        Some(acceptor) => match acceptor.accept(stream).await {
            Ok(stream) => Box::new(stream),
            Err(error) => return debug!(%error, "TLS handshake failed"),
        },
    };
    let mut connection = Connection {
        stream,
        rest: Vec::new(),
    };
    loop {
        let request = match connection.read().await {
            Ok(request) => request,
            Err(Unread::Gone) => return,
            Err(Unread::Refused(response)) => {
                drop(connection.write(&response).await);
                return connection.close().await;
            }
        };
        debug!(host, secure, method = %request.method, path = %request.path, "request");
        if request.method == "CONNECT" {
            return crate::console::connect(&pool, host, connection, &request).await;
        }
        let response = answer(&pool, host, &request).await;
        if connection.write(&response).await.is_err() || !response.keep {
            return connection.close().await;
        }
    }
}

async fn answer(pool: &Arc<Pool>, host: usize, request: &Request) -> Response {
    match (request.method.as_str(), request.path.as_str()) {
        ("POST", "/jsonrpc") => json_call(pool, host, request).await,
        ("POST", _) => xml_call(pool, host, request).await,
        ("OPTIONS", "/" | "/json" | "/jsonrpc") => http::options(request),
        ("GET", path) => get(pool, host, request, path),
        ("PUT", path)
            if ["/import", "/import_raw_vdi", "/blob"]
                .iter()
                .any(|known| path.starts_with(known)) =>
        {
            guarded(
                pool,
                request,
                &format!("put{}", path.replace('/', "_")),
                |_| unserved(request),
            )
        }
        ("PUT" | "OPTIONS" | "HEAD", _) => http::forbidden(request.minor),
        _ => http::error_page(
            501,
            "not implemented",
            "The server knows no such method.",
            request.minor,
        ),
    }
}

/// Handlers are found by the longest prefix that is registered; below `/` there is nothing to read.
fn get(pool: &Arc<Pool>, host: usize, request: &Request, path: &str) -> Response {
    let known = |prefix: &str| path.starts_with(prefix);
    if known("/rrd_updates") {
        return guarded(pool, request, "rrd_updates", |_| {
            crate::rrd::updates(pool, host, request)
        });
    }
    if known("/vm_rrd") {
        return guarded(pool, request, "vm_rrd", |_| {
            crate::rrd::archive(pool, host, request, true)
        });
    }
    if known("/host_rrd") {
        return guarded(pool, request, "host_rrd", |_| {
            crate::rrd::archive(pool, host, request, false)
        });
    }
    if known("/console") {
        return guarded(pool, request, "get_console", |_| unserved(request));
    }
    for prefix in [
        "/export_metadata",
        "/export_raw_vdi",
        "/export",
        "/vncsnapshot",
        "/blob",
        "/sr_rrd",
        "/audit_log",
    ] {
        if known(prefix) {
            return guarded(pool, request, &prefix[1..], |_| unserved(request));
        }
    }
    http::forbidden(request.minor)
}

/// What a real server does and this one does not.
fn unserved(request: &Request) -> Response {
    http::error_page(
        501,
        "not implemented",
        "This is not simulated.",
        request.minor,
    )
}

/// Lets a request in that has a session, or a name and password; otherwise 401.
fn guarded(
    pool: &Arc<Pool>,
    request: &Request,
    realm: &str,
    serve: impl FnOnce(&Ref) -> Response,
) -> Response {
    match admit(pool, request) {
        Some(session) => serve(&session),
        None => http::unauthorised(realm, request.minor),
    }
}

/// The session that a request comes with.
pub fn admit(pool: &Arc<Pool>, request: &Request) -> Option<Ref> {
    let named = request.session()?;
    let world = pool.lock();
    session::find(&world, &named).ok().map(|_| Arc::from(named))
}

async fn json_call(pool: &Arc<Pool>, host: usize, request: &Request) -> Response {
    let (call, envelope) = match json::read(&request.body) {
        Ok(read) => read,
        Err(exception) => return http::internal_error(&exception, request.minor),
    };
    debug!(method = %call.method, "call");
    let outcome = match system(&call.method, &call.params) {
        Some(value) => Ok(value),
        None => rpc::answer(pool, host, call).await,
    };
    http::rpc(
        json::write(&envelope, &outcome),
        "application/json",
        request,
    )
}

async fn xml_call(pool: &Arc<Pool>, host: usize, request: &Request) -> Response {
    let call = match xml::read(&request.body) {
        Ok(call) => call,
        Err(exception) => return http::internal_error(&exception, request.minor),
    };
    debug!(method = %call.method, "call");
    let body = match system(&call.method, &call.params) {
        Some(value) => xml::write_plain(&value),
        None => xml::write(&rpc::answer(pool, host, call).await),
    };
    http::rpc(body, "text/xml", request)
}

/// The two questions that need no session and have no status around their answer.
fn system(method: &str, params: &[Value]) -> Option<Value> {
    if method == "system.listMethods" {
        let model = crate::model::model();
        let async_names = model.names.iter().filter(|name| {
            model
                .method(name)
                .is_some_and(crate::model::Method::has_async)
        });
        let all = model
            .names
            .iter()
            .cloned()
            .chain(async_names.map(|name| format!("Async.{name}")));
        return Some(Value::texts(all));
    }
    if method.starts_with("system.isAlive") {
        return Some(params.first().cloned().unwrap_or_else(Value::void));
    }
    None
}
