//! The servers that Xen Orchestra itself is connected to: one for each pool.

use std::fmt;

use serde::Deserialize;
use serde_json::Value;
use zeroize::Zeroizing;

/// How Xen Orchestra stands with a server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServerStatus {
    /// Its pool's objects are there.
    Connected,
    /// It is being tried; its pool's objects are away.
    Connecting,
    /// It is not tried.
    #[default]
    Disconnected,
    /// Something newer.
    Other(String),
}

/// Why the last attempt to connect failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerError {
    /// The pool's error code, such as `SESSION_AUTHENTICATION_FAILED`, or the system's, such as
    /// `ECONNREFUSED`; empty if there is none.
    pub code: String,
    /// A sentence, if there is one.
    pub message: String,
    /// The parameters of the pool's error. The first of a failed log-in is the user.
    pub params: Vec<String>,
}

/// A server behind Xen Orchestra.
#[derive(Clone, Debug, PartialEq)]
pub struct ServerRecord {
    /// The id that calls about it take.
    pub id: String,
    /// Its address, perhaps with a port.
    pub host: String,
    /// The name people gave it.
    pub label: String,
    /// Whom Xen Orchestra signs in as.
    pub username: String,
    /// Whether it is to be connected.
    pub enabled: bool,
    /// Whether Xen Orchestra refuses to change anything there.
    pub read_only: bool,
    /// Whether any certificate will do.
    pub allow_unauthorized: bool,
    /// How it stands.
    pub status: ServerStatus,
    /// The pool's id, while connected.
    pub pool: Option<String>,
    /// The id of the pool's coordinator, while connected.
    pub coordinator: Option<String>,
    /// The name of its pool, as last known.
    pub pool_name: String,
    /// The addresses of the pool's hosts, as last known.
    pub members: Vec<String>,
    /// Why it is not connected, if it failed.
    pub error: Option<ServerError>,
}

impl<'de> Deserialize<'de> for ServerRecord {
    /// A member of a wrong type is taken for absent.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let record = Value::deserialize(deserializer)?;
        let text = |name: &str| match record.get(name) {
            Some(Value::String(text)) => Some(text.clone()),
            _ => None,
        };
        let flag = |name: &str| record.get(name).and_then(Value::as_bool).unwrap_or(false);
        Ok(Self {
            id: text("id").ok_or_else(|| serde::de::Error::missing_field("id"))?,
            host: text("host").unwrap_or_default(),
            label: text("label").unwrap_or_default(),
            username: text("username").unwrap_or_default(),
            enabled: flag("enabled"),
            read_only: flag("readOnly"),
            allow_unauthorized: flag("allowUnauthorized"),
            status: match text("status") {
                Some(status) => match status.as_str() {
                    "connected" => ServerStatus::Connected,
                    "connecting" => ServerStatus::Connecting,
                    "disconnected" => ServerStatus::Disconnected,
                    _ => ServerStatus::Other(status),
                },
                None => ServerStatus::default(),
            },
            pool: text("poolId"),
            coordinator: text("master"),
            pool_name: text("poolNameLabel").unwrap_or_default(),
            members: texts(record.get("poolMembersAddresses")),
            error: record.get("error").and_then(failure),
        })
    }
}

fn texts(list: Option<&Value>) -> Vec<String> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|text| text.as_str().map(str::to_owned))
        .collect()
}

fn failure(error: &Value) -> Option<ServerError> {
    let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default();
    let plain = error.as_str();
    if !error.is_object() && plain.is_none() {
        return None;
    }
    let params = error.get("params").and_then(Value::as_array);
    Some(ServerError {
        code: text("code").to_owned(),
        message: plain.unwrap_or_else(|| text("message")).to_owned(),
        params: params
            .into_iter()
            .flatten()
            .map(|param| match param {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            })
            .collect(),
    })
}

/// A server to be added.
#[derive(Clone)]
pub struct NewServer {
    /// `host`, `host:port`, or a URL; https unless it says otherwise.
    pub host: String,
    /// Whom to sign in as.
    pub username: String,
    /// That user's password.
    pub password: Zeroizing<String>,
    /// A name for people; may be empty.
    pub label: String,
    /// Whether any certificate will do. Hosts sign theirs themselves, so without this most cannot
    /// be connected.
    pub allow_unauthorized: bool,
}

impl fmt::Debug for NewServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewServer")
            .field("host", &self.host)
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_records() {
        let record: ServerRecord = serde_json::from_value(json!({
            "id": "s", "host": "10.0.0.1", "label": "lab", "username": "root", "enabled": true,
            "readOnly": false, "allowUnauthorized": true, "status": "connecting",
            "poolMembersAddresses": ["10.0.0.1", null, "10.0.0.2"],
            "error": {"code": "SESSION_AUTHENTICATION_FAILED", "params": ["root", 7]},
        }))
        .unwrap();
        assert_eq!(record.status, ServerStatus::Connecting);
        assert!(record.enabled && record.allow_unauthorized && !record.read_only);
        let error = record.error.unwrap();
        assert_eq!(error.code, "SESSION_AUTHENTICATION_FAILED");
        assert_eq!(error.params, ["root", "7"]);
        assert_eq!(record.pool, None);
        assert_eq!(record.members, ["10.0.0.1", "10.0.0.2"]);

        let odd: ServerRecord = serde_json::from_value(json!({
            "id": "s", "label": 7, "status": "resting", "error": "made up", "poolId": "p",
        }))
        .unwrap();
        assert_eq!(odd.status, ServerStatus::Other("resting".to_owned()));
        assert_eq!(odd.error.unwrap().message, "made up");
        assert_eq!(odd.pool.as_deref(), Some("p"));
    }
}
