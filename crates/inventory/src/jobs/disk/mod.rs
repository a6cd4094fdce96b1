//! What can be done to disks and to the drives that they are in.

pub(crate) mod activate;
pub(crate) mod attach;
pub(crate) mod create;
pub(crate) mod deactivate;
pub(crate) mod delete;
pub(crate) mod detach;
pub(crate) mod disc;
pub(crate) mod drive;
pub(crate) mod eject;
pub(crate) mod export;
pub(crate) mod file;
pub(crate) mod import;
pub(crate) mod insert;
pub(crate) mod overwrite;
mod purpose;
pub(crate) mod relocate;
pub(crate) mod resize;
pub(crate) mod set_bootable;
pub(crate) mod set_mode;
pub(crate) mod set_position;
pub(crate) mod storage;
pub(crate) mod upload_disc;
