//! The methods: what each takes and who may call it, in a form that is checked and can be asked for.

use std::future::Future;
use std::pin::Pin;

use serde_json::{Map, Value as Json, json};

use super::call::Call;
use super::error::{Answer, Error};

/// Who may call a method at all. Rights on objects come on top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Anybody, signed in or not.
    Nobody,
    /// Any user.
    User,
    /// An administrator.
    Admin,
}

/// The answer of a method that runs.
pub type Running = Pin<Box<dyn Future<Output = Answer<Json>> + Send>>;

/// A method.
pub struct Method {
    /// `namespace.name`.
    pub name: &'static str,
    /// Who may call it.
    pub permission: Permission,
    /// Its parameters: `name[?]:type[/type][=type of object[|type of object]@right]`. `text` may be empty, `string` may
    /// not. Nothing: it takes whatever comes.
    pub params: &'static str,
    /// What it does.
    pub run: fn(Call) -> Running,
}

/// A parameter.
#[derive(Debug, PartialEq, Eq)]
pub struct Param {
    /// Name.
    pub name: &'static str,
    /// Whether it may be left out.
    pub optional: bool,
    types: Vec<&'static str>,
    /// Types of the object that it names; empty: it names none.
    pub objects: Vec<&'static str>,
    /// The right needed on that object.
    pub right: &'static str,
}

/// Makes a method of a function.
macro_rules! method {
    ($name:literal, $permission:ident, $params:expr, $run:path) => {
        $crate::method::Method {
            name: $name,
            permission: $crate::method::Permission::$permission,
            params: $params,
            run: |call| Box::pin($run(call)),
        }
    };
}
pub(super) use method;

/// All methods.
pub fn all() -> impl Iterator<Item = &'static Method> {
    [
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

/// A method by name.
pub fn find(name: &str) -> Option<&'static Method> {
    all().find(|method| method.name == name)
}

impl Method {
    /// Its parameters, read.
    pub fn params(&self) -> impl Iterator<Item = Param> {
        self.params.split_whitespace().map(|text| {
            let (text, object) = text.split_once('=').unwrap_or((text, ""));
            let (name, types) = text.split_once(':').unwrap_or((text, "any"));
            let (objects, right) = object.split_once('@').unwrap_or((object, "administrate"));
            Param {
                name: name.trim_end_matches('?'),
                optional: name.ends_with('?'),
                types: types.split('/').collect(),
                objects: objects.split('|').filter(|kind| !kind.is_empty()).collect(),
                right,
            }
        })
    }

    /// What `system.getMethodsInfo` says of it.
    pub fn info(&self) -> Json {
        let mut info = json!({});
        if !self.params.is_empty() {
            let params: Map<_, _> = self
                .params()
                .map(|param| (param.name.to_owned(), param.info()))
                .collect();
            info["params"] = params.into();
        }
        match self.permission {
            Permission::Nobody => info["permission"] = Json::Null,
            Permission::User => {}
            Permission::Admin => info["permission"] = "admin".into(),
        }
        info
    }

    /// Brings parameters to what the method wants, or says what is wrong with them.
    pub fn check(&self, params: Json) -> Answer<Map<String, Json>> {
        let mut given = match params {
            Json::Object(members) => members,
            Json::Array(items) if items.is_empty() => Map::new(),
            Json::Null => Map::new(),
            _ => {
                let error = fault("", "type", json!({ "type": "object" }), "must be object");
                return Err(Error::invalid_parameters(json!([error])));
            }
        };
        given.remove("_log");
        let params: Vec<Param> = self.params().collect();
        // `name?` is meant for servers that know `name`, and for no others.
        let guarded: Vec<String> = given
            .keys()
            .filter(|name| name.ends_with('?'))
            .cloned()
            .collect();
        for name in guarded {
            let value = given.remove(&name).unwrap_or_default();
            let plain = name.trim_end_matches('?');
            if params.is_empty() || params.iter().any(|param| param.name == plain) {
                given.insert(plain.to_owned(), value);
            }
        }
        if params.is_empty() {
            return Ok(given);
        }
        let named = |name: &str| params.iter().any(|param| param.name == name);
        let namespace = self.name.split('.').next().unwrap_or("");
        if named("id")
            && !named(namespace)
            && !given.contains_key("id")
            && given.get(namespace).is_some_and(Json::is_string)
            && let Some(id) = given.remove(namespace)
        {
            given.insert("id".to_owned(), id);
        }
        let mut errors = Vec::new();
        for param in &params {
            match given.get(param.name) {
                None if !param.optional => {
                    let what = json!({ "missingProperty": param.name });
                    let message = format!("must have required property '{}'", param.name);
                    errors.push(fault("", "required", what, &message));
                }
                None => {}
                Some(value) => errors.extend(param.fault(value)),
            }
        }
        for name in given.keys().filter(|name| !named(name)) {
            let what = json!({ "additionalProperty": name });
            errors.push(fault(
                "",
                "additionalProperties",
                what,
                "must NOT have additional properties",
            ));
        }
        if errors.is_empty() {
            Ok(given)
        } else {
            Err(Error::invalid_parameters(errors.into()))
        }
    }
}

/// One thing that is wrong, in the words of the validator that xo-server uses.
fn fault(path: &str, keyword: &str, params: Json, message: &str) -> Json {
    let schema = if path.is_empty() {
        format!("#/{keyword}")
    } else {
        format!("#/properties{path}/{keyword}")
    };
    json!({ "instancePath": path, "schemaPath": schema, "keyword": keyword, "params": params, "message": message })
}

impl Param {
    fn info(&self) -> Json {
        let names: Vec<&str> = self
            .types
            .iter()
            .map(|name| if *name == "text" { "string" } else { name })
            .collect();
        let mut info = match names.as_slice() {
            ["any"] => json!({}),
            [one] => json!({ "type": one }),
            several => json!({ "type": several }),
        };
        if self.optional {
            info["optional"] = true.into();
        }
        if self.types.contains(&"text") {
            info["minLength"] = 0.into();
        }
        info
    }

    fn fault(&self, value: &Json) -> Option<Json> {
        let path = format!("/{}", self.name);
        let fits = |name: &&str| match *name {
            "any" => true,
            "string" | "text" => value.is_string(),
            "boolean" => value.is_boolean(),
            "number" => value.is_number(),
            "integer" => value.as_f64().is_some_and(|n| n.fract() == 0.0),
            "object" => value.is_object(),
            "array" => value.is_array(),
            "null" => value.is_null(),
            _ => false,
        };
        if !self.types.iter().any(fits) {
            let names: Vec<String> = self
                .types
                .iter()
                .map(|name| name.replace("text", "string"))
                .collect();
            let names = names.join(",");
            return Some(fault(
                &path,
                "type",
                json!({ "type": names }),
                &format!("must be {names}"),
            ));
        }
        if value == "" && !self.types.contains(&"text") {
            let limit = json!({ "limit": 1 });
            return Some(fault(
                &path,
                "minLength",
                limit,
                "must NOT have fewer than 1 characters",
            ));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keywords(name: &str, params: Json) -> Vec<String> {
        match find(name).unwrap().check(params) {
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
        let mut names: Vec<&str> = all().map(|method| method.name).collect();
        for method in all() {
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
            find("session.signIn").unwrap().info()["permission"],
            Json::Null
        );
        assert_eq!(find("server.getAll").unwrap().info()["permission"], "admin");
        assert!(find("vm.start").unwrap().info().get("permission").is_none());
    }
}
