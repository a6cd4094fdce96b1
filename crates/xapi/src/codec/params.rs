//! The parameters of a call.

use serde::Serialize;
use serde_json::Value;
use zeroize::Zeroize;

/// The parameters of a call, made by [`params!`](crate::params!). Their texts are wiped from memory
/// when dropped, since a password or a session may be among them.
#[derive(Default)]
pub struct Params(Vec<Value>);

impl Params {
    /// No parameters.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one parameter: anything that serialises to what the call expects. Members that are
    /// `None` are left out, which is how the API writes them.
    pub fn push<T: Serialize + ?Sized>(&mut self, param: &T) {
        // Only a map with keys that are no text fails, which no call of the API has.
        self.0
            .push(serde_json::to_value(param).unwrap_or(Value::Null));
    }

    /// The same parameters after another one, the session.
    #[cfg(feature = "client")]
    pub(crate) fn after(&self, first: &str) -> Self {
        let mut all = Vec::with_capacity(self.0.len() + 1);
        all.push(Value::from(first));
        all.extend(self.0.iter().cloned());
        Self(all)
    }

    /// Leaves out what comes after the first `count`.
    #[cfg(feature = "client")]
    pub(crate) fn cut(&mut self, count: usize) {
        self.0.truncate(count);
    }

    /// The parameters as JSON.
    pub fn values(&self) -> &[Value] {
        &self.0
    }
}

impl Drop for Params {
    fn drop(&mut self) {
        for param in &mut self.0 {
            if let Value::String(text) = param {
                text.zeroize();
            }
        }
    }
}

/// The parameters themselves may be secret.
impl std::fmt::Debug for Params {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Params({} of them)", self.0.len())
    }
}

/// The parameters of a call, after the session: `params![vm, false, 30.0, ["*"]]`.
///
/// Each is anything that serialises. Write a whole number as a float (`30.0`) where the API wants a
/// float.
#[macro_export]
macro_rules! params {
    () => { $crate::Params::new() };
    ($($param:expr),+ $(,)?) => {{
        let mut params = $crate::Params::new();
        $( params.push(&$param); )+
        params
    }};
}
