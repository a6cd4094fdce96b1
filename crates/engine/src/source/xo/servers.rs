//! The servers behind a Xen Orchestra: what the window is shown of them, and what is asked for.

use std::{sync::Arc, time::Duration};

use ::xapi::ApiError;
use inventory::{ConnectionId, Problem};
use serde_json::json;
use xo::{NewServer, ServerRecord, ServerStatus};
use zeroize::Zeroizing;

use super::session::XoSession;
use crate::{
    api::{NewXoServer, XoServerStatus, XoServerView},
    problems,
};

/// How long a server may take to be connected.
const CONNECTING: Duration = Duration::from_secs(180);

/// As the window is shown it; `connection` leads to the pool behind it.
pub(crate) fn view(server: ServerRecord, connection: Option<ConnectionId>) -> XoServerView {
    XoServerView {
        connection,
        id: server.id,
        label: server.label,
        host: server.host,
        username: server.username,
        enabled: server.enabled,
        read_only: server.read_only,
        allow_unauthorized: server.allow_unauthorized,
        status: match server.status {
            ServerStatus::Connected => XoServerStatus::Connected,
            ServerStatus::Connecting => XoServerStatus::Connecting,
            _ => XoServerStatus::Disconnected,
        },
        pool: server.pool,
        pool_name: Some(server.pool_name).filter(|name| !name.is_empty()),
        members: server.members,
        error: server.error.map(|error| problem(&error)),
    }
}

fn problem(error: &xo::ServerError) -> Problem {
    if let Some(problem) = problems::of_runtime(&error.code) {
        let raw = vec![error.message.clone()];
        return Problem { raw, ..problem };
    }
    if error.code.contains('_') {
        let error = ApiError::new(&error.code, error.params.clone());
        return problems::of_api(&error);
    }
    let why = match error.message.is_empty() {
        true => error.code.as_str(),
        false => error.message.as_str(),
    };
    Problem::new("xo_failed").with("message", why)
}

/// Adds a server and connects it. One that cannot be connected is not added.
pub(crate) async fn add_server(
    xo_session: &Arc<XoSession>,
    server: NewXoServer,
) -> Result<(), Problem> {
    let client = xo_session.client()?;
    let new = NewServer {
        host: server.host.trim().to_owned(),
        username: server.username,
        password: Zeroizing::new(server.password.reveal().to_owned()),
        label: server.label.trim().to_owned(),
        allow_unauthorized: server.allow_unauthorized,
    };
    let id = client.add_server(&new).await;
    let id = id.map_err(|error| problems::of_xo(&error))?;
    let connected = enable(&client, &id).await;
    if let Err(error @ xo::Error::Api(_)) = &connected {
        tracing::info!(%error, "a server that cannot be connected is not added");
        let _ = client.remove_server(&id).await;
    }
    xo_session.hurry();
    connected.map_err(|error| problems::of_xo(&error))
}

/// Connects a server, or disconnects it.
pub(crate) async fn enable_server(
    xo_session: &Arc<XoSession>,
    server: &str,
    enabled: bool,
) -> Result<(), Problem> {
    let client = xo_session.client()?;
    let done = match enabled {
        true => enable(&client, server).await,
        false => client.disable_server(server).await,
    };
    if done.is_ok() {
        xo_session.note_enabled(server, enabled);
    }
    xo_session.hurry();
    done.map_err(|error| problems::of_xo(&error))
}

/// Lets Xen Orchestra forget a server.
pub(crate) async fn remove_server(
    xo_session: &Arc<XoSession>,
    server: &str,
) -> Result<(), Problem> {
    let done = xo_session.client()?.remove_server(server).await;
    xo_session.hurry();
    done.map_err(|error| problems::of_xo(&error))
}

async fn enable(client: &xo::Client, server: &str) -> xo::Result<()> {
    let params = json!({ "id": server });
    let enabled = client.call_within::<serde_json::Value>(CONNECTING, "server.enable", params);
    enabled.await.map(drop)
}
