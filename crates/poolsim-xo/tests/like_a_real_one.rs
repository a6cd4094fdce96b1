//! What the simulated xo-server refuses, shows and measures is what a real one (5.207.2) does.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod common;

use std::time::Duration;

use common::{Client, one};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, frame::coding::CloseCode};

#[tokio::test]
async fn parameters_that_are_none_are_refused() {
    let (_sim, xo) = one().await;
    let mut client = Client::admin(&xo).await;
    let server = |more: Value| {
        let mut params = json!({ "host": "h", "username": "u", "password": "p" });
        params
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        params
    };
    for (method, params) in [
        ("xo.getAllObjects", json!({ "filter": "" })),
        ("server.add", server(json!({ "readOnly": true }))),
        ("server.add", server(json!({ "label": "" }))),
        ("server.set", json!({ "id": "x", "enabled": true })),
        ("token.create", json!({ "description": "" })),
        ("vm.set", json!({ "id": "x", "PV_args": "" })),
        ("vm.set", json!({ "id": "x", "force": true })),
        (
            "session.signInWithPassword",
            json!({ "username": "u", "password": "p" }),
        ),
    ] {
        let refused = client.fails(method, params.clone()).await;
        assert_eq!(refused["code"], 10, "{method} {params}");
    }
    // This one takes it.
    let unknown = json!({ "id": "x", "force": true });
    assert_eq!(client.fails("vm.setAndRestart", unknown).await["code"], 1);
}

#[tokio::test]
async fn a_blocked_start_is_told_in_its_own_way() {
    let (_sim, xo) = one().await;
    let mut client = Client::admin(&xo).await;
    let vm = client.vm("build-agent-01").await;
    let block = json!({ "id": vm, "blockedOperations": { "start": "being moved", "clone": "so" } });
    client.ok("vm.set", block).await;
    let refused = client.fails("vm.start", json!({ "id": vm })).await;
    assert_eq!(
        (&refused["code"], &refused["data"]),
        (
            &json!(5),
            &json!({ "operation": "Start", "reason": "being moved" })
        )
    );
    let clone = json!({ "id": vm, "name": "x", "full_copy": false });
    assert_eq!(client.fails("vm.clone", clone).await["code"], 19);
}

#[tokio::test]
async fn a_missing_right_names_the_object_by_its_id_only() {
    let (_sim, xo) = one().await;
    let mut client = Client::open(&xo).await;
    let viewer = json!({ "email": "viewer@admin.net", "password": "pooldeck-viewer" });
    client.ok("session.signIn", viewer).await;
    let vm = client.vm("web-01").await;
    let refused = client.fails("vm.start", json!({ "id": vm })).await;
    assert_eq!(
        refused["data"],
        json!({ "permission": "operate", "object": { "id": vm } })
    );
}

#[tokio::test]
async fn limits_are_counted_down() {
    let (_sim, xo) = one().await;
    let mut client = Client::admin(&xo).await;
    for (limit, expect) in [(json!(-1), 0), (json!(2.5), 3), (json!(2), 2)] {
        let found = client
            .ok("xo.getAllObjects", json!({ "limit": limit }))
            .await;
        assert_eq!(found.as_object().unwrap().len(), expect, "{limit}");
    }
    let vms = client
        .ok("xo.getAllObjects", json!({ "filter": "type:/^VM$/" }))
        .await;
    assert_eq!(vms.as_object().unwrap().len(), 14);
}

#[tokio::test]
async fn objects_have_the_members_that_real_ones_have() {
    let (_sim, xo) = one().await;
    let mut client = Client::admin(&xo).await;
    let objects = client.objects(json!({})).await;
    let of = |kind: &str| {
        let mut all = objects.values().filter(|object| object["type"] == kind);
        all.next().unwrap_or_else(|| panic!("no {kind}")).clone()
    };
    for (kind, members) in [
        (
            "VM",
            &["coresPerSocket", "isNestedVirtEnabled", "vulnerabilities"][..],
        ),
        ("VM-template", &["coresPerSocket", "isNestedVirtEnabled"]),
        ("VM-controller", &["coresPerSocket", "isNestedVirtEnabled"]),
        ("VDI", &["chainPhysicalUsage"]),
        (
            "SM",
            &[
                "configuration",
                "driver_filename",
                "required_cluster_stack",
                "vendor",
            ],
        ),
        ("pool", &["haRebootVmOnInternalShutdown"]),
    ] {
        let object = of(kind);
        for member in members {
            assert!(
                object.get(*member).is_some_and(|value| !value.is_null()),
                "{kind}.{member}"
            );
        }
    }
    assert!(of("VM")["vulnerabilities"]["xsa468"].is_boolean());
    assert!(of("VM-template").get("vulnerabilities").is_none());
    assert!(
        of("VDI").get("image_format").is_none(),
        "nothing in sm_config says so"
    );
    let bonded = objects
        .values()
        .filter(|object| object["type"] == "network" && object["isBonded"] == true);
    assert!(bonded.count() > 0);
}

#[tokio::test]
async fn who_closes_is_closed_with_the_same_code() {
    let (_sim, xo) = one().await;
    let mut client = Client::admin(&xo).await;
    let normal = CloseFrame {
        code: CloseCode::Normal,
        reason: "".into(),
    };
    client
        .socket
        .send(Message::Close(Some(normal)))
        .await
        .unwrap();
    let answer = loop {
        match client.socket.next().await {
            Some(Ok(Message::Close(frame))) => break frame,
            Some(Ok(_)) => {}
            end => panic!("dropped: {end:?}"),
        }
    };
    assert_eq!(answer.map(|frame| frame.code), Some(CloseCode::Normal));
}

#[tokio::test]
async fn a_disk_in_use_is_tried_for_a_while() {
    let (_sim, xo) = one().await;
    let mut client = Client::admin(&xo).await;
    let vm = client.vm("web-01").await;
    let drives = client
        .objects(json!({ "type": "VBD", "VM": vm, "attached": true }))
        .await;
    let disk = drives
        .values()
        .find(|drive| drive["VDI"].is_string())
        .unwrap()["VDI"]
        .clone();
    // For ever, as far as this test goes: whatever else is asked is answered before it.
    xo.be_patient_with_disks(Duration::from_secs(3600));
    let late = client.send("vdi.delete", json!({ "id": disk })).await;
    for _ in 0..20 {
        client.ok("system.getVersion", json!({})).await;
    }
    let answered = |told: &common::Told| matches!(told, common::Told::Answer(id, _) if *id == late);
    assert!(!client.told.iter().any(answered));
    xo.be_patient_with_disks(Duration::ZERO);
    assert_eq!(
        client.fails("vdi.delete", json!({ "id": disk })).await["code"],
        17
    );
}

#[tokio::test]
async fn measurements_are_shaped_as_real_ones() {
    let (_sim, xo) = one().await;
    let mut client = Client::admin(&xo).await;
    let hosts = client.objects(json!({ "type": "host" })).await;
    let host = hosts.keys().next().unwrap();
    let stats = client.ok("host.stats", json!({ "host": host })).await;
    for path in [
        "/memoryReclaimed",
        "/memoryReclaimedMax",
        "/pifsAggr/rx",
        "/pifsAggr/tx",
    ] {
        let series = stats["stats"].pointer(path).and_then(Value::as_array);
        assert_eq!(series.map(Vec::len), Some(120), "{path}");
    }
    // Longer ago than the host has been up there is nothing.
    let year = json!({ "host": host, "granularity": "days" });
    let stats = client.ok("host.stats", year).await;
    let load = stats["stats"]["load"].as_array().unwrap();
    assert!(
        load[0].is_null() && load.last().unwrap().is_number(),
        "{load:?}"
    );
    let storage = client.objects(json!({ "type": "SR" })).await;
    let sr = storage.keys().next().unwrap();
    let stats = client
        .ok("sr.stats", json!({ "id": sr, "granularity": "hours" }))
        .await;
    assert_eq!(stats["stats"]["iops"]["r"].as_array().unwrap().len(), 168);
    let halted = client.vm("build-agent-01").await;
    let refused = client.fails("vm.stats", json!({ "id": halted })).await;
    let data = &refused["data"];
    assert_eq!(
        (
            &refused["code"],
            &data["expected"],
            &data["property"],
            data.get("actual")
        ),
        (
            &json!(25),
            &json!("<host-uuid>"),
            &json!("resident_on"),
            None
        )
    );
}
