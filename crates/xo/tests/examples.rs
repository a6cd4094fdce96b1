//! The example as a program.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

use std::path::PathBuf;
use std::process::Command;

/// Where it is: `cargo test` builds it. For one test program alone, `cargo build --examples` does.
fn built(name: &str) -> PathBuf {
    let this = std::env::current_exe().unwrap();
    let profile = this.parent().unwrap().parent().unwrap();
    let example = profile.join("examples").join(name);
    let example = example.with_extension(std::env::consts::EXE_EXTENSION);
    assert!(example.exists(), "{} is not built", example.display());
    example
}

#[test]
fn an_error_is_one_line() {
    // Nothing listens on that port.
    let unreachable = ["http://127.0.0.1:1", "admin", "password"];
    for (arguments, reason) in [(&unreachable[..], "127.0.0.1:1"), (&[], "usage")] {
        let output = Command::new(built("xo_objects"))
            .args(arguments)
            .env("RUST_BACKTRACE", "full")
            .env_remove("XO_PASSWORD")
            .output()
            .unwrap();
        assert!(!output.status.success());
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains(reason), "{said}");
    }
}
