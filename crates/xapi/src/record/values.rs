//! What calls answer that has members like a record, but is no object: it has no reference.

use crate::enums::SrHealth;
use crate::map::Map;
use crate::text::Text;

structs! {
    /// A measured quantity.
    DataSource = "data_source" {
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        enabled: bool,
        standard: bool,
        units: Text,
        min: f64,
        max: f64,
        /// May be NaN or infinite.
        value: f64,
    }

    /// What a probe found out about an SR.
    SrStat = "sr_stat" {
        /// Stable identity, across restarts and reference changes.
        uuid: Option<Text>,
        /// The name people gave it.
        name_label: Text,
        /// The description people gave it.
        name_description: Text,
        /// Bytes.
        free_space: i64,
        /// Bytes.
        total_space: i64,
        clustered: bool,
        health: SrHealth,
    }

    /// One answer of `SR.probe_ext`.
    ProbeResult = "probe_result" {
        configuration: Map<Text, Text>,
        complete: bool,
        sr: Option<SrStat>,
        extra_info: Map<Text, Text>,
    }

    /// How to reach a disk by NBD.
    VdiNbdServerInfo = "vdi_nbd_server_info" {
        exportname: Text,
        address: Text,
        port: i64,
        cert: Text,
        subject: Text,
    }
}
