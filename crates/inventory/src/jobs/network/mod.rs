//! What is done to networks.

pub(crate) mod create;
pub(crate) mod delete;
