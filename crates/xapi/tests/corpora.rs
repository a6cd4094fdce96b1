//! Every input that the fuzz targets of this crate begin from, or that broke something once.
#![allow(clippy::expect_used)] // In what is shared with the fuzz targets.

use test_support::corpus::replay;

#[path = "../../../fuzz/targets/console_handshake.rs"]
mod console_handshake;
#[path = "../../../fuzz/targets/json_reply.rs"]
mod json_reply;
#[cfg(feature = "client")]
#[path = "../../../fuzz/targets/rrd_reply.rs"]
mod rrd_reply;
#[path = "../../../fuzz/targets/xe_message.rs"]
mod xe_message;
#[path = "../../../fuzz/targets/xml_reply.rs"]
mod xml_reply;

#[test]
fn replies_in_json() {
    replay("json_reply", json_reply::run);
}

#[test]
fn replies_in_xml() {
    replay("xml_reply", xml_reply::run);
}

#[test]
fn answers_of_consoles() {
    replay("console_handshake", console_handshake::run);
}

#[test]
fn messages_of_xe() {
    replay("xe_message", xe_message::run);
}

#[cfg(feature = "client")]
#[test]
fn downloads_of_measurements() {
    replay("rrd_reply", rrd_reply::run);
}
