//! What can be done to the network interfaces of VMs.

pub(crate) mod add;
pub(crate) mod interface;
pub(crate) mod plug;
pub(crate) mod reconnect;
pub(crate) mod remove;
pub(crate) mod set_locking;
pub(crate) mod set_mac;
pub(crate) mod set_rate_limit;
pub(crate) mod unplug;
