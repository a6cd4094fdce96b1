//! JSON-RPC on one WebSocket: requests, their answers in whatever order, and notifications between them.

use std::sync::Arc;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value as Json, json};
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tracing::debug;

use super::call::Call;
use super::connection::Connection;
use super::error::{Answer, Error};
use super::stream::Stream;
use super::{Hub, lock, methods};

/// Serves a client until it goes.
pub async fn serve(hub: Arc<Hub>, stream: WebSocketStream<Box<dyn Stream>>) {
    let (mut sink, mut messages) = stream.split();
    let (out, mut outgoing) = mpsc::unbounded_channel();
    let connection = Arc::new(Connection::new(out));
    hub.welcome(&connection);
    let writing = async {
        while let Some(message) = outgoing.recv().await {
            let last = message.is_close();
            if sink.send(message).await.is_err() || last {
                return;
            }
        }
    };
    let reading = async {
        // Up to the end of the stream, so that a client that closes is closed with its own code.
        while let Some(Ok(message)) = messages.next().await {
            let Message::Text(text) = message else {
                // The answer to a close goes out while the end is read.
                continue;
            };
            if connection.expired(&lock(&hub.users)) {
                // No answer, no reason: that is how a real one ends.
                connection.send(Message::Close(None));
                continue;
            }
            receive(&hub, &connection, &text);
        }
    };
    tokio::select! {
        () = reading => {}
        () = writing => {}
    }
    debug!("an XO client has gone");
}

/// One message of a client.
fn receive(hub: &Arc<Hub>, connection: &Arc<Connection>, text: &str) {
    let Ok(message) = serde_json::from_str::<Json>(text) else {
        return debug!("a message that is no JSON: no answer");
    };
    if message.is_array() {
        // A batch: xo-server answers with something that is of no use to anybody.
        return connection.send(Message::binary(vec![0, 0]));
    }
    if message
        .get("jsonrpc")
        .is_none_or(|version| version != "2.0")
    {
        return debug!("a message that is no JSON-RPC 2.0: no answer");
    }
    let Some(name) = message
        .get("method")
        .and_then(Json::as_str)
        .map(str::to_owned)
    else {
        return debug!("a message without a method: no answer");
    };
    let id = message.get("id").cloned();
    let params = message.get("params").cloned().unwrap_or(Json::Null);
    let (hub, connection) = (hub.clone(), connection.clone());
    tokio::spawn(async move {
        debug!(method = %name, "XO call");
        let outcome = run(
            &hub,
            &connection,
            id.clone().unwrap_or_default(),
            &name,
            params,
        )
        .await;
        let Some(id) = id else {
            return;
        };
        let mut answer = json!({ "jsonrpc": "2.0", "id": id });
        match outcome {
            Ok(None) => return,
            Ok(Some(result)) => answer["result"] = result,
            Err(Failed::Unknown) => {
                let message = format!("method not found: {name}");
                answer["error"] = json!({ "code": -32601, "message": message, "data": name });
            }
            Err(Failed::Call(error)) => {
                let admin = connection.user().is_some_and(|user| user.admin());
                answer["error"] = error.json(admin);
            }
        }
        connection.send(answer.to_string());
    });
}

enum Failed {
    Unknown,
    Call(Error),
}

/// Runs a call; nothing where the method has sent its answer itself.
async fn run(
    hub: &Arc<Hub>,
    connection: &Arc<Connection>,
    id: Json,
    name: &str,
    params: Json,
) -> Result<Option<Json>, Failed> {
    let method = methods::find(name).ok_or(Failed::Unknown)?;
    let answer: Answer<Json> = async {
        let call = Call::prepare(hub, connection, id, &method.signature, params)?;
        (method.run)(call).await
    }
    .await;
    match answer {
        // What gives nothing back answers `true`; `xo.getAllObjects` has sent its answer.
        Ok(Json::Null) if name == "xo.getAllObjects" => Ok(None),
        Ok(Json::Null) => Ok(Some(true.into())),
        Ok(result) => Ok(Some(result)),
        Err(error) => Err(Failed::Call(error)),
    }
}
