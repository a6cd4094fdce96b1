//! What the server can be asked.

use std::collections::BTreeMap;

use serde_json::Value;

/// Who may call a method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Anybody, without signing in.
    Nothing,
    /// Whoever is signed in; for most methods rights on the objects they name come on top.
    SignIn,
    /// Users with this permission, mostly `admin`.
    Permission(String),
}

/// A parameter of a method.
#[derive(Clone, Debug, PartialEq)]
pub struct ParamInfo {
    /// Whether it may be left out.
    pub optional: bool,
    /// Its schema, as the server describes it: `type`, `default`, `enum`…
    pub schema: Value,
}

/// A method of the server.
#[derive(Clone, Debug, PartialEq)]
pub struct MethodInfo {
    /// What it does, in English, if the server says so.
    pub description: Option<String>,
    /// Its parameters.
    pub params: BTreeMap<String, ParamInfo>,
    /// Who may call it.
    pub needs: Needs,
}

impl MethodInfo {
    /// Reads a description; what is not understood of it is left out.
    pub(crate) fn read(mut info: Value) -> Self {
        let params = match info.get_mut("params").map(Value::take) {
            Some(Value::Object(params)) => params
                .into_iter()
                .map(|(name, schema)| {
                    let optional = schema.get("optional").and_then(Value::as_bool);
                    // The server fills in what has a default.
                    let optional = optional.unwrap_or(schema.get("default").is_some());
                    (name, ParamInfo { optional, schema })
                })
                .collect(),
            _ => BTreeMap::new(),
        };
        Self {
            description: info
                .get("description")
                .and_then(Value::as_str)
                .map(str::to_owned),
            params,
            needs: match info.get("permission") {
                Some(Value::Null) => Needs::Nothing,
                Some(Value::String(permission)) => Needs::Permission(permission.clone()),
                _ => Needs::SignIn,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_descriptions() {
        let info = MethodInfo::read(json!({
            "description": "made up",
            "params": {"id": {"type": "string"}, "force": {"type": "boolean", "optional": true}},
        }));
        assert_eq!(info.description.as_deref(), Some("made up"));
        assert_eq!(info.needs, Needs::SignIn);
        assert!(info.params["force"].optional && !info.params["id"].optional);
        assert_eq!(
            MethodInfo::read(json!({"permission": null})).needs,
            Needs::Nothing
        );
        let admin = Needs::Permission("admin".to_owned());
        assert_eq!(
            MethodInfo::read(json!({"permission": "admin"})).needs,
            admin
        );
        assert_eq!(MethodInfo::read(json!(7)).needs, Needs::SignIn);
    }
}
