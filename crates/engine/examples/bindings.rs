//! Writes `ui/src/platform/bindings.ts`, the window's side of the commands: `cargo xtask bindings`.

use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/platform/bindings.ts");
    fs::write(file, engine::bindings::typescript())
}
