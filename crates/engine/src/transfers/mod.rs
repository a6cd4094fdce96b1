//! Files that go to servers, and come from them: what passes, how fast, and whether it is whole.

pub(crate) mod disk_export;
pub(crate) mod disk_import;
pub(crate) mod export;
mod traffic;

pub(crate) use traffic::Traffic;
