//! The programs that try and measure the engine.

use std::{ffi::OsString, process::Command};

use crate::command::cargo;

/// One of them, optimised as the program that people use is: what they say of time must be true.
pub fn program(package: &str, arguments: &[OsString]) -> Command {
    let mut program = cargo(["run", "--quiet", "--release", "--package", package, "--"]);
    program.args(arguments);
    program
}
