//! What a method takes and who may call it, in a form that is checked and can be asked for.

use serde_json::{Map, Value as Json, json};

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

/// A method as it is called.
#[derive(Debug)]
pub struct Signature {
    /// `namespace.name`.
    pub name: &'static str,
    /// Who may call it.
    pub permission: Permission,
    /// Its parameters: `name[?]:type[/type][=type of object[|type of object]@right]`. `text` may be empty, `string` may
    /// not. Nothing: it takes whatever comes.
    pub declared: &'static str,
}

/// A parameter.
#[derive(Debug, PartialEq, Eq)]
pub struct Param {
    /// Name.
    pub name: &'static str,
    /// Whether it may be left out.
    pub optional: bool,
    /// Names of the types that its value may have.
    pub types: Vec<&'static str>,
    /// Types of the object that it names; empty: it names none.
    pub objects: Vec<&'static str>,
    /// The right needed on that object.
    pub right: &'static str,
}

impl Signature {
    /// Its parameters, read.
    pub fn params(&self) -> impl Iterator<Item = Param> {
        self.declared.split_whitespace().map(|text| {
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
        if !self.declared.is_empty() {
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
