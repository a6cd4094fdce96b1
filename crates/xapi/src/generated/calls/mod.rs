// Generated from crates/model/model.txt by `cargo xtask codegen`.

//! Every call of the API: a module for each class, a function for each message.

pub mod auth;
pub mod blob;
pub mod bond;
pub mod caller;
pub mod certificate;
pub mod cluster;
pub mod cluster_host;
pub mod console;
pub mod crashdump;
pub mod dr_task;
pub mod driver_variant;
pub mod event;
pub mod feature;
pub mod gpu_group;
pub mod host;
pub mod host_cpu;
pub mod host_crashdump;
pub mod host_driver;
pub mod host_metrics;
pub mod host_patch;
pub mod lvhd;
pub mod message;
pub mod network;
pub mod network_sriov;
pub mod observer;
pub mod pbd;
pub mod pci;
pub mod pgpu;
pub mod pif;
pub mod pif_metrics;
pub mod pool;
pub mod pool_patch;
pub mod pool_update;
pub mod pusb;
pub mod pvs_cache_storage;
pub mod pvs_proxy;
pub mod pvs_server;
pub mod pvs_site;
pub mod rate_limit;
pub mod repository;
pub mod role;
pub mod sdn_controller;
pub mod secret;
pub mod session;
pub mod sm;
pub mod sr;
pub mod subject;
pub mod task;
pub mod tunnel;
pub mod usb_group;
pub mod user;
pub mod vbd;
pub mod vbd_metrics;
pub mod vdi;
pub mod vgpu;
pub mod vgpu_type;
pub mod vif;
pub mod vif_metrics;
pub mod vlan;
pub mod vm;
pub mod vm_appliance;
pub mod vm_group;
pub mod vm_guest_metrics;
pub mod vm_metrics;
pub mod vmpp;
pub mod vmss;
pub mod vtpm;
pub mod vusb;

#[allow(unused_imports)]
use crate::{
    call::ApiCall,
    datetime::DateTime,
    enums::*,
    map::Map,
    params,
    record::*,
    reference::{OpaqueRef, Ref},
    text::{List, Text},
};
use serde_json::Value;
