//! A client that knows nothing of poolsim's inside: bytes over TCP, JSON in and out.
#![allow(dead_code)] // Every test program uses a part of it.

pub mod bytes;
pub mod line;

use std::time::Duration;

#[allow(unused_imports)] // Every test program uses a part of it.
pub use bytes::exchange;
use poolsim::{Config, Sim};
use serde_json::{Value, json};

/// A small pool whose operations take a moment only.
pub async fn pool(hosts: usize, vms: usize) -> Sim {
    let config = Config {
        hosts,
        vms,
        operation_time: Duration::from_millis(80),
        login_delay: Duration::from_millis(10),
        background: false,
        ..Config::default()
    };
    Sim::start(config).await.unwrap()
}

/// A client with a session.
pub struct Client {
    /// `host:port` of the coordinator.
    pub address: String,
    /// The session.
    pub session: String,
}

/// An API failure: code and parameters.
#[derive(Debug, PartialEq)]
pub struct Failed(pub String, pub Vec<String>);

impl Client {
    /// Logs in as the administrator.
    pub async fn login(sim: &Sim) -> Client {
        Client::login_as(sim, "root", "pooldeck").await
    }

    /// Logs in.
    pub async fn login_as(sim: &Sim, user: &str, password: &str) -> Client {
        let mut client = Client {
            address: sim.http_url().replace("http://", ""),
            session: String::new(),
        };
        let session = client
            .raw(
                "session.login_with_password",
                json!([user, password, "1.0", "tests"]),
            )
            .await
            .unwrap();
        client.session = session.as_str().unwrap().to_owned();
        client
    }

    /// Calls a method with exactly these parameters.
    pub async fn raw(&self, method: &str, params: Value) -> Result<Value, Failed> {
        let body =
            json!({ "jsonrpc": "2.0", "method": method, "params": params, "id": 1 }).to_string();
        let request = format!(
            "POST /jsonrpc HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let answer = exchange(&self.address, &request).await;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        let mut answer: Value = serde_json::from_str(body).unwrap();
        if let Some(error) = answer.get("error") {
            let params = error["data"]
                .as_array()
                .unwrap()
                .iter()
                .map(|p| p.as_str().unwrap().to_owned())
                .collect();
            return Err(Failed(
                error["message"].as_str().unwrap().to_owned(),
                params,
            ));
        }
        Ok(answer["result"].take())
    }

    /// Calls a method with the session before the parameters.
    pub async fn call(&self, method: &str, params: Value) -> Result<Value, Failed> {
        let mut all = vec![json!(self.session)];
        all.extend(params.as_array().unwrap().iter().cloned());
        self.raw(method, Value::Array(all)).await
    }

    /// A call that must succeed.
    pub async fn ok(&self, method: &str, params: Value) -> Value {
        self.call(method, params)
            .await
            .unwrap_or_else(|failed| panic!("{method}: {failed:?}"))
    }

    /// The code of a call that must fail, and its parameters.
    pub async fn fails(&self, method: &str, params: Value) -> Failed {
        match self.call(method, params).await {
            Ok(value) => panic!("{method} answered {value}"),
            Err(failed) => failed,
        }
    }

    /// The VM with that name.
    pub async fn vm(&self, name: &str) -> String {
        self.ok("VM.get_by_name_label", json!([name])).await[0]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// A field of a VM.
    pub async fn vm_field(&self, vm: &str, field: &str) -> Value {
        self.ok(&format!("VM.get_{field}"), json!([vm])).await
    }

    /// Waits until a task is done, and gives its record.
    pub async fn done(&self, task: &Value) -> Value {
        test_support::eventually_some("the end of the task", async || {
            let record = self.ok("task.get_record", json!([task])).await;
            (record["status"] != "pending").then_some(record)
        })
        .await
    }
}
