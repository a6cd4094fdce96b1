#![no_main]

#[path = "../targets/extents.rs"]
mod extents;
#[path = "../targets/qcow2_disk.rs"]
mod target;

libfuzzer_sys::fuzz_target!(|data: &[u8]| target::run(data));
