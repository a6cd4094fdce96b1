//! A call of the API as a value: what would be said to a server, before anybody says it.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;

use crate::codec::params::Params;

/// A call of the API that answers a `T`, made by a function of [`calls`](crate::calls).
///
/// It knows no server. `Session::run` makes it, and `Session::begin` starts it as a task.
pub struct ApiCall<T> {
    method: &'static str,
    params: Params,
    has_task: bool,
    /// A parameter was left out, so that none may follow.
    cut: bool,
    answer: PhantomData<fn() -> T>,
}

impl<T> ApiCall<T> {
    /// A call that is answered when it is done.
    pub(crate) fn plain(method: &'static str, params: Params) -> Self {
        Self {
            method,
            params,
            has_task: false,
            cut: false,
            answer: PhantomData,
        }
    }

    /// A call that can also be run as a task, by `Async.` before its name.
    pub(crate) fn with_task(method: &'static str, params: Params) -> Self {
        Self {
            has_task: true,
            ..Self::plain(method, params)
        }
    }

    /// Adds a parameter that may be left out; none can follow one that is.
    pub(crate) fn and<P: Serialize>(mut self, param: Option<P>) -> Self {
        match param {
            Some(param) if !self.cut => self.params.push(&param),
            _ => self.cut = true,
        }
        self
    }

    /// The method's name, without `Async.`.
    pub fn method(&self) -> &'static str {
        self.method
    }

    /// Whether it can be run as a task.
    pub fn has_task(&self) -> bool {
        self.has_task
    }

    /// The parameters after the session.
    pub fn into_params(self) -> Params {
        self.params
    }
}

/// The parameters may be secret.
impl<T> fmt::Debug for ApiCall<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiCall({})", self.method)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{Map, OpaqueRef, Ref, Vm, calls};

    fn said<T>(call: ApiCall<T>) -> Value {
        Value::from(call.into_params().values().to_vec())
    }

    #[test]
    fn a_function_says_what_the_data_model_says() {
        let vm: Ref<Vm> = OpaqueRef::from("OpaqueRef:1").into();
        let start = calls::vm::start(&vm, true, false);
        assert_eq!(start.method(), "VM.start");
        assert!(start.has_task());
        assert_eq!(said(start), json!(["OpaqueRef:1", true, false]));
        let rename = calls::vm::set_name_label(&vm, "db-01");
        assert_eq!(
            (rename.method(), rename.has_task()),
            ("VM.set_name_label", false)
        );
        assert_eq!(said(rename), json!(["OpaqueRef:1", "db-01"]));
    }

    #[test]
    fn what_is_left_out_ends_the_parameters() {
        let network = OpaqueRef::from("OpaqueRef:2").into();
        let members = [OpaqueRef::from("OpaqueRef:3").into()];
        let properties = Map::from([("hashing_algorithm".into(), "src_mac".into())]);
        let bond = |mode, properties| calls::bond::create(&network, &members, "", mode, properties);
        assert_eq!(
            said(bond(None, Some(&properties))),
            json!(["OpaqueRef:2", ["OpaqueRef:3"], ""])
        );
        assert_eq!(
            said(bond(Some(&crate::BondMode::Lacp), Some(&properties))),
            json!(["OpaqueRef:2", ["OpaqueRef:3"], "", "lacp", { "hashing_algorithm": "src_mac" }])
        );
    }
}
