//! The control port: faults are ordered and looked at over HTTP, beside the pool.
//!
//! | request | does |
//! |---|---|
//! | `POST /_sim/faults` | orders a fault, or an array of them, as JSON |
//! | `GET /_sim/faults` | lists what stands |
//! | `DELETE /_sim/faults` | lifts it all |
//! | `GET /_sim/storm` | tells the storm's rate and how many changes it has made: `{"rate":5000.0,"changes":1234}` |
//! | `POST /_sim/storm` | makes it blow at that rate: `{"rate":5000}`; 0 ends it |
//! | `GET /_sim/sessions` | lists the sessions, without their references |
//! | `GET /_sim/tasks` | lists the tasks |
//!
//! It asks nobody who they are: it is for this machine, and for pools that are not there.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use tracing::{debug, warn};

use crate::faults::{Fault, Orders};
use crate::http::{self, Connection, Request, Response, Unread};
use crate::load_generator::LoadGenerator;
use crate::pool::Pool;

/// Listens there; gives the address, and the task that serves until it is aborted.
pub async fn start(
    listen: SocketAddr,
    pool: Arc<Pool>,
    orders: Orders,
    load_generator: Arc<LoadGenerator>,
) -> anyhow::Result<(SocketAddr, JoinHandle<()>)> {
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}"))?;
    let address = listener.local_addr()?;
    let serving = tokio::spawn(async move {
        let mut connections = JoinSet::new();
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    let connection = Connection {
                        stream: Box::new(stream),
                        rest: Vec::new(),
                    };
                    let load_generator = load_generator.clone();
                    connections.spawn(converse(
                        connection,
                        pool.clone(),
                        orders.clone(),
                        load_generator,
                    ));
                }
                Err(error) => {
                    warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                }
            }
            while connections.try_join_next().is_some() {}
        }
    });
    Ok((address, serving))
}

async fn converse(
    mut connection: Connection,
    pool: Arc<Pool>,
    orders: Orders,
    load_generator: Arc<LoadGenerator>,
) {
    loop {
        let response = match connection.read().await {
            Ok(request) => answer(&request, &pool, &orders, &load_generator).await,
            Err(Unread::Gone) => return,
            Err(Unread::Refused(response)) => response,
        };
        if connection.write(&response).await.is_err() || !response.keep {
            return connection.close().await;
        }
    }
}

async fn answer(
    request: &Request,
    pool: &Pool,
    orders: &Orders,
    load_generator: &LoadGenerator,
) -> Response {
    debug!(method = %request.method, path = %request.path, "control");
    match (request.method.as_str(), request.path.as_str()) {
        ("POST", "/_sim/faults") => match order(&request.body, orders).await {
            Ok(()) => json(&orders.active_faults(), request),
            Err(error) => http::error_page(400, "bad request", &error, request.minor),
        },
        ("GET", "/_sim/faults") => json(&orders.active_faults(), request),
        ("DELETE", "/_sim/faults") => {
            orders.lift();
            json(&orders.active_faults(), request)
        }
        ("GET", "/_sim/storm") => json(&load_generator.blowing(), request),
        ("POST", "/_sim/storm") => match serde_json::from_slice::<Wind>(&request.body) {
            Ok(wind) => {
                load_generator.set(wind.rate);
                json(&load_generator.blowing(), request)
            }
            Err(error) => http::error_page(400, "bad request", &error.to_string(), request.minor),
        },
        ("GET", "/_sim/sessions") => json(&pool.lock().session_infos(), request),
        ("GET", "/_sim/tasks") => json(&pool.lock().task_infos(), request),
        _ => http::error_page(404, "not found", "", request.minor),
    }
}

/// What a storm is ordered with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wind {
    rate: f64,
}

/// Orders what a body says; whatever stands before the first that makes no sense has been ordered then.
async fn order(body: &[u8], orders: &Orders) -> Result<(), String> {
    let given = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    let several = match given {
        Value::Array(several) => several,
        one => vec![one],
    };
    for given in several {
        let fault = read(&given)?;
        orders
            .order(fault)
            .await
            .map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// A fault, if every member that says something is one of its own: a misspelt `methods` would spoil all replies.
fn read(given: &Value) -> Result<Fault, String> {
    let fault = Fault::deserialize(given).map_err(|error| error.to_string())?;
    let known = serde_json::to_value(&fault).map_err(|error| error.to_string())?;
    let says_nothing = |value: &Value| {
        value.is_null()
            || *value == Value::Bool(false)
            || value.as_array().is_some_and(Vec::is_empty)
    };
    let members = given.as_object().into_iter().flatten();
    for (name, value) in members {
        if known.get(name).is_none() && !says_nothing(value) {
            return Err(format!("this fault has no {name}"));
        }
    }
    Ok(fault)
}

fn json(value: &impl Serialize, request: &Request) -> Response {
    match serde_json::to_string(value) {
        Ok(text) => http::rpc(text, "application/json", request),
        Err(error) => http::internal_error(&error.to_string(), request.minor),
    }
}
