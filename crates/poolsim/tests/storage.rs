//! Storage by conversation: what drivers tell of the places that they are led to, and what becomes of new storage.
#![allow(clippy::unwrap_used, clippy::expect_used)] // In what the tests share.

mod common;

use common::{Client, Failed, pool};
use poolsim::targets::{CHAP_PORTAL, FILER, FORGOTTEN_ON_FILER, FORGOTTEN_ON_PORTAL, PORTAL};
use serde_json::{Value, json};

/// The text between two marks, for each time they are there.
fn between<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let parts = xml.split(open.as_str()).skip(1);
    parts
        .map(|part| part.split(close.as_str()).next().unwrap().trim())
        .collect()
}

async fn asked(client: &Client, config: Value, kind: &str) -> Result<String, Failed> {
    let host = client.ok("host.get_all", json!([])).await[0].clone();
    let answer = client
        .call("SR.probe", json!([host, config, kind, {}]))
        .await;
    answer.map(|xml| xml.as_str().unwrap().to_owned())
}

async fn told(client: &Client, config: Value, kind: &str) -> (String, String) {
    let Failed(code, params) = asked(client, config, kind).await.unwrap_err();
    (code, params[2].clone())
}

#[tokio::test]
async fn a_portal_tells_its_names_and_their_volumes_by_failing() {
    let sim = pool(2, 2).await;
    let client = Client::login(&sim).await;
    let (code, xml) = told(&client, json!({ "target": PORTAL }), "lvmoiscsi").await;
    assert_eq!(code, "SR_BACKEND_FAILURE_96");
    let names = between(&xml, "TargetIQN");
    assert_eq!(
        names,
        [
            "iqn.2025-01.net.example:ssd",
            "iqn.2025-01.net.example:archive",
            "*"
        ]
    );
    let config = json!({ "target": PORTAL, "targetIQN": names[1] });
    let (code, xml) = told(&client, config.clone(), "lvmoiscsi").await;
    assert_eq!(code, "SR_BACKEND_FAILURE_107");
    let volumes = between(&xml, "SCSIid");
    assert_eq!(volumes.len(), 2);
    let with = |volume: &str| json!({ "target": PORTAL, "targetIQN": names[1], "SCSIid": volume });
    let empty = asked(&client, with(volumes[0]), "lvmoiscsi").await.unwrap();
    assert_eq!(between(&empty, "UUID"), [""; 0]);
    let old = asked(&client, with(volumes[1]), "lvmoiscsi").await.unwrap();
    assert_eq!(between(&old, "UUID"), [FORGOTTEN_ON_PORTAL]);
}

#[tokio::test]
async fn a_portal_may_want_a_password_and_may_not_be_there() {
    let sim = pool(2, 2).await;
    let client = Client::login(&sim).await;
    let code = |config: Value| {
        let client = &client;
        async move { told(client, config, "lvmoiscsi").await.0 }
    };
    let vault = "iqn.2025-01.net.example:vault";
    let with = |password: &str| json!({ "target": CHAP_PORTAL, "targetIQN": vault, "chapuser": "pool", "chappassword": password });
    assert_eq!(
        code(json!({ "target": "10.99.9.9" })).await,
        "SR_BACKEND_FAILURE_141"
    );
    assert_eq!(
        code(json!({ "target": PORTAL, "port": "1" })).await,
        "SR_BACKEND_FAILURE_141"
    );
    assert_eq!(
        code(json!({ "target": CHAP_PORTAL })).await,
        "SR_BACKEND_FAILURE_96"
    );
    assert_eq!(code(with("wrong")).await, "SR_BACKEND_FAILURE_68");
    assert_eq!(code(with("chap-secret")).await, "SR_BACKEND_FAILURE_107");
}

#[tokio::test]
async fn a_filer_tells_its_exports_and_what_is_on_one() {
    let sim = pool(2, 2).await;
    let client = Client::login(&sim).await;
    let (code, xml) = told(&client, json!({ "server": FILER }), "nfs").await;
    assert_eq!(code, "SR_BACKEND_FAILURE_101");
    assert!(between(&xml, "Path").contains(&"/volume1/old"));
    let at = |path: &str| json!({ "server": FILER, "serverpath": path });
    let found = asked(&client, at("/volume1/old"), "nfs").await.unwrap();
    assert_eq!(between(&found, "UUID"), [FORGOTTEN_ON_FILER]);
    let (code, _) = told(&client, at("/volume1/none"), "nfs").await;
    assert_eq!(code, "SR_BACKEND_FAILURE_73");
    let (code, _) = told(&client, json!({ "server": "10.99.9.9" }), "nfs").await;
    assert_eq!(code, "SR_BACKEND_FAILURE_108");
}

#[tokio::test]
async fn new_storage_leaves_out_the_host_that_does_not_reach_it_and_keeps_no_password() {
    let sim = pool(2, 2).await;
    let client = Client::login(&sim).await;
    let hosts = client.ok("host.get_all", json!([])).await;
    {
        let mut world = sim.world();
        let far = hosts[1].as_str().unwrap().into();
        world.targets.cut_off(&far, CHAP_PORTAL);
    }
    let iqn = "iqn.2025-01.net.example:vault";
    let mut config = json!({ "target": CHAP_PORTAL, "targetIQN": iqn, "chapuser": "pool", "chappassword": "chap-secret" });
    let (_, xml) = told(&client, config.clone(), "lvmoiscsi").await;
    config["SCSIid"] = between(&xml, "SCSIid")[0].into();
    let asked_for = json!([
        hosts[0],
        config,
        "0",
        "vault",
        "",
        "lvmoiscsi",
        "user",
        true,
        {}
    ]);
    let sr = client.ok("SR.create", asked_for.clone()).await;
    assert_eq!(
        client.ok("SR.get_physical_size", json!([sr])).await,
        json!(1i64 << 40)
    );
    for pbd in client
        .ok("SR.get_PBDs", json!([sr]))
        .await
        .as_array()
        .unwrap()
    {
        let pbd = client.ok("PBD.get_record", json!([pbd])).await;
        assert_eq!(pbd["currently_attached"], json!(pbd["host"] == hosts[0]));
        assert!(!pbd.to_string().contains("chap-secret"));
    }
    // The volume is the pool's now.
    let refused = client.fails("SR.create", asked_for).await;
    assert_eq!(refused.0, "SR_BACKEND_FAILURE_16");
}

#[tokio::test]
async fn forgotten_storage_comes_back_only_from_where_it_lies() {
    let sim = pool(2, 2).await;
    let client = Client::login(&sim).await;
    let host = client.ok("host.get_all", json!([])).await[0].clone();
    let said = json!([FORGOTTEN_ON_FILER, "old", "", "nfs", "user", true, {}]);
    let sr = client.ok("SR.introduce", said.clone()).await;
    assert_eq!(client.fails("SR.introduce", said).await.0, "SR_UUID_EXISTS");
    let link = |path: &str| json!([{ "host": host, "SR": sr, "device_config": { "server": FILER, "serverpath": path } }]);
    let wrong = client.ok("PBD.create", link("/volume1/new")).await;
    assert_eq!(
        client.fails("PBD.plug", json!([wrong])).await.0,
        "SR_BACKEND_FAILURE_73"
    );
    client.ok("PBD.destroy", json!([wrong])).await;
    let right = client.ok("PBD.create", link("/volume1/old")).await;
    client.ok("PBD.plug", json!([right])).await;
    assert_eq!(
        client.fails("PBD.destroy", json!([right])).await.0,
        "OPERATION_NOT_ALLOWED"
    );
}

#[tokio::test]
async fn only_volumes_give_back_what_is_free() {
    let sim = pool(2, 2).await;
    let client = Client::login(&sim).await;
    let host = client.ok("host.get_all", json!([])).await[0].clone();
    let trimmed = |name: &'static str| {
        let (client, host) = (&client, &host);
        async move {
            let sr = client.ok("SR.get_by_name_label", json!([name])).await;
            let uuid = client.ok("SR.get_uuid", json!([sr[0]])).await;
            let said = json!([host, "trim", "do_trim", { "sr_uuid": uuid }]);
            client.ok("host.call_plugin", said).await
        }
    };
    assert_eq!(trimmed("iSCSI rapide").await, "True");
    assert!(
        trimmed("NFS on nas-01")
            .await
            .as_str()
            .unwrap()
            .contains("UnsupportedSRForTrim")
    );
    let missing = client
        .fails(
            "host.call_plugin",
            json!([host, "updater.py", "check_update", {}]),
        )
        .await;
    assert_eq!(missing.0, "XENAPI_MISSING_PLUGIN");
}
