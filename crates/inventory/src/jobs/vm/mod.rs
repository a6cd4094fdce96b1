//! What can be done to VMs, templates and snapshots.

pub(crate) mod checkpoint;
pub(crate) mod clean_reboot;
pub(crate) mod clean_shutdown;
pub(crate) mod clone;
pub(crate) mod config_drive;
pub(crate) mod convert_to_template;
pub(crate) mod convert_to_vm;
pub(crate) mod copy;
pub(crate) mod create;
pub(crate) mod delete;
pub(crate) mod destination;
mod forced;
pub(crate) mod hard_reboot;
pub(crate) mod hard_shutdown;
pub(crate) mod migrate;
pub(crate) mod migrate_anywhere;
pub(crate) mod migrate_storage;
mod operation;
pub(crate) mod pause;
pub(crate) mod power;
pub(crate) mod reboot;
pub(crate) mod removal;
pub(crate) mod reset_power_state;
pub(crate) mod resume;
pub(crate) mod resume_on;
pub(crate) mod return_to;
pub(crate) mod settings;
pub(crate) mod shutdown;
pub(crate) mod snapshot;
pub(crate) mod start;
pub(crate) mod start_on;
pub(crate) mod start_paused;
pub(crate) mod start_recovery;
pub(crate) mod suspend;
pub(crate) mod unpause;

pub(crate) use operation::Operation;
