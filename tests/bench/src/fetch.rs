//! The list of everything, as curl fetches it: the least that any client must wait for.

use std::{fs, path::Path, process::Command, time::Duration};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::{
    foreign::output,
    pools::{PASSWORD, USER},
    usage::Run,
};

/// In which words the server is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    /// JSON-RPC.
    Json,
    /// XML-RPC.
    Xml,
}

/// Lets curl fetch it into a file; how long that took, and how many events it holds.
pub fn fetch(url: &str, file: &Path, wire: Wire) -> Result<Run> {
    let session = wire.session(&curl(url, wire, &wire.login(), None)?)?;
    let took: f64 = curl(url, wire, &wire.everything(&session), Some(file))?
        .trim()
        .parse()?;
    curl(url, wire, &wire.logout(&session), None)?;
    let needle: &[u8] = match wire {
        Wire::Json => b"\"operation\"",
        Wire::Xml => b"<name>operation</name>",
    };
    let bytes = fs::read(file)?;
    let events = bytes
        .windows(needle.len())
        .filter(|window| window == &needle)
        .count();
    ensure!(events > 0, "curl got no events");
    Ok(Run {
        took: Duration::from_secs_f64(took),
        objects: events as u64,
        ..Run::default()
    })
}

impl Wire {
    fn login(self) -> String {
        self.call(
            "session.login_with_password",
            &[USER, PASSWORD, "1.1", "curl"],
        )
    }

    fn logout(self, session: &str) -> String {
        self.call("session.logout", &[session])
    }

    fn everything(self, session: &str) -> String {
        match self {
            Self::Json => format!(
                r#"{{"jsonrpc":"2.0","id":1,"method":"event.from","params":["{session}",["*"],"",1.0]}}"#
            ),
            Self::Xml => format!(
                "<?xml version='1.0'?><methodCall><methodName>event.from</methodName><params>\
                 <param><value><string>{session}</string></value></param>\
                 <param><value><array><data><value><string>*</string></value></data></array></value></param>\
                 <param><value><string></string></value></param>\
                 <param><value><double>1.0</double></value></param></params></methodCall>"
            ),
        }
    }

    /// A call with texts only. None of them holds what would have to be escaped.
    fn call(self, method: &str, texts: &[&str]) -> String {
        match self {
            Self::Json => {
                serde_json::json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": texts})
                    .to_string()
            }
            Self::Xml => {
                let parameters: String = texts
                    .iter()
                    .map(|text| format!("<param><value><string>{text}</string></value></param>"))
                    .collect();
                format!(
                    "<?xml version='1.0'?><methodCall><methodName>{method}</methodName>\
                     <params>{parameters}</params></methodCall>"
                )
            }
        }
    }

    fn session(self, answer: &str) -> Result<String> {
        let found = match self {
            Self::Json => {
                let answer: Value = serde_json::from_str(answer)?;
                answer["result"].as_str().map(str::to_owned)
            }
            Self::Xml => answer
                .find("OpaqueRef:")
                .and_then(|at| answer[at..].split('<').next())
                .map(str::to_owned),
        };
        found.context("curl is not let in")
    }
}

/// Posts with curl. What it answers; or, where that goes into a file, the seconds it took.
fn curl(url: &str, wire: Wire, body: &str, file: Option<&Path>) -> Result<String> {
    let (path, kind) = match wire {
        Wire::Json => ("/jsonrpc", "Content-Type: application/json"),
        Wire::Xml => ("/", "Content-Type: text/xml"),
    };
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--fail", "--max-time", "120"])
        .args(["--header", kind, "--data-binary", body]);
    if let Some(file) = file {
        curl.args(["--write-out", "%{time_total}", "--output"])
            .arg(file);
    }
    output(curl.arg(format!("{url}{path}")))
}
