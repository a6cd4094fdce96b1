//! What can be done to hosts.

pub(crate) mod evacuate;
pub(crate) mod landing;
mod maintenance;
pub(crate) mod moves;
pub(crate) mod put_back;
