//! How the simulated xo-server speaks: what it answers, what it does not answer, and to whom.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod common;

use std::io::Read as _;
use std::time::Duration;

use common::{ADMIN, Client, PASSWORD, Told, exchange, get, one, pool};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use test_support::{skip, within};
use tokio_tungstenite::tungstenite::Message;

const UPGRADE: &str = "Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

#[tokio::test]
async fn upgrades_elsewhere_are_never_answered() {
    let (_sim, xo) = one().await;
    for path in ["/api", "/api/?x", "/", "/api/elsewhere"] {
        let request = format!("GET {path} HTTP/1.1\r\n{UPGRADE}\r\n");
        let answer = exchange(&xo, &request);
        let none = within(Duration::from_millis(300), answer).await;
        assert_eq!(none, None, "{path}");
    }
    let (head, _) = get(&xo, "/", "").await;
    assert!(
        head.starts_with("HTTP/1.1 302") && head.contains("Location: /signin"),
        "{head}"
    );
}

#[tokio::test]
async fn signed_out_there_is_little_to_ask() {
    let (_sim, xo) = one().await;
    let mut client = Client::open(&xo).await;
    assert_eq!(
        client.ok("system.getServerVersion", Value::Null).await,
        "5.207.2"
    );
    assert_eq!(client.ok("system.getVersion", json!([])).await, "0.1");
    let methods = client.ok("system.getMethodsInfo", json!({})).await;
    let names = client.ok("system.listMethods", json!({})).await;
    assert_eq!(
        methods.as_object().unwrap().len(),
        names.as_array().unwrap().len()
    );
    assert_eq!(
        methods["server.add"]["params"]["host"],
        json!({ "type": "string" })
    );
    let refused = client.fails("xo.getAllObjects", json!({})).await;
    assert_eq!(
        (&refused["code"], &refused["data"]["object"]),
        (&json!(2), &json!({}))
    );
    assert_eq!(
        client.fails("session.getUser", json!({})).await["code"],
        -32000
    );
    assert_eq!(client.fails("session.signOut", json!({})).await["code"], 2);
    assert_eq!(
        client.fails("foo.bar", json!({})).await,
        json!({ "code": -32601, "data": "foo.bar", "message": "method not found: foo.bar" })
    );
}

#[tokio::test]
async fn after_a_failure_the_right_password_fails_for_two_seconds() {
    let (_sim, xo) = one().await;
    let mut client = Client::open(&xo).await;
    let wrong = client
        .fails(
            "session.signIn",
            json!({ "username": ADMIN, "password": "wrong" }),
        )
        .await;
    assert_eq!(
        wrong,
        json!({ "code": 3, "message": "invalid credentials" })
    );
    let right = json!({ "username": ADMIN, "password": PASSWORD });
    let hasty = client.fails("session.signIn", right.clone()).await;
    assert_eq!(
        hasty,
        json!({ "code": -32000, "message": "unknown error from the peer" })
    );
    skip(Duration::from_millis(2_100)).await;
    let user = client.ok("session.signIn", right).await;
    assert_eq!(
        (&user["email"], &user["permission"]),
        (&json!(ADMIN), &json!("admin"))
    );
    assert_eq!(client.ok("session.getUser", json!({})).await, user);
    assert_eq!(client.ok("session.signOut", json!({})).await, true);
    assert_eq!(client.fails("xo.getAllObjects", json!({})).await["code"], 2);
}

#[tokio::test]
async fn a_careful_user_needs_a_code_as_well() {
    let (_sim, xo) = one().await;
    let mut client = Client::open(&xo).await;
    let mut params = json!({ "email": "careful@admin.net", "password": "pooldeck-careful" });
    assert_eq!(
        client.fails("session.signIn", params.clone()).await["code"],
        3
    );
    skip(Duration::from_millis(2_100)).await;
    params["otp"] = xo.one_time_code().into();
    assert_eq!(
        client.ok("session.signIn", params).await["permission"],
        "admin"
    );
}

#[tokio::test]
async fn a_token_signs_in_until_it_ends() {
    let (_sim, xo) = one().await;
    let mut client = Client::admin(&xo).await;
    let token = client
        .ok("token.create", json!({ "expiresIn": "1 hour" }))
        .await;
    let mut other = Client::open(&xo).await;
    let user = other.ok("session.signIn", json!({ "token": token })).await;
    assert_eq!(user["email"], ADMIN);
    other.ok("session.getUser", json!({})).await;
    xo.expire_tokens();
    other.send("session.getUser", json!({})).await;
    assert!(other.hear().await.is_none(), "closed unanswered");
    client.ok("session.getUser", json!({})).await;
    let mut late = Client::open(&xo).await;
    assert_eq!(
        late.fails("session.signIn", json!({ "token": token }))
            .await["code"],
        3
    );
}

#[tokio::test]
async fn ones_own_tokens_are_deleted_by_a_method_of_their_own() {
    let (_sim, xo) = one().await;
    let mut admin = Client::admin(&xo).await;
    let mut viewer = Client::open(&xo).await;
    let credentials = json!({ "email": "viewer@admin.net", "password": "pooldeck-viewer" });
    viewer.ok("session.signIn", credentials).await;
    let token = viewer.ok("token.create", json!({})).await;
    let other = admin.ok("token.create", json!({})).await;
    let old = json!({ "token": token });
    assert_eq!(admin.fails("token.delete", old).await["code"], 10);
    let tokens = json!({ "tokens": [token, other, "none"] });
    assert_eq!(
        viewer.fails("token.delete", tokens.clone()).await["code"],
        2
    );
    assert_eq!(xo.live_tokens(), 2);
    // Those of others, and those that are none, are passed over.
    assert_eq!(viewer.ok("token.deleteOwn", tokens.clone()).await, true);
    assert_eq!(xo.live_tokens(), 1);
    let mut late = Client::open(&xo).await;
    let by_token = json!({ "token": token });
    assert_eq!(late.fails("session.signIn", by_token).await["code"], 3);
    admin.ok("token.delete", tokens).await;
    assert_eq!(xo.live_tokens(), 0);
    viewer.ok("token.create", json!({})).await;
    let pattern = json!({ "user_id": viewer.ok("session.getUser", json!({})).await["id"] });
    admin
        .ok("token.delete", json!({ "pattern": pattern }))
        .await;
    assert_eq!(xo.live_tokens(), 0);
}

#[tokio::test]
async fn nonsense_is_not_answered_and_a_batch_badly() {
    let (_sim, xo) = one().await;
    let mut client = Client::open(&xo).await;
    for text in ["{nonsense", r#"{"id":7,"method":"system.getVersion"}"#] {
        client.socket.send(Message::text(text)).await.unwrap();
    }
    let notification = r#"{"jsonrpc":"2.0","method":"system.getVersion"}"#;
    client
        .socket
        .send(Message::text(notification))
        .await
        .unwrap();
    let batch = r#"[{"jsonrpc":"2.0","id":8,"method":"system.getVersion"}]"#;
    client.socket.send(Message::text(batch)).await.unwrap();
    let answer = client.socket.next().await.unwrap().unwrap();
    assert_eq!(answer, Message::binary(vec![0, 0]), "and nothing before it");
}

#[tokio::test]
async fn parameters_are_refused_with_what_is_wrong_with_them() {
    let (_sim, xo) = one().await;
    let mut client = Client::admin(&xo).await;
    let missing = client.fails("vm.pause", json!({})).await;
    assert_eq!(missing["code"], 10);
    assert_eq!(
        missing["data"]["errors"][0],
        json!({ "instancePath": "", "schemaPath": "#/required", "keyword": "required",
                "params": { "missingProperty": "id" }, "message": "must have required property 'id'" })
    );
    assert_eq!(
        client.fails("vm.pause", json!({ "id": "x", "y": 1 })).await["code"],
        10
    );
    client.ok("server.getAll", json!({ "y": 1 })).await;
    assert_eq!(
        client.fails("vm.pause", json!({ "vm": "nope" })).await,
        json!({ "code": 1, "message": "no such VM nope", "data": { "id": "nope", "type": "VM" } })
    );
}

#[tokio::test]
async fn a_user_without_rights_sees_all_and_may_do_nothing() {
    let (_sim, xo) = one().await;
    let mut client = Client::open(&xo).await;
    let viewer = json!({ "email": "viewer@admin.net", "password": "pooldeck-viewer" });
    assert_eq!(
        client.ok("session.signIn", viewer).await["permission"],
        "none"
    );
    let vm = client.vm("web-01").await;
    let refused = client.fails("vm.pause", json!({ "id": vm })).await;
    assert_eq!(
        (
            &refused["code"],
            &refused["data"]["permission"],
            &refused["data"]["object"]["id"]
        ),
        (&json!(2), &json!("operate"), &json!(vm))
    );
    let refused = client.fails("server.getAll", json!({})).await;
    assert_eq!(
        (&refused["code"], &refused["data"]["permission"]),
        (&json!(2), &json!("admin"))
    );
}

#[tokio::test]
async fn lines_can_be_fetched_once() {
    let (_sim, xo) = one().await;
    let mut client = Client::admin(&xo).await;
    let whole = client.objects(json!({})).await;
    let given = client
        .ok("xo.getAllObjects", json!({ "ndjson": true }))
        .await;
    let path = given["$getFrom"].as_str().unwrap().to_owned();
    let (head, body) = get(&xo, &path, "").await;
    assert!(
        head.starts_with("HTTP/1.1 200") && head.contains("application/json"),
        "{head}"
    );
    let lines: Vec<Value> = String::from_utf8(body)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), whole.len());
    assert!(
        lines
            .iter()
            .all(|object| whole[object["id"].as_str().unwrap()] == *object)
    );
    let (head, _) = get(&xo, &path, "").await;
    assert!(head.starts_with("HTTP/1.1 302"), "{head}");
    let filter = json!({ "ndjson": true, "filter": { "type": "VM" }, "limit": 3 });
    let given = client.ok("xo.getAllObjects", filter).await;
    let path = given["$getFrom"].as_str().unwrap().to_owned();
    let (head, body) = get(&xo, &path, "Accept-Encoding: gzip\r\n").await;
    assert!(head.contains("Content-Encoding: gzip"), "{head}");
    let mut text = String::new();
    flate2::read::GzDecoder::new(&*body)
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(
        text.lines()
            .filter(|line| line.contains(r#""type":"VM""#))
            .count(),
        3
    );
}

#[tokio::test]
async fn every_link_leads_to_an_object() {
    let (sim, xo) = one().await;
    let mut client = Client::admin(&xo).await;
    let objects = client.objects(json!({})).await;
    let ids: std::collections::BTreeSet<&str> = objects
        .values()
        .map(|object| object["uuid"].as_str().unwrap())
        .collect();
    let links = [
        "$pool",
        "$container",
        "$VM",
        "$SR",
        "$network",
        "$host",
        "$snapshot_of",
        "master",
        "default_SR",
        "VM",
        "VDI",
        "host",
        "SR",
        "controlDomain",
        "affinityHost",
        "parent",
        "$VBDs",
        "VIFs",
        "snapshots",
        "VDIs",
        "$PBDs",
        "PIFs",
        "residentVms",
    ];
    let mut seen = 0;
    for (id, object) in &objects {
        assert_eq!(object["id"], **id);
        for name in links {
            let targets = match &object[name] {
                Value::Array(items) => items.clone(),
                Value::Null => continue,
                one => vec![one.clone()],
            };
            for target in targets {
                let target = target
                    .as_str()
                    .unwrap_or_else(|| panic!("{object}: {name}"));
                assert!(ids.contains(target), "{}.{name} of {id}", object["type"]);
                seen += 1;
            }
        }
        assert!(object.get("allowed_operations").is_none());
    }
    assert!(seen > 500, "{seen} links");
    let count = |kind: &str| {
        objects
            .values()
            .filter(|object| object["type"] == kind)
            .count()
    };
    assert_eq!(count("host"), 2);
    assert_eq!(count("VM-controller"), 2);
    assert_eq!(count("VM"), 14);
    let vms = count("VM") + count("VM-controller") + count("VM-template") + count("VM-snapshot");
    assert_eq!(vms, sim.world().count("VM"));
    let running = objects
        .values()
        .find(|object| object["type"] == "VM" && object["name_label"] == "web-01")
        .unwrap();
    assert_eq!(running["power_state"], "Running");
    assert!(
        running["mainIpAddress"]
            .as_str()
            .unwrap()
            .starts_with("10.")
    );
    assert!(running["addresses"]["0/ipv4/0"].is_string());
    assert!(
        running["startTime"].as_i64().unwrap() > 1_700_000_000,
        "seconds"
    );
    assert!(
        running["startTime"].as_i64().unwrap() < 10_000_000_000,
        "not milliseconds"
    );
    assert_eq!(
        objects[running["$container"].as_str().unwrap()]["type"],
        "host"
    );
}

#[tokio::test]
async fn two_sources_of_the_same_pool_are_one() {
    let first = pool("Lyon", 1).await;
    let second = pool("Nantes", 2).await;
    let xo = poolsim_xo::Xo::start(([127, 0, 0, 1], 0).into(), &[&first])
        .await
        .unwrap();
    let mut client = Client::admin(&xo).await;
    let add = |sim: &poolsim::Sim, password: &str, connect: bool| json!({ "host": sim.http_url(), "username": "root", "password": password, "autoConnect": connect });
    let twice = client
        .ok("server.add", add(&first, "pooldeck", false))
        .await;
    let refused = client.fails("server.enable", json!({ "id": twice })).await;
    assert_eq!(refused["message"], "this pool is already connected");
    client.ok("server.remove", json!({ "id": twice })).await;
    let unknown = client
        .ok("server.add", add(&second, "pooldeck", true))
        .await;
    let servers = client.ok("server.getAll", json!({})).await;
    let shown = servers
        .as_array()
        .unwrap()
        .iter()
        .find(|server| server["id"] == unknown)
        .unwrap();
    assert_eq!(
        (&shown["status"], &shown["error"]["code"]),
        (&json!("disconnected"), &json!("ECONNREFUSED"))
    );
    assert_eq!(
        client
            .fails("server.enable", json!({ "id": unknown }))
            .await["code"],
        9
    );
    xo.introduce(&second);
    client
        .ok("server.set", json!({ "id": unknown, "password": "wrong" }))
        .await;
    assert_eq!(
        client
            .fails("server.enable", json!({ "id": unknown }))
            .await["code"],
        8
    );
    client
        .ok(
            "server.set",
            json!({ "id": unknown, "password": "pooldeck" }),
        )
        .await;
    client.ok("server.enable", json!({ "id": unknown })).await;
    assert_eq!(client.objects(json!({ "type": "pool" })).await.len(), 2);
    assert!(
        client
            .told
            .iter()
            .any(|told| matches!(told, Told::Enter(items) if items.len() > 100))
    );
    client
        .ok("server.set", json!({ "id": unknown, "readOnly": true }))
        .await;
    let pools = client
        .objects(json!({ "type": "pool", "name_label": "Nantes" }))
        .await;
    let pool = pools.keys().next().unwrap();
    let refused = client
        .fails("pool.set", json!({ "id": pool, "name_label": "Nice" }))
        .await;
    assert_eq!(refused["code"], -32000);
    client.ok("server.disable", json!({ "id": unknown })).await;
    assert_eq!(client.objects(json!({ "type": "pool" })).await.len(), 1);
}
