#![no_main]

#[path = "../targets/ova_package.rs"]
mod target;

libfuzzer_sys::fuzz_target!(|data: &[u8]| target::run(data));
