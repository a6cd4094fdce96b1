//! The listener, and the connections that come in.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tracing::{debug, warn};

use poolsim::clock;
use poolsim::http::{Connection, Request, Response, Unread};
use poolsim::wire::xml;

use crate::host::Host;
use crate::{calls, wire};

/// Serves the host until it is aborted.
pub(crate) async fn accept(host: Arc<Host>, listener: TcpListener) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => _ = connections.spawn(connection(host.clone(), stream)),
            Err(error) => {
                warn!(%error, "cannot accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(host: Arc<Host>, stream: TcpStream) {
    if let Err(error) = stream.set_nodelay(true) {
        debug!(%error, "no nodelay");
    }
    let mut connection = Connection {
        stream: Box::new(stream),
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
        // A body that is no XML-RPC raises an exception that nobody catches: the connection ends without a word,
        // whatever the path was.
        let Some(response) = answer(&host, &request).await else {
            return connection.close().await;
        };
        if connection.write(&response).await.is_err() || !response.keep {
            return connection.close().await;
        }
    }
}

async fn answer(host: &Arc<Host>, request: &Request) -> Option<Response> {
    if request.method != "POST" {
        let body = format!(
            "<h1>Error response</h1>\n<p>Error code 501: {}",
            request.method
        );
        return Some(response(501, "text/html", body, false));
    }
    let call = match xml::read(&request.body) {
        Ok(call) => call,
        Err(exception) => {
            debug!(exception, "this is no call");
            return None;
        }
    };
    debug!(method = %call.method, "call to xend");
    let reply = calls::answer(host, call).await;
    let keep = request.keep_alive();
    Some(response(200, "text/xml", wire::write(&reply), keep))
}

fn response(status: u16, content_type: &str, body: String, keep: bool) -> Response {
    let now = jiff::Timestamp::from_second(clock::now()).unwrap_or_default();
    Response {
        status,
        headers: vec![
            ("Server", "BaseHTTP/0.3 Python/2.5.2".to_owned()),
            (
                "Date",
                now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string(),
            ),
            ("Content-Type", content_type.to_owned()),
            ("Content-Length", body.len().to_string()),
        ],
        body: body.into(),
        keep,
        minor: 1,
    }
}
