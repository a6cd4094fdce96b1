//! HTTP itself: heads, limits, error pages, supporters, consoles and RRDs, byte by byte.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

mod common;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use common::{Client, exchange, pool};
use poolsim::{Certificate, Config, Sim};
use rustls::pki_types::{CertificateDer, pem::PemObject};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn capture(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/wire")
        .join(name);
    std::fs::read_to_string(path).unwrap()
}

/// Names of the headers of a captured answer, in order, as they were spelled.
fn captured_headers(name: &str) -> Vec<String> {
    let text = capture(name);
    text.lines()
        .filter_map(|line| line.strip_prefix("< "))
        .filter_map(|line| line.split_once(": "))
        .map(|(n, _)| n.to_owned())
        .collect()
}

fn headers(answer: &str) -> Vec<String> {
    let head = answer.split_once("\r\n\r\n").unwrap().0;
    head.lines()
        .skip(1)
        .map(|line| line.split_once(": ").unwrap().0.to_owned())
        .collect()
}

fn address(sim: &Sim) -> String {
    sim.http_url().replace("http://", "")
}

fn post(path: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn heads_are_those_captured() {
    let sim = pool(1, 0).await;
    let to = address(&sim);
    let login = r#"{"jsonrpc":"2.0","method":"session.login_with_password","params":["root","pooldeck"],"id":1}"#;
    let answer = exchange(&to, &post("/jsonrpc", login)).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    assert_eq!(headers(&answer), captured_headers("login.json"));
    for (request, name) in [
        (post("/jsonrpc", "{\"jsonrpc\":"), "malformed-json.txt"),
        (post("/", "<methodCall>"), "malformed-xml.txt"),
        ("GET /nope HTTP/1.1\r\n\r\n".to_owned(), "unknown_path.txt"),
        (
            "GET /rrd_updates?start=0 HTTP/1.1\r\n\r\n".to_owned(),
            "rrd-no_session.txt",
        ),
    ] {
        let answer = exchange(&to, &request).await;
        assert_eq!(headers(&answer), captured_headers(name), "{name}");
        let status = capture(name)
            .lines()
            .find_map(|line| line.strip_prefix("< HTTP ").map(str::to_owned))
            .unwrap();
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{name}: {answer}"
        );
    }
}

#[tokio::test]
async fn one_connection_carries_many_calls() {
    let sim = pool(1, 0).await;
    let mut stream = TcpStream::connect(address(&sim)).await.unwrap();
    let body = r#"{"method":"system.isAlive","params":["hello"],"id":"a"}"#;
    for _ in 0..3 {
        let request = format!(
            "POST /jsonrpc HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = vec![0; 4096];
        let n = stream.read(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer[..n]).into_owned();
        assert!(answer.contains("connection: keep-alive"), "{answer}");
        assert!(
            answer.ends_with(r#"{"result":"hello","error":null,"id":"a"}"#),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn limits_are_the_servers() {
    let sim = pool(1, 0).await;
    let to = address(&sim);
    let cases = [
        (
            format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "y".repeat(1100)),
            431,
        ),
        (
            "POST /jsonrpc HTTP/1.1\r\nContent-Length: 307201\r\n\r\n".to_owned(),
            500,
        ),
        (
            "POST /jsonrpc HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_owned(),
            500,
        ),
        ("BREW / HTTP/1.1\r\n\r\n".to_owned(), 501),
        ("GET /export?uuid=x HTTP/1.1\r\n\r\n".to_owned(), 401),
        ("nonsense\r\n\r\n".to_owned(), 400),
        (post("/anything", "<methodCall>"), 500),
    ];
    for (request, status) in cases {
        let answer = exchange(&to, &request).await;
        let first: String = request.chars().take(40).collect();
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{first}: {answer}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_password_takes_its_time() {
    let config = Config {
        vms: 0,
        login_delay: Duration::from_millis(150),
        ..Config::default()
    };
    let sim = Sim::start(config).await.unwrap();
    let client = Client {
        address: address(&sim),
        session: String::new(),
    };
    let began = tokio::time::Instant::now();
    let failed = client
        .raw("session.login_with_password", json!(["root", "no"]))
        .await
        .unwrap_err();
    assert_eq!(failed.0, "SESSION_AUTHENTICATION_FAILED");
    assert!(began.elapsed() >= Duration::from_millis(150));
    assert_eq!(sim.world().live_sessions(), 0);
}

#[tokio::test]
async fn a_supporter_names_the_coordinator() {
    let sim = pool(2, 4).await;
    let client = Client::login(&sim).await;
    let listener = sim.world().listeners[1].clone();
    let other = Client {
        address: listener.http.to_string(),
        session: client.session.clone(),
    };
    let failed = other
        .raw("session.login_with_password", json!(["root", "pooldeck"]))
        .await
        .unwrap_err();
    assert_eq!(failed.0, "HOST_IS_SLAVE");
    assert_eq!(other.fails("VM.get_all", json!([])).await, failed);
    // Where hosts differ by their address the port is the client's own; otherwise the port is told too.
    let told = &failed.1[0];
    let reached = if told.contains(':') {
        told.clone()
    } else {
        format!("{told}:{}", listener.http.port())
    };
    assert_eq!(reached, client.address);
    // Its archives are its own, with the pool's session.
    let request = format!(
        "GET /rrd_updates?session_id={}&start=-60&host=true&json=true HTTP/1.1\r\n\r\n",
        client.session
    );
    let answer = exchange(&other.address, &request).await;
    let uuid = sim.world().db.text(&listener.host, "uuid").to_owned();
    assert!(
        answer.contains(&format!("AVERAGE:host:{uuid}:cpu_avg")),
        "{answer}"
    );
}

#[tokio::test]
async fn archives_have_the_captured_shape() {
    let sim = pool(1, 6).await;
    let client = Client::login(&sim).await;
    let now = poolsim::clock::now();
    let get = |path: &str, query: &str| {
        format!(
            "GET {path}?session_id={}&{query} HTTP/1.1\r\n\r\n",
            client.session
        )
    };
    let to = address(&sim);
    let answer = exchange(
        &to,
        &get(
            "/rrd_updates",
            &format!(
                "start={}&interval=5&cf=AVERAGE&host=true&json=true",
                now - 60
            ),
        ),
    )
    .await;
    assert!(answer.starts_with("HTTP/1.0 200 OK"));
    assert_eq!(headers(&answer), captured_headers("rrd-updates.json.txt"));
    let body: serde_json::Value =
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
    let rows = body["data"].as_array().unwrap();
    assert_eq!(body["meta"]["rows"], json!(rows.len().to_string()));
    assert_eq!(body["meta"]["end"], rows[0]["t"]);
    let columns: usize = body["meta"]["columns"].as_str().unwrap().parse().unwrap();
    assert_eq!(
        (
            rows[0]["values"].as_array().unwrap().len(),
            body["meta"]["legend"].as_array().unwrap().len()
        ),
        (columns, columns)
    );
    let time = |i: usize| rows[i]["t"].as_str().unwrap().parse::<i64>().unwrap();
    assert_eq!(time(0) - time(1), 5);
    let answer = exchange(&to, &get("/rrd_updates", "start=-60&interval=5")).await;
    assert!(answer.contains("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xport><meta><start>"));
    assert!(
        exchange(&to, &get("/rrd_updates", "cf=AVERAGE"))
            .await
            .starts_with("HTTP/1.1 400 ")
    );
    let vm = client.vm("web-01").await;
    let uuid = client.vm_field(&vm, "uuid").await;
    let answer = exchange(
        &to,
        &get(
            "/vm_rrd",
            &format!("uuid={}&json=true", uuid.as_str().unwrap()),
        ),
    )
    .await;
    let body: serde_json::Value =
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap();
    let lengths: Vec<usize> = body["rra"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rra| rra["database"].as_array().unwrap().len())
        .collect();
    assert_eq!(lengths, [120, 120, 168, 366]);
    assert_eq!(body["rra"][3]["pdp_per_row"], "17280");
    let captured: serde_json::Value = serde_json::from_str(
        capture("vm_rrd.json.txt")
            .trim_end()
            .lines()
            .last()
            .unwrap(),
    )
    .unwrap();
    let names = |value: &serde_json::Value| -> Vec<String> {
        value.as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(names(&body), names(&captured));
    assert_eq!(names(&body["ds"][0]), names(&captured["ds"][0]));
    assert_eq!(names(&body["rra"][0]), names(&captured["rra"][0]));
}

#[tokio::test]
async fn a_console_refuses_as_captured() {
    let sim = pool(2, 12).await;
    let client = Client::login(&sim).await;
    let to = address(&sim);
    let answer = exchange(&to, "CONNECT /console?uuid=x HTTP/1.0\r\n\r\n").await;
    let captured = capture("console-no-session.txt").replace("\r\n", "\n");
    let head = |text: &str| -> Vec<String> {
        text.lines()
            .skip_while(|l| !l.starts_with("HTTP"))
            .take_while(|l| !l.is_empty())
            .map(|l| l.split(':').next().unwrap().to_owned())
            .collect()
    };
    assert_eq!(head(&answer), head(&captured));
    let request = |query: &str| {
        format!(
            "CONNECT /console?{query}&session_id={} HTTP/1.0\r\n\r\n",
            client.session
        )
    };
    let answer = exchange(&to, &request("uuid=nope")).await;
    assert!(answer.starts_with("HTTP/1.0 500 Internal Error"));
    assert!(
        answer.contains(
            "Db_exn.Read_missing_uuid(&quot;console&quot;, &quot;&quot;, &quot;nope&quot;)"
        ),
        "{answer}"
    );
    // A VM that runs on another host, and one that does not run.
    let elsewhere = {
        let world = sim.world();
        let host = world.listeners[1].host.clone();
        let guest = world
            .db
            .refs(&host, "resident_VMs")
            .into_iter()
            .find(|vm| !world.db.flag(vm, "is_control_domain"));
        world.db.text(&guest.unwrap(), "uuid").to_owned()
    };
    assert!(
        exchange(&to, &request(&format!("uuid={elsewhere}")))
            .await
            .starts_with("HTTP/1.0 500 ")
    );
    let halted = client.vm("build-agent-01").await;
    assert!(
        exchange(&to, &request(&format!("ref={halted}")))
            .await
            .starts_with("HTTP/1.0 500 ")
    );
}

/// Opens a console and reads what comes after the head.
async fn open(address: &str, query: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(format!("CONNECT /console?{query} HTTP/1.0\r\n\r\n").as_bytes())
        .await
        .unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    let head = String::from_utf8(head).unwrap();
    assert_eq!(
        head,
        "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nCache-Control: no-cache, no-store\r\n\r\n"
    );
    stream
}

#[tokio::test]
async fn a_console_shows_a_screen_until_its_vm_stops() {
    let sim = pool(1, 12).await;
    let client = Client::login(&sim).await;
    let vm = client.vm("web-01").await;
    let console = client.vm_field(&vm, "consoles").await[0].clone();
    let uuid = client.ok("console.get_uuid", json!([console])).await;
    let mut stream = open(
        &address(&sim),
        &format!(
            "uuid={}&session_id={}",
            uuid.as_str().unwrap(),
            client.session
        ),
    )
    .await;
    let mut greeting = [0; 12];
    stream.read_exact(&mut greeting).await.unwrap();
    assert_eq!(&greeting, b"RFB 003.008\n");
    client.ok("VM.hard_shutdown", json!([vm])).await;
    let mut rest = Vec::new();
    let closing = stream.read_to_end(&mut rest);
    let closed = test_support::finishes("the end of the console", closing).await;
    closed.unwrap();
}

#[tokio::test]
async fn a_serial_console_answers_what_is_typed() {
    let sim = pool(1, 0).await;
    let client = Client::login(&sim).await;
    let console = {
        let world = sim.world();
        world
            .db
            .all("console")
            .into_iter()
            .find(|console| world.db.text(console, "protocol") == "vt100")
            .unwrap()
    };
    let mut stream = open(
        &address(&sim),
        &format!("ref={console}&session_id={}", client.session),
    )
    .await;
    stream.write_all(b"\r").await.unwrap();
    let mut said = [0; 5];
    stream.read_exact(&mut said).await.unwrap();
    assert_eq!(&said[..2], b"\r\n");
}

#[tokio::test]
async fn a_console_can_lead_to_a_real_vnc_server() {
    let target = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = Config {
        hosts: 1,
        vms: 2,
        console_target: Some(target.local_addr().unwrap().to_string()),
        ..Config::default()
    };
    let sim = Sim::start(config).await.unwrap();
    let client = Client::login(&sim).await;
    let vm = client.vm("web-01").await;
    let uuid = client.vm_field(&vm, "uuid").await;
    let mut stream = open(
        &address(&sim),
        &format!(
            "uuid={}&session_id={}",
            uuid.as_str().unwrap(),
            client.session
        ),
    )
    .await;
    let (mut server, _) = target.accept().await.unwrap();
    server.write_all(b"RFB 003.003\n").await.unwrap();
    let mut greeting = [0; 12];
    stream.read_exact(&mut greeting).await.unwrap();
    assert_eq!(&greeting, b"RFB 003.003\n");
    stream.write_all(b"back").await.unwrap();
    let mut said = [0; 4];
    server.read_exact(&mut said).await.unwrap();
    assert_eq!(&said, b"back");
}

#[tokio::test]
async fn a_certificate_stays_if_it_is_given() {
    let tls = Some(([127, 0, 0, 1], 0).into());
    let first = Sim::start(Config {
        vms: 0,
        tls,
        ..Config::default()
    })
    .await
    .unwrap();
    let kept = first.certificate().unwrap().clone();
    assert_eq!(first.fingerprint().len(), 32 * 3 - 1);
    let again = Certificate::from_pem(kept.certificate.clone(), kept.key_pem().to_owned());
    let second = Sim::start(Config {
        vms: 0,
        tls,
        certificate: Some(again),
        ..Config::default()
    })
    .await
    .unwrap();
    assert_eq!(first.fingerprint(), second.fingerprint());
    let third = Sim::start(Config {
        vms: 0,
        tls,
        ..Config::default()
    })
    .await
    .unwrap();
    assert_ne!(first.fingerprint(), third.fingerprint());
    assert!(!format!("{kept:?}").contains("PRIVATE"));
}

#[tokio::test]
async fn an_answer_that_ends_the_connection_says_so_over_tls() {
    let sim = Sim::start(Config {
        vms: 0,
        tls: Some(([127, 0, 0, 1], 0).into()),
        ..Config::default()
    })
    .await
    .unwrap();
    let mut roots = rustls::RootCertStore::empty();
    let pem = sim.certificate().unwrap().certificate.clone();
    roots
        .add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let url = sim.https_url().unwrap();
    let tcp = TcpStream::connect(url.trim_start_matches("https://"))
        .await
        .unwrap();
    let name = rustls::pki_types::ServerName::try_from("127.0.0.1").unwrap();
    let mut stream = tokio_rustls::TlsConnector::from(Arc::new(config))
        .connect(name, tcp)
        .await
        .unwrap();
    stream
        .write_all(b"GET /rrd_updates?start=0 HTTP/1.0\r\n\r\n")
        .await
        .unwrap();
    let mut answer = String::new();
    // An end without a word is an error here: the answer might have been cut short.
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.contains("401"), "{answer}");
}

#[tokio::test]
async fn a_restart_forgets_sessions_and_keeps_references() {
    let sim = pool(2, 4).await;
    let client = Client::login(&sim).await;
    let vm = client.vm("web-01").await;
    let listen = client.address.parse().unwrap();
    sim.stop().await;
    assert!(
        TcpStream::connect(&client.address).await.is_err(),
        "still listening"
    );
    let again = Sim::start(Config {
        listen,
        hosts: 2,
        vms: 4,
        ..Config::default()
    })
    .await
    .unwrap();
    assert_eq!(
        client.fails("VM.get_all", json!([])).await.0,
        "SESSION_INVALID"
    );
    assert_eq!(Client::login(&again).await.vm("web-01").await, vm);
}

#[tokio::test]
async fn hosts_differ_by_their_ports_where_addresses_are_few() {
    // Where there is a second loopback address, somebody else has the port there; elsewhere there is none to be had.
    let taken = tokio::net::TcpListener::bind("127.0.0.2:0").await;
    let port = taken
        .as_ref()
        .map_or(0, |listener| listener.local_addr().unwrap().port());
    let listen = ([127, 0, 0, 1], port).into();
    let sim = Sim::start(Config {
        listen,
        hosts: 2,
        vms: 2,
        ..Config::default()
    })
    .await
    .unwrap();
    let listener = sim.world().listeners[1].clone();
    assert_eq!(listener.address, listener.http.to_string());
    let client = Client {
        address: listener.http.to_string(),
        session: String::new(),
    };
    let failed = client
        .raw("session.login_with_password", json!(["root", "pooldeck"]))
        .await
        .unwrap_err();
    assert_eq!(failed.0, "HOST_IS_SLAVE");
    assert_eq!(failed.1[0], sim.http_url().replace("http://", ""));
}
