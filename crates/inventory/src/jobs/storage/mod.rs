//! What is done to storage.

pub(crate) mod plug;
