//! What the simulated xo-server does to a pool, and what it tells of it, in which order.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod common;

use common::{Client, Told, address, exchange, get, one, pool, unchunk};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use test_support::{eventually, finishes};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

/// Where something was told first.
fn position(told: &[Told], wanted: impl Fn(&Told) -> bool) -> usize {
    told.iter()
        .position(wanted)
        .unwrap_or_else(|| panic!("not told: {told:#?}"))
}

fn enters(id: &str, check: impl Fn(&Value) -> bool) -> impl Fn(&Told) -> bool {
    move |told| matches!(told, Told::Enter(items) if items.get(id).is_some_and(&check))
}

#[tokio::test]
async fn a_snapshot_is_told_before_its_answer_and_its_task_goes_after() {
    let (_sim, xo) = one().await;
    let mut client = Client::admin(&xo).await;
    let vm = client.vm("web-01").await;
    client.told.clear();
    let id = client
        .send("vm.snapshot", json!({ "id": vm, "name": "before" }))
        .await;
    client.until(|told| matches!(told, Told::Exit(_))).await;
    let told = std::mem::take(&mut client.told);
    let task = told
        .iter()
        .find_map(|told| match told {
            Told::Enter(items) => items.values().find(|object| object["type"] == "task"),
            _ => None,
        })
        .unwrap();
    let task = task["id"].as_str().unwrap();
    let pending = position(&told, enters(task, |task| task["status"] == "pending"));
    let busy = position(
        &told,
        enters(&vm, |vm| vm["current_operations"][task] == "snapshot"),
    );
    let finished = position(
        &told,
        enters(task, |task| {
            task["status"] == "success" && task["progress"] == 1.0
        }),
    );
    let answered = position(
        &told,
        |told| matches!(told, Told::Answer(number, _) if *number == id),
    );
    let gone = position(
        &told,
        |told| matches!(told, Told::Exit(ids) if ids == &[task]),
    );
    assert!(pending <= busy && busy < finished && finished < answered && answered < gone);
    let Told::Answer(_, answer) = &told[answered] else {
        panic!()
    };
    let snapshot = answer["result"].as_str().unwrap();
    assert!(
        position(
            &told,
            enters(snapshot, |object| object["type"] == "VM-snapshot")
        ) < answered
    );
    let snapshot = client.object(snapshot).await;
    assert_eq!(
        (&snapshot["$snapshot_of"], &snapshot["name_label"]),
        (&json!(vm), &json!("before"))
    );
    client
        .ok("vm.revert", json!({ "snapshot": snapshot["id"] }))
        .await;
    client
        .ok("vm.delete", json!({ "id": snapshot["id"] }))
        .await;
    let kept = client.object(&vm).await["snapshots"].clone();
    assert!(!kept.as_array().unwrap().contains(&snapshot["id"]));
}

#[tokio::test]
async fn a_vm_goes_through_its_states_by_the_methods_there_are() {
    let (sim, xo) = one().await;
    let mut client = Client::admin(&xo).await;
    let vm = client.vm("web-01").await;
    let id = json!({ "id": vm });
    let state = |sim: &poolsim::Sim| {
        let world = sim.world();
        let vm = world.by_name("VM", "web-01").unwrap();
        world.db.text(&vm, "power_state").to_owned()
    };
    for (method, expect) in [
        ("vm.pause", "Paused"),
        ("vm.start", "Running"),
        ("vm.suspend", "Suspended"),
        ("vm.resume", "Running"),
        ("vm.restart", "Running"),
        ("vm.stop", "Halted"),
        ("vm.start", "Running"),
    ] {
        assert_eq!(client.ok(method, id.clone()).await, true, "{method}");
        assert_eq!(
            client.object(&vm).await["power_state"],
            expect,
            "told before the answer"
        );
        assert_eq!(state(&sim), expect);
    }
    client.ok("vm.pause", id.clone()).await;
    let refused = client.fails("vm.resume", id.clone()).await;
    assert_eq!(
        refused,
        json!({ "code": 13, "message": "VM state is paused but should be suspended",
                "data": { "objectId": vm, "expected": "suspended", "actual": "paused" } })
    );
    assert_eq!(client.fails("vm.unpause", id.clone()).await["code"], -32601);
    client
        .ok("vm.stop", json!({ "id": vm, "force": true }))
        .await;
    let stats = client.fails("vm.stats", id).await;
    assert_eq!(
        (&stats["code"], &stats["data"]["object"]["name_label"]),
        (&json!(25), &json!("web-01"))
    );
}

#[tokio::test]
async fn a_vm_moves_and_its_host_goes_into_maintenance() {
    let (_sim, xo) = one().await;
    let mut client = Client::admin(&xo).await;
    let vm = client.vm("web-01").await;
    let home = client.object(&vm).await["$container"].clone();
    let hosts = client.objects(json!({ "type": "host" })).await;
    let other = hosts.keys().find(|host| **host != home).unwrap().clone();
    client
        .ok("vm.migrate", json!({ "vm": vm, "targetHost": other }))
        .await;
    assert_eq!(client.object(&vm).await["$container"], *other);
    client.ok("host.disable", json!({ "id": other })).await;
    assert_eq!(client.object(&other).await["enabled"], false);
    let full = client
        .fails(
            "vm.migrate",
            json!({ "vm": vm, "targetHost": home, "sr": "nope" }),
        )
        .await;
    assert_eq!(full["code"], 1);
    client.ok("host.enable", json!({ "id": other })).await;
    client
        .ok("host.set", json!({ "id": other, "name_description": "" }))
        .await;
    let stats = client
        .ok(
            "host.stats",
            json!({ "host": other, "granularity": "minutes" }),
        )
        .await;
    assert_eq!(stats["interval"], 60);
    assert_eq!(stats["stats"]["cpus"]["0"].as_array().unwrap().len(), 120);
    assert!(
        stats["stats"]["pifs"]["rx"]["0"].is_array(),
        "{}",
        stats["stats"]["pifs"]
    );
    let stats = client.ok("vm.stats", json!({ "id": vm })).await;
    assert_eq!(stats["interval"], 5);
    for path in [
        "/cpus/0",
        "/memory",
        "/vifs/rx/0",
        "/vifs/tx/0",
        "/xvds/r/a",
        "/xvds/w/a",
    ] {
        let values = stats["stats"]
            .pointer(path)
            .unwrap_or_else(|| panic!("{path}: {}", stats["stats"]));
        assert_eq!(values.as_array().unwrap().len(), 120, "{path}");
    }
    let odd = client
        .fails("vm.stats", json!({ "id": vm, "granularity": "years" }))
        .await;
    assert_eq!(odd["code"], -32000);
}

#[tokio::test]
async fn settings_tags_and_copies_reach_the_pool() {
    let (sim, xo) = one().await;
    let mut client = Client::admin(&xo).await;
    let vm = client.vm("build-agent-01").await;
    client
        .ok(
            "vm.set",
            json!({ "id": vm, "name_label": "agent", "name_description": "", "notes": "ours", "CPUs": 3,
                    "memory": 3_221_225_472u64, "auto_poweron": true, "affinityHost": null }),
        )
        .await;
    client
        .ok("tag.add", json!({ "id": vm, "tag": "prod" }))
        .await;
    {
        let world = sim.world();
        let vm = world.by_name("VM", "agent").unwrap();
        assert_eq!(world.db.int(&vm, "VCPUs_at_startup"), 3);
        assert_eq!(world.db.int(&vm, "memory_dynamic_max"), 3 << 30);
        assert_eq!(
            world.db.entry(&vm, "other_config", "xo:notes"),
            Some("ours")
        );
        assert!(
            world
                .db
                .refs(&vm, "tags")
                .iter()
                .any(|tag| &**tag == "prod")
        );
    }
    client
        .until(|told| {
            enters(&vm, |vm| {
                vm["tags"].as_array().unwrap().contains(&json!("prod"))
            })(told)
        })
        .await;
    client
        .ok("tag.remove", json!({ "id": vm, "tag": "prod" }))
        .await;
    let copy = client
        .ok(
            "vm.clone",
            json!({ "id": vm, "name": "agent 2", "full_copy": false }),
        )
        .await;
    let copy = client.object(copy.as_str().unwrap()).await;
    assert_eq!(
        (&copy["type"], &copy["name_label"]),
        (&json!("VM"), &json!("agent 2"))
    );
    let running = client.vm("web-01").await;
    let refused = client
        .fails(
            "vm.clone",
            json!({ "id": running, "name": "x", "full_copy": false }),
        )
        .await;
    assert_eq!(refused["code"], 13);
    let disks = copy["$VBDs"].as_array().unwrap().len();
    client.ok("vm.delete", json!({ "id": copy["id"] })).await;
    client.ok("vm.convertToTemplate", json!({ "id": vm })).await;
    assert_eq!(client.object(&vm).await["type"], "VM-template");
    assert!(disks > 0 && sim.world().by_name("VM", "agent 2").is_none());
    let templates = client
        .objects(json!({ "type": "VM-template", "isDefaultTemplate": true }))
        .await;
    let (id, template) = templates.iter().next().unwrap();
    assert_eq!(
        *id,
        format!(
            "{}-{}",
            template["$pool"].as_str().unwrap(),
            template["uuid"].as_str().unwrap()
        )
    );
    let kept = client.fails("vm.delete", json!({ "id": id })).await;
    assert_eq!(kept["data"]["code"], "VM_CANNOT_DELETE_DEFAULT_TEMPLATE");
}

#[tokio::test]
async fn a_pool_goes_as_a_whole_and_comes_back_as_a_whole() {
    let near = pool("Lyon", 1).await;
    let far = pool("Nantes", 2).await;
    let xo = poolsim_xo::Xo::start(([127, 0, 0, 1], 0).into(), &[&near, &far])
        .await
        .unwrap();
    let mut client = Client::admin(&xo).await;
    let all = client.objects(json!({})).await;
    let pools = client.objects(json!({ "type": "pool" })).await;
    let far_id = pools
        .iter()
        .find(|(_, pool)| pool["name_label"] == "Nantes")
        .unwrap()
        .0
        .clone();
    let theirs: Vec<&String> = all
        .iter()
        .filter(|(_, object)| object["$pool"] == far_id)
        .map(|(id, _)| id)
        .collect();
    assert!(theirs.len() > 100 && theirs.len() < all.len() - 100);
    xo.cut(&far);
    let gone = loop {
        match client.hear().await.unwrap() {
            Told::Exit(ids) => break ids,
            _ => continue,
        }
    };
    assert_eq!(gone.iter().collect::<Vec<_>>(), theirs);
    let status = |servers: &Value| -> Vec<String> {
        let servers = servers.as_array().unwrap().iter();
        servers
            .map(|server| server["status"].as_str().unwrap().to_owned())
            .collect()
    };
    let servers = client.ok("server.getAll", json!({})).await;
    assert_eq!(status(&servers), ["connected", "connecting"]);
    assert!(servers[1].get("poolId").is_none());
    let lost = client
        .fails("pool.set", json!({ "id": far_id, "name_label": "x" }))
        .await;
    assert_eq!(lost["code"], 1);
    assert_eq!(client.objects(json!({ "type": "pool" })).await.len(), 1);
    far.world().rename_vm("web-01", "renamed meanwhile");
    xo.restore(&far).await;
    let back = loop {
        match client.hear().await.unwrap() {
            Told::Enter(items) => break items,
            _ => continue,
        }
    };
    assert!(theirs.iter().all(|id| back.contains_key(*id)));
    assert!(
        back.values()
            .any(|object| object["name_label"] == "renamed meanwhile")
    );
    assert_eq!(
        status(&client.ok("server.getAll", json!({})).await),
        ["connected", "connected"]
    );
    far.world().rename_vm("renamed meanwhile", "web-01");
    client
        .until(|told| matches!(told, Told::Enter(items) if items.len() < 20))
        .await;
}

#[tokio::test]
async fn a_call_that_is_under_way_when_the_pool_is_lost_fails() {
    let (sim, xo) = one().await;
    let mut client = Client::admin(&xo).await;
    let vm = client.vm("web-01").await;
    let id = client.send("vm.stop", json!({ "id": vm })).await;
    client
        .until(enters(&vm, |vm| vm["current_operations"] != json!({})))
        .await;
    xo.cut(&sim);
    client
        .until(|told| matches!(told, Told::Answer(number, answer) if *number == id && answer["error"]["code"] == -32000))
        .await;
    let exit = |told: &Told| matches!(told, Told::Exit(ids) if ids.contains(&vm));
    assert!(client.told.iter().any(exit));
    // What had begun goes on all the same.
    let halted = || {
        let world = sim.world();
        let vm = world.by_name("VM", "web-01").unwrap();
        world.db.text(&vm, "power_state") == "Halted"
    };
    eventually("the end of the machine", halted).await;
    xo.restore(&sim).await;
    assert_eq!(client.object(&vm).await["power_state"], "Halted");
}

#[tokio::test]
async fn consoles_are_raw_pictures_in_binary_frames_or_nothing() {
    let (_sim, xo) = one().await;
    let mut client = Client::admin(&xo).await;
    let token = client
        .ok("token.create", json!({}))
        .await
        .as_str()
        .unwrap()
        .to_owned();
    let running = client.vm("web-01").await;
    let halted = client.vm("build-agent-01").await;
    let head = |vm: &str, cookie: &str| {
        format!(
            "GET /api/consoles/{vm} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{cookie}\r\n"
        )
    };
    let cookie = format!("Cookie: token={token}\r\n");
    for (vm, cookie) in [
        (running.as_str(), ""),
        (&running, "Cookie: authenticationToken=x\r\n"),
        (&running, "Cookie: token=x\r\n"),
        (&halted, &cookie),
        ("nope", &cookie),
    ] {
        assert_eq!(
            exchange(&xo, &head(vm, cookie)).await,
            Vec::<u8>::new(),
            "{vm} {cookie}"
        );
    }
    let mut request = format!("ws://{}/api/consoles/{running}", address(&xo))
        .into_client_request()
        .unwrap();
    let headers = request.headers_mut();
    headers.insert("Cookie", format!("a=b; token={token}").parse().unwrap());
    headers.insert("Sec-WebSocket-Protocol", "binary".parse().unwrap());
    let (mut screen, response) = tokio_tungstenite::connect_async(request).await.unwrap();
    assert_eq!(response.headers()["Sec-WebSocket-Protocol"], "binary");
    let greeting = screen.next().await.unwrap().unwrap();
    assert_eq!(greeting, Message::binary(b"RFB 003.008\n".to_vec()));
    screen
        .send(Message::binary(b"RFB 003.008\n".to_vec()))
        .await
        .unwrap();
    assert_eq!(
        screen.next().await.unwrap().unwrap(),
        Message::binary(vec![1, 1])
    );
    client
        .ok("vm.stop", json!({ "id": running, "force": true }))
        .await;
    let end = finishes("the end of the console", screen.next()).await;
    assert!(
        !matches!(end, Some(Ok(Message::Binary(_)))),
        "the guest is gone: {end:?}"
    );
}

#[tokio::test]
async fn a_vm_goes_out_as_a_file_and_comes_in_again() {
    let (_sim, xo) = one().await;
    let mut client = Client::admin(&xo).await;
    let vm = client.vm("build-agent-01").await;
    let given = client
        .ok("vm.export", json!({ "vm": vm, "compress": false }))
        .await;
    let path = given["$getFrom"].as_str().unwrap().to_owned();
    assert!(path.ends_with("%20-%20build-agent-01.xva"), "{path}");
    let (head, archive) = get(&xo, &path, "").await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert_eq!(&archive[..7], b"ova.xml");
    assert_eq!(archive.len() % 512, 0);
    assert!(get(&xo, &path, "").await.0.starts_with("HTTP/1.1 302"));
    client
        .ok("vm.set", json!({ "id": vm, "name_label": "the original" }))
        .await;
    let storage = client
        .objects(json!({ "type": "SR", "shared": true }))
        .await;
    let sr = storage.keys().next().unwrap();
    for (body, status) in [(archive.as_slice(), "200"), (b"nonsense", "500")] {
        let given = client.ok("vm.import", json!({ "sr": sr })).await;
        let path = given["$sendTo"].as_str().unwrap();
        let mut stream = TcpStream::connect(address(&xo)).await.unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let (head, answer) = unchunk(&answer);
        assert!(head.starts_with(&format!("HTTP/1.1 {status}")), "{head}");
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        if status == "200" {
            let new = client.object(answer["result"].as_str().unwrap()).await;
            assert_eq!(
                (&new["type"], &new["name_label"]),
                (&json!("VM"), &json!("build-agent-01"))
            );
        } else {
            assert_eq!(answer["error"]["code"], -32000);
        }
    }
}
