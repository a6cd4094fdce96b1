//! The client against the simulator's xo-server, which was written without this crate.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use poolsim::{Config, Sim};
use poolsim_xo::Xo;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use xo::record::Vm;
use xo::{
    Client, Connector, Endpoint, Error, ErrorCode, Filter, Granularity, NewServer, Notification,
    Notifications, Object, Objects, Permission, Pinned, Record, ServerStatus, SignIn, Timeouts,
};

const PASSWORD: &str = "made-up-Passwort-17";
const PATIENCE: Duration = Duration::from_secs(20);

fn pool() -> Config {
    Config {
        hosts: 2,
        vms: 8,
        password: PASSWORD.to_owned(),
        operation_time: Duration::from_millis(200),
        login_delay: Duration::from_millis(10),
        background: false,
        ..Config::default()
    }
}

async fn world() -> (Sim, Xo) {
    let sim = Sim::start(pool()).await.unwrap();
    let xo = Xo::start(([127, 0, 0, 1], 0).into(), &[&sim]).await;
    (sim, xo.unwrap())
}

fn connector(xo: &Xo) -> Connector {
    Connector::new(Endpoint::parse(&xo.url()).unwrap()).timeouts(Timeouts {
        connect: Duration::from_secs(5),
        call: PATIENCE,
        ..Timeouts::default()
    })
}

async fn admin(xo: &Xo) -> Client {
    let client = connector(xo).connect().await.unwrap();
    let who = SignIn::password("admin@admin.net", PASSWORD);
    client.sign_in(&who).await.unwrap();
    client
}

async fn all(mut objects: Objects) -> BTreeMap<String, Object> {
    let mut all = BTreeMap::new();
    while let Some(object) = objects.next().await.unwrap() {
        all.insert(object.id().to_owned(), object);
    }
    all
}

/// Exactly these: words of a search match in the middle, and templates are halted VMs as well.
async fn list(client: &Client, members: Value) -> Vec<Object> {
    let filter = Filter::Members(members);
    let listed = all(client.objects(&filter, None).await.unwrap()).await;
    listed.into_values().collect()
}

async fn next(notifications: &mut Notifications) -> Notification {
    let next = test_support::finishes("a notification", notifications.next());
    next.await.unwrap()
}

#[tokio::test]
async fn methods_users_and_tokens() {
    let (_sim, xo) = world().await;
    let client = connector(&xo).connect().await.unwrap();
    assert_eq!(client.server_version(), Some("5.207.2"));
    assert!(client.methods().await.unwrap().contains_key("vm.start"));
    let refused = client.servers().await.unwrap_err();
    assert_eq!(refused.code(), Some(ErrorCode::Unauthorized));

    // The right password is refused as well for a while, which is waited for.
    let who = |password: &str| SignIn::password("admin@admin.net", password);
    let refused = client.sign_in(&who("wrong")).await.unwrap_err();
    assert_eq!(refused.code(), Some(ErrorCode::InvalidCredentials));
    let user = client.sign_in(&who(PASSWORD)).await.unwrap();
    assert_eq!(user.permission, Permission::Admin);

    let token = client
        .create_token("a test", Some("me"), None)
        .await
        .unwrap();
    let by_token = connector(&xo).connect().await.unwrap();
    let same = by_token.sign_in(&SignIn::Token(token)).await.unwrap();
    assert_eq!(same.id, user.id);
    xo.expire_tokens();
    let ended = by_token.run("xo.getAllObjects", json!({"limit": 1})).await;
    assert!(matches!(ended, Err(Error::Broken { .. })), "{ended:?}");

    let careful = SignIn::Password {
        user: "careful@admin.net".to_owned(),
        password: format!("{PASSWORD}-careful").into(),
        otp: Some(xo.one_time_code().into()),
    };
    client.sign_in(&careful).await.unwrap();
}

#[tokio::test]
async fn the_same_objects_in_one_frame_and_line_by_line() {
    let (_sim, xo) = world().await;
    let client = admin(&xo).await;
    let framed = all(client.objects(&Filter::All, None).await.unwrap()).await;
    assert!(framed.len() > 50);
    for compressed in [false, true] {
        let lines = client.objects_by_line(&Filter::All, None, compressed).await;
        assert!(all(lines.unwrap()).await == framed);
    }
    for object in framed.values() {
        let record = Record::of(object);
        let unknown = ["SM", "bond", "PCI", "PGPU"].contains(&object.kind());
        assert_eq!(record == Record::Other, unknown, "{object:?}");
    }
    let search = Filter::Search("type:VM power_state:running".to_owned());
    let limited = client.objects(&search, Some(3)).await;
    let limited = all(limited.unwrap()).await;
    assert_eq!(limited.len(), 3);
    assert!(
        limited
            .values()
            .all(|object| object.kind().starts_with("VM"))
    );
}

#[tokio::test]
async fn what_happens_is_notified() {
    let (sim, xo) = world().await;
    let client = admin(&xo).await;
    let mut notifications = client.notifications();
    let halted = list(&client, json!({"type": "VM", "power_state": "Halted"})).await;
    let vm: Vm = halted[0].read().unwrap();
    assert!(!vm.name_label.is_empty() && vm.memory.size > 0 && vm.cpus.number > 0);
    client.run("vm.start", json!({"id": vm.id})).await.unwrap();
    loop {
        if let Notification::Enter(objects) = next(&mut notifications).await
            && let Some(seen) = objects.iter().find(|object| object.id() == vm.id)
            && seen.read::<Vm>().unwrap().power_state == "Running"
        {
            break;
        }
    }
    let failed = client.run("vm.resume", json!({"id": vm.id})).await;
    let failed = failed.unwrap_err();
    assert_eq!(failed.code(), Some(ErrorCode::VmBadPowerState));

    // A lost pool takes all its objects along, and brings them back under the same ids.
    let before = all(client.objects(&Filter::All, None).await.unwrap()).await;
    xo.cut(&sim);
    loop {
        if let Notification::Exit(ids) = next(&mut notifications).await
            && ids.len() + 1 >= before.len()
        {
            break;
        }
    }
    assert!(list(&client, json!({"type": "VM"})).await.is_empty());
    assert_eq!(
        client.servers().await.unwrap()[0].status,
        ServerStatus::Connecting
    );
    xo.restore(&sim).await;
    let again = all(client.objects(&Filter::All, None).await.unwrap()).await;
    // But for tasks and messages, which come and go in the meantime.
    let lasting = |objects: BTreeMap<String, Object>| -> Vec<String> {
        let passing = |object: &Object| matches!(object.kind(), "task" | "message");
        let lasting = objects.into_values().filter(|object| !passing(object));
        lasting.map(|object| object.id().to_owned()).collect()
    };
    assert_eq!(lasting(again), lasting(before));
}

#[tokio::test]
async fn a_console_speaks_rfb() {
    let (_sim, xo) = world().await;
    let client = admin(&xo).await;
    let running = list(&client, json!({"type": "VM", "power_state": "Running"})).await;
    let halted = list(&client, json!({"type": "VM", "power_state": "Halted"})).await;
    let mut console = client.console(running[0].id()).await.unwrap();
    let mut greeting = [0; 12];
    console.read_exact(&mut greeting).await.unwrap();
    assert!(greeting.starts_with(b"RFB 003."), "{greeting:?}");
    console.write_all(&greeting).await.unwrap();
    console.flush().await.unwrap();
    // The kinds of security on offer.
    assert!(console.read_u8().await.unwrap() > 0);
    let refused = client.console(halted[0].id()).await.unwrap_err();
    assert!(
        matches!(refused, Error::Refused { status: 0, .. }),
        "{refused:?}"
    );
}

#[tokio::test]
async fn what_runs_is_measured() {
    let (_sim, xo) = world().await;
    let client = admin(&xo).await;
    let running = list(&client, json!({"type": "VM", "power_state": "Running"})).await;
    let measured = client.vm_stats(running[0].id(), Granularity::Seconds).await;
    let measured = measured.unwrap();
    assert_eq!(measured.interval, 5);
    assert!(measured.end > 0);
    assert!(measured.series["cpus/0"].iter().flatten().count() > 0);
    assert!(measured.series.contains_key("memory"));
    let hosts = list(&client, json!({"type": "host"})).await;
    let measured = client.host_stats(hosts[0].id(), Granularity::Minutes).await;
    assert_eq!(measured.unwrap().interval, 60);
    let halted = list(&client, json!({"type": "VM", "power_state": "Halted"})).await;
    let refused = client.vm_stats(halted[0].id(), Granularity::Seconds).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code(), Some(ErrorCode::IncorrectState));
}

#[tokio::test]
async fn a_machine_goes_out_and_comes_in() {
    let (_sim, xo) = world().await;
    let client = admin(&xo).await;
    let halted = list(&client, json!({"type": "VM", "power_state": "Halted"})).await;
    let vm: Vm = halted[0].read().unwrap();
    let place = client.call::<BTreeMap<String, String>>("vm.export", json!({"vm": vm.id}));
    let place = place.await.unwrap();
    let download = client.get_from(&place["$getFrom"]).await.unwrap();
    let image = download.bytes(64 << 20).await.unwrap();
    assert!(!image.is_empty());
    let again = client.get_from(&place["$getFrom"]).await.unwrap_err();
    assert!(
        matches!(again, Error::Refused { status: 302, .. }),
        "{again:?}"
    );

    let sr = list(&client, json!({"type": "SR", "content_type": "user"})).await;
    let place = client.call::<BTreeMap<String, String>>("vm.import", json!({"sr": sr[0].id()}));
    let place = place.await.unwrap();
    let length = image.len() as u64;
    let body = std::io::Cursor::new(image);
    let made: String = client
        .send_to(&place["$sendTo"], body, length)
        .await
        .unwrap();
    let made = list(&client, json!({ "id": made })).await;
    assert_eq!(made[0].read::<Vm>().unwrap().name_label, vm.name_label);
}

#[tokio::test]
async fn a_pool_is_added_and_can_be_refused() {
    let (_sim, xo) = world().await;
    let other = Config {
        seed: 2,
        tls: Some(([127, 0, 0, 1], 0).into()),
        ..pool()
    };
    let other = Sim::start(other).await.unwrap();
    xo.introduce(&other);
    let client = admin(&xo).await;
    let mut server = NewServer {
        host: other.http_url(),
        username: "root".to_owned(),
        password: "wrong".to_owned().into(),
        label: "another".to_owned(),
        allow_unauthorized: true,
    };
    let wrong = client.add_server(&server).await.unwrap();
    let refused = client.enable_server(&wrong).await.unwrap_err();
    assert_eq!(refused.code(), Some(ErrorCode::AuthenticationFailed));
    client.remove_server(&wrong).await.unwrap();

    server.password = PASSWORD.to_owned().into();
    let right = client.add_server(&server).await.unwrap();
    client.enable_server(&right).await.unwrap();
    let servers = client.servers().await.unwrap();
    let added = servers.iter().find(|server| server.id == right).unwrap();
    assert_eq!(added.status, ServerStatus::Connected);
    assert!(added.enabled && added.pool.is_some());
    client.disable_server(&right).await.unwrap();
}

#[tokio::test]
async fn over_tls_everything_goes_by_the_same_trust() {
    let tls = Config {
        tls: Some(([127, 0, 0, 1], 0).into()),
        ..pool()
    };
    let sim = Sim::start(tls).await.unwrap();
    let certificate = sim.certificate().unwrap().clone();
    let xo = Xo::start_tls(([127, 0, 0, 1], 0).into(), &certificate, &[&sim]).await;
    let xo = xo.unwrap();
    let Err(Error::Untrusted(untrusted)) = connector(&xo).connect().await else {
        panic!("was trusted");
    };
    let pinned = Arc::new(Pinned::new(untrusted.fingerprint));
    let client = connector(&xo).verifier(pinned).connect().await.unwrap();
    let who = SignIn::password("admin@admin.net", PASSWORD);
    client.sign_in(&who).await.unwrap();
    let lines = client.objects_by_line(&Filter::All, Some(1), true).await;
    assert_eq!(all(lines.unwrap()).await.len(), 1);
    let running = list(&client, json!({"type": "VM", "power_state": "Running"})).await;
    let mut console = client.console(running[0].id()).await.unwrap();
    let mut greeting = [0; 4];
    console.read_exact(&mut greeting).await.unwrap();
    assert_eq!(&greeting, b"RFB ");
}
