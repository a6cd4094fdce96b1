//! Every input that the fuzz targets of this crate begin from, or that broke something once.
#![allow(clippy::expect_used)] // In what is shared with the fuzz targets.

use test_support::corpus::replay;

#[path = "../../../fuzz/targets/event_batch_to_store.rs"]
mod event_batch_to_store;
#[path = "../../../fuzz/targets/kept_inventory.rs"]
mod kept_inventory;
#[path = "../../../fuzz/targets/metrics_reply.rs"]
mod metrics_reply;
#[path = "../../../fuzz/targets/query_text.rs"]
mod query_text;

#[test]
fn news_of_a_pool() {
    replay("event_batch_to_store", event_batch_to_store::run);
}

#[test]
fn what_was_kept() {
    replay("kept_inventory", kept_inventory::run);
}

#[test]
fn what_hosts_measure() {
    replay("metrics_reply", metrics_reply::run);
}

#[test]
fn what_is_typed_into_filters() {
    replay("query_text", query_text::run);
}
