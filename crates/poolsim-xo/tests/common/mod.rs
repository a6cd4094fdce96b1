//! A client of the xo-server that knows nothing of poolsim's inside: text frames in and out.
#![allow(dead_code)] // Every test program uses a part of it.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use poolsim::{Config, Sim};
use poolsim_xo::Xo;
use serde_json::{Value, json};
use test_support::finishes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

pub const ADMIN: &str = "admin@admin.net";
pub const PASSWORD: &str = "pooldeck";

/// A pool whose operations take a moment only.
pub async fn pool(name: &str, seed: u64) -> Sim {
    let config = Config {
        hosts: 2,
        vms: 14,
        seed,
        pool_name: name.to_owned(),
        operation_time: Duration::from_millis(400),
        login_delay: Duration::from_millis(10),
        background: false,
        ..Config::default()
    };
    Sim::start(config).await.unwrap()
}

/// An xo-server in front of a pool.
pub async fn one() -> (Sim, Xo) {
    let sim = pool("Lyon", 1).await;
    let xo = Xo::start(([127, 0, 0, 1], 0).into(), &[&sim])
        .await
        .unwrap();
    (sim, xo)
}

/// `host:port` of an xo-server.
pub fn address(xo: &Xo) -> String {
    xo.url().replace("http://", "")
}

/// What comes back to bytes sent, up to the end.
pub async fn exchange(xo: &Xo, request: &str) -> Vec<u8> {
    let mut stream = TcpStream::connect(address(xo)).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    finishes("the end of an answer", read).await.unwrap();
    answer
}

/// A GET: its head and its body, unchunked.
pub async fn get(xo: &Xo, path: &str, headers: &str) -> (String, Vec<u8>) {
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n");
    let answer = exchange(xo, &request).await;
    unchunk(&answer)
}

pub fn unchunk(answer: &[u8]) -> (String, Vec<u8>) {
    let at = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8(answer[..at].to_vec()).unwrap();
    let mut rest = &answer[at + 4..];
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|two| two == b"\r\n").unwrap();
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..line]).unwrap(), 16).unwrap();
        rest = &rest[line + 2..];
        if size == 0 {
            return (head, body);
        }
        body.extend_from_slice(&rest[..size]);
        rest = &rest[size + 2..];
    }
}

/// Something a client was told.
#[derive(Clone, Debug)]
pub enum Told {
    /// The answer to the call with that number.
    Answer(u64, Value),
    /// Objects that came or changed.
    Enter(BTreeMap<String, Value>),
    /// Ids of objects that went.
    Exit(Vec<String>),
}

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A client with a list of what it was told, in order.
pub struct Client {
    pub socket: Socket,
    pub told: Vec<Told>,
    next: u64,
}

impl Client {
    /// Connects.
    pub async fn open(xo: &Xo) -> Client {
        let url = format!("ws://{}/api/", address(xo));
        let (socket, _) = tokio_tungstenite::connect_async(url).await.unwrap();
        Client {
            socket,
            told: Vec::new(),
            next: 0,
        }
    }

    /// Connects and signs in as the administrator.
    pub async fn admin(xo: &Xo) -> Client {
        let mut client = Client::open(xo).await;
        client
            .ok(
                "session.signIn",
                json!({ "email": ADMIN, "password": PASSWORD }),
            )
            .await;
        client
    }

    /// Sends a call and gives its number.
    pub async fn send(&mut self, method: &str, params: Value) -> u64 {
        self.next += 1;
        let call = json!({ "jsonrpc": "2.0", "id": self.next, "method": method, "params": params });
        self.socket
            .send(Message::text(call.to_string()))
            .await
            .unwrap();
        self.next
    }

    /// Hears the next message; none if the server closed.
    pub async fn hear(&mut self) -> Option<Told> {
        loop {
            let message = finishes("a message", self.socket.next()).await?.ok()?;
            let Message::Text(text) = message else {
                if message.is_close() {
                    return None;
                }
                continue;
            };
            let message: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(message["jsonrpc"], "2.0");
            let told = match message["id"].as_u64() {
                Some(id) => Told::Answer(id, message),
                None => {
                    assert_eq!(message["method"], "all");
                    let items = message["params"]["items"].as_object().unwrap().clone();
                    match message["params"]["type"].as_str().unwrap() {
                        "enter" => Told::Enter(items.into_iter().collect()),
                        "exit" => Told::Exit(items.into_iter().map(|(id, _)| id).collect()),
                        other => panic!("{other}"),
                    }
                }
            };
            self.told.push(told.clone());
            return Some(told);
        }
    }

    /// Calls a method: its result, or its error.
    pub async fn call(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.send(method, params).await;
        loop {
            match self.hear().await {
                Some(Told::Answer(number, mut answer)) if number == id => {
                    return match answer.get_mut("error") {
                        Some(error) => Err(error.take()),
                        None => Ok(answer["result"].take()),
                    };
                }
                Some(_) => {}
                None => panic!("{method}: no answer"),
            }
        }
    }

    /// A call that must succeed.
    pub async fn ok(&mut self, method: &str, params: Value) -> Value {
        self.call(method, params)
            .await
            .unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// The error of a call that must fail.
    pub async fn fails(&mut self, method: &str, params: Value) -> Value {
        match self.call(method, params).await {
            Ok(result) => panic!("{method} answered {result}"),
            Err(error) => error,
        }
    }

    /// All objects that a filter finds.
    pub async fn objects(&mut self, filter: Value) -> BTreeMap<String, Value> {
        let found = self
            .ok("xo.getAllObjects", json!({ "filter": filter }))
            .await;
        found.as_object().unwrap().clone().into_iter().collect()
    }

    /// The VM with that name.
    pub async fn vm(&mut self, name: &str) -> String {
        let found = self
            .objects(json!({ "type": "VM", "name_label": name }))
            .await;
        found
            .into_keys()
            .next()
            .unwrap_or_else(|| panic!("no VM {name}"))
    }

    /// The object with that id.
    pub async fn object(&mut self, id: &str) -> Value {
        let mut found = self.objects(json!({ "id": id })).await;
        found.remove(id).unwrap_or_else(|| panic!("no object {id}"))
    }

    /// Hears until something has been told, or gives up.
    pub async fn until(&mut self, mut seen: impl FnMut(&Told) -> bool) {
        loop {
            match self.hear().await {
                Some(told) if seen(&told) => return,
                Some(_) => {}
                None => panic!("it was not told"),
            }
        }
    }
}
