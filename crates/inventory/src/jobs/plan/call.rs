//! A call, as a step makes it.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use xapi::ApiCall;

use super::answers::fill;
use crate::key::ConnectionId;

/// A call of the API, in the words of XAPI. Other ways into a pool translate it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// The method, without `Async.`.
    pub method: String,
    /// All parameters but the session. One that is a [`Step::result`] stands for what that step
    /// has answered.
    pub params: Vec<Value>,
    /// Whether the server can run it as a task.
    pub has_task: bool,
    /// Whether its answer is a secret: it is passed on to the steps that use it, and written nowhere.
    #[serde(default)]
    pub answers_secret: bool,
    /// The connection that it is made on, where that is another than the subject's: the pool to which a VM
    /// goes is told so before its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<ConnectionId>,
}

impl<T> From<ApiCall<T>> for Call {
    fn from(call: ApiCall<T>) -> Self {
        Self {
            method: call.method().to_owned(),
            has_task: call.has_task(),
            answers_secret: false,
            connection: None,
            params: call.into_params().values().to_vec(),
        }
    }
}

impl Call {
    /// What a handler is asked for beside the object that it is about.
    pub fn asked(&self) -> impl Iterator<Item = (&str, &str)> {
        let asked = self.params.get(1).and_then(Value::as_object);
        let entries = asked.into_iter().flatten();
        entries.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
    }

    /// The object that it is done to: the first parameter, if that is a text.
    pub fn object(&self) -> Option<&str> {
        self.params.first()?.as_str()
    }

    /// The class that it is a method of, by its wire name, and the method's own name.
    pub fn parts(&self) -> (&str, &str) {
        self.method.split_once('.').unwrap_or((&self.method, ""))
    }

    /// Says only these members of the record that the call makes an object of.
    pub(crate) fn say_only(&mut self, members: &[&str]) {
        if let Some(Value::Object(record)) = self.params.first_mut() {
            record.retain(|member, _| members.contains(&member.as_str()));
        }
    }

    /// The same with the answers of earlier steps in the places that stand for them; none where one
    /// of them is missing.
    #[must_use]
    pub fn filled(mut self, results: &[Option<Value>]) -> Option<Self> {
        for param in &mut self.params {
            fill(param, results)?;
        }
        Some(self)
    }
}
