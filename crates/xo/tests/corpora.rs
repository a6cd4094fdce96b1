//! Every input that the fuzz targets of this crate begin from, or that broke something once.
#![allow(clippy::expect_used)] // In what is shared with the fuzz targets.

use test_support::corpus::replay;

#[path = "../../../fuzz/targets/xo_list.rs"]
mod xo_list;
#[path = "../../../fuzz/targets/xo_message.rs"]
mod xo_message;

#[test]
fn messages() {
    replay("xo_message", xo_message::run);
}

#[test]
fn lists() {
    replay("xo_list", xo_list::run);
}
