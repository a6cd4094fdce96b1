//! A server that says what no Xen Orchestra says: what can be understood is shown, and nothing falls.

use std::{net::SocketAddr, sync::Arc};

use engine::{
    api::{ConnectionState, KeepPassword, NewConnection, ServerKind},
    secret::Secret,
};
use futures_util::{SinkExt, StreamExt};
use inventory::ConnectionId;
use serde_json::{Value, json};
use test_support::eventually;
use tokio::{
    net::TcpListener,
    sync::{Mutex, mpsc},
};
use tokio_tungstenite::{accept_async, tungstenite::Message};
use xapi::{Class, Vm};

use crate::support::Bench;

/// Tells all its clients whatever it is told to, and has these objects.
struct Fake {
    address: SocketAddr,
    clients: Arc<Mutex<Vec<mpsc::UnboundedSender<String>>>>,
}

impl Fake {
    async fn with(objects: Value) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let clients = Arc::<Mutex<Vec<_>>>::default();
        let known = clients.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let Ok(socket) = accept_async(stream).await else {
                    continue;
                };
                let (says, mut to_say) = mpsc::unbounded_channel();
                known.lock().await.push(says.clone());
                let (mut sink, mut source) = socket.split();
                tokio::spawn(async move {
                    while let Some(text) = to_say.recv().await {
                        let _ = sink.send(Message::text(text)).await;
                    }
                });
                let objects = objects.clone();
                tokio::spawn(async move {
                    while let Some(Ok(message)) = source.next().await {
                        if let Ok(text) = message.to_text()
                            && let Ok(request) = serde_json::from_str::<Value>(text)
                        {
                            let _ = says.send(answer(&request, &objects));
                        }
                    }
                });
            }
        });
        Self { address, clients }
    }

    async fn say(&self, text: &str) {
        for client in self.clients.lock().await.iter() {
            let _ = client.send(text.to_owned());
        }
    }

    async fn enter(&self, items: Value) {
        let params = json!({"type": "enter", "items": items});
        self.say(&json!({"jsonrpc": "2.0", "method": "all", "params": params}).to_string())
            .await;
    }

    async fn exit(&self, ids: &[&str]) {
        let items: Value = ids
            .iter()
            .map(|id| ((*id).to_owned(), json!(0)))
            .collect::<serde_json::Map<_, _>>()
            .into();
        let params = json!({"type": "exit", "items": items});
        self.say(&json!({"jsonrpc": "2.0", "method": "all", "params": params}).to_string())
            .await;
    }
}

/// It knows nothing of lists by line, nor of tokens.
fn answer(request: &Value, objects: &Value) -> String {
    let result = match request["method"].as_str().unwrap_or_default() {
        "system.getServerVersion" => json!("0"),
        "session.signIn" => json!({"id": "somebody", "permission": ["odd"]}),
        "xo.getAllObjects" => {
            let filter = request["params"]["filter"].clone();
            let fits = |object: &Value| {
                let wanted = filter.as_object();
                wanted
                    .into_iter()
                    .flatten()
                    .all(|(key, value)| object[key] == *value)
            };
            let found = objects.as_object().unwrap().iter();
            let found = found.filter(|(_, object)| fits(object));
            found
                .map(|(id, object)| (id.clone(), object.clone()))
                .collect::<serde_json::Map<_, _>>()
                .into()
        }
        method => {
            let error = json!({"code": -32601, "message": "method not found", "data": method});
            return json!({"jsonrpc": "2.0", "id": request["id"], "error": error}).to_string();
        }
    };
    json!({"jsonrpc": "2.0", "id": request["id"], "result": result}).to_string()
}

fn machine(pool: &str, name: Value) -> Value {
    json!({"type": "VM", "$pool": pool, "name_label": name, "power_state": "Running", "uuid": "u"})
}

async fn connect(bench: &Bench, fake: &Fake) -> (ConnectionId, ConnectionId) {
    let wanted = NewConnection {
        kind: ServerKind::Xo,
        address: format!("http://{}", fake.address),
        user: "somebody".into(),
        password: Secret::new("made-up"),
        otp: None,
        keep: KeepPassword::Ask,
        read_only: false,
    };
    let id = bench.engine.add_connection(wanted).await.unwrap();
    let pool = bench
        .connection("a live pool", |view| {
            view.parent.as_ref() == Some(&id) && matches!(view.state, ConnectionState::Live { .. })
        })
        .await;
    (id, pool.id)
}

async fn until(bench: &Bench, pool: &ConnectionId, what: &str, names: &[&str]) {
    let store = bench.engine.store(pool).unwrap();
    let found = || {
        let world = store.read();
        let machines = world.objects().filter(|object| object.class() == Class::Vm);
        let name = |object: &Arc<xapi::Object>| {
            let vm = world.record::<Vm>(&object.reference);
            vm.map(|vm| vm.name_label.clone()).unwrap_or_default()
        };
        let mut found: Vec<_> = machines.map(name).collect();
        found.sort();
        found
    };
    eventually(what, || found() == names).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn objects_of_no_use_spoil_nothing() {
    let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
    let deep = serde_json::value::RawValue::from_string(deep).unwrap();
    let fake = Fake::with(json!({
        "p": {"type": "pool", "$pool": "p", "uuid": "p", "name_label": "<b>pool</b>", "master": 7},
        "": {"type": "VM", "$pool": "p", "name_label": "nobody"},
        "OpaqueRef:NULL": {"type": "host", "$pool": "p"},
        "v": machine("p", json!("good")),
        "odd": machine("p", json!({"a": 1})),
        "n": null, "s": "text", "l": [1, 2], "b": true,
        "no-pool": {"type": "VM"}, "odd-pool": {"type": "VM", "$pool": 5},
        "h": {"type": "host", "$pool": "p", "memory": "much", "CPUs": 3, "enabled": "perhaps"},
    }))
    .await;
    let bench = Bench::new().await;
    let (id, pool) = connect(&bench, &fake).await;
    until(&bench, &pool, "the list", &["", "good"]).await;

    fake.say("what").await;
    fake.say("[1, 2, 3]").await;
    fake.say(r#"{"jsonrpc":"2.0","method":"all","params":{"type":"update","items":{}}}"#)
        .await;
    fake.say(r#"{"jsonrpc":"2.0","method":7}"#).await;
    fake.say(&format!(
        r#"{{"jsonrpc":"2.0","method":"all","params":{{"type":"enter","items":{{"d":{{"type":"VM","$pool":"p","name_label":"deep","tags":{deep}}}}}}}}}"#
    ))
    .await;
    fake.enter(json!({"x": 1, "y": null, "z": {"$pool": "p"}, "w": {"type": "VM", "$pool": "q"}}))
        .await;
    fake.enter(
        json!({"v": machine("p", json!("renamed")), "v/console": machine("p", json!("part"))}),
    )
    .await;
    fake.exit(&["nobody", "odd", "", "x"]).await;
    until(&bench, &pool, "what came", &["part", "renamed"]).await;
    bench.live(&pool).await;
    bench.live(&id).await;
    let parent = bench
        .standing("no other pool", &id, |view| Some(view.objects))
        .await;
    assert_eq!(parent, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_that_goes_piece_by_piece_is_lost_and_not_emptied() {
    let fake = Fake::with(json!({
        "p": {"type": "pool", "$pool": "p", "uuid": "p", "name_label": "pool", "master": "h"},
        "h": {"type": "host", "$pool": "p", "name_label": "host", "uuid": "h"},
        "v": machine("p", json!("kept")),
    }))
    .await;
    let bench = Bench::new().await;
    let (id, pool) = connect(&bench, &fake).await;
    until(&bench, &pool, "the list", &["kept"]).await;
    fake.exit(&["h", "v"]).await;
    fake.exit(&["p"]).await;
    bench
        .state("a lost pool", &pool, crate::support::is_stale)
        .await;
    until(&bench, &pool, "what was known", &["kept"]).await;
    // It comes back in pieces as well, and with a change.
    fake.enter(json!({"p": {"type": "pool", "$pool": "p", "uuid": "p", "name_label": "pool"}}))
        .await;
    fake.enter(json!({"h": {"type": "host", "$pool": "p", "name_label": "host", "uuid": "h"}}))
        .await;
    bench.live(&pool).await;
    until(&bench, &pool, "what is there", &["kept"]).await;
    bench.live(&id).await;
    // A host that really goes, goes.
    fake.exit(&["h"]).await;
    let store = bench.engine.store(&pool).unwrap();
    let gone = || store.read().count(&Class::Host) == 0;
    eventually("the end of the host", gone).await;
}
