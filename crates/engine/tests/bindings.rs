//! The window's TypeScript says what the Rust types say.

use std::{fs, path::Path};

#[test]
fn the_windows_types_are_those_of_the_engine() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/platform/bindings.ts");
    let found = fs::read_to_string(file).expect("ui/src/platform/bindings.ts");
    assert!(
        found == engine::bindings::typescript(),
        "ui/src/platform/bindings.ts is not what crates/engine/src/api.rs says: run `cargo xtask bindings`"
    );
}

#[test]
fn no_line_ends_in_a_blank() {
    let text = engine::bindings::typescript();
    assert!(text.ends_with("});\n"));
    for (number, line) in text.lines().enumerate() {
        assert_eq!(line.trim_end(), line, "line {}", number + 1);
    }
}
