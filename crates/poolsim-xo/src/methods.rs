//! The table of methods, and what it tells of itself.

use serde_json::{Map, Value as Json, json};

use super::call::Call;
use super::error::{Answer, Error};
use super::method::{Method, method};
use super::signature::Signature;

const METHODS: &[Method] = &[
    method!("system.getMethodsInfo", Nobody, "", methods_info),
    method!("system.listMethods", Nobody, "", list_methods),
    method!(
        "system.methodSignature",
        Nobody,
        "method:string",
        method_signature
    ),
];

/// All methods.
fn all() -> impl Iterator<Item = &'static Method> {
    [
        METHODS,
        super::session::METHODS,
        super::servers::METHODS,
        super::vm::METHODS,
        super::hosts::METHODS,
        super::storage::METHODS,
        super::networks::METHODS,
    ]
    .into_iter()
    .flatten()
}

fn signatures() -> impl Iterator<Item = &'static Signature> {
    all().map(|method| &method.signature)
}

/// A method by name.
pub fn find(name: &str) -> Option<&'static Method> {
    all().find(|method| method.signature.name == name)
}

async fn methods_info(_: Call) -> Answer<Json> {
    Ok(signatures()
        .map(|method| (method.name.to_owned(), method.info()))
        .collect::<Map<_, _>>()
        .into())
}

async fn list_methods(_: Call) -> Answer<Json> {
    Ok(signatures().map(|method| method.name).collect())
}

async fn method_signature(call: Call) -> Answer<Json> {
    let name = call.text("method").unwrap_or("");
    let found = find(name).ok_or_else(|| Error::no_such_object(name, &[]))?;
    Ok(json!([found.signature.info()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keywords(name: &str, params: Json) -> Vec<String> {
        match find(name).unwrap().signature.check(params) {
            Ok(_) => Vec::new(),
            Err(error) => error.json(false)["data"]["errors"]
                .as_array()
                .unwrap()
                .iter()
                .map(|error| error["keyword"].as_str().unwrap().to_owned())
                .collect(),
        }
    }

    #[test]
    fn parameters_are_checked_against_what_is_declared() {
        assert_eq!(keywords("vm.pause", json!({})), ["required"]);
        assert_eq!(
            keywords("vm.pause", json!({ "id": "x", "more": 1 })),
            ["additionalProperties"]
        );
        assert_eq!(keywords("vm.pause", json!({ "id": 1 })), ["type"]);
        assert_eq!(keywords("vm.pause", json!({ "id": "" })), ["minLength"]);
        assert!(keywords("vm.pause", json!({ "vm": "x", "_log": true })).is_empty());
        assert!(keywords("vm.set", json!({ "id": "x", "name_description": "" })).is_empty());
        assert!(keywords("vm.set", json!({ "id": "x", "future?": 1 })).is_empty());
        assert!(keywords("server.getAll", json!({ "whatever": 1 })).is_empty());
        assert_eq!(keywords("vm.migrate", json!({ "id": "x" })).len(), 3);
    }

    #[test]
    fn every_method_is_declared_once_and_readable() {
        let mut names: Vec<&str> = signatures().map(|method| method.name).collect();
        for method in signatures() {
            for param in method.params() {
                assert!(
                    param.types.iter().all(|kind| [
                        "any", "string", "text", "boolean", "number", "integer", "object", "array",
                        "null"
                    ]
                    .contains(kind)),
                    "{} {param:?}",
                    method.name
                );
            }
        }
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert_eq!(
            find("session.signIn").unwrap().signature.info()["permission"],
            Json::Null
        );
        assert_eq!(
            find("server.getAll").unwrap().signature.info()["permission"],
            "admin"
        );
        assert!(
            find("vm.start")
                .unwrap()
                .signature
                .info()
                .get("permission")
                .is_none()
        );
    }
}
