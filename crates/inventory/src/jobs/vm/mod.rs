//! What can be done to VMs, templates and snapshots.

pub(crate) mod checkpoint;
pub(crate) mod clean_reboot;
pub(crate) mod clean_shutdown;
pub(crate) mod clone;
pub(crate) mod create;
pub(crate) mod destination;
pub(crate) mod hard_reboot;
pub(crate) mod hard_shutdown;
pub(crate) mod migrate;
mod operation;
pub(crate) mod pause;
pub(crate) mod power;
pub(crate) mod resume;
pub(crate) mod settings;
pub(crate) mod snapshot;
pub(crate) mod start;
pub(crate) mod suspend;
pub(crate) mod unpause;

pub(crate) use operation::Operation;
