//! The two codecs: how a call is read and how its answer is written.

pub mod json;
pub mod xml;

use crate::value::Value;

/// A call as either codec delivers it.
#[derive(Debug)]
pub struct Call {
    /// Method name.
    pub method: String,
    /// All parameters, the session first where there is one.
    pub params: Vec<Value>,
}
