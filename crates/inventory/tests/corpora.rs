//! Every input that the fuzz targets of this crate begin from, or that broke something once.
#![allow(clippy::expect_used)] // In what is shared with the fuzz targets.

use std::{fs, path::Path};

#[path = "../../../fuzz/targets/event_batch_to_store.rs"]
mod event_batch_to_store;
#[path = "../../../fuzz/targets/kept_inventory.rs"]
mod kept_inventory;

fn replay(target: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    let mut inputs = 0;
    for entry in fs::read_dir(folder.join(target)).expect("a corpus") {
        let path = entry.expect("an input").path();
        println!("{}", path.display());
        run(&fs::read(path).expect("its bytes"));
        inputs += 1;
    }
    assert!(inputs > 2, "the corpus is there: {inputs}");
}

#[test]
fn news_of_a_pool() {
    replay("event_batch_to_store", event_batch_to_store::run);
}

#[test]
fn what_was_kept() {
    replay("kept_inventory", kept_inventory::run);
}
