//! Prepares what `generate_context!` reads.

use std::{error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo check` and `cargo test` must not need the window's pages; a program that is to be used
    // is built by `cargo xtask`, which builds the real ones first.
    let pages = Path::new("../ui/dist");
    if !pages.join("index.html").exists() {
        fs::create_dir_all(pages)?;
        fs::write(
            pages.join("index.html"),
            "<!doctype html><title>Pooldeck</title><p>The pages were not built: use \
             <code>cargo xtask demo</code>.</p>\n",
        )?;
    }
    // Pages that change go into the program again.
    println!("cargo:rerun-if-changed=../ui/dist");
    tauri_build::try_build(tauri_build::Attributes::new())?;
    Ok(())
}
