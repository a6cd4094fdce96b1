//! Every input that the fuzz targets of this crate begin from, or that broke something once.
#![allow(clippy::expect_used)] // In what is shared with the fuzz targets.

use std::{fs, path::Path};

#[path = "../../../fuzz/targets/xo_list.rs"]
mod xo_list;
#[path = "../../../fuzz/targets/xo_message.rs"]
mod xo_message;

fn replay(target: &str, run: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    let mut inputs = 0;
    for entry in fs::read_dir(folder.join(target)).expect("a corpus") {
        let path = entry.expect("an input").path();
        println!("{}", path.display());
        run(&fs::read(path).expect("its bytes"));
        inputs += 1;
    }
    assert!(inputs > 3, "the corpus is there: {inputs}");
}

#[test]
fn messages() {
    replay("xo_message", xo_message::run);
}

#[test]
fn lists() {
    replay("xo_list", xo_list::run);
}
